"""Rules: the only judges of who may; what they ask about a person is remembered."""

from collections.abc import Callable
from typing import Any

import rules
from django.core.exceptions import PermissionDenied
from rules.permissions import ObjectPermissionBackend


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
