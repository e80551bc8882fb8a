"""Forms of submissions, reviews, assignments and teams."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cohorts.models import Cohort, StaffAssignment
from core.forms import ActionForm, RowsField
from core.numbers import whole
from core.visible import VisibleTexts
from courses.models import ProjectPage
from projects import queries
from projects.deadlines import date_errors
from projects.models import (
    Assignment,
    ReviewerProfile,
    SavedComment,
    Submission,
    Thread,
)

MOMENT = "%Y-%m-%dT%H:%M"
DATES = ("opens_at", "due_at", "closes_at")


class RowField(forms.ModelChoiceField):
    """One row; a number that no row can have is an unknown choice, not an error of the database."""

    def clean(self, value):
        if value and whole(str(value)) is None:
            raise ValidationError(self.error_messages["invalid_choice"], "invalid_choice", {"value": value})
        return super().clean(value)


class RemarkForm(VisibleTexts, forms.Form):
    """A mentor's remark: on the work, on a file, on lines of it."""

    body = forms.CharField(
        label=_("Remark"),
        max_length=5000,
        error_messages={"required": _("Write the remark first.")},
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    # What blocks an approval is chosen, never left there.
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=Thread.Kind.choices,
        initial=Thread.Kind.REMARK,
        error_messages={"required": _("Say what this remark is.")},
    )
    path = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)
    line = forms.IntegerField(label=_("From line"), required=False, min_value=1, max_value=10_000_000)
    last_line = forms.IntegerField(label=_("to line"), required=False, min_value=1, max_value=10_000_000)
    criterion = RowField(None, label=_("Criterion"), required=False, empty_label=_("none"))
    suggestion = forms.CharField(
        label=_("Lines that you suggest instead"),
        required=False,
        strip=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "ltr", "spellcheck": "false"}),
    )
    removes_lines = forms.BooleanField(
        label=_("These lines should go"),
        required=False,
        help_text=_("Ticked, or the box above emptied of its lines."),
    )
    # The lines that the page laid into that box: left as they are, they suggest nothing.
    suggested_from = forms.CharField(required=False, strip=False, max_length=5000, widget=forms.HiddenInput)
    screenshot = forms.FileField(
        label=_("Screenshot"),
        required=False,
        help_text=_("A picture; it can also be pasted into the remark."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/gif,image/webp"}),
    )
    saved_comment = RowField(None, required=False, widget=forms.HiddenInput)
    keep_as = forms.CharField(
        label=_("Keep it as a ready-made comment, under the title"), required=False, max_length=120
    )

    def __init__(self, *args, submission: Submission, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["criterion"].queryset = submission.assignment.criteria.all()
        if "saved_comment" in self.fields:
            self.fields["saved_comment"].queryset = SavedComment.objects.filter(operator=submission.cohort.operator_id)

    def clean(self):
        """Lines left as they were are no suggestion; emptied, they should go."""
        data = super().clean()
        laid, suggested = data.pop("suggested_from", ""), data.get("suggestion", "")
        if laid.splitlines() == suggested.splitlines():
            data["suggestion"] = ""
        elif laid and not suggested and "suggestion" not in self.errors:
            data["removes_lines"] = True
        return data


class RemarkChangeForm(RemarkForm):
    """A remark of a draft review said otherwise; its file stays."""

    path = saved_comment = keep_as = None

    def __init__(self, *args, thread: Thread, **kwargs):
        kept = ("body", "kind", "line", "last_line", "criterion_id", "suggestion", "removes_lines")
        initial = {name.removesuffix("_id"): getattr(thread, name) for name in kept}
        if not thread.suggestion:
            initial |= {"suggestion": thread.quote, "suggested_from": thread.quote}
        super().__init__(*args, submission=thread.submission, initial=initial, auto_id=f"id_{thread.pk}_%s", **kwargs)
        self.fields["body"].widget.attrs["autofocus"] = True
        self.saved_suggestion = thread.suggests


class CommentForm(ActionForm):
    """A ready-made comment."""

    class Meta:
        model = SavedComment
        fields = ["title", "kind", "body"]
        widgets = {"body": forms.Textarea(attrs={"rows": 4, "dir": "auto"})}


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


class ExtensionForm(VisibleTexts, forms.Form):
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


class HandOverForm(forms.Form):
    """To whom a review passes, and a word for them."""

    to = forms.ModelChoiceField(None, label=_("Colleague"), empty_label=None)
    note = forms.CharField(
        label=_("A word for your colleague"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=_("Kept with the work for its next reviewers; the team never reads it."),
    )

    def __init__(self, *args, submission: Submission, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = queries.successors_of(submission)
        self.fields["to"].label_from_instance = self._with_load

    @staticmethod
    def _with_load(person) -> str:
        return _("%(person)s (%(count)d in hand)") % {"person": person, "count": person.holding}


class AvailabilityForm(ActionForm):
    """How much a person reviews, and until when they are away."""

    class Meta:
        model = ReviewerProfile
        fields = ["weekly_hours", "most_held", "away_until"]
        widgets = {"away_until": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
        help_texts = {
            "weekly_hours": _("What you give to reviews; your cohorts see it beside their load."),
            "most_held": _("Beyond it, nothing more can be taken until one is decided or given back."),
            "away_until": _("Until that day included you are told of no new work. Empty: you are here."),
        }


class ReturnForm(VisibleTexts, forms.Form):
    """The word with which a first review is given back to its author."""

    word = forms.CharField(
        label=_("What is to be mended"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=_("Kept as a note between reviewers; the team never reads it."),
    )
