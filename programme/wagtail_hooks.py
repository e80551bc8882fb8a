"""The programme's reference data in the Wagtail admin, for administrators."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from programme.models import City, Domain, Holiday, Programme, Ramadan, Region, Target


class ProgrammeViewSet(ModelViewSet):
    model = Programme
    icon = "globe"
    menu_label = _("Programmes")
    form_fields = ["name_fr", "name_ar", "code", "goal", "starts_on", "ends_on", "cndp_receipt"]
    list_display = ["name_fr", "goal", "starts_on", "ends_on"]


class RegionViewSet(ModelViewSet):
    model = Region
    icon = "site"
    menu_label = _("Regions")
    form_fields = ["name_fr", "name_ar", "code", "slug", "population", "position"]
    list_display = ["name_fr", "code", "population"]
    search_fields = ["name_fr", "name_ar", "code"]


class CityViewSet(ModelViewSet):
    model = City
    icon = "home"
    menu_label = _("Cities")
    form_fields = ["name_fr", "name_ar", "region", "is_seat", "archived"]
    list_display = ["name_fr", "region", "is_seat", "archived"]
    list_filter = ["region", "archived"]
    search_fields = ["name_fr", "name_ar"]


class DomainViewSet(ModelViewSet):
    model = Domain
    icon = "tag"
    menu_label = _("Domains")
    form_fields = ["name_fr", "name_ar", "code", "position", "archived"]
    list_display = ["name_fr", "code", "archived"]


class TargetViewSet(ModelViewSet):
    model = Target
    icon = "order"
    menu_label = _("Targets")
    form_fields = ["programme", "region", "people"]
    list_display = ["region", "people", "programme"]


class HolidayViewSet(ModelViewSet):
    model = Holiday
    icon = "date"
    menu_label = _("Holidays")
    form_fields = ["day", "label", "confirmed"]
    list_display = ["day", "label", "confirmed"]


class RamadanViewSet(ModelViewSet):
    model = Ramadan
    icon = "date"
    menu_label = _("Ramadan")
    form_fields = ["first_day", "last_day"]
    list_display = ["first_day", "last_day"]


class ReferenceData(ModelViewSetGroup):
    menu_label = _("Reference data")
    menu_icon = "folder-open-inverse"
    menu_order = 200
    items = [
        ProgrammeViewSet("programme_programme"),
        RegionViewSet("programme_region"),
        CityViewSet("programme_city"),
        DomainViewSet("programme_domain"),
        TargetViewSet("programme_target"),
        HolidayViewSet("programme_holiday"),
        RamadanViewSet("programme_ramadan"),
    ]


@hooks.register("register_admin_viewset")
def register_reference_data():
    return ReferenceData()
