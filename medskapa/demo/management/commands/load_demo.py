"""Load the demo town into an empty database."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import translation

from medskapa.core.hashing import cheap
from medskapa.demo.frame import Frame
from medskapa.demo.settling import settle
from medskapa.demo.story import Story
from medskapa.people.models import Unit


@contextmanager
def _seldom_collected() -> Iterator[None]:
    """Most of what the story makes lives on until its end: looking through it again and again only costs."""
    usual = gc.get_threshold()
    gc.set_threshold(100_000, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


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
        with _seldom_collected(), transaction.atomic(), translation.override("sv"), cheap():
            Story(Frame()).play()
        settle()
