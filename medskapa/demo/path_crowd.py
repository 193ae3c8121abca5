"""The path of a large town, in bulk straight into the tables: for tests and benchmarks, never for show.

Everyone has a guide and most have a plan; what lists and start pages count is as the actions would leave it. The
audit chain stays empty, as everywhere in a made town.
"""

import random
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import islice
from typing import Any

from django.db.models import Model

from medskapa.core import clock
from medskapa.demo.frame import Frame, data
from medskapa.guidance.models import (
    Begin,
    Contact,
    ContactKind,
    EndedAs,
    GuideAssignment,
    GuideProfile,
    Measure,
    Placement,
    PlacementState,
    Plan,
    Step,
    StepState,
    Talk,
    TalkState,
)
from medskapa.people.models import Grant, Kind, Person, Role, Unit

BATCH = 2_000
OF_A_GUIDE = 75
LEAST_GUIDES = 2
UNITS = ("arbetsmarknadsinsatser", "vuxenutbildning")
WITH_A_PLAN, WITH_A_PLACEMENT, WITH_A_TALK = 0.85, 0.6, 0.5
CONTACTS = 5


class PathCrowd:
    """Gives every one of `residents` a guide and a path. The same `seed` on the same day gives the same."""

    def __init__(self, frame: Frame, residents: list[int], *, seed: int) -> None:
        self.frame, self.residents = frame, residents
        self.random = random.Random(seed * 7_919)
        self.today = clock.today()
        self.ways: list[dict[str, Any]] = list(data("ways").values())
        self.guides: list[Person] = []
        self.measures: list[Measure] = []

    def fill(self) -> None:
        self._make_guides(max(LEAST_GUIDES, len(self.residents) // OF_A_GUIDE))
        self._make_measures()
        rows = iter(self.residents)
        while batch := list(islice(rows, BATCH)):
            self._paths(batch)

    def _make_guides(self, number: int) -> None:
        units = [self.frame.units[key] for key in UNITS]
        made = [self._guide(each, units[each % len(units)]) for each in range(number)]
        self.guides = Person.objects.bulk_create(made)
        began = self.today - timedelta(days=900)
        Grant.objects.bulk_create(
            Grant(person=guide, role=Role.GUIDE, unit=guide.unit, starts_on=began) for guide in self.guides
        )
        GuideProfile.objects.bulk_create(
            GuideProfile(
                person=guide,
                unit=guide.unit,
                languages=["sv", self.random.choice(["ar", "so", "uk", "en", "fa"])],
                needs=self.random.sample(["work", "practice", "studies", "swedish", "health"], 2),
                most_weight=250,
            )
            for guide in self.guides
            if guide.unit is not None
        )

    def _guide(self, number: int, unit: Unit) -> Person:
        return Person(
            login=f"guide-{number}",
            name=f"Guide {number} Provberg",
            kind=Kind.STAFF,
            title="guide",
            unit=unit,
            password="!",  # noqa: S106  (no usable password)
        )

    def _make_measures(self) -> None:
        """Each measure of the demo twice: in one place and in another."""
        kept = {"name", "provider", "purpose", "for_whom", "content", "plain", "weeks", "hours_a_week", "needs"}
        made = [
            Measure(
                slug=f"{about['key'].replace('_', '-')}-{place}",
                unit=self.frame.units[about["unit"]],
                seats=len(self.residents) + 1,
                **{name: value for name, value in about.items() if name in kept} | {"name": f"{about['name']} {place}"},
            )
            for about in data("measures")
            for place in (1, 2)
        ]
        self.measures = Measure.objects.bulk_create(made)

    def _paths(self, residents: list[int]) -> None:
        rows: dict[type[Model], list[Model]] = {
            model: [] for model in (GuideAssignment, Plan, Step, Placement, Talk, Contact)
        }
        for resident in residents:
            for row in self._path(resident):
                rows[type(row)].append(row)
        for model, made in rows.items():
            model._default_manager.bulk_create(made, BATCH)

    def _path(self, resident: int) -> Iterator[Model]:
        draw, guide = self.random, self.guides[self.random.randrange(len(self.guides))]
        began = self.today - timedelta(days=int(draw.triangular(3, 500, 90)))
        talk = self._talk(resident, guide) if draw.random() < WITH_A_TALK else None
        yield GuideAssignment(
            id=self._id(),
            resident_id=resident,
            guide=guide,
            unit_id=guide.unit_id,
            weight=draw.choice([1, 2, 2, 2, 3, 4]),
            began_on=began,
            began_as=Begin.ENTRY,
            reasons=[["chosen", ""]],
            next_talk_on=clock.day_of(talk.starts_at) if talk else None,
        )
        if talk:
            yield talk
        yield from self._contacts(resident, guide, began)
        if draw.random() < WITH_A_PLAN:
            yield from self._planned(resident, guide, began)

    def _talk(self, resident: int, guide: Person) -> Talk:
        """Each at a minute of its own: nobody talks to two at once."""
        starts = clock.midnight(self.today + timedelta(days=self.random.randint(1, 20)))
        starts += timedelta(hours=8, microseconds=resident)
        return Talk(
            id=self._id(),
            resident_id=resident,
            guide=guide,
            starts_at=starts,
            ends_at=starts + timedelta(minutes=30),
            state=TalkState.BOOKED,
            booked_by=guide,
        )

    def _contacts(self, resident: int, guide: Person, began: date) -> Iterable[Contact]:
        days = max((self.today - began).days, 1)
        return [
            Contact(
                id=self._id(),
                resident_id=resident,
                staff=guide if self.random.random() < 0.8 else self.random.choice(self.guides),
                kind=self.random.choice(ContactKind.values),
                day=began + timedelta(days=self.random.randrange(days)),
            )
            for _each in range(CONTACTS)
        ]

    def _planned(self, resident: int, guide: Person, began: date) -> Iterator[Model]:
        draw, way = self.random, self.random.choice(self.ways)
        plan = Plan(
            id=self._id(),
            resident_id=resident,
            occupation=way["occupation"],
            goal_words=way.get("goal_words", ""),
            can=way["can"],
            want=way["want"],
            hinders=way["hinders"],
            began_on=began,
        )
        yield plan
        for text in way["steps"][: draw.randint(1, 4)]:
            due = self.today + timedelta(days=draw.randint(-40, 60))
            done = due < self.today and draw.random() < 0.9
            yield Step(
                id=self._id(),
                plan=plan,
                text=text,
                due_on=due,
                state=StepState.DONE if done else StepState.AGREED,
                done_on=due if done else None,
                proposed_by=guide,
            )
        if draw.random() < WITH_A_PLACEMENT:
            yield from self._placed(plan, guide, way)

    def _placed(self, plan: Plan, guide: Person, way: dict[str, Any]) -> Iterator[Model]:
        draw = self.random
        ends = self.today + timedelta(days=draw.randint(-120, 120))
        ended = ends < self.today and draw.random() < 0.9
        onward = Step(id=self._id(), plan=plan, text=way["onward"], due_on=ends + timedelta(days=10), proposed_by=guide)
        yield onward
        yield Placement(
            id=self._id(),
            resident_id=plan.resident_id,
            plan=plan,
            measure=draw.choice(self.measures),
            state=PlacementState.ENDED if ended else PlacementState.ONGOING,
            purpose=way["purpose"],
            queued_on=ends - timedelta(days=130),
            starts_on=ends - timedelta(days=100),
            first_end=ends,
            ends_on=ends,
            way_onward=way["onward"],
            onward_step=onward,
            placed_by=guide,
            ended_on=ends if ended else None,
            ended_as=draw.choice(EndedAs.values) if ended else "",
        )

    def _id(self) -> int:
        return self.random.getrandbits(63) or 1
