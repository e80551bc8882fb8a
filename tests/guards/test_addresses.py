"""Every address of ours × every actor: what is answered. An address without a line of address_table.py fails.

Not visible is 404, visible but not permitted 403, permitted in the wrong state 409; a visitor is led to the
log-in page. All things are operator A's. `thing` names what stands in the address (tests/guards/address_world.py).
"""

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse

from tests.guards.address_table import ACTORS, lines
from tests.guards.address_world import data

# Whose addresses have no line, and why.
EXEMPT = {
    "wagtail": "the admin is walked with canaries by tests/courses/test_wall.py",
    "courses": "the editor's own, walked with the admin",
    "allauth": "the package's own screens; the journeys through them are in tests/accounts",
    "django.views.static": "public files of the embedded default",
    "django.views.generic": "the doors that only lead to the one door: tests/guards/test_doors.py",
    "django.contrib.auth": "the same doors",
    "ninja": "the API knows tokens, not sessions: tests/guards/test_api.py has its table",
    "functools": "the API’s description and its root, which is 404: the same file",
}


def address(name: str, thing: str, known: dict) -> str:
    """The address of a line: each word of ``thing`` is one of the known things, or stands for itself."""
    return reverse(name, args=[] if thing == "-" else [known.get(word, word) for word in thing.split("/")])


def own_addresses(resolver=None, space: str = "") -> dict[str, str]:
    """name -> module of the view, of every address that has no exemption."""
    found = {}
    for pattern in (resolver or get_resolver()).url_patterns:
        if hasattr(pattern, "url_patterns"):
            found |= own_addresses(pattern, f"{space}{pattern.namespace}:" if pattern.namespace else space)
        elif not pattern.callback.__module__.startswith(tuple(EXEMPT)):
            found[f"{space}{pattern.name}"] = pattern.callback.__module__
    return found


@pytest.fixture
def clients(a, b, known, stranger, officer, administrator) -> list[Client]:
    """One browser for each of ACTORS, in the table's order."""
    people = [None, stranger, a.enrolment.learner, b.enrolment.learner, a.mentor, a.trainer]
    people += [a.manager, b.manager, b.trainer, officer, administrator]
    browsers = [Client(raise_request_exception=False) for _person in people]
    for browser, person in zip(browsers, people, strict=True):
        if person:
            browser.force_login(person)
    return browsers


def ask(browser: Client, method: str, target: str, sent: dict) -> int:
    """The code of one request, whose changes are undone."""
    browser.cookies.pop("messages", None)
    with transaction.atomic():
        reply = browser.post(target, sent) if method == "POST" else browser.generic(method, target)
        list(reply.streaming_content if reply.streaming else [])  # a file is closed once it is read
        transaction.set_rollback(True)
    return reply.status_code


def test_every_address_has_a_line():
    assert set(own_addresses()) == {name for name, *_rest in lines()}


def test_every_exemption_is_used():
    modules = {pattern.callback.__module__ for pattern in _every_pattern(get_resolver())}

    assert [prefix for prefix in EXEMPT if not any(module.startswith(prefix) for module in modules)] == []


def _every_pattern(resolver):
    for pattern in resolver.url_patterns:
        yield from _every_pattern(pattern) if hasattr(pattern, "url_patterns") else [pattern]


@pytest.mark.anywhere  # what follows walks the same addresses on every database
def test_each_actor_gets_the_expected_code(clients, known, bare_refusals):
    wrong = []
    for name, thing, method, expected in lines():
        target, sent = address(name, thing, known), data(name, known)
        got = [ask(browser, method, target, sent) for browser in clients]
        wrong += [
            f"{name} {thing} {method} {actor}: {code}, expected {wanted}"
            for actor, code, wanted in zip(ACTORS, got, expected, strict=True)
            if code != wanted
        ]

    assert not wrong, "\n".join(wrong)


@pytest.mark.anywhere
def test_other_methods_are_refused(clients, known):
    """GET on what only takes a POST is 405, and the other way round; a page's own address is Wagtail's."""
    taken: dict[str, set[str]] = {}
    for name, _thing, method, _codes in lines():
        taken.setdefault(name, set()).add(method)
    administrator = clients[-1]
    wrong = []
    for name, thing, _method, _codes in lines():
        for method in {"GET", "POST", "PUT", "DELETE", "TRACE"} - taken[name]:
            code = ask(administrator, method, address(name, thing, known), {})
            if code != 405 and name != "wagtail_serve":
                wrong.append(f"{method} {name}: {code}")

    assert not wrong, "\n".join(wrong)


NONSENSE = [
    "page=-1&apres=-1&suite=x&tri=x&mois=2026-13&domaine=x&region=x",
    "page=1e9&apres=99999999999999999999&suite=1e300-1&mois=2026-00&cohorte=x&projet=99999999999999999999",
    f"page={'9' * 5000}&apres={'9' * 5000}&suite=1-{'9' * 5000}&projet={'9' * 5000}",
    "page=%00&apres=%00&suite=%00-%00&tri=%00&q=%00&cohorte=%00&projet=%00&region=%00&present=%00",
    "page=%D9%A1&apres=%D9%A1&suite=nan-1&q=%F0%9F%A7%B5&next=//elsewhere.example",
]


@pytest.mark.parametrize("question", NONSENSE, ids=["wrong", "too large", "far too large", "NUL", "other digits"])
def test_nonsense_in_an_address_is_no_error(clients, known, question):
    """Whatever stands after the question mark, the answer is a page."""
    reading = [(name, thing) for name, thing, method, _codes in lines() if method == "GET"]
    wrong = []
    for name, thing in reading:
        target = address(name, thing, known)
        for actor in ("visitor", "mentor_a", "officer"):
            code = ask(clients[ACTORS.index(actor)], "GET", f"{target}?{question}", {})
            wrong += [f"{target} {actor}: {code}"] if code >= 500 else []

    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("typed", ["\0", "9" * 5000, "\U0001f9f5 \u202e"], ids=["NUL", "far too large", "signs"])
def test_nonsense_in_a_form_is_no_error(clients, known, typed):
    """Every field of every form, by whoever may send it."""
    wrong = []
    for name, thing, method, codes in lines():
        if method != "POST" or 302 not in codes[1:]:
            continue
        browser = clients[codes.index(302, 1)]
        sent = dict.fromkeys([*data(name, known), "message", "body", "next", known["level"], "request_key"], typed)
        code = ask(browser, "POST", address(name, thing, known), sent)
        wrong += [f"{name} {thing}: {code}"] if code >= 500 else []

    assert not wrong, "\n".join(wrong)
