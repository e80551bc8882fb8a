"""A disk that is nearly full is told to whoever can make room; a full one keeps nobody from signing in."""

import shutil
from types import SimpleNamespace

import pytest
from django.contrib.sessions.backends import db as session_rows
from django.db import OperationalError
from django.db.models.query import QuerySet
from django.urls import reverse

from accounts.models import Membership, Organisation, Role, User
from core import tick
from core.sessions import MARK
from inbox.models import Delivery, Notice
from tests import factories


@pytest.fixture
def administrator(db):
    owner = Organisation.objects.create(kind=Organisation.Kind.PROGRAMME, name="Programme", slug="programme")
    return Membership.objects.create(user=factories.user(), organisation=owner, role=Role.ADMINISTRATOR).user


@pytest.fixture
def free(monkeypatch, settings):
    """``free(3)``: the share of every disk that is free from now on."""
    settings.ROOM_WARNING_BYTES = 0

    def set_share(share: int) -> None:
        monkeypatch.setattr(shutil, "disk_usage", lambda place: SimpleNamespace(total=100, free=share))

    return set_share


def test_administrators_are_told_once_until_it_was_fine_again(administrator, free, committed):
    told = Notice.objects.filter(user=administrator)
    for share, notices in [(50, 0), (3, 1), (2, 1), (3, 1), (50, 1), (50, 1), (3, 2)]:
        free(share)
        with committed():
            tick.run_due()
        assert told.count() == notices, share

    assert "plus de place" in str(told.first().text)
    assert Delivery.objects.filter(notice__user=administrator).count() == 2


def test_disk_that_hovers_around_the_limit_is_told_once(administrator, free, committed):
    for share in (4, 6, 4, 5, 4):
        free(share)
        with committed():
            tick.run_due()

    assert Notice.objects.filter(user=administrator).count() == 1


def test_nobody_else_is_told(administrator, a, free, committed):
    free(3)
    with committed():
        tick.run_due()

    assert set(Notice.objects.values_list("user", flat=True)) == {administrator.pk}


@pytest.mark.parametrize(("share", "said"), [(3, True), (50, False)])
def test_their_page_says_it(client, administrator, free, share, said):
    client.force_login(administrator)
    free(share)

    page = client.get(reverse("operators")).content.decode()

    assert ("bientôt plus de place" in page) is said


def test_sign_in_needs_no_room(client, db, monkeypatch):
    """The database reads and writes nothing: the sign-in goes on, and is written once it can be."""
    person = factories.user()

    def refuse(*args, **kwargs):
        raise OperationalError("database or disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(session_rows.SessionStore, "create_model_instance", refuse)
        for write in ("_insert", "_update", "update"):
            patch.setattr(QuerySet, write, refuse)
        sent = {"login": person.email, "password": factories.PASSPHRASE}
        signed_in = client.post(reverse("account_login"), sent)
        page = client.get(reverse("account_home"))

    assert (signed_in.status_code, page.status_code) == (302, 200)
    assert client.cookies["sessionid"].value.startswith(MARK)
    assert User.objects.get().last_login is None


def test_sign_in_with_room_leaves_its_day_and_its_line(client, db):
    person = factories.user()

    client.post(reverse("account_login"), {"login": person.email, "password": factories.PASSPHRASE})

    person.refresh_from_db()
    assert person.last_login is not None
    assert person.usersession_set.count() == 1
