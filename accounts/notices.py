"""What administrators are told about the platform itself."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from core.notices import declare, topic


def _administrators(event):
    return User.objects.filter(memberships__role=Role.ADMINISTRATOR).distinct()


declare(
    "accounts.organisation.lack_room",
    _("The platform will soon have no room left: make some before it refuses what people send."),
    recipients=_administrators,
    url=lambda event: reverse("operators"),
)
topic(
    "room",
    _("Room on the platform’s disk"),
    "accounts.organisation.lack_room",
    roles={Role.ADMINISTRATOR},
    essential=True,
)
