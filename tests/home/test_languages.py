"""Language: the address's prefix, else the account's, else the cookie's, else French; the browser's wish is ignored."""

import json
import re
from html.parser import HTMLParser

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from accounts.models import User
from courses.blocks import BodyBlock
from home import public
from home.ground import make_site
from home.models import StandardPage
from tests import factories

APP_PAGE = "/recherche/"
# (prefix of the address, language of the account, language of the cookie) -> language of the page
CHOICES = [
    ("", None, None, "fr"),
    ("", None, "ar", "ar"),
    ("", "en", None, "en"),
    ("", "en", "ar", "en"),
    ("", None, "de", "fr"),
    ("", None, "<b>", "fr"),
    ("/ar", None, None, "ar"),
    ("/ar", "en", "en", "ar"),
    ("/fr", "ar", "ar", "fr"),
]


def _language(reply) -> str:
    text = reply.content.decode()
    spoken = text.split('<html lang="')[1][:2]
    assert reply.headers["Content-Language"] == spoken
    assert ('dir="rtl"' in text.split(">", 3)[1]) is (spoken == "ar")
    return spoken


@pytest.mark.parametrize(("prefix", "account", "cookie", "spoken"), CHOICES)
def test_which_language_wins(a, salma, prefix, account, cookie, spoken):
    browser = Client(headers={"Accept-Language": "en-US,en;q=0.9"})
    if account:
        User.objects.filter(pk=salma.pk).update(language=account)
        browser.force_login(salma)
    if cookie:
        browser.cookies["language"] = cookie

    assert _language(browser.get(f"{prefix}/" if prefix else APP_PAGE)) == spoken


@pytest.mark.parametrize("wish", ["en-US,en", "ar", "de-DE", "*"])
def test_browsers_wish_is_ignored(client, a, wish):
    assert _language(client.get(APP_PAGE, headers={"Accept-Language": wish})) == "fr"
    assert client.get("/", headers={"Accept-Language": wish}).headers["Location"] == "/fr/"


def test_visitors_choice_is_kept_in_a_cookie(client, a):
    client.post(reverse("set_language"), {"language": "ar", "next": APP_PAGE})

    assert _language(client.get(APP_PAGE)) == "ar"
    assert client.get("/").headers["Location"] == "/ar/"


def test_persons_choice_is_kept_in_the_account(client, salma):
    client.force_login(salma)

    client.post(reverse("set_language"), {"language": "ar"})

    elsewhere = Client()
    elsewhere.force_login(salma)
    assert _language(elsewhere.get(reverse("today"))) == "ar"


@pytest.mark.parametrize("language", ["de", "", "fr-FR", "<b>"])
def test_language_that_is_not_ours_changes_nothing(client, salma, language):
    client.force_login(salma)

    client.post(reverse("set_language"), {"language": language})

    salma.refresh_from_db()
    assert salma.language == "fr"
    assert "language" not in client.cookies


@pytest.mark.parametrize("target", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)", "x"])
def test_choice_leads_back_to_our_own_pages_only(client, db, target):
    assert client.post(reverse("set_language"), {"language": "ar", "next": target}).headers["Location"] == "/"


def test_public_page_offers_itself_in_the_other_languages(client, a):
    text = client.get("/fr/formations/").content.decode()

    assert 'href="/ar/formations/"' in text
    assert 'href="/en/formations/"' in text


ARABIC = re.compile("[\u0600-\u06ff]+")
WITHOUT_END = {"meta", "link", "img", "input", "br", "hr", "path", "source", "circle", "rect"}


class FrenchParts(HTMLParser):
    """Gathers the words that a page declares French: those of the nearest element that says its language."""

    def __init__(self):
        super().__init__()
        self.languages, self.words = [""], []

    def handle_starttag(self, tag, attributes):
        if tag not in WITHOUT_END:
            self.languages.append(dict(attributes).get("lang") or self.languages[-1])

    def handle_endtag(self, tag):
        if tag not in WITHOUT_END:
            self.languages.pop()

    def handle_data(self, text):
        if self.languages[-1] == "fr":
            self.words.append(text)


def _french_words(reply) -> str:
    parser = FrenchParts()
    parser.feed(reply.content.decode())
    assert parser.languages == [""], "the page's elements are not closed"
    return " ".join(parser.words)


@pytest.fixture
def arabic_reader(client, a, salma):
    """Salma reads in Arabic a lesson with every block that can be shown without a file."""
    samples = [
        {"type": name, "value": block.meta.preview_value}
        for name, block in BodyBlock().child_blocks.items()
        if name in ("text", "heading", "code", "your_turn", "disclosure", "steps")
    ]
    samples.append({"type": "callout", "value": {"kind": "tip", "title": "", "text": "<p>Relisez.</p>"}})
    samples.append(
        {"type": "video", "value": {"address": "https://www.youtube.com/watch?v=aqz-KE-bpKQ", "title": "Vu"}}
    )
    a.lesson.body, a.lesson.prerequisites = json.dumps(samples), "<p>Les bases du langage.</p>"
    a.lesson.save()
    User.objects.filter(pk=salma.pk).update(language="ar")
    client.force_login(salma)
    return client


def test_interface_never_speaks_arabic_inside_a_french_part(arabic_reader, a):
    """A screen reader would read it with a French voice, and its marks would stand on the wrong side."""
    a.project.team_size = 2
    a.project.save()
    code, given = a.cohort.code, factories.assignment(a.cohort, a.project)
    addresses = [
        reverse("today"),
        reverse("learning:path", args=[code]),
        reverse("learning:module", args=[code, a.module.pk]),
        reverse("learning:lesson", args=[code, a.lesson.pk]),
        reverse("projects:brief", args=[code, given.pk]),
        reverse("cohorts:sessions", args=[code]),
        a.bootcamp.url.replace("/fr/", "/ar/"),
        a.module.url.replace("/fr/", "/ar/"),
    ]
    for address in addresses:
        reply = arabic_reader.get(address)

        assert reply.status_code == 200, address
        assert ARABIC.findall(_french_words(reply)) == [], address


def test_lesson_s_own_words_are_declared_french(arabic_reader, a):
    words = _french_words(arabic_reader.get(reverse("learning:lesson", args=[a.cohort.code, a.lesson.pk])))

    for text in (a.lesson.title, a.lesson.objective, "Les bases du langage.", "Relisez."):
        assert text in words


# The site's own pages


@pytest.fixture
def about(db):
    make_site()
    return StandardPage.objects.get(slug="a-propos")


@pytest.mark.parametrize(("language", "title", "lang"), [("ar", "من نحن", "ar"), ("fr", "À propos", "fr")])
def test_standing_page_and_its_link_speak_the_readers_language(client, about, language, title, lang):
    page = client.get(f"/{language}/a-propos/").content.decode()

    assert f'<article class="stack g-5" lang="{lang}"' in page
    assert f'<a href="/{language}/a-propos/" lang="{lang}">{title}</a>' in page


def test_page_without_arabic_words_stays_french(client, about):
    StandardPage.objects.update(title_ar="", intro_ar="", body_ar="")
    public.purge()

    assert '<article class="stack g-5" lang="fr" dir="ltr">' in client.get("/ar/a-propos/").content.decode()


def test_page_is_never_half_in_arabic(about):
    about.intro_ar = ""

    with override("fr"):
        with pytest.raises(ValidationError) as refused:
            about.full_clean()

        assert refused.value.message_dict == {"intro_ar": ["Donnez tous les textes en arabe, ou aucun."]}
