"""A lesson's document is as walled as the lesson: its address alone opens nothing."""

import pytest
from django.urls import reverse
from wagtail.documents.models import Document
from wagtail.models import Collection

from courses import actions
from courses.models import ProjectPage
from home.models import StandardPage
from tests import factories


@pytest.fixture
def document(a):
    """A document that A's lesson shows, among the files of A's editors."""
    actions.sync_operator(a.operator)
    collection = Collection.objects.get(name=a.operator.name)
    made = Document.objects.create(title="Support", file=factories.upload("support.txt"), collection=collection)
    a.lesson.body = [("file", {"document": made, "title": ""})]
    a.lesson.save()
    return made


def code_at(client, address: str) -> int:
    """What the address answers; the file is closed again."""
    reply = client.get(address)
    reply.close()
    return reply.status_code


@pytest.mark.parametrize(
    ("who", "code"),
    [
        (lambda a, b, cast: None, 404),
        (lambda a, b, cast: a.enrolment.learner, 200),
        (lambda a, b, cast: a.trainer, 200),
        (lambda a, b, cast: a.mentor, 200),
        (lambda a, b, cast: a.manager, 200),
        (lambda a, b, cast: b.enrolment.learner, 404),
        (lambda a, b, cast: b.trainer, 404),
        (lambda a, b, cast: b.manager, 404),
        (lambda a, b, cast: cast["officer"], 404),
        (lambda a, b, cast: cast["administrator"], 200),
    ],
)
def test_lessons_document_opens_to_its_readers_alone(client, a, b, officer, administrator, document, who, code):
    actions.sync_operator(b.operator)
    actions.sync_administrators()
    person = who(a, b, {"officer": officer, "administrator": administrator})
    if person:
        client.force_login(person)

    assert code_at(client, document.url) == code


def test_documents_bytes_have_no_public_address(client, document):
    assert client.get(f"/media/{document.file.name}").status_code == 404


def test_public_pages_document_is_anybodys(client, document):
    page = factories.home().add_child(instance=StandardPage(title="Aide", slug="aide"))
    page.body = f'<p><a linktype="document" id="{document.pk}">Le guide</a></p>'
    page.save()

    assert code_at(client, document.url) == 200


def test_brief_keeps_its_document_for_whom_it_was_given_to(client, a, document):
    a.project.body = [("file", {"document": document, "title": ""})]
    a.project.save_revision().publish()
    given = ProjectPage.objects.get(pk=a.project.pk)
    factories.assignment(a.cohort, given)
    for page in (given, a.lesson):
        page.body = []
        page.save_revision().publish()
    client.force_login(a.enrolment.learner)

    assert code_at(client, document.url) == 200


def test_author_sees_a_page_that_no_cohort_reads_yet(client, a):
    actions.sync_operator(a.operator)
    lesson = factories.lesson(factories.module(factories.bootcamp(a.operator)), title="Pas encore donnée")
    client.force_login(a.trainer)

    reply = client.get(lesson.url)

    assert reply.status_code == 200
    assert "Pas encore donnée" in reply.content.decode()


def test_nobody_else_sees_a_page_that_no_cohort_reads_yet(client, a, b):
    lesson = factories.lesson(factories.module(factories.bootcamp(a.operator)))

    for person in (a.enrolment.learner, b.trainer):
        client.force_login(person)
        assert client.get(lesson.url).status_code == 404


def test_editor_lists_a_course_in_its_order(client, a):
    actions.sync_operator(a.operator)
    modules = [factories.module(a.bootcamp, title=title) for title in ("Un", "Deux", "Trois")]
    for module in modules:
        module.save_revision()
    client.force_login(a.trainer)

    shown = client.get(reverse("wagtailadmin_explore", args=[a.bootcamp.pk])).content.decode()

    places = [shown.index(reverse("wagtailadmin_pages:edit", args=[module.pk])) for module in modules]
    assert places == sorted(places)


def test_editors_first_page_says_what_to_add(client, a):
    actions.sync_operator(a.operator)
    empty = factories.module(a.bootcamp)
    client.force_login(a.trainer)

    shown = client.get(reverse("wagtailadmin_explore", args=[empty.pk])).content.decode()

    assert "Ajouter la première page" in shown
