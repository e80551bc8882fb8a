"""Reads about people and invitations, for screens."""

from collections.abc import Collection
from functools import partial

from django.core.paginator import Page, Paginator
from django.db.models import Prefetch
from django.utils import timezone

from accounts.models import ApiToken, Invitation, Membership, Organisation, Role, User
from core.permissions import remembered

TOKENS_SHOWN, ROWS_A_PAGE = 50, 40


def managed_operators(user: User) -> list[Organisation]:
    """The operators ``user`` manages."""
    pks = [pk for role, pk in user.roles() if role == Role.MANAGER]
    return list(Organisation.objects.filter(pk__in=pks)) if pks else []


def read_roles(people: Collection[User]) -> None:
    """Have each of those people know their roles, in one query for all of them."""
    held: dict[int, set[tuple[str, int]]] = {person.pk: set() for person in people}
    for user_id, role, organisation in Membership.objects.filter(user__in=held).values_list(
        "user", "role", "organisation"
    ):
        held[user_id].add((role, organisation))
    for person in people:
        remembered(person, "roles", partial(held.get, person.pk))


def operators_page(number=1) -> Page:
    """A page of the training operators by name, each with its ``managers``."""
    managers = Membership.objects.filter(role=Role.MANAGER).select_related("user").order_by("pk")
    rows = Organisation.objects.filter(kind=Organisation.Kind.OPERATOR).select_related("city")
    found = rows.prefetch_related(Prefetch("memberships", managers, to_attr="managers"))
    return Paginator(found.order_by("name", "pk"), ROWS_A_PAGE).get_page(number)


def team(operators: list[Organisation], number=1) -> Page:
    """A page of those with a role in those operators, by name."""
    rows = Membership.objects.filter(organisation__in=operators).select_related("user", "organisation")
    return Paginator(rows.order_by("user__last_name", "user__first_name", "role", "pk"), ROWS_A_PAGE).get_page(number)


def pending_staff_invitations(operators: list[Organisation], number=1) -> Page:
    """A page of the invitations of staff not accepted and not revoked, latest first."""
    rows = Invitation.objects.filter(organisation__in=operators, accepted_at=None, revoked_at=None)
    rows = rows.exclude(purpose=Invitation.Purpose.LEARNER).select_related("organisation")
    return Paginator(rows.order_by("-created_at", "-pk"), ROWS_A_PAGE).get_page(number)


def invitation_by_token(token: str) -> Invitation | None:
    """The invitation a link names, whatever its state."""
    return (
        Invitation.objects.filter(token_hash=Invitation.hash(token))
        .select_related("organisation", "invited_by")
        .first()
    )


def invitation_problem(invitation: Invitation | None, user) -> str:
    """Why a link cannot be used: unknown, revoked, used, used_by_me, expired, other_address; empty when it can."""
    if invitation is None:
        return "unknown"
    if invitation.revoked_at:
        return "revoked"
    if invitation.accepted_at:
        return "used_by_me" if user.is_authenticated and invitation.accepted_by_id == user.pk else "used"
    if invitation.expires_at <= timezone.now():
        return "expired"
    if user.is_authenticated and user.email.lower() != invitation.email.lower():
        return "other_address"
    return ""


def tokens_of(user: User) -> list[ApiToken]:
    """The person's latest tokens, those that are over included."""
    return list(user.tokens.all()[:TOKENS_SHOWN])
