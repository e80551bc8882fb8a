"""A stranger decides how many public pages are kept; never what else is."""

from django.core.cache import cache, caches

from tests import factories


def test_flood_of_addresses_does_not_drop_the_counts_of_log_in_limits(client, db):
    factories.home()
    cache.set("count-of-failed-log-ins", 5)
    for number in range(600):
        client.get(f"/fr/?page=x{number}")

    assert len(caches["pages"]._cache) > 100
    assert cache.get("count-of-failed-log-ins") == 5
