"""Every socket address."""

from django.urls import path

from core.consumers import EventsConsumer
from live.consumers import RoomConsumer

websocket_urlpatterns = [
    path("ws/evenements/", EventsConsumer.as_asgi()),
    path("ws/salles/<int:room_id>/", RoomConsumer.as_asgi()),
]
