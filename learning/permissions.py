"""Who marks lessons as done: the learner, for oneself."""

import rules


@rules.predicate
def is_learner_of(user, enrolment):
    return enrolment is not None and enrolment.learner_id == user.pk and enrolment.state == "active"


rules.add_perm("learning.change_progress", is_learner_of)
