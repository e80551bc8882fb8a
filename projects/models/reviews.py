"""A mentor's judgement: who holds the work, the review, its scores and its threads."""

from datetime import timedelta

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cohorts.models import Cohort, StaffAssignment
from core.components import register_states
from core.workflow import Transition, Workflow
from projects.models.assignments import AssignmentCriterion
from projects.models.disputes import Dispute
from projects.models.submissions import Blob, Submission, Version


class Claim(models.Model):
    """A mentor holds a submission for a while; ``released_at`` is null while they do."""

    # From the last request; a page that says it is still open keeps the shorter lease alive.
    DURATION = timedelta(minutes=30)
    LEASE = timedelta(minutes=10)
    # Between two signs of the holder no longer apart than this they were at work: an open page says so each minute.
    SIGN = timedelta(minutes=2)

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="claims")
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="claims")
    claimed_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(default=timezone.now, editable=False)
    worked = models.DurationField(default=timedelta, editable=False)

    class Meta:
        verbose_name = _("claim")
        constraints = [
            models.UniqueConstraint(fields=["submission"], condition=Q(released_at=None), name="one_open_claim")
        ]
        indexes = [models.Index(fields=["expires_at"], condition=Q(released_at=None), name="claim_expiry")]

    def __str__(self):
        return f"{self.submission_id} {self.holder_id}"


class ReviewQuerySet(models.QuerySet):
    def sent(self):
        """Those that their team has received."""
        return self.filter(sent_at__isnull=False)

    def readable_by(self, user):
        """Sent reviews; of who may see the work, only its team and its author read one that is under dispute."""
        return self.sent().exclude(pk__in=Dispute.objects.hidden_from(user).values("review"))

    def with_wait(self):
        """Since when the team waited (``asked_at``) and until when an answer was promised (``promised_at``):
        those of the version, or of the dispute that a second reading settles."""
        return self.annotate(
            asked_at=Coalesce("settles__opened_at", "version__queued_at"),
            promised_at=Coalesce("settles__promised_at", "version__promised_at"),
        )


class Review(models.Model):
    """A mentor's judgement of one version: a draft until ``sent_at``."""

    class Decision(models.TextChoices):
        CHANGES_REQUESTED = "changes_requested", _("Changes requested")
        APPROVED = "approved", pgettext_lazy("review", "Approved")

    version = models.ForeignKey(Version, models.PROTECT, related_name="reviews")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="reviews")
    message = models.TextField(_("message to the team"), blank=True, max_length=5000)
    decision = models.CharField(max_length=20, choices=Decision, blank=True, editable=False)
    saved_at = models.DateTimeField(auto_now=True)
    # Counts the saves: a tab that shows an older draft does not write over a newer one.
    revision = models.PositiveIntegerField(default=0, editable=False)
    sent_at = models.DateTimeField(null=True, editable=False)
    acknowledged_at = models.DateTimeField(null=True, editable=False)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("review")
        constraints = [
            models.UniqueConstraint(fields=["version", "reviewer"], name="one_review_per_version_and_reviewer")
        ]
        indexes = [models.Index(fields=["sent_at"], condition=Q(sent_at__isnull=False), name="review_sent")]

    def __str__(self):
        return f"{self.version_id} {self.reviewer_id}"

    @property
    def cohort(self) -> Cohort:
        return self.version.submission.cohort

    @property
    def is_superseded(self) -> bool:
        """A second reading counts in its place; read with its ``dispute``."""
        found = getattr(self, "dispute", None)
        return found is not None and found.second_id is not None

    @property
    def is_fresh(self) -> bool:
        """Sent less than a quarter of an hour ago: its words may still be mended."""
        return self.sent_at is not None and timezone.now() < self.sent_at + Amendment.TIME


class CriterionScore(models.Model):
    """The level seen for one criterion: 0 not acquired, 1 imitate, 2 adapt, 3 transpose."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(AssignmentCriterion, models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(validators=[MaxValueValidator(3)])

    class Meta:
        verbose_name = _("score")
        constraints = [
            models.UniqueConstraint(fields=["review", "criterion"], name="one_score_per_criterion"),
            models.CheckConstraint(condition=Q(level__lte=3), name="level_at_most_three"),
        ]

    def __str__(self):
        return f"{self.criterion_id} {self.level}"


class ThreadQuerySet(models.QuerySet):
    def readable_by(self, user):
        """Remarks of the sent reviews that ``user`` may read (``ReviewQuerySet.readable_by``)."""
        hidden = Dispute.objects.hidden_from(user).values("review")
        return self.filter(review__sent_at__isnull=False).exclude(review__in=hidden)

    def standing(self):
        """Corrections asked for in sent reviews, that no reviewer has confirmed; a disputed review's do not count."""
        asked = self.filter(kind=Thread.Kind.MUST_FIX, review__sent_at__isnull=False)
        superseded = Dispute.objects.superseding().values("review")
        return asked.exclude(state=Thread.State.CONFIRMED).exclude(review__in=superseded)

    def with_standing(self):
        """Each with ``stands``: whether it is among ``standing``, in the same query."""
        return self.annotate(stands=Exists(Thread.objects.standing().filter(pk=OuterRef("pk"))))


class Thread(models.Model):
    """A mentor's remark on a version, general or on lines of a file, and what follows it."""

    class Kind(models.TextChoices):
        REMARK = "remark", pgettext_lazy("kind", "Remark")
        MUST_FIX = "must_fix", _("To fix")
        SUGGESTION = "suggestion", _("Suggestion")
        QUESTION = "question", _("Question")
        PRAISE = "praise", _("Well done")

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("remark", "Open")
        RESOLVED = "resolved", pgettext_lazy("remark", "Corrected by the team")
        CONFIRMED = "confirmed", pgettext_lazy("remark", "Confirmed")

    review = models.ForeignKey(Review, models.CASCADE, related_name="threads")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.REMARK)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN, editable=False)
    path = models.CharField(_("file"), max_length=300, blank=True)
    line = models.PositiveIntegerField(_("line"), null=True, blank=True)
    last_line = models.PositiveIntegerField(_("last line"), null=True, blank=True)
    criterion = models.ForeignKey(
        AssignmentCriterion, models.PROTECT, null=True, blank=True, related_name="threads", verbose_name=_("criterion")
    )
    body = models.TextField(_("remark"), max_length=5000)
    # The lines as they were when the remark was made, to read it without its version.
    quote = models.TextField(blank=True, max_length=5000, editable=False)
    suggestion = models.TextField(_("suggested lines"), max_length=5000, blank=True)
    screenshot = models.ForeignKey(Blob, models.PROTECT, null=True, blank=True, related_name="+")
    saved_comment = models.ForeignKey("SavedComment", models.SET_NULL, null=True, blank=True, related_name="threads")
    created_at = models.DateTimeField(auto_now_add=True)
    resolved_at = models.DateTimeField(null=True, editable=False)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )

    objects = ThreadQuerySet.as_manager()
    workflow = Workflow(
        "state",
        Transition(
            "resolve", {State.OPEN}, State.RESOLVED, permission="projects.resolve_thread", label=_("Corrected here")
        ),
        Transition(
            "confirm",
            {State.OPEN, State.RESOLVED},
            State.CONFIRMED,
            permission="projects.confirm_thread",
            label=_("Confirm the correction"),
        ),
        Transition(
            "reopen",
            {State.RESOLVED, State.CONFIRMED},
            State.OPEN,
            permission="projects.confirm_thread",
            label=_("Open again"),
        ),
    )

    class Meta:
        verbose_name = _("remark")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_line=None) | Q(line__isnull=False, last_line__gte=F("line")),
                name="remark_lines_in_order",
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.pk}"

    @property
    def suggested_lines(self) -> list[str]:
        """What the lines could become; none when nothing is suggested."""
        text = self.suggestion.replace("\r\n", "\n")
        return text.removesuffix("\n").split("\n") if text else []

    @property
    def submission(self) -> Submission:
        return self.review.version.submission

    @property
    def cohort(self) -> Cohort:
        return self.submission.cohort

    @property
    def team_id(self) -> int:
        return self.submission.team_id

    @property
    def assignment_id(self) -> int:
        return self.submission.assignment_id

    def event_groups(self) -> list[str]:
        return self.submission.event_groups()


class Amendment(models.Model):
    """A text of a sent review as it read before its author mended it: the message, or the remark ``thread``."""

    TIME = timedelta(minutes=15)

    review = models.ForeignKey(Review, models.CASCADE, related_name="amendments")
    thread = models.ForeignKey(Thread, models.CASCADE, null=True, related_name="amendments")
    before = models.TextField(max_length=5000, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("amendment")
        ordering = ["pk"]

    def __str__(self):
        return f"{self.review_id} {self.at:%Y-%m-%d %H:%M}"


class Anchor(models.Model):
    """Where a remark's lines are in a later version."""

    class State(models.TextChoices):
        KEPT = "kept", pgettext_lazy("anchor", "same lines")
        MOVED = "moved", pgettext_lazy("anchor", "moved")
        OUTDATED = "outdated", pgettext_lazy("anchor", "lines changed since")

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="anchors")
    version = models.ForeignKey(Version, models.CASCADE, related_name="anchors")
    state = models.CharField(max_length=8, choices=State)
    path = models.CharField(max_length=300, blank=True)
    line = models.PositiveIntegerField(null=True)
    last_line = models.PositiveIntegerField(null=True)

    class Meta:
        verbose_name = _("anchor")
        constraints = [models.UniqueConstraint(fields=["thread", "version"], name="one_anchor_per_version")]

    def __str__(self):
        return f"{self.thread_id} v{self.version_id} {self.state}"


class ViewedFile(models.Model):
    """A reviewer has read these bytes of a submission: the mark holds for every version that keeps them."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="viewed_files")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    blob = models.ForeignKey(Blob, models.CASCADE, related_name="+")
    path = models.CharField(max_length=300)

    class Meta:
        verbose_name = _("viewed file")
        constraints = [
            models.UniqueConstraint(fields=["submission", "user", "blob", "path"], name="one_mark_per_viewed_file")
        ]

    def __str__(self):
        return self.path


class ReplyQuerySet(models.QuerySet):
    def awaiting(self, user):
        """What teams ask and nobody has explained yet: of the reviews that ``user`` sent, and, where they train, of
        those whose author no longer works with the cohort."""
        cohort = "review__version__submission__assignment__cohort"
        own = StaffAssignment.objects.filter(user=user)
        author_stays = Exists(
            StaffAssignment.objects.filter(cohort=OuterRef(cohort), user=OuterRef("review__reviewer"))
        )
        trained = Q(**{f"{cohort}__in": own.filter(role=StaffAssignment.Role.TRAINER).values("cohort")})
        asked = self.filter(stance=Reply.Stance.ASKS, explanation=None, **{f"{cohort}__in": own.values("cohort")})
        return asked.filter(Q(review__reviewer=user) | trained & ~author_stays)


class Reply(models.Model):
    """What is said of a sent review by the team or the mentor: of a remark, of a criterion’s level, or of it all.

    A team's question (ASKS) has one ``explanation``, the reply whose ``question`` it is.
    """

    class Stance(models.TextChoices):
        SAYS = "", _("Answer")
        CORRECTED = "corrected", _("Corrected here")
        DISAGREES = "disagrees", _("Does not agree")
        ASKS = "asks", _("Asks for an explanation")

    review = models.ForeignKey(Review, models.CASCADE, related_name="replies")
    thread = models.ForeignKey(Thread, models.CASCADE, null=True, related_name="replies")
    criterion = models.ForeignKey(AssignmentCriterion, models.PROTECT, null=True, related_name="+")
    question = models.OneToOneField("self", models.CASCADE, null=True, related_name="explanation")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    body = models.TextField(_("answer"), max_length=5000)
    stance = models.CharField(max_length=10, choices=Stance, blank=True, default=Stance.SAYS)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ReplyQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["pk"]

    def __str__(self):
        return f"{self.review_id} {self.author_id}"

    @property
    def awaits(self) -> bool:
        """A question that nobody has explained yet; read with its ``explanation``."""
        return self.stance == Reply.Stance.ASKS and getattr(self, "explanation", None) is None


class Thanks(models.Model):
    """A team's thanks for a review, with a word or without."""

    MAX_LENGTH = 500

    review = models.OneToOneField(Review, models.CASCADE, related_name="thanks")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    word = models.TextField(_("a word"), blank=True, max_length=MAX_LENGTH)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("thanks")
        verbose_name_plural = _("thanks")

    def __str__(self):
        return f"{self.review_id} {self.by_id}"


register_states(
    Thread.Kind,
    remark=("", "chat"),
    must_fix=("warn", "redo"),
    suggestion=("info", "pen"),
    question=("brand", "chat"),
    praise=("ok", "star"),
)
register_states(Thread.State, open=("warn", "redo"), resolved=("info", "check"), confirmed=("ok", "check"))
register_states(Anchor.State, kept=("", "pin"), moved=("info", "pin"), outdated=("warn", "pin"))
