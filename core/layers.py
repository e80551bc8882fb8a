"""The channel layer on Redis, that keeps nobody waiting: a server that is away or silent is an error at once."""

import asyncio
import time
from typing import Any

from channels_redis.pubsub import RedisPubSubChannelLayer
from redis.exceptions import RedisError

ANSWER_SECONDS = 1.0
PAUSE_SECONDS = 2.0


class LayerAway(ConnectionError):
    """The server does not answer, or did not a moment ago and is not asked again yet."""


class BoundedLayer(RedisPubSubChannelLayer):
    """Channels' layer on Redis Pub/Sub, each of its acts bounded; ``core.listening`` bears what it raises."""

    away_until = 0.0

    async def group_send(self, group: str, message: dict) -> None:
        """Send to a group; while the server is away, all but one sender in two seconds fail at once."""
        if time.monotonic() < self.away_until:
            raise LayerAway(group)
        try:
            await self._bounded("group_send", group, message)
        except LayerAway:
            self.away_until = time.monotonic() + PAUSE_SECONDS
            raise

    async def group_add(self, group: str, channel: str) -> None:
        await self._bounded("group_add", group, channel)

    async def group_discard(self, group: str, channel: str) -> None:
        await self._bounded("group_discard", group, channel)

    async def new_channel(self, prefix: str = "specific.") -> str:
        return await self._bounded("new_channel", prefix)

    async def _bounded(self, name: str, *arguments: Any) -> Any:
        try:
            return await asyncio.wait_for(getattr(self._get_layer(), name)(*arguments), ANSWER_SECONDS)
        except (RedisError, OSError) as error:
            raise LayerAway(type(error).__name__) from error
