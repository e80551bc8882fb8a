"""What would happen, judged before it is done; nothing is written here."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, User
from cohorts.models import AWAY, Cohort, Enrolment
from cohorts.roster import Entry


class Verdict(models.TextChoices):
    """What becomes of a line of the list."""

    NEW = "new", _("will be invited")
    KNOWN = "known", _("has an account: will be asked to accept")
    BACK = "back", _("was here before: will be invited back")
    ROLE = "role", _("has a role in a team: tick to invite them to learn")
    WRONG = "wrong", _("is not an e-mail address")
    TWICE = "twice", _("is twice in this list")
    INVITED = "invited", _("is invited already")
    HERE = "here", _("is in the cohort already")
    TEACHES = "teaches", _("teaches in this cohort")
    ELSEWHERE = "elsewhere", _("follows another cohort of the programme")


ADDRESS_LENGTH = 254
FOLLOWS = [Enrolment.State.ACTIVE, Enrolment.State.SUSPENDED]
INVITED = {Verdict.NEW, Verdict.KNOWN, Verdict.BACK}


@dataclass(frozen=True)
class Line:
    """A line of the list and what becomes of it."""

    entry: Entry
    email: str
    verdict: Verdict

    @property
    def goes(self) -> bool:
        return self.verdict in INVITED


@dataclass(frozen=True)
class Invitees:
    """The list, line by line, against the seats that are left."""

    lines: list[Line]
    seats_left: int

    @property
    def going(self) -> list[Line]:
        return [line for line in self.lines if line.goes]

    @property
    def left_out(self) -> int:
        return sum(not line.goes for line in self.lines)

    @property
    def choices(self) -> int:
        """Those that wait for a tick."""
        return sum(line.verdict == Verdict.ROLE for line in self.lines)

    @property
    def fits(self) -> bool:
        return len(self.going) <= self.seats_left


def invitees(cohort: Cohort, entries: Iterable[Entry]) -> Invitees:
    """What inviting these people would do, in a fixed number of queries."""
    addresses = [(entry, _address(entry.email)) for entry in entries]
    judged = _judge(cohort, {email for _entry, email in addresses if email})
    lines, seen = [], set()
    for entry, email in addresses:
        verdict = Verdict.WRONG if not email else Verdict.TWICE if email in seen else judged.get(email, Verdict.NEW)
        lines.append(Line(entry, email or entry.email, verdict))
        seen.add(email)
    return Invitees(lines, max(0, cohort.seats - cohort.enrolments.seated().count()))


def _address(typed: str) -> str:
    """The address as an account has it; empty for what is none."""
    try:
        validate_email(typed)
    except ValidationError:
        return ""
    return User.objects.normalize_email(typed).lower() if len(typed) <= ADDRESS_LENGTH else ""


def _judge(cohort: Cohort, emails: Collection[str]) -> dict[str, Verdict]:
    """The verdicts of those who are known, the gravest last, so that it stays."""
    people = User.objects.filter(email__in=emails)
    verdicts = dict.fromkeys(people.filter(is_active=True).values_list("email", flat=True), Verdict.KNOWN)
    here = cohort.enrolments.order_by()
    away = here.filter(state__in=AWAY, learner__email__in=emails).values_list("learner__email", flat=True)
    verdicts |= dict.fromkeys(away, Verdict.BACK)
    roles = Membership.objects.filter(user__email__in=emails).values_list("user__email", flat=True)
    verdicts |= dict.fromkeys(roles, Verdict.ROLE)
    elsewhere = Enrolment.objects.filter(learner__email__in=emails, state__in=FOLLOWS).exclude(cohort=cohort)
    verdicts |= dict.fromkeys(elsewhere.values_list("learner__email", flat=True), Verdict.ELSEWHERE)
    staff = cohort.staff.filter(user__email__in=emails).values_list("user__email", flat=True)
    verdicts |= dict.fromkeys(staff, Verdict.TEACHES)
    for learner, invited, state in here.seated().values_list("learner__email", "invitation__email", "state"):
        verdicts[learner or invited] = Verdict.INVITED if state == Enrolment.State.INVITED else Verdict.HERE
    return verdicts
