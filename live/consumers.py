"""The socket of a room: joins the hub of its process."""

from typing import Any

from django.core.exceptions import ValidationError

from core.consumers import BaseConsumer
from core.listening import ear_here
from live.actions import clean_words
from live.doorkeeper import let_in
from live.hub import RoomHub, hub_for
from live.writer import refusal


class RoomConsumer(BaseConsumer):
    """``/ws/salles/<id>/``: say, acknowledge, hear."""

    __slots__ = ("hub",)
    hub: RoomHub

    @property
    def place(self) -> int:
        return self.scope["url_route"]["kwargs"]["room_id"]

    @staticmethod
    def judge_many(place: Any, people: list) -> dict[int, Any]:
        return let_in(place, people)

    async def joined(self):
        self.hub = hub_for(self.place)
        await self.hub.join(self)
        # Read at the door, before the room was listened to: the page asks for what came between.
        await self.send_json([{"kind": "hello", "last": max(self.judgement, self.hub.told)}])
        if not ear_here().direct:
            await self.send_json([{"kind": "direct", "on": False}])

    async def left(self):
        await self.hub.leave(self)

    async def receive_say(self, message):
        """Words to keep; the answer carries the sender's key and the number given."""
        self.hub.hears_from(self)
        key = message.get("key")
        try:
            words = clean_words(self.user_id, message.get("body"), key)
        except ValidationError as error:
            await self.send_json([refusal(str(key)[:64], error)])
            return
        await self.hub.say(words, self._answer)

    async def _answer(self, answer: dict):
        await self.send_json([answer])

    async def receive_ack(self, message):
        """The browser tells that it reads."""
        self.hub.acknowledge(self)
