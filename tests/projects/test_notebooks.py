"""A notebook is read by its cells and what they gave; nothing of it runs, and a broken one is text."""

import base64
import json

import pytest
from django.urls import reverse

from projects import actions
from projects.models import Submission, VersionFile
from projects.notebooks import notebook
from tests import factories
from tests.projects.test_desk import PNG, fetched

pytestmark = pytest.mark.anywhere

DOT = base64.b64encode(PNG).decode()
CELLS = [
    {"cell_type": "markdown", "source": ["# Ventes\n", "\n", "<script>alert(1)</script> **gras**"]},
    {
        "cell_type": "code",
        "source": ["import pandas\n", "ventes = pandas.read_csv('ventes.csv')"],
        "outputs": [
            {"output_type": "stream", "text": ["12 lignes\n"]},
            {"output_type": "display_data", "data": {"image/png": DOT, "text/plain": "<Figure>"}},
            {"output_type": "execute_result", "data": {"text/html": "<b onclick=alert(1)>tableau</b>"}},
            {"output_type": "error", "traceback": ["\x1b[0;31mKeyError\x1b[0m: 'litres'"]},
        ],
    },
    {"cell_type": "raw", "source": "brut <i>"},
]


def written(cells, **more) -> bytes:
    return json.dumps({"nbformat": 4, "metadata": {}, "cells": cells, **more}).encode()


@pytest.fixture
def read(client, a, given):
    """``read(content)`` → the page of the notebook, as its team reads it."""

    def of(content: bytes, query: str = "") -> str:
        row = factories.submission(given, a.enrolment)
        actions.save_draft(row, by=a.enrolment.learner, files=[factories.upload("analyse.ipynb", content)])
        actions.submit(row, by=a.enrolment.learner)
        client.force_login(a.enrolment.learner)
        file = VersionFile.objects.get()
        return client.get(f"{reverse('projects:code_file', args=[row.pk, 1, file.pk])}{query}").content.decode()

    return of


def test_cells_are_read_in_order_with_their_lines_and_what_they_gave(read):
    html = read(written(CELLS))

    order = ["Ventes</h3>", '<span class="k">import</span>', "12 lignes", "<img src=", "KeyError", "brut &lt;i&gt;"]
    assert [html.index(words) for words in order] == sorted(html.index(words) for words in order)
    assert "<strong>gras</strong>" in html
    assert '<td class="ln">2</td>' in html
    assert "Source" in html


def test_nothing_of_a_notebook_acts(read):
    html = read(written(CELLS))

    assert "<script>alert" not in html
    assert "<b onclick" not in html
    assert "&lt;b onclick=alert(1)&gt;tableau" in html
    assert "data:" not in html.split("<main")[1].split("</main")[0]


def test_picture_that_a_cell_gave_is_shown_sealed_to_who_may_see_the_work(client, read, b):
    read(written(CELLS))
    address = reverse("projects:file_output", args=[VersionFile.objects.get().pk, 1, 1])

    reply = fetched(client, address)

    assert (reply["Content-Type"], reply.status_code) == ("image/png", 200)
    assert "sandbox" in reply["Content-Security-Policy"]
    client.force_login(b.enrolment.learner)
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(("cell", "output"), [(1, 0), (1, 2), (1, 9), (0, 0), (9, 0)])
def test_what_is_no_picture_has_no_address(client, read, cell, output):
    read(written(CELLS))

    assert (
        client.get(reverse("projects:file_output", args=[VersionFile.objects.get().pk, cell, output])).status_code
        == 404
    )


@pytest.mark.parametrize(
    "content",
    [
        b"{",
        b"[]",
        b"{}",
        b'{"cells": 3, "nbformat": 4}',
        b'{"cells": ["x"], "nbformat": 4}',
        b"[" * 5000,
        b'"texte"',
    ],
    ids=["cut", "list", "empty", "number", "no cell", "deep", "string"],
)
def test_broken_notebook_is_read_as_text(read, content):
    html = read(content)

    assert "-L1" in html
    assert "Cellule" not in html


def test_source_is_read_line_by_line_and_takes_remarks(read):
    assert "-L1" in read(written(CELLS), "?source=1")


@pytest.mark.parametrize(
    "cell",
    [
        {},
        {"cell_type": "code"},
        {"cell_type": "code", "source": 3, "outputs": 3},
        {"cell_type": "code", "source": [3], "outputs": [{"data": 3}, 3, {"data": {"image/png": "pas du base64"}}]},
        {"cell_type": "code", "source": "x", "outputs": [{"traceback": [3]}, {"text": None}, {}]},
        {"cell_type": "markdown", "source": None},
    ],
    ids=str,
)
def test_odd_cells_are_read(cell):
    cells, total = notebook([json.dumps({"nbformat": 4, "cells": [cell], "metadata": {"language_info": []}})])

    assert (len(cells), total) == (1, 1)


def test_notebook_without_a_cell_says_so(read):
    assert "Ce carnet n’a pas de cellule." in read(written([]))


@pytest.fixture
def compared(client, a, given):
    """``compared(before, now)`` → what the second version changed in the notebook, as its team reads it."""

    def of(before: bytes, now: bytes | None, query: str = "") -> str:
        row = factories.submission(given, a.enrolment)
        for content in (before, now):
            files = [factories.upload("a.py"), *([factories.upload("analyse.ipynb", content)] if content else [])]
            actions.save_draft(row, by=a.enrolment.learner, files=files, replaces_all=True)
            actions.submit(Submission.objects.get(pk=row.pk), by=a.enrolment.learner)
            if content is before:
                actions.withdraw(Submission.objects.get(pk=row.pk), by=a.enrolment.learner)
        client.force_login(a.enrolment.learner)
        file = VersionFile.objects.get(version__number=2 if now else 1, path="analyse.ipynb")
        address = reverse("projects:code_file", args=[row.pk, 2, file.pk])
        return client.get(f"{address}?depuis=1{query}").content.decode()

    return of


LATER = [
    CELLS[0],
    {**CELLS[1], "source": ["import pandas\n", "ventes = pandas.read_csv('<b>juin</b>.csv')"], "outputs": []},
    {"cell_type": "code", "source": "ventes.sum()"},
    CELLS[2],
]


def test_difference_of_a_notebook_is_told_by_its_cells(compared):
    html = compared(written(CELLS), written(LATER)).split("<main")[1]

    assert "Cellule 2" in html
    assert "ventes.sum()" in html
    assert "Cellule 3 ·" in " ".join(html.split())
    assert "&lt;b&gt;" in html
    assert "<b>juin" not in html
    assert "cell_type" not in html
    assert "Ventes" not in html  # the cell that is the same


def test_cell_of_another_kind_has_changed(compared):
    text = {"cell_type": "markdown", "source": "ventes.sum()"}

    html = compared(written([text]), written([{**text, "cell_type": "code"}]))

    assert "modifiée" in html
    assert "elle donne autre chose" not in html


def test_source_of_the_difference_is_a_link_away(compared):
    assert "cell_type" in compared(written(CELLS), written(LATER), "&source=1")


def test_difference_of_a_broken_notebook_is_that_of_its_text(compared):
    assert "{oups" in compared(written(CELLS), b"{oups")


def test_notebook_that_is_gone_is_told_by_its_cells(compared):
    html = compared(written(CELLS), None)

    assert "retirée" in html
    assert "ventes = pandas" in html
    assert "cell_type" not in html


SPACED = [CELLS[0], {**CELLS[1], "source": ["import  pandas\n", "  ventes = pandas.read_csv('ventes.csv') "]}, CELLS[2]]


@pytest.mark.parametrize(("query", "said"), [("", False), ("&espaces=0", True)])
def test_spaces_may_be_left_out_of_cells(compared, query, said):
    assert ("Aucune cellule n’a changé" in compared(written(CELLS), written(SPACED), query)) is said


def test_other_words_of_a_cell_are_told_without_the_spaces(compared):
    other = [{**SPACED[1], "source": ["import  pandas\n", "ventes = pandas.read_csv('juin.csv')"]}]

    html = compared(written([CELLS[1]]), written(other), "&espaces=0").split("<main")[1]

    assert "modifiée" in html
    assert "juin" in html


OLD = {
    "nbformat": 3,
    "worksheets": [
        {
            "cells": [
                {"cell_type": "heading", "level": 2, "source": ["Ventes de juin"]},
                {
                    "cell_type": "code",
                    "input": ["print(12)"],
                    "outputs": [
                        {"output_type": "stream", "stream": "stdout", "text": ["douze\n"]},
                        {"output_type": "display_data", "png": DOT, "text": ["<Figure>"]},
                        {"output_type": "pyout", "text": ["13"], "html": ["<b>13</b>"]},
                        {"output_type": "pyerr", "traceback": ["KeyError: 'litres'"]},
                    ],
                },
                {"cell_type": "markdown", "source": "**fin**"},
            ]
        }
    ],
}


def test_notebook_of_the_form_before_is_read_by_its_cells(client, read):
    html = read(json.dumps(OLD).encode())

    for told in ("Ventes de juin</h", "douze", "13", "KeyError", "<strong>fin</strong>"):
        assert told in html
    assert "worksheets" not in html
    picture = reverse("projects:file_output", args=[VersionFile.objects.get().pk, 1, 1])
    assert picture in html
    assert client.get(picture)["Content-Type"] == "image/png"


@pytest.mark.parametrize(
    "sheets", [[], [3], [{}], [{"cells": 3}], [{"cells": [3, {}, {"cell_type": "heading", "level": []}]}]], ids=str
)
def test_odd_sheets_are_read(sheets):
    assert notebook([json.dumps({"nbformat": 3, "worksheets": sheets})]) is not None


def test_notebook_made_long_by_what_it_gave_is_read_by_its_cells(client, read, compared):
    """Pictures make it longer than a text may be; its difference is told as well."""
    heavy = {**CELLS[1], "outputs": [*CELLS[1]["outputs"], {"output_type": "stream", "text": ["x" * 2_500_000]}]}

    html = read(written([CELLS[0], heavy]))

    assert "ventes = pandas" in html
    assert "La suite de ce résultat est trop longue" in html
    assert client.get(reverse("projects:file_output", args=[VersionFile.objects.get().pk, 1, 1])).status_code == 200


def test_difference_of_long_notebooks_is_told_by_their_cells(compared):
    heavy = {"cell_type": "code", "source": "tout()", "outputs": [{"output_type": "stream", "text": "x" * 2_500_000}]}

    html = compared(written([heavy]), written([heavy, LATER[2]]))

    assert "ventes.sum()" in html
    assert "tout()" not in html


def test_source_of_a_long_notebook_is_downloaded(read):
    heavy = {"cell_type": "code", "source": "tout()", "outputs": [{"output_type": "stream", "text": "x" * 2_500_000}]}

    assert "téléchargez" in read(written([heavy]), "?source=1")


def test_cells_that_are_not_shown_are_counted(read):
    html = read(written([{"cell_type": "code", "source": "x"}] * 401))

    assert "Seules les 400 premières cellules sur 401" in html.replace("\u00a0", " ")
