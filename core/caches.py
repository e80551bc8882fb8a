"""A cache on Redis that may go away: what is kept there is a comfort, what is counted is counted elsewhere meanwhile.

Without the server a read finds nothing and a write is let go, so that pages come from the database. Counts (tries
of a pass phrase, requests of a program) go to a table for that time: a limit neither opens nor closes the door.
Why: docs/decisions/0038-redis-is-a-comfort.md.
"""

import logging
import time
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.core.cache.backends.db import DatabaseCache
from django.core.cache.backends.redis import RedisCache
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from core.models import Count

logger = logging.getLogger(__name__)

ANSWER_SECONDS = 0.5
PAUSE_SECONDS = 3.0
OWED_AT_MOST = 10_000
# One attempt more, at once: a connection that slept through a restart of the server is dead.
PATIENCE = {
    "socket_connect_timeout": ANSWER_SECONDS,
    "socket_timeout": ANSWER_SECONDS,
    "retry": Retry(NoBackoff(), 1),
}
WRITES = {"add", "set", "touch", "incr", "delete"}


class Line:
    """What this process knows about one server: whether to ask it, and which keys it holds that are no longer true."""

    def __init__(self):
        self.asked_again_at = 0.0
        self.owed: set[str] = set()

    def may_be_asked(self) -> bool:
        """Whether to try the server; while it is away, one request in ``PAUSE_SECONDS`` does."""
        now = time.monotonic()
        if now < self.asked_again_at:
            return False
        if self.asked_again_at:
            self.asked_again_at = now + PAUSE_SECONDS
        return True

    def failed(self, error: Exception) -> None:
        if not self.asked_again_at:
            logger.warning("Redis does not answer (%s): pages come from the database", type(error).__name__)
        self.asked_again_at = time.monotonic() + PAUSE_SECONDS

    def answered(self) -> None:
        if self.asked_again_at:
            logger.warning("Redis answers again")
        self.asked_again_at = 0.0

    def owe(self, key: str) -> None:
        """Remember a write that the server has missed: the value it may still hold is an old one."""
        if len(self.owed) < OWED_AT_MOST:
            self.owed.add(key)


_lines: dict[str, Line] = {}


class TolerantRedis(RedisCache):
    """Django's cache on Redis; keys that begin as one of ``OPTIONS["COUNTED"]`` are counts."""

    def __init__(self, server, params):
        options = {**PATIENCE, **params.get("OPTIONS", {})}
        self._counted = tuple(options.pop("COUNTED", ()))
        super().__init__(server, {**params, "OPTIONS": options})
        self._line = _lines.setdefault(str(server), Line())
        self._table = DatabaseCache(Count._meta.db_table, {"KEY_PREFIX": self.key_prefix, "OPTIONS": {}})

    get_many, set_many, delete_many = BaseCache.get_many, BaseCache.set_many, BaseCache.delete_many

    def get(self, key, default=None, version=None):
        return self._ask("get", default, key, default=default, version=version)

    def has_key(self, key, version=None):
        return self._ask("has_key", False, key, version=version)

    def add(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        return self._ask("add", False, key, value, timeout=timeout, version=version)

    def set(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        return self._ask("set", None, key, value, timeout=timeout, version=version)

    def touch(self, key, timeout=DEFAULT_TIMEOUT, version=None):
        return self._ask("touch", False, key, timeout=timeout, version=version)

    def delete(self, key, version=None):
        return self._ask("delete", False, key, version=version)

    def incr(self, key, delta=1, version=None):
        found = self._ask("incr", None, key, delta, version=version)
        if found is None:
            raise ValueError(f"Key '{key}' not found")
        return found

    def clear(self):
        return self._try("clear", (), {})[1]

    def answers(self) -> bool:
        """Whether the server answers now, asked whatever was known."""
        try:
            self._cache.get_client().ping()
        except (RedisError, OSError) as error:
            self._line.failed(error)
            return False
        self._line.answered()
        return True

    def _ask(self, name: str, otherwise: Any, key: str, *arguments: Any, **options: Any) -> Any:
        """The server's answer; without it that of the table for a count, else ``otherwise``."""
        done, answer = self._try(name, (key, *arguments), options)
        if done:
            return answer
        if key.startswith(self._counted):
            return getattr(self._table, name)(key, *arguments, **options)
        if name in WRITES:
            self._line.owe(self.make_and_validate_key(key, version=options.get("version")))
        return otherwise

    def _try(self, name: str, arguments: tuple, options: dict) -> tuple[bool, Any]:
        if not self._line.may_be_asked():
            return False, None
        try:
            self._drop_owed()
            answer = getattr(super(), name)(*arguments, **options)
        except (RedisError, OSError) as error:
            self._line.failed(error)
            return False, None
        self._line.answered()
        return True, answer

    def _drop_owed(self) -> None:
        """Before the server is believed again, drop what it holds of before: a session ended meanwhile is ended."""
        owed = self._line.owed
        if not owed:
            return
        client = self._cache.get_client(write=True)
        client.flushdb() if len(owed) >= OWED_AT_MOST else client.delete(*owed)
        owed.clear()
