"""The operator wall: in the Wagtail admin an operator's staff meet nothing of another operator's."""

import itertools
import re

import pytest
from django.db import connection
from django.urls import resolve
from wagtail.models import GroupPagePermission, Page

from tests import factories
from tests.courses.wall_walk import (
    CANARY,
    addresses,
    admin_patterns,
    answer,
    forms,
    queries,
    two_operators,
)

pytestmark = [pytest.mark.anywhere, pytest.mark.usefixtures("bare_refusals")]

WRITE = re.compile(r'^(INSERT INTO|UPDATE|DELETE FROM) "(wagtailcore_page|courses_|wagtailimages_|wagtaildocs_)')


@pytest.fixture
def things(a, b):
    own, foreign = two_operators(a, b)
    return {"own": own, "foreign": foreign}


def _echo_free(text: str) -> str:
    """What the page shows besides the question it was asked."""
    return text.replace(f"{CANARY}_asked", "")


def _watch(written: list[str]):
    """Note every statement that changes a page, an image or a document."""

    def wrapper(execute, sql, params, many, context):
        if WRITE.match(sql):
            written.append(sql)
        return execute(sql, params, many, context)

    return wrapper


def _leaks(client, things) -> tuple[set[str], set[str]]:
    leaks, writes = set(), set()
    foreign = things["foreign"]
    for pattern in admin_patterns():
        for place, address in enumerate(addresses(pattern, foreign)):
            # Every question is asked at a pattern's first address; the others differ by their ids alone.
            asked, posted = (queries(foreign), forms(foreign)) if place == 0 else ([""], forms(foreign)[1:2])
            tries = [("get", f"{address}?{query}", None) for query in asked]
            tries += [("post", address, data) for data in posted]
            for method, target, data in tries:
                written: list[str] = []
                with connection.execute_wrapper(_watch(written)):
                    reply, text = answer(client, method, target, data)
                assert reply.status_code < 500, f"{method} {target}: {reply.status_code}"
                if f"{CANARY}_" in _echo_free(text):
                    leaks.add(f"{method} {target}")
                if written and method == "post":
                    writes.add(f"{method} {target}")
    return leaks, writes


def test_trainer_meets_nothing_of_another_operator(client, a, things):
    client.force_login(a.trainer)

    leaks, writes = _leaks(client, things)

    assert leaks == set()
    assert writes == set()


def test_walk_is_not_blind_and_no_form_is_a_failure(client, administrator, things):
    """By who may see every operator: canaries on many screens, and no error for a form that the editor did not make."""
    client.force_login(administrator)
    client.raise_request_exception = False
    seen, failed = set(), set()
    for pattern in admin_patterns():
        if "failwhale" in pattern or "logout" in pattern:
            continue
        for address, method in itertools.product(addresses(pattern, things["foreign"]), ("get", "post")):
            reply, text = answer(client, method, address, {})
            failed |= {(method, address)} if reply.status_code >= 500 else set()
            seen |= {pattern} if method == "get" and f"{CANARY}_" in text else set()

    assert failed == set()
    assert len(seen) > 25


@pytest.mark.parametrize(
    "address",
    [
        "/admin/",
        "/admin/pages/{page}/",
        "/admin/pages/{page}/edit/",
        "/admin/pages/{page}/history/",
        "/admin/pages/{page}/view_draft/",
        "/admin/pages/{page}/copy/",
        "/admin/pages/{page}/move/",
        "/admin/pages/{page}/usage/",
        "/admin/pages/{page}/revisions/compare/earliest...latest/",
        "/admin/pages/{parent}/add_subpage/",
        "/admin/pages/add/courses/lessonpage/{parent}/",
        "/admin/pages/search/?q=OWN",
        "/admin/images/",
        "/admin/images/{image}/",
        "/admin/images/add/",
        "/admin/images/chooser/",
        "/admin/documents/",
        "/admin/documents/chooser/",
        "/admin/choose-page/",
        "/admin/choose-page/{parent}/",
        "/admin/account/",
        "/admin/reports/aging-pages/",
        "/admin/bulk/wagtailcore/page/delete/?id={page}",
    ],
)
def test_trainer_works_on_what_is_their_own(client, a, things, address):
    own = things["own"]
    client.force_login(a.trainer)

    target = address.format(page=own.lesson.pk, parent=own.lesson.get_parent().pk, image=own.image.pk)
    reply = client.get(target)

    assert reply.status_code == 200, (target, reply.status_code, resolve(target.split("?")[0]).view_name)


def test_trainer_cannot_place_another_operators_image_by_its_number(client, a, things):
    own, foreign = things["own"], things["foreign"]
    client.force_login(a.trainer)

    reply = client.post(f"/admin/pages/{own.lesson.pk}/edit/", _lesson_form(own.lesson, foreign.image.pk))

    assert reply.status_code == 404
    own.lesson.refresh_from_db()
    assert "image" not in [block.block_type for block in own.lesson.get_latest_revision_as_object().body]


def test_trainer_places_their_own_image(client, a, things):
    own = things["own"]
    client.force_login(a.trainer)

    client.post(f"/admin/pages/{own.lesson.pk}/edit/", _lesson_form(own.lesson, own.image.pk))

    page = Page.objects.get(pk=own.lesson.pk).get_latest_revision_as_object()
    assert [block.block_type for block in page.body] == ["image"]


def test_unlisted_address_does_not_exist_for_an_operator(client, a, things):
    client.force_login(a.trainer)

    for address in (
        "/admin/reports/site-history/",
        "/admin/workflows/list/",
        "/admin/users/",
        "/admin/api/main/images/",
    ):
        assert client.get(address).status_code == 404


def test_operator_may_not_delete_pages(a, things):
    """Deleting a page could take a cohort's ground; unpublishing is enough."""
    verbs = GroupPagePermission.objects.filter(group__user=a.trainer).values_list("permission__codename", flat=True)

    assert "bulk_delete_page" not in verbs


def _lesson_form(lesson, image: int) -> dict:
    return {
        "title": lesson.title,
        "slug": lesson.slug,
        "kind": "atelier",
        "hours": "4",
        "objective": "Vous savez écrire une transaction.",
        "prerequisites": "null",
        "body-count": "1",
        "body-0-deleted": "",
        "body-0-order": "0",
        "body-0-type": "image",
        "body-0-id": "",
        "body-0-value-image": str(image),
        "body-0-value-alternative": "",
        "body-0-value-caption": "",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        "comments-MIN_NUM_FORMS": "0",
        "comments-MAX_NUM_FORMS": "",
    }


def test_colleagues_alone_are_offered_in_filters(client, a, b, things):
    factories.staff(a.cohort, "trainer", first_name="Collegue", email="colleague@demo.example")
    client.force_login(a.trainer)

    text = client.get(f"/admin/pages/{things['own'].lesson.get_parent().pk}/").content.decode()

    assert f"{CANARY}_" not in text
