"""The catalogue and the public pages: what a visitor reads."""





def test_smoke(client, a):
    page = a.bootcamp
    for url in ["/", "/fr/", "/fr/formations/", page.url, a.module.url, page.get_parent().url, "/recherche/", "/robots.txt", "/sitemap.xml"]:
        r = client.get(url)
        print(url, r.status_code, len(r.content))
