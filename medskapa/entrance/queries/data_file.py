"""What somebody has told at the entrance, and what is known about them, for the file of their own."""

from typing import Any

from django.db.models import Prefetch

from medskapa.entrance.models import Entry, Fact, Part, Passing
from medskapa.entrance.queries.questions import asked_now
from medskapa.entrance.words import Speaker
from medskapa.people.models import Person
from medskapa.people.own_data import name_of


def told_by(viewer: Person) -> dict[str, Any] | None:
    """Everything that is, and was, known about `viewer`, with where it comes from and what has passed a wall.

    None where there is nothing. Queries: 2 then, otherwise at most 6, however many the rows.
    """
    passings = Prefetch("passings", Passing.objects.select_related("passed_by").order_by("passed_at", "pk"))
    facts = Fact.objects.filter(person=viewer).select_related("written_by").prefetch_related(passings)
    parts = Prefetch("parts", Part.objects.select_related("received_by").order_by("pk"))
    entries = Entry.objects.filter(person=viewer).select_related("taken_in_by").prefetch_related(parts)
    known = list(facts.order_by("valid_from", "key", "pk"))
    handed_in = list(entries.order_by("handed_in_at", "pk"))
    if not known and not handed_in:
        return None
    speaker = Speaker(asked_now())
    return {
        "facts": [_fact(each, speaker) for each in known],
        "entries": [_entry(each) for each in handed_in],
    }


def _fact(fact: Fact, speaker: Speaker) -> dict[str, Any]:
    return {
        "what": speaker.label(fact.key),
        "value": speaker.says(fact.key, fact.value),
        "from": fact.get_source_display(),
        "written_by": name_of(fact.written_by),
        "seen_by": fact.get_wall_display(),
        "ground": fact.get_ground_display(),
        "law": fact.law,
        "since": fact.valid_from,
        "until": fact.valid_to,
        "you_say": fact.dispute,
        "you_said_on": fact.disputed_on,
        "passed_on": [_passing(each) for each in fact.passings.all()],
    }


def _passing(passing: Passing) -> dict[str, Any]:
    return {
        "to": passing.get_to_wall_display(),
        "ground": passing.get_ground_display(),
        "law": passing.law,
        "why": passing.why,
        "by": name_of(passing.passed_by),
        "at": passing.passed_at,
    }


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "at": entry.handed_in_at,
        "how": entry.get_how_display(),
        "taken_in_by": name_of(entry.taken_in_by),
        "language": entry.language,
        "answer_via": entry.get_reach_via_display(),
        "went_to": [_part(each) for each in entry.parts.all()],
    }


def _part(part: Part) -> dict[str, Any]:
    return {
        "to": part.get_to_display(),
        "state": part.get_state_display(),
        "promised_on": part.promised_on,
        "received_at": part.received_at,
        "received_by": name_of(part.received_by),
        "you_were_told": part.told,
    }
