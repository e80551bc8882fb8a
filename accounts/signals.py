"""Signals of allauth that concern sessions and factors."""

import time

from allauth.account import signals as doors
from allauth.account.internal.flows.login import record_authentication
from allauth.account.signals import password_changed, password_reset, password_set
from allauth.mfa.signals import authenticator_added, authenticator_removed
from allauth.usersessions.signals import on_user_logged_in
from django.contrib.auth.models import update_last_login
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver

from accounts import actions
from accounts.middleware import SEEN_AT
from core import disk
from core.sessions import has_row


@receiver(authenticator_added)
def activation_counts(sender, request, user, authenticator, **kwargs):
    """Whoever has just set up a factor has shown it: no second code half a minute later."""
    record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)


@receiver([password_changed, password_reset, password_set])
def close_other_sessions(sender, request, user, **kwargs):
    """A changed pass phrase closes the sockets of every session; Django ends the sessions themselves."""
    actions.end_sessions(user)


@receiver(authenticator_removed)
def revoke_what_it_opened(sender, request, user, **kwargs):
    """A second factor that is gone was shown to make the tokens: they go with it."""
    actions.revoke_tokens_of(user)


@receiver(user_logged_in)
def begin_use(sender, request, user, **kwargs):
    """The session is in use from now on."""
    request.session[SEEN_AT] = int(time.time())


def _note_day(sender, user, **kwargs):
    with disk.spared():
        update_last_login(sender, user)


def _list_session(sender, request, **kwargs):
    with disk.spared():
        if has_row(request.session):
            on_user_logged_in(sender, request=request, **kwargs)


def spare_comforts() -> None:
    """Let a full disk refuse the day of the last sign-in and the line of the list of sessions, not the sign-in.

    Called once every package has connected its own.
    """
    user_logged_in.disconnect(dispatch_uid="update_last_login")
    user_logged_in.connect(_note_day)
    doors.user_logged_in.disconnect(on_user_logged_in)
    doors.user_logged_in.connect(_list_session)
