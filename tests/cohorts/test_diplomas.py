"""A diploma: on the conditions of the cohort or with a reason that is kept, told, and corrected by a new entry."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from cohorts import actions
from cohorts.models import Cohort, Enrolment
from cohorts.queries import ready_to_graduate
from core.models import Event
from inbox.models import Notice
from learning.models import Progress
from projects.models import Submission
from tests import factories

TODAY = timezone.localdate()


def over(a, **fields) -> Cohort:
    """The cohort on its last day."""
    Cohort.objects.filter(pk=a.cohort.pk).update(**{"ends_on": TODAY, **fields})
    a.cohort.refresh_from_db()
    return a.cohort


def all_done(a, enrolment=None) -> None:
    for lesson in a.lessons:
        Progress.objects.create(enrolment=enrolment or a.enrolment, lesson=lesson)


def address(enrolment, verb: str) -> str:
    return reverse("cohorts:enrolment_verb", args=[enrolment.pk, verb])


def state_of(enrolment) -> str:
    return Enrolment.objects.get(pk=enrolment.pk).state


@pytest.mark.parametrize("case", ["not begun", "before the last day", "no lesson done", "a project not approved"])
def test_diploma_is_not_awarded_before_its_conditions_hold(client, a, case):
    all_done(a)
    over(a)
    if case == "not begun":
        over(a, state="planned", starts_on=TODAY + timedelta(days=1), ends_on=TODAY + timedelta(days=9))
    elif case == "before the last day":
        over(a, ends_on=TODAY + timedelta(days=1))
    elif case == "no lesson done":
        Progress.objects.all().delete()
    else:
        factories.handed_in(factories.assignment(a.cohort, a.project), a.enrolment)
    client.force_login(a.manager)

    reply = client.post(address(a.enrolment, "complete"))

    assert reply.status_code == 422
    assert state_of(a.enrolment) == "active"
    assert "Pas encore" in reply.content.decode()


def test_diploma_is_awarded_in_one_click_when_every_condition_holds(client, a, committed):
    over(a)
    all_done(a)
    row = factories.handed_in(factories.assignment(a.cohort, a.project), a.enrolment)
    Submission.objects.filter(pk=row.pk).update(state="approved")
    client.force_login(a.manager)

    with committed():
        reply = client.post(address(a.enrolment, "complete"))

    assert reply.status_code == 302
    change = a.enrolment.changes.get()
    assert (change.after, change.reason, change.missing, change.by) == ("completed", "", "", a.manager)
    assert "diplôme" in Notice.objects.get(user=a.enrolment.learner).text


def test_diploma_in_spite_of_a_condition_keeps_its_reason_and_what_was_missing(client, officer, a):
    client.force_login(a.manager)

    client.post(address(a.enrolment, "complete"), {"reason": "Jury anticipé du 3 novembre"})

    change = a.enrolment.changes.get()
    assert change.reason == "Jury anticipé du 3 novembre"
    assert "dernier jour" in change.missing
    assert Event.objects.about(a.enrolment).get(verb="cohorts.enrolment.complete").data["all_the_same"] is True
    client.force_login(officer)
    text = client.get(reverse("reports:learner", args=[a.cohort.code, a.enrolment.pk])).content.decode()
    assert "Jury anticipé du 3 novembre" in text
    assert "malgré" in text


def test_everybody_who_meets_the_conditions_graduates_in_one_act(client, a):
    over(a)
    ready, far = factories.enrolment(a.cohort), factories.enrolment(a.cohort)
    all_done(a)
    all_done(a, ready)
    client.force_login(a.manager)
    assert "2 personnes remplissent" in client.get(reverse("cohorts:people", args=[a.cohort.code])).content.decode()

    client.post(reverse("cohorts:diplomas", args=[a.cohort.code]))

    assert [state_of(row) for row in (a.enrolment, ready, far)] == ["completed", "completed", "active"]


def test_nobody_is_offered_a_diploma_before_the_last_day(client, a):
    all_done(a)
    client.force_login(a.manager)

    client.post(reverse("cohorts:diplomas", args=[a.cohort.code]))

    assert state_of(a.enrolment) == "active"


def test_diploma_awarded_by_mistake_is_corrected_by_a_new_entry(client, a, committed):
    actions.complete(a.enrolment, by=a.manager, reason="Jury")
    client.force_login(a.manager)
    assert client.post(address(a.enrolment, "correct"), {"reason": " "}).status_code == 422

    with committed():
        client.post(address(a.enrolment, "correct"), {"reason": "Erreur de personne"})

    assert state_of(a.enrolment) == "active"
    assert [(row.verb, row.reason) for row in a.enrolment.changes.all()] == [
        ("complete", "Jury"),
        ("correct", "Erreur de personne"),
    ]
    assert "corrigé" in Notice.objects.get(user=a.enrolment.learner, verb="cohorts.enrolment.correct").text


def test_diploma_corrected_in_a_closed_cohort_lets_the_person_learn_elsewhere(a, b):
    all_done(a)
    actions.complete_cohort(a.cohort, by=a.manager, graduating=[a.enrolment])
    a.enrolment.refresh_from_db()
    assert a.enrolment.state == "completed"

    actions.correct(a.enrolment, by=a.manager, reason="Projet copié")

    assert state_of(a.enrolment) == "ended"
    actions.invite_learner(b.cohort, by=b.manager, email=a.enrolment.learner.email)


def test_graduate_who_follows_another_cohort_meanwhile_is_not_put_back_into_this_one(a, b):
    actions.complete(a.enrolment, by=a.manager, reason="Jury")
    factories.enrolment(b.cohort, learner=a.enrolment.learner)

    with pytest.raises(ValidationError):
        actions.correct(a.enrolment, by=a.manager, reason="Erreur")
    assert state_of(a.enrolment) == "completed"


def test_conditions_of_everybody_are_asked_in_a_fixed_number_of_queries(a, django_assert_max_num_queries):
    over(a)
    factories.assignment(a.cohort, a.project)
    for _ in range(10):
        factories.enrolment(a.cohort)

    with django_assert_max_num_queries(7):
        ready_to_graduate(a.cohort)
