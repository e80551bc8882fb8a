"""Tell people of events, in the application and by e-mail."""

import re
from collections.abc import Mapping

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from core import mail
from core.events import broadcast_to
from core.models import Event
from core.notices import registry, topics
from inbox.models import Choice, Delivery, Notice, Preference
from inbox.ways import usual_way, ways_of

SUBJECT = 150  # a list of letters shows less


@transaction.atomic
def tell(event: Event) -> list[Notice]:
    """Make the notices of ``event`` for its recipients, but its actor and closed accounts; telling twice changes
    nothing."""
    kind = registry.get(event.verb)
    if kind is None:
        return []
    told = {event.actor_id, *Notice.objects.filter(event=event).values_list("user_id", flat=True)}
    people = {person for person in kind.recipients(event) if person and person.is_active and person.pk not in told}
    ways = ways_of(people, kind)
    asking = [person for person in people if ways[person.pk] != Choice.Way.NONE]
    said = {"verb": event.verb, "data": kind.data(event), "url": kind.url(event)} if asking else {}
    notices = [Notice.objects.create(user=person, event=event, **said) for person in asking]
    due = timezone.now()
    Delivery.objects.bulk_create(
        Delivery(notice=notice, due_at=due) for notice in notices if ways[notice.user_id] == Choice.Way.MAIL
    )
    transaction.on_commit(lambda: _ring(notices), robust=True)
    return notices


@transaction.atomic
def choose(user: User, *, email: bool, ways: Mapping[str, str]) -> None:
    """Keep how ``user`` wants to be told: the main switch of e-mails, and a way by topic (of ``Choice.Way``).

    Raises ValidationError for a topic that is not known, or one that cannot be silenced.
    """
    for key, way in ways.items():
        if key not in topics or (topics[key].essential and way == Choice.Way.NONE):
            raise ValidationError(_("This cannot be chosen."))
    Preference.objects.update_or_create(user=user, defaults={"email": email})
    chosen = {key: way for key, way in ways.items() if way != usual_way(topics[key])}
    Choice.objects.filter(user=user).exclude(topic__in=chosen).delete()
    Choice.objects.bulk_create(
        [Choice(user=user, topic=key, way=way) for key, way in chosen.items()],
        update_conflicts=True, unique_fields=["user", "topic"], update_fields=["way"],
    )  # fmt: skip
    _drop_mails(user)


def _drop_mails(user: User) -> None:
    """What waits to be sent and is wanted no more does not leave."""
    owed = Delivery.objects.filter(notice__user=user, sent_at=None).select_related("notice")
    unwanted = [row.pk for row in owed if ways_of([user], registry[row.notice.verb])[user.pk] != Choice.Way.MAIL]
    Delivery.objects.filter(pk__in=unwanted).delete()


def _ring(notices: list[Notice]) -> None:
    for notice in notices:
        broadcast_to([f"user-{notice.user_id}"], "inbox.notice", notice.pk)


def mark_read(notice: Notice) -> Notice:
    """The person opened it."""
    Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=timezone.now())
    return notice


def mark_all_read(user: User) -> int:
    """The person has seen them all; returns how many were new."""
    return Notice.objects.filter(user=user, read_at=None).update(read_at=timezone.now())


def deliver_due(limit: int = 50) -> int:
    """Send the e-mails that are due; a failure waits twice as long before the next try. Returns how many left."""
    due = Delivery.objects.due(at=timezone.now()).select_related("notice__user")
    return sum(deliver(delivery) for delivery in due[:limit])


def deliver(delivery: Delivery) -> bool:
    """Send one e-mail; of two workers one wins the attempt. A refused address is not tried again."""
    now, attempts = timezone.now(), delivery.attempts + 1
    row = Delivery.objects.filter(pk=delivery.pk)
    mine = row.filter(sent_at=None, attempts=delivery.attempts)
    if not mine.update(attempts=attempts, due_at=now + mail.wait_after(attempts)):
        return False
    try:
        mail_of(delivery.notice).send()
    except mail.FAILURES as failure:
        row.update(error=str(failure)[:300], refused_at=now if mail.is_refused(failure) else None)
        return False
    row.update(sent_at=timezone.now(), error="")
    return True


def mail_of(notice: Notice) -> EmailMessage:
    """The notice as a plain message in its reader's language."""
    with translation.override(notice.user.language):
        sentence = notice.text
        context = {
            "notice": notice,
            "sentence": sentence,
            "url": settings.BASE_URL + reverse("inbox:open", args=[notice.pk]),
            "preferences_url": settings.BASE_URL + reverse("inbox:settings"),
        }
        body = render_to_string("emails/inbox/notice.txt", context)
        subject = _("Minwal: %(sentence)s") % {"sentence": sentence}
    return EmailMessage(_one_line(subject), body, to=[notice.user.email])


def _one_line(subject: str) -> str:
    """A header's text, cut between two words; a no-break space is within one."""
    text = re.sub(r"[^\S\u00a0\u202f]+", " ", subject).strip()
    return text if len(text) <= SUBJECT else f"{text[:SUBJECT].rpartition(' ')[0].rstrip(' ,·')}…"
