"""The residents of the demo town who said yes to being asked to a meeting."""

from datetime import timedelta
from typing import Any

from medskapa.core import clock
from medskapa.demo.frame import data
from medskapa.demo.history import History
from medskapa.demo.timeline import EVENING
from medskapa.meetings import actions
from medskapa.meetings.models import PoolMember

GENDERS = ("woman", "man")


class Pool:
    """Fills the pool. `members` are those whom staff wrote down, in order; `own` those with an account, by key."""

    def __init__(self, history: History) -> None:
        self.history = history
        self.about = data("pool")
        self.planner = history.frame.people[self.about["planner"]]
        self.members: list[PoolMember] = []
        self.own: dict[str, PoolMember] = {}
        self.tongues = [language for language in self.about["names"] if language != "sv"]

    def plan(self) -> None:
        time, days = self.history.time, self.about["taken_in_days_ago"]
        each = self.about["number"] // len(days)
        for batch, days_ago in enumerate(days):
            numbers = range(batch * each, (batch + 1) * each)
            time.at(days_ago, lambda numbers=numbers: self._take_in(numbers))
        for one in self.about["own_page"]:
            time.at(one["days_ago"], lambda one=one: self._agree(one), hours=EVENING)
        time.at(self.about["leave"]["days_ago"], self._leave)

    def _take_in(self, numbers: range) -> None:
        for number in numbers:
            self.members.append(actions.take_into_pool(actor=self.planner, **self._traits(number)))

    def _traits(self, number: int) -> dict[str, Any]:
        """Who the member with this number is. A few have said neither their age nor their gender."""
        about, frame = self.about, self.history.frame
        age, gender = about["years_old"][number % 4], GENDERS[number // 4 % 2]
        language = "sv" if number // 8 % 3 else self.tongues[number // 24 % len(self.tongues)]
        unsaid = number >= about["number"] - about["unsaid"]
        spread = number * 7 // 3  # so that ways, areas and services follow neither age nor language
        service = _turn(about["services"], spread // 2)
        return {
            "name": self._name(number, language, gender),
            **self._reach(number, _turn(about["ways"], spread)),
            "birth_year": None if unsaid else clock.today().year - age - number % 3,
            "gender": "" if unsaid else gender,
            "area": frame.areas[_turn(about["areas"], number * 5 // 3)],
            "service": frame.services[service] if service else None,
            "language": language,
            "agreed_on": clock.today() - timedelta(days=number % 5),
            "agreed_how": _turn(about["how"], number // 2),
        }

    def _name(self, number: int, language: str, gender: str) -> str:
        names = self.about["names"][language]
        return f"{_turn(names[gender], number // 3)} {_turn(names['last'], number)}"

    def _reach(self, number: int, via: str) -> dict[str, Any]:
        """Invented numbers and addresses: from the series for made-up ones, and at example.se."""
        contact = self.history.frame.people[_turn(self.about["contacts"], number)]
        found: dict[str, dict[str, Any]] = {
            "letter": {"address": f"Provgatan {number + 1}\n252 50 Helsingborg"},
            "sms": {"phone": f"070-17406{10 + number % 87}"},
            "email": {"email": f"invanare{number}@example.se"},
            "contact": {"contact": contact},
        }
        return {"via": via, **found[via]}

    def _agree(self, one: dict[str, Any]) -> None:
        frame = self.history.frame
        person = frame.people[one["person"]]
        address = f"{person.street}\n{person.postcode} {person.town}"
        actions.agree_to_be_asked(actor=person, via=one["via"], phone=person.phone, email=person.email, address=address)
        age = next(each["age"] for each in data("town")["people"] if each["key"] == one["person"])
        self.own[one["person"]] = actions.describe_oneself(
            actor=person,
            birth_year=clock.today().year - age,
            gender=one["gender"],
            area=frame.areas[one["area"]],
            service=frame.services[one["service"]] if one["service"] else None,
        )

    def _leave(self) -> None:
        """Some do not want to be asked any more, and say so on the phone."""
        for member in self.members[-self.about["leave"]["number"] :]:
            actions.leave_pool(actor=self.planner, member=member)


def _turn(values: list[Any], number: int) -> Any:
    """Each of `values` in its turn."""
    return values[number % len(values)]
