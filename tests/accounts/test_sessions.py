"""Where a person is signed in, in words they know."""

import time

import pytest
import time_machine

from accounts.templatetags.accounts_tags import browser


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36", "Chrome, Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/130.0 Safari/537.36 Edg/130.0", "Edge, Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0", "Firefox, Linux"),
        ("curl/8.5.0", "curl/8.5.0"),
        ("", ""),
    ],
)
def test_signature_of_a_browser_is_told_in_two_words(agent, words):
    assert browser(agent) == words


# A session that sleeps


def _after(client, seconds: float, path: str = "/aujourdhui/", **headers) -> int:
    with time_machine.travel(time.time() + seconds):
        return client.get(path, headers=headers).status_code


def test_session_of_a_learner_ends_after_a_week_without_a_click(client, a, settings):
    client.force_login(a.enrolment.learner)

    assert _after(client, settings.STAFF_IDLE_SECONDS + 3600) == 200
    assert _after(client, settings.STAFF_IDLE_SECONDS + settings.SESSION_IDLE_SECONDS + 7200) == 302
    assert "sessionid" not in client.cookies or not client.cookies["sessionid"].value


def test_session_of_staff_ends_after_a_day(client, a, settings):
    client.force_login(a.mentor)
    assert _after(client, settings.STAFF_IDLE_SECONDS - 3600) == 200

    assert _after(client, 2 * settings.STAFF_IDLE_SECONDS) == 302


def test_what_an_open_page_asks_by_itself_keeps_no_session_awake(client, a, settings):
    client.force_login(a.mentor)
    for hours in range(1, 24):
        assert _after(client, hours * 3600, "/evenements/", accept="application/json") == 200

    assert _after(client, settings.STAFF_IDLE_SECONDS + 60) == 302


def test_session_from_before_the_limit_begins_its_use_now(client, a):
    client.force_login(a.mentor)
    session = client.session
    del session["seen_at"]
    session.save()

    assert client.get("/aujourdhui/").status_code == 200
    assert client.session["seen_at"]
