"""Free times, talks, contacts and notes, straight into the tables, with meaningful defaults."""

from datetime import datetime, time, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from medskapa.core import clock
from medskapa.guidance.models import Contact, ContactKind, Note, Slot, Talk
from medskapa.people.models import Person
from tests.access.world import GUIDE, GUIDED, World
from tests.guidance_factories import the_assignment

_days = count(1)
LENGTH = timedelta(minutes=45)


def at(days: int, hour: int = 9, minute: int = 0) -> datetime:
    """A moment some days from today, by the clock on the wall."""
    day = clock.today() + timedelta(days=days)
    return datetime.combine(day, time(hour, minute), ZoneInfo(settings.TIME_ZONE))


def new_slot(guide: Person, starts: datetime | None = None, **fields: Any) -> Slot:
    """A free time; each of a day of its own where none is said."""
    starts = starts or at(next(_days) % 200 + 2)
    return Slot.objects.create(**{"guide": guide, "starts_at": starts, "ends_at": starts + LENGTH} | fields)


def new_talk(resident: Person, guide: Person | None = None, starts: datetime | None = None, **fields: Any) -> Talk:
    """A booked talk with the resident's guide, in three days where nothing is said."""
    guide = guide or resident.guide_assignments.get(ended_on=None).guide
    starts = starts or at(3)
    defaults = {"resident": resident, "guide": guide, "starts_at": starts, "ends_at": starts + LENGTH}
    return Talk.objects.create(**defaults | {"booked_by": guide, "where": "Rum 3"} | fields)


def new_contact(resident: Person, staff: Person, **fields: Any) -> Contact:
    defaults = {"resident": resident, "staff": staff, "kind": ContactKind.PHONE, "day": clock.today()}
    return Contact.objects.create(**defaults | fields)


def new_note(resident: Person, author: Person, **fields: Any) -> Note:
    defaults = {"text": "Vi pratade om arbete i kök.", "written_at": clock.now()}
    return Note.objects.create(**{"resident": resident, "author": author} | defaults | fields)


def the_slot(world: World) -> Slot:
    """A free time of the guide in the world. Use it by ``w.once``."""
    world.once(the_assignment)
    return new_slot(world.people[GUIDE], at(5, 10))


def another_slot(world: World) -> Slot:
    world.once(the_assignment)
    return new_slot(world.people[GUIDE], at(6, 10))


def the_talk(world: World) -> Talk:
    """A talk that is booked ahead."""
    world.once(the_assignment)
    return new_talk(world.people[GUIDED], starts=at(4, 13))


def the_past_talk(world: World) -> Talk:
    """A talk whose time has come, and of which nothing is written."""
    world.once(the_assignment)
    return new_talk(world.people[GUIDED], starts=clock.now() - timedelta(hours=2))


def the_missed_talk(world: World) -> Talk:
    world.once(the_assignment)
    return new_talk(world.people[GUIDED], starts=at(-2), state="missed")


def the_note(world: World) -> Note:
    world.once(the_assignment)
    return new_note(world.people[GUIDED], world.people[GUIDE])


def the_hidden_note(world: World) -> Note:
    world.once(the_assignment)
    return new_note(world.people[GUIDED], world.people[GUIDE], hidden_ground="others")
