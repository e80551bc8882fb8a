"""A new mentor's first review, laid before a lead before it is sent."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Role
from cohorts.models import Cohort, StaffAssignment
from projects.models.assignments import TeamMember
from projects.models.disputes import Dispute
from projects.models.reviews import Claim, Review
from projects.models.submissions import Submission


class ProposalQuerySet(models.QuerySet):
    def waiting(self):
        """Those that wait for a lead: neither decided nor taken back, by who still holds the work."""
        return self.filter(outcome="", claim__released_at=None)

    def for_lead(self, user):
        """Those that ``user`` may send or give back (the rule of ``projects.pass_review``)."""
        trained = StaffAssignment.objects.filter(user=user, role=Role.TRAINER).values("cohort")
        managed = [pk for role, pk in user.roles() if role == Role.MANAGER]
        mine = TeamMember.objects.filter(enrolment__learner=user).values("team")
        known = TeamMember.objects.filter(enrolment__learner__in=user.recusals.values("learner")).values("team")
        judged = Dispute.objects.read_before_by(user).values("review__version__submission")
        cohort = "claim__submission__assignment__cohort"
        return (
            self.filter(Q(**{f"{cohort}__in": trained}) | Q(**{f"{cohort}__operator__in": managed}))
            .exclude(claim__holder=user)
            .exclude(claim__submission__team__in=mine)
            .exclude(claim__submission__team__in=known)
            .exclude(claim__submission__in=judged)
        )

    def visible_to(self, user):
        """Its author, and who may send it or give it back; not while the review that it became is disputed."""
        mine = Q(claim__holder=user) | Q(pk__in=self.model.objects.for_lead(user).values("pk"))
        return self.filter(mine).exclude(review__in=Dispute.objects.hidden_from(user).values("review"))


class Proposal(models.Model):
    """What the holder of ``claim`` would decide; ``outcome`` is empty while a lead is to read it, until ``due_at``."""

    class Outcome(models.TextChoices):
        SENT = "sent", pgettext_lazy("proposal", "Sent")
        RETURNED = "returned", pgettext_lazy("proposal", "Given back")
        TAKEN_BACK = "taken_back", pgettext_lazy("proposal", "Taken back by its author")

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="proposals")
    review = models.ForeignKey(Review, models.PROTECT, related_name="proposals")
    decision = models.CharField(max_length=20, choices=Review.Decision)
    made_at = models.DateTimeField(auto_now_add=True)
    due_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True, editable=False)
    settled_at = models.DateTimeField(null=True, editable=False)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal")
        constraints = [
            models.UniqueConstraint(fields=["claim"], condition=Q(outcome=""), name="one_open_proposal_per_claim")
        ]
        indexes = [models.Index(fields=["due_at"], condition=Q(outcome=""), name="proposal_due")]

    def __str__(self):
        return f"{self.claim_id} {self.decision}"

    @property
    def submission(self) -> Submission:
        return self.claim.submission

    @property
    def cohort(self) -> Cohort:
        return self.submission.cohort

    def event_groups(self) -> list[str]:
        """Its author and the cohort's staff: to the team the work is in review, and nothing else."""
        return [f"cohort-{self.submission.assignment.cohort_id}-staff", f"user-{self.claim.holder_id}"]
