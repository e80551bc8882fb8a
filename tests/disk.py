"""A disk that fills up while a request is written."""

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection
from django.http import HttpResponse

WRITES = ("INSERT", "UPDATE", "DELETE")


@contextmanager
def full_after(writes: int) -> Iterator[None]:
    """The database takes that many writes more, then refuses all, in SQLite's words."""
    left = itertools.count(writes, -1)

    def execute(run, sql, params, many, context):
        if sql.startswith(WRITES) and next(left) <= 0:
            raise OperationalError("database or disk is full")
        return run(sql, params, many, context)

    with connection.execute_wrapper(execute):
        yield


def answers_as_it_fills(send: Callable[[], HttpResponse], most: int = 60) -> Iterator[HttpResponse]:
    """The answers to the same request as the disk fills before its first write, its second…; until one is taken."""
    for writes in range(most):
        with full_after(writes):
            answer = send()
        yield answer
        if answer.status_code != 507:
            return
    raise AssertionError("never taken")
