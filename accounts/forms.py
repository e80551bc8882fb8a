"""Forms about people, invitations and organisations."""

from django import forms
from django.conf import settings
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from accounts.models import ApiToken, Consent, Invitation, Organisation, User
from core.visible import VisibleTexts
from programme.models import City


class SignupForm(VisibleTexts, forms.Form):
    """What sign-up asks besides the address and the pass phrase; allauth calls ``signup``."""

    first_name = forms.CharField(label=_("First name"), max_length=80)
    last_name = forms.CharField(label=_("Last name"), max_length=80)
    consent = forms.BooleanField(
        label=_("I have read how my personal data are used (law 09-08) and I agree."),
        error_messages={"required": _("Without your agreement we may not keep your data.")},
    )

    field_order = ["first_name", "last_name", "email", "password1", "password2", "consent"]

    def signup(self, request, user):
        user.first_name, user.last_name = self.cleaned_data["first_name"], self.cleaned_data["last_name"]
        user.language = request.LANGUAGE_CODE
        user.save(update_fields=["first_name", "last_name", "language"])
        Consent.objects.get_or_create(user=user, policy_version=settings.POLICY_VERSION)


class ProfileForm(VisibleTexts, forms.ModelForm):
    """Names in both alphabets, language, appearance."""

    class Meta:
        model = User
        fields = ["first_name", "last_name", "first_name_ar", "last_name_ar", "language", "theme"]
        widgets = {
            "first_name_ar": forms.TextInput(attrs={"dir": "rtl", "lang": "ar"}),
            "last_name_ar": forms.TextInput(attrs={"dir": "rtl", "lang": "ar"}),
        }


class InviteForm(forms.Form):
    """Invite a colleague of the operator."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    purpose = forms.ChoiceField(
        label=_("Role"),
        choices=[(value.value, value.label) for value in (Invitation.Purpose.TRAINER, Invitation.Purpose.MENTOR)],
    )


class InviteByEmailForm(forms.Form):
    """Invite a manager or an officer: the administrator's."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254)


class InviteToProgrammeForm(InviteByEmailForm):
    """Invite somebody of the programme: the administrator's."""

    ROLES = (Invitation.Purpose.OFFICER, Invitation.Purpose.ADMINISTRATOR)
    purpose = forms.ChoiceField(
        label=_("Role"),
        choices=[(role.value, role.label) for role in ROLES],
        help_text=_("An officer reads the figures; an administrator changes everything, the team included."),
    )


class OrganisationForm(VisibleTexts, forms.ModelForm):
    """A training operator."""

    city = forms.ModelChoiceField(City.objects.all(), label=_("City"), required=False)

    class Meta:
        model = Organisation
        fields = ["name", "name_ar", "slug", "city"]
        widgets = {"name_ar": forms.TextInput(attrs={"dir": "rtl", "lang": "ar"})}
        help_texts = {"slug": _("Lower-case letters, digits and hyphens, e.g. atlas-code")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["city"].queryset = City.objects.offered(besides=self.instance.city_id)
        if "slug" in self.fields:
            self.fields["slug"].validators = [
                RegexValidator(r"^[a-z0-9-]+\Z", _("Lower-case letters, digits and hyphens only, e.g. atlas-code."))
            ]


class OrganisationChangeForm(OrganisationForm):
    """What may change of a training operator; its short name is in addresses that were given out."""

    class Meta(OrganisationForm.Meta):
        fields = ["name", "name_ar", "city"]


class TokenForm(VisibleTexts, forms.Form):
    """A token for the API."""

    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("What it is for, and where: “Script of the lab’s computer”.")
    )
    scope = forms.ChoiceField(
        label=_("What it may do"),
        choices=ApiToken.Scope.choices,
        initial=ApiToken.Scope.READ,
        help_text=_("Never more than you may do yourself."),
    )
    days = forms.TypedChoiceField(
        label=_("For how long"),
        choices=[(30, _("30 days")), (90, _("90 days")), (365, _("A year"))],
        coerce=int,
        initial=90,
    )
