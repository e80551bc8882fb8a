"""The ground and the first administrator of an empty platform; everything after is done in the interface."""

import getpass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from accounts import actions
from accounts.models import Organisation, Role, User
from home import ground


class Command(BaseCommand):
    help = "Make the first administrator, and what every platform starts from."

    def add_arguments(self, parser):
        parser.add_argument("--email")
        parser.add_argument("--first-name")
        parser.add_argument("--last-name")
        parser.add_argument("--passphrase", help="asked without echo when absent")

    def handle(self, *args, **options):
        email = options["email"] or input("Adresse e-mail : ")
        first = options["first_name"] or input("Prénom : ")
        last = options["last_name"] or input("Nom : ")
        passphrase = options["passphrase"] or getpass.getpass("Phrase de passe (10 caractères au moins) : ")
        if User.objects.filter(email__iexact=email).exists():
            raise CommandError(f"{email} a déjà un compte.")
        try:
            validate_password(passphrase)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self._make(email, first, last, passphrase)
        self.stdout.write(f"{email} administre le programme. Connectez-vous sur /accounts/login/.")

    @transaction.atomic
    def _make(self, email, first, last, passphrase):
        ground.lay(today=timezone.localdate())
        owner = Organisation.objects.get_or_create(
            kind=Organisation.Kind.PROGRAMME, slug="programme", defaults={"name": "Programme"}
        )[0]
        user = User.objects.create_user(email, passphrase, first_name=first, last_name=last)
        user.emailaddress_set.create(email=user.email, verified=True, primary=True)
        actions.add_member(owner, by=User.system(), user=user, role=Role.ADMINISTRATOR)
