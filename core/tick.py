"""What the system does by itself: functions that the worker calls every thirty seconds."""

import logging
from collections.abc import Callable

logger = logging.getLogger(__name__)
_due: list[Callable[[], object]] = []


def every_tick(function: Callable[[], object]):
    """Register a function that looks for what is due or stuck; it must bear being called often."""
    _due.append(function)
    return function


def run_due() -> None:
    """Call every registered function; one that fails is logged and does not stop the others."""
    for function in _due:
        try:
            function()
        except Exception:
            # A sweep that fails once is due again in thirty seconds.
            logger.exception("tick: %s failed", function.__qualname__)
