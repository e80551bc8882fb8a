"""A team contests a decision: a second reviewer judges the version, without the first one's scores."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class DisputeQuerySet(models.QuerySet):
    def open(self):
        """Those that no second reviewer has settled, and that their team has not withdrawn."""
        return self.filter(outcome="")

    def hidden_from(self, user):
        """The open ones whose review ``user`` may not read: all but their team and the review's author."""
        team = "review__version__submission__team__members__enrolment__learner"
        return self.open().exclude(review__reviewer=user).exclude(**{team: user})

    def read_before_by(self, user):
        """The open ones whose review ``user`` wrote, or read before it was sent as its author's lead."""
        return self.open().filter(Q(review__reviewer=user) | Q(review__proposals__settled_by=user))

    def superseding(self):
        """Those after which the disputed review stands in no one's way: the second one counts."""
        return self.exclude(outcome=Dispute.Outcome.WITHDRAWN)


class Dispute(models.Model):
    """A team asks for a second reading of ``review``; ``outcome`` is empty until ``second`` is sent."""

    class Outcome(models.TextChoices):
        UPHELD = "upheld", pgettext_lazy("dispute", "The second reading confirms the first")
        CHANGED = "changed", pgettext_lazy("dispute", "The second reading changes the first")
        WITHDRAWN = "withdrawn", pgettext_lazy("dispute", "Withdrawn by the team")

    # From the sending of the review.
    TIME = timedelta(days=7)
    MAX_LENGTH = 2000

    review = models.OneToOneField("projects.Review", models.PROTECT, related_name="dispute")
    reason = models.TextField(_("what you contest, and why"), max_length=MAX_LENGTH)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    opened_at = models.DateTimeField(editable=False)
    promised_at = models.DateTimeField(editable=False)
    second = models.OneToOneField(
        "projects.Review", models.PROTECT, null=True, related_name="settles", editable=False
    )  # fmt: skip
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True, editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)

    objects = DisputeQuerySet.as_manager()

    class Meta:
        verbose_name = _("dispute")
        indexes = [models.Index(fields=["review"], condition=Q(outcome=""), name="dispute_open")]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=["", "withdrawn"], second=None)
                | Q(outcome__in=["upheld", "changed"], second__isnull=False),
                name="dispute_settled_by_a_review",
            )
        ]

    def __str__(self):
        return f"{self.review_id} {self.outcome}"

    @property
    def submission(self):
        """The work whose review is disputed."""
        return self.review.version.submission
