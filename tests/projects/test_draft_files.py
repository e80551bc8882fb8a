"""What a draft says of what came: nothing is replaced silently, what was left out is counted, secrets are asked about."""

import io
import tarfile
import unicodedata

import pytest
from django.urls import reverse

from projects import actions, queries
from projects.draft_schemas import ChangesOut
from projects.models import Blob, Upload, UploadPiece, VersionFile
from tests import factories
from tests.projects.test_uploads import _begin, _bytes, _paths, _piece, _send, _zip


@pytest.fixture
def learner(client, a):
    client.force_login(a.enrolment.learner)
    return client


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


def test_whether_files_are_added_or_replace_is_chosen_first(learner, draft):
    page = learner.get(reverse("projects:submission", args=[draft.pk])).content.decode()

    choice = page.partition("<legend>Ce que vous envoyez")[2].partition("</fieldset>")[0]
    assert choice.count('class="check"') == 2
    assert page.index('name="mode"') < page.index('type="file"')  # chosen files leave at once


def test_what_was_left_out_is_said_no_more_once_its_archive_is_gone(learner, draft):
    for name in ("un", "deux"):
        _send(learner, draft, f"{name}.zip", _zip(**{f"p/{name}.py": name.encode(), "p/node_modules/x.js": b""}))

    learner.post(reverse("projects:file_remove", args=[VersionFile.objects.get(path="un.py").pk]))
    assert set(draft.versions.get().left_out) == {"deux.zip"}
    learner.post(reverse("projects:draft_files_remove", args=[draft.pk]))

    assert draft.versions.get().left_out == {}


def test_page_and_programs_are_told_which_files_gave_way(learner, a, draft):
    _send(learner, draft, "projet.zip", _zip(**{"p/a.py": b"1", "p/b.py": b"1"}))
    _send(learner, draft, "lisez-moi.md", b"1")
    _send(learner, draft, "projet.zip", _zip(**{"p/a.py": b"2", "p/b.py": b"1"}))
    _send(learner, draft, "lisez-moi.md", b"2")
    _send(learner, draft, "lisez-moi.md", b"2")  # the same again, it stays said

    page = learner.get(reverse("projects:draft_files", args=[draft.pk])).content.decode()
    told = page.partition("Remplacés")[2].partition("</p>")[0]

    assert "a.py" in told
    assert "lisez-moi.md" in told
    assert "b.py" not in told
    report = queries.draft_report(draft.versions.get())
    assert ChangesOut.of(report)["replaced"] == ["a.py", "lisez-moi.md"]
    actions.submit(draft, by=a.enrolment.learner)
    assert not actions.draft_of(draft, by=a.enrolment.learner).files.filter(is_replaced=True).exists()


def test_file_of_the_last_version_that_changes_is_no_replacement(learner, a, draft):
    _send(learner, draft, "a.py", b"1")
    actions.submit(draft, by=a.enrolment.learner)
    _send(learner, draft, "a.py", b"2")

    report = queries.draft_report(draft.versions.get(submitted_at=None))

    assert (report.changed.paths, report.replaced.paths) == (["a.py"], [])


def test_folder_asks_about_the_same_names_too(learner, draft):
    _send(learner, draft, "README.md", b"avant", source="front", batch="a" * 16)
    asked = _send(learner, draft, "README.md", b"dos", source="back", batch="b" * 16)
    assert asked.status_code == 409

    learner.post(reverse("projects:same_names", args=[draft.pk]), {"batch": "b" * 16, "answer": "beside"})

    assert _paths(draft) == {"README.md", "back/README.md"}


def test_name_is_a_file_or_a_folder(learner, draft):
    """As on a disk, where the archive of the version could not be unpacked otherwise."""
    _send(learner, draft, "un.zip", _zip(**{"a/notes": b"un fichier", "a/src/main.py": b"1", "a/src/lib.py": b"2"}))

    asked = _send(learner, draft, "deux.zip", _zip(**{"b/notes/lundi.md": b"un dossier", "b/src": b"3"}))

    assert (asked.status_code, asked.json()["asked"]) == (409, ["notes", "src/lib.py", "src/main.py"])
    batch = Upload.objects.get(state=Upload.State.ASKED).batch
    learner.post(reverse("projects:same_names", args=[draft.pk]), {"batch": batch, "answer": "replace"})
    assert _paths(draft) == {"notes/lundi.md", "src"}
    assert set(VersionFile.objects.values_list("is_replaced", flat=True)) == {True}


@pytest.mark.parametrize(
    ("answer", "paths"),
    [
        ("replace", {"docs"}),
        ("beside", {"docs/docs", "docs/lundi.md", "docs/mardi.md"}),
        ("drop", {"docs/lundi.md", "docs/mardi.md"}),
    ],
)
def test_file_chosen_by_itself_takes_no_folder_out_silently(learner, draft, answer, paths):
    for name in ("docs/lundi.md", "docs/mardi.md"):
        _send(learner, draft, name, name.encode(), batch="a" * 16)

    asked = _send(learner, draft, "docs", b"un fichier", batch="b" * 16)
    learner.post(reverse("projects:same_names", args=[draft.pk]), {"batch": "b" * 16, "answer": answer})

    assert asked.json()["asked"] == ["docs/lundi.md", "docs/mardi.md"]
    assert "« docs »" in asked.json()["error"].replace("\u00a0", " ")
    assert _paths(draft) == paths


def test_archive_that_holds_a_name_as_both_is_refused(learner, draft):
    refused = _send(learner, draft, "un.zip", _zip(**{"a/notes": b"un fichier", "a/notes/lundi.md": b"un dossier"}))

    assert refused.status_code == 422
    assert "« notes » est ici à la fois" in refused.json()["error"].replace("\u00a0", " ")
    assert _paths(draft) == set()


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

    assert "Depuis la version 1, fichiers ajoutés : 1, modifiés : 1, retirés : 1, inchangés : 1" in page.replace(
        "\u202f", " "
    )
    assert "node_modules</bdi> (3 fichiers)" in page


def test_draft_in_arabic_parts_its_names_by_the_arabic_comma_and_keeps_folders_in_order(learner, a, draft):
    type(a.mentor).objects.filter(pk=a.enrolment.learner_id).update(language="ar")
    made = {"p/node_modules/a.js": b"1", "p/__pycache__/a.pyc": b"1"}
    _send(learner, draft, "p.zip", _zip(**{"p/وثائق/دليل.md": b"1", **made}))

    page = learner.get(reverse("projects:submission", args=[draft.pk])).content.decode()

    assert '<bdi dir="ltr">وثائق</bdi>/<bdi dir="ltr">دليل.md</bdi>' in page
    assert ")، <bdi" in page


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


def test_form_asks_about_a_secret_as_well(learner, draft):
    learner.post(reverse("projects:draft", args=[draft.pk]), {"files": [factories.upload(".env", SECRET.encode())]})

    file = VersionFile.objects.get()
    assert (file.path, file.suspect) == (".env", "environment")


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


def test_what_is_no_file_is_named_on_the_page_of_the_draft(learner, draft):
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as opened:
        pipe = tarfile.TarInfo("p/tuyau")
        pipe.type = tarfile.FIFOTYPE
        opened.addfile(pipe)
        opened.addfile(tarfile.TarInfo("p/a.py"))

    _send(learner, draft, "p.tar", made.getvalue())

    page = " ".join(learner.get(reverse("projects:submission", args=[draft.pk])).content.decode().split())
    assert "car ce ne sont pas des fichiers" in page
    assert '<bdi dir="ltr">tuyau</bdi>' in page
    assert "comme les outils" not in page
    assert ChangesOut.of(queries.draft_report(draft.versions.get()))["no_files"] == ["tuyau"]


def test_archive_of_a_long_name_sent_again_takes_its_own_place(learner, draft):
    name = "mon projet " * 25 + ".zip"
    for content in (b"1", b"2"):
        assert _send(learner, draft, name, _zip(**{"a.py": content})).status_code == 200

    assert _bytes("a.py") == b"2"
