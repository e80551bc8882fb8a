"""One spelling for the words that people write in several ways."""

import pytest

from core.folding import fold, readings, searchable, stems

pytestmark = pytest.mark.anywhere


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


def finds(asked: str, text: str) -> bool:
    """Whether the words of the index begin like those that are asked, in one of the ways to look for them."""
    words = searchable(text).split()
    return any(
        all(any(word.startswith(part) for word in words) for part in reading.split()) for reading in readings(asked)
    )


SPELT_OTHERWISE = [
    ("مسؤول", "مسئول المشروع"), ("مسئول", "المسؤول"), ("مسوول", "مسؤول"), ("شؤون", "شئون"), ("قراءة", "القراءه"),
    ("المدرسة", "للمدرسة"), ("مدرسة", "للمدرسة"), ("للمدرسة", "المدرسة"), ("والبيانات", "قواعد البيانات"),
    ("بيانات", "والبيانات"), ("بالبرمجة", "البرمجة"), ("برمجة", "بالبرمجة"), ("لغة", "للغة"), ("فن", "الفن"),
    ("لِلْمَدْرَسَة", "المدرسة"), ("٢٠٢٥", "Promotion 2025"), ("2025", "فوج ٢٠٢٥"), ("۲۰۲۵", "2025"),
    ("html 5", "HTML5 et CSS"), ("html5", "HTML 5 et CSS"), ("python3", "Python 3"), ("python 3", "Python3"),
    ("node js", "Node.js"), ("nodejs", "Node.js"), ("Node.js", "NodeJS"), ("node js", "NodeJS"), ("vuejs", "Vue.js"),
    ("e-mail", "email"), ("email", "e-mail"), ("e mail", "emails"), ("courriel", "e-mail"), ("e-mail", "courriels"),
    ("email", "courriel"), ("wifi", "Wi-Fi"), ("wi-fi", "wifi"), ("backend", "back-end"), ("back end", "backend"),
    ("full stack", "fullstack"), ("java script", "JavaScript"), ("cicd", "CI/CD"), ("طان طان", "طانطان"),
    ("طانطان", "طان-طان"), ("left join", "LEFT_JOIN"), ("c#", "C# et .NET"), ("C++", "le c++"), ("c sharp", "C#"),
    (".net", "C# et .NET"), ("asp.net", "ASP.NET"), ("l'école", "école"), ("école", "l’école"), ("d’accès", "accès"),
    ("développeur·se", "Développeur web"), ("apprenant·es", "apprenantes"), ("développeuse", "Développeur·se web"),
    ("œuvres", "oeuvre"), ("ＨＴＭＬ", "html"),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "text"), SPELT_OTHERWISE)
def test_word_is_found_however_it_is_written(asked, text):
    assert finds(asked, text)


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("c#", "Les bases de C++"),
        ("c++", "C# avancé"),
        ("c#", "Câbler un réseau"),
        (".net", "Nettoyer des données"),
        ("شئ", "شرح"),
        ("node js", "Node et ses amis"),
        ("courriel", "courrier"),
    ],
)
def test_other_words_are_not_found(asked, text):
    assert not finds(asked, text)


@pytest.mark.parametrize("asked", ["", " ", "#", "'", "·", "l'", "_"])
def test_signs_alone_ask_nothing(asked):
    assert not [reading for reading in readings(asked) if reading.strip("_l")]
