import pytest

from tests.cast import operator_a, operator_b
from tests.guards.address_world import world
from tests.kept import keep, kept


@pytest.fixture(scope="session")
def kept_world(kept_cast, outside_tests):
    with outside_tests():
        a = kept("a", operator_a)
        kept("b", operator_b)
        keep("world", lambda: world(a))


@pytest.fixture
def known(kept_world, a, b):
    """Word of the tables of addresses -> what stands in the address for it."""
    return kept("world", lambda: world(a))
