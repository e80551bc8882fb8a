"""What people can see of a text: one that shows nothing is empty."""

import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# Spaces, controls, zero-width and direction marks, marks that combine with a letter, what has no sign yet.
UNSEEN = {"Zs", "Zl", "Zp", "Cc", "Cf", "Cn", "Co", "Cs", "Mn", "Mc", "Me"}
# Letters by their class, blank by their shape: the fillers of Hangul, the empty cell of braille.
BLANK = set("\u115f\u1160\u3164\uffa0\u2800")


def is_visible(text: str) -> bool:
    """Whether at least one sign of ``text`` shows."""
    return any(unicodedata.category(char) not in UNSEEN and char not in BLANK for char in text)


def visible(text: str) -> None:
    """A validator: refuses a text that shows nothing."""
    if text and not is_visible(text):
        raise ValidationError(_("This field is required."), code="required")


class VisibleTexts(forms.BaseForm):
    """A form for which a text that shows nothing is empty: refused where one is asked, left out elsewhere."""

    def clean(self):
        """The form's values, without texts that nobody can see."""
        cleaned = super().clean() or self.cleaned_data
        for name, value in list(cleaned.items()):
            if not isinstance(value, str) or not value or is_visible(value):
                continue
            if self.fields[name].required:
                self.add_error(name, self.fields[name].error_messages["required"])
            else:
                cleaned[name] = ""
        return cleaned
