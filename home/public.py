"""What anonymous visitors share: kept in the cache under one generation, dropped all at once."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.core.cache import caches
from django.db import transaction
from django.utils.connection import ConnectionProxy

cache = ConnectionProxy(caches, "pages")
GENERATION = "public:generation"
TTL = 300
DAY = 24 * 3600


def generation() -> str:
    """The name of the present generation; every key of the public cache begins with it."""
    return cache.get_or_set(GENERATION, _new, DAY)


def _new() -> str:
    return uuid4().hex[:12]


def purge() -> None:
    """Start a new generation once the change is committed; a page made meanwhile stays in the old one."""

    def renew():
        cache.set(GENERATION, _new(), DAY)

    transaction.on_commit(renew, robust=True)


def remember(name: str, fetch: Callable[[], Any]) -> Any:
    """``fetch()`` once per generation, for what every public page shows."""
    return cache.get_or_set(f"public:{generation()}:{name}", fetch, TTL)
