"""Differences tell the truth: what is shown gives back both texts, and a remark never lands on other words."""

from hypothesis import example, given
from hypothesis import strategies as st

from projects import diffs

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
    assert sum(hunk.hidden for hunk in hunks) <= len(rows) - len(shown)


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


def test_files_answer_each_other():
    old = {"a.py": "1", "b.py": "2", "vues.py": "3", "vieux.txt": "4"}
    new = {"a.py": "1", "b.py": "9", "app/vues.py": "3", "neuf.txt": "5"}

    kinds = {(change.kind, change.old, change.new) for change in diffs.pair_files(old, new)}

    assert kinds == {
        ("same", "a.py", "a.py"),
        ("changed", "b.py", "b.py"),
        ("moved", "vues.py", "app/vues.py"),
        ("removed", "vieux.txt", None),
        ("added", None, "neuf.txt"),
    }


def test_file_renamed_and_changed_is_recognised():
    texts = {("old", "vues.py"): ["a", "b", "c", "d"], ("new", "views.py"): ["a", "b", "c", "e"]}

    (change,) = diffs.pair_files({"vues.py": "1"}, {"views.py": "2"}, lines=lambda path, side: texts[side, path])

    assert (change.kind, change.old, change.new) == ("moved", "vues.py", "views.py")


@given(
    st.dictionaries(st.sampled_from("abcdef"), st.sampled_from("123")),
    st.dictionaries(st.sampled_from("abcdef"), st.sampled_from("123")),
)
def test_each_file_answers_once(old, new):
    found = diffs.pair_files(old, new)

    assert sorted(change.old for change in found if change.old) == sorted(old)
    assert sorted(change.new for change in found if change.new) == sorted(new)
    assert all(old[change.old] == new[change.new] for change in found if change.kind == "moved")
