"""What waits for the editor of the demo town's directory: a colleague wrote down what stood there already."""

from datetime import time, timedelta
from typing import Any

from medskapa.commons import actions
from medskapa.commons.models import MemberTask
from medskapa.demo.commons_directory import Directory
from medskapa.demo.frame import data
from medskapa.demo.timeline import FRIDAY, moment, weekday_before


class Keeping:
    """Plans what the editor has to look at: a service that waits, and that may be the same as another."""

    def __init__(self, directory: Directory) -> None:
        self.directory, self.frame, self.time = directory, directory.frame, directory.time
        self.about = data("commons_keeping")

    def plan(self) -> None:
        """On its day, or the Friday before, after the directory has been laid out."""
        for each in self.about["waiting"]:
            day = self.time.today - timedelta(days=each["days_ago"])
            day = weekday_before(day, FRIDAY) if day.isoweekday() > FRIDAY else day
            self.time.exactly(moment(day, 15), lambda each=each: self._offer(each))

    def _offer(self, each: dict[str, Any]) -> None:
        """A colleague who writes for an organisation that is not trusted yet: so it waits."""
        colleague = self.frame.people[each["by"]]
        organisation = self.directory.organisations[each["organisation"]]
        actions.add_member(
            actor=self.directory.editor, organisation=organisation, person=colleague, task=MemberTask.LEADS
        )
        service = actions.add_service(actor=colleague, organisation=organisation, **each["fields"])
        at = actions.put_at_place(actor=colleague, service=service, place=self.frame.places[each["place"]])
        actions.add_hours(
            actor=colleague, service=service, at=at, weekdays=each["days"], opens=time(13), closes=time(15)
        )
