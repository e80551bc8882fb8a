"""A notice whose page is gone, or is no longer its reader's, says so instead of a bare refusal."""

from html import unescape

import pytest
from django.urls import reverse

from inbox.models import Notice
from projects import actions
from tests import factories

pytestmark = pytest.mark.anywhere


def _opened(client, person) -> tuple[int, str]:
    """The oldest notice of ``person``, opened from their list."""
    client.force_login(person)
    notice = Notice.objects.filter(user=person).earliest("pk")
    reply = client.get(reverse("inbox:open", args=[notice.pk]), follow=True)
    return reply.status_code, unescape(reply.content.decode()).replace("\u00a0", " ")


def _undo_team(a, row):
    actions.dissolve_team(row, by=a.trainer)


def _swap_out(a, row):
    actions.change_team(row, by=a.trainer, enrolments=[factories.enrolment(a.cohort)])


def _take_project_back(a, row):
    actions.withdraw_assignment(row.assignment, by=a.trainer, reason="Donné trop tôt")


@pytest.mark.parametrize("undo", [_undo_team, _swap_out, _take_project_back])
def test_notice_of_a_team_that_is_one_s_own_no_more_says_so(client, a, committed, undo):
    given = factories.assignment(a.cohort, factories.project(a.module, team_size=2))
    with committed():
        row = actions.form_team(given, by=a.trainer, enrolments=[a.enrolment])
    assert _opened(client, a.enrolment.learner)[0] == 200

    undo(a, row)

    status, html = _opened(client, a.enrolment.learner)
    assert status == 404
    assert "Une notification vous a mené ici." in html
    assert "Vous avez une équipe pour" in html
    assert reverse("inbox:list") in html


def test_page_that_no_notice_led_to_says_nothing_of_it(client, a):
    for person in (None, a.enrolment.learner):
        if person:
            client.force_login(person)
        assert "notification vous a mené" not in client.get("/rendus/404/", follow=True).content.decode()
