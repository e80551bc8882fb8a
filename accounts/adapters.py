"""How allauth meets our accounts."""

import logging
import time
from types import SimpleNamespace
from urllib.parse import urlsplit

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.core.internal import ratelimit
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.devices import known_device, remember
from accounts.models import Invitation

logger = logging.getLogger(__name__)

# What each of allauth's notices says.
SECURITY_CHANGES = {
    "account/email/password_changed": _("Your pass phrase was changed."),
    "account/email/password_reset": _("Your pass phrase was reset by a link sent to your address."),
    "account/email/password_set": _("A pass phrase was set."),
    "account/email/email_changed": _("The e-mail address of your account was changed."),
    "account/email/email_deleted": _("An e-mail address was removed from your account."),
    "mfa/email/totp_activated": _("A second factor was set up: codes from a phone."),
    "mfa/email/totp_deactivated": _("The second factor was removed."),
    "mfa/email/recovery_codes_generated": _("New recovery codes were made; earlier ones no longer work."),
    "accounts/email/token_created": _("A token was made: a program can act in your name."),
    "accounts/email/token_revoked": _("A token of your account was revoked."),
}


# Tries at one account from browsers that nobody has signed in with, wherever they are.
ANYWHERE = {"anywhere": "50/h/key"}
SETTING_UP = {"mfa_activate_totp", "mfa_view_recovery_codes"}


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up, log-in and mail of accounts."""

    def send_mail(self, template_prefix, email, context):
        """Letters speak of Minwal, not of the host that a request happened to name."""
        site = SimpleNamespace(name=settings.WAGTAIL_SITE_NAME, domain=urlsplit(settings.BASE_URL).netloc)
        super().send_mail(template_prefix, email, {"current_site": site, **context})

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        """Tell a person, in their language, that the security of their account changed; no switch silences it."""
        change = SECURITY_CHANGES.get(template_prefix, _("The security of your account changed."))
        told = {"change": change, "user": user, "account_url": settings.BASE_URL + reverse("account_home")}
        told["reset_url"] = settings.BASE_URL + reverse("account_reset_password")
        try:
            with translation.override(user.language):
                super().send_notification_mail("emails/accounts/security", user, {**(context or {}), **told}, email)
        except OSError:
            # The change is made and stays: a mail server that is down must not fail its page.
            logger.warning("notice of a security change not sent to person %s", user.pk, exc_info=True)

    def pre_authenticate(self, request, **credentials):
        """Count a try where it comes from; a stranger's also against the account, wherever they are."""
        self._anywhere = None
        if known_device(request, credentials.get("email", "")) is None:
            self._anywhere = ratelimit.consume(
                request, app="accounts", action="anywhere", config=ANYWHERE, key=credentials.get("email", "").lower()
            )
            if not self._anywhere:
                raise self.validation_error("too_many_login_attempts")
        super().pre_authenticate(request, **credentials)

    def _get_login_attempts_cache_key(self, request, **credentials):
        key = super()._get_login_attempts_cache_key(request, **credentials)
        lane = known_device(request, credentials.get("email", "")) or ratelimit.get_ip(request)
        return f"{key}:{lane}"

    def _rollback_login_failed_rl_usage(self):
        super()._rollback_login_failed_rl_usage()
        if self._anywhere:
            self._anywhere.rollback()

    def _delete_login_attempts_cached_email(self, request, **credentials):
        super()._delete_login_attempts_cached_email(request, **credentials)
        key = credentials.get("email", "").lower()
        ratelimit.clear(request, app="accounts", action="anywhere", config=ANYWHERE, key=key)

    def post_login(self, request, user, **options):
        if options.get("signup"):
            # Who has just chosen a pass phrase has given it.
            record_authentication(request, user, "password")
        response = super().post_login(request, user, **options)
        remember(response, request, user.email)
        return response

    def get_signup_form_initial_data(self, request):
        """An invited person finds their address typed."""
        found = Invitation.objects.filter(pk=request.session.get("invitation", 0)).first()
        return {"email": found.email} if found else {}

    def is_reauthentication_required(self, *, app, **kwargs):
        """Who logged in minutes ago sets a factor up and reads its codes; all else that is sensitive asks again."""
        if self.request.resolver_match.url_name not in SETTING_UP:
            return True
        records = get_authentication_records(self.request, self.request.user)
        since = time.time() - app_settings.REAUTHENTICATION_TIMEOUT
        return not any(record["at"] > since for record in records)

    def get_login_redirect_url(self, request):
        return reverse("today")

    def get_logout_redirect_url(self, request):
        return "/"
