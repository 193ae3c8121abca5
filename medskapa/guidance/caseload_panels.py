"""The pieces of shared pages that tell who has which guide: of the guide's day, and of a resident's file."""

from typing import Any

from medskapa.core import clock
from medskapa.entrance.models import Wall
from medskapa.entrance.queries.facts import current_facts
from medskapa.entrance.queries.questions import asked_in, number_now
from medskapa.entrance.words import Speaker
from medskapa.guidance import panels
from medskapa.guidance.queries import caseload, workload
from medskapa.people.models import Person
from medskapa.voice.queries import desk


def add() -> None:
    """Add them. Called once, when the application starts."""
    panels.add("monday", "covering", "guidance/caseload/_covering.html", _covering, order=5)
    panels.add("monday", "changed", "guidance/caseload/_changed.html", _changed, order=40)
    panels.add("monday", "quiet", "guidance/caseload/_quiet.html", _quiet, order=60)
    panels.add("unit", "requests", "guidance/caseload/_requests.html", _requests, order=10)
    panels.add("unit", "waiting", "guidance/caseload/_waiting.html", _waiting, order=20)
    panels.add("unit", "inbox", "guidance/caseload/_inbox.html", _inbox, order=60)
    panels.add("file", "guide", "guidance/file/_guide.html", _guide, order=5)
    panels.add("file", "told", "guidance/file/_told.html", _told, order=60)


def _covering(*, viewer: Person) -> dict[str, Any] | None:
    found = caseload.covering(viewer)
    return {"absences": found} if found else None


def _changed(*, viewer: Person) -> dict[str, Any] | None:
    found = caseload.changed(viewer)
    return {"changed": found} if found.new or found.left else None


def _quiet(*, viewer: Person) -> dict[str, Any] | None:
    found = caseload.quiet(viewer)
    return {"assignments": found.rows, "total": found.total, "days": caseload.QUIET_DAYS} if found.rows else None


def _requests(*, viewer: Person) -> dict[str, Any] | None:
    today = clock.today()
    rows = [(each, workload.called(each), (today - each.asked_on).days) for each in workload.requests(viewer)]
    return {"rows": rows[: caseload.SHOWN], "total": len(rows)} if rows else None


def _waiting(*, viewer: Person) -> dict[str, Any] | None:
    rows = workload.waiting_for_guide(viewer)
    return {"rows": rows[: caseload.SHOWN], "total": len(rows)} if rows else None


def _inbox(*, viewer: Person) -> dict[str, Any] | None:
    """What the manager owes residents who have said what they think: whoever begins the day here sees that too."""
    debt = desk.debt(viewer=viewer)
    return {"debt": debt} if debt.waiting else None


def _guide(*, viewer: Person, resident: Person) -> dict[str, Any] | None:
    return {}  # the page itself has looked the guide up: by that assignment the file is open


def _told(*, viewer: Person, resident: Person) -> dict[str, Any] | None:
    """What the resident told once, as far as the role of `viewer` goes: nobody asks for it again. One query."""
    known = current_facts(viewer=viewer, person=resident, walls=[Wall.SHARED, Wall.GUIDANCE])
    facts: list[Any] = list(known.annotate(asked_number=number_now()))
    if not facts:
        return None
    speaker = Speaker(asked_in(facts[0].asked_number))
    return {"told": [(speaker.label(fact.key), speaker.says(fact.key, fact.value), fact) for fact in facts]}
