"""French and Arabic are whole; no catalogue holds a fuzzy or stale text."""

import pytest

from core.management.commands.messages import PLURALS, faults

pytestmark = pytest.mark.anywhere


@pytest.mark.parametrize("language", PLURALS)
def test_catalogue_has_no_fault(language):
    assert faults(language) == []
