"""What can be done with the figures: say what was counted before the platform, and correct it."""

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.events import emit
from core.visible import is_visible
from programme.models import Programme, Region
from reports import events
from reports.models import ImportedFigure

REASON_LENGTH = 300


@transaction.atomic
def record_figure(
    programme: Programme, *, by: User, region: Region, as_of: date, trained: int, in_training: int, reason: str
) -> ImportedFigure:
    """Write what another system counted in a region up to a day; the entry before it stays, and counts no more.

    Raises PermissionDenied unless ``by`` answers for the figures; ValidationError for a day to come or before the
    programme, figures beyond what the programme aims at, or without a reason.
    """
    if not by.has_perm("reports.change_baseline"):
        raise PermissionDenied("reports.change_baseline")
    check_figure(programme, as_of=as_of, trained=trained, in_training=in_training, reason=reason)
    figure = ImportedFigure.objects.create(
        programme=programme, region=region, as_of=as_of, trained=trained, in_training=in_training,
        reason=reason.strip(), by=by,
    )  # fmt: skip
    emit(events.IMPORTEDFIGURE_RECORD, target=figure, actor=by, data={"region": region.code})
    return figure


@transaction.atomic
def record_export(programme: Programme, *, by: User, file_type: str) -> None:
    """Keep that ``by``, whom the caller let see them, took the programme's figures away."""
    emit(events.PROGRAMME_EXPORT, target=programme, actor=by, data={"format": file_type})


def check_figure(programme: Programme, *, as_of: date, trained: int, in_training: int, reason: str) -> None:
    """Raise ValidationError for figures that nobody may write."""
    if as_of > timezone.localdate():
        raise ValidationError({"as_of": _("This day is still to come: nothing was counted on it.")})
    if as_of < programme.starts_on:
        day = programme.starts_on.strftime("%d/%m/%Y")
        raise ValidationError(
            {"as_of": _("The programme begins on %(day)s: nothing was counted before.") % {"day": day}}
        )
    if not is_visible(reason):
        raise ValidationError({"reason": _("Say why, in a few words.")})
    if len(reason.strip()) > REASON_LENGTH:
        raise ValidationError(
            {"reason": _("The reason holds at most %(count)d characters.") % {"count": REASON_LENGTH}}
        )
    for name, value in {"trained": trained, "in_training": in_training}.items():
        if value > programme.goal:
            raise ValidationError(
                {name: _("More than the whole programme aims at (%(goal)d).") % {"goal": programme.goal}}
            )


@transaction.atomic
def record_figures(programme: Programme, *, by: User, figures: Sequence[dict]) -> list[ImportedFigure]:
    """Write all of these figures, or none; each as ``record_figure`` takes it, which also says what is raised."""
    return [record_figure(programme, by=by, **figure) for figure in figures]
