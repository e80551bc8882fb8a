"""The cast is made once for each test process; a test that asks for it gets copies of its rows and objects.

What a build writes is found by watching its statements; every table it wrote to is kept whole beside the original.
"""

import pickle
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Organisation, User

WRITES = re.compile(r'(?:INSERT (?:OR IGNORE )?INTO|UPDATE|DELETE FROM) "(\w+)"')
_builds: dict[str, "Kept"] = {}
_tables: set[str] = set()


class Kept:
    """The rows and the objects of one build, for a database that stands as it stood before it, on the same day."""

    def __init__(self, name: str, before: tuple[int, int, date], made: object):
        self.name, self.tables, self.before, self.pickled = name, sorted(_tables), before, pickle.dumps(made)
        with connection.cursor() as cursor:
            for table in self.tables:
                cursor.execute(f'CREATE TABLE "{name}_{table}" AS SELECT * FROM "{table}"')

    def put_back(self) -> object:
        with transaction.atomic(), connection.cursor() as cursor:
            for table in self.tables:
                cursor.execute(f'DELETE FROM "{table}"')
                cursor.execute(f'INSERT INTO "{table}" SELECT * FROM "{self.name}_{table}"')
        return pickle.loads(self.pickled)


def keep(name: str, build: Callable[[], object]) -> None:
    """Make a build and keep its copy; what it made stays in the database."""
    before = _standing()
    with _written():
        made = build()
    _builds[name] = Kept(name, before, made)


def kept(name: str, build: Callable[[], object]) -> object:
    """What ``build`` makes: from its copy where the database stands as it stood then, otherwise made anew."""
    copy = _builds[name]
    return copy.put_back() if _standing() == copy.before else build()


def _standing() -> tuple[int, int, date]:
    return User.objects.count(), Organisation.objects.count(), timezone.localdate()


@contextmanager
def _written() -> Iterator[None]:
    """Notes the names of the tables that are written to inside the block."""

    def watch(execute, sql, params, many, context):
        _tables.update(WRITES.findall(sql))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield
