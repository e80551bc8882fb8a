"""A database of 0.1.0 becomes one of today, on SQLite and on PostgreSQL.

``release_0_1_0/`` holds dumps of databases that 0.1.0 made: its tables, and a few rows by its own actions.
"""

import gzip
import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings
from django.db import connection

HERE = Path(__file__).resolve().parent
ABOUT = ("columns", "primary_key", "unique", "foreign_key", "check", "index")

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def upgraded(tmp_path_factory, django_db_setup, django_db_blocker):
    """A connection to a database of 0.1.0 that was migrated."""
    script = gzip.decompress((HERE / f"release_0_1_0/{connection.vendor}.sql.gz").read_bytes()).decode()
    folder = tmp_path_factory.mktemp("upgrade")
    make = _on_postgresql if connection.vendor == "postgresql" else _on_sqlite
    with django_db_blocker.unblock():
        name, address, remove = make(folder, script)
        environment = {**os.environ, "DATABASE_URL": address, "VAR_DIR": str(folder), "DEMO": "0"}
        environment["SECRET_KEY"] = settings.SECRET_KEY
        command = [sys.executable, "-W", "ignore", "manage.py", "migrate", "-v0"]
        subprocess.run(command, cwd=settings.BASE_DIR, env=environment, check=True)
        other = connection.copy()
        other.settings_dict["NAME"] = name
        yield other
        other.close()
        remove()


def _on_sqlite(folder: Path, script: str):
    file = folder / "db.sqlite3"
    with closing(sqlite3.connect(file)) as made:
        made.executescript(script)
    return str(file), f"sqlite:///{file}", file.unlink


def _on_postgresql(folder: Path, script: str):
    name, address = f"minwal_upgrade_{os.getpid()}", os.environ["DATABASE_URL"]

    def ask(words: str) -> None:
        with psycopg.connect(address, autocommit=True) as made:
            made.execute(words)

    ask(f"create database {name}")
    there = urlsplit(address)._replace(path=f"/{name}").geturl()
    with psycopg.connect(there, autocommit=True) as made:
        made.execute(script)
    return name, there, lambda: ask(f"drop database {name} with (force)")


def tables(some) -> dict:
    """Each table with its columns, and what the database keeps true of them."""
    with some.cursor() as cursor:
        return {name: _table(some.introspection, cursor, name) for name in some.introspection.table_names(cursor)}


def _table(introspection, cursor, name: str) -> tuple[set, list]:
    columns = introspection.get_table_description(cursor, name)
    rules = introspection.get_constraints(cursor, name).values()
    return {(row.name, row.type_code, row.null_ok) for row in columns}, sorted(
        repr([rule[about] for about in ABOUT]) for rule in rules
    )


def test_an_upgraded_database_has_the_tables_of_a_new_one(upgraded):
    ours, theirs = tables(connection), tables(upgraded)
    copies = {f"{build}_{name}" for build in ("a", "b", "world") for name in ours}  # those of tests/kept
    assert set(ours) - copies == set(theirs)
    assert [name for name in theirs if ours[name] != theirs[name]] == []


def one(some, words: str):
    with some.cursor() as cursor:
        cursor.execute(words)
        return cursor.fetchone()[0]


def test_an_upgraded_database_knows_when_people_left_and_cohorts_closed(upgraded):
    assert one(upgraded, "select count(*) from cohorts_enrolment where changed_at is null") == 0
    assert one(upgraded, "select count(*) from cohorts_cohort where state = 'completed' and closed_on is null") == 0
    events = "select at from core_event where verb = 'cohorts.enrolment.withdraw'"
    assert one(upgraded, "select changed_at from cohorts_enrolment where state = 'withdrawn'") == one(upgraded, events)


def test_an_upgraded_database_lets_no_editor_delete_the_programme(upgraded):
    held = (
        "select count(*) from auth_group_permissions join auth_permission on auth_permission.id = permission_id"
        " where codename = 'delete_programme'"
    )
    assert one(upgraded, held) == 0


def test_an_upgraded_database_keeps_what_was_said_and_handed_in(upgraded):
    with upgraded.cursor() as cursor:
        cursor.execute("select number, kind, payload, removed from live_entry order by number")
        log = [
            (number, kind, json.loads(payload), bool(removed)) for number, kind, payload, removed in cursor.fetchall()
        ]
    assert log == [
        (1, "words", {"body": "Bonjour"}, False),
        (2, "words", {"body": "À retirer"}, True),
        (3, "words", {"body": "Merci"}, False),
        (4, "removal", {"number": 2}, False),
    ]
    assert one(upgraded, "select last_number from live_room") == 4
    assert one(upgraded, "select count(*) from projects_version where submitted_at is not null") == 1
