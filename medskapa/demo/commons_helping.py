"""Visits in the demo town: weeks of invented ones, laid down in one go, and today's of a colleague who helps."""

import random
import uuid
from datetime import date, timedelta
from typing import Any

from medskapa.commons import actions, needs
from medskapa.commons.models import MemberTask, Outcome, PartOfDay, Session, Visit
from medskapa.core import clock
from medskapa.demo.commons_directory import FOUNDED, Directory
from medskapa.demo.frame import data
from medskapa.demo.timeline import moment

_SEED = 1_913
_SATURDAY = 6
_SELDOM = 0.04
"""So many ask for something that is not usual at the place."""


class Helping:
    """Plans who helps, and what they log. It comes after the directory, whose organisations and services it uses."""

    def __init__(self, directory: Directory) -> None:
        self.directory = directory
        self.frame, self.time = directory.frame, directory.time
        self.about = data("commons_helping")
        self.random = random.Random(_SEED)

    def plan(self) -> None:
        """The colleagues first; the visits of the weeks that were, on the last day before today; then today's."""
        today = self.time.today
        self.time.exactly(moment(today - timedelta(days=FOUNDED - 2), 10), self._join)
        self.time.exactly(moment(today - timedelta(days=1), 20), self._lay_down)
        self.time.exactly(moment(today, 12), self._log_today)

    def _join(self) -> None:
        for each in self.about["colleagues"]:
            organisation = self.directory.organisations[each["organisation"]]
            colleague = self.frame.people[each["person"]]
            editor = self.directory.editor
            actions.add_member(actor=editor, organisation=organisation, person=colleague, task=MemberTask.HELPS)

    def _lay_down(self) -> None:
        """All at once, straight into the tables: the visits of thirteen weeks would take an action each."""
        days = [clock.today() - timedelta(days=ago) for ago in range(7 * self.about["weeks"])]
        visits: list[Visit] = []
        sessions: list[Session] = []
        for each in self.about["places"]:
            host = self._host(each)
            for day in (day for day in days if day.isoweekday() in each["days"]):
                made = [self._visit(each, host, day) for _one in range(self._number(each))]
                visits += made
                turned_away = self.random.choice([0, 0, 0, 1, 2])
                part = PartOfDay(each["part"])
                sessions.append(
                    Session(
                        **host, day=day, part=part, came=len(made) + self.random.randint(0, 2), turned_away=turned_away
                    )
                )
        Visit.objects.bulk_create(visits)
        Session.objects.bulk_create(sessions)

    def _host(self, each: dict[str, Any]) -> dict[str, Any]:
        unit = self.frame.units[each["unit"]] if "unit" in each else None
        organisation = self.directory.organisations[each["organisation"]] if "organisation" in each else None
        return {"place": self.frame.places[each["place"]], "organisation": organisation, "unit": unit}

    def _number(self, each: dict[str, Any]) -> int:
        usual = each["week"] / len(each["days"])
        return round(usual + self.random.uniform(-usual / 3, usual / 3))

    def _visit(self, each: dict[str, Any], host: dict[str, Any], day: date) -> Visit:
        outcome = self._one_of(self.about["outcomes"])
        service = self.random.choice(self.about["passed_to"])
        return Visit(
            **host,
            client_key=str(uuid.UUID(int=self.random.getrandbits(128), version=4)),
            need=self.random.choice(needs.DIGITAL) if self.random.random() < _SELDOM else self._one_of(each["needs"]),
            minutes=self._one_of(self.about["minutes"]),
            language=self._one_of(each["languages"]),
            outcome=outcome,
            passed_to=self.directory.services[service] if outcome == Outcome.PASSED_ON else None,
            missing="" if outcome in (Outcome.SOLVED, Outcome.PASSED_ON) else self._one_of(self.about["missing"]),
            day=day,
            part=PartOfDay.FORENOON if day.isoweekday() == _SATURDAY else each["part"],
        )

    def _one_of(self, weights: dict[Any, int]) -> Any:
        return self.random.choices(list(weights), list(weights.values()))[0]

    def _log_today(self) -> None:
        colleague = self.frame.people[self.about["colleagues"][0]["person"]]
        for each in self.about["today"]:
            facts = {name: value for name, value in each.items() if name not in ("place", "passed_to")}
            if "passed_to" in each:
                facts["passed_to"] = self.directory.services[each["passed_to"]]
            place, key = self.frame.places[each["place"]], str(uuid.uuid4())
            actions.log_visit(actor=colleague, place=place, key=key, **facts)
