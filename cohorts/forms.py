"""Forms of cohorts, people and sessions."""

from django import forms
from django.core.validators import MinValueValidator, RegexValidator, validate_email
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cohorts import queries, roster
from cohorts.models import Cohort, Session, StaffAssignment
from core import sheets
from core.forms import ActionForm
from core.visible import VisibleTexts
from courses.models import BootcampPage, ModulePage
from programme.models import City
from programme.queries import holiday_on

DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
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


class SessionForm(ActionForm):
    """A session: wall time of Morocco. A day that is a holiday asks whether it is meant."""

    starts_at = forms.DateTimeField(label=_("Start"), **MOMENT)
    ends_at = forms.DateTimeField(
        label=_("End"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )

    on_holiday = forms.BooleanField(label=_("Hold the session on this holiday all the same"), required=False)
    shared_place = forms.BooleanField(label=_("Share this place with that session"), required=False)
    field_order = ["title", "starts_at", "on_holiday", "ends_at", "trainer", "module", "place", "shared_place"]

    class Meta:
        model = Session
        fields = ["title", "starts_at", "ends_at", "trainer", "module", "place", "agenda"]
        widgets = {"agenda": forms.Textarea(attrs={"rows": 5})}
        help_texts = {"agenda": _("One line per step; learners see it in the room")}

    def __init__(self, *args, cohort: Cohort, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["trainer"].queryset = User.objects.filter(
            staff_assignments__cohort=cohort, staff_assignments__role="trainer"
        )
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
