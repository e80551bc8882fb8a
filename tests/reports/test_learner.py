"""A learner's page for the staff: what is done, handed in, late, since when nothing was heard."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cohorts import actions
from cohorts.models import Enrolment, Presence
from core.models import Event
from learning import actions as learning_actions
from learning.models import Progress
from tests import factories


@pytest.fixture
def look(client, a):
    def of(person, row: Enrolment):
        client.force_login(person)
        return client.get(reverse("reports:learner", args=[row.cohort.code, row.pk]))

    return of


def _text(reply) -> str:
    assert reply.status_code == 200
    return " ".join(reply.content.decode().split())


def test_staff_read_what_a_learner_has_done(look, a):
    learning_actions.mark_done(a.enrolment, by=a.enrolment.learner, lesson=a.lesson)

    text = _text(look(a.mentor, a.enrolment))

    assert "1 sur 2" in text
    assert "50 %" in text


def test_staff_read_what_was_handed_in_and_open_it(look, a):
    given = factories.assignment(a.cohort, a.project)
    work = factories.handed_in(given, a.enrolment)

    text = _text(look(a.trainer, a.enrolment))

    assert "version 1 rendue" in text
    assert reverse("projects:submission", args=[work.pk]) in text


def test_project_past_its_date_with_nothing_in_is_late(look, a):
    past = timezone.now() - timedelta(days=2)
    factories.assignment(a.cohort, a.project, opens_at=past - timedelta(days=9), due_at=past)

    reply = look(a.mentor, a.enrolment)

    assert reply.context["file"].late == 1
    assert "pas commencé" in _text(reply)


def test_more_time_is_no_delay(look, a):
    past = timezone.now() - timedelta(days=2)
    given = factories.assignment(a.cohort, a.project, opens_at=past - timedelta(days=9), due_at=past)
    team = factories.submission(given, a.enrolment).team
    team.extensions.create(due_at=timezone.now() + timedelta(days=3), reason="Panne", granted_by=a.trainer)

    assert look(a.mentor, a.enrolment).context["file"].late == 0


def test_sessions_say_who_came_and_who_did_not(look, a):
    came = factories.session(a.cohort, state="ended", title="Atelier SQL")
    factories.session(a.cohort, state="ended", title="Revue de sprint")
    factories.session(a.cohort, title="Pas encore")
    factories.presence(came, a.enrolment.learner, minutes=90)

    text = _text(look(a.mentor, a.enrolment))

    assert "Atelier SQL" in text
    assert "1 h 30 min" in text
    assert "absence" in text
    assert "Pas encore" not in text


def test_silence_is_counted_from_the_last_act_of_any_kind(look, a):
    learner = a.enrolment.learner
    assert "Aucune activité" in _text(look(a.mentor, a.enrolment))

    learning_actions.mark_done(a.enrolment, by=learner, lesson=a.lesson)
    long_ago = timezone.now() - timedelta(days=9, hours=1)
    Event.objects.filter(actor=learner).update(at=long_ago)
    a.enrolment.progress.update(done_at=long_ago)
    assert "Silence depuis 9 jours" in _text(look(a.mentor, a.enrolment))

    factories.presence(factories.session(a.cohort, state="ended"), learner)
    Presence.objects.update(seen_at=timezone.now() - timedelta(days=4), left_at=timezone.now() - timedelta(days=4))
    assert "Silence depuis 4 jours" in _text(look(a.mentor, a.enrolment))


def test_history_of_the_place_says_who_when_and_why(look, a):
    actions.suspend(a.enrolment, by=a.manager, reason="Congé de maternité")

    text = _text(look(a.mentor, a.enrolment))

    assert "Congé de maternité" in text
    assert str(a.manager) in text


def test_officer_reads_the_table_and_never_the_work(look, a, officer):
    given = factories.assignment(a.cohort, a.project)
    work = factories.handed_in(given, a.enrolment)

    text = _text(look(officer, a.enrolment))

    assert "version 1 rendue" in text
    assert reverse("projects:submission", args=[work.pk]) not in text


def test_invited_person_has_a_page_before_they_say_yes(look, a):
    row = actions.invite_learner(a.cohort, by=a.manager, email="yasmine@demo.example")

    assert "Personne n’a encore pris cette place" in _text(look(a.manager, row))


def test_page_of_somebody_of_another_cohort_does_not_exist(look, a, b, client):
    assert look(b.manager, a.enrolment).status_code == 404
    client.force_login(a.manager)
    assert client.get(reverse("reports:learner", args=[a.cohort.code, b.enrolment.pk])).status_code == 404


def test_names_lead_to_the_page(client, a):
    given = factories.assignment(a.cohort, a.project)
    work = factories.handed_in(given, a.enrolment)
    over = factories.session(a.cohort, state="ended")
    factories.presence(over, a.enrolment.learner)
    page = reverse("reports:learner", args=[a.cohort.code, a.enrolment.pk])
    client.force_login(a.mentor)

    for url in (
        reverse("cohorts:people", args=[a.cohort.code]),
        reverse("reports:progress", args=[a.cohort.code]),
        reverse("projects:submission", args=[work.pk]),
        reverse("live:room", args=[over.pk]),
        reverse("projects:queue"),
    ):
        assert f'href="{page}"' in client.get(url).content.decode(), url


def test_trainer_is_led_there_from_the_teams(client, a):
    given = factories.assignment(a.cohort, a.project)
    factories.submission(given, a.enrolment)
    client.force_login(a.trainer)

    shown = client.get(reverse("projects:teams", args=[a.cohort.code, given.pk])).content.decode()

    assert reverse("reports:learner", args=[a.cohort.code, a.enrolment.pk]) in shown


def test_team_mates_are_not_led_there(client, a):
    work = factories.handed_in(factories.assignment(a.cohort, a.project), a.enrolment)
    client.force_login(a.enrolment.learner)

    assert "personnes/" not in client.get(reverse("projects:submission", args=[work.pk])).content.decode()


@pytest.mark.parametrize(("hours", "told"), [(1, False), (30, True)])
def test_silence_is_told_from_a_day_on(client, a, hours, told):
    Progress.objects.create(enrolment=a.enrolment, lesson=a.lesson)
    Progress.objects.update(done_at=timezone.now() - timedelta(hours=hours))
    client.force_login(a.trainer)

    shown = client.get(reverse("reports:learner", args=[a.cohort.code, a.enrolment.pk])).content.decode()

    assert "Dernière activité" in shown
    assert ("Silence depuis" in shown) is told
