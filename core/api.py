"""What every address of the API shares: nobody is known there by a cookie, and each refusal is told in JSON."""

import json
import time
from collections.abc import Callable
from datetime import datetime
from http.client import responses
from typing import Annotated, Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, RequestDataTooBig, ValidationError
from django.http import Http404, HttpResponse, JsonResponse
from django.http.request import RawPostDataException
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError
from ninja.errors import ValidationError as WrongShape
from pydantic import AfterValidator, Field, PlainSerializer, WithJsonSchema, model_validator

from core import idempotency
from core.disk import sentence
from core.idempotency import SameKeyOtherBody
from core.numbers import DIGITS
from core.workflow import TransitionRefused

PREFIX = "/api/"


def _storable(text: str) -> str:
    """Refuse what no row can hold: a NUL, half a character."""
    text.encode()
    if "\0" in text:
        raise ValueError("NUL")
    return text


Text = Annotated[str, AfterValidator(_storable)]
Number = Annotated[int, Field(ge=0, lt=10**DIGITS)]
# To the microsecond: what was read is sent back to say what one has seen.
Moment = Annotated[datetime, PlainSerializer(datetime.isoformat, return_type=str)]


def _near(moment: datetime) -> datetime:
    """Refuse what no calendar of ours reaches: it could not even be told in another time zone."""
    if not 2000 <= moment.year <= 2100:
        raise ValueError("far")
    return moment


# A moment that is sent; without an offset it is wall time of Morocco.
When = Annotated[datetime, AfterValidator(_near)]


# How an operation that may be sent twice is described.
KEYED = {"parameters": [{"in": "header", "name": idempotency.HEADER, "schema": {"type": "string", "maxLength": 64}}]}


class Payload(Schema):
    """What an operation is told: an object. What was read may be sent back whole: unknown fields are let be."""

    @model_validator(mode="wrap")
    @classmethod
    def _is_an_object(cls, value: Any, handler: Callable[[Any], Any]) -> Any:
        if not isinstance(value, dict):
            raise ValueError("object")
        return handler(value)


def in_words(choices) -> WithJsonSchema:
    """Describe a model's choices under a name of their own: several models have a ``State``."""
    title = choices.__qualname__.replace(".", "")
    return WithJsonSchema({"type": "string", "enum": choices.values, "title": title})


class DescribedAPI(NinjaAPI):
    """Ninja's API, whose description names each list of words once."""

    def get_openapi_schema(self, **options):
        schema = super().get_openapi_schema(**options)
        named = schema["components"]["schemas"]
        for found in list(named.values()):
            _name_words(found, named)
        return schema


def _name_words(found: Any, named: dict) -> None:
    """Move the lists of words that stand inside ``found`` among the named ones."""
    if isinstance(found, list):
        for part in found:
            _name_words(part, named)
    if not isinstance(found, dict):
        return
    for key, part in list(found.items()):
        if isinstance(part, dict) and "enum" in part and part.get("title", "").endswith("State"):
            named[part["title"]] = part
            found[key] = {"$ref": f"#/components/schemas/{part['title']}"}
        else:
            _name_words(part, named)


class Refusal(Schema):
    """Why not: ``detail`` for a person, in their language; ``errors`` by field where the data are refused."""

    detail: str
    errors: dict[str, list[str]] = {}


REFUSALS = {400, 401, 403, 404, 409, 413, 415, 422, 429, 507}
_TOLD = {"application/json": {"schema": {"$ref": "#/components/schemas/Refusal"}}}
# How an operation that answers a file's bytes is described.
BYTES = {
    "responses": {
        200: {"description": "The bytes", "content": {"application/octet-stream": {}}},
        **{code: {"description": responses[code], "content": _TOLD} for code in sorted({400, 401, 403, 404, 429})},
    }
}


def answers(schema: Any, *others: int) -> dict[Any, Any]:
    """What an address answers: ``schema``, or nothing for None; nothing too with each of ``others``; or a refusal."""
    done: dict[Any, Any] = {204: None} if schema is None else {200: schema}
    return done | dict.fromkeys(others) | {frozenset(REFUSALS): Refusal}


def within_limit(user_id: int) -> bool:
    """Count a request of a person's programs; whether the minute still has room for it."""
    key = f"api-{user_id}-{int(time.time() // 60)}"
    cache.add(key, 0, timeout=120)
    try:
        return cache.incr(key) <= settings.API_REQUESTS_PER_MINUTE
    except ValueError:  # a full cache has dropped it between the two
        return True


def api_frame(get_response):
    """Under ``/api/`` only a token says who asks. Whoever asks for JSON, there or on the pages, is refused in JSON."""

    def middleware(request):
        if not request.path_info.startswith(PREFIX):
            response = get_response(request)
            return _in_json(response) if _speaks_json(request) else response
        request.user = AnonymousUser()
        response = _in_json(get_response(request))
        response.headers["Cache-Control"] = "private, no-store"
        response.headers["Content-Language"] = get_language()
        return response

    return middleware


def _speaks_json(request) -> bool:
    wanted = request.headers.get("Accept", "")
    return wanted.startswith("application/json") or (
        request.content_type == "application/json" and "text/html" not in wanted
    )


def _in_json(response: HttpResponse) -> HttpResponse:
    if response.status_code >= 400 and response.headers.get("Content-Type", "").startswith("text/html"):
        response.content = json.dumps({"detail": sentence_for(response.status_code)})
        response.headers["Content-Type"] = "application/json"
    return response


def sentence_for(status: int) -> str:
    """What a status means, in the language of the request."""
    sentences = {
        400: _("What you sent cannot be read."),
        401: _("No token, or one that is over: make one in your account."),
        403: _("You may not do this."),
        404: _("This does not exist, or is not for you."),
        405: _("This address does not take that method."),
        413: _("What you sent is too large."),
        415: _("Send JSON."),
        507: sentence(),
        429: _("Too many requests: wait a minute."),
    }
    return sentences.get(status, _("Something broke on our side; nothing was lost. Try again."))


def told(status: int, detail: str = "", **more: Any) -> HttpResponse:
    """A refusal as JSON: ``detail`` is a sentence for a person, ``more`` what a program needs to go on."""
    return JsonResponse({"detail": detail or sentence_for(status), **more}, status=status)


def _simply(status: int) -> Callable:
    return lambda request, exception: told(status)


def _no_token(request, exception) -> HttpResponse:
    response = told(401)
    response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _by_status(request, exception: HttpError) -> HttpResponse:
    # The package's own word for a body that is no JSON is not for people.
    response = told(exception.status_code, "" if exception.status_code == 400 else exception.message)
    if exception.status_code == 429:
        response.headers["Retry-After"] = "60"
    return response


def _moved_on(request, exception: TransitionRefused) -> HttpResponse:
    """What it has become, and what is possible now."""
    thing: Any = exception.instance
    thing.refresh_from_db()
    sentence = _(
        "This is now: %(state)s. What you asked for is no longer possible in that state; nothing was changed by it."
    )
    available = [transition.name for transition in thing.workflow.available(thing, request.user)]
    return told(409, sentence % {"state": thing.get_state_display()}, state=thing.state, available=available)


def _refused(request, exception: ValidationError) -> HttpResponse:
    fields = exception.message_dict if hasattr(exception, "error_dict") else {}
    return told(422, " ".join(exception.messages), errors=fields)


def _wrong_shape(request, exception: WrongShape) -> HttpResponse:
    errors: dict[str, list[str]] = {}
    for fault in exception.errors:
        field = ".".join(str(part) for part in fault["loc"] if part not in ("body", "query", "path", "payload"))
        missing = fault["type"] == "missing"
        errors[field] = [_("This field is required.") if missing else _("This is not what is expected here.")]
    return told(422, _("What you sent is not as expected."), errors=errors)


def tell_refusals(api: NinjaAPI) -> None:
    """Have ``api`` answer our errors, and those of wrong shapes, as ``Refusal``."""
    handlers: dict[type[Exception], Callable] = {
        AuthenticationError: _no_token,
        HttpError: _by_status,
        PermissionDenied: _simply(403),
        Http404: _simply(404),
        RequestDataTooBig: _simply(413),
        RawPostDataException: _simply(415),  # a form was sent: its body has been read
        TransitionRefused: _moved_on,
        SameKeyOtherBody: lambda request, exception: told(409, exception.messages[0]),
        ValidationError: _refused,
        WrongShape: _wrong_shape,
    }
    for kind, handler in handlers.items():
        api.add_exception_handler(kind, handler)


def checked(form) -> dict[str, Any]:
    """What a form of the pages makes of the data; raises ValidationError with its sentences."""
    if not form.is_valid():
        raise ValidationError(form.errors.as_data())
    return form.cleaned_data


def once(request, act: Callable[[], int]) -> int:
    """Run ``act() -> number of a row`` once per ``Idempotency-Key``; a repeat gets the first number.

    Raises ValidationError for a key too long, and as ``idempotency.once``.
    """
    if len(request.headers.get(idempotency.HEADER, "")) > idempotency.LENGTH:
        raise ValidationError(_("A key holds at most %(limit)d characters.") % {"limit": idempotency.LENGTH})
    return int(idempotency.once(request, lambda: str(act())))
