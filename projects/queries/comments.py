"""The bank of ready-made comments."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, Q

from accounts.models import Organisation, User
from core.models import Event
from projects import events
from projects.models import SavedComment, Thread

COMMENTS_A_PAGE = 50


def comments_of(operator: Organisation) -> list[SavedComment]:
    """The operator's ready-made comments, to choose from."""
    return list(SavedComment.objects.filter(operator=operator))


def comment_bank(user: User, number=1) -> Page:
    """A page of the comments ``user`` may use, by title, each with what it led to."""
    rows = SavedComment.objects.visible_to(user).select_related("operator").order_by("operator", "title", "pk")
    page = Paginator(rows, COMMENTS_A_PAGE).get_page(number)
    page.object_list = _with_results(list(page.object_list))
    return page


def comments_after(user: User, after: int | None) -> list[SavedComment]:
    """Fifty of them from the one after number ``after``, in the order they were kept."""
    rows = SavedComment.objects.visible_to(user).select_related("operator").filter(pk__gt=after or 0).order_by("pk")
    return _with_results(list(rows[:COMMENTS_A_PAGE]))


def _with_results(comments: list[Any]) -> list[SavedComment]:
    """Each with how often it asked for a correction (``asked``) and how often that was right at the first try
    (``at_once``): confirmed, and never opened again."""
    again = Event.objects.filter(verb=events.THREAD_REOPEN.name, object_id=OuterRef("pk"))
    asked = Thread.objects.filter(
        saved_comment__in=[row.pk for row in comments], kind=Thread.Kind.MUST_FIX, review__sent_at__isnull=False
    ).annotate(again=Exists(again))
    counts = {
        row["saved_comment"]: (row["asked"], row["at_once"])
        for row in asked.order_by()
        .values("saved_comment")
        .annotate(asked=Count("pk"), at_once=Count("pk", filter=Q(state=Thread.State.CONFIRMED, again=False)))
    }
    for comment in comments:
        comment.asked, comment.at_once = counts.get(comment.pk, (0, 0))
    return comments
