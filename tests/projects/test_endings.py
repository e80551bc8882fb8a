"""A claim that ends under its holder's hands: who ended it is said, and the draft is kept."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cohorts import actions as cohort_actions
from inbox.models import Notice
from projects import actions, queries
from projects.models import Assignment, Claim


@pytest.fixture
def held(client, a, waiting):
    """The mentor's page is open on a work they hold."""
    actions.claim(waiting, by=a.mentor)
    client.force_login(a.mentor)
    return waiting


def told(client, row) -> tuple[str, str]:
    """What the next autosave and the page's own beat answer, both 409, words and all."""
    saved = client.post(
        reverse("projects:review_save", args=[row.pk]), {"message": "Encore"}, headers={"HX-Request": "true"}
    )
    beat = client.post(reverse("projects:presence", args=[row.pk]))
    assert (saved.status_code, beat.status_code) == (409, 409)
    assert beat["Content-Type"].startswith("text/plain")
    return saved.content.decode(), beat.content.decode()


def test_whose_review_was_released_reads_who_did_it(client, a, held):
    actions.release(held, by=a.trainer)

    saved, beat = told(client, held)

    words = f"{a.trainer} a libéré cette revue\u202f; votre brouillon est gardé"
    assert words in saved
    assert "data-lapsed" in saved
    assert words in beat
    assert queries.draft_review(held, a.mentor).message == "Encore"


def test_whose_review_was_handed_over_reads_to_whom(client, a, held, other_mentor):
    actions.hand_over(held, by=a.trainer, to=other_mentor)

    assert f"{a.trainer} a passé cette revue à {other_mentor}" in told(client, held)[0]


def test_who_left_the_page_reads_that_it_was_closed_too_long(client, a, held):
    Claim.objects.update(expires_at=timezone.now() - timedelta(minutes=1))

    assert "fermée depuis dix minutes" in told(client, held)[1]


def test_work_taken_back_or_replaced_since_is_said(client, a, held):
    actions.release(held, by=a.trainer)
    learner = a.enrolment.learner
    actions.save_draft(held, by=learner, repository_url="https://example.org/deux")
    actions.replace(held, by=learner)
    assert "remis une autre version" in told(client, held)[1]

    actions.withdraw(held, by=learner)
    assert "repris son travail" in told(client, held)[1]


def test_own_other_tab_gave_it_back(client, a, held):
    actions.release(held, by=a.mentor)

    assert "Vous avez rendu cette revue" in told(client, held)[0]


def test_holder_relieved_by_another_has_a_notice_and_nobody_else(committed, a, waiting, other_mentor):
    with committed():
        actions.claim(waiting, by=a.mentor)
        actions.release(waiting, by=a.trainer)
        actions.claim(waiting, by=a.mentor)
        actions.hand_over(waiting, by=a.mentor, to=other_mentor)

    notice = Notice.objects.get(verb="projects.submission.relieve")
    assert notice.user == a.mentor


def test_desk_listens_for_the_end_of_its_claim(client, held):
    page = client.get(reverse("projects:review", args=[held.pk])).content.decode()

    assert 'data-live="projects.submission.release projects.submission.hand_over"' in page


# Without the right to review, there is no claim


def test_where_others_are_named_the_claim_is_given_back_and_its_holder_is_told(
    client, a, held, other_mentor, committed
):
    given = Assignment.objects.get(pk=held.assignment_id)
    actions.add_remark(held, by=a.mentor, kind="must_fix", body="Un index ?")

    with committed():
        actions.change_assignment(given, by=a.trainer, reviewers=[other_mentor])

    held.refresh_from_db()
    assert (held.state, Claim.objects.filter(released_at=None).exists()) == ("queued", False)
    beat = client.post(reverse("projects:presence", args=[held.pk]))
    assert beat.status_code == 409
    assert "d’autres personnes y sont désignées" in beat.content.decode()
    desk = client.get(reverse("projects:review", args=[held.pk]), follow=True)
    assert desk.redirect_chain[0][0] == reverse("projects:submission", args=[held.pk])
    assert "d’autres personnes y sont désignées" in client.get(desk.redirect_chain[0][0]).content.decode()
    assert queries.draft_review(held, a.mentor).threads.count() == 1


def test_who_is_named_keeps_the_claim(a, held, other_mentor, committed):
    with committed():
        actions.change_assignment(held.assignment, by=a.trainer, reviewers=[a.mentor, other_mentor])

    assert Claim.objects.get(released_at=None).holder == a.mentor


def test_who_never_held_the_work_is_refused_as_before(client, a, waiting, other_mentor):
    waiting.assignment.reviewers.set([other_mentor])
    client.force_login(a.mentor)

    assert client.get(reverse("projects:review", args=[waiting.pk])).status_code == 403
    assert client.post(reverse("projects:presence", args=[waiting.pk])).status_code == 403


def test_cohort_that_closes_says_so_at_the_desk(client, a, held, committed):
    with committed():
        cohort_actions.complete_cohort(a.cohort, by=a.manager)

    assert "La cohorte est close" in told(client, held)[1]
