"""What other apps' templates ask of projects."""

from django import template
from django.utils import timezone
from django.utils.translation import gettext

from core.templatetags.ui import hour, moment, pill, tone_pill
from projects import queries
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


@register.simple_tag(takes_context=True)
def assignment_of(context, cohort, project):
    """The cohort's assignment of a project page, or None; one query a page."""
    known = context.render_context.get("assignments_of_cohort")
    if known is None:
        known = {row.project_id: row for row in Assignment.objects.filter(cohort=cohort)}
        context.render_context["assignments_of_cohort"] = known
    return known.get(project.pk)


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
    when = promised(submission.promised_at)
    if submission.promised_at < timezone.now():
        return tone_pill("bad", "warn", gettext("Late: promised before %(when)s") % {"when": when})
    tone = "warn" if submission.escalation else ""
    return tone_pill(tone, "clock", gettext("Promised before %(when)s") % {"when": when})
