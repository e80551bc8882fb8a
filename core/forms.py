"""The base of forms whose rules are told by an action."""

from django import forms


class ActionForm(forms.ModelForm):
    """A form that only checks shapes: what the data may be is the action's sentence, not a constraint's name."""

    def validate_unique(self):
        """The action says it in words."""

    def validate_constraints(self):
        """The action says it in words."""
