"""A new mentor's first review: read by a lead, sent in the mentor's name or given back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cohorts.views.common import accepted, require
from projects import actions, queries
from projects.forms import ReturnForm
from projects.models import Proposal


def find_proposal(request, pk: int) -> Proposal:
    """A proposal by its number: 404 when it is not visible."""
    return get_object_or_404(queries.proposal_rows().visible_to(request.user), pk=pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def proposal(request, pk: int) -> HttpResponse:
    """The review as it would be sent, to read; a lead gives it back with a word."""
    found = find_proposal(request, pk)
    form = ReturnForm(request.POST or None)
    if request.method == "POST":
        require(request, "projects.pass_review", found.submission)
        if accepted(form, lambda: actions.return_proposal(found, by=request.user, **form.cleaned_data)):
            messages.success(request, _("Given back: %(person)s is told.") % {"person": found.claim.holder})
            return redirect("projects:queue")
    return _page(request, found, form)


def _page(request, found: Proposal, form: ReturnForm, errors: list[str] | None = None) -> HttpResponse:
    waits = not found.outcome and found.claim.released_at is None
    context = {
        "here": "queue",
        "proposal": found,
        "submission": found.submission,
        "assignment": found.submission.assignment,
        "cohort": found.cohort,
        "members": queries.names_of(found.submission.team),
        "waits": waits,
        "own": found.claim.holder_id == request.user.pk,
        "form": form,
        "errors": errors,
        **(queries.proposed(found) if waits else {}),
    }
    return render(request, "projects/proposal.html", context, status=422 if errors or form.errors else 200)


@login_required
@require_POST
def send(request, pk: int) -> HttpResponse:
    """Send the review in its author's name."""
    found = find_proposal(request, pk)
    require(request, "projects.pass_review", found.submission)
    try:
        actions.send_proposal(found, by=request.user)
    except ValidationError as error:
        return _page(request, found, ReturnForm(), error.messages)
    messages.success(request, _("Sent in the name of %(person)s: the team is told.") % {"person": found.claim.holder})
    return redirect("projects:queue")


@login_required
@require_POST
def take_back(request, pk: int) -> HttpResponse:
    """The author goes on with their review."""
    found = find_proposal(request, pk)
    actions.take_back(found, by=request.user)
    return redirect("projects:review", found.submission.pk)
