"""One spelling for the words that people write in several ways."""

import pytest

from core.folding import fold, searchable, stems


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Réseaux", "reseau"),
        ("cœur", "coeur"),
        ("Lætitia", "laetitia"),
        ("إدارة", "اداره"),
        ("أمن", "امن"),
        ("آلة", "اله"),
        ("مســـتوى", "مستوي"),
        ("مُبَرْمِج", "مبرمج"),
        ("الفوج ٣", "الفوج 3"),
        ("ی", "ي"),
    ],
)
def test_spellings_of_one_word_are_one(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("requêtes", "requête"), ("développeuse", "développeuses"), ("sécurité", "sécurités"), ("البرمجة", "برمجة")],
)
def test_words_of_one_stem_are_one(one, other):
    assert stems(one) == stems(other)


def test_both_are_looked_in():
    assert {"transaction", "transact"} <= set(searchable("Transactions").split())
