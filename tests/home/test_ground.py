"""A platform without the demo begins with one command, and goes on in the browser."""

import pytest
from django.core import mail
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import reverse

from accounts.models import Organisation
from home.models import CataloguePage, HomePage
from programme.models import City, Domain, Programme, Region

ADMINISTRATOR = {
    "email": "amina@exemple.ma",
    "first_name": "Amina",
    "last_name": "Alaoui",
    "passphrase": "une phrase assez longue",
}


@pytest.fixture
def platform(db):
    call_command("create_administrator", **ADMINISTRATOR)


def test_visitor_finds_the_site_of_a_new_platform(client, platform):
    for url in ("/fr/", "/fr/formations/", "/fr/contact/", "/fr/mentions-legales/", "/fr/accessibilite/"):
        assert client.get(url).status_code == 200, url


def test_reference_data_is_there(platform):
    assert Region.objects.count() == 12
    assert City.objects.filter(region__code="MA-06").exists()
    assert Domain.objects.filter(code="dev").exists()
    assert sum(Programme.objects.get().targets.values_list("people", flat=True)) == Programme.objects.get().goal


def test_administrator_adds_an_operator_and_invites_its_manager(client, platform, django_capture_on_commit_callbacks):
    login = {"login": ADMINISTRATOR["email"], "password": ADMINISTRATOR["passphrase"]}
    client.post(reverse("account_login"), login)
    city = City.objects.get(name_fr="Fès")

    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("operator_create"), {"name": "École du Numérique", "slug": "ecole", "city": city.pk})
    operator = Organisation.objects.get(slug="ecole")
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("operator_edit", args=[operator.pk]), {"email": "khadija@exemple.ma"})

    assert CataloguePage.objects.get().get_children().filter(title="École du Numérique").exists()
    assert [message.to for message in mail.outbox] == [["khadija@exemple.ma"]]


def test_a_second_administrator_leaves_the_site_as_it_is(platform):
    HomePage.objects.update(headline="Notre accueil")

    call_command("create_administrator", **ADMINISTRATOR | {"email": "omar@exemple.ma"})

    assert HomePage.objects.get().headline == "Notre accueil"


def test_weak_pass_phrase_is_refused(db):
    with pytest.raises(CommandError):
        call_command("create_administrator", **ADMINISTRATOR | {"passphrase": "court"})
    assert not HomePage.objects.exists()
