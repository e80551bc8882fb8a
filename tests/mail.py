"""Mail servers that fail, each in its way."""

import smtplib

from django.core.mail.backends.base import BaseEmailBackend


class DeadServer(BaseEmailBackend):
    """A mail server that hangs up."""

    def send_messages(self, messages):
        raise smtplib.SMTPServerDisconnected("Connection unexpectedly closed")


class Refusing(BaseEmailBackend):
    """A mail server that knows none of the addresses."""

    code = 550

    def send_messages(self, messages):
        raise smtplib.SMTPRecipientsRefused({messages[0].to[0]: (self.code, b"No such user here")})


class Greylisting(Refusing):
    """One that asks to come back later."""

    code = 450
