"""Initiatives in the demo town: the trial in Adolfsberg that is about to begin, and one that goes on."""

import random
import uuid
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from medskapa.commons import actions
from medskapa.commons.actions.initiatives import INITIATIVE_TEXTS
from medskapa.commons.models import AssumptionKey, CountedWhere, Initiative, InitiativeWord, MeasureKind, Session, Visit
from medskapa.core import clock
from medskapa.demo.commons_activities import Activities
from medskapa.demo.frame import data
from medskapa.people.models import Person

_SEED = 1_914


class Initiatives:
    """Plans who begins what, what was logged and counted there, what is assumed and decided. It comes after activities,
    whose leader from outside leads one of them, and after the visits of the other places."""

    def __init__(self, activities: Activities) -> None:
        self.activities, self.directory = activities, activities.directory
        self.frame, self.time = activities.frame, activities.time
        self.about = data("commons_initiatives")
        self.random = random.Random(_SEED)
        self.made: dict[str, Initiative] = {}

    def plan(self) -> None:
        """Each on the day when it was written; then what was logged, counted and decided, on the last evening."""
        for number, each in enumerate(self.about["initiatives"]):
            self.time.on_day(each["written_days_ago"], 13 + number, partial(self._begin, each))
            self.time.on_day(1, 20.2 + number / 10, partial(self._log, each))
            self.time.on_day(1, 21 + number / 10, partial(self._count_and_decide, each))

    def _leader(self, each: dict[str, Any]) -> Person:
        return self.activities.leader if each["leader"] == "outside" else self.frame.people[each["leader"]]

    def _begin(self, each: dict[str, Any]) -> None:
        starts_on = self.time.today + timedelta(days=each["starts_in"])
        initiative = actions.begin_initiative(
            actor=self.activities.editor,
            places=[self.frame.places[key] for key in each["places"]],
            partners=[self.directory.organisations[key] for key in each["partners"]],
            area=self.frame.areas[each["area"]],
            starts_on=starts_on,
            ends_on=starts_on + timedelta(weeks=each["weeks"]),
            led_by=self._leader(each),
            **{f"leader_may_{word}": True for word in each["leader_may"]},
            **{name: each[name] for name in INITIATIVE_TEXTS},
        )
        leader = self._leader(each)
        actions.choose_measures(
            actor=leader, initiative=initiative, kinds=[MeasureKind(kind) for kind in each["measures"]]
        )
        actions.add_measure(actor=leader, initiative=initiative, **each["own"])
        actions.publish_initiative(actor=self.activities.editor, initiative=initiative)
        self.made[each["title"]] = initiative

    def _log(self, each: dict[str, Any]) -> None:
        """The invented visits, straight into the tables. The place logged nothing before it began."""
        visits, sessions = [], []
        host = {"place": self.frame.places[each["places"][0]], "organisation": self.directory.organisations["amf"]}
        for logged in each.get("logged", []):
            day = clock.today() - timedelta(days=logged["days_ago"])
            for outcome in logged["outcomes"]:
                visits.append(
                    Visit(
                        **host,
                        client_key=str(uuid.UUID(int=self.random.getrandbits(128), version=4)),
                        need=self.random.choice(each["needs"]),
                        minutes=self.random.choice([5, 10, 20, 20, 40]),
                        language=self.random.choice(each["languages"]),
                        outcome=outcome,
                        day=day,
                        part="afternoon",
                    )
                )
            sessions.append(
                Session(
                    **host,
                    day=day,
                    part="afternoon",
                    came=len(logged["outcomes"]),
                    turned_away=logged.get("turned_away", 0),
                )
            )
        Visit.objects.bulk_create(visits)
        Session.objects.bulk_create(sessions)

    def _count_and_decide(self, each: dict[str, Any]) -> None:
        initiative, leader = self.made[each["title"]], self._leader(each)
        own = initiative.measures.get(kind=MeasureKind.OWN)
        for days_ago, value in each.get("counts", []):
            actions.count_measure(
                actor=leader,
                measure=own,
                where=CountedWhere.HERE,
                value=Decimal(value),
                counted_on=self.time.today - timedelta(days=days_ago),
            )
        for said in each.get("assumed", []):
            actions.assume(
                actor=leader,
                initiative=initiative,
                key=AssumptionKey(said["key"]),
                area=self.frame.areas[said["area"]] if "area" in said else None,
                source=self.about["invented_number"],
                **{name: Decimal(said[name]) for name in ("value", "low", "high")},
            )
        if decided := each.get("decided"):
            actions.decide_initiative(
                actor=leader,
                initiative=initiative,
                word=InitiativeWord(decided["word"]),
                reasons=decided["reasons"],
                plain_reasons=decided["plain"],
                look_again_on=self.time.today + timedelta(days=decided["look_again_in"]),
            )
