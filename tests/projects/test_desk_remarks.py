"""Remarks of a draft review: nothing blocks that was not chosen, words are changed in place, lines are laid ready."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from core.workflow import TransitionRefused
from projects import actions
from projects.models import Claim, Thread, VersionFile
from tests import factories
from tests.projects.handing_in import VIEWS
from tests.projects.test_desk import page, part

HTMX = {"HX-Request": "true"}


@pytest.fixture
def drafted(a, held) -> Thread:
    """A correction asked for on lines 3 and 4."""
    return actions.add_remark(
        held, by=a.mentor, kind="must_fix", body="Et sans créneau ?", path="vues.py", line=3, last_line=4
    )


def change(client, thread: Thread, headers=None, **typed):
    address = reverse("projects:remark_change", args=[thread.submission.pk, thread.pk])
    kept = {"body": thread.body, "kind": thread.kind, "line": thread.line or "", "last_line": thread.last_line or ""}
    return client.post(address, {**kept, **typed}, headers=headers)


def test_form_opens_on_a_plain_remark_that_blocks_nothing(client, held):
    form = page(client, held).split('id="remark-form"')[1].split("</form>")[0]

    assert 'value="remark" id="id_kind" checked' in form
    assert form.count("checked") == 1
    client.post(reverse("projects:remark_add", args=[held.pk]), {"kind": "remark", "body": "Bravo pour les tests !"})
    assert "demande une correction" not in page(client, held)


def test_remark_without_a_kind_is_asked_for_one_beside_the_field(client, held):
    reply = client.post(reverse("projects:remark_add", args=[held.pk]), {"body": "Et ici ?"})

    assert reply.status_code == 422
    assert 'id="id_kind-e"' in reply.content.decode()

    assert "Dites ce qu’est cette remarque." in reply.content.decode()
    assert not Thread.objects.exists()


def test_draft_remark_is_changed_in_its_place(client, drafted):
    form = client.get(
        reverse("projects:remark_change", args=[drafted.submission.pk, drafted.pk]), headers=HTMX
    ).content.decode()
    reply = change(client, drafted, HTMX, body="Bien vu.", kind="praise", line=4, last_line=4).content.decode()

    assert "Et sans créneau ?</textarea>" in form
    assert "<html" not in form
    drafted.refresh_from_db()
    assert (drafted.kind, drafted.body, drafted.line, drafted.last_line) == ("praise", "Bien vu.", 4, 4)
    assert drafted.quote == VIEWS.split("\n")[3]
    assert "vues.py:4" in reply
    assert "demande une correction" not in reply


def test_draft_remark_is_changed_without_scripts(client, drafted):
    html = client.get(reverse("projects:remark_change", args=[drafted.submission.pk, drafted.pk])).content.decode()
    reply = change(client, drafted, body="Autrement dit.")

    assert "<html" in html
    assert "Et sans créneau ?</textarea>" in html
    assert reply.url.endswith(f"#remarque-{drafted.pk}")
    assert "Autrement dit." in part(client, drafted.submission, "vues.py")


@pytest.mark.parametrize(
    "typed",
    [{"body": " "}, {"kind": ""}, {"kind": "insult"}, {"line": 99, "last_line": 99}, {"criterion": "9" * 30}],
    ids=str,
)
def test_change_that_cannot_be_is_told_and_leaves_the_remark(client, drafted, typed):
    reply = change(client, drafted, **typed)

    assert reply.status_code == 422
    assert 'class="error"' in reply.content.decode()
    drafted.refresh_from_db()
    assert (drafted.body, drafted.line) == ("Et sans créneau ?", 3)


def test_picture_stays_unless_another_is_given(client, a, held):
    png = b"\x89PNG\r\n\x1a\n" + b"\0" * 24
    thread = actions.add_remark(
        held, by=a.mentor, kind="remark", body="Voyez.", screenshot=factories.upload("un.png", png)
    )
    change(client, thread, body="Voyez ici.")

    thread.refresh_from_db()
    first = thread.screenshot_id
    assert first
    change(client, thread, screenshot=factories.upload("deux.png", png + b"1"))
    thread.refresh_from_db()
    assert thread.screenshot_id not in (None, first)


def test_sent_remark_and_another_ones_are_not_changed(client, a, held, drafted):
    with pytest.raises(PermissionDenied):
        actions.change_remark(drafted, by=a.trainer, body="Non.", kind="remark")
    factories.scored_review(held, a.mentor)
    actions.request_changes(held, by=a.mentor)

    with pytest.raises(TransitionRefused):
        actions.change_remark(drafted, by=a.mentor, body="Trop tard.", kind="remark", line=3)
    assert client.get(reverse("projects:remark_change", args=[held.pk, drafted.pk])).status_code == 409


def test_change_after_the_claim_lapsed_is_kept_and_told(client, drafted):
    Claim.objects.update(expires_at=timezone.now())

    reply = change(client, drafted, body="Écrit trop tard.")

    assert reply.status_code == 409
    drafted.refresh_from_db()
    assert drafted.body == "Écrit trop tard."


def test_lines_laid_into_the_box_suggest_nothing_until_they_change(client, held):
    file = VersionFile.objects.get(path="vues.py")
    line = VIEWS.split("\n")[3]
    html = client.get(f"{reverse('projects:review_file', args=[held.pk, file.pk])}?ligne=4").content.decode()
    typed = {"kind": "suggestion", "body": "Mieux", "path": "vues.py", "line": 4, "suggested_from": line}
    address = reverse("projects:remark_add", args=[held.pk])

    assert f"{line}</textarea>" in html
    client.post(address, {**typed, "suggestion": line, "last_line": 5})
    client.post(address, {**typed, "suggestion": f"{line}  # vu"})
    assert list(Thread.objects.values_list("suggestion", flat=True)) == ["", f"{line}  # vu"]
