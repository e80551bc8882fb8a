"""Big files arrive in pieces, in order, each once; what is refused leaves the draft as it was."""

import io
import zipfile
from datetime import timedelta
from hashlib import sha256

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as bounded
from hypothesis import strategies as st

from projects import actions
from projects.actions import uploads
from projects.models import Blob, Upload, UploadPiece, VersionFile
from tests import factories

CONTENT = b"class Adherente:\n    pass\n" * 40
SIZE = len(CONTENT)


@pytest.fixture
def learner(client, a):
    client.force_login(a.enrolment.learner)
    return client


def _begin(learner, draft, path="app/modele.py", size=SIZE, content=CONTENT, **said) -> dict:
    sent = {"path": path, "size": size, "sha256": sha256(content).hexdigest(), **said}
    return learner.post(reverse("projects:upload_begin", args=[draft.pk]), sent).json()


def _piece(learner, address: str, offset: int, data: bytes):
    return learner.post(address, data, content_type="application/octet-stream", headers={"Upload-Offset": str(offset)})


def _send(learner, draft, path: str, content: bytes, **said):
    return _piece(learner, _begin(learner, draft, path, len(content), content, **said)["address"], 0, content)


def _paths(draft) -> set[str]:
    return set(VersionFile.objects.filter(version__submission=draft).values_list("path", flat=True))


def _bytes(path: str) -> bytes:
    with VersionFile.objects.get(path=path).blob.content.open() as stored:
        return stored.read()


def _zip(**files: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as opened:
        for name, content in files.items():
            opened.writestr(name, content)
    return made.getvalue()


def _left() -> list[str]:
    """What is still on its way."""
    return list(Upload.objects.filter(state=Upload.State.SENDING).values_list("path", flat=True))


def test_file_arrives_in_pieces(learner, draft):
    address = _begin(learner, draft)["address"]

    first, last = _piece(learner, address, 0, CONTENT[:300]), _piece(learner, address, 300, CONTENT[300:])

    assert (first.json(), last.json()["done"]) == ({"received": 300, "done": False, "read": 0}, True)
    row = draft.versions.get().files.get()
    with row.blob.content.open() as stored:
        assert (row.path, stored.read()) == ("app/modele.py", CONTENT)
    assert not _left()
    assert not UploadPiece.objects.exists()


def test_cut_upload_goes_on_where_it_was(learner, draft):
    _piece(learner, _begin(learner, draft)["address"], 0, CONTENT[:300])

    begun = _begin(learner, draft)

    assert begun["received"] == 300
    assert learner.get(begun["address"]).json()["received"] == 300
    assert _piece(learner, begun["address"], 300, CONTENT[300:]).json()["done"]


@pytest.mark.parametrize("offset", [0, 100, 301, 9999])
def test_piece_out_of_order_or_twice_says_where_to_go_on(learner, draft, offset):
    address = _begin(learner, draft)["address"]
    _piece(learner, address, 0, CONTENT[:300])

    reply = _piece(learner, address, offset, b"x")

    assert (reply.status_code, reply.json()) == (409, {"received": 300})


def test_more_than_announced_is_refused(learner, draft):
    address = _begin(learner, draft, size=10)["address"]

    assert _piece(learner, address, 0, b"x" * 11).status_code == 422


@pytest.mark.parametrize(
    ("path", "size"),
    [("../a.py", 3), ("/a.py", 3), ("", 3), ("a.py", 201 * 2**20), ("a.py", "beaucoup"), ("a/" * 200 + "b.py", 3)],
)
def test_impossible_upload_is_told(learner, draft, path, size):
    reply = learner.post(reverse("projects:upload_begin", args=[draft.pk]), {"path": path, "size": size})

    assert reply.status_code == 422
    assert reply.json()["error"]
    assert not Upload.objects.exists()


def test_archive_gives_its_files(learner, draft):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as opened:
        opened.writestr("projet/app/vues.py", "x = 1\n")
        opened.writestr("projet/app/__init__.py", "")
        opened.writestr("projet/police.woff2", b"wOF2" + bytes(40))

    assert _send(learner, draft, "projet.zip", made.getvalue()).json()["done"]

    assert set(draft.versions.get().files.values_list("path", flat=True)) == {
        "app/vues.py",
        "app/__init__.py",
        "police.woff2",
    }


def test_hostile_archive_changes_nothing(learner, a, draft):
    actions.save_draft(draft, by=a.enrolment.learner, files=[factories.upload("avant.py")])
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as opened:
        opened.writestr("bon.py", "x = 1\n")
        opened.writestr("../dehors.py", "x = 1\n")

    reply = _send(learner, draft, "projet.zip", made.getvalue())

    assert reply.status_code == 422
    assert "dehors.py" in reply.json()["error"]
    assert VersionFile.objects.get().path == "avant.py"
    assert not UploadPiece.objects.exists()


def test_program_is_refused(learner, draft):
    reply = _send(learner, draft, "outil.exe", factories.PROGRAM)

    assert reply.status_code == 422
    assert not Blob.objects.exists()


def test_version_too_large_is_refused_whole(learner, draft, settings):
    settings.VERSION_MAX_BYTES = 1500
    _send(learner, draft, "un.py", b"1" * 1000)

    reply = _send(learner, draft, "deux.py", b"2" * 1000)

    assert reply.status_code == 422
    assert VersionFile.objects.get().path == "un.py"


def test_upload_is_its_own_persons_only(client, learner, a, b, draft):
    address = _begin(learner, draft)["address"]

    for person in (a.mentor, a.manager, b.enrolment.learner):
        client.force_login(person)
        assert client.get(address).status_code == 404
        assert _piece(client, address, 0, b"x").status_code == 404


def test_work_in_review_takes_no_file(client, a, waiting):
    client.force_login(a.enrolment.learner)
    address = _begin(client, waiting)["address"]
    actions.claim(waiting, by=a.mentor)

    assert _piece(client, address, 0, CONTENT).status_code == 409
    assert not VersionFile.objects.exists()


def test_abandoned_and_never_finished_uploads_leave_nothing(learner, draft):
    for path in ("un.py", "deux.py"):
        _piece(learner, _begin(learner, draft, path)["address"], 0, CONTENT[:300])
    pieces = [row.file for row in UploadPiece.objects.all()]

    learner.post(f"{_begin(learner, draft, 'un.py')['address']}abandon/")
    assert Upload.objects.get().path == "deux.py"
    assert actions.forget_stale_uploads(at=timezone.now()) == 0
    assert actions.forget_stale_uploads(at=timezone.now() + timedelta(days=8)) == 1

    assert not Upload.objects.exists()
    assert len(pieces) == 2


def test_too_many_at_once_is_told(a, draft, monkeypatch):
    monkeypatch.setattr(uploads, "MOST_UNFINISHED", 1)
    actions.begin_upload(draft, by=a.enrolment.learner, path="un.py", size=3)

    with pytest.raises(ValidationError):
        actions.begin_upload(draft, by=a.enrolment.learner, path="deux.py", size=3)


def test_path_that_leaves_the_project_is_told_whole(learner, draft):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as opened:
        opened.writestr("../../etc/passwd", b"x")

    refused = _send(learner, draft, "projet.zip", made.getvalue())

    assert "« ../../etc/passwd » n’est pas un chemin" in refused.json()["error"].replace("\u00a0", " ")


@pytest.mark.parametrize("content", [b"PK, dit-elle\n", b"\1\2\3" * 20], ids=["text", "bytes"])
def test_what_is_no_archive_under_its_name_is_refused(learner, draft, content):
    refused = _send(learner, draft, "projet.zip", content)

    assert refused.status_code == 422
    assert "ne s’ouvre pas comme une archive" in refused.json()["error"]
    assert not VersionFile.objects.exists()


def test_every_file_of_a_draft_is_seen_and_taken_out(client, a, draft):
    by = a.enrolment.learner
    files = [factories.upload(f"f{number:02}.py", b"x = %d\n" % number) for number in range(15)]
    for few in (files[:8], files[8:]):
        actions.save_draft(draft, by=by, repository_url="https://example.org/d", files=few)
    client.force_login(by)
    address = reverse("projects:draft_files", args=[draft.pk]) + "?tout=1"
    assert address in client.get(reverse("projects:submission", args=[draft.pk])).content.decode()

    page = client.get(address).content.decode()
    last = VersionFile.objects.get(path="f14.py")
    removed = client.post(reverse("projects:file_remove", args=[last.pk]), {"tout": "1"})

    assert "f14.py" in page
    assert removed.url == address
    assert "f14.py" not in client.get(address).content.decode()


def test_other_bytes_under_the_same_name_begin_anew(learner, draft):
    """Edited between a cut and the next try, of the same length: never the old bytes, nor a mixture."""
    edited = CONTENT.replace(b"pass", b"fail")
    _piece(learner, _begin(learner, draft)["address"], 0, CONTENT[:300])

    begun = _begin(learner, draft, content=edited)

    assert begun["received"] == 0
    assert _piece(learner, begun["address"], 0, edited).json()["done"]
    assert _bytes("app/modele.py") == edited


def test_upload_that_does_not_say_its_content_begins_anew(learner, draft):
    _piece(learner, _begin(learner, draft, sha256="")["address"], 0, CONTENT[:300])

    begun = _begin(learner, draft, sha256="")

    assert begun["received"] == 0
    assert Upload.objects.count() == 1


def test_other_bytes_than_those_announced_are_refused(learner, draft):
    reply = _piece(learner, _begin(learner, draft)["address"], 0, CONTENT.replace(b"pass", b"fail"))

    assert reply.status_code == 422
    assert "app/modele.py" in reply.json()["error"]
    assert not VersionFile.objects.exists()


@pytest.mark.parametrize("said", [{"sha256": "abc"}, {"sha256": "Z" * 64}, {"batch": "pas un lot"}])
def test_impossible_marks_are_told(learner, draft, said):
    assert _begin(learner, draft, **said)["error"]


def test_same_file_already_there_is_not_sent_again(learner, draft):
    _send(learner, draft, "modele.py", CONTENT)

    begun = _begin(learner, draft, "modele.py")

    assert (begun["received"], begun["done"]) == (SIZE, True)


@pytest.mark.parametrize("content", [b"\x7fELF\x02" + bytes(60), CONTENT], ids=["refused", "taken"])
def test_lost_answer_is_heard_again(learner, draft, content):
    """The last piece was heard and its answer was not: sent again, it gets the same verdict, never another one."""
    address = _begin(learner, draft, "outil", len(content), content)["address"]
    first = _piece(learner, address, 0, content)

    for again in (_piece(learner, address, 0, content), _piece(learner, address, len(content), b"")):
        assert again.status_code == first.status_code
        assert again.json() == first.json()
    assert len(_paths(draft)) == (1 if first.status_code == 200 else 0)


@pytest.mark.parametrize("digest", ["", sha256(CONTENT).hexdigest()], ids=["unknown", "known"])
def test_end_asked_for_while_another_request_ends_it_is_the_same_end(a, draft, digest):
    by = a.enrolment.learner
    begun = actions.begin_upload(draft, by=by, path="modele.py", size=SIZE, sha256=digest)
    actions.add_piece(begun, by=by, offset=0, data=CONTENT)
    one, other = (Upload.objects.get(pk=begun.pk) for _ in range(2))

    assert actions.finish_upload(one, by=by) == actions.finish_upload(other, by=by)

    assert (Upload.objects.get().state, _bytes("modele.py")) == (Upload.State.DONE, CONTENT)


@pytest.mark.django_db
@bounded(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_cut_gives_the_bytes_or_a_refusal(learner, a, draft, data):
    """Pieces of any length, repeated, skipped, or of another file: what is kept is what was announced, or nothing is."""
    VersionFile.objects.all().delete()
    content = data.draw(st.binary(min_size=1, max_size=60))
    address, done = _begin(learner, draft, "a.bin", len(content), content)["address"], False
    steps = st.sampled_from(["go on", "cut", "again", "skip", "other bytes"])
    for step in data.draw(st.lists(steps, max_size=8)):
        if step == "cut":
            begun = _begin(learner, draft, "a.bin", len(content), content)
            address, done = begun["address"], begun["done"]
        if done:
            break
        at = learner.get(address).json()["received"]
        length = data.draw(st.integers(0, len(content)))
        start = {"again": 0, "skip": at + 1}.get(step, at)
        piece = content[start : start + length]
        sent = bytes(byte ^ 1 for byte in piece) if step == "other bytes" else piece
        answer = _piece(learner, address, start, sent)
        if answer.status_code == 422:
            break
        done = answer.json().get("done", False)

    kept = [_bytes(row.path) for row in VersionFile.objects.all()]
    assert kept == ([content] if done else [])
    Upload.objects.all().delete()
