"""The room's page, and its polling twin."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from cohorts import actions as cohort_actions
from cohorts import queries as cohort_queries
from cohorts.models import Session
from core.idempotency import new_key
from core.numbers import whole
from live import actions, queries
from live.models import Message, Room
from live.presence import people_out
from live.schemas import message_out
from live.subscribers import tell_room
from live.writer import written


@login_required
@require_safe
def room(request, session_id: int) -> HttpResponse:
    """The room of a session, for whoever learns in, staffs or manages its cohort."""
    session = get_object_or_404(
        Session.objects.visible_to(request.user).select_related("cohort__bootcamp", "trainer", "module"), pk=session_id
    )
    if not request.user.has_perm("live.enter_room", session):
        raise PermissionDenied("live.enter_room")
    room = actions.room_of(session)
    room.session = session
    return render(request, "live/room.html", _page(request, session, room))


def _page(request, session: Session, room: Room, **extra) -> dict:
    roles = queries.staff_of(session)
    people = queries.people_in(room)
    follows = request.user.has_perm("cohorts.view_progress", session)
    learners = queries.learners_of(session) if follows else {}
    return {
        "here": "sessions",
        "session": session,
        "room": room,
        "room_messages": queries.latest_messages(room),
        "people": [
            (person, roles.get(person.pk, ""), learners.get(person.pk)) for person in people[: queries.PEOPLE_LISTED]
        ],
        "learners": learners,
        "people_count": len(people),
        "roles": roles,
        "message_key": new_key(),
        "may_remove": request.user.has_perm("live.remove_message", room),
        "now": timezone.now(),
        "may_lead": request.user.has_perm("cohorts.lead_session", session),
        "attendance": _attendance(session) if follows else [],
        **extra,
    }


def _attendance(session: Session) -> list[cohort_queries.Attendance]:
    """Who was there, once the session is over."""
    return cohort_queries.attendance(session) if session.state == Session.State.ENDED else []


def _room(request, pk: int) -> Room:
    rooms = Room.objects.visible_to(request.user).select_related("session__cohort__bootcamp", "session__trainer")
    return get_object_or_404(rooms, pk=pk)


@login_required
@require_http_methods(["GET", "POST"])
def messages(request, room_id: int) -> HttpResponse:
    """GET: messages after number ``apres``, who is here and how far the session is. POST: say something."""
    room = _room(request, room_id)
    if request.method == "POST":
        return _say(request, room)
    after = request.GET.get("apres", "0")
    roles = queries.staff_of(room.session)
    found = queries.messages_after(room, whole(after) or 0)
    if request.GET.get("present"):  # a page without a socket keeps its presence by polling
        cohort_actions.keep_presences(room.session, user_ids={request.user.pk}, at=timezone.now())
    return JsonResponse(
        {
            "last": room.last_number,
            "state": room.session.state,
            "messages": [message_out(row, roles) for row in found],
            "removed": queries.removed_numbers(room),
            **people_out(room),
        }
    )


def _say(request, room: Room) -> HttpResponse:
    try:
        words = actions.clean_words(request.user.pk, request.POST.get("body"), request.POST.get("key"))
        actions.check_pace(room, author_id=request.user.pk, at=timezone.now())
        message = actions.post_messages(room, [words])[0]
    except ValidationError as error:
        return _refused(request, room, error)
    tell_room(room, {"kind": "messages", "messages": written(room, {message.number})})
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"kind": "said", "key": words.key, "n": message.number})
    return redirect("live:room", room.session_id)


def _refused(request, room: Room, error: ValidationError) -> HttpResponse:
    status = 429 if isinstance(error, actions.TooFast) else 422
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"kind": "refused", "error": " ".join(error.messages)}, status=status)
    page = _page(request, room.session, room, error=" ".join(error.messages), typed=request.POST.get("body", ""))
    return render(request, "live/room.html", page, status=status)


@login_required
@require_POST
def remove(request, room_id: int, number: int) -> HttpResponse:
    """The trainer takes a message out of sight."""
    message = get_object_or_404(
        Message.objects.select_related("room__session__cohort"), room=_room(request, room_id), number=number
    )
    actions.remove_message(message, by=request.user)
    return redirect("live:room", message.room.session_id)
