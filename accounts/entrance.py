"""Signing in and asking for a new pass phrase; apart from accounts.forms, which allauth reads as its own are loaded."""

from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.account.forms import ResetPasswordForm as AllauthResetPasswordForm
from allauth.core.internal import ratelimit

LETTERS = {"letters": "3/h/key"}


class LoginForm(AllauthLoginForm):
    """The link for who forgot stands below the pass phrase, not on the way to it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""


class ResetPasswordForm(AllauthResetPasswordForm):
    """An address gets few letters an hour, whoever asks and whether it is known; the answer is always the same."""

    def save(self, request, **kwargs) -> str:
        email = self.cleaned_data["email"]
        if ratelimit.consume(request, app="accounts", action="letters", config=LETTERS, key=email.lower()):
            super().save(request, **kwargs)
        return email
