"""Forms of cohorts, people and sessions."""

from django import forms
from django.core.validators import MinValueValidator, RegexValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cohorts import queries
from cohorts.models import Cohort, Session, StaffAssignment
from core.forms import ActionForm
from courses.models import BootcampPage, ModulePage
from programme.models import City
from programme.queries import holiday_on

DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
MOMENT = {"widget": forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")}


class SeatsForm(ActionForm):
    """A cohort has one seat at least."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["seats"].validators.append(MinValueValidator(1))
        self.fields["seats"].widget.attrs["min"] = 1


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
    field_order = ["title", "starts_at", "on_holiday"]

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

    def _begins_on_holiday(self) -> bool:
        try:
            typed = self.fields["starts_at"].clean(self.data.get("starts_at"))
        except forms.ValidationError:
            return False
        return bool(holiday_on(timezone.localdate(typed)))


class LearnerForm(forms.Form):
    """A seat for an address."""

    email = forms.EmailField(label=_("Learner's e-mail address"), max_length=254)


class ReasonForm(forms.Form):
    """Why someone is suspended or leaves."""

    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class StaffForm(forms.Form):
    """Assign a colleague to the cohort."""

    user = forms.ModelChoiceField(User.objects.none(), label=_("Person"))
    role = forms.ChoiceField(label=_("Role"), choices=StaffAssignment.Role.choices)

    def __init__(self, *args, cohort: Cohort, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = queries.assignable(cohort)
