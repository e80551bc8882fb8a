"""Long lists of the desk, made without a template for each row: five thousand files, two thousand lines."""

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from core.templatetags.ui import icon, pill
from projects import diffs
from projects.models import Anchor
from projects.preview import Segment
from projects.queries.desk import Desk, Files
from projects.tree import OPEN_LIMIT, FileRow, Folder

register = template.Library()


@register.simple_tag
def file_tree(desk: Desk, files: Files) -> SafeString:
    """The folders and files of a version, each a link, with the count of remarks and the mark of what was read."""
    return _Tree(desk, files).folder(files.tree)


class _Tree:
    def __init__(self, desk: Desk, files: Files):
        self.files, self.query = files, f"?{desk.address()}"
        # One address is worked out, the others are like it.
        self.start = reverse("projects:review_file", args=[desk.submission.pk, 0]).removesuffix("0/")
        self.opened = " open" if len(files.rows) <= OPEN_LIMIT else ""
        self.read = format_html(
            '<span class="c-ok">{}<span class="sr">{}</span></span>', icon("check"), gettext("read")
        )

    def folder(self, folder: Folder) -> SafeString:
        below = format_html_join(
            "",
            '<li><details{}><summary>{} <span class="tiny muted">{}</span></summary>{}</details></li>',
            ((self.opened, row.name, row.count, self.folder(row)) for row in folder.folders.values()),
        )
        return format_html('<ul class="tree">{}{}</ul>', below, self.rows(folder))

    def rows(self, folder: Folder) -> SafeString:
        return format_html_join(
            "", '<li><a href="{}{}/{}" data-at="{}">{}</a>{}</li>', (self.row(row) for row in folder.files)
        )

    def row(self, row: FileRow) -> tuple:
        count = self.files.counts[row.path]
        marks = format_html(' <span class="count" data-tone="now">{}</span>', count) if count else ""
        if (row.blob_id, row.path) in self.files.viewed:
            marks = format_html("{}{}", marks, self.read)
        return self.start, row.pk, self.query, row.pk, row.name, marks


@register.simple_tag(takes_context=True)
def code_rows(context, segment: Segment) -> SafeString:
    """Numbered lines of a file; a number leads to the form of a remark on its line."""
    numbers = _Numbers(context)
    return format_html_join(
        "",
        '<tr id="{}"><td class="ln">{}</td><td>{}</td></tr>',
        ((numbers.mark(number), numbers.link(number), html) for number, html in segment.rows),
    )


@register.simple_tag(takes_context=True)
def change_rows(context, segment: Segment) -> SafeString:
    """Lines of a difference under each other: numbers before, numbers now, and the words that changed."""
    numbers = _Numbers(context)
    names = {"+": "add", "-": "del", " ": "ctx"}
    return format_html_join(
        "",
        '<tr class="{}" id="{}"><td class="ln">{}</td><td class="ln">{}</td><td>{}</td></tr>',
        (
            (
                names[row.kind],
                numbers.mark(row.new) if row.new else f"{numbers.prefix}a{row.old}",
                row.old or "",
                numbers.link(row.new) if row.new else "",
                words(row),
            )
            for row in segment.rows
        ),
    )


@register.simple_tag(takes_context=True)
def side_rows(context, segment: Segment) -> SafeString:
    """The same side by side."""
    numbers = _Numbers(context)
    return format_html_join(
        "",
        '<tr><td class="ln">{}</td><td class="{}">{}</td><td class="ln">{}</td><td class="{}">{}</td></tr>',
        (
            (
                left.old if left else "",
                "del" if left and left.kind == "-" else "",
                words(left) if left else "",
                numbers.link(right.new) if right and right.new else "",
                "add" if right and right.kind == "+" else "",
                words(right) if right else "",
            )
            for left, right in diffs.side_by_side(segment.rows)
        ),
    )


@register.simple_tag
def words(row: diffs.Row) -> SafeString:
    """A line with the words that differ marked."""
    marked = "<ins>{}</ins>" if row.kind == "+" else "<del>{}</del>"
    parts = (format_html(marked, text) if changed else text for changed, text in row.parts)
    return format_html_join("", "{}", ((part,) for part in parts))


@register.filter
def suggested(thread) -> list[diffs.Row]:
    """What a suggestion changes in the lines it is about."""
    return diffs.rows(thread.quote.split("\n"), thread.suggestion.replace("\r\n", "\n").removesuffix("\n").split("\n"))


@register.filter
def kind_class(row: diffs.Row) -> str:
    return {"+": "add", "-": "del"}.get(row.kind, "ctx")


class _Numbers:
    """The numbers of a file's lines: links where a remark may be made, else plain."""

    def __init__(self, context):
        view = context["view"]
        self.prefix = f"f{view.file.pk}-" if context.get("part") else ""
        self.word = gettext("Comment on line %(number)s of %(path)s") if context.get("commentable") else ""
        self.path = view.file.path
        self.start = reverse("projects:review_file", args=[context["submission"].pk, view.file.pk])

    def mark(self, number: int) -> str:
        return f"{self.prefix}l{number}"

    def link(self, number: int):
        if not self.word:
            return format_html('<a href="#{}">{}</a>', self.mark(number), number)
        label = self.word % {"number": number, "path": self.path}
        return format_html(
            '<a href="{}?ligne={}#remarque" data-line="{}" aria-label="{}">{}</a>',
            self.start,
            number,
            number,
            label,
            number,
        )


@register.simple_tag
def anchor_pill(state: str) -> SafeString:
    """Whether a remark's lines are the same, have moved, or were changed since."""
    return pill(Anchor.State(state))


@register.simple_tag
def state(desk: Desk, **changes) -> str:
    """The desk's address with what a link changes in it."""
    return desk.address(**changes)
