"""Notices: one per person and event, in the reader's words, by mail unless they say no."""

import smtplib
from datetime import timedelta
from itertools import pairwise

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone, translation

from cohorts import actions as cohort_actions
from core.mail import is_refused
from core.models import Event
from core.notices import registry, topics
from inbox import actions
from inbox.models import Delivery, Notice
from tests import factories


@pytest.fixture
def session(a):
    return factories.session(
        a.cohort, starts_at=timezone.now() + timedelta(days=1), ends_at=timezone.now() + timedelta(days=1, hours=2)
    )


@pytest.fixture
def cancelled(a, session, committed) -> Event:
    """A cancelled session: told in the application and by mail."""
    with committed():
        cohort_actions.cancel_session(session, by=a.manager)
    return Event.objects.get(verb="cohorts.session.cancel")


def test_event_told_twice_is_one_notice_and_one_mail(a, cancelled, mailoutbox):
    for _ in range(2):
        actions.tell(cancelled)
        actions.deliver_due()

    assert Notice.objects.filter(user=a.enrolment.learner).count() == 1
    assert len(mailoutbox) == 1


def test_everybody_concerned_is_told_and_nobody_else(a, b, session, committed):
    classmate = factories.enrolment(a.cohort)
    left = factories.enrolment(a.cohort, state="withdrawn")

    with committed():
        cohort_actions.cancel_session(session, by=a.manager)

    told = {notice.user for notice in Notice.objects.all()}
    assert told == {a.enrolment.learner, classmate.learner}
    assert left.learner not in told
    assert b.enrolment.learner not in told


def test_who_did_it_is_not_told(a, session, committed):
    """A manager who also learns in the cohort."""
    factories.enrolment(a.cohort, learner=a.manager)

    with committed():
        cohort_actions.cancel_session(session, by=a.manager)

    assert not Notice.objects.filter(user=a.manager).exists()


def test_mail_is_a_row_until_it_left(cancelled):
    delivery = Delivery.objects.get()

    assert delivery.sent_at is not None
    assert (delivery.attempts, delivery.error) == (1, "")


def chosen(client, **ways) -> dict:
    """The form of choices as it stands, with some changed; sent."""
    form = client.get(reverse("inbox:settings")).context["form"]
    values = {name: form[name].value() for name in form.fields}
    values["email"] = "on" if values["email"] else ""
    return client.post(reverse("inbox:settings"), values | ways)


def test_main_switch_stops_the_mails_and_not_the_notices(client, a, session, committed, mailoutbox):
    learner = a.enrolment.learner
    client.force_login(learner)
    chosen(client, email="")

    with committed():
        cohort_actions.cancel_session(session, by=a.manager)

    assert Notice.objects.filter(user=learner).count() == 1
    assert mailoutbox == []


@pytest.mark.parametrize(("way", "notices", "mails"), [("mail", 1, 1), ("here", 1, 0), ("none", 0, 0)])
def test_each_kind_has_its_own_switch(client, a, session, committed, mailoutbox, way, notices, mails):
    client.force_login(a.enrolment.learner)
    chosen(client, sessions=way)

    with committed():
        cohort_actions.cancel_session(session, by=a.manager)

    assert Notice.objects.filter(user=a.enrolment.learner).count() == notices
    assert len(mailoutbox) == mails


def test_kind_told_here_only_goes_by_mail_to_who_wants_it(client, a, session, committed, mailoutbox):
    client.force_login(a.enrolment.learner)
    chosen(client, session_open="mail")
    soon = factories.session(a.cohort, starts_at=timezone.now(), ends_at=timezone.now() + timedelta(hours=2))

    with committed():
        cohort_actions.open_session(soon, by=a.trainer)

    assert [mail.to for mail in mailoutbox] == [[a.enrolment.learner.email]]


def test_ones_place_cannot_be_silenced(client, a):
    client.force_login(a.enrolment.learner)

    assert chosen(client, enrolment="none").status_code == 422


WORK = {
    "learner": set(),
    "mentor": {"staff", "submissions", "promise_soon", "first_reviews"},
    "trainer": {"staff", "submissions", "promise_soon", "promises", "first_reviews"},
    "manager": {"held", "seats", "promises", "first_reviews"},
    "officer": set(),
    "administrator": {"room"},
}


@pytest.mark.parametrize("who", WORK)
def test_topics_are_those_of_ones_work(client, a, officer, administrator, who):
    people = {"learner": a.enrolment.learner, "officer": officer, "administrator": administrator, **vars(a)}
    client.force_login(people[who])

    fields = client.get(reverse("inbox:settings")).context["form"].fields

    assert set(fields) & {key for keys in WORK.values() for key in keys} == WORK[who]


def test_every_notice_has_one_switch_and_one_usual_way():
    verbs = [verb for found in topics.values() for verb in found.verbs]

    assert sorted(verbs) == sorted(registry)
    for found in topics.values():
        assert len({registry[verb].email for verb in found.verbs}) == 1, found.key


def test_telling_many_asks_for_their_choices_once(a, session, committed, django_assert_max_num_queries):
    for _ in range(12):
        factories.enrolment(a.cohort)
    with committed():
        cohort_actions.cancel_session(session, by=a.manager)
    event = Event.objects.get(verb="cohorts.session.cancel")
    Notice.objects.all().delete()

    with django_assert_max_num_queries(60):
        actions.tell(event)


def _tried_at(moment) -> int:
    """How many tries a delivery has behind it once the worker looked at ``moment``."""
    with time_machine.travel(moment, tick=False):
        actions.deliver_due()
    return Delivery.objects.get().attempts


@pytest.mark.parametrize(("email", "way"), [("", "mail"), ("on", "here")])
def test_mail_that_waits_does_not_leave_once_it_is_not_wanted(
    settings, client, a, session, committed, mailoutbox, email, way
):
    """The mail server was away; meanwhile the person said no."""
    works, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, "tests.mail.DeadServer"
    with committed():
        cohort_actions.cancel_session(session, by=a.manager)
    settings.EMAIL_BACKEND = works
    client.force_login(a.enrolment.learner)
    chosen(client, email=email, sessions=way)

    with time_machine.travel(timezone.now() + timedelta(days=1)):
        actions.deliver_due()

    assert mailoutbox == []


def test_mail_that_waits_does_not_leave_to_a_closed_account(settings, a, session, committed, mailoutbox):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    with committed():
        cohort_actions.cancel_session(session, by=a.manager)
    type(a.manager).objects.filter(pk=a.enrolment.learner_id).update(is_active=False)

    actions.deliver_due()

    assert mailoutbox == []


def test_failed_mail_is_tried_again_later_and_later_then_given_up(settings, a, session, committed, mailoutbox):
    settings.EMAIL_BACKEND = "tests.mail.DeadServer"
    with committed():
        cohort_actions.cancel_session(session, by=a.manager)

    second, waits = timedelta(seconds=1), []
    for tries in range(1, Delivery.MAX_ATTEMPTS):
        due = Delivery.objects.get().due_at
        assert _tried_at(due - second) == tries  # not before its time
        assert _tried_at(due + second) == tries + 1
        waits.append(Delivery.objects.get().due_at - due - second)

    assert all(later >= 2 * earlier for earlier, later in pairwise(waits))
    assert _tried_at(timezone.now() + timedelta(days=365)) == Delivery.MAX_ATTEMPTS
    delivery = Delivery.objects.get()
    assert "unexpectedly closed" in delivery.error
    assert delivery.sent_at is None
    assert mailoutbox == []


def test_refused_address_is_not_tried_again(settings, a, session, committed):
    settings.EMAIL_BACKEND = "tests.mail.Refusing"
    with committed():
        cohort_actions.cancel_session(session, by=a.manager)

    assert _tried_at(timezone.now() + timedelta(days=1)) == 1
    delivery = Delivery.objects.get()
    assert delivery.refused_at is not None
    assert "No such user" in delivery.error


def test_address_refused_for_now_is_tried_again(settings, a, session, committed):
    settings.EMAIL_BACKEND = "tests.mail.Greylisting"
    with committed():
        cohort_actions.cancel_session(session, by=a.manager)

    assert _tried_at(timezone.now() + timedelta(days=1)) == 2
    assert Delivery.objects.get().refused_at is None


FAILURES = [
    (smtplib.SMTPRecipientsRefused({"a@demo.example": (550, b""), "b@demo.example": (450, b"")}), False),
    (smtplib.SMTPDataError(554, b"looks like spam"), True),
    (smtplib.SMTPDataError(451, b"later"), False),
    (smtplib.SMTPAuthenticationError(535, b"our own pass phrase"), False),
    (smtplib.SMTPSenderRefused(550, b"our own address", "us@demo.example"), False),
    (smtplib.SMTPServerDisconnected("gone"), False),
    (UnicodeEncodeError("ascii", "é", 0, 1, "an address that cannot be written"), True),
]


@pytest.mark.parametrize(("failure", "refused"), FAILURES, ids=[str(row[0])[:40] for row in FAILURES])
def test_what_is_our_own_fault_refuses_nobody(failure, refused):
    assert is_refused(failure) is refused


def test_mail_leaves_when_the_server_is_back(settings, a, session, committed, mailoutbox):
    works, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, "tests.mail.DeadServer"
    with committed():
        cohort_actions.cancel_session(session, by=a.manager)
    settings.EMAIL_BACKEND = works

    actions.deliver_due()
    assert mailoutbox == []  # not before its time
    with time_machine.travel(timezone.now() + timedelta(minutes=3)):
        actions.deliver_due()

    assert len(mailoutbox) == 1
    assert Delivery.objects.get().error == ""


def test_a_dead_mail_server_fails_nobodys_click(settings, client, a, session, committed):
    settings.EMAIL_BACKEND = "tests.mail.DeadServer"
    client.force_login(a.manager)

    with committed():
        reply = client.post(reverse("cohorts:session_cancel", args=[session.pk]))

    assert reply.status_code == 302
    assert Notice.objects.filter(user=a.enrolment.learner).exists()


def test_of_two_workers_one_sends(settings, a, session, committed, mailoutbox):
    """Both read the row before either wrote to it."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    with committed():
        cohort_actions.cancel_session(session, by=a.manager)
    first, second = Delivery.objects.get(), Delivery.objects.get()

    assert (actions.deliver(first), actions.deliver(second)) == (True, False)
    assert len(mailoutbox) == 1


def test_mail_whose_task_was_lost_leaves_at_the_next_sweep(settings, a, session, committed, mailoutbox):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    with committed():
        cohort_actions.cancel_session(session, by=a.manager)
    assert mailoutbox == []

    actions.deliver_due()

    assert len(mailoutbox) == 1


@pytest.mark.parametrize(("language", "words"), [("fr", "est annulée"), ("ar", "أُلغيت"), ("en", "is cancelled")])
def test_mail_speaks_its_readers_language(a, session, committed, mailoutbox, language, words):
    learner = a.enrolment.learner
    learner.language = language
    learner.save()

    with committed(), translation.override("fr"):  # whoever cancels reads French
        cohort_actions.cancel_session(session, by=a.manager)

    with translation.override(language):
        sentence = Notice.objects.get().text
    assert words in sentence
    assert sentence in mailoutbox[0].body
    assert mailoutbox[0].subject.endswith(sentence)


def test_title_on_two_lines_makes_no_header(a, committed, mailoutbox):
    later = timezone.now() + timedelta(days=1)
    session = factories.session(
        a.cohort, title="Revue\r\nBcc: everybody@demo.example", starts_at=later, ends_at=later + timedelta(hours=1)
    )
    with committed():
        cohort_actions.cancel_session(session, by=a.manager)

    assert "\n" not in mailoutbox[0].subject
    assert mailoutbox[0].recipients() == [a.enrolment.learner.email]
    assert mailoutbox[0].message()["Bcc"] is None


# The reader's screens


def test_bell_counts_what_is_unread(client, a, cancelled):
    client.force_login(a.enrolment.learner)
    notice = Notice.objects.get()
    bell = reverse("inbox:unread")
    assert 'class="dot-count"' in client.get(bell).content.decode()

    reply = client.get(reverse("inbox:open", args=[notice.pk]))

    assert reply.headers["Location"] == reverse("cohorts:sessions", args=[a.cohort.code])
    assert 'class="dot-count"' not in client.get(bell).content.decode()


def test_all_of_ones_own_are_read_at_once(client, a, session, committed):
    classmate = factories.enrolment(a.cohort)
    with committed():
        cohort_actions.cancel_session(session, by=a.manager)
    client.force_login(a.enrolment.learner)

    client.post(reverse("inbox:read_all"))

    assert not Notice.objects.visible_to(a.enrolment.learner).unread().exists()
    assert Notice.objects.visible_to(classmate.learner).unread().count() == 1


def test_notice_leads_nowhere_but_to_our_own_pages(client, a, cancelled):
    Notice.objects.update(url="https://elsewhere.example/")
    client.force_login(a.enrolment.learner)

    reply = client.get(reverse("inbox:open", args=[Notice.objects.get().pk]))

    assert reply.headers["Location"] == reverse("inbox:list")


def test_list_shows_the_sentence_in_the_language_of_the_page(client, a, cancelled):
    client.force_login(a.enrolment.learner)

    assert "est annulée" in client.get(reverse("inbox:list")).content.decode()
