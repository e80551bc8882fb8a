"""Finding public pages with few queries: Wagtail's own walk costs two a level."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q, Subquery
from django.utils import translation
from wagtail.models import Page, PageViewRestriction, Site

from home import public
from programme.models import Programme

# The page and its kind come in one query by these joins.
KINDS = {
    "homepage": "homepage",
    "cataloguepage": "cataloguepage",
    "standardpage": "standardpage",
    "operatorpage": "operatorpage__operator__city",
    "bootcamppage": "bootcamppage__domain",
    "modulepage": "modulepage",
}
MENU_DEPTH = 3  # root, home page, then what the menus show


def unrestricted() -> Q:
    """Pages that no privacy setting of theirs or of an ancestor's closes."""
    closed = PageViewRestriction.objects.annotate(
        asked=ExpressionWrapper(OuterRef("path"), output_field=CharField())
    ).filter(asked__startswith=F("page__path"))
    return ~Q(Exists(closed))


def public_page(path: str) -> Page | None:
    """The live page of a public kind at ``path`` below the site's root, in one query; None for any other."""
    roots = Site.get_site_root_paths()
    if not roots:
        return None
    url_path = f"{roots[0].root_path}{path}"
    found = (
        Page.objects.live()
        .filter(unrestricted(), slug=url_path.rstrip("/").rpartition("/")[2], url_path=url_path)
        .select_related("content_type", *KINDS.values())
        .first()
    )
    kind = found and found.content_type.model
    return getattr(found, kind) if kind in KINDS else None


def public_pages():
    """Every page a stranger may read, for the sitemap."""
    return (
        Page.objects.live()
        .filter(unrestricted(), content_type__model__in=KINDS, depth__gte=2)
        .order_by("path")
        .defer("search_description")
    )


@dataclass(frozen=True)
class MenuPage:
    title: str
    lang: str
    url: str
    is_catalogue: bool
    in_menu: bool
    in_footer: bool


@dataclass(frozen=True)
class Frame:
    """What the head and the foot of every page show."""

    pages: list[MenuPage]
    cndp_receipt: str


def menu() -> list[MenuPage]:
    """The pages under the home page, in the present language: one query, then none."""
    return _frame().pages


def cndp_receipt() -> str:
    """The number under which the data-protection commission knows the programme, for the foot of pages."""
    return _frame().cndp_receipt


def _frame() -> Frame:
    return public.remember(f"frame:{translation.get_language()}", _read_frame)


def _read_frame() -> Frame:
    pages = list(
        Page.objects.live()
        .filter(unrestricted(), depth=MENU_DEPTH)
        .select_related("cataloguepage", "standardpage")
        .annotate(cndp_receipt=Subquery(Programme.objects.order_by("pk").values("cndp_receipt")[:1]))
        .order_by("path")
    )
    return Frame([_menu_page(page) for page in pages], (pages[0].cndp_receipt or "") if pages else "")


def _menu_page(page: Page) -> MenuPage:
    standing = getattr(page, "standardpage", None)
    catalogue = getattr(page, "cataloguepage", None)
    bilingual = standing or catalogue
    words = bilingual.words if bilingual else {"title": page.title, "lang": "fr"}
    return MenuPage(
        title=words["title"],
        lang=words["lang"],
        url=page.url,
        is_catalogue=catalogue is not None,
        in_menu=catalogue is not None or page.show_in_menus,
        in_footer=standing is not None and standing.in_footer,
    )


def language_links(page: Page) -> list[tuple[str, str]]:
    """(language, absolute address) of ``page`` in every language of the frame."""
    links = []
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            links.append((code, settings.BASE_URL + page.url))
    return links
