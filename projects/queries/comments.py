"""The bank of ready-made comments."""

from django.db.models import Count, Exists, OuterRef, Q

from accounts.models import Organisation, User
from core.models import Event
from projects.models import SavedComment, Thread


def comments_of(operator: Organisation) -> list[SavedComment]:
    """The operator's ready-made comments, to choose from."""
    return list(SavedComment.objects.filter(operator=operator))


def comment_bank(user: User) -> list[SavedComment]:
    """The comments ``user`` may use, each with how often it asked for a correction (``asked``) and how often that
    was right at the first try (``at_once``): confirmed, and never opened again."""
    comments = list(SavedComment.objects.visible_to(user).select_related("operator").order_by("operator", "title"))
    again = Event.objects.filter(verb="projects.thread.reopen", object_id=OuterRef("pk"))
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
