"""The whole way from what residents said to what is different now, with the source of each step. Public.

Nothing here takes a viewer and nothing leads to a person: no query reads who wrote, noted, decided or answered.
How many have said something is told only as the public figures of voice tell it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from analysis import disclosure, redaction
from analysis.disclosure import Shown
from analysis.verdicts import told
from medskapa.change.models import (
    Decision,
    Effect,
    EffectPoint,
    JudgeRound,
    Proposal,
    Source,
    Step,
    Verdict,
    Version,
)
from medskapa.core import clock
from medskapa.meetings import policy as meetings
from medskapa.meetings.models import AgendaItem, Meeting, MeetingState, Minutes, MinutesState
from medskapa.meetings.queries.agenda import answers_to
from medskapa.voice.models import Event, EventKind, Extract, Theme, ViewpointState
from medskapa.voice.queries import public as voice
from medskapa.voice.queries.visible import public_themes
from medskapa.voice.texts import least

EVENTS = 400
ITEMS = 100
PROPOSALS = 50
EXTRACTS = 12
VERSIONS = 200
_DEPTH = 5  # themes put into themes put into themes


@dataclass(frozen=True)
class Said:
    """What residents said of one theme: how many, as the public figures have it, and words that an editor chose."""

    theme: Theme
    viewpoints: Shown
    extracts: Sequence[str]


@dataclass(frozen=True)
class Heard:
    """What residents answered beforehand on an item that no theme stands behind."""

    item: AgendaItem
    answers: Shown


@dataclass(frozen=True)
class Judged:
    """What residents think themselves of how it became. Counted as `analysis.verdicts` tells it."""

    round: JudgeRound
    answers: Shown
    parts: Sequence[tuple[Verdict, Shown]]


@dataclass(frozen=True)
class Entry:
    """One step of the way. `about` is the row that it comes from: an event, an item, a version, a decision ...

    `kind` places it in the picture; it is the kind of event that such a step is. `told_of` is what the thread of an
    event is about, where that is no proposal.
    """

    on: date
    kind: EventKind
    about: Any
    proposal: Proposal | None = None
    told_of: Theme | AgendaItem | None = None


@dataclass(frozen=True)
class Story:
    """The whole way. `entries` are in the order of days; `suggestions` counts residents' own proposals."""

    themes: Sequence[Said]
    heard: Sequence[Heard]
    items: Sequence[AgendaItem]
    proposals: Sequence[Proposal]
    sources: Sequence[Source]
    entries: Sequence[Entry]
    suggestions: Shown
    effects: Sequence[Effect] = field(default_factory=tuple)

    @property
    def latest(self) -> Entry | None:
        """What is different now: the latest effect, else the latest that was carried out or decided."""
        for kinds in ((EventKind.EFFECT_SEEN,), (EventKind.CARRIED_OUT,), (EventKind.DECIDED,)):
            found = [entry for entry in self.entries if entry.kind in kinds and not isinstance(entry.about, Step)]
            if found:
                return found[-1]
        return None


def of_theme(slug: str) -> tuple[Theme, Story]:
    """The theme with that slug, and the whole way of it and of the themes in it. Raises Http404.

    Queries: 11, whatever the number of rows, and those of the public figures.
    """
    themes = _with_those_in_it(slug)
    keys = [each.pk for each in themes]
    items = _items(Q(theme__in=keys) | Q(thread__in=[each.thread_id for each in themes]))
    origin = Q(theme__in=keys) | Q(item__in=[item.pk for item in items]) | Q(viewpoint__theme__in=keys)
    from_here = Proposal.objects.filter(pk__in=Source.objects.filter(origin).order_by().values("proposal"))
    sources = _sources(Q(proposal__in=from_here.order_by("number").values("pk")[:PROPOSALS]))
    proposals = {source.proposal_id: source.proposal for source in sources}
    return themes[0], _story(themes, items, list(proposals.values()), sources)


def of_proposal(number: int) -> tuple[Proposal, Story]:
    """The proposal with that number, and the whole way to it and from it. Raises Http404. Queries: as `of_theme`."""
    proposal = get_object_or_404(_proposal_rows(), number=number)
    return proposal, _story_of([proposal])


def of_decision(pk: int) -> tuple[Decision, Story]:
    """One decision, with everything that was there before it and nothing later. Raises Http404. Queries: as above."""
    related = [f"proposal__{name}" for name in _OF_A_PROPOSAL]
    decision = get_object_or_404(_decision_rows().select_related("proposal", "on_version", *related), pk=pk)
    story = _story_of([decision.proposal])
    before = [entry for entry in story.entries if _is_before(entry, decision)]
    items = [item for item in story.items if _day_of(item) <= decision.decided_on]
    return decision, Story(story.themes, story.heard, items, story.proposals, story.sources, before, story.suggestions)


def _is_before(entry: Entry, decision: Decision) -> bool:
    if isinstance(entry.about, Decision):
        return bool(entry.about.number <= decision.number)
    after = {EventKind.CARRIED_OUT, EventKind.EFFECT_SEEN, EventKind.JUDGE_ASKED}
    return entry.on <= decision.decided_on and entry.kind not in after


def _story_of(proposals: Sequence[Proposal]) -> Story:
    """The way to `proposals`: the themes and items that they come from, and what meetings said of those."""
    sources = _sources(Q(proposal__in=[each.pk for each in proposals]))
    named = [source.theme or (source.item.theme if source.item else None) for source in sources]
    themes = {theme.pk: theme for theme in named if theme}
    themes |= {theme.merged_into.pk: theme.merged_into for theme in themes.values() if theme.merged_into}
    threads = {theme.thread_id for theme in themes.values()}
    threads |= {source.item.thread_id for source in sources if source.item}
    items = _items(Q(thread__in=threads) | Q(pk__in=[source.item_id for source in sources if source.item_id]))
    return _story(list(themes.values()), items, proposals, sources)


def _with_those_in_it(slug: str) -> list[Theme]:
    """The theme with that slug first, then those that were put into it, at any depth. Raises Http404. Queries: 1."""
    of_the_theme = Q(slug=slug)
    for level in range(1, _DEPTH + 1):
        of_the_theme |= Q(**{f"{'merged_into__' * level}slug": slug})
    rows = public_themes().filter(of_the_theme).select_related("unit", "merged_into", "thread").order_by("pk")
    found = sorted(rows, key=lambda each: each.slug != slug)
    if not found:
        raise Http404
    return found


def _items(which: Q) -> list[AgendaItem]:
    """The items that stand, of meetings that anyone may read of, in the order of the meetings. Queries: 1."""
    published = Minutes.objects.filter(meeting=OuterRef("meeting"), state=MinutesState.PUBLISHED)
    held = Meeting.objects.filter(meetings.PUBLIC).exclude(state=MeetingState.CANCELLED).order_by().values("pk")
    public = Q(meeting__in=held)
    rows = AgendaItem.objects.filter(which, public, dropped_at__isnull=True, merged_into__isnull=True)
    rows = rows.select_related("meeting__unit", "theme").defer("outcome_by").annotate(has_minutes=Exists(published))
    return list(rows.order_by("meeting__starts_at", "number", "pk")[:ITEMS])


_OF_A_PROPOSAL = ("working_group", "development_group", "merged_into", "thread", "area", "effect")


def _proposal_rows() -> QuerySet[Proposal]:
    return Proposal.objects.select_related(*_OF_A_PROPOSAL)


def _decision_rows() -> QuerySet[Decision]:
    return Decision.objects.select_related("proposal", "on_version").defer("by", "on_version__by")


def _sources(which: Q) -> list[Source]:
    """What proposals come from, each with its proposal. Queries: 1."""
    of_the_proposal = [f"proposal__{name}" for name in _OF_A_PROPOSAL]
    rows = Source.objects.filter(which).select_related(
        "theme__merged_into", "item__theme__merged_into", "item__meeting", "working_group", "through", *of_the_proposal
    )
    return list(rows.order_by("proposal__number", "pk"))


def _story(
    themes: Sequence[Theme],
    items: Sequence[AgendaItem],
    proposals: Sequence[Proposal],
    sources: Sequence[Source],
) -> Story:
    by_key = {each.pk: each for each in proposals}
    effects = [each.effect for each in proposals if hasattr(each, "effect")]
    entries = [
        *(Entry(_day_of(item), _kind_of(item), item) for item in items),
        *_of_versions(by_key),
        *_of_decisions(by_key),
        *_of_steps(by_key),
        *_of_effects(effects, by_key),
        *_of_judgements(by_key),
        *_of_events(themes, items, proposals),
    ]
    own = sum(source.viewpoint_id is not None for source in sources)
    return Story(
        themes=_said(themes),
        heard=_heard(items),
        items=items,
        proposals=proposals,
        sources=sources,
        entries=sorted(entries, key=lambda entry: (entry.on, _ORDER[entry.kind])),
        suggestions=disclosure.number(own, least=least()),
        effects=effects,
    )


_ORDER = {kind: place for place, kind in enumerate(EventKind)}
"""Of what happened the same day, what comes first on the way is told first."""


def _day_of(item: AgendaItem) -> date:
    """The day of the item's meeting; one that anyone may read of has a time."""
    return clock.day_of(item.meeting.starts_at or item.meeting.announced_at or clock.now())


def _kind_of(item: AgendaItem) -> EventKind:
    return EventKind.DISCUSSED if item.meeting.state == MeetingState.CLOSED else EventKind.ON_AGENDA


def _of_versions(proposals: Mapping[int, Proposal]) -> list[Entry]:
    """The new words of each proposal; that it began is told by its thread. Queries: 1."""
    rows = Version.objects.filter(proposal__in=proposals, number__gt=1).select_related("proposal")
    rows = rows.defer("by", "text", "plain_text", "touches", "costs", "effect_wanted", "measured_by")
    return [
        Entry(clock.day_of(row.at), EventKind.CORRECTED, row, proposals[row.proposal_id])
        for row in rows.order_by("proposal", "number")[:VERSIONS]
    ]


def _of_decisions(proposals: Mapping[int, Proposal]) -> list[Entry]:
    rows = _decision_rows().filter(proposal__in=proposals).order_by("proposal", "number")
    return [Entry(row.decided_on, EventKind.DECIDED, row, proposals[row.proposal_id]) for row in rows]


def _of_steps(proposals: Mapping[int, Proposal]) -> list[Entry]:
    """The steps that are done, without who did them. Queries: 1."""
    rows = Step.objects.filter(proposal__in=proposals, done_on__isnull=False, removed=False).select_related("proposal")
    return [
        Entry(row.done_on, EventKind.CARRIED_OUT, row, proposals[row.proposal_id])
        for row in rows.defer("owner").order_by("proposal", "number")
        if row.done_on
    ]


def _of_effects(effects: Sequence[Effect], proposals: Mapping[int, Proposal]) -> list[Entry]:
    """The follow-ups of each measure; a correction replaces what was measured the same day. Queries: 1."""
    by_key = {effect.pk: effect for effect in effects}
    rows = EffectPoint.objects.filter(effect__in=by_key).defer("by").order_by("effect", "measured_on", "pk")
    latest: dict[tuple[int, date], EffectPoint] = {}
    for row in rows:
        row.effect = by_key[row.effect_id]
        latest[(row.effect_id, row.measured_on)] = row
    return [
        Entry(row.measured_on, EventKind.EFFECT_SEEN, row, proposals[row.effect.proposal_id]) for row in latest.values()
    ]


def _of_judgements(proposals: Mapping[int, Proposal]) -> list[Entry]:
    """What residents answered, when the question is over, told as on the proposal's own page. Queries: 1."""
    rounds = JudgeRound.objects.filter(proposal__in=proposals, closes_on__lt=clock.today())
    counts = {f"counted_{v}": Count("judgements", filter=Q(judgements__verdict=v)) for v in Verdict.values}
    found = []
    for each in rounds.annotate(**counts).select_related("proposal").order_by("proposal", "number"):
        shown = told([getattr(each, name) for name in counts], least=least())
        judged = Judged(each, shown.all, list(zip(Verdict, shown.each, strict=True)))
        found.append(Entry(each.closes_on, EventKind.EFFECT_SEEN, judged, proposals[each.proposal_id]))
    return found


def _of_events(themes: Sequence[Theme], items: Sequence[AgendaItem], proposals: Sequence[Proposal]) -> Iterator[Entry]:
    """What the threads tell that no row does. Each thing is told once, though many threads have it. Queries: 1.

    A proposal tells in the threads that it comes from too, in the same words: its own thread goes first.
    """
    owners = {each.thread_id: each for each in proposals}
    others: dict[int, Theme | AgendaItem] = {each.thread_id: each for each in items}
    others |= {each.thread_id: each for each in themes}
    rows = Event.objects.filter(thread__in=[*owners, *others], thread__public=True).defer("actor")
    closed = {clock.day_of(each.meeting.closed_at) for each in items if each.meeting.closed_at}
    seen: set[tuple[str, str]] = set()
    rows = rows.select_related("theme").order_by("-at", "-number", "pk")[:EVENTS]
    for event in sorted(rows, key=lambda each: (each.thread_id not in owners, each.at, each.number)):
        day, kind, said = clock.day_of(event.at), EventKind(event.kind), (event.kind, event.text)
        is_new = said not in seen
        seen.add(said)
        by_a_row = event.thread_id in owners and kind in _TOLD_BY_ROWS
        by_an_item = kind == EventKind.DISCUSSED and day in closed
        if is_new and not by_a_row and not by_an_item:
            yield Entry(day, kind, event, owners.get(event.thread_id), others.get(event.thread_id))


_TOLD_BY_ROWS = {EventKind.DECIDED, EventKind.EFFECT_SEEN}
"""The events of a proposal that stand in a row of their own, with more in it."""


def _said(themes: Sequence[Theme]) -> list[Said]:
    """What was said in each theme that is not part of another one. Queries: 1, and those of the figures."""
    open_themes = [theme for theme in themes if theme.merged_into_id is None]
    figures = voice.figures()
    extracts: dict[int, list[str]] = {}
    rows = Extract.objects.filter(theme__in=open_themes).exclude(viewpoint__state=ViewpointState.WITHDRAWN)
    for theme, text in rows.order_by("-chosen_on", "pk").values_list("theme", "text"):
        if len(kept := extracts.setdefault(theme, [])) < EXTRACTS:
            kept.append(redaction.mask(text))
    return [Said(theme, figures.of(theme)[0], extracts.get(theme.pk, [])) for theme in open_themes]


def _heard(items: Sequence[AgendaItem]) -> list[Heard]:
    """How many answered beforehand on each item that no theme counts them in, as its own page says it. Queries: 1."""
    alone = [item for item in items if item.theme_id is None]
    counted = answers_to(alone)
    return [Heard(item, disclosure.number(many, least=least())) for item in alone if (many := counted.get(item.pk))]
