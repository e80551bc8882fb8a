"""Wrong tries and forgotten pass phrases: who guesses is slowed, and keeps nobody else out."""

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from tests.factories import PASSPHRASE

TOO_MANY = "Trop de tentatives"


@pytest.fixture
def browser(db):
    """A browser that comes from an address of the network."""
    return lambda address: Client(REMOTE_ADDR=address)


def log_in(client, person, passphrase=PASSPHRASE):
    return client.post(reverse("account_login"), {"login": person.email, "password": passphrase})


def wrong(client, person, times: int = 5):
    for number in range(times):
        log_in(client, person, f"faux essai {number}")


def test_a_strangers_wrong_tries_do_not_keep_the_right_person_out(browser, salma):
    stranger = browser("10.9.9.9")
    wrong(stranger, salma)
    assert TOO_MANY in log_in(stranger, salma).content.decode()

    assert log_in(browser("10.0.0.1"), salma).status_code == 302


def test_who_signed_in_here_before_is_let_in_beside_a_guesser_behind_the_same_address(browser, salma):
    own = browser("10.0.0.1")
    log_in(own, salma)
    own.post(reverse("account_logout"))
    wrong(browser("10.0.0.1"), salma)
    assert TOO_MANY in log_in(browser("10.0.0.1"), salma).content.decode()

    assert log_in(own, salma).status_code == 302


def test_a_browser_known_for_one_person_is_a_strangers_for_another(browser, salma, stranger):
    own = browser("10.0.0.1")
    log_in(own, salma)
    own.post(reverse("account_logout"))
    wrong(own, stranger)

    assert TOO_MANY in log_in(own, stranger).content.decode()


@pytest.mark.parametrize("cookie", ["x", "eyJpZCI6ImEiLCJwZW9wbGUiOltdfQ:1:x", "\u00e9"])
def test_forged_device_is_a_strangers(browser, salma, cookie):
    forger = browser("10.9.9.9")
    forger.cookies["device"] = cookie
    wrong(forger, salma)

    assert TOO_MANY in log_in(forger, salma).content.decode()


def test_many_addresses_together_are_slowed_too(browser, salma):
    for number in range(50):
        wrong(browser(f"10.1.0.{number}"), salma, 1)

    assert TOO_MANY in log_in(browser("10.2.0.1"), salma).content.decode()


@pytest.mark.parametrize("known", [True, False])
def test_an_address_gets_three_letters_an_hour_and_every_asker_the_same_answer(browser, salma, known):
    email = salma.email if known else "personne@exemple.ma"
    answers = set()
    for number in range(6):
        reply = browser(f"10.3.0.{number}").post(reverse("account_reset_password"), {"email": email})
        answers.add((reply.status_code, reply.get("Location")))

    assert len(mail.outbox) == 3
    assert answers == {(302, reverse("account_reset_password_done"))}
