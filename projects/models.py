"""Hands-on projects: assignments to a cohort, teams, submissions in versions, claims and reviews."""

from datetime import timedelta

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.models import Revision

from accounts.models import Role
from cohorts.models import Cohort, Enrolment, StaffAssignment
from core.components import register_states
from core.uploads import private_storage, random_name
from core.workflow import Transition, Workflow
from courses.models import ProjectPage


class AssignmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Assignments of the cohorts one learns in, staffs or manages; officers do not read work."""
        if not user.is_authenticated:
            return self.none()
        managed = [pk for role, pk in user.roles() if role == Role.MANAGER]
        staffed = StaffAssignment.objects.filter(user=user).values("cohort")
        learned = Enrolment.objects.reading().filter(learner=user).values("cohort")
        return self.filter(Q(cohort__operator__in=managed) | Q(cohort__in=staffed) | Q(cohort__in=learned))


class Assignment(models.Model):
    """A project given to a cohort: the brief and the rubric are frozen as they were that day."""

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="assignments")
    project = models.ForeignKey(ProjectPage, models.PROTECT, related_name="+", verbose_name=_("project"))
    brief = models.ForeignKey(Revision, models.PROTECT, related_name="+", editable=False)
    title = models.CharField(_("title"), max_length=255)
    team_size = models.PositiveSmallIntegerField(_("people in a team"), default=1)
    opens_at = models.DateTimeField(_("opens"))
    due_at = models.DateTimeField(_("due"))
    closes_at = models.DateTimeField(_("closes"))

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment")
        ordering = ["due_at"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "project"], name="a_project_is_assigned_once"),
            models.CheckConstraint(
                condition=Q(due_at__gt=F("opens_at")) & Q(closes_at__gte=F("due_at")), name="assignment_dates_in_order"
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def is_group_work(self) -> bool:
        return self.team_size > 1

    def event_groups(self) -> list[str]:
        return [f"cohort-{self.cohort_id}", f"cohort-{self.cohort_id}-staff"]


class AssignmentCriterion(models.Model):
    """A frozen copy of one line of the rubric: scores point here."""

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="criteria")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=150)
    weight = models.PositiveSmallIntegerField()
    level_0 = models.CharField(max_length=300, blank=True)
    level_1 = models.CharField(max_length=300, blank=True)
    level_2 = models.CharField(max_length=300, blank=True)
    level_3 = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("criterion")
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["assignment", "position"], name="one_criterion_per_position")]

    def __str__(self):
        return self.title

    @property
    def levels(self) -> list[str]:
        """What is seen at levels 0 to 3."""
        return [self.level_0, self.level_1, self.level_2, self.level_3]


class Team(models.Model):
    """Who submits together; a team of one for individual work."""

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="teams")
    name = models.CharField(_("name"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("team")

    def __str__(self):
        return self.name or str(self.pk)


class TeamMember(models.Model):
    """A learner's place in a team, one per assignment."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="members")
    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="+")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="team_memberships")

    class Meta:
        verbose_name = _("team member")
        constraints = [models.UniqueConstraint(fields=["assignment", "enrolment"], name="one_team_per_assignment")]

    def __str__(self):
        return f"{self.team_id} {self.enrolment_id}"


class SubmissionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The team's members, the cohort's staff, the operator's managers; nobody else."""
        if not user.is_authenticated:
            return self.none()
        managed = [pk for role, pk in user.roles() if role == Role.MANAGER]
        staffed = StaffAssignment.objects.filter(user=user).values("cohort")
        mine = TeamMember.objects.filter(
            enrolment__learner=user, enrolment__state__in=[Enrolment.State.ACTIVE, Enrolment.State.COMPLETED]
        ).values("team")
        return self.filter(
            Q(team__in=mine) | Q(assignment__cohort__operator__in=managed) | Q(assignment__cohort__in=staffed)
        )

    def reviewable_by(self, user):
        """What ``user`` may review: cohorts where they are assigned, never their own team's work."""
        staffed = StaffAssignment.objects.filter(user=user).values("cohort")
        mine = TeamMember.objects.filter(enrolment__learner=user).values("team")
        return self.filter(assignment__cohort__in=staffed).exclude(team__in=mine)

    def waiting(self):
        """Submissions in the queue, longest wait first."""
        return self.filter(state=Submission.State.QUEUED).order_by("queued_at", "pk")


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
            "replace", {State.QUEUED}, State.QUEUED, permission="projects.submit_submission", label=_("Replace")
        ),
        Transition(
            "withdraw", {State.QUEUED}, State.DRAFT, permission="projects.submit_submission", label=_("Withdraw")
        ),
        Transition("claim", {State.QUEUED}, State.IN_REVIEW, permission="projects.review_submission", label=_("Claim")),
        Transition(
            "release", {State.IN_REVIEW}, State.QUEUED, permission="projects.release_submission", label=_("Release")
        ),
        Transition(
            "request_changes",
            {State.IN_REVIEW},
            State.CHANGES_REQUESTED,
            permission="projects.decide_submission",
            label=_("Ask for changes"),
        ),
        Transition(
            "approve", {State.IN_REVIEW}, State.APPROVED, permission="projects.decide_submission", label=_("Approve")
        ),
    )

    class Meta:
        verbose_name = _("submission")
        indexes = [
            models.Index(fields=["state", "queued_at", "id"], name="submission_queue"),
            models.Index(fields=["assignment", "state", "queued_at"], name="submission_by_assignment"),
        ]

    def __str__(self):
        return f"{self.assignment} · {self.team}"

    @property
    def cohort(self) -> Cohort:
        return self.assignment.cohort

    def member_ids(self) -> list[int]:
        """The accounts of the team's members."""
        return list(self.team.members.values_list("enrolment__learner_id", flat=True))

    def event_groups(self) -> list[str]:
        return [f"cohort-{self.assignment.cohort_id}-staff", *(f"user-{pk}" for pk in self.member_ids())]


class Version(models.Model):
    """What was handed in once; the one without ``submitted_at`` is the team's draft."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    note = models.TextField(_("note to the mentor"), blank=True, max_length=5000)
    repository_url = models.URLField(_("repository address"), blank=True)
    demo_url = models.URLField(_("demo address"), blank=True)
    saved_at = models.DateTimeField(auto_now=True)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False)
    submitted_at = models.DateTimeField(null=True, editable=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )

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
    """A file of a version: private, stored under a random name, typed by its content."""

    version = models.ForeignKey(Version, models.PROTECT, related_name="files")
    name = models.CharField(max_length=150)
    file = models.FileField(storage=private_storage, upload_to=random_name, max_length=200)
    size = models.PositiveBigIntegerField()
    content_type = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("file")
        ordering = ["name", "pk"]

    def __str__(self):
        return self.name


class Claim(models.Model):
    """A mentor holds a submission for a while; ``released_at`` is null while they do."""

    DURATION = timedelta(minutes=30)

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="claims")
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="claims")
    claimed_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("claim")
        constraints = [
            models.UniqueConstraint(fields=["submission"], condition=Q(released_at=None), name="one_open_claim")
        ]
        indexes = [models.Index(fields=["expires_at"], condition=Q(released_at=None), name="claim_expiry")]

    def __str__(self):
        return f"{self.submission_id} {self.holder_id}"


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
    sent_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("review")
        constraints = [
            models.UniqueConstraint(fields=["version", "reviewer"], name="one_review_per_version_and_reviewer")
        ]

    def __str__(self):
        return f"{self.version_id} {self.reviewer_id}"


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


class Thread(models.Model):
    """A mentor's remark on a version, general or on a file's line, and what follows it."""

    class Kind(models.TextChoices):
        MUST_FIX = "must_fix", _("To fix")
        SUGGESTION = "suggestion", _("Suggestion")
        QUESTION = "question", _("Question")
        PRAISE = "praise", _("Well done")

    review = models.ForeignKey(Review, models.CASCADE, related_name="threads")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.MUST_FIX)
    path = models.CharField(_("file"), max_length=300, blank=True)
    line = models.PositiveIntegerField(_("line"), null=True, blank=True)
    body = models.TextField(_("remark"), max_length=5000)
    created_at = models.DateTimeField(auto_now_add=True)
    resolved_at = models.DateTimeField(null=True, editable=False)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("remark")
        ordering = ["pk"]

    def __str__(self):
        return f"{self.get_kind_display()} {self.pk}"


class Reply(models.Model):
    """An answer to a remark, by the team or the mentor."""

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="replies")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    body = models.TextField(_("answer"), max_length=5000)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["pk"]

    def __str__(self):
        return f"{self.thread_id} {self.author_id}"


register_states(
    Submission.State,
    draft=("", "pen"),
    queued=("info", "clock"),
    in_review=("brand", "eye"),
    changes_requested=("warn", "redo"),
    approved=("ok", "check"),
)
register_states(
    Thread.Kind,
    must_fix=("warn", "redo"),
    suggestion=("info", "pen"),
    question=("brand", "chat"),
    praise=("ok", "star"),
)
