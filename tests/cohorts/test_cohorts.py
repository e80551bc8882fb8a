"""Cohorts: opened by a manager, never fuller than their seats, moved by their states."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts import actions as account_actions
from accounts.models import User
from cohorts import actions
from cohorts.models import Cohort, Enrolment, Session
from cohorts.queries import COHORTS_A_PAGE
from core.models import Event
from inbox.models import Notice
from tests import factories

TODAY = timezone.localdate()


def _form(a, **changes) -> dict:
    return {
        "bootcamp": a.bootcamp.pk,
        "code": "DWFS-CASA-09",
        "city": a.cohort.city_id,
        "starts_on": TODAY + timedelta(days=10),
        "ends_on": TODAY + timedelta(days=120),
        "seats": 20,
        **changes,
    }


def test_manager_opens_a_cohort(client, a):
    client.force_login(a.manager)

    reply = client.post(reverse("cohorts:create"), _form(a))

    made = Cohort.objects.get(code="DWFS-CASA-09")
    assert reply.headers["Location"] == reverse("cohorts:detail", args=[made.code])
    assert (made.state, made.operator, made.seats) == (Cohort.State.PLANNED, a.operator, 20)
    assert Event.objects.about(made).get().actor == a.manager


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"ends_on": TODAY}, "précède le premier"),
        ({"code": "cohort-a"}, "porte déjà ce code"),
        ({"seats": 0}, "id_seats"),
        ({"code": "avec espace"}, "id_code"),
        ({"city": ""}, "id_city"),
    ],
    ids=["ends before it starts", "code taken, in other capitals", "no seat", "code with a space", "no city"],
)
def test_wrong_cohort_is_refused_in_words_and_what_was_typed_stays(client, a, changes, says):
    client.force_login(a.manager)

    reply = client.post(reverse("cohorts:create"), _form(a, **changes))

    text = reply.content.decode()
    assert reply.status_code == 422
    assert says in text
    assert 'value="20"' in text or changes.get("seats") == 0
    assert Cohort.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"seats": 99_999}, "seats"),
        ({"seats": 201}, "seats"),
        ({"ends_on": TODAY + timedelta(weeks=80)}, "ends_on"),
        ({"starts_on": TODAY - timedelta(days=90), "ends_on": TODAY - timedelta(days=1)}, "meant"),
        ({"starts_on": date(2099, 1, 4), "ends_on": date(2099, 3, 4)}, "starts_on"),
        ({"starts_on": date(206, 1, 4), "ends_on": date(206, 3, 4), "meant": "on"}, "starts_on"),
    ],
    ids=["many seats", "one seat too many", "a year and a half", "wholly past", "a far year", "a year of three digits"],
)
def test_values_beyond_sense_are_refused_beside_their_field(client, a, changes, field):
    client.force_login(a.manager)

    reply = client.post(reverse("cohorts:create"), _form(a, **changes))

    assert reply.status_code == 422
    assert list(reply.context["form"].errors) == [field]


def test_past_cohort_is_taken_once_it_is_meant_and_limits_are_the_administrators(client, a):
    factories.programme(most_seats=300)
    client.force_login(a.manager)
    past = {"starts_on": TODAY - timedelta(days=90), "ends_on": TODAY - timedelta(days=1)}

    reply = client.post(reverse("cohorts:create"), _form(a, **past, meant="on", seats=300))

    assert reply.status_code == 302


def test_another_operators_bootcamp_is_neither_offered_nor_taken(client, a, b):
    client.force_login(a.manager)

    assert f'<option value="{b.bootcamp.pk}"' not in client.get(reverse("cohorts:create")).content.decode()
    assert client.post(reverse("cohorts:create"), _form(a, bootcamp=b.bootcamp.pk)).status_code == 422
    with pytest.raises(ValidationError):
        actions.open_cohort(by=a.manager, operator=a.operator, **_fields(a, bootcamp=b.bootcamp))


def _fields(a, **changes) -> dict:
    return {**_form(a), "bootcamp": a.bootcamp, "city": a.cohort.city, **changes} | changes


def test_only_its_manager_opens_a_cohort_for_an_operator(a, b):
    for person in (b.manager, a.trainer, a.mentor, a.enrolment.learner):
        with pytest.raises(PermissionDenied):
            actions.open_cohort(by=person, operator=a.operator, **{**_form(a), "bootcamp": a.bootcamp, "city": None})


# Seats


def _fill(a, seats: int) -> None:
    Cohort.objects.filter(pk=a.cohort.pk).update(seats=seats)


def test_seats_are_never_exceeded(client, a):
    """One seat is taken by Salma; one is held by an invitation; nothing is left of two."""
    _fill(a, 2)
    client.force_login(a.manager)
    url = reverse("cohorts:people", args=[a.cohort.code])
    client.post(url, {"email": "second@demo.example"})

    by_invitation = client.post(url, {"email": "third@demo.example"})
    by_account = client.post(url, {"email": factories.user().email})

    for reply in (by_invitation, by_account):
        assert reply.status_code == 422
        assert "2 places de cette cohorte sont toutes prises" in reply.content.decode()
    assert a.cohort.enrolments.count() == 2


@pytest.mark.parametrize("leave", ["withdraw", "lapse"])
def test_who_leaves_gives_the_seat_back(a, leave):
    _fill(a, 2)
    held = actions.invite_learner(a.cohort, by=a.manager, email="second@demo.example")
    if leave == "withdraw":
        actions.withdraw(a.enrolment, by=a.manager, reason="Un emploi")
    else:
        actions.lapse(held, by=a.manager)

    newcomer = actions.enrol(a.cohort, by=User.system(), learner=factories.user())

    assert newcomer.state == Enrolment.State.ACTIVE


def test_suspended_learner_keeps_the_seat(a):
    _fill(a, 1)
    actions.suspend(a.enrolment, by=a.manager, reason="Maladie")

    with pytest.raises(ValidationError):
        actions.enrol(a.cohort, by=User.system(), learner=factories.user())


def test_seats_may_not_go_below_those_taken(client, a):
    for _ in range(2):
        factories.enrolment(a.cohort)
    client.force_login(a.manager)
    typed = {"city": a.cohort.city_id, "starts_on": a.cohort.starts_on, "ends_on": a.cohort.ends_on, "seats": 2}

    reply = client.post(reverse("cohorts:edit", args=[a.cohort.code]), typed)

    assert reply.status_code == 422
    assert "3 places sont déjà prises" in reply.content.decode()
    a.cohort.refresh_from_db()
    assert a.cohort.seats == 24


@pytest.mark.parametrize(
    ("language", "seats", "words"),
    [
        ("fr", 5, "1 sur 5 places"),
        ("fr", 1, "1 sur 1 place"),
        ("en", 5, "1 of 5 seats"),
        ("en", 1, "1 of 1 seat"),
        ("ar", 2, "1 من مقعدين"),
        ("ar", 5, "1 من 5 مقاعد"),
        ("ar", 24, "1 من 24 مقعدًا"),
    ],
)
def test_seats_are_counted_as_the_language_does(client, a, language, seats, words):
    Cohort.objects.filter(pk=a.cohort.pk).update(seats=seats)
    for person, address in (
        (a.manager, reverse("cohorts:list")),
        (a.manager, reverse("cohorts:people", args=[a.cohort.code])),
        (a.trainer, reverse("today")),
    ):
        type(person).objects.filter(pk=person.pk).update(language=language)
        client.force_login(person)

        assert f">{words}<" in client.get(address).content.decode()


def test_edited_cohort_says_what_changed(client, a):
    client.force_login(a.manager)
    typed = {"city": a.cohort.city_id, "starts_on": a.cohort.starts_on, "ends_on": a.cohort.ends_on, "seats": 30}

    client.post(reverse("cohorts:edit", args=[a.cohort.code]), typed)

    a.cohort.refresh_from_db()
    assert a.cohort.seats == 30
    assert "seats" in Event.objects.about(a.cohort).get(verb="cohorts.cohort.change").data["fields"]


# Enrolments


def test_nobody_follows_two_cohorts_at_once(client, a, b):
    client.force_login(b.manager)

    reply = client.post(reverse("cohorts:people", args=[b.cohort.code]), {"email": a.enrolment.learner.email})

    assert reply.status_code == 422
    assert "suit déjà une autre cohorte" in reply.content.decode()


def test_who_accepts_while_following_another_cohort_waits_for_the_manager(a, b, committed):
    """The seat stays held and the manager decides."""
    person = factories.user()
    held = actions.invite_learner(b.cohort, by=b.manager, email=person.email)
    factories.enrolment(a.cohort, learner=person)

    with committed():
        account_actions.accept(held.invitation, by=person)

    held.refresh_from_db()
    assert held.state == Enrolment.State.INVITED
    assert Notice.objects.filter(user=b.manager, verb="cohorts.enrolment.hold").exists()


@pytest.mark.parametrize("verb", ["suspend", "withdraw"])
def test_leaving_needs_a_reason(client, a, verb):
    client.force_login(a.manager)
    url = reverse("cohorts:enrolment_verb", args=[a.enrolment.pk, verb])

    assert client.post(url, {"reason": "   "}).status_code == 422
    client.post(url, {"reason": "Congé de maternité"})

    a.enrolment.refresh_from_db()
    assert (a.enrolment.state, a.enrolment.reason) == (
        {"suspend": "suspended", "withdraw": "withdrawn"}[verb],
        "Congé de maternité",
    )


def test_who_is_back_has_no_reason_left(client, a):
    actions.suspend(a.enrolment, by=a.manager, reason="Maladie")
    client.force_login(a.manager)

    client.post(reverse("cohorts:enrolment_verb", args=[a.enrolment.pk, "resume"]))

    a.enrolment.refresh_from_db()
    assert (a.enrolment.state, a.enrolment.reason) == (Enrolment.State.ACTIVE, "")


@pytest.mark.parametrize(("verb", "reads"), [("suspend", False), ("withdraw", False), ("complete", True)])
def test_who_left_reads_no_more_and_a_graduate_still_does(client, a, verb, reads):
    getattr(actions, verb)(a.enrolment, by=a.manager, reason="Un emploi")
    client.force_login(a.enrolment.learner)

    reply = client.get(reverse("learning:path", args=[a.cohort.code]))

    assert reply.status_code == (200 if reads else 404)


def test_staff_is_chosen_among_holders_of_the_role(client, a, b):
    client.force_login(a.manager)
    url = reverse("cohorts:staff_assign", args=[a.cohort.code])

    for person, role in ((b.mentor, "mentor"), (a.mentor, "trainer"), (a.enrolment.learner, "mentor")):
        assert client.post(url, {"user": person.pk, "role": role}).status_code == 422
    assert a.cohort.staff.count() == 2


def test_unassigned_mentor_sees_the_cohort_no_more(client, a):
    actions.unassign_staff(a.cohort.staff.get(user=a.mentor), by=a.manager)
    client.force_login(a.mentor)

    assert client.get(reverse("cohorts:detail", args=[a.cohort.code])).status_code == 404


# What the system does by itself


def test_cohorts_begin_and_end_on_their_days(a):
    begins = factories.cohort(a.bootcamp, state=Cohort.State.PLANNED, starts_on=TODAY, ends_on=TODAY)
    later = factories.cohort(a.bootcamp, state=Cohort.State.PLANNED, starts_on=TODAY + timedelta(days=1))
    last_day = factories.cohort(a.bootcamp, ends_on=TODAY)
    over = factories.cohort(a.bootcamp, ends_on=TODAY - timedelta(days=1))

    for _ in range(2):
        actions.advance_time(at=timezone.now())

    states = {row.pk: row.state for row in Cohort.objects.all()}
    assert states[begins.pk] == states[last_day.pk] == Cohort.State.RUNNING
    assert states[later.pk] == Cohort.State.PLANNED
    assert states[over.pk] == Cohort.State.COMPLETED
    assert Event.objects.about(over).get().actor.is_system


def test_session_left_open_ends_half_an_hour_late_and_everybody_has_left(a):
    now = timezone.now()
    dates = {"starts_at": now - timedelta(hours=3)}
    forgotten = factories.session(a.cohort, state=Session.State.LIVE, ends_at=now - timedelta(minutes=31), **dates)
    running_late = factories.session(a.cohort, state=Session.State.LIVE, ends_at=now - timedelta(minutes=29), **dates)
    actions.keep_presences(forgotten, user_ids={a.enrolment.learner_id}, at=now)

    actions.advance_time(at=now)

    states = {row.pk: row.state for row in Session.objects.all()}
    assert (states[forgotten.pk], states[running_late.pk]) == (Session.State.ENDED, Session.State.LIVE)
    assert not forgotten.presences.filter(left_at=None).exists()


def test_invitation_nobody_took_frees_its_seat_a_week_after_its_end(a):
    held = actions.invite_learner(a.cohort, by=a.manager, email="silent@demo.example")
    ends = held.invitation.expires_at

    actions.advance_time(at=ends + timedelta(days=6))
    held.refresh_from_db()
    assert held.state == Enrolment.State.INVITED
    actions.advance_time(at=ends + timedelta(days=8))

    held.refresh_from_db()
    held.invitation.refresh_from_db()
    assert held.state == Enrolment.State.LAPSED
    assert not held.invitation.is_open


def test_list_shows_running_cohorts_first_and_everyone_once_page_by_page(client, officer, a):
    made = [factories.cohort(a.bootcamp, code=f"PAGE-{n:03}") for n in range(2 * COHORTS_A_PAGE)]
    Cohort.objects.filter(pk__in=[cohort.pk for cohort in made[:5]]).update(state=Cohort.State.COMPLETED)
    client.force_login(officer)

    pages = [client.get(reverse("cohorts:list"), {"page": number}).context["cohorts"] for number in (1, 2, 3)]

    listed = [cohort for page in pages for cohort in page]
    assert [len(page) for page in pages] == [COHORTS_A_PAGE, COHORTS_A_PAGE, 1]
    assert len({cohort.pk for cohort in listed}) == len(made) + 1
    assert [cohort.state for cohort in listed[-5:]] == [Cohort.State.COMPLETED] * 5


@pytest.mark.parametrize("number", ["0", "-1", "99", "x", "9" * 30, ""])
def test_page_of_the_list_that_does_not_exist_shows_cohorts_all_the_same(client, a, number):
    client.force_login(a.manager)

    assert a.cohort.code in client.get(reverse("cohorts:list"), {"page": number}).content.decode()


def test_people_are_listed_by_last_name(client, a):
    for first, last in (("Zineb", "Alaoui"), ("Amine", "Ziani")):
        factories.enrolment(a.cohort, first_name=first, last_name=last)
    client.force_login(a.manager)

    text = client.get(reverse("cohorts:people", args=[a.cohort.code])).content.decode()

    assert text.index("Zineb Alaoui") < text.index("Salma Benali") < text.index("Amine Ziani")


def test_wrong_code_is_refused_in_one_sentence(client, a):
    client.force_login(a.manager)

    errors = client.post(reverse("cohorts:create"), {"code": "DWFS_É 4"}).context["form"].errors["code"]

    assert len(errors) == 1
    assert "traits d’union" in errors[0]


@pytest.mark.parametrize(
    ("day", "week"),
    [("2026-09-06", 0), ("2026-09-07", 1), ("2026-09-13", 1), ("2026-09-14", 2), ("2026-10-02", 4), ("2026-12-24", 4)],
)
def test_weeks_are_counted_from_the_first_day_to_the_last(day, week):
    cohort = Cohort(starts_on=date(2026, 9, 7), ends_on=date(2026, 10, 2))

    assert cohort.week_on(date.fromisoformat(day)) == week


def test_cohort_of_a_bootcamp_that_was_moved_elsewhere_may_still_change(client, a, b):
    a.bootcamp.move(factories.operator_page(b.operator), pos="last-child")
    client.force_login(a.manager)
    typed = {"city": a.cohort.city_id, "seats": 12, "starts_on": a.cohort.starts_on, "ends_on": a.cohort.ends_on}

    assert client.post(reverse("cohorts:edit", args=[a.cohort.code]), typed).status_code == 302
    assert Cohort.objects.get(pk=a.cohort.pk).seats == 12
