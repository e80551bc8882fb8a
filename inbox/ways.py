"""How people are told: what a topic does by itself, and what each of them chose."""

from collections.abc import Iterable

from accounts.models import User
from core.notices import NoticeKind, Topic, topic_of
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
