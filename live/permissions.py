"""Who enters a room and who keeps order there."""

import rules

from cohorts.permissions import (
    learns_in_cohort,
    manages_cohort,
    staffs_cohort,
    trains_cohort,
)

rules.add_perm("live.enter_room", learns_in_cohort | staffs_cohort | manages_cohort)
rules.add_perm("live.remove_message", trains_cohort)
