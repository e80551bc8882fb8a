"""Code in colours, made on the server: five classes, so that the style sheet stays small."""

from functools import lru_cache
from html import escape

from django.utils.safestring import SafeString, mark_safe
from pygments.lexers import get_lexer_by_name
from pygments.token import Token
from pygments.util import ClassNotFound

# The most telling ancestor of a token wins; what is not here keeps the text's colour.
CLASSES = {
    Token.Comment: "c",
    Token.Keyword: "k",
    Token.Operator.Word: "k",
    Token.Name.Tag: "k",
    Token.Generic.Subheading: "k",
    Token.Literal.String: "s",
    Token.Generic.Inserted: "s",
    Token.Literal.Number: "d",
    Token.Name.Decorator: "d",
    Token.Name.Attribute: "d",
    Token.Keyword.Constant: "d",
    Token.Generic.Deleted: "d",
    Token.Name.Function: "f",
    Token.Name.Class: "f",
    Token.Name.Builtin: "f",
    Token.Name.Namespace: "f",
}


def _class_of(kind) -> str:
    while kind is not None:
        if kind in CLASSES:
            return CLASSES[kind]
        kind = kind.parent
    return ""


REMEMBERED_LENGTH = 20_000


def highlight(code: str, language: str) -> SafeString:
    """``code`` as HTML with coloured words, every character escaped; an unknown language stays plain.

    Short texts are remembered; long ones, which learners send, would fill the memory.
    """
    return (_remembered if len(code) <= REMEMBERED_LENGTH else _highlighted)(code, language)


def _highlighted(code: str, language: str) -> SafeString:
    try:
        lexer = get_lexer_by_name(language or "text", stripnl=False, ensurenl=False)
    except ClassNotFound:
        lexer = get_lexer_by_name("text", stripnl=False, ensurenl=False)
    return mark_safe("".join(_coloured(lexer.get_tokens(code.rstrip()))))  # noqa: S308  escaped below


_remembered = lru_cache(maxsize=512)(_highlighted)


def _coloured(tokens):
    """Merge neighbours of one class into one element."""
    current, text = "", ""
    for kind, value in tokens:
        name = _class_of(kind)
        if name != current and text:
            yield _element(current, text)
            text = ""
        current, text = name, text + value
    if text:
        yield _element(current, text)


def _element(name: str, text: str) -> str:
    """One element a line, so that lines can be taken apart."""
    if not name:
        return escape(text)
    return "\n".join(f'<span class="{name}">{escape(part)}</span>' if part else "" for part in text.split("\n"))


def highlight_lines(code: str, language: str) -> list[SafeString]:
    """``highlight`` line by line, each line whole by itself."""
    return [mark_safe(line) for line in highlight(code, language).split("\n")]  # noqa: S308  escaped above
