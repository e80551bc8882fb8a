"""The app that holds the wiring's own checks."""

from django.apps import AppConfig


class WiringConfig(AppConfig):
    name = "lms"

    def ready(self):
        from lms import checks  # noqa: F401  registers the system checks
