"""The reviewer's desk: files one by one, what changed since the last review, remarks where they lie now."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from core.markdown import rendered
from projects import actions
from projects.models import Thread, Version, VersionFile, ViewedFile
from projects.queries import desk, workspace
from projects.tree import FileRow, tree_of
from tests import factories
from tests.projects.handing_in import VIEWS, hand_in

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 24


@pytest.fixture
def held(client, a, given):
    """Salma's work with two files, in the mentor's hands; the mentor is logged in."""
    row = factories.submission(given, a.enrolment)
    hand_in(row, a.enrolment.learner, vues__py=VIEWS, lisez__md="# Projet\n\n<script>alert(1)</script>\n")
    actions.claim(row, by=a.mentor)
    client.force_login(a.mentor)
    return row


@pytest.fixture
def second(a, held):
    """The second version in hand, after a review with a remark on lines 3 and 4."""
    factories.scored_review(held, a.mentor)
    actions.add_remark(
        held, by=a.mentor, kind="must_fix", body="Et sans créneau ?", path="vues.py", line=4, last_line=3
    )
    actions.request_changes(held, by=a.mentor)
    changed = "# vues\n" + VIEWS.replace("return creneau", "return str(creneau)")
    hand_in(held, a.enrolment.learner, vues__py=changed, lisez__md="# Projet\n", neuf__py="x = 1\n")
    actions.claim(held, by=a.mentor)
    return held


def page(client, row, query: str = "") -> str:
    return client.get(f"{reverse('projects:review', args=[row.pk])}{query}").content.decode()


def part(client, row, path: str, query: str = "", number: int | None = None) -> str:
    """The fragment of one file of the last version, or of version ``number``."""
    files = VersionFile.objects.filter(version__submission=row, path=path).order_by("-version__number")
    file = files.filter(version__number=number).get() if number else files.first()
    address = reverse("projects:review_file", args=[row.pk, file.pk])
    return client.get(f"{address}{query}", headers={"HX-Request": "true"}).content.decode()


def fetched(client, address: str):
    """The answer, its file read to the end, which closes it."""
    reply = client.get(address)
    reply.getvalue()
    return reply


def test_page_lists_the_files_and_holds_none(client, held):
    html = page(client, held)

    assert "vues.py" in html
    assert "lisez.md" in html
    assert "creneau = " not in html


def test_file_comes_with_coloured_lines_and_a_link_on_each_number(client, held):
    html = part(client, held, "vues.py")

    assert '<span class="k">import</span>' in html
    assert 'aria-label="Commenter la ligne 4 de vues.py"' in html
    assert "<html" not in html


def test_file_is_a_page_of_its_own_without_scripts(client, held):
    file = VersionFile.objects.get(version__submission=held, path="vues.py")

    html = client.get(f"{reverse('projects:review_file', args=[held.pk, file.pk])}?ligne=4").content.decode()

    assert f'id="fichier-{file.pk}-L4"' in html
    assert 'name="line" value="4"' in html
    assert 'name="path" value="vues.py"' in html


def test_markdown_is_rendered_and_its_markup_is_inert(client, held):
    html = part(client, held, "lisez.md")

    assert "<h3>Projet</h3>" in html
    assert "<script>alert" not in html
    assert "alert(1)" in part(client, held, "lisez.md", "?source=1")


@pytest.mark.parametrize("query", ["?de=99999999999999999999", "?de=0", "?v=99&depuis=x", "?vue=cote&espaces=0&q="])
def test_odd_addresses_are_answered(client, held, query):
    assert "vues.py" in page(client, held, query)
    assert "vues.py" in part(client, held, "vues.py", query)


def test_second_version_opens_on_what_changed_since_my_review(client, second):
    html = page(client, second)

    assert "depuis la version 1" in html
    assert "nouveau" in html
    changed = part(client, second, "vues.py", "?depuis=1")
    assert '<ins><span class="f">str</span>(</ins>creneau<ins>)</ins>' in changed  # in its colours
    assert "<ins>" not in part(client, second, "vues.py", "?depuis=0")


def test_side_by_side_and_spaces_are_in_the_address(client, a, second):
    assert "diff side" in part(client, second, "vues.py", "?depuis=1&vue=cote")
    assert "vue=cote" in page(client, second, "?vue=cote&depuis=1&espaces=0")


def test_removed_file_shows_what_is_gone(client, a, second):
    Version.objects.get(submission=second, number=2).files.filter(path="lisez.md").delete()
    cache.clear()

    assert "supprimé" in page(client, second)
    assert 'class="del"' in part(client, second, "lisez.md", "?depuis=1", number=1)


def test_earlier_remark_stands_where_its_lines_are_now(client, second):
    html = part(client, second, "vues.py", "?depuis=1")
    before = html[: html.index("Et sans créneau ?")]

    assert "déplacée" in html or "déplacé" in html
    assert before.rindex("-L5") > before.rindex("-L4")


def test_correction_asked_for_before_is_confirmed_before_approval(client, a, second):
    factories.scored_review(second, a.mentor, level=3)
    thread = Thread.objects.get(kind="must_fix")
    approve = {"message": "Bien", "approve": "1"}

    refused = client.post(reverse("projects:review_save", args=[second.pk]), approve)
    client.post(reverse("projects:remark_confirm", args=[second.pk, thread.pk]))
    client.post(reverse("projects:review_save", args=[second.pk]), approve)

    assert refused.status_code == 422
    assert "1 correction demandée avant reste à confirmer." in refused.content.decode()
    second.refresh_from_db()
    assert second.state == "approved"


def test_confirmed_correction_is_opened_again_and_blocks_approval(client, a, second):
    factories.scored_review(second, a.mentor, level=3)
    thread = Thread.objects.get(kind="must_fix")
    client.post(reverse("projects:remark_confirm", args=[second.pk, thread.pk]))
    client.post(reverse("projects:remark_reopen", args=[second.pk, thread.pk]))

    refused = client.post(reverse("projects:review_save", args=[second.pk]), {"message": "Bien", "approve": "1"})

    thread.refresh_from_db()
    assert thread.state == "open"
    assert refused.status_code == 422


# Remarks


def remark(client, row, **typed):
    return client.post(reverse("projects:remark_add", args=[row.pk]), {"kind": "must_fix", "body": "Et ?", **typed})


def test_remark_on_lines_keeps_them_and_shows_what_it_suggests(client, a, held):
    typed = {"path": "vues.py", "line": 3, "last_line": 4, "suggestion": "def reserver(request, pk):\n    pass\n"}

    assert remark(client, held, **typed).status_code == 302

    thread = Thread.objects.get()
    assert thread.quote.split("\n") == VIEWS.split("\n")[2:4]
    html = part(client, held, "vues.py")
    assert "Proposé à la place" in html
    assert "<ins>" in html


@pytest.mark.parametrize(
    "typed",
    [
        {"body": " "},
        {"path": "vues.py", "line": 99},
        {"path": "vues.py", "line": 2, "last_line": 99},
        {"path": "absent.py", "line": 1},
        {"suggestion": "x"},
        {"criterion": "9" * 30},
        {"criterion": "x"},
        {"kind": "insult"},
        {"line": "9" * 40},
        {"screenshot": factories.upload("capture.png", b"<svg onload=alert(1)>")},
    ],
    ids=str,
)
def test_remark_that_cannot_be_is_told_in_words(client, held, typed):
    reply = remark(client, held, **typed)

    assert reply.status_code == 422
    assert 'class="error"' in reply.content.decode()
    assert not Thread.objects.exists()


def test_criterion_of_another_project_is_refused(client, a, held):
    other = factories.assignment(a.cohort, factories.project(a.module))

    assert remark(client, held, criterion=other.criteria.first().pk).status_code == 422


def test_remark_by_htmx_answers_with_itself_and_what_is_missing(client, held):
    reply = client.post(
        reverse("projects:remark_add", args=[held.pk]),
        {"kind": "must_fix", "body": "Voir https://example.org/?a=1&b=<b>"},
        headers={"HX-Request": "true"},
    ).content.decode()

    assert 'rel="nofollow noreferrer noopener"' in reply
    assert "<b>" not in reply.replace("<b>0", "")
    assert 'id="review-state"' in reply
    assert "1 remarque demande une correction." in reply


def test_remark_linked_to_a_criterion_justifies_it(client, a, held):
    criterion = held.assignment.criteria.first()
    remark(client, held, body="Les droits manquent.", criterion=criterion.pk)

    panel = page(client, held).split('id="review-form"')[1]
    assert "Les droits manquent." in panel


def test_screenshot_is_shown_to_its_author_then_to_the_team(client, a, held, b):
    remark(client, held, screenshot=factories.upload("capture.png", PNG))
    thread = Thread.objects.get()
    address = reverse("projects:screenshot", args=[thread.pk])
    factories.scored_review(held, a.mentor)

    reply = fetched(client, address)
    assert (reply["Content-Type"], reply["Content-Disposition"]) == (
        "image/png",
        f'inline; filename="capture-{thread.pk}"',
    )
    assert "sandbox" in reply["Content-Security-Policy"]
    client.force_login(a.enrolment.learner)
    assert client.get(address).status_code == 404
    actions.request_changes(held, by=a.mentor)
    assert fetched(client, address).status_code == 200
    client.force_login(b.enrolment.learner)
    assert client.get(address).status_code == 404


def test_raw_shows_text_as_text_and_nothing_else(client, a, held):
    file = VersionFile.objects.get(version__submission=held, path="lisez.md")

    reply = fetched(client, reverse("projects:review_raw", args=[held.pk, file.pk]))

    assert reply["Content-Type"] == "text/plain; charset=utf-8"
    assert "sandbox" in reply["Content-Security-Policy"]
    file.blob.content_type = "application/zip"
    file.blob.save()
    assert client.get(reverse("projects:review_raw", args=[held.pk, file.pk])).status_code == 404


def test_draft_file_is_not_read_at_the_desk(client, a, second):
    actions.release(second, by=a.mentor)
    actions.save_draft(second, by=a.enrolment.learner, files=[factories.upload("secret.py")])
    draft = VersionFile.objects.get(path="secret.py")

    assert client.get(reverse("projects:review_file", args=[second.pk, draft.pk])).status_code == 404


# What was read


def test_read_mark_holds_while_the_bytes_do(client, a, held):
    file = VersionFile.objects.get(version__submission=held, path="vues.py")
    client.post(reverse("projects:review_viewed", args=[held.pk, file.pk]), {"vu": "1"})
    client.post(reverse("projects:review_viewed", args=[held.pk, file.pk]), {"vu": "1"})
    assert ViewedFile.objects.count() == 1
    factories.scored_review(held, a.mentor)
    actions.request_changes(held, by=a.mentor)
    hand_in(held, a.enrolment.learner, vues__py=VIEWS, lisez__md="# Autre\n")
    actions.claim(held, by=a.mentor)

    assert "2 fichiers · 1 lu<" in page(client, held)
    newer = VersionFile.objects.get(version__submission=held, version__number=2, path="vues.py")
    client.post(reverse("projects:review_viewed", args=[held.pk, newer.pk]), {"vu": "0"})
    assert "2 fichiers · 0 lu<" in page(client, held)


def test_count_of_read_files_moves_with_the_button(client, held):
    first, second = VersionFile.objects.filter(version__submission=held)
    asked = {"vu": "1", "compte": "1"}
    address = reverse("projects:review_viewed", args=[held.pk, first.pk])
    client.post(reverse("projects:review_viewed", args=[held.pk, second.pk]), {"vu": "1"})

    html = client.post(address, asked, headers={"HX-Request": "true"}).content.decode()

    assert 'id="files-read" hx-swap-oob="true"' in html
    assert "2 fichiers · 2 lus<" in html
    assert 'name="compte"' in html
    alone = client.post(address, {"vu": "0"}, headers={"HX-Request": "true"}).content.decode()
    assert "files-read" not in alone


def test_file_read_before_is_folded_when_the_page_comes_back(client, held):
    file = VersionFile.objects.get(version__submission=held, path="vues.py")
    client.post(reverse("projects:review_viewed", args=[held.pk, file.pk]), {"vu": "1"})

    body = page(client, held).split(f'id="content-{file.pk}"')[1].split(">")[0]
    assert " hidden" in body


def test_search_finds_paths_and_lines(client, held):
    html = page(client, held, "?q=CRENEAU")

    assert "vues.py:4" in html
    assert "lisez.md:" not in html
    assert "lisez.md" in page(client, held, "?q=lisez").split("data-tree")[0]


def test_search_stops_at_its_bounds(client, a, held, monkeypatch):
    monkeypatch.setattr(workspace, "HITS_SHOWN", 1)

    assert "Tout n’a pas été parcouru" in page(client, held, "?q=e")


def test_page_lists_so_many_files_and_the_tree_all(client, held, monkeypatch):
    monkeypatch.setattr(desk, "SECTIONS", 1)

    html = page(client, held)

    assert html.count("data-toggle-file") == 1
    assert html.count("data-at=") == 2
    assert "1 autre fichier : ouvrez-le depuis l’arbre." in html.replace("\u00a0", " ")


def test_folders_that_hold_one_folder_are_joined():
    rows = [FileRow(n, path, n, "", 1, "text/plain") for n, path in enumerate(["a/b/c/x.py", "a/b/c/y.py", "z.py"])]

    tree = tree_of(rows)

    assert list(tree.folders) == ["a/b/c"]
    assert (tree.folders["a/b/c"].count, tree.count) == (2, 3)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("[x](javascript:alert(1))", "javascript:alert(1)"),
        ("![x](https://example.org/x.png)", "x.png"),
        ("<img src=x onerror=alert(1)>", "&lt;img"),
        ("[x](https://example.org/)", 'rel="nofollow noreferrer noopener"'),
        ("| a |\n|--:|\n| 1 |", "<td>1</td>"),
    ],
)
def test_markdown_cannot_act(text, kept):
    html = rendered(text)

    assert kept in html
    assert not any(bad in html for bad in ("<img", 'href="java', "style="))
