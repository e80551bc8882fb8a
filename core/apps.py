"""The core's start-up: every app's permissions, notices and subscribers are found here."""

from importlib import import_module

from django.apps import AppConfig
from django.conf import settings
from django.utils.module_loading import module_has_submodule


class CoreConfig(AppConfig):
    name = "core"

    def ready(self):
        """Load the declarations of our own apps; Wagtail has modules of the same names."""
        for app in settings.OWN_APPS:
            package = import_module(app)
            for layer in ("permissions", "events", "notices", "subscribers"):
                if module_has_submodule(package, layer):
                    import_module(f"{app}.{layer}")
