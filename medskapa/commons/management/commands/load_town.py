"""Put a municipality's own units, places, services and staff in place."""

from pathlib import Path
from typing import Any

import yaml
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from medskapa.commons import actions


class Command(BaseCommand):
    help = "Make or bring up to date units, areas, places, services and staff from a YAML file (docs/operators.md)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            town = yaml.safe_load(options["file"].read_text(encoding="utf-8"))
            if not isinstance(town, dict):
                raise CommandError(f"{options['file']} holds no lists of units, areas, places, services or staff.")
            with translation.override("sv"):
                counted = actions.load_town(actor=None, town=town)
        except (OSError, yaml.YAMLError) as error:
            raise CommandError(f"{options['file']} could not be read: {error}") from error
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(", ".join(f"{number} {kind}" for kind, number in counted.items()))
