"""What other apps' templates ask of projects."""

from django import template
from django.template.defaultfilters import date as date_format
from django.utils import timezone
from django.utils.translation import get_language, gettext

from core.templatetags.ui import pill, tone_pill
from core.times import hour, hours, moment
from core.typography import comma
from projects import deadlines, queries
from projects.models import Assignment, Submission

register = template.Library()


@register.simple_tag
def waiting_in(cohort):
    """``{% waiting_in cohort as waiting %}``: submissions that wait in the cohort."""
    return queries.waiting_in(cohort)


@register.filter
def worked(span) -> str:
    """Time given to reviews, in hours however many: 2 h 15, 51 h 00."""
    minutes = int(span.total_seconds() // 60)
    return gettext("%(hours)d h %(minutes)02d") % {"hours": minutes // 60, "minutes": minutes % 60}


@register.simple_tag
def submission_pill(state):
    """A submission's state from its bare value; nothing when there is none."""
    return pill(Submission.State(state)) if state else "–"


@register.simple_tag
def counted_pill(state, count):
    """How many submissions are in a state: « En file 3 »; the word agrees with no number."""
    return pill(state, f"{state.label} {count}")


@register.simple_tag(takes_context=True)
def may_extend(context, submission):
    """Whether the person may give the team more time, and it would serve."""
    serves = submission.state != submission.State.APPROVED and not submission.assignment.withdrawn_at
    going_on = not submission.cohort.is_final
    return serves and going_on and context["request"].user.has_perm("projects.grant_extension", submission)


@register.simple_tag(takes_context=True)
def assignment_of(context, cohort, project):
    """The cohort's assignment of a project page, or None; one query a page."""
    known = context.render_context.get("assignments_of_cohort")
    if known is None:
        known = {row.project_id: row for row in Assignment.objects.filter(cohort=cohort)}
        context.render_context["assignments_of_cohort"] = known
    return known.get(project.pk)


@register.simple_tag
def deadline_of(submission):
    """``{% deadline_of submission as deadline %}``: the dates that hold for its team."""
    return deadlines.deadline_of(submission)


@register.simple_tag(takes_context=True)
def gate_before(context, assignment):
    """``{% gate_before assignment as gate %}``: what the person must first get approved, or None."""
    return Assignment.objects.gates_closed_to(context["request"].user, assignment).first()


@register.filter
def names(team):
    return queries.names_of(team)


@register.filter
def promised(value):
    """A promised hour: « 16 h 40 » today, « demain, 10 h » otherwise."""
    return hour(value) if value and timezone.localdate(value) == timezone.localdate() else moment(value)


@register.simple_tag
def promise_pill(submission):
    """What is promised to a waiting work; its tone says whether that is in danger."""
    if not submission.promised_at:
        return ""
    when = _short(submission.promised_at)
    if submission.promised_at < timezone.now():
        return tone_pill("bad", "warn", gettext("Late since %(when)s") % {"when": when})
    tone = "warn" if submission.escalation else ""
    return tone_pill(tone, "clock", gettext("Promised before %(when)s") % {"when": when})


def _short(value) -> str:
    """The same in a line's pill: beyond tomorrow, the day of the week and its number."""
    local = timezone.localtime(value)
    if abs((local.date() - timezone.localdate()).days) <= 1:
        return promised(value)
    first = "er" if get_language() == "fr" and local.day == 1 else ""
    return f"{date_format(local, 'l j')}{first}{comma()}{hour(value)}"


@register.filter
def is_overdue(submission) -> bool:
    """Whether the due date that holds for it has passed."""
    return deadlines.is_past(submission.assignment.due_at, timezone.now())


@register.filter
def working(span):
    """A working delay: « 3,5 h », a dash when there is none; what is not one tenth of an hour is said as such."""
    if span is None:
        return "–"
    return hours(queries.in_hours(span)) if queries.in_hours(span) else gettext("under 6 min")
