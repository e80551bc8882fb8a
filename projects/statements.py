"""The words of a statement of hours, as its template reads them."""

from datetime import date

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from projects.queries import Given
from projects.templatetags.projects_tags import worked


def statement_of(person: User, operator: Organisation, given: Given, first: date, last: date) -> dict:
    """What the document says, in French: it is read by an employer."""
    with translation.override("fr"):
        return {
            "title": _("Statement of hours of review"),
            "operator": operator.name,
            "person": str(person),
            "said": _("From %(first)s to %(last)s, reviewed the projects of the learners of these cohorts:")
            % {"first": _figures(first), "last": _figures(last)},
            "header": [_("Cohort"), _("Bootcamp"), _("Reviews sent"), _("People helped"), _("Hours")],
            "rows": [
                [row.cohort.code, row.cohort.bootcamp.title, str(row.reviews), str(row.people), worked(row.rounded)]
                for row in given.stints
            ],
            "total": [_("Total"), "", str(given.reviews), str(given.people), worked(given.rounded)],
            "rule": _(
                "The hours are counted by the platform while the review desk is open and in use: between two signs of "
                "it no more than two minutes apart. They are rounded to the quarter of an hour for each cohort. "
                "A learner helped in two cohorts is counted once in the total."
            ),
            "date": _("Made on %(day)s.") % {"day": _figures(timezone.localdate())},
        }


def _figures(day: date) -> str:
    return day.strftime("%d/%m/%Y")
