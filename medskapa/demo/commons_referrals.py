"""Referrals in the demo town: in every state, from the reception and from people themselves."""

from datetime import timedelta
from typing import Any

from medskapa.commons import actions, referral_codes
from medskapa.commons.actions.keeping import SERVICE_FIELDS
from medskapa.commons.models import Referral
from medskapa.commons.queries import referrals as queries
from medskapa.demo.commons_directory import Directory
from medskapa.demo.frame import data
from medskapa.demo.timeline import FRIDAY, moment, weekday_before


class Referrals:
    """Plans who asks whom, and what comes back. The daily job's part is played on the days when it would run."""

    def __init__(self, directory: Directory) -> None:
        self.directory, self.frame, self.time = directory, directory.frame, directory.time
        self.about = data("commons_referrals")
        self.desk = self.frame.people[self.about["by"]]

    def plan(self) -> None:
        """The addresses of those who help, then each question with its story, and last what the daily job does."""
        self.time.on_workday(self.about["emails_days_ago"], 8, self._tell_addresses)
        for number, each in enumerate(self.about["referrals"]):
            self._plan_one(each, 10 + number / 10)
        self.time.exactly(moment(self.time.today, 0.5), self._follow)

    def _plan_one(self, each: dict[str, Any], hour: float) -> None:
        made: list[Referral] = []
        ago = each["days_ago"]
        self.time.on_workday(ago, hour, lambda: made.append(self._ask(each)))
        if answer := each.get("answer"):
            self.time.on_workday(ago - answer["after"], hour + 1, lambda: self._answer(made[0], answer))
        if "withdrawn" in each:
            self.time.on_workday(ago - each["withdrawn"], hour + 2, lambda: self._withdraw(made[0]))
        if came := each.get("came"):
            self.time.on_workday(ago - came["after"], hour + 2, lambda: self._came(made[0], came))
        if helped := each.get("helped"):
            self.time.on_workday(ago - helped["after"], hour + 2, lambda: self._helped(made[0], helped))

    def _tell_addresses(self) -> None:
        for name, email in self.about["emails"].items():
            service = self.directory.services[name]
            service.refresh_from_db()
            kept = {field: getattr(service, field) for field in SERVICE_FIELDS}
            actions.edit_service(
                actor=self.directory.editor, service=service, version=service.version, **kept | {"email": email}
            )

    def _ask(self, each: dict[str, Any]) -> Referral:
        asked = {
            "service": self.directory.services[each["service"]],
            "what": each["what"],
            "first_name": each["name"],
            "need": each["need"],
            "language": each.get("language", "sv"),
            "reach_via": each["via"],
            "reach_to": each.get("to", ""),
        }
        if each.get("own"):
            return actions.ask_oneself(actor=None, **asked)
        return actions.send_referral(actor=self.desk, consent=True, **asked)

    def _answer(self, referral: Referral, about: dict[str, Any]) -> None:
        who: dict[str, Any] = {"actor": None, "referral": referral, "code": referral_codes.answer_code_of(referral)}
        words = about.get("words", "")
        if about["word"] == "accept":
            actions.accept_referral(**who, answer=words, places_left=about.get("left"))
        elif about["word"] == "propose":
            day = self.time.today + timedelta(days=about["in_days"])
            actions.propose_time(**who, answer=words, at=moment(weekday_before(day, FRIDAY), 10))
        else:
            actions.refuse_referral(**who, answer=words, because=about["because"])

    def _withdraw(self, referral: Referral) -> None:
        actions.withdraw_referral(actor=None, referral=referral, code=referral_codes.own_code_of(referral))

    def _came(self, referral: Referral, about: dict[str, Any]) -> None:
        code = referral_codes.answer_code_of(referral)
        actions.say_what_came(actor=None, referral=referral, code=code, came_of_it=about["word"])

    def _helped(self, referral: Referral, about: dict[str, Any]) -> None:
        code = referral_codes.own_code_of(referral)
        actions.say_whether_helped(actor=None, referral=referral, code=code, helped=about["word"], words=about["words"])

    def _follow(self) -> None:
        """What the daily job has found to do by this morning."""
        for referral in queries.to_expire():
            actions.expire_referral(actor=None, referral=referral)
        for referral in queries.to_ask():
            actions.ask_whether_helped(actor=None, referral=referral)
