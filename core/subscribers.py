"""What the core does by itself: events that some subscriber missed, keys of forms long sent, files without a row."""

from core import events, idempotency, orphans
from core.tick import every_tick

every_tick(events.sweep)
every_tick(idempotency.forget_old)
every_tick(orphans.sweep)
