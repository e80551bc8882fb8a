"""The programme's rule of a decision: what scores allow."""

from collections.abc import Iterable, Mapping
from fractions import Fraction

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.typography import listed

TOP_LEVEL = 3
# Accepted if no criterion is at 0 and the weighted mean is at least 60 %.
PASS_MARK = Fraction(60, 100)


def gaps(criteria: Iterable, levels: Mapping[int, int], message: str, undecided: int) -> list[str]:
    """Sentences that say what a review that asks for changes leaves out; it may be sent so, if that is meant.

    ``undecided`` counts the corrections asked for before that nobody has confirmed, or opened again, in this version.
    """
    sentences = []
    if not message.strip():
        sentences.append(_("There is no message to the team."))
    criteria = list(criteria)
    if unscored := sum(criterion.pk not in levels for criterion in criteria):
        words = ngettext(
            "%(count)d criterion of %(total)d is not scored.",
            "%(count)d criteria of %(total)d are not scored.",
            unscored,
        )
        sentences.append(words % {"count": unscored, "total": len(criteria)})
    if undecided:
        words = ngettext(
            "%(count)d correction asked for before is not confirmed: the team will read that it still stands.",
            "%(count)d corrections asked for before are not confirmed: the team will read that they still stand.",
            undecided,
        )
        sentences.append(words % {"count": undecided})
    return sentences


def check_levels(criteria: Iterable, levels: Mapping[int, int]) -> None:
    """Raise ValidationError for a level outside 0 to 3, or of a criterion that is not among ``criteria``."""
    known = {criterion.pk for criterion in criteria}
    if not set(levels) <= known or any(level not in range(TOP_LEVEL + 1) for level in levels.values()):
        raise ValidationError(_("Choose a level from 0 to 3 for each criterion."))


def mean(criteria: Iterable, levels: Mapping[int, int]) -> Fraction | None:
    """Σ(weight × level) / (3 × Σweight), over criteria with ``pk`` and ``weight``; None until all are scored."""
    criteria = list(criteria)
    if not criteria or any(criterion.pk not in levels for criterion in criteria):
        return None
    scored = sum(criterion.weight * levels[criterion.pk] for criterion in criteria)
    return Fraction(scored, TOP_LEVEL * sum(criterion.weight for criterion in criteria))


def obstacles(criteria: Iterable, levels: Mapping[int, int], open_fixes: int = 0, standing: int = 0) -> list[str]:
    """Sentences that say what keeps the work from being approved; empty when it may be.

    ``open_fixes`` counts the remarks to fix that this review itself holds, ``standing`` those of earlier
    reviews whose correction nobody has confirmed.
    """
    criteria = list(criteria)
    sentences = []
    unscored = sum(criterion.pk not in levels for criterion in criteria)
    if unscored:
        sentences.append(
            ngettext("%(count)d criterion is still to score.", "%(count)d criteria are still to score.", unscored)
            % {"count": unscored}
        )
    at_zero = [criterion.title for criterion in criteria if levels.get(criterion.pk) == 0]
    if at_zero:
        sentences.append(_("Not acquired yet: %(criteria)s.") % {"criteria": listed(at_zero)})
    average = mean(criteria, levels)
    if average is not None and average < PASS_MARK:
        sentences.append(_("The mean is %(mean)d %%; 60 %% are needed.") % {"mean": int(average * 100)})
    if open_fixes:
        sentences.append(
            ngettext("%(count)d remark asks for a correction.", "%(count)d remarks ask for a correction.", open_fixes)
            % {"count": open_fixes}
        )
    if standing:
        sentences.append(
            ngettext(
                "%(count)d correction asked for before is still to confirm.",
                "%(count)d corrections asked for before are still to confirm.",
                standing,
            )
            % {"count": standing}
        )
    return sentences
