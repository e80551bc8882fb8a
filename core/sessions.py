"""Sessions as Django keeps them; while the disk is full, a signed cookie carries them instead, so that signing in goes
on. The next change finds room again and moves them back."""

import logging

from django.contrib.sessions.backends import cached_db
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.core import signing
from django.db import DatabaseError, transaction

from core.disk import is_full

logger = logging.getLogger(__name__)
MARK, SALT = "signed-", "core.sessions"


def has_row(session) -> bool:
    """Whether the table holds it: one that travels in its cookie is in no list."""
    return not (session.session_key or "").startswith(MARK)


class SessionStore(cached_db.SessionStore):
    """``session_key`` is a row's, or the whole session signed."""

    @classmethod
    def get_model_class(cls):
        """Django's own table."""
        return Session

    def load(self):
        """What the row holds, or what the cookie does until its age is over."""
        if has_row(self):
            return super().load()
        try:
            age = self.get_session_cookie_age()
            return signing.loads(self.session_key[len(MARK) :], salt=SALT, max_age=age)
        except signing.BadSignature:
            self._session_key = None
            return {}

    def save(self, must_create=False):
        """In the table where it has room."""
        if not has_row(self):
            self._session_key = None
        data = self._get_session(no_load=must_create)
        try:
            with transaction.atomic():
                super().save(must_create=must_create)
        except (DatabaseError, UpdateError) as error:
            if not is_full(error):
                raise
            self._session_key = MARK + signing.dumps(data, salt=SALT, compress=True)

    def delete(self, session_key=None):
        """One that cannot be taken out of the table leaves the cache, and its browser."""
        try:
            with transaction.atomic():
                super().delete(session_key)
        except DatabaseError as error:
            if not is_full(error):
                raise
            logger.warning("a session was ended without room to say so")
