"""Every socket address."""

from django.urls import path, re_path

from core.pages import EventsConsumer
from live.consumers import RoomConsumer


async def nowhere(scope, receive, send) -> None:
    """Any other address: the handshake is refused, without an error in the log."""
    await send({"type": "websocket.close"})


websocket_urlpatterns = [
    path("ws/evenements/", EventsConsumer.as_asgi()),
    path("ws/salles/<int:room_id>/", RoomConsumer.as_asgi()),
    re_path("", nowhere),
]
