"""SQLite looks at its tables once a day, so that a long queue is read by its own index."""

import pytest
from django.db import connection

from core import statistics

pytestmark = pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL looks at its tables by itself")


def test_tables_are_looked_at_once_a_day(a):
    assert statistics.refresh()
    assert not statistics.refresh()

    with connection.cursor() as cursor:
        cursor.execute("SELECT stat FROM sqlite_stat1 WHERE tbl = 'cohorts_enrolment'")
        assert cursor.fetchall()
