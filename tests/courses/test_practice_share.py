"""The practice share beside a page's fields in the editor."""

import pytest
from django.urls import reverse

from courses import actions
from courses.models import BootcampPage, LessonPage

NOT_YET = "affichée ici une fois cette page enregistrée"
EMPTY = "dès que la formation a des leçons"


def _panel(client, a, address: str) -> str:
    actions.sync_operator(a.operator)
    client.force_login(a.trainer)
    return client.get(address).content.decode()


@pytest.mark.parametrize(
    ("model", "parent"), [(BootcampPage, lambda a: a.bootcamp.get_parent()), (LessonPage, lambda a: a.module)]
)
def test_page_being_created_does_not_say_that_its_bootcamp_is_empty(client, a, model, parent):
    address = reverse("wagtailadmin_pages:add", args=["courses", model._meta.model_name, parent(a).pk])

    shown = _panel(client, a, address)

    assert NOT_YET in shown
    assert EMPTY not in shown


def test_saved_page_says_the_share(client, a):
    shown = _panel(client, a, reverse("wagtailadmin_pages:edit", args=[a.bootcamp.pk]))

    assert "Part de pratique de la formation" in shown
    assert NOT_YET not in shown
