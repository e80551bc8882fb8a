"""Deciding at the desk: what is missing is asked about, levels given before stand beside, a lapsed claim says so."""

import pytest
from django.urls import reverse
from django.utils import timezone

from projects import actions
from projects.models import Claim, CriterionScore, Review
from tests import factories
from tests.projects.handing_in import VIEWS, hand_in
from tests.projects.test_desk import page

MISSING = "Ce qui manque"


@pytest.fixture
def second(a, held):
    """The second version in hand; the first was scored 1 everywhere, with a correction asked for."""
    factories.scored_review(held, a.mentor, level=1, message="Un test manque.")
    actions.add_remark(held, by=a.mentor, kind="must_fix", body="Et sans créneau ?")
    actions.request_changes(held, by=a.mentor)
    hand_in(held, a.enrolment.learner, vues__py=VIEWS + "x = 1\n")
    actions.claim(held, by=a.mentor)
    return held


def press(client, row, button: str = "request_changes", **typed):
    return client.post(reverse("projects:review_save", args=[row.pk]), {button: "1", **typed})


def levels(row, level: int) -> dict[str, int]:
    return {f"level-{criterion.pk}": level for criterion in row.assignment.criteria.all()}


def is_sent() -> bool:
    return Review.objects.filter(
        sent_at__isnull=False, version__number=Review.objects.latest("pk").version.number
    ).exists()


def test_request_without_message_nor_levels_asks_first_and_sends_anyway(client, a, held):
    actions.add_remark(held, by=a.mentor, kind="must_fix", body="Et sans créneau ?")
    criterion = held.assignment.criteria.first()

    asked = press(client, held, **{f"level-{criterion.pk}": 2})
    html = client.get(asked.url).content.decode()

    assert not is_sent()
    assert MISSING in html
    assert "Il n’y a pas de message à l’équipe." in html
    total = held.assignment.criteria.count()
    assert f"sur {total} " in html
    assert "Envoyer quand même" in html
    assert CriterionScore.objects.get().level == 2  # the draft is kept meanwhile
    assert client.post(asked.url).url == reverse("projects:queue")
    held.refresh_from_db()
    assert held.state == "changes_requested"


def test_whole_request_is_sent_without_a_question(client, held):
    assert press(client, held, message="Un test manque.", **levels(held, 1)).url == reverse("projects:queue")


def test_corrections_that_nobody_has_looked_at_are_asked_about(client, a, second):
    thread = second.versions.get(number=1).reviews.get().threads.get()
    asked = press(client, second, message="Encore un effort.", **levels(second, 1))
    assert "1 correction demandée avant n’est pas confirmée" in client.get(asked.url).content.decode()

    client.post(reverse("projects:remark_confirm", args=[second.pk, thread.pk]))
    client.post(reverse("projects:remark_reopen", args=[second.pk, thread.pk]))

    assert MISSING not in client.get(asked.url).content.decode()
    draft = second.versions.get(number=2).reviews.get()
    assert press(client, second, message="Encore.", revision=draft.revision).url == reverse("projects:queue")


def test_request_that_says_nothing_is_refused_not_asked_about(client, held):
    assert press(client, held).status_code == 422
    assert client.post(reverse("projects:review_ask", args=[held.pk])).url == reverse("projects:review", args=[held.pk])
    assert not is_sent()


def test_levels_of_the_version_before_stand_beside_and_are_taken_at_once(client, second):
    first, *others = second.assignment.criteria.all()
    html = page(client, second)

    assert html.count("Version 1\xa0:") >= 1 + len(others)
    assert "Reprendre les niveaux de la version 1" in html
    press(client, second, "again", **{f"level-{first.pk}": 3})
    kept = dict(second.versions.get(number=2).reviews.get().scores.values_list("criterion", "level"))
    assert kept == {first.pk: 3, **{row.pk: 1 for row in others}}
    assert "Reprendre les niveaux" not in page(client, second)


def test_first_version_has_no_levels_to_take(client, held):
    assert "Reprendre les niveaux" not in page(client, held)


def test_levels_of_a_contested_review_stay_hidden_from_the_second_reader(client, a, second, other_mentor):
    factories.scored_review(second, a.mentor, level=0, message="Non.")
    actions.request_changes(second, by=a.mentor)
    sent = second.versions.get(number=2).reviews.get()
    actions.dispute(sent, by=a.enrolment.learner, reason="Il y est.")
    second.refresh_from_db()
    actions.claim(second, by=other_mentor)
    client.force_login(other_mentor)

    assert "Version 2 :" not in page(client, second)


def test_lapsed_claim_says_so_and_leads_back(client, held):
    Claim.objects.update(expires_at=timezone.now())

    html = client.get(reverse("projects:review", args=[held.pk]), follow=True).content.decode()

    assert "travail est revenu dans la file" in html
    assert reverse("projects:claim", args=[held.pk]) in html


def test_desk_that_one_has_not_taken_says_how_to_come_in(client, a, held):
    client.force_login(a.trainer)

    html = client.get(reverse("projects:review", args=[held.pk]), follow=True).content.decode()

    assert "Prenez d’abord cette revue" in html
