"""Make a large, repeatable town for tests and benchmarks."""

import gc
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from medskapa.demo.crowd import Crowd
from medskapa.demo.frame import Frame
from medskapa.demo.path_crowd import PathCrowd
from medskapa.people.models import Unit


class Command(BaseCommand):
    help = "Make a large, repeatable town: the same seed gives the same town, counted from the same day."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--viewpoints", type=int, default=10_000)
        parser.add_argument("--residents", type=int, default=10_000)
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *args: Any, **options: Any) -> None:
        if Unit.objects.exists():
            raise CommandError("There already is a town here. Name an empty database in MEDSKAPA_DATABASE_URL.")
        if min(options["viewpoints"], options["residents"]) < 0:
            raise CommandError("The numbers cannot be negative.")
        began = time.monotonic()
        gc.disable()  # millions of small rows that all live till the end: looking through them again only costs
        with transaction.atomic():
            crowd = Crowd(Frame(), seed=options["seed"])
            crowd.people(options["residents"])
            PathCrowd(crowd.frame, crowd.residents, seed=options["seed"]).fill()
            crowd.speak(options["viewpoints"])
        self.stdout.write(
            f"{options['residents']} residents, {options['viewpoints']} viewpoints in {time.monotonic() - began:.1f} s"
        )
