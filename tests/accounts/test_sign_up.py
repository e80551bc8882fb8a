"""Making an account, coming back to it, changing its pass phrase."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Consent, User
from tests import factories

SIGN_UP, SIGN_IN = reverse("account_signup"), reverse("account_login")
PERSON = {
    "first_name": "Fatima-Zahra",
    "last_name": "El Idrissi",
    "email": "fz@demo.example",
    "password1": factories.PASSPHRASE,
    "password2": factories.PASSPHRASE,
    "consent": "on",
}
NEW_PASSPHRASE = "les fils de la trame"


def _code(mail) -> str:
    """The code that a mail gives to type."""
    return re.search(r"^\s*([A-Z0-9]{3,}-?[A-Z0-9]{3,})\s*$", mail.body, re.MULTILINE)[1]


def _link(mail) -> str:
    return re.search(r"https?://[^/\s]+(/\S+)", mail.body)[1]


def _is_signed_in(client) -> bool:
    return client.get(reverse("account_home")).status_code == 200


def _sign_in(client, email: str, passphrase: str = factories.PASSPHRASE):
    return client.post(SIGN_IN, {"login": email, "password": passphrase})


def test_nobody_signs_up_without_agreeing(client, db):
    reply = client.post(SIGN_UP, {**PERSON, "consent": ""})

    assert "Sans votre accord" in reply.content.decode()
    assert PERSON["email"] in reply.content.decode()  # what was typed is kept
    assert not User.objects.filter(email=PERSON["email"]).exists()


def test_agreement_is_kept_with_its_version(client, db, settings):
    client.post(SIGN_UP, PERSON)

    person = User.objects.get(email=PERSON["email"])
    assert str(person) == "Fatima-Zahra El Idrissi"
    assert Consent.objects.get(user=person).policy_version == settings.POLICY_VERSION


def test_code_can_be_sent_again_and_the_new_one_opens_the_account(client, db, mailoutbox):
    asked = client.post(SIGN_UP, PERSON, follow=True)
    assert 'form="resend"' in asked.content.decode()

    client.post(reverse("account_email_verification_sent"), {"action": "resend"})
    client.post(reverse("account_email_verification_sent"), {"code": _code(mailoutbox[1])})

    assert len(mailoutbox) == 2
    assert _is_signed_in(client)


def test_way_for_who_forgot_comes_after_the_pass_phrase(client, db):
    page = client.get(SIGN_IN).content.decode()

    assert page.index('name="password"') < page.index(reverse("account_reset_password"))
    assert page.count(reverse("account_reset_password")) == 1


def test_account_opens_by_the_code_of_the_mail(client, db, mailoutbox):
    asked = client.post(SIGN_UP, PERSON, follow=True)
    assert not _is_signed_in(client)

    reply = client.post(asked.request["PATH_INFO"], {"code": _code(mailoutbox[0])})

    assert (reply.status_code, reply.headers["Location"]) == (302, reverse("today"))
    assert _is_signed_in(client)
    assert mailoutbox[0].to == [PERSON["email"]]


def test_a_wrong_code_opens_nothing(client, db, mailoutbox):
    asked = client.post(SIGN_UP, PERSON, follow=True)

    client.post(asked.request["PATH_INFO"], {"code": "AAAA-AAAA"})

    assert not _is_signed_in(client)
    assert not User.objects.get(email=PERSON["email"]).emailaddress_set.filter(verified=True).exists()


def test_unverified_account_cannot_sign_in(db):
    Client().post(SIGN_UP, PERSON)
    later = Client()

    _sign_in(later, PERSON["email"])

    assert not _is_signed_in(later)


def test_sign_up_does_not_tell_who_has_an_account(client, stranger, mailoutbox):
    known = client.post(SIGN_UP, {**PERSON, "email": stranger.email})
    new = Client().post(SIGN_UP, PERSON)

    assert (known.status_code, known.headers["Location"]) == (new.status_code, new.headers["Location"])
    assert User.objects.filter(email=stranger.email).count() == 1


@pytest.mark.parametrize("passphrase", ["court", "1234567890", "fz@demo.example"])
def test_weak_pass_phrase_is_refused(client, db, passphrase):
    client.post(SIGN_UP, {**PERSON, "password1": passphrase, "password2": passphrase})

    assert not User.objects.exclude(is_system=True).exists()


def test_address_is_the_same_in_capitals(client, stranger):
    _sign_in(client, stranger.email.upper())

    assert _is_signed_in(client)


def test_five_wrong_pass_phrases_close_the_account_for_a_while_and_no_other(stranger, salma):
    """A class sits behind one address: only the account that is guessed at waits."""
    guesser = Client()
    for _ in range(5):
        _sign_in(guesser, stranger.email, "je devine encore")

    _sign_in(guesser, stranger.email)
    assert not _is_signed_in(guesser)

    neighbour = Client()
    _sign_in(neighbour, salma.email)
    assert _is_signed_in(neighbour)


def test_forgotten_pass_phrase_is_replaced_by_the_mails_link(stranger, mailoutbox):
    visitor = Client()
    visitor.post(reverse("account_reset_password"), {"email": stranger.email})
    form = visitor.get(_link(mailoutbox[0]), follow=True)

    visitor.post(form.request["PATH_INFO"], {"password1": NEW_PASSPHRASE, "password2": NEW_PASSPHRASE})

    for passphrase, opens in ((factories.PASSPHRASE, False), (NEW_PASSPHRASE, True)):
        later = Client()
        _sign_in(later, stranger.email, passphrase)
        assert _is_signed_in(later) is opens


def test_reset_link_works_once(stranger, mailoutbox):
    visitor = Client()
    visitor.post(reverse("account_reset_password"), {"email": stranger.email})
    form = visitor.get(_link(mailoutbox[0]), follow=True)
    visitor.post(form.request["PATH_INFO"], {"password1": NEW_PASSPHRASE, "password2": NEW_PASSPHRASE})

    other = Client()
    again = other.get(_link(mailoutbox[0]), follow=True)
    other.post(again.request["PATH_INFO"], {"password1": "une autre encore", "password2": "une autre encore"})

    later = Client()
    _sign_in(later, stranger.email, NEW_PASSPHRASE)
    assert _is_signed_in(later)


def test_reset_does_not_tell_who_has_an_account(stranger, mailoutbox):
    answers = [
        Client().post(reverse("account_reset_password"), {"email": email})
        for email in (stranger.email, "nobody@demo.example")
    ]

    assert answers[0].headers["Location"] == answers[1].headers["Location"]


def test_changed_pass_phrase_closes_the_other_sessions(stranger):
    here, elsewhere = Client(), Client()
    for browser in (here, elsewhere):
        _sign_in(browser, stranger.email)
    epoch = stranger.session_epoch

    here.post(
        reverse("account_change_password"),
        {"oldpassword": factories.PASSPHRASE, "password1": NEW_PASSPHRASE, "password2": NEW_PASSPHRASE},
    )

    assert _is_signed_in(here)
    assert not _is_signed_in(elsewhere)
    stranger.refresh_from_db()
    assert stranger.session_epoch > epoch  # open sockets are judged by it


def test_person_sees_their_sessions_and_ends_the_others(stranger):
    here, elsewhere = Client(), Client()
    for browser in (here, elsewhere):
        _sign_in(browser, stranger.email)
        browser.get(reverse("today"))

    here.post(reverse("usersessions_list"), {"action": "end_all"})

    assert _is_signed_in(here)
    assert not _is_signed_in(elsewhere)
