"""The figures of a cohort's reviews."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from programme.calendar import ZONE
from projects import actions, queries
from projects.models import Review, Submission
from tests import factories

TUESDAY = datetime(2026, 11, 24, 12, 30, tzinfo=ZONE)


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(TUESDAY, tick=False):
        yield


def decided(a, given, hours: float, by, kept: bool = True, approved: bool = True) -> Submission:
    row = factories.handed_in(given, factories.enrolment(a.cohort))
    promised = TUESDAY + timedelta(hours=1 if kept else -1)
    row.versions.update(queued_at=TUESDAY - timedelta(hours=hours), promised_at=promised)
    Review.objects.create(version=row.versions.get(), reviewer=by, decision="approved", sent_at=TUESDAY)
    state = Submission.State.APPROVED if approved else Submission.State.CHANGES_REQUESTED
    Submission.objects.filter(pk=row.pk).update(state=state, rank_at=None, promised_at=None)
    return row


def test_delays_promises_load_and_rounds(a, given, other_mentor):
    for hours in (0.5, 1, 1.5, 2, 3):
        decided(a, given, hours, a.mentor)
    decided(a, given, 3.5, other_mentor, kept=False, approved=False)
    late = factories.handed_in(given, a.enrolment)
    Submission.objects.filter(pk=late.pk).update(promised_at=TUESDAY - timedelta(hours=1))
    actions.claim(late, by=other_mentor)

    found = queries.cohort_reviews(a.cohort, at=TUESDAY)

    assert (found.decided, found.median, found.ninetieth) == (6, timedelta(hours=1.5), timedelta(hours=3.5))
    assert (found.promised, found.kept, found.share) == (6, 5, 83)
    assert (found.waiting, found.late) == (1, 1)
    assert [(row.person, row.sent, row.held) for row in found.mentors][:2] == [(a.mentor, 5, 0), (other_mentor, 1, 1)]
    assert [(row.works, row.approved, row.rounds) for row in found.projects] == [(7, 5, 1.0)]


def test_a_second_review_is_a_second_round(a, given):
    row = decided(a, given, 1, a.mentor)
    second = row.versions.create(number=2, submitted_at=TUESDAY, queued_at=TUESDAY)
    Review.objects.create(version=second, reviewer=a.mentor, decision="approved", sent_at=TUESDAY)

    assert queries.cohort_reviews(a.cohort, at=TUESDAY).projects[0].rounds == 2.0


def test_an_empty_cohort_has_no_figure(client, a):
    client.force_login(a.trainer)

    assert "–" in client.get(reverse("projects:figures", args=[a.cohort.code])).content.decode()


def test_tables_leave_by_the_one_writer(client, a, given):
    a.mentor.first_name = "=cmd()"
    a.mentor.save()
    decided(a, given, 1.5, a.mentor)
    client.force_login(a.trainer)

    mentors = client.get(reverse("projects:mentors_export", args=[a.cohort.code])).content.decode()
    projects = client.get(reverse("projects:projects_export", args=[a.cohort.code])).content.decode()

    assert "'=cmd() Benali;1;1,5;0;4" in mentors
    assert f"{given.title};1;1;1,0" in projects


def test_what_waits_is_said_with_what_is_late(client, a, given):
    factories.handed_in(given, a.enrolment)
    client.force_login(a.trainer)

    assert (
        "1<small>, dont 0 en retard</small>"
        in client.get(reverse("projects:figures", args=[a.cohort.code])).content.decode()
    )


@pytest.mark.parametrize(("hours", "said"), [(0.03, "moins de 6 min"), (0.5, "0,5 h"), (3, "3 h")])
def test_delay_of_minutes_is_no_delay_of_nothing(client, a, given, hours, said):
    decided(a, given, hours, a.mentor)
    client.force_login(a.manager)

    page = client.get(reverse("projects:figures", args=[a.cohort.code])).content.decode().replace("\u00a0", " ")

    assert said in page
    assert "0 h" not in page.split("Délai médian")[1][:60]
