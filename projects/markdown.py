"""Markdown of people's files as HTML that can do no harm: their own markup is shown, never obeyed."""

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

# A longer text is read as source: rendering must not cost more than reading.
MARKDOWN_LIMIT = 200_000
SCHEMES = ("http://", "https://", "mailto:")
# The page around has its own first two headings.
LOWER = 2


def _renderer() -> MarkdownIt:
    renderer = MarkdownIt("js-default").disable(["image", "html_block", "html_inline", "linkify"], True)
    # An address inside the project has no page here, and other schemes are not followed.
    renderer.validateLink = lambda url: url.strip().lower().startswith(SCHEMES)
    renderer.add_render_rule("link_open", _link)
    return renderer


def _link(renderer, tokens, index, options, env) -> str:
    tokens[index].attrSet("rel", "nofollow noreferrer noopener")
    return renderer.renderToken(tokens, index, options, env)


RENDERER = _renderer()


def rendered(text: str) -> SafeString | None:
    """``text`` as HTML; pictures stay links, so that reading calls nobody. None when it is too long."""
    if len(text) > MARKDOWN_LIMIT:
        return None
    tokens = RENDERER.parse(text)
    for token in tokens:
        token.attrs.pop("style", None)
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1:]) + LOWER)}"
    html = RENDERER.renderer.render(tokens, RENDERER.options, {})
    return mark_safe(html)  # noqa: S308  raw HTML is off: the renderer escapes every text
