"""Words as people may spell them, so that "reseaux" finds "Réseau" and "اداره" finds "إدارة" on every database."""

import re
import unicodedata

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
ARTICLE = re.compile(r"^[وف]?[بكل]?ال(?=\w{3})")


def fold(text: str) -> str:
    """Lower-case words without accents, vowel signs nor the French plural's last letter; digits are the Latin ones.

    What is stored and what is asked go through the same function.
    """
    return " ".join(_singular(word) for word in WORD.findall(_plain(text)))


def searchable(text: str) -> str:
    """The words to look in: each as ``fold`` spells it, and its stem; each once."""
    return " ".join(dict.fromkeys([*fold(text).split(), *stems(text).split()]))


def stems(text: str) -> str:
    """What is left of each word without its ending: the French stem (Snowball), an Arabic word without its article."""
    # An instance keeps the word it works on: two threads must not share one.
    french = snowballstemmer.stemmer("french")
    words = WORD.findall(unicodedata.normalize("NFC", text.lower()))
    return " ".join(filter(None, (_plain(_stem(word, french)) for word in words)))


def _stem(word: str, french) -> str:
    return ARTICLE.sub("", word) if ARABIC.search(word) else french.stemWord(word)


def _plain(text: str) -> str:
    lower = unicodedata.normalize("NFKD", text.lower().translate(SPELLINGS))
    bare = "".join(char for char in lower if not unicodedata.combining(char)).translate(SPELLINGS)
    return "".join(str(unicodedata.digit(char)) if char.isdigit() else char for char in bare)


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word[-1] in "sx" else word
