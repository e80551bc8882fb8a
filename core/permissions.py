"""One rule, two readers: our code asks ``has_perm``; the Wagtail admin asks a policy."""

from collections.abc import Callable
from typing import Any

import rules
from wagtail.permission_policies import ModelPermissionPolicy


def remembered(user, name: str, fetch: Callable[[], Any]) -> Any:
    """A fact about ``user`` read once per user object, so that ten rules on a page cost one query.

    A request and a socket's judgement each load a fresh user; an action that changes a person's
    roles calls ``forget``.
    """
    facts = user.__dict__.setdefault("_remembered", {})
    if name not in facts:
        facts[name] = fetch()
    return facts[name]


def forget(user) -> None:
    """Drop what ``remembered`` keeps about ``user``."""
    user.__dict__.pop("_remembered", None)


@rules.predicate
def is_system(user):
    return getattr(user, "is_system", False)


class RulePolicy(ModelPermissionPolicy):
    """Answers the Wagtail admin from the same rules and querysets as the rest."""

    def user_has_permission(self, user, action):
        return user.has_perm(self._get_permission_name(action))

    def user_has_permission_for_instance(self, user, action, instance):
        return user.has_perm(self._get_permission_name(action), instance)

    def instances_user_has_any_permission_for(self, user, actions):
        return self.model._default_manager.visible_to(user)
