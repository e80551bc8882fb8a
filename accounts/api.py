"""The door of the API: a token says who asks. And who that is."""

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from ninja import Router
from ninja.errors import HttpError
from ninja.security import HttpBearer

from accounts import actions
from accounts.models import ApiToken
from accounts.schemas import Me
from core.api import answers, sentence_for, within_limit

READING = ("GET", "HEAD", "OPTIONS")
router = Router()


class PersonalToken(HttpBearer):
    """``Authorization: Bearer mnw_…``; the answers speak the language of the token's person."""

    def authenticate(self, request, token: str) -> ApiToken | None:
        """The token when it is usable; raises HttpError when it is, but not for this."""
        found = actions.use_token(token, at=timezone.now())
        if found is None:
            return None
        request.user = found.user
        request.LANGUAGE_CODE = found.user.language
        translation.activate(found.user.language)
        if not within_limit(found.user_id):
            raise HttpError(429, sentence_for(429))
        _require_second_factor(found)
        if found.scope == ApiToken.Scope.READ and request.method not in READING:
            raise HttpError(403, _("This token only reads."))
        return found


def _require_second_factor(token: ApiToken) -> None:
    """A learner's token does not become that of staff by the day's new role."""
    if settings.STAFF_SECOND_FACTOR and not token.second_factor and token.user.has_perm("accounts.be_staff"):
        raise HttpError(403, _("Your second factor was not shown when this token was made: make another."))


@router.get("/me", response=answers(Me))
def me(request):
    """The token's person, their roles, what the token may do."""
    return Me.of(request.auth)
