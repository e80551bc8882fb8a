"""The programme's reference data of the demo."""

from datetime import date, timedelta

from home.demo.source import seed
from programme.models import City, Domain, Holiday, Programme, Region, Target
from reports.models import ImportedFigure

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


def make_reference(monday: date) -> Programme:
    """Regions, cities, domains, the programme with its targets, holidays and imported figures."""
    programme = Programme.objects.create(
        code="talents-2026",
        name_fr="Talents Numériques 2026",
        name_ar="المواهب الرقمية 2026",
        goal=15_000,
        starts_on=monday - timedelta(weeks=70),
        ends_on=monday + timedelta(weeks=90),
        cndp_receipt="D-GC-142/2025 (démonstration)",
    )
    for position, row in enumerate(seed()["domains"]):
        Domain.objects.create(code=row["code"], name_fr=row["fr"], name_ar=row["ar"], position=position)
    for position, row in enumerate(seed()["regions"]):
        _region(programme, position, row)
    _holidays(monday.year)
    _figures(programme, monday)
    return programme


def _region(programme: Programme, position: int, row: dict) -> None:
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
    Target.objects.create(programme=programme, region=region, people=row["target_15000"])


def _holidays(year: int) -> None:
    Holiday.objects.bulk_create(
        Holiday(day=date(some_year, month, day), label=label)
        for some_year in (year, year + 1)
        for month, day, label in FIXED_HOLIDAYS
    )


def _figures(programme: Programme, monday: date) -> None:
    for row in seed()["historical"]:
        ImportedFigure.objects.create(
            programme=programme,
            region=Region.objects.get(code=row["region"]),
            as_of=monday,
            trained=row["trained"],
            in_training=row["in_training"],
        )
