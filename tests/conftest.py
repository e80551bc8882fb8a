"""The test database, built once per set of migrations and copied for each run; the named cast."""

import fcntl
import hashlib
import itertools
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import django
import hypothesis
import pytest
import wagtail
from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.cache import caches
from django.core.files.storage import storages
from django.core.management import call_command
from django.db import connection
from django.http import HttpResponseForbidden, HttpResponseNotFound
from django_tasks import task_backends
from pytest_django.plugin import blocking_manager_key

from tests.cast import *  # the cast's fixtures

ROOT = Path(__file__).resolve().parent.parent
STORE = Path(os.environ.get("TESTDB_CACHE", Path(tempfile.gettempdir()) / f"minwal-tests-{os.getuid()}"))


# How long an example takes says how busy the machine is, not whether the code is right.
hypothesis.settings.register_profile("minwal", deadline=None)
hypothesis.settings.load_profile("minwal")


def pytest_configure(config) -> None:
    """What a test run changes in the settings: quick hashing, tasks at once, files and mails out of the way."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    task_backends.settings = task_backends.configure_settings(None)  # it read them as the tasks were declared
    del task_backends["default"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.STAFF_SECOND_FACTOR = False
    settings.DEMO = False
    settings.WHITENOISE_AUTOREFRESH = True  # a static file is looked for when asked, not all of them for each client
    settings.WAGTAILSEARCH_BACKENDS["default"]["AUTO_UPDATE"] = False  # on in the tests that search: ``indexed``
    config.place = free_place()
    for alias in ("default", "private"):
        move_files(storages[alias], STORE / f"files-{config.place}" / alias)
    if settings.REDIS_URL:
        _part_redis(config.place)


def move_files(storage, folder: Path) -> None:
    # The fields hold the storage itself since the models were loaded.
    storage._location = str(folder)
    for name in ("base_location", "location"):
        vars(storage).pop(name, None)


def _part_redis(place: int) -> None:
    """Processes that share a Redis server neither clear each other's cache nor hear each other's signals."""
    address = urlsplit(settings.REDIS_URL)
    for cache in settings.CACHES.values():
        cache["LOCATION"] = address._replace(path=f"/{1 + place % 15}").geturl()
    settings.CHANNEL_LAYERS["default"]["CONFIG"]["prefix"] = f"test-{place}"


@pytest.fixture(autouse=True)
def clean_cache():
    for name in settings.CACHES:
        caches[name].clear()


@pytest.fixture
def bare_refusals(monkeypatch):
    """For the walks, where thousands of addresses are refused: the page of a refusal has its own tests."""
    for name, bare in {"handler403": HttpResponseForbidden, "handler404": HttpResponseNotFound}.items():
        monkeypatch.setattr(f"lms.urls.{name}", lambda request, exception, bare=bare: bare(), raising=False)


@pytest.fixture
def indexed(monkeypatch):
    """Pages saved in this test are found by the search; ask for it before the cast."""
    monkeypatch.setitem(settings.WAGTAILSEARCH_BACKENDS["default"], "AUTO_UPDATE", True)


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """``with committed(): …``: what waits for the commit happens at the end of the block."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture(autouse=True)
def _transaction_of_the_test_does_not_count(monkeypatch):
    """An action that is no transaction of its own cannot speak, as on the site: the one around a test is not its."""

    def is_in_transaction() -> bool:
        return any(not block._from_testcase for block in connection.atomic_blocks)

    monkeypatch.setattr("core.events.is_in_transaction", is_in_transaction)


def free_place() -> int:
    """A number that no other test process on this machine has now: each has its own database, files and cache."""
    STORE.mkdir(parents=True, exist_ok=True)
    for number in itertools.count():
        lock = os.open(STORE / f"place-{number}.lock", os.O_WRONLY | os.O_CREAT)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            continue
        return number  # the lock stays open, and falls with the process
    raise AssertionError


def fingerprint() -> str:
    """Changes with every migration, installed app and framework version."""
    total = hashlib.sha256(
        f"{django.__version__} {wagtail.__version__} {sys.version} {settings.INSTALLED_APPS}".encode()
    )
    for path in sorted(ROOT.glob("*/migrations/*.py")):
        total.update(path.read_bytes())
    return total.hexdigest()[:12]


def migrate(url: str) -> None:
    env = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "lms.settings"}
    subprocess.run([sys.executable, "-W", "ignore", "manage.py", "migrate", "-v0"], check=True, cwd=ROOT, env=env)


def sqlite_copy(place: int | str) -> str:
    template = STORE / f"{fingerprint()}.sqlite3"
    if not template.exists():
        part = STORE / f"{template.name}.part"
        part.unlink(missing_ok=True)
        migrate(f"sqlite:///{part}")
        with sqlite3.connect(part) as connection:
            connection.execute("pragma wal_checkpoint(truncate)")
            connection.execute("pragma journal_mode=delete")
        connection.close()
        part.rename(template)
    mine = STORE / f"run-{place}.sqlite3"
    for end in ("", "-wal", "-shm"):
        Path(f"{mine}{end}").unlink(missing_ok=True)
    shutil.copy(template, mine)
    return str(mine)


def postgres_copy(place: int | str, database: dict) -> str:
    import psycopg

    template, mine = f"minwal_{fingerprint()}", f"minwal_test_{place}"
    login = {"host": database["HOST"], "port": database["PORT"] or 5432, "user": database["USER"]}
    login |= {"password": database["PASSWORD"]} if database["PASSWORD"] else {}
    with psycopg.connect(**login, dbname="postgres", autocommit=True) as connection:
        if not connection.execute("select 1 from pg_database where datname = %s", [template]).fetchone():
            connection.execute(f"drop database if exists {template}_part")
            connection.execute(f"create database {template}_part")
            secret = f":{database['PASSWORD']}" if database["PASSWORD"] else ""
            migrate(f"postgres://{login['user']}{secret}@{login['host']}:{login['port']}/{template}_part")
            connection.execute(f"alter database {template}_part rename to {template}")
        connection.execute(f"drop database if exists {mine} with (force)")
        connection.execute(f"create database {mine} template {template}")
        connection.execute(f"alter database {mine} set synchronous_commit = off")  # no test pulls the plug
    return mine


def delete_rows(style, tables, **options) -> list[str]:
    """Empty the tables after a transactional test: they hold a few rows, and TRUNCATE makes new files for each."""
    rows = [f'DELETE FROM "{table}"' for table in tables]
    return ["SET LOCAL session_replication_role = replica", *rows] if rows else []


@pytest.fixture(scope="session")
def django_db_setup(request, django_test_environment, django_db_blocker):
    """A fresh copy of the migrated database for this process."""
    with (STORE / "lock").open("w") as lock, django_db_blocker.unblock():
        fcntl.flock(lock, fcntl.LOCK_EX)
        connection.close()
        database, place = connection.settings_dict, request.config.place
        name = sqlite_copy(place) if connection.vendor == "sqlite" else postgres_copy(place, database)
        database["NAME"] = database["TEST"]["NAME"] = name
        if connection.vendor == "postgresql":
            connection.ops.sql_flush = delete_rows
        connection._test_serialized_contents = connection.creation.serialize_db_to_string()
        ContentType.objects.get_for_models(*apps.get_models())  # signals ask for some while their table is empty
    yield
    with django_db_blocker.unblock():
        connection.close()


@pytest.fixture(scope="session")
def outside_tests(django_db_setup, django_db_blocker):
    """``with outside_tests(): …``: what is written there is written for good, then taken away."""

    @contextmanager
    def block():
        with django_db_blocker.unblock():
            yield
            call_command("flush", interactive=False, verbosity=0, inhibit_post_migrate=True)
            put_migrated_rows_back()

    return block


def put_migrated_rows_back() -> None:
    connection.creation.deserialize_db_from_string(connection._test_serialized_contents)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item):
    """A transactional test leaves the tables empty: what the migrations wrote is put back for the next one."""
    result = yield
    marker = item.get_closest_marker("django_db")
    if marker and marker.kwargs.get("transaction"):
        with item.config.stash[blocking_manager_key].unblock():
            put_migrated_rows_back()
            connection.close()
    return result
