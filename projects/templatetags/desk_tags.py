"""Long lists of the desk, made without a template for each row: five thousand files, two thousand lines."""

from collections.abc import Iterator
from html import escape

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from core.highlighting import element
from core.templatetags.ui import icon, pill
from projects import diffs
from projects.models import Anchor, Thread
from projects.notebooks import Cell, CellChange
from projects.preview import Colours, FileView, Segment
from projects.queries.desk import Desk, Files
from projects.tree import OPEN_LIMIT, FileRow, Folder

register = template.Library()
NAMES = {"+": "add", "-": "del", " ": "ctx"}


@register.simple_tag
def file_tree(desk: Desk, files: Files) -> SafeString:
    """The folders and files of a version, each a link, with the count of remarks and the mark of what was read."""
    return mark_safe(_Tree(desk, files).folder(files.tree))  # noqa: S308  names are escaped, the rest is ours


class _Tree:
    def __init__(self, desk: Desk, files: Files):
        self.files, self.query = files, escape(f"?{desk.address()}")
        # One address is worked out, the others are like it.
        self.start = _file_address(desk, 0).removesuffix("0/")
        self.opened = " open" if len(files.rows) <= OPEN_LIMIT else ""
        word = escape(gettext("read"))
        self.read = f'<span class="c-ok">{icon("check")}<span class="sr">{word}</span></span>'

    def folder(self, folder: Folder) -> str:
        below = "".join(
            f'<li><details{self.opened}><summary><span class="ltr">{path_parts(row.name)}</span>'
            f' <span class="tiny muted">{row.count}</span></summary>{self.folder(row)}</details></li>'
            for row in folder.folders.values()
        )
        return f'<ul class="tree">{below}{"".join(map(self.row, folder.files))}</ul>'

    def row(self, row: FileRow) -> str:
        count = self.files.counts[row.path]
        marks = f' <span class="count" data-tone="now">{count}</span>' if count else ""
        if (row.blob_id, row.path) in self.files.viewed:
            marks += self.read
        link = f'<a href="{self.start}{row.pk}/{self.query}" data-at="{row.pk}" dir="ltr">{escape(row.name)}</a>'
        return f"<li>{link}{marks}</li>"


@register.simple_tag(takes_context=True)
def code_rows(context, segment: Segment) -> SafeString:
    """Numbered lines of a file; a number leads to the form of a remark on its line."""
    numbers = _Numbers(context)
    rows = (
        f'<tr id="{numbers.prefix}L{number}"><td class="ln">{numbers.link(number)}</td><td>{_line(colours)}</td></tr>'
        for number, colours in segment.rows
    )
    return mark_safe("".join(rows))  # noqa: S308  each piece is escaped


@register.simple_tag
def cell_rows(cell: Cell) -> SafeString:
    """Numbered lines of a cell of a notebook."""
    rows = (f'<tr><td class="ln">{number}</td><td>{_line(colours)}</td></tr>' for number, colours in cell.rows)
    return mark_safe("".join(rows))  # noqa: S308  each piece is escaped


@register.simple_tag
def cell_change_rows(change: CellChange) -> SafeString:
    """Lines of a cell that changed: numbers before, numbers now, and the words that changed."""
    rows = (
        f'<tr class="{NAMES[row.kind]}"><td class="ln">{row.old or ""}</td><td class="ln">{row.new or ""}</td>'
        f"<td>{_words(row, [('', row.text)])}</td></tr>"
        for row in change.rows
    )
    return mark_safe("".join(rows))  # noqa: S308  words are escaped


@register.simple_tag(takes_context=True)
def change_rows(context, segment: Segment) -> SafeString:
    """Lines of a difference under each other: numbers before, numbers now, and the words that changed."""
    view, numbers = context["view"], _Numbers(context)
    rows = (_change_row(row, view.colours(row), numbers) for row in segment.rows)
    return mark_safe("".join(rows))  # noqa: S308  words are escaped


def _change_row(row: diffs.Row, colours: Colours, numbers: "_Numbers") -> str:
    place = f"L{row.new}" if row.new else f"A{row.old}"
    now = numbers.link(row.new) if row.new else ""
    return (
        f'<tr class="{NAMES[row.kind]}" id="{numbers.prefix}{place}"><td class="ln">{row.old or ""}</td>'
        f'<td class="ln">{now}</td><td>{_words(row, colours)}</td></tr>'
    )


@register.simple_tag(takes_context=True)
def side_rows(context, segment: Segment) -> SafeString:
    """The same side by side."""
    view, numbers = context["view"], _Numbers(context)
    rows = (_side_row(*pair, view, numbers) for pair in diffs.side_by_side(segment.rows))
    return mark_safe("".join(rows))  # noqa: S308  words are escaped


def _side_row(left: diffs.Row | None, right: diffs.Row | None, view: FileView, numbers: "_Numbers") -> str:
    was, now = "</td><td>", "</td><td>"
    place = f"L{right.new}" if right else f"A{left.old}" if left else ""
    if left:
        was = f'{left.old}</td><td class="{NAMES[left.kind]}">{_words(left, view.colours(left))}'
    if right:
        words = _words(right, view.colours(right))
        now = f'{numbers.link(right.new)}</td><td class="{NAMES[right.kind]}">{words}'
    return f'<tr id="{numbers.prefix}{place}"><td class="ln">{was}</td><td class="ln">{now}</td></tr>'


@register.simple_tag
def words(row: diffs.Row) -> SafeString:
    """A line with the words that differ marked."""
    return mark_safe(_words(row, [("", row.text)]))  # noqa: S308  escaped below


def _line(colours: Colours) -> str:
    return "".join([element(*piece) for piece in colours])


def _words(row: diffs.Row, colours: Colours) -> str:
    """A line in its colours, the words that differ marked in them."""
    if len(row.parts) < 2:
        return _line(colours)
    tag, left = "ins" if row.kind == "+" else "del", colours[::-1]
    if len(left) == 1 and not left[0][0]:
        return "".join([f"<{tag}>{escape(text)}</{tag}>" if changed else escape(text) for changed, text in row.parts])
    shown = ((changed, _line(_taken(left, len(text)))) for changed, text in row.parts)
    return "".join(f"<{tag}>{html}</{tag}>" if changed else html for changed, html in shown)


def _taken(left: Colours, length: int) -> Iterator[tuple[str, str]]:
    """The next ``length`` characters of a line, whose pieces are in ``left``, the next one last."""
    while length:
        name, text = left.pop()
        if len(text) > length:
            left.append((name, text[length:]))
        yield name, text[:length]
        length -= min(length, len(text))


@register.filter
def suggested(thread) -> list[diffs.Row]:
    """What a suggestion changes in the lines it is about."""
    return diffs.rows(thread.quote.split("\n"), thread.suggested_lines)


@register.filter
def kind_class(row: diffs.Row) -> str:
    return NAMES[row.kind]


class _Numbers:
    """The numbers of a file's lines: links where a remark may be made, else plain."""

    def __init__(self, context):
        view = context["view"]
        self.prefix = f"fichier-{view.file.pk}-"
        self.pieces: list[str] = []
        if context.get("commentable"):
            word = gettext("Comment on line %(number)s of %(path)s") % {"number": "\0", "path": view.file.path}
            start = _file_address(context["desk"], view.file.pk)
            link = f'<a href="{start}?ligne=\0#remark" data-line="\0" aria-label="{escape(word)}">\0</a>'
            self.pieces = link.split("\0")

    def link(self, number: int) -> str:
        if not self.pieces:
            return f'<a href="#{self.prefix}L{number}">{number}</a>'
        return str(number).join(self.pieces)


@register.simple_tag
def anchor_pill(state: str) -> SafeString:
    """Whether a remark's lines are the same, have moved, or were changed since."""
    return pill(Anchor.State(state))


@register.simple_tag
def path_parts(path: str) -> SafeString:
    """A path whose folders stand in their order, whatever their letters: each is read by itself."""
    if path.isascii():
        return mark_safe(escape(path))  # noqa: S308  escaped
    parts = (f'<bdi dir="ltr">{escape(part)}</bdi>' for part in path.split("/"))
    return mark_safe("/".join(parts))  # noqa: S308  each part is escaped


@register.simple_tag
def kind_pill(kind: str) -> SafeString:
    """What a remark asks of its team."""
    return pill(Thread.Kind(kind))


@register.simple_tag
def desk_page(desk: Desk, **changes) -> str:
    """The address of the page, with what a link changes in it."""
    if not desk.reads:
        return f"{reverse('projects:review', args=[desk.submission.pk])}?{desk.address(**changes)}"
    number = changes.pop("v", desk.shown.number)
    query = desk.address(**changes)
    return reverse("projects:code", args=[desk.submission.pk, number]) + (f"?{query}" if query else "")


@register.simple_tag
def file_page(desk: Desk, file, **changes) -> str:
    """The address of one of its files."""
    return f"{_file_address(desk, file.pk)}?{desk.address(**changes)}"


@register.simple_tag
def raw_page(desk: Desk, file) -> str:
    """Where the browser shows the file itself."""
    if desk.reads:
        return reverse("projects:file_read", args=[file.pk])
    return reverse("projects:review_raw", args=[desk.submission.pk, file.pk])


def _file_address(desk: Desk, pk: int) -> str:
    if desk.reads:
        return reverse("projects:code_file", args=[desk.submission.pk, desk.shown.number, pk])
    return reverse("projects:review_file", args=[desk.submission.pk, pk])
