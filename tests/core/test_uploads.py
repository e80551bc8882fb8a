"""Every upload is hostile: judged by its content, shown under a clean name, given back as an inert attachment."""

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.http import Http404

from core import uploads
from tests import factories

PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\6\0\0\0" + b"\0" * 64
DOS = b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0" + b"\0" * 44
EXE = factories.PROGRAM
FAR = DOS + (9000).to_bytes(4, "little") + b"\0" * (9000 - 64) + b"PE\0\0"
OF_16_BITS = DOS + (64).to_bytes(4, "little") + b"NE\0\0"
FAT = b"\xca\xfe\xba\xbe\0\0\0\2" + b"\0" * 32
ELF = b"\x7fELF\x02\x01\x01" + b"\0" * 64
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(document.cookie)</script>"


def _zip(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


# (name, content) -> the type that the content tells, whatever the name says
ACCEPTED = [
    ("modele.py", b"class Adherente: pass\n", "text/plain"),
    ("notes.md", "# Élèves — première séance\n".encode(), "text/plain"),
    ("coupe.txt", ("é" * 9000).encode()[:8193], "text/plain"),  # a letter cut where the look ends
    ("latin.txt", "Élève".encode("latin-1") * 20, "text/plain"),
    ("fenetres.py", "# é à ç — « œuvre »\n".encode("cp1252"), "text/plain"),
    ("dessin.svg", SVG, "text/plain"),
    ("page.html", HTML, "text/plain"),
    ("photo.png", PNG, "image/png"),
    ("photo.exe", PNG, "image/png"),
    ("anim.gif", b"GIF89a\x01\0\x01\0" + b"\0" * 32, "image/gif"),
    ("photo.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF\0" + b"\0" * 32, "image/jpeg"),
    ("rapport.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "application/pdf"),
    ("depot.zip", _zip(a=b"1"), "application/zip"),
    ("depot.tar.gz", b"\x1f\x8b\x08\0" + b"\0" * 32, "application/gzip"),
]
WEAK = [
    ("bmi.py", b"BMI_LIMIT = 25\n"),
    ("gif.md", b"GIF ou WebP ?\n"),
    ("gif89.md", b"GIF89a, dit le titre\n"),
    ("id3.py", b"ID3_DEPTH = 3\n"),
    ("mz.py", b"MZ = 3\n"),
    ("ps.txt", b"%!demo\n"),
    ("pdf.md", b"%PDF- est le premier mot\n"),
    ("sqli.md", "SQLite format 3 : ce que nous avons trouvé\n".encode()),
    ("bm.py", "BM = 'été à Fès, œuvre'\n".encode("cp1252")),
    ("bm16.py", "BM = 'été'\n".encode("utf-16")),
    ("rar.md", b"Rar! et PK, dit-elle\n"),
    ("flash.txt", b"FWS, CWS, fLaC, OggS, RIFF, wOFF, MThd\n"),
]
ACCEPTED += [(name, content, "text/plain") for name, content in WEAK]
ACCEPTED += [
    ("vide.py", b"", "text/plain"),
    ("large.sql", "select 1;\n".encode("utf-16"), "text/plain"),
    ("sans-marque.sql", "select 'été', 'سلمى';\n".encode("utf-16-le"), "text/plain"),
    ("arabe.csv", "الاسم;المدينة\n".encode("cp1256"), "text/plain"),
    ("court.pdf", b"%PDF-1.4\n1 0 obj\n", "application/pdf"),
    ("lettre.rtf", b"{\\rtf1 bonjour}", "application/rtf"),
    ("Demo.class", b"\xca\xfe\xba\xbe\0\0\0\x41" + b"\0" * 32, "application/octet-stream"),
    ("son.mp3", b"ID3\x03\0\0\0" + b"\0" * 64, "audio/mpeg"),
    ("binaire.py", b"\0\1\2\3" * 10, "application/octet-stream"),
    ("commande.txt", "é\x1b[2J".encode("latin-1"), "application/octet-stream"),
    ("hauts.bin", bytes(range(160, 256)), "application/octet-stream"),
    ("mesures.dat", DOS + (64).to_bytes(4, "little") + b"rien", "application/octet-stream"),
    ("court.dat", b"MZ\0\1", "application/octet-stream"),
]
REFUSED = [
    ("programme.exe", EXE, "est un programme"),
    ("image.png", EXE, "est un programme"),
    ("loin.dll", FAR, "est un programme"),
    ("ancien.exe", OF_16_BITS, "est un programme"),
    ("outil", ELF, "est un programme"),
    ("outil.mac", b"\xcf\xfa\xed\xfe" + b"\0" * 32, "est un programme"),
    ("deux-machines", FAT, "est un programme"),
]


@pytest.mark.parametrize(("name", "content", "kind"), ACCEPTED, ids=[row[0] for row in ACCEPTED])
def test_type_is_told_by_the_content(name, content, kind):
    assert uploads.content_type(factories.upload(name, content)) == kind


@pytest.mark.parametrize(("name", "content", "says"), REFUSED, ids=[row[0] for row in REFUSED])
def test_refused_file_is_named_with_its_reason(name, content, says):
    with pytest.raises(ValidationError) as refusal:
        uploads.content_type(factories.upload(name, content))

    assert name in refusal.value.messages[0]
    assert says in refusal.value.messages[0]


def test_file_too_big_is_told_the_limit(settings):
    settings.UPLOAD_MAX_BYTES = 2048

    with pytest.raises(ValidationError) as refusal:
        uploads.check_size(factories.upload("gros.txt", b"a" * 2049))

    assert "2,0" in refusal.value.messages[0]
    uploads.check_size(factories.upload("juste.txt", b"a" * 2048))


def test_all_wrong_files_are_told_at_once(settings):
    settings.UPLOAD_MAX_BYTES = 30
    files = [factories.upload("un.txt", b"1" * 31), factories.upload("bon.py"), factories.upload("deux.txt", b"2" * 31)]

    with pytest.raises(ValidationError) as refusal:
        uploads.check_files(files)

    assert len(refusal.value.messages) == 2


def test_too_many_files_are_refused(settings):
    with pytest.raises(ValidationError):
        uploads.check_files([factories.upload(f"{n}.py") for n in range(settings.UPLOAD_MAX_FILES + 1)])


def test_archive_is_kept_shut():
    """A bomb, a path that climbs, a link: nothing is ever opened, so nothing happens."""
    hostile = _zip(**{"../../etc/passwd": b"x", "zeros": b"\0" * 10**6})
    file = factories.upload("depot.zip", hostile)

    assert uploads.content_type(file) == "application/zip"
    assert uploads.sha256(file) == uploads.sha256(factories.upload("autre", hostile))
    assert file.read() == hostile  # read from its beginning again


# Names: (as it was sent, as it is kept)
NAMES = [
    ("modele.py", "modele.py"),
    ("../../etc/passwd", "passwd"),
    ("C:\\Windows\\evil.py", "evil.py"),
    ("\u202efdp.exe", "fdp.exe"),
    ("facture\u2066\u200f.pdf", "facture.pdf"),
    ("a\0b\r\n.txt", "ab.txt"),
    ("...", "fichier sans nom"),
    ("   ", "fichier sans nom"),
    ("", "fichier sans nom"),
    ("/", "fichier sans nom"),
    ("مشروع.pdf", "مشروع.pdf"),
    ("x" * 300 + ".py", "x" * 147 + ".py"),
]


@pytest.mark.parametrize(("sent", "kept"), NAMES, ids=[repr(row[0])[:20] for row in NAMES])
def test_name_is_made_harmless(sent, kept):
    assert uploads.clean_name(sent) == kept


def test_stored_name_tells_nothing(a):
    names = {uploads.random_name(a.cohort, "cv-salma.pdf") for _ in range(20)}

    assert len(names) == 20
    assert not any("salma" in name or name.endswith(".pdf") for name in names)


@pytest.mark.parametrize("content", [SVG, HTML, PNG], ids=["svg", "html", "png"])
def test_file_comes_back_as_an_attachment_that_runs_nothing(content):
    reply = uploads.serve(ContentFile(content), "dessin.svg")

    assert b"".join(reply.streaming_content) == content
    assert reply.headers["Content-Type"] == "application/octet-stream"
    assert reply.headers["Content-Disposition"] == 'attachment; filename="dessin.svg"'
    assert reply.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert reply.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "no-store" in reply.headers["Cache-Control"]


@pytest.mark.parametrize("kind", ["text/html", "image/svg+xml", "application/octet-stream", "application/zip"])
def test_what_a_browser_could_run_is_never_shown(kind):
    with pytest.raises(Http404):
        uploads.show(ContentFile(HTML), "rapport.pdf", kind)


def test_name_of_an_attachment_breaks_no_header():
    reply = uploads.serve(ContentFile(b"x"), uploads.clean_name('a"; filename="evil.html\r\nX-Evil: 1'))

    assert "\n" not in reply.headers["Content-Disposition"]
    assert "X-Evil" not in reply.headers
    list(reply.streaming_content)
