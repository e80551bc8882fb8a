"""Signals of allauth that concern sessions and factors."""

import time

from allauth.account.internal.flows.login import record_authentication
from allauth.account.signals import password_changed, password_reset, password_set
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver

from accounts import actions
from accounts.middleware import SEEN_AT


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
