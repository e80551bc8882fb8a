"""Words without accents nor plurals, so that "reseaux" finds "Réseau" on every database."""

import re
import unicodedata

WORD = re.compile(r"\w+")


def fold(text: str) -> str:
    """Lower-case words without accents and without the French plural's last letter.

    What is stored and what is asked go through the same function.
    """
    bare = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return " ".join(_singular(word) for word in WORD.findall(bare.lower()))


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word[-1] in "sx" else word
