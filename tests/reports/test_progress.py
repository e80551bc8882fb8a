"""A cohort's progress: the same figures on screen, in CSV and in a workbook, which runs nothing."""

import csv
import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from cohorts import actions as cohort_actions
from core.models import Event
from learning import actions as learning_actions
from projects import actions as project_actions
from reports import queries
from tests import factories

FORMULA = "=cmd|' /C calc'!A0"


@pytest.fixture
def other_module(a):
    module = factories.module(a.bootcamp, title="Déploiement")
    return module, factories.lesson(module)


def _table(a, **options):
    return queries.progress_table(a.cohort, **options)


def _row_of(table, enrolment):
    return next(row for row in table.rows if row[0].pk == enrolment.pk)


def test_lessons_are_counted_by_module_and_in_all(a, other_module):
    learner = a.enrolment.learner
    learning_actions.mark_done(a.enrolment, by=learner, lesson=a.lesson)
    learning_actions.mark_done(a.enrolment, by=learner, lesson=other_module[1])

    _enrolment, cells, _states, share = _row_of(_table(a), a.enrolment)

    assert cells == [(1, 2), (1, 1)]
    assert share == 67


def test_unpublished_lesson_leaves_the_denominator(a):
    learning_actions.mark_done(a.enrolment, by=a.enrolment.learner, lesson=a.lesson)
    a.lessons[1].unpublish()

    assert _row_of(_table(a), a.enrolment)[1:] == ([(1, 1)], [], 100)


def test_states_of_projects_stand_under_their_assignment(a):
    given = factories.assignment(a.cohort, a.project)
    row = factories.handed_in(given, a.enrolment)
    project_actions.claim(row, by=a.mentor)
    idle = factories.enrolment(a.cohort, first_name="Karim")

    table = _table(a)

    assert [assignment.pk for assignment in table.assignments] == [given.pk]
    assert _row_of(table, a.enrolment)[2] == ["in_review"]
    assert _row_of(table, idle)[2] == [None]


def test_who_left_stays_in_the_table_and_who_was_only_invited_is_not(a):
    gone = factories.enrolment(a.cohort, state="withdrawn")
    cohort_actions.invite_learner(a.cohort, by=a.manager, email="new@demo.example")

    assert {row[0].pk for row in _table(a).rows} == {a.enrolment.pk, gone.pk}


def test_pages_hold_everybody_once(a):
    for _ in range(4):
        factories.enrolment(a.cohort)

    pages = [_table(a, number=number, size=2) for number in (1, 2, 3)]

    assert [len(page.rows) for page in pages] == [2, 2, 1]
    assert len({row[0].pk for page in pages for row in page.rows}) == 5
    assert [page.page.paginator.num_pages for page in pages] == [3, 3, 3]


@pytest.mark.parametrize("number", ["0", "-1", "99", "x", "", None])
def test_a_page_that_does_not_exist_shows_people_all_the_same(a, number):
    assert _table(a, number=number).rows


def test_empty_cohort_has_a_page(client, a):
    empty = factories.cohort(a.bootcamp)
    client.force_login(a.manager)

    assert client.get(reverse("reports:progress", args=[empty.code])).status_code == 200


# Exports


@pytest.fixture
def hostile(a):
    """A learner whose name is a formula, in a module whose title is another."""
    learner = a.enrolment.learner
    learner.last_name, learner.first_name = FORMULA, "+1"
    learner.save()
    a.module.title = "@SUM(A1)"
    a.module.save_revision().publish()
    return a


def _csv(client, a) -> list[list[str]]:
    reply = client.get(reverse("reports:progress_export", args=[a.cohort.code, "csv"]))
    assert reply.headers["Content-Disposition"].startswith("attachment")
    text = reply.content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


def _workbook(client, a):
    reply = client.get(reverse("reports:progress_export", args=[a.cohort.code, "xlsx"]))
    return load_workbook(io.BytesIO(reply.content)).active


def test_csv_runs_no_formula(client, hostile):
    client.force_login(hostile.manager)

    header, row = _csv(client, hostile)

    assert row[:2] == [f"'{FORMULA}", "'+1"]
    assert header[3] == "'@SUM(A1)"


def test_workbook_runs_no_formula(client, hostile):
    client.force_login(hostile.manager)

    header, row = _workbook(client, hostile).iter_rows()

    assert [(cell.value, cell.data_type) for cell in row[:2]] == [(f"'{FORMULA}", "s"), ("'+1", "s")]
    assert all(cell.data_type != "f" for cell in [*header, *row])
    assert (row[-1].value, row[-1].data_type) == (0, "n")  # a figure stays a figure


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_spreadsheet_cannot_take_lessons_done_for_a_day(client, a, form):
    """« 1/2 » would open as the first of February."""
    client.force_login(a.manager)

    cells = _csv(client, a)[1] if form == "csv" else [cell.value for cell in list(_workbook(client, a))[1]]

    assert cells[3] == "0 sur 2"


def test_export_says_what_the_screen_says_for_everybody(client, a):
    for _ in range(queries.LEARNERS_A_PAGE):
        factories.enrolment(a.cohort)
    learning_actions.mark_done(a.enrolment, by=a.enrolment.learner, lesson=a.lesson)
    client.force_login(a.trainer)

    rows = _csv(client, a)

    assert len(rows) == 1 + queries.LEARNERS_A_PAGE + 1
    salma = next(row for row in rows if row[1] == "Salma" and row[3] == "1 sur 2")
    assert salma[2:] == ["En formation", "1 sur 2", "50"]


def test_accents_open_right_in_a_spreadsheet(client, a):
    a.enrolment.learner.last_name = "Aït Lahcen"
    a.enrolment.learner.save()
    client.force_login(a.trainer)

    reply = client.get(reverse("reports:progress_export", args=[a.cohort.code, "csv"]))

    assert reply.content.startswith(b"\xef\xbb\xbf")
    assert "Aït Lahcen".encode() in reply.content


def test_who_took_the_table_is_recorded(client, a):
    client.force_login(a.trainer)

    _csv(client, a)

    event = Event.objects.about(a.cohort).get(verb="cohorts.cohort.export")
    assert (event.actor, event.data) == (a.trainer, {"format": "csv"})


def test_mentor_sees_the_table_and_does_not_take_it_away(client, a):
    client.force_login(a.mentor)

    page = client.get(reverse("reports:progress", args=[a.cohort.code])).content.decode()

    assert "avancement.csv" not in page
