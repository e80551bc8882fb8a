"""The promised hour: computed once from what the operator's mentors do, kept, watched, and told before it breaks."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from core.permissions import forget
from inbox.models import Notice
from programme.calendar import ZONE, working_between
from programme.queries import work_calendar
from projects import actions, promises
from projects.models import Review, Submission
from tests import factories

TUESDAY = datetime(2026, 11, 24, 9, tzinfo=ZONE)


@pytest.fixture
def clock():
    """A Tuesday morning, nine o'clock, which the test moves."""
    with time_machine.travel(TUESDAY, tick=False) as travel:
        yield travel


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


def decided(given, hours: float, sent_at: datetime = TUESDAY) -> Review:
    """A decision that took so many hours of the same day's work."""
    row = factories.handed_in(given, factories.enrolment(given.cohort))
    version = row.versions.get()
    type(version).objects.filter(pk=version.pk).update(queued_at=sent_at - timedelta(hours=hours))
    by = given.cohort.staff.filter(role="mentor").first().user
    return Review.objects.create(version=version, reviewer=by, decision="approved", sent_at=sent_at)


def test_without_history_the_assignment_s_own_promise_holds(clock, a, waiting):
    """Twenty-four working hours: three days of seven and three hours more."""
    assert waiting.promised_at == at(27, 12)
    assert waiting.versions.get().promised_at == waiting.promised_at


@pytest.mark.parametrize(
    ("taken", "promised"),
    [
        ([1, 1, 1, 1, 1], at(24, 11)),  # two hours at the soonest
        ([1, 2, 3, 3.5, 3.5], at(24, 12, 30)),
        ([0.5, 1, 2, 2.5, 3.5], at(24, 11, 30)),  # four of five took two hours and a half or less
    ],
)
def test_promise_is_the_80th_centile_of_the_last_two_weeks(clock, a, given, taken, promised):
    for hours in taken:
        decided(given, hours, sent_at=at(23, 12, 30))

    assert factories.handed_in(given, a.enrolment).promised_at == promised


def test_old_decisions_and_other_operators_count_for_nothing(clock, a, b, given):
    foreign = factories.assignment(b.cohort, b.project)
    for _ in range(5):
        decided(given, 1, sent_at=at(9, 12))
        decided(foreign, 1, sent_at=at(23, 12))

    assert factories.handed_in(given, a.enrolment).promised_at == at(27, 12)


def test_promise_is_never_later_than_the_assignment_s(clock, a, given):
    given.review_hours = 3
    given.save()
    for _ in range(5):
        decided(given, 3.5, sent_at=at(23, 12, 30))

    assert factories.handed_in(given, a.enrolment).promised_at == at(24, 12)


def test_promise_is_rounded_up_to_ten_minutes(clock, a, given):
    given.review_hours = 2
    given.save()
    clock.move_to(at(24, 9, 3))

    assert factories.handed_in(given, a.enrolment).promised_at == at(24, 11, 10)


def test_a_replaced_version_keeps_place_and_promise(clock, a, waiting):
    promised, rank = waiting.promised_at, waiting.rank_at
    clock.move_to(at(24, 15))
    actions.save_draft(waiting, by=a.enrolment.learner, repository_url="https://example.org/mieux")
    version = actions.replace(waiting, by=a.enrolment.learner)

    waiting.refresh_from_db()
    assert (waiting.promised_at, waiting.rank_at) == (promised, rank)
    assert (version.promised_at, version.queued_at) == (promised, TUESDAY)


def test_withdrawing_gives_the_promise_up_and_the_next_hand_in_makes_another(clock, a, waiting):
    learner = a.enrolment.learner
    actions.withdraw(waiting, by=learner)
    assert Submission.objects.get(pk=waiting.pk).promised_at is None

    clock.move_to(at(25, 9))
    actions.save_draft(waiting, by=learner, repository_url="https://example.org/mieux")
    actions.submit(waiting, by=learner)

    assert waiting.promised_at == at(30, 12)


def test_learner_reads_the_promised_hour(clock, client, a, given):
    given.review_hours = 2
    given.save()
    row = factories.handed_in(given, a.enrolment)
    client.force_login(a.enrolment.learner)

    page = client.get(reverse("projects:submission", args=[row.pk])).content.decode()

    assert "Réponse prévue avant 11 h" in page.replace("\u00a0", " ")


def heard(person) -> list[str]:
    return [verb.rpartition("_")[2] for verb in Notice.objects.filter(user=person).order_by("pk").values_list("verb", flat=True)
            if "promise" in verb]  # fmt: skip


def test_promise_in_danger_goes_up_once_at_each_step(clock, committed, a, waiting):
    """Six of twenty-four hours left: mentors; broken: trainers; a working day more: managers."""
    for moment in (at(26, 9), at(26, 12), at(26, 14), at(27, 11)):
        with committed():
            actions.escalate_promises(at=moment)
            actions.escalate_promises(at=moment)
    assert (heard(a.mentor), heard(a.manager)) == (["risk"], [])
    assert heard(a.trainer) == ["risk"]

    for moment in (at(27, 12), at(27, 18), at(29, 12), at(30, 16)):
        with committed():
            actions.escalate_promises(at=moment)
    assert (heard(a.trainer), heard(a.manager)) == (["risk", "missed"], [])

    for moment in (at(30, 17), at(30, 18)):
        with committed():
            actions.escalate_promises(at=moment)
    assert (heard(a.mentor), heard(a.trainer), heard(a.manager)) == (["risk"], ["risk", "missed"], ["overdue"])


def test_only_the_holder_is_told_that_their_review_is_awaited(clock, committed, a, waiting, other_mentor):
    actions.claim(waiting, by=a.mentor)
    with committed():
        actions.escalate_promises(at=at(27, 11))

    assert (heard(a.mentor), heard(other_mentor)) == (["risk"], [])


def test_a_decided_work_is_not_chased(clock, committed, a, waiting):
    actions.claim(waiting, by=a.mentor)
    factories.scored_review(waiting, a.mentor)
    actions.approve(waiting, by=a.mentor)

    with committed():
        assert actions.escalate_promises(at=at(30, 17)) == 0
    assert heard(a.manager) == []


def test_pages_say_it_when_a_promise_is_in_danger(clock, client, a, waiting):
    actions.claim(waiting, by=a.mentor)
    actions.escalate_promises(at=at(27, 11))
    clock.move_to(at(27, 12, 1))
    Submission.objects.filter(pk=waiting.pk).update(escalation=promises.Escalation.MISSED)
    waiting.claims.update(expires_at=at(27, 13))
    for person, word in ((a.enrolment.learner, "elle tarde"), (a.mentor, "En retard")):
        forget(person)
        client.force_login(person)
        name = "submission" if person == a.enrolment.learner else "review"
        assert word in client.get(reverse(f"projects:{name}", args=[waiting.pk])).content.decode()


def test_promise_is_an_hour_of_work_whenever_it_is_made(clock, a, given):
    calendar = work_calendar(TUESDAY)
    for moment in (at(28, 23), at(27, 13), at(24, 3)):
        promise = promises.promise_for(given, moment)
        assert timedelta(hours=24) <= working_between(moment, promise.at, calendar) < timedelta(hours=24, minutes=10)
        assert moment < promise.alarm_at < promise.at
