"""The directory of help in the demo town: who offers what, where and when, put there by its editor."""

from datetime import time
from functools import partial
from typing import Any

from medskapa.commons import actions
from medskapa.commons.models import Organisation, Service
from medskapa.demo.frame import data
from medskapa.demo.history import History

FOUNDED = 150
"""The editor began with the directory so many days ago."""

_NOT_FIELDS = {"organisation", "service", "place", "note", "checked_days_ago", "hours", "phone_hours", "paused"}


class Directory:
    """Plans what the editor puts into the directory. Services are found by name in what comes after."""

    def __init__(self, history: History) -> None:
        self.frame, self.time = history.frame, history.time
        self.about = data("commons_directory")
        self.editor = self.frame.people[self.about["editor"]]
        self.organisations: dict[str, Organisation] = {}
        self.services: dict[str, Service] = {}

    def plan(self) -> None:
        """The organisations and what they offer first, then who checked it last, then what is reported wrong."""
        self.time.on_workday(FOUNDED, 9, self._found)
        for number, each in enumerate([*self.about["services"], *self.about["listed"]]):
            self.time.on_workday(FOUNDED - 1, 9 + number / 10, partial(self._put, each))
            self.time.on_workday(each["checked_days_ago"], 9 + number / 10, partial(self._check, each))
        for each in self.about["wrong"]:
            self.time.on_workday(each["days_ago"], 14, partial(self._report, each))

    def _found(self) -> None:
        for each in self.about["organisations"]:
            fields = {name: value for name, value in each.items() if name != "key"}
            self.organisations[each["key"]] = actions.add_organisation(actor=self.editor, **fields)

    def _put(self, each: dict[str, Any]) -> None:
        service = self._listed(each) if "service" in each else self._added(each)
        self.services[service.name] = service
        at = None
        if each.get("place"):
            place, note = self.frame.places[each["place"]], each.get("note", "")
            at = actions.put_at_place(actor=self.editor, service=service, place=place, note=note)
        for where, hours in [(at, each.get("hours", [])), (None, each.get("phone_hours", []))]:
            for span in hours:
                opens, closes = _time(span["opens"]), _time(span["closes"])
                actions.add_hours(
                    actor=self.editor, service=service, at=where, weekdays=span["days"], opens=opens, closes=closes
                )
        if each.get("paused"):
            actions.pause_service(actor=self.editor, service=service, why=each["paused"])

    def _check(self, each: dict[str, Any]) -> None:
        name = each["name"] if "name" in each else self.frame.services[each["service"]].name
        actions.check_service(actor=self.editor, service=self.services[name])

    def _added(self, each: dict[str, Any]) -> Service:
        organisation = self.organisations[each["organisation"]]
        return actions.add_service(actor=self.editor, organisation=organisation, **self._fields(each))

    def _listed(self, each: dict[str, Any]) -> Service:
        """What a unit has offered all along comes to stand in the directory, with more said of it."""
        service = self.frame.services[each["service"]]
        fields = self._fields(each) | {"name": service.name, "words": service.words}
        service = actions.edit_service(actor=self.editor, service=service, version=service.version, **fields)
        return actions.list_service(actor=self.editor, service=service)

    def _fields(self, each: dict[str, Any]) -> dict[str, Any]:
        fields = {name: value for name, value in each.items() if name not in _NOT_FIELDS}
        return fields | {"text": self.about["invented"]}

    def _report(self, each: dict[str, Any]) -> None:
        service = self.services[each["name"]]
        actions.report_wrong(actor=None, service=service, kind=each["kind"], words=each["words"])


def _time(written: str) -> time:
    hour, _colon, minute = written.partition(":")
    return time(int(hour), int(minute))
