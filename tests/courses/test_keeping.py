"""Nothing in use is deleted in the editor, by any door: what holds it is counted and named."""

import pytest
from django.urls import reverse
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Page

from courses import actions
from courses.models import BootcampPage, LessonPage, ProjectPage
from learning.models import Progress
from programme.models import City, Programme, Target
from tests import factories


@pytest.fixture
def editor(client, administrator):
    """The administrator in the editor, who may delete everywhere."""
    actions.sync_administrators()
    client.force_login(administrator)
    return client


def page_address(page) -> str:
    return reverse("wagtailadmin_pages:delete", args=[page.pk])


def lesson_done(a) -> LessonPage:
    Progress.objects.create(enrolment=a.enrolment, lesson=a.lesson)
    return a.lesson


def project_given(a) -> ProjectPage:
    factories.assignment(a.cohort, a.project)
    return a.project


def module_of_a_session(a):
    module = factories.module(a.bootcamp)
    factories.session(a.cohort, module=module)
    return module


def bootcamp_of_a_cohort(a) -> BootcampPage:
    return factories.cohort(factories.bootcamp(a.operator)).bootcamp


@pytest.mark.parametrize(
    ("used", "what"),
    [
        (lesson_done, "Leçons faites : 1"),
        (project_given, "Projets donnés : 1"),
        (module_of_a_session, "Séances : 1"),
        (bootcamp_of_a_cohort, "Cohortes : 1"),
    ],
)
def test_page_in_use_is_kept_and_its_uses_counted(editor, a, used, what):
    page = used(a)

    asked, confirmed = editor.get(page_address(page)), editor.post(page_address(page))

    assert Page.objects.filter(pk=page.pk).exists()
    for reply in (asked, confirmed):
        assert reply.status_code == 200
        assert what in reply.content.decode()
        assert "Oui, la supprimer" not in reply.content.decode()


def test_page_with_others_under_it_is_kept(editor, a):
    editor.post(page_address(a.bootcamp))

    assert BootcampPage.objects.filter(pk=a.bootcamp.pk).exists()


def test_unused_page_is_deleted(editor, a):
    page = factories.lesson(a.module)

    editor.post(page_address(page))

    assert not Page.objects.filter(pk=page.pk).exists()


def test_several_pages_are_kept_when_one_is_in_use(editor, a):
    used, unused = lesson_done(a), factories.lesson(a.module)
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])

    several = f"{address}?id={used.pk}&id={unused.pk}&next=/admin/"
    asked, confirmed = editor.get(several), editor.post(several)

    for reply in (asked, confirmed):
        assert "Leçons faites : 1" in reply.content.decode()
        assert "Oui, supprimer" not in reply.content.decode()
    assert LessonPage.objects.filter(pk__in=[used.pk, unused.pk]).count() == 2


def test_several_unused_pages_are_asked_about_and_deleted(editor, a):
    unused = [factories.lesson(a.module), factories.lesson(a.module)]
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    several = f"{address}?id={unused[0].pk}&id={unused[1].pk}&next=/admin/"

    asked = editor.get(several).content.decode()
    editor.post(several)

    assert all(page.title in asked for page in unused)
    assert not LessonPage.objects.filter(pk__in=[page.pk for page in unused]).exists()


def test_unpublishing_several_says_who_works_with_them(editor, a):
    used = lesson_done(a)
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "unpublish"])

    asked = editor.get(f"{address}?id={used.pk}&next=/admin/").content.decode()

    assert "Leçons faites : 1" in asked


def test_deletion_by_the_editors_api_says_why_not(editor, a):
    used = lesson_done(a)

    reply = editor.post(f"/admin/api/main/pages/{used.pk}/action/delete/", content_type="application/json")

    assert reply.status_code == 409
    assert LessonPage.objects.filter(pk=used.pk).exists()


def reference_address(thing) -> str:
    return reverse(f"programme_{thing._meta.model_name}:delete", args=[thing.pk])


@pytest.mark.parametrize(
    ("thing", "what"),
    [
        (lambda a: a.cohort.city, "Cohortes : 1"),
        (lambda a: a.cohort.city.region, "Villes : 1"),
        (lambda a: a.bootcamp.domain, "Formations : 1"),
    ],
)
def test_reference_data_in_use_is_kept(editor, a, thing, what):
    row = thing(a)

    asked, confirmed = editor.get(reference_address(row)), editor.post(reference_address(row))

    assert what in asked.content.decode()
    assert what in confirmed.content.decode()
    assert type(row).objects.filter(pk=row.pk).exists()


def test_unused_city_is_deleted(editor):
    row = factories.city("Tan-Tan")

    editor.post(reference_address(row))

    assert not City.objects.filter(pk=row.pk).exists()


def test_national_programme_is_never_offered_for_deletion(editor):
    programme = factories.programme()
    Target.objects.create(programme=programme, region=factories.region(), people=1000)

    shown = editor.get(reverse("programme_programme:edit", args=[programme.pk])).content.decode()
    editor.post(reference_address(programme))

    assert reference_address(programme) not in shown
    assert Programme.objects.filter(pk=programme.pk).exists()


@pytest.fixture
def shown_in_a_lesson(editor, a):
    """A picture and a document that a lesson shows."""
    picture = Image.objects.create(title="Schéma", file=factories.picture())
    document = Document.objects.create(title="Support", file=factories.upload("support.txt", b"Bonjour"))
    a.lesson.body = [
        ("image", {"image": picture, "alternative": "", "caption": ""}),
        ("file", {"document": document, "title": ""}),
    ]
    a.lesson.save()
    return {"image": picture, "document": document}


@pytest.mark.parametrize(("kind", "name"), [("image", "wagtailimages:delete"), ("document", "wagtaildocs:delete")])
def test_what_a_lesson_shows_is_kept(editor, shown_in_a_lesson, kind, name):
    thing = shown_in_a_lesson[kind]
    address = reverse(name, args=[thing.pk])

    asked = editor.get(address)
    editor.post(address)

    assert "Leçons : 1" in asked.content.decode()
    assert type(thing).objects.filter(pk=thing.pk).exists()


def test_unpublishing_says_who_works_with_the_page(editor, a):
    shown = editor.get(reverse("wagtailadmin_pages:unpublish", args=[a.bootcamp.pk])).content.decode()

    assert "Cohortes : 1" in shown
    assert "Personnes en formation : 1" in shown
    assert "0 fois" not in shown
    assert "Oui, " in shown


def test_archived_city_and_domain_are_no_longer_proposed(client, a):
    City.objects.filter(name_fr="Tan-Tan").delete()
    gone = factories.city("Tan-Tan", archived=True)
    client.force_login(a.manager)

    new = client.get(reverse("cohorts:create")).content.decode()

    assert f'value="{gone.pk}"' not in new
