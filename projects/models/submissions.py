"""A team's work: one submission, many versions, the files of each."""

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Role
from cohorts.models import READING, Cohort, StaffAssignment
from core import suspects
from core.components import register_states
from core.workflow import Transition, Workflow
from projects.models.assignments import Assignment, AssignmentCriterion, Team, TeamMember
from projects.models.contents import Blob
from projects.models.disputes import Dispute


class SubmissionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The team's members, the cohort's staff, the operator's managers; nobody else."""
        if not user.is_authenticated:
            return self.none()
        managed = [pk for role, pk in user.roles() if role == Role.MANAGER]
        staffed = StaffAssignment.objects.filter(user=user).values("cohort")
        mine = TeamMember.objects.filter(enrolment__learner=user, enrolment__state__in=READING).values("team")
        return self.filter(
            Q(team__in=mine) | Q(assignment__cohort__operator__in=managed) | Q(assignment__cohort__in=staffed)
        )

    def of_learner(self, user):
        """The work of the person's own teams, whatever their place became: found from their few memberships."""
        return self.filter(team__in=TeamMember.objects.filter(enrolment__learner=user).values("team"))

    def reviewable_by(self, user):
        """What ``user`` may review: assignments of their cohorts that name no other reviewers.

        Never their own team's work, nor that of a learner they know, nor the work whose team disputes a review that
        they wrote or passed.
        """
        staffed = StaffAssignment.objects.filter(user=user).values("cohort")
        given = Assignment.objects.filter(Q(reviewers=None) | Q(reviewers=user), cohort__in=staffed)
        mine = TeamMember.objects.filter(enrolment__learner=user).values("team")
        known = TeamMember.objects.filter(enrolment__learner__in=user.recusals.values("learner")).values("team")
        judged = Dispute.objects.read_before_by(user).values("review__version__submission")
        rows = self.filter(assignment__in=given.values("pk"))
        return rows.exclude(team__in=mine).exclude(team__in=known).exclude(pk__in=judged)

    def with_dispute(self):
        """Each with the decision under dispute (``Submission.disputed``), in the same query."""
        found = Dispute.objects.open().filter(review__version__submission=OuterRef("pk"))
        return self.annotate(disputed=Coalesce(Subquery(found.values("review__decision")[:1]), Value("")))

    def with_disputable(self):
        """Each with the review that its team may dispute (``Submission.disputable``), in the same query."""
        sent = Version.objects.filter(submission=OuterRef("pk"), reviews__sent_at__isnull=False)
        once = Q(reviews__dispute=None, reviews__settles=None, reviews__sent_at__gt=timezone.now() - Dispute.TIME)
        last = sent.order_by("-reviews__sent_at").annotate(review=Case(When(once, then="reviews__pk")))
        return self.annotate(disputable=Subquery(last.values("review")[:1]))

    def attended(self):
        """Those of a project that stands, with somebody of the team there to read an answer: who left or pauses is
        not."""
        present = TeamMember.objects.present().filter(team=OuterRef("team"))
        return self.filter(Exists(present), assignment__withdrawn_at=None)

    def waiting(self):
        """Submissions in the queue that somebody still waits for, the most urgent first."""
        return self.attended().filter(state=Submission.State.QUEUED).order_by("rank_at", "pk")


class Submission(models.Model):
    """A team's answer to an assignment: one row, many versions, one state."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("submission", "Draft")
        QUEUED = "queued", pgettext_lazy("submission", "In the queue")
        IN_REVIEW = "in_review", pgettext_lazy("submission", "In review")
        CHANGES_REQUESTED = "changes_requested", pgettext_lazy("submission", "To redo")
        APPROVED = "approved", pgettext_lazy("submission", "Approved")

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="submissions")
    team = models.OneToOneField(Team, models.PROTECT, related_name="submission")
    state = models.CharField(max_length=20, choices=State, default=State.DRAFT, editable=False)
    queued_at = models.DateTimeField(null=True, editable=False)
    decided_at = models.DateTimeField(null=True, editable=False)
    # The place in the queue: queued_at, moved earlier by what makes a review urgent (projects.ranking).
    rank_at = models.DateTimeField(null=True, editable=False)
    promised_at = models.DateTimeField(null=True, editable=False)
    # How often the team was reminded that its turn has come, since the last decision.
    reminded = models.PositiveSmallIntegerField(default=0, editable=False)
    # How far a promise in danger has gone up (projects.promises), and when it goes up again.
    escalation = models.PositiveSmallIntegerField(default=0, editable=False)
    alarm_at = models.DateTimeField(null=True, editable=False)

    objects = SubmissionQuerySet.as_manager()
    workflow = Workflow(
        "state",
        Transition(
            "submit",
            {State.DRAFT, State.CHANGES_REQUESTED},
            State.QUEUED,
            permission="projects.submit_submission",
            label=_("Submit for review"),
        ),
        Transition(
            "replace",
            {State.QUEUED},
            State.QUEUED,
            permission="projects.submit_submission",
            condition=lambda row: not row.disputed,
            about=("disputed",),
            label=_("Replace"),
        ),
        Transition(
            "withdraw",
            {State.QUEUED},
            State.DRAFT,
            permission="projects.submit_submission",
            condition=lambda row: not row.disputed,
            about=("disputed",),
            label=_("Withdraw"),
        ),
        Transition(
            "claim",
            {State.QUEUED},
            State.IN_REVIEW,
            permission="projects.review_submission",
            condition=lambda row: row.is_attended,
            about=("is_attended",),
            label=_("Claim"),
        ),
        Transition(
            "release", {State.IN_REVIEW}, State.QUEUED, permission="projects.release_submission", label=_("Release")
        ),
        Transition(
            "hand_over",
            {State.IN_REVIEW},
            State.IN_REVIEW,
            permission="projects.release_submission",
            label=_("Hand over"),
        ),
        Transition(
            "request_changes",
            {State.IN_REVIEW},
            State.CHANGES_REQUESTED,
            permission="projects.send_review",
            label=_("Ask for changes"),
        ),
        Transition("approve", {State.IN_REVIEW}, State.APPROVED, permission="projects.send_review", label=_("Approve")),
        Transition(
            "dispute",
            {State.CHANGES_REQUESTED, State.APPROVED},
            State.QUEUED,
            permission="projects.answer_submission",
            condition=lambda row: row.disputable is not None,
            about=("disputable",),
            label=_("Ask for a second reading"),
        ),
        # A dispute withdrawn: the first decision stands.
        Transition(
            "keep_changes",
            {State.QUEUED},
            State.CHANGES_REQUESTED,
            permission="projects.answer_submission",
            condition=lambda row: row.disputed == Submission.State.CHANGES_REQUESTED,
            about=("disputed",),
            label=_("Withdraw the dispute"),
        ),
        Transition(
            "keep_approval",
            {State.QUEUED},
            State.APPROVED,
            permission="projects.answer_submission",
            condition=lambda row: row.disputed == Submission.State.APPROVED,
            about=("disputed",),
            label=_("Withdraw the dispute"),
        ),
    )

    class Meta:
        verbose_name = _("submission")
        indexes = [
            models.Index(fields=["rank_at", "id"], condition=Q(rank_at__isnull=False), name="submission_queue"),
            models.Index(fields=["state", "decided_at", "id"], name="submission_decided"),
            models.Index(fields=["alarm_at"], condition=Q(alarm_at__isnull=False), name="submission_alarms"),
            models.Index(fields=["assignment", "state", "queued_at"], name="submission_by_assignment"),
        ]

    def __str__(self):
        return f"{self.assignment} · {self.team}"

    @property
    def cohort(self) -> Cohort:
        return self.assignment.cohort

    @cached_property
    def disputed(self) -> str:
        """The decision that the team disputes (of ``Review.Decision``) while no second reviewer has settled it."""
        return Submission.objects.with_dispute().values_list("disputed", flat=True).get(pk=self.pk)

    @cached_property
    def disputable(self) -> int | None:
        """The number of the review that the team may dispute: the last one, for a week, once; not a second reading."""
        return Submission.objects.with_disputable().values_list("disputable", flat=True).get(pk=self.pk)

    @cached_property
    def is_attended(self) -> bool:
        """Whether its project stands, and somebody of its team is there to read an answer."""
        return Submission.objects.attended().filter(pk=self.pk).exists()

    @property
    def is_passed(self) -> bool:
        """Approved; a dispute over its levels takes nothing from its team meanwhile."""
        return Submission.State.APPROVED in (self.state, self.disputed)

    def member_ids(self) -> list[int]:
        """The accounts of the team's members."""
        return list(self.team.members.values_list("enrolment__learner_id", flat=True))

    def present_ids(self) -> list[int]:
        """The accounts of those of the team who are there: they are told, who left is not."""
        return list(self.team.members.present().values_list("enrolment__learner_id", flat=True))

    def event_groups(self) -> list[str]:
        return [f"cohort-{self.assignment.cohort_id}-staff", *(f"user-{pk}" for pk in self.member_ids())]


class Version(models.Model):
    """What was handed in once; the one without ``submitted_at`` is the team's draft."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    note = models.TextField(_("note to the mentor"), blank=True, max_length=5000)
    repository_url = models.URLField(_("repository address"), blank=True)
    commit = models.CharField(_("commit"), max_length=40, blank=True)
    demo_url = models.URLField(_("demo address"), blank=True)
    how_to_run = models.TextField(_("how to run it"), blank=True, max_length=2000)
    saved_at = models.DateTimeField(auto_now=True)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False)
    submitted_at = models.DateTimeField(null=True, editable=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    is_late = models.BooleanField(default=False, editable=False)
    # Since when the work waits: a version that replaces another waits since the first one.
    queued_at = models.DateTimeField(null=True, editable=False)
    promised_at = models.DateTimeField(null=True, editable=False)
    # What was not kept of what was sent: {what it was sent in: {what tools make: how many files}}.
    left_out = models.JSONField(default=dict, editable=False)

    class Meta:
        verbose_name = _("version")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "number"], name="one_version_per_number"),
            models.UniqueConstraint(
                fields=["submission"], condition=Q(submitted_at=None), name="one_draft_per_submission"
            ),
        ]

    def __str__(self):
        return f"{self.submission_id} v{self.number}"

    @property
    def receipt(self) -> str:
        """The number a team can quote: submission and version."""
        return f"R-{self.submission_id:06d}-{self.number}"


class VersionFile(models.Model):
    """A file of a version: where it lies in the project, and its bytes."""

    class Suspect(models.TextChoices):
        """The secret that it may hold."""

        ENVIRONMENT = suspects.ENVIRONMENT, _("settings with their values")
        KEY = suspects.KEY, _("a private key")
        TOKEN = suspects.TOKEN, _("an access token")
        ACCOUNT = suspects.ACCOUNT, _("the account of a service")

    version = models.ForeignKey(Version, models.PROTECT, related_name="files")
    path = models.CharField(max_length=300)
    blob = models.ForeignKey(Blob, models.PROTECT, related_name="+")
    # The archive or the folder that brought it, and with which others; no batch: it comes from the version before.
    source = models.CharField(max_length=200, blank=True, editable=False)
    batch = models.CharField(max_length=32, blank=True, editable=False)
    laid_at = models.DateTimeField(null=True, editable=False)
    suspect = models.CharField(max_length=12, choices=Suspect, blank=True, editable=False)
    is_wanted = models.BooleanField(default=False, editable=False)  # the team has seen the secret and keeps it
    is_replaced = models.BooleanField(default=False, editable=False)  # another one of this draft gave way to it

    class Meta:
        verbose_name = _("file")
        ordering = ["path"]
        constraints = [models.UniqueConstraint(fields=["version", "path"], name="one_file_per_path")]

    def __str__(self):
        return self.path

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rpartition("/")[2]


class SelfAssessment(models.Model):
    """The level a team gives its own version on one criterion, before the mentor's."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="own_levels")
    criterion = models.ForeignKey(AssignmentCriterion, models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(validators=[MaxValueValidator(3)])

    class Meta:
        verbose_name = _("self-assessment")
        constraints = [
            models.UniqueConstraint(fields=["version", "criterion"], name="one_own_level_per_criterion"),
            models.CheckConstraint(condition=Q(level__lte=3), name="own_level_at_most_three"),
        ]

    def __str__(self):
        return f"{self.criterion_id} {self.level}"


register_states(
    Submission.State,
    draft=("", "pen"),
    queued=("info", "clock"),
    in_review=("brand", "eye"),
    changes_requested=("warn", "redo"),
    approved=("ok", "check"),
)
