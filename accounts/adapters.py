"""How allauth meets our accounts."""

from allauth.account.adapter import DefaultAccountAdapter
from django.urls import reverse

from accounts.models import Invitation


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up, log-in and mail of accounts."""

    def get_signup_form_initial_data(self, request):
        """An invited person finds their address typed."""
        found = Invitation.objects.filter(pk=request.session.get("invitation", 0)).first()
        return {"email": found.email} if found else {}

    def get_login_redirect_url(self, request):
        return reverse("today")

    def get_logout_redirect_url(self, request):
        return "/"
