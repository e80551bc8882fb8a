"""The demo's organisations and people, all fictional."""

import random
from functools import cache

from django.contrib.auth.hashers import make_password
from django.utils.text import slugify

from accounts import actions
from accounts.models import Consent, Organisation, Role, User
from home.demo.source import accounts, seed
from programme.models import City

WOMEN = [
    "Asmae",
    "Bouchra",
    "Chaimae",
    "Dounia",
    "Fadwa",
    "Ghita",
    "Hanane",
    "Hind",
    "Ibtissam",
    "Ikram",
    "Kenza",
    "Kawtar",
    "Laila",
    "Lamiae",
    "Manal",
    "Najat",
    "Oumaima",
    "Rajae",
    "Sara",
    "Wiam",
    "Yasmine",
    "Zineb",
]
MEN = [
    "Abdellah",
    "Adil",
    "Amine",
    "Badr",
    "Bilal",
    "Brahim",
    "Driss",
    "Hicham",
    "Hamid",
    "Ismail",
    "Jamal",
    "Karim",
    "Khalid",
    "Marouane",
    "Mounir",
    "Nabil",
    "Othmane",
    "Reda",
    "Saad",
    "Tarik",
    "Walid",
    "Yahya",
]
FAMILIES = [
    "Alaoui",
    "Amghar",
    "Azizi",
    "Baddou",
    "Belhaj",
    "Berrada",
    "Bouhaddou",
    "Cherkaoui",
    "Daoudi",
    "Drissi",
    "Fadili",
    "Filali",
    "Guessous",
    "Haddad",
    "Idrissi",
    "Jabri",
    "Kabbaj",
    "Lamrani",
    "Mansouri",
    "Naciri",
    "Ouali",
    "Oulhaj",
    "Rami",
    "Saadi",
    "Slaoui",
    "Sqalli",
    "Tahiri",
    "Touzani",
    "Wahbi",
    "Ziani",
]

# She has learned in one cohort and learns in another.
RETURNING = ("Hiba Ouali", "هبة الوالي")
# Trains and mentors, for the same operator.
TWO_ROLES = "Ghizlane El Fassi"

MANAGERS = [
    ("Samira Benjelloun", "سميرة بنجلون", "atlas-code"),
    ("Khadija Lemrini", "خديجة المريني", "fes-ia"),
    ("Naïma Bekkali", "نعيمة بقالي", "numeris-oriental"),
    ("Brahim Ouchen", "إبراهيم أوشن", "souss-data"),
]


@cache
def hashed_passphrase() -> str:
    """One slow hash for every demo account."""
    return make_password(accounts()["passphrase"])


def make_person(first_name: str, last_name: str, first_name_ar: str = "", last_name_ar: str = "") -> User:
    """A person who can sign in with the demo's pass phrase; the address comes from the name."""
    email = f"{slugify(first_name).replace(' ', '-')}.{slugify(last_name)}@demo.example"
    while User.objects.filter(email=email).exists():
        email = email.replace("@", ".bis@", 1)
    user = User(email=email, first_name=first_name, last_name=last_name)
    user.first_name_ar, user.last_name_ar, user.password = first_name_ar, last_name_ar, hashed_passphrase()
    user.save()
    user.emailaddress_set.create(email=email, verified=True, primary=True)
    Consent.objects.create(user=user, policy_version="2026-11")
    return user


def named(full: str, arabic: str) -> User:
    """A person of the cast, from their names in both alphabets."""
    first, last = _split(full)
    first_ar, _space, last_ar = arabic.partition(" ")
    return make_person(first, last, first_ar, last_ar)


def _split(full: str) -> tuple[str, str]:
    """First and last name; a first name may have several words (Nour El Houda)."""
    for compound in ("Nour El Houda",):
        if full.startswith(compound):
            return compound, full[len(compound) :].strip()
    first, _space, last = full.partition(" ")
    return first, last


def invented(dice: random.Random) -> User:
    """A learner nobody signs in as."""
    return make_person(dice.choice(WOMEN if dice.random() < 0.45 else MEN), dice.choice(FAMILIES))


class Cast:
    """Everyone with a name: ``cast["Salma Benali"]``."""

    def __init__(self):
        self.by_name: dict[str, User] = {}
        self.operators: dict[str, Organisation] = {}

    def __getitem__(self, name: str) -> User:
        return self.by_name[name]

    def add(self, full: str, arabic: str) -> User:
        self.by_name[full] = named(full, arabic)
        return self.by_name[full]


def make_cast() -> Cast:
    """The programme's owner, the operators with an agreement, and their named people, through actions."""
    cast, system = Cast(), User.system()
    owner = Organisation.objects.create(
        kind=Organisation.Kind.PROGRAMME,
        name="Programme Talents Numériques",
        name_ar="برنامج المواهب الرقمية",
        slug="programme",
    )
    public = {full: cast.add(full, arabic) for full, arabic, _title in seed()["people"]["public"]}
    actions.add_member(owner, by=system, user=public["Omar Jazouli"], role=Role.ADMINISTRATOR)
    omar = User.objects.get(pk=public["Omar Jazouli"].pk)
    actions.add_member(owner, by=omar, user=public["Nabil Skalli"], role=Role.OFFICER)
    for row in seed()["operators"]:
        if row["quota"]:
            cast.operators[row["slug"]] = _operator(row, omar)
    for full, arabic, operator in MANAGERS:
        manager = public.get(full) or cast.add(full, arabic)
        actions.add_member(cast.operators[operator], by=omar, user=manager, role=Role.MANAGER)
    for role in (Role.TRAINER, Role.MENTOR):
        for full, arabic, operator in seed()["people"][f"{role}s"]:
            actions.add_member(cast.operators[operator], by=omar, user=cast.add(full, arabic), role=role)
    actions.add_member(cast.operators["fes-ia"], by=omar, user=cast[TWO_ROLES], role=Role.MENTOR)
    for full, arabic in [*seed()["people"]["learners"], RETURNING]:
        cast.add(full, arabic)
    return cast


def _operator(row: dict, by: User) -> Organisation:
    return actions.create_organisation(
        by=by, name=row["name"], name_ar=row["name_ar"], slug=row["slug"], city=City.objects.get(name_fr=row["city"])
    )
