"""Two pages, or two team-mates, send at the same time: what was answered with success is in the draft, whole."""

import io
import zipfile
from hashlib import sha256

import pytest
from django.test import Client
from django.urls import reverse

from core.workflow import TransitionRefused
from projects import actions
from projects.models import Submission, Upload, VersionFile
from tests import factories
from tests.guards.test_races import race

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
CONTENT = b"class Adherente:\n    pass\n" * 4000


@pytest.fixture
def shared(a):
    """A work of two, still a draft."""
    page = factories.project(a.module, team_size=2)
    return factories.submission(factories.assignment(a.cohort, page), a.enrolment, factories.enrolment(a.cohort))


@pytest.fixture
def pages(shared):
    """A page of each member, that is told of a broken server as a browser is."""
    members = shared.team.members.select_related("enrolment__learner").order_by("pk")
    made = [Client(raise_request_exception=False) for _ in members]
    for page, member in zip(made, members, strict=True):
        page.force_login(member.enrolment.learner)
    return made


def _archive(count: int) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as opened:
        for number in range(count):
            opened.writestr(f"p/{number}.py", f"{number}\n" * 50)
    return made.getvalue()


def _begin(page, row, path: str, content: bytes, **said) -> str:
    sent = {"path": path, "size": len(content), "sha256": sha256(content).hexdigest(), **said}
    return page.post(reverse("projects:upload_begin", args=[row.pk]), sent).json()["address"]


def _piece(page, address: str, offset: int, data: bytes):
    return page.post(address, data, content_type="application/octet-stream", headers={"Upload-Offset": str(offset)})


def _all_but_the_end(page, row, path: str, content: bytes, **said) -> str:
    """An upload of which the last byte is still to come."""
    address = _begin(page, row, path, content, **said)
    _piece(page, address, 0, content[:-1])
    return address


def _kept(row) -> dict[str, bytes]:
    found = {}
    for file in VersionFile.objects.filter(version__submission=row, version__submitted_at=None):
        with file.blob.content.open() as stored:
            found[file.path] = stored.read()
    return found


@pytest.mark.parametrize("said", [{}, {"sha256": ""}], ids=["known", "unknown"])
@pytest.mark.parametrize(("path", "content"), [("modele.py", CONTENT), ("p.zip", _archive(120))], ids=["file", "zip"])
def test_end_that_is_asked_for_twice_at_once_is_one_end(shared, pages, path, content, said):
    """The answer was lost, and the page asks again while the first request is still at work."""
    address = _begin(pages[0], shared, path, content, **said)
    actions.add_piece(Upload.objects.get(), by=Upload.objects.get().by, offset=0, data=content)

    results = race(*([lambda: _piece(pages[0], address, len(content), b"")] * 4))

    assert {(answer.status_code, answer.json()["done"]) for answer in results} == {(200, True)}
    assert Upload.objects.get().state == Upload.State.DONE
    kept = _kept(shared)
    assert kept == {path: CONTENT} if path == "modele.py" else len(kept) == 120 and b"" not in kept.values()


def test_upload_given_up_as_it_ends_is_there_or_is_not(shared, pages):
    content = _archive(120)
    address = _all_but_the_end(pages[0], shared, "p.zip", content)

    ended, given_up = race(
        lambda: _piece(pages[0], address, len(content) - 1, content[-1:]), lambda: pages[0].post(f"{address}abandon/")
    )

    assert ended.status_code in (200, 404)
    assert given_up.status_code in (200, 404)
    assert len(_kept(shared)) == (120 if ended.status_code == 200 else 0)


def test_other_bytes_begun_as_the_first_ones_end(shared, pages):
    first, second = _archive(120), _archive(60)
    address = _all_but_the_end(pages[0], shared, "p.zip", first)

    ended, begun = race(
        lambda: _piece(pages[0], address, len(first) - 1, first[-1:]),
        lambda: _begin(pages[0], shared, "p.zip", second),
    )

    assert ended.status_code in (200, 404)
    assert _piece(pages[0], begun, 0, second).status_code == 200
    assert len(_kept(shared)) == (120 if ended.status_code == 200 else 60)


def test_mates_who_send_one_path_at_once_keep_one_of_both(shared, pages):
    contents = [b"un\n", b"deux\n"] * 3

    def send(number: int, content: bytes):
        page = pages[number % 2]
        return lambda: _piece(page, _begin(page, shared, "modele.py", content), 0, content)

    results = race(*(send(number, content) for number, content in enumerate(contents)))

    assert {answer.status_code for answer in results} <= {200, 404, 409}
    assert _kept(shared)["modele.py"] in contents


def test_same_folder_that_replaces_all_from_two_pages_at_once_is_whole(shared, pages):
    """Each was told that its files arrived: none takes out what the other laid meanwhile."""
    names = [f"{number}.py" for number in range(6)]

    def send(page, batch: str):
        for name in names:
            _piece(page, _begin(page, shared, name, name.encode(), batch=batch, source="projet"), 0, name.encode())
        close = reverse("projects:batch_close", args=[shared.pk])
        return page.post(close, {"batch": batch, "replaces_all": "1", "source": "projet"}).status_code

    pages[0].post(reverse("projects:draft", args=[shared.pk]), {"files": [factories.upload("ancien.py")]})
    results = race(lambda: send(pages[0], "a" * 16), lambda: send(pages[1], "b" * 16))

    assert results == [200, 200]
    assert sorted(_kept(shared)) == names


def test_work_taken_while_an_archive_is_read_takes_none_of_it(a, shared):
    learner = a.enrolment.learner
    actions.save_draft(shared, by=learner, files=[factories.upload("un.py")])
    actions.submit(shared, by=learner)
    content = _archive(3)
    begun = actions.begin_upload(shared, by=learner, path="p.zip", size=len(content))
    read = actions.add_piece(begun, by=learner, offset=0, data=content)  # of before the claim
    actions.claim(Submission.objects.get(pk=shared.pk), by=a.mentor)

    with pytest.raises(TransitionRefused):
        actions.finish_upload(read, by=learner)
    with pytest.raises(TransitionRefused):
        actions.save_draft(shared, by=learner, files=[factories.upload("deux.py")])

    assert not shared.versions.filter(submitted_at=None).exists()
