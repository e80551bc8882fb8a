"""What the system does by itself with projects, and what projects add to the rules of a cohort."""

from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Role, User
from cohorts import events as cohort_events
from cohorts.conditions import Move, beyond_dates, condition, fits_inside, shifts_along
from cohorts.models import Cohort, Enrolment
from core.events import Event, during, subscribe
from core.tick import every_tick
from courses.models import ProjectPage
from courses.reading import document_reader, reader
from projects import actions, events, queries, redating
from projects.deadlines import extensions_in, in_figures, is_beyond, outside_dates
from projects.models import Assignment, Review, Submission, Version


@every_tick
def expire_claims() -> None:
    actions.expire_claims(at=timezone.now())


@every_tick
def escalate_promises() -> None:
    actions.escalate_promises(at=timezone.now())


@every_tick
def escalate_proposals() -> None:
    actions.escalate_proposals(at=timezone.now())


@every_tick
def forget_contents() -> None:
    actions.forget_contents(at=timezone.now())


@every_tick
def forget_stale_uploads() -> None:
    actions.forget_stale_uploads(at=timezone.now())


@every_tick
def remind_teams() -> None:
    actions.remind_teams(at=timezone.now())


@during(events.SUBMISSION_SUBMIT)
def wait_for_a_review(event: Event) -> None:
    """What is handed in has its place in the queue and its promised hour."""
    version = _handed_in(event)
    actions.enter_queue(event.target, version, at=version.submitted_at)


@during(events.SUBMISSION_REPLACE)
def wait_on(event: Event) -> None:
    """A newer version takes the place and the promised hour of the one that waited."""
    actions.keep_place(event.target, _handed_in(event))


@during(events.SUBMISSION_SUBMIT, events.SUBMISSION_REPLACE)
def follow_remarks(event: Event) -> None:
    """Remarks and suggestions follow into the version that is handed in."""
    actions.follow_remarks(_handed_in(event), by=event.actor)


def _handed_in(event: Event) -> Version:
    return event.target.versions.get(number=event.data["version"])


@during(events.SUBMISSION_WITHDRAW, events.SUBMISSION_KEEP_CHANGES, events.SUBMISSION_KEEP_APPROVAL)
def wait_no_more(event: Event) -> None:
    """What its team takes back, or contests no more, is out of the queue."""
    actions.leave_queue(event.target)


@during(events.SUBMISSION_SUBMIT, events.SUBMISSION_DISPUTE)
def have_read(event: Event) -> None:
    """A team that hands in again, or contests, has read what it was sent."""
    actions.acknowledge_all(event.target, by=event.actor)


@during(events.SUBMISSION_REQUEST_CHANGES, events.SUBMISSION_APPROVE)
def count_what_is_sent(event: Event) -> None:
    """A review that is sent settles a dispute, and makes a new mentor one who sends alone."""
    actions.settle_dispute(event.target, Review.objects.get(pk=event.data["review"]), by=event.actor)
    actions.let_send_alone(event.actor)


@subscribe(cohort_events.STAFFASSIGNMENT_REMOVE)
def give_back_what_they_held(event: Event) -> None:
    """Who no longer works with a cohort holds none of its work."""
    actions.release_claims_of(User.objects.get(pk=event.data["user"]))


@subscribe(cohort_events.COHORT_COMPLETE, cohort_events.COHORT_CANCEL)
def give_back_what_is_held(event: Event) -> None:
    """A cohort that is over leaves no work in a hand that may have gone home."""
    actions.release_claims_in(event.target)


@subscribe(cohort_events.ENROLMENT_WITHDRAW, cohort_events.ENROLMENT_SUSPEND, cohort_events.ENROLMENT_CANCEL)
def let_go_of_who_left(event: Event) -> None:
    """Nobody reviews the work of a team that nobody is left of."""
    actions.release_claims_on(event.target)


BACK = (cohort_events.ENROLMENT_COME_BACK, cohort_events.ENROLMENT_RESUME, cohort_events.ENROLMENT_ACTIVATE)


@subscribe(*BACK, cohort_events.ENROLMENT_END)
def promise_anew(event: Event) -> None:
    """Who is back is promised an answer from now on; so is who paused as their cohort closed, and reads on."""
    if event.verb == cohort_events.ENROLMENT_END.name and event.data["before"] != Enrolment.State.SUSPENDED:
        return
    theirs = Submission.objects.filter(team__members__enrolment=event.target)
    actions.promise_anew(theirs, at=timezone.now())


@subscribe(events.ASSIGNMENT_CHANGE)
def give_back_what_others_review(event: Event) -> None:
    """Where others are named to review, who holds a work of it holds it no more."""
    held = {"claims__released_at": None, "claims__submission__assignment": event.target}
    for holder in User.objects.filter(**held).distinct():
        actions.release_claims_of(holder)


@subscribe(events.ASSIGNMENT_WITHDRAW)
def let_go_of_what_is_taken_back(event: Event) -> None:
    """Nobody reviews the works of a project that is asked of nobody."""
    actions.release_claims_on_project(event.target)


@subscribe(events.ASSIGNMENT_RESTORE)
def ask_again(event: Event) -> None:
    """Works that waited when the project was taken back are promised an answer from now on."""
    actions.promise_anew(Submission.objects.filter(assignment=event.target), at=timezone.now())


@subscribe(cohort_events.STAFFASSIGNMENT_REMOVE)
def forget_who_left(event) -> None:
    """Who works with the cohort no more is named to review no more."""
    actions.forget_reviewer(event.data["user"])


@during(cohort_events.STAFFASSIGNMENT_CREATE)
def read_the_first_review(event: Event) -> None:
    """The first review of a new mentor is read by a lead before it is sent."""
    if event.data["role"] == Role.MENTOR:
        actions.expect_first_review(User.objects.get(pk=event.data["user"]))


@reader
def brief_address(page, user) -> str | None:
    """A project's brief under the latest cohort of the reader it was given to."""
    if not isinstance(page, ProjectPage) or not user.is_authenticated:
        return None
    assignment = (
        Assignment.objects.visible_to(user).filter(project=page).select_related("cohort").order_by("-opens_at").first()
    )
    return reverse("projects:brief", args=[assignment.cohort.code, assignment.pk]) if assignment else None


@condition
def every_project(cohort: Cohort, enrolments: Sequence[Enrolment]) -> dict[int, str]:
    """The diploma asks that every project given to the cohort is approved."""
    given, passed = queries.projects_passed(cohort, [row.pk for row in enrolments])
    return {
        row.pk: _("%(done)d projects approved of %(total)d") % {"done": passed[row.pk], "total": given}
        for row in enrolments
        if passed[row.pk] < given
    }


@beyond_dates
def projects_outside(cohort: Cohort, starts_on: date, ends_on: date) -> list[str]:
    """The projects that close after the cohort's last day or are due before its first, and the teams that have more
    time than it lasts."""
    project = _("project “%(title)s”, %(due)s to %(closes)s")
    given = [
        project % {"title": row.title, "due": in_figures(row.due_at), "closes": in_figures(row.closes_at)}
        for row in outside_dates(cohort, starts_on, ends_on)
    ]
    more = _("more time for %(team)s, project “%(title)s”, until %(due)s")
    beyond = [row for row in extensions_in(cohort) if is_beyond(row.due_at, ends_on)]
    return given + [
        more % {"team": queries.names_of(row.team), "title": row.team.assignment.title, "due": in_figures(row.due_at)}
        for row in beyond
    ]


@shifts_along
def projects_shifted(cohort: Cohort, days: int) -> list[Move]:
    """The projects to come follow the cohort's first day."""
    return redating.shifted(cohort, days)


@fits_inside
def projects_fitted(cohort: Cohort) -> list[Move]:
    """The projects end with the cohort."""
    return redating.fitted(cohort)


@document_reader
def document_of_a_brief(document, user) -> bool:
    """A given brief stays as it was that day: its documents are read by whom it was given to."""
    return user.is_authenticated and queries.brief_shows(document, user)
