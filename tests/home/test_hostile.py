"""A stranger decides how many public pages are kept; never what else is."""

import pytest
from django.conf import settings
from django.core.cache import cache, caches

from tests import factories


@pytest.mark.skipif(bool(settings.REDIS_URL), reason="a Redis server drops entries by a policy of its own")
def test_flood_of_addresses_does_not_drop_the_counts_of_log_in_limits(client, db):
    factories.home()
    cache.set("count-of-failed-log-ins", 5)
    for number in range(350):
        client.get(f"/fr/?page=x{number}")

    assert len(caches["pages"]._cache) > 100
    assert cache.get("count-of-failed-log-ins") == 5
