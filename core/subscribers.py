"""What the core does by itself: events that some subscriber missed, keys of forms long sent."""

from core import events, idempotency
from core.tick import every_tick

every_tick(events.sweep)
every_tick(idempotency.forget_old)
