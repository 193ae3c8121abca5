"""Who may take in what residents say, at the desk and in the street alike."""

from medskapa.people.models import Role
from tests.factories import PersonFactory, StaffFactory, UnitFactory, staff

PEOPLE = {
    "registrar": lambda: staff(Role.REGISTRAR),
    "answerer": lambda: staff(Role.ANSWERER, UnitFactory()),
    "unit manager": lambda: staff(Role.UNIT_MANAGER, UnitFactory()),
    "editor": lambda: staff(Role.EDITOR),
    "auditor": lambda: staff(Role.AUDITOR),
    "staff without a role": StaffFactory,
    "resident": PersonFactory,
    "nobody signed in": lambda: None,
}

WHO_TAKES_IN = [  # who, GET, POST, taken in
    ("registrar", 200, 200, True),
    ("answerer", 200, 200, True),
    ("unit manager", 200, 200, True),
    ("editor", 200, 200, True),
    ("auditor", 403, 403, False),
    ("staff without a role", 403, 403, False),
    ("resident", 403, 403, False),
    ("nobody signed in", 302, 302, False),
]
