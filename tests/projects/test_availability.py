"""A reviewer's time, and the learners whose work they leave to others."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from core.models import Event
from core.permissions import forget
from inbox.models import Notice
from programme.calendar import ZONE
from projects import actions, queries
from projects.models import Recusal, ReviewerProfile, Submission
from tests import factories

HERE = "projects:availability"


def hand_in(a, given):
    return factories.handed_in(given, factories.enrolment(a.cohort))


def told(person) -> int:
    return Notice.objects.filter(user=person, verb="projects.submission.submit").count()


def test_not_this_week_lasts_until_sunday_and_can_be_undone(client, a):
    client.force_login(a.mentor)
    with time_machine.travel(datetime(2026, 11, 25, 10, tzinfo=ZONE), tick=False):
        client.post(reverse(HERE), {"this_week": "1"})
        assert ReviewerProfile.objects.get(user=a.mentor).away_until == date(2026, 11, 29)
        assert "Me revoilà" in client.get(reverse(HERE)).content.decode()

        client.post(reverse(HERE), {"back": "1"})
        assert ReviewerProfile.objects.get(user=a.mentor).away_until is None


def test_hours_and_works_held_are_kept_and_bounded(client, a):
    client.force_login(a.mentor)
    assert client.post(reverse(HERE), {"weekly_hours": 6, "most_held": 2, "away_until": ""}).status_code == 302
    profile = ReviewerProfile.objects.get(user=a.mentor)
    assert (profile.weekly_hours, profile.most_held) == (6, 2)

    yesterday = timezone.localdate() - timedelta(days=1)
    for wrong in ({"most_held": 0}, {"weekly_hours": 61}, {"away_until": yesterday}, {"away_until": "9999-01-01"}):
        reply = client.post(reverse(HERE), {"weekly_hours": 6, "most_held": 2, "away_until": ""} | wrong)
        assert reply.status_code == 422, wrong


def test_who_is_away_is_told_of_nothing_new_but_may_review(committed, a, given, other_mentor):
    actions.leave_for_the_week(by=a.mentor)
    with committed():
        row = hand_in(a, given)

    assert (told(a.mentor), told(other_mentor)) == (0, 1)
    assert actions.claim(row, by=a.mentor)


def test_back_after_the_last_day(committed, a, given):
    actions.leave_for_the_week(by=a.mentor)
    ReviewerProfile.objects.update(away_until=timezone.localdate() - timedelta(days=1))
    with committed():
        hand_in(a, given)

    assert told(a.mentor) == 1


def test_queue_says_that_one_is_away(client, a):
    actions.leave_for_the_week(by=a.mentor)
    client.force_login(a.mentor)

    assert "jusqu’au" in client.get(reverse("projects:queue")).content.decode()


def test_a_mentor_who_knows_the_learner_steps_aside(client, a, waiting):
    learner = a.enrolment.learner
    actions.claim(waiting, by=a.mentor)
    client.force_login(a.mentor)
    client.post(reverse("projects:step_aside", args=[waiting.pk]), {"learner": learner.pk})

    assert Submission.objects.get(pk=waiting.pk).state == Submission.State.QUEUED
    forget(a.mentor)
    assert queries.queue(a.mentor, queries.QueueFilters()).rows == []
    assert client.post(reverse("projects:claim", args=[waiting.pk])).status_code == 403
    assert "Vous connaissez" in client.get(reverse("projects:submission", args=[waiting.pk])).content.decode()
    assert Event.objects.filter(verb="projects.recusal.create").count() == 1


def test_stepping_aside_twice_is_once_and_can_be_undone(client, a, waiting):
    learner = a.enrolment.learner
    one = actions.step_aside(waiting, by=a.mentor, learner=learner)
    assert actions.step_aside(waiting, by=a.mentor, learner=learner) == one
    client.force_login(a.mentor)
    assert str(learner) in client.get(reverse(HERE)).content.decode()

    client.post(reverse("projects:step_back", args=[one.pk]))

    forget(a.mentor)
    assert actions.claim(waiting, by=a.mentor)


def test_one_steps_aside_from_a_member_of_the_team_only(a, waiting):
    with pytest.raises(ValidationError):
        actions.step_aside(waiting, by=a.mentor, learner=factories.enrolment(a.cohort).learner)
    with pytest.raises(PermissionDenied):
        actions.step_aside(waiting, by=a.manager, learner=a.enrolment.learner)
    assert not Recusal.objects.exists()


def test_nobody_undoes_another_s_recusal(client, a, waiting, other_mentor):
    one = actions.step_aside(waiting, by=a.mentor, learner=a.enrolment.learner)
    client.force_login(other_mentor)

    assert client.post(reverse("projects:step_back", args=[one.pk])).status_code == 404
    assert Recusal.objects.exists()


def test_recused_reviewers_are_not_told_of_the_work(committed, a, given, other_mentor):
    Recusal.objects.create(reviewer=a.mentor, learner=a.enrolment.learner)
    with committed():
        factories.handed_in(given, a.enrolment)

    assert (told(a.mentor), told(other_mentor)) == (0, 1)


def test_reviewers_told_are_those_who_may_review(a, b, waiting, given, other_mentor):
    """The query of notices agrees with the rule."""
    Recusal.objects.create(reviewer=other_mentor, learner=a.enrolment.learner)
    everyone = [a.mentor, a.trainer, a.manager, b.mentor, other_mentor, a.enrolment.learner]
    for _ in range(2):
        for person in everyone:
            forget(person)
        may = {person.pk for person in everyone if person.has_perm("projects.review_submission", waiting)}
        assert set(queries.reviewers_of(waiting).values_list("pk", flat=True)) == may
        given.reviewers.add(a.trainer)
