"""What search engines are told: the public pages in each language, and nothing else."""

import re

import pytest
from django.urls import reverse
from wagtail.models import PageViewRestriction

from tests import factories


@pytest.fixture
def told(client):
    """The addresses of the sitemap, read anew."""
    return lambda: re.findall(r"<loc>https?://[^/]+(/[^<]*)</loc>", client.get(reverse("sitemap")).content.decode())


def test_public_pages_are_told_in_each_language(a, told):
    addresses = told()

    for language in ("fr", "ar", "en"):
        assert f"/{language}/formations/" in addresses
    assert a.bootcamp.url in addresses
    assert a.module.url in addresses


def test_lessons_and_briefs_are_not_told(a, told):
    text = " ".join(told())

    for page in (*a.lessons, a.project):
        assert page.slug not in text


def test_draft_and_private_pages_are_not_told(a, told):
    hidden = factories.bootcamp(a.operator)
    PageViewRestriction.objects.create(page=hidden, restriction_type=PageViewRestriction.LOGIN)
    a.module.unpublish()

    addresses = told()

    assert hidden.url not in addresses
    assert a.module.url not in addresses


def test_each_page_names_its_translations(client, a):
    sitemap = client.get(reverse("sitemap")).content.decode()
    head = client.get(a.bootcamp.url).content.decode().split("</head>")[0]

    assert 'hreflang="ar"' in sitemap
    assert 'hreflang="ar"' in head
    assert 'hreflang="x-default"' in head


def test_robots_are_kept_out_of_what_is_not_public(client, db, settings):
    lines = client.get("/robots.txt").content.decode().splitlines()

    for closed in ("/admin/", "/accounts/", "/compte/"):
        assert f"Disallow: {closed}" in lines
    assert f"Sitemap: {settings.BASE_URL}/sitemap.xml" in lines
