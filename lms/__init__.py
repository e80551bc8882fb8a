"""The wiring of Minwal: settings, addresses, servers. No domain here."""

import zoneinfo

# Debian's time zone data is older than Morocco's move to UTC+0 (20 September 2026)
# and Python reads it first: only the pinned package `tzdata` may answer.
zoneinfo.reset_tzpath(to=())
