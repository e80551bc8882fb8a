"""How a text of a stranger is written: told by its bytes alone, by one reader for every page."""

import codecs
import re
import unicodedata

# Of a longer text the beginning says how it is written.
TEXT_BYTES = 2 * 1024 * 1024
JUDGED_BYTES = 64 * 1024
UTF_8 = "utf-8"
UTF_16 = ("utf-16-le", "utf-16-be")
MARKS = {b"\xef\xbb\xbf": UTF_8, b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
# Editors of Windows, of ISO, of DOS and of old Macs; the first of two that fit equally is the likelier.
ONE_BYTE = ("windows-1252", "windows-1256", "iso-8859-6", "cp850", "mac-roman")
# What people read, and what a browser calls it where it knows the encoding.
NAMES = {
    "utf-16-le": "UTF-16", "utf-16-be": "UTF-16", "windows-1252": "Windows-1252", "windows-1256": "Windows-1256",
    "iso-8859-6": "ISO 8859-6", "cp850": "DOS (850)", "mac-roman": "Mac OS Roman",
}  # fmt: skip
WEB_LABELS = {"utf-16-le": "utf-16le", "utf-16-be": "utf-16be", "mac-roman": "macintosh"}
UNKNOWN_TO_BROWSERS = {"cp850"}
CONTROLS = bytes({*range(32), 127} - set(b"\t\n\f\r"))
# What terminals and DOS leave in a text; elsewhere UTF-8 holds no control either.
TERMINALS = b"\x08\x0b\x1a\x1b"
# A beginning as long as this may end within a character.
CUT_BYTES = 8192
# Enough of what stands above ASCII must be what people write here: French and Arabic.
PLAUSIBLE, CLEARLY = 0.8, 0.15
LATIN = "àâäçèéêëîïñôöùûüßœæÀÂÄÇÈÉÊËÎÏÔÖÙÛÜŒÆ"
SIGNS = "«»’‘“”–—…€°·×\u00a0\u202f•²³§"
ARABIC = "\u0621-\u063a\u0640-\u0652"
GOOD = re.compile(f"[{LATIN}{SIGNS}{ARABIC}،؛؟٪]")
# Letters that no word holds: two alphabets in one, a capital after a small letter.
MIXED = re.compile(f"(?<=[{ARABIC}])[{LATIN}]|(?<=[{LATIN}a-zA-Z])[{ARABIC}]")
CAPITALS = re.compile("(?<=[a-zà-öù-ÿœæ])[À-ÖÙ-ÝŒÆ]")
ABOVE = re.compile(r"[^\0-\x7f]")


def charset_of(data: bytes) -> str:
    """How a text is written (a codec's name): UTF-8 where nothing says otherwise."""
    return _known(data) or UTF_8


def is_text(data: bytes) -> bool:
    """Whether the beginning of a file is a text, in any encoding that is read here."""
    return _known(data) is not None


def decoded(data: bytes) -> tuple[str, str]:
    """The text without its mark, and how it was written; what cannot be read is replaced."""
    charset = charset_of(data)
    return data.decode(charset, errors="replace").removeprefix("\ufeff"), charset


def web_label(charset: str) -> str:
    """What browsers call an encoding."""
    return WEB_LABELS.get(charset, charset)


def likeliest(data: bytes, codecs: tuple[str, ...]) -> str:
    """The text of some bytes by the codec that makes French or Arabic of them, the first when none does."""
    readings = [_by(data, codec) for codec in codecs]
    return max((text for text in readings if text is not None), key=plausible)


def plausible(text: str) -> float:
    """How much of what stands above ASCII could be French or Arabic, from 0 to 1."""
    above = len(ABOVE.findall(text))
    if not above:
        return 1.0
    odd = len(MIXED.findall(text)) + len(CAPITALS.findall(text))
    return max(0, len(GOOD.findall(text)) - odd) / above


def _known(data: bytes) -> str | None:
    marked = next((charset for mark, charset in MARKS.items() if data.startswith(mark)), None)
    if marked in UTF_16:
        return marked if _reads_as_wide(data, marked) else None
    if b"\0" in data:
        return next((charset for charset in UTF_16 if _is_plainly_wide(data, charset)), None)
    return UTF_8 if _is_utf_8(data) else _one_byte(data[:JUDGED_BYTES])


def _is_utf_8(data: bytes) -> bool:
    if data.translate(None, CONTROLS) != data.translate(None, TERMINALS):
        return False
    try:
        codecs.getincrementaldecoder(UTF_8)().decode(data, final=len(data) < CUT_BYTES)
    except UnicodeDecodeError:
        return False
    return True


def _wide(data: bytes, charset: str) -> str | None:
    for cut in (len(data) % 2, len(data) % 2 + 2):  # half of a pair may be cut
        text = _by(data[: len(data) - cut], charset)
        if text is not None:
            return text
    return None


def _reads_as_wide(data: bytes, charset: str) -> bool:
    text = _wide(data, charset)
    return text is not None and not any(ord(char) < 32 and char not in "\t\n\f\r" for char in text)


def _is_plainly_wide(data: bytes, charset: str) -> bool:
    """Without a mark: a text of our alphabets and nothing else, or it is no text."""
    text = _wide(data[:JUDGED_BYTES], charset)
    if not text or not _reads_as_wide(data[:JUDGED_BYTES], charset):
        return False
    return sum(char.isascii() for char in text) > len(text) / 8 and plausible(text) > PLAUSIBLE


def _one_byte(data: bytes) -> str | None:
    if data.translate(None, CONTROLS) != data:
        return None
    readings = [(codec, _by(data, codec)) for codec in ONE_BYTE]
    scores = [(codec, plausible(text)) for codec, text in readings if text is not None]
    best = max((score for _codec, score in scores), default=0)
    # Of two that fit, the likelier; a text with a few odd signs is one all the same when half of it is ASCII.
    if best >= PLAUSIBLE:
        return next(codec for codec, score in scores if score > best - CLEARLY)
    return _with_odd_signs(data)


def _with_odd_signs(data: bytes) -> str | None:
    ascii_share = sum(byte < 128 for byte in data) / len(data)
    return ONE_BYTE[0] if ascii_share >= 0.5 and _by(data, ONE_BYTE[0]) is not None else None


def _by(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return None


def composed(name: str) -> str:
    """The same letters written one way (NFC): a Mac takes its accents apart."""
    return unicodedata.normalize("NFC", name)
