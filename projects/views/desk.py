"""A mentor's workspace: the review of one version, beside its files."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cohorts.views.common import require
from core.numbers import whole
from core.typography import listed
from projects import actions, queries, rubric
from projects.forms import RemarkForm
from projects.models import Review, Submission, Thread
from projects.views.endings import lapsed, told_of_its_end, why_not_held
from projects.views.work import find_submission


def held(request, pk: int) -> tuple[Submission, bool]:
    """The submission, its claim prolonged by this request of the holder; whether they hold it still."""
    found = find_submission(request, pk)
    require(request, "projects.review_submission", found)
    if actions.renew_claim(found, by=request.user, at=timezone.now()):
        return found, True
    actions.expire_claims(at=timezone.now())
    found.refresh_from_db()
    return found, False


@login_required
@require_safe
def review(request, pk: int) -> HttpResponse:
    """The workspace: files beside the rubric; for who does not hold the claim, the submission's page."""
    found = find_submission(request, pk)
    told = told_of_its_end(request, found)
    if not told and actions.renew_claim(found, by=request.user, at=timezone.now()):
        return workspace(request, found)
    actions.expire_claims(at=timezone.now())
    found.refresh_from_db()
    messages.warning(request, told or why_not_held(found, request.user))
    return redirect("projects:submission", pk)


def workspace(request, found: Submission, *, form: RemarkForm | None = None, status: int = 200, **said) -> HttpResponse:
    """The whole page; ``said`` holds what a refused form has to say."""
    desk = queries.open_desk(found, request.user, request.GET)
    files = queries.files_of(desk)
    queries.open_first(desk, files, request.GET.get("fichier", ""))
    request.embeds_documents = files.hold_pdf
    context = {
        "here": "queue",
        "submission": found,
        "assignment": found.assignment,
        "cohort": found.assignment.cohort,
        "people": [row.enrolment.learner for row in found.team.members.select_related("enrolment__learner")],
        "desk": desk,
        "files": files,
        "commentable": desk.is_current,
        "found": queries.search_version(files.rows, desk.shown, desk.wanted) if desk.wanted else None,
        "beside": queries.beside(found, request.user),
        "form": form or RemarkForm(submission=found),
        **_first_review(request, found),
        **judgement(found, request.user, desk.threads, said.pop("typed", None)),
        **remark_context(found),
        **said,
    }
    return render(request, "projects/review.html", context, status=status)


def _first_review(request, found: Submission) -> dict:
    """Who reads the review before it is sent, and what they gave back; nothing for whoever sends alone."""
    if not request.user.has_perm("projects.propose_review", found):
        return {}
    leads = listed(queries.leads_of(found, request.user))
    return {"leads": leads, "returned": queries.returned_proposal(found, request.user)}


def remark_context(found: Submission) -> dict:
    """What the form of a remark offers."""
    return {"kinds": Thread.Kind.choices, "comments": queries.comments_of(found.cohort.operator)}


def judgement(found: Submission, user, threads: list[Thread], typed: dict[int, int] | None = None) -> dict:
    """The draft review, its rubric, and what still forbids to approve."""
    draft = queries.draft_review(found, user)
    levels = queries.levels_of(draft) if draft else {}
    own = [thread for thread in threads if thread.review.sent_at is None]
    earlier = [thread for thread in threads if thread.review.sent_at and thread.kind == Thread.Kind.MUST_FIX]
    criteria = list(found.assignment.criteria.all())
    number, before = queries.levels_before(found, user) or (None, {})
    levels_shown = levels | (typed or {})
    standing = sum(thread.stands for thread in earlier)
    fixes = sum(thread.kind == Thread.Kind.MUST_FIX for thread in own)
    return {
        "draft": draft,
        "message": draft.message if draft else "",
        "revision": draft.revision if draft else 0,
        "general": [thread for thread in own if not thread.path],
        "own": own,
        "rubric": [_line(row, levels_shown, before, own) for row in criteria],
        "scored_before": number,
        "takes_levels": any(row.pk in before and row.pk not in levels_shown for row in criteria),
        "obstacles": rubric.obstacles(criteria, levels, fixes, standing),
        "earlier": earlier,
        "standing": standing,
    }


def _line(criterion, levels: dict[int, int], before: dict[int, int], own: list[Thread]) -> dict:
    """A criterion with its level, that of the version before, and the remarks that justify it."""
    return {
        "criterion": criterion,
        "level": levels.get(criterion.pk),
        "before": before.get(criterion.pk),
        "levels": list(enumerate(criterion.levels)),
        "threads": [thread for thread in own if thread.criterion_id == criterion.pk],
    }


def _typed_scores(request, found: Submission) -> dict[int, int]:
    """The levels sent with the form, by criterion; those of the version before where none is, when asked."""
    known = queries.levels_before(found, request.user) if "again" in request.POST else None
    typed = dict(known[1]) if known else {}
    for criterion in found.assignment.criteria.all():
        level = whole(request.POST.get(f"level-{criterion.pk}", ""))
        if level is not None:
            typed[criterion.pk] = level
    return typed


def _shown_revision(request) -> int | None:
    """The revision that the page showed, or the one whose text its reader chose to write over."""
    return whole(request.POST.get("over", "") or request.POST.get("revision", ""))


@login_required
@require_POST
def review_save(request, pk: int) -> HttpResponse:
    """Keep the draft review, ask for changes, or approve: the pressed button says which."""
    found, holds = held(request, pk)
    typed = {"message": request.POST.get("message", ""), "scores": _typed_scores(request, found)}
    try:
        actions.save_review(found, by=request.user, revision=_shown_revision(request), **typed)
        if not holds:
            return lapsed(request, found)
        done = _decide(request, found)
    except actions.ReviewChangedMeanwhile as error:
        return _changed_meanwhile(request, found, error, typed)
    except ValidationError as error:
        return _refused(request, found, error, typed)
    if request.htmx:
        return render(request, "projects/_review_state.html", {**_state(request, found), "swapped": True})
    return done or redirect("projects:review", pk)


def _state(request, found: Submission) -> dict:
    """What a fragment says of the draft and of what is missing."""
    desk = queries.open_desk(found, request.user, {})
    return judgement(found, request.user, desk.threads)


def _refused(request, found: Submission, error: ValidationError, typed: dict) -> HttpResponse:
    found.refresh_from_db()
    if request.htmx:
        return render(request, "projects/_review_state.html", {"problem": " ".join(error.messages)}, status=422)
    said = {"errors": error.messages, "message": typed["message"], "typed": typed["scores"]}
    return workspace(request, found, status=422, **said)


def _changed_meanwhile(request, found: Submission, error, typed: dict) -> HttpResponse:
    """Nothing is written over: the other tab's text stands beside what was typed here."""
    said = {"problem": error.messages[0], "theirs": error.review}
    if request.htmx:
        return render(request, "projects/_review_state.html", said, status=409)
    said |= {"message": typed["message"], "typed": typed["scores"], "revision": _shown_revision(request)}
    return workspace(request, found, status=409, **said)


def _decide(request, found: Submission) -> HttpResponse | None:
    """Do what the pressed button says, and lead on; None for "keep the draft"."""
    if "approve" in request.POST:
        return send(request, found, Review.Decision.APPROVED)
    if "request_changes" not in request.POST:
        return None
    if _gaps(request, found):
        return redirect("projects:review_ask", found.pk)
    return send(request, found, Review.Decision.CHANGES_REQUESTED)


def _gaps(request, found: Submission) -> list[str]:
    """What a request for changes would leave out; refused at once when it says nothing at all."""
    judged = _state(request, found)
    draft = judged["draft"]
    if draft is None:
        return []
    actions.check_request(found, draft)
    standing = [thread for thread in judged["earlier"] if thread.stands]
    undecided = {thread.pk for thread in standing} - queries.opened_again(standing, draft.version)
    levels = queries.levels_of(draft)
    return rubric.gaps(found.assignment.criteria.all(), levels, draft.message, len(undecided))


def send(request, found: Submission, decision: str) -> HttpResponse:
    """Send the review; a new mentor's goes to a lead first."""
    if request.user.has_perm("projects.propose_review", found):
        actions.propose(found, by=request.user, decision=decision)
        messages.success(request, _("Your review waits for a trainer; nothing has gone to the team yet."))
        return redirect("projects:queue")
    if decision == Review.Decision.APPROVED:
        actions.approve(found, by=request.user)
        messages.success(request, _("Approved: the team is told."))
    else:
        actions.request_changes(found, by=request.user)
        messages.success(request, _("Changes asked for: the team is told."))
    messages.info(request, _("You have a quarter of an hour to mend its words, from the work’s page."))
    return redirect("projects:queue")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request, pk: int) -> HttpResponse:
    """Changes are asked for with something left out: say what, and send if that is meant."""
    found, holds = held(request, pk)
    if not holds:
        return lapsed(request, found)
    try:
        if request.method == "POST":
            return send(request, found, Review.Decision.CHANGES_REQUESTED)
        context = {"here": "queue", "submission": found, "assignment": found.assignment, "cohort": found.cohort}
        return render(request, "projects/review_ask.html", {**context, "gaps": _gaps(request, found)})
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("projects:review", pk)


@login_required
@require_POST
def note_add(request, pk: int) -> HttpResponse:
    """A word to the next reviewer."""
    found = find_submission(request, pk)
    try:
        actions.add_staff_note(found, by=request.user, body=request.POST.get("note", ""))
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect(f"{reverse('projects:review', args=[pk])}#notes")


def find_own_review(request, pk: int) -> tuple[Review, Submission]:
    """A review that one has sent, and its work, if it is still visible."""
    sent = Review.objects.filter(reviewer=request.user, sent_at__isnull=False)
    found = get_object_or_404(
        sent.select_related("version__submission__assignment__cohort").prefetch_related("threads"), pk=pk
    )
    return found, find_submission(request, found.version.submission_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def amend(request, pk: int) -> HttpResponse:
    """Mend the words of one's sent review, for a quarter of an hour."""
    found, work = find_own_review(request, pk)
    context = {"here": "queue", "review": found, "submission": work, "cohort": work.cohort}
    context["open"] = actions.may_amend(found, request.user, timezone.now())
    if request.method != "POST":
        return render(request, "projects/amend.html", context)
    remarks = {
        row.pk: request.POST[f"remark-{row.pk}"] for row in found.threads.all() if f"remark-{row.pk}" in request.POST
    }
    try:
        message = request.POST.get("message", found.message)
        changed = actions.amend_review(found, by=request.user, message=message, remarks=remarks, at=timezone.now())
    except ValidationError as error:
        return render(
            request, "projects/amend.html", {**context, "errors": error.messages, "typed": request.POST}, status=422
        )
    messages.success(request, _("Mended: the team sees it.") if changed else _("Nothing was changed."))
    return redirect("projects:submission", work.pk)
