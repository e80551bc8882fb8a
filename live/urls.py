"""Addresses of rooms."""

from django.urls import path

from live import views

app_name = "live"
urlpatterns = [
    path("seances/<int:session_id>/salle/", views.room, name="room"),
    path("salles/<int:room_id>/", views.messages, name="messages"),
    path("salles/<int:room_id>/messages/<int:number>/retrait/", views.remove, name="remove"),
]
