"""Everything before the demo town can be served, in one process so that a second start takes seconds."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Compile the texts, migrate, load the town where there is none, and say where it is."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("compile_texts")
        call_command("migrate", verbosity=0)
        call_command("load_demo", if_empty=True)
        call_command("show_addresses")
