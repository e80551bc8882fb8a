"""What follows a review: read, answered, asked about, explained, thanked for."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from core import idempotency
from core.numbers import whole
from projects import actions, queries
from projects.models import AssignmentCriterion, Reply, Review, Thread
from projects.views.work import refused_page, visible_submissions


def remark_address(request, thread: Thread) -> str:
    """Where the remark was answered: beside its lines, or under its review."""
    number = whole(request.POST.get("lecture", ""))
    if number is None:
        return review_address(thread.submission.pk, f"remarque-{thread.pk}")
    path = urlencode({"fichier": thread.path})
    return f"{reverse('projects:code', args=[thread.submission.pk, number])}?{path}#remarque-{thread.pk}"


def review_address(submission_id: int, anchor: str) -> str:
    return f"{reverse('projects:submission', args=[submission_id])}#{anchor}"


def find_review(request, pk: int) -> Review:
    """A sent review of a work that the person may see."""
    sent = Review.objects.readable_by(request.user).filter(version__submission__in=visible_submissions(request))
    return get_object_or_404(sent.select_related("version__submission__assignment__cohort"), pk=pk)


def find_remark(request, pk: int) -> Thread:
    """A remark of a sent review of a work that is visible."""
    threads = Thread.objects.readable_by(request.user).select_related("review__version__submission__assignment__cohort")
    sent = threads.filter(review__version__submission__in=visible_submissions(request))
    return get_object_or_404(sent, pk=pk)


def find_question(request, pk: int) -> Reply:
    """What a team asked, of a work that the person may see."""
    asked = Reply.objects.filter(
        review__in=Review.objects.readable_by(request.user),
        review__version__submission__in=visible_submissions(request),
        stance=Reply.Stance.ASKS,
    ).select_related("review__version__submission__assignment__cohort", "thread", "criterion")  # fmt: skip
    return get_object_or_404(asked, pk=pk)


def say_once(request, submission_id: int, act: Callable[[], str], about: dict) -> HttpResponse:
    """Do ``act() -> address`` once; a refusal comes back on the page, beside the field that ``about`` names."""
    try:
        return redirect(idempotency.once(request, act))
    except ValidationError as error:
        return refused_page(request, submission_id, {**about, "sentence": error.messages[0]})


@login_required
@require_POST
def acknowledge(request, pk: int) -> HttpResponse:
    """The team has read the review."""
    review = actions.acknowledge(find_review(request, pk), by=request.user)
    return redirect(review_address(review.version.submission_id, f"revue-{pk}"))


@login_required
@require_POST
def thank(request, pk: int) -> HttpResponse:
    """One tap, with a word or without."""
    review = find_review(request, pk)
    word = request.POST.get("word", "")

    def say() -> str:
        actions.thank(review, by=request.user, word=word)
        messages.success(request, _("Your thanks are on their way."))
        return review_address(review.version.submission_id, f"revue-{pk}")

    return say_once(request, review.version.submission_id, say, {"thanks": pk, "body": word})


@login_required
@require_POST
def answer(request, pk: int) -> HttpResponse:
    """Answer a mentor's remark, say that it is corrected, or ask what it means."""
    thread = find_remark(request, pk)
    body, stance = request.POST.get("body", ""), request.POST.get("stance", "")

    def say() -> str:
        known = stance if stance in Reply.Stance.values else Reply.Stance.SAYS
        actions.answer(thread, by=request.user, body=body, stance=known)
        return remark_address(request, thread)

    return say_once(request, thread.submission.pk, say, {"thread": pk, "body": body})


@login_required
@require_POST
def apply_suggestion(request, pk: int) -> HttpResponse:
    """Lay the lines that a remark suggests into the draft."""
    thread = find_remark(request, pk)

    def act() -> str:
        actions.apply_suggestions(thread.submission, by=request.user, threads=[thread])
        messages.success(request, _("Applied to your draft: hand in the next version when you are ready."))
        return remark_address(request, thread)

    return say_once(request, thread.submission.pk, act, {"suggestion": pk})


@login_required
@require_POST
def apply_suggestions(request, pk: int) -> HttpResponse:
    """Lay all that a review suggests into the draft; what has no place there is told."""
    review = find_review(request, pk)
    submission = review.version.submission

    def act() -> str:
        done = actions.apply_suggestions(submission, by=request.user, threads=queries.suggestions_of(review))
        _say_applied(request, done)
        return review_address(submission.pk, f"revue-{pk}")

    return say_once(request, submission.pk, act, {"suggestions": pk})


def _say_applied(request, done: actions.Applied) -> None:
    count = len(done.threads)
    said = ngettext(
        "%(count)d suggestion applied to your draft.", "%(count)d suggestions applied to your draft.", count
    )
    messages.success(request, said % {"count": count})
    for sentence in done.refused:
        messages.warning(request, sentence)


@login_required
@require_POST
def ask(request, pk: int) -> HttpResponse:
    """Ask what a review, or the level of one of its criteria, means."""
    review = find_review(request, pk)
    body, number = request.POST.get("body", ""), whole(request.POST.get("criterion", ""))

    def say() -> str:
        criterion = get_object_or_404(AssignmentCriterion, pk=number) if number else None
        actions.ask(review, by=request.user, body=body, criterion=criterion)
        messages.success(request, _("Your question is on its way. It changes nothing to your dates nor your rounds."))
        return review_address(review.version.submission_id, f"revue-{pk}")

    return say_once(request, review.version.submission_id, say, {"review": pk, "body": body, "criterion": number})


@login_required
@require_POST
def explain(request, pk: int) -> HttpResponse:
    """Answer what a team asked of a review."""
    question = find_question(request, pk)
    body, submission = request.POST.get("body", ""), question.review.version.submission

    def say() -> str:
        actions.explain(question, by=request.user, body=body)
        messages.success(request, _("Your answer is with the team."))
        if request.user.has_perm("projects.decide_submission", submission):
            return f"{reverse('projects:review', args=[submission.pk])}#question-{pk}"
        return review_address(submission.pk, f"question-{pk}")

    return say_once(request, submission.pk, say, {"question": pk, "body": body})
