"""The path in the demo town: guides, measures, and the residents who go it, played through the real actions."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from itertools import cycle
from typing import Any

from medskapa.core import audit
from medskapa.demo import identities
from medskapa.demo.frame import data
from medskapa.demo.history import History
from medskapa.demo.path_entries import Entries
from medskapa.demo.path_lives import Life
from medskapa.demo.path_named import Named
from medskapa.demo.timeline import moment
from medskapa.guidance import actions, slots
from medskapa.guidance.models import GuideAssignment, Measure, RequestState, Talk, TalkState
from medskapa.people import actions as people
from medskapa.people.models import Kind, Person, ReachVia

FOUNDED = 360
"""The guides began so many days ago, and the catalogue of measures was written."""

NOT_WRITTEN = 2
"""What guides held in the last days they have not written down yet."""

FULL = ("data", "cykel")
"""The ways whose measures are full, so that some wait for a seat."""


class Path:
    """Plans what happens on the path. Everything is found by its key in the data."""

    def __init__(self, history: History) -> None:
        self.history = history
        self.time = history.time
        self.people = history.frame.people
        self.about = data("path")
        self.ways: dict[str, dict[str, Any]] = data("ways")
        self.measure_about: dict[str, dict[str, Any]] = {each["key"]: each for each in data("measures")}
        self.measures: dict[str, Measure] = {}
        self.managers = {
            history.frame.units[unit].pk: self.people[person] for unit, person in self.about["manager"].items()
        }
        self.guide_about: dict[str, dict[str, Any]] = {each["person"]: each for each in self.about["guides"]}
        self.guides = [self.people[each["person"]] for each in self.about["guides"]]
        self.times = {guide.pk: self._times(guide) for guide in self.guides}

    def plan(self) -> None:
        self.time.exactly(self.at(FOUNDED, 9), self._found)
        self.time.exactly(self.at(self.about["slots"]["first_days_ago"] + 1, 8), self._keep_free)
        for life in self._crowd():
            life.plan()
        Named(self).plan()
        Entries(self).plan()
        self.time.exactly(self.at(self.about["absence"]["told_days_ago"], 11), self._be_away)
        for asked in self.about["requests"]:
            self.time.exactly(self.at(asked["days_ago"], 19), lambda asked=asked: self._ask_for_another(asked))
        self.time.exactly(self.time.now, self._see_numbers)
        self.time.exactly(self.time.now, self._hold_what_has_been)
        self.time.exactly(self.time.now, lambda: actions.warn_of_ends(actor=None))

    def at(self, days_ago: int, hour: float) -> datetime:
        """That hour of that day, or of the Monday after where it is a weekend."""
        day = self.time.today - timedelta(days=days_ago)
        return moment(day + timedelta(days=max(8 - day.isoweekday(), 0) if day.isoweekday() > 5 else 0), hour)

    def manager_of(self, guide: Person) -> Person:
        return self.managers[guide.unit_id or 0]

    def held_at(self, guide: Person, days_ago: int) -> datetime | None:
        """The first time of `guide` from that day on that nobody has planned for yet, and uses it up. It lies before
        the entries, which book their own."""
        begin = self.at(days_ago, 0)
        end = min(self.at(15, 0), begin + timedelta(days=8))
        found = next((at for at in self.times[guide.pk] if begin <= at < end), None)
        if found:
            self.times[guide.pk].remove(found)
        return found

    def _see_numbers(self) -> None:
        """The guides of those who have a BankID in the demo have seen their identity documents."""
        for identity in identities.all_of_them():
            opens = GuideAssignment.objects.filter(resident__login=identity.login, ended_on=None).first()
            if opens:
                number = identities.number_of(identity.login)
                people.see_number(actor=opens.guide, person=opens.resident, number=number, saw_identity=True)

    # --- guides and measures

    def _series(self, guide: Person) -> slots.Series:
        about = self.about["slots"] | self.guide_about[guide.login].get("slots", {})
        return slots.Series(
            weekdays=about["weekdays"],
            starts=time(about["starts"]),
            ends=time(about["ends"]),
            minutes=about["minutes"],
            pause=about["pause"],
            first=self.time.today - timedelta(days=about["first_days_ago"] - 3),  # after a weekend
            last=self.time.today + timedelta(days=about["last_in_days"]),
        )

    def _times(self, guide: Person) -> list[datetime]:
        return [starts for starts, _ends in self._series(guide).times()]

    def _found(self) -> None:
        with audit.held():
            for about in self.about["guides"]:
                guide = self.people[about["person"]]
                fields = {name: about[name] for name in ("languages", "needs", "most_weight", "room", "about")}
                areas = [self.history.frame.areas[key] for key in about["areas"]]
                manager = self.manager_of(guide)
                actions.edit_profile(actor=manager, guide=guide, version=0, areas=areas, **fields)
            for key, about in self.measure_about.items():
                self.measures[key] = self._measure(about)
            keeper = self.people[self.about["manager"]["arbetsmarknadsinsatser"]]
            provider = self.people[self.about["provider"]]
            actions.add_measure_staff(actor=keeper, measure=self.measures["adolfsberg"], person=provider)

    def _measure(self, about: dict[str, Any]) -> Measure:
        fields = {name: value for name, value in about.items() if name not in {"key", "unit", "place", "starts_in"}}
        return actions.add_measure(
            actor=self.people[self.about["manager"][about["unit"]]],
            unit=self.history.frame.units[about["unit"]],
            place=self.history.frame.places.get(about["place"]),
            languages=["sv"],
            starts=[self.time.today + timedelta(days=days) for days in about.get("starts_in", [])],
            **fields,
        )

    def _keep_free(self) -> None:
        with audit.held():
            for guide in self.guides:
                actions.add_slots(actor=guide, times=list(self._series(guide).times()))

    # --- those who are not told of one by one

    def _crowd(self) -> Iterator[Life]:
        """Residents without a story, each with a guide, a way and how far they have come."""
        phases = [phase for phase, number in self.about["phases"].items() for _each in range(number)]
        self.history.random.shuffle(phases)
        guides = [self.people[each["person"]] for each in self.about["guides"] for _each in range(each["number"])]
        people = self._people(len(phases))
        common = cycle(
            key for key in list(self.ways)[: list(self.ways).index("planera_transporter")] if key not in FULL
        )
        full, held = cycle(FULL), dict.fromkeys(FULL, 3)
        for number, (person, guide, phase) in enumerate(zip(people, guides, phases, strict=True)):
            way = next(common)
            if phase == "waiting":
                way = next(full)
            elif phase in {"midway", "near_end", "past_end"} and any(held.values()):
                way = next(key for key in FULL if held[key])
                held[way] -= 1
            yield Life(self, person, guide, way, phase=phase, number=number)

    def _people(self, number: int) -> list[Person]:
        """Invented residents, whom nobody signs in as. Three of five speak Swedish; hardly two have the same name."""
        names = data("pool")["names"]
        others = [language for language in names if language != "sv"]
        told: Counter[tuple[str, str]] = Counter()
        made = []
        for each in range(number):
            turn, place = divmod(each, 5)
            language = "sv" if place < 3 else others[(2 * turn + place - 3) % len(others)]
            gender = "woman" if each % 2 else "man"
            first, last, nth = names[language][gender], names[language]["last"], told[language, gender]
            told[language, gender] += 1
            person = Person(
                login=f"invanare-pa-vagen-{each + 1}",
                name=f"{first[nth % len(first)]} {last[(nth // len(first) + nth) % len(last)]}",
                kind=Kind.RESIDENT,
                language=language,
                phone=f"070-17406{10 + each % 80}",
                reach_via=[ReachVia.SMS, ReachVia.WEB, ReachVia.SMS, ReachVia.WEB, ReachVia.LETTER][each % 5],
                street=f"Provgatan {each + 1}",
                postcode="252 50",
                town="Helsingborg",
                is_demo=True,
            )
            person.set_unusable_password()
            made.append(person)
        return Person.objects.bulk_create(made)

    # --- what happens to guides

    def _hold_what_has_been(self) -> None:
        """The guides write down the talks that were booked by themselves; the latest they have not come to yet."""
        been = Talk.objects.filter(state=TalkState.BOOKED, starts_at__lt=self.at(NOT_WRITTEN, 0))
        with audit.held():
            for talk in been.select_related("guide", "resident").order_by("starts_at", "pk"):
                actions.hold_talk(actor=talk.guide, talk=talk, about="Första samtalet")

    def _be_away(self) -> None:
        about, today = self.about["absence"], self.time.today
        actions.set_absence(
            actor=self.people[about["guide"]],
            guide=self.people[about["guide"]],
            cover=self.people[about["cover"]],
            starts_on=today - timedelta(days=about["from_days_ago"]),
            ends_on=today + timedelta(days=about["to_in_days"]),
        )

    def _ask_for_another(self, asked: dict[str, Any]) -> None:
        """One of the guide's residents, whom nobody signs in as, asks; the answer waits."""
        rows = GuideAssignment.objects.filter(guide=self.people[asked["guide"]], ended_on=None, resident__story="")
        rows = rows.exclude(requests__state=RequestState.WAITING).select_related("resident").order_by("began_on", "pk")
        assignment = rows[len(rows) // 2]
        actions.ask_for_another(actor=assignment.resident, assignment=assignment, reason=asked["reason"])
