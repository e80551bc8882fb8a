"""Forms of a draft: what a team writes and sends before it hands in."""

import ipaddress
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator, URLValidator
from django.utils.translation import gettext_lazy as _

from core import paths
from projects import rubric
from projects.models import Version

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
        allow_empty_file=True,
        help_text=_("Code, images, PDF. An archive (.zip, .tar.gz) is unpacked. At most 5,000 files, 200 MB in all."),
    )
    mode = forms.ChoiceField(
        label=_("What you send"),
        required=False,
        choices=[("add", _("is added to the files below")), ("all", _("replaces them all"))],
        initial="add",
        widget=forms.RadioSelect,
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
    # One of these is needed, or has a choice made already: none is "optional".
    ONE_OF = ("files", "mode", "repository_url", "demo_url")

    def __init__(self, *args, criteria=(), own_levels=None, **kwargs):
        super().__init__(*args, **kwargs)
        for name in self.ONE_OF:
            self.fields[name].one_of = True
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
        data["replaces_all"] = data.pop("mode") == "all"
        levels = {row.pk: self.cleaned_data.get(f"own-{row.pk}") for row in self.criteria}
        return data | {"own_levels": {pk: level for pk, level in levels.items() if level is not None}}

    def show_theirs(self, draft: Version) -> None:
        """A team-mate's draft stands beside what was typed; the next save has seen it."""
        self.theirs = draft
        self.data = self.data.copy()
        self.data["seen_at"] = draft.saved_at.isoformat()


class BatchForm(forms.Form):
    """What a browser says once all that was sent together has arrived."""

    MOST = 10_000_000

    batch = forms.RegexField(r"^[0-9a-f]{8,32}$", strip=False)
    replaces_all = forms.BooleanField(required=False)
    source = forms.CharField(required=False, max_length=200)
    left_out = forms.JSONField(required=False)

    def clean_left_out(self) -> dict[str, int]:
        """How many files were left out, by what tools make."""
        told = self.cleaned_data["left_out"] or {}
        if not isinstance(told, dict):
            raise ValidationError("left_out")
        return {
            made: count
            for name, count in told.items()
            if isinstance(count, int) and 0 < count < self.MOST and (made := paths.made_by_tools(name))
        }
