"""What the API says of cohorts and their people."""

from datetime import date
from typing import Annotated

from ninja import Schema
from pydantic import Field

from cohorts.models import Enrolment
from cohorts.planning import Slot
from core.api import Moment, Number, Payload, Text, in_words
from core.sheets import ROWS

EnrolmentState = Annotated[Enrolment.State, in_words(Enrolment.State)]


class InviteeIn(Schema):
    """An address to invite; ``meant`` for one with a role in a team, who is to learn all the same."""

    email: Text
    meant: bool = False


class InvitationsIn(Payload):
    """Who is to be invited: all of them, or nobody."""

    people: list[InviteeIn] = Field(min_length=1, max_length=ROWS)


class PlaceOut(Schema):
    """A place in a cohort that is held for an address."""

    id: int
    email: str
    state: EnrolmentState

    @staticmethod
    def resolve_email(place: Enrolment) -> str:
        """The address that was invited."""
        return place.invitation.email if place.invitation else ""


class DayIn(Schema):
    """The hours of a day of the week, Monday being 0: as ``09:00``, a morning, an afternoon, or both."""

    weekday: int = Field(ge=0, le=6)
    starts: Text = ""
    ends: Text = ""
    resumes: Text = ""
    closes: Text = ""


class WeeksIn(Payload):
    """Sessions by a rule; ``preview`` writes nothing. ``in_ramadan`` gives these days the programme's hours."""

    title: Text
    first_day: date
    last_day: date
    days: list[DayIn] = Field(min_length=1, max_length=7)
    trainer: Number | None = None
    module: Number | None = None
    place: Text = ""
    meeting_url: Text = ""
    in_ramadan: bool = True
    preview: bool = False

    def as_form(self) -> dict:
        """What the page's form is sent for the same rule."""
        hours = {
            f"{name}_{day.weekday}": typed for day in self.days for name, typed in day.dict(exclude={"weekday"}).items()
        }
        return self.dict(exclude={"days", "preview"}) | hours


class SlotOut(Schema):
    """A session of the rule: whether it is ``planned``; if not, what is in its way, and what is good to know."""

    title: str
    starts_at: Moment
    ends_at: Moment
    planned: bool
    reasons: list[str]
    note: str

    @classmethod
    def of(cls, slot: Slot, planned: set) -> "SlotOut":
        """A slot, against the moments at which the cohort's sessions are planned."""
        row = slot.session
        done = (row.starts_at, row.ends_at) in planned
        reasons = [] if done else [*slot.blocked, *slot.asks]
        times = {"starts_at": row.starts_at, "ends_at": row.ends_at}
        return cls(title=row.title, **times, planned=done, reasons=reasons, note=slot.note)
