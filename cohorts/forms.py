"""Forms of cohorts, people and sessions."""

from datetime import date

from django import forms
from django.core.validators import MinValueValidator, RegexValidator, URLValidator, validate_email
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cohorts import planning, queries, roster
from cohorts.models import Cohort, Session, StaffAssignment
from core import sheets
from core.forms import ActionForm
from core.visible import VisibleTexts
from courses.models import BootcampPage, ModulePage
from programme.models import City
from programme.queries import holiday_on

DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
HOUR = forms.TimeInput(attrs={"type": "time", "class": "input"}, format="%H:%M")
MOMENT = {"widget": forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")}


class SeatsForm(ActionForm):
    """A cohort has one seat at least; dates wholly past ask whether they are meant."""

    meant = forms.BooleanField(label=_("This cohort did take place on these past dates"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["seats"].validators.append(MinValueValidator(1))
        self.fields["seats"].widget.attrs["min"] = 1
        if not self._is_past():
            del self.fields["meant"]

    def _is_past(self) -> bool:
        try:
            typed = self.fields["ends_on"].clean(self.data.get("ends_on"))
        except forms.ValidationError:
            return False
        return typed < timezone.localdate()


class CohortForm(SeatsForm):
    """A new cohort of one of the manager's operators."""

    class Meta:
        model = Cohort
        fields = ["bootcamp", "code", "city", "starts_on", "ends_on", "seats"]
        widgets = {"starts_on": DATE, "ends_on": DATE}
        help_texts = {"code": _("Short and unique, e.g. DWFS-CASA-04")}

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        operators = queries.operators_managed(user)
        pages = [operator.page for operator in operators.select_related("page") if hasattr(operator, "page")]
        own = BootcampPage.objects.none()
        for page in pages:
            own = own | BootcampPage.objects.live().child_of(page)
        self.fields["bootcamp"].queryset = own
        self.fields["code"].validators = [
            RegexValidator(r"^[A-Za-z0-9-]+\Z", _("Letters, digits and hyphens only, e.g. DWFS-CASA-04."))
        ]
        self.fields["city"].queryset = City.objects.offered().select_related("region")

    def operator(self):
        """The operator whose bootcamp was chosen."""
        return self.cleaned_data["bootcamp"].get_parent().specific.operator


class CohortEditForm(SeatsForm):
    """What may change once a cohort is announced."""

    class Meta:
        model = Cohort
        fields = ["city", "starts_on", "ends_on", "seats"]
        widgets = {"starts_on": DATE, "ends_on": DATE}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["city"].queryset = City.objects.offered(besides=self.instance.city_id)


def meeting_field() -> forms.URLField:
    """The address of a meeting held with another tool."""
    return forms.URLField(
        label=_("Outside meeting"),
        required=False,
        max_length=200,
        assume_scheme="https",
        validators=[URLValidator(schemes=["https"], message=_("An address that begins with https://."))],
        help_text=_("If the meeting is held elsewhere: its address is shown in the room and on the learners’ day"),
    )


class SessionForm(ActionForm):
    """A session: wall time of Morocco. A day that is a holiday asks whether it is meant."""

    starts_at = forms.DateTimeField(label=_("Start"), **MOMENT)
    ends_at = forms.DateTimeField(
        label=_("End"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )

    meeting_url = meeting_field()
    on_holiday = forms.BooleanField(label=_("Hold the session on this holiday all the same"), required=False)
    shared_place = forms.BooleanField(label=_("Share this place with that session"), required=False)
    field_order = [
        "title",
        "starts_at",
        "on_holiday",
        "ends_at",
        "trainer",
        "module",
        "place",
        "shared_place",
        "meeting_url",
    ]

    class Meta:
        model = Session
        fields = ["title", "starts_at", "ends_at", "trainer", "module", "place", "meeting_url", "agenda"]
        widgets = {"agenda": forms.Textarea(attrs={"rows": 5})}
        help_texts = {"agenda": _("One line per step; learners see it in the room")}

    def __init__(self, *args, cohort: Cohort, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["trainer"].queryset = _trainers(cohort)
        self.fields["module"].queryset = ModulePage.objects.child_of(cohort.bootcamp).live()
        if not self._begins_on_holiday():
            del self.fields["on_holiday"]
        if not self._place_is_taken(cohort):
            del self.fields["shared_place"]

    def _place_is_taken(self, cohort: Cohort) -> bool:
        try:
            start, end = (self.fields[name].clean(self.data.get(name)) for name in ("starts_at", "ends_at"))
        except forms.ValidationError:
            return False
        typed = Session(
            pk=self.instance.pk, cohort=cohort, place=self.data.get("place", ""), starts_at=start, ends_at=end
        )
        return Session.objects.in_place(typed) is not None

    def _begins_on_holiday(self) -> bool:
        try:
            typed = self.fields["starts_at"].clean(self.data.get("starts_at"))
        except forms.ValidationError:
            return False
        return bool(holiday_on(timezone.localdate(typed)))


# Of each day of the week: the morning's start and end, then the afternoon's.
SPAN_FIELDS = {
    "starts": _("%(name)s, start"),
    "ends": _("%(name)s, end"),
    "resumes": _("%(name)s, start of the afternoon"),
    "closes": _("%(name)s, end of the afternoon"),
}


class PlanForm(VisibleTexts, forms.Form):
    """Weeks of sessions by a rule: on which days of the week, from when to when."""

    first_day = forms.DateField(label=_("From"), widget=DATE)
    last_day = forms.DateField(label=_("To"), widget=DATE)
    title = forms.CharField(
        label=_("Title"), max_length=140, help_text=_("{n} is its number: “Workshop {n}” makes Workshop 1, Workshop 2…")
    )
    trainer = forms.ModelChoiceField(User.objects.none(), label=_("Trainer"), required=False)
    module = forms.ModelChoiceField(ModulePage.objects.none(), label=_("Module"), required=False)
    place = forms.CharField(label=_("Place"), max_length=150, required=False)
    meeting_url = meeting_field()
    in_ramadan = forms.BooleanField(
        label=_("The programme’s Ramadan hours on those days"),
        required=False,
        initial=True,
        help_text=_("In place of the hours above, one session a day"),
    )

    def __init__(self, *args, cohort: Cohort, **kwargs):
        super().__init__(*args, **kwargs)
        self.cohort = cohort
        self.fields["trainer"].queryset = _trainers(cohort)
        self.fields["module"].queryset = ModulePage.objects.child_of(cohort.bootcamp).live()
        for number in range(7):
            day = capfirst(WEEKDAYS[number])
            for name, words in SPAN_FIELDS.items():
                label = words % {"name": day}
                self.fields[f"{name}_{number}"] = forms.TimeField(label=label, required=False, widget=HOUR)

    def weekdays(self) -> list[tuple]:
        """(name of the day, its starts and ends, morning first) for the page."""
        return [(WEEKDAYS[day], [self[f"{name}_{day}"] for name in SPAN_FIELDS]) for day in range(7)]

    def clean(self) -> dict:
        """The rule as ``planning.planned`` takes it."""
        typed = super().clean()
        hours = {number: self._hours(typed, number) for number in range(7)}
        rule = {name: typed.get(name) for name in ("first_day", "last_day", "title", "trainer", "module", "place")}
        rule |= {
            "meeting_url": typed.get("meeting_url", ""),
            "in_ramadan": typed.get("in_ramadan", False),
            "hours": {day: spans for day, spans in hours.items() if spans},
        }
        self._check_days(rule["first_day"], rule["last_day"])
        self._check_hours(rule)
        return rule

    def _hours(self, typed: dict, number: int) -> tuple:
        """The morning and the afternoon of that day of the week, those that were given."""
        morning, afternoon = self._span(typed, number, "starts", "ends"), self._span(typed, number, "resumes", "closes")
        if morning and afternoon and afternoon[0] < morning[1]:
            self.add_error(f"resumes_{number}", _("The afternoon begins before the morning ends."))
        return tuple(span for span in (morning, afternoon) if span)

    def _span(self, typed: dict, number: int, opens: str, closes: str) -> tuple | None:
        start, end = typed.get(f"{opens}_{number}"), typed.get(f"{closes}_{number}")
        if bool(start) != bool(end):
            self.add_error(f"{closes}_{number}", _("Give a start and an end."))
        elif start and end and end <= start:
            self.add_error(f"{closes}_{number}", _("The end comes before the start."))
        return (start, end) if start and end else None

    def _check_days(self, first: date | None, last: date | None) -> None:
        if first and last and last < first:
            self.add_error("last_day", _("The last day comes before the first one."))
            return
        if first and first < self.cohort.starts_on:
            self.add_error("first_day", _("This day is outside the cohort's dates."))
        if last and last > self.cohort.ends_on:
            self.add_error("last_day", _("This day is outside the cohort's dates."))

    def _check_hours(self, rule: dict) -> None:
        refused = any(self.has_error(f"{name}_{day}") for day in range(7) for name in SPAN_FIELDS)
        if not rule["hours"] and not refused:
            self.add_error(None, _("Give the hours of at least one day of the week."))
        elif self.errors:
            return
        elif len(list(planning.moments(rule["first_day"], rule["last_day"], rule["hours"]))) > planning.MOST:
            self.add_error("last_day", _("At most %(count)d sessions at once.") % {"count": planning.MOST})


class ShiftForm(forms.Form):
    """Where a session and what follows move: by so many days, or each to the moment of the next."""

    to = forms.ChoiceField(
        label=_("Where to"),
        required=False,
        choices=[
            ("days", _("so many days later, at the same hours")),
            ("slots", _("each to the place of the next one; the last, to the cohort’s next usual hours")),
        ],
        initial="days",
        widget=forms.RadioSelect,
    )
    days = forms.IntegerField(
        label=_("Days"),
        required=False,
        min_value=-60,
        max_value=60,
        help_text=_("7 for a week later; with a minus, earlier"),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for bound in self.fields.values():  # the place, or the days: neither is "optional"
            bound.one_of = True

    def clean(self) -> dict:
        """Some days, unless the places are taken."""
        typed = super().clean()
        if typed.get("to") != "slots" and "days" not in self.errors and not typed.get("days"):
            self.add_error("days", _("Give a number of days other than zero."))
        return typed


def _trainers(cohort: Cohort):
    return User.objects.filter(staff_assignments__cohort=cohort, staff_assignments__role="trainer")


class LearnerForm(forms.Form):
    """A seat for an address; one of the staff's asks whether it is meant."""

    email = forms.EmailField(label=_("Learner's e-mail address"), max_length=254)
    meant = forms.BooleanField(label=_("This person also has a role in a team: invite them to learn"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not queries.holds_a_role(self.data.get("email", "")):
            del self.fields["meant"]


class ManyLearnersForm(forms.Form):
    """People to invite, pasted or in a file; ``entries`` is who was read."""

    addresses = forms.CharField(
        label=_("Addresses"),
        required=False,
        max_length=50_000,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto", "spellcheck": "false"}),
        help_text=_("One to a line, or with commas; “Name <address>” too"),
    )
    file = forms.FileField(
        label=_("or a CSV or Excel file"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx"}),
        help_text=_("The columns e-mail, first name and last name are recognised"),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("addresses", "file"):  # one of the two is needed: neither is "optional"
            self.fields[name].one_of = True

    def clean_addresses(self) -> str:
        """The text, read."""
        self.entries = roster.entries_of_text(self.cleaned_data["addresses"])
        return self.cleaned_data["addresses"]

    def clean_file(self):
        """The file, read."""
        if upload := self.cleaned_data["file"]:
            self.entries = [*getattr(self, "entries", []), *roster.entries_of_file(upload)]
        return upload

    def clean(self) -> dict:
        """What was read; nothing is nobody."""
        if not self.errors and not self.entries:
            self.add_error("addresses", _("Paste at least one address, or choose a file."))
        return self.cleaned_data


class ChosenForm(forms.Form):
    """The addresses of a preview that was confirmed."""

    def clean(self) -> dict:
        """``chosen``: each once, in their order; ``meant``: those with a role in a team that were ticked."""
        meant = self.data.getlist("meant")
        chosen = list(dict.fromkeys([*self.data.getlist("chosen"), *meant]))
        if not chosen:
            raise forms.ValidationError(_("Nobody in this list is to be invited."))
        for email in sheets.bounded(chosen):
            _check_address(email)
        return {"emails": chosen, "meant": frozenset(meant)}


def _check_address(email: str) -> None:
    try:
        validate_email(email)
    except forms.ValidationError as error:
        raise forms.ValidationError(_("“%(email)s” is not an e-mail address."), params={"email": email}) from error


class ReasonForm(VisibleTexts, forms.Form):
    """Why someone is suspended or leaves."""

    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class StaffForm(forms.Form):
    """Assign a colleague to the cohort."""

    user = forms.ModelChoiceField(User.objects.none(), label=_("Person"))
    role = forms.ChoiceField(label=_("Role"), choices=StaffAssignment.Role.choices)

    def __init__(self, *args, cohort: Cohort, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = queries.assignable(cohort)
