"""Reads of what a person chose, for screens."""

from accounts.models import User
from core.notices import topics
from inbox.models import Choice, Preference
from inbox.ways import Way, usual_way


def email_wanted(user: User) -> bool:
    """Whether notices may go by e-mail at all: True unless the person said no."""
    return not Preference.objects.filter(user=user, email=False).exists()


def choices_of(user: User) -> dict[str, Way]:
    """Topic → way, of the topics that concern the person: those of who works with cohorts, when they do."""
    chosen = dict(Choice.objects.filter(user=user).values_list("topic", "way"))
    works = bool(user.roles())
    return {
        key: Way(chosen.get(key, usual_way(topic))) for key, topic in topics.items() if works or not topic.for_staff
    }
