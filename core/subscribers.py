"""The core's own periodic work."""

from core import events
from core.tick import every_tick

every_tick(events.sweep)
