"""The socket of a room: joins the hub of its process, never the channel layer."""

from django.core.exceptions import ValidationError

from core.consumers import BaseConsumer
from live.actions import clean_words
from live.hub import Member, hub_for
from live.models import Room
from live.writer import refusal


class RoomConsumer(BaseConsumer):
    """``/ws/salles/<id>/``: say, acknowledge, hear."""

    # No channel of its own: the hub holds the only subscription of this process.
    channel_layer_alias = "none"

    @property
    def room_id(self) -> int:
        return self.scope["url_route"]["kwargs"]["room_id"]

    def judge(self, user) -> object:
        room = Room.objects.visible_to(user).select_related("session__cohort").filter(pk=self.room_id).first()
        return room if room is not None and user.has_perm("live.enter_room", room) else None

    async def joined(self):
        self.hub = hub_for(self.room_id)
        await self.hub.join(id(self), Member(self.ticket, self.base_send, self.close, self.judged_well))
        await self.send_json([{"kind": "hello", "last": self.judgement.last_number}])

    async def left(self):
        await self.hub.leave(id(self))

    async def receive_say(self, message):
        """Words to keep; the answer carries the sender's key and the number given."""
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
        """The browser tells, every five seconds, that it reads."""
        self.hub.acknowledge(id(self))
