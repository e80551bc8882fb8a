"""E-mails, sent by the worker."""

from django_tasks import task

from inbox import actions


@task()
def deliver_due() -> None:
    """Send the e-mails that are due; safe to run twice."""
    actions.deliver_due()
