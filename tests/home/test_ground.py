"""A platform without the demo begins with one command, and goes on in the browser."""

from io import StringIO

import pytest
from django.core import mail
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import reverse

from accounts.models import Organisation, User
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


@pytest.fixture
def answering(monkeypatch):
    """``answering(["…"], ["…"])``: the answers typed one after the other, and those typed without echo."""

    def prepare(lines, secrets):
        said, hidden = iter(lines), iter(secrets)

        def typed(_question):
            if (line := next(said, None)) is None:
                raise EOFError
            return line

        monkeypatch.setattr("builtins.input", typed)
        monkeypatch.setattr("getpass.getpass", lambda _question: next(hidden))

    return prepare


def test_administrator_is_asked_again_until_an_answer_is_right(db, answering):
    answering(
        ["nulle part", "nabil@exemple.ma", " ", "Nabil", "Skalli"],
        ["court", "court", "un métier à tisser", "un métier à tissr", "un métier à tisser", "un métier à tisser"],
    )
    said = StringIO()

    call_command("create_administrator", stderr=said)

    assert User.objects.get(email="nabil@exemple.ma").check_password("un métier à tisser")
    for complaint in ("adresse", "au moins une lettre", "trop court", "différentes"):
        assert complaint in said.getvalue()


def test_administrator_left_half_way_is_not_made(db, answering):
    answering(["nabil@exemple.ma"], [])

    with pytest.raises(CommandError, match="personne n’a été créé"):
        call_command("create_administrator")
    assert not User.objects.filter(is_system=False).exists()


def test_administrator_given_a_wrong_address_is_refused():
    with pytest.raises(CommandError, match="adresse"):
        call_command("create_administrator", **ADMINISTRATOR | {"email": "nulle part"})
