"""Forms of submissions, reviews, assignments and teams."""

import ipaddress
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cohorts.models import Cohort, StaffAssignment
from core.forms import ActionForm, RowsField
from courses.models import ProjectPage
from projects.deadlines import date_errors
from projects.models import Assignment, Team, TeamWish, Thread, Version

MOMENT = "%Y-%m-%dT%H:%M"
DATES = ("opens_at", "due_at", "closes_at")
UNREACHABLE = _("This address cannot be reached from outside: give a public one.")
LOCAL_NAMES = ("localhost", "local", "internal", "lan", "home")


def check_public_address(value: str) -> None:
    """Refuse what no mentor could open: other schemes, private hosts, credentials. Nothing is fetched (ASVS 1.3.6)."""
    try:
        parts = urlsplit(value)
    except ValueError as error:
        raise ValidationError(UNREACHABLE) from error
    host = (parts.hostname or "").lower().rstrip(".")
    if parts.scheme != "https":
        raise ValidationError(_("The address begins with https://"))
    if parts.username or parts.password:
        raise ValidationError(_("Take the user name and the password out of the address."))
    if "." not in host or host.split(".")[-1] in LOCAL_NAMES or _is_private(host):
        raise ValidationError(UNREACHABLE)


def _is_private(host: str) -> bool:
    try:
        return not ipaddress.ip_address(host.strip("[]")).is_global
    except ValueError:
        return False


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once."""

    widget = ManyFiles

    def clean(self, data, initial=None):
        return [super(FilesField, self).clean(item, initial) for item in data or []]


class DraftForm(forms.Form):
    """What a team writes before it hands in."""

    repository_url = forms.URLField(
        label=_("Address of your Git repository"),
        required=False,
        max_length=200,
        assume_scheme="https",
        validators=[check_public_address],
        widget=forms.URLInput(attrs={"dir": "ltr", "placeholder": "https://"}),
        help_text=_("Your mentor must be able to read it."),
    )
    demo_url = forms.URLField(
        label=_("Address of a demo"),
        required=False,
        max_length=200,
        assume_scheme="https",
        validators=[check_public_address],
        widget=forms.URLInput(attrs={"dir": "ltr", "placeholder": "https://"}),
    )
    files = FilesField(
        label=_("Files"), required=False, help_text=_("Up to 10 files of 10 MB: code, images, PDF, archives.")
    )
    note = forms.CharField(
        label=_("A word to your mentor"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        help_text=_("How to run it, what you changed, where you hesitate."),
    )
    seen_at = forms.DateTimeField(required=False, widget=forms.HiddenInput)

    theirs = None

    def show_theirs(self, draft: Version) -> None:
        """A team-mate's draft stands beside what was typed; the next save has seen it."""
        self.theirs = draft
        self.data = self.data.copy()
        self.data["seen_at"] = draft.saved_at.isoformat()


class RemarkForm(forms.Form):
    """A mentor's remark."""

    body = forms.CharField(label=_("Remark"), max_length=5000, widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}))
    kind = forms.ChoiceField(label=_("Kind"), choices=Thread.Kind.choices, initial=Thread.Kind.MUST_FIX)
    path = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)
    line = forms.IntegerField(required=False, min_value=1, max_value=100_000, widget=forms.HiddenInput)


class AssignmentForm(ActionForm):
    """Give a project to the cohort: wall time of Morocco."""

    reviewers = RowsField(
        None,
        label=_("Reviewers"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nobody ticked: all the cohort’s trainers and mentors."),
    )

    class Meta:
        model = Assignment
        fields = [
            "project",
            *("opens_at", "due_at", "closes_at"),
            *("team_size", "forming"),
            *("review_hours", "reviewers", "is_gate"),
        ]
        widgets = {
            name: forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT)
            for name in ("opens_at", "due_at", "closes_at")
        }
        help_texts = {
            "opens_at": _("Before it, learners see the title and this moment only."),
            "due_at": _("After it, a submission is still taken, marked as late."),
            "closes_at": _("After it, nothing is taken."),
            "team_size": _("Empty: as many as the brief says."),
            "review_hours": _("A learner is told when to expect an answer; working hours count."),
            "is_gate": _("A learner begins the projects due later once this one is approved."),
        }

    def __init__(self, *args, cohort: Cohort, **kwargs):
        super().__init__(*args, **kwargs)
        self.cohort = cohort
        staff = StaffAssignment.objects.filter(cohort=cohort).values("user")
        self.fields["reviewers"].queryset = User.objects.filter(pk__in=staff).order_by("first_name", "last_name")
        self.fields["team_size"].validators = [MinValueValidator(1), MaxValueValidator(8)]
        self.fields["team_size"].widget.attrs |= {"min": 1, "max": 8}
        self._narrow()

    def _narrow(self) -> None:
        given = Assignment.objects.filter(cohort=self.cohort).values("project")
        projects = ProjectPage.objects.live().descendant_of(self.cohort.bootcamp).exclude(pk__in=given)
        self.fields["project"].queryset = projects.order_by("path")
        self.fields["team_size"].required = False
        self.fields["team_size"].initial = None

    def clean(self):
        """Dates in the wrong order are said beside their fields, whatever else is wrong."""
        data = super().clean()
        for name, sentence in date_errors(self.cohort, *(data.get(name) for name in DATES)).items():
            self.add_error(name, sentence)
        return data


class AssignmentEditForm(AssignmentForm):
    """What may change once a project is given: not what it is, nor its opening once it has passed."""

    class Meta(AssignmentForm.Meta):
        fields = [name for name in AssignmentForm.Meta.fields if name != "project"]
        help_texts = {name: text for name, text in AssignmentForm.Meta.help_texts.items() if name != "team_size"}

    def _narrow(self) -> None:
        self.kept = {name: getattr(self.instance, name) for name in DATES}
        self.fields["opens_at"].disabled = self.instance.is_open()

    def clean(self):
        """A date that was left as the field shows it, to the minute, is the very same moment."""
        for name, moment in self.kept.items():
            typed = self.cleaned_data.get(name)
            if typed and typed.replace(second=0, microsecond=0) == moment.replace(second=0, microsecond=0):
                self.cleaned_data[name] = moment
        return super().clean()


class TeamForm(forms.Form):
    """Who works together."""

    name = forms.CharField(label=_("Name of the team"), required=False, max_length=80)
    enrolments = RowsField(None, label=_("Learners"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args, assignment: Assignment, team: Team | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["enrolments"].queryset = assignment.learners_without_team(but=team)
        self.fields["enrolments"].label_from_instance = lambda enrolment: str(enrolment.learner)


class OwnTeamForm(forms.Form):
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


class ExtensionForm(forms.Form):
    """More time for a team: wall time of Morocco."""

    due_at = forms.DateTimeField(
        label=_("New due date"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT)
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=_("The team reads it. No medical detail."),
    )
