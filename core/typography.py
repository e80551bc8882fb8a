"""French and Arabic habits of writing that templates need."""

import re
from collections.abc import Iterable

from django.utils.translation import get_language

NO_BREAK = "\u00a0"
_MARKUP = re.compile(r"(<[^>]+>|&#?\w+;)")
_ARABIC = re.compile(r"[\u0600-\u06ff]")


def french_spaces(text: str) -> str:
    """No-break spaces before ? ! : ; » % and after «, where a space is written or owed.

    Source: Lexique des règles typographiques en usage à l'Imprimerie nationale.
    """
    text = re.sub(r"[ \u202f]+([?!:;»%])", rf"{NO_BREAK}\1", text)
    text = re.sub(r"(\w)([?!;»])(?!\w)", rf"\1{NO_BREAK}\2", text)  # the query of an address stays as it is
    text = re.sub(r"«[ \u202f]*(?!\u00a0)", f"«{NO_BREAK}", text)
    return re.sub(r"(\d) (?=\d{3}\b|h\b)", rf"\1{NO_BREAK}", text)


def held_signs(text: str) -> str:
    """``text`` with the spaces that are written before : ; ? ! » and after « made no-break: no sign begins a line."""
    text = re.sub(r"(?<=\S) (?=[:;?!»](?:\s|$|[<).,…]))", NO_BREAK, text)
    return text.replace("« ", f"«{NO_BREAK}")


def french_html(html: str) -> str:
    """``french_spaces`` on the words of ``html``; its tags, its entities and the code in it stay as they are."""
    in_code, parts = False, []
    for part in _MARKUP.split(html):
        if part.startswith("<"):
            in_code = part.startswith("<code") or (in_code and not part.startswith("</code"))
        parts.append(part if in_code or part.startswith(("<", "&")) else french_spaces(part))
    return "".join(parts)


def isolated(text: str) -> str:
    """``text`` fenced off from the Arabic sentence around it, so that its own direction holds (UAX 9, FSI and PDI)."""
    return f"\u2068{text}\u2069"


def from_the_right(text: str) -> str:
    """``text`` in an Arabic page, begun from the right though its first letters are Latin (UAX 9, RLM)."""
    return f"\u200f{text}"


def comma() -> str:
    """The comma of the reader's language, and its space."""
    return "، " if get_language() == "ar" else ", "


def listed(names: Iterable) -> str:
    """Names one after another, with the comma of the reader's language."""
    return comma().join(map(str, names))


def towards() -> str:
    """An arrow from what was to what will be, as the reader's eye goes."""
    return "←" if get_language() == "ar" else "→"


def initials_of(name: str) -> str:
    """Two initials; Arabic ones leave the article out, and are parted by a space so that the letters do not join."""
    name = re.sub(r"(^|\s)ال(?=\w)", r"\1", name)
    words = [word for word in re.split(r"[\s·-]+", name) if word and word[0].isalpha()]
    picked = [words[0][0], words[-1][0]] if len(words) > 1 else [word[0] for word in words]
    joint = " " if picked and _ARABIC.match(picked[0]) else ""
    return joint.join(picked).upper()
