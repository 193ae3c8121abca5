"""What a plan is filled in from: what the resident has told already, so that nobody asks for it again."""

from collections.abc import Iterable
from dataclasses import dataclass

from medskapa.entrance import queries as entrance
from medskapa.entrance.models import Fact, Wall
from medskapa.guidance.models import Plan
from medskapa.people.models import Person

TOLD = {"goal_words": "job_wish", "studies": "study_wish", "can": "worked_with", "hinders": "health_limits"}
"""The question at the entrance whose answer each text of a plan begins with."""


@dataclass(frozen=True)
class Known:
    """What is known for one text of a plan, and where it comes from."""

    text: str
    fact: Fact


def known_for(plan: Plan, fields: Iterable[str], *, viewer: Person) -> dict[str, Known]:
    """What `viewer` may see of what is known for those of `fields` that are empty in `plan`. At most two queries."""
    empty = [name for name in fields if name in TOLD and not getattr(plan, name)]
    if not empty:
        return {}
    facts = entrance.facts_of(viewer=viewer, person=plan.resident, walls=[Wall.GUIDANCE, Wall.EDUCATION, Wall.SHARED])
    found = {}
    for name in empty:
        fact = facts.get(TOLD[name])
        if fact is not None and isinstance(fact.value, str) and fact.value.strip():
            longest = getattr(Plan._meta.get_field(name), "max_length", None)
            found[name] = Known(fact.value.strip()[:longest], fact)
    return found
