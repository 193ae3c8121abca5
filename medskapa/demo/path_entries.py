"""The common entrance of the demo town: who told what there, who got a guide by it, and who still waits for one."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from medskapa.core import audit
from medskapa.demo.frame import data
from medskapa.demo.path_lives import Life
from medskapa.demo.timeline import moment
from medskapa.entrance import actions as entrance
from medskapa.entrance import conversation
from medskapa.entrance.models import Entry, How, PartState
from medskapa.entrance.queries.questions import current
from medskapa.guidance import actions
from medskapa.guidance.models import GuideProfile
from medskapa.people.models import Person

if TYPE_CHECKING:
    from medskapa.demo.path import Path

CONFIRMED = 3
"""So many of those who came by themselves has the reception met since."""


def answers_of(told: dict[str, Any], *, signed_in: bool) -> dict[str, Any]:
    """`told`, and for every other question on the way the first choice, or nothing where it may be passed by."""
    questions, answers = current().questions, dict(told)
    while question := conversation.next_of(questions, answers, signed_in=signed_in):
        answers[question["key"]] = None if question.get("may_skip") else _first_of(question)
    return answers


def _first_of(question: conversation.Question) -> Any:
    if question["kind"] == "yes_no":
        return False
    value = question["choices"][0]["value"] if question.get("choices") else "sv"
    return [value] if question["kind"] == "many" else value


def hand_in(person: Person, told: dict[str, Any], code: str, how: How = How.ALONE) -> Entry:
    """What `person` tells at the entrance, signed in."""
    reach: dict[str, Any] = {"language": person.language, "reach": "sms", "phone": person.phone}
    answers = answers_of(reach | told, signed_in=True)
    return entrance.hand_in(actor=person, questions=current(), answers=answers, code=code, how=how)


def receive(reception: Person, entry: Entry) -> None:
    """The reception takes care of what waits of `entry`, and does it."""
    for part in entry.parts.filter(state=PartState.WAITING).order_by("pk"):
        entrance.take_part(actor=reception, part=part)
        entrance.finish_part(actor=reception, part=part)


class Entries:
    """Plans the entries of those who are not told of elsewhere."""

    def __init__(self, path: "Path") -> None:
        self.path = path
        self.reception = path.people[path.about["reception"]]
        self.made: list[Entry] = []

    def plan(self) -> None:
        about = self.path.about
        for number, told in enumerate(about["entries"]):
            day = self.path.time.today - timedelta(days=told["days_ago"])  # on any day: the door has no hours
            at = moment(day, 18 + number / 4)
            self.path.time.exactly(at, lambda told=told, number=number: self._come(told, number))
        self.path.time.exactly(self.path.at(3, 8), self._confirm)
        closed = self.path.time.today - timedelta(days=about["closed_days_ago"])
        self.path.time.exactly(moment(closed, 7), lambda: self._take_new(False))
        for number, told in enumerate(about["waiting_entries"], 20):
            at = moment(closed, 10 + number / 4 - 5)
            self.path.time.exactly(at, lambda told=told, number=number: self._come(told, number))
        self.path.time.exactly(moment(closed, 20), lambda: self._take_new(True))
        protected = about["protected"]
        self.path.time.exactly(self.path.at(protected["days_ago"], 10), lambda: self._ring(protected))
        self._guide_protected(protected)

    def _come(self, told: dict[str, Any], number: int) -> None:
        names = data("pool")["names"][told["language"]]
        answers = {
            "brings": told["brings"],
            "area": told["area"],
            "language": told["language"],
            "name": f"{names['woman' if number % 2 else 'man'][-1]} {names['last'][number % len(names['last'])]}",
            "reach": "sms",
            "phone": f"070-17406{60 + number}",
            "job_wish": self.path.ways[told["way"]]["want"],
        }
        self.made.append(self._hand_in(answers, f"demo {number}", How.HELPED if number % 3 == 1 else How.ALONE))

    def _hand_in(self, answers: dict[str, Any], code: str, how: How = How.ALONE) -> Entry:
        with audit.held():
            entry = entrance.hand_in(
                actor=None,
                questions=current(),
                answers=answers_of(answers, signed_in=False),
                code=code,
                how=how,
            )
        Person.objects.filter(pk=entry.person_id).update(is_demo=True)  # an invented person, like all here
        return entry

    def _confirm(self) -> None:
        """Those who came first have been here since, with something that shows who they are."""
        with audit.held():
            for entry in self.made[:CONFIRMED]:
                entrance.confirm_person(actor=self.reception, entry=entry)
                receive(self.reception, entry)

    def _take_new(self, takes: bool) -> None:
        """A day when the guides sit together: whoever comes that day waits for a manager to choose."""
        always = {each["person"]: each["takes_new"] for each in self.path.about["guides"]}
        with audit.held():
            for profile in GuideProfile.objects.select_related("person").order_by("pk"):
                wanted = takes and always[profile.person.login]
                if profile.takes_new != wanted:
                    manager = self.path.manager_of(profile.person)
                    actions.edit_profile(actor=manager, guide=profile.person, version=profile.version, takes_new=wanted)

    # --- somebody with protected identity

    def _ring(self, about: dict[str, Any]) -> None:
        told = {"brings": ["health", "work"], "protected": True, "safe_phone": about["phone"]}
        entry = self._hand_in(told, "demo protected")
        with audit.held():
            receive(self.reception, entry)
            entrance.confirm_person(actor=self.reception, entry=entry)
        self.life.person = entry.person

    def _guide_protected(self, about: dict[str, Any]) -> None:
        nobody_yet = Person()
        guide = self.path.people[about["guide"]]
        self.life = Life(self.path, nobody_yet, guide, about["way"], phase="planning", number=4)
        self.life.planning(since=about["days_ago"] - 2)
        self.life.settle()
