"""Operations of migrations."""

from django.db.migrations.operations import CreateModel
from django.db.migrations.operations.base import Operation


class CreateModels(Operation):
    """Make the tables of an app that is new to the database, each model with its indexes and constraints inside.

    Django renders every model that is related to a new one each time, so that an app's tables cost their number times
    that of the whole house: here the models are rendered once, with all of them.
    """

    reversible = False

    def __init__(self, models: list[CreateModel]):
        self.models = models

    def deconstruct(self):
        return type(self).__name__, [], {"models": self.models}

    def state_forwards(self, app_label, state):
        state.__dict__.pop("apps", None)
        for model in self.models:
            model.state_forwards(app_label, state)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        for model in self.models:
            model.database_forwards(app_label, schema_editor, from_state, to_state)

    def describe(self):
        return "Create " + ", ".join(model.name for model in self.models)
