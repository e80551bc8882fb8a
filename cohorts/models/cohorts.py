"""Cohorts, their staff and their learners."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Invitation, Organisation, Role
from core.components import register_states
from core.workflow import Transition, Workflow
from courses.models import BootcampPage
from programme.models import City


class CohortQuerySet(models.QuerySet):
    def staffed_by(self, user):
        """Cohorts where ``user`` is an assigned trainer or mentor."""
        return self.filter(staff__user=user)

    def managed_by(self, user):
        """Cohorts of the operators that ``user`` manages."""
        return self.filter(operator__in=[pk for role, pk in user.roles() if role == Role.MANAGER])

    def visible_to(self, user):
        """Its learners, its staff, its operator's managers; officers and administrators see all."""
        if not user.is_authenticated:
            return self.none()
        if any(role in (Role.OFFICER, Role.ADMINISTRATOR) for role, _organisation in user.roles()):
            return self
        managed = [pk for role, pk in user.roles() if role == Role.MANAGER]
        staffed = StaffAssignment.objects.filter(user=user).values("cohort")
        learned = Enrolment.objects.reading().filter(learner=user).values("cohort")
        return self.filter(Q(operator__in=managed) | Q(pk__in=staffed) | Q(pk__in=learned))

    def of_person(self, user):
        """The cohorts ``user`` learns or works in, the latest first.

        Each has ``enrolment_id``, ``enrolment_state``, ``is_trainer`` and ``is_mentor`` of that person.
        """
        own = Enrolment.objects.filter(cohort=OuterRef("pk"), learner=user)
        staff = StaffAssignment.objects.filter(cohort=OuterRef("pk"), user=user)
        learned = Enrolment.objects.filter(learner=user).values("cohort")
        worked = StaffAssignment.objects.filter(user=user).values("cohort")
        rows = self.filter(pk__in=learned.union(worked)).annotate(
            enrolment_id=Subquery(own.values("pk")[:1]),
            enrolment_state=Subquery(own.values("state")[:1]),
            is_trainer=Exists(staff.filter(role=StaffAssignment.Role.TRAINER)),
            is_mentor=Exists(staff.filter(role=StaffAssignment.Role.MENTOR)),
        )
        return rows.select_related("bootcamp", "city").order_by("-starts_on", "code")

    def public(self):
        """Cohorts that the catalogue announces: not finished, not cancelled."""
        return self.filter(state__in=[Cohort.State.PLANNED, Cohort.State.RUNNING])

    def upcoming(self, *, on):
        return self.public().filter(starts_on__gte=on)


class Cohort(models.Model):
    """A group of learners who follow one bootcamp together, in one place, between two dates."""

    class State(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("cohort", "Planned")
        RUNNING = "running", pgettext_lazy("cohort", "Running")
        COMPLETED = "completed", pgettext_lazy("cohort", "Completed")
        CANCELLED = "cancelled", pgettext_lazy("cohort", "Cancelled")

    # The share of the lessons that the diploma asks for, in per cent.
    LESSONS_ASKED = 80

    code = models.SlugField(_("code"), max_length=30, unique=True)
    bootcamp = models.ForeignKey(BootcampPage, models.PROTECT, related_name="cohorts", verbose_name=_("bootcamp"))
    operator = models.ForeignKey(Organisation, models.PROTECT, related_name="cohorts", verbose_name=_("operator"))
    city = models.ForeignKey(City, models.PROTECT, related_name="cohorts", verbose_name=_("city"))
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    seats = models.PositiveSmallIntegerField(_("seats"))
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED, editable=False)
    closed_on = models.DateField(_("closed on"), null=True, editable=False)

    objects = CohortQuerySet.as_manager()
    workflow = Workflow(
        "state",
        Transition(
            "start",
            {State.PLANNED},
            State.RUNNING,
            permission="cohorts.change_cohort",
            label=_("Start the cohort"),
        ),
        Transition(
            "complete",
            {State.RUNNING},
            State.COMPLETED,
            permission="cohorts.change_cohort",
            label=_("Close the cohort"),
        ),
        Transition(
            "cancel", {State.PLANNED}, State.CANCELLED, permission="cohorts.change_cohort", label=_("Cancel the cohort")
        ),
    )

    class Meta:
        verbose_name = _("cohort")
        verbose_name_plural = _("cohorts")
        ordering = ["starts_on", "code"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="cohort_ends_after_start"),
            models.CheckConstraint(condition=Q(seats__gte=1), name="cohort_has_seats"),
        ]

    def __str__(self):
        return self.code

    def week_on(self, day) -> int:
        """The number of the week that ``day`` lies in, from 1; 0 before the first day, the last one after the end."""
        return max(0, (min(day, self.ends_on) - self.starts_on).days // 7 + 1)

    @property
    def weeks(self) -> int:
        return self.week_on(self.ends_on)

    @property
    def is_final(self) -> bool:
        """Closed or cancelled: it holds nobody and announces nothing."""
        return self.state in CLOSED

    @property
    def over_on(self) -> date:
        """The day it closed; until then, its last day."""
        return self.closed_on or self.ends_on

    def event_groups(self) -> list[str]:
        return [f"cohort-{self.pk}", f"cohort-{self.pk}-staff", f"organisation-{self.operator_id}"]


class StaffAssignment(models.Model):
    """A trainer or mentor works with a cohort; they hold that role at its operator."""

    class Role(models.TextChoices):
        TRAINER = "trainer", _("Trainer")
        MENTOR = "mentor", _("Mentor")

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="staff")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="staff_assignments", verbose_name=_("person")
    )
    role = models.CharField(_("role"), max_length=10, choices=Role)

    class Meta:
        verbose_name = _("staff assignment")
        constraints = [models.UniqueConstraint(fields=["cohort", "user", "role"], name="one_assignment_per_role")]

    def __str__(self):
        return f"{self.user} {self.get_role_display()}"

    def event_groups(self) -> list[str]:
        return [f"user-{self.user_id}", f"organisation-{self.cohort.operator_id}"]


class EnrolmentQuerySet(models.QuerySet):
    def active(self):
        """Enrolments of those who learn now."""
        return self.filter(state=Enrolment.State.ACTIVE)

    def reading(self):
        """Enrolments that still open the cohort's pages: active ones and completed ones."""
        return self.filter(state__in=READING)

    def seated(self):
        """Enrolments that hold a seat; those who left gave theirs back."""
        return self.filter(state__in=SEATED)

    def addressed_to(self, user):
        """Invitations that wait for this person's yes or no, to their address."""
        return self.filter(state=Enrolment.State.INVITED, invitation__email=user.email.lower())

    def visible_to(self, user):
        """One's own, and those of cohorts one staffs, manages or oversees."""
        if not user.is_authenticated:
            return self.none()
        if any(role in (Role.OFFICER, Role.ADMINISTRATOR) for role, _organisation in user.roles()):
            return self
        managed = [pk for role, pk in user.roles() if role == Role.MANAGER]
        staffed = StaffAssignment.objects.filter(user=user).values("cohort")
        return self.filter(Q(learner=user) | Q(cohort__operator__in=managed) | Q(cohort__in=staffed))


class Enrolment(models.Model):
    """A learner's place in a cohort, from the invitation to the end."""

    class State(models.TextChoices):
        INVITED = "invited", pgettext_lazy("learner", "Invited")
        ACTIVE = "active", pgettext_lazy("learner", "Active")
        SUSPENDED = "suspended", pgettext_lazy("learner", "Suspended")
        WITHDRAWN = "withdrawn", pgettext_lazy("learner", "Withdrawn")
        COMPLETED = "completed", pgettext_lazy("learner", "Graduate")
        ENDED = "ended", pgettext_lazy("learner", "Ended without a diploma")
        CANCELLED = "cancelled", pgettext_lazy("learner", "Enrolment cancelled")
        LAPSED = "lapsed", pgettext_lazy("learner", "Invitation closed")

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="enrolments")
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="enrolments",
        verbose_name=_("learner"),
    )
    invitation = models.OneToOneField(Invitation, models.PROTECT, null=True, blank=True, related_name="enrolment")
    state = models.CharField(max_length=10, choices=State, default=State.INVITED, editable=False)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    enrolled_at = models.DateTimeField(_("enrolled"), null=True)
    # Since when the state is what it is: for a graduate, the instant of the diploma.
    changed_at = models.DateTimeField(null=True, editable=False)

    objects = EnrolmentQuerySet.as_manager()
    workflow = Workflow(
        "state",
        Transition(
            "activate", {State.INVITED}, State.ACTIVE, permission="cohorts.activate_enrolment", label=_("Activate")
        ),
        Transition(
            "lapse",
            {State.INVITED},
            State.LAPSED,
            permission="cohorts.close_invitation",
            label=_("Close the invitation"),
        ),
        # Who had left and does not come back after all is still somebody who left.
        Transition(
            "stay_away",
            {State.INVITED},
            State.WITHDRAWN,
            permission="cohorts.close_invitation",
            label=_("Close the invitation"),
        ),
        Transition(
            "suspend", {State.ACTIVE}, State.SUSPENDED, permission="cohorts.change_enrolment", label=_("Suspend")
        ),
        Transition("resume", {State.SUSPENDED}, State.ACTIVE, permission="cohorts.change_enrolment", label=_("Resume")),
        Transition(
            "withdraw",
            {State.ACTIVE, State.SUSPENDED},
            State.WITHDRAWN,
            permission="cohorts.change_enrolment",
            label=_("Record a withdrawal"),
        ),
        Transition(
            "come_back",
            {State.WITHDRAWN},
            State.ACTIVE,
            permission="cohorts.change_enrolment",
            label=_("Have them come back"),
        ),
        Transition(
            "invite_again",
            {State.WITHDRAWN, State.CANCELLED, State.LAPSED},
            State.INVITED,
            permission="cohorts.change_enrolment",
            label=_("Invite again"),
        ),
        Transition(
            "complete",
            {State.ACTIVE, State.ENDED},
            State.COMPLETED,
            permission="cohorts.change_enrolment",
            label=_("Award the diploma"),
        ),
        Transition(
            "correct",
            {State.COMPLETED},
            State.ACTIVE,
            permission="cohorts.change_enrolment",
            label=_("Correct: not graduated"),
        ),
        # The same in a cohort that is closed, which holds nobody.
        Transition(
            "correct_after",
            {State.COMPLETED},
            State.ENDED,
            permission="cohorts.change_enrolment",
            label=_("Correct: not graduated"),
        ),
        Transition(
            "end",
            {State.ACTIVE, State.SUSPENDED},
            State.ENDED,
            permission="cohorts.change_enrolment",
            label=_("End without a diploma"),
        ),
        Transition(
            "cancel",
            {State.ACTIVE, State.SUSPENDED, State.WITHDRAWN, State.ENDED},
            State.CANCELLED,
            permission="cohorts.change_enrolment",
            label=_("Cancel the enrolment"),
        ),
    )

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        indexes = [models.Index(fields=["cohort", "state", "learner"], name="enrolment_cohort_state")]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "learner"], name="one_enrolment_per_cohort"),
            models.UniqueConstraint(
                fields=["learner"],
                condition=Q(state__in=["active", "suspended"]),
                name="one_running_enrolment_per_person",
            ),
            models.CheckConstraint(
                condition=Q(learner__isnull=False) | Q(state__in=["invited", "lapsed"]), name="a_learner_once_accepted"
            ),
        ]

    def __str__(self):
        return f"{self.person_name} {self.cohort}"

    @property
    def person_name(self) -> str:
        """The learner's name; until they accept, the address that was invited."""
        return str(self.learner) if self.learner else (self.invitation.email if self.invitation else "")

    def event_groups(self) -> list[str]:
        own = [f"user-{self.learner_id}"] if self.learner_id else []
        return [*own, f"cohort-{self.cohort_id}-staff", f"organisation-{self.cohort.operator_id}"]


class EnrolmentChange(models.Model):
    """One line of an enrolment's history: who moved it, when, why; never edited, corrected by the next one."""

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="changes")
    verb = models.CharField(max_length=20)
    before = models.CharField(max_length=10, choices=Enrolment.State)
    after = models.CharField(max_length=10, choices=Enrolment.State)
    reason = models.CharField(max_length=300, blank=True)
    # The conditions that a diploma was awarded in spite of, in words.
    missing = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("enrolment change")
        ordering = ["pk"]
        indexes = [models.Index(fields=["after", "at"], name="enrolment_change_after")]

    def __str__(self):
        return f"{self.enrolment_id} {self.verb}"

    @property
    def label(self) -> str:
        """What was done, as its button says it."""
        return str(Enrolment.workflow.transitions[self.verb].label)


CLOSED = [Cohort.State.COMPLETED, Cohort.State.CANCELLED]
# Who is of the cohort still: they learn, or finished and read on.
PRESENT = [Enrolment.State.ACTIVE, Enrolment.State.COMPLETED, Enrolment.State.ENDED]
READING = PRESENT
# Who may be invited back.
AWAY = [Enrolment.State.WITHDRAWN, Enrolment.State.CANCELLED, Enrolment.State.LAPSED]
SEATED = [*PRESENT, Enrolment.State.INVITED, Enrolment.State.SUSPENDED]


register_states(
    Cohort.State, planned=("", "cal"), running=("now", "clock"), completed=("done", "check"), cancelled=("", "x")
)
register_states(
    Enrolment.State,
    invited=("info", "send"),
    active=("done", "check"),
    suspended=("", "clock"),
    withdrawn=("", "x"),
    completed=("ok", "star"),
    ended=("", "check"),
    cancelled=("", "x"),
    lapsed=("", "dash"),
)
