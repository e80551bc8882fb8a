"""A cohort's dates move: what is to come follows, or is brought inside; shown first, whole or not at all, told once."""

from datetime import date, datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from cohorts import actions
from cohorts.models import Cohort, Session
from core.models import Event
from inbox.models import Notice
from programme.models import Holiday, Ramadan
from projects import actions as project_actions
from projects.deadlines import deadline_of
from projects.models import Assignment, Submission
from tests import factories
from tests.guards.test_races import race

TODAY = timezone.localdate()
FIRST = TODAY + timedelta(days=20)
LAST = FIRST + timedelta(days=60)
DATES = ("opens_at", "due_at", "closes_at")


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=factories.CASABLANCA)


def _in(days: int, hour: int = 9) -> datetime:
    """So many days after the cohort's first."""
    return _at(FIRST + timedelta(days=days), hour)


@pytest.fixture(autouse=True)
def no_holidays(db):
    Holiday.objects.all().delete()
    Ramadan.objects.all().delete()


@pytest.fixture
def coming(a):
    """A cohort that has not begun, with a session and a project."""
    Cohort.objects.filter(pk=a.cohort.pk).update(state="planned", starts_on=FIRST, ends_on=LAST)
    a.cohort.refresh_from_db()
    a.session = factories.session(a.cohort, title="Atelier", starts_at=_in(5), ends_at=_in(5, 12), trainer=a.trainer)
    a.given = factories.assignment(a.cohort, a.project, opens_at=_in(3), due_at=_in(10, 18), closes_at=_in(12, 18))
    return a


@pytest.fixture
def edit(client, a):
    client.force_login(a.manager)

    def post(starts_on=FIRST, ends_on=LAST, **more):
        typed = {"city": a.cohort.city_id, "seats": 24, "starts_on": starts_on, "ends_on": ends_on}
        return client.post(reverse("cohorts:edit", args=[a.cohort.code]), {**typed, **more})

    return post


def _later(days: int) -> dict:
    return {"starts_on": FIRST + timedelta(days=days), "ends_on": LAST + timedelta(days=days)}


def _state(a) -> tuple:
    """The cohort, its sessions and its projects as they lie."""
    return (
        Cohort.objects.values_list("starts_on", "ends_on").get(pk=a.cohort.pk),
        list(Session.objects.order_by("pk").values_list("starts_at", "ends_at", "state")),
        list(Assignment.objects.order_by("pk").values_list(*DATES)),
    )


def test_what_is_to_come_is_shown_moved_and_nothing_is_written(edit, coming):
    before = _state(coming)

    reply = edit(**_later(14))

    choices = reply.context["choices"]
    assert reply.status_code == 422  # left there, the session would come before the first day
    assert [(slot.former, slot.session.starts_at) for slot in choices.shifted.slots] == [(_in(5), _in(19))]
    assert choices.shifted.moves[0].moments == (_in(17), _in(24, 18), _in(26, 18))
    assert "Décaler de 14 jours" in reply.content.decode()
    assert _state(coming) == before


def test_everything_moves_together_and_each_person_is_told_once(edit, coming, committed, mailoutbox):
    with committed():
        reply = edit(**_later(14), along="shift", days=14)

    assert reply.status_code == 302
    assert _state(coming) == (
        (FIRST + timedelta(days=14), LAST + timedelta(days=14)),
        [(_in(19), _in(19, 12), "scheduled")],
        [(_in(17), _in(24, 18), _in(26, 18))],
    )
    for person in (coming.enrolment.learner, coming.trainer):
        notice = Notice.objects.get(user=person)
        assert "Atelier" in notice.text
        assert coming.project.title in notice.text
        assert [mail.to for mail in mailoutbox].count([person.email]) == 1
    assert Event.objects.about(coming.cohort).filter(verb__startswith="cohorts.cohort").count() == 1


def test_cohort_moves_earlier_too(edit, coming):
    assert edit(**_later(-7), along="shift", days=-7).status_code == 302
    assert _state(coming)[1] == [(_in(-2), _in(-2, 12), "scheduled")]


def test_what_has_begun_stays(edit, a):
    """A cohort that runs, whose first day was wrong: only what is to come follows."""
    past = factories.session(a.cohort, state="ended", title="Faite", starts_at=_at(TODAY - timedelta(3), 9))
    Session.objects.filter(pk=past.pk).update(ends_at=_at(TODAY - timedelta(3), 10))
    live = factories.session(a.cohort, state="live", title="En cours")
    soon = _at(TODAY + timedelta(5), 9)
    coming = factories.session(a.cohort, title="À venir", starts_at=soon, ends_at=soon + timedelta(hours=1))
    given = factories.assignment(a.cohort, a.project)
    dates = {"starts_on": a.cohort.starts_on + timedelta(days=2), "ends_on": a.cohort.ends_on}

    assert edit(**dates, along="shift", days=2).status_code == 302

    assert Session.objects.get(pk=past.pk).starts_at == _at(TODAY - timedelta(3), 9)
    assert Session.objects.get(pk=live.pk).starts_at == live.starts_at
    assert Session.objects.get(pk=coming.pk).starts_at == soon + timedelta(days=2)
    assert [getattr(Assignment.objects.get(pk=given.pk), name) for name in DATES] == [
        getattr(given, name) for name in DATES
    ]


def test_live_session_that_would_be_left_outside_stops_everything(edit, a):
    factories.session(a.cohort, state="live", title="En cours")
    Cohort.objects.filter(pk=a.cohort.pk).update(state="planned")
    before = _state(a)
    dates = {"starts_on": TODAY + timedelta(days=7), "ends_on": a.cohort.ends_on}
    days = (dates["starts_on"] - a.cohort.starts_on).days

    assert "En cours" in edit(**dates).content.decode()
    assert edit(**dates, along="shift", days=days).status_code == 422
    assert edit(**dates, along="fit").status_code == 422
    assert _state(a) == before


def test_one_that_cannot_follow_moves_none_and_is_named(edit, coming):
    sister = factories.cohort(coming.bootcamp)
    factories.session(sister, title="Ailleurs", trainer=coming.trainer, starts_at=_in(19), ends_at=_in(19, 10))
    before = _state(coming)

    shown = edit(**_later(14))

    assert "Ailleurs" in shown.content.decode()
    assert 'value="shift"' not in shown.content.decode()
    reply = edit(**_later(14), along="shift", days=14)
    assert reply.status_code == 422
    assert "Ailleurs" in reply.content.decode()
    assert _state(coming) == before


def test_project_that_cannot_follow_moves_nothing(edit, coming):
    before = _state(coming)

    reply = edit(starts_on=FIRST + timedelta(days=55), ends_on=LAST, along="shift", days=55)

    assert reply.status_code == 422
    assert coming.project.title.replace("'", "&#x27;") in reply.content.decode()
    assert _state(coming) == before


def test_holiday_among_them_asks_whether_it_is_meant(edit, coming):
    Holiday.objects.create(day=FIRST + timedelta(days=19), label="Fête du Trône", confirmed=True)
    Holiday.objects.create(day=FIRST + timedelta(days=24), label="Jour des projets", confirmed=True)

    before = _state(coming)

    shown = edit(**_later(14)).content.decode()

    assert "Fête du Trône" in shown
    assert "Jour des projets" in shown
    assert edit(**_later(14), along="shift", days=14).status_code == 422
    assert _state(coming) == before
    assert edit(**_later(14), along="shift", days=14, all_the_same="on").status_code == 302


def test_list_that_is_no_longer_true_is_read_again(edit, coming):
    before = _state(coming)

    assert edit(**_later(14), along="shift", days=7).status_code == 422
    assert edit(**_later(14), along="shift", days="x").status_code == 422
    assert _state(coming) == before


def test_dates_alone_may_move_while_they_hold_everything(edit, coming):
    before = _state(coming)

    assert 'value="keep"' in edit(starts_on=FIRST + timedelta(days=1)).content.decode()
    assert edit(starts_on=FIRST + timedelta(days=1), along="keep").status_code == 302
    assert _state(coming)[1:] == before[1:]


def test_move_that_touches_nothing_asks_nothing(edit, coming):
    Session.objects.all().delete()
    Assignment.objects.all().delete()

    assert edit(**_later(14)).status_code == 302


def test_two_clicks_move_once(edit, coming):
    form = {**_later(14), "along": "shift", "days": 14, "request_key": "k" * 20}

    assert [edit(**form).status_code, edit(**form).status_code] == [302, 302]
    assert _state(coming)[1] == [(_in(19), _in(19, 12), "scheduled")]


# Shortened


@pytest.fixture
def beyond(coming):
    """A session and a project after the fiftieth day."""
    Session.objects.filter(pk=coming.session.pk).update(starts_at=_in(50), ends_at=_in(50, 12))
    Assignment.objects.filter(pk=coming.given.pk).update(due_at=_in(50, 18), closes_at=_in(55, 18))
    return coming


SHORTER = FIRST + timedelta(days=40)


def test_shorter_cohort_is_refused_with_the_list_and_the_choice(edit, beyond):
    before = _state(beyond)

    reply = edit(ends_on=SHORTER)

    assert reply.status_code == 422
    assert "sera annulée" in reply.content.decode()
    assert 'value="fit"' in reply.content.decode()
    assert edit(ends_on=SHORTER, along="keep").status_code == 422
    assert _state(beyond) == before


def test_sessions_beyond_are_cancelled_and_projects_end_with_the_cohort(edit, beyond, committed, mailoutbox):
    with committed():
        assert edit(ends_on=SHORTER, along="fit").status_code == 302

    evening = datetime.combine(SHORTER, time(23, 59), tzinfo=factories.CASABLANCA)
    assert _state(beyond) == (
        (FIRST, SHORTER),
        [(_in(50), _in(50, 12), "cancelled")],
        [(_in(3), evening, evening)],
    )
    notice = Notice.objects.get(user=beyond.enrolment.learner)
    assert "Atelier" in notice.text
    assert [mail.to for mail in mailoutbox].count([beyond.enrolment.learner.email]) == 1


def test_project_that_opens_after_the_last_day_is_not_pulled(edit, beyond):
    Assignment.objects.filter(pk=beyond.given.pk).update(opens_at=_in(45))
    before = _state(beyond)

    assert 'value="fit"' not in edit(ends_on=SHORTER).content.decode()
    assert edit(ends_on=SHORTER, along="fit").status_code == 422
    assert _state(beyond) == before


def test_work_that_came_in_time_does_not_become_late(edit, a):
    """The cohort runs; what was handed in keeps its mark, so the due date is not pulled before it."""
    row = factories.handed_in(factories.assignment(a.cohort, a.project), a.enrolment)
    row.versions.update(submitted_at=_at(TODAY + timedelta(days=5), 12))
    before = _state(a)
    dates = {"starts_on": a.cohort.starts_on, "ends_on": TODAY + timedelta(days=3)}

    reply = edit(**dates, along="fit")

    assert reply.status_code == 422
    assert "deviendrait tardif" in reply.content.decode()
    assert _state(a) == before


def test_other_managers_move_nothing(coming, b):
    for act in (actions.shift_cohort, actions.fit_cohort):
        with pytest.raises(Exception, match=r"cohorts\.change_cohort"):
            act(coming.cohort, by=b.manager, **({"days": 14} if act is actions.shift_cohort else {}), **_later(14))


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_session_edited_as_its_cohort_moves_is_never_left_outside(coming):
    def fresh(row):
        return type(row).objects.get(pk=row.pk)

    def by():
        return User.objects.get(pk=coming.manager.pk)

    late = _at(LAST, 9)
    results = race(
        lambda: actions.shift_cohort(fresh(coming.cohort), by=by(), days=-7, **_later(-7)),
        lambda: actions.edit_session(fresh(coming.session), by=by(), starts_at=late, ends_at=late + timedelta(hours=1)),
    )

    cohort, row = fresh(coming.cohort), fresh(coming.session)
    assert cohort.starts_on <= timezone.localdate(row.starts_at) <= cohort.ends_on, results
    assert all(isinstance(result, ValidationError) for result in results if isinstance(result, Exception))


# More time, given to one team


def _more_time(side, days: int, given=None) -> Submission:
    """A team of Salma alone, which has until so many days after the cohort's first."""
    row = factories.submission(given or side.given, side.enrolment)
    project_actions.grant_extension(row, by=side.trainer, due_at=_in(days, 18), reason="Hospitalisée")
    return row


def _due(row: Submission) -> datetime:
    return deadline_of(Submission.objects.get(pk=row.pk)).due_at


def test_more_time_follows_its_project_and_its_team_alone_is_told(edit, coming, committed):
    classmate = factories.enrolment(coming.cohort).learner
    row = _more_time(coming, 20)

    shown = edit(**_later(14)).content.decode()
    with committed():
        assert edit(**_later(14), along="shift", days=14).status_code == 302

    assert str(coming.enrolment.learner) in shown
    assert _due(row) == _in(34, 18)
    assert row.team.extensions.first().reason == "Hospitalisée"
    told = Notice.objects.filter(verb="projects.submission.extend")
    assert [notice.user for notice in told] == [coming.enrolment.learner]
    assert str(coming.enrolment.learner) not in Notice.objects.get(user=classmate).text


def test_more_time_for_a_project_that_is_open_stays_as_the_project_does(edit, coming):
    Assignment.objects.filter(pk=coming.given.pk).update(opens_at=timezone.now() - timedelta(days=1))
    row = _more_time(coming, 20)

    assert edit(starts_on=FIRST + timedelta(days=1), along="shift", days=1).status_code == 302
    assert _due(row) == _in(20, 18)


def test_more_time_beyond_a_shorter_cohort_is_listed_and_ends_with_it(edit, coming, committed):
    Session.objects.all().delete()
    row = _more_time(coming, 50)

    refused = edit(ends_on=SHORTER).content.decode()
    assert "Hospitalisée" not in refused
    assert str(coming.enrolment.learner) in refused
    assert edit(ends_on=SHORTER, along="keep").status_code == 422
    assert _due(row) == _in(50, 18)

    with committed():
        assert edit(ends_on=SHORTER, along="fit").status_code == 302
    assert _due(row) == datetime.combine(SHORTER, time(23, 59), tzinfo=factories.CASABLANCA)
    assert Notice.objects.filter(user=coming.enrolment.learner, verb="projects.submission.extend").exists()


def test_more_time_that_would_not_fit_moves_nothing(edit, coming):
    """The cohort begins later and ends as it did."""
    _more_time(coming, 58)
    before = _state(coming)
    dates = {"starts_on": FIRST + timedelta(days=14), "ends_on": LAST}

    assert edit(**dates, along="shift", days=14).status_code == 422
    assert _state(coming) == before


@pytest.mark.parametrize(
    ("model", "spent"),
    [(Submission, {"state": "approved"}), (Assignment, {"withdrawn_at": timezone.now()})],
    ids=["approved", "taken back"],
)
def test_more_time_that_serves_no_more_is_in_nobodys_way(edit, coming, model, spent):
    _more_time(coming, 58)
    Session.objects.all().delete()
    model.objects.update(**spent)

    assert edit(ends_on=SHORTER).status_code == 302
