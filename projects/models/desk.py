"""What mentors keep for themselves and for each other: their time, their notes, their ready-made comments."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Role
from projects.models.reviews import Thread
from projects.models.submissions import Submission


class ReviewerProfile(models.Model):
    """How much a person can review: hours a week, works held at once, and until when they are away."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reviewer_profile")
    weekly_hours = models.PositiveSmallIntegerField(
        _("hours a week"), default=4, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    most_held = models.PositiveSmallIntegerField(
        _("works held at once"), default=3, validators=[MinValueValidator(1), MaxValueValidator(20)]
    )
    away_until = models.DateField(_("away until"), null=True, blank=True)
    # Their next review is read by a lead before it is sent (projects.actions.proposals).
    is_new = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = _("reviewer’s time")

    def __str__(self):
        return str(self.user)

    @property
    def is_away(self) -> bool:
        """Away today, the last day included."""
        return self.away_until is not None and self.away_until >= timezone.localdate()


class Recusal(models.Model):
    """A reviewer knows a learner in person, and leaves that learner's work to others."""

    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="recusals")
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("recusal")
        constraints = [models.UniqueConstraint(fields=["reviewer", "learner"], name="one_recusal_per_pair")]

    def __str__(self):
        return f"{self.reviewer_id} {self.learner_id}"

    def event_groups(self) -> list[str]:
        return [f"user-{self.reviewer_id}"]


class StaffNote(models.Model):
    """A word to the next reviewer of a work; its team never reads it."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="staff_notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    body = models.TextField(_("note"), max_length=2000)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("staff note")
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.submission_id} {self.author_id}"


class SavedCommentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The comments of the operators where ``user`` reviews or manages."""
        if not user.is_authenticated:
            return self.none()
        kinds = (Role.MANAGER, Role.TRAINER, Role.MENTOR)
        return self.filter(operator__in=[pk for role, pk in user.roles() if role in kinds])


class SavedComment(models.Model):
    """A ready-made remark of an operator, to say the same thing as well each time."""

    operator = models.ForeignKey(Organisation, models.CASCADE, related_name="saved_comments")
    title = models.CharField(_("title"), max_length=120)
    kind = models.CharField(_("kind"), max_length=10, choices=Thread.Kind, default=Thread.Kind.REMARK)
    body = models.TextField(_("remark"), max_length=5000)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    made_at = models.DateTimeField(auto_now_add=True)

    objects = SavedCommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved comment")
        ordering = ["title"]
        constraints = [models.UniqueConstraint(fields=["operator", "title"], name="one_saved_comment_per_title")]

    def __str__(self):
        return self.title

    def event_groups(self) -> list[str]:
        return [f"organisation-{self.operator_id}"]
