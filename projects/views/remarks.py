"""Remarks at the desk: made, said otherwise, taken out, confirmed, opened again."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cohorts.views.common import accepted, put_on_form, require
from core import idempotency, uploads
from core.workflow import TransitionRefused
from projects import actions, queries
from projects.forms import RemarkChangeForm, RemarkForm
from projects.models import Submission, Thread
from projects.views.desk import held, judgement, remark_context, workspace
from projects.views.endings import lapsed
from projects.views.work import find_submission

WITH_WORK = "review__version__submission__assignment__cohort"


@login_required
@require_POST
def add(request, pk: int) -> HttpResponse:
    """Add a remark to the draft review."""
    found, holds = held(request, pk)
    form = RemarkForm(request.POST, request.FILES, submission=found)

    if form.is_valid():
        try:
            address = idempotency.once(request, lambda: _put(found, request.user, form.cleaned_data))
            if not holds:
                return lapsed(request, found)
            return _added(request, found, address) if request.htmx else redirect(address)
        except ValidationError as error:
            put_on_form(form, error)
    if request.htmx:
        return _refused(request, found, form)
    return workspace(request, found, form=form, status=422)


@transaction.atomic
def _put(found: Submission, user, typed: dict) -> str:
    """The address of the remark; its words are kept in the bank too when they have a title there."""
    words = {name: value for name, value in typed.items() if name != "keep_as"}
    if typed["keep_as"].strip():
        kept = {"title": typed["keep_as"], "kind": typed["kind"], "body": typed["body"]}
        try:
            words["saved_comment"] = actions.keep_comment(found.cohort.operator, by=user, **kept)
        except ValidationError as error:
            raise ValidationError({"keep_as": error.messages}) from error
    return _place(actions.add_remark(found, by=user, **words))


def _place(thread: Thread) -> str:
    """The desk, open at the remark: its file may be one that comes after the page."""
    query = f"?{urlencode({'fichier': thread.path})}" if thread.path else ""
    return f"{reverse('projects:review', args=[thread.submission.pk])}{query}#remarque-{thread.pk}"


def _added(request, found: Submission, address: str) -> HttpResponse:
    """The remark, for the page it was made on, and what is now missing to decide."""
    return _box(request, found, int(address.rpartition("-")[2]))


def _box(request, found: Submission, number: int, **said) -> HttpResponse:
    desk = queries.open_desk(found, request.user, {})
    thread = next(row for row in desk.threads if row.pk == number)
    context = {"submission": found, "thread": thread, **judgement(found, request.user, desk.threads), **said}
    return render(request, "projects/_remark_added.html", context)


def _refused(request, found: Submission, form: RemarkForm) -> HttpResponse:
    """The form again, beside what was typed."""
    context = {"submission": found, "form": form, "placed": True, **remark_context(found)}
    response = render(request, "projects/_remark_form.html", context, status=422)
    response["HX-Retarget"], response["HX-Reswap"] = "#remark-form", "outerHTML"
    return response


def find_own(request, pk: int, thread_id: int) -> Thread:
    """A remark of one's own, on a work that one holds."""
    found, holds = held(request, pk)
    if not holds:
        raise TransitionRefused(found, "delete_remark")
    return find_written(request, found, thread_id)


def find_written(request, found: Submission, thread_id: int) -> Thread:
    """A remark that one wrote on this work."""
    own = Thread.objects.filter(review__version__submission=found, review__reviewer=request.user)
    return get_object_or_404(own.select_related(WITH_WORK), pk=thread_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request, pk: int, thread_id: int) -> HttpResponse:
    """Say a remark of one's draft otherwise: in its place, or on a page of its own without scripts."""
    found, holds = held(request, pk)
    thread = find_written(request, found, thread_id)
    if "lire" in request.GET:
        return _box(request, found, thread_id, changed=True)
    form = RemarkChangeForm(request.POST or None, request.FILES or None, thread=thread)

    def say_otherwise():
        actions.change_remark(thread, by=request.user, **form.cleaned_data)

    if request.method == "POST" and accepted(form, say_otherwise):
        if not holds:
            return lapsed(request, found)
        return _box(request, found, thread_id, changed=True) if request.htmx else redirect(_place(thread))
    return _editing(request, thread, form)


def _editing(request, thread: Thread, form: RemarkChangeForm) -> HttpResponse:
    found = thread.submission
    if thread.review.sent_at:
        raise TransitionRefused(found, "change_remark")
    context = {"here": "queue", "submission": found, "assignment": found.assignment, "cohort": found.cohort}
    context |= {"thread": thread, "form": form, "kinds": Thread.Kind.choices}
    name = "projects/_remark_edit.html" if request.htmx else "projects/remark_edit.html"
    return render(request, name, context, status=422 if form.errors else 200)


@login_required
@require_POST
def delete(request, pk: int, thread_id: int) -> HttpResponse:
    """Take a remark out of the draft review."""
    actions.delete_remark(find_own(request, pk, thread_id), by=request.user)
    return redirect("projects:review", pk)


def find_sent(request, pk: int, thread_id: int) -> Thread:
    """A remark that its team has received, for who may review the work."""
    found = find_submission(request, pk)
    require(request, "projects.review_submission", found)
    sent = Thread.objects.readable_by(request.user).filter(review__version__submission=found)
    return get_object_or_404(sent.select_related(WITH_WORK), pk=thread_id)


@login_required
@require_POST
def confirm(request, pk: int, thread_id: int) -> HttpResponse:
    """The correction is good."""
    return redirect(_place(actions.confirm(find_sent(request, pk, thread_id), by=request.user)))


@login_required
@require_POST
def reopen(request, pk: int, thread_id: int) -> HttpResponse:
    """The remark still stands."""
    return redirect(_place(actions.reopen(find_sent(request, pk, thread_id), by=request.user)))


def find_pictured(request, pk: int) -> Thread:
    """A remark with a picture: for its team once it is sent, for its reviewers; a draft's for its author,
    and for the lead it is laid before."""
    thread = get_object_or_404(
        Thread.objects.select_related("screenshot__small", WITH_WORK).filter(screenshot__isnull=False), pk=pk
    )
    find_submission(request, thread.submission.pk)
    laid = thread.review.proposals.waiting().for_lead(request.user)
    sent = Thread.objects.readable_by(request.user).filter(pk=pk)
    if thread.review.reviewer_id != request.user.pk and not sent.exists() and not laid.exists():
        raise Http404
    return thread


@login_required
@require_safe
def screenshot(request, pk: int) -> HttpResponse:
    """The picture of a remark, to whoever may read it."""
    picture = find_pictured(request, pk).screenshot
    return uploads.show(picture.content, f"capture-{pk}", picture.content_type)
