"""The task worker: the queue of django-tasks, and every thirty seconds what is due."""

import logging
import time

from core.tick import run_due
from django_tasks_db.management.commands import db_worker

logger = logging.getLogger(__name__)
TICK_SECONDS = 30


class TickingWorker(db_worker.Worker):
    """A worker that, between two looks at the queue, sweeps what is due or stuck."""

    ticked_at = 0.0

    def run(self) -> None:
        super().run()

    @property
    def interval(self) -> float:
        """How long to sleep before the next look; the sleep is the moment to sweep."""
        if time.monotonic() - self.ticked_at >= TICK_SECONDS:
            self.ticked_at = time.monotonic()
            run_due()
        return self._interval

    @interval.setter
    def interval(self, value: float) -> None:
        self._interval = value
