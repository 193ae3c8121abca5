from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from medskapa.meetings import draws
from medskapa.meetings.models import Draw


class Command(BaseCommand):
    help = "Does the draw of a meeting again, with its refills, and fails if other people come out."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="the last part of the meeting's address")

    def handle(self, *args: Any, **options: Any) -> None:
        draw = Draw.objects.filter(meeting__slug=options["slug"], drawn_at__isnull=False).first()
        if draw is None:
            raise CommandError("No lots are drawn for a meeting of that name.")
        try:
            drawn = draws.again(draw)
        except draws.Changed as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"The same {len(drawn.chosen)} came out again, after {drawn.refills} refills. Pool: {drawn.digest}"
        )
