"""The inbox hears every event, and sends what is due."""

from core.events import Event, subscribe_to_all
from core.tick import every_tick
from inbox import actions
from inbox.tasks import deliver_due


@subscribe_to_all
def tell(event: Event) -> None:
    """Make the event's notices, and hasten their e-mails."""
    if actions.tell(event):
        deliver_due.enqueue()


@every_tick
def sweep_deliveries() -> None:
    actions.deliver_due()
