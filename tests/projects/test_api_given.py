"""By the API as by the pages: projects given, teams made, drawn or chosen, more time."""

from datetime import timedelta

import pytest
from django.utils import timezone

from projects import actions
from projects.models import Assignment, Extension, Submission, TeamMember
from tests import factories
from tests.programs import Program, ok, program_of


@pytest.fixture
def learner(a) -> Program:
    return program_of(a.enrolment.learner)


@pytest.fixture
def trainer(a) -> Program:
    return program_of(a.trainer)


@pytest.fixture
def younes(a):
    return factories.enrolment(a.cohort, first_name="Younes")


def _at(days: float) -> str:
    return (timezone.now() + timedelta(days=days)).isoformat()


def _dates(first: float = 0) -> dict:
    return {"opens_at": _at(first), "due_at": _at(7), "closes_at": _at(14)}


def _group(a, forming="by_staff") -> Assignment:
    return factories.assignment(a.cohort, factories.project(a.module, team_size=3), forming=forming)


def test_project_is_given_changed_and_begun(a, trainer, learner):
    project = factories.project(a.module, title="Carnet de santé du cheptel")

    root = f"/cohorts/{a.cohort.code}/assignments"
    given = ok(trainer("POST", root, {"project": project.pk, "reviewers": [a.mentor.pk], **_dates()}))
    moved = ok(trainer("PUT", f"/assignments/{given['id']}", {**given, "review_hours": 8, "reviewers": []}))
    work = ok(learner("POST", f"/assignments/{given['id']}/start"))

    assert [row["name"] for row in given["reviewers"]] == [str(a.mentor)]
    assert (moved["review_hours"], moved["reviewers"], moved["due_at"]) == (8, [], given["due_at"])
    assert ok(learner("POST", f"/assignments/{given['id']}/start")) == work
    (mine,) = (row for row in ok(learner("GET", root)) if row["id"] == given["id"])
    assert (mine["title"], mine["submission"]) == ("Carnet de santé du cheptel", work["id"])


def test_reviewers_names_are_told_to_the_staff_alone(a, trainer, learner):
    given = factories.assignment(a.cohort, a.project)
    given.reviewers.set([a.mentor])

    root = f"/cohorts/{a.cohort.code}/assignments"
    assert ok(trainer("GET", root))[0]["reviewers"]
    assert ok(learner("GET", root))[0]["reviewers"] == []


def test_learner_reads_a_title_and_a_moment_before_the_opening(a, client, trainer, learner):
    given = factories.assignment(a.cohort, a.project)
    Assignment.objects.filter(pk=given.pk).update(opens_at=timezone.now() + timedelta(days=1))

    root = f"/cohorts/{a.cohort.code}/assignments"
    (mine,), (theirs,) = ok(learner("GET", root)), ok(trainer("GET", root))

    assert mine["title"]
    assert (mine["opens_at"], mine["due_at"], mine["team_size"]) == (theirs["opens_at"], None, None)
    assert theirs["due_at"]
    client.force_login(a.enrolment.learner)
    page = client.get(f"/cohortes/{a.cohort.code}/projets/").content.decode()
    assert "Registre" in page
    assert "à rendre" not in page


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"due_at": "hier"}, "due_at"),
        ({"due_at": "0001-01-01T00:00:00+23:59"}, "due_at"),
        ({"closes_at": "9999-12-31T23:59:59-12:00"}, "closes_at"),
        ({"team_size": 9}, "team_size"),
        ({"review_hours": 0}, "review_hours"),
        ({"forming": "by_chance"}, "forming"),
        ({"reviewers": [987654]}, "reviewers"),
        ({"project": 987654}, "project"),
    ],
)
def test_wrong_values_are_told_field_by_field(a, trainer, wrong, field):
    data = {"project": factories.project(a.module).pk, **_dates()} | wrong

    refused = trainer("POST", f"/cohorts/{a.cohort.code}/assignments", data)

    assert refused.status_code == 422
    assert field in refused.json()["errors"]
    assert not Assignment.objects.exists()


def test_dates_in_the_wrong_order_change_nothing(a, trainer):
    given = factories.assignment(a.cohort, a.project)

    refused = trainer("PUT", f"/assignments/{given.pk}", {**_dates(), "closes_at": _at(3)})

    assert "closes_at" in ok(refused, 422)["errors"]
    assert Assignment.objects.get(pk=given.pk).closes_at == given.closes_at


def test_more_time_is_given_once(a, trainer, learner):
    work = factories.submission(factories.assignment(a.cohort, a.project), a.enrolment)
    more = {"due_at": _at(9), "reason": "Panne de réseau au centre"}

    path = f"/submissions/{work.pk}/extension"
    first = ok(trainer("POST", path, more, Idempotency_Key="delai"))
    assert ok(trainer("POST", path, more, Idempotency_Key="delai")) == first
    assert Extension.objects.count() == 1
    (row,) = ok(learner("GET", f"/cohorts/{a.cohort.code}/assignments"))
    assert row["due_at"] == first["due_at"]


def test_trainer_makes_and_remakes_a_team(a, trainer, younes):
    given = _group(a)

    made = ok(trainer("POST", f"/assignments/{given.pk}/teams", {"enrolments": [a.enrolment.pk], "name": "Tissage"}))
    ok(trainer("PUT", f"/submissions/{made['id']}/team", {"enrolments": [a.enrolment.pk, younes.pk], "name": "Laine"}))

    found = ok(trainer("GET", f"/assignments/{given.pk}/teams"))
    (team,) = found["teams"]
    assert (team["name"], {row["enrolment"] for row in team["members"]}) == ("Laine", {a.enrolment.pk, younes.pk})
    assert found["alone"] == []


def test_stranger_to_the_cohort_joins_no_team(a, b, trainer):
    given = _group(a)

    refused = trainer("POST", f"/assignments/{given.pk}/teams", {"enrolments": [b.enrolment.pk]})

    assert "enrolments" in ok(refused, 422)["errors"]
    assert not TeamMember.objects.exists()


def test_draw_that_was_seen_is_the_one_that_is_made(a, trainer, younes):
    given = _group(a, "at_random")
    path = f"/assignments/{given.pk}"
    wish = ok(trainer("POST", f"{path}/wishes", {"kind": "together", "one": a.enrolment.pk, "other": younes.pk}))
    assert ok(trainer("GET", f"{path}/wishes")) == [wish]

    seen = ok(trainer("GET", f"{path}/draw?seed=graine"))
    factories.enrolment(a.cohort, first_name="Nour")
    late = trainer("POST", f"{path}/draw", {"seed": seen["seed"], "seen": seen["seen"]})
    now = ok(trainer("GET", f"{path}/draw?seed=graine"))
    made = ok(trainer("POST", f"{path}/draw", {"seed": now["seed"], "seen": now["seen"]}))

    assert late.status_code == 422
    drawn = [{row["enrolment"] for row in team} for team in now["teams"]]
    assert [{row["enrolment"] for row in team["members"]} for team in made["teams"]] == drawn
    ok(trainer("DELETE", f"{path}/wishes/{wish['id']}"), 204)
    assert ok(trainer("GET", f"{path}/wishes")) == []


def test_nobody_ticked_is_drawn_alone(a, trainer, younes):
    given = _group(a, "at_random")
    path = f"/assignments/{given.pk}/never-alone"
    for _ in range(4):
        factories.enrolment(a.cohort)
    ticked = {a.enrolment.pk, younes.pk}

    told = ok(trainer("PUT", path, {"enrolments": [*ticked]}))

    assert {row["enrolment"] for row in told} == ticked
    for seed in "abcdef":
        teams = ok(trainer("GET", f"/assignments/{given.pk}/draw?seed={seed}"))["teams"]
        assert any(ticked <= {row["enrolment"] for row in team} for team in teams)
    assert ok(trainer("PUT", path, {})) == []


def test_classmates_make_their_team(a, learner, younes):
    given, mate = _group(a, "by_learners"), program_of(younes.learner)
    path = f"/assignments/{given.pk}/open-teams"

    mine = ok(learner("POST", path, {"name": "Laine"}))
    ok(learner("POST", f"/submissions/{mine['id']}/invitations", {"enrolment": younes.pk}), 204)
    (team,) = ok(mate("GET", path))["teams"]
    assert (team["name"], team["places"]) == ("Laine", 2)
    ok(mate("POST", f"{path}/{team['submission']}/join"))
    assert TeamMember.objects.filter(team__submission=mine["id"]).count() == 2
    ok(mate("POST", f"/submissions/{mine['id']}/leave"), 204)

    assert TeamMember.objects.filter(team__submission=mine["id"]).count() == 1
    assert mate("GET", f"/submissions/{mine['id']}").status_code == 404
    assert Submission.objects.count() == 1


def test_who_has_a_team_is_not_invited(a, learner, younes):
    given = _group(a, "by_learners")
    mine = actions.make_own_team(given, by=a.enrolment.learner)
    actions.make_own_team(given, by=younes.learner)

    refused = learner("POST", f"/submissions/{mine.pk}/invitations", {"enrolment": younes.pk})

    assert "enrolment" in ok(refused, 422)["errors"]


def test_list_longer_than_any_class_is_refused_at_once(a, trainer):
    given = _group(a)

    for path in (
        f"/assignments/{given.pk}/never-alone",
        f"/submissions/{factories.submission(given, a.enrolment).pk}/team",
    ):
        refused = trainer("PUT", path, {"enrolments": list(range(1, 20_001))})
        assert "enrolments" in ok(refused, 422)["errors"]


def test_project_with_work_is_withdrawn_with_its_reason_and_asked_again(a, trainer, learner):
    given = factories.assignment(a.cohort, a.project)
    actions.save_draft(factories.submission(given, a.enrolment), by=a.enrolment.learner, note="En cours")

    refused = trainer("POST", f"/assignments/{given.pk}/withdraw", {"reason": " "})
    trainer("POST", f"/assignments/{given.pk}/withdraw", {"reason": "Donné trop tôt"})
    told = ok(learner("GET", f"/cohorts/{a.cohort.code}/assignments"))[0]
    trainer("POST", f"/assignments/{given.pk}/restore")

    assert "reason" in ok(refused, 422)["errors"]
    assert told["withdrawn_why"] == "Donné trop tôt"
    assert ok(learner("GET", f"/cohorts/{a.cohort.code}/assignments"))[0]["withdrawn_at"] is None


def test_people_of_two_teams_change_places_then_a_team_is_undone(a, trainer, younes):
    group, third = _group(a), factories.enrolment(a.cohort)
    one, other = factories.submission(group, a.enrolment, younes), factories.submission(group, third)
    address = f"/submissions/{one.pk}/team/swap"

    same_team = trainer("POST", address, {"one": younes.pk, "other": a.enrolment.pk})
    ok(trainer("POST", address, {"one": younes.pk, "other": third.pk}))

    assert "other" in ok(same_team, 422)["errors"]
    assert set(one.member_ids()) == {a.enrolment.learner_id, third.learner_id}
    assert other.member_ids() == [younes.learner_id]
    assert trainer("DELETE", f"/submissions/{other.pk}/team").status_code == 204
    assert not TeamMember.objects.filter(enrolment=younes).exists()
