"""People on the path, straight into the tables, with meaningful defaults."""

from datetime import timedelta
from itertools import count
from typing import Any

from medskapa.core import clock
from medskapa.entrance.models import Entry, Part, QuestionSet, Receiver
from medskapa.guidance.models import (
    Begin,
    GuideAssignment,
    GuideProfile,
    Measure,
    Placement,
    PlacementState,
    Plan,
    Step,
)
from medskapa.people.models import Person, Role, Unit
from tests.access.world import GUIDE, GUIDED, World
from tests.factories import PersonFactory, UnitFactory, staff

_numbers = count(1)


def new_guide(unit: Unit | None = None, *, name: str = "", **profile: Any) -> Person:
    """A guide with a profile, in `unit` or one of their own."""
    unit = unit or UnitFactory()
    person = staff(Role.GUIDE, unit, **({"name": name} if name else {}))
    profile_of(person, unit, **profile)
    return person


def profile_of(person: Person, unit: Unit, **fields: Any) -> GuideProfile:
    return GuideProfile.objects.create(**{"person": person, "unit": unit, "languages": ["sv"]} | fields)


def new_resident(guide: Person, unit: Unit | None = None, *, weight: int = 2, **fields: Any) -> Person:
    """A resident whose guide is `guide`, and who weighs so much in the guide's load."""
    resident = PersonFactory(**fields)
    assign(resident, guide, unit, weight=weight)
    return resident


def assign(resident: Person, guide: Person, unit: Unit | None = None, **fields: Any) -> GuideAssignment:
    unit = unit or guide.grants.get(role=Role.GUIDE).unit
    began = {"began_on": clock.today() - timedelta(days=30), "began_as": Begin.ENTRY}
    return GuideAssignment.objects.create(**{"resident": resident, "guide": guide, "unit": unit} | began | fields)


def new_plan(resident: Person, **fields: Any) -> Plan:
    defaults = {"resident": resident, "goal_words": "Arbeta i kök", "began_on": clock.today() - timedelta(days=20)}
    return Plan.objects.create(**defaults | fields)


def new_step(plan: Plan, **fields: Any) -> Step:
    defaults = {
        "plan": plan,
        "text": "Ring restaurangen på Kullagatan",
        "due_on": clock.today() + timedelta(days=7),
        "proposed_by": plan.resident,
    }
    return Step.objects.create(**defaults | fields)


def new_measure(unit: Unit | None = None, **fields: Any) -> Measure:
    number = next(_numbers)
    defaults = {
        "slug": f"insats-{number}",
        "name": f"Köksträning {number}",
        "unit": unit or UnitFactory(),
        "provider": "Jobbtorget",
        "purpose": "Du lär dig att arbeta i ett kök.",
        "for_whom": "Du som vill arbeta i kök.",
        "content": "Ni lagar mat tillsammans varje dag.",
        "weeks": 12,
        "hours_a_week": 20,
        "seats": 8,
    }
    return Measure.objects.create(**defaults | fields)


def new_placement(resident: Person, measure: Measure | None = None, **fields: Any) -> Placement:
    """A placement that goes on, with a purpose, an end and a way onward, in the resident's plan or a new one."""
    plan = fields.pop("plan", None) or Plan.objects.filter(resident=resident).first() or new_plan(resident)
    today = clock.today()
    defaults = {
        "resident": resident,
        "plan": plan,
        "measure": measure or new_measure(),
        "state": PlacementState.ONGOING,
        "purpose": "Pröva arbete i kök",
        "queued_on": today - timedelta(days=60),
        "starts_on": today - timedelta(days=40),
        "first_end": today + timedelta(days=44),
        "ends_on": today + timedelta(days=44),
        "way_onward": "Söka arbete i tre kök",
        "onward_step": new_step(plan, due_on=today + timedelta(days=50)),
        "placed_by": resident.guide_assignments.get(ended_on=None).guide,
    }
    return Placement.objects.create(**defaults | fields)


def waiting_part(person: Person, **entry: Any) -> Part:
    """That `person` came through the entrance, and waits for a guide."""
    questions, _new = QuestionSet.objects.get_or_create(number=9_001, defaults={"made_at": clock.now()})
    made = Entry.objects.create(questions=questions, person=person, handed_in_at=clock.now(), **entry)
    return made.parts.create(to=Receiver.GUIDE, promised_on=clock.today() + timedelta(days=5))


def the_assignment(world: World) -> GuideAssignment:
    """In the world of the access table: that the guide guides the resident who has one. Use it by ``w.once``."""
    guide = world.people[GUIDE]
    profile_of(guide, world.here)
    return assign(world.people[GUIDED], guide, world.here)


def the_plan(world: World) -> Plan:
    """The plan of the resident who has a guide. Use it by ``w.once``."""
    world.once(the_assignment)
    return new_plan(world.people[GUIDED])
