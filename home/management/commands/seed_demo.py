"""Fill an empty database with the demo programme; refuse to touch one that lives."""

import random
import time
from datetime import timedelta

from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.db.models import Count, OuterRef, Subquery
from django.test.utils import override_settings
from django.utils import timezone, translation

from accounts import actions as account_actions
from accounts.models import Invitation, User
from courses import actions as course_actions
from courses.models import OperatorPage
from home.demo import curricula, people, reference
from home.demo.clock import date_notices, date_readings
from home.demo.cohorts import MAIN, Maker
from home.demo.situations import Stage
from home.demo.source import seed
from inbox.models import Delivery, Notice
from live import actions as live_actions


class Command(BaseCommand):
    help = "Seed the demo programme into an empty database."

    def add_arguments(self, parser):
        parser.add_argument("--seed", type=int, default=2026, help="decides the invented names and small differences")

    def handle(self, *args, **options):
        if User.objects.filter(is_system=False).exists():
            raise CommandError(
                "La base n’est pas vide : la démonstration n’y est pas ajoutée (make reset en refait une)."
            )
        if not settings.DEMO:
            raise CommandError("DEMO=0 : pas de comptes de démonstration.")
        idle = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
        quiet = "django.core.mail.backends.dummy.EmailBackend"
        with override_settings(TASKS=idle, EMAIL_BACKEND=quiet), translation.override("fr"):
            with transaction.atomic():
                self._seed(random.Random(options["seed"]))
            self._quieten()
            self._step("recherche", self._catch_up)
        cache.clear()

    def _catch_up(self) -> None:
        """What the worker would have done at each step, once for all of them."""
        for invitation in Invitation.objects.due(at=timezone.now()):
            account_actions.send_invitation(invitation)
        for command in ("update_index", "rebuild_references_index"):
            call_command(command, verbosity=0)

    def _quieten(self) -> None:
        """Nobody is written to about the past; the last two notices of each person are still new."""
        Delivery.objects.all().delete()
        date_notices(now=timezone.now())
        date_readings(now=timezone.now())
        later = (
            Notice.objects.filter(user=OuterRef("user"), pk__gt=OuterRef("pk"))
            .order_by()
            .values("user")
            .annotate(n=Count("pk"))
            .values("n")
        )
        old = Notice.objects.annotate(later=Subquery(later)).filter(later__gte=2)
        Notice.objects.filter(pk__in=list(old.values_list("pk", flat=True))).update(read_at=timezone.now())

    def _seed(self, dice: random.Random) -> None:
        monday = timezone.localdate() - timedelta(days=timezone.localdate().weekday())
        self._step("référentiel", lambda: reference.make_reference(monday))
        self._step("site", reference.make_site)
        cast = self._step("personnes et opérateurs", people.make_cast)
        self._step("curricula", lambda: self._curricula(cast))
        maker = Maker(cast, monday, dice)
        cohorts = self._step("cohortes", lambda: {row["code"]: maker.make(row) for row in seed()["cohorts"]})
        self._step("séances", lambda: self._sessions(maker, cohorts))
        self._step("avancement", lambda: self._progress(maker, cohorts))
        self._step("projets et revues", Stage(cohorts[MAIN], cast).play)
        self._step("salle", lambda: self._room(maker, cohorts[MAIN], cast))

    def _step(self, title: str, make):
        begun = time.monotonic()
        self.stdout.write(f"  {title}…", ending="")
        self.stdout.flush()
        made = make()
        self.stdout.write(f" {time.monotonic() - begun:.1f} s")
        return made

    def _curricula(self, cast) -> None:
        for operator in cast.operators.values():
            course_actions.sync_operator(operator)  # the event does it too, but only once all is committed
        for row in seed()["curricula"]:
            page = OperatorPage.objects.get(operator__slug=curricula.PUBLISHER[row["code"]])
            curricula.make_bootcamp(row, page)

    def _sessions(self, maker: Maker, cohorts) -> None:
        for row in seed()["cohorts"]:
            if row["start_week"] <= 0 and not row["completed"]:
                maker.sessions(cohorts[row["code"]], row)

    def _progress(self, maker: Maker, cohorts) -> None:
        for row in seed()["cohorts"]:
            if row["start_week"] <= 0 and not row["completed"]:
                maker.progress(cohorts[row["code"]], -row["start_week"], row["weeks"])

    def _room(self, maker: Maker, cohort, cast) -> None:
        session = maker.live_session(cohort)
        room = live_actions.room_of(session)
        lines = [
            ("Mehdi Tazi", "Bonjour à toutes et à tous. On commence par le dépôt de l’équipe 3."),
            ("Fatima-Zahra Bouchta", "Pourquoi atomic si on a déjà le verrou ?"),
            ("Hamza Aït Lahcen", "Le verrou n’existe que dans une transaction. Essaie sans, Django te le dira."),
            ("Youssef El Idrissi", "شكرا، الآن فهمت الفرق"),
        ]
        batch = [
            live_actions.words(cast[name].pk, text, f"demo-line-{number}") for number, (name, text) in enumerate(lines)
        ]
        live_actions.say(room, batch)
