"""How the files of two versions answer each other: the same, changed, moved, come or gone."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import product
from pathlib import PurePosixPath

from projects.diffs import TELLING_CHARACTERS

# The part of lines that a file keeps when it moves and changes.
MOVED_SHARE = 0.6
# Pairs of files looked at because they share a line, the rarest lines first; the closest of them are compared whole.
PAIRS_SEEN, COMPARED = 500_000, 5
# Files that may have left their place to another one: each is read.
LEFT_SEEN = 100
# Of the files of one side read for that.
CHARACTERS_READ = 16_000_000


@dataclass(frozen=True)
class FileChange:
    """A file of the new version, or one that is gone: ``kind`` is same, changed, added, removed or moved."""

    kind: str
    old: str | None
    new: str | None

    @property
    def path(self) -> str:
        return self.new or self.old or ""


Lines = Callable[[str, str], Sequence[str] | None]


def pair_files(old: Mapping[str, str], new: Mapping[str, str], *, lines: Lines | None = None) -> list[FileChange]:
    """How the files of two versions (path → SHA-256) answer each other, by path.

    A file with the same bytes elsewhere has moved; ``lines(path, side)`` gives the lines of a file
    ("old" or "new") to find those that moved and changed as well, or None for what is no text.
    """
    both = old.keys() & new.keys()
    left = _left_by(both, old, new, lines) if lines else set()
    gone, come = old.keys() - both | left, new.keys() - both | left
    pairs = _same_bytes(old, new, gone, come)
    # Another one had taken the only other place of its bytes.
    stay = both - left | (left - pairs.keys() - set(pairs.values()))
    gone, come = gone - stay, come - stay
    found = [FileChange("same" if old[path] == new[path] else "changed", path, path) for path in stay]
    if lines:
        pairs |= _alike(_texts(gone - set(pairs), "old", lines), _texts(come - set(pairs.values()), "new", lines))
    found += [FileChange("moved", before, after) for before, after in pairs.items()]
    found += [FileChange("removed", path, None) for path in gone - set(pairs)]
    found += [FileChange("added", None, path) for path in come - set(pairs.values())]
    return sorted(found, key=lambda change: change.path)


def _left_by(both: Set[str], old: Mapping[str, str], new: Mapping[str, str], lines: Lines) -> set[str]:
    """The paths whose file is elsewhere, byte for byte, while another one has come in its place: two were swapped, or a
    beginning stands where all was."""
    came = {new[path] for path in new if old.get(path) != new[path]}
    moved = sorted(path for path in both if old[path] != new[path] and old[path] in came)
    return {path for path in moved[:LEFT_SEEN] if _is_another(lines(path, "old"), lines(path, "new"))}


def _is_another(one: Sequence[str] | None, other: Sequence[str] | None) -> bool:
    """A few letters may stand elsewhere by chance, as an empty file does."""
    if one is not None and sum(map(len, one)) < TELLING_CHARACTERS:
        return False
    return _share(Counter(one or ()), Counter(other or ())) < MOVED_SHARE


def _same_bytes(old: Mapping[str, str], new: Mapping[str, str], gone: set[str], come: set[str]) -> dict[str, str]:
    """Of several copies, those of one name answer each other first."""
    named = {(new[path], _name(path)): path for path in sorted(come, reverse=True)}
    pairs = {path: named.pop(key) for path in sorted(gone) if (key := (old[path], _name(path))) in named}
    waiting = defaultdict(list)
    for path in sorted(come - set(pairs.values()), reverse=True):
        waiting[new[path]].append(path)
    return pairs | {path: waiting[old[path]].pop() for path in sorted(gone - set(pairs)) if waiting.get(old[path])}


Texts = dict[str, Counter[str]]


def _texts(paths: Iterable[str], side: str, lines: Lines) -> Texts:
    """The lines of each text, in any order, up to a limit; nothing for what is none, or empty."""
    found: Texts = {}
    left = CHARACTERS_READ
    for path in sorted(paths):
        text = lines(path, side) if left > 0 else None
        left -= sum(map(len, text or ()))
        if text and any(text):
            found[path] = Counter(text)
    return found


def _alike(before: Texts, after: Texts) -> dict[str, str]:
    """Pairs of files that share most of their lines: those of one name, then the closest."""
    if not before or not after:
        return {}
    names = [_by_name(before), _by_name(after)]
    pairs = _taken([(names[0][name], names[1][name]) for name in names[0].keys() & names[1].keys()], before, after)
    left = {path: text for path, text in before.items() if path not in pairs}
    right = {path: text for path, text in after.items() if path not in pairs.values()}
    return pairs | _taken(_likely(left, right), left, right)


def _name(path: str) -> str:
    return PurePosixPath(path).name


def _by_name(texts: Texts) -> dict[str, str]:
    """The files whose name no other one has."""
    counts = Counter(map(_name, texts))
    return {_name(path): path for path in texts if counts[_name(path)] == 1}


def _taken(likely: Iterable[tuple[str, str]], before: Texts, after: Texts) -> dict[str, str]:
    """Of the pairs that could be, those that share enough, each file once, the closest first."""
    scored = sorted((-_share(before[one], after[other]), one, other) for one, other in likely)
    pairs: dict[str, str] = {}
    taken: set[str] = set()
    for share, one, other in scored:
        if -share >= MOVED_SHARE and one not in pairs and other not in taken:
            pairs[one] = other
            taken.add(other)
    return pairs


def _share(one: Counter, other: Counter) -> float:
    return 2 * (one & other).total() / ((one.total() + other.total()) or 1)


def _likely(before: Texts, after: Texts) -> list[tuple[str, str]]:
    """For each file the few that share most lines with it, told by the rarest lines: the work is bounded whatever
    the number of files."""
    here, there = _holders(before), _holders(after)
    shared: dict[str, Counter[str]] = defaultdict(Counter)
    left = PAIRS_SEEN
    for line in sorted(here.keys() & there.keys(), key=lambda line: (len(here[line]) * len(there[line]), line)):
        left -= len(here[line]) * len(there[line])
        if left < 0:
            break
        for one, other in product(here[line], there[line]):
            shared[one][other] += min(before[one][line], after[other][line])
    return [(one, other) for one, found in shared.items() for other, _count in found.most_common(COMPARED)]


def _holders(texts: Texts) -> dict[str, list[str]]:
    """Line → the files that hold it."""
    found = defaultdict(list)
    for path, text in texts.items():
        for line in text:
            found[line].append(path)
    return found
