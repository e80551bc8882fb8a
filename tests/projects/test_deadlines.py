"""More time for a team, and what is late: the dates that hold are computed in one place."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from core.idempotency import new_key
from core.times import day, hour
from inbox.models import Notice
from projects import actions, queries
from projects.deadlines import deadline_of
from projects.models import Assignment, Extension, Submission
from tests import factories
from tests.programs import program_of

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def past(a):
    """A project due two days ago, closed since yesterday."""
    now = timezone.now()
    return factories.assignment(
        a.cohort, a.project, opens_at=now - 9 * DAY, due_at=now - 2 * DAY, closes_at=now - DAY
    )  # fmt: skip


@pytest.fixture
def missed(a, past):
    row = factories.submission(past, a.enrolment)
    actions.save_draft(row, by=a.enrolment.learner, note="Fini", repository_url="https://example.org/d")
    return row


def _extend(a, row, due_at, reason="Coupure de réseau au centre", **fields):
    return actions.grant_extension(row, by=a.trainer, due_at=due_at, reason=reason, **fields)


def test_extension_opens_a_closed_project_again_and_nothing_is_late(a, missed):
    with pytest.raises(ValidationError):
        actions.submit(missed, by=a.enrolment.learner)

    _extend(a, missed, timezone.now() + DAY)

    assert not actions.submit(Submission.objects.get(pk=missed.pk), by=a.enrolment.learner).is_late


def test_extension_is_this_teams_alone(a, past, missed):
    other = factories.submission(past, factories.enrolment(a.cohort))
    _extend(a, missed, timezone.now() + DAY)

    assert deadline_of(other).closes_at == past.closes_at


def test_after_the_due_date_work_is_taken_and_marked(a):
    now = timezone.now()
    given = factories.assignment(a.cohort, a.project, opens_at=now - DAY, due_at=now - HOUR, closes_at=now + DAY)

    assert factories.handed_in(given, a.enrolment).versions.get().is_late


@pytest.mark.parametrize(("seconds", "late"), [(0, False), (25, False), (59.999, False), (60, True)])
def test_the_whole_minute_of_the_due_date_is_in_time(a, given, draft, seconds, late):
    actions.save_draft(draft, by=a.enrolment.learner, note="Fini", repository_url="https://example.org/d")
    at = given.due_at.replace(second=0, microsecond=0) + timedelta(seconds=seconds)

    assert actions.submit(draft, by=a.enrolment.learner, at=at).is_late is late


def test_what_left_before_the_closing_is_taken_though_it_arrives_after(a, missed, past):
    """The instant is that of the request's beginning, not of the page's answer."""
    assert actions.submit(missed, by=a.enrolment.learner, at=past.closes_at).is_late


def test_dates_moved_under_an_open_page_are_those_that_count(a, given, draft):
    actions.save_draft(draft, by=a.enrolment.learner, note="Fini", repository_url="https://example.org/d")
    now = timezone.now()
    Assignment.objects.filter(pk=given.pk).update(due_at=now - 2 * HOUR, closes_at=now - HOUR)

    with pytest.raises(ValidationError):
        actions.submit(draft, by=a.enrolment.learner)


def test_the_latest_extension_counts(a, missed):
    _extend(a, missed, timezone.now() + 5 * DAY)
    shorter = _extend(a, missed, timezone.now() + 2 * DAY, reason="Erreur de saisie")

    assert deadline_of(Submission.objects.get(pk=missed.pk)).due_at == shorter.due_at


def test_extension_never_brings_the_due_date_forward(a, given, draft):
    extension = _extend(a, draft, given.due_at + DAY)
    later = extension.due_at + DAY
    Assignment.objects.filter(pk=given.pk).update(due_at=later, closes_at=later)

    assert deadline_of(Submission.objects.get(pk=draft.pk)).due_at == later


def test_version_handed_in_late_keeps_its_mark(a):
    now = timezone.now()
    given = factories.assignment(a.cohort, a.project, opens_at=now - DAY, due_at=now - HOUR, closes_at=now + DAY)
    row = factories.handed_in(given, a.enrolment)

    _extend(a, row, now + 2 * DAY)

    assert row.versions.get().is_late


@pytest.mark.parametrize(
    ("days", "reason", "field"),
    [(-1, "Panne", "due_at"), (1, "Panne", "due_at"), (300, "Panne", "due_at"), (9, "  ", "reason")],
    ids=["past", "before everybody's", "after the cohort", "no reason"],
)
def test_extension_that_makes_no_sense_is_refused(a, draft, days, reason, field):
    with pytest.raises(ValidationError) as refused:
        _extend(a, draft, timezone.now() + days * DAY, reason)
    assert set(refused.value.message_dict) == {field}
    assert not Extension.objects.exists()


def test_approved_work_needs_no_more_time(a, draft):
    Submission.objects.filter(pk=draft.pk).update(state=Submission.State.APPROVED)

    with pytest.raises(ValidationError):
        _extend(a, Submission.objects.get(pk=draft.pk), timezone.now() + 9 * DAY)


def test_approval_that_is_contested_needs_no_more_time(client, a, given):
    row = factories.handed_in(given, a.enrolment)
    actions.claim(row, by=a.mentor)
    factories.scored_review(row, a.mentor)
    review = actions.approve(row, by=a.mentor)
    actions.dispute(review, by=a.enrolment.learner, reason="Le niveau 2 du critère 1.")
    client.force_login(a.trainer)
    address = reverse("projects:extension", args=[row.pk])
    due = timezone.localtime() + 9 * DAY

    page = client.post(address, {"due_at": f"{due:%Y-%m-%dT%H:%M}", "reason": "Panne", "request_key": new_key()})
    told = program_of(a.trainer)("POST", f"/submissions/{row.pk}/extension", {"due_at": str(due), "reason": "Panne"})

    for reply in (page, told):
        assert reply.status_code == 422
    assert "deuxième lecture" in page.content.decode().partition("<form")[2]
    assert "deuxième lecture" in told.json()["detail"]
    assert not Extension.objects.exists()
    assert address not in client.get(reverse("projects:teams", args=[a.cohort.code, given.pk])).content.decode()


def test_mentor_gives_no_more_time(a, draft):
    with pytest.raises(PermissionDenied):
        actions.grant_extension(draft, by=a.mentor, due_at=timezone.now() + 9 * DAY, reason="Panne")


def test_team_is_told_and_reads_the_reason_on_its_page(client, a, draft, committed):
    client.force_login(a.trainer)
    due = timezone.localtime() + 9 * DAY
    typed = {"due_at": f"{due:%Y-%m-%dT%H:%M}", "reason": "Coupure de réseau", "request_key": new_key()}
    url = reverse("projects:extension", args=[draft.pk])
    with committed():
        codes = [client.post(url, typed).status_code for _click in range(2)]
    client.force_login(a.enrolment.learner)
    page = client.get(reverse("projects:submission", args=[draft.pk])).content.decode()

    assert codes == [302, 302]
    assert Extension.objects.count() == 1
    told = Notice.objects.get(verb="projects.submission.extend")
    assert f"{day(due)}, {hour(due)}" in told.text
    assert "Coupure de réseau" in page


def test_teams_page_and_list_say_who_is_late_and_who_has_more_time(client, a, past, missed):
    other = factories.submission(past, factories.enrolment(a.cohort))
    _extend(a, other, timezone.now() + DAY)
    factories.enrolment(a.cohort)
    client.force_login(a.trainer)

    rows = client.get(reverse("projects:teams", args=[a.cohort.code, past.pk])).context["teams"].rows
    (line,) = client.get(reverse("projects:list", args=[a.cohort.code])).context["given"]

    assert {row.submission.pk: row.is_late for row in rows} == {missed.pk: True, other.pk: False}
    assert (line.teams, line.late, line.extended, line.without_team) == (2, 1, 1, 1)
    assert line.states == [(Submission.State.DRAFT, 2)]


def test_learners_list_and_day_show_the_teams_own_date(a, given, draft):
    extension = _extend(a, draft, given.due_at + DAY)

    ((shown, _row),) = queries.assignments_for(a.enrolment.learner, a.cohort)

    assert shown.due_at == extension.due_at


@pytest.mark.parametrize(("seconds", "taken"), [(25, True), (59.999, True), (60, False)])
def test_the_whole_minute_of_the_closing_is_open(a, seconds, taken):
    closes = timezone.now().replace(second=0, microsecond=0)
    dates = {"opens_at": closes - DAY, "due_at": closes - HOUR, "closes_at": closes}
    row = factories.submission(factories.assignment(a.cohort, a.project, **dates), a.enrolment)
    actions.save_draft(row, by=a.enrolment.learner, note="Fini", repository_url="https://example.org/d")
    at = closes + timedelta(seconds=seconds)

    if taken:
        assert actions.submit(row, by=a.enrolment.learner, at=at).is_late
    else:
        with pytest.raises(ValidationError):
            actions.submit(row, by=a.enrolment.learner, at=at)
