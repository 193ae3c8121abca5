"""Say where the demo town is, and who one can be there."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from medskapa.people.models import Kind
from medskapa.people.queries import demo_faces

STAFF_SHOWN = 6


class Command(BaseCommand):
    help = "Say where the demo town is, and who one can be there."

    def handle(self, *args: Any, **options: Any) -> None:
        people = list(demo_faces())
        residents = [f"{person.name}" for person in people if person.kind == Kind.RESIDENT]
        staff = [f"{person.name} ({person.title})" for person in people if person.kind == Kind.STAFF]
        lines = [
            "",
            f"  Medskapa:            {settings.PUBLIC_URL}/",
            f"  Säg din mening:      {settings.PUBLIC_URL}/sag-din-mening/",
            f"  Vad har hänt?        {settings.PUBLIC_URL}/vad-har-hant/",
            f"  Logga in som någon:  {settings.PUBLIC_URL}/logga-in/",
            f"  Skrivbordet:         {settings.PUBLIC_URL}/arbete/",
            f"  Alla delar i bild:   {settings.PUBLIC_URL}/stil/",
            "",
            f"  Invånare: {', '.join(residents)}",
            f"  Anställda: {', '.join(staff[:STAFF_SHOWN])} och {max(len(staff) - STAFF_SHOWN, 0)} till",
            "",
            "  Ctrl-C avslutar. Det du gör sparas till nästa gång.",
            "",
        ]
        self.stdout.write("\n".join(lines))
