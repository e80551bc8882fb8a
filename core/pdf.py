"""The one writer of PDF: a template of ours and data that it reads, never a text put together.

A document of ours is evidence: it can be read aloud and kept (PDF/A-2b, PDF/UA-1), the same data make the same bytes,
and what is copied out of it is what was written, in Latin, Arabic and Tifinagh letters. The fonts are those of
``core/fonts`` and no other: many draw an Arabic name well and hand out another one
(docs/decisions/0024-pdf-by-typst.md).
"""

import json
import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils.translation import gettext as _

FONTS = Path(__file__).parent / "fonts"
STANDARDS: tuple[Literal["a-2b"], Literal["ua-1"]] = ("a-2b", "ua-1")
UNWRITABLE = re.compile('the text `"(.+)"` could not be displayed')


def to_pdf(name: str, template: str, data: dict, *, day: date) -> HttpResponse:
    """The document ``templates/<template>`` of ``day`` filled with ``data``, as a file that nothing keeps on its way.

    ``data`` is JSON. The template reads it as values, so that no name in it is ever read as the template's language.
    Raises ValidationError when the data hold a letter that no font of ours draws.
    """
    content = _compiled(settings.BASE_DIR / "templates" / template, json.dumps(data), day)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _compiled(template: Path, data: str, day: date) -> bytes:
    import typst  # noqa: PLC0415  a slow module that a start has no need of

    made_at = datetime(day.year, day.month, day.day, tzinfo=UTC)
    try:
        content, warnings = typst.compile_with_warnings(
            str(template),
            format="pdf",
            font_paths=[str(FONTS)],
            ignore_system_fonts=True,
            sys_inputs={"data": data},
            pdf_standards=list(STANDARDS),
            timestamp=made_at,
        )
    except typst.TypstError as error:
        letter = UNWRITABLE.search(str(error))
        if letter is None:
            raise
        raise ValidationError(
            _("The document cannot write “%(letter)s”: take it out of the name.") % {"letter": letter[1]}
        ) from error
    if warnings or not isinstance(content, bytes):
        raise RuntimeError("; ".join(str(warning) for warning in warnings))
    return content
