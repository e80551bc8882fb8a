"""A remark follows its lines into the next version, and never points to other words."""

import pytest
from django.urls import reverse

from projects import actions
from projects.models import Anchor
from tests import factories

pytestmark = pytest.mark.django_db

VIEWS = b"import os\n\ndef reserver(request):\n    creneau = Creneau.objects.get(pk=1)\n    return creneau\n"


def _remark(a, given, **place):
    """A remark on Salma's views.py, and her next draft without a file yet."""
    row = factories.submission(given, a.enrolment)
    learner = a.enrolment.learner
    actions.save_draft(row, by=learner, files=[factories.upload("vues.py", VIEWS)])
    actions.submit(row, by=learner)
    actions.claim(row, by=a.mentor)
    actions.add_remark(row, by=a.mentor, kind="must_fix", body="Et sans créneau ?", path="vues.py", **place)
    return actions.request_changes(row, by=a.mentor).threads.get(), row


def _hand_in(a, row, name: str, content: bytes) -> Anchor:
    learner = a.enrolment.learner
    actions.remove_draft_files(actions.draft_of(row, by=learner), by=learner)
    actions.save_draft(row, by=learner, repository_url="https://example.org/d", files=[factories.upload(name, content)])
    return actions.submit(row, by=learner).anchors.get()


@pytest.mark.parametrize(
    ("name", "content", "state", "path", "line"),
    [
        ("vues.py", VIEWS + b"# fin\n", "kept", "vues.py", 4),
        ("vues.py", b"import sys\n" + VIEWS, "moved", "vues.py", 5),
        ("vues.py", VIEWS.replace(b".get(pk=1)", b".filter(pk=1).first()"), "outdated", "vues.py", None),
        ("views.py", VIEWS, "moved", "views.py", 4),
        ("views.py", b"import sys\n" + VIEWS, "moved", "views.py", 5),
        ("notes.md", b"rien\n", "outdated", "", None),
        ("vues.py", b"\xef\xbb\xbf" + VIEWS, "kept", "vues.py", 4),
    ],
)
def test_remark_follows_its_line(a, given, name, content, state, path, line):
    _thread, row = _remark(a, given, line=4)

    anchor = _hand_in(a, row, name, content)

    assert (anchor.state, anchor.path, anchor.line) == (state, path, line)


def test_remark_on_a_whole_file_follows_the_file(a, given):
    _thread, row = _remark(a, given)

    anchor = _hand_in(a, row, "app.py", VIEWS)

    assert (anchor.state, anchor.path, anchor.line) == ("moved", "app.py", None)


def test_confirmed_remark_needs_no_place(a, given):
    thread, row = _remark(a, given, line=4)
    actions.confirm(thread, by=a.mentor)
    learner = a.enrolment.learner
    actions.save_draft(row, by=learner, files=[factories.upload("vues.py", VIEWS)])

    assert not actions.submit(row, by=learner).anchors.exists()


def test_remark_follows_its_file_when_another_one_takes_its_place(client, a, given):
    """The difference of both files opens as well."""
    _thread, row = _remark(a, given, line=4)
    learner = a.enrolment.learner
    files = [factories.upload("vues.py", b"from app.vues import reserver\n"), factories.upload("app.py", VIEWS)]
    actions.save_draft(row, by=learner, files=files, replaces_all=True)

    version = actions.submit(row, by=learner)

    anchor = version.anchors.get()
    assert (anchor.state, anchor.path, anchor.line) == ("moved", "app.py", 4)
    client.force_login(learner)
    for file in version.files.all():
        address = reverse("projects:code_file", args=[row.pk, 2, file.pk])
        assert client.get(f"{address}?depuis=1").status_code == 200
