"""Draw teams at random: sizes that differ by one at most, people kept together, apart or accompanied as wished."""

import random
from collections.abc import Collection, Iterable, Sequence
from itertools import combinations

# More steps than any class needs; wishes that tie so many knots are said impossible.
STEPS = 20_000
Pair = tuple[int, int]


class ImpossibleDraw(Exception):
    """The wishes cannot all be honoured: those of ``pair`` contradict each other, or all together they do."""

    def __init__(self, pair: Pair | None = None):
        super().__init__(pair)
        self.pair = pair


def sizes_of(count: int, size: int) -> list[int]:
    """How large the teams are when ``count`` people are drawn into as few teams of at most ``size`` as can be."""
    teams = -(-count // size)
    small, larger = divmod(count, teams) if teams else (0, 0)
    return [small + 1] * larger + [small] * (teams - larger)


def draw(
    people: Sequence[int],
    size: int,
    seed: str,
    *,
    together: Iterable[Pair] = (),
    apart: Iterable[Pair] = (),
    never_alone: Iterable[int] = (),
) -> list[list[int]]:
    """Teams of at most ``size``, everyone in one of them; the same ``seed`` draws the same teams.

    A team holds none of ``never_alone``, or two at least; one who is the only one of them cannot be helped.
    Wishes about somebody who is not among ``people`` are left aside. Raises ImpossibleDraw.
    """
    dice = random.Random(seed)  # noqa: S311 – a draw of teams that all may see, not a secret
    order = sorted(people)
    dice.shuffle(order)
    known = set(order)
    blocks = _blocks(order, [pair for pair in together if known.issuperset(pair)])
    foes = _foes([pair for pair in apart if known.issuperset(pair)])
    _refuse_contradictions(blocks, foes)
    marked = known.intersection(never_alone)
    marked = marked if len(marked) > 1 else set()
    # Those who are hardest to place come first.
    blocks.sort(
        key=lambda block: (-len(block), marked.isdisjoint(block), -sum(len(foes.get(one, ())) for one in block))
    )
    teams = _Table(sizes_of(len(order), size), foes, marked, dice).seat(blocks)
    for team in teams:
        dice.shuffle(team)
    return teams


def _blocks(order: Sequence[int], together: Collection[Pair]) -> list[list[int]]:
    """Those who must share a team, as wishes chain them."""
    block_of = {one: [one] for one in order}
    for one, other in together:
        if block_of[one] is not block_of[other]:
            joined = block_of[one] + block_of[other]
            block_of |= dict.fromkeys(joined, joined)
    return list({id(block): block for block in block_of.values()}.values())


def _foes(apart: Collection[Pair]) -> dict[int, set[int]]:
    foes: dict[int, set[int]] = {}
    for one, other in apart:
        foes.setdefault(one, set()).add(other)
        foes.setdefault(other, set()).add(one)
    return foes


def _refuse_contradictions(blocks: list[list[int]], foes: dict[int, set[int]]) -> None:
    for block in blocks:
        for pair in combinations(block, 2):
            if pair[1] in foes.get(pair[0], ()):
                raise ImpossibleDraw(pair)


class _Table:
    """Teams being filled: a block goes where there is room and no foe; a dead end is left again."""

    def __init__(self, sizes: list[int], foes: dict[int, set[int]], marked: set[int], dice: random.Random):
        self.sizes, self.foes, self.marked, self.dice = sizes, foes, marked, dice
        self.unseated = set(marked)
        self.teams: list[list[int]] = [[] for _size in sizes]
        self.steps = STEPS

    def seat(self, blocks: list[list[int]]) -> list[list[int]]:
        if not self._place(blocks, 0):
            raise ImpossibleDraw
        return self.teams

    def _place(self, blocks: list[list[int]], number: int) -> bool:
        if number == len(blocks):
            return True
        for team in self._open_to(blocks[number]):
            self.steps -= 1
            if self.steps < 0:
                raise ImpossibleDraw
            team.extend(blocks[number])
            self.unseated.difference_update(blocks[number])
            if self._can_accompany() and self._place(blocks, number + 1):
                return True
            del team[-len(blocks[number]) :]
            self.unseated |= self.marked.intersection(blocks[number])
        return False

    def _can_accompany(self) -> bool:
        """Whether those still to be seated could join each who is alone of the marked in a team with room left."""
        lone = [
            len(team) < size
            for size, team in zip(self.sizes, self.teams, strict=True)
            if len(self.marked.intersection(team)) == 1
        ]
        return all(lone) and len(lone) <= len(self.unseated)

    def _open_to(self, block: list[int]) -> list[list[int]]:
        """Teams that can take the block, in random order; of empty teams of one size the first is enough."""
        shunned = set().union(*(self.foes.get(one, ()) for one in block))
        fitting, empty = [], set()
        for size, team in zip(self.sizes, self.teams, strict=True):
            if len(team) + len(block) > size or shunned.intersection(team) or (not team and size in empty):
                continue
            empty |= {size} if not team else set()
            fitting.append(team)
        self.dice.shuffle(fitting)
        return fitting
