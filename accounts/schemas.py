"""What the API says of people."""

from ninja import Schema

from accounts.models import ApiToken
from core.api import Moment


class Person(Schema):
    """Somebody, by their name in the language of the request."""

    id: int
    name: str

    @staticmethod
    def resolve_name(person) -> str:
        return str(person)


class Token(Schema):
    name: str
    scope: ApiToken.Scope
    expires_at: Moment


class Held(Schema):
    """A role in an organisation."""

    role: str
    organisation: int


class Me(Schema):
    id: int
    name: str
    email: str
    language: str
    roles: list[Held]
    token: Token

    @staticmethod
    def of(token: ApiToken) -> dict:
        """The person of a token."""
        person = token.user
        roles = [{"role": role, "organisation": pk} for role, pk in sorted(person.roles())]
        return {
            "id": person.pk, "name": str(person), "email": person.email, "language": person.language,
            "roles": roles, "token": token,
        }  # fmt: skip
