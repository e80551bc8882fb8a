"""How allauth meets our accounts."""

from types import SimpleNamespace
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.urls import reverse

from accounts.models import Invitation


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up, log-in and mail of accounts."""

    def send_mail(self, template_prefix, email, context):
        """Letters speak of Minwal, not of the host that a request happened to name."""
        site = SimpleNamespace(name=settings.WAGTAIL_SITE_NAME, domain=urlsplit(settings.BASE_URL).netloc)
        super().send_mail(template_prefix, email, {"current_site": site, **context})

    def get_signup_form_initial_data(self, request):
        """An invited person finds their address typed."""
        found = Invitation.objects.filter(pk=request.session.get("invitation", 0)).first()
        return {"email": found.email} if found else {}

    def get_login_redirect_url(self, request):
        return reverse("today")

    def get_logout_redirect_url(self, request):
        return "/"
