"""Projects given to cohorts, and the teams that do them."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

from accounts.models import Role
from cohorts.models import PRESENT, Cohort, Enrolment, StaffAssignment
from courses.models import ProjectPage
from projects.models.disputes import Dispute


class AssignmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Assignments of the cohorts one learns in, staffs or manages; officers do not read work."""
        if not user.is_authenticated:
            return self.none()
        managed = [pk for role, pk in user.roles() if role == Role.MANAGER]
        staffed = StaffAssignment.objects.filter(user=user).values("cohort")
        learned = Enrolment.objects.reading().filter(learner=user).values("cohort")
        return self.filter(Q(cohort__operator__in=managed) | Q(cohort__in=staffed) | Q(cohort__in=learned))

    def standing(self):
        """Those still asked of the cohort: not taken back."""
        return self.filter(withdrawn_at=None)

    def gates_closed_to(self, user, assignment):
        """The gates due before ``assignment`` that ``user`` has not passed, the nearest last."""
        kept = Dispute.objects.open().filter(review__decision="approved").values("review__version__submission")
        approved = Q(team__submission__state="approved") | Q(team__submission__in=kept)
        passed = TeamMember.objects.filter(approved, enrolment__learner=user)
        gates = self.standing().filter(cohort=assignment.cohort_id, is_gate=True, due_at__lt=assignment.due_at)
        return gates.exclude(pk__in=passed.values("assignment")).order_by("due_at")


class Assignment(models.Model):
    """A project given to a cohort: the brief and the rubric are frozen as they were that day."""

    class Forming(models.TextChoices):
        BY_STAFF = "by_staff", _("the trainer makes the teams")
        BY_LEARNERS = "by_learners", _("learners make their teams")
        AT_RANDOM = "at_random", _("teams are drawn")

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="assignments")
    project = models.ForeignKey(ProjectPage, models.PROTECT, related_name="+", verbose_name=_("project"))
    brief = models.ForeignKey(Revision, models.PROTECT, related_name="+", editable=False)
    title = models.CharField(_("title"), max_length=255)
    team_size = models.PositiveSmallIntegerField(_("people in a team"), default=1)
    opens_at = models.DateTimeField(_("opens"))
    due_at = models.DateTimeField(_("due"))
    closes_at = models.DateTimeField(_("closes"))
    forming = models.CharField(_("how teams are made"), max_length=12, choices=Forming, default=Forming.BY_STAFF)
    is_gate = models.BooleanField(_("the next projects wait for it"), default=False)
    # The programme’s indicator of review delay aims at 24 working hours.
    review_hours = models.PositiveSmallIntegerField(
        _("review promised within (working hours)"),
        default=24,
        validators=[MinValueValidator(1), MaxValueValidator(200)],
    )
    reviewers = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="+", blank=True, verbose_name=_("reviewers")
    )
    # A project taken back once teams had begun: their work stays readable, nothing more is asked of them.
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    withdrawn_why = models.CharField(max_length=300, blank=True, editable=False)
    # A draw never leaves one of them without another of them; why is not recorded.
    never_alone = models.ManyToManyField(Enrolment, related_name="+", blank=True, editable=False)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
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

    @property
    def is_asked(self) -> bool:
        """Whether anything is still asked of teams: not of a project taken back, nor in a cohort that is over."""
        return not self.withdrawn_at and not self.cohort.is_final

    def is_open(self) -> bool:
        """Whether learners read the brief and may begin."""
        return self.opens_at <= timezone.now()

    def learners_without_team(self, but: "Team | None" = None):
        """Active learners of the cohort who have no team for this assignment, ``but`` that one, by name."""
        placed = TeamMember.objects.filter(assignment=self).exclude(team=but).values("enrolment")
        rows = Enrolment.objects.active().filter(cohort=self.cohort_id).exclude(pk__in=placed)
        return rows.select_related("learner").order_by("learner__first_name", "learner__last_name", "pk")

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


class TeamMemberQuerySet(models.QuerySet):
    def present(self):
        """Members who learn, or finished: not those who left or pause."""
        return self.filter(enrolment__state__in=PRESENT)


class TeamMember(models.Model):
    """A learner's place in a team, one per assignment."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="members")
    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="+")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="team_memberships")

    objects = TeamMemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("team member")
        constraints = [models.UniqueConstraint(fields=["assignment", "enrolment"], name="one_team_per_assignment")]

    def __str__(self):
        return f"{self.team_id} {self.enrolment_id}"


class Extension(models.Model):
    """More time for one team, with the reason; the latest one counts."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="extensions")
    due_at = models.DateTimeField(_("new due date"))
    reason = models.CharField(_("reason"), max_length=300)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    granted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("extension")
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.team_id} {self.due_at:%Y-%m-%d}"


class TeamWish(models.Model):
    """Two learners to keep together, or apart, when teams are drawn."""

    class Kind(models.TextChoices):
        TOGETHER = "together", _("keep together")
        APART = "apart", _("keep apart")

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="wishes")
    kind = models.CharField(_("wish"), max_length=8, choices=Kind)
    one = models.ForeignKey(Enrolment, models.CASCADE, related_name="+")
    other = models.ForeignKey(Enrolment, models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("wish")
        constraints = [
            models.UniqueConstraint(fields=["assignment", "one", "other"], name="one_wish_per_pair"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="a_wish_is_about_two"),
        ]

    def __str__(self):
        return f"{self.kind} {self.one_id} {self.other_id}"
