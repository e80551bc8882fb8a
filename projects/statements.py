"""A statement of hours: the form that asks for it, and its words as its template reads them."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organisation, User
from projects.queries import Given
from projects.templatetags.projects_tags import worked

# The browser's own calendar.
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class StatementForm(forms.Form):
    """The period of a statement of hours and, of who reviews for several, the operator; named as in its address."""

    du = forms.DateField(label=gettext_lazy("From"), widget=DAY)
    au = forms.DateField(label=gettext_lazy("To, included"), widget=DAY)
    operateur = forms.ChoiceField(label=gettext_lazy("Operator"))

    def __init__(self, *args, operators: list[Organisation], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["operateur"].choices = [(row.slug, row.name) for row in operators]
        if len(operators) == 1:
            del self.fields["operateur"]

    def clean_au(self):
        """Not before the first day, nor in days to come."""
        first, last = self.cleaned_data.get("du"), self.cleaned_data["au"]
        if first and last < first:
            raise ValidationError(_("The last day comes before the first one."))
        if last > timezone.localdate():
            raise ValidationError(_("Choose a day that has come: a statement says what was done."))
        return last


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
