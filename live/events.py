"""What happens in rooms, beside what is said there."""

from core.events import event
from live.models import Room

MESSAGE_REMOVE = event("live.message.remove", Room, "A trainer takes a message out of sight.", {"number": int})
