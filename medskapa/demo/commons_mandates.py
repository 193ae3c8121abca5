"""Mandates in the demo town: in force, about to run out, run out, ended by code, and one that is not signed."""

from datetime import timedelta
from functools import partial
from typing import Any

from medskapa.commons import actions, mandate_codes
from medskapa.commons.mandate_daily import follow_mandates
from medskapa.commons.models import Mandate
from medskapa.core import clock
from medskapa.demo.commons_activities import Activities
from medskapa.demo.frame import data
from medskapa.demo.timeline import moment


class Mandates:
    """Plans what whoever leads an association draws up with people, and does for them. After the activities."""

    def __init__(self, activities: Activities) -> None:
        self.activities, self.frame, self.time = activities, activities.frame, activities.time
        self.about = data("commons_mandates")

    def plan(self) -> None:
        """Each mandate with its journal and its end, and last what the daily job does."""
        for number, each in enumerate(self.about["mandates"]):
            self._plan_one(each, 9 + number / 10)
        self.time.exactly(moment(self.time.today, 0.6), follow_mandates)

    def _plan_one(self, each: dict[str, Any], hour: float) -> None:
        made: list[Mandate] = []
        ago = each["days_ago"]
        self.time.on_day(ago, hour, lambda: made.append(self._draft(each)))
        for entry in each.get("journal", []):
            self.time.on_day(ago - entry["after"], hour + 2, partial(self._write, made, entry))
        if "ended_after" in each:
            self.time.on_day(ago - each["ended_after"], hour + 3, lambda: self._end(made[0]))

    def _draft(self, each: dict[str, Any]) -> Mandate:
        leader, person = self.activities.leader, self.frame.people.get(each.get("account", ""))
        today = clock.today()
        mandate = actions.draft_mandate(
            actor=leader,
            organisation=self.activities.directory.organisations[self.about["organisation"]],
            name=person.name if person else each["name"],
            may=each["may"],
            starts_on=today,
            ends_on=today + timedelta(days=each["days"]),
            reach_via=each.get("via", "self"),
            reach_to=each.get("to", ""),
        )
        if person:
            actions.claim_mandate(actor=person, mandate=mandate, code=mandate_codes.code_of(mandate))
        if not each.get("draft"):
            actions.note_mandate_signed(actor=leader, mandate=mandate, witness=self.about["witness"], saw_it=True)
        return mandate

    def _write(self, made: list[Mandate], entry: dict[str, Any]) -> None:
        actions.write_journal(actor=self.activities.leader, mandate=made[0], field=entry["field"], what=entry["what"])

    def _end(self, mandate: Mandate) -> None:
        actions.end_mandate(actor=None, mandate=mandate, code=mandate_codes.code_of(mandate))
