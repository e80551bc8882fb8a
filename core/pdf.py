"""The one writer of PDF: a template of ours and data that it reads, never a text put together."""

import json

import typst
from django.conf import settings
from django.http import HttpResponse


def to_pdf(name: str, template: str, data: dict) -> HttpResponse:
    """The document ``templates/<template>`` filled with ``data``, as a file that nothing keeps on its way.

    ``data`` is JSON. The template reads it as values, so that no name in it is ever read as the template's language.
    """
    content = typst.compile(
        (settings.BASE_DIR / "templates" / template).read_bytes(),
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data)},
    )
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
