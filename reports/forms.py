"""Forms of the figures."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import ActionForm
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
