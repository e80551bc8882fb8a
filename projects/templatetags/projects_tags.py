"""What other apps' templates ask of projects."""

from django import template

from core.templatetags.ui import pill
from projects import deadlines, queries
from projects.models import Assignment, Submission

register = template.Library()


@register.simple_tag
def waiting_in(cohort):
    """``{% waiting_in cohort as waiting %}``: submissions that wait in the cohort."""
    return queries.waiting_in(cohort)


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
    """Whether the person may give the team more time."""
    return context["request"].user.has_perm("projects.grant_extension", submission)


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
