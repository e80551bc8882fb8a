"""Sessions of a cohort: planned without a clash, told to the learners, moved only before they begin."""

from datetime import date, datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from accounts import actions as account_actions
from cohorts import actions
from cohorts.models import Cohort, Session
from core.workflow import TransitionRefused
from inbox.models import Notice
from programme.models import Holiday
from programme.queries import holidays_between
from tests import factories

DAY = timezone.localdate() + timedelta(days=3)


def _at(hour: int, minute: int = 0, day: date = DAY) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=factories.CASABLANCA)


def _form(starts: datetime, ends: datetime, **changes) -> dict:
    moments = {"starts_at": f"{starts:%Y-%m-%dT%H:%M}", "ends_at": f"{ends:%Y-%m-%dT%H:%M}"}
    return {"title": "Revue de code", **moments, **changes}


@pytest.fixture
def planned(a) -> Session:
    """From ten to twelve, in three days."""
    return factories.session(a.cohort, starts_at=_at(10), ends_at=_at(12), title="Atelier SQL")


@pytest.fixture
def plan(client, a):
    client.force_login(a.manager)
    return lambda **form: client.post(reverse("cohorts:session_create", args=[a.cohort.code]), form)


def test_planned_session_is_told_to_the_learners_and_not_to_who_planned_it(a, plan, committed, mailoutbox):
    with committed():
        plan(**_form(_at(10), _at(12), trainer=a.trainer.pk, place="Salle 2"))

    session = Session.objects.get()
    assert (session.trainer, session.place, session.state) == (a.trainer, "Salle 2", Session.State.SCHEDULED)
    assert [notice.user for notice in Notice.objects.all()] == [a.enrolment.learner]
    assert mailoutbox == []  # a plan is no news for a mailbox


@pytest.mark.parametrize(
    ("starts", "ends"),
    [((11, 0), (13, 0)), ((9, 0), (10, 1)), ((10, 30), (11, 0)), ((9, 0), (13, 0)), ((10, 0), (12, 0))],
    ids=["over its end", "over its beginning", "inside", "around", "the same"],
)
def test_overlapping_session_is_refused_and_named(plan, planned, starts, ends):
    reply = plan(**_form(_at(*starts), _at(*ends)))

    assert reply.status_code == 422
    assert "Atelier SQL" in reply.content.decode()
    assert Session.objects.count() == 1


@pytest.mark.parametrize(("starts", "ends"), [((12, 0), (13, 0)), ((8, 0), (10, 0))], ids=["just after", "just before"])
def test_sessions_may_touch(plan, planned, starts, ends):
    assert plan(**_form(_at(*starts), _at(*ends))).status_code == 302


def test_cancelled_session_leaves_its_hour_free(a, plan, planned):
    actions.cancel_session(planned, by=a.manager)

    assert plan(**_form(_at(10), _at(12))).status_code == 302


def test_another_cohorts_session_is_no_clash(a, b, plan, planned):
    factories.session(b.cohort, starts_at=_at(14), ends_at=_at(16))

    assert plan(**_form(_at(14), _at(16))).status_code == 302


def test_end_before_start_is_refused(plan):
    reply = plan(**_form(_at(12), _at(10)))

    assert reply.status_code == 422
    assert "précède le début" in reply.content.decode()


@pytest.mark.parametrize("away", [-1, 8], ids=["the day before", "the day after"])
def test_day_outside_the_cohorts_dates_is_refused(client, a, away):
    week = {"starts_on": DAY, "ends_on": DAY + timedelta(days=7)}
    cohort = factories.cohort(a.bootcamp, state=Cohort.State.PLANNED, **week)
    client.force_login(a.manager)
    day = DAY + timedelta(days=away)

    url = reverse("cohorts:session_create", args=[cohort.code])
    reply = client.post(url, _form(_at(10, day=day), _at(12, day=day)))

    assert reply.status_code == 422
    assert "en dehors des dates" in reply.content.decode()


def test_session_under_way_may_still_be_planned(plan):
    """Planned on the spot: it began a quarter of an hour ago."""
    now = datetime.now(factories.CASABLANCA)

    assert plan(**_form(now - timedelta(minutes=15), now + timedelta(hours=1))).status_code == 302


def test_session_in_the_past_is_refused(plan):
    yesterday = timezone.localdate() - timedelta(days=1)

    reply = plan(**_form(_at(10, day=yesterday), _at(12, day=yesterday)))

    assert reply.status_code == 422
    assert "serait déjà finie" in reply.content.decode()
    assert not Session.objects.exists()


def test_trainer_must_be_assigned_to_the_cohort(a, b, plan):
    for stranger in (b.trainer, a.mentor):
        assert plan(**_form(_at(10), _at(12), trainer=stranger.pk)).status_code == 422
    with pytest.raises(ValidationError):
        actions.schedule_session(
            a.cohort, by=a.manager, title="Revue", starts_at=_at(10), ends_at=_at(12), trainer=b.trainer
        )


def test_moved_session_is_told_by_mail_too(client, a, planned, committed, mailoutbox):
    client.force_login(a.manager)

    with committed():
        client.post(reverse("cohorts:session_edit", args=[planned.pk]), _form(_at(14), _at(16), title="Atelier SQL"))

    planned.refresh_from_db()
    assert planned.starts_at == _at(14)
    assert [mail.to for mail in mailoutbox] == [[a.enrolment.learner.email]]
    assert "Atelier SQL" in mailoutbox[0].body


def test_session_may_keep_its_own_hour_when_reworded(client, a, planned):
    client.force_login(a.manager)

    reply = client.post(
        reverse("cohorts:session_edit", args=[planned.pk]), _form(_at(10), _at(12), title="Autre titre")
    )

    assert reply.status_code == 302


@pytest.mark.parametrize("state", [Session.State.LIVE, Session.State.ENDED, Session.State.CANCELLED])
def test_session_that_began_is_neither_moved_nor_cancelled(client, a, planned, state):
    Session.objects.filter(pk=planned.pk).update(state=state)
    client.force_login(a.manager)

    for name in ("session_edit", "session_cancel"):
        reply = client.post(reverse(f"cohorts:{name}", args=[planned.pk]), _form(_at(14), _at(16)))
        assert reply.status_code == 409, name
    planned.refresh_from_db()
    assert (planned.starts_at, planned.state) == (_at(10), state)


def test_edit_that_loses_the_race_against_opening_is_refused(a, planned):
    """The manager's form was open while the trainer opened the room."""
    stale = Session.objects.get(pk=planned.pk)
    actions.open_session(planned, by=a.trainer, at=planned.starts_at)

    with pytest.raises(TransitionRefused):
        actions.edit_session(stale, by=a.manager, title="Trop tard", starts_at=_at(14), ends_at=_at(16))
    planned.refresh_from_db()
    assert planned.title == "Atelier SQL"


def test_cancelled_session_is_told_and_shown_as_such(client, a, planned, committed, mailoutbox):
    client.force_login(a.manager)
    with committed():
        client.post(reverse("cohorts:session_cancel", args=[planned.pk]))

    assert "annulée" in mailoutbox[0].subject
    client.force_login(a.enrolment.learner)
    assert "Annulée" in client.get(reverse("cohorts:sessions", args=[a.cohort.code])).content.decode()


def test_room_opens_an_hour_before_its_session_at_the_earliest(client, a, planned):
    client.force_login(a.trainer)
    url = reverse("cohorts:session_open", args=[planned.pk])
    page = reverse("cohorts:sessions", args=[a.cohort.code])

    reply = client.post(url, follow=True)

    planned.refresh_from_db()
    assert planned.state == Session.State.SCHEDULED
    assert "ouvre au plus tôt une heure avant" in reply.content.decode()
    for shown in (reply, client.get(reverse("live:room", args=[planned.pk]))):
        assert url not in shown.content.decode()
        assert "9\u00a0h" in shown.content.decode()
    Session.objects.filter(pk=planned.pk).update(
        starts_at=timezone.now() + timedelta(minutes=59), ends_at=timezone.now() + timedelta(hours=2)
    )
    assert "data-confirm" in client.get(page).content.decode().split(url)[1][:200]
    assert client.post(url).status_code == 302
    planned.refresh_from_db()
    assert planned.state == Session.State.LIVE


def test_opening_leads_the_trainer_into_the_room_and_calls_the_learners(client, a, planned, committed):
    client.force_login(a.trainer)
    Session.objects.filter(pk=planned.pk).update(starts_at=timezone.now(), ends_at=timezone.now() + timedelta(hours=2))

    with committed():
        reply = client.post(reverse("cohorts:session_open", args=[planned.pk]))

    room = reverse("live:room", args=[planned.pk])
    assert reply.headers["Location"] == room
    assert Notice.objects.get(user=a.enrolment.learner).url == room


def test_session_of_a_cohort_moved_in_the_meantime_is_judged_by_its_new_dates(a, planned):
    Cohort.objects.filter(pk=a.cohort.pk).update(ends_on=DAY - timedelta(days=1))

    with pytest.raises(ValidationError):
        actions.edit_session(
            Session.objects.get(pk=planned.pk), by=a.manager, title="Atelier", starts_at=_at(14), ends_at=_at(16)
        )


# Holidays


@pytest.fixture
def holiday(db) -> Holiday:
    return Holiday.objects.create(day=DAY, label="Fête du Trône")


def test_holiday_is_named_beside_the_hour_and_nothing_is_planned(plan, holiday):
    reply = plan(**_form(_at(10), _at(12)))

    assert reply.status_code == 422
    assert reply.context["form"].errors["starts_at"] == [f"{date_format(DAY, 'j F')}\u00a0: Fête du Trône, jour férié."]
    assert 'name="on_holiday"' in reply.content.decode()
    assert not Session.objects.exists()


def test_session_meant_for_a_holiday_is_planned_and_marked(client, a, plan, holiday):
    assert plan(**_form(_at(10), _at(12)), on_holiday="on").status_code == 302

    page = client.get(reverse("cohorts:sessions", args=[a.cohort.code])).content.decode()
    assert "Fête du Trône" in page


def test_other_days_ask_nothing(client, a, plan, holiday):
    next_day = DAY + timedelta(days=1)

    assert plan(**_form(_at(10, day=next_day), _at(12, day=next_day))).status_code == 302
    assert "Fête du Trône" not in client.get(reverse("cohorts:sessions", args=[a.cohort.code])).content.decode()


def test_holiday_that_depends_on_the_moon_says_so(plan, holiday):
    Holiday.objects.update(confirmed=False)

    assert "Fête du Trône (à confirmer)" in plan(**_form(_at(10), _at(12))).content.decode()


def test_moving_a_session_to_a_holiday_asks_and_rewording_one_there_does_not(a, planned, holiday):
    actions.edit_session(planned, by=a.manager, title="Atelier Git")
    next_day = DAY + timedelta(days=1)
    actions.edit_session(planned, by=a.manager, starts_at=_at(10, day=next_day), ends_at=_at(12, day=next_day))

    with pytest.raises(ValidationError) as refused:
        actions.edit_session(planned, by=a.manager, starts_at=_at(10), ends_at=_at(12))

    assert "Fête du Trône" in refused.value.message_dict["starts_at"][0]


def test_learner_s_calendar_names_the_holiday(client, a, holiday):
    client.force_login(a.enrolment.learner)

    assert 'title="Fête du Trône"' in client.get(reverse("today")).content.decode()


def test_holidays_between_two_days_include_both(holiday):
    Holiday.objects.create(day=DAY + timedelta(days=5), label="Aïd", confirmed=False)

    assert holidays_between(DAY, DAY + timedelta(days=4)) == {DAY: "Fête du Trône"}
    assert list(holidays_between(DAY, DAY + timedelta(days=5))) == [DAY, DAY + timedelta(days=5)]


def test_session_ended_early_leaves_its_hours_free(plan, planned):
    Session.objects.filter(pk=planned.pk).update(state=Session.State.ENDED)

    reply = plan(**_form(_at(10), _at(12)))

    assert reply.status_code == 302
    assert Session.objects.count() == 2


# Taken elsewhere


@pytest.fixture
def sister(a) -> Cohort:
    """Another running cohort of the operator, with the same trainer."""
    cohort = factories.cohort(a.bootcamp, code="SOEUR-1")
    cohort.staff.create(user=a.trainer, role="trainer")
    return cohort


def test_trainer_leads_one_session_at_a_time(a, sister, plan):
    factories.session(sister, title="Atelier du matin", starts_at=_at(9), ends_at=_at(11), trainer=a.trainer)

    reply = plan(**_form(_at(10), _at(12), trainer=a.trainer.pk))

    assert reply.status_code == 422
    assert "Atelier du matin" in str(reply.context["form"].errors["trainer"])
    assert plan(**_form(_at(11), _at(12), trainer=a.trainer.pk)).status_code == 302


def test_session_at_another_operator_is_not_named(a, b, plan):
    b.cohort.staff.create(user=a.trainer, role="trainer")
    factories.session(b.cohort, title="Secret", starts_at=_at(9), ends_at=_at(11), trainer=a.trainer)

    reply = plan(**_form(_at(10), _at(12), trainer=a.trainer.pk))

    assert reply.status_code == 422
    assert "Secret" not in reply.content.decode()


def test_place_taken_by_another_cohort_asks_whether_it_is_meant(sister, plan):
    factories.session(sister, title="Atelier du matin", place="Salle  2", starts_at=_at(9), ends_at=_at(11))
    typed = _form(_at(10), _at(12), place="salle 2")

    reply = plan(**typed)

    assert reply.status_code == 422
    assert "Atelier du matin" in str(reply.context["form"].errors["place"])
    assert "shared_place" in reply.context["form"].fields
    assert plan(**typed, shared_place="on").status_code == 302


def test_session_longer_than_a_day_of_work_is_refused(plan):
    reply = plan(**_form(_at(8), _at(21)))

    assert reply.status_code == 422
    assert "12 heures" in str(reply.context["form"].errors["ends_at"])


# Who leads


def test_trainer_who_leaves_leads_nothing_more_and_the_managers_are_told(client, a, committed):
    start = timezone.now() + timedelta(days=2)
    hours = {"starts_at": start, "ends_at": start + timedelta(hours=1)}
    row = actions.schedule_session(a.cohort, by=a.manager, title="Atelier", trainer=a.trainer, **hours)
    done = factories.session(a.cohort, state="ended", trainer=a.trainer)

    with committed():
        account_actions.remove_member(a.trainer.memberships.get(), by=a.manager)

    assert Session.objects.get(pk=row.pk).trainer is None
    assert Session.objects.get(pk=done.pk).trainer == a.trainer
    notice = Notice.objects.get(verb="cohorts.cohort.free_sessions")
    assert notice.user == a.manager
    assert "Atelier" in notice.text
    assert actions.shift_sessions(Session.objects.get(pk=row.pk), by=a.manager, days=1)


def test_who_leads_a_session_is_told_what_becomes_of_it(a, committed):
    start = timezone.now() + timedelta(days=2)
    hours = {"starts_at": start, "ends_at": start + timedelta(hours=1)}
    row = actions.schedule_session(a.cohort, by=a.manager, title="Atelier", trainer=a.trainer, **hours)
    with committed():
        actions.edit_session(row, by=a.manager, title="Atelier de code")
        actions.shift_sessions(row, by=a.manager, days=1)
        actions.cancel_session(Session.objects.get(pk=row.pk), by=a.manager)

    told = set(Notice.objects.filter(user=a.trainer).values_list("verb", flat=True))
    assert told == {"cohorts.session.change", "cohorts.cohort.shift_sessions", "cohorts.session.cancel"}


def test_session_whose_hour_has_passed_is_not_opened(client, a, committed):
    start = timezone.now() - timedelta(days=1)
    row = factories.session(a.cohort, starts_at=start, ends_at=start + timedelta(hours=2))
    client.force_login(a.trainer)

    with committed():
        reply = client.post(reverse("cohorts:session_open", args=[row.pk]), follow=True)

    assert "prévoyez-en une autre" in reply.content.decode()
    assert not Notice.objects.exists()
    assert (
        reverse("cohorts:session_open", args=[row.pk])
        not in client.get(reverse("live:room", args=[row.pk])).content.decode()
    )
