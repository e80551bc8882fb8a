"""Differences tell the truth: what is shown gives back both texts, and a remark never lands on other words."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from projects import diffs, pairing

pytestmark = pytest.mark.anywhere

# Few different lines: that is where a difference goes wrong.
LINE = st.sampled_from(["", "    pass", "x = 1", "x = 2", "def a():", "def b():", "    return x + 1  # total"])
TEXT = st.lists(LINE, max_size=30)


@given(TEXT, TEXT)
def test_rows_give_back_both_texts(old, new):
    rows = diffs.rows(old, new)

    assert [row.text for row in rows if row.kind in " -"] == old
    assert [row.text for row in rows if row.kind in " +"] == new
    assert [row.old for row in rows if row.old] == list(range(1, len(old) + 1))
    assert [row.new for row in rows if row.new] == list(range(1, len(new) + 1))


@given(TEXT, TEXT)
def test_blocks_applied_to_the_old_text_give_the_new_one(old, new):
    made = []
    for block in diffs.blocks(old, new):
        made += [old[i] for i in block.old] if block.same else [new[j] for j in block.new]

    assert made == new


@given(TEXT, TEXT, st.integers(1, 30), st.integers(0, 5))
@example(
    ["    pass"] * 4, ["", "    pass", "    pass", "    pass", ""], 2, 2
)  # other lines in the difference, same place
def test_found_lines_are_the_same_words(old, new, first, more):
    place = diffs.find_lines(old, new, first, first + more)

    if place.state == "outdated":
        assert place.first is None
    else:
        assert new[place.first - 1 : place.last] == old[first - 1 : first + more]
        assert (place.state == "kept") == (place.first == first)


@given(TEXT, TEXT, st.integers(1, 30), st.integers(0, 5))
def test_found_lines_are_never_those_that_were_other_lines(old, new, first, more):
    place = diffs.find_lines(old, new, first, first + more)
    was = {row.new: row.old for row in diffs.rows(old, new) if row.kind == " "}

    if place.state != "outdated":
        assert all(was.get(place.first + step, first + step) == first + step for step in range(more + 1))


@given(TEXT, TEXT)
def test_side_by_side_holds_every_row_once(old, new):
    for hunk in diffs.hunks(diffs.rows(old, new)):
        left = [row for row, _right in hunk.pairs if row and row.kind == "-"]
        right = [row for _left, row in hunk.pairs if row and row.kind == "+"]

        assert left == [row for row in hunk.rows if row.kind == "-"]
        assert right == [row for row in hunk.rows if row.kind == "+"]


@given(TEXT, TEXT)
def test_folded_lines_are_counted(old, new):
    rows = diffs.rows(old, new)
    hunks = diffs.hunks(rows)
    shown = {id(row) for hunk in hunks for row in hunk.rows}

    assert all(id(row) in shown for row in rows if row.kind != " ")
    assert sum(len(hunk.folded) for hunk in hunks) == len(rows) - len(shown)
    assert {row.new for row in rows if id(row) not in shown} == {line for hunk in hunks for line in hunk.folded}


@given(st.text(max_size=60), st.text(max_size=60))
def test_words_give_back_both_lines(old, new):
    left, right = diffs.words(old, new)

    assert "".join(text for _changed, text in left) == old
    assert "".join(text for _changed, text in right) == new


def test_changed_word_is_marked_alone():
    left, right = diffs.words("creneau = Creneau.objects.get(pk=pk)", "creneau = Creneau.objects.first(pk=pk)")

    assert [text for changed, text in left if changed] == ["get"]
    assert [text for changed, text in right if changed] == ["first"]


def test_spaces_may_be_left_out():
    assert all(block.same for block in diffs.blocks(["if x:", "  y"], ["if x :", "    y"], ignore_space=True))
    assert not all(block.same for block in diffs.blocks(["if x:"], ["if x :"]))


def test_line_pushed_down_has_moved():
    old = ["import os", "", "print(os.name)"]

    assert diffs.find_lines(old, ["import os", "import sys", "", "print(os.name)"], 3, 3) == diffs.Place("moved", 4, 4)


def test_function_pasted_elsewhere_has_moved():
    body = ["def reserver(request):", "    return JsonResponse({})"]
    old, new = [*body, "", "x = 1", "y = 2", "z = 3"], ["x = 1", "y = 2", "z = 3", "", *body]

    assert diffs.find_lines(old, new, 1, 2) == diffs.Place("moved", 5, 6)


TWO_FUNCTIONS = [
    *["def un(x):", "    resultat = x + 1", "    return resultat", ""],
    *["def deux(x):", "    resultat = x * 2", "    return resultat", ""],
]


@pytest.mark.parametrize(("gone", "line"), [(slice(4, 8), 7), (slice(0, 4), 3)])
def test_line_of_a_function_taken_out_is_not_that_of_another_one(gone, line):
    new = [text for place, text in enumerate(TWO_FUNCTIONS) if place not in range(*gone.indices(8))]

    assert diffs.find_lines(TWO_FUNCTIONS, new, line, line) == diffs.Place("outdated")


def test_line_that_stands_twice_moves_with_its_neighbours():
    old = [*TWO_FUNCTIONS, *[f"constante_{n} = {n}" for n in range(9)]]
    new = [*old[4:], *old[:4]]

    assert diffs.find_lines(old, new, 3, 3) == diffs.Place("moved", 16, 16)


def test_files_answer_each_other():
    old = {"a.py": "1", "b.py": "2", "vues.py": "3", "vieux.txt": "4"}
    new = {"a.py": "1", "b.py": "9", "app/vues.py": "3", "neuf.txt": "5"}

    kinds = {(change.kind, change.old, change.new) for change in pairing.pair_files(old, new)}

    assert kinds == {
        ("same", "a.py", "a.py"),
        ("changed", "b.py", "b.py"),
        ("moved", "vues.py", "app/vues.py"),
        ("removed", "vieux.txt", None),
        ("added", None, "neuf.txt"),
    }


def test_file_renamed_and_changed_is_recognised():
    texts = {("old", "vues.py"): ["a", "b", "c", "d"], ("new", "views.py"): ["a", "b", "c", "e"]}

    (change,) = pairing.pair_files({"vues.py": "1"}, {"views.py": "2"}, lines=lambda path, side: texts[side, path])

    assert (change.kind, change.old, change.new) == ("moved", "vues.py", "views.py")


@pytest.mark.parametrize("count", [2, 61, 300])
def test_any_number_of_files_moved_and_changed_are_recognised(count):
    """A renamed folder, a line added to each file; every file has a name and lines in common with others."""
    texts = {
        (side, f"{folder}/app{n % 7}/modele{n // 7}.py"): [f"def f{n}_{m}():\n" for m in range(6)]
        + ["    return 1"] * 3
        + end
        for side, folder, end in (("old", "avant", []), ("new", "apres", ["# fin"]))
        for n in range(count)
    }
    old, new = ({path: f"{path}" for at, path in texts if at == side} for side in ("old", "new"))

    found = pairing.pair_files(old, new, lines=lambda path, side: texts[side, path])

    assert {(change.kind, change.old) for change in found} == {("moved", path) for path in old}
    assert all(change.new == change.old.replace("avant", "apres") for change in found)


MAIN, CLASS = [f"ligne {n} de main" for n in range(9)], [f"    attribut_{n} = {n}" for n in range(9)]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (
            {"a.py": MAIN, "b.py": CLASS},
            {"a.py": CLASS, "b.py": MAIN},
            {("moved", "a.py", "b.py"), ("moved", "b.py", "a.py")},
        ),
        (
            {"main.py": MAIN},
            {"main.py": ["from src.main import *"], "src/main.py": MAIN},
            {("moved", "main.py", "src/main.py"), ("added", None, "main.py")},
        ),
        (
            {"main.py": MAIN},
            {"main.py": [*MAIN, "fin"], "main_copie.py": MAIN},
            {("changed", "main.py", "main.py"), ("added", None, "main_copie.py")},
        ),
        (
            {"app/__init__.py": [""]},
            {"app/__init__.py": CLASS, "app/essais/__init__.py": [""]},
            {("changed", "app/__init__.py", "app/__init__.py"), ("added", None, "app/essais/__init__.py")},
        ),
        (
            {"a.py": MAIN, "b.py": MAIN},
            {"a.py": CLASS, "b.py": CLASS, "c.py": MAIN},
            {("moved", "a.py", "c.py"), ("changed", "b.py", "b.py"), ("added", None, "a.py")},
        ),
    ],
    ids=["swapped", "a beginning in its place", "copied then edited", "empty", "one place for two"],
)
def test_file_whose_place_another_one_took_is_found_where_it_is(before, after, told):
    texts = {"old": before, "new": after}
    old, new = ({path: "\n".join(lines) for path, lines in side.items()} for side in (before, after))

    found = pairing.pair_files(old, new, lines=lambda path, side: texts[side][path])

    assert {(change.kind, change.old, change.new) for change in found} == told


def test_copies_moved_together_keep_their_names():
    old, new = {"avant/a.py": "1", "avant/b.py": "1"}, {"apres/b.py": "1", "apres/c.py": "1"}

    found = {(change.old, change.new) for change in pairing.pair_files(old, new)}

    assert found == {("avant/b.py", "apres/b.py"), ("avant/a.py", "apres/c.py")}


@pytest.mark.parametrize("lines", [None, lambda path, side: None], ids=["bytes alone", "no text"])
@given(
    st.dictionaries(st.sampled_from("abcdef"), st.sampled_from("123")),
    st.dictionaries(st.sampled_from("abcdef"), st.sampled_from("123")),
)
def test_each_file_answers_once(lines, old, new):
    found = pairing.pair_files(old, new, lines=lines)

    assert sorted(change.old for change in found if change.old) == sorted(old)
    assert sorted(change.new for change in found if change.new) == sorted(new)
    assert all(old[change.old] == new[change.new] for change in found if change.kind == "moved")
