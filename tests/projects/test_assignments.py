"""Give a project to a cohort, and change what may still change."""

from datetime import datetime, timedelta
from html import unescape

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from cohorts import actions as cohort_actions
from core.models import Event
from core.permissions import forget
from core.times import day, hour
from inbox.models import Notice
from projects import actions
from projects.deadlines import end_of
from projects.models import Assignment, Submission
from tests import factories

DATES = ("opens_at", "due_at", "closes_at")


def _hour(days: float) -> str:
    return f"{timezone.localtime() + timedelta(days=days):%Y-%m-%dT%H:%M}"


def _typed(**fields) -> dict:
    dates = {"opens_at": _hour(0), "due_at": _hour(7), "closes_at": _hour(14)}
    return {**dates, "team_size": "", "forming": "by_staff", "review_hours": 24, **fields}


def _kept(given: Assignment, **fields) -> dict:
    """All that a change is given, as it is but for ``fields``."""
    names = [*DATES, "team_size", "forming", "is_gate", "review_hours"]
    return {name: getattr(given, name) for name in names} | {"reviewers": given.reviewers.all()} | fields


def test_form_proposes_dates_that_suit_the_project(client, a):
    client.force_login(a.trainer)

    initial = client.get(reverse("projects:assignment_create", args=[a.cohort.code])).context["form"].initial

    assert initial["project"] == a.project
    assert initial["opens_at"] <= timezone.now() < initial["opens_at"] + timedelta(minutes=2)
    # 55 hours are eight working days: at least ten days of the calendar.
    assert timedelta(days=9) < initial["due_at"] - initial["opens_at"] < timedelta(days=20)
    assert initial["closes_at"] == end_of(a.cohort)


def test_form_begins_with_the_project_that_was_pressed(client, a):
    other = factories.project(a.module, title="Souk en ligne")
    client.force_login(a.trainer)
    listed = client.get(reverse("projects:list", args=[a.cohort.code])).content.decode()
    address = f"{reverse('projects:assignment_create', args=[a.cohort.code])}?projet={other.pk}"

    assert address in listed
    assert client.get(address).context["form"].initial["project"] == other


def test_what_is_typed_is_what_is_given(client, a):
    client.force_login(a.trainer)
    typed = _typed(project=a.project.pk, team_size=3, forming="at_random", is_gate="on", review_hours=8)

    client.post(reverse("projects:assignment_create", args=[a.cohort.code]), typed | {"reviewers": [a.mentor.pk]})

    given = a.cohort.assignments.get()
    assert (given.team_size, given.forming, given.is_gate, given.review_hours) == (3, "at_random", True, 8)
    assert list(given.reviewers.all()) == [a.mentor]


def test_team_size_left_empty_is_the_briefs(client, a):
    page = factories.project(a.module, team_size=4)
    client.force_login(a.trainer)

    client.post(reverse("projects:assignment_create", args=[a.cohort.code]), _typed(project=page.pk))

    assert a.cohort.assignments.get().team_size == 4


@pytest.mark.parametrize(
    ("dates", "field"),
    [
        ({"due_at": -1}, "due_at"),
        ({"closes_at": 3}, "closes_at"),
        ({"closes_at": 400}, "closes_at"),
    ],
    ids=["due before it opens", "closed before it is due", "closed after the cohort"],
)
def test_dates_out_of_order_are_told_beside_their_field_whatever_else_is_wrong(client, a, dates, field):
    client.force_login(a.trainer)
    typed = _typed(project="", review_hours="") | {name: _hour(days) for name, days in dates.items()}

    reply = client.post(reverse("projects:assignment_create", args=[a.cohort.code]), typed)

    assert reply.status_code == 422
    assert set(reply.context["form"].errors) == {"project", "review_hours", field}


def test_action_refuses_what_the_form_refuses(a):
    now = timezone.now()

    with pytest.raises(ValidationError) as refused:
        actions.assign_project(
            a.cohort, by=a.trainer, project=a.project, opens_at=now, due_at=now, closes_at=now - timedelta(days=1)
        )
    assert set(refused.value.message_dict) == {"due_at", "closes_at"}


def test_reviewer_of_another_cohort_is_refused(a, b, given):
    with pytest.raises(ValidationError):
        actions.change_assignment(given, by=a.trainer, **_kept(given, reviewers=[b.mentor]))


# Reviewers


def test_only_the_named_review(a, given, other_mentor):
    given.reviewers.set([other_mentor])
    waiting = factories.handed_in(given, a.enrolment)

    assert not a.mentor.has_perm("projects.review_submission", waiting)
    assert not Submission.objects.reviewable_by(a.mentor).exists()
    with pytest.raises(PermissionDenied):
        actions.claim(waiting, by=a.mentor)
    actions.claim(waiting, by=other_mentor)


def test_named_reviewers_are_told_of_the_work_and_no_one_else(a, given, other_mentor, committed):
    given.reviewers.set([other_mentor])
    with committed():
        factories.handed_in(given, a.enrolment)

    told = Notice.objects.filter(verb="projects.submission.submit").values_list("user", flat=True)
    assert list(told) == [other_mentor.pk]


def test_reviewer_who_leaves_the_cohort_is_named_no_more(a, given, other_mentor, committed):
    given.reviewers.set([other_mentor])

    with committed():
        cohort_actions.unassign_staff(a.cohort.staff.get(user=other_mentor), by=a.manager)

    waiting = factories.handed_in(Assignment.objects.get(pk=given.pk), a.enrolment)
    assert not given.reviewers.exists()
    assert a.mentor.has_perm("projects.review_submission", waiting)


# Changes


def test_change_of_dates_is_told_to_learners(client, a, given, committed):
    client.force_login(a.trainer)
    due_at = _hour(9)
    typed = _typed(due_at=due_at, closes_at=f"{timezone.localtime(given.closes_at):%Y-%m-%dT%H:%M}", team_size=1)

    with committed():
        reply = client.post(reverse("projects:assignment_edit", args=[a.cohort.code, given.pk]), typed)

    assert reply.status_code == 302
    notice = Notice.objects.get(verb="projects.assignment.reschedule")
    assert notice.user == a.enrolment.learner
    due = timezone.make_aware(datetime.fromisoformat(due_at))
    assert f"à rendre le {day(due)}, {hour(due)}" in notice.text
    assert Event.objects.get(verb="projects.assignment.reschedule").data == {"changed": ["due_at"]}


def test_form_sent_as_it_was_shown_changes_nothing(client, a, given):
    client.force_login(a.trainer)
    url = reverse("projects:assignment_edit", args=[a.cohort.code, given.pk])
    form = client.get(url).context["form"]
    shown = {name: f"{form[name].value():%Y-%m-%dT%H:%M}" for name in DATES}

    client.post(url, _typed(**shown, team_size=given.team_size))

    after = Assignment.objects.get(pk=given.pk)
    assert [getattr(after, name) for name in DATES] == [getattr(given, name) for name in DATES]
    assert not Event.objects.filter(verb__startswith="projects.assignment.").exists()


def test_brief_and_rubric_stay_frozen_when_the_rest_changes(a, given):
    a.project.title = "Autre titre"
    a.project.save_revision().publish()

    actions.change_assignment(given, by=a.manager, **_kept(given, review_hours=40))

    after = Assignment.objects.get(pk=given.pk)
    assert (after.brief_id, after.title, after.review_hours) == (given.brief_id, given.title, 40)


@pytest.mark.parametrize("who", ["mentor", "learner"])
def test_others_change_nothing(a, given, who):
    person = a.mentor if who == "mentor" else a.enrolment.learner

    with pytest.raises(PermissionDenied):
        actions.change_assignment(given, by=person, **_kept(given, review_hours=1))


def test_opening_that_has_passed_does_not_move(a, given):
    with pytest.raises(ValidationError) as refused:
        actions.change_assignment(given, by=a.trainer, **_kept(given, opens_at=timezone.now()))
    assert set(refused.value.message_dict) == {"opens_at"}


def test_due_date_may_not_make_late_what_came_in_time(a, given):
    version = factories.handed_in(given, a.enrolment).versions.get()
    earlier, later = version.submitted_at - timedelta(hours=1), version.submitted_at + timedelta(hours=1)

    with pytest.raises(ValidationError) as refused:
        actions.change_assignment(given, by=a.trainer, **_kept(given, due_at=earlier))
    assert set(refused.value.message_dict) == {"due_at"}
    actions.change_assignment(Assignment.objects.get(pk=given.pk), by=a.trainer, **_kept(given, due_at=later))


def test_closing_may_not_come_before_what_was_taken(a, given):
    version = factories.handed_in(given, a.enrolment).versions.get()
    Assignment.objects.filter(pk=given.pk).update(due_at=version.submitted_at - timedelta(days=2))
    version.submission.versions.update(is_late=True)
    given = Assignment.objects.get(pk=given.pk)

    earlier = version.submitted_at - timedelta(hours=1)
    with pytest.raises(ValidationError) as refused:
        actions.change_assignment(given, by=a.trainer, **_kept(given, closes_at=earlier))
    assert set(refused.value.message_dict) == {"closes_at"}


def test_size_may_not_be_less_than_a_team(a):
    given = factories.assignment(a.cohort, factories.project(a.module, team_size=3))
    factories.submission(given, a.enrolment, factories.enrolment(a.cohort))

    with pytest.raises(ValidationError) as refused:
        actions.change_assignment(given, by=a.trainer, **_kept(given, team_size=1))
    assert set(refused.value.message_dict) == {"team_size"}


# Before the opening, and behind a gate


@pytest.fixture
def tomorrow(a, given):
    Assignment.objects.filter(pk=given.pk).update(opens_at=timezone.now() + timedelta(days=1))
    return Assignment.objects.get(pk=given.pk)


def test_before_the_opening_a_learner_sees_the_title_and_the_moment_only(client, a, tomorrow):
    url = reverse("projects:brief", args=[a.cohort.code, tomorrow.pk])
    client.force_login(a.enrolment.learner)
    learners = unescape(client.get(url).content.decode())
    client.force_login(a.mentor)
    staffs = client.get(url).content.decode()

    assert tomorrow.title in learners
    assert "Modéliser une base." not in learners
    assert "Critère 1" not in learners
    assert reverse("projects:start", args=[a.cohort.code, tomorrow.pk]) not in learners
    assert "Modéliser une base." in staffs


def test_before_the_opening_nobody_begins_nor_hands_in(a, tomorrow):
    with pytest.raises(ValidationError):
        actions.start(tomorrow, by=a.enrolment.learner)
    row = factories.submission(tomorrow, a.enrolment)
    actions.save_draft(row, by=a.enrolment.learner, note="En avance", repository_url="https://example.org/d")
    with pytest.raises(ValidationError):
        actions.submit(row, by=a.enrolment.learner)


def test_next_projects_wait_for_the_gate(client, a, given):
    Assignment.objects.filter(pk=given.pk).update(is_gate=True)
    later = factories.assignment(
        a.cohort, factories.project(a.module), due_at=timezone.now() + timedelta(days=9)
    )  # fmt: skip
    url = reverse("projects:brief", args=[a.cohort.code, later.pk])
    client.force_login(a.enrolment.learner)

    with pytest.raises(ValidationError):
        actions.start(later, by=a.enrolment.learner)
    assert reverse("projects:start", args=[a.cohort.code, later.pk]) not in client.get(url).content.decode()

    passed = factories.submission(given, a.enrolment)
    Submission.objects.filter(pk=passed.pk).update(state=Submission.State.APPROVED)
    forget(a.enrolment.learner)
    assert actions.start(later, by=a.enrolment.learner).assignment == later
