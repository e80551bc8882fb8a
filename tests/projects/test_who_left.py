"""What an enrolment that leaves, pauses or comes back does to its work: queue, letters, claims, teams."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import actions as account_actions
from accounts.models import User
from cohorts import actions as cohort_actions
from cohorts.models import Enrolment
from core.workflow import TransitionRefused
from inbox.models import Notice
from projects import actions, queries
from projects.models import Claim, Submission
from tests import factories

LEAVES = {"withdraw": "come_back", "suspend": "resume"}


@pytest.fixture
def work(a):
    return factories.handed_in(factories.assignment(a.cohort, a.project), a.enrolment)


@pytest.fixture
def pair(a):
    """A team of two that has handed in: Salma and a classmate."""
    a.mate = factories.enrolment(a.cohort, first_name="Younes")
    given = factories.assignment(a.cohort, factories.project(a.module, team_size=3))
    return factories.handed_in(given, a.enrolment, a.mate)


def _do(side, verb: str, enrolment=None) -> None:
    enrolment = Enrolment.objects.get(pk=(enrolment or side.enrolment).pk)
    reason = {} if verb == "resume" else {"reason": "Un emploi"}
    getattr(cohort_actions, verb)(enrolment, by=side.manager, **reason)


def _waiting(side) -> list[int]:
    return [row.submission.pk for row in queries.queue(side.mentor, queries.QueueFilters()).rows]


@pytest.mark.parametrize("verb", [*LEAVES, "cancel"])
def test_work_that_nobody_is_left_of_leaves_the_queue(a, work, verb):
    assert _waiting(a) == [work.pk]

    _do(a, verb)

    assert _waiting(a) == []
    assert queries.queue_summary(a.mentor)["to_take"] == 0
    assert queries.waiting_in(a.cohort) == 0
    with pytest.raises(TransitionRefused):
        actions.claim(Submission.objects.get(pk=work.pk), by=a.mentor)


@pytest.mark.parametrize(("verb", "back"), LEAVES.items())
def test_work_of_who_is_back_waits_again_with_a_promise_to_come(a, work, committed, verb, back):
    _do(a, verb)
    Submission.objects.filter(pk=work.pk).update(promised_at=work.queued_at)

    with committed():
        _do(a, back)

    assert _waiting(a) == [work.pk]
    assert Submission.objects.get(pk=work.pk).promised_at > work.queued_at


def test_work_of_who_paused_as_the_cohort_closed_waits_with_a_promise_to_come(a, work, committed):
    _do(a, "suspend")
    Submission.objects.filter(pk=work.pk).update(promised_at=work.queued_at)

    with committed():
        cohort_actions.complete_cohort(a.cohort, by=a.manager)

    assert _waiting(a) == [work.pk]
    assert Submission.objects.get(pk=work.pk).promised_at > work.queued_at


def test_claim_on_the_work_of_who_leaves_is_given_back(a, work, committed):
    actions.claim(work, by=a.mentor)

    with committed():
        _do(a, "withdraw")

    assert not Claim.objects.filter(released_at=None).exists()


def test_nothing_is_written_to_who_left(a, pair, committed, mailoutbox):
    _do(a, "withdraw")
    gone = a.enrolment.learner
    mailoutbox.clear()

    with committed():
        actions.claim(pair, by=a.mentor)
        factories.scored_review(pair, a.mentor)
        actions.request_changes(pair, by=a.mentor)

    assert not Notice.objects.filter(user=gone).exists()
    assert Notice.objects.filter(user=a.mate.learner, verb="projects.submission.request_changes").exists()
    assert gone.email not in {address for mail in mailoutbox for address in mail.to}


def test_nobody_is_chased_for_work_that_nobody_is_left_of(a, work):
    late = work.alarm_at
    _do(a, "withdraw")

    assert actions.escalate_promises(at=late) == 0


def test_team_that_has_handed_in_goes_on_without_who_left(client, a, pair):
    _do(a, "withdraw")
    client.force_login(a.trainer)

    reply = client.post(reverse("projects:team_edit", args=[pair.pk]), {"enrolments": [a.mate.pk]})

    assert reply.status_code == 302
    assert pair.member_ids() == [a.mate.learner_id]


def test_team_that_has_handed_in_loses_nobody_who_is_there(client, a, pair):
    client.force_login(a.trainer)

    reply = client.post(reverse("projects:team_edit", args=[pair.pk]), {"enrolments": [a.mate.pk]})

    assert reply.status_code == 422
    assert len(pair.member_ids()) == 2


def test_team_that_somebody_is_left_of_still_waits(a, pair):
    _do(a, "withdraw")

    assert _waiting(a) == [pair.pk]


def test_what_waits_and_what_is_in_hand_add_up_to_what_the_tab_lists(client, a, work):
    other = factories.handed_in(factories.assignment(a.cohort, factories.project(a.module)), a.enrolment)
    actions.claim(other, by=a.mentor)
    client.force_login(a.mentor)

    text = client.get(reverse("projects:queue")).content.decode()

    assert "+ 1 en main" in text


def test_figures_count_what_the_queue_lists(a, work):
    assert queries.cohort_reviews(a.cohort, at=work.promised_at).waiting == 1
    _do(a, "withdraw")

    figures = queries.cohort_reviews(a.cohort, at=work.promised_at)
    assert (figures.waiting, figures.late) == (0, 0)


def test_team_that_nobody_is_left_of_is_late_nowhere(client, a):
    now = timezone.now()
    dates = {"opens_at": now - timedelta(days=9), "due_at": now - timedelta(days=1), "closes_at": now}
    given = factories.assignment(a.cohort, a.project, **dates)
    factories.submission(given, a.enrolment)
    assert [row.late for row in queries.given_projects(a.cohort)] == [1]

    _do(a, "withdraw")

    assert [row.late for row in queries.given_projects(a.cohort)] == [0]
    assert queries.teams_of_assignment(given, state=queries.LATE).rows == []
    assert not any(row.is_late for row in queries.teams_of_assignment(given).rows)


@pytest.fixture
def review(a, work):
    """The mentor's review of it, which asks for changes."""
    actions.claim(work, by=a.mentor)
    factories.scored_review(work, a.mentor)
    return actions.request_changes(work, by=a.mentor)


def _leaves_staff(side, person, committed) -> None:
    with committed():
        account_actions.remove_member(person.memberships.get(), by=side.manager)


SAYS = {
    "thank": lambda review, by: actions.thank(review, by=by),
    "dispute": lambda review, by: actions.dispute(review, by=by, reason="Mesuré"),
}


@pytest.mark.parametrize("verb", SAYS)
def test_nothing_is_written_to_a_reviewer_who_left(a, review, committed, verb):
    _leaves_staff(a, a.mentor, committed)

    with committed():
        SAYS[verb](review, User.objects.get(pk=a.enrolment.learner_id))

    assert not Notice.objects.filter(user=a.mentor, verb=f"projects.submission.{verb}").exists()


def test_question_to_a_reviewer_who_left_goes_to_the_trainers(client, a, review, committed):
    _leaves_staff(a, a.mentor, committed)

    with committed():
        actions.ask(review, by=User.objects.get(pk=a.enrolment.learner_id), body="Pourquoi cet index ?")

    assert Notice.objects.get(verb="projects.submission.ask").user == a.trainer
    assert queries.questions_for(a.mentor) == []
    assert [row.body for row in queries.questions_for(a.trainer)] == ["Pourquoi cet index ?"]
    client.force_login(a.trainer)
    assert "Salma" in client.get(reverse("today")).content.decode()


def test_question_of_a_team_that_left_awaits_nobody(a, review):
    actions.ask(review, by=a.enrolment.learner, body="Pourquoi ?")
    assert queries.questions_for(a.mentor)
    _do(a, "withdraw")

    assert queries.questions_for(a.mentor) == []
    assert queries.queue_summary(a.mentor)["questions"] == 0


def test_work_to_redo_in_a_cohort_that_closed_is_awaited_from_nobody(client, a, review):
    assert queries.queue_summary(a.mentor)["redo"] == 1
    cohort_actions.complete_cohort(a.cohort, by=a.manager)

    assert queries.queue_summary(a.mentor)["redo"] == 0
    assert queries.queue(a.mentor, queries.QueueFilters(tab=queries.REDO)).rows == []
    client.force_login(a.enrolment.learner)
    page = client.get(reverse("projects:submission", args=[review.version.submission_id])).content.decode()
    assert "plus rien n’y est déposé" in page


def test_closed_account_is_written_nothing_and_holds_up_no_review(a, work, committed, mailoutbox):
    other = factories.staff(a.cohort, "mentor")
    User.objects.filter(pk__in=[a.enrolment.learner_id, other.pk]).update(is_active=False)

    with committed():
        actions.claim(work, by=a.mentor)
        factories.scored_review(work, a.mentor)
        actions.request_changes(work, by=a.mentor)

    assert not Notice.objects.filter(user=a.enrolment.learner).exists()
    assert mailoutbox == []
    assert other not in queries.successors_of(work)
