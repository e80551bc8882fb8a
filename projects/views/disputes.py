"""A team asks for a second reading, or withdraws what it asked."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from projects import actions
from projects.templatetags.projects_tags import promised
from projects.views.after import find_review, review_address, say_once
from projects.views.work import find_submission


@login_required
@require_POST
def dispute(request, pk: int) -> HttpResponse:
    """Ask for a second reading of a review."""
    review = find_review(request, pk)
    reason, submission_id = request.POST.get("reason", ""), review.version.submission_id

    def say() -> str:
        found = actions.dispute(review, by=request.user, reason=reason)
        sentence = _("Someone else will read your work: answer expected before %(when)s.")
        messages.success(request, sentence % {"when": promised(found.promised_at)})
        return review_address(submission_id, f"revue-{pk}")

    return say_once(request, submission_id, say, {"dispute": pk, "body": reason})


@login_required
@require_POST
def withdraw(request, pk: int) -> HttpResponse:
    """Keep the first decision."""
    actions.withdraw_dispute(find_submission(request, pk), by=request.user)
    messages.success(request, _("Your dispute is withdrawn: the first decision stands."))
    return redirect("projects:submission", pk)
