"""The public pages: what a visitor reads."""

import pytest

ADDRESSES = ["/fr/", "/fr/formations/", "/recherche/", "/robots.txt", "/sitemap.xml"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_visitor_reads_public_page(client, a, address):
    assert client.get(address).status_code == 200


def test_visitor_reads_bootcamp_with_its_module(client, a):
    answer = client.get(a.bootcamp.url)

    assert a.module.title in answer.content.decode()
