"""Who edits curricula: in the Wagtail admin, an operator's trainers and manager, by their group."""

import rules

from accounts.permissions import has_role, is_administrator

edits_curricula = has_role("trainer") | has_role("manager") | is_administrator

rules.add_perm("courses.edit_curricula", edits_curricula)
