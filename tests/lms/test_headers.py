"""What every answer tells the browser: what it may load, who may frame it, what it may keep."""

import json
import os
import re
import subprocess
import sys

import pytest
from django.urls import reverse

from courses.actions import sync_operator
from tests import factories
from tests.conftest import ROOT
from tests.lms.serving import database_url

pytestmark = pytest.mark.anywhere

PUBLIC = ["/fr/", "/ar/formations/", "/recherche/?q=python", "/accounts/login/", "/nulle-part/", "/healthz"]
OWN = ["today", "account_home", "inbox:list"]


def _policy(reply) -> dict[str, list[str]]:
    parts = (part.split() for part in reply.headers["Content-Security-Policy"].split(";"))
    return {name: values for name, *values in parts}


def _assert_strict(reply, ancestors: str = "'none'") -> None:
    policy = _policy(reply)
    assert policy["default-src"] == policy["script-src"] == policy["style-src"] == ["'self'"]
    assert policy["object-src"] == policy["base-uri"] == ["'none'"]
    assert policy["form-action"] == ["'self'"]
    assert policy["frame-ancestors"] == [ancestors]
    assert "unsafe" not in reply.headers["Content-Security-Policy"]


@pytest.mark.parametrize("address", PUBLIC)
def test_site_loads_only_its_own_files(client, a, address):
    _assert_strict(client.get(address))


@pytest.mark.parametrize("name", OWN)
def test_a_persons_pages_are_as_strict(client, salma, name):
    client.force_login(salma)

    _assert_strict(client.get(reverse(name)))


@pytest.mark.parametrize("address", [*PUBLIC, *OWN])
def test_no_page_may_use_a_camera_or_a_microphone(client, a, address):
    client.force_login(a.enrolment.learner)

    allowed = client.get(address if "/" in address else reverse(address)).headers["Permissions-Policy"]

    assert {"camera=()", "microphone=()", "geolocation=()"} <= set(allowed.split(", "))


def test_room_of_a_session_may_not_either(client, a):
    session = factories.session(a.cohort, state="live")
    client.force_login(a.enrolment.learner)

    assert "camera=()" in client.get(reverse("live:room", args=[session.pk])).headers["Permissions-Policy"]


SECRET = "a-token-that-only-the-mail-holds"


@pytest.mark.parametrize(
    "address",
    [
        reverse("invitation", args=[SECRET]),
        reverse("account_reset_password_from_key", kwargs={"uidb36": "1", "key": SECRET}),
        f"/recherche/?q={SECRET}",
    ],
)
def test_the_web_servers_log_of_the_guide_holds_no_secret_of_a_link(address):
    assert SECRET in address
    assert SECRET not in _logged(address)


def test_it_holds_where_people_went_all_the_same():
    assert _logged("/aujourdhui/?retour=1") == "/aujourdhui/"


def _logged(address: str) -> str:
    """What the map of the guide's nginx makes of an address: its first pattern that matches."""
    guide = (ROOT / "docs/how-to/passer-en-production.md").read_text()
    lines = re.search(r"map \$request_uri \$told_uri \{\n(.*?)\n\}", guide, re.DOTALL)[1].splitlines()
    for pattern, told in (line.strip().rstrip(";").split() for line in lines):
        if found := re.search(pattern.removeprefix("~").replace("(?<", "(?P<"), address):
            return found["told_path"] if told == "$told_path" else told
    return address


def test_page_from_the_cache_is_as_strict(client, a):
    client.get("/fr/")

    _assert_strict(client.get("/fr/"))


def test_editor_has_a_policy_of_its_own(client, a):
    """Wagtail's widgets emit bare scripts; even so nothing comes from elsewhere and nobody else frames it."""
    sync_operator(a.operator)
    client.force_login(a.trainer)

    policy = _policy(client.get(f"/admin/pages/{a.lesson.pk}/edit/"))

    assert policy["script-src"] == ["'self'", "'unsafe-inline'"]
    assert policy["default-src"] == policy["frame-ancestors"] == ["'self'"]


def test_address_that_only_begins_like_the_editors_is_strict(client, a):
    _assert_strict(client.get("/administration/nulle-part/"))


def test_only_the_editor_may_frame_a_preview(a):
    a.lesson.refresh_from_db()

    _assert_strict(a.lesson.make_preview_request(), ancestors="'self'")


@pytest.mark.parametrize("address", [*PUBLIC, "/robots.txt", "/static/css/app.css"])
def test_types_are_not_guessed_and_addresses_not_told(client, a, address):
    reply = client.get(address)
    body = b"".join(reply.streaming_content) if reply.streaming else reply.content

    assert body
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert reply.headers["Referrer-Policy"] == "same-origin"


def test_nothing_of_a_persons_is_kept_by_the_browser(client, a, salma):
    """After a log-out the back button shows nothing."""
    given = factories.assignment(a.cohort, a.project)
    work = factories.submission(given, a.enrolment)
    client.force_login(salma)
    addresses = [reverse(name) for name in OWN]
    addresses += [
        reverse("learning:lesson", args=[a.cohort.code, a.lesson.pk]),
        reverse("projects:submission", args=[work.pk]),
        "/nulle-part/",
        "/fr/",
    ]

    for address in addresses:
        assert "no-store" in client.get(address).headers["Cache-Control"], address


def test_visitors_page_may_be_kept_a_minute(client, a):
    reply = client.get("/fr/")

    assert reply.headers["Cache-Control"] == "public, max-age=60"
    assert "Cookie" in reply.headers["Vary"]


ASK = """
import json, django
django.setup()
from django.test import Client
def told(reply):
    cookies = {name: bool(morsel["secure"]) for name, morsel in reply.cookies.items()}
    return {"status": reply.status_code, "headers": dict(reply.headers), "cookies": cookies}
client = Client(SERVER_NAME="localhost")
print(json.dumps([told(client.get("/accounts/login/", secure=secure)) for secure in (True, False)]))
"""


def _asked(https: str) -> tuple[dict, dict]:
    """The log-in page over HTTPS and over HTTP, in a process with that setting."""
    env = os.environ | {
        "HTTPS": https,
        "DJANGO_SETTINGS_MODULE": "lms.settings",
        "DATABASE_URL": database_url(),
        "PYTHONWARNINGS": "ignore",
    }
    done = subprocess.run([sys.executable, "-c", ASK], cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    return tuple(json.loads(done.stdout.splitlines()[-1]))


def test_with_https_the_browser_never_comes_in_clear_again(django_db_setup):
    encrypted, clear = _asked("1")

    assert encrypted["headers"]["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
    assert encrypted["cookies"] == {"__Host-csrftoken": True}
    assert (clear["status"], clear["headers"]["Location"]) == (301, "https://localhost/accounts/login/")


def test_without_https_nothing_is_promised(django_db_setup):
    encrypted, clear = _asked("0")

    assert "Strict-Transport-Security" not in {**encrypted["headers"], **clear["headers"]}
    assert clear["status"] == 200
    assert clear["cookies"] == {"csrftoken": False}
