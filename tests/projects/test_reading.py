"""A version is read as it is reviewed: by its team and whoever may see the work, beside the remarks that were sent."""

import pytest
from django.urls import reverse

from core.idempotency import new_key
from projects import actions
from projects.models import Reply, VersionFile
from tests import factories
from tests.projects.test_desk import VIEWS, hand_in

LONG = "".join(f"ligne_{n} = {n}\n" for n in range(1, 61))


@pytest.fixture
def reviewed(client, a, given):
    """Salma's first version, sent back with a remark on line 4 of vues.py; she is logged in."""
    row = factories.submission(given, a.enrolment)
    hand_in(row, a.enrolment.learner, vues__py=VIEWS, long__py=LONG)
    actions.claim(row, by=a.mentor)
    actions.add_remark(row, by=a.mentor, kind="must_fix", body="Et sans créneau ?", path="vues.py", line=4)
    actions.request_changes(row, by=a.mentor)
    client.force_login(a.enrolment.learner)
    return row


@pytest.fixture
def second(a, reviewed):
    """Her second version: a line above in one file, the last but one changed in the other."""
    changed = LONG.replace("ligne_59 = 59", "ligne_59 = 0")
    hand_in(reviewed, a.enrolment.learner, vues__py=f"# vues\n{VIEWS}", long__py=changed)
    return reviewed


def page(client, row, number: int, query: str = "") -> str:
    return client.get(f"{reverse('projects:code', args=[row.pk, number])}{query}").content.decode()


def part(client, row, number: int, path: str, query: str = "") -> str:
    file = VersionFile.objects.get(version__submission=row, version__number=number, path=path)
    address = reverse("projects:code_file", args=[row.pk, number, file.pk])
    return client.get(f"{address}{query}", headers={"HX-Request": "true"}).content.decode()


def test_team_reads_its_files_in_colours_the_first_one_at_once(client, reviewed):
    html = page(client, reviewed, 1)

    assert 'ligne_1 = <span class="d">1</span>' in html
    assert "creneau = " not in html  # comes as one scrolls
    assert '<span class="k">import</span>' in part(client, reviewed, 1, "vues.py")
    assert html.count("data-at=") == 2


def test_address_names_the_file_that_is_open_at_once(client, reviewed):
    html = page(client, reviewed, 1, "?fichier=vues.py#remarque-1")

    assert "creneau = " in html
    assert "ligne_1 = " not in html


def test_remark_stands_beside_its_line_with_the_form_to_answer(client, reviewed):
    thread = reviewed.versions.get().reviews.get().threads.get()

    html = page(client, reviewed, 1, "?fichier=vues.py")

    assert html.index("-L4") < html.index("Et sans créneau ?") < html.index("-L5")
    assert reverse("projects:answer", args=[thread.pk]) in html


def test_answer_given_beside_the_lines_comes_back_there(client, reviewed):
    thread = reviewed.versions.get().reviews.get().threads.get()
    typed = {"body": "Corrigé", "lecture": "1", "request_key": new_key()}

    reply = client.post(reverse("projects:answer", args=[thread.pk]), typed)

    assert reply["Location"].endswith(f"/versions/1/?fichier=vues.py#remarque-{thread.pk}")
    assert Reply.objects.get().body == "Corrigé"
    assert "Corrigé" in page(client, reviewed, 1, "?fichier=vues.py")


def test_remark_stands_where_its_line_is_in_the_next_version(client, second):
    html = part(client, second, 2, "vues.py", "?depuis=1")

    assert html.index("-L5") < html.index("Et sans créneau ?")
    assert "déplacé" in html


def test_two_versions_are_compared(client, second):
    html = part(client, second, 2, "long.py", "?depuis=1")

    assert "<ins>" in html
    assert 'class="del"' in html
    assert "<ins>" not in part(client, second, 2, "long.py")
    assert "depuis la version 1" in page(client, second, 2)


def test_folded_lines_unfold_where_they_are(client, second):
    html = part(client, second, 2, "long.py", "?depuis=1")
    assert "pli=1-55" in html
    assert "Déplier 55 lignes" in html
    assert "ligne_30" not in html

    rows = part(client, second, 2, "long.py", "?depuis=1&pli=1-55")

    assert rows.strip().startswith("<tr")
    assert rows.count("<tr") == 55
    assert "ligne_56" not in rows


def test_folded_lines_unfold_by_their_address_without_scripts(client, second):
    file = VersionFile.objects.get(version__submission=second, version__number=2, path="long.py")
    address = reverse("projects:code_file", args=[second.pk, 2, file.pk])

    html = client.get(f"{address}?depuis=1&pli=1-55").content.decode()

    assert "ligne_30" in html
    assert "<ins>" in html
    assert f'id="fichier-{file.pk}-L30"' in html


@pytest.mark.parametrize(
    "query", ["?pli=", "?pli=9", "?pli=a-b", "?pli=9-1", f"?pli=1-{'9' * 30}", "?depuis=7&pli=1-2"]
)
def test_odd_folds_are_answered(client, second, query):
    assert part(client, second, 2, "long.py", query)


def test_draft_review_is_never_read(client, a, second):
    actions.claim(second, by=a.mentor)
    actions.add_remark(second, by=a.mentor, kind="question", body="Un brouillon", path="vues.py", line=1)

    assert "Un brouillon" not in part(client, second, 2, "vues.py")
    client.force_login(a.mentor)
    assert "Un brouillon" not in part(client, second, 2, "vues.py")


def test_contested_remark_is_hidden_from_the_second_reader(client, a, reviewed, other_mentor):
    reviewed.refresh_from_db()
    review = reviewed.versions.get().reviews.get()
    actions.dispute(review, by=a.enrolment.learner, reason="Le créneau est créé par la vue d’avant, à la ligne 2.")
    client.force_login(other_mentor)

    assert "Et sans créneau ?" not in part(client, reviewed, 1, "vues.py")


def test_version_not_handed_in_is_not_found(client, a, reviewed):
    actions.save_draft(reviewed, by=a.enrolment.learner, files=[factories.upload("secret.py")])
    draft = VersionFile.objects.get(path="secret.py")

    assert client.get(reverse("projects:code", args=[reviewed.pk, 2])).status_code == 404
    assert client.get(reverse("projects:code_file", args=[reviewed.pk, 1, draft.pk])).status_code == 404


def test_story_leads_to_the_code_and_to_each_remark_in_it(client, reviewed):
    thread = reviewed.versions.get().reviews.get().threads.get()

    html = client.get(reverse("projects:submission", args=[reviewed.pk])).content.decode()

    code = reverse("projects:code", args=[reviewed.pk, 1])
    assert f'href="{code}"' in html
    assert f'href="{code}?fichier=vues.py#remarque-{thread.pk}"' in html


def test_rows_of_every_width_fill_the_table(client, a, second):
    """What stands between the lines takes all the columns and no more."""
    for query, columns in [("?depuis=1", 3), ("?depuis=1&vue=cote", 4), ("", 2)]:
        html = part(client, second, 2, "vues.py", query)
        assert f'<td colspan="{columns}">' in html, query
        assert {2, 3, 4} - {columns} == {n for n in (2, 3, 4) if f'colspan="{n}"' not in html}, query
