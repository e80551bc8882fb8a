"""How French and Arabic are written: spaces, hours, days, initials."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from core import times
from core.templatetags import ui
from core.typography import (
    french_html,
    french_spaces,
    from_the_right,
    held_signs,
    initials_of,
    isolated,
    listed,
    towards,
)

pytestmark = pytest.mark.anywhere

NB = "\u00a0"
CASABLANCA = ZoneInfo("Africa/Casablanca")
NOW = datetime(2026, 11, 25, 9, 0, tzinfo=CASABLANCA)

SPACES = [
    ("Prête ?", f"Prête{NB}?"),
    ("Prête?", f"Prête{NB}?"),
    ("Attention !", f"Attention{NB}!"),
    ("Voici : deux", f"Voici{NB}: deux"),
    ("un\u202f; deux", f"un{NB}; deux"),
    ("« oui »", f"«{NB}oui{NB}»"),
    ("«oui»", f"«{NB}oui{NB}»"),
    ("80 %", f"80{NB}%"),
    ("15 000 places", f"15{NB}000 places"),
    ("à 14 h 30", f"à 14{NB}h 30"),
    ("https://exemple.ma/a?b=1", "https://exemple.ma/a?b=1"),
    ("12:30", "12:30"),
    ("", ""),
]


@pytest.mark.parametrize(("typed", "set_"), SPACES, ids=[row[0] or "nothing" for row in SPACES])
def test_french_spaces(typed, set_):
    assert french_spaces(typed) == set_


@given(st.text(st.sampled_from("ab1 ?!:;»«%\u202f\u00a0h0"), max_size=20))
def test_set_twice_is_set_once_and_no_word_is_touched(text):
    once = french_spaces(text)

    assert french_spaces(once) == once
    assert [char for char in once if not char.isspace()] == [char for char in text if not char.isspace()]


@pytest.mark.parametrize(
    ("html", "set_"),
    [
        ("<p>Prête ?</p>", f"<p>Prête{NB}?</p>"),
        ('<a href="/x?a=1;b">Voir !</a>', f'<a href="/x?a=1;b">Voir{NB}!</a>'),
        ("<code>a ? b : c</code> Oui !", f"<code>a ? b : c</code> Oui{NB}!"),
        ('<code class="py">x ; <b>y ;</b></code>', '<code class="py">x ; <b>y ;</b></code>'),
        ("Tom &amp; Léa ; fin", f"Tom &amp; Léa{NB}; fin"),
    ],
)
def test_only_the_words_of_a_page_are_touched(html, set_):
    assert french_html(html) == set_


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("Salma Benali", "SB"),
        ("Hamza Aït-Lahcen", "HL"),
        ("Zineb", "Z"),
        ("سلمى بنعلي", "س ب"),
        ("المهدي التازي", "م ت"),
        ("", ""),
        ("  ", ""),
        ("1984 Orwell", "O"),
        ("élodie", "É"),
    ],
)
def test_initials(name, initials):
    assert initials_of(name) == initials


def test_a_foreign_word_keeps_its_direction_in_an_arabic_sentence():
    assert isolated("SQL!") == "\u2068SQL!\u2069"
    assert from_the_right("SQL") == "\u200fSQL"


@pytest.fixture(autouse=True)
def wednesday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.mark.parametrize(
    ("language", "hour", "day", "moment"),
    [
        ("fr", f"14{NB}h{NB}05", "vendredi 27 novembre", f"demain, 14{NB}h{NB}05"),
        ("en", "14:05", "Friday 27 November", "tomorrow, 14:05"),
        ("ar", "14:05", "الجمعة 27 نونبر", "غدا، 14:05"),
    ],
)
def test_moments_are_written_as_each_language_does(language, hour, day, moment):
    """Arabic months are those of Morocco; no language has a twelve-hour clock."""
    with translation.override(language):
        assert times.hour(datetime(2026, 11, 27, 14, 5, tzinfo=CASABLANCA)) == hour
        assert times.day(date(2026, 11, 27)) == day
        assert times.moment(datetime(2026, 11, 26, 14, 5, tzinfo=CASABLANCA)).replace("ً", "") == moment


def test_a_whole_hour_has_no_minutes_in_french():
    assert times.hour(datetime(2026, 11, 27, 9, 0, tzinfo=CASABLANCA)) == f"9{NB}h"


def test_near_days_have_names_and_another_year_is_said():
    assert [times.near_day(date(2026, 11, day)) for day in (24, 25, 26)] == ["hier", "aujourd’hui", "demain"]
    assert times.near_day(date(2027, 1, 4)) == "lundi 4 janvier 2027"


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (timedelta(seconds=-5), "0 min"),
        (timedelta(minutes=12), "12 min"),
        (timedelta(hours=3, minutes=8), "3 h 8 min"),
        (timedelta(hours=47), "47 heures"),
        (timedelta(days=2), "2 jours"),
        (None, ""),
    ],
)
def test_lengths_of_time(span, said):
    assert times.lasting(span).replace(NB, " ").replace("\u202f", " ") == said


@pytest.mark.parametrize("nothing", [times.hour, times.day, times.near_day, times.moment, times.since, times.hours])
def test_no_moment_is_no_words(nothing):
    assert nothing(None) == ""


def test_amounts():
    assert (ui.percent(48.8), ui.percent(20.0)) == (f"48,8{NB}%", f"20{NB}%")
    assert (times.hours(4), times.hours(2.5), ui.percent(96)) == (f"4{NB}h", f"2,5{NB}h", f"96{NB}%")
    with translation.override("en"):
        assert (times.hours(2.5), ui.percent(96)) == ("2.5 h", "96%")


HELD = [
    ("Séance annulée : prévenez-la.", f"Séance annulée{NB}: prévenez-la."),
    ("« %(title)s » a changé ; lisez", f"«{NB}%(title)s{NB}» a changé{NB}; lisez"),
    ("Supprimer ?", f"Supprimer{NB}?"),
    ("Heure 9:30, voir https://a.ma/?q=1 :port", "Heure 9:30, voir https://a.ma/?q=1 :port"),
    ("%(done)d sur %(total)d", "%(done)d sur %(total)d"),
]


@pytest.mark.parametrize(("text", "expected"), HELD)
def test_no_sign_of_a_translation_begins_a_line(text, expected):
    assert held_signs(text) == expected
    assert held_signs(expected) == expected


@pytest.mark.parametrize(("language", "arrow"), [("fr", "→"), ("en", "→"), ("ar", "←")])
def test_arrow_goes_as_the_eye_does(language, arrow):
    with translation.override(language):
        assert towards() == ui.towards() == arrow


@pytest.mark.parametrize(("language", "mark"), [("fr", ", "), ("en", ", "), ("ar", "، ")])
def test_comma_is_the_readers(language, mark):
    with translation.override(language):
        assert listed(["a", "b"]) == f"a{mark}b"
        assert ui.comma() == mark
