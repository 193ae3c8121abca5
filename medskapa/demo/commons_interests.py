"""Jag kan in the demo town: what residents have told, what waits, and what a guide has answered."""

from typing import Any

from medskapa.commons import actions
from medskapa.commons.models import Interest
from medskapa.demo.commons_activities import Activities
from medskapa.demo.frame import data


class Interests:
    """Plans who tells what, who takes it, and the answers. It comes after the activities, which answers lead to."""

    def __init__(self, activities: Activities) -> None:
        self.activities, self.directory = activities, activities.directory
        self.frame, self.time = activities.frame, activities.time
        self.about = data("commons_interests")
        self.guide = self.frame.people[self.about["guide"]]

    def plan(self) -> None:
        """Each on its day, and what the guide does with it some days after."""
        for number, each in enumerate(self.about["interests"]):
            self._plan_one(each, 9 + number / 10)

    def _plan_one(self, each: dict[str, Any], hour: float) -> None:
        made: list[Interest] = []
        ago = each["days_ago"]
        self.time.on_workday(ago, hour, lambda: made.append(self._tell(each)))
        if "taken" in each:
            take = ago - each["taken"]
            self.time.on_workday(take, hour + 4, lambda: actions.take_interest(actor=self.guide, interest=made[0]))
        if answer := each.get("answer"):
            self.time.on_workday(ago - answer["after"], hour + 5, lambda: self._answer(made[0], answer))

    def _tell(self, each: dict[str, Any]) -> Interest:
        return actions.register_interest(
            actor=self.frame.people.get(each.get("person", "")),
            can=each["can"],
            wants=each["wants"],
            languages=each["languages"],
            times=each["times"],
            name=each.get("name", ""),
            via=each["via"],
            reach_to=each.get("to", ""),
        )

    def _answer(self, interest: Interest, answer: dict[str, Any]) -> None:
        links = [self._link(name) for name in answer["links"]]
        actions.answer_interest(actor=self.guide, interest=interest, answer=answer["words"], links=links)

    def _link(self, name: str) -> str:
        if name in self.activities.made:
            return f"activity:{self.activities.made[name].slug}"
        return f"service:{self.directory.services[name].slug}"
