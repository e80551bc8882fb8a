"""English as read in Morocco: day first, 24 hours, Monday first."""

from lms.formats.morocco import *  # noqa: F403
