"""Objects with meaningful defaults. Viewpoints are made through the actions, so that threads and counters are true."""

import secrets
from datetime import date
from itertools import count
from typing import Any

import factory

from analysis.receipt import Code
from medskapa.commons.models import Area, Place, Service
from medskapa.core import clock
from medskapa.people.models import Grant, Kind, Person, Role, Unit
from medskapa.voice import actions
from medskapa.voice.actions.receiving import Heard, Words
from medskapa.voice.models import Channel, Theme, Viewpoint

_numbers = count(1)


class UnitFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Unit

    slug = factory.Sequence(lambda n: f"enhet-{n}")
    name = factory.Sequence(lambda n: f"Enheten {n}")
    phone = "040-628 04 10"


class PersonFactory(factory.django.DjangoModelFactory):
    """A resident; `StaffFactory` makes a member of staff."""

    class Meta:
        model = Person

    login = factory.Sequence(lambda n: f"person-{n}")
    name = factory.Sequence(lambda n: f"Påhittad Person {n}")
    kind = Kind.RESIDENT
    is_demo = True


class StaffFactory(PersonFactory):
    kind = Kind.STAFF
    title = "handläggare"


class GrantFactory(factory.django.DjangoModelFactory):
    """A role from the beginning of this year on, in a unit of its own."""

    class Meta:
        model = Grant

    person = factory.SubFactory(StaffFactory)
    unit = factory.SubFactory(UnitFactory)
    role = Role.ANSWERER
    starts_on = factory.LazyFunction(lambda: date(clock.today().year - 1, 1, 1))


class AreaFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Area

    slug = factory.Sequence(lambda n: f"omrade-{n}")
    name = factory.Sequence(lambda n: f"Område {n}")


class PlaceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Place

    slug = factory.Sequence(lambda n: f"plats-{n}")
    name = factory.Sequence(lambda n: f"Plats {n}")
    kind = "meeting_place"
    area = factory.SubFactory(AreaFactory)


class ServiceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Service

    slug = factory.Sequence(lambda n: f"verksamhet-{n}")
    name = factory.Sequence(lambda n: f"Verksamhet {n}")
    unit = factory.SubFactory(UnitFactory)


def staff(role: Role, unit: Unit | None = None, **person: Any) -> Person:
    """A member of staff who holds `role` today, in `unit` or (None) in the whole administration."""
    return GrantFactory(person=StaffFactory(**person), role=role, unit=unit).person


def service_in(unit: Unit) -> Service:
    return Service.objects.filter(unit=unit).first() or ServiceFactory(unit=unit)


def new_viewpoint(
    *,
    unit: Unit | None = None,
    author: Person | None = None,
    registered_by: Person | None = None,
    channel: Channel = Channel.DESK,
    theme: Theme | None = None,
    **words: Any,
) -> tuple[Viewpoint, Code]:
    """A viewpoint taken in through the action, and its code. Anonymous unless `author` or an address is given."""
    text = words.pop("text", f"Telefontiden är för kort, nummer {next(_numbers)}.")
    said = Words(text=text, service=service_in(unit or UnitFactory()), **words)
    key = secrets.token_urlsafe(24)
    if registered_by:
        heard = Heard(channel=channel, own_words=True, read_back=True)
        viewpoint, code = actions.register(actor=registered_by, words=said, heard=heard, form_key=key, author=author)
    else:
        viewpoint, code = actions.say(actor=author, words=said, form_key=key)
    if theme:
        editor = staff(Role.EDITOR)
        actions.group(actor=editor, viewpoint=viewpoint, theme=theme)
    return viewpoint, code


def many_viewpoints(number: int, *, unit: Unit, **fields: Any) -> list[Viewpoint]:
    """`number` anonymous viewpoints of `unit` straight into the tables, for tests of constant cost."""
    from datetime import timedelta

    from medskapa.voice import search
    from medskapa.voice.models import Thread

    threads = Thread.objects.bulk_create(Thread() for _each in range(number))
    today = clock.today()
    made = Viewpoint.objects.bulk_create(
        Viewpoint(
            thread=thread,
            text=f"Synpunkt nummer {next(_numbers)} om telefontiden.",
            search_text="synpunkt nummer telefontid",
            unit=unit,
            received_on=today,
            promised_on=today + timedelta(days=14),
            **fields,
        )
        for thread in threads
    )
    search.index(made)
    return made


def new_theme(*, unit: Unit | None = None, name: str = "", by: Person | None = None) -> Theme:
    """A theme made through the action."""
    unit = unit or UnitFactory()
    return actions.create_theme(
        actor=by or staff(Role.EDITOR),
        name=name or f"Tema {next(_numbers)}",
        about="Det ska vara lätt att få kontakt.",
        unit=unit,
    )
