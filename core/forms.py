"""The base of forms whose rules are told by an action."""

from django import forms


class ActionForm(forms.ModelForm):
    """A form that only checks shapes: what the data may be is the action's sentence, not a constraint's name."""

    def validate_unique(self):
        """The action says it in words."""

    def _post_clean(self):
        # Django has the instance check its constraints and shows their names.
        self.instance.validate_constraints = lambda exclude=None: None
        super()._post_clean()
        del self.instance.validate_constraints
