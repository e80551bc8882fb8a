"""Who reads the figures of the programme."""

import rules

from accounts.permissions import is_administrator, is_officer

rules.add_perm("reports.view_programme", is_officer | is_administrator)
rules.add_perm("reports.change_baseline", is_officer | is_administrator)
