"""Lines that a mentor suggests are laid into the draft by a button: exactly those lines, or a sentence that says why not."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from core.idempotency import new_key
from core.models import Event
from core.workflow import TransitionRefused
from inbox.models import Notice
from projects import actions, queries
from projects.models import AppliedSuggestion, Submission, Thread
from tests import factories
from tests.projects.test_desk import VIEWS, hand_in

BETTER = "    creneau = get_object_or_404(Creneau, pk=1)"


def send_back(a, given, *remarks: dict, content: bytes = VIEWS.encode()) -> Submission:
    """Salma's vues.py, sent back with remarks on it."""
    row = factories.submission(given, a.enrolment)
    actions.save_draft(row, by=a.enrolment.learner, files=[factories.upload("vues.py", content)])
    actions.submit(row, by=a.enrolment.learner)
    actions.claim(row, by=a.mentor)
    for remark in remarks:
        actions.add_remark(row, by=a.mentor, **{"kind": "must_fix", "body": "Mieux", "path": "vues.py", **remark})
    actions.request_changes(row, by=a.mentor)
    return row


def suggestions(row) -> list[Thread]:
    return list(Thread.objects.filter(review__version__submission=row).exclude(suggestion=""))


def drafted(row, path: str = "vues.py") -> bytes:
    with row.versions.get(submitted_at=None).files.get(path=path).blob.content.open() as stored:
        return stored.read()


@pytest.fixture
def back(client, a, given):
    client.force_login(a.enrolment.learner)
    return send_back(a, given, {"line": 4, "suggestion": BETTER})


def press(client, name: str, pk: int, **typed):
    return client.post(reverse(f"projects:{name}", args=[pk]), {"request_key": new_key(), **typed})


def test_suggestion_is_laid_into_the_draft_and_the_remark_says_it(client, a, back):
    (thread,) = suggestions(back)

    reply = press(client, "suggestion_apply", thread.pk)

    assert reply["Location"].endswith(f"#remarque-{thread.pk}")
    assert drafted(back).decode() == VIEWS.replace("    creneau = Creneau.objects.get(pk=1)", BETTER)
    thread.refresh_from_db()
    assert thread.state == "resolved"
    html = client.get(reverse("projects:submission", args=[back.pk])).content.decode()
    assert f"Appliquée au brouillon par {a.enrolment.learner}" in html
    assert "Appliquer au brouillon" not in html
    event = Event.objects.get(verb="projects.submission.apply_suggestions")
    assert event.data == {"version": 2, "threads": [thread.pk]}


def test_mentor_is_told_once_when_the_lines_are_handed_in(client, a, given, committed):
    told = Notice.objects.filter(user=a.mentor, verb="projects.submission.follow_suggestions")
    row = send_back(a, given, {"line": 4, "suggestion": BETTER}, {"line": 1, "suggestion": "import os"})
    with committed():
        actions.apply_suggestions(row, by=a.enrolment.learner, threads=suggestions(row))
    assert not told.exists()

    with committed():
        actions.submit(Submission.objects.get(pk=row.pk), by=a.enrolment.learner)

    assert "suit ce que vous aviez proposé" in told.get().text


def test_mentor_is_not_told_of_lines_that_changed_again(a, given, committed):
    row = send_back(a, given, {"line": 4, "suggestion": BETTER})
    actions.apply_suggestions(row, by=a.enrolment.learner, threads=suggestions(row))
    actions.save_draft(row, by=a.enrolment.learner, files=[factories.upload("vues.py", b"x = 1\n")])

    with committed():
        actions.submit(Submission.objects.get(pk=row.pk), by=a.enrolment.learner)

    assert not Notice.objects.filter(verb="projects.submission.follow_suggestions").exists()


def test_next_version_says_what_it_applies_to_the_team_and_to_the_mentor(client, a, back):
    press(client, "suggestion_apply", suggestions(back)[0].pk)

    actions.submit(Submission.objects.get(pk=back.pk), by=a.enrolment.learner)

    html = client.get(reverse("projects:submission", args=[back.pk])).content.decode()
    assert "applique 1 suggestion" in html
    assert "Appliquée en version 2" in html
    actions.claim(Submission.objects.get(pk=back.pk), by=a.mentor)
    client.force_login(a.mentor)
    desk = client.get(reverse("projects:review", args=[back.pk])).content.decode()
    assert "applique 1 suggestion" in desk
    assert "Appliquée en version 2" in desk


def test_applying_twice_changes_nothing_more(a, back):
    for _ in range(2):
        actions.apply_suggestions(back, by=a.enrolment.learner, threads=suggestions(back))

    assert AppliedSuggestion.objects.count() == 1
    assert drafted(back).decode().count("get_object_or_404") == 1


def test_lines_changed_in_the_draft_are_refused_beside_the_button_and_nothing_is_written(client, a, back):
    changed = VIEWS.replace("get(pk=1)", "first()").encode()
    actions.save_draft(back, by=a.enrolment.learner, files=[factories.upload("vues.py", changed)])

    reply = press(client, "suggestion_apply", suggestions(back)[0].pk)

    assert reply.status_code == 422
    assert "vues.py:4 : ces lignes ont changé dans votre brouillon" in reply.content.decode().replace("\u00a0", " ")
    assert drafted(back) == changed
    assert not AppliedSuggestion.objects.exists()


def test_lines_that_moved_in_the_draft_are_found(a, back):
    moved = f"# vues\n{VIEWS}".encode()
    learner = a.enrolment.learner
    actions.remove_draft_files(actions.draft_of(back, by=learner), by=learner)
    actions.save_draft(back, by=learner, files=[factories.upload("views.py", moved)])

    actions.apply_suggestions(back, by=learner, threads=suggestions(back))

    assert drafted(back, "views.py").decode() == f"# vues\n{VIEWS}".replace(
        "    creneau = Creneau.objects.get(pk=1)", BETTER
    )


def test_all_of_a_review_are_applied_at_once_and_those_that_cross_are_named(client, a, given):
    client.force_login(a.enrolment.learner)
    row = send_back(
        a,
        given,
        {"line": 1, "suggestion": "import os\nimport sys\n"},
        {"line": 3, "last_line": 4, "suggestion": "def reserver(request, pk):\n    pass"},
        {"line": 4, "suggestion": BETTER},
        {"line": 5, "suggestion": "    return str(creneau)"},
    )
    review = row.versions.get().reviews.get()
    assert "Appliquer les 4 suggestions" in client.get(
        reverse("projects:submission", args=[row.pk])
    ).content.decode().replace("\u00a0", " ")

    reply = client.post(
        reverse("projects:suggestions_apply", args=[review.pk]), {"request_key": new_key()}, follow=True
    )

    html = reply.content.decode().replace("\u00a0", " ")
    assert "2 suggestions appliquées à votre brouillon." in html
    assert "vues.py:3 : deux suggestions changent les mêmes lignes" in html
    assert "vues.py:4 : deux suggestions changent les mêmes lignes" in html
    expected = VIEWS.replace("import os\n", "import os\nimport sys\n").replace("return creneau", "return str(creneau)")
    assert drafted(row).decode() == expected


@pytest.mark.parametrize(
    ("content", "suggestion", "made"),
    [
        (b"un\r\ndeux\r\ntrois\r\n", "a\nb", b"un\r\na\r\nb\r\ntrois\r\n"),
        (b"un\ndeux", "a\r\nb\r\n", b"un\na\nb"),
        (b"\xef\xbb\xbfun\ndeux\n", "a", b"\xef\xbb\xbfun\na\n"),
        (
            "un\nd\u00e9j\u00e0 vu, d\u00e9j\u00e0 lu\n".encode("cp1252"),
            "\u00e9t\u00e9",
            "un\n\u00e9t\u00e9\n".encode("cp1252"),
        ),
        (b"un\ndeux\n\n", "", None),
    ],
    ids=["crlf", "no end", "mark", "windows-1252", "nothing suggested"],
)
def test_encoding_and_ends_of_lines_are_kept(a, given, content, suggestion, made):
    row = send_back(a, given, {"line": 2, "suggestion": suggestion}, content=content)

    if made is None:
        with pytest.raises(ValidationError, match="aucune suggestion"):
            actions.apply_suggestions(row, by=a.enrolment.learner, threads=Thread.objects.all())
    else:
        actions.apply_suggestions(row, by=a.enrolment.learner, threads=suggestions(row))
        assert drafted(row) == made


def test_words_that_the_encoding_lacks_are_refused(a, given):
    content = "un\nd\u00e9j\u00e0 vu, d\u00e9j\u00e0 lu\n".encode("cp1252")
    row = send_back(a, given, {"line": 2, "suggestion": "\u0633\u0644\u0627\u0645"}, content=content)

    with pytest.raises(ValidationError, match="ne peut pas être changé ici"):
        actions.apply_suggestions(row, by=a.enrolment.learner, threads=suggestions(row))


def test_first_line_with_a_mark_keeps_it(a, given):
    row = send_back(a, given, {"line": 1, "suggestion": "neuf"}, content=b"\xef\xbb\xbfun\ndeux\n")

    actions.apply_suggestions(row, by=a.enrolment.learner, threads=suggestions(row))

    assert drafted(row) == b"\xef\xbb\xbfneuf\ndeux\n"


def test_version_whose_file_was_sent_again_does_not_claim_the_suggestion(client, a, back):
    actions.apply_suggestions(back, by=a.enrolment.learner, threads=suggestions(back))
    hand_in(Submission.objects.get(pk=back.pk), a.enrolment.learner, vues__py=VIEWS)

    html = client.get(reverse("projects:submission", args=[back.pk])).content.decode()

    assert "applique 1 suggestion" not in html
    assert "Appliquée en version" not in html


def test_draft_handed_in_meanwhile_is_a_conflict(client, a, back, monkeypatch):
    """A team-mate hands the draft in between its reading and its locking."""
    learner = a.enrolment.learner
    draft = actions.draft_of(back, by=learner)
    actions.submit(Submission.objects.get(pk=back.pk), by=learner)
    monkeypatch.setattr("projects.actions.suggestions.draft_of", lambda *_args, **_named: draft)

    with pytest.raises(TransitionRefused):
        actions.apply_suggestions(Submission.objects.get(pk=back.pk), by=learner, threads=suggestions(back))


def test_work_in_review_is_a_conflict_for_the_team_and_refused_to_others(client, a, back):
    learner = a.enrolment.learner
    actions.draft_of(back, by=learner)
    actions.submit(Submission.objects.get(pk=back.pk), by=learner)
    actions.claim(Submission.objects.get(pk=back.pk), by=a.mentor)

    assert press(client, "suggestion_apply", suggestions(back)[0].pk).status_code == 409
    with pytest.raises(PermissionDenied):
        actions.apply_suggestions(back, by=a.mentor, threads=suggestions(back))


def test_suggestion_is_applied_beside_the_lines_it_is_about(client, a, back):
    (thread,) = suggestions(back)
    code = reverse("projects:code", args=[back.pk, 1])
    assert "Appliquer au brouillon" in client.get(f"{code}?fichier=vues.py").content.decode()

    reply = press(client, "suggestion_apply", thread.pk, lecture=1)

    assert reply["Location"] == f"{code}?fichier=vues.py#remarque-{thread.pk}"


def test_review_counts_what_is_left_to_apply(a, back):
    review = queries.dossier(back, a.enrolment.learner).last_review
    assert [thread.pk for thread in review.suggestions] == [suggestions(back)[0].pk]

    actions.apply_suggestions(back, by=a.enrolment.learner, threads=suggestions(back))

    assert queries.dossier(back, a.enrolment.learner).last_review.suggestions == []
