"""Teams: made by the trainer, by learners, by a draw; changed while nothing is handed in."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from cohorts import actions as cohort_actions
from inbox.models import Notice
from projects import actions
from projects.models import Assignment, Submission, Team, TeamMember, TeamWish
from tests import factories


@pytest.fixture
def group(a):
    """A project in threes whose teams learners make."""
    page = factories.project(a.module, team_size=3)
    return factories.assignment(a.cohort, page, forming=Assignment.Forming.BY_LEARNERS)


@pytest.fixture
def classmates(a):
    names = ["Rachid", "Zineb", "Younes", "Karim", "Nadia", "Ilyas"]
    return [factories.enrolment(a.cohort, first_name=name) for name in names]


def _members(row: Submission) -> set[int]:
    return set(TeamMember.objects.filter(team=row.team_id).values_list("enrolment", flat=True))


# The trainer changes a team


def test_trainer_changes_who_is_in_a_team_and_its_name(client, a, group, classmates, committed):
    row = factories.submission(group, a.enrolment, classmates[0])
    client.force_login(a.trainer)
    typed = {"enrolments": [a.enrolment.pk, classmates[1].pk], "name": "Équipe Rif"}

    with committed():
        client.post(reverse("projects:team_edit", args=[row.pk]), typed)

    assert _members(row) == {a.enrolment.pk, classmates[1].pk}
    assert Team.objects.get(pk=row.team_id).name == "Équipe Rif"
    told = Notice.objects.filter(verb="projects.submission.change_team").values_list("user", flat=True)
    assert set(told) == {a.enrolment.learner_id, classmates[0].learner_id, classmates[1].learner_id}


@pytest.mark.parametrize("gone", [cohort_actions.withdraw, cohort_actions.suspend])
def test_who_pauses_or_left_stays_in_a_team_that_is_only_renamed(client, a, group, classmates, gone):
    row = factories.submission(group, a.enrolment, classmates[0])
    gone(classmates[0], by=a.manager, reason="Maladie")
    client.force_login(a.trainer)
    address = reverse("projects:team_edit", args=[row.pk])
    page = client.get(address)
    ticked = [box.data["value"] for box in page.context["form"]["enrolments"] if box.data["selected"]]

    client.post(address, {"name": "Les tisserands", "enrolments": ticked})

    assert _members(row) == {a.enrolment.pk, classmates[0].pk}
    row.team.refresh_from_db()
    assert row.team.name == "Les tisserands"


def test_team_that_handed_in_does_not_change(client, a, group, classmates):
    row = factories.handed_in(group, a.enrolment, classmates[0])
    client.force_login(a.trainer)

    reply = client.post(reverse("projects:team_edit", args=[row.pk]), {"enrolments": [a.enrolment.pk]})

    assert reply.status_code == 422
    assert len(_members(row)) == 2


def test_work_taken_back_was_handed_in_all_the_same(a, group, classmates):
    row = factories.handed_in(group, a.enrolment, classmates[0])
    actions.withdraw(row, by=a.enrolment.learner)

    with pytest.raises(ValidationError):
        actions.change_team(row, by=a.trainer, enrolments=[a.enrolment])


def test_member_of_another_team_is_not_offered(client, a, group, classmates):
    row = factories.submission(group, a.enrolment)
    factories.submission(group, classmates[0])
    client.force_login(a.trainer)

    reply = client.post(
        reverse("projects:team_edit", args=[row.pk]), {"enrolments": [a.enrolment.pk, classmates[0].pk]}
    )

    assert reply.status_code == 422
    assert _members(row) == {a.enrolment.pk}


# Learners make them


def test_learner_begins_a_team_and_a_classmate_joins_it(client, a, group, classmates, committed):
    client.force_login(a.enrolment.learner)
    client.post(reverse("projects:own_team", args=[a.cohort.code, group.pk]), {"name": "Les tisserandes"})
    row = Submission.objects.get(assignment=group)
    client.force_login(classmates[0].learner)
    listed = client.get(reverse("projects:own_team", args=[a.cohort.code, group.pk])).content.decode()
    join = reverse("projects:team_join", args=[a.cohort.code, group.pk, row.pk])

    with committed():
        client.post(join)

    assert join in listed
    assert _members(row) == {a.enrolment.pk, classmates[0].pk}
    assert Notice.objects.get(verb="projects.submission.join").user == a.enrolment.learner
    assert client.get(reverse("projects:submission", args=[row.pk])).status_code == 200


def test_full_team_is_refused_in_words(client, a, group, classmates):
    row = factories.submission(group, *classmates[:3])
    client.force_login(a.enrolment.learner)

    reply = client.post(reverse("projects:team_join", args=[a.cohort.code, group.pk, row.pk]))

    assert reply.status_code == 422
    assert len(_members(row)) == 3


def test_one_team_each(a, group, classmates):
    factories.submission(group, a.enrolment)
    other = factories.submission(group, classmates[0])

    for attempt in (
        lambda: actions.join_team(other, by=a.enrolment.learner),
        lambda: actions.make_own_team(group, by=a.enrolment.learner),
    ):
        with pytest.raises(ValidationError):
            attempt()


def test_member_leaves_before_the_work_is_handed_in_and_not_after(a, group, classmates):
    row = factories.submission(group, a.enrolment, *classmates[:2])

    actions.leave_team(row, by=classmates[0].learner)
    assert _members(row) == {a.enrolment.pk, classmates[1].pk}

    by = a.enrolment.learner
    actions.save_draft(row, by=by, note="Fini", repository_url="https://example.org/d")
    actions.submit(row, by=by)
    with pytest.raises(ValidationError):
        actions.leave_team(row, by=by)


def test_team_that_everyone_left_is_gone(client, a, group):
    row = factories.submission(group, a.enrolment)
    client.force_login(a.enrolment.learner)

    assert client.post(reverse("projects:team_leave", args=[row.pk])).status_code == 302
    assert not Team.objects.exists()


def test_member_leaves_no_draft_to_those_who_left_the_cohort(a, group, classmates):
    row = factories.submission(group, a.enrolment, classmates[0])
    cohort_actions.withdraw(classmates[0], by=a.manager, reason="Un emploi")
    actions.save_draft(row, by=a.enrolment.learner, note="En cours", repository_url="https://example.org/d")

    with pytest.raises(ValidationError, match="serait perdu"):
        actions.leave_team(row, by=a.enrolment.learner)


def test_team_that_only_those_who_left_the_cohort_would_keep_is_gone(a, group, classmates):
    row = factories.submission(group, a.enrolment, classmates[0])
    cohort_actions.withdraw(classmates[0], by=a.manager, reason="Un emploi")

    actions.leave_team(row, by=a.enrolment.learner)

    assert not Team.objects.exists()


def test_team_waits_for_who_pauses(a, group, classmates):
    row = factories.submission(group, a.enrolment, classmates[0])
    cohort_actions.suspend(classmates[0], by=a.manager, reason="Maladie")

    actions.leave_team(row, by=a.enrolment.learner)

    assert _members(row) == {classmates[0].pk}


def test_last_member_leaves_no_draft_behind(a, group):
    row = factories.submission(group, a.enrolment)
    actions.save_draft(row, by=a.enrolment.learner, note="Déjà écrit")

    with pytest.raises(ValidationError):
        actions.leave_team(row, by=a.enrolment.learner)
    assert _members(row) == {a.enrolment.pk}


@pytest.mark.parametrize(
    "fields",
    [
        {"forming": Assignment.Forming.BY_STAFF},
        {"opens_at": timezone.now() + timedelta(days=1)},
        {"due_at": timezone.now() - timedelta(days=2), "closes_at": timezone.now() - timedelta(days=1)},
    ],
    ids=["by the trainer", "not open", "closed"],
)
def test_learners_make_teams_only_when_it_is_theirs_to_do(a, group, fields):
    Assignment.objects.filter(pk=group.pk).update(**fields)

    with pytest.raises(ValidationError):
        actions.make_own_team(Assignment.objects.get(pk=group.pk), by=a.enrolment.learner)


def test_outsider_makes_no_team(b, group):
    with pytest.raises(PermissionDenied):
        actions.make_own_team(group, by=b.enrolment.learner)


def test_nobody_is_invited_to_a_team_that_has_handed_in(client, a, group, committed):
    """They would be refused as they join."""
    row, alone = factories.handed_in(group, a.enrolment), factories.enrolment(a.cohort)
    client.force_login(a.enrolment.learner)

    with committed():
        reply = client.post(reverse("projects:team_invite", args=[row.pk]), {"enrolment": alone.pk})

    assert reply.status_code == 422
    assert "a déjà déposé son travail" in reply.content.decode()
    assert not Notice.objects.filter(user=alone.learner).exists()


def test_classmate_is_invited_once(client, a, group, classmates, committed):
    row = factories.submission(group, a.enrolment)
    client.force_login(a.enrolment.learner)
    url = reverse("projects:team_invite", args=[row.pk])

    with committed():
        codes = [client.post(url, {"enrolment": classmates[0].pk}).status_code for _click in range(2)]

    assert codes == [302, 422]
    assert Notice.objects.get(verb="projects.submission.invite").user == classmates[0].learner


# A draw


@pytest.fixture
def drawn(a):
    return factories.assignment(a.cohort, factories.project(a.module, team_size=3), forming="at_random")


def test_teams_made_are_those_that_were_shown(client, a, drawn, classmates):
    client.force_login(a.trainer)
    url = reverse("projects:draw", args=[a.cohort.code, drawn.pk])
    page = client.get(f"{url}?graine=abc")
    shown = [{row.pk for row in team} for team in page.context["plan"]]
    assert not Team.objects.exists()

    client.post(url, {"seed": page.context["seed"], "seen": page.context["seen"]})

    made = Submission.objects.filter(assignment=drawn).order_by("pk")
    assert [_members(row) for row in made] == shown
    assert sorted(map(len, shown)) == [2, 2, 3]


def test_teams_drawn_later_take_no_name_that_another_has(client, a, drawn, classmates):
    client.force_login(a.trainer)
    url = reverse("projects:draw", args=[a.cohort.code, drawn.pk])

    def draw() -> str:
        page = client.get(url)
        client.post(url, {"seed": page.context["seed"], "seen": page.context["seen"]})
        return page.content.decode()

    draw()
    actions.dissolve_team(Submission.objects.get(team__name="Équipe 1"), by=a.trainer)
    shown = draw()

    names = set(Team.objects.values_list("name", flat=True))
    assert names == {"Équipe 2", "Équipe 3", "Équipe 4"}
    assert "Équipe 4" in shown
    assert "Équipe 3" not in shown


def test_draw_that_changed_meanwhile_is_shown_again(client, a, drawn, classmates):
    client.force_login(a.trainer)
    url = reverse("projects:draw", args=[a.cohort.code, drawn.pk])
    page = client.get(url)
    factories.submission(drawn, classmates[0])

    reply = client.post(url, {"seed": page.context["seed"], "seen": page.context["seen"]})

    assert reply.status_code == 422
    assert Submission.objects.filter(assignment=drawn).count() == 1
    assert "<ol" in reply.content.decode()


def test_wishes_are_honoured_then_taken_back(client, a, drawn, classmates):
    client.force_login(a.trainer)
    add = reverse("projects:wish_add", args=[a.cohort.code, drawn.pk])
    client.post(add, {"kind": "together", "one": classmates[1].pk, "other": classmates[0].pk})
    client.post(add, {"kind": "apart", "one": classmates[2].pk, "other": classmates[3].pk})

    for seed in "abcdefgh":
        teams = [{row.pk for row in team} for team in actions.plan_teams(drawn, seed)]
        assert any({classmates[0].pk, classmates[1].pk} <= team for team in teams)
        assert not any({classmates[2].pk, classmates[3].pk} <= team for team in teams)

    wish = drawn.wishes.first()
    client.post(reverse("projects:wish_remove", args=[a.cohort.code, drawn.pk, wish.pk]))
    assert TeamWish.objects.count() == 1


def test_impossible_wishes_are_said_in_a_sentence(client, a, drawn, classmates):
    one, two, three = classmates[:3]
    for kind, first, second in (("together", one, two), ("together", two, three), ("apart", one, three)):
        actions.add_wish(drawn, by=a.trainer, kind=kind, one=first, other=second)
    client.force_login(a.trainer)

    page = client.get(reverse("projects:draw", args=[a.cohort.code, drawn.pk]))

    assert page.context["plan"] == []
    assert "Rachid" in page.context["refusal"]
    assert "Younes" in page.context["refusal"]


def test_wish_about_one_person_is_refused_beside_its_field(client, a, drawn, classmates):
    client.force_login(a.trainer)
    same = {"kind": "apart", "one": classmates[0].pk, "other": classmates[0].pk}

    reply = client.post(reverse("projects:wish_add", args=[a.cohort.code, drawn.pk]), same)

    assert reply.status_code == 422
    assert "other" in reply.context["form"].errors


def test_people_ticked_are_never_alone_in_a_drawn_team(client, a, drawn, classmates):
    client.force_login(a.trainer)
    ticked = {classmates[0].pk, classmates[3].pk, classmates[4].pk}

    client.post(reverse("projects:never_alone", args=[a.cohort.code, drawn.pk]), {"enrolments": [*ticked]})

    page = client.get(reverse("projects:draw", args=[a.cohort.code, drawn.pk])).content.decode()
    assert page.count("checked") == 3
    for seed in "abcdefgh":
        assert all(len(ticked.intersection(row.pk for row in team)) != 1 for team in actions.plan_teams(drawn, seed))


def test_who_is_of_another_cohort_is_not_ticked(client, a, b, drawn):
    client.force_login(a.trainer)

    reply = client.post(
        reverse("projects:never_alone", args=[a.cohort.code, drawn.pk]), {"enrolments": [b.enrolment.pk]}
    )

    assert reply.status_code == 422
    assert not drawn.never_alone.exists()


def test_learners_do_not_read_wishes(client, a, drawn, classmates):
    client.force_login(a.enrolment.learner)

    assert client.get(reverse("projects:draw", args=[a.cohort.code, drawn.pk])).status_code == 403


@pytest.mark.parametrize("name", ["projects:teams", "projects:draw", "projects:own_team"])
def test_screens_of_teams_ask_the_same_whatever_their_number(client, a, group, django_assert_max_num_queries, name):
    client.force_login(a.enrolment.learner if name == "projects:own_team" else a.trainer)
    url = reverse(name, args=[a.cohort.code, group.pk])
    asked = []
    for more in (1, 5):
        for _ in range(more):
            factories.submission(group, factories.enrolment(a.cohort), factories.enrolment(a.cohort))
            factories.enrolment(a.cohort)
        client.get(url)
        with django_assert_max_num_queries(16) as made:
            client.get(url)
        asked.append(len(made))

    assert asked[0] == asked[1]
