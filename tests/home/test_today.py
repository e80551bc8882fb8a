"""« Aujourd'hui » and its workspaces: one hat per role and per cohort, the menu follows the one worn."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actions import PURPOSE_ROLES
from accounts.forms import InviteForm
from accounts.models import Invitation, Membership, Role
from cohorts.models import Cohort, Enrolment, Session
from home import today, workspaces
from learning import actions as learning_actions
from programme.calendar import ZONE
from projects import actions as project_actions
from tests import factories

TODAY, SWITCH = reverse("today"), reverse("switch")


def _browser(person) -> Client:
    browser = Client()
    browser.force_login(person)
    return browser


def _page(person) -> str:
    return _browser(person).get(TODAY).content.decode()


def test_who_has_nothing_yet_is_told_what_will_come(stranger):
    text = _page(stranger)

    assert 'id="today"' not in text
    assert "/fr/" in text or "formations" in text


def test_learner_sees_what_to_do_now(a):
    given = factories.assignment(a.cohort, a.project)
    text = _page(a.enrolment.learner)

    assert reverse("learning:lesson", args=[a.cohort.code, a.lesson.pk]) in text
    assert reverse("projects:brief", args=[a.cohort.code, given.pk]) in text


def test_work_sent_back_comes_first_and_its_feedback_is_there(a):
    given = factories.assignment(a.cohort, a.project)
    row = factories.handed_in(given, a.enrolment)
    project_actions.claim(row, by=a.mentor)
    factories.scored_review(row, a.mentor, level=1, message="Il manque un index.")
    project_actions.request_changes(row, by=a.mentor)

    text = _page(a.enrolment.learner)

    assert reverse("projects:submission", args=[row.pk]) in text
    assert "Il manque un index." in text


def test_live_session_is_one_click_away(a):
    now = timezone.now()
    session = factories.session(
        a.cohort,
        state=Session.State.LIVE,
        starts_at=now - timedelta(minutes=5),
        ends_at=now + timedelta(hours=1),
    )

    assert reverse("live:room", args=[session.pk]) in _page(a.enrolment.learner)


@pytest.mark.parametrize(("minutes", "shown"), [(50, True), (70, False)])
def test_session_is_announced_an_hour_before(a, minutes, shown):
    day = today.learner_day(a.enrolment.learner, a.cohort)
    starts = timezone.now() + timedelta(minutes=minutes)
    day.sessions = [factories.session(a.cohort, starts_at=starts, ends_at=starts + timedelta(hours=1))]

    assert (day.session_now is not None) is shown


def test_what_comes_is_in_the_order_of_time(a):
    soon = timezone.now()
    due = factories.assignment(a.cohort, a.project, due_at=soon + timedelta(days=2), closes_at=soon + timedelta(days=3))
    first = factories.session(
        a.cohort, starts_at=soon + timedelta(days=1), ends_at=soon + timedelta(days=1, hours=1), title="Bientôt"
    )
    last = factories.session(
        a.cohort, starts_at=soon + timedelta(days=4), ends_at=soon + timedelta(days=4, hours=1), title="Plus tard"
    )

    rows = today.learner_day(a.enrolment.learner, a.cohort).deadlines

    assert [(row.is_session, row.target_id) for row in rows] == [(True, first.pk), (False, due.pk), (True, last.pk)]


def test_approved_work_is_no_deadline(a):
    given = factories.assignment(a.cohort, a.project)
    row = factories.handed_in(given, a.enrolment)
    project_actions.claim(row, by=a.mentor)
    factories.scored_review(row, a.mentor, level=3)
    project_actions.approve(row, by=a.mentor)

    day = today.learner_day(a.enrolment.learner, a.cohort)

    assert day.deadlines == []
    assert (day.work.approved, day.work.total) == (1, 1)


def test_all_done_is_said(a):
    for lesson in a.lessons:
        learning_actions.mark_done(a.enrolment, by=a.enrolment.learner, lesson=lesson)

    assert "Tout est fait" in _page(a.enrolment.learner)


def test_classmates_are_all_counted(a):
    for _ in range(35):
        factories.enrolment(a.cohort)

    shown = today.learner_day(a.enrolment.learner, a.cohort).classmates

    assert (len(shown), shown[0].together) == (6, 35)


@pytest.mark.parametrize("who", ["mentor", "trainer"])
def test_staff_see_what_waits_for_them(a, b, who):
    factories.handed_in(factories.assignment(a.cohort, a.project), a.enrolment)
    factories.handed_in(factories.assignment(b.cohort, b.project), b.enrolment)

    text = _page(getattr(a, who))

    assert "1 rendu attend" in text
    assert a.cohort.code in text
    assert b.cohort.code not in text


def test_manager_sees_the_operators_cohorts_and_no_queue(a, b):
    text = _page(a.manager)

    assert a.cohort.code in text
    assert b.cohort.code not in text
    assert reverse("projects:queue") not in text


def test_officer_and_administrator_go_to_their_screen(officer, administrator):
    for person in (officer, administrator):
        first = _browser(person).get(TODAY, follow=True)
        assert first.context["nav"][0].url == first.wsgi_request.path
        assert len({entry.url for entry in first.context["nav"]}) == len(first.context["nav"])
    assert _browser(officer).get(TODAY).headers["Location"] == reverse("reports:programme")
    assert _browser(administrator).get(TODAY).headers["Location"] == reverse("operators")


# Workspaces


@pytest.fixture
def two_hats(a, b):
    """A mentor of A who learns in B's cohort."""
    factories.enrolment(b.cohort, learner=a.mentor)
    return a.mentor


def test_person_begins_as_a_learner_and_switches(a, b, two_hats):
    browser = _browser(two_hats)
    assert reverse("learning:path", args=[b.cohort.code]) in browser.get(TODAY).content.decode()

    reply = browser.post(SWITCH, {"workspace": "mentor"})

    text = browser.get(TODAY).content.decode()
    assert reply.headers["Location"] == TODAY
    assert reverse("projects:queue") in text
    assert 'data-density="dense"' in text


def test_choice_lasts_for_the_session_only(two_hats):
    browser = _browser(two_hats)
    browser.post(SWITCH, {"workspace": "mentor"})

    assert reverse("projects:queue") in browser.get(TODAY).content.decode()
    assert reverse("projects:queue") not in _page(two_hats)


@pytest.mark.parametrize("workspace", ["manager", "administrator", "learner-999", "", "mentor-1"])
def test_nobody_puts_on_a_hat_that_is_not_theirs(two_hats, workspace):
    assert _browser(two_hats).post(SWITCH, {"workspace": workspace}).status_code == 404


def test_hat_taken_back_falls_to_the_next_one(a, b, two_hats):
    browser = _browser(two_hats)
    browser.post(SWITCH, {"workspace": "mentor"})

    Membership.objects.filter(user=two_hats, role=Role.MENTOR).delete()

    reply = browser.get(TODAY)
    assert reply.status_code == 200
    assert reverse("learning:path", args=[b.cohort.code]) in reply.content.decode()


def test_learner_of_two_cohorts_chooses_between_them(a, b):
    """One finished, one running."""
    person = a.enrolment.learner
    Enrolment.objects.filter(pk=a.enrolment.pk).update(state=Enrolment.State.COMPLETED)
    factories.enrolment(b.cohort, learner=person)
    browser = _browser(person)

    for cohort in (a.cohort, b.cohort):
        browser.post(SWITCH, {"workspace": f"learner-{cohort.pk}"})
        assert reverse("learning:path", args=[cohort.code]) in browser.get(TODAY).content.decode()


def test_a_switch_gives_no_right(a, b, two_hats):
    """The hat changes the menu, never who may."""
    browser = _browser(two_hats)
    browser.post(SWITCH, {"workspace": f"learner-{b.cohort.pk}"})

    assert browser.get(reverse("projects:queue")).status_code == 200
    assert browser.get(reverse("reports:progress", args=[b.cohort.code])).status_code == 403


def test_every_role_that_can_be_given_leads_to_a_workspace():
    """A screen that offered another would send its person nowhere."""
    given = {*PURPOSE_ROLES.values()}
    offered = {value for value, _label in InviteForm.base_fields["purpose"].choices}

    assert given <= set(workspaces.ORDER)
    assert offered <= given
    assert set(Invitation.Purpose) - set(PURPOSE_ROLES) == {Invitation.Purpose.LEARNER}


def test_recruiter_has_no_workspace_yet_and_is_told_what_they_can_do(client, a):
    recruiter = factories.member(factories.operator("Recruteur", slug="recruteur"), Role.RECRUITER)

    page = _page(recruiter)

    assert "Compléter mon compte" in page
    assert reverse("cohorts:list") not in page


def test_manager_without_a_cohort_is_given_the_way_to_open_one(db):
    manager = factories.member(factories.operator(), Role.MANAGER)

    assert reverse("cohorts:create") in _page(manager)
    form = _browser(manager).get(reverse("cohorts:create")).content.decode()
    assert reverse("wagtailadmin_explore_root") in form
    assert 'name="code"' not in form


def test_day_of_the_calendar_leads_to_its_sessions(a):
    now = timezone.now()
    session = factories.session(a.cohort, starts_at=now, ends_at=now + timedelta(hours=2))
    day = f"jour-{timezone.localdate(session.starts_at)}"

    month = f"{reverse('cohorts:sessions', args=[a.cohort.code])}?mois={day[5:12]}"
    assert f"{month}#{day}" in _page(a.enrolment.learner)
    sessions = _browser(a.enrolment.learner).get(month)
    assert f'id="{day}"' in sessions.content.decode()


def test_session_that_began_before_midnight_is_still_the_first_thing(a):
    with time_machine.travel(datetime(2026, 11, 26, 0, 5, tzinfo=ZONE), tick=False):
        began = timezone.now() - timedelta(minutes=35)
        live = factories.session(
            a.cohort, state=Session.State.LIVE, title="Veillée", starts_at=began, ends_at=began + timedelta(hours=2)
        )

        text = _page(a.enrolment.learner)

    assert "Veillée" in text
    assert reverse("live:room", args=[live.pk]) in text


@pytest.mark.parametrize(("state", "words"), [("suspended", "en suspens"), ("withdrawn", "Vous avez quitté")])
def test_who_is_out_of_a_cohort_reads_why_it_is_closed(a, state, words):
    person = factories.enrolment(a.cohort, state=state).learner

    text = _page(person)

    assert words in text
    assert a.cohort.code in text
    assert "Vous ne suivez pas encore" not in text


def test_ended_cohort_asks_for_nothing(a):
    a.cohort.state = Cohort.State.COMPLETED
    a.cohort.save()

    text = _page(a.enrolment.learner)

    assert "terminée le" in text
    assert "À faire aujourd’hui" not in text
    assert a.lesson.title not in text
    assert "0 sur 0" not in text


def test_session_opened_early_is_not_still_to_come(a):
    soon = timezone.now() + timedelta(minutes=20)
    factories.session(
        a.cohort, state=Session.State.LIVE, title="Veillée", starts_at=soon, ends_at=soon + timedelta(hours=1)
    )

    assert today.learner_day(a.enrolment.learner, a.cohort).deadlines == []


def test_work_past_its_due_date_says_that_it_is_late(client, a):
    now = timezone.now()
    dates = {"opens_at": now - timedelta(days=60), "due_at": now - timedelta(days=35)}
    given = factories.assignment(a.cohort, a.project, **dates)
    factories.submission(given, a.enrolment)
    client.force_login(a.enrolment.learner)

    assert "en retard" in client.get(reverse("today")).content.decode()
