"""The queue: who comes first and why, what one finds in it, and that nothing moves by itself."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.permissions import forget
from projects import actions, queries, ranking
from projects.models import Review, Submission
from tests import factories


def desk(client, person, **question) -> str:
    client.force_login(person)
    return client.get(reverse("projects:queue"), question).content.decode()


def order(person, **filters) -> list[int]:
    forget(person)
    return [row.submission.pk for row in queries.queue(person, queries.QueueFilters(**filters)).rows]


def rewind(row: Submission, **fields) -> None:
    Submission.objects.filter(pk=row.pk).update(**fields)


def another(a, given=None, **person) -> Submission:
    """A work of one more learner."""
    given = given or a.cohort.assignments.first()
    return factories.handed_in(given, factories.enrolment(a.cohort, **person))


def back_again(a, given) -> Submission:
    """A work handed in anew after a review of the mentor."""
    row = factories.handed_in(given, a.enrolment)
    actions.claim(row, by=a.mentor)
    factories.scored_review(row, a.mentor, level=1)
    actions.request_changes(row, by=a.mentor)
    actions.save_draft(row, by=a.enrolment.learner, repository_url="https://example.org/deux")
    actions.submit(row, by=a.enrolment.learner)
    return row


@pytest.mark.parametrize(
    ("reasons", "hours"),
    [({}, 0), ({"again": True}, 4), ({"is_gate": True}, 8), ({"closes_soon": True}, 12),
     ({"again": True, "is_gate": True, "closes_soon": True}, 24)],
)  # fmt: skip
def test_what_each_reason_is_worth(reasons, hours):
    now = timezone.now()

    assert ranking.rank(ranking.Urgency(**reasons), now) == now - timedelta(hours=hours)


def test_longest_wait_first_then_resubmissions_gates_and_closing_projects(a, given):
    soon = timezone.now() + timedelta(hours=40)
    gate = factories.assignment(a.cohort, factories.project(a.module), is_gate=True)
    closing = factories.assignment(a.cohort, factories.project(a.module), due_at=soon, closes_at=soon)
    plain = another(a, given)
    again = back_again(a, given)
    blocking, last_days = another(a, gate), another(a, closing)

    assert order(a.mentor) == [last_days.pk, blocking.pk, again.pk, plain.pk]


def test_each_line_says_why_it_stands_there(client, a, given):
    back_again(a, given)
    gate = factories.assignment(a.cohort, factories.project(a.module), is_gate=True)
    rewind(another(a, gate), queued_at=timezone.now() - timedelta(hours=3, minutes=5))

    page = desk(client, a.mentor).replace("\u00a0", " ")

    assert "reprise de votre revue" in page
    assert "attend depuis 3 h 5 min" in page
    assert "bloque la suite" in page
    assert "Promis avant" in page


def test_first_stop_of_a_line_is_the_work_itself(client, a, given):
    row = factories.handed_in(given, a.enrolment)

    line = desk(client, a.mentor).split(f'id="row-{row.pk}"')[1].split("</li>")[0]
    stops = [tag for tag in re.findall(r"<(?:a|button)\b[^>]*>", line) if 'tabindex="-1"' not in tag]

    assert reverse("projects:submission", args=[row.pk]) in stops[0]
    assert not any(reverse("reports:learner", args=[a.cohort.code, a.enrolment.pk]) in tag for tag in stops)


def test_another_mentor_reads_that_it_is_back_after_a_review(client, a, given, other_mentor):
    back_again(a, given)

    assert "reprise de votre revue" not in desk(client, other_mentor)


def test_search_finds_people_and_teams_without_accents(a, given):
    elise = another(a, given, first_name="Élise", last_name="Fassi")
    arabic = another(a, given, first_name="Zineb", first_name_ar="زينب")
    group = factories.assignment(a.cohort, factories.project(a.module, team_size=3))
    team = factories.handed_in(group, factories.enrolment(a.cohort), factories.enrolment(a.cohort))

    assert order(a.mentor, words="elise fassi") == [elise.pk]
    assert order(a.mentor, words="زينب") == [arabic.pk]
    assert order(a.mentor, words="tisserande") == [team.pk]
    assert order(a.mentor, words="personne de ce nom") == []


def test_filters_by_cohort_and_project(a, given):
    other = factories.assignment(a.cohort, factories.project(a.module))
    one, two = another(a, given), another(a, other)

    assert order(a.mentor, project=str(other.project_id)) == [two.pk]
    assert order(a.mentor, cohort=a.cohort.code) == [one.pk, two.pk]
    assert order(a.mentor, cohort="AILLEURS") == []


def test_tabs_hold_what_they_say_with_their_counts(client, a, given, other_mentor):
    free, mine, theirs, redo, done = (another(a, given) for _ in range(5))
    actions.claim(mine, by=a.mentor)
    actions.claim(theirs, by=other_mentor)
    for row, decide in ((redo, actions.request_changes), (done, actions.approve)):
        actions.claim(row, by=a.mentor)
        factories.scored_review(row, a.mentor)
        decide(row, by=a.mentor)

    assert order(a.mentor) == [free.pk, mine.pk, theirs.pk]
    assert order(a.mentor, tab="miennes") == [mine.pk]
    assert order(a.mentor, tab="reprise") == [redo.pk]
    assert order(a.mentor, tab="terminees") == [done.pk]
    assert queries.queue_summary(a.mentor) | {"oldest": None} == {
        "waiting": 1, "in_hand": 2, "to_take": 3, "redo": 1, "done": 1, "held": 1, "questions": 0,
        "to_read": False, "oldest": None, "away_until": None,
    }  # fmt: skip


def test_first_tab_lists_as_many_as_it_counts(client, a, given, other_mentor):
    _free, mine, theirs = (another(a, given) for _ in range(3))
    actions.claim(mine, by=a.mentor)
    actions.claim(theirs, by=other_mentor)

    page = desk(client, a.mentor)

    assert re.search(r'id="count-tab-1"[^>]*>(\d+)<', page)[1] == "3"
    assert page.count('<li id="row-') == 3


def test_order_is_explained_with_its_true_numbers(client, a, given, monkeypatch):
    another(a, given)
    monkeypatch.setitem(ranking.WORTH, "again", timedelta(hours=5))

    page = desk(client, a.mentor)

    assert "Pourquoi cet ordre" in page
    assert "comme 5 heures d’attente de plus" in page
    assert "comme 8 heures de plus" in page
    assert "moins de 48 heures avant la fermeture" in page


def test_first_of_the_month_is_said_as_french_says_it(client, a, given):
    noon = timezone.localtime().replace(hour=12, minute=0)
    rewind(another(a, given), promised_at=(noon + timedelta(days=65)).replace(day=1))

    assert re.search(r"Promis avant \w+di 1er,\s12\sh|Promis avant dimanche 1er,\s12\sh", desk(client, a.mentor))


@pytest.mark.parametrize("tab", ["", "miennes", "reprise", "terminees"])
@pytest.mark.parametrize("words", ["", "personne"])
def test_every_empty_tab_says_what_it_is_for(client, a, tab, words):
    page = desk(client, a.mentor, onglet=tab, q=words)

    assert 'class="empty"' in page or "empty" in page
    assert ("Aucun rendu ne correspond" in page) is bool(words)


def test_keyset_pages_follow_the_order_in_both_directions(a, given):
    rows = [another(a, given) for _ in range(queries.PAGE + 3)]
    first = queries.queue(a.mentor, queries.QueueFilters())
    second = queries.queue(a.mentor, queries.QueueFilters(after=first.more))
    assert [row.submission.pk for row in [*first.rows, *second.rows]] == [row.pk for row in rows]

    Submission.objects.update(state="approved", decided_at=timezone.now(), rank_at=None)
    first = queries.queue(a.mentor, queries.QueueFilters(tab="terminees"))
    second = queries.queue(a.mentor, queries.QueueFilters(tab="terminees", after=first.more))
    assert [row.submission.pk for row in [*first.rows, *second.rows]] == [row.pk for row in reversed(rows)]


def test_rows_keep_their_places_when_one_is_decided(client, a, given):
    """A page asks for the rows it shows: a decided one stays, and says so; a new one waits behind the bar."""
    one, two, three = (another(a, given) for _ in range(3))
    actions.claim(one, by=a.trainer)
    factories.scored_review(one, a.trainer)
    actions.approve(one, by=a.trainer)
    another(a, given)
    client.force_login(a.mentor)

    page = client.get(
        reverse("projects:queue"), {"vues": f"{one.pk},{two.pk},{three.pk}"}, headers={"HX-Request": "true"}
    ).content.decode()

    places = [page.index(f'id="row-{row.pk}"') for row in (one, two, three)]
    assert places == sorted(places)
    assert page.count("<li id=") == 3
    assert "Validé" in page


def test_rows_of_others_are_not_fetched_by_their_number(client, a, b, given):
    foreign = factories.handed_in(factories.assignment(b.cohort, b.project), b.enrolment)
    client.force_login(a.mentor)

    page = client.get(reverse("projects:queue"), {"vues": str(foreign.pk)}, headers={"HX-Request": "true"})

    assert f'id="row-{foreign.pk}"' not in page.content.decode()


def test_figures_of_promises_and_of_the_day(a, given, other_mentor):
    now = timezone.now()
    for kept, by, sent_at in ((True, a.mentor, now), (True, other_mentor, now), (False, a.mentor, now),
                              (False, a.mentor, now - timedelta(days=8))):  # fmt: skip
        version = another(a, given).versions.get()
        promised = sent_at + timedelta(hours=1 if kept else -1)
        type(version).objects.filter(pk=version.pk).update(promised_at=promised)
        Review.objects.create(version=version, reviewer=by, decision="approved", sent_at=sent_at)
    forget(a.mentor)

    assert queries.review_figures(a.mentor, at=now) == {"kept": 66, "today": 2}


def test_named_reviewers_alone_review_and_see_the_work_in_their_queue(client, a, given, other_mentor):
    row = another(a, given)
    given.reviewers.add(other_mentor)
    for person in (a.mentor, other_mentor):
        forget(person)

    assert (order(a.mentor), order(other_mentor)) == ([], [row.pk])
    client.force_login(a.mentor)
    assert client.post(reverse("projects:claim", args=[row.pk])).status_code == 403
    assert client.get(reverse("projects:submission", args=[row.pk])).status_code == 200
