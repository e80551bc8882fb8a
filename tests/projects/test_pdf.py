"""A PDF of a version: read in the browser by who may read the version, and never more than a PDF."""

import io
import zipfile

import pytest
from django.urls import reverse

from projects import actions, preview
from projects.models import Thread, VersionFile
from tests import factories

pytestmark = pytest.mark.anywhere

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n"
HTML = b"<!doctype html><script>alert(document.cookie)</script>\n"
DOORS = ["desk", "own"]


def hand_in(row, learner, *files) -> None:
    uploads = [factories.upload(name, content) for name, content in files]
    actions.save_draft(row, by=learner, repository_url="https://example.org/d", files=uploads)
    actions.submit(row, by=learner)


@pytest.fixture
def held(client, a, draft):
    """Salma's report, its false twin and a page of code, in the mentor's hands; the mentor is logged in."""
    files = [("rapport.pdf", PDF), ("faux.pdf", HTML), ("vues.py", b"import os\n")]
    hand_in(draft, a.enrolment.learner, *files)
    actions.claim(draft, by=a.mentor)
    client.force_login(a.mentor)
    return draft


def file_of(row, path: str = "rapport.pdf") -> VersionFile:
    return VersionFile.objects.get(version__submission=row, path=path)


def address_of(door: str, file: VersionFile) -> str:
    """Where its bytes are read: at the desk, or from the version's page."""
    if door == "desk":
        return reverse("projects:review_raw", args=[file.version.submission_id, file.pk])
    return reverse("projects:file_read", args=[file.pk])


def fetched(client, address: str):
    """The answer, its file read to the end, which closes it."""
    reply = client.get(address)
    reply.body = reply.getvalue()
    return reply


def part(client, row, path: str = "rapport.pdf") -> str:
    address = reverse("projects:review_file", args=[row.pk, file_of(row, path).pk])
    return client.get(address, headers={"HX-Request": "true"}).content.decode()


def policy(reply) -> dict[str, str]:
    parts = (rule.strip().partition(" ") for rule in reply["Content-Security-Policy"].split(";"))
    return {name: value for name, _space, value in parts}


# Its bytes


@pytest.mark.parametrize("door", DOORS)
def test_pdf_is_shown_under_seals(client, held, door):
    reply = fetched(client, address_of(door, file_of(held)))

    assert (reply.status_code, reply.body) == (200, PDF)
    assert reply["Content-Type"] == "application/pdf"
    assert reply["Content-Disposition"] == 'inline; filename="rapport.pdf"'
    assert reply["X-Content-Type-Options"] == "nosniff"
    assert reply["Cross-Origin-Resource-Policy"] == "same-origin"
    assert reply["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("door", DOORS)
def test_policy_of_a_pdf_runs_nothing_and_is_framed_by_us_alone(client, held, door):
    rules = policy(fetched(client, address_of(door, file_of(held))))

    assert rules["default-src"] == "'none'"
    assert rules["frame-ancestors"] == "'self'"
    assert not {"script-src", "object-src", "connect-src", "form-action"} & rules.keys()


@pytest.mark.parametrize("door", DOORS)
def test_page_named_pdf_is_plain_text(client, held, door):
    reply = fetched(client, address_of(door, file_of(held, "faux.pdf")))

    assert reply["Content-Type"] == "text/plain; charset=utf-8"
    assert policy(reply)["sandbox"] == ""
    assert "<object" not in part(client, held, "faux.pdf")


@pytest.mark.parametrize("door", DOORS)
def test_bytes_named_pdf_are_only_downloaded(client, a, draft, door):
    """An archive may hold what is of no known kind."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("faux.pdf", b"\x00\x01<script>alert(1)</script> %PDF-1.7")
    hand_in(draft, a.enrolment.learner, ("projet.zip", packed.getvalue()))
    actions.claim(draft, by=a.mentor)
    client.force_login(a.mentor)
    file = file_of(draft, "faux.pdf")

    assert client.get(address_of(door, file)).status_code == 404
    reply = fetched(client, reverse("projects:file", args=[file.pk]))
    assert reply["Content-Type"] == "application/octet-stream"
    assert reply["Content-Disposition"].startswith("attachment")


NAMES = [
    ("تقرير المشروع.pdf", "inline; filename*=utf-8''%D8%AA%D9%82%D8%B1%D9%8A%D8%B1%20"),
    ('a"; filename="x.html', 'inline; filename="a\\"; filename=\\"x.html"'),
    ("a\r\nX-Evil: 1.pdf", "inline; filename*=utf-8''a%0D%0AX-Evil%3A%201.pdf"),
]


@pytest.mark.parametrize(("name", "told"), NAMES, ids=["arabic", "quotes", "newline"])
@pytest.mark.parametrize("door", DOORS)
def test_name_breaks_no_header(client, held, door, name, told):
    """The way in cleans a name; the way out believes none."""
    file = file_of(held)
    VersionFile.objects.filter(pk=file.pk).update(path=name)

    reply = fetched(client, address_of(door, file))

    assert reply["Content-Disposition"].startswith(told)
    assert "X-Evil" not in reply.headers


@pytest.mark.parametrize("door", DOORS)
def test_head_tells_the_same_and_sends_nothing(client, held, door):
    reply = client.head(address_of(door, file_of(held)))

    assert (reply.status_code, reply["Content-Type"]) == (200, "application/pdf")
    assert reply["Content-Length"] == str(len(PDF))
    assert reply.getvalue() == b""


@pytest.mark.parametrize("door", DOORS)
def test_strangers_find_nothing(client, a, b, held, door):
    for stranger in (b.mentor, b.manager, b.enrolment.learner, factories.enrolment(a.cohort).learner):
        client.force_login(stranger)

        assert client.get(address_of(door, file_of(held))).status_code == 404


def test_team_reads_its_own(client, a, held):
    client.force_login(a.enrolment.learner)

    assert fetched(client, address_of("own", file_of(held))).body == PDF
    assert client.get(address_of("desk", file_of(held))).status_code == 403


def test_drafts_pdf_is_its_teams_alone(client, a, draft):
    actions.save_draft(draft, by=a.enrolment.learner, files=[factories.upload("rapport.pdf", PDF)])
    file = file_of(draft)

    client.force_login(a.enrolment.learner)
    assert fetched(client, address_of("own", file)).status_code == 200
    client.force_login(a.mentor)
    assert client.get(address_of("own", file)).status_code == 403
    assert client.get(address_of("desk", file)).status_code == 404


# The pages


def test_desk_shows_it_and_always_gives_the_links(client, held):
    html = part(client, held)

    assert f'data="{address_of("desk", file_of(held))}"' in html
    assert 'type="application/pdf"' in html
    assert html.split("<object")[0].count("Ouvrir le PDF dans un nouvel onglet") == 1
    assert reverse("projects:file", args=[file_of(held).pk]) in html


def test_long_pdf_is_opened_by_its_link(client, held, monkeypatch):
    monkeypatch.setattr(preview, "EMBEDDED_BYTES", len(PDF) - 1)

    html = part(client, held)

    assert "<object" not in html
    assert "Ouvrir le PDF dans un nouvel onglet" in html


def test_only_a_page_that_holds_a_pdf_lets_a_viewer_in(client, a, held):
    desk = policy(client.get(reverse("projects:review", args=[held.pk])))
    alone = policy(client.get(reverse("projects:review_file", args=[held.pk, file_of(held).pk])))
    code = policy(client.get(reverse("projects:review_file", args=[held.pk, file_of(held, "vues.py").pk])))

    for rules in (desk, alone):
        assert rules["object-src"] == "'self'"
        assert rules["frame-src"].split()[0] == "'self'"
        assert rules["script-src"] == rules["style-src"] == "'self'"
        assert rules["frame-ancestors"] == "'none'"
    assert code["object-src"] == "'none'"
    assert "'self'" not in code["frame-src"]


def test_desk_without_a_pdf_stays_closed(client, a, draft):
    hand_in(draft, a.enrolment.learner, ("faux.pdf", HTML))
    actions.claim(draft, by=a.mentor)
    client.force_login(a.mentor)

    assert policy(client.get(reverse("projects:review", args=[draft.pk])))["object-src"] == "'none'"


def test_learner_opens_it_from_the_version_and_from_the_draft(client, a, held):
    client.force_login(a.enrolment.learner)
    pages = [
        reverse("projects:version", args=[file_of(held).version_id]),
        reverse("projects:submission", args=[held.pk]),
    ]

    for page in pages:
        html = client.get(page).content.decode()
        assert html.count("Ouvrir le PDF dans un nouvel onglet") == 1
        assert address_of("own", file_of(held)) in html


def test_draft_lists_it_with_its_link(client, a, draft):
    actions.save_draft(draft, by=a.enrolment.learner, files=[factories.upload("rapport.pdf", PDF)])
    client.force_login(a.enrolment.learner)

    html = client.get(reverse("projects:draft_files", args=[draft.pk])).content.decode()

    assert address_of("own", file_of(draft)) in html


def test_remark_is_made_on_the_whole_pdf(client, a, held):
    assert 'Commenter<span class="sr"> rapport.pdf' in part(client, held)
    factories.scored_review(held, a.mentor)
    actions.add_remark(held, by=a.mentor, kind="question", body="D’où vient ce chiffre ?", path="rapport.pdf")

    assert Thread.objects.get().line is None
    assert "D’où vient ce chiffre ?" in part(client, held)
