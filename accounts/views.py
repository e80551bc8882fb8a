"""Screens about one's account, invitations, and an operator's team."""

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts import actions, queries
from accounts.forms import (
    InviteByEmailForm,
    InviteForm,
    InviteToProgrammeForm,
    OrganisationChangeForm,
    OrganisationForm,
    ProfileForm,
    TokenForm,
)
from accounts.middleware import second_factor_shown
from accounts.models import Invitation, Language, Membership, Organisation, Theme, User
from core import disk, idempotency

YEAR = 365 * 24 * 3600


def back_to(request, fallback: str = "today") -> HttpResponse:
    """Redirect to the page a small form came from, if it is one of ours."""
    target = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    if ours and target.startswith("/"):
        return HttpResponseRedirect(target)
    return redirect(fallback)


def _remember_look(response: HttpResponse, user: User) -> HttpResponse:
    response.set_cookie("theme", user.theme, max_age=YEAR, samesite="Lax", httponly=True, secure=settings.HTTPS)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, user.language, max_age=YEAR, samesite="Lax", secure=settings.HTTPS
    )
    return response


@login_required
@require_http_methods(["GET", "POST"])
def account_home(request) -> HttpResponse:
    """One's names, language, appearance; links to notices, pass phrase, second factor and sessions."""
    form = ProfileForm(request.POST or None, instance=User.objects.get(pk=request.user.pk))
    if request.method == "POST" and form.is_valid():
        user = form.save(commit=False)
        user.save(update_fields=form.Meta.fields)  # a pass phrase changed meanwhile stays
        with translation.override(user.language):  # the next page is in the language just chosen
            messages.success(request, _("Your account is up to date."))
        return _remember_look(redirect("account_home"), user)
    status = 422 if form.errors else 200
    return render(request, "accounts/home.html", {"form": form, "here": "account"}, status=status)


@login_required
@require_POST
def set_theme(request) -> HttpResponse:
    """Change the appearance from any page."""
    theme = request.POST.get("theme")
    if theme in Theme.values:
        User.objects.filter(pk=request.user.pk).update(theme=theme)
        request.user.theme = theme
    return _remember_look(back_to(request), request.user)


@require_POST
def set_language(request) -> HttpResponse:
    """Change the language of the interface from any page."""
    language = request.POST.get("language")
    response = back_to(request, fallback="/")
    if language not in Language.values:
        return response
    if request.user.is_authenticated:
        User.objects.filter(pk=request.user.pk).update(language=language)
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, max_age=YEAR, samesite="Lax", secure=settings.HTTPS)
    return response


@login_required
@require_safe
def tokens(request) -> HttpResponse:
    """What the person's programs show to the API in their name."""
    context = {"here": "account", "tokens": queries.tokens_of(request.user)}
    return render(request, "accounts/tokens.html", context)


@login_required
@require_http_methods(["GET", "POST"])
@reauthentication_required
def token_create(request) -> HttpResponse:
    """Make a token; its secret is on the page that answers, and nowhere else."""
    form = TokenForm(request.POST or None)
    secrets: list[str] = []

    def create() -> str:
        shown = second_factor_shown(request)
        secrets.append(actions.create_token(by=request.user, second_factor=shown, **form.cleaned_data)[1])
        return reverse("tokens")

    if request.method == "POST" and form.is_valid():
        try:
            address = idempotency.once(request, create)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return _token_made(request, secrets[0]) if secrets else redirect(address)
    context = {"here": "account", "form": form}
    return render(request, "accounts/token_form.html", context, status=422 if form.errors else 200)


def _token_made(request, secret: str) -> HttpResponse:
    get_adapter().send_notification_mail("accounts/email/token_created", request.user)
    return render(request, "accounts/token_made.html", {"here": "account", "secret": secret})


@login_required
@require_POST
def token_revoke(request, pk: int) -> HttpResponse:
    """Close the API to a token."""
    token = get_object_or_404(request.user.tokens, pk=pk)
    if actions.revoke_token(token, by=request.user):
        get_adapter().send_notification_mail("accounts/email/token_revoked", request.user)
    messages.success(request, _("The token “%(name)s” opens nothing any more.") % {"name": token})
    return redirect("tokens")


@require_http_methods(["GET", "POST"])
def invitation(request, token: str) -> HttpResponse:
    """What a link of an e-mail opens: accept, sign up, sign in, or why it cannot be used."""
    found = queries.invitation_by_token(token)
    problem = queries.invitation_problem(found, request.user)
    if not problem and request.method == "POST":
        return _take_invitation(request, found)
    status = {"": 200, "unknown": 404, "other_address": 403}.get(problem, 410)
    context = {
        "invitation": found,
        "problem": problem,
        "known": found and User.objects.filter(email=found.email).exists(),
    }
    return render(request, "accounts/invitation.html", context, status=status)


def _take_invitation(request, found: Invitation) -> HttpResponse:
    if not request.user.is_authenticated:
        # The link came by that address: it need not be verified again.
        get_adapter().stash_verified_email(request, found.email)
        request.session["invitation"] = found.pk
        known = User.objects.filter(email=found.email).exists()
        return redirect(f"{reverse('account_login' if known else 'account_signup')}?next={request.path}")
    try:
        actions.accept(found, by=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect(request.path)
    messages.success(request, _("Welcome: %(organisation)s is counting on you.") % {"organisation": found.organisation})
    return redirect("today")


def _own_operators(request) -> list[Organisation]:
    operators = queries.managed_operators(request.user)
    if not operators:
        raise PermissionDenied("accounts.invite_into_organisation")
    return operators


@login_required
@require_http_methods(["GET", "POST"])
def team(request) -> HttpResponse:
    """The manager's colleagues and the invitations under way; POST invites."""
    operators = _own_operators(request)
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _invited(request, form, operators[0]):
        return redirect("team")
    context = {
        "here": "team",
        "form": form,
        "operator": operators[0],
        **_people(request, operators),
    }
    return render(request, "accounts/team.html", context, status=422 if form.errors else 200)


def _people(request, organisations: list[Organisation]) -> dict:
    return {
        "members": queries.team(organisations, request.GET.get("page")),
        "invitations": queries.pending_staff_invitations(organisations, request.GET.get("invitations")),
    }


def _invited(request, form, organisation: Organisation, purpose: str = "") -> bool:
    email, purpose = form.cleaned_data["email"], purpose or form.cleaned_data["purpose"]
    try:
        actions.invite(organisation, by=request.user, email=email, purpose=purpose)
    except ValidationError as error:
        form.add_error(None, error) if not hasattr(error, "error_dict") else form.add_error(
            None, error.error_dict["email"]
        )
        return False
    messages.success(request, _("The invitation is on its way to %(email)s.") % {"email": email})
    return True


@login_required
@require_POST
def invitation_resend(request, pk: int) -> HttpResponse:
    """Send a fresh link."""
    found = get_object_or_404(Invitation.objects.visible_to(request.user), pk=pk)
    try:
        actions.resend(found, by=request.user)
        messages.success(request, _("A fresh link is on its way to %(email)s.") % {"email": found.email})
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return back_to(request, fallback="team")


@login_required
@require_POST
def invitation_revoke(request, pk: int) -> HttpResponse:
    """Close an invitation."""
    found = get_object_or_404(Invitation.objects.visible_to(request.user), pk=pk)
    actions.revoke(found, by=request.user)
    messages.success(request, _("The link sent to %(email)s no longer works.") % {"email": found.email})
    return back_to(request, fallback="team")


@login_required
@require_POST
def member_remove(request, pk: int) -> HttpResponse:
    """Take a role back."""
    visible = Membership.objects.visible_to(request.user).select_related("organisation", "user")
    membership = get_object_or_404(visible, pk=pk)
    try:
        actions.remove_member(membership, by=request.user)
        messages.success(request, _("%(person)s no longer has this role.") % {"person": membership.user})
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return back_to(request, fallback="team")


def _require_administrator(request) -> None:
    if not request.user.has_perm("accounts.add_organisation"):
        raise PermissionDenied("accounts.add_organisation")


@login_required
@require_safe
def operators(request) -> HttpResponse:
    """All training operators; an administrator opens each."""
    if not request.user.has_perm("accounts.view_organisations"):
        raise PermissionDenied("accounts.view_organisations")
    page = queries.operators_page(request.GET.get("page"))
    may_change = request.user.has_perm("accounts.add_organisation")
    context = {"operators": page, "may_change": may_change, "here": "operators"}
    context["lacks_room"] = may_change and disk.is_low()
    return render(request, "accounts/operators.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def operator_create(request) -> HttpResponse:
    """Make a training operator."""
    _require_administrator(request)
    form = OrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operator = actions.create_organisation(by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("%(operator)s is ready; invite its manager.") % {"operator": operator})
            return redirect("operator_edit", operator.pk)
    return render(
        request, "accounts/operator_form.html", {"form": form, "here": "operators"}, status=422 if form.errors else 200
    )


@login_required
@require_http_methods(["GET", "POST"])
def operator_change(request, pk: int) -> HttpResponse:
    """Rename or move a training operator."""
    _require_administrator(request)
    operator = _operator(pk)
    form = OrganisationChangeForm(request.POST or None, instance=operator)
    if request.method == "POST" and form.is_valid():
        actions.change_organisation(_operator(pk), by=request.user, **form.cleaned_data)
        messages.success(request, _("%(operator)s is up to date.") % {"operator": form.cleaned_data["name"]})
        return redirect("operator_edit", pk)
    context = {"form": form, "operator": operator, "here": "operators"}
    return render(request, "accounts/operator_form.html", context, status=422 if form.errors else 200)


def _operator(pk: int) -> Organisation:
    return get_object_or_404(Organisation, pk=pk, kind=Organisation.Kind.OPERATOR)


@login_required
@require_http_methods(["GET", "POST"])
def operator_edit(request, pk: int) -> HttpResponse:
    """An operator's people and their invitations; POST invites a manager."""
    _require_administrator(request)
    form = InviteByEmailForm(request.POST or None)
    purpose = Invitation.Purpose.MANAGER
    return _organisation_page(request, _operator(pk), form, purpose, reverse("operator_edit", args=[pk]))


@login_required
@require_http_methods(["GET", "POST"])
def programme_team(request) -> HttpResponse:
    """The programme's own people; POST invites an officer or an administrator."""
    _require_administrator(request)
    owner = get_object_or_404(Organisation, kind=Organisation.Kind.PROGRAMME)
    form = InviteToProgrammeForm(request.POST or None)
    return _organisation_page(request, owner, form, "", reverse("programme_team"))


def _organisation_page(request, organisation: Organisation, form, purpose: str, address: str) -> HttpResponse:
    if request.method == "POST" and form.is_valid() and _invited(request, form, organisation, purpose):
        return redirect(address)
    context = {
        "operator": organisation,
        "form": form,
        **_people(request, [organisation]),
        "here": "operators",
    }
    return render(request, "accounts/operator_detail.html", context, status=422 if form.errors else 200)
