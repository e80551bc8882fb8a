"""The practice share beside a page's fields in the editor."""

import pytest
from django.urls import reverse

from courses import actions
from courses.models import BootcampPage

NOT_YET = "affichée ici une fois cette page enregistrée"
EMPTY = "dès que la formation a des leçons"


def _panel(client, a, address: str) -> str:
    actions.sync_operator(a.operator)
    client.force_login(a.trainer)
    return client.get(address).content.decode()


@pytest.mark.parametrize(("model", "parent"), [(BootcampPage, lambda a: a.bootcamp.get_parent())])
def test_page_being_created_does_not_say_that_its_bootcamp_is_empty(client, a, model, parent):
    address = reverse("wagtailadmin_pages:add", args=["courses", model._meta.model_name, parent(a).pk])

    shown = _panel(client, a, address)

    assert NOT_YET in shown
    assert EMPTY not in shown


def test_saved_page_says_the_share(client, a):
    shown = _panel(client, a, reverse("wagtailadmin_pages:edit", args=[a.bootcamp.pk]))

    assert "Part de pratique de la formation" in shown
    assert NOT_YET not in shown


def test_lesson_being_created_says_the_share_of_its_bootcamp(client, a):
    shown = _panel(client, a, reverse("wagtailadmin_pages:add", args=["courses", "lessonpage", a.module.pk]))

    assert "Part de pratique de la formation" in shown
    assert reverse("courses_practice", args=[a.bootcamp.pk]) in shown


def test_share_follows_what_is_kept_before_it_is_published(client, a):
    before = _panel(client, a, reverse("courses_practice", args=[a.bootcamp.pk]))
    a.lesson.refresh_from_db()
    a.lesson.kind, a.lesson.hours = "cours", 200
    a.lesson.save_revision()

    after = _panel(client, a, reverse("courses_practice", args=[a.bootcamp.pk]))

    assert "100 %" in before
    assert "22 %" in after
    assert "80" in after


def test_share_of_another_operators_bootcamp_is_not_told(client, a, b):
    actions.sync_operator(b.operator)
    actions.sync_operator(a.operator)
    client.force_login(a.trainer)

    assert client.get(reverse("courses_practice", args=[b.bootcamp.pk]), follow=True).status_code == 404
