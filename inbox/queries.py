"""Reads of what a person chose, for screens."""

from accounts.models import User
from core.notices import topics
from inbox.models import Choice, Preference
from inbox.ways import Way, usual_way


def email_wanted(user: User) -> bool:
    """Whether notices may go by e-mail at all: True unless the person said no."""
    return not Preference.objects.filter(user=user, email=False).exists()


def choices_of(user: User) -> dict[str, Way]:
    """Topic → way, of the topics that concern the person, by the roles they hold."""
    chosen = dict(Choice.objects.filter(user=user).values_list("topic", "way"))
    held = {role for role, _organisation in user.roles()}
    concerning = {key: topic for key, topic in topics.items() if not topic.roles or topic.roles & held}
    return {key: Way(chosen.get(key, usual_way(topic))) for key, topic in concerning.items()}
