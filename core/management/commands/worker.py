"""The task worker: the queue of django-tasks, and every thirty seconds what is due."""

import time
from argparse import ArgumentParser

from django_tasks_db.management.commands import db_worker

from core.tick import run_due

TICK_SECONDS = 30


class TickingWorker(db_worker.Worker):
    """A worker that, between two looks at the queue, sweeps what is due or stuck."""

    ticked_at = 0.0

    def sweep(self) -> None:
        """Sweep when thirty seconds have passed since the last time."""
        if time.monotonic() - self.ticked_at >= TICK_SECONDS:
            run_due()
            self.ticked_at = time.monotonic()

    def run(self) -> None:
        """What fell due while no worker ran comes first."""
        self.sweep()
        super().run()

    def run_task(self, db_task_result) -> None:
        super().run_task(db_task_result)
        self.sweep()

    @property
    def interval(self) -> float:
        """The sleep before the next look; the worker reads it when the queue is empty, a good moment to sweep."""
        self.sweep()
        return self._interval

    @interval.setter
    def interval(self, value: float) -> None:
        self._interval = value


class Command(db_worker.Command):
    help = "Run the tasks of every queue, and what is due every thirty seconds."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(queue_name="*", interval=0.5, startup_delay=False, reload=False)

    def configure_logging(self, verbosity: int) -> None:
        """The settings decide what is logged, as for every process."""

    def handle(self, **options) -> None:
        db_worker.Worker = TickingWorker  # type: ignore[misc]  # the name the parent command makes its worker from
        super().handle(**options)
