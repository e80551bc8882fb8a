"""Weeks of sessions planned by a rule: all shown first, all or none, told once; meetings held elsewhere."""

from datetime import date, datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cohorts.models import Session
from inbox.models import Notice
from programme.models import Holiday, Ramadan
from tests import factories
from tests.programs import ok, program_of

# A Monday some weeks ahead, inside the cohort's dates.
MONDAY = timezone.localdate() + timedelta(days=21 - timezone.localdate().weekday())
WEDNESDAY = MONDAY + timedelta(days=2)


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=factories.CASABLANCA)


def _rule(**changes) -> dict:
    """Mondays and Wednesdays from nine to twelve, for two weeks."""
    hours = {"starts_0": "09:00", "ends_0": "12:00", "starts_2": "09:00", "ends_2": "12:00"}
    days = {"first_day": MONDAY, "last_day": MONDAY + timedelta(days=13)}
    return {"title": "Atelier {n}", **days, **hours, **changes}


def _keys(*days: date, hour: int = 9) -> list[str]:
    return [f"{day}T{hour:02}:00" for day in days]


@pytest.fixture(autouse=True)
def no_holidays(db):
    Holiday.objects.all().delete()
    Ramadan.objects.all().delete()


@pytest.fixture
def plan(client, a):
    client.force_login(a.manager)
    return lambda **form: client.post(reverse("cohorts:plan", args=[a.cohort.code]), form)


def _slots(reply) -> dict:
    return {slot.key: slot for slot in reply.context["slots"]}


def test_rule_is_shown_day_by_day_and_nothing_is_planned(plan):
    reply = plan(**_rule())

    assert list(_slots(reply)) == _keys(MONDAY, WEDNESDAY, MONDAY + timedelta(7), WEDNESDAY + timedelta(7))
    assert [slot.session.title for slot in reply.context["slots"]] == [f"Atelier {n}" for n in (1, 2, 3, 4)]
    assert reply.content.decode().count("checked") == 4
    assert not Session.objects.exists()


def test_holiday_is_named_and_left_out(plan):
    Holiday.objects.create(day=WEDNESDAY, label="Aïd al-Mawlid", confirmed=True)

    reply = plan(**_rule())

    assert _slots(reply)[_keys(WEDNESDAY)[0]].asks == ["Aïd al-Mawlid"]
    assert reply.content.decode().count("checked") == 3
    assert [slot.session.title for slot in reply.context["slots"]][2] == "Atelier 2"  # the numbers leave it out


def test_conflicts_are_named_and_those_that_cannot_be_are_not_offered(plan, a, b):
    factories.session(a.cohort, title="Revue", starts_at=_at(MONDAY, 11), ends_at=_at(MONDAY, 13))
    other = factories.cohort(a.bootcamp)
    factories.session(
        other, title="Ailleurs", trainer=a.trainer, starts_at=_at(WEDNESDAY, 8), ends_at=_at(WEDNESDAY, 10)
    )
    later = WEDNESDAY + timedelta(7)
    factories.session(other, title="Même salle", place="salle  2", starts_at=_at(later, 9), ends_at=_at(later, 10))

    slots = _slots(plan(**_rule(trainer=a.trainer.pk, place="Salle 2")))

    assert "Revue" in slots[_keys(MONDAY)[0]].blocked[0]
    assert "Ailleurs" in slots[_keys(WEDNESDAY)[0]].blocked[0]
    assert "Même salle" in slots[_keys(later)[0]].asks[0]
    assert slots[_keys(MONDAY + timedelta(7))[0]].is_free


def test_session_of_another_operator_is_not_named(plan, a, b):
    b.cohort.staff.create(user=a.trainer, role="trainer")
    factories.session(b.cohort, title="SECRET", trainer=a.trainer, starts_at=_at(MONDAY, 9), ends_at=_at(MONDAY, 10))

    reply = plan(**_rule(trainer=a.trainer.pk))

    assert _slots(reply)[_keys(MONDAY)[0]].blocked
    assert "SECRET" not in reply.content.decode()


def test_ramadan_is_told_with_its_hours(plan):
    Ramadan.objects.create(first_day=MONDAY, last_day=MONDAY + timedelta(days=1))

    reply = plan(**_rule())

    assert "09:30" in _slots(reply)[_keys(MONDAY)[0]].note
    assert not _slots(reply)[_keys(WEDNESDAY)[0]].note


def test_ramadan_hours_take_the_place_of_the_days_own_and_the_list_says_so(plan, a):
    Ramadan.objects.create(first_day=MONDAY, last_day=MONDAY + timedelta(days=1))
    rule = _rule(resumes_0="14:00", closes_0="17:30", last_day=WEDNESDAY, in_ramadan="on")

    reply = plan(**rule)
    slots = reply.context["slots"]

    assert [(slot.session.starts_at, slot.session.ends_at) for slot in slots] == [
        (datetime.combine(MONDAY, time(9, 30), tzinfo=factories.CASABLANCA), _at(MONDAY, 15)),
        (_at(WEDNESDAY, 9), _at(WEDNESDAY, 12)),
    ]
    assert "au lieu de 09:00–12:00, 14:00–17:30" in reply.content.decode()
    assert plan(**rule, confirm="1", slot=[slot.key for slot in slots]).status_code == 302
    assert timezone.localtime(a.cohort.sessions.earliest("starts_at").starts_at).time() == time(9, 30)


def test_box_of_the_ramadan_hours_is_ticked_at_first(client, a):
    client.force_login(a.manager)

    shown = client.get(reverse("cohorts:plan", args=[a.cohort.code])).content.decode()

    assert 'name="in_ramadan"' in shown
    assert shown.count("checked") == 1


def test_day_has_a_morning_and_an_afternoon(plan, a):
    rule = _rule(ends_0="12:30", resumes_0="14:00", closes_0="17:30", last_day=MONDAY)

    slots = plan(**rule).context["slots"]

    assert [slot.key for slot in slots] == _keys(MONDAY) + _keys(MONDAY, hour=14)
    assert plan(**rule, confirm="1", slot=[slot.key for slot in slots]).status_code == 302
    assert [row.title for row in a.cohort.sessions.order_by("starts_at")] == ["Atelier 1", "Atelier 2"]


def test_day_may_have_an_afternoon_alone(plan):
    slots = plan(**_rule(starts_0="", ends_0="", resumes_0="14:00", closes_0="17:30", last_day=MONDAY)).context["slots"]

    assert [slot.key for slot in slots] == _keys(MONDAY, hour=14)


def test_ticked_sessions_are_planned_and_told_once(plan, a, committed):
    with committed():
        reply = plan(confirm="1", slot=_keys(MONDAY, WEDNESDAY), trainer=a.trainer.pk, **_rule(place="Salle 2"))

    assert reply.status_code == 302
    rows = list(a.cohort.sessions.order_by("starts_at"))
    assert [(row.title, row.starts_at, row.ends_at) for row in rows] == [
        ("Atelier 1", _at(MONDAY, 9), _at(MONDAY, 12)),
        ("Atelier 2", _at(WEDNESDAY, 9), _at(WEDNESDAY, 12)),
    ]
    assert {(row.trainer, row.place) for row in rows} == {(a.trainer, "Salle 2")}
    notice = Notice.objects.get(user=a.enrolment.learner)
    assert "Atelier 1" in notice.text
    assert "Atelier 2" in notice.text


def test_two_clicks_plan_once(plan, a):
    form = {"confirm": "1", "slot": _keys(MONDAY), "request_key": "k" * 20, **_rule()}

    assert [plan(**form).status_code, plan(**form).status_code] == [302, 302]
    assert a.cohort.sessions.count() == 1


def test_holiday_is_held_if_it_is_ticked(plan, a):
    Holiday.objects.create(day=MONDAY, label="Aïd al-Mawlid", confirmed=True)

    assert plan(confirm="1", slot=_keys(MONDAY), **_rule()).status_code == 302
    assert a.cohort.sessions.count() == 1


def test_one_that_cannot_be_plans_none_and_what_was_typed_stays(plan, a):
    factories.session(a.cohort, title="Revue", starts_at=_at(WEDNESDAY, 9), ends_at=_at(WEDNESDAY, 10))

    reply = plan(confirm="1", slot=_keys(MONDAY, WEDNESDAY), **_rule())

    assert reply.status_code == 422
    assert "Revue" in reply.content.decode()
    assert 'value="Atelier {n}"' in reply.content.decode()
    assert a.cohort.sessions.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"last_day": MONDAY - timedelta(days=1)}, "last_day"),
        ({"first_day": MONDAY - timedelta(weeks=99)}, "first_day"),
        ({"last_day": MONDAY + timedelta(weeks=99)}, "last_day"),
        ({"ends_0": ""}, "ends_0"),
        ({"ends_0": "08:00"}, "ends_0"),
        ({"starts_0": "", "ends_0": "", "starts_2": "", "ends_2": ""}, "__all__"),
        ({"meeting_url": "http://reunion.example/x"}, "meeting_url"),
        ({"resumes_0": "14:00"}, "closes_0"),
        ({"resumes_0": "11:00", "closes_0": "14:00"}, "resumes_0"),
    ],
    ids=[
        "backwards",
        "before",
        "after",
        "no end",
        "end first",
        "no hours",
        "not https",
        "half an afternoon",
        "too early",
    ],
)
def test_rule_that_cannot_be_is_refused_beside_its_field(plan, changes, field):
    reply = plan(**_rule(**changes))

    assert reply.status_code == 422
    assert list(reply.context["form"].errors) == [field]


def test_all_that_is_wrong_is_said_at_once(plan, a):
    outside = {"first_day": a.cohort.starts_on - timedelta(1), "last_day": a.cohort.ends_on + timedelta(1)}

    hour = plan(**_rule(ends_0="08:00", title="", **outside))
    nothing = plan(**_rule(first_day="", starts_0="", ends_0="", starts_2="", ends_2=""))

    assert set(hour.context["form"].errors) == {"title", "first_day", "last_day", "ends_0"}
    assert set(nothing.context["form"].errors) == {"first_day", "__all__"}


def test_changed_rule_is_read_again_before_it_is_confirmed(plan, a):
    reply = plan(confirm="1", slot=_keys(MONDAY, hour=14), **_rule())

    assert reply.status_code == 422
    assert not a.cohort.sessions.exists()


def test_outside_meeting_is_shown_in_the_room_and_on_the_learners_day(client, a):
    session = factories.session(a.cohort, state="live", meeting_url="https://reunion.example/atelier")

    for person in (a.enrolment.learner, a.trainer):
        client.force_login(person)
        for url in (reverse("live:room", args=[session.pk]), reverse("today")):
            shown = client.get(url).content.decode()
            assert 'href="https://reunion.example/atelier" target="_blank" rel="noopener noreferrer"' in shown, url
            assert "Vous quittez Minwal" in shown


def test_outside_meeting_of_a_session_that_is_over_is_not_shown(client, a):
    session = factories.session(a.cohort, state="ended", meeting_url="https://reunion.example/atelier")
    client.force_login(a.enrolment.learner)

    assert "reunion.example" not in client.get(reverse("live:room", args=[session.pk])).content.decode()


@pytest.mark.parametrize(
    "typed", ["http://reunion.example", "javascript:alert(1)", "ftp://reunion.example", "pas une adresse"]
)
def test_outside_meeting_is_an_https_address(client, a, typed):
    client.force_login(a.manager)
    form = {"title": "Atelier", "starts_at": f"{MONDAY}T09:00", "ends_at": f"{MONDAY}T10:00", "meeting_url": typed}

    reply = client.post(reverse("cohorts:session_create", args=[a.cohort.code]), form)

    assert list(reply.context["form"].errors) == ["meeting_url"]


def test_hour_that_is_refused_is_named_in_the_readers_language(plan):
    page = plan(**_rule(ends_0="08:00", resumes_2="14:00")).content.decode()

    assert '<a href="#id_ends_0">Lundi, fin</a>' in page
    assert '<a href="#id_closes_2">Mercredi, fin de l’après-midi</a>' in page
    assert 'aria-describedby="id_ends_0_error"' in page
    assert '<p class="error" id="id_ends_0_error">' in page


def test_address_typed_without_its_beginning_is_https(client, a):
    client.force_login(a.manager)
    form = {"title": "Atelier", "starts_at": f"{MONDAY}T09:00", "ends_at": f"{MONDAY}T10:00"}

    client.post(reverse("cohorts:session_create", args=[a.cohort.code]), {**form, "meeting_url": "reunion.example/a"})

    assert Session.objects.get().meeting_url == "https://reunion.example/a"


def test_program_plans_weeks_and_is_told_what_is_left_out(a, committed):
    Holiday.objects.create(day=WEDNESDAY, label="Aïd al-Mawlid", confirmed=True)
    program = program_of(a.manager)
    day = {"starts": "09:00", "ends": "12:30", "resumes": "14:00", "closes": "17:30"}
    rule = {"title": "Atelier {n}", "first_day": f"{MONDAY}", "last_day": f"{WEDNESDAY}"}
    rule |= {"days": [{"weekday": 0, **day}, {"weekday": 2, "starts": "09:00", "ends": "12:00"}]}

    def ask(key, **more):
        return ok(program("POST", f"/cohorts/{a.cohort.code}/weeks", rule | more, Idempotency_Key=key))

    assert [slot["planned"] for slot in ask("essai", preview=True)] == [False] * 3
    assert not a.cohort.sessions.exists()
    with committed():
        answers = [ask("semaine"), ask("semaine")]
    for slots in answers:
        assert [slot["planned"] for slot in slots] == [True, True, False]
        assert slots[2]["reasons"] == ["Aïd al-Mawlid"]
    assert a.cohort.sessions.count() == 2
    assert Notice.objects.filter(user=a.enrolment.learner).count() == 1
