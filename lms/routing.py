"""Every socket address."""

websocket_urlpatterns: list = []
