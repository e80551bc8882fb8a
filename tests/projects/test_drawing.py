"""Teams drawn at random: everyone once, sizes balanced, wishes honoured or said impossible."""

from itertools import combinations, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.drawing import ImpossibleDraw, draw, sizes_of

pytestmark = pytest.mark.anywhere

COUNTS, SIZES, SEEDS = st.integers(1, 40), st.integers(1, 8), st.text("0123456789abcdef", min_size=1, max_size=8)


@st.composite
def classes(draw_from, most=40):
    """A class, a team size, wishes about pairs of it, and those who are not to be left alone."""
    people = list(range(1, draw_from(st.integers(1, most)) + 1))
    pairs = list(combinations(people, 2))
    wishes = draw_from(st.lists(st.sampled_from(pairs), max_size=5, unique=True)) if pairs else []
    cut = draw_from(st.integers(0, len(wishes)))
    marked = draw_from(st.sets(st.sampled_from(people)))
    return people, draw_from(SIZES), {"together": wishes[:cut], "apart": wishes[cut:], "never_alone": marked}


def _honours(teams, together, apart, never_alone) -> bool:
    if len(never_alone) > 1 and any(len(never_alone.intersection(team)) == 1 for team in teams):
        return False
    team_of = {one: number for number, team in enumerate(teams) for one in team}
    return all(team_of[one] == team_of[other] for one, other in together) and all(
        team_of[one] != team_of[other] for one, other in apart
    )


@given(COUNTS, SIZES, SEEDS)
def test_everyone_is_placed_once_in_balanced_teams(count, size, seed):
    teams = draw(range(1, count + 1), size, seed)
    sizes = [len(team) for team in teams]

    assert sorted(one for team in teams for one in team) == list(range(1, count + 1))
    assert max(sizes) <= size
    assert max(sizes) - min(sizes) <= 1
    assert len(teams) == -(-count // size)


@given(classes(), SEEDS)
def test_wishes_are_honoured_or_the_draw_is_refused(group, seed):
    people, size, wishes = group
    try:
        teams = draw(people, size, seed, **wishes)
    except ImpossibleDraw:
        return

    assert sorted(one for team in teams for one in team) == people
    assert sorted(map(len, teams), reverse=True) == sizes_of(len(people), size)
    assert _honours(teams, **wishes)


def _every_split(people, sizes):
    """Every way to split a few people, by brute force."""
    for order in permutations(people):
        start, teams = 0, []
        for size in sizes:
            teams.append(order[start : start + size])
            start += size
        yield teams


@given(classes(most=6), SEEDS)
def test_a_draw_that_exists_is_found(group, seed):
    people, size, wishes = group
    exists = any(_honours(teams, **wishes) for teams in _every_split(people, sizes_of(len(people), size)))
    try:
        draw(people, size, seed, **wishes)
        found = True
    except ImpossibleDraw:
        found = False

    assert found == exists


@given(classes(), SEEDS)
def test_the_same_seed_draws_the_same_teams(group, seed):
    people, size, _wishes = group

    assert draw(people, size, seed) == draw(list(reversed(people)), size, seed)


def test_another_seed_draws_other_teams():
    assert draw(range(24), 4, "a") != draw(range(24), 4, "b")


def test_contradicting_wishes_name_the_pair():
    with pytest.raises(ImpossibleDraw) as refused:
        draw([1, 2, 3, 4], 4, "a", together=[(1, 2), (2, 3)], apart=[(1, 3)])
    assert set(refused.value.pair) == {1, 3}


def test_wishes_about_those_who_have_a_team_are_left_aside():
    assert draw([1, 2], 1, "a", together=[(1, 9)], apart=[(2, 9)])


@given(st.integers(2, 12), st.integers(3, 6), SEEDS)
def test_in_a_class_where_women_are_few_none_is_alone_in_her_team(women, size, seed):
    """A usual class: thirty people, teams of three to six, no other wish; there is always such a draw."""
    teams = draw(range(30), size, seed, never_alone=range(women))

    assert all(sum(one < women for one in team) != 1 for team in teams)


def test_who_is_the_only_one_of_the_class_is_drawn_like_anybody():
    assert draw([1, 2, 3, 4], 2, "a", never_alone=[1, 9]) == draw([1, 2, 3, 4], 2, "a")
