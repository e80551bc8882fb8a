"""Forms of teams: made, changed, drawn."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cohorts.models import PRESENT, Enrolment
from core.forms import RowsField
from core.numbers import whole
from core.visible import VisibleTexts
from projects.models import Assignment, Team, TeamMember, TeamWish


class TeamForm(VisibleTexts, forms.Form):
    """Who works together."""

    name = forms.CharField(label=_("Name of the team"), required=False, max_length=80)
    enrolments = RowsField(None, label=_("Learners"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args, assignment: Assignment, team: Team | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        members = Q(team_memberships__team=team) if team else Q(pk=None)
        free = assignment.learners_without_team(but=team)
        rows = Enrolment.objects.filter(members | Q(pk__in=free.values("pk"))).select_related("learner").distinct()
        self.fields["enrolments"].queryset = rows.order_by("learner__first_name", "learner__last_name", "pk")
        self.fields["enrolments"].label_from_instance = _who

    def offer(self, found: list[Enrolment]) -> None:
        """Show those alone, and who was ticked: a large class is not listed whole, and any of it may be chosen."""
        field = self.fields["enrolments"]
        typed = [whole(str(value)) for value in self["enrolments"].value() or ()][: field.MOST]
        ticked = field.queryset.filter(pk__in=filter(None, typed)).exclude(pk__in=[row.pk for row in found])
        field.widget.choices = [(row.pk, field.label_from_instance(row)) for row in [*(typed and ticked), *found]]


def _who(enrolment: Enrolment) -> str:
    """The name, and why they are not there."""
    state = "" if enrolment.state in PRESENT else f" · {enrolment.get_state_display()}"
    return f"{enrolment.learner}{state}"


class SwapForm(forms.Form):
    """One of this team and one of another change places."""

    one = forms.ModelChoiceField(None, label=_("Of this team"))
    other = forms.ModelChoiceField(None, label=_("Changes places with"))

    def __init__(self, *args, team: Team, **kwargs):
        super().__init__(*args, **kwargs)
        rows = TeamMember.objects.select_related("enrolment__learner", "team__submission", "assignment__cohort")
        others = rows.filter(assignment=team.assignment_id).exclude(team=team)
        self.fields["one"].queryset = rows.filter(team=team).order_by("pk")
        self.fields["other"].queryset = others.order_by("team__name", "pk")
        for field in self.fields.values():
            field.label_from_instance = lambda member: f"{member.enrolment.learner} · {member.team.name}".rstrip(" ·")


class OwnTeamForm(VisibleTexts, forms.Form):
    """A team that a learner begins."""

    name = forms.CharField(label=_("Name of the team"), required=False, max_length=80)


class WishForm(forms.Form):
    """Two learners to keep together or apart when teams are drawn."""

    kind = forms.ChoiceField(label=_("Wish"), choices=TeamWish.Kind.choices)
    one = forms.ModelChoiceField(None, label=_("Learner"))
    other = forms.ModelChoiceField(None, label=_("and"))

    def __init__(self, *args, assignment: Assignment, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("one", "other"):
            self.fields[name].queryset = assignment.learners_without_team()
            self.fields[name].label_from_instance = lambda enrolment: str(enrolment.learner)


class NeverAloneForm(forms.Form):
    """Who is not to be alone of those ticked in a drawn team."""

    enrolments = RowsField(
        None, label=_("Not to be alone in a team"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, assignment: Assignment, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["enrolments"].queryset = assignment.learners_without_team()
        self.fields["enrolments"].label_from_instance = lambda enrolment: str(enrolment.learner)
