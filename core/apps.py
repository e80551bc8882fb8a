"""The core's start-up: every app's permissions, notices and subscribers are found here."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    name = "core"

    def ready(self):
        autodiscover_modules("permissions", "notices", "subscribers")
