"""What was decided in the demo town, how it is carried out, what was measured, and what residents say it came to."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from medskapa.change import actions
from medskapa.change.models import Body, JudgeRound, Step, Verdict, Word
from medskapa.demo.frame import data
from medskapa.demo.proposals import Proposals
from medskapa.demo.timeline import AFTERNOON, EVENING, MORNING

BY_SMS_AFTER, BY_PAPER_AFTER, BY_CODE_AFTER = 2, 4, 5
"""So many days after residents are asked do most of them answer."""


class Effects:
    """Plays what follows when a proposal of the data is ready."""

    def __init__(self, proposals: Proposals) -> None:
        self.proposals = proposals
        self.history = proposals.history
        self.people = proposals.people
        self.decider = self.people["lars_tornberg"]
        self.steps: dict[tuple[str, int], Step] = {}
        self.rounds: dict[str, JudgeRound] = {}

    def plan(self) -> None:
        for about in data("proposals"):
            self._plan_one(about)

    def _plan_one(self, about: dict[str, Any]) -> None:
        time = self.history.time
        if decided := about.get("decision"):
            time.at(decided["days_ago"], lambda: self._decide(about, decided), hours=AFTERNOON)
        if measure := about.get("measure"):
            time.at(measure["days_ago"], lambda: self._agree(about, measure), hours=MORNING)
        for number, step in enumerate(about.get("steps", [])):
            time.at(about["measure"]["days_ago"], lambda step=step, n=number: self._step(about, n, step))
            if "done_days_ago" in step:
                time.at(step["done_days_ago"], lambda step=step, n=number: self._finish(about, n, step), hours=MORNING)
        if done := about.get("carried_out"):
            time.at(done["days_ago"], lambda: self._carry_out(about, done), hours=AFTERNOON)
        for effect in about.get("effects", []):
            time.at(effect["days_ago"], lambda effect=effect: self._measure(about, effect), hours=AFTERNOON)
        if judged := about.get("judged"):
            self._plan_judging(about, judged)

    def _plan_judging(self, about: dict[str, Any], judged: dict[str, Any]) -> None:
        time, asked = self.history.time, judged["days_ago"]
        words = iter(judged["words"])
        time.at(asked, lambda: self._ask(about, judged), hours=MORNING)
        time.at(asked - BY_SMS_AFTER, lambda: self._by_sms(about, judged), hours=EVENING)
        time.at(asked - BY_PAPER_AFTER, lambda: self._by_paper(about, judged, words), hours=AFTERNOON)
        time.at(asked - BY_CODE_AFTER, lambda: self._by_code(about, judged, words), hours=EVENING)

    # --- decided and done

    def _decide(self, about: dict[str, Any], decided: dict[str, Any]) -> None:
        proposal = self.proposals.of(about)
        actions.decide(
            actor=self.decider,
            proposal=proposal,
            word=Word(decided["word"]),
            body=Body(decided["body"]),
            reasons=_flat(decided["reasons"]),
            plain_reasons=decided["plain_reasons"],
            decided_on=self._day(decided["days_ago"]),
            back_on=self._day(-decided["back_in_days"]) if "back_in_days" in decided else None,
            record=decided["record"],
            version=proposal.version,
        )
        self.history.tell_news()

    def _agree(self, about: dict[str, Any], measure: dict[str, Any]) -> None:
        actions.agree_on_measure(
            actor=self.people[about["by"]],
            proposal=self.proposals.of(about),
            what=measure["what"],
            plain_what=measure["plain_what"],
            measured_in=measure["measured_in"],
            source=measure["source"],
            more_is_better=measure.get("more_is_better", True),
            baseline=_number(measure["baseline"]),
            baseline_on=self._day(measure["baseline_days_ago"]),
            target=_number(measure["target"]),
            follow_up_on=self._day(measure["days_ago"] - measure["follow_up_in_days"]),
        )

    def _step(self, about: dict[str, Any], number: int, step: dict[str, Any]) -> None:
        due = step["due_days_ago"] if "due_days_ago" in step else -step["due_in_days"]
        self.steps[about["key"], number] = actions.add_step(
            actor=self.people[about["by"]],
            proposal=self.proposals.of(about),
            text=step["text"],
            owner=self.people[step["owner"]],
            due_on=self._day(due),
        )

    def _finish(self, about: dict[str, Any], number: int, step: dict[str, Any]) -> None:
        found = self.steps[about["key"], number]
        actions.finish_step(actor=self.people[step["owner"]], step=found, note=step["note"])

    def _carry_out(self, about: dict[str, Any], done: dict[str, Any]) -> None:
        actions.carry_out(
            actor=self.people[about["by"]],
            proposal=self.proposals.of(about),
            text=_flat(done["text"]),
            plain_text=done["plain"],
        )
        self.history.tell_news()

    def _measure(self, about: dict[str, Any], effect: dict[str, Any]) -> None:
        following = effect["next_days_ago"] if "next_days_ago" in effect else -effect["next_in_days"]
        actions.measure_effect(
            actor=self.people[about["by"]],
            proposal=self.proposals.of(about),
            value=_number(effect["value"]),
            measured_on=self._day(effect["days_ago"]),
            text=effect["text"],
            plain_text=effect["plain"],
            next_on=self._day(following),
        )
        self.history.tell_news()

    # --- did it get better?

    def _ask(self, about: dict[str, Any], judged: dict[str, Any]) -> None:
        last = judged["closes_days_ago"] if "closes_days_ago" in judged else -judged["closes_in_days"]
        self.rounds[about["key"]] = actions.open_round(
            actor=self.people[judged["by"]],
            proposal=self.proposals.of(about),
            question=judged["question"],
            plain_question=judged["plain_question"],
            word=judged["word"],
            opens_on=self._day(judged["days_ago"]),
            closes_on=self._day(last),
        )

    def _by_sms(self, about: dict[str, Any], judged: dict[str, Any]) -> None:
        for number, verdict in zip(count(10), _verdicts(judged["sms"]), strict=False):
            actions.judge_by_sms(
                actor=None, round_=self.rounds[about["key"]], number=f"+467017406{number}", verdict=verdict
            )

    def _by_paper(self, about: dict[str, Any], judged: dict[str, Any], words: Iterator[str]) -> None:
        typist = self.people[judged["by"]]
        self._each(
            judged["paper"],
            words,
            lambda number, verdict, text: actions.enter_sheet(
                actor=typist, round_=self.rounds[about["key"]], sheet=number, verdict=verdict, words=text
            ),
        )

    def _by_code(self, about: dict[str, Any], judged: dict[str, Any], words: Iterator[str]) -> None:
        came = self.proposals.participants(about)
        self._each(
            judged["code"],
            words,
            lambda number, verdict, text: actions.judge(
                actor=None,
                round_=self.rounds[about["key"]],
                verdict=verdict,
                words=text,
                invitation=came[number % len(came)],
            ),
        )

    @staticmethod
    def _each(verdicts: dict[str, int], words: Iterator[str], say: Callable[[int, Verdict, str], object]) -> None:
        """Every fourth says something more."""
        for number, verdict in enumerate(_verdicts(verdicts), 1):
            say(number, verdict, next(words, "") if number % 4 == 1 else "")

    def _day(self, days_ago: int) -> date:
        return self.history.time.today - timedelta(days=days_ago)


def _verdicts(many: dict[str, int]) -> list[Verdict]:
    return [Verdict(verdict) for verdict, number in many.items() for _each in range(number)]


def _number(value: float) -> Decimal:
    return Decimal(str(value))


def _flat(text: str) -> str:
    """A folded text on one line."""
    return " ".join(text.split())
