"""Tokens: made by their person, shown once, closed by whatever closes a session."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts import actions
from accounts.models import ApiToken, User
from core.idempotency import new_key
from core.models import Event
from tests import factories
from tests.accounts.test_second_factor import _set_up
from tests.programs import Program, program_of, secret_of

WANTED = {"name": "Script du labo", "scope": "write", "days": 90}


def _signed_in(person) -> Client:
    browser = Client()
    browser.post(reverse("account_login"), {"login": person.email, "password": factories.PASSPHRASE})
    return browser


def _sure(browser: Client) -> Client:
    browser.post(reverse("account_reauthenticate"), {"password": factories.PASSPHRASE})
    return browser


@pytest.fixture
def browser(salma) -> Client:
    return _sure(_signed_in(salma))


def _make(browser, **wanted):
    return browser.post(reverse("token_create"), WANTED | wanted)


def _secret(reply) -> str:
    return re.search(r">(mnw_[\w-]{43})</textarea>", reply.content.decode())[1]


def test_secret_is_shown_once_and_only_its_digest_is_kept(browser):
    reply = _make(browser)
    secret = _secret(reply)

    assert Program(secret)("GET", "/me").json()["name"] == "Salma Benali"
    assert reply.headers["Cache-Control"] == "private, no-store"
    token = ApiToken.objects.get()
    assert secret not in repr(vars(token))
    assert secret[:10] in browser.get(reverse("tokens")).content.decode()
    assert secret not in browser.get(reverse("tokens")).content.decode()


def test_form_sent_twice_makes_one_token(browser):
    key = new_key()
    _make(browser, request_key=key)

    again = _make(browser, request_key=key)

    assert again.headers["Location"] == reverse("tokens")
    assert ApiToken.objects.count() == 1


def test_wrong_form_says_why(browser):
    reply = _make(browser, name="", scope="everything", days=4000)

    assert reply.status_code == 422
    assert set(reply.context["form"].errors) == {"name", "scope", "days"}
    assert not ApiToken.objects.exists()


def test_no_token_yet_says_what_one_is_for(browser):
    text = browser.get(reverse("tokens")).content.decode()

    assert "Aucun jeton" in text
    assert reverse("token_create") in text


def test_list_costs_the_same_however_many_tokens(browser, salma):
    costs = []
    for _ in range(2):
        secret_of(salma)
        actions.revoke_token(salma.tokens.first(), by=salma)
        secret_of(salma)
        browser.get(reverse("tokens"))
        with CaptureQueriesContext(connection) as made:
            browser.get(reverse("tokens"))
        costs.append(len(made))

    assert costs[0] == costs[1] <= 8


def test_account_leads_to_the_tokens(browser):
    assert reverse("tokens") in browser.get(reverse("account_home")).content.decode()


def test_pass_phrase_is_asked_again_before_a_token_is_made(browser):
    """A session left open is not enough to leave with a key."""
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        for reply in (browser.get(reverse("token_create")), _make(browser)):
            assert reply.headers["Location"].startswith(reverse("account_reauthenticate"))
    assert not ApiToken.objects.exists()


def test_it_is_told_by_a_letter_and_an_event(browser, salma, mailoutbox):
    _make(browser)
    browser.post(reverse("token_revoke", args=[ApiToken.objects.get().pk]))

    made, revoked = mailoutbox
    assert made.to == revoked.to == [salma.email]
    assert "Un jeton a été créé" in made.body
    assert "révoqué" in revoked.body
    verbs = Event.objects.filter(verb__startswith="accounts.token.").values_list("verb", "actor")
    assert set(verbs) == {("accounts.token.create", salma.pk), ("accounts.token.revoke", salma.pk)}


def test_revoked_token_opens_nothing(browser, salma):
    program = program_of(salma)

    browser.post(reverse("token_revoke", args=[salma.tokens.get().pk]))

    assert program("GET", "/me").status_code == 401


def test_token_of_another_is_unknown(browser, stranger):
    secret_of(stranger)
    other = stranger.tokens.get()

    assert browser.post(reverse("token_revoke", args=[other.pk])).status_code == 404
    with pytest.raises(PermissionDenied):
        actions.revoke_token(other, by=User.objects.get(first_name="Salma"))


def test_token_ends_with_its_days(salma):
    program = program_of(salma)

    with time_machine.travel(timezone.now() + timedelta(days=29)):
        assert program("GET", "/me").status_code == 200
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        assert program("GET", "/me").status_code == 401


def test_changed_pass_phrase_revokes_them_all(browser, salma):
    programs = [program_of(salma), program_of(salma, "read")]
    phrases = {
        "oldpassword": factories.PASSPHRASE,
        "password1": "une navette de bois",
        "password2": "une navette de bois",
    }

    browser.post(reverse("account_change_password"), phrases)

    assert [program("GET", "/me").status_code for program in programs] == [401, 401]
    assert Event.objects.filter(verb="accounts.token.revoke").count() == 2


def test_session_ended_meanwhile_makes_no_token(salma):
    """The thief's form arrives just after the pass phrase was changed."""
    before = User.objects.get(pk=salma.pk)
    actions.end_sessions(salma)

    with pytest.raises(PermissionDenied):
        actions.create_token(by=before, name="x", scope="write", days=30, second_factor=False)
    assert not ApiToken.objects.exists()


def test_closed_account_opens_nothing(salma):
    program = program_of(salma)

    User.objects.filter(pk=salma.pk).update(is_active=False)

    assert program("GET", "/me").status_code == 401


def test_ten_tokens_at_once_are_enough(browser, salma):
    for _ in range(10):
        secret_of(salma)

    reply = _make(browser)

    assert reply.status_code == 422
    assert "10 jetons" in reply.content.decode()
    actions.revoke_token(salma.tokens.first(), by=salma)
    assert _make(browser).status_code == 200


def test_use_is_noted_once_a_minute(salma):
    program = program_of(salma)
    start = timezone.now()
    seen = []

    for seconds in (0, 30, 61):
        with time_machine.travel(start + timedelta(seconds=seconds), tick=False):
            program("GET", "/me")
        seen.append(round((salma.tokens.get().last_used_at - start).total_seconds()))

    assert seen == [0, 0, 61]


def test_staff_who_owe_their_second_factor_make_no_token(a, settings):
    settings.STAFF_SECOND_FACTOR = True
    browser = _signed_in(a.mentor)

    assert browser.get(reverse("token_create")).headers["Location"].startswith(reverse("mfa_activate_totp"))
    assert _make(browser).status_code == 302
    assert not ApiToken.objects.exists()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)  # allauth tells of the factor at commit
def test_token_made_with_the_second_factor_opens_and_goes_with_it(a, settings):
    settings.STAFF_SECOND_FACTOR = True
    browser = _signed_in(a.mentor)
    _set_up(browser)
    program = Program(_secret(_make(browser)))

    assert program("GET", "/queue").status_code == 200

    settings.STAFF_SECOND_FACTOR = False
    browser.post(reverse("mfa_deactivate_totp"))
    assert program("GET", "/queue").status_code == 401


def test_learners_token_is_no_staff_token(salma, a, settings):
    """Made without a second factor, it does not serve the role that came later."""
    settings.STAFF_SECOND_FACTOR = True
    program = program_of(salma)
    assert program("GET", "/me").status_code == 200

    actions.add_member(a.operator, by=a.manager, user=salma, role="mentor")

    reply = program("GET", "/me")
    assert reply.status_code == 403
    assert "second facteur" in reply.json()["detail"]


def test_limit_of_tokens_is_said_in_words(salma):
    for _ in range(10):
        secret_of(salma)

    with pytest.raises(ValidationError, match="10"):
        secret_of(salma)
