"""The teams of a project in pages: found by a name, narrowed to those who need a hand; the same by the API."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from projects import actions
from projects.models import Assignment, SavedComment, TeamMember
from tests import factories
from tests.programs import Program, ok, program_of


@pytest.fixture
def given(a):
    """A project due yesterday, one learner to a team."""
    now = timezone.now()
    return factories.assignment(a.cohort, a.project, due_at=now - timedelta(days=1), closes_at=now + timedelta(days=5))


@pytest.fixture
def look(client, a, given):
    client.force_login(a.trainer)
    return lambda **asked: client.get(reverse("projects:teams", args=[a.cohort.code, given.pk]), asked).content.decode()


def _person(a, number: int):
    return factories.enrolment(a.cohort, first_name="Amina", last_name=f"Zaari {number:02}")


@pytest.fixture
def crowd(a, given):
    """Fifty-one teams, from Zaari 00 to Zaari 50: one more than a page holds."""
    return [factories.submission(given, _person(a, number)) for number in range(51)]


@pytest.fixture
def trainer(a) -> Program:
    return program_of(a.trainer)


def test_teams_come_fifty_a_page(look, crowd):
    first, second = look(), look(page=2)

    assert ("Zaari 49" in first, "Zaari 50" in first) == (True, False)
    assert ("Zaari 49" in second, "Zaari 50" in second) == (False, True)
    assert "Page 1 sur 2" in first
    assert len(first.encode()) < 120 * 1024


@pytest.mark.parametrize("words", ["el idrissi", "IDRISSI ghita", "ghîta", "tisserandes ghita"])
def test_team_is_found_by_a_name_as_people_spell_it(look, a, given, crowd, words):
    ghita = factories.enrolment(a.cohort, first_name="Ghita", last_name="El Idrissi")
    factories.submission(given, ghita, factories.enrolment(a.cohort, first_name="Nour"))

    shown = look(q=words)

    assert "Ghita El Idrissi" in shown
    assert "Zaari 00" not in shown


def test_teams_are_narrowed_to_those_who_need_a_hand(look, a, given):
    factories.submission(given, _person(a, 1))
    patient = factories.submission(given, _person(a, 2))
    actions.grant_extension(patient, by=a.trainer, due_at=timezone.now() + timedelta(days=2), reason="Panne au centre")
    factories.handed_in(given, _person(a, 3))
    actions.withdraw(row := factories.handed_in(given, _person(a, 4)), by=_learner(row))

    def found(state: str) -> list[int]:
        return [number for number in range(1, 5) if f"Zaari {number:02}" in look(etat=state)]

    assert found("retard") == [1]
    assert found("rien") == [1, 2]
    assert found("queued") == [3]
    assert found("draft") == [1, 2, 4]
    assert found("") == found("nulle part") == [1, 2, 3, 4]


def _learner(row):
    return TeamMember.objects.get(team=row.team_id).enrolment.learner


def test_filter_stays_from_page_to_page(look, crowd):
    assert "q=zaari&amp;etat=rien&amp;page=2" in look(q="zaari", etat="rien")


def test_no_team_found_says_so_and_leads_back(look, crowd):
    shown = look(q="personne de ce nom")

    assert "Aucune équipe ne correspond" in shown
    assert "Voir toutes les équipes" in shown


@pytest.mark.parametrize("page", ["0", "-1", "99", "x", "9" * 500])
def test_page_that_does_not_exist_shows_teams_all_the_same(look, crowd, page):
    assert "Zaari" in look(page=page)


def test_large_class_is_offered_in_part_and_any_of_it_may_be_chosen(client, look, a, given):
    people = [_person(a, number) for number in range(51)]
    address = reverse("projects:teams", args=[a.cohort.code, given.pk])

    shown = look()
    assert ("Zaari 48" in shown, "Zaari 50" in shown) == (True, False)
    assert "50 des 52 apprenants sans équipe sont montrés" in shown
    assert "Zaari 50" in look(q="zaari 50")

    refused = client.post(address, {"enrolments": [people[50].pk, people[49].pk]})
    assert refused.status_code == 422  # each works alone
    assert "Zaari 50" in refused.content.decode()
    assert client.post(address, {"enrolments": [people[50].pk]}).status_code == 302


@pytest.fixture
def chosen(a):
    """A project in pairs whose teams learners make: fifty full ones, then one with a place."""
    page = factories.project(a.module, title="À deux", team_size=2)
    given = factories.assignment(a.cohort, page, forming=Assignment.Forming.BY_LEARNERS)
    for number in range(50):
        factories.submission(given, _person(a, number), factories.enrolment(a.cohort, first_name="Nour"))
    factories.submission(given, _person(a, 50))
    return given


def test_classmates_see_teams_with_a_place_first(client, a, chosen):
    client.force_login(a.enrolment.learner)
    address = reverse("projects:own_team", args=[a.cohort.code, chosen.pk])

    first, second = (client.get(address, {"page": number}).content.decode() for number in (1, 2))

    assert first.index("Zaari 50") < first.index("Zaari 00")
    assert ("Zaari 49" in first, "Zaari 49" in second) == (False, True)


def test_own_team_is_shown_on_every_page(client, a, chosen):
    factories.submission(chosen, a.enrolment, factories.enrolment(a.cohort, first_name="Rachid"))
    client.force_login(a.enrolment.learner)

    shown = client.get(reverse("projects:own_team", args=[a.cohort.code, chosen.pk]), {"page": 1}).content.decode()

    assert "Rachid" in shown.split('id="h-teams"')[0]


def test_classmate_without_a_team_is_found_by_name(client, a, chosen):
    factories.submission(chosen, a.enrolment)
    for number in range(60, 112):
        _person(a, number)
    client.force_login(a.enrolment.learner)

    def invited(**asked) -> str:
        page = client.get(reverse("projects:own_team", args=[a.cohort.code, chosen.pk]), asked).content.decode()
        return page.split('id="h-alone"')[1].split('id="h-teams"')[0]

    assert "Zaari 99" not in invited()
    assert "Zaari 99" in invited(q="zaari 99")
    assert "Personne ne correspond" in invited(q="nulle part")


def test_program_reads_all_the_teams_page_by_page(trainer, crowd, given):
    path = f"/assignments/{given.pk}/teams"

    first = ok(trainer("GET", path))
    second = ok(trainer("GET", f"{path}?after={first['next']}"))

    assert [len(first["teams"]), len(second["teams"]), second["next"]] == [50, 1, ""]
    assert {row["submission"] for row in first["teams"] + second["teams"]} == {row.pk for row in crowd}


def test_program_reads_all_who_have_no_team_page_by_page(a, trainer, given):
    people = {a.enrolment.pk, *(_person(a, number).pk for number in range(51))}
    path = f"/assignments/{given.pk}/teams"

    first = ok(trainer("GET", path))
    second = ok(trainer("GET", f"{path}?alone_after={first['alone_next']}"))

    assert [len(first["alone"]), len(second["alone"]), second["alone_next"]] == [50, 2, ""]
    assert {row["enrolment"] for row in first["alone"] + second["alone"]} == people


def test_program_reads_open_teams_page_by_page(a, chosen):
    learner, path = program_of(a.enrolment.learner), f"/assignments/{chosen.pk}/open-teams"

    first = ok(learner("GET", path))
    second = ok(learner("GET", f"{path}?after={first['next']}"))

    assert [len(first["teams"]), [row["places"] for row in second["teams"]]] == [50, [1]]


def test_ready_made_comments_come_in_pages_too(client, a):
    mentor = factories.member(a.operator, Role.MENTOR)
    words = {"operator": a.operator, "author": mentor, "body": "À dire"}
    SavedComment.objects.bulk_create([SavedComment(title=f"Titre {number:02}", **words) for number in range(51)])
    client.force_login(mentor)
    reads = program_of(mentor)

    shown = [client.get(reverse("projects:comments"), {"page": page}).content.decode() for page in (1, 2)]
    rows = ok(reads("GET", "/comments"))

    assert ["Titre 50" in page for page in shown] == [False, True]
    assert (len(rows), len(ok(reads("GET", f"/comments?after={rows[-1]['id']}")))) == (50, 1)
