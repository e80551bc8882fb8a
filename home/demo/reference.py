"""The programme of the demo, and what was counted before the platform."""

from datetime import date, timedelta

from home import ground
from home.demo.source import seed
from home.models import SiteSettings
from programme.models import Programme, Region
from reports.models import ImportedFigure


def make_reference(monday: date) -> Programme:
    """Regions, cities, domains, holidays; the programme with its targets and imported figures."""
    ground.make_reference_data(monday.year)
    programme = ground.make_programme(
        code="talents-2026",
        name_fr="Talents Numériques 2026",
        name_ar="المواهب الرقمية 2026",
        starts_on=monday - timedelta(weeks=70),
        ends_on=monday + timedelta(weeks=90),
        cndp_receipt="D-GC-142/2025 (démonstration)",
    )
    for row in seed()["historical"]:
        ImportedFigure.objects.create(
            programme=programme,
            region=Region.objects.get(code=row["region"]),
            as_of=monday,
            trained=row["trained"],
            in_training=row["in_training"],
            reason="Décompte du programme avant la plateforme",
        )
    return programme


def make_site() -> None:
    """The site, with addresses that lead nowhere."""
    ground.make_site()
    SiteSettings.objects.update(
        contact_email="contact@minwal.example",
        contact_phone="+212 5 22 00 00 00",
        address="Technopark, route de Nouaceur, Casablanca",
    )
