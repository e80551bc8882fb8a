"""Reads of notices for screens, and of what people chose."""

from collections.abc import Iterable

from accounts.models import User
from core.notices import NoticeKind, Topic, topic_of, topics
from inbox.models import Choice, Preference

Way = Choice.Way


def usual_way(topic: Topic) -> Way:
    """The way of a topic where nothing was chosen."""
    return Way.MAIL if topic.email else Way.HERE


def ways_of(people: Iterable[User], kind: NoticeKind) -> dict[int, Way]:
    """How each of ``people`` is told of a notice of ``kind``, in two queries."""
    pks = [person.pk for person in people]
    topic = topic_of(kind.verb)
    silent = set(Preference.objects.filter(user__in=pks, email=False).values_list("user_id", flat=True))
    rows = Choice.objects.filter(user__in=pks, topic=topic.key if topic else "")
    chosen = {row.user_id: Way(row.way) for row in rows}
    usual = Way.MAIL if kind.email else Way.HERE
    ways = {pk: chosen.get(pk, usual) for pk in pks}
    return {pk: Way.HERE if way == Way.MAIL and pk in silent else way for pk, way in ways.items()}


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
