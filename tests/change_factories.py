"""Groups, proposals and decisions, straight into the tables, with meaningful defaults."""

from datetime import timedelta
from itertools import count
from typing import Any

from medskapa.change.models import (
    Decision,
    DevelopmentGroup,
    ImprovementArea,
    Member,
    Process,
    Proposal,
    ProposalState,
    Source,
    Version,
    WorkingGroup,
)
from medskapa.core import clock
from medskapa.people.models import Person
from medskapa.voice.models import EventKind, Thread
from tests.factories import StaffFactory, UnitFactory

_numbers = count(1)


def new_area(**fields: Any) -> ImprovementArea:
    number = next(_numbers)
    return ImprovementArea.objects.create(
        **{
            "slug": f"omrade-att-forbattra-{number}",
            "name": f"Begripliga brev {number}",
            "process": Process.INFLUENCE,
            "about": "Breven är svåra att förstå.",
            "source": "Utvärderingen av breven 2015",
        }
        | fields
    )


def the_development_group(process: Process = Process.INFLUENCE) -> DevelopmentGroup:
    """The one group of a part of the process, made where it is missing."""
    found, _made = DevelopmentGroup.objects.get_or_create(
        process=process,
        defaults={
            "slug": f"utvecklingsgrupp-{process}",
            "name": f"Utvecklingsgruppen {process.label}"[:100],
            "purpose": "Invånarna ska ha inflytande.",
            "mandate": "Gruppen får pröva nytt i en enhet.",
            "hours_a_month": 8,
        },
    )
    return found


def new_group(*members: Person, **fields: Any) -> WorkingGroup:
    """An active working group with `members`."""
    number = next(_numbers)
    group = WorkingGroup.objects.create(
        **{
            "slug": f"arbetsgrupp-{number}",
            "name": f"Arbetsgruppen för brev {number}",
            "task": "Gör breven lättare att förstå.",
            "area": fields.pop("area", None) or new_area(),
            "development_group": fields.pop("development_group", None) or the_development_group(),
            "unit": fields.pop("unit", None) or UnitFactory(),
            "started_on": clock.today() - timedelta(days=30),
            "due_on": clock.today() + timedelta(days=60),
        }
        | fields
    )
    for person in members:
        Member.objects.create(working_group=group, person=person, starts_on=group.started_on)
    return group


def new_proposal(
    *, by: Person | None = None, group: WorkingGroup | None = None, source: dict[str, Any] | None = None, **fields: Any
) -> Proposal:
    """A proposal that is worked on, with a first version, from `group` unless `source` says otherwise."""
    number = next(_numbers)
    group = group or new_group()
    proposal = Proposal.objects.create(
        **{
            "number": number,
            "title": f"Alla brev på enkel svenska ({number})",
            "area": group.area,
            "working_group": group,
            "development_group": group.development_group,
            "thread": Thread.objects.create(public=True, state=EventKind.PROPOSED),
            "state": ProposalState.WORKING,
            "began_on": clock.today(),
            "words": 1,
        }
        | fields
    )
    Version.objects.create(
        proposal=proposal,
        number=1,
        title=proposal.title,
        text="Vi skriver om breven med korta meningar.",
        touches="Alla som får brev.",
        costs="40 timmar.",
        effect_wanted="Fler förstår sitt beslut.",
        measured_by="Andel som ringer för att fråga.",
        by=by or StaffFactory(),
        at=clock.now(),
    )
    Source.objects.create(proposal=proposal, **(source or {"working_group": group}))
    return proposal


def new_decision(proposal: Proposal, *, word: str = "yes", by: Person | None = None, **fields: Any) -> Decision:
    """A decision by the management, and the proposal's state with it."""
    decision = Decision.objects.create(
        **{
            "proposal": proposal,
            "on_version": proposal.versions.last(),
            "number": proposal.decisions.count() + 1,
            "word": word,
            "body": "management",
            "reasons": "Breven ska gå att förstå.",
            "decided_on": clock.today(),
            "back_on": clock.today() + timedelta(days=90) if word == "later" else None,
            "by": by or StaffFactory(),
            "entered_at": clock.now(),
        }
        | fields
    )
    proposal.state = ProposalState(word)
    proposal.save(update_fields=["state"])
    return decision
