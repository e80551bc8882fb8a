"""A figure is grouped for people; a number in an attribute or an address stays plain."""

import pytest
from django.template import Context, Template
from django.utils import translation

from core.templatetags.ui import figure

pytestmark = pytest.mark.anywhere


def test_figure_is_grouped_as_the_language_does():
    with translation.override("fr"):
        assert figure(15000) == "15\u202f000"
    with translation.override("ar"):
        assert figure(15000) == "15.000"


def test_number_of_a_row_stays_plain_in_an_attribute():
    with translation.override("fr"):
        shown = Template('<p data-user="{{ pk }}" id="sub-{{ pk }}">').render(Context({"pk": 12345}))

    assert shown == '<p data-user="12345" id="sub-12345">'
