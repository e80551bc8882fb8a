"""Every kind of notice, made to happen: who is told, by which way, in which words, and where its link leads."""

import re

import pytest
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from core.models import Event
from core.notices import registry, topic_of
from inbox import actions
from inbox.models import Choice, Delivery, Notice
from tests.inbox.happenings import HAPPENINGS

pytestmark = pytest.mark.anywhere

LANGUAGES = ("fr", "ar", "en")
# What a sentence names, so that its receiver knows which: one of them at least.
NAMES = ("cohort", "project", "title")
FIGURES = re.compile(r"\d{1,2}/\d{1,2}(/\d{4})?|\d{4}-\d{2}-\d{2}")


@pytest.fixture
def happened(a, committed):
    """``happened(verb)`` → the event, and everybody's notices of it."""

    def happen(verb: str) -> tuple[Event, list[Notice]]:
        with committed():
            HAPPENINGS[verb](a)
        event = Event.objects.filter(verb=verb).latest("pk")
        return event, list(Notice.objects.filter(event=event).select_related("user"))

    return happen


def _told_again(event: Event) -> list[Notice]:
    Notice.objects.filter(event=event).delete()
    actions.tell(Event.objects.get(pk=event.pk))
    return list(Notice.objects.filter(event=event))


def test_every_kind_happens():
    assert sorted(HAPPENINGS) == sorted(registry)


@pytest.mark.parametrize("verb", HAPPENINGS)
def test_kind_is_told_opens_reads_well_and_obeys(client, happened, verb):
    event, notices = happened(verb)

    somebody_is_told_and_not_who_did_it(event, notices)
    link_opens_for_each_receiver_in_each_language(client, notices)
    sentence_is_whole_in_each_language(event, notices[0])
    switch_is_obeyed(event, notices)
    closed_account_is_not_written_to(event, notices)


def somebody_is_told_and_not_who_did_it(event: Event, notices: list[Notice]) -> None:
    assert notices
    assert event.actor_id not in {notice.user_id for notice in notices}


def link_opens_for_each_receiver_in_each_language(client, notices: list[Notice]) -> None:
    """In the situation that the event left."""
    for notice in notices:
        client.force_login(notice.user)
        for language in LANGUAGES:
            User.objects.filter(pk=notice.user_id).update(language=language)
            reply = client.get(reverse("inbox:open", args=[notice.pk]), follow=True)
            html = reply.content.decode()
            assert reply.status_code == 200, (notice.user.email, reply.redirect_chain)
            assert f'<html lang="{language}"' in html
            mark = notice.url.partition("#")[2]
            assert f'id="{mark}"' in html or not mark


def sentence_is_whole_in_each_language(event: Event, notice: Notice) -> None:
    """Filled, translated, its days in words, and saying which cohort, project or session."""
    said = registry[event.verb].data(event)
    which = [str(said[name]) for name in NAMES if name in said]

    for language in LANGUAGES:
        with translation.override(language):
            sentence = notice.text
        assert not re.search(r"%\(|…|\bNone\b", sentence), sentence
        assert not FIGURES.search(sentence), sentence
        assert not which or any(word in sentence for word in which), sentence
        assert (language == "ar") == bool(re.search("[\u0621-\u064a]{3}", sentence)), sentence


def switch_is_obeyed(event: Event, notices: list[Notice]) -> None:
    topic = topic_of(event.verb)
    ways = [way for way in Choice.Way if way != Choice.Way.NONE or not topic.essential]

    for way in ways:
        for notice in notices:
            Choice.objects.update_or_create(user=notice.user, topic=topic.key, defaults={"way": way})
        told = _told_again(event)
        mails = Delivery.objects.filter(notice__in=told).count()
        assert (len(told), mails) == {
            Choice.Way.MAIL: (len(notices), len(notices)),
            Choice.Way.HERE: (len(notices), 0),
            Choice.Way.NONE: (0, 0),
        }[way]


def closed_account_is_not_written_to(event: Event, notices: list[Notice]) -> None:
    closed = {notice.user_id for notice in notices}
    Choice.objects.filter(user__in=closed).delete()
    User.objects.filter(pk__in=closed).update(is_active=False)

    assert closed.isdisjoint(notice.user_id for notice in _told_again(event))
