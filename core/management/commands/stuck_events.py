"""Events that some subscriber never answered."""

from django.core.management.base import BaseCommand

from core import events
from core.models import Event


class Command(BaseCommand):
    help = "List the events given up after every attempt; --retry has the worker try them again."

    def add_arguments(self, parser):
        parser.add_argument("--retry", action="store_true", help="once what failed is mended")

    def handle(self, *args, retry, **options):
        for event in Event.objects.given_up():
            self.stdout.write(f"{event.pk} {event.at:%Y-%m-%dT%H:%M:%SZ} {event.verb} {event.object_id}")
        if retry:
            self.stdout.write(f"{events.try_given_up_again()} to be tried again")
