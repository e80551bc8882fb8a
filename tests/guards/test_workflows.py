"""The whole table of each workflow: every verb in every state, allowed or refused, nothing in between."""

from typing import NotRequired, get_origin

import pytest
from django.utils import timezone

from accounts.models import User
from cohorts.models import Cohort, Enrolment, Session
from core import events
from core.permissions import forget
from core.workflow import TransitionRefused
from projects.models import Claim, Dispute, Review, Submission, Thread, Version
from tests import factories

pytestmark = pytest.mark.anywhere

# The verb that withdraws a dispute -> the decision that was disputed.
KEPT = {"keep_changes": "changes_requested", "keep_approval": "approved"}
# What the programme's people agreed on: verb -> {state before: state after}.
TABLES = {
    Cohort: {
        "start": {"planned": "running"},
        "complete": {"running": "completed"},
        "cancel": {"planned": "cancelled"},
    },
    Session: {
        "open": {"scheduled": "live"},
        "end": {"live": "ended"},
        "cancel": {"scheduled": "cancelled"},
        "call_off": {"scheduled": "cancelled"},
        "close": {"live": "ended"},
    },
    Enrolment: {
        "activate": {"invited": "active"},
        "lapse": {"invited": "lapsed"},
        "suspend": {"active": "suspended"},
        "resume": {"suspended": "active"},
        "withdraw": {"active": "withdrawn", "suspended": "withdrawn"},
        "stay_away": {"invited": "withdrawn"},
        "come_back": {"withdrawn": "active"},
        "invite_again": {"withdrawn": "invited", "cancelled": "invited", "lapsed": "invited"},
        "complete": {"active": "completed", "ended": "completed"},
        "correct": {"completed": "active"},
        "correct_after": {"completed": "ended"},
        "end": {"active": "ended", "suspended": "ended"},
        "cancel": {
            "active": "cancelled",
            "suspended": "cancelled",
            "withdrawn": "cancelled",
            "ended": "cancelled",
        },
    },
    Submission: {
        "submit": {"draft": "queued", "changes_requested": "queued"},
        "replace": {"queued": "queued"},
        "withdraw": {"queued": "draft"},
        "claim": {"queued": "in_review"},
        "release": {"in_review": "queued"},
        "hand_over": {"in_review": "in_review"},
        "request_changes": {"in_review": "changes_requested"},
        "approve": {"in_review": "approved"},
        "dispute": {"changes_requested": "queued", "approved": "queued"},
        "keep_changes": {"queued": "changes_requested"},
        "keep_approval": {"queued": "approved"},
    },
    Thread: {
        "resolve": {"open": "resolved"},
        "confirm": {"open": "confirmed", "resolved": "confirmed"},
        "reopen": {"resolved": "open", "confirmed": "open"},
    },
}
SAMPLES = {int: 1, bool: True, list[int]: []}
LEARNERS = ("submit", "replace", "withdraw", "dispute", *KEPT)
CASES = [
    (model, verb, state.value, after.get(state.value))
    for model, table in TABLES.items()
    for verb, after in table.items()
    for state in model.State
]


def _thing(model, a):
    if model is Cohort:
        return a.cohort
    if model is Session:
        return factories.session(a.cohort)
    if model is Enrolment:
        return a.enrolment
    if model is Thread:
        return factories.sent_remark(a)
    return factories.submission(factories.assignment(a.cohort, a.project), a.enrolment)


def _who_may(model, verb: str, a) -> User:
    """Somebody whom the rule lets do it, so that only the state can refuse."""
    if model is Session and verb in ("open", "end"):
        return a.trainer
    if model is Thread:
        return a.enrolment.learner if verb == "resolve" else a.mentor
    if model is Submission:
        return a.enrolment.learner if verb in LEARNERS else a.mentor
    return a.manager


def _review(work: Submission, verb: str, a) -> None:
    """What else than the state a dispute asks for: a review sent, or one under dispute."""
    now = timezone.now()
    if verb == "dispute" or verb in KEPT:
        version = Version.objects.create(submission=work, number=1, submitted_at=now)
        review = Review.objects.create(version=version, reviewer=a.mentor, decision=KEPT.get(verb, ""), sent_at=now)
    if verb in KEPT:
        author = a.enrolment.learner
        Dispute.objects.create(review=review, reason="?", opened_by=author, opened_at=now, promised_at=now)


def _said(model, verb: str) -> dict:
    """Something of each type that the event of the transition is declared to carry."""
    kind = events.kind_of(f"{model._meta.label_lower}.{verb}")
    more = {name: hint for name, hint in kind.data.items() if name not in ("before", "after")}
    return {name: SAMPLES[hint] for name, hint in more.items() if get_origin(hint) is not NotRequired}


def test_tables_name_every_verb():
    assert {model: set(table) for model, table in TABLES.items()} == {
        model: set(model.workflow.transitions) for model in TABLES
    }


@pytest.mark.parametrize(("model", "verb", "before", "after"), CASES)
def test_verb_in_state(a, monkeypatch, model, verb, before, after):
    thing = _thing(model, a)
    actor = _who_may(model, verb, a)
    if model is Enrolment and verb == "activate":
        actor = User.system()
    if model is Submission:
        soon = factories.datetime.now(factories.CASABLANCA) + factories.timedelta(minutes=30)
        Claim.objects.create(submission=thing, holder=a.mentor, expires_at=soon)
        _review(thing, verb, a)
    model.objects.filter(pk=thing.pk).update(state=before)
    thing = model.objects.get(pk=thing.pk)
    forget(actor)

    if after is None:
        with pytest.raises(TransitionRefused), model.workflow.apply(thing, verb, by=actor):
            pass
    else:
        monkeypatch.setattr(events, "_participants", {})  # the table alone: nobody does what follows
        with model.workflow.apply(thing, verb, by=actor) as change:
            change.data |= _said(model, verb)

    assert model.objects.get(pk=thing.pk).state == (after or before)
    assert thing.state == (after or before)
