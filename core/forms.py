"""The base of forms whose rules are told by an action."""

from django import forms
from django.core.exceptions import ValidationError

from core.numbers import whole
from core.visible import VisibleTexts


class ActionForm(VisibleTexts, forms.ModelForm):
    """A form that only checks shapes: what the data may be is the action's sentence, not a constraint's name."""

    def validate_unique(self):
        """The action says it in words."""

    def _post_clean(self):
        # Django has the instance check its constraints and shows their names.
        self.instance.validate_constraints = lambda exclude=None: None
        super()._post_clean()
        del self.instance.validate_constraints


class RowsField(forms.ModelMultipleChoiceField):
    """Several rows; a number that no row can have is an unknown choice, not an error of the database."""

    # More than any class holds: each is looked up.
    MOST = 500

    def clean(self, value):
        """The rows chosen."""
        if len(value or ()) > self.MOST:
            raise ValidationError(self.error_messages["invalid_list"], "invalid_list")
        for typed in value or ():
            if whole(str(typed)) is None:
                raise ValidationError(self.error_messages["invalid_pk_value"], "invalid_pk_value", {"pk": typed})
        return super().clean(value)
