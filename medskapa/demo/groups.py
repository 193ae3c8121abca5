"""The groups of the demo town that work on change: who is in them, what they are to do, and how far they have come."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from medskapa.change import actions
from medskapa.change.models import DevelopmentGroup, ImprovementArea, MemberRole, Process, WorkingGroup
from medskapa.core import clock
from medskapa.demo.frame import data
from medskapa.demo.history import History
from medskapa.demo.residents import count_residents
from medskapa.demo.timeline import AFTERNOON, MORNING, moment
from medskapa.people.models import Person

FOUNDED = 185
"""The development groups began so many days ago, before the first meeting."""

CALLED_AHEAD = 14
COUNTED = 95


class Groups:
    """Makes the groups of the data, each found by its key."""

    def __init__(self, history: History) -> None:
        self.history = history
        self.people = history.frame.people
        self.planner = self.people["lovisa_ekdahl"]
        self.areas: dict[str, ImprovementArea] = {}
        self.development: dict[str, DevelopmentGroup] = {}
        self.working: dict[str, WorkingGroup] = {}
        self.others = _in_turn(history.frame.colleagues)

    def plan(self) -> None:
        time = self.history.time
        time.at(FOUNDED, self._found, hours=MORNING)
        time.at(COUNTED, lambda: count_residents(self.planner), hours=MORNING)
        for about in data("groups")["working"]:
            time.at(about["started_days_ago"], lambda about=about: self._make(about), hours=AFTERNOON)
            for told in about["progress"]:
                time.at(told["days_ago"], lambda about=about, told=told: self._tell(about, told), hours=AFTERNOON)
            for meeting in about.get("meetings", []):
                time.at(
                    max(CALLED_AHEAD - meeting["in_days"], 1),
                    lambda about=about, meeting=meeting: self._call(about, meeting),
                    hours=MORNING,
                )

    def _found(self) -> None:
        """What evaluations have found, and the three standing groups that the administration begins with."""
        groups = data("groups")
        for area in groups["areas"]:
            self.areas[area["key"]] = actions.add_area(
                actor=self.planner,
                name=area["name"],
                process=Process(area["process"]),
                about=area["about"],
                plain_about=area["plain_about"],
                source=area["source"],
                source_on=self.history.time.today - timedelta(days=area["source_days_ago"]),
            )
        for about in groups["development"]:
            group = actions.set_up_development_group(
                actor=self.planner,
                process=Process(about["process"]),
                hours_a_month=about["hours_a_month"],
                name=about["name"],
                **{name: about[name] for name in ("purpose", "plain_purpose", "mandate", "plain_mandate")},
            )
            self.development[about["key"]] = group
            self._join(group, about)

    def _make(self, about: dict[str, Any]) -> None:
        group = actions.make_group(
            actor=self.planner,
            name=about["name"],
            task=about["task"],
            plain_task=about["plain_task"],
            area=self.areas[about["area"]],
            development_group=self.development[about["development"]],
            unit=self.history.frame.units[about["unit"]],
            due_on=self.history.time.today + timedelta(days=about["due_in_days"]),
        )
        self.working[about["key"]] = group
        self._join(group, about)

    def _join(self, group: WorkingGroup | DevelopmentGroup, about: dict[str, Any]) -> None:
        """Those named in the data, as many other colleagues as it says, and residents, who are no less members."""
        people = [(self.people[about["leads"]], MemberRole.LEADS)]
        people += [(self.people[key], MemberRole.WRITES) for key in about.get("members", [])]
        people += [(next(self.others), MemberRole.MEMBER) for _each in range(about["more_staff"])]
        people += [(self.people[key], MemberRole.MEMBER) for key in about["residents"]]
        for person, role in people:
            actions.join(actor=self.planner, group=group, person=person, role=role)

    def _tell(self, about: dict[str, Any], told: dict[str, Any]) -> None:
        actions.tell_progress(
            actor=self.people[about["leads"]],
            group=self.working[about["key"]],
            text=told["text"],
            plain_text=told["plain"],
        )

    def _call(self, about: dict[str, Any], meeting: dict[str, Any]) -> None:
        day = self.history.time.today + timedelta(days=meeting["in_days"])
        weekend = max(day.isoweekday() - 5, 0)
        actions.call_meeting(
            actor=self.people[about["leads"]],
            group=self.working[about["key"]],
            starts_at=max(moment(day + timedelta(days=3 - weekend if weekend else 0), meeting["hour"]), clock.now()),
            place=meeting["place"],
            about=meeting["about"],
        )


def _in_turn(people: list[Person]) -> Iterator[Person]:
    """One after the other, and from the beginning again."""
    while True:
        yield from people
