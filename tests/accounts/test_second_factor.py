"""Staff show a second factor in each session, where the setting asks for it."""

import base64
import hashlib
import hmac
import struct
import time

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests import factories

SET_UP, SHOW = reverse("mfa_activate_totp"), reverse("mfa_reauthenticate")


@pytest.fixture(autouse=True)
def asked_of_staff(settings):
    settings.STAFF_SECOND_FACTOR = True


def phone_code(secret: str) -> str:
    """What a phone's application shows for ``secret`` (RFC 6238, six digits, thirty seconds)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    step = struct.pack(">Q", int(time.time() // 30))
    digest = hmac.new(key, step, hashlib.sha1).digest()
    place = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[place : place + 4])[0] & 0x7FFFFFFF) % 10**6:06}"


def _signed_in(person) -> Client:
    browser = Client()
    browser.post(reverse("account_login"), {"login": person.email, "password": factories.PASSPHRASE})
    return browser


def _set_up(browser: Client) -> str:
    """Put the factor on a phone, the pass phrase given again; its secret."""
    browser.post(reverse("account_reauthenticate"), {"password": factories.PASSPHRASE})
    secret = browser.get(SET_UP).context["form"].secret
    browser.post(SET_UP, {"code": phone_code(secret)})
    return secret


@pytest.mark.parametrize("who", ["mentor", "trainer", "manager"])
@pytest.mark.parametrize("address", ["/aujourdhui/", "/revues/", "/admin/"])
def test_staff_without_a_factor_are_led_to_set_it_up(a, who, address):
    reply = _signed_in(getattr(a, who)).get(address)

    assert reply.status_code == 302
    assert reply.headers["Location"].startswith(SET_UP)
    assert "next=" in reply.headers["Location"]


def test_officer_and_administrator_too(officer, administrator):
    for person in (officer, administrator):
        assert _signed_in(person).get("/programme/").headers["Location"].startswith(SET_UP)


def test_learner_and_stranger_are_not_asked(salma, stranger):
    for person in (salma, stranger):
        assert _signed_in(person).get(reverse("today")).status_code == 200


def test_fragment_and_form_are_refused_as_well(a):
    """Nothing is done and nothing shown by the side door of a script."""
    browser = _signed_in(a.manager)

    fragment = browser.get(reverse("inbox:unread"), headers={"HX-Request": "true"})
    form = browser.post(reverse("team"), {"email": "someone@demo.example", "purpose": "mentor"})

    assert fragment.status_code == 403
    assert form.headers["Location"].startswith(SET_UP)
    assert not a.operator.invitations.exists()


def test_pass_phrase_just_given_is_not_asked_again_to_set_it_up(a):
    """And the page says why a factor is asked for; nothing on it opens a socket that would be refused."""
    browser = _signed_in(a.mentor)

    page = browser.get(SET_UP)

    assert page.status_code == 200
    words = page.content.decode()
    assert "Votre rôle" in words
    assert "js/live.js" not in words


def test_pass_phrase_given_long_ago_is_asked_again(a):
    browser = _signed_in(a.mentor)

    with time_machine.travel(time.time() + 600):
        assert browser.get(SET_UP).headers["Location"].startswith(reverse("account_reauthenticate"))


@pytest.mark.django_db(transaction=True, serialized_rollback=True)  # allauth tells of the factor at commit
def test_codes_kept_lead_on(a):
    browser = _signed_in(a.mentor)
    secret = browser.get(SET_UP).context["form"].secret

    codes = browser.post(SET_UP, {"code": phone_code(secret)}, follow=True)

    assert codes.status_code == 200
    assert "Codes inutilisés" in codes.content.decode()
    assert f'href="{reverse("today")}"' in codes.content.decode()
    assert browser.get(reverse("projects:queue")).status_code == 200


@pytest.mark.django_db(transaction=True, serialized_rollback=True)  # allauth tells of the factor at commit
def test_who_sets_it_up_goes_on_at_once(a):
    browser = _signed_in(a.mentor)

    _set_up(browser)

    assert browser.get(reverse("projects:queue")).status_code == 200


def test_the_next_session_asks_for_the_code(a):
    secret = _set_up(_signed_in(a.mentor))

    later = _signed_in(a.mentor)
    assert later.get(reverse("today")).status_code == 302

    later.post(reverse("mfa_authenticate"), {"code": phone_code(secret)})
    assert later.get(reverse("today")).status_code == 200


def test_a_code_serves_once(a):
    """Whoever looked over the shoulder cannot use it within its thirty seconds."""
    secret = _set_up(_signed_in(a.mentor))
    first, second = _signed_in(a.mentor), _signed_in(a.mentor)
    with time_machine.travel(time.time(), tick=False):
        code = phone_code(secret)
        for browser in (first, second):
            browser.post(reverse("mfa_authenticate"), {"code": code})

    assert first.get(reverse("today")).status_code == 200
    assert second.get(reverse("today")).status_code == 302


def test_a_wrong_code_opens_nothing(a):
    _set_up(_signed_in(a.mentor))
    later = _signed_in(a.mentor)

    later.post(reverse("mfa_authenticate"), {"code": "000000"})

    assert later.get(reverse("projects:queue")).status_code == 302


def test_session_that_never_showed_it_is_led_to_show_it(a):
    """Set up in one browser, another session opened before it still has only a pass phrase."""
    earlier = _signed_in(a.mentor)
    _set_up(_signed_in(a.mentor))

    reply = earlier.get(reverse("projects:queue"))

    assert reply.headers["Location"].startswith(SHOW)


def test_whoever_becomes_staff_is_asked_from_then_on(a, stranger):
    browser = _signed_in(stranger)
    assert browser.get(reverse("today")).status_code == 200

    a.operator.memberships.create(user=stranger, role="mentor")

    assert browser.get(reverse("today")).headers["Location"].startswith(SET_UP)


OWN_PAGES = [
    "account_home",
    "account_email",
    "account_change_password",
    "account_reset_password",
    "mfa_index",
    "mfa_deactivate_totp",
    "mfa_generate_recovery_codes",
    "usersessions_list",
]


@pytest.mark.parametrize("address", OWN_PAGES)
def test_own_pages_wait_for_the_set_up(a, address):
    assert _signed_in(a.mentor).get(reverse(address)).headers["Location"].startswith(SET_UP)


@pytest.mark.parametrize("address", [*OWN_PAGES, "mfa_activate_totp"])
def test_stolen_passphrase_changes_neither_address_nor_factor(a, address):
    """With the factor of somebody else in place, only showing it opens anything, the pass phrase given again or not."""
    _set_up(_signed_in(a.mentor))
    thief = _signed_in(a.mentor)
    thief.logout()
    thief.force_login(a.mentor)  # a session that holds the pass phrase alone
    thief.post(reverse("account_reauthenticate"), {"password": factories.PASSPHRASE})

    assert thief.get(reverse(address)).headers["Location"].startswith(SHOW)


def test_way_out_stays_open(a):
    browser = _signed_in(a.mentor)

    browser.post(reverse("account_logout"))

    assert browser.get(reverse("today")).headers["Location"].startswith(reverse("account_login"))


def test_address_not_yet_verified_comes_before_the_factor(a):
    """allauth sets up no factor until then: the person verifies or removes it, and is not sent in circles."""
    browser = _signed_in(a.mentor)
    a.mentor.emailaddress_set.create(email="other@demo.example", verified=False)
    assert browser.get(reverse("today")).headers["Location"].startswith(reverse("account_email"))
    assert browser.get(reverse("account_email")).status_code == 200

    a.mentor.emailaddress_set.filter(verified=False).delete()

    assert browser.get(reverse("account_email")).headers["Location"].startswith(SET_UP)


def test_without_the_setting_nobody_is_asked(a, settings):
    settings.STAFF_SECOND_FACTOR = False

    assert _signed_in(a.mentor).get(reverse("projects:queue")).status_code == 200
