"""The app that holds the wiring's own checks, and speaks last."""

from django.apps import AppConfig


class WiringConfig(AppConfig):
    name = "lms"

    def ready(self):
        from accounts.signals import spare_comforts
        from lms import checks  # noqa: F401  registers the system checks

        spare_comforts()
