"""What a line of the log tells, and what it keeps to itself."""

import logging
from datetime import UTC, datetime

import pytest


@pytest.fixture
def line():
    """Formats a record as the running process does."""
    formatters = [handler.formatter for handler in logging.getLogger().handlers if handler.formatter]
    formatter = next(found for found in formatters if found.__class__.__module__ == "lms.logs")

    def written(message: str, *args) -> str:
        record = logging.makeLogRecord({"name": "minwal", "levelname": "WARNING", "msg": message, "args": args})
        record.created, record.msecs = datetime(2026, 11, 30, 23, 59, tzinfo=UTC).timestamp(), 7
        return formatter.format(record)

    return written


def test_the_instant_is_utc(line):
    assert line("bonjour") == "2026-11-30T23:59:00.007Z WARNING minwal bonjour"


@pytest.mark.parametrize("address", ["/invitations/%s/", "/accounts/password/reset/key/%s/"])
def test_a_link_that_opens_something_cannot_be_followed_from_the_log(line, address):
    told = line("Forbidden: %s", address % "3f-Zk9-the-token")

    assert "the-token" not in told
    assert address.partition("%s")[0] in told
