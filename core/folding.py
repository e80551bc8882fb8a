"""Words as people may spell them, so that "reseaux" finds "Réseau" and "اداره" finds "إدارة" on every database."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

import snowballstemmer

WORD = re.compile(r"\w+")
ARABIC = re.compile(r"[\u0621-\u064a]")
# What a decomposition leaves as it is: joined letters, Arabic letters that are written for one another, the tatweel.
SPELLINGS = str.maketrans(
    {
        "œ": "oe",
        "æ": "ae",
        "ß": "ss",
        "ø": "o",
        "ı": "i",
        "ٱ": "ا",
        "ى": "ي",
        "ی": "ي",
        "ک": "ك",
        "ة": "ه",
        "ء": "",
        "ـ": "",
    }
)
# The article, alone or after "and", "with", "as", "for"; "for the" swallows its first letter.
ARTICLE = re.compile(r"^(?:ال(?=\w\w)|(?:[وف][بكل]?|[بكل])ال(?=\w{3})|[وف]?لل(?=\w{3})|[وف]?ل(?=ل\w\w$))")
# One hamza that people carry on either letter; vowel signs and the tatweel.
CARRIED, UNSPOKEN, SHORT = re.compile("[ؤئ]"), re.compile("[\u0640\u064b-\u0652\u0670]"), 3
# Names that are told apart by a sign alone.
SIGNS = (
    (re.compile(r"(?<!\w)([cf])#", re.IGNORECASE), r"\1sharp"),
    (re.compile(r"(?<!\w)c\+\+", re.IGNORECASE), "cplusplus"),
    (re.compile(r"(?<!\w)\.net\b", re.IGNORECASE), "dotnet"),
)
ELIDED = re.compile(r"\b(?:[cdjlmnst]|qu)['’](?=\w)", re.IGNORECASE)
INCLUSIVE = re.compile(r"(?<=\w)·\w+")
# "Node.js", "e-mail", "left_join"; "HTML 5", "html5".
COMPOUND = re.compile(r"[^\W_]+(?:(?:[^\w\s]|_)[^\W_]+)+")
NUMBERED = re.compile(r"\b([^\W\d_]+)\s?(\d+)\b")
PARTS_JOINED, PAIRS_ASKED = 3, 3
SAME = {"courriel": "email", "courriels": "email"}


def fold(text: str) -> str:
    """Lower-case words without accents, vowel signs nor the French plural's last letter; digits are the Latin ones.

    What is stored and what is asked go through the same function.
    """
    return " ".join(_singular(word) for word in WORD.findall(_plain(text)))


def searchable(text: str) -> str:
    """The words to look in: each as ``fold`` spells it, its stem, and those that some write as one word, others as two;
    each once."""
    named = _named(text)
    return " ".join(dict.fromkeys([*fold(named).split(), *stems(named).split(), *_compounds(named)]))


def readings(text: str) -> list[str]:
    """What is asked, in the ways to look for it, the closest first: as ``fold`` spells it, by its stems, then each two
    neighbours as one word."""
    named = INCLUSIVE.sub("", ELIDED.sub("", _named(text)))
    words = WORD.findall(named)
    pairs = [fold(" ".join([*words[:at], words[at] + words[at + 1], *words[at + 2 :]])) for at in range(len(words) - 1)]
    return list(filter(None, dict.fromkeys([fold(named), stems(named), *pairs[:PAIRS_ASKED]])))


def stems(text: str) -> str:
    """What is left of each word without its ending: the French stem (Snowball), an Arabic word without its article."""
    words = WORD.findall(UNSPOKEN.sub("", unicodedata.normalize("NFC", text.lower())))
    return " ".join(filter(None, map(_stem, words)))


@lru_cache(20_000)
def _stem(word: str) -> str:
    """Remembered: texts use few different words, and each takes a tenth of a millisecond."""
    if not ARABIC.search(word):
        # An instance keeps the word it works on: two threads must not share one.
        return _plain(SAME.get(word) or snowballstemmer.stemmer("french").stemWord(word))
    bare = ARTICLE.sub("", word)
    spoken = CARRIED.sub("", bare)
    return _plain(spoken if len(spoken) >= SHORT else bare)


def _named(text: str) -> str:
    for sign, name in SIGNS:
        text = sign.sub(name, text)
    return text


def _compounds(text: str) -> Iterator[str]:
    for found in COMPOUND.findall(text):
        parts = WORD.findall(found.replace("_", " "))
        yield from fold(" ".join(parts)).split()
        if len(parts) <= PARTS_JOINED and not found[0].isdigit():
            yield fold("".join(parts))
    for letters, digits in NUMBERED.findall(text):
        yield from (fold(letters + digits), fold(digits))


def _plain(text: str) -> str:
    spelt = text.lower().translate(SPELLINGS)
    if spelt.isascii():
        return spelt
    lower = unicodedata.normalize("NFKD", spelt)
    bare = "".join(char for char in lower if not unicodedata.combining(char)).translate(SPELLINGS)
    return "".join(str(unicodedata.digit(char)) if char.isdigit() else char for char in bare)


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word[-1] in "sx" else word
