"""The public pages, in every language of the frame, for search engines."""

from django.contrib.sitemaps import Sitemap

from home import queries


class PublicPages(Sitemap):
    i18n = alternates = True  # the default language is named in each page's head
    changefreq = "weekly"

    def items(self):
        return queries.public_pages()

    def location(self, item) -> str:
        return item.url

    def lastmod(self, item):
        return item.last_published_at
