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
from live.models import Entry, Room
from live.presence import people_out
from live.schemas import entries_out


@login_required
@require_safe
def room(request, session_id: int) -> HttpResponse:
    """The room of a session, for whoever learns in, staffs or manages its cohort."""
    session = get_object_or_404(Session.objects.visible_to(request.user).select_related("cohort"), pk=session_id)
    if not request.user.has_perm("live.enter_room", session):
        raise PermissionDenied("live.enter_room")
    return render(request, "live/room.html", _page(request, actions.room_of(session)))


def _page(request, room: Room, **extra) -> dict:
    session = room.session
    roles = queries.staff_of(session)
    people = queries.people_in(room)
    follows = request.user.has_perm("cohorts.view_progress", session)
    learners = queries.learners_of(session) if follows else {}
    return {
        "here": "sessions",
        "session": session,
        "room": room,
        "room_words": queries.latest_words(room),
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
    """GET: the log after number ``apres``, and who is here. POST: say something."""
    room = _room(request, room_id)
    if request.method == "POST":
        return _say(request, room)
    if request.GET.get("present"):  # a page without a socket keeps its presence by polling
        cohort_actions.keep_presences(room.session, user_ids={request.user.pk}, at=timezone.now())
    entries = entries_out(room, whole(request.GET.get("apres", "0")) or 0)
    return JsonResponse({"last": room.last_number, "entries": entries, "people": people_out(room)})


def _say(request, room: Room) -> HttpResponse:
    try:
        said = actions.clean_words(request.user.pk, request.POST.get("body"), request.POST.get("key"))
        actions.check_pace(room, author_id=request.user.pk, at=timezone.now())
        entry = actions.say(room, [said])[0]
    except ValidationError as error:
        return _refused(request, room, error)
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"kind": "said", "key": entry.key, "n": entry.number})
    return redirect("live:room", room.session_id)


def _refused(request, room: Room, error: ValidationError) -> HttpResponse:
    status = 429 if isinstance(error, actions.TooFast) else 422
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"kind": "refused", "error": " ".join(error.messages)}, status=status)
    page = _page(request, room, error=" ".join(error.messages), typed=request.POST.get("body", ""))
    return render(request, "live/room.html", page, status=status)


@login_required
@require_POST
def remove(request, room_id: int, number: int) -> HttpResponse:
    """The trainer takes words out of sight."""
    said = Entry.objects.filter(room=_room(request, room_id), kind=Entry.Kind.WORDS)
    entry = actions.remove_words(
        get_object_or_404(said.select_related("room__session__cohort"), number=number), by=request.user
    )
    return redirect("live:room", entry.room.session_id)
