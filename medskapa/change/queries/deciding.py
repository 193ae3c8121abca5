"""What may be read of decisions, steps, effect and residents' judgement: by anybody, and by those who carry it out."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from analysis import redaction
from analysis.disclosure import Shown
from analysis.verdicts import told
from medskapa.change import effects, policy
from medskapa.change.effects import Plot
from medskapa.change.models import (
    Decision,
    Effect,
    EffectPoint,
    Judgement,
    JudgeRound,
    Proposal,
    ProposalState,
    Step,
    Verdict,
)
from medskapa.change.queries.proposals import at_work, day_of, visible
from medskapa.core import clock
from medskapa.people.models import Person
from medskapa.voice import texts
from medskapa.voice.queries.themes import Page

PAGE = 50
WORDS = 50
SAYS = {Verdict.BETTER: _("bättre"), Verdict.SAME: _("som förut"), Verdict.WORSE: _("sämre")}
_NUMBERS = 12  # digits of a number in an address, at most


@dataclass(frozen=True)
class Answered:
    """One answer to "did it get better?": its label, and how many gave it, as far as that may be told."""

    label: str
    number: Shown


@dataclass(frozen=True)
class RoundResult:
    """A question to residents: whether it is open, how many have answered, and, when it is over, how."""

    round: JudgeRound
    is_open: bool
    is_over: bool
    all: Shown
    answers: list[Answered]
    exactly: list[tuple[str, int]] = field(default_factory=list)


@dataclass(frozen=True)
class Measured:
    """The measure, its follow-ups in order, each with its figure and what it says, and the picture of them."""

    effect: Effect
    before: str
    wanted: str
    points: list[tuple[EffectPoint, str, str]]
    plot: Plot | None


@dataclass(frozen=True)
class Outcome:
    """What came of a proposal. Everything is public but the names of who does and who writes."""

    decisions: list[Decision]
    steps: list[Step]
    measured: Measured | None
    rounds: list[RoundResult]

    @property
    def decision(self) -> Decision | None:
        """The one that holds now."""
        return self.decisions[-1] if self.decisions else None

    @property
    def all_done(self) -> bool:
        """Whether there are steps, and none is left."""
        return bool(self.steps) and all(step.done_on for step in self.steps)

    @property
    def open_round(self) -> JudgeRound | None:
        return next((each.round for each in self.rounds if each.is_open), None)


def outcome(proposal: Proposal, *, exactly: bool = False) -> Outcome:
    """What came of a proposal; for those at work with the names of who does each step. Queries: at most 5.

    Args:
        exactly: with the exact numbers of each answer, for those who carry it out.
    """
    decisions = list(proposal.decisions.defer("by").order_by("number"))
    if not decisions:
        return Outcome([], [], None, [])
    steps = proposal.steps.filter(removed=False).order_by("due_on", "number")
    steps = steps.select_related("owner") if exactly else steps.defer("owner")
    return Outcome(decisions, list(steps), measured(proposal), rounds_of(proposal, exactly=exactly))


def effect_of(proposal: Proposal) -> Effect | None:
    """The measure of `proposal` as it is agreed now. Queries: 1."""
    return Effect.objects.filter(proposal=proposal).first()


def measured(proposal: Proposal) -> Measured | None:
    """The measure with its follow-ups, the earliest first; None where none is agreed. Queries: 1.

    And one more where the proposal was read without its measure.
    """
    try:
        effect = proposal.effect
    except Effect.DoesNotExist:
        return None
    points = list(effect.points.defer("by").order_by("measured_on", "pk"))
    latest = {point.measured_on: point for point in points}  # a correction is a new point of the same day
    rows = list(latest.values())
    return Measured(
        effect=effect,
        before=effects.amount(effect.baseline),
        wanted=effects.amount(effect.target) if effect.target is not None else "",
        points=[(point, effects.amount(point.value), _says(effect, point)) for point in rows],
        plot=effects.plot(effect, rows),
    )


def _says(effect: Effect, point: EffectPoint) -> str:
    return str(SAYS[effects.direction(effect, point.value)])


def rounds_of(proposal: Proposal, *, exactly: bool = False) -> list[RoundResult]:
    """The questions to residents, the latest first. Queries: 1."""
    counts = {_counted(v): Count("judgements", filter=Q(judgements__verdict=v)) for v in Verdict.values}
    rounds = proposal.rounds.annotate(**counts).order_by("-number")
    return [_result(each, [getattr(each, _counted(v)) for v in Verdict.values], exactly) for each in rounds]


def _counted(verdict: str) -> str:
    return f"counted_{verdict}"


def _result(round_: JudgeRound, counted: Sequence[int], exactly: bool) -> RoundResult:
    """What is told of one question. How they answered is told when it is over: two days' figures would tell one's."""
    today = clock.today()
    shown = told(counted, least=texts.least())
    over = today > round_.closes_on
    return RoundResult(
        round=round_,
        is_open=round_.opens_on <= today <= round_.closes_on,
        is_over=over,
        all=shown.all,
        answers=[Answered(str(v.label), n) for v, n in zip(Verdict, shown.each, strict=True)] if over else [],
        exactly=[(str(v.label), n) for v, n in zip(Verdict, counted, strict=True)] if exactly else [],
    )


def round_to_judge(number: int) -> JudgeRound:
    """The question that is open about the proposal with that number, or else its latest. Raises Http404. Queries: 1."""
    today = clock.today()
    rows = JudgeRound.objects.filter(proposal__number=number, opens_on__lte=today).select_related("proposal")
    found = rows.order_by("-number").first()
    if found is None:
        raise Http404
    return found


def open_rounds(after: str = "") -> Page[JudgeRound]:
    """One page of the questions that one can answer today, what closes first on top. Queries: 1."""
    today = clock.today()
    rows = JudgeRound.objects.filter(opens_on__lte=today, closes_on__gte=today).select_related("proposal")
    day, _dot, key = after.partition(".")
    if key.isdecimal() and len(key) < _NUMBERS and (on := day_of(day)):
        rows = rows.filter(Q(closes_on__gt=on) | Q(closes_on=on, pk__gt=int(key)))
    found = list(rows.order_by("closes_on", "pk")[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    return Page(found[:PAGE], f"{last.closes_on}.{last.pk}" if last else "")


def is_open(round_: JudgeRound) -> bool:
    """Whether one can answer today."""
    return round_.opens_on <= clock.today() <= round_.closes_on


# --- at work


def one_with_rights(*, viewer: Person, number: int) -> Proposal:
    """One proposal with `viewer`'s rights, ``may_decide`` and ``may_carry_out`` too. Raises Http404. Queries: 1."""
    rows: QuerySet[Any] = at_work(viewer).annotate(may_decide=policy.decidable_by(viewer)).select_related("effect")
    found = get_object_or_404(rows, number=number)
    found.may_carry_out = policy.carries_out(viewer, may_work=found.may_work)
    return found


def waiting(*, viewer: Person, after: str = "") -> Page[Proposal]:
    """One page of what waits for a decision that `viewer` may enter, the oldest first. Queries: 1."""
    rows = visible().filter(policy.decidable_by(viewer), state=ProposalState.READY)
    return _paged(rows.order_by("number"), after)


def to_take_up(viewer: Person) -> list[Decision]:
    """The decisions "not now" on proposals that still wait, the nearest promise first. Queries: 1."""
    mine = Proposal.objects.filter(policy.decidable_by(viewer), state=ProposalState.LATER).values("pk")
    rows = Decision.objects.filter(proposal__in=mine, back_on__isnull=False).select_related("proposal")
    found: dict[int, Decision] = {}
    for decision in rows.order_by("proposal", "-number")[: 4 * PAGE]:
        found.setdefault(decision.proposal_id, decision)
    return sorted(found.values(), key=lambda each: (each.back_on, each.proposal.number))[:PAGE]


def lately_decided(viewer: Person) -> list[Decision]:
    """The latest decisions on proposals that `viewer` decides on. Queries: 1."""
    mine = Proposal.objects.filter(policy.decidable_by(viewer)).values("pk")
    rows = Decision.objects.filter(proposal__in=mine).select_related("proposal")
    return list(rows.order_by("-decided_on", "-pk")[:20])


def _paged(rows: QuerySet[Proposal], after: str) -> Page[Proposal]:
    if after.isdecimal() and len(after) < _NUMBERS:
        rows = rows.filter(number__gt=int(after))
    found = list(rows[: PAGE + 1])
    return Page(found[:PAGE], str(found[PAGE - 1].number) if len(found) > PAGE else "")


def my_steps(*, viewer: Person, after: str = "") -> Page[Step]:
    """One page of the steps that `viewer` owns and has not done, the nearest day first. Queries: 1."""
    rows = Step.objects.filter(owner=viewer, done_on__isnull=True, removed=False, proposal__state=ProposalState.YES)
    day, _dot, key = after.partition(".")
    if key.isdecimal() and len(key) < _NUMBERS and (on := day_of(day)):
        rows = rows.filter(due_on__gt=on) | rows.filter(due_on=on, pk__gt=int(key))
    found = list(rows.select_related("proposal").order_by("due_on", "pk")[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    return Page(found[:PAGE], f"{last.due_on}.{last.pk}" if last else "")


def step_for(*, viewer: Person, pk: int) -> Step:
    """One step that `viewer` owns or carries out. Raises Http404, the same for another's. Queries: 1."""
    mine = Proposal.objects.filter(policy.carried_out_by(viewer)).values("pk")
    rows = Step.objects.filter(removed=False).select_related("proposal")
    return get_object_or_404(rows.filter(owner=viewer) | rows.filter(proposal__in=mine), pk=pk)


def round_at_work(proposal: Proposal, number: int) -> JudgeRound:
    """One question about `proposal`. Raises Http404. Queries: 1."""
    return get_object_or_404(proposal.rounds.select_related("proposal"), number=number)


def is_editable(round_: JudgeRound) -> bool:
    """Whether the question can still be changed: nobody has been asked it."""
    return round_.told_on is None and round_.opens_on > clock.today()


def words_in(round_: JudgeRound) -> Sequence[str]:
    """What people wrote beside their answer, with what may point out somebody masked, in no order. Queries: 1."""
    rows = Judgement.objects.filter(round=round_).exclude(words="").order_by("pk")
    return [redaction.mask(each) for each in rows.values_list("words", flat=True)[:WORDS]]
