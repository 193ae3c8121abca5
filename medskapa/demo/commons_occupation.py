"""Occupations in the demo town: what one can do at a place for a time, and one that waits for an editor."""

from datetime import timedelta
from functools import partial
from typing import Any

from medskapa.commons import actions
from medskapa.commons.actions.occupation import OCCUPATION_FIELDS
from medskapa.demo.commons_activities import Activities
from medskapa.demo.frame import data
from medskapa.demo.timeline import moment


class Occupations:
    """Plans what an association and an editor offer. It comes after the activities, whose leader writes some of it."""

    def __init__(self, activities: Activities) -> None:
        self.activities, self.time = activities, activities.time
        self.about = data("commons_occupation")
        self.editor = activities.frame.people[self.about["editor"]]

    def plan(self) -> None:
        """Each on the day it was written; no hour is drawn, so that the rest of the story stays as it is."""
        for number, each in enumerate(self.about["occupations"]):
            day = self.time.today - timedelta(days=each["written_days_ago"])
            self.time.exactly(moment(day, 14 + number / 10), partial(self._write, each))

    def _write(self, each: dict[str, Any]) -> None:
        is_led = each["organisation"] in self.activities.about["leader"]["leads"]
        writer = self.activities.leader if is_led else self.editor
        fields = {name: value for name, value in each.items() if name in OCCUPATION_FIELDS}
        occupation = actions.write_occupation(
            actor=writer,
            organisation=self.activities.directory.organisations[each["organisation"]],
            place=self.activities.frame.places[each["place"]],
            **fields | {"tasks": f"{each['tasks']}\n\n{self.about['invented']}"},
        )
        actions.send_occupation(actor=writer, occupation=occupation)
        if not each.get("waits"):
            actions.approve_occupation(actor=self.editor, occupation=occupation)
