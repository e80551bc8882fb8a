"""How an e-mail that failed is tried again: later and later, and not at all once its address is refused."""

import smtplib
from datetime import timedelta

FIRST_WAIT = timedelta(minutes=2)
# The mail server's and the network's errors, or an address that cannot be written.
FAILURES = (OSError, ValueError)


def wait_after(attempts: int) -> timedelta:
    """How long to wait once ``attempts`` have failed: two minutes, then twice as long each time."""
    return FIRST_WAIT * 2 ** (attempts - 1)


def is_refused(failure: Exception) -> bool:
    """Whether trying again is in vain: the server refused the address or the message for good (5xx, RFC 5321)."""
    if isinstance(failure, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _words in failure.recipients.values())
    if isinstance(failure, smtplib.SMTPDataError):
        return failure.smtp_code >= 500
    return isinstance(failure, ValueError)
