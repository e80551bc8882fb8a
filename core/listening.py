"""What is told at once: inside this process directly, to the other processes by the channel layer.

One ear for each event loop listens, whatever the number of rooms and pages. It is looked after:
a broker that goes away is missed within seconds, listened to again when it is back, and whoever follows a group is
told of both, to ask the database meanwhile.
"""

import asyncio
import logging
import secrets
from collections import defaultdict
from collections.abc import Callable
from weakref import WeakKeyDictionary

from asgiref.sync import async_to_sync
from channels.layers import InMemoryChannelLayer, get_channel_layer

logger = logging.getLogger(__name__)

PROCESS = secrets.token_hex(8)
BEAT_SECONDS, DEAF_AFTER, AGAIN_SECONDS = 2.0, 5.0, 1.0
# Each process hears all that the others say and keeps what somebody here follows: a subscription for each group
# would cost a trip to the broker for each page that opens.
EVERYTHING = "everything"
Hearer = Callable[[dict], None]
Watcher = Callable[[bool], None]


def shared_layer():
    """The layer by which processes hear each other; None when this one is alone."""
    layer = get_channel_layer()
    return None if isinstance(layer, InMemoryChannelLayer) else layer


class Ear:
    """The groups that one event loop follows."""

    def __init__(self, loop: asyncio.AbstractEventLoop):
        self.loop = loop
        self.hearers: dict[str, set[Hearer]] = defaultdict(set)
        self.watchers: set[Watcher] = set()
        self.own = f"ear-{secrets.token_hex(8)}"
        self.direct = shared_layer() is None
        self.heard_at = 0.0
        self.tried = asyncio.Event()
        self.tasks: list[asyncio.Task] = []

    async def follow(self, group: str, hear: Hearer) -> None:
        """Have ``hear`` called with each message of ``group``; the first waits until the others are heard, or away."""
        self.hearers[group].add(hear)
        if shared_layer() is None:
            return
        if not self.tasks:
            self.tried.clear()
            self.tasks = [self.loop.create_task(work()) for work in (self._keep_listening, self._keep_beating)]
        await self.tried.wait()

    def unfollow(self, group: str, hear: Hearer) -> None:
        """Stop; the last one to leave ends the listening."""
        self.hearers[group].discard(hear)
        if not self.hearers[group]:
            del self.hearers[group]
        if not self.hearers:
            for task in self.tasks:
                task.cancel()
            self.tasks = []

    def deliver(self, group: str, message: dict) -> None:
        """Hand a message to who follows its group here."""
        for hear in list(self.hearers.get(group, ())):
            try:
                hear(message)
            except Exception:
                # A mistake of ours in one place must not deafen the others.
                logger.exception("group %s: a message was not taken", group)

    # -- the broker --------------------------------------------------------------
    async def _keep_listening(self) -> None:
        while True:
            try:
                async with asyncio.timeout(None) as self.patience:
                    await self._listen()
            except OSError as error:
                self._is_direct(False, error)
            except Exception:
                # Whatever an unreadable message raises: the next ones are heard.
                logger.exception("the other processes: not heard")
                self._is_direct(False)
            self.tried.set()
            await asyncio.sleep(AGAIN_SECONDS)

    async def _listen(self) -> None:
        layer = shared_layer()
        channel = await layer.new_channel()
        for group in (EVERYTHING, self.own):
            await layer.group_add(group, channel)
        self.heard_at = self.loop.time()
        self._is_direct(True)
        self.tried.set()
        try:
            while True:
                self._heard(await layer.receive(channel))
        finally:
            self.letting_go = self.loop.create_task(self._let_go(layer, channel))

    async def _let_go(self, layer, channel: str) -> None:
        """Forget a channel that is read no more."""
        try:
            for group in (EVERYTHING, self.own):
                await layer.group_discard(group, channel)
        except OSError:
            logger.debug("a server that is away has forgotten the channel")

    def _heard(self, message: dict) -> None:
        self.heard_at = self.loop.time()
        if message["type"] == "beat":
            self._is_direct(True)
        elif message["from"] != PROCESS:
            self.deliver(message["group"], message)

    async def _keep_beating(self) -> None:
        """Speak to oneself: who hears it not is deaf, and listens anew."""
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            try:
                await shared_layer().group_send(self.own, {"type": "beat"})
            except OSError as error:
                self._is_direct(False, error)
            if self.direct and self.loop.time() - self.heard_at > DEAF_AFTER:
                self.patience.reschedule(self.loop.time())

    def _is_direct(self, direct: bool, error: Exception | None = None) -> None:
        if direct == self.direct:
            return
        self.direct = direct
        if not direct:
            logger.warning("the other processes are not heard (%s): pages ask by themselves", type(error).__name__)
        for watch in list(self.watchers):
            watch(direct)


_ears: WeakKeyDictionary[asyncio.AbstractEventLoop, Ear] = WeakKeyDictionary()


def ear_here() -> Ear:
    """The ear of the running loop."""
    loop = asyncio.get_running_loop()
    if loop not in _ears:
        _ears[loop] = Ear(loop)
    return _ears[loop]


def _deliver_here(group: str, message: dict) -> None:
    for ear in list(_ears.values()):
        if group in ear.hearers and not ear.loop.is_closed():
            ear.loop.call_soon_threadsafe(ear.deliver, group, message)


async def tell(group: str, message: dict) -> None:
    """Send ``message`` to whoever follows ``group`` anywhere; a broker that is away is logged, never raised."""
    _deliver_here(group, message)
    await _tell_others(group, message)


async def _tell_others(group: str, message: dict) -> None:
    layer = shared_layer()
    if layer is None:
        return
    try:
        await layer.group_send(EVERYTHING, {**message, "group": group, "from": PROCESS})
    except OSError as error:
        # Rows are kept, pages ask for what they lack.
        logger.info("group %s: not told (%s)", group, type(error).__name__)


def tell_from_thread(group: str, message: dict) -> None:
    """The same, from where nothing can be awaited."""
    _deliver_here(group, message)
    if shared_layer() is not None:
        async_to_sync(_tell_others)(group, message)
