"""Tell people of events, in the application and by e-mail."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.preferences import email_wanted
from core import mail
from core.events import broadcast_to
from core.models import Event
from core.notices import registry
from inbox.models import Delivery, Notice


@transaction.atomic
def tell(event: Event) -> list[Notice]:
    """Make the notices of ``event`` for its recipients but its actor; telling twice changes nothing."""
    kind = registry.get(event.verb)
    if kind is None:
        return []
    told = set(Notice.objects.filter(event=event).values_list("user_id", flat=True))
    people = {person for person in kind.recipients(event) if person and person.pk not in {*told, event.actor_id}}
    notices = [
        Notice.objects.create(user=person, event=event, verb=event.verb, data=kind.data(event), url=kind.url(event))
        for person in people
    ]
    if kind.email:
        due = timezone.now()
        Delivery.objects.bulk_create(
            Delivery(notice=notice, due_at=due) for notice in notices if email_wanted(notice.user)
        )
    transaction.on_commit(lambda: _ring(notices), robust=True)
    return notices


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
            "preferences_url": settings.BASE_URL + reverse("account_home"),
        }
        body = render_to_string("emails/inbox/notice.txt", context)
        subject = _("Minwal: %(sentence)s") % {"sentence": sentence}
    return EmailMessage(" ".join(subject.split())[:150], body, to=[notice.user.email])
