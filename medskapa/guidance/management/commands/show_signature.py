import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from medskapa.core import audit
from medskapa.guidance import signing
from medskapa.guidance.models import PlanVersion


class Command(BaseCommand):
    help = "Takes out what an e-ID vouches with for a plan, as JSON, and writes down that it was done. For a court."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("digest", help="the number that stands with the text that was signed")

    def handle(self, *args: Any, **options: Any) -> None:
        digest = options["digest"]
        with transaction.atomic():
            version = PlanVersion.objects.filter(signed_digest=digest).first() if digest else None
            if version is None:
                raise CommandError("No plan was signed with that number.")
            told = {"text": version.signed_text, "sha256": digest, **signing.signature_of(version)}
            audit.record(actor=None, verb="plan.signature_shown", on=version, number=version.number)
        self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2))
