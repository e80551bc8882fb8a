"""The bank of ready-made comments of an operator's reviewers."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Organisation
from cohorts.views.common import accepted
from projects import actions, queries
from projects.forms import CommentForm
from projects.models import SavedComment


def _operators(request) -> list[Organisation]:
    """Where the person reviews or manages."""
    held = Organisation.objects.filter(pk__in=[pk for _role, pk in request.user.roles()]).order_by("name")
    found = [row for row in held if request.user.has_perm("projects.keep_comments", row)]
    if not found:
        raise PermissionDenied("projects.keep_comments")
    return found


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def bank(request) -> HttpResponse:
    """The comments, with what they led to, and the form of a new one."""
    operators = _operators(request)
    chosen = next((row for row in operators if str(row.pk) == request.POST.get("operator")), operators[0])
    form = CommentForm(request.POST or None)
    if request.method == "POST" and accepted(
        form, lambda: actions.keep_comment(chosen, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, _("Kept: it is offered with each remark."))
        return redirect("projects:comments")
    comments = queries.comment_bank(request.user, request.GET.get("page"))
    context = {"here": "queue", "form": form, "operators": operators, "comments": comments}
    return render(request, "projects/comments.html", context, status=422 if form.errors else 200)


def find_comment(request, pk: int) -> SavedComment:
    """A ready-made comment of one of the person's operators: 404 for any other."""
    comments = SavedComment.objects.visible_to(request.user).select_related("operator")
    return get_object_or_404(comments, pk=pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request, pk: int) -> HttpResponse:
    """Say it better."""
    comment = find_comment(request, pk)
    form = CommentForm(request.POST or None, instance=comment)
    if request.method == "POST" and accepted(
        form,
        lambda: actions.keep_comment(comment.operator, by=request.user, comment=comment, **form.cleaned_data),
    ):
        messages.success(request, _("Kept: it is offered with each remark."))
        return redirect("projects:comments")
    context = {"here": "queue", "form": form, "comment": comment}
    return render(request, "projects/comment_form.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def delete(request, pk: int) -> HttpResponse:
    """Take it out of the bank."""
    actions.delete_comment(find_comment(request, pk), by=request.user)
    messages.success(request, _("Taken out; the remarks made with it stay."))
    return redirect("projects:comments")
