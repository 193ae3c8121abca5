"""How the way from words to a result is put into words and drawn: each step with where it is written."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from medskapa.change.models import Decision, EffectPoint, Step, Version, Word
from medskapa.change.queries.thread import Entry, Judged
from medskapa.core.templatetags.medskapa import number
from medskapa.meetings.models import AgendaItem, Outcome
from medskapa.meetings.promises import what_happens
from medskapa.voice.models import Event, EventKind, Theme
from medskapa.voice.texts import figure, in_language

WIDTH, MARGIN = 640, 10
"""The drawing's own units; the page scales it."""

LANES: tuple[tuple[object, frozenset[EventKind]], ...] = (
    (gettext_lazy("Ni sa"), frozenset({EventKind.RECEIVED, EventKind.GROUPED, EventKind.ANSWERED, EventKind.MERGED})),
    (gettext_lazy("Vi pratade"), frozenset({EventKind.ON_AGENDA, EventKind.DISCUSSED})),
    (
        pgettext_lazy("i en tråd", "Förslag"),
        frozenset({EventKind.PROPOSED, EventKind.TAKEN_BY_GROUP, EventKind.CORRECTED}),
    ),
    (gettext_lazy("Beslut"), frozenset({EventKind.DECIDED})),
    (gettext_lazy("Gjort"), frozenset({EventKind.CARRIED_OUT})),
    (gettext_lazy("Resultat"), frozenset({EventKind.EFFECT_SEEN, EventKind.JUDGE_ASKED})),
)
"""The stops of the way, as on the page of a theme, and what belongs to each."""

ICONS: dict[EventKind, str] = {
    EventKind.GROUPED: "voice",
    EventKind.ON_AGENDA: "people",
    EventKind.DISCUSSED: "people",
    EventKind.TAKEN_BY_GROUP: "people",
    EventKind.PROPOSED: "pencil",
    EventKind.CORRECTED: "pencil",
    EventKind.DECIDED: "answer",
    EventKind.CARRIED_OUT: "check",
    EventKind.EFFECT_SEEN: "check",
    EventKind.JUDGE_ASKED: "answer",
    EventKind.MERGED: "merge",
    EventKind.MERGE_UNDONE: "merge",
}

DECISIONS = {
    Word.YES: gettext_lazy("Beslut: ja"),
    Word.NO: gettext_lazy("Beslut: nej"),
    Word.LATER: gettext_lazy("Beslut: inte nu"),
}


@dataclass(frozen=True)
class Link:
    """Where something is written."""

    text: str
    url: str


@dataclass(frozen=True)
class Told:
    """A step as the page shows it. `text` is Swedish as it was written; the rest is in the page's language."""

    on: date
    title: str
    text: str
    facts: Sequence[str]
    sources: Sequence[Link]
    icon: str


def told(entry: Entry) -> Told:
    """The words of a step, and where they stand."""
    return _TELLERS[type(entry.about)](entry, entry.about)


def _item(entry: Entry, item: AgendaItem) -> Told:
    meeting = item.meeting
    held = entry.kind == EventKind.DISCUSSED
    title = _("Vi pratade om det på %(meeting)s") if held else _("Det tas upp på %(meeting)s")
    links = [Link(item.title, reverse("meetings:item", args=[meeting.slug, item.pk]))]
    if item.has_minutes:  # type: ignore[attr-defined]
        links.append(Link(_("Anteckningarna från träffen"), reverse("meetings:public_minutes", args=[meeting.slug])))
    text = what_happens(item) if held and item.outcome else ""
    outcome = [str(item.get_outcome_display())] if held and item.outcome == Outcome.ANSWERED else []
    return _made(entry, title % {"meeting": meeting.title}, text, outcome, links)


def _version(entry: Entry, version: Version) -> Told:
    links = [Link(_("Se vad som ändrades"), reverse("change:version", args=[version.proposal.number, version.number]))]
    return _made(entry, _("Förslaget skrevs om"), version.note, [], links)


def _decision(entry: Entry, decision: Decision) -> Told:
    facts = [_("Det beslutade %(body)s.") % {"body": decision.get_body_display()}]
    if decision.record:
        facts.append(_("Det står i %(record)s.") % {"record": decision.record})
    links = [Link(_("Allt bakom beslutet"), reverse("change:decision", args=[decision.pk])), *_proposal_of(entry)]
    return _made(entry, str(DECISIONS[Word(decision.word)]), in_language(decision, "reasons"), facts, links)


def _step(entry: Entry, step: Step) -> Told:
    text = "\n\n".join(part for part in (step.text, step.done_note) if part)
    return _made(entry, _("Ett steg är gjort"), text, [], _proposal_of(entry))


def _point(entry: Entry, point: EffectPoint) -> Told:
    effect = point.effect
    facts = [
        _("%(what)s: %(before)s före, %(now)s nu (%(unit)s).")
        % {
            "what": in_language(effect, "what"),
            "before": number(effect.baseline),
            "now": number(point.value),
            "unit": effect.measured_in,
        },
        _("Siffran kommer från: %(source)s.") % {"source": effect.source},
    ]
    return _made(entry, _("Det här har det lett till"), in_language(point, "text"), facts, _proposal_of(entry))


def _judged(entry: Entry, judged: Judged) -> Told:
    parts = [f"{verdict.label}: {figure(shown)}" for verdict, shown in judged.parts]
    facts = [_("Svar från invånare: %(all)s") % {"all": figure(judged.answers)}, *parts]
    return _made(
        entry,
        _("Invånare tyckte till om hur det blev"),
        in_language(judged.round, "question"),
        facts,
        _proposal_of(entry),
    )


def _event(entry: Entry, event: Event) -> Told:
    links = list(_proposal_of(entry))
    if event.theme is not None:
        links.append(Link(event.theme.name, reverse("voice:theme", args=[event.theme.slug])))
    elif isinstance(entry.told_of, Theme):
        links.append(Link(entry.told_of.name, reverse("voice:theme", args=[entry.told_of.slug])))
    elif entry.told_of is not None:
        item = entry.told_of
        links.append(Link(item.title, reverse("meetings:item", args=[item.meeting.slug, item.pk])))
    return _made(entry, str(EventKind(event.kind).label), in_language(event, "text"), [], links)


def _made(entry: Entry, title: str, text: str, facts: Sequence[str], links: Sequence[Link]) -> Told:
    return Told(entry.on, title, text, facts, links, ICONS.get(entry.kind, ""))


def _proposal_of(entry: Entry) -> list[Link]:
    if entry.proposal is None:
        return []
    words = _("Förslag %(number)s: %(title)s")
    text = words % {"number": entry.proposal.number, "title": in_language(entry.proposal, "title")}
    return [Link(text, reverse("change:proposal", args=[entry.proposal.number]))]


_TELLERS: Mapping[type, Callable[..., Told]] = {
    AgendaItem: _item,
    Version: _version,
    Decision: _decision,
    Step: _step,
    EffectPoint: _point,
    Judged: _judged,
    Event: _event,
}


@dataclass(frozen=True)
class Lane:
    """One line of the picture: its name, and how far along the line (0 to `WIDTH`) each step stands."""

    label: str
    dots: Sequence[str]


@dataclass(frozen=True)
class Picture:
    """The way as lines with dots, from its first day to its last."""

    first: date
    last: date
    lanes: Sequence[Lane]
    width: int = WIDTH


def drawn(entries: Sequence[Entry]) -> Picture | None:
    """The picture of the way; None where everything happened on one day, or nothing did."""
    if not entries or entries[0].on == entries[-1].on:
        return None
    first, last = entries[0].on, entries[-1].on
    lanes = []
    for label, kinds in LANES:
        days = sorted({entry.on for entry in entries if entry.kind in kinds})
        lanes.append(Lane(str(label), [_along(day - first, last - first) for day in days]))
    return Picture(first, last, lanes)


def _along(passed: timedelta, whole: timedelta) -> str:
    return f"{MARGIN + (WIDTH - 2 * MARGIN) * (passed / whole):.1f}"
