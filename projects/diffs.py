"""What changed between two texts: lines, words, and where a remark's lines have gone.

The common head and tail are set aside, then lines that stand once on each side are landmarks, and what lies between
them is compared by Ratcliff and Obershelp's method (difflib): long files cost little.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import NamedTuple

CONTEXT = 3
# Longer lines, and pairs of lines with less than half in common, show no changed words: nobody reads those.
WORDS_LIMIT, WORDS_RATIO = 400, 0.5
TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
# A shorter text may stand in two places by chance; lines that stand twice are told apart by so many around them.
TELLING_CHARACTERS, NEIGHBOURS = 12, 3


class Block(NamedTuple):
    """Lines ``old`` became lines ``new`` (ranges from 0); ``same`` when they are equal."""

    same: bool
    old: range
    new: range


def blocks(old: Sequence[str], new: Sequence[str], *, ignore_space: bool = False) -> list[Block]:
    """The blocks that turn the lines ``old`` into ``new``, in order and without gaps."""
    if ignore_space:
        old, new = ["".join(line.split()) for line in old], ["".join(line.split()) for line in new]
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    found = [Block(True, range(head), range(head))] if head else []
    found += _between(old, new, range(head, len(old) - tail), range(head, len(new) - tail))
    if tail:
        found.append(Block(True, range(len(old) - tail, len(old)), range(len(new) - tail, len(new))))
    return list(_joined(found))


def _between(old: Sequence[str], new: Sequence[str], left: range, right: range) -> Iterator[Block]:
    """The blocks of two parts: lines that stand once in each hold them together, difflib compares what is between."""
    i, j = left.start, right.start
    for at_old, at_new in [*_landmarks(old, new, left, right), (left.stop, right.stop)]:
        if i < at_old or j < at_new:
            yield from _compared(old, new, range(i, at_old), range(j, at_new))
        if at_old < left.stop:
            yield Block(True, range(at_old, at_old + 1), range(at_new, at_new + 1))
        i, j = at_old + 1, at_new + 1


def _compared(old: Sequence[str], new: Sequence[str], left: range, right: range) -> Iterator[Block]:
    was, now = old[left.start : left.stop], new[right.start : right.stop]
    if set(was).isdisjoint(now):
        yield Block(False, left, right)
        return
    matcher = SequenceMatcher(None, was, now)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        yield Block(
            tag == "equal",
            range(left.start + i1, left.start + i2),
            range(right.start + j1, right.start + j2),
        )


def _landmarks(old: Sequence[str], new: Sequence[str], left: range, right: range) -> list[tuple[int, int]]:
    """Lines that stand once on each side, in the longest row that keeps their order (patience difference)."""
    once_old, once_new = _once(old, left), _once(new, right)
    pairs = [(once_old[line], once_new[line]) for line in once_old if line in once_new]
    piles: list[int] = []
    tops: list[int] = []
    before: list[int | None] = []
    for place, (_i, j) in enumerate(pairs):
        pile = bisect_left(tops, j)
        before.append(piles[pile - 1] if pile else None)
        piles[pile : pile + 1], tops[pile : pile + 1] = [place], [j]
    row: list[tuple[int, int]] = []
    at = piles[-1] if piles else None
    while at is not None:
        row.append(pairs[at])
        at = before[at]
    return row[::-1]


def _once(lines: Sequence[str], part: range) -> dict[str, int]:
    """The lines of ``part`` that stand there once, with their places, in order."""
    counts = Counter(lines[part.start : part.stop])
    return {lines[i]: i for i in part if counts[lines[i]] == 1}


def _joined(found: Iterable[Block]) -> Iterator[Block]:
    """Neighbours of one kind make one block."""
    last = None
    for block in found:
        if last and last.same == block.same:
            last = Block(last.same, range(last.old.start, block.old.stop), range(last.new.start, block.new.stop))
            continue
        if last:
            yield last
        last = block
    if last:
        yield last


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """How many lines both begin with."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if one[low:middle] == other[low:middle] else (low, middle - 1)
    return low


# Rows of a page


class Row(NamedTuple):
    """One line of a difference: ``kind`` is " ", "-" or "+"; numbers from 1, None where the line is not.

    ``parts`` are (changed, text): the words that differ from the other side.
    """

    kind: str
    old: int | None
    new: int | None
    parts: tuple[tuple[bool, str], ...]

    @property
    def text(self) -> str:
        return "".join(text for _changed, text in self.parts)


@dataclass
class Hunk:
    """Rows that lie together; the equal lines before them whose numbers are ``folded`` are not shown."""

    folded: range
    rows: list[Row] = field(default_factory=list)

    @property
    def pairs(self) -> list[tuple[Row | None, Row | None]]:
        """The rows side by side: what was, what is."""
        return side_by_side(self.rows)


def side_by_side(rows: Iterable[Row]) -> list[tuple[Row | None, Row | None]]:
    """Rows in pairs: what was, what is; None where there is nothing."""
    found: list[tuple[Row | None, Row | None]] = []
    removed: list[Row] = []
    added: list[Row] = []
    for row in [*rows, None]:
        if row is None or row.kind == " ":
            found += zip_longest(removed, added)
            removed, added = [], []
            found += [(row, row)] if row else []
        else:
            (removed if row.kind == "-" else added).append(row)
    return found


def rows(old: Sequence[str], new: Sequence[str], *, ignore_space: bool = False) -> list[Row]:
    """Every line of both sides: those of " " and "-" are the old text, those of " " and "+" the new one."""
    found: list[Row] = []
    for block in blocks(old, new, ignore_space=ignore_space):
        if block.same:
            found += (Row(" ", i + 1, j + 1, ((False, new[j]),)) for i, j in zip(block.old, block.new, strict=True))
        else:
            found += _changed_rows(old, new, block)
    return found


def _changed_rows(old: Sequence[str], new: Sequence[str], block: Block) -> Iterator[Row]:
    pairs = [words(old[i], new[j]) for i, j in zip(block.old, block.new, strict=False)]
    for place, i in enumerate(block.old):
        yield Row("-", i + 1, None, pairs[place][0] if place < len(pairs) else ((False, old[i]),))
    for place, j in enumerate(block.new):
        yield Row("+", None, j + 1, pairs[place][1] if place < len(pairs) else ((False, new[j]),))


Parts = tuple[tuple[bool, str], ...]


def words(old: str, new: str) -> tuple[Parts, Parts]:
    """Both lines in parts, the words that differ marked; a line with little in common is left whole."""
    whole: tuple[Parts, Parts] = (((False, old),), ((False, new),))
    if max(len(old), len(new)) > WORDS_LIMIT:
        return whole
    left, right = TOKEN.findall(old), TOKEN.findall(new)
    head = _common(left, right)
    tail = _common(left[head:][::-1], right[head:][::-1])
    middle = left[head : len(left) - tail], right[head : len(right) - tail]
    enough = WORDS_RATIO * (len(left) + len(right)) / 2 - head - tail
    # What both hold in any order is never less than in order, and is counted faster.
    if enough > 0 and (Counter(middle[0]) & Counter(middle[1])).total() < enough:
        return whole
    pieces = _pieces(*middle)
    if sum(len(one) for changed, one, _other in pieces if not changed) < enough:
        return whole
    pieces = [
        (False, left[:head], right[:head]),
        *pieces,
        (False, left[len(left) - tail :], right[len(right) - tail :]),
    ]
    was = tuple([(changed, "".join(one)) for changed, one, _other in pieces if one])
    return was, tuple([(changed, "".join(other)) for changed, _one, other in pieces if other])


def _pieces(left: list[str], right: list[str]) -> list[tuple[bool, list[str], list[str]]]:
    """Words of both sides in order, those that differ marked."""
    if not left or not right:
        return [(True, left, right)]
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    return [(tag != "equal", left[i1:i2], right[j1:j2]) for tag, i1, i2, j1, j2 in matcher.get_opcodes()]


def hunks(found: Iterable[Row], *, context: int = CONTEXT, keep=None) -> list[Hunk]:
    """The changed rows, and those that ``keep(row)`` wants, with ``context`` equal ones around them; longer runs of
    equal rows are folded away."""
    found = list(found)
    near = _near_changes(found, context, keep)
    made = [Hunk(range(0))]
    for place, row in enumerate(found):
        if place in near:
            made[-1].rows.append(row)
        elif made[-1].rows or not made[-1].folded:
            made.append(Hunk(range(row.new or 0, (row.new or 0) + 1)))
        else:
            made[-1].folded = range(made[-1].folded.start, (row.new or 0) + 1)
    return [hunk for hunk in made if hunk.rows or hunk.folded]


def _near_changes(found: list[Row], context: int, keep) -> set[int]:
    near: set[int] = set()
    for place, row in enumerate(found):
        if row.kind != " " or (keep and keep(row)):
            near.update(range(place - context, place + context + 1))
    return near


def share(one: Sequence[str], other: Sequence[str]) -> float:
    """The part of lines, or of words, in any order, that both have."""
    return 2 * (Counter(one) & Counter(other)).total() / (len(one) + len(other) or 1)


# Remarks


@dataclass(frozen=True)
class Place:
    """Where lines are now (from 1): ``state`` is kept (same numbers), moved, or outdated (no longer there)."""

    state: str
    first: int | None = None
    last: int | None = None


class Following:
    """Where lines of ``old`` are in ``new``: compared once, asked for each remark."""

    def __init__(self, old: Sequence[str], new: Sequence[str]):
        self.old, self.new = list(old), list(new)
        self.blocks = [block for block in blocks(old, new) if block.same]
        # The line of ``old`` that each line of ``new`` is, by the difference.
        self.was = {j: i for block in self.blocks for i, j in zip(block.old, block.new, strict=True)}

    def place(self, first: int, last: int) -> Place:
        """Never a place with another text, nor one that the difference gave to other lines."""
        if not 1 <= first <= last <= len(self.old):
            return Place("outdated")
        for block in self.blocks:
            if block.old.start < first and last <= block.old.stop:
                return _at(first + block.new.start - block.old.start, first, last)
        found = self._pasted(first - 1, last)
        return Place("outdated") if found is None else _at(found + 1, first, last)

    def _pasted(self, start: int, stop: int) -> int | None:
        """Lines cut here and pasted there: alone when they stand once on each side, else with their neighbours."""
        for around in range(NEIGHBOURS + 1):
            wide = slice(max(0, start - around), stop + around)
            wanted = self.old[wide]
            if sum(len(line.strip()) for line in wanted) < TELLING_CHARACTERS or len(starts(wanted, self.old)) > 1:
                continue
            found = starts(wanted, self.new)
            at = found[0] + start - wide.start if len(found) == 1 else None
            return at if at is not None and self._is_free(at, start, stop) else None
        return None

    def _is_free(self, at: int, start: int, stop: int) -> bool:
        """No line there is another one of ``old``."""
        return all(self.was.get(at + step, start + step) == start + step for step in range(stop - start))


def find_lines(old: Sequence[str], new: Sequence[str], first: int, last: int) -> Place:
    """Where the lines ``first`` to ``last`` of ``old`` are in ``new``."""
    return Following(old, new).place(first, last)


def _at(found: int, first: int, last: int) -> Place:
    return Place("kept" if found == first else "moved", found, found + last - first)


def starts(wanted: list[str], lines: list[str]) -> list[int]:
    """Where ``wanted`` begins in ``lines``."""
    size = len(wanted)
    return [at for at, line in enumerate(lines) if line == wanted[0] and lines[at : at + size] == wanted]
