"""A session and what follows it moved together, by days or to the next places: shown first, all or none, told once."""

from datetime import date, datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from cohorts import actions
from cohorts.models import Session
from core.workflow import TransitionRefused
from inbox.models import Notice
from programme.models import Holiday, Ramadan
from tests import factories

# A Monday some weeks ahead, inside the cohort's dates.
MONDAY = timezone.localdate() + timedelta(days=21 - timezone.localdate().weekday())
WEDNESDAY = MONDAY + timedelta(days=2)


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=factories.CASABLANCA)


@pytest.fixture(autouse=True)
def no_holidays(db):
    Holiday.objects.all().delete()
    Ramadan.objects.all().delete()


@pytest.fixture
def shift(client, a):
    client.force_login(a.manager)
    return lambda session, **form: client.post(reverse("cohorts:shift", args=[session.pk]), form)


@pytest.fixture
def series(a) -> list[Session]:
    """Three Mondays from nine to twelve."""
    days = [MONDAY + timedelta(weeks=number) for number in range(3)]
    return [
        factories.session(a.cohort, title=f"Atelier {n}", starts_at=_at(day, 9), ends_at=_at(day, 12))
        for n, day in enumerate(days, 1)
    ]


def _starts(a) -> list[datetime]:
    return list(a.cohort.sessions.order_by("title").values_list("starts_at", flat=True))


def test_session_and_those_that_follow_move_together_and_are_told_once(shift, series, a, committed, mailoutbox):
    with committed():
        reply = shift(series[1], days=7, confirm="1")

    assert reply.status_code == 302
    assert _starts(a) == [_at(MONDAY, 9), _at(MONDAY + timedelta(14), 9), _at(MONDAY + timedelta(21), 9)]
    notice = Notice.objects.get(user=a.enrolment.learner)
    assert "Atelier 2" in notice.text
    assert "Atelier 3" in notice.text
    assert "Atelier 1" not in notice.text
    assert [mail.to for mail in mailoutbox] == [[a.enrolment.learner.email]]


def test_what_moves_is_shown_first(shift, series, a):
    reply = shift(series[1], days=7)

    assert [slot.session.title for slot in reply.context["slots"]] == ["Atelier 2", "Atelier 3"]
    assert _starts(a)[1] == _at(MONDAY + timedelta(7), 9)


def test_sessions_move_earlier_too(shift, series, a):
    assert shift(series[1], days=-1, confirm="1").status_code == 302
    assert _starts(a)[1:] == [_at(MONDAY + timedelta(6), 9), _at(MONDAY + timedelta(13), 9)]


def test_nothing_moves_past_the_end_of_the_cohort(shift, series, a):
    a.cohort.ends_on = MONDAY + timedelta(days=15)
    a.cohort.save()
    before = _starts(a)

    assert "hors des dates" in shift(series[0], days=7).content.decode()
    assert shift(series[0], days=7, confirm="1").status_code == 422
    assert _starts(a) == before


def test_conflict_moves_none_and_is_named(shift, series, a):
    fixed = factories.session(
        a.cohort, state="live", title="Jury", starts_at=_at(WEDNESDAY, 9), ends_at=_at(WEDNESDAY, 10)
    )
    before = _starts(a)

    assert "Jury" in shift(series[0], days=2).content.decode()
    with pytest.raises(ValidationError, match="Jury"):
        actions.shift_sessions(series[0], by=a.manager, days=2)
    assert _starts(a) == before
    assert fixed.title == "Jury"


def test_holiday_asks_whether_it_is_meant(shift, series, a):
    Holiday.objects.create(day=WEDNESDAY, label="Aïd al-Mawlid", confirmed=True)

    assert "Aïd al-Mawlid" in shift(series[0], days=2).content.decode()
    assert shift(series[0], days=2, confirm="1").status_code == 422
    assert shift(series[0], days=2, confirm="1", meant="on").status_code == 302


@pytest.mark.parametrize("days", ["0", "61", "-61", "x", ""])
def test_number_of_days_keeps_a_sense(shift, series, days):
    assert "days" in shift(series[0], days=days).context["form"].errors


def test_each_takes_the_place_of_the_next_and_the_last_the_next_usual_hours(shift, a, committed):
    """Mondays in the morning and Wednesdays in the afternoon, two weeks; and a jury, once, on a Saturday."""
    days = [MONDAY, WEDNESDAY, MONDAY + timedelta(7), WEDNESDAY + timedelta(7)]
    hours = [(9, 12), (14, 17)] * 2
    for n, (day, (start, end)) in enumerate(zip(days, hours, strict=True), 1):
        factories.session(a.cohort, title=f"Atelier {n}", starts_at=_at(day, start), ends_at=_at(day, end))
    factories.session(
        a.cohort, state="ended", starts_at=_at(MONDAY - timedelta(9), 9), ends_at=_at(MONDAY - timedelta(9), 10)
    )
    second = a.cohort.sessions.get(title="Atelier 2")

    shown = shift(second, to="slots")
    assert [slot.session.starts_at for slot in shown.context["slots"]] == [
        _at(MONDAY + timedelta(7), 9), _at(WEDNESDAY + timedelta(7), 14), _at(MONDAY + timedelta(14), 9)
    ]  # fmt: skip

    with committed():
        assert shift(second, to="slots", confirm="1").status_code == 302
    rows = a.cohort.sessions.filter(title__startswith="Atelier").order_by("title")
    assert [(row.starts_at, row.ends_at) for row in rows] == [
        (_at(MONDAY, 9), _at(MONDAY, 12)),
        (_at(MONDAY + timedelta(7), 9), _at(MONDAY + timedelta(7), 12)),
        (_at(WEDNESDAY + timedelta(7), 14), _at(WEDNESDAY + timedelta(7), 17)),
        (_at(MONDAY + timedelta(14), 9), _at(MONDAY + timedelta(14), 12)),
    ]
    assert "Atelier 4" in Notice.objects.get(user=a.enrolment.learner).text


def test_last_one_skips_a_holiday(shift, series, a):
    Holiday.objects.create(day=MONDAY + timedelta(21), label="Aïd al-Mawlid", confirmed=True)

    assert shift(series[0], to="slots", confirm="1").status_code == 302
    assert _starts(a) == [_at(MONDAY + timedelta(weeks), 9) for weeks in (7, 14, 28)]


def test_last_one_without_a_place_before_the_end_moves_none(shift, series, a):
    a.cohort.ends_on = MONDAY + timedelta(days=15)
    a.cohort.save()
    before = _starts(a)

    assert "hors des dates" in shift(series[0], to="slots").content.decode()
    assert shift(series[0], to="slots", confirm="1").status_code == 422
    assert _starts(a) == before


def test_place_that_another_takes_moves_none(shift, series, a):
    """What is not moved is in the way of nobody but the one that would meet it."""
    sister = factories.cohort(a.bootcamp)
    Session.objects.filter(pk=series[0].pk).update(trainer=a.trainer)
    later = MONDAY + timedelta(7)
    factories.session(sister, title="Ailleurs", trainer=a.trainer, starts_at=_at(later, 9), ends_at=_at(later, 10))
    before = _starts(a)

    assert "Ailleurs" in shift(series[0], to="slots").content.decode()
    assert shift(series[0], to="slots", confirm="1").status_code == 422
    assert _starts(a) == before


def test_session_that_has_begun_does_not_move(a):
    live = factories.session(a.cohort, state="live")

    with pytest.raises(TransitionRefused):
        actions.shift_sessions(live, by=a.manager, days=7)
