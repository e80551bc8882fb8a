"""A lesson saved while the editor's autosave is still making it: one page, and no error."""

import pytest
from django.test import Client
from django.urls import reverse

from courses import actions
from courses.models import LessonPage
from tests import factories
from tests.guards.test_races import race

FORM = {
    "title": "Les jointures",
    "slug": "les-jointures",
    "kind": "atelier",
    "hours": "2",
    "objective": "Vous savez joindre deux tables.",
    "prerequisites": "null",
    "body-count": "0",
    "comments-TOTAL_FORMS": "0",
    "comments-INITIAL_FORMS": "0",
}


def save(client, a, **typed):
    return client.post(address(a), FORM | typed, headers={"Accept": "text/html"})


def autosave(client, a, **typed):
    return client.post(address(a), FORM | typed, headers={"Accept": "application/json"})


def address(a) -> str:
    return reverse("wagtailadmin_pages:add", args=["courses", "lessonpage", a.module.pk])


def lessons() -> list[LessonPage]:
    return list(LessonPage.objects.filter(title=FORM["title"]))


@pytest.fixture
def editor(client, a):
    actions.sync_operator(a.operator)
    client.force_login(a.trainer)
    return client


def test_what_is_saved_takes_the_place_of_what_saved_itself(editor, a):
    assert autosave(editor, a).json()["success"]

    reply = save(editor, a, objective="Vous savez joindre trois tables.")

    assert reply.status_code == 302
    assert [page.objective for page in lessons()] == ["Vous savez joindre trois tables."]


def test_autosave_that_comes_late_makes_no_second_page(editor, a):
    save(editor, a)

    assert not autosave(editor, a).json()["success"]
    assert len(lessons()) == 1


def test_page_of_a_colleague_with_the_same_name_is_kept(editor, a):
    autosave(editor, a)
    other = Client()
    colleague = factories.staff(a.cohort, "trainer")
    actions.sync_operator(a.operator)
    other.force_login(colleague)

    reply = save(other, a)

    assert reply.status_code == 200
    assert "slug" in reply.context["form"].errors
    assert [page.owner for page in lessons()] == [a.trainer]


def test_title_that_nobody_can_see_is_refused(editor, a):
    reply = save(editor, a, title="\u200b\u200b")

    assert reply.status_code == 200
    assert "title" in reply.context["form"].errors


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize("turn", range(3))
def test_both_at_the_same_instant_make_one_page(a, turn):
    actions.sync_operator(a.operator)

    def by(act):
        client = Client(raise_request_exception=False)
        client.force_login(a.trainer)
        return lambda: act(client, a)

    results = race(by(save), by(autosave))

    assert all(reply.status_code < 500 for reply in results)
    assert len(lessons()) == 1
