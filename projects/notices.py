"""What teams and mentors are told about projects."""

from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from cohorts.models import Enrolment
from core.notices import declare, topic
from core.told import moment, people
from projects import queries


def _team(event):
    return User.objects.filter(pk__in=event.target.present_ids())


def _present_reviewers(event):
    return queries.present_reviewers_of(event.target)


def _holder_or_reviewers(event):
    """Whoever holds the work; while nobody does, all who could take it."""
    holder = User.objects.filter(claims__submission=event.target, claims__released_at=None)
    return holder if holder.exists() else _present_reviewers(event)


def _trainers(event):
    cohort = event.target.assignment.cohort_id
    return User.objects.filter(staff_assignments__cohort=cohort, staff_assignments__role="trainer")


def _managers(event):
    operator = event.target.assignment.cohort.operator_id
    return User.objects.filter(memberships__organisation=operator, memberships__role="manager")


def _team_and_left(event):
    concerned = {*event.target.present_ids(), *event.data["left"]}
    learning = Enrolment.objects.active().filter(cohort=event.target.assignment.cohort_id)
    return User.objects.filter(pk__in=concerned).filter(enrolments__in=learning)


def _learners(event):
    return User.objects.filter(enrolments__cohort=event.target.cohort_id, enrolments__state=Enrolment.State.ACTIVE)


def _reviewer(event):
    """Whoever wrote the review that the team speaks of, while they work with the cohort."""
    cohort = event.target.assignment.cohort_id
    return User.objects.filter(reviews=event.data["review"], staff_assignments__cohort=cohort).distinct()


def _who_explains(event):
    """Whoever wrote the review; once they have left, the trainers."""
    author = _reviewer(event)
    return author if author.exists() else _trainers(event)


def _present_and_disputed_reviewers(event):
    """Who may judge a disputed work, and whoever wrote the review under dispute."""
    others, author = _present_reviewers(event), _reviewer(event)
    return User.objects.filter(Q(pk__in=others.values("pk")) | Q(pk__in=author.values("pk")))


def _data(event) -> dict:
    submission = event.target
    team = people(User.objects.filter(pk__in=submission.member_ids()))
    return {"project": submission.assignment.title, "team": team, "person": people([event.actor])}


def _promise(event) -> dict:
    return {**_data(event), "when": moment(datetime.fromisoformat(event.data["promised_at"]))}


def _url(event) -> str:
    return reverse("projects:submission", args=[event.object_id])


def _review_url(event) -> str:
    return f"{_url(event)}#revue-{event.data['review']}"


def _brief_url(event) -> str:
    return reverse("projects:brief", args=[event.target.cohort.code, event.object_id])


def _teams_url(event) -> str:
    assignment = event.target.assignment
    return reverse("projects:own_team", args=[assignment.cohort.code, assignment.pk])


def _dates(event) -> dict:
    assignment = event.target
    return {"project": assignment.title, "opens": moment(assignment.opens_at), "due": moment(assignment.due_at)}


TEAM = {"recipients": _team, "url": _url, "data": _data}
declare("projects.submission.create", _("You have a team for “%(project)s”."), email=False, **TEAM)
declare(
    "projects.submission.change_team",
    _("Your team for “%(project)s” has changed: %(team)s."),
    recipients=_team_and_left,
    url=lambda event: reverse("projects:brief", args=[event.target.cohort.code, event.target.assignment_id]),
    data=_data,
    email=False,
)
MATES = {"recipients": _team, "url": _teams_url, "data": _data, "email": False}
declare("projects.submission.join", _("%(person)s joined your team for “%(project)s”."), **MATES)
declare("projects.submission.leave", _("%(person)s left your team for “%(project)s”."), **MATES)
declare(
    "projects.submission.invite",
    _("%(person)s keeps you a place in their team for “%(project)s”."),
    recipients=lambda event: User.objects.filter(pk=event.data["learner"]),
    url=_teams_url,
    data=_data,
    email=False,
)
declare(
    "projects.submission.extend",
    _("“%(project)s”: your team has until %(due)s."),
    recipients=_team,
    url=_url,
    data=lambda event: {**_data(event), "due": moment(datetime.fromisoformat(event.data["due"]))},
)
declare("projects.submission.claim", _("%(person)s is reviewing “%(project)s”."), email=False, **TEAM)
declare("projects.submission.request_changes", _("“%(project)s”: changes are asked for. Read the review."), **TEAM)
declare(
    "projects.submission.remind",
    _("Your team is awaited on “%(project)s”: read the review, then hand in again."),
    **TEAM,
)
declare("projects.submission.approve", _("“%(project)s” is approved."), **TEAM)
declare(
    "projects.submission.submit",
    _("“%(project)s”: %(team)s handed in their work."),
    recipients=_present_reviewers,
    url=_url,
    data=_data,
    email=False,
)
declare(
    "projects.submission.hand_over",
    _("%(person)s hands you the review of “%(project)s” by %(team)s."),
    recipients=lambda event: User.objects.filter(pk=event.data["to"]),
    url=lambda event: reverse("projects:review", args=[event.object_id]),
    data=_data,
)
declare(
    "projects.submission.relieve",
    _(
        "You no longer review “%(project)s” by %(team)s: %(person)s has released it or handed it over. "
        "Your draft is kept."
    ),
    recipients=lambda event: User.objects.filter(pk=event.data["holder"]),
    url=_url,
    data=_data,
    email=False,
)
declare(
    "projects.submission.promise_at_risk",
    _("“%(project)s” by %(team)s: an answer is promised before %(when)s."),
    recipients=_holder_or_reviewers,
    url=_url,
    data=_promise,
    email=False,
)
declare(
    "projects.submission.promise_missed",
    _("“%(project)s” by %(team)s still waits: the answer was promised before %(when)s."),
    recipients=_trainers,
    url=_url,
    data=_promise,
)
declare(
    "projects.submission.promise_overdue",
    _("“%(project)s” by %(team)s: a working day has passed since the promised hour, %(when)s."),
    recipients=_managers,
    url=_url,
    data=_promise,
)
REVIEWER = {"recipients": _reviewer, "url": _review_url, "data": _data}
declare(
    "projects.submission.answer", _("%(person)s answered a remark on “%(project)s”."), email=False, **REVIEWER
)  # fmt: skip
declare(
    "projects.submission.follow_suggestions",
    _("The new version of “%(project)s” follows what you suggested to %(team)s."),
    email=False,
    **REVIEWER,
)
declare(
    "projects.submission.ask",
    _("%(person)s asks you to explain the review of “%(project)s”."),
    **REVIEWER | {"recipients": _who_explains},
)
declare(
    "projects.submission.explain",
    _("%(person)s answered your question on the review of “%(project)s”."),
    recipients=_team,
    url=_review_url,
    data=_data,
)
declare(
    "projects.submission.thank",
    _("%(person)s thanks you for your review of “%(project)s”."),
    email=False,
    **REVIEWER,
)
declare(
    "projects.submission.dispute",
    _("%(team)s asks for a second reading of “%(project)s”."),
    recipients=_present_and_disputed_reviewers,
    url=_url,
    data=_data,
    email=False,
)
WITHDRAWN = _("%(team)s no longer contests your review of “%(project)s”.")
declare("projects.submission.keep_changes", WITHDRAWN, email=False, **REVIEWER)
declare("projects.submission.keep_approval", WITHDRAWN, email=False, **REVIEWER)
declare(
    "projects.submission.settle_dispute",
    _("The second reading of “%(project)s” by %(team)s is there: compare it with your review."),
    email=False,
    **REVIEWER,
)
declare(
    "projects.assignment.create",
    _("New project: “%(project)s”, open from %(opens)s."),
    recipients=_learners,
    url=_brief_url,
    data=_dates,
)
declare(
    "projects.assignment.reschedule",
    _("The dates of “%(project)s” have changed: due on %(due)s."),
    recipients=_learners,
    url=_brief_url,
    data=_dates,
)

TAKEN_BACK = _("The project “%(project)s” is withdrawn: nothing more is asked of you.")
declare("projects.assignment.withdraw", TAKEN_BACK, recipients=_learners, url=_brief_url, data=_dates)
declare(
    "projects.assignment.remove",
    TAKEN_BACK,
    recipients=lambda event: User.objects.filter(
        enrolments__cohort=event.object_id, enrolments__state=Enrolment.State.ACTIVE
    ),
    url=lambda event: reverse("projects:list", args=[event.target.code]),
    data=lambda event: {"project": event.data["project"]},
)
declare(
    "projects.assignment.restore",
    _("The project “%(project)s” is asked of you again: due on %(due)s."),
    recipients=_learners,
    url=_brief_url,
    data=_dates,
)
declare(
    "projects.assignment.dissolve_team",
    _("Your team for “%(project)s” is undone: you will be in another one."),
    recipients=lambda event: User.objects.filter(pk__in=event.data.get("left", [])),
    url=_brief_url,
    data=_dates,
    email=False,
)


def _proposal_data(event) -> dict:
    proposal = event.target
    members = User.objects.filter(pk__in=proposal.submission.member_ids())
    return {
        "project": proposal.submission.assignment.title,
        "team": people(members),
        "person": people([event.actor]),
        "author": people([proposal.claim.holder]),
    }


def _author(event):
    return User.objects.filter(pk=event.target.claim.holder_id)


def _proposal_url(event) -> str:
    return reverse("projects:proposal", args=[event.object_id])


declare(
    "projects.proposal.create",
    _("%(person)s has written a first review, of “%(project)s” by %(team)s: read it before it is sent."),
    recipients=lambda event: queries.leads_of(event.target.submission, event.target.claim.holder),
    url=_proposal_url,
    data=_proposal_data,
)
declare(
    "projects.proposal.overdue",
    _("The first review of %(author)s, of “%(project)s” by %(team)s, still waits for a trainer."),
    recipients=lambda event: queries.managers_of(event.target.submission, event.target.claim.holder),
    url=_proposal_url,
    data=_proposal_data,
)
declare(
    "projects.proposal.return",
    _("%(person)s gives your review of “%(project)s” back to you: read the note, mend it, submit it again."),
    recipients=_author,
    url=lambda event: reverse("projects:review", args=[event.target.claim.submission_id]),
    data=_proposal_data,
)
declare(
    "projects.proposal.send",
    _("%(person)s has sent your first review, of “%(project)s”. From now on you send them yourself."),
    recipients=_author,
    url=lambda event: reverse("projects:submission", args=[event.target.claim.submission_id]),
    data=_proposal_data,
)


def _submission(*verbs: str) -> list[str]:
    return [f"projects.submission.{verb}" for verb in verbs]


def _assignment(*verbs: str) -> list[str]:
    return [f"projects.assignment.{verb}" for verb in verbs]


REVIEWERS = {Role.TRAINER, Role.MENTOR}
topic(
    "projects",
    _("Projects given, their dates and extensions"),
    *_assignment("create", "reschedule", "withdraw", "remove", "restore"),
    *_submission("extend"),
)
topic(
    "teams",
    _("My teams"),
    *_submission("create", "change_team", "join", "leave", "invite"),
    *_assignment("dissolve_team"),
)
topic("claims", _("Somebody reads my team’s work"), *_submission("claim"))
topic("reviews", _("Reviews of my team’s work"), *_submission("request_changes", "approve", "explain"))
topic("reminders", _("Reminders: my team is awaited"), *_submission("remind"))
topic(
    "submissions",
    _("Work handed in, and answers to remarks"),
    *_submission("submit", "answer", "follow_suggestions"),
    roles=REVIEWERS,
)
topic("handed_over", _("Reviews handed over to me"), *_submission("hand_over"), roles=REVIEWERS)
topic("relieved", _("Reviews taken over from me"), *_submission("relieve"), roles=REVIEWERS)
topic("promise_soon", _("Promised hours that come near"), *_submission("promise_at_risk"), roles=REVIEWERS)
topic(
    "promises",
    _("Promised hours missed"),
    *_submission("promise_missed", "promise_overdue"),
    roles={Role.TRAINER, Role.MANAGER},
)
topic("questions", _("Questions about my reviews"), *_submission("ask"), roles=REVIEWERS)
topic("thanks", _("Thanks for my reviews"), *_submission("thank"), roles=REVIEWERS)
topic(
    "disputes",
    _("Second readings"),
    *_submission("dispute", "keep_changes", "keep_approval", "settle_dispute"),
    roles=REVIEWERS,
)
topic(
    "first_reviews",
    _("First reviews of new mentors"),
    *(f"projects.proposal.{verb}" for verb in ("create", "overdue", "return", "send")),
    roles={*REVIEWERS, Role.MANAGER},
)
