"""Code in colours, made on the server: five classes, so that the style sheet stays small."""

from collections.abc import Iterator
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
    lines = coloured_lines(code.rstrip(), language)
    return mark_safe("\n".join("".join(element(*piece) for piece in line) for line in lines))  # noqa: S308  escaped


_remembered = lru_cache(maxsize=512)(_highlighted)


def element(name: str, text: str) -> str:
    """A piece of a line in its colour, escaped."""
    return f'<span class="{name}">{escape(text)}</span>' if name else escape(text)


def coloured_lines(code: str, language: str) -> Iterator[list[tuple[str, str]]]:
    """The lines of ``code``, each as pieces (class, text); "" for the text's own colour."""
    try:
        lexer = get_lexer_by_name(language or "text", stripnl=False, ensurenl=False)
    except ClassNotFound:
        lexer = get_lexer_by_name("text", stripnl=False, ensurenl=False)
    line: list[tuple[str, str]] = []
    for name, text in _merged(lexer.get_tokens(code)):
        first, *others = text.split("\n")
        line += [(name, first)] if first else []
        for part in others:
            yield line
            line = [(name, part)] if part else []
    yield line


def _merged(tokens) -> Iterator[tuple[str, str]]:
    """Neighbours of one class are one piece."""
    current, text = "", ""
    for kind, value in tokens:
        name = _class_of(kind)
        if name != current and text:
            yield current, text
            text = ""
        current, text = name, text + value
    if text:
        yield current, text
