"""French as written in Morocco: narrow no-break thousands, 24 hours, Monday first."""

from lms.formats.morocco import *  # noqa: F403

DECIMAL_SEPARATOR = ","
THOUSAND_SEPARATOR = "\u202f"
NUMBER_GROUPING = 3
