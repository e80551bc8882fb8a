"""Hold work while it is reviewed: take it, keep it, give it back, hand it over."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Case, DateTimeField, DurationField, ExpressionWrapper, F, Value, When
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from cohorts.models import Cohort, Enrolment
from core.events import emit
from core.permissions import forget
from core.visible import is_visible
from core.workflow import TransitionRefused
from programme.calendar import next_working_day
from programme.queries import work_calendar
from projects import events
from projects.models import Assignment, Claim, ReviewerProfile, StaffNote, Submission


def claim(submission: Submission, *, by: User) -> Claim:
    """Take a waiting submission in hand for half an hour; of two mentors one wins.

    Raises PermissionDenied for who may not review it, TransitionRefused when someone else has it,
    ValidationError when ``by`` already holds as many as they said they could.
    """
    with submission.workflow.apply(submission, "claim", by=by):
        now = timezone.now()
        _require_room(by, now)
        return Claim.objects.create(submission=submission, holder=by, expires_at=now + Claim.DURATION)


def claim_next(*, by: User, at: datetime) -> Claim | None:
    """Take the most urgent submission that ``by`` may review; None when nothing waits. Raises ValidationError as
    ``claim``.
    """
    expire_claims(at=at)
    for found in Submission.objects.reviewable_by(by).waiting().select_related("assignment__cohort")[:5]:
        try:
            return claim(found, by=by)
        except TransitionRefused:
            continue  # someone was quicker: the next one
    return None


def _require_room(holder: User, now: datetime) -> None:
    most = _lock_profile(holder)
    if Claim.objects.filter(holder=holder, released_at=None, expires_at__gt=now).count() < most:
        return
    raise ValidationError(
        ngettext(
            "%(person)s already holds %(count)d work, the most they chose: one is to be decided or given back first.",
            "%(person)s already holds %(count)d works, the most they chose: one is to be decided or given back first.",
            most,
        )
        % {"person": holder, "count": most}
    )


def _lock_profile(holder: User) -> int:
    """The works ``holder`` may hold; their two claims at once follow each other: an update is a lock."""
    ReviewerProfile.objects.get_or_create(user=holder)
    ReviewerProfile.objects.filter(user=holder).update(most_held=F("most_held"))
    return ReviewerProfile.objects.values_list("most_held", flat=True).get(user=holder)


def renew_claim(submission: Submission, *, by: User, at: datetime) -> bool:
    """Each request of the holder prolongs the claim; says whether ``by`` still holds it."""
    return _prolong(submission, by, at, Claim.DURATION)


def keep_claim(submission: Submission, *, by: User, at: datetime) -> bool:
    """The holder's page says that it is still open; from the last such word the claim is short."""
    return _prolong(submission, by, at, Claim.LEASE)


def _prolong(submission: Submission, by: User, at: datetime, lease: timedelta) -> bool:
    mine = Claim.objects.filter(submission=submission, holder=by, released_at=None, expires_at__gt=at)
    mine = mine.exclude(proposals__outcome="")  # a lead is reading
    return bool(mine.update(expires_at=at + lease, worked=worked_until(at), seen_at=Greatest("seen_at", Value(at))))


def worked_until(at: datetime) -> Case:
    """The time worked on a claim once its holder gave a sign at ``at``, for the update that notes the sign.

    A sign is a request of the workspace, or the word that its page says each minute while it is open. The time since
    the sign before is counted when it is two minutes at most, and not at all beyond: nobody was there. The taking of
    the work is the first sign; the decision is the last.
    """
    since = ExpressionWrapper(Value(at, DateTimeField()) - F("seen_at"), DurationField())
    return Case(When(seen_at__range=(at - Claim.SIGN, at), then=F("worked") + since), default=F("worked"))


def release(submission: Submission, *, by: User) -> Submission:
    """Give the submission back to the queue, at its old place; the draft review is kept."""
    with submission.workflow.apply(submission, "release", by=by):
        held = submission.claims.filter(released_at=None).first()
        Claim.objects.filter(submission=submission, released_at=None).update(released_at=timezone.now())
        _tell_holder(submission, held, by)
    return submission


def _tell_holder(submission: Submission, held: Claim | None, by: User) -> None:
    """Whoever loses a work by another's hand is told."""
    if held and held.holder_id != by.pk:
        emit(events.SUBMISSION_RELIEVE, target=submission, actor=by, data={"holder": held.holder_id})


def hand_over(submission: Submission, *, by: User, to: User, note: str = "") -> Claim:
    """Pass the claim to a colleague, with a word for them; they have until the end of the next working day.

    Raises ValidationError when the colleague may not review the work or holds too many already,
    TransitionRefused when the claim ended or changed hands meanwhile.
    """
    held = submission.claims.filter(released_at=None).first()
    with submission.workflow.apply(submission, "hand_over", by=by) as change:
        now = timezone.now()
        if held is None or not Claim.objects.filter(pk=held.pk, released_at=None).update(released_at=now):
            raise TransitionRefused(submission, "hand_over")
        _require_successor(submission, held, to)
        _require_room(to, now)
        if is_visible(note):
            StaffNote.objects.create(submission=submission, author=by, body=note.strip())
        change.data["to"] = to.pk
        _tell_holder(submission, held, by)
        return Claim.objects.create(
            submission=submission, holder=to, expires_at=next_working_day(now, work_calendar(now))
        )


def _require_successor(submission: Submission, held: Claim, to: User) -> None:
    if to.pk == held.holder_id or not to.has_perm("projects.review_submission", submission):
        raise ValidationError({"to": _("%(person)s cannot take this review.") % {"person": to}})


def expire_claims(*, at: datetime) -> int:
    """Give back what its holder left for too long, unless a lead is to read it; returns how many."""
    stale = Claim.objects.filter(released_at=None, expires_at__lte=at).exclude(proposals__outcome="")
    stale = stale.select_related("submission__assignment")
    return sum(_give_back(found, "expired", expires_at__lte=at) for found in stale[:200])


def release_claims_of(holder: User) -> int:
    """Give back what ``holder`` may no longer review: who left the cohort, is not named, or knows the learner."""
    forget(holder)
    held = Claim.objects.filter(holder=holder, released_at=None).select_related("submission__assignment__cohort")
    lost = [found for found in held if not holder.has_perm("projects.review_submission", found.submission)]
    return sum(_give_back(found, "left") for found in lost)


def release_claims_in(cohort: Cohort) -> int:
    """Give back what is held in a cohort that is over: whoever still reviews there takes it anew."""
    held = Claim.objects.filter(submission__assignment__cohort=cohort, released_at=None)
    return sum(_give_back(found, "over") for found in held.select_related("submission__assignment__cohort"))


def release_claims_on(enrolment: Enrolment) -> int:
    """Give back the works of a team that nobody is left of: they wait for who may come back, out of the queue."""
    held = Claim.objects.filter(submission__team__members__enrolment=enrolment, released_at=None)
    rows = held.select_related("submission__assignment__cohort")
    return sum(_give_back(found, "gone") for found in rows if not found.submission.is_attended)


def release_claims_on_project(assignment: Assignment) -> int:
    """Give back the works of a project that was taken back: nobody waits for their reviews any more."""
    held = Claim.objects.filter(submission__assignment=assignment, released_at=None)
    rows = held.select_related("submission__assignment__cohort")
    return sum(_give_back(found, "withdrawn") for found in rows if not found.submission.is_attended)


@transaction.atomic
def _give_back(found: Claim, why: str, **still) -> bool:
    """The system releases the claim unless its holder did, or prolonged it, in the meantime."""
    submission = found.submission
    try:
        with submission.workflow.apply(submission, "release", by=User.system()) as change:
            change.data[why] = True
            if not Claim.objects.filter(pk=found.pk, released_at=None, **still).update(released_at=timezone.now()):
                raise TransitionRefused(submission, "release")
    except TransitionRefused:
        return False
    return True
