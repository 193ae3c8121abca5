"""The paths of those whom one can sign in as: each has something of its own besides what everybody's is made of."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from medskapa.core import audit, clock
from medskapa.demo.path_entries import hand_in, receive
from medskapa.demo.path_lives import Life
from medskapa.entrance import actions as entrance
from medskapa.entrance.models import Entry, Fact
from medskapa.guidance import actions, circle_codes
from medskapa.guidance.actions.attendance import Mark
from medskapa.guidance.actions.placements import Onward
from medskapa.guidance.models import AwayReason, ContactKind, GuideAssignment, Note, Presence, Relation, StepOwner
from medskapa.people.models import Person

if TYPE_CHECKING:
    from medskapa.demo.path import Path


class Named:
    """Plans what happens to each of them, by the method with their name."""

    def __init__(self, path: "Path") -> None:
        self.path = path
        self.about = path.about
        self.reception = path.people[path.about["reception"]]

    def plan(self) -> None:
        for number, about in enumerate(self.about["named"]):
            person, guide = self.path.people[about["person"]], self.path.people[about["guide"]]
            life = Life(self.path, person, guide, about["way"], phase=about["person"], number=3 * number + 11)
            getattr(self, f"_{about['person']}")(life, about)
            life.settle()

    def _enter(self, life: Life, about: dict[str, Any]) -> None:
        """They tell it once, signed in, on the day before they have a guide; the reception does its part."""
        area = self.path.history.frame.area_of[about["person"]]
        told = {
            "brings": about["brings"],
            "area": area.slug if area else None,
            "job_wish": life.way["want"],
            "worked_with": life.way["can"],
        }
        kept: list[Entry] = []

        def enter() -> None:
            kept.append(hand_in(life.person, told, f"demo {life.person.login}"))
            life.assignment = GuideAssignment.objects.get(resident=life.person, ended_on=None)

        life.on(about["since"], *([] if about.get("matched") else [life.assign]), enter)
        life.on(max(about["since"] - 2, 0), lambda: receive(self.reception, kept[0]))

    # --- Mikael: a rich path, soon at the end of his measure

    def _mikael(self, life: Life, about: dict[str, Any]) -> None:
        since = about["since"]
        self._enter(life, about)
        life.on(since - 2, lambda: life.meet("Frågor vid disken", staff=self.reception))
        life.on(since - 7, lambda: life.meet("Första samtalet"))
        self._another_guide(life, self.path.people[about["then"]], since - 12)
        life.on(since - 14, life.begin, lambda: life.add(0, since - 30), lambda: life.add(1, since - 60))
        life.on(since - 20, lambda: life.tick(0))
        life.on(since - 30, life.put, life.agree)
        life.on(since - 58, lambda: life.tick(1), lambda: life.meet("Kursen är klar", ContactKind.PHONE))
        life.on(78, lambda: life.place(-72, 12))
        life.on(72, life.start_placement, lambda: life.add(2, -6), lambda: life.add(3, -3))
        self._talk_with_a_note(life, self.path.people[about["then"]])
        self._missed(life, self.path.people[about["then"]])
        life.on(4, lambda: self._propose(life, "Åka med en dag på åkeriet och se hur de planerar", 9))
        life.on(1, life.book, life.put, lambda: actions.agree_to_plan(actor=life.person, version=life.version))

    def _talk_with_a_note(self, life: Life, guide: Person) -> None:
        at = self._time_of(guide, 40)
        life.on(45, lambda: life.book_at(at))

        def hold() -> None:
            with audit.held():
                actions.hold_talk(actor=life.guide, talk=life.talk, about="Åkerierna", note=self.about["note"]["text"])

        self.path.time.exactly(at + timedelta(minutes=40), hold)
        life.on(30, lambda: self._dispute_note(life))

    def _another_guide(self, life: Life, to: Person, days_ago: int) -> None:
        """The first guide hands over: Mikael reads what is written, and does not begin from the beginning again."""

        def hand_over() -> None:
            manager = self.path.manager_of(to)
            life.assignment = actions.hand_over(
                actor=manager, assignment=life.assignment, to=to, text=self.about["handover"]
            )
            life.guide = to

        life.on(days_ago, hand_over)

    def _time_of(self, guide: Person, days_ago: int) -> datetime:
        at = self.path.held_at(guide, days_ago)
        if at is None:
            raise LookupError(f"no time is left that week with {guide}")
        return at

    def _dispute_note(self, life: Life) -> None:
        note = Note.objects.get(resident=life.person)
        actions.dispute_note(actor=life.person, note=note, text=self.about["note"]["dispute"])

    def _missed(self, life: Life, guide: Person) -> None:
        """He could not come; he is asked why first, and says what would help."""
        at = self._time_of(guide, 27)
        life.on(28, lambda: life.book_at(at))

        def miss() -> None:
            with audit.held():
                actions.miss_talk(actor=life.guide, talk=life.talk)

        self.path.time.exactly(at + timedelta(minutes=40), miss)
        life.on(15, lambda: actions.answer_missed(actor=life.person, talk=life.talk, **self.about["missed"]))

    def _propose(self, life: Life, text: str, in_days: int) -> None:
        actions.add_step(
            actor=life.person,
            plan=life.the_plan,
            text=text,
            owner=StepOwner.RESIDENT,
            due_on=clock.today() + timedelta(days=in_days),
        )

    # --- Hodan: half-way through SFI with practice; something that was told is no longer true

    def _hodan(self, life: Life, about: dict[str, Any]) -> None:
        self._enter(life, about)
        since = about["since"]
        life.on(since - 8, lambda: life.meet("Första samtalet, med tolk"))
        life.on(since - 14, life.begin, lambda: life.add(0, since - 35), lambda: life.add(1, since - 50))
        life.on(since - 30, lambda: life.tick(0), life.put, life.agree)
        life.on(since - 45, lambda: life.tick(1))
        life.on(70, lambda: life.place(-62, 78))
        life.on(62, life.start_placement, lambda: life.add(2, -10), lambda: life.add(3, -25))
        life.on(18, lambda: life.meet("Praktiken på familjecentralen", ContactKind.PHONE))
        life.on(20, lambda: self._let_see_the_plan(life, self.path.people[about["helper"]]))
        life.on(9, lambda: self._dispute_fact(life))

    def _let_see_the_plan(self, life: Life, helper: Person) -> None:
        """A neighbour who helps: she joins with the words that Hodan gives her, and sees the plan."""
        member = actions.add_member(
            actor=life.person, resident=life.person, name=helper.first_name, relation=Relation.HELPER
        )
        actions.steer_member(actor=life.person, member=member, sees_plan=True, sees_talks=False)
        actions.join_circle(actor=helper, member=member, code=circle_codes.code_of(member))

    def _dispute_fact(self, life: Life) -> None:
        about = self.about["fact"]
        fact = Fact.objects.get(person=life.person, key=about["key"], valid_to=None)
        entrance.dispute_fact(actor=life.person, fact=fact, text=about["dispute"])

    # --- Sanela: past the first end, extended once, and a second extension waits for the manager

    def _sanela(self, life: Life, about: dict[str, Any]) -> None:
        since = about["since"]
        self._enter(life, about)
        life.on(since - 7, lambda: life.meet("Första samtalet"))
        life.on(since - 14, life.begin, lambda: life.add(0, since - 40), lambda: life.add(1, since - 70))
        life.on(since - 30, life.put, life.agree)
        life.on(since - 38, lambda: life.tick(0))
        life.on(since - 66, lambda: life.tick(1))
        life.on(128, lambda: life.place(-123, -39))
        life.on(123, life.start_placement, lambda: life.add(2, 50))
        life.on(52, lambda: life.tick(2))
        first, second = self.about["extension"]["first"], self.about["extension"]["second"]
        life.on(first["days_ago"], lambda: life.extend(-first["to_days_ago"], first["reason"], first["way"]))
        self._attendance(life)
        life.on(second["days_ago"], lambda: self._ask_again(life, second))

    def _ask_again(self, life: Life, about: dict[str, Any]) -> None:
        onward = Onward(words=about["way"], due_on=life.day(about["to_in_days"] + 3))
        actions.ask_extension(
            actor=life.guide,
            placement=life.the_placement,
            to_day=life.day(about["to_in_days"]),
            reason=about["reason"],
            onward=onward,
        )

    def _attendance(self, life: Life) -> None:
        """The provider marks some days; on one of them Sanela was away, and says why."""
        provider = self.path.people[self.about["provider"]]
        days = [(21, Presence.HERE, None), (20, Presence.REASON, AwayReason.INTERVIEW), (14, Presence.AWAY, None)]

        def mark(presence: Presence, reason: AwayReason | None) -> None:
            marks = [Mark(life.the_placement.pk, presence, reason)]
            measure = self.path.measures["adolfsberg"]
            actions.mark_attendance(actor=provider, measure=measure, day=clock.today(), marks=marks)

        for days_ago, presence, reason in days:
            life.on(days_ago, lambda presence=presence, reason=reason: mark(presence, reason))
        life.on(13, lambda: self._say_how_it_was(life))

    def _say_how_it_was(self, life: Life) -> None:
        away = life.the_placement.attendance.filter(presence=Presence.AWAY).get()
        actions.answer_attendance(
            actor=life.person, attendance=away, says="Jag var på skolköket och visade vad jag kan. Det var avtalat."
        )

    # --- Oleksandr: placed, and a plan that waits for his yes

    def _oleksandr(self, life: Life, about: dict[str, Any]) -> None:
        since = about["since"]
        self._enter(life, about)
        life.on(since - 7, lambda: life.meet("Första samtalet, på ukrainska"))
        life.on(since - 14, life.begin, lambda: life.add(0, since - 35), lambda: life.add(1, -12))
        life.on(since - 30, lambda: life.tick(0))
        life.on(8, lambda: life.place(9, 51))
        life.on(6, lambda: life.add(2, -4))
        life.on(1, life.put)

    # --- Kim: has just begun, and has a first talk

    def _kim(self, life: Life, about: dict[str, Any]) -> None:
        self._enter(life, about)
