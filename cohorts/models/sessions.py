"""The sessions of a cohort, and who was in their rooms."""

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cohorts.models.cohorts import Cohort
from core.components import register_states
from core.folding import fold
from core.workflow import Transition, Workflow
from courses.models import ModulePage

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

    def taking(self, start, end, *, but: int | None):
        """Sessions, ``but`` that one, that take a person or a place between two moments: those that ended do not."""
        return self.between(start, end).exclude(state=Session.State.ENDED).exclude(pk=but).select_related("cohort")

    def in_place(self, session: "Session"):
        """Another cohort's session in the place and at the time of ``session``, of the same operator and city."""
        cohort, named = session.cohort, fold(session.place).split()
        near = self.filter(cohort__operator=cohort.operator_id, cohort__city=cohort.city_id).exclude(cohort=cohort)
        rows = near.taking(session.starts_at, session.ends_at, but=session.pk) if named else []
        return next((row for row in rows if fold(row.place).split() == named), None)


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
    meeting_url = models.URLField(_("outside meeting"), blank=True)
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
        Transition("close", {State.LIVE}, State.ENDED, permission="cohorts.close_session", label=_("End the session")),
        # The cohort ends: its learners are told once, not for each session.
        Transition(
            "call_off",
            {State.SCHEDULED},
            State.CANCELLED,
            permission="cohorts.close_session",
            label=_("Cancel the session"),
        ),
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
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="session_ends_after_start"),
            models.CheckConstraint(
                condition=Q(meeting_url="") | Q(meeting_url__startswith="https://"), name="session_meeting_is_https"
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def opens_at(self) -> datetime:
        """The instant from which its trainer may open the room."""
        return self.starts_at - OPENS_BEFORE

    @property
    def meets_outside(self) -> bool:
        """Whether there is an outside meeting to go to: not once the session is over or cancelled."""
        return bool(self.meeting_url) and self.state in (Session.State.SCHEDULED, Session.State.LIVE)

    @property
    def meeting_host(self) -> str:
        """Where the outside meeting is held, for people to know where they go."""
        return urlsplit(self.meeting_url).hostname or ""

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
    Session.State, scheduled=("", "cal"), live=("live", "live"), ended=("done", "check"), cancelled=("", "x")
)
