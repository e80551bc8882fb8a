"""HTTP by WSGI, for production beside an ASGI process for the sockets."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings")
application = get_wsgi_application()

from lms.checks import refuse_to_start  # noqa: E402  needs the apps loaded

refuse_to_start()
