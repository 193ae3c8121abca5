from typing import Any

from django.core.management.base import BaseCommand, CommandError

from medskapa.core import audit


class Command(BaseCommand):
    help = (
        "Recomputes the audit chain and compares it with the heads outside the database. Fails if anything was changed."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            records, heads = audit.verify(), audit.verify_heads()
        except audit.Broken as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"The audit chain holds: {records} records, {heads} heads compared. Head: {audit.head()}")
