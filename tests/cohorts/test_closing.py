"""The end of a cohort reaches what hangs on it; a mistaken one can be taken away."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone, translation

from cohorts import actions
from cohorts.models import Cohort, Enrolment, Session
from core.models import Event
from core.workflow import TransitionRefused
from inbox.models import Notice
from learning.models import Progress
from projects import actions as project_actions
from projects import queries as project_queries
from projects.models import Extension
from tests import factories

TODAY, NOW = timezone.localdate(), timezone.now()


@pytest.fixture
def full(a):
    """A's cohort with someone of each kind, a session to come and one that is live."""
    a.paused = factories.enrolment(a.cohort, state="suspended")
    a.ready = factories.enrolment(a.cohort, first_name="Hiba")
    for lesson in a.lessons:
        Progress.objects.create(enrolment=a.ready, lesson=lesson)
    a.invited = actions.invite_learner(a.cohort, by=a.manager, email="attendue@demo.example")
    a.coming = [
        factories.session(a.cohort, starts_at=NOW + timedelta(days=n), ends_at=NOW + timedelta(days=n, hours=2))
        for n in (1, 2)
    ]
    a.live = factories.session(a.cohort, state=Session.State.LIVE)
    return a


def _states(*rows) -> list[str]:
    return [type(row).objects.get(pk=row.pk).state for row in rows]


def _check_empty(side, graduated: bool) -> None:
    assert _states(side.enrolment, side.paused, side.invited) == ["ended", "ended", "lapsed"]
    assert _states(side.ready) == ["completed" if graduated else "ended"]
    assert _states(*side.coming, side.live) == ["cancelled", "cancelled", "ended"]
    assert not type(side.invited.invitation).objects.get(pk=side.invited.invitation_id).is_open


def test_closing_lists_who_may_graduate_and_releases_the_others(client, full):
    client.force_login(full.manager)
    url = reverse("cohorts:state", args=[full.cohort.code, "complete"])
    page = client.get(url).content.decode()
    assert f'value="{full.ready.pk}" checked' in page
    assert f'value="{full.enrolment.pk}"' not in page
    assert "Ce qui manque à 1 personne" in page
    assert "0 leçon" in page

    client.post(url, {"graduating": [full.ready.pk, full.enrolment.pk]})

    _check_empty(full, graduated=True)


def test_closing_without_a_word_graduates_nobody(client, full):
    client.force_login(full.manager)

    reply = client.post(reverse("cohorts:state", args=[full.cohort.code, "complete"]))

    assert reply.status_code == 302
    _check_empty(full, graduated=False)


def test_cohort_that_closes_by_itself_holds_nobody_either(full):
    Cohort.objects.filter(pk=full.cohort.pk).update(ends_on=TODAY - timedelta(days=1))

    actions.advance_time(at=NOW)

    _check_empty(full, graduated=False)


def test_who_ended_without_a_diploma_can_still_be_awarded_it(client, full):
    actions.complete_cohort(full.cohort, by=full.manager)
    client.force_login(full.manager)

    client.post(reverse("cohorts:diplomas", args=[full.cohort.code]))

    assert _states(full.ready, full.enrolment) == ["completed", "ended"]


def test_who_was_in_a_closed_cohort_may_be_invited_elsewhere(client, full, b):
    actions.complete_cohort(full.cohort, by=full.manager)
    client.force_login(b.manager)

    reply = client.post(reverse("cohorts:people", args=[b.cohort.code]), {"email": full.enrolment.learner.email})

    assert reply.status_code == 302


def test_everybody_is_told_once_of_the_end_not_of_each_session(full, committed):
    with committed():
        actions.complete_cohort(full.cohort, by=full.manager)

    told = Notice.objects.filter(user=full.enrolment.learner)
    assert [notice.verb for notice in told] == ["cohorts.cohort.complete"]
    assert Notice.objects.filter(user=full.mentor, verb="cohorts.cohort.complete").count() == 1


def test_page_of_the_day_says_the_day_it_closed(client, full):
    actions.complete_cohort(full.cohort, by=full.manager)
    client.force_login(full.enrolment.learner)

    reply = client.get(reverse("today"))

    assert reply.context["day"].cohort.over_on == TODAY
    assert reply.status_code == 200


def test_who_ended_reads_on_and_hands_in_no_more(client, full):
    work = factories.submission(factories.assignment(full.cohort, full.project), full.enrolment)
    actions.complete_cohort(full.cohort, by=full.manager)
    client.force_login(full.enrolment.learner)

    assert client.get(reverse("learning:path", args=[full.cohort.code])).status_code == 200
    assert client.get(reverse("projects:submission", args=[work.pk])).status_code == 200
    assert client.post(reverse("projects:draft", args=[work.pk]), {"note": "Encore"}).status_code == 403


def test_work_that_waits_when_a_cohort_closes_is_still_reviewed(full, committed):
    row = factories.handed_in(factories.assignment(full.cohort, full.project), full.enrolment)

    with committed():
        actions.complete_cohort(full.cohort, by=full.manager)

    waiting = project_queries.queue(full.mentor, project_queries.QueueFilters()).rows
    assert [line.submission.pk for line in waiting] == [row.pk]


def test_closed_cohort_takes_nobody_and_changes_no_more(client, full):
    actions.complete_cohort(full.cohort, by=full.manager)
    client.force_login(full.manager)

    reply = client.post(reverse("cohorts:people", args=[full.cohort.code]), {"email": "tard@demo.example"})

    assert reply.status_code == 422
    assert "terminée" in reply.content.decode()
    assert client.get(reverse("cohorts:edit", args=[full.cohort.code])).status_code == 409
    assert client.post(reverse("cohorts:state", args=[full.cohort.code, "complete"])).status_code == 409


def test_what_cohorts_closed_earlier_still_hold_is_released(full):
    Cohort.objects.filter(pk=full.cohort.pk).update(state=Cohort.State.COMPLETED)

    for _ in range(2):
        actions.advance_time(at=NOW)

    _check_empty(full, graduated=False)
    assert Event.objects.about(full.enrolment).filter(verb="cohorts.enrolment.end").count() == 1


def test_cancelled_cohort_frees_people_invitations_and_sessions(client, full, committed):
    Cohort.objects.filter(pk=full.cohort.pk).update(state=Cohort.State.PLANNED)
    Session.objects.filter(pk=full.live.pk).update(state=Session.State.SCHEDULED)
    client.force_login(full.manager)
    url = reverse("cohorts:state", args=[full.cohort.code, "cancel"])
    assert "n’aura pas lieu" in client.get(url).content.decode()
    assert client.post(url).status_code == 422

    with committed():
        client.post(url, {"reason": "Le centre ferme"})

    assert _states(full.enrolment, full.paused, full.ready) == ["cancelled"] * 3
    assert _states(full.invited, *full.coming, full.live) == ["lapsed", "cancelled", "cancelled", "cancelled"]
    assert full.enrolment.changes.get().reason == "Le centre ferme"
    assert [row.verb for row in Notice.objects.filter(user=full.enrolment.learner)] == ["cohorts.cohort.cancel"]


def test_cancelled_cohort_is_told_to_who_was_to_answer_its_invitation(client, full, committed):
    person = factories.user(email=full.invited.invitation.email)
    Cohort.objects.filter(pk=full.cohort.pk).update(state=Cohort.State.PLANNED)

    with committed():
        actions.cancel_cohort(Cohort.objects.get(pk=full.cohort.pk), by=full.manager, reason="Le centre ferme")

    notice = Notice.objects.get(user=person)
    client.force_login(person)
    assert notice.verb == "cohorts.cohort.cancel"
    assert client.get(reverse("inbox:open", args=[notice.pk]), follow=True).status_code == 200


# A mistaken cohort


def test_empty_cohort_made_by_mistake_is_deleted(client, a):
    mistaken = factories.cohort(a.bootcamp, state=Cohort.State.PLANNED, code="ERREUR-1")
    client.force_login(a.manager)

    reply = client.post(reverse("cohorts:remove", args=[mistaken.code]))

    assert reply.status_code == 302
    assert not Cohort.objects.filter(pk=mistaken.pk).exists()
    assert Event.objects.get(verb="cohorts.cohort.remove").data == {"code": "ERREUR-1"}


@pytest.mark.parametrize(("asked", "state"), [("remove", "planned"), ("cancel", "planned"), ("complete", "running")])
def test_code_in_a_title_is_not_cut_at_its_hyphens(client, a, asked, state):
    cohort = factories.cohort(a.bootcamp, state=state, code="JIT-2026-01")
    client.force_login(a.manager)
    name, verb = ("cohorts:remove", []) if asked == "remove" else ("cohorts:state", [asked])

    page = client.get(reverse(name, args=[cohort.code, *verb])).content.decode()

    assert '<bdi class="uncut">JIT-2026-01</bdi>' in page.partition("<h1>")[2].partition("</h1>")[0]


@pytest.mark.parametrize("what", ["person", "session", "project"])
def test_cohort_that_holds_something_says_what_and_stays(client, a, what):
    kept = factories.cohort(a.bootcamp, state=Cohort.State.PLANNED)
    words = {"person": "inscription", "session": "séance", "project": "projet"}
    makers = {"person": factories.enrolment, "session": factories.session}
    makers.get(what, lambda cohort: factories.assignment(cohort, a.project))(kept)
    client.force_login(a.manager)

    address = reverse("cohorts:remove", args=[kept.code])
    asked = client.get(address).content.decode()
    reply = client.post(address)

    assert "Garder la cohorte" in asked
    assert "Supprimer la cohorte</button>" not in asked
    assert f"elle a des {words[what]}" in asked
    assert reply.status_code == 422
    assert words[what] in reply.content.decode()
    assert Cohort.objects.filter(pk=kept.pk).exists()


def test_what_a_cohort_holds_is_named_in_each_language(a):
    with translation.override("ar"), pytest.raises(ValidationError) as refused:
        actions.remove_cohort(a.cohort, by=a.manager)

    assert "التسجيلات" in refused.value.messages[0]


# Other dates


def _edit(client, a, **changes):
    dates = {"starts_on": a.cohort.starts_on, "ends_on": a.cohort.ends_on, **changes}
    client.force_login(a.manager)
    return client.post(reverse("cohorts:edit", args=[a.cohort.code]), {"city": a.cohort.city_id, "seats": 24, **dates})


def test_shorter_cohort_names_the_sessions_and_projects_beyond_its_end(client, a):
    factories.session(
        a.cohort, title="Jury", starts_at=NOW + timedelta(days=20), ends_at=NOW + timedelta(days=20, hours=1)
    )
    factories.assignment(a.cohort, a.project, closes_at=NOW + timedelta(days=20))

    reply = _edit(client, a, ends_on=TODAY + timedelta(days=10))

    text = reply.content.decode()
    assert reply.status_code == 422
    assert "Jury" in text
    assert a.project.title.replace("'", "&#x27;") in text
    assert Cohort.objects.get(pk=a.cohort.pk).ends_on == a.cohort.ends_on


def test_dates_that_hold_everything_are_taken(client, a):
    factories.session(a.cohort, starts_at=NOW + timedelta(days=3), ends_at=NOW + timedelta(days=3, hours=1))
    cancelled = {"state": Session.State.CANCELLED, "starts_at": NOW + timedelta(days=30)}
    factories.session(a.cohort, ends_at=NOW + timedelta(days=30, hours=1), **cancelled)

    assert _edit(client, a, ends_on=TODAY + timedelta(days=10)).status_code == 302


def test_later_start_leaves_nothing_before_it(client, a):
    Cohort.objects.filter(pk=a.cohort.pk).update(state=Cohort.State.PLANNED)
    factories.session(a.cohort, starts_at=NOW + timedelta(days=1), ends_at=NOW + timedelta(days=1, hours=1))

    assert _edit(client, a, starts_on=TODAY + timedelta(days=5)).status_code == 422


def test_cohort_that_has_begun_does_not_begin_in_the_future(client, a):
    reply = _edit(client, a, starts_on=TODAY + timedelta(days=5))

    assert reply.status_code == 422
    assert "déjà commencé" in reply.content.decode()


def test_project_due_before_the_cohort_begins_is_refused(client, a):
    planned = factories.cohort(a.bootcamp, state="planned", starts_on=TODAY + timedelta(days=30))
    Cohort.objects.filter(pk=planned.pk).update(ends_on=TODAY + timedelta(days=90))
    client.force_login(a.manager)
    at = {"opens_at": "09:00", "due_at": "18:00", "closes_at": "20:00"}
    typed = {name: f"{TODAY + timedelta(days=3)}T{hour}" for name, hour in at.items()}

    reply = client.post(
        reverse("projects:assignment_create", args=[planned.code]),
        {"project": a.project.pk, "team_size": 1, "forming": "by_staff", "review_hours": 24, **typed},
    )

    assert reply.status_code == 422
    assert "commence le" in reply.content.decode()


def test_enrolments_of_a_final_cohort_are_none_that_run(full):
    actions.complete_cohort(full.cohort, by=full.manager)

    assert not full.cohort.enrolments.filter(state__in=["active", "suspended", "invited"]).exists()
    with pytest.raises(ValidationError):
        actions.enrol(full.cohort, by=actions.time.User.system(), learner=factories.user())
    assert Enrolment.objects.filter(state="ended").count() == 3


def _plans_in(side, cohort) -> dict:
    """What its staff may plan in a cohort, each by its action."""
    start, by, extended = NOW + timedelta(days=3), side.manager, NOW + timedelta(days=9)
    hours = {"title": "Atelier", "starts_at": start, "ends_at": start + timedelta(hours=1)}
    dates = {"opens_at": NOW, "due_at": start, "closes_at": start}
    return {
        "one": lambda: actions.schedule_session(cohort, by=by, **hours),
        "weeks": lambda: actions.plan_sessions(cohort, by=by, sessions=[Session(cohort=cohort, **hours)]),
        "project": lambda: project_actions.assign_project(cohort, by=by, project=side.project, **dates),
        "extension": lambda: project_actions.grant_extension(side.draft, by=by, due_at=extended, reason="Panne"),
    }


@pytest.mark.parametrize("planned", ["one", "weeks", "project", "extension"])
def test_nothing_more_is_planned_in_a_cohort_that_is_over(a, planned):
    a.draft = factories.submission(factories.assignment(a.cohort, factories.project(a.module)), a.enrolment)
    stale = Cohort.objects.get(pk=a.cohort.pk)
    actions.complete_cohort(a.cohort, by=a.manager)
    a.draft.refresh_from_db()

    with pytest.raises((TransitionRefused, ValidationError)):
        _plans_in(a, stale if planned in ("one", "weeks") else a.cohort)[planned]()

    assert not a.cohort.sessions.exists()
    assert not Extension.objects.exists()


def test_pages_that_plan_say_that_the_cohort_is_over_and_are_no_longer_offered(client, a):
    draft = factories.submission(factories.assignment(a.cohort, factories.project(a.module)), a.enrolment)
    actions.complete_cohort(a.cohort, by=a.manager)
    client.force_login(a.manager)
    pages = [
        reverse(name, args=[a.cohort.code])
        for name in ("cohorts:session_create", "cohorts:plan", "projects:assignment_create")
    ]

    assert [client.get(page).status_code for page in pages] == [409] * 3
    shown = "".join(
        client.get(reverse(name, args=args)).content.decode()
        for name, args in {
            "cohorts:sessions": [a.cohort.code],
            "projects:list": [a.cohort.code],
            "projects:teams": [a.cohort.code, draft.assignment_id],
            "projects:submission": [draft.pk],
        }.items()
    )
    assert not [page for page in [*pages, reverse("projects:extension", args=[draft.pk])] if page in shown]
