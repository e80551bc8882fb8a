"""Asking for a new pass phrase; apart from the other forms, which allauth's own read as they are loaded."""

from allauth.account.forms import ResetPasswordForm as AllauthResetPasswordForm
from allauth.core.internal import ratelimit

LETTERS = {"letters": "3/h/key"}


class ResetPasswordForm(AllauthResetPasswordForm):
    """An address gets few letters an hour, whoever asks and whether it is known; the answer is always the same."""

    def save(self, request, **kwargs) -> str:
        email = self.cleaned_data["email"]
        if ratelimit.consume(request, app="accounts", action="letters", config=LETTERS, key=email.lower()):
            super().save(request, **kwargs)
        return email
