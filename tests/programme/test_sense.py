"""Values of the reference data that cannot be meant are refused."""

import pytest
from django.core.exceptions import ValidationError

from programme.models import City, Target
from tests import factories


def test_region_aims_at_no_more_than_the_programme():
    programme = factories.Programme(code="p", name_fr="Talents", goal=15_000)

    with pytest.raises(ValidationError) as refusal:
        _target(programme, 99_999).clean()
    assert "people" in refusal.value.message_dict
    _target(programme, 15_000).clean()


def _target(programme, people: int) -> Target:
    programme.pk = 1
    return Target(programme=programme, people=people)


@pytest.mark.parametrize(
    "wrong", [{"goal": 0}, {"goal": 2_000_000}, {"most_seats": 0}, {"longest_session": 48}, {"name_fr": "\u200b"}]
)
def test_programme_refuses_what_makes_no_sense(db, wrong):
    programme = factories.programme()
    for name, value in wrong.items():
        setattr(programme, name, value)

    with pytest.raises(ValidationError) as refusal:
        programme.full_clean()
    assert set(refusal.value.message_dict) == set(wrong)


def test_city_needs_a_name_that_shows(db):
    with pytest.raises(ValidationError):
        City(name_fr="\u200b", region=factories.region()).full_clean()
