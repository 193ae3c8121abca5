"""Load the demo town into an empty database."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import translation

from medskapa.demo.frame import Frame
from medskapa.demo.history import History
from medskapa.people.models import Unit


class Command(BaseCommand):
    help = "Load the demo town into an empty database."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="do nothing where there already is a town")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO_SIGN_IN:
            raise CommandError("The demo town is for the demo only; load_town puts a real one in place.")
        if Unit.objects.exists():
            if options["if_empty"]:
                return
            raise CommandError("There already is a town here. make demo-reset begins again.")
        self.stdout.write("Bygger demostaden (en gång, tar några sekunder) ...")
        with transaction.atomic(), translation.override("sv"):
            History(Frame()).play()
