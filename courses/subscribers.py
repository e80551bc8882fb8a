"""Whoever becomes a trainer or a manager may edit; whoever stops may not."""

from django.core.management import call_command

from accounts import events
from accounts.models import Organisation
from core.events import subscribe
from core.tick import every_tick
from courses import actions


@subscribe(events.ORGANISATION_CREATE, events.ORGANISATION_CHANGE)
def operator_changed(event) -> None:
    """A new operator gets its page, its group and its collection."""
    operator = Organisation.objects.filter(pk=event.object_id, kind=Organisation.Kind.OPERATOR).first()
    if operator is not None:
        actions.sync_operator(operator)


@subscribe(events.MEMBERSHIP_ADD, events.MEMBERSHIP_REMOVE)
def membership_changed(event) -> None:
    """The operator's editors, or the administrators, are who the memberships name."""
    pk = event.data.get("organisation") or getattr(event.target, "organisation_id", None)
    organisation = Organisation.objects.filter(pk=pk).first()
    if organisation is None:
        return
    if organisation.kind == Organisation.Kind.OPERATOR:
        actions.sync_operator(organisation)
    elif organisation.kind == Organisation.Kind.PROGRAMME:
        actions.sync_administrators()


@every_tick
def publish_scheduled() -> None:
    """Pages go live, and come down, at the hour their editor chose."""
    call_command("publish_scheduled", verbosity=0)
