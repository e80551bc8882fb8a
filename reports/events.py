"""What happens to the figures of the programme."""

from core.events import event
from programme.models import Programme
from reports.models import ImportedFigure

IMPORTEDFIGURE_RECORD = event(
    "reports.importedfigure.record",
    ImportedFigure,
    "What another system counted in a region before the platform is written, or corrected.",
    {"region": str},
)
PROGRAMME_EXPORT = event(
    "reports.programme.export", Programme, "Somebody takes the programme's figures away in a file.", {"format": str}
)
