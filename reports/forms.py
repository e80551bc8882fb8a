"""Forms of the figures."""

from dataclasses import replace

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import ActionForm
from core.visible import VisibleTexts
from reports import count_list
from reports.models import ImportedFigure


class FigureForm(ActionForm):
    """What another system counted in a region, up to a day."""

    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))

    class Meta:
        model = ImportedFigure
        fields = ["region", "as_of", "trained", "in_training"]
        widgets = {"as_of": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
        help_texts = {
            "as_of": _("People of our cohorts who were in training that day count once they graduate, and only once."),
        }


class ManyFiguresForm(VisibleTexts, forms.Form):
    """Figures of many regions, pasted or in a file; ``entries`` is what was read."""

    table = forms.CharField(
        label=_("Table"),
        required=False,
        max_length=50_000,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto", "spellcheck": "false"}),
        help_text=_("Copied from a spreadsheet, its first line naming the columns: region, trained, in training"),
    )
    file = forms.FileField(
        label=_("or a CSV or Excel file"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx"}),
        help_text=_("The same columns; “counted on” and “reason” are recognised too"),
    )
    as_of = forms.DateField(
        label=_("Counted on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("For the lines that say no day"),
    )
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=300, help_text=_("For the lines that say none")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.entries: list[count_list.Entry] = []
        for name in ("table", "file"):  # one of the two is needed: neither is "optional"
            self.fields[name].one_of = True

    def clean_table(self) -> str:
        """The text, read."""
        self.entries = count_list.entries_of_text(self.cleaned_data["table"])
        return self.cleaned_data["table"]

    def clean_file(self):
        """The file, read."""
        if upload := self.cleaned_data["file"]:
            self.entries = [*self.entries, *count_list.entries_of_file(upload)]
        return upload

    def clean(self) -> dict:
        """What was read, each line with its day and its reason; nothing is told."""
        cleaned = super().clean()
        if not self.errors and not self.entries:
            self.add_error("table", _("Paste a table with one line at least, or choose a file."))
        day, reason = cleaned.get("as_of"), cleaned.get("reason", "")
        self.entries = [
            replace(row, as_of=row.as_of or (day.isoformat() if day else ""), reason=row.reason or reason)
            for row in self.entries
        ]
        return cleaned
