"""What changes in the security of an account is told by e-mail, in its person's words."""

import smtplib

import pytest
from django.core.mail.backends.base import BaseEmailBackend
from django.test import Client
from django.urls import reverse

from inbox import actions as inbox_actions
from tests import factories

NEW_PHRASE = "une navette de bois clair"


class DeadServer(BaseEmailBackend):
    """A mail server that hangs up."""

    def send_messages(self, messages):
        raise smtplib.SMTPServerDisconnected("Connection unexpectedly closed")


@pytest.fixture
def browser(salma) -> Client:
    made = Client(headers={"user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0"})
    made.post(reverse("account_login"), {"login": salma.email, "password": factories.PASSPHRASE})
    return made


def _change_passphrase(browser: Client):
    phrases = {"oldpassword": factories.PASSPHRASE, "password1": NEW_PHRASE, "password2": NEW_PHRASE}
    return browser.post(reverse("account_change_password"), phrases)


def test_changed_passphrase_is_told_with_when_and_from_where(browser, salma, mailoutbox):
    _change_passphrase(browser)

    (letter,) = mailoutbox
    assert letter.to == [salma.email]
    assert letter.subject == "Sécurité de votre compte Minwal"
    assert "Bonjour Salma," in letter.body
    assert "Votre phrase de passe a été changée." in letter.body
    assert "Firefox, Linux" in letter.body
    assert "127.0.0.1" in letter.body
    assert reverse("account_reset_password") in letter.body


@pytest.mark.parametrize(
    ("language", "sentence"), [("ar", "تغيّرت عبارة المرور الخاصة بك."), ("en", "Your pass phrase was changed.")]
)
def test_it_is_in_the_person_s_language(browser, salma, mailoutbox, language, sentence):
    type(salma).objects.filter(pk=salma.pk).update(language=language)

    _change_passphrase(browser)

    assert sentence in mailoutbox[0].body


def test_who_refuses_e_mails_is_warned_all_the_same(browser, salma, mailoutbox):
    """A thief must not silence the warning first."""
    inbox_actions.choose(salma, email=False, ways={})

    _change_passphrase(browser)

    assert len(mailoutbox) == 1


def test_old_address_is_told_of_the_new_one(browser, salma, mailoutbox):
    salma.emailaddress_set.create(email="salma.new@demo.example", verified=True)
    browser.post(reverse("account_reauthenticate"), {"password": factories.PASSPHRASE})

    browser.post(reverse("account_email"), {"action_primary": "", "email": "salma.new@demo.example"})

    (letter,) = mailoutbox
    assert letter.to == [salma.email]
    assert "L’adresse de courriel de votre compte a été changée." in letter.body


def test_dead_mail_server_does_not_undo_the_change(browser, salma, settings):
    settings.EMAIL_BACKEND = f"{__name__}.DeadServer"

    assert _change_passphrase(browser).status_code == 302

    salma.refresh_from_db()
    assert salma.check_password(NEW_PHRASE)
