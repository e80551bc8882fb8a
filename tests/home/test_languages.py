"""Language: the address's prefix, else the account's, else the cookie's, else French; the browser's wish is ignored."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User

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
