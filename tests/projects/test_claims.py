"""A claim is a lease: kept by an open page, ended by absence, limited in number, passed on, given back."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from cohorts import actions as cohort_actions
from core.permissions import forget
from core.workflow import TransitionRefused
from inbox.models import Notice
from projects import actions, queries
from projects.models import Claim, Recusal, ReviewerProfile, StaffNote, Submission
from tests import factories

State = Submission.State


def state_of(row: Submission) -> str:
    return Submission.objects.get(pk=row.pk).state


def holder_of(row: Submission):
    held = row.claims.filter(released_at=None).first()
    return held and held.holder


def beat(client, row: Submission) -> int:
    return client.post(reverse("projects:presence", args=[row.pk])).status_code


def test_an_open_page_keeps_the_claim_and_a_gone_one_gives_it_back_after_ten_minutes(client, a, waiting):
    actions.claim(waiting, by=a.mentor)
    client.force_login(a.mentor)

    assert beat(client, waiting) == 204
    now = timezone.now()
    assert actions.expire_claims(at=now + timedelta(minutes=9)) == 0
    assert actions.expire_claims(at=now + timedelta(minutes=11)) == 1
    assert state_of(waiting) == State.QUEUED


def test_a_page_whose_claim_has_ended_is_told(client, a, waiting, other_mentor):
    actions.claim(waiting, by=a.mentor)
    actions.release(waiting, by=a.trainer)
    actions.claim(waiting, by=other_mentor)
    client.force_login(a.mentor)

    assert beat(client, waiting) == 409
    assert holder_of(waiting) == other_mentor


def test_the_workspace_says_that_it_is_open_and_has_no_need_to(client, a, waiting):
    """With a script a word each minute; without one each request is worth half an hour."""
    actions.claim(waiting, by=a.mentor)
    client.force_login(a.mentor)

    page = client.get(reverse("projects:review", args=[waiting.pk])).content.decode()

    assert reverse("projects:presence", args=[waiting.pk]) in page
    assert "js/lease.js" in page
    left = Claim.objects.get().expires_at - timezone.now()
    assert timedelta(minutes=29) < left <= Claim.DURATION


@pytest.fixture
def many(a, given):
    return [factories.handed_in(given, factories.enrolment(a.cohort)) for _ in range(4)]


def test_no_more_works_are_held_than_the_mentor_chose(client, a, many):
    for row in many[:3]:
        actions.claim(row, by=a.mentor)
    client.force_login(a.mentor)

    refused = client.post(reverse("projects:claim", args=[many[3].pk]))
    next_one = client.post(reverse("projects:claim_next"), follow=True)

    for reply in (refused, next_one):
        assert "tient déjà 3 travaux" in reply.content.decode().replace("\u00a0", " ")
    assert refused.status_code == 409
    assert state_of(many[3]) == State.QUEUED
    actions.set_availability(by=a.mentor, weekly_hours=4, most_held=4, away_until=None)
    actions.claim(many[3], by=a.mentor)


def test_expired_works_do_not_count_as_held(a, many):
    for row in many[:3]:
        actions.claim(row, by=a.mentor)
    Claim.objects.update(expires_at=timezone.now())

    assert actions.claim(many[3], by=a.mentor)


def test_a_review_passes_to_a_colleague_with_a_word(committed, client, a, waiting, other_mentor):
    actions.claim(waiting, by=a.mentor)
    client.force_login(a.mentor)
    address = reverse("projects:hand_over", args=[waiting.pk])
    assert "Ilham" in client.get(address).content.decode()

    with committed():
        client.post(address, {"to": other_mentor.pk, "note": "Je connais mal Django."})

    assert holder_of(waiting) == other_mentor
    assert StaffNote.objects.get().body == "Je connais mal Django."
    assert Notice.objects.filter(user=other_mentor, verb="projects.submission.hand_over").count() == 1
    client.force_login(other_mentor)
    assert client.get(reverse("projects:review", args=[waiting.pk])).status_code == 200


def test_the_colleague_has_until_the_end_of_the_next_working_day(a, waiting, other_mentor):
    actions.claim(waiting, by=a.mentor)
    actions.hand_over(waiting, by=a.mentor, to=other_mentor)

    assert actions.expire_claims(at=timezone.now() + timedelta(hours=2)) == 0


def test_who_may_not_review_or_has_no_room_is_given_nothing(a, b, waiting, given, other_mentor):
    actions.claim(waiting, by=a.mentor)
    Recusal.objects.create(reviewer=other_mentor, learner=a.enrolment.learner)
    ReviewerProfile.objects.create(user=a.trainer, most_held=1)
    actions.claim(factories.handed_in(given, factories.enrolment(a.cohort)), by=a.trainer)

    for colleague in (other_mentor, b.mentor, a.manager, a.mentor, a.trainer):
        with pytest.raises(ValidationError):
            actions.hand_over(waiting, by=a.mentor, to=colleague, note="À toi")
    assert holder_of(waiting) == a.mentor
    assert not StaffNote.objects.exists()


def test_only_who_may_release_hands_over(a, waiting, other_mentor):
    actions.claim(waiting, by=a.mentor)
    third = factories.staff(a.cohort, "mentor")

    with pytest.raises(PermissionDenied):
        actions.hand_over(waiting, by=other_mentor, to=third)
    actions.hand_over(waiting, by=a.trainer, to=third)
    assert holder_of(waiting) == third


def test_away_colleagues_are_not_offered(a, waiting, other_mentor):
    actions.claim(waiting, by=a.mentor)
    assert other_mentor in queries.successors_of(waiting)

    actions.leave_for_the_week(by=other_mentor)

    assert other_mentor not in queries.successors_of(waiting)


def test_a_mentor_who_leaves_the_cohort_gives_back_what_they_hold(committed, a, waiting):
    actions.claim(waiting, by=a.mentor)
    factories.scored_review(waiting, a.mentor, message="À moitié lu")

    with committed():
        cohort_actions.unassign_staff(a.cohort.staff.get(user=a.mentor), by=a.manager)

    assert (state_of(waiting), holder_of(waiting)) == (State.QUEUED, None)
    assert queries.draft_review(waiting, a.mentor).message == "À moitié lu"


def test_a_mentor_who_loses_the_role_gives_back_what_they_hold(committed, client, a, waiting):
    actions.claim(waiting, by=a.mentor)
    client.force_login(a.manager)

    with committed():
        client.post(reverse("member_remove", args=[a.mentor.memberships.get().pk]))

    assert state_of(waiting) == State.QUEUED


def test_who_keeps_another_role_in_the_cohort_keeps_the_work(committed, a, waiting):
    a.operator.memberships.create(user=a.mentor, role="trainer")
    also = cohort_actions.assign_staff(a.cohort, by=a.manager, user=a.mentor, role="trainer")
    actions.claim(waiting, by=a.mentor)

    with committed():
        cohort_actions.unassign_staff(also, by=a.manager)

    assert holder_of(waiting) == a.mentor


def test_a_cohort_that_ends_leaves_nothing_in_a_hand(committed, a, waiting):
    actions.claim(waiting, by=a.mentor)

    with committed():
        cohort_actions.complete_cohort(a.cohort, by=a.manager)

    assert (state_of(waiting), holder_of(waiting)) == (State.QUEUED, None)


def test_a_claim_that_changed_hands_is_not_passed_on_again(a, waiting, other_mentor):
    actions.claim(waiting, by=a.mentor)
    stale = Submission.objects.get(pk=waiting.pk)
    actions.release(waiting, by=a.mentor)

    with pytest.raises((TransitionRefused, PermissionDenied)):
        actions.hand_over(stale, by=a.mentor, to=other_mentor)
    forget(a.mentor)
    assert holder_of(waiting) is None
