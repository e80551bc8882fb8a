"""Markdown of people's files and words as HTML that can do no harm: their own markup is shown, never obeyed."""

import re
from functools import lru_cache
from html import escape, unescape
from html.parser import HTMLParser

from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter

from core.highlighting import highlight

# A longer text is read as source: rendering must not cost more than reading.
MARKDOWN_LIMIT = 200_000
SCHEMES = ("http://", "https://", "mailto:")
# The page around has its own first two headings.
LOWER = 2


def _is_followed(url: str) -> bool:
    return url.strip().lower().startswith(SCHEMES)


def _renderer() -> MarkdownIt:
    renderer = MarkdownIt("js-default").disable(["image", "html_block", "html_inline", "linkify"], True)
    # An address inside the project has no page here, and other schemes are not followed.
    renderer.validateLink = _is_followed  # type: ignore[method-assign]
    renderer.add_render_rule("link_open", _link)
    return renderer


REL = "nofollow noreferrer noopener"


def _link(renderer, tokens, index, options, env) -> str:
    tokens[index].attrSet("rel", REL)
    env["in_link"] = True
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


# What people write to each other: paragraphs, lists, bold, code, fences in colours, links. Nothing else has a meaning,
# so that code typed as it comes (``__init__``, ``# total``, ``>>> x``, a path of Windows) stays as it was typed.

WRITTEN_LIMIT, REMEMBERED_LENGTH = 20_000, 5_000
# A bracket that an address opens and closes is its own (Git_(logiciel)); the one around it is not.
BRACKETS = r"\([^\s<>\"'()]*\)"
ADDRESS = re.compile(rf"https?://(?:[^\s<>\"'()]|{BRACKETS})*(?:[^\s<>\"'.,;:!?()\]}}»…*`]|{BRACKETS})")
# What could be markup; a text without it is one paragraph.
MARKUP = re.compile(r"[*`\[]|https?://|\n|^\s*(?:[-+]|\d+[.)])\s|^(?:    |\t)|~~~")
TYPED_CODE = re.compile(r"\n((?: {4}| {0,3}\t)[^\n]*)")


def _small_renderer() -> MarkdownIt:
    renderer = MarkdownIt("zero").enable(["code", "fence", "list", "backticks", "link"])
    renderer.validateLink = _is_followed  # type: ignore[method-assign]
    renderer.inline.ruler.push("stars", _stars)
    renderer.inline.ruler2.enable(["balance_pairs", "emphasis", "fragments_join"])
    renderer.inline.ruler.before("backticks", "typed_code", _typed_code)
    rules = {"link_open": _link, "link_close": _link_end, "text": _text, "fence": _code, "code_block": _code}
    for name, rule in rules.items():
        renderer.add_render_rule(name, rule)
    return renderer


def _stars(state: StateInline, silent: bool) -> bool:
    """``*`` and ``**`` around words, never inside one: ``2*x*3`` is a product."""
    if silent or state.src[state.pos] != "*":
        return False
    scanned = state.scanDelims(state.pos, False)
    for _ in range(scanned.length):
        state.push("text", "", 0).content = "*"
        state.delimiters.append(
            Delimiter(ord("*"), scanned.length, len(state.tokens) - 1, -1, scanned.can_open, scanned.can_close)
        )
    state.pos += scanned.length
    return True


def _typed_code(state: StateInline, silent: bool) -> bool:
    """A line that begins with four spaces or a tab is code, without a fence too."""
    found = TYPED_CODE.match(state.src, state.pos)
    if silent or not found:
        return False
    state.push("text", "", 0).content = "\n"
    state.push("code_inline", "code", 0).content = found[1]
    state.pos = found.end()
    return True


def _link_end(renderer, tokens, index, options, env) -> str:
    env["in_link"] = False
    return renderer.renderToken(tokens, index, options, env)


def _text(_renderer, tokens, index, _options, env) -> str:
    """Words, their addresses as links."""
    text, made, end = tokens[index].content, "", 0
    for found in ADDRESS.finditer(text) if not env.get("in_link") else ():
        address = escape(found[0])
        made += f'{escape(text[end : found.start()])}<a href="{address}" rel="{REL}">{address}</a>'
        end = found.end()
    return made + escape(text[end:])


def _code(_renderer, tokens, index, _options, _env) -> str:
    language = tokens[index].info.strip().split(" ")[0].lower()
    return f'<pre class="code wrap-lines"><code>{highlight(tokens[index].content, language)}</code></pre>\n'


SMALL = _small_renderer()


def written(text: str) -> SafeString:
    """People's words as HTML: blocks that take the direction of their own language, spaces kept."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n").rstrip()
    return (_remembered if len(text) <= REMEMBERED_LENGTH else _written)(text)


def unmarked(text: str) -> str:
    """The words alone, for a line that only names them."""
    return text if is_plain(text) else unescape(strip_tags(written(text)))


def is_plain(text: str) -> bool:
    """Nothing in it is more than words."""
    return not MARKUP.search(text)


def _written(text: str) -> SafeString:
    if is_plain(text) or len(text) > WRITTEN_LIMIT:
        return mark_safe(f'<p dir="auto">{escape(text)}</p>' if text else "")  # noqa: S308  escaped
    tokens = SMALL.parse(text)
    for token in tokens:
        if token.type in ("paragraph_open", "bullet_list_open", "ordered_list_open"):
            token.attrSet("dir", "auto")
    html = SMALL.renderer.render(tokens, SMALL.options, {}).strip()
    return mark_safe(html)  # noqa: S308  raw HTML is off: the renderer escapes every text


_remembered = lru_cache(maxsize=1024)(_written)


class _Tree(HTMLParser):
    """HTML of ours as ``[tag, attributes, *children]``."""

    def __init__(self):
        super().__init__()
        self.open: list[list] = [["div", {}]]

    def handle_starttag(self, tag: str, attrs) -> None:
        self.open[-1].append([tag, dict(attrs)])
        self.open.append(self.open[-1][-1])

    def handle_endtag(self, _tag: str) -> None:
        self.open.pop()

    def handle_data(self, data: str) -> None:
        if len(self.open) > 1:  # the ends of lines between blocks say nothing
            self.open[-1].append(data)


def tree(text: str) -> list:
    """``written(text)`` for a script, which builds it without reading HTML."""
    parser = _Tree()
    parser.feed(written(text))
    parser.close()
    return parser.open[0][2:]
