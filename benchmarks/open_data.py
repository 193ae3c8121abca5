"""How long the open data of a directory of 5,000 services takes to make, and how long finding pairs among them takes.

Run from the top folder: `python -m benchmarks.open_data`. The town is made in memory, the services are invented: each
is at one of 50 places, open twice a week, with two needs and two languages. Measured is the processor's time.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable
from datetime import date
from datetime import time as clock
from typing import Any

SERVICES = 5_000
NAMES = ["Språkkafé", "Läxhjälp", "Hjälp med mobilen", "Digital hjälp", "Kvinnogrupp", "Musik", "Öppen förskola"]


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "medskapa.settings.test")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    connection.settings_dict["NAME"] = ":memory:"
    call_command("migrate", verbosity=0)
    _made()

    from analysis import twins
    from medskapa.commons import hsds
    from medskapa.commons.queries import open_data

    _measured("hsds.json", lambda: sum(len(piece) for piece in hsds.as_json(open_data.tables())))
    about, day = hsds.package(name="town", title="", description=""), date(2026, 1, 1)
    _measured("hsds.zip", lambda: sum(len(piece) for piece in hsds.as_zip(open_data.tables(), about=about, day=day)))
    draw = random.Random(1)
    rows = [
        twins.Described(
            n, f"{draw.choice(NAMES)} {draw.choice(NAMES)} {n % 700}", f"042-{n % 2_500}", "", frozenset([n % 300])
        )
        for n in range(SERVICES)
    ]
    _measured("pairs that look alike", lambda: len(twins.likely(rows, most=50)))


def _made() -> None:
    from medskapa.commons.models import Hours, Organisation, Place, Service, ServiceAtPlace

    organisation = Organisation.objects.create(slug="o", name="Organisationen", kind="association")
    places = Place.objects.bulk_create(Place(slug=f"p-{n}", name=f"Plats {n}", kind="library") for n in range(50))
    services = Service.objects.bulk_create(
        Service(
            slug=f"s-{n}",
            name=f"Hjälp {n}",
            organisation=organisation,
            listed=True,
            summary="Vi hjälps åt med det som krånglar. " * 4,
            phone="042-10 20 30",
            needs=["phone", "bankid"],
            languages=["sv", "so"],
        )
        for n in range(SERVICES)
    )
    where = ServiceAtPlace.objects.bulk_create(
        ServiceAtPlace(service=service, place=places[n % 50]) for n, service in enumerate(services)
    )
    Hours.objects.bulk_create(
        Hours(service=at.service, at=at, weekday=day, opens=clock(9), closes=clock(12))
        for at in where
        for day in (1, 3)
    )


def _measured(what: str, act: Callable[[], Any]) -> None:
    act()
    begun = time.process_time()
    made = act()
    print(f"{what}: {time.process_time() - begun:.2f} s of the processor ({made:,})")


if __name__ == "__main__":
    main()
