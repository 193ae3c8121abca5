"""One resident's path in the demo town, from the first day to where it has come. All are made of the same acts."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from medskapa.core import audit, clock
from medskapa.guidance import actions
from medskapa.guidance.actions.placements import Onward
from medskapa.guidance.models import (
    ContactKind,
    EndedAs,
    GuideAssignment,
    Helped,
    Notice,
    NoticeState,
    PathEnd,
    PathKind,
    Placement,
    Plan,
    PlanVersion,
    Slot,
    Step,
    StepOwner,
    Still,
    Talk,
)
from medskapa.guidance.queries import free_slots
from medskapa.integrations import outgoing
from medskapa.people.models import Person

if TYPE_CHECKING:
    from medskapa.demo.path import Path

Act = Callable[[], object]
LETTERS_TAKE = 9  # what is younger than this many days is still waiting to be sent by hand
OWNERS = (StepOwner.RESIDENT, StepOwner.RESIDENT, StepOwner.GUIDE, StepOwner.RESIDENT)


class Life:
    """Plans the path of `person`. ``phase`` names the method that says how far they have come.

    The acts of one day are one transaction; later ones never come before earlier ones.
    """

    assignment: GuideAssignment
    the_plan: Plan
    the_placement: Placement
    talk: Talk
    path_end: PathEnd
    version: PlanVersion

    def __init__(self, path: "Path", person: Person, guide: Person, way: str, *, phase: str, number: int) -> None:
        self.path, self.person, self.guide = path, person, guide
        self.way: dict[str, Any] = path.ways[way]
        self.phase, self.number = phase, number
        self.today = path.time.today
        self.steps: list[Step] = []
        self._acts: list[tuple[int, tuple[Act, ...]]] = []

    def plan(self) -> None:
        getattr(self, self.phase)()
        self.settle()

    def on(self, days_ago: int, *acts: Act) -> None:
        """Let `acts` happen that many days ago, one after the other."""
        self._acts.append((days_ago, acts))

    def settle(self) -> None:
        """Give what is planned its times: in the order of the days, also where a weekend waits for Monday."""
        last: datetime | None = None
        for days_ago, acts in sorted(self._acts, key=lambda each: -each[0]):
            at = self.path.at(days_ago, 9 + self.number % 12 / 2)
            if last is not None and at <= last:
                at = last + timedelta(minutes=20)
            last = at
            self.path.time.exactly(at, lambda acts=acts: self._do(acts))

    def _do(self, acts: tuple[Act, ...]) -> None:
        with audit.held():
            for act in acts:
                act()
            self._send()

    def _send(self) -> None:
        """What the worker does: SMS go out at once; letters and what is told by hand soon, so that some still wait."""
        for notice in Notice.objects.filter(resident=self.person, state=NoticeState.READY):
            if notice.via in outgoing.BY_MACHINE:
                actions.mark_notice_sent(actor=None, notice=notice)
            elif (self.today - clock.today()).days > LETTERS_TAKE:
                actions.hand_over_notices(actor=self.guide, chosen=[notice])

    def day(self, in_days: int) -> date:
        return self.today + timedelta(days=in_days)

    # --- how far one has come

    def begun(self) -> None:
        since = 3 + self.number % 11
        self.on(since, self.assign)
        self.on(max(since - 3, 0), self.book)

    def planning(self, since: int = 0) -> None:
        since = since or 26 + self.number * 3 % 45
        self.start(since)
        if self.number % 2:
            self.on(self.number % 4, self.book)

    def without_next(self) -> None:
        since = 50 + self.number % 30
        self.on(since, self.assign)
        self.on(since - 7, lambda: self.meet("Första samtalet"))
        self.on(since - 8, self.begin, lambda: self.add(0, since - 40))
        self.on(since - 30, lambda: self.tick(0))

    def agreed(self, since: int = 0) -> int:
        since = since or 50 + self.number * 5 % 70
        self.start(since)
        self.on(since - 21, self.put, self.agree)
        return since

    def waiting(self) -> None:
        self.agreed(70 + self.number % 30)
        self.on(24 - self.number % 9, self.want)
        if self.number % 3:
            self.on(12, self.confirm)

    def midway(self) -> None:
        days = self.length
        self.in_measure(start=-int(days * 0.45), end=days - int(days * 0.45))

    def near_end(self) -> None:
        end = 4 + self.number * 5 % 24
        self.in_measure(start=end - self.length, end=end)

    def past_end(self) -> None:
        end = -4 - self.number * 3 % 21
        self.in_measure(start=end - self.length, end=end)

    def extended(self) -> None:
        end = -8 - self.number % 9
        self.in_measure(start=end - self.length, end=end)
        self.on(
            -end + 6, lambda: self.extend(end + 42, "Det gick bra men tog längre tid.", f"{self.way['onward']}, i höst")
        )

    def after(self, led_to: EndedAs = EndedAs.ONWARD) -> None:
        end = -12 - self.number * 3 % 25
        self.in_measure(start=end - self.length, end=end)
        self.on(-end, lambda: self.end(led_to))
        self.on(-end - 5, lambda: self.add(3, -9))

    def ended(self) -> None:
        """Work or studies, a week ago: nobody is asked yet how it went."""
        self.after([EndedAs.WORK, EndedAs.STUDIES][self.number % 2])
        self.on(6 + self.number % 3, self.leave)

    def ended_long_ago(self) -> None:
        """The same, more than half a year ago; asked how it went, and most have answered."""
        end = 210 + self.number % 15
        self.in_measure(start=-end - min(self.length, 84), end=-end)
        self.on(end, lambda: self.end(EndedAs.WORK))
        self.on(end - 3, self.leave)
        self.on(end - 3 - 188, self.be_asked)
        if self.number % 4:
            self.on(end - 3 - 191, self.say_how_it_went)

    # --- pieces

    @property
    def length(self) -> int:
        """How many days the measure of the way is; the longest ones are cut, so that no path is longer than a year."""
        return min(7 * int(self.path.measure_about[self.way["measure"]]["weeks"]), 175)

    def start(self, since: int) -> None:
        """A guide, a first talk, and a plan with something done and something to do."""
        self.on(since, self.assign)
        with_talk = self.number % 3 == 0 and since < self.path.about["slots"]["first_days_ago"] - 3
        at = self.path.held_at(self.guide, since - 6) if with_talk else None
        if at is None:
            self.on(since - 7, lambda: self.meet("Första samtalet"))
        else:
            self.on(since - 1, lambda: self.book_at(at))
            self.path.time.exactly(at + timedelta(minutes=35), lambda: self._do((self.hold,)))
        ahead = 3 + self.number * 7 % 20 if self.number % 6 else -self.number % 5 - 2
        self.on(since - 14, self.begin, lambda: self.add(0, since - 21), lambda: self.add(1, -ahead))
        self.on(since - 18, lambda: self.tick(0))
        if since > 90:
            self.on(since - 60, lambda: self.meet("Hur det går", ContactKind.PHONE))
        if since > 40 and self.number % 4 and not self.phase.startswith("ended"):
            self.on(2 + self.number * 3 % 25, lambda: self.meet("Kort avstämning", ContactKind.PHONE))

    def in_measure(self, *, start: int, end: int) -> None:
        """Placed in the measure of the way from one day to another; both counted from today, the past below zero."""
        self.agreed(-start + 30 + self.number % 6)
        self.on(-start + 4, lambda: self.place(start, end))
        if start <= 0:
            self.on(-start, self.start_placement)

    def assign(self) -> None:
        manager = self.path.manager_of(self.guide)
        spoken = self.path.guide_about[self.guide.login]["languages"]
        why = [["chosen", ""]] + ([["language", self.person.language]] if self.person.language in spoken else [])
        self.assignment = actions.assign_guide(actor=manager, resident=self.person, guide=self.guide, reasons=why)
        if self.number % 8 == 0:
            actions.set_weight(
                actor=self.guide, assignment=self.assignment, weight=4, reason="Många kontakter, och tolk varje gång."
            )

    def meet(self, about: str, kind: ContactKind = ContactKind.VISIT, staff: Person | None = None) -> None:
        actions.log_contact(actor=staff or self.guide, resident=self.person, kind=kind, day=clock.today(), about=about)

    def book(self) -> None:
        """The resident takes one of the next free times."""
        free = free_slots(guide=self.guide, after=clock.now() + timedelta(days=1), limit=9)
        if free:
            self._booked(free[self.number % len(free)])

    def book_at(self, at: datetime) -> None:
        self._booked(Slot.objects.select_related("guide").get(guide=self.guide, starts_at=at))

    def _booked(self, slot: Slot) -> None:
        self.talk = actions.book_talk(actor=self.person, resident=self.person, slot=slot, about=self.way["goals"][0])

    def hold(self) -> None:
        words = f"Vi pratade om det som är viktigast nu. {self.way['want']} {self.way['hinders']}"
        actions.hold_talk(actor=self.guide, talk=self.talk, about="Första samtalet", note=words)

    def begin(self) -> None:
        plan = actions.begin_plan(actor=self.guide, resident=self.person)
        texts = {name: self.way.get(name, "") for name in ("goal_words", "studies", "can", "want", "hinders")}
        self.the_plan = actions.describe_plan(
            actor=self.person,
            plan=plan,
            version=plan.version,
            occupation=self.way["occupation"],
            **{name: text for name, text in texts.items() if text},
        )
        for text in self.way["goals"][:2]:
            actions.add_goal(actor=self.guide, plan=plan, text=text)

    def add(self, which: int, days_ago: int) -> None:
        """The guide writes in a step of the way; by a day so many days ago (below zero: ahead)."""
        due = max(self.day(-days_ago), clock.today())
        text = self.way["steps"][which % len(self.way["steps"])]
        self.steps.append(
            actions.add_step(actor=self.guide, plan=self.the_plan, text=text, owner=OWNERS[which % 4], due_on=due)
        )

    def tick(self, which: int) -> None:
        actions.tick_step(actor=self.guide, step=self.steps[which])

    def put(self) -> None:
        self.version = actions.put_plan_to_agree(actor=self.guide, plan=self.the_plan)

    def agree(self) -> None:
        if self.number % 3:
            actions.agree_to_plan(actor=self.person, version=self.version)
        else:
            actions.agree_at_desk(actor=self.guide, version=self.version, saw_identity=True)

    def want(self) -> None:
        self.the_placement = actions.want_measure(
            actor=self.person, resident=self.person, measure=self.path.measures[self.way["measure"]]
        )

    def confirm(self) -> None:
        actions.confirm_want(actor=self.guide, placement=self.the_placement)

    def place(self, start: int, end: int) -> None:
        starts, ends = self.day(start), self.day(end)
        self.the_placement = actions.plan_placement(
            actor=self.guide,
            resident=self.person,
            measure=self.path.measures[self.way["measure"]],
            purpose=self.way["purpose"],
            starts_on=starts,
            ends_on=ends,
            onward=Onward(words=self.way["onward"], due_on=ends + timedelta(days=10)),
            longer_because="",
        )

    def start_placement(self) -> None:
        actions.start_placement(actor=self.guide, placement=self.the_placement)

    def extend(self, to: int, reason: str, words: str) -> None:
        onward = Onward(words=words, due_on=self.day(to + 8))
        actions.ask_extension(
            actor=self.guide, placement=self.the_placement, to_day=self.day(to), reason=reason, onward=onward
        )

    def end(self, led_to: EndedAs) -> None:
        actions.end_placement(actor=self.guide, placement=self.the_placement, ended_as=led_to, ended_on=clock.today())

    def leave(self) -> None:
        kind = [PathKind.JOB, PathKind.STUDIES_AID, PathKind.SUBSIDISED_JOB][self.number % 3]
        self.path_end = actions.end_path(
            actor=self.guide, assignment=self.assignment, kind=kind, since=clock.today(), words=self.way["want"]
        )

    def be_asked(self) -> None:
        actions.ask_follow_up(actor=None, follow_up=self.path_end.follow_ups.order_by("weeks")[0])

    def say_how_it_went(self) -> None:
        actions.answer_follow_up(
            actor=self.person,
            follow_up=self.path_end.follow_ups.order_by("weeks")[0],
            still=[Still.WORK, Still.STUDIES, Still.WORK][self.number % 3],
            helped=[Helped.YES, Helped.PARTLY][self.number % 2],
            words="Jag trivs. Det bästa var att det var samma person hela vägen.",
        )
