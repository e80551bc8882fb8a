"""The lines of the log."""

import logging
import re
import time

# Addresses that open something by themselves: who reads the log must not be able to follow them.
SECRET_ADDRESS = re.compile(r"(/invitations/|/password/reset/key/)[^/\s]+")


class LineFormatter(logging.Formatter):
    """Instants in UTC: the C library's table of time zones is older than Morocco's clock, and an hour off.

    Links that carry a token lose it.
    """

    converter = time.gmtime
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def format(self, record: logging.LogRecord) -> str:
        return SECRET_ADDRESS.sub(r"\1…", super().format(record))
