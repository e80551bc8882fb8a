"""What the API says of cohorts and their people."""

from typing import Annotated

from ninja import Schema
from pydantic import Field

from cohorts.models import Enrolment
from core.api import Payload, Text, in_words
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
