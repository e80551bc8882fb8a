"""The ground and the first administrator of an empty platform; everything after is done in the interface."""

import getpass
from collections.abc import Callable

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
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
        try:
            email = self._answer(options["email"], lambda: input("Adresse électronique : "), _check_email)
            first = self._answer(options["first_name"], lambda: input("Prénom : "), _check_name)
            last = self._answer(options["last_name"], lambda: input("Nom : "), _check_name)
            passphrase = self._answer(options["passphrase"], self._ask_twice, validate_password)
        except (EOFError, KeyboardInterrupt) as stop:
            raise CommandError("Arrêt avant la dernière réponse : personne n’a été créé.") from stop
        self._make(email, first, last, passphrase)
        self.stdout.write(f"{email} administre le programme. Connectez-vous sur /accounts/login/.")

    def _answer(self, given: str | None, ask: Callable[[], str], check: Callable) -> str:
        """What was given on the command line, which must be right; else an answer, asked until it is."""
        while True:
            answer = given if given is not None else ask()
            try:
                check(answer)
            except ValidationError as error:
                if given is not None:
                    raise CommandError(" ".join(error.messages)) from error
                self.stderr.write(" ".join(error.messages))
            else:
                return answer

    def _ask_twice(self) -> str:
        while True:
            passphrase = getpass.getpass("Phrase de passe (10 caractères au moins) : ")
            if passphrase == getpass.getpass("La même, une seconde fois : "):
                return passphrase
            self.stderr.write("Les deux phrases de passe sont différentes.")

    @transaction.atomic
    def _make(self, email, first, last, passphrase):
        ground.lay(today=timezone.localdate())
        owner = Organisation.objects.get_or_create(
            kind=Organisation.Kind.PROGRAMME, slug="programme", defaults={"name": "Programme"}
        )[0]
        user = User.objects.create_user(email, passphrase, first_name=first, last_name=last)
        user.emailaddress_set.create(email=user.email, verified=True, primary=True)
        actions.add_member(owner, by=User.system(), user=user, role=Role.ADMINISTRATOR)


def _check_email(answer: str) -> None:
    validate_email(answer)
    if User.objects.filter(email__iexact=answer).exists():
        raise ValidationError(f"{answer} a déjà un compte.")


def _check_name(answer: str) -> None:
    if not answer.strip():
        raise ValidationError("Écrivez au moins une lettre.")
