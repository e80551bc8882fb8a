"""The blocks of a curriculum's body: each has its look in templates/blocks/."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from courses.tables import LinesBlock
from courses.video import player

INLINE = ["bold", "italic", "code", "link", "document-link", "ol", "ul"]
LANGUAGES = [
    ("text", _("Plain text")),
    ("python", "Python"),
    ("javascript", "JavaScript"),
    ("html", "HTML"),
    ("css", "CSS"),
    ("sql", "SQL"),
    ("bash", "Bash"),
    ("json", "JSON"),
    ("http", "HTTP"),
    ("diff", "Diff"),
    ("yaml", "YAML"),
    ("dockerfile", "Dockerfile"),
]
CONTENT, PRACTICE = _("Content"), _("Practice")


class CodeBlock(blocks.StructBlock):
    language = blocks.ChoiceBlock(choices=LANGUAGES, default="python", label=pgettext_lazy("code", "Language"))
    caption = blocks.CharBlock(required=False, label=_("Caption"))
    code = blocks.TextBlock(label=_("Code"))

    class Meta:
        icon = "code"
        group = CONTENT
        label = _("Code")
        description = _("A program or a command, with colours")
        template = "blocks/code.html"
        preview_value = {"language": "python", "caption": "bonjour.py", "code": "print('Bonjour')"}


class CalloutBlock(blocks.StructBlock):
    kind = blocks.ChoiceBlock(
        choices=[("note", _("Note")), ("tip", _("Tip")), ("warning", _("Warning")), ("recap", _("To remember"))],
        default="note",
        label=_("Kind"),
    )
    title = blocks.CharBlock(required=False, label=_("Title"))
    text = blocks.RichTextBlock(features=INLINE, label=_("Text"))

    class Meta:
        icon = "info-circle"
        group = CONTENT
        label = _("Callout")
        description = _("A remark that stands out")
        template = "blocks/callout.html"
        preview_value = {"kind": "tip", "title": "Astuce", "text": "<p>Lisez d’abord le message d’erreur.</p>"}


class FigureBlock(blocks.StructBlock):
    image = ImageChooserBlock(label=_("Image"))
    alternative = blocks.CharBlock(required=False, label=_("Text for those who do not see the image"))
    caption = blocks.CharBlock(required=False, label=_("Caption"))

    class Meta:
        icon = "image"
        group = CONTENT
        label = _("Image")
        description = _("A picture with its caption")
        template = "blocks/figure.html"


class VideoBlock(blocks.StructBlock):
    address = blocks.URLBlock(label=_("Address"), help_text=_("A YouTube or Vimeo address"))
    title = blocks.CharBlock(label=_("Title"))
    poster = ImageChooserBlock(required=False, label=_("Poster"))
    minutes = blocks.IntegerBlock(required=False, min_value=1, label=_("Length in minutes"))

    def clean(self, value):
        """Only the two hosts that the site may frame."""
        cleaned = super().clean(value)
        if player(cleaned["address"]) is None:
            error = ValidationError(_("Give the address of a YouTube or Vimeo video, as shown in the browser."))
            raise StructBlockValidationError({"address": error})
        return cleaned

    class Meta:
        icon = "media"
        group = CONTENT
        label = _("Video")
        description = _("A poster; the video loads after a click")
        template = "blocks/video.html"
        preview_value = {"address": "https://www.youtube.com/watch?v=dQw4w9WgXcQ", "title": "Présentation"}


class FileBlock(blocks.StructBlock):
    document = DocumentChooserBlock(label=_("Document"))
    title = blocks.CharBlock(required=False, label=_("Title"))

    class Meta:
        icon = "doc-full"
        group = CONTENT
        label = _("File")
        description = _("A document to download")
        template = "blocks/file.html"


class StepBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"))
    text = blocks.RichTextBlock(features=INLINE, label=_("Text"))


class StepsBlock(blocks.StructBlock):
    title = blocks.CharBlock(required=False, label=_("Title"))
    steps = blocks.ListBlock(StepBlock(), label=_("Steps"))

    class Meta:
        icon = "list-ol"
        group = PRACTICE
        label = _("Steps")
        description = _("A workshop, step by step")
        template = "blocks/steps.html"
        preview_value = {"title": "Atelier", "steps": [{"title": "Créer la base", "text": "<p>Ouvrez SQLite.</p>"}]}


class TableBlock(blocks.StructBlock):
    caption = blocks.CharBlock(required=False, label=_("Caption"))
    header = LinesBlock(
        required=False,
        several=False,
        label=_("Header"),
        help_text=_("Cells parted by | or pasted from a spreadsheet; left empty, the first row is the header."),
    )
    rows = LinesBlock(
        label=_("Rows"), help_text=_("One line for a row, cells parted by | or pasted from a spreadsheet.")
    )

    def clean(self, value):
        """Every row has as many cells as the header."""
        cleaned = super().clean(value)
        if not cleaned["header"] and cleaned["rows"]:
            cleaned["header"], cleaned["rows"] = cleaned["rows"][0], cleaned["rows"][1:]
        width = len(cleaned["header"])
        ragged = [
            ValidationError(
                ngettext(
                    "Row %(row)d has %(count)d cell, the header %(width)d.",
                    "Row %(row)d has %(count)d cells, the header %(width)d.",
                    len(row),
                )
                % {"row": number, "count": len(row), "width": width}
            )
            for number, row in enumerate(cleaned["rows"], 1)
            if len(row) != width
        ]
        if ragged:
            raise StructBlockValidationError({"rows": ValidationError(ragged)})
        return cleaned

    class Meta:
        icon = "table"
        group = CONTENT
        label = _("Table")
        description = _("A table with a header row")
        template = "blocks/table.html"
        preview_value = {"caption": "Types", "header": ["Type", "Exemple"], "rows": [["int", "7"], ["str", "'sept'"]]}


class DisclosureBlock(blocks.StructBlock):
    kind = blocks.ChoiceBlock(
        choices=[("question", _("Self-check question")), ("solution", _("Solution"))],
        default="question",
        label=_("Kind"),
    )
    summary = blocks.CharBlock(label=_("What is asked"))
    text = blocks.RichTextBlock(features=INLINE, required=False, label=_("What unfolds"))
    language = blocks.ChoiceBlock(choices=LANGUAGES, required=False, label=_("Language of the code"))
    code = blocks.TextBlock(required=False, label=_("Code"))

    class Meta:
        icon = "help"
        group = PRACTICE
        label = _("Disclosure")
        description = _("A solution or an answer, folded")
        template = "blocks/disclosure.html"
        preview_value = {
            "kind": "question",
            "summary": "Que fait COMMIT ?",
            "text": "<p>Il rend les écritures durables.</p>",
        }


class YourTurnBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"))
    minutes = blocks.IntegerBlock(min_value=5, default=20, label=_("Minutes"))
    text = blocks.RichTextBlock(features=INLINE, label=_("Statement"))

    class Meta:
        icon = "pick"
        group = PRACTICE
        label = _("Your turn")
        description = _("A timed exercise to do now")
        template = "blocks/your_turn.html"
        preview_value = {"title": "Écrire la requête", "minutes": 20, "text": "<p>Listez les adhérentes.</p>"}


class BodyBlock(blocks.StreamBlock):
    """The body of a lesson or a brief."""

    heading = blocks.CharBlock(
        icon="title", group=CONTENT, label=_("Heading"), template="blocks/heading.html", preview_value="Pourquoi ?"
    )
    text = blocks.RichTextBlock(
        features=["h3", *INLINE],
        group=CONTENT,
        label=_("Text"),
        template="blocks/text.html",
        preview_value="<p>Une transaction est tout ou rien.</p>",
    )
    code = CodeBlock()
    callout = CalloutBlock()
    image = FigureBlock()
    video = VideoBlock()
    file = FileBlock()
    steps = StepsBlock()
    table = TableBlock()
    disclosure = DisclosureBlock()
    your_turn = YourTurnBlock()
