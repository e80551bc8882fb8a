"""Whether a person's notices also go by e-mail; the inbox, above this app, reads it by its own row.

The row is reached through the relation, so that accounts need not import the inbox.
"""

from accounts.models import User


def email_wanted(user: User) -> bool:
    """True unless the person said no."""
    preference = getattr(user, "inbox_preference", None)
    return preference is None or preference.email


def want_email(user: User, wanted: bool) -> None:
    """Keep the person's choice."""
    relation = User._meta.get_field("inbox_preference").related_model
    relation.objects.update_or_create(user=user, defaults={"email": wanted})
