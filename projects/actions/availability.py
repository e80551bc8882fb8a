"""A reviewer's time, and the people whose work they leave to others."""

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.events import emit
from core.permissions import forget
from projects import events
from projects.actions.claims import release_claims_of
from projects.models import Recusal, ReviewerProfile, Submission

LONGEST_AWAY = timedelta(days=366)


def set_availability(*, by: User, weekly_hours: int, most_held: int, away_until: date | None) -> ReviewerProfile:
    """Say how much one reviews, and until which day one is away.

    Raises ValidationError for a day that is past, or more than a year away.
    """
    if away_until and not timezone.localdate() <= away_until <= timezone.localdate() + LONGEST_AWAY:
        raise ValidationError({"away_until": _("Choose a day from today on, within a year.")})
    fields = {"weekly_hours": weekly_hours, "most_held": most_held, "away_until": away_until}
    return ReviewerProfile.objects.update_or_create(user=by, defaults=fields)[0]


def leave_for_the_week(*, by: User) -> ReviewerProfile:
    """Away until Sunday: no notice of new work; what is held stays held."""
    today = timezone.localdate()
    sunday = today + timedelta(days=6 - today.weekday())
    return ReviewerProfile.objects.update_or_create(user=by, defaults={"away_until": sunday})[0]


def come_back(*, by: User) -> None:
    """No longer away."""
    ReviewerProfile.objects.filter(user=by).update(away_until=None)


@transaction.atomic
def record_statement(reviewer: User, *, by: User, period: dict) -> None:
    """Keep that ``by`` took the statement of a reviewer's hours; ``period`` says since when, until when, for whom."""
    emit(events.REVIEWER_STATEMENT, target=reviewer, actor=by, data=period)


@transaction.atomic
def step_aside(submission: Submission, *, by: User, learner: User) -> Recusal:
    """Leave to others the work of a learner one knows in person; what one holds of it goes back to the queue.

    Raises PermissionDenied for who does not review this work, ValidationError for who is not of its team.
    """
    known = Recusal.objects.filter(reviewer=by, learner=learner).first()
    if known:
        return known
    if not by.has_perm("projects.review_submission", submission):
        raise PermissionDenied("projects.review_submission")
    if learner.pk not in submission.member_ids():
        raise ValidationError(_("This person is not of the team."))
    recusal, created = Recusal.objects.get_or_create(reviewer=by, learner=learner)
    if created:
        emit(events.RECUSAL_CREATE, target=recusal, actor=by, data={"learner": learner.pk})
    release_claims_of(by)
    return recusal


@transaction.atomic
def step_back(recusal: Recusal, *, by: User) -> None:
    """Review that learner's work again."""
    if recusal.reviewer_id != by.pk:
        raise PermissionDenied("projects.review_submission")
    emit(events.RECUSAL_REMOVE, target=recusal, actor=by, data={"learner": recusal.learner_id})
    recusal.delete()
    forget(by)
