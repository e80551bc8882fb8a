"""What is dangerous does not start; what is half set is told before a deployment."""

import os
import secrets
import shutil
import subprocess
import sys
import zoneinfo
from pathlib import Path

import pytest
import tzdata
from django.conf import settings
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured

import run
from lms.checks import TAG, refuse_to_start
from lms.server import REFUSED
from tests.conftest import ROOT
from tests.lms.serving import free_port

pytestmark = pytest.mark.anywhere

EXAMPLE = ROOT / "docs/how-to/production.env.example"
MEMORY_LAYER = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
REDIS_LAYER = {"default": {"BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer"}}
MEMORY_CACHE = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
REDIS_CACHE = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache"}}
SQLITE = {"default": {"ENGINE": "django.db.backends.sqlite3"}}
POSTGRES = {"default": {"ENGINE": "django.db.backends.postgresql"}}

PRODUCTION = {
    "DEMO": False,
    "DEBUG": False,
    "SECRET_KEY": "of-this-site-alone",
    "ALLOWED_HOSTS": ["minwal.example.ma"],
    "BASE_URL": "https://minwal.example.ma",
    "HTTPS": True,
    "WEB_PROCESSES": 4,
    "CHANNEL_LAYERS": REDIS_LAYER,
    "CACHES": REDIS_CACHE,
    "DATABASES": POSTGRES,
    "EMAIL_URL": "smtp+tls://smtp.example.ma:587",
    "DEFAULT_FROM_EMAIL": "Minwal <bonjour@minwal.example.ma>",
    "STAFF_SECOND_FACTOR": True,
    "ALLAUTH_TRUSTED_PROXY_COUNT": 1,
}
LOCAL = {"ALLOWED_HOSTS": ["localhost", "127.0.0.1", "[::1]", "192.168.1.20", "web", "testserver"]}
HOME = {**LOCAL, "BASE_URL": "https://localhost"}
# (what is spoiled in PRODUCTION, the checks that tell it)
SPOILED = [
    ({}, []),
    ({"DEMO": True}, ["E001"]),
    ({"DEMO": True, "ALLOWED_HOSTS": ["localhost", "*"], "BASE_URL": "https://localhost"}, ["E001"]),
    ({"DEMO": True, "ALLOWED_HOSTS": ["localhost", ".ma"], "BASE_URL": "https://localhost"}, ["E001"]),
    ({"DEMO": True, "ALLOWED_HOSTS": ["196.200.131.1"], "BASE_URL": "https://196.200.131.1"}, ["E001"]),
    *(({"DEMO": True, "HOST": host, **HOME}, ["E014"]) for host in ("0.0.0.0", "::", "[::]", "196.200.131.1")),
    *(({"DEMO": True, "HOST": host, **HOME}, []) for host in ("127.0.0.1", "::1", "192.168.1.20", "localhost")),
    ({"HOST": "0.0.0.0"}, []),
    ({"ALLOWED_HOSTS": ["*"]}, ["E015"]),
    ({"ALLOWED_HOSTS": ["minwal.example.ma", "*"]}, ["E015"]),
    ({"DEBUG": True}, ["E002"]),
    ({"SECRET_KEY": settings.DEFAULT_SECRET_KEY}, ["E003"]),
    ({"SECRET_KEY": settings.DEFAULT_SECRET_KEY, **LOCAL, "BASE_URL": "https://localhost"}, ["E003"]),
    ({"CHANNEL_LAYERS": MEMORY_LAYER}, ["E004"]),
    ({"CACHES": MEMORY_CACHE}, ["E005"]),
    ({"CACHES": {**REDIS_CACHE, "pages": MEMORY_CACHE["default"]}}, ["E005"]),
    ({"DATABASES": SQLITE}, ["E006"]),
    ({"WEB_PROCESSES": 1, "CHANNEL_LAYERS": MEMORY_LAYER, "CACHES": MEMORY_CACHE, "DATABASES": SQLITE}, []),
    ({"HTTPS": False, "BASE_URL": "http://minwal.example.ma"}, ["E008"]),
    ({"BASE_URL": "http://minwal.example.ma"}, ["E009"]),
    ({"BASE_URL": "https://elsewhere.example.ma"}, ["E009"]),
    ({"BASE_URL": "minwal.example.ma"}, ["E009"]),
    ({"EMAIL_URL": ""}, ["E010"]),
    ({"DEFAULT_FROM_EMAIL": "Minwal <ne-pas-repondre@minwal.example>"}, ["W011"]),
    ({"STAFF_SECOND_FACTOR": False}, ["W012"]),
    ({"ALLAUTH_TRUSTED_PROXY_COUNT": 0}, ["W013"]),
]


@pytest.fixture
def put(monkeypatch):
    """Exchange settings for the checks alone: nobody is told, so the test's database and cache stay as they are."""

    def exchange(values: dict) -> None:
        for name, value in values.items():
            monkeypatch.setattr(settings, name, value)

    return exchange


def _told(deploy: bool) -> list[str]:
    found = run_checks(tags=[TAG], include_deployment_checks=deploy)
    return sorted(message.id.removeprefix("minwal.") for message in found)


@pytest.mark.parametrize(
    ("spoiled", "told"),
    SPOILED,
    ids=[" ".join([*row[0], row[0].get("HOST", ""), *row[1]]).strip() or "whole" for row in SPOILED],
)
def test_each_fault_is_told_by_its_check(put, spoiled, told):
    put({**PRODUCTION, **spoiled})

    assert _told(deploy=True) == told


def test_every_message_has_a_hint(put):
    put(PRODUCTION | {"DEMO": True, "DEBUG": True, "HTTPS": False, "CACHES": MEMORY_CACHE})

    found = run_checks(tags=[TAG], include_deployment_checks=True)

    assert found
    assert all(message.hint for message in found)


@pytest.mark.parametrize("demo", [True, False])
def test_ones_own_machine_starts_as_it_is(put, demo):
    """make run, and a bare manage.py: no deployment is asked about."""
    put({"DEMO": demo, "SECRET_KEY": settings.DEFAULT_SECRET_KEY, **LOCAL})

    assert _told(deploy=False) == []
    refuse_to_start()


def test_what_is_dangerous_does_not_start(put):
    put(PRODUCTION | {"DEMO": True})

    with pytest.raises(ImproperlyConfigured, match="Set DEMO=0"):
        refuse_to_start()


def test_old_time_zones_are_found_out(tmp_path):
    """A system table in which Morocco still is an hour ahead."""
    (tmp_path / "Africa").mkdir()
    shutil.copy(Path(tzdata.__file__).parent / "zoneinfo/Etc/GMT-1", tmp_path / "Africa/Casablanca")

    try:
        zoneinfo.reset_tzpath(to=[str(tmp_path)])
        zoneinfo.ZoneInfo.clear_cache()
        assert _told(deploy=False) == ["E007"]
    finally:
        zoneinfo.reset_tzpath(to=())
        zoneinfo.ZoneInfo.clear_cache()
    assert _told(deploy=False) == []


# The example of an environment


def example() -> dict[str, str]:
    lines = [line for line in EXAMPLE.read_text().splitlines() if line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


def _checked(environment: dict[str, str]) -> subprocess.CompletedProcess:
    """``check --deploy`` as an operator runs it: with that environment and nothing else of ours."""
    return subprocess.run(
        [sys.executable, "-W", "ignore", "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT, env={"PATH": os.environ["PATH"], **environment}, capture_output=True, text=True,
    )  # fmt: skip


def test_example_holds_no_secret_and_no_sqlite():
    given = example()

    assert "SECRET_KEY" not in given
    assert given["DATABASE_URL"].startswith("postgres://")
    assert not any(":" in value.partition("://")[2].rpartition("@")[0] for value in given.values())


def test_example_with_a_key_passes_the_deployment_check():
    result = _checked({**example(), "SECRET_KEY": secrets.token_urlsafe(50)})

    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [("HTTPS", "0", "minwal.E008"), ("REDIS_URL", "", "minwal.E004"), ("SECRET_KEY", None, "minwal.E003")],
)
def test_one_spoiled_line_fails_the_deployment_check(name, value, told):
    given = {**example(), "SECRET_KEY": secrets.token_urlsafe(50), name: value}

    result = _checked({key: text for key, text in given.items() if text is not None})

    assert result.returncode != 0
    assert told in result.stderr


def test_server_says_why_it_does_not_start():
    environment = {**example(), "SECRET_KEY": secrets.token_urlsafe(50), "DEMO": "1"}
    result = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "lms.server"], cwd=ROOT, timeout=60,
        env={"PATH": os.environ["PATH"], **environment}, capture_output=True, text=True,
    )  # fmt: skip

    assert result.returncode == REFUSED
    assert "Set DEMO=0" in result.stderr
    assert "Traceback" not in result.stderr


def test_make_run_refuses_to_show_the_demo_to_the_world(tmp_path, monkeypatch, capfd):
    """One command with HOST=0.0.0.0: it says why, and how to go on, and leaves nothing running."""
    for name, value in {"HOST": "0.0.0.0", "VAR_DIR": str(tmp_path), "DEMO": "1", "PORT": str(free_port())}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(run, "VAR", tmp_path)
    monkeypatch.setattr(run, "setup", lambda: None)
    monkeypatch.setattr(run, "WORKER_WAITS", 120)  # a busy machine is no reason to start it
    monkeypatch.setattr(run.signal, "signal", lambda *_: None)  # the test run keeps its own
    started = []
    monkeypatch.setattr(run.Child, "start", lambda child, start=run.Child.start: (started.append(child), start(child)))

    with pytest.raises(SystemExit, match="ne démarre pas"):
        run.serve()

    assert "HOST=0.0.0.0" in capfd.readouterr().err
    assert len(started) == 1  # the worker waits for the server
    assert all(child.process.poll() is not None for child in started)
