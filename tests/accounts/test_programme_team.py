"""The programme's team grows from the site, and an operator's name and city are not frozen."""

from django.urls import reverse

from accounts import actions
from accounts.models import Invitation, Membership, Role
from tests import factories


def test_second_administrator_is_invited_from_the_site(client, administrator):
    client.force_login(administrator)

    client.post(reverse("programme_team"), {"email": "relais@demo.example", "purpose": "administrator"})

    invitation = Invitation.objects.get(email="relais@demo.example")
    someone = factories.user("relais@demo.example")
    actions.accept(invitation, by=someone)
    assert Membership.objects.filter(user=someone, role=Role.ADMINISTRATOR).exists()


def test_officer_invites_no_administrator(client, officer):
    client.force_login(officer)

    reply = client.post(reverse("programme_team"), {"email": "relais@demo.example", "purpose": "administrator"})

    assert reply.status_code == 403
    assert not Invitation.objects.exists()


def test_role_must_be_one_of_the_programmes(client, administrator):
    client.force_login(administrator)

    reply = client.post(reverse("programme_team"), {"email": "relais@demo.example", "purpose": "mentor"})

    assert reply.status_code == 422
    assert not Invitation.objects.exists()


def test_operator_takes_another_name_and_city(client, administrator, a):
    client.force_login(administrator)
    rabat = factories.city("Rabat")
    told = {"name": "Atlas Code", "name_ar": "أطلس كود", "city": rabat.pk}

    client.post(reverse("operator_change", args=[a.operator.pk]), told)

    a.operator.refresh_from_db()
    assert (a.operator.name, a.operator.name_ar, a.operator.city) == ("Atlas Code", "أطلس كود", rabat)


def test_operator_without_a_name_is_refused_beside_the_field(client, administrator, a):
    client.force_login(administrator)

    reply = client.post(reverse("operator_change", args=[a.operator.pk]), {"name": "", "name_ar": "", "city": ""})

    assert reply.status_code == 422
    assert "name" in reply.context["form"].errors
    a.operator.refresh_from_db()
    assert a.operator.name == "Atlas Code Academy"


def test_officer_reads_the_list_of_operators(client, officer, a):
    client.force_login(officer)

    shown = client.get(reverse("operators")).content.decode()

    assert a.operator.name in shown
    assert reverse("operator_edit", args=[a.operator.pk]) not in shown
    assert reverse("operator_create") not in shown
