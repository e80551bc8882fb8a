"""What the core does by itself: missed events, keys of forms long sent, files without a row, counts that are over."""

from core import events, health, idempotency, orphans
from core.tick import every_tick

every_tick(events.sweep)
every_tick(idempotency.forget_old)
every_tick(orphans.sweep)
every_tick(health.forget_counts)
