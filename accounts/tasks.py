"""Slow work about people, done by the worker."""

from django_tasks import task

from accounts import actions
from accounts.models import Invitation


@task()
def send_invitation(invitation_id: int) -> None:
    """Mail an invitation's link if it is still owed; safe to run twice."""
    actions.send_invitation(Invitation.objects.get(pk=invitation_id))
