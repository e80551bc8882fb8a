"""What holds a thing in its place: the rows that point at it, counted and named before anybody deletes it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, models
from django.db.models.deletion import Collector
from wagtail.models import Page, ReferenceIndex

NAMED = 3
KEEPING = (models.PROTECT, models.RESTRICT)


@dataclass(frozen=True)
class Use:
    """Rows of one ``kind`` that point at a thing: how many, and the names of the first."""

    kind: str
    count: int
    names: tuple[str, ...] = ()


_finders: list[Callable] = []


def use_finder(function: Callable) -> Callable:
    """Register ``function(model, pks) -> uses``: what a higher app knows of those rows without pointing at them."""
    _finders.append(function)
    return function


def uses_of(thing: models.Model) -> list[Use]:
    """Every use of ``thing``: for a page, of the pages under it as well; for a picture or a document, the pages that
    show it. An empty list means that nothing is lost with it."""
    pks = _with_descendants(thing) if isinstance(thing, Page) else [thing.pk]
    pointing = [Use(*found) for found in _pointing(type(thing), pks)]
    pointing += [use for find in _finders for use in find(type(thing), pks) if use.count]
    return pointing or ([] if isinstance(thing, Page) else _showing(thing))


def keeping(thing: models.Model) -> list[str]:
    """The kinds of rows that keep ``thing`` from being deleted, in the reader's words; those that would go with it are
    none."""
    try:
        Collector(using=DEFAULT_DB_ALIAS).collect([thing])
    except models.ProtectedError as error:
        return sorted({str(type(row)._meta.verbose_name_plural) for row in error.protected_objects})
    return []


def _with_descendants(page: Page):
    return Page.objects.descendant_of(page, inclusive=True).values("pk")


def _pointing(model: type[models.Model], pks: Iterable) -> Iterator[tuple[str, int, tuple[str, ...]]]:
    for field in _keeping_fields(model):
        rows = field.model._base_manager.filter(**{f"{field.name}__in": pks})
        count = rows.count()
        if count:
            names = tuple(str(row) for row in rows[:NAMED]) if _has_names(field.model) else ()
            yield str(field.model._meta.verbose_name_plural), count, names


def _keeping_fields(model: type[models.Model]) -> list[models.ForeignKey]:
    """The fields that keep a row of ``model``: of our own apps, a page's whatever its kind; a row that would
    disappear with another is a use of it too."""
    whole = Page if issubclass(model, Page) else model
    ways = KEEPING if whole is Page else (*KEEPING, models.CASCADE)
    return [
        field
        for other in apps.get_models()
        for field in other._meta.local_fields
        if isinstance(field, models.ForeignKey)
        and field.remote_field.on_delete in ways
        and issubclass(field.related_model, whole)
        and not other.__module__.startswith(("wagtail.", "django."))
    ]


def _has_names(model: type[models.Model]) -> bool:
    return getattr(model, "NAMED_IN_USES", True)


def _showing(thing: models.Model) -> list[Use]:
    """The pages, drafts included, whose text, blocks or fields hold ``thing``."""
    kinds: dict[str, list[str]] = {}
    for found, _references in ReferenceIndex.get_grouped_references_to(thing):
        holder = found.specific if isinstance(found, Page) else found
        kinds.setdefault(str(holder._meta.verbose_name_plural), []).append(str(holder))
    return [Use(kind, len(names), tuple(names[:NAMED])) for kind, names in kinds.items()]
