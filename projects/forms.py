"""Forms of submissions, reviews, assignments and teams."""

import ipaddress
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator, URLValidator
from django.utils.translation import gettext_lazy as _

from cohorts.models import Cohort
from core.forms import ActionForm, RowsField
from courses.models import ProjectPage
from projects import queries, rubric
from projects.models import Assignment, Thread, Version

MOMENT = "%Y-%m-%dT%H:%M"
UNREACHABLE = _("This address cannot be reached from outside: give a public one.")
LOCAL_NAMES = ("localhost", "local", "internal", "lan", "home")


def check_public_address(value: str) -> None:
    """Refuse what no mentor could open: other schemes, private hosts, credentials. Nothing is fetched (ASVS 1.3.6)."""
    try:
        URLValidator()(value)
    except ValidationError:
        return  # the field says by itself that this is no address: one sentence is enough
    parts = urlsplit(value)
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


COMMIT = RegexValidator(r"^[0-9a-f]{7,40}$", _("A commit is 7 to 40 digits and letters from a to f."))


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
    commit = forms.CharField(
        label=_("Commit to review"),
        required=False,
        max_length=40,
        validators=[COMMIT],
        widget=forms.TextInput(attrs={"dir": "ltr", "autocapitalize": "none", "spellcheck": "false"}),
        help_text=_("What “git rev-parse HEAD” answers: your mentor reads that very state."),
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
        label=_("Files"),
        required=False,
        help_text=_("Code, images, PDF. An archive (.zip, .tar.gz) is unpacked. In one form: 10 files, 32 MB in all."),
    )
    how_to_run = forms.CharField(
        label=_("How to run it"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=_("The commands, in order, from an empty folder."),
    )
    note = forms.CharField(
        label=_("A word to your mentor"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        help_text=_("What you changed, where you hesitate."),
    )
    seen_at = forms.DateTimeField(required=False, widget=forms.HiddenInput)

    theirs = None

    def __init__(self, *args, criteria=(), own_levels=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.criteria = list(criteria)
        for criterion in self.criteria:
            self.fields[f"own-{criterion.pk}"] = forms.TypedChoiceField(
                label=criterion.title,
                choices=[(str(level), str(level)) for level in range(rubric.TOP_LEVEL + 1)],
                coerce=int,
                required=False,
                empty_value=None,
                initial=(own_levels or {}).get(criterion.pk),
                widget=forms.RadioSelect,
            )

    def own_rows(self):
        """Each criterion with its field, to say how far the team thinks it is."""
        return [(criterion, self[f"own-{criterion.pk}"]) for criterion in self.criteria]

    def has_own_levels(self) -> bool:
        """Whether the team has begun to say it."""
        return any(bound.value() is not None for _criterion, bound in self.own_rows())

    def kept(self) -> dict:
        """What ``save_draft`` takes."""
        data = {name: value for name, value in self.cleaned_data.items() if not name.startswith("own-")}
        levels = {row.pk: self.cleaned_data.get(f"own-{row.pk}") for row in self.criteria}
        return data | {"own_levels": {pk: level for pk, level in levels.items() if level is not None}}

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

    class Meta:
        model = Assignment
        fields = ["project", "opens_at", "due_at", "closes_at"]
        widgets = {
            name: forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT)
            for name in ("opens_at", "due_at", "closes_at")
        }
        help_texts = {
            "due_at": _("After it, a submission is still taken, marked as late."),
            "closes_at": _("After it, nothing is taken."),
        }

    def __init__(self, *args, cohort: Cohort, **kwargs):
        super().__init__(*args, **kwargs)
        given = Assignment.objects.filter(cohort=cohort).values("project")
        self.fields["project"].queryset = (
            ProjectPage.objects.live().descendant_of(cohort.bootcamp).exclude(pk__in=given)
        )


class TeamForm(forms.Form):
    """Who works together."""

    name = forms.CharField(label=_("Name of the team"), required=False, max_length=80)
    enrolments = RowsField(None, label=_("Learners"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args, assignment: Assignment, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["enrolments"].queryset = queries.without_team(assignment)
        self.fields["enrolments"].label_from_instance = lambda enrolment: str(enrolment.learner)
