"""Files of every editor: read as they were written, line by line, and said to be so."""

import pytest
from django.urls import reverse

from projects import actions
from projects.models import Thread, VersionFile
from projects.texts import lines_of
from tests import factories


def hand_in(row, learner, content: bytes) -> None:
    files = [factories.upload("vues.py", content)]
    actions.save_draft(row, by=learner, repository_url="https://example.org/d", files=files)
    actions.submit(row, by=learner)


def part(client, row) -> str:
    """The fragment of the file of the last version."""
    file = VersionFile.objects.filter(path="vues.py").latest("version__number")
    address = reverse("projects:review_file", args=[row.pk, file.pk])
    return client.get(address, headers={"HX-Request": "true"}).content.decode()


@pytest.fixture
def windows(client, a, given):
    """A work whose file was written by an old editor."""
    row = factories.submission(given, a.enrolment)
    hand_in(row, a.enrolment.learner, "# é à ç\nprix = '5 €'\n".encode("cp1252"))
    actions.claim(row, by=a.mentor)
    client.force_login(a.mentor)
    return row


def test_windows_1252_file_is_read_and_said_to_be_one(client, windows):
    html = part(client, windows)

    assert "# é à ç" in html
    assert "5 €" in html
    assert "lu comme Windows-1252" in html
    file = VersionFile.objects.get(path="vues.py")
    reply = client.get(reverse("projects:review_raw", args=[windows.pk, file.pk]))
    reply.getvalue()  # reads its file to the end, which closes it
    assert reply["Content-Type"] == "text/plain; charset=windows-1252"
    assert reply["X-Content-Type-Options"] == "nosniff"


def test_windows_1252_lines_are_remarked_on_and_followed_into_utf_8(client, a, windows):
    typed = {"kind": "must_fix", "body": "Et ?", "path": "vues.py", "line": 2}
    client.post(reverse("projects:remark_add", args=[windows.pk]), typed)
    assert Thread.objects.get().quote == "prix = '5 €'"
    factories.scored_review(windows, a.mentor)
    actions.request_changes(windows, by=a.mentor)
    hand_in(windows, a.enrolment.learner, "import os\n# é à ç\nprix = '5 €'\n".encode())
    actions.claim(windows, by=a.mentor)

    html = part(client, windows)
    assert html.count('class="add"') == 1
    assert "Windows-1252" not in html
    assert (Thread.objects.get().anchors.get().state, Thread.objects.get().anchors.get().line) == ("moved", 3)


ARABIC = "# تقرير\nالاسم;المدينة\n"
FRENCH = "# Élève\nprix = '5'\n"


@pytest.mark.parametrize(
    ("content", "lines", "said"),
    [
        (FRENCH.encode("utf-8-sig"), FRENCH, ""),
        (FRENCH.encode("utf-16"), FRENCH, "UTF-16"),
        (b"\xfe\xff" + FRENCH.encode("utf-16-be"), FRENCH, "UTF-16"),
        (FRENCH.encode("utf-16-le"), FRENCH, "UTF-16"),
        (ARABIC.encode("cp1256"), ARABIC, "Windows-1256"),
        (ARABIC.encode("iso-8859-6"), ARABIC, "ISO 8859-6"),
        (FRENCH.encode("cp850"), FRENCH, "DOS (850)"),
        (FRENCH.encode("mac-roman"), FRENCH, "Mac OS Roman"),
        (FRENCH.replace("\n", "\r").encode(), FRENCH, ""),
        (FRENCH.replace("\n", "\r\n").encode("utf-16"), FRENCH, "UTF-16"),
    ],
    ids=["mark", "16", "16 be", "16 without a mark", "1256", "8859-6", "dos", "mac", "cr", "16 crlf"],
)
def test_text_of_any_editor_is_read_line_by_line(client, a, given, content, lines, said):
    row = factories.submission(given, a.enrolment)
    hand_in(row, a.enrolment.learner, content)
    actions.claim(row, by=a.mentor)
    client.force_login(a.mentor)

    html = part(client, row)

    assert lines_of(VersionFile.objects.get().blob) == lines.removesuffix("\n").split("\n")
    assert ("lu comme " in html) == bool(said)
    assert said in html
    typed = {"kind": "must_fix", "body": "Et ?", "path": "vues.py", "line": 2}
    client.post(reverse("projects:remark_add", args=[row.pk]), typed)
    assert Thread.objects.get().quote == lines.split("\n")[1]


def test_text_that_no_browser_could_decode_is_written_anew(client, a, given):
    row = factories.submission(given, a.enrolment)
    hand_in(row, a.enrolment.learner, FRENCH.encode("cp850"))
    client.force_login(a.enrolment.learner)

    reply = client.get(reverse("projects:file_read", args=[VersionFile.objects.get().pk]))

    assert (reply.getvalue().decode(), reply["Content-Type"]) == (FRENCH, "text/plain; charset=utf-8")
