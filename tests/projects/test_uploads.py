"""Big files arrive in pieces, in order, each once; what is refused leaves the draft as it was."""

import io
import unicodedata
import zipfile
from datetime import timedelta
from hashlib import sha256

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

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
    with VersionFile.objects.get(path=path).blob.file.open() as stored:
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
    with row.blob.file.open() as stored:
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
    reply = _send(learner, draft, "outil.exe", b"MZ" + bytes(100))

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


def test_archive_never_replaces_what_came_by_another_one_silently(learner, draft):
    front = _zip(**{"front/README.md": b"avant", "front/package.json": b"1", "front/src/main.js": b"1"})
    back = _zip(**{"back/README.md": b"dos", "back/package.json": b"2", "back/src/app.js": b"2"})
    _send(learner, draft, "front.zip", front)

    asked = _send(learner, draft, "back.zip", back)

    assert (asked.status_code, asked.json()["asked"]) == (409, ["README.md", "package.json"])
    assert _bytes("README.md") == b"avant"
    page = learner.get(reverse("projects:submission", args=[draft.pk])).content.decode()
    assert "« back.zip » attend votre réponse" in page.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("answer", "readme", "paths"),
    [
        ("beside", b"avant", {"README.md", "src/main.js", "back/README.md", "back/src/app.js"}),
        ("replace", b"dos", {"README.md", "src/main.js", "src/app.js"}),
        ("drop", b"avant", {"README.md", "src/main.js"}),
    ],
)
def test_team_says_what_becomes_of_the_same_names(learner, draft, answer, readme, paths):
    _send(learner, draft, "front.zip", _zip(**{"front/README.md": b"avant", "front/src/main.js": b"1"}))
    _send(learner, draft, "back.zip", _zip(**{"back/README.md": b"dos", "back/src/app.js": b"2"}))
    refused = learner.post(reverse("projects:submit", args=[draft.pk]), {"request_key": "x"})
    batch = Upload.objects.get(state=Upload.State.ASKED).batch

    learner.post(reverse("projects:same_names", args=[draft.pk]), {"batch": batch, "answer": answer})

    assert refused.status_code == 422
    assert (_bytes("README.md"), _paths(draft)) == (readme, paths)
    assert not UploadPiece.objects.exists()


def test_form_asks_as_well_and_loses_nothing(learner, draft):
    address = reverse("projects:draft", args=[draft.pk])
    for name in ("front", "back"):
        sent = factories.upload(f"{name}.zip", _zip(**{f"{name}/README.md": name.encode(), f"{name}/{name}.py": b"1"}))
        learner.post(address, {"note": "Voici.", "files": [sent]})
    asked = Upload.objects.get()

    assert _paths(draft) == {"README.md", "front.py"}
    learner.post(reverse("projects:same_names", args=[draft.pk]), {"batch": asked.batch, "answer": "beside"})

    assert _paths(draft) == {"README.md", "front.py", "back/README.md", "back/back.py"}
    assert draft.versions.get().note == "Voici."


def test_same_archive_sent_again_takes_the_place_of_its_own_files(learner, draft):
    _send(learner, draft, "projet.zip", _zip(**{"p/a.py": b"1", "p/b.py": b"1"}))

    assert _send(learner, draft, "projet.zip", _zip(**{"p/a.py": b"2", "p/b.py": b"1"})).json()["done"]
    assert _bytes("a.py") == b"2"


def test_folder_asks_about_the_same_names_too(learner, draft):
    _send(learner, draft, "README.md", b"avant", source="front", batch="a" * 16)
    asked = _send(learner, draft, "README.md", b"dos", source="back", batch="b" * 16)
    assert asked.status_code == 409

    learner.post(reverse("projects:same_names", args=[draft.pk]), {"batch": "b" * 16, "answer": "beside"})

    assert _paths(draft) == {"README.md", "back/README.md"}


def test_archive_replaces_all_at_once(learner, draft):
    _send(learner, draft, "v1.zip", _zip(**{"projet/app.py": b"1"}))

    _send(learner, draft, "v2.zip", _zip(**{"projet/app.py": b"2", "LISEZMOI.txt": b"2"}), mode="all")

    assert _paths(draft) == {"projet/app.py", "LISEZMOI.txt"}


def test_refused_archive_replaces_nothing(learner, draft):
    _send(learner, draft, "a.py", b"1")

    assert _send(learner, draft, "v2.zip", _zip(**{"x.py": b"1", "../y.py": b"2"}), mode="all").status_code == 422
    assert _paths(draft) == {"a.py"}


def test_folder_replaces_all_once_it_has_arrived_whole(learner, draft):
    _send(learner, draft, "ancien.py", b"1")
    close = reverse("projects:batch_close", args=[draft.pk])
    closed = {"batch": "c" * 16, "replaces_all": "1", "source": "projet"}
    learner.post(close, closed)
    assert _paths(draft) == {"ancien.py"}  # nothing of it has come

    for name in ("un.py", "deux.py"):
        _send(learner, draft, name, name.encode(), source="projet", batch="c" * 16)
        assert "ancien.py" in _paths(draft)
    learner.post(close, {**closed, "left_out": '{"node_modules": 12431, "invente": 3}'})

    assert _paths(draft) == {"un.py", "deux.py"}
    assert draft.versions.get().left_out == {"projet": {"node_modules": 12431}}


def test_form_replaces_all(learner, draft):
    address = reverse("projects:draft", args=[draft.pk])
    learner.post(address, {"files": [factories.upload("un.py")]})

    learner.post(address, {"mode": "all"})  # without a file, nothing
    assert _paths(draft) == {"un.py"}
    learner.post(address, {"mode": "all", "files": [factories.upload("deux.py"), factories.upload("trois.py")]})

    assert _paths(draft) == {"deux.py", "trois.py"}


@pytest.mark.parametrize(
    "name", ["appli.jar", "demo-1.0-py3-none-any.whl", "ventes.pbix", "note.docx", "classeur.xlsx", "a.epub", "b.apk"]
)
def test_package_is_kept_whole(learner, draft, name):
    content = _zip(**{"META-INF/MANIFEST.MF": b"1", "x.txt": b"2"})

    assert _send(learner, draft, name, content).json()["done"]

    assert _paths(draft) == {name}
    assert _bytes(name) == content


DOORS = {
    "projet.rar": b"Rar!\x1a\x07\x01\0" + bytes(20),
    "projet.7z": b"7z\xbc\xaf\x27\x1c" + bytes(20),
    "p.tar.xz": b"\xfd7zXZ\0" + bytes(20),
    "rapport.odt": _zip(mimetype=b"application/vnd.oasis.opendocument.text"),
    "vide.py": b"",
    "carnet.ipynb": b"{}",
    "son.mp3": b"ID3\x03\0\0\0" + bytes(60),
}


@pytest.mark.parametrize("name", DOORS)
def test_form_pieces_and_archives_take_the_same(learner, a, draft, name):
    content = DOORS[name]
    by_form = learner.post(reverse("projects:draft", args=[draft.pk]), {"files": [factories.upload(name, content)]})
    assert by_form.status_code == 302
    assert _paths(draft) == {name}
    actions.remove_draft_files(draft.versions.get(), by=a.enrolment.learner)

    sent = _begin(learner, draft, name, len(content), content)
    assert _piece(learner, sent["address"], 0, content).json()["done"]
    assert _paths(draft) == {name}
    actions.remove_draft_files(draft.versions.get(), by=a.enrolment.learner)

    _send(learner, draft, "tout.zip", _zip(**{name: content, "x.py": b"1"}))
    assert _paths(draft) == {name, "x.py"}


def test_archive_that_is_not_opened_is_said(learner, draft):
    _send(learner, draft, "projet.rar", DOORS["projet.rar"])

    page = learner.get(reverse("projects:submission", args=[draft.pk])).content.decode()

    assert "aucune page ne les ouvre ici" in page
    assert "projet.rar" in page


def test_draft_says_what_it_changes_and_what_was_left_out(learner, a, draft):
    _send(learner, draft, "v1.zip", _zip(**{"p/a.py": b"1", "p/b.py": b"1", "p/c.py": b"1"}))
    actions.submit(draft, by=a.enrolment.learner)
    second = _zip(**{"p/a.py": b"2", "p/d.py": b"1", **{f"p/node_modules/{n}.js": b"" for n in range(3)}})
    assert _send(learner, draft, "v2.zip", second).json()["done"]  # what was handed in gives way without a question
    gone = VersionFile.objects.get(version__submitted_at=None, path="c.py")
    learner.post(reverse("projects:file_remove", args=[gone.pk]))

    page = learner.get(reverse("projects:submission", args=[draft.pk])).content.decode().replace("\u00a0", " ")

    assert "Depuis la version 1 : 1 ajouté, 1 modifié, 1 retiré, 1 inchangé" in page.replace("\u202f", " ")
    assert "node_modules</bdi> (3 fichiers)" in page


def test_names_written_by_a_mac_and_by_linux_are_one_file(learner, a, draft):
    apart = unicodedata.normalize("NFD", "src/sécurité.py")
    actions.begin_upload(draft, by=a.enrolment.learner, path="x.py", size=1)
    first = actions.draft_of(draft, by=a.enrolment.learner)
    blob = actions.keep_content(factories.upload())
    VersionFile.objects.create(version=first, path=apart, blob=blob)  # kept as it came, by an earlier Minwal
    actions.submit(draft, by=a.enrolment.learner)

    _send(learner, draft, "linux.zip", _zip(**{"p/src/sécurité.py": b"1", "p/a.py": b"2"}))

    files = VersionFile.objects.filter(version__submitted_at=None)
    assert set(files.values_list("path", flat=True)) == {"src/sécurité.py", "a.py"}


@pytest.mark.parametrize("path", ["node_modules/x.js", ".DS_Store", "src/__pycache__/a.pyc", "._a.py"])
def test_what_tools_make_is_left_out_by_every_door(learner, draft, path):
    assert "laissé de côté" in _begin(learner, draft, path)["error"]
    assert not Upload.objects.exists()


SECRET = "DB_PASSWORD=" + "hunter2-et-le-reste\n"
KEY = "-----BEGIN " + "PRIVATE KEY-----\n" + "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n"
SECRETS = [
    (".env", SECRET), ("conf/.env.production", SECRET), ("prod.env", SECRET), ("id_rsa", "x"), ("cle.pem", KEY),
    ("compte.json", '{"type": "service_' + 'account", "private_key": "' + KEY.replace("\n", "\\n") + '"}'),
    ("app.py", "JETON = 'ghp" + "_0123456789abcdefghijABCDEFGHIJ012345'\n"),
    ("aws.ini", "cle = AK" + "IA2E0A8F3B244C9986\n"),
]  # fmt: skip
INNOCENT = [
    (".env.example", SECRET), (".env", "# rien encore\n"), (".env", ""), ("id_rsa.pub", "ssh-rsa AAAA"),
    ("cert.pem", "-----BEGIN " + "CERTIFICATE-----\nMIIEvQIBADANBgkqhkiG9w0BAQ\n"),
    ("doc.md", "On commence par -----BEGIN " + "PRIVATE KEY----- puis le reste.\n"),
    ("aws.md", "cle = AK" + "IAIOSFODNN7EXAMPLE\n"), ("env.py", SECRET), ("settings.py", "SECRET_KEY = env('X')\n"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "content"), SECRETS, ids=[row[0] for row in SECRETS])
def test_secret_asks_once_before_it_leaves(learner, a, draft, path, content):
    _send(learner, draft, path, content.encode())
    file = VersionFile.objects.get()
    submit = reverse("projects:submit", args=[draft.pk])

    page = learner.get(reverse("projects:submission", args=[draft.pk])).content.decode()
    refused = learner.post(submit, {"request_key": "un"})
    learner.post(reverse("projects:file_want", args=[file.pk]))
    _send(learner, draft, path, content.encode())  # the same again asks nothing
    taken = learner.post(submit, {"request_key": "deux"})

    assert reverse("projects:file_want", args=[file.pk]) in page
    assert (refused.status_code, taken.status_code) == (422, 302)
    assert path in refused.content.decode()
    assert actions.draft_of(draft, by=a.enrolment.learner).files.get().is_wanted  # nor does the next version


@pytest.mark.parametrize(("path", "content"), INNOCENT, ids=[str(number) for number in range(len(INNOCENT))])
def test_what_is_no_secret_asks_nothing(learner, draft, path, content):
    _send(learner, draft, path, content.encode())

    assert VersionFile.objects.get().suspect == ""


def test_older_reading_of_the_same_bytes_is_mended(learner, draft):
    _send(learner, draft, "bmi.py", b"BMI = 25\n")
    Blob.objects.update(content_type="image/bmp")

    _send(learner, draft, "autre.py", b"BMI = 25\n")

    assert Blob.objects.get().content_type == "text/plain"


def test_archive_of_many_files_asks_the_database_little(learner, draft, django_assert_max_num_queries):
    made = _zip(**{f"p/{n}.py": b"x = %d\n" % n for n in range(450)})
    begun = _begin(learner, draft, "p.zip", len(made), made)

    with django_assert_max_num_queries(70):
        _piece(learner, begun["address"], 0, made)

    assert learner.get(begun["address"]).json()["read"] == 400
