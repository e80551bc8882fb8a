"""A given project is taken back, a team undone, two people swapped: as long as it takes nothing from anybody."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from cohorts import actions as cohort_actions
from cohorts.conditions import missing_for
from core.models import Event
from core.workflow import TransitionRefused
from inbox.models import Notice
from projects import actions, queries
from projects.models import Assignment, Claim, Submission, Team
from tests import factories


@pytest.fixture
def given(a) -> Assignment:
    return factories.assignment(a.cohort, a.project)


@pytest.fixture
def group(a) -> Assignment:
    return factories.assignment(a.cohort, factories.project(a.module, team_size=3))


def _withdraw(client, side, given, reason="Donné trop tôt"):
    client.force_login(side.trainer)
    return client.post(reverse("projects:assignment_withdraw", args=[side.cohort.code, given.pk]), {"reason": reason})


def test_project_that_no_team_has_begun_is_gone_and_may_be_given_again(client, a, given, committed):
    factories.submission(given, a.enrolment)

    with committed():
        assert _withdraw(client, a, given).status_code == 302

    assert not Assignment.objects.exists()
    assert a.project in queries.projects_to_give(a.cohort)
    assert "est retiré" in Notice.objects.get(user=a.enrolment.learner).text
    assert Event.objects.about(a.cohort).filter(verb="projects.assignment.remove").exists()


def test_project_with_work_stays_readable_and_asks_nothing_more(client, a, given):
    draft = factories.submission(given, a.enrolment)
    actions.save_draft(draft, by=a.enrolment.learner, note="En cours", repository_url="https://example.org/d")

    _withdraw(client, a, given)

    assert Assignment.objects.get(pk=given.pk).withdrawn_why == "Donné trop tôt"
    with pytest.raises(ValidationError, match="Donné trop tôt"):
        actions.submit(Submission.objects.get(pk=draft.pk), by=a.enrolment.learner)
    day = queries.for_today(a.enrolment.learner, a.cohort)
    assert (day.to_do, day.not_started, day.due, day.total) == ([], [], [], 0)
    assert not any("projet" in sentence for sentence in missing_for(a.cohort, [a.enrolment])[a.enrolment.pk])
    client.force_login(a.enrolment.learner)
    text = client.get(reverse("projects:brief", args=[a.cohort.code, given.pk])).content.decode()
    assert "Donné trop tôt" in text


def test_project_taken_back_by_mistake_is_asked_again(client, a, given):
    draft = factories.submission(given, a.enrolment)
    actions.save_draft(draft, by=a.enrolment.learner, note="En cours", repository_url="https://example.org/d")
    _withdraw(client, a, given)

    client.post(reverse("projects:assignment_restore", args=[a.cohort.code, given.pk]))

    assert actions.submit(Submission.objects.get(pk=draft.pk), by=a.enrolment.learner)


def test_project_is_not_taken_back_without_a_reason(client, a, given):
    assert _withdraw(client, a, given, reason=" ").status_code == 422
    assert Assignment.objects.get(pk=given.pk).withdrawn_at is None


def test_team_that_has_written_nothing_is_undone_and_told(client, a, group, committed):
    row = factories.submission(group, a.enrolment, factories.enrolment(a.cohort))
    client.force_login(a.trainer)

    with committed():
        client.post(reverse("projects:team_dissolve", args=[row.pk]))

    assert not Team.objects.exists()
    assert "défaite" in Notice.objects.get(user=a.enrolment.learner).text
    assert group.learners_without_team().count() == 2


def test_team_with_a_draft_is_not_undone(client, a, group):
    row = factories.submission(group, a.enrolment)
    actions.save_draft(row, by=a.enrolment.learner, note="En cours")
    client.force_login(a.trainer)

    reply = client.post(reverse("projects:team_dissolve", args=[row.pk]))

    assert reply.status_code == 422
    assert "brouillon" in reply.content.decode()
    assert Team.objects.count() == 1


def test_two_people_of_two_teams_change_places(client, a, group):
    mate, third = factories.enrolment(a.cohort), factories.enrolment(a.cohort)
    one, other = factories.submission(group, a.enrolment, mate), factories.submission(group, third)
    client.force_login(a.trainer)
    members = {"one": one.team.members.get(enrolment=mate).pk, "other": other.team.members.get().pk}

    assert client.post(reverse("projects:team_swap", args=[one.pk]), members).status_code == 302

    assert set(one.member_ids()) == {a.enrolment.learner_id, third.learner_id}
    assert other.member_ids() == [mate.learner_id]


def test_nobody_is_swapped_out_of_a_team_that_has_handed_in(client, a, group):
    one = factories.handed_in(group, a.enrolment)
    other = factories.submission(group, factories.enrolment(a.cohort))
    client.force_login(a.trainer)
    members = {"one": one.team.members.get().pk, "other": other.team.members.get().pk}

    assert client.post(reverse("projects:team_swap", args=[one.pk]), members).status_code == 422
    assert one.member_ids() == [a.enrolment.learner_id]


def test_works_of_a_project_taken_back_leave_the_queue_until_it_is_asked_again(client, a, given, committed):
    row = factories.handed_in(given, a.enrolment)
    late = row.alarm_at
    actions.claim(row, by=a.mentor)

    with committed():
        _withdraw(client, a, given)

    assert not Claim.objects.filter(released_at=None).exists()
    assert queries.queue(a.mentor, queries.QueueFilters()).rows == []
    assert queries.queue_summary(a.mentor)["to_take"] == queries.waiting_in(a.cohort) == 0
    assert queries.cohort_reviews(a.cohort, at=late).waiting == 0
    assert actions.escalate_promises(at=late) == 0
    with pytest.raises(TransitionRefused):
        actions.claim(Submission.objects.get(pk=row.pk), by=a.mentor)
    client.force_login(a.enrolment.learner)
    page = client.get(reverse("projects:submission", args=[row.pk])).content.decode()
    assert "Donné trop tôt" in page
    assert "Réponse attendue" not in page

    Submission.objects.update(promised_at=row.queued_at)
    with committed():
        actions.restore_assignment(Assignment.objects.get(pk=given.pk), by=a.trainer)

    assert [found.submission.pk for found in queries.queue(a.mentor, queries.QueueFilters()).rows] == [row.pk]
    assert Submission.objects.get(pk=row.pk).promised_at > row.queued_at


def test_more_time_keeps_no_team_and_no_project(client, a, group):
    """More time for a work that never was is no work."""
    rows = [factories.submission(group, a.enrolment), factories.submission(group, factories.enrolment(a.cohort))]
    for row in rows:
        actions.grant_extension(row, by=a.trainer, due_at=group.due_at + timedelta(days=1), reason="Malade")
    client.force_login(a.trainer)

    assert client.post(reverse("projects:team_dissolve", args=[rows[0].pk])).status_code == 302
    assert _withdraw(client, a, group).status_code == 302

    assert not Assignment.objects.exists()


def test_project_taken_back_asks_for_no_team(client, a, group, committed):
    row = factories.submission(group, a.enrolment)
    other, alone = factories.submission(group, factories.enrolment(a.cohort)), factories.enrolment(a.cohort)
    actions.save_draft(row, by=a.enrolment.learner, note="En cours", repository_url="https://example.org/d")
    _withdraw(client, a, group)
    swap = {"one": row.team.members.get().pk, "other": other.team.members.get().pk}
    acts = [
        (reverse("projects:teams", args=[a.cohort.code, group.pk]), {"enrolments": [alone.pk]}),
        (reverse("projects:team_edit", args=[row.pk]), {"enrolments": [a.enrolment.pk, alone.pk]}),
        (reverse("projects:team_swap", args=[row.pk]), swap),
        (reverse("projects:team_dissolve", args=[other.pk]), {}),
        (reverse("projects:draw", args=[a.cohort.code, group.pk]), {"seed": "a", "seen": ""}),
        (reverse("projects:assignment_withdraw", args=[a.cohort.code, group.pk]), {"reason": "Encore"}),
    ]

    for address, data in acts:
        with committed():
            reply = client.post(address, data)
        assert (reply.status_code, "Donné trop tôt" in reply.content.decode()) == (422, True), address

    assert not Notice.objects.exists()
    assert Assignment.objects.get(pk=group.pk).withdrawn_why == "Donné trop tôt"


@pytest.mark.parametrize("over", ["withdrawn", "closed"])
def test_page_offers_no_team_where_none_is_asked_for(client, a, group, over):
    row = factories.submission(group, a.enrolment)
    actions.save_draft(row, by=a.enrolment.learner, note="En cours", repository_url="https://example.org/d")
    factories.enrolment(a.cohort)
    if over == "closed":
        cohort_actions.complete_cohort(a.cohort, by=a.manager)
    else:
        _withdraw(client, a, group)
    client.force_login(a.trainer)
    address = reverse("projects:teams", args=[a.cohort.code, group.pk])

    page = client.get(address)

    assert page.status_code == 200
    offered = [f'href="{reverse("projects:draw", args=[a.cohort.code, group.pk])}"', "/equipe/", 'name="enrolments"']
    assert not [offer for offer in offered if offer in page.content.decode()]


@pytest.mark.parametrize("over", ["withdrawn", "past"])
def test_classmates_are_offered_no_team_that_they_would_be_refused(client, a, group, over):
    Assignment.objects.filter(pk=group.pk).update(forming=Assignment.Forming.BY_LEARNERS)
    alone = factories.enrolment(a.cohort)
    row = factories.submission(group, a.enrolment)
    actions.save_draft(row, by=a.enrolment.learner, note="En cours", repository_url="https://example.org/d")
    address = reverse("projects:own_team", args=[a.cohort.code, group.pk])
    if over == "past":
        began = {"opens_at": timezone.now() - timedelta(days=9), "due_at": timezone.now() - timedelta(days=3)}
        Assignment.objects.filter(pk=group.pk).update(**began, closes_at=timezone.now() - timedelta(days=2))
    else:
        _withdraw(client, a, group)

    for learner in (alone.learner, a.enrolment.learner):
        client.force_login(learner)
        page = client.get(address).content.decode().partition("<main")[2].partition("</main")[0]
        assert ("Donné trop tôt" if over == "withdrawn" else "Ce projet est clos depuis le") in page
        assert 'method="post"' not in page


def test_cohort_that_is_over_places_nobody(client, a, group):
    one, other = factories.submission(group, a.enrolment), factories.submission(group, factories.enrolment(a.cohort))
    cohort_actions.complete_cohort(a.cohort, by=a.manager)
    client.force_login(a.manager)
    swap = {"one": one.team.members.get().pk, "other": other.team.members.get().pk}

    for name, data in (("team_swap", swap), ("team_dissolve", {})):
        assert client.post(reverse(f"projects:{name}", args=[one.pk]), data).status_code == 409

    assert one.member_ids() == [a.enrolment.learner_id]


@pytest.mark.parametrize("gone", [cohort_actions.withdraw, cohort_actions.suspend])
def test_who_is_not_there_changes_places_with_nobody(client, a, group, gone):
    one, other = factories.submission(group, a.enrolment), factories.submission(group, factories.enrolment(a.cohort))
    gone(a.enrolment, by=a.manager, reason="Autre projet")
    client.force_login(a.trainer)
    members = {"one": one.team.members.get().pk, "other": other.team.members.get().pk}

    assert client.post(reverse("projects:team_swap", args=[one.pk]), members).status_code == 422
    assert one.member_ids() == [a.enrolment.learner_id]
