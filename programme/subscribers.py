"""What is kept of the reference data is forgotten when an officer edits it."""

from django.core.cache import cache
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from programme.models import Holiday
from programme.queries import HOLIDAYS


@receiver([post_save, post_delete], sender=Holiday)
def forget_holidays(**_signal) -> None:
    cache.delete(HOLIDAYS)
