"""One rule, two readers: our code asks ``has_perm``; the Wagtail admin asks a policy."""

from collections.abc import Callable
from typing import Any

import rules
from django.core.exceptions import PermissionDenied
from rules.permissions import ObjectPermissionBackend
from wagtail.permission_policies import ModelPermissionPolicy


def remembered(user, name: str, fetch: Callable[[], Any]) -> Any:
    """A fact about ``user`` read once per user object, so that ten rules on a page cost one query.

    A request and a socket's judgement each load a fresh user; an action that changes a person's
    roles calls ``forget``.
    """
    # Not __dict__: a request's user is a lazy wrapper, whose own dictionary is not the person's.
    facts = getattr(user, "_remembered", None)
    if facts is None:
        facts = user._remembered = {}
    if name not in facts:
        facts[name] = fetch()
    return facts[name]


def forget(user) -> None:
    """Drop what ``remembered`` keeps about ``user``."""
    user._remembered = {}


class RuleBackend(ObjectPermissionBackend):
    """Where a rule exists it has the last word: the permissions of groups are not asked as well."""

    def has_perm(self, user, perm, *args, **kwargs):
        if not rules.perm_exists(perm):
            return False
        if not super().has_perm(user, perm, *args, **kwargs):
            raise PermissionDenied(perm)  # Django's word for "ask no other backend"
        return True


@rules.predicate
def is_system(user):
    """What the platform does by itself: expiry, ends left open."""
    return getattr(user, "is_system", False)


class RulePolicy(ModelPermissionPolicy):
    """Answers the Wagtail admin from the same rules and querysets as the rest."""

    def user_has_permission(self, user, action):
        return user.has_perm(self._get_permission_name(action))

    def user_has_permission_for_instance(self, user, action, instance):
        return user.has_perm(self._get_permission_name(action), instance)

    def instances_user_has_any_permission_for(self, user, actions):
        return self.model._default_manager.visible_to(user)
