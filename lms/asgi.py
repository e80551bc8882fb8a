"""HTTP and sockets by ASGI; the embedded default serves both with Daphne."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings")
http = get_asgi_application()

from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402  needs the apps loaded
from channels.security.websocket import AllowedHostsOriginValidator  # noqa: E402
from channels.sessions import CookieMiddleware  # noqa: E402

from core.middleware import plain_socket_cookies  # noqa: E402
from lms.checks import refuse_to_start  # noqa: E402
from lms.routing import websocket_urlpatterns  # noqa: E402

refuse_to_start()
# Who asks is found by core.reception, for everybody who comes at once.
sockets = CookieMiddleware(plain_socket_cookies(URLRouter(websocket_urlpatterns)))
application = ProtocolTypeRouter({"http": http, "websocket": AllowedHostsOriginValidator(sockets)})
