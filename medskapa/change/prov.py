"""The whole way as provenance: PROV-JSON (https://www.w3.org/submissions/prov-json/), for anyone to read or check.

Things are named by their public pages. What residents said is one collection for each theme or item, without a
viewpoint, a person or a number that the public figures hide. Agents are bodies, groups and "residents" together.
Times are days. The same way gives the same document.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from medskapa.change.models import Body, Decision, EffectPoint, Proposal, Source, Step, Version
from medskapa.change.queries.thread import Entry, Judged, Story
from medskapa.core import clock
from medskapa.meetings.models import AgendaItem, MeetingState
from medskapa.voice.models import Event, EventKind, Theme

RESIDENTS = "ms:invanare"
_ATTRIBUTES = {
    "wasDerivedFrom": ("prov:generatedEntity", "prov:usedEntity"),
    "wasGeneratedBy": ("prov:entity", "prov:activity"),
    "wasAttributedTo": ("prov:entity", "prov:agent"),
    "wasAssociatedWith": ("prov:activity", "prov:agent"),
    "used": ("prov:activity", "prov:entity"),
}


class _Document:
    """A PROV-JSON document while it is put together."""

    def __init__(self) -> None:
        self.records: dict[str, dict[str, Any]] = {"entity": {}, "activity": {}, "agent": {}}

    def entity(self, key: str, kind: str, label: str, **more: Any) -> str:
        return self._record("entity", key, kind, label, more)

    def agent(self, key: str, label: str, kind: str = "prov:Organization") -> str:
        return self._record("agent", key, kind, label, {})

    def activity(self, key: str, kind: str, label: str, begins: date | None, ends: date | None) -> str:
        times = {"prov:startTime": _day(begins), "prov:endTime": _day(ends)}
        return self._record("activity", key, kind, label, {name: at for name, at in times.items() if at})

    def _record(self, group: str, key: str, kind: str, label: str, more: Mapping[str, Any]) -> str:
        self.records[group][key] = {"prov:type": _name(kind), "prov:label": {"$": label, "lang": "sv"}, **more}
        return key

    def relate(self, relation: str, one: str, other: str, **more: Any) -> None:
        """Say that `one` stands in `relation` to `other`; what is said twice stands once."""
        first, second = _ATTRIBUTES[relation]
        self.records.setdefault(relation, {})[f"_:{relation}.{one}.{other}".replace("ms:", "")] = {
            first: one,
            second: other,
            **more,
        }


def document(story: Story) -> dict[str, Any]:
    """The PROV-JSON document of `story`, in Swedish whatever the language of the page."""
    with translation.override("sv"):
        made = _Document()
        made.agent(RESIDENTS, "invånare", "prov:Agent")
        for said in story.themes:
            _of_theme(made, said.theme, said.viewpoints)
        for item in story.items:
            _of_item(made, item)
        for heard in story.heard:
            _of_answers(made, heard.item, heard.answers)
        for proposal in story.proposals:
            _of_proposal(made, proposal)
        for source in story.sources:
            _of_source(made, source)
        for entry in story.entries:
            if write := _WRITERS.get(type(entry.about)):
                write(made, entry, entry.about)
        prefixes = {"ms": f"{settings.PUBLIC_URL}/prov/", "prov": "http://www.w3.org/ns/prov#"}
        return {"prefix": prefixes, **{group: rows for group, rows in made.records.items() if rows}}


def _of_theme(made: _Document, theme: Theme, viewpoints: Any) -> None:
    key = made.entity(_theme(theme), "ms:Theme", theme.name, **_at(reverse("voice:theme", args=[theme.slug])))
    many = {"ms:number": viewpoints} if isinstance(viewpoints, int) and not isinstance(viewpoints, bool) else {}
    said = made.entity(f"{key}.sagt", "prov:Collection", f"Det som sagts om {theme.name}", **many)
    made.relate("wasAttributedTo", said, RESIDENTS)
    made.relate("wasDerivedFrom", key, said)


def _of_item(made: _Document, item: AgendaItem) -> None:
    meeting = item.meeting
    key = made.entity(
        _item(item), "ms:AgendaItem", item.title, **_at(reverse("meetings:item", args=[meeting.slug, item.pk]))
    )
    day = clock.day_of(meeting.starts_at) if meeting.starts_at else None
    held = made.activity(f"ms:traff.{meeting.slug}", "ms:Meeting", meeting.title, day, day)
    made.relate("used", held, key)
    made.relate("wasAssociatedWith", held, RESIDENTS)
    if item.theme is not None:
        made.relate("wasDerivedFrom", key, _known_theme(made, item.theme))
    if item.outcome and meeting.state == MeetingState.CLOSED:
        more = _at(reverse("meetings:public_minutes", args=[meeting.slug])) if item.has_minutes else {}  # type: ignore[attr-defined]
        outcome = made.entity(f"{key}.utfall", "ms:Outcome", item.get_outcome_display(), **more)
        made.relate("wasGeneratedBy", outcome, held, **_time(day))
        made.relate("wasDerivedFrom", outcome, key)


def _of_answers(made: _Document, item: AgendaItem, answers: Any) -> None:
    many = {"ms:number": answers} if type(answers) is int else {}
    said = made.entity(f"{_item(item)}.sagt", "prov:Collection", f"Svar före träffen: {item.title}", **many)
    made.relate("wasAttributedTo", said, RESIDENTS)
    made.relate("wasDerivedFrom", _item(item), said)


def _of_proposal(made: _Document, proposal: Proposal) -> None:
    where = _at(reverse("change:proposal", args=[proposal.number]))
    key = made.entity(_proposal(proposal), "ms:Proposal", proposal.title, **where)
    work = made.activity(f"{key}.arbete", "ms:Work", proposal.title, proposal.began_on, proposal.ready_on)
    made.relate("wasGeneratedBy", key, work, **_time(proposal.began_on))
    if proposal.working_group is not None:
        group = made.agent(f"ms:grupp.{proposal.working_group.slug}", proposal.working_group.name)
        made.relate("wasAssociatedWith", work, group)
        made.relate("wasAttributedTo", key, group)


def _of_source(made: _Document, source: Source) -> None:
    """What the proposal comes from; a resident's own proposal is one of all residents' together."""
    key = _proposal(source.proposal)
    if source.theme is not None:
        made.relate("wasDerivedFrom", key, _known_theme(made, source.theme))
    elif source.item is not None:
        item = _item(source.item)
        made.relate("wasDerivedFrom", key, f"{item}.utfall" if f"{item}.utfall" in made.records["entity"] else item)
        if item not in made.records["entity"]:
            made.entity(item, "ms:AgendaItem", source.item.title)
    elif source.working_group is not None:
        group = made.agent(f"ms:grupp.{source.working_group.slug}", source.working_group.name)
        made.relate("wasAttributedTo", key, group)
    else:
        said = made.entity(f"{key}.eget", "prov:Collection", "Invånares egna förslag")
        made.relate("wasAttributedTo", said, RESIDENTS)
        made.relate("wasDerivedFrom", key, said)


def _version_entry(made: _Document, entry: Entry, version: Version) -> None:
    proposal = _proposal(version.proposal)
    where = _at(reverse("change:version", args=[version.proposal.number, version.number]))
    key = made.entity(f"{proposal}.version.{version.number}", "ms:Version", f"Version {version.number}", **where)
    made.relate("wasDerivedFrom", key, proposal, **{"prov:type": _name("prov:Revision")})
    made.relate("wasGeneratedBy", key, f"{proposal}.arbete", **_time(entry.on))


def _decision_entry(made: _Document, entry: Entry, decision: Decision) -> None:
    proposal = _proposal(decision.proposal)
    key = made.entity(
        f"ms:beslut.{decision.pk}",
        "ms:Decision",
        f"{decision.get_word_display()}: {decision.proposal.title}",
        **_at(reverse("change:decision", args=[decision.pk])),
        **{"ms:reasons": {"$": decision.reasons, "lang": "sv"}},
    )
    act = made.activity(f"{key}.beslutande", "ms:Deciding", "Beslut", entry.on, entry.on)
    version = f"{proposal}.version.{decision.on_version.number}"
    basis = version if version in made.records["entity"] else proposal
    made.relate("used", act, basis)
    made.relate("wasGeneratedBy", key, act, **_time(entry.on))
    made.relate("wasDerivedFrom", key, basis)
    made.relate("wasAssociatedWith", act, made.agent(f"ms:{decision.body}", str(Body(decision.body).label)))
    made.relate("wasAttributedTo", key, f"ms:{decision.body}")


def _step_entry(made: _Document, entry: Entry, step: Step) -> None:
    act = made.activity(f"{_proposal(step.proposal)}.steg.{step.number}", "ms:Step", step.text, None, entry.on)
    made.relate("used", act, _proposal(step.proposal))


def _point_entry(made: _Document, entry: Entry, point: EffectPoint) -> None:
    proposal = _proposal(point.effect.proposal)
    key = made.entity(
        f"{proposal}.effekt.{entry.on.isoformat()}",
        "ms:Effect",
        point.effect.what,
        **{
            "ms:value": _decimal(point.value),
            "ms:baseline": _decimal(point.effect.baseline),
            "ms:unit": point.effect.measured_in,
            "ms:source": point.effect.source,
        },
    )
    _derive_from_what_was_done(made, key, point.effect.proposal)


def _judged_entry(made: _Document, entry: Entry, judged: Judged) -> None:
    key = f"{_proposal(judged.round.proposal)}.omdome.{judged.round.number}"
    shown = {f"ms:{verdict.value}": many for verdict, many in judged.parts if type(many) is int}
    made.entity(key, "prov:Collection", judged.round.question, **shown)
    made.relate("wasAttributedTo", key, RESIDENTS)
    _derive_from_what_was_done(made, key, judged.round.proposal)


def _event_entry(made: _Document, entry: Entry, event: Event) -> None:
    if entry.kind == EventKind.CARRIED_OUT and entry.proposal is not None:
        key = f"{_proposal(entry.proposal)}.genomfort"
        made.entity(key, "ms:CarriedOut", event.text or entry.proposal.title)
        made.relate("wasDerivedFrom", key, _proposal(entry.proposal))


def _derive_from_what_was_done(made: _Document, key: str, proposal: Proposal) -> None:
    done = f"{_proposal(proposal)}.genomfort"
    made.relate("wasDerivedFrom", key, done if done in made.records["entity"] else _proposal(proposal))


_WRITERS: Mapping[type, Any] = {
    Version: _version_entry,
    Decision: _decision_entry,
    Step: _step_entry,
    EffectPoint: _point_entry,
    Judged: _judged_entry,
    Event: _event_entry,
}


def _theme(theme: Theme) -> str:
    return f"ms:tema.{theme.slug}"


def _known_theme(made: _Document, theme: Theme) -> str:
    """The theme's name, with an entity of it also where it is now part of another one."""
    key = _theme(theme)
    if key not in made.records["entity"]:
        made.entity(key, "ms:Theme", theme.name, **_at(reverse("voice:theme", args=[theme.slug])))
    return key


def _item(item: AgendaItem) -> str:
    return f"ms:punkt.{item.pk}"


def _proposal(proposal: Proposal) -> str:
    return f"ms:forslag.{proposal.number}"


def _name(kind: str) -> dict[str, str]:
    return {"$": kind, "type": "prov:QUALIFIED_NAME"}


def _at(path: str) -> dict[str, Any]:
    return {"prov:location": {"$": f"{settings.PUBLIC_URL}{path}", "type": "xsd:anyURI"}}


def _day(day: date | None) -> str | None:
    """A day as the moment that PROV wants: its midnight, with no time that says more than the day."""
    return f"{day.isoformat()}T00:00:00" if day else None


def _time(day: date | None) -> dict[str, str]:
    return {"prov:time": at} if (at := _day(day)) else {}


def _decimal(value: Any) -> dict[str, str]:
    return {"$": f"{value:f}", "type": "xsd:decimal"}
