"""Cohorts, their staff, their learners and their sessions."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Invitation, Organisation, Role
from core.components import register_states
from core.workflow import Transition, Workflow
from courses.models import BootcampPage, ModulePage
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

    code = models.SlugField(_("code"), max_length=30, unique=True)
    bootcamp = models.ForeignKey(BootcampPage, models.PROTECT, related_name="cohorts", verbose_name=_("bootcamp"))
    operator = models.ForeignKey(Organisation, models.PROTECT, related_name="cohorts", verbose_name=_("operator"))
    city = models.ForeignKey(City, models.PROTECT, related_name="cohorts", verbose_name=_("city"))
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    seats = models.PositiveSmallIntegerField(_("seats"))
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED, editable=False)

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
            permission="cohorts.change_enrolment",
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
            "complete", {State.ACTIVE}, State.COMPLETED, permission="cohorts.change_enrolment", label=_("Complete")
        ),
    )

    class Meta:
        verbose_name = _("enrolment")
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


SEATED = [Enrolment.State.INVITED, Enrolment.State.ACTIVE, Enrolment.State.SUSPENDED, Enrolment.State.COMPLETED]
READING = [Enrolment.State.ACTIVE, Enrolment.State.COMPLETED]


OPENS_BEFORE = timedelta(hours=1)


class SessionQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(cohort__in=Cohort.objects.visible_to(user))

    def between(self, start, end):
        """Sessions not cancelled that overlap [start, end), earliest first."""
        return (
            self.exclude(state=Session.State.CANCELLED)
            .filter(starts_at__lt=end, ends_at__gt=start)
            .order_by("starts_at")
        )


class Session(models.Model):
    """A scheduled meeting of a cohort; it has a room."""

    class State(models.TextChoices):
        SCHEDULED = "scheduled", pgettext_lazy("session", "Planned")
        LIVE = "live", pgettext_lazy("session", "Live")
        ENDED = "ended", pgettext_lazy("session", "Ended")
        CANCELLED = "cancelled", pgettext_lazy("session", "Cancelled")

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="sessions")
    module = models.ForeignKey(
        ModulePage, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("module")
    )
    title = models.CharField(_("title"), max_length=150)
    agenda = models.TextField(_("agenda"), blank=True)
    place = models.CharField(_("place"), max_length=150, blank=True)
    starts_at = models.DateTimeField(_("start"))
    ends_at = models.DateTimeField(_("end"))
    trainer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("trainer")
    )
    state = models.CharField(max_length=10, choices=State, default=State.SCHEDULED, editable=False)

    objects = SessionQuerySet.as_manager()
    workflow = Workflow(
        "state",
        Transition(
            "open", {State.SCHEDULED}, State.LIVE, permission="cohorts.lead_session", label=_("Open the session")
        ),
        Transition("end", {State.LIVE}, State.ENDED, permission="cohorts.end_session", label=_("End the session")),
        Transition(
            "cancel",
            {State.SCHEDULED},
            State.CANCELLED,
            permission="cohorts.change_session",
            label=_("Cancel the session"),
        ),
    )

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["starts_at"]
        indexes = [models.Index(fields=["cohort", "starts_at"], name="session_cohort_start")]
        constraints = [models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="session_ends_after_start")]

    def __str__(self):
        return self.title

    @property
    def opens_at(self) -> datetime:
        """The instant from which its trainer may open the room."""
        return self.starts_at - OPENS_BEFORE

    def event_groups(self) -> list[str]:
        return [f"cohort-{self.cohort_id}", f"cohort-{self.cohort_id}-staff"]


class Presence(models.Model):
    """An interval during which a person was in a session's room."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="presences")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    joined_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)
    left_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("presence")
        constraints = [
            models.UniqueConstraint(fields=["session", "user"], condition=Q(left_at=None), name="one_open_presence")
        ]

    def __str__(self):
        return f"{self.session_id} {self.user_id}"


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
    lapsed=("", "dash"),
)
register_states(
    Session.State, scheduled=("", "cal"), live=("live", "live"), ended=("done", "check"), cancelled=("", "x")
)
