"""A full disk is told, loses nothing that was typed, and the same request succeeds once there is room."""

import errno
import shutil
from types import SimpleNamespace

import pytest
from django.contrib.sessions.backends import db as session_rows
from django.core.files.storage import FileSystemStorage
from django.db import OperationalError
from django.urls import reverse

from core import disk
from core.idempotency import new_key
from core.sessions import MARK, SessionStore
from projects.models import Submission, Upload, VersionFile
from tests import factories

PAGE = {"Accept": "text/html"}
LONG = b"x = 1\n" * 6000  # past what lies in the database
FULL = OSError(errno.ENOSPC, "No space left on device")


@pytest.fixture
def draft(a):
    return factories.submission(factories.assignment(a.cohort, a.project), a.enrolment)


@pytest.fixture
def full_disk(monkeypatch):
    """The edge where bytes are written has no room until the fixture is called."""
    with monkeypatch.context() as patch:

        def refuse(self, name, content):
            raise FULL

        patch.setattr(FileSystemStorage, "_save", refuse)
        yield patch.undo


@pytest.mark.parametrize("address", ["draft", "submit"])
def test_form_comes_back_with_what_was_typed_and_succeeds_later(client, a, draft, full_disk, address):
    client.force_login(a.enrolment.learner)
    sent = {"note": "Mon long texte", "request_key": new_key()}
    where = reverse(f"projects:{address}", args=[draft.pk])

    refused = client.post(where, {**sent, "files": [factories.upload(content=LONG)]}, headers=PAGE)
    full_disk()
    taken = client.post(where, {**sent, "files": [factories.upload(content=LONG)]}, headers=PAGE)

    assert refused.status_code == 507
    assert "plus de place" in refused.content.decode()
    assert "Mon long texte" in refused.content.decode()
    assert taken.status_code == 302
    assert VersionFile.objects.get().path == "modele.py"
    assert Submission.objects.get().state == ("queued" if address == "submit" else "draft")


def test_piece_is_told_and_the_upload_goes_on_later(client, a, draft, full_disk):
    client.force_login(a.enrolment.learner)
    begun = client.post(reverse("projects:upload_begin", args=[draft.pk]), {"path": "a.py", "size": 3}).json()
    piece = {"content_type": "application/octet-stream", "headers": {"Upload-Offset": "0"}}

    refused = client.post(begun["address"], b"123", **piece)
    full_disk()

    assert (refused.status_code, Upload.objects.get().received) == (507, 0)
    assert "plus de place" in refused.json()["error"]
    assert client.post(begun["address"], b"123", **piece).json()["done"]


def test_full_temporary_folder_at_the_end_forgets_nothing(client, a, draft, monkeypatch):
    client.force_login(a.enrolment.learner)
    begun = client.post(reverse("projects:upload_begin", args=[draft.pk]), {"path": "a.py", "size": 3}).json()
    piece = {"content_type": "application/octet-stream", "headers": {"Upload-Offset": "0"}}

    def refuse():
        raise FULL

    with monkeypatch.context() as patch:
        patch.setattr("projects.actions.pieces.TemporaryFile", refuse)
        refused = client.post(begun["address"], b"123", **piece)

    assert (refused.status_code, Upload.objects.get().received) == (507, 3)
    piece["headers"] = {"Upload-Offset": "3"}
    assert client.post(begun["address"], b"", **piece).json()["done"]


def test_any_form_gets_its_words_back_to_send_again(client, a, monkeypatch):
    client.force_login(a.mentor)

    def refuse(*args, **kwargs):
        raise OperationalError("database or disk is full")

    monkeypatch.setattr("projects.actions.set_availability", refuse)
    reply = client.post(reverse("projects:availability"), {"weekly_hours": 4, "most_held": 3}, headers=PAGE)

    assert reply.status_code == 507
    assert 'name="weekly_hours" value="4"' in reply.content.decode()


def test_pass_phrase_is_never_repeated(rf):
    request = rf.post("/", {"login": "a@b.ma", "password": "secrète"}, headers=PAGE)

    assert disk._typed(request) == []


def test_session_without_room_travels_in_its_cookie_then_moves_back(db, monkeypatch):
    session = SessionStore()

    def refuse(*args, **kwargs):
        raise OperationalError("database or disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(session_rows.SessionStore, "create_model_instance", refuse)
        session["who"] = 7
        session.create()
        session["who"] = 7
        session.save()
    key = session.session_key

    assert key.startswith(MARK)
    again = SessionStore(key)
    assert again["who"] == 7
    assert SessionStore(key[:-2] + "zz").get("who") is None
    again.save()
    assert not again.session_key.startswith(MARK)
    assert SessionStore(again.session_key)["who"] == 7


@pytest.mark.parametrize(("free", "said"), [(50, "ok"), (1, "low")])
def test_health_says_before_it_is_full(client, db, monkeypatch, settings, free, said):
    settings.ROOM_WARNING_BYTES = 0
    monkeypatch.setattr(shutil, "disk_usage", lambda place: SimpleNamespace(total=100, free=free))

    assert client.get(reverse("health")).json()["room"] == said
