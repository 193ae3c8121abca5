from typing import Any

from django.core.management.base import BaseCommand

from medskapa.core.texts import compile_catalogues


class Command(BaseCommand):
    help = "Compiles the message catalogues that are missing or out of date. Needs no gettext."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        for path in compile_catalogues():
            if options["verbosity"] > 1:
                self.stdout.write(str(path))
