"""Code in colours at the desk: whatever the text, every character is there, escaped, and the changed words are marked."""

import re
from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from projects import diffs
from projects.preview import _coloured
from projects.templatetags.desk_tags import _words

line = st.text(st.sampled_from("abdef x=1'\"#<>&{}()\t\r\ufeffé\u0639\u00a0"), max_size=30)
text = st.lists(line, min_size=1, max_size=8)
TAGS = re.compile(r"</?(?:span|ins|del)(?: class=\"[a-z]\")?>")


@given(text, text)
def test_a_line_of_a_difference_is_whole_in_its_colours(old, new):
    sides = {"-": _coloured("a.py", old), "+": _coloured("a.py", new), " ": _coloured("a.py", new)}
    for row in diffs.rows(old, new):
        number = row.old if row.kind == "-" else row.new
        html = _words(row, sides[row.kind][number - 1])

        assert unescape(TAGS.sub("", html)) == row.text


def test_marks_of_changed_words_stay_around_their_colours():
    (row,) = [row for row in diffs.rows(["x = total(1)  # un"], ["x = total(22)  # un"]) if row.kind == "+"]

    html = _words(row, _coloured("a.py", ["x = total(22)  # un"])[0])

    assert '<ins><span class="d">22</span></ins>' in html
    assert '<span class="c"># un</span>' in html
