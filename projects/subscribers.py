"""What the system does by itself with projects."""

from django.utils import timezone

from core.tick import every_tick
from projects import actions


@every_tick
def expire_claims() -> None:
    actions.expire_claims(at=timezone.now())
