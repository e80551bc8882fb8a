"""Suggestions that take lines out, are refused, or are followed twice."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from core.idempotency import new_key
from inbox.models import Notice
from projects import actions
from projects.models import AppliedSuggestion, Submission, Thread
from tests import factories
from tests.projects.test_desk import VIEWS
from tests.projects.test_suggestions import BETTER, drafted, press, send_back, suggestions

TWICE = b"a = 1\nb = 2\nb = 2\nc = 3\n"


@pytest.mark.parametrize(
    ("content", "place", "made"),
    [
        (b"un\r\ndeux\r\ntrois\r\n", {"line": 2}, b"un\r\ntrois\r\n"),
        (b"un\ndeux", {"line": 2}, b"un\n"),
        (b"un\ndeux\n", {"line": 1, "last_line": 2}, b""),
        (b"\xef\xbb\xbfun\ndeux\n", {"line": 1}, b"\xef\xbb\xbfdeux\n"),
        (b"\xef\xbb\xbfun\n", {"line": 1}, b"\xef\xbb\xbf"),
        (b"un\rdeux\rtrois", {"line": 2}, b"un\rtrois"),
        (TWICE, {"line": 2}, b"a = 1\nb = 2\nc = 3\n"),
    ],
    ids=["crlf", "last one", "all", "mark", "mark alone", "old mac", "said twice"],
)
def test_lines_that_should_go_are_taken_out(a, given, content, place, made):
    row = send_back(a, given, {**place, "removes_lines": True}, content=content)

    for _again in range(2):
        actions.apply_suggestions(row, by=a.enrolment.learner, threads=Thread.objects.all())

    assert drafted(row) == made
    version = actions.submit(Submission.objects.get(pk=row.pk), by=a.enrolment.learner)
    assert version.applied.count() == 1


def test_version_that_has_the_lines_again_does_not_claim_that_they_are_gone(a, given):
    row = send_back(a, given, {"line": 2, "removes_lines": True}, content=TWICE)
    actions.apply_suggestions(row, by=a.enrolment.learner, threads=Thread.objects.all())
    actions.save_draft(row, by=a.enrolment.learner, files=[factories.upload("vues.py", TWICE)])

    version = actions.submit(Submission.objects.get(pk=row.pk), by=a.enrolment.learner)

    assert not version.applied.exists()


@pytest.fixture
def said(client, a, held):
    """``said(**typed)`` → the remark as the mentor's page makes it on line 4."""

    def of(**typed) -> Thread:
        address = reverse("projects:remark_add", args=[held.pk])
        line = "    creneau = Creneau.objects.get(pk=1)"
        form = {"path": "vues.py", "line": 4, "last_line": 4, "body": "Inutile", "kind": "must_fix"}
        form |= {"suggestion": line, "suggested_from": line, "request_key": new_key()}
        assert client.post(address, {**form, **typed}).status_code == 302
        return Thread.objects.latest("pk")

    return of


@pytest.mark.parametrize(
    ("typed", "removes", "suggestion"),
    [
        ({}, False, ""),
        ({"suggestion": ""}, True, ""),
        ({"suggestion": "  \r\n"}, True, ""),
        ({"removes_lines": "on"}, True, ""),
        ({"suggestion": "", "suggested_from": ""}, False, ""),
        ({"suggestion": "", "suggested_from": "", "removes_lines": "on"}, True, ""),
        ({"suggestion": BETTER}, False, BETTER),
    ],
    ids=["as laid", "emptied", "blank", "ticked", "never laid", "ticked without scripts", "other lines"],
)
def test_emptied_box_says_that_the_lines_should_go(said, typed, removes, suggestion):
    thread = said(**typed)

    assert (thread.removes_lines, thread.suggestion) == (removes, suggestion)


def test_team_and_mentor_read_which_lines_should_go(client, a, held, said):
    said(suggestion="")
    desk = client.get(reverse("projects:review", args=[held.pk])).content.decode()
    actions.request_changes(held, by=a.mentor)
    client.force_login(a.enrolment.learner)

    page = client.get(reverse("projects:submission", args=[held.pk])).content.decode()

    for html in (desk, page):
        assert "Ces lignes devraient disparaître" in html
    assert "Appliquer au brouillon" in page
    press(client, "suggestion_apply", Thread.objects.get().pk)
    assert "Creneau.objects" not in drafted(held).decode()


def test_remark_keeps_that_its_lines_should_go_when_it_is_said_otherwise(client, a, held, said):
    thread = said(suggestion="")
    address = reverse("projects:remark_change", args=[held.pk, thread.pk])
    assert "checked" in client.get(address).content.decode().split('name="removes_lines"')[1].split(">")[0]

    client.post(address, {"body": "Inutile ici", "kind": "remark", "line": 4, "last_line": 4, "removes_lines": "on"})

    thread.refresh_from_db()
    assert (thread.body, thread.removes_lines) == ("Inutile ici", True)


@pytest.mark.parametrize(
    "typed",
    [
        {"suggestion": "x\0y", "line": 1},
        {"body": "x\0y"},
        {"suggestion": "x", "line": 1, "removes_lines": True},
        {"removes_lines": True},
        {"removes_lines": True, "path": "vues.py"},
    ],
    ids=["nul in the lines", "nul in the words", "both", "no file", "no line"],
)
def test_what_cannot_be_suggested_is_refused_by_the_action(a, held, typed):
    place = {"path": "vues.py"} if "line" in typed else {}

    with pytest.raises(ValidationError):
        actions.add_remark(held, by=a.mentor, **{"body": "Mieux", "kind": "remark", **place, **typed})

    assert not Thread.objects.exists()


def test_lone_carriage_returns_are_ends_of_lines(a, given):
    row = send_back(a, given, {"line": 4, "suggestion": "    a\r    b\r"})

    actions.apply_suggestions(row, by=a.enrolment.learner, threads=suggestions(row))

    assert "    a\n    b\n    return" in drafted(row).decode()


def test_mentor_is_told_once_of_each_suggestion_that_is_followed(a, given, committed):
    """Handed in, taken back, sent again as before, applied again, handed in again: one word."""
    told = Notice.objects.filter(user=a.mentor, verb="projects.submission.follow_suggestions")
    row = send_back(a, given, {"line": 4, "suggestion": BETTER}, {"line": 1, "suggestion": "import sys"})
    learner, (first, second) = a.enrolment.learner, suggestions(row)
    with committed():
        actions.apply_suggestions(row, by=learner, threads=[first])
        actions.submit(Submission.objects.get(pk=row.pk), by=learner)
    with committed():
        actions.withdraw(Submission.objects.get(pk=row.pk), by=learner)
        back = Submission.objects.get(pk=row.pk)
        actions.save_draft(back, by=learner, files=[factories.upload("vues.py", VIEWS.encode())])
        actions.apply_suggestions(back, by=learner, threads=[first])
        actions.submit(Submission.objects.get(pk=row.pk), by=learner)
    assert told.count() == 1
    with committed():
        actions.withdraw(Submission.objects.get(pk=row.pk), by=learner)
        actions.apply_suggestions(Submission.objects.get(pk=row.pk), by=learner, threads=[second])
        actions.submit(Submission.objects.get(pk=row.pk), by=learner)

    assert AppliedSuggestion.objects.exclude(told_at=None).count() == 2
