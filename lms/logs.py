"""The lines of the log."""

import logging
import time


class UtcFormatter(logging.Formatter):
    """Instants in UTC: the C library's table of time zones is older than Morocco's clock, and an hour off."""

    converter = time.gmtime
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"
