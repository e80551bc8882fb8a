"""The files of the desk: in the order of the tree, moved as moved, unchanged on demand, old lines under old remarks."""

import re

import pytest
from django.core.cache import cache
from django.urls import reverse

from projects import actions
from projects.models import Thread, Version, VersionFile
from projects.templatetags.desk_tags import path_parts
from tests import factories
from tests.projects.handing_in import hand_in
from tests.projects.test_desk import page, part


def put(version: Version, *paths: str) -> None:
    """Files of the same content under other paths, as an archive would bring them."""
    blob = version.files.first().blob
    VersionFile.objects.bulk_create(VersionFile(version=version, path=path, blob=blob) for path in paths)
    cache.clear()


@pytest.fixture
def second(a, held):
    """The second version in hand: the lines that a correction was asked for on have changed."""
    factories.scored_review(held, a.mentor)
    actions.add_remark(
        held, by=a.mentor, kind="must_fix", body="Et sans créneau ?", path="vues.py", line=3, last_line=4
    )
    actions.request_changes(held, by=a.mentor)
    hand_in(held, a.enrolment.learner, vues__py="import os\n\nprint(os.name)\n", neuf__py="x = 1\n")
    actions.claim(held, by=a.mentor)
    return held


def titles(html: str) -> list[str]:
    return re.findall(r"data-toggle-file><code>(.*?)</code>", html)


def test_files_follow_the_order_of_the_tree(client, held):
    put(held.versions.get(), "a-b.txt", "a/z.py", "a/b/c.py", "B/un.py", "a.py")

    html = page(client, held)

    leaves = [path.rpartition("/")[2] for path in titles(html)]
    assert titles(html)[:3] == ["B/un.py", "a/b/c.py", "a/z.py"]
    tree = html.split("data-tree")[1].split('id="files"')[0]
    assert re.findall(r'data-at="\d+" dir="ltr">(.*?)</a>', tree) == leaves


def test_moved_file_is_shown_as_moved_from_where_it_was(client, a, held):
    factories.scored_review(held, a.mentor)
    actions.request_changes(held, by=a.mentor)
    actions.save_draft(held, by=a.enrolment.learner, repository_url="https://example.org/d")
    version = hand_in(held, a.enrolment.learner)
    version.files.filter(path="vues.py").update(path="app/vues.py")
    cache.clear()
    actions.claim(held, by=a.mentor)

    html = page(client, held)

    assert titles(html) == ["app/vues.py"]
    assert "déplacé" in html
    assert '<code class="ltr">vues.py</code>' in html


def test_unchanged_files_open_from_their_count(client, second):
    put(second.versions.get(number=1), "meme.py", "autre.py")
    blob = second.versions.get(number=1).files.get(path="meme.py").blob
    for path in ("meme.py", "autre.py"):
        VersionFile.objects.create(version=second.versions.get(number=2), path=path, blob=blob)
    cache.clear()

    html = page(client, second)
    link = re.search(r'<a href="([^"]*inchanges=1[^"]*)#unchanged">2 fichiers n’ont pas changé', html)

    assert link
    assert "meme.py" not in titles(html)
    opened = client.get(link[1].replace("&amp;", "&")).content.decode()
    assert titles(opened)[-2:] == ["autre.py", "meme.py"]
    assert "Creneau.objects" in part(client, second, "meme.py", "?depuis=1&inchanges=1")


def test_remark_whose_lines_changed_shows_those_it_spoke_of(client, second):
    html = part(client, second, "vues.py", "?depuis=1")

    assert "vues.py:3–4" in html
    assert "    creneau = Creneau.objects.get(pk=1)" in html.split('<pre class="ltr wrap-lines quote">')[1]
    assert "La voir dans la version 1" in html
    listed = page(client, second).split('id="h-earlier"')[1].split('id="h-files"')[0]
    assert "vues.py:3–4" in listed
    assert "Creneau.objects" in listed


def test_reader_sees_the_lines_of_a_remark_that_changed(client, a, second):
    client.force_login(a.enrolment.learner)

    html = client.get(f"{reverse('projects:code', args=[second.pk, 2])}?fichier=vues.py").content.decode()

    assert "Creneau.objects.get(pk=1)" in html.split('<pre class="ltr wrap-lines quote">')[1]


@pytest.mark.parametrize("number", [59, 63], ids=["listed", "in the tree alone"])
def test_remark_on_any_of_many_files_is_gone_to_without_scripts(client, held, number):
    version = held.versions.get()
    put(version, *(f"dossier{n // 6:02}/module_{n:02}.py" for n in range(64)))
    path = f"dossier{number // 6:02}/module_{number}.py"
    criterion = held.assignment.criteria.first()
    typed = {"kind": "must_fix", "body": "Et sans créneau ?", "path": path, "line": 3, "criterion": criterion.pk}

    reply = client.post(reverse("projects:remark_add", args=[held.pk]), typed, follow=True)

    shown = reply.content.decode()
    thread = Thread.objects.get()
    assert shown.count("data-at=") == 65
    assert f'id="remarque-{thread.pk}"' in shown
    where = f'<a href="{reverse("projects:review", args=[held.pk])}?fichier={path}#remarque-{thread.pk}"'
    assert where in page(client, held).split('id="review-form"')[1]


def test_folders_of_any_script_stand_in_their_order():
    assert path_parts("src/app.py") == "src/app.py"
    assert path_parts("مشروع/<b>.py") == '<bdi dir="ltr">مشروع</bdi>/<bdi dir="ltr">&lt;b&gt;.py</bdi>'
