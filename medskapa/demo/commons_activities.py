"""Activities in the demo town: what associations do together with others, who signed up, and one that waits."""

from datetime import date, time, timedelta
from functools import partial
from typing import Any

from medskapa.commons import actions
from medskapa.commons.models import Activity, Membership, MemberTask, Occasion
from medskapa.core import clock
from medskapa.demo.commons_directory import FOUNDED, Directory
from medskapa.demo.frame import data
from medskapa.people.models import Kind, Person

_FIELDS = {"title", "plain_title", "kind", "plain", "for_whom", "languages", "for_children", "signs_up"}
_PHONE = "070-17406{:02}"  # of the numbers that PTS has set aside for invented people
_TRUSTED_DAYS_AGO = 20


class Activities:
    """Plans what an association outside and an editor do. It comes after the directory, whose organisations it uses."""

    def __init__(self, directory: Directory) -> None:
        self.directory = directory
        self.frame, self.time = directory.frame, directory.time
        self.about = data("commons_activities")
        self.editor = self.frame.people[self.about["editor"]]
        self.made: dict[str, Activity] = {}
        self.leader: Person

    def plan(self) -> None:
        """The leader first, then each activity on the day it was written, then what was counted and who signed up."""
        self.time.on_day(FOUNDED - 1, 10, self._lead)
        for number, each in enumerate(self.about["activities"]):
            self.time.on_day(each["written_days_ago"], 10 + number / 10, partial(self._write, each))
        self.time.on_day(_TRUSTED_DAYS_AGO, 11, self._trust)
        for each in self.about["activities"]:
            for number, came in enumerate(each.get("came", [])):
                self.time.on_day(-self._first(each) - 7 * number, 21, partial(self._count, each, number, came))
            self.time.on_day(1, 15, partial(self._sign_up, each))

    def _lead(self) -> None:
        about = self.about["leader"]
        self.leader = Person(
            login=about["key"], name=about["name"], title=about["title"], kind=Kind.PARTNER, is_demo=True
        )
        self.leader.set_unusable_password()
        self.leader.save()
        for key in about["leads"]:
            Membership.objects.create(
                organisation=self.directory.organisations[key],
                person=self.leader,
                task=MemberTask.LEADS,
                starts_on=clock.today(),
            )

    def _write(self, each: dict[str, Any]) -> None:
        organisation = self.directory.organisations[each["organisation"]]
        writer = self.leader if each["organisation"] in self.about["leader"]["leads"] else self.editor
        fields = {name: value for name, value in each.items() if name in _FIELDS}
        activity = actions.write_activity(
            actor=writer,
            organisation=organisation,
            place=self.frame.places[each["place"]],
            text=f"{each['text']}\n\n{self.about['invented']}",
            **fields,
        )
        first = self._day(each)
        starts, ends = (_time(hour) for hour in each["hours"])
        until = first + timedelta(weeks=each["weeks"] - 1) if "weeks" in each else None
        actions.add_occasions(
            actor=writer,
            activity=activity,
            day=first,
            starts=starts,
            ends=ends,
            seats=each.get("seats"),
            until=until,
        )
        actions.send_activity(actor=writer, activity=activity)
        if not each.get("waits"):
            actions.approve_activity(actor=self.editor, activity=activity)
        self.made[each["title"]] = activity

    def _trust(self) -> None:
        actions.trust_organisation(actor=self.editor, organisation=self.directory.organisations["vorta_drom"])

    def _count(self, each: dict[str, Any], number: int, came: int) -> None:
        occasion = self.made[each["title"]].occasions.order_by("starts_at")[number]
        if occasion.ends_at <= clock.now():
            actions.count_came(actor=self.leader, occasion=occasion, came=came)

    def _sign_up(self, each: dict[str, Any]) -> None:
        if each.get("signed"):
            coming = self._coming(each)
            for number, (name, how_many) in enumerate(each["signed"], 5):
                phone = _PHONE.format(number)
                actions.sign_up(actor=None, occasion=coming, name=name, how_many=how_many, via="sms", address=phone)

    def _coming(self, each: dict[str, Any]) -> Occasion:
        """The next time, as of the moment when the town is loaded: a time that begins tomorrow at the earliest."""
        tomorrow = clock.midnight(self.time.today + timedelta(days=1))
        return self.made[each["title"]].occasions.filter(starts_at__gte=tomorrow).order_by("starts_at")[0]

    def _first(self, each: dict[str, Any]) -> int:
        return (self._day(each) - self.time.today).days

    def _day(self, each: dict[str, Any]) -> date:
        """The first day: on its weekday, or the next fifth of May."""
        today = self.time.today
        if each.get("fifth_of_may"):
            this_year = date(today.year, 5, 5)
            return this_year if this_year > today else date(today.year + 1, 5, 5)
        day = today + timedelta(days=each["starts_in"])
        return day + timedelta(days=(each["weekday"] - day.isoweekday()) % 7)


def _time(written: str) -> time:
    hour, _colon, minute = written.partition(":")
    return time(int(hour), int(minute))
