"""Files that are no UTF-8: Windows-1252 is read as it was written."""

import pytest
from django.urls import reverse

from projects import actions
from projects.models import Thread, VersionFile
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
    assert "encodage Windows-1252" in html
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
