"""What every platform starts from: the site's pages, Morocco's regions, the domains, a programme."""

import json
import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from wagtail.models import Page, Site

from home.models import CataloguePage, HomePage, SiteSettings, StandardPage
from programme.models import City, Domain, Holiday, Programme, Region, Target

FOLDER = Path(__file__).parent
STANDING = {"about": "a-propos", "contact": "contact", "legal": "mentions-legales", "accessibility": "accessibilite"}
# The fixed public holidays; religious ones depend on the moon and are entered each year.
FIXED_HOLIDAYS = [
    (1, 1, "Nouvel an"),
    (1, 11, "Manifeste de l’indépendance"),
    (1, 14, "Nouvel an amazigh"),
    (5, 1, "Fête du travail"),
    (7, 30, "Fête du trône"),
    (8, 14, "Journée Oued Ed-Dahab"),
    (8, 20, "Révolution du roi et du peuple"),
    (8, 21, "Fête de la jeunesse"),
    (10, 31, "Fête de l’unité"),
    (11, 6, "Marche verte"),
    (11, 18, "Fête de l’indépendance"),
]


@cache
def reference() -> dict:
    """The twelve regions with their cities and population (census of 2024), and the domains."""
    return json.loads((FOLDER / "ground.json").read_text())


@cache
def texts() -> dict:
    """The first words of the site's own pages."""
    return tomllib.loads((FOLDER / "ground.toml").read_text())


def lay(*, today: date) -> None:
    """Give an empty platform its ground; one that has its home page keeps what it has."""
    if HomePage.objects.exists():
        return
    make_reference_data(today.year)
    make_programme(
        code="programme",
        name_fr="Programme national",
        name_ar="البرنامج الوطني",
        starts_on=today,
        ends_on=today.replace(year=today.year + 3, day=1),
    )
    make_site()


def make_reference_data(year: int) -> None:
    """Domains, regions with their cities, and the fixed holidays of ``year`` and the next."""
    for position, row in enumerate(reference()["domains"]):
        Domain.objects.create(code=row["code"], name_fr=row["fr"], name_ar=row["ar"], position=position)
    for position, row in enumerate(reference()["regions"]):
        _region(position, row)
    Holiday.objects.bulk_create(
        Holiday(day=date(some_year, month, day), label=label)
        for some_year in (year, year + 1)
        for month, day, label in FIXED_HOLIDAYS
    )


def _region(position: int, row: dict) -> None:
    region = Region.objects.create(
        code=row["code"],
        slug=row["slug"],
        name_fr=row["fr"],
        name_ar=row["ar"],
        population=row["population_2024"],
        position=position,
    )
    for city in row["cities"]:
        City.objects.create(region=region, name_fr=city["fr"], name_ar=city["ar"], is_seat=city["fr"] == row["seat"])


def make_programme(**fields) -> Programme:
    """A programme of 15,000 people, shared among the regions by their population."""
    programme = Programme.objects.create(goal=15_000, **fields)
    people = {row["code"]: row["target_15000"] for row in reference()["regions"]}
    for region in Region.objects.all():
        Target.objects.create(programme=programme, region=region, people=people[region.code])
    return programme


def make_site() -> CataloguePage:
    """The home page, the catalogue and the standing pages; the welcome page of a new Wagtail goes."""
    root = Page.get_first_root_node()
    Page.objects.filter(depth=2, title="Welcome to your new Wagtail site!").first().delete()
    root.refresh_from_db()
    words = texts()["home"]
    home = root.add_child(
        instance=HomePage(
            title=words["title"],
            slug="accueil",
            headline=words["headline"],
            intro=words["intro"],
            headline_ar=words["headline_ar"],
            intro_ar=words["intro_ar"],
            search_description=words["description"],
        )
    )
    _make_default_site(home)
    catalogue = home.add_child(instance=CataloguePage(slug="formations", show_in_menus=True, **texts()["catalogue"]))
    for key, slug in STANDING.items():
        home.add_child(instance=StandardPage(slug=slug, **texts()[key]))
    return catalogue


def _make_default_site(home: HomePage) -> None:
    address = urlsplit(settings.BASE_URL)
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    site.root_page, site.site_name, site.hostname = home, "Minwal", address.hostname or "localhost"
    site.port = address.port or (443 if address.scheme == "https" else 80)
    site.save()
    SiteSettings.objects.get_or_create(site=site)
