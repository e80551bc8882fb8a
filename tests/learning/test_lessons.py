"""Where a learner reads, and says what is done."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from cohorts import actions as cohort_actions
from core.models import Event
from core.permissions import forget
from learning import actions, queries
from learning.models import Progress
from tests import factories

FRAGMENT = {"HX-Request": "true"}


@pytest.fixture
def reader(client, a):
    """Salma's browser."""
    client.force_login(a.enrolment.learner)
    return client


def _url(a, name: str, lesson=None) -> str:
    return reverse(f"learning:{name}", args=[a.cohort.code, (lesson or a.lesson).pk])


def test_without_javascript_the_lesson_comes_back_done(a, reader):
    reply = reader.post(_url(a, "done"), follow=True)

    assert reply.redirect_chain == [(_url(a, "lesson"), 302)]
    assert _url(a, "undo") in reply.content.decode()
    assert Progress.objects.get().lesson_id == a.lesson.pk


def test_with_htmx_only_the_button_changes(a, reader):
    reply = reader.post(_url(a, "done"), headers=FRAGMENT)

    text = reply.content.decode()
    assert reply.status_code == 200
    assert "<html" not in text
    assert 'id="done"' in text
    assert _url(a, "undo") in text
    assert "data-announce" in text  # a screen reader hears it


def test_both_ways_show_the_same_button(a, reader):
    fragment = reader.post(_url(a, "done"), headers=FRAGMENT).content.decode()
    page = reader.get(_url(a, "lesson")).content.decode()

    assert f'action="{_url(a, "undo")}"' in fragment
    assert f'action="{_url(a, "undo")}"' in page


def test_done_twice_is_done_once(a, reader):
    for _ in range(2):
        reader.post(_url(a, "done"))

    assert Progress.objects.count() == 1
    assert Event.objects.filter(verb="learning.progress.done").count() == 1


@pytest.mark.parametrize("headers", [{}, FRAGMENT], ids=["page", "fragment"])
def test_undone_lesson_is_to_do_again(a, reader, headers):
    reader.post(_url(a, "done"))

    reader.post(_url(a, "undo"), headers=headers)
    reader.post(_url(a, "undo"), headers=headers)  # a second click changes nothing

    assert not Progress.objects.exists()
    assert _url(a, "done") in reader.get(_url(a, "lesson")).content.decode()


def test_path_leads_to_the_first_lesson_not_done(a, reader):
    reader.post(_url(a, "done"))

    path = queries.path_of(a.cohort, a.enrolment.learner)
    assert path.next_lesson.pk == a.lessons[1].pk
    assert [(row["done"], row["total"], row["is_done"]) for row in path.modules] == [(1, 2, False)]
    assert path.number_of(a.lessons[1]) == "1.2"
    assert (
        _url(a, "lesson", a.lessons[1]) in reader.get(reverse("learning:path", args=[a.cohort.code])).content.decode()
    )


def test_finished_path_has_no_next_lesson(a):
    for lesson in a.lessons:
        actions.mark_done(a.enrolment, by=a.enrolment.learner, lesson=lesson)

    path = queries.path_of(a.cohort, a.enrolment.learner)
    assert path.next_lesson is None
    assert path.modules_done == 1


def test_a_classmates_progress_is_not_ones_own(a):
    classmate = factories.enrolment(a.cohort, first_name="Karim")
    actions.mark_done(a.enrolment, by=a.enrolment.learner, lesson=a.lesson)

    assert queries.path_of(a.cohort, classmate.learner).done == set()


def test_lesson_of_another_bootcamp_is_not_there(a, reader):
    elsewhere = factories.lesson(factories.module(factories.bootcamp(a.operator)))

    assert reader.get(_url(a, "lesson", elsewhere)).status_code == 404
    assert reader.post(_url(a, "done", elsewhere)).status_code == 404
    with pytest.raises(ValidationError):
        actions.mark_done(a.enrolment, by=a.enrolment.learner, lesson=elsewhere)
    assert not Progress.objects.exists()


def test_unpublished_lesson_is_neither_read_nor_counted(a, reader):
    a.lesson.unpublish()

    assert reader.get(_url(a, "lesson")).status_code == 404
    assert [lesson.pk for lesson in queries.path_of(a.cohort, a.enrolment.learner).outline.lessons] == [a.lessons[1].pk]


@pytest.mark.parametrize("leave", [cohort_actions.suspend, cohort_actions.withdraw])
def test_who_paused_or_left_marks_nothing(a, reader, leave):
    leave(a.enrolment, by=a.manager, reason="Maladie")

    assert reader.post(_url(a, "done")).status_code == 404
    with pytest.raises(PermissionDenied):
        actions.mark_done(a.enrolment, by=a.enrolment.learner, lesson=a.lesson)
    assert not Progress.objects.exists()


def test_who_is_back_finds_what_was_done(a):
    learner = a.enrolment.learner
    actions.mark_done(a.enrolment, by=learner, lesson=a.lesson)
    cohort_actions.suspend(a.enrolment, by=a.manager, reason="Maladie")

    cohort_actions.resume(a.enrolment, by=a.manager)

    forget(learner)
    assert queries.path_of(a.cohort, learner).done == {a.lesson.pk}


def test_graduate_still_reads_and_changes_nothing(a, reader):
    cohort_actions.complete(a.enrolment, by=a.manager, reason="Jury")

    page = reader.get(_url(a, "lesson"))

    assert page.status_code == 200
    assert _url(a, "done") not in page.content.decode()
    assert reader.post(_url(a, "done")).status_code == 403


def test_nobody_marks_for_someone_else(a):
    for person in (a.trainer, a.mentor, a.manager, factories.enrolment(a.cohort).learner):
        with pytest.raises(PermissionDenied):
            actions.mark_done(a.enrolment, by=person, lesson=a.lesson)


def test_staff_read_the_lesson_without_a_button(client, a):
    client.force_login(a.mentor)

    page = client.get(_url(a, "lesson"))

    assert page.status_code == 200
    assert _url(a, "done") not in page.content.decode()


def test_lessons_own_address_leads_to_the_cohort(a, reader):
    assert reader.get(a.lesson.url).headers["Location"] == _url(a, "lesson")


def test_progress_is_told_to_the_staff_and_oneself_only(a):
    actions.mark_done(a.enrolment, by=a.enrolment.learner, lesson=a.lesson)

    heard = Event.objects.get(verb="learning.progress.done").audiences.values_list("group", flat=True)
    assert set(heard) == {f"user-{a.enrolment.learner_id}", f"cohort-{a.cohort.pk}-staff"}


@pytest.mark.parametrize("person", ["learner", "trainer", "mentor", "manager"])
def test_path_of_a_bootcamp_without_a_lesson_is_read_all_the_same(client, a, person):
    for page in (*a.lessons, a.project, a.module, a.bootcamp):
        type(page).objects.get(pk=page.pk).unpublish()
    client.force_login(a.enrolment.learner if person == "learner" else getattr(a, person))

    reply = client.get(reverse("learning:path", args=[a.cohort.code]))

    assert reply.status_code == 200
    assert "Part de pratique" not in reply.content.decode()
