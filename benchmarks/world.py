"""A database of its own for a benchmark, and rows by the thousand."""

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent


def begin(**environment: str) -> Path:
    """Set Django up on a new, migrated database (on the server of DATABASE_URL, else SQLite); the folder it may use.

    Everything is removed when the process ends.
    """
    folder = Path(tempfile.mkdtemp(prefix="minwal-bench-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "lms.settings",
        "DATABASE_URL": _database(folder),
        "VAR_DIR": str(folder),
        "DEBUG": "0",
        "DEMO": "0",
        "STAFF_SECOND_FACTOR": "0",
        "SECRET_KEY": "for-this-measure-only-" + "x" * 40,
        "TASKS_BACKEND": "django_tasks.backends.immediate.ImmediateBackend",
        **environment,
    }
    subprocess.run([sys.executable, "-W", "ignore", "manage.py", "migrate", "-v0"], cwd=ROOT, check=True)
    import django

    django.setup()
    return folder


def _database(folder: Path) -> str:
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        return f"sqlite:///{folder / 'db.sqlite3'}"
    import psycopg

    name = f"minwal_bench_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"create database {name}")

    def drop():
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"drop database {name} with (force)")

    atexit.register(drop)
    return urlsplit(url)._replace(path=f"/{name}").geturl()


def look_at_tables() -> None:
    """What PostgreSQL does by itself after a while: its statistics follow the rows. SQLite has none."""
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("vacuum analyze")


def many_people(count: int, prefix: str):
    """``count`` accounts in one statement, without a usable pass phrase."""
    from accounts.models import User

    rows = [
        User(email=f"{prefix}{n}@demo.example", first_name=f"Prénom{n}", last_name=f"Nom{n}", password="!")
        for n in range(count)
    ]
    return User.objects.bulk_create(rows, batch_size=500)


def sign_in(person) -> str:
    """The cookie of a browser in which ``person`` is signed in."""
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(person.pk), person.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[1]
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def spent() -> tuple[float, float]:
    """CPU seconds so far: of this process, and of the database's own process where it is another one on this machine.

    The second is counted by the system in hundredths.
    """
    import time

    from django.db import connection

    theirs = 0.0
    if connection.vendor == "postgresql":
        connection.ensure_connection()
        stat = Path(f"/proc/{connection.connection.info.backend_pid}/stat").read_text().rpartition(")")[2].split()
        theirs = (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")
    return time.process_time(), theirs


def copy_now(folder: Path):
    """A connection to a copy of the database as it is now; removed when the process ends."""
    from django.db import connection, connections
    from django.db.utils import load_backend

    settings = connections.settings["default"]
    if connection.vendor == "postgresql":
        name = f"{settings['NAME']}_copy"
        connection.close()
        _on_server(f"create database {name} template {settings['NAME']}")
        atexit.register(_on_server, f"drop database {name} with (force)")
    else:
        name = str(folder / "copy.sqlite3")
        with connection.cursor() as cursor:
            cursor.execute("vacuum into %s", [name])
    return load_backend(settings["ENGINE"]).DatabaseWrapper({**settings, "NAME": name}, "default")


def _on_server(statement: str) -> None:
    import psycopg

    url = urlsplit(os.environ["DATABASE_URL"])._replace(path="/postgres").geturl()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)


def verdict(what: str, value: float, limit: float) -> bool:
    """Print one promise with its figure; whether it is kept."""
    kept = value <= limit
    print(f"  {'kept  ' if kept else 'BROKEN'}  {what}: {value:.2f} (at most {limit:g})")
    return kept
