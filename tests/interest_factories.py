"""Interests with meaningful defaults, and the guides who answer them."""

from typing import Any

from medskapa.commons import actions
from medskapa.commons.models import Interest
from medskapa.people.models import Person, Unit

TOLD = {"can": "Jag kan laga cyklar och prata arabiska.", "wants": "Jag vill hjälpa till någonstans."}


def told(unit: Unit | None = None, person: Person | None = None, **fields: Any) -> Interest:
    """Somebody has told what they can; `unit` is the one whose guides answer, otherwise any guide does."""
    made = actions.register_interest(actor=person, **TOLD | fields)
    if unit is not None:
        made.unit = unit
        made.save(update_fields=["unit"])
    return made


def taken_by(guide: Person, **fields: Any) -> Interest:
    """One that `guide` has taken."""
    return actions.take_interest(actor=guide, interest=told(guide.grants.get().unit, **fields))
