"""How a person wants to be told."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.notices import topics
from inbox.models import Choice

Way = Choice.Way


class ChoicesForm(forms.Form):
    """The main switch of e-mails, then one choice for each topic that concerns the person."""

    email = forms.BooleanField(
        label=_("Send me notices by e-mail"),
        required=False,
        help_text=_("Without it no notice goes by e-mail, whatever is chosen below."),
    )

    def __init__(self, *args, keys, **kwargs):
        super().__init__(*args, **kwargs)
        self.keys = list(keys)
        for key in self.keys:
            ways = [way for way in Way if way != Way.NONE or not topics[key].essential]
            self.fields[key] = forms.ChoiceField(
                label=topics[key].label, choices=[(way.value, way.label) for way in ways]
            )

    @property
    def learning(self) -> list:
        """The fields of what concerns everybody."""
        return [self[key] for key in self.keys if not topics[key].roles]

    @property
    def working(self) -> list:
        """Those of who works with cohorts."""
        return [self[key] for key in self.keys if topics[key].roles]

    def ways(self) -> dict[str, str]:
        """Topic → way."""
        return {key: self.cleaned_data[key] for key in self.keys}
