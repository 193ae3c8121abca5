"""Who gets what at every address. One row per URL name; an address without a row fails the suite.

The rows stand in the modules beside this one that are called ``rows_<room>`` or ``rows_<room>_<area>``, each in a
dictionary `ROWS` from URL name to `patterns.Row`; a new module is found by its name. A row says which status each role
gets for GET and for POST, to an object that exists in `world`. Everybody who is not named in a pattern's exceptions
gets what the pattern says.
"""

import pkgutil
from importlib import import_module

import tests.access
from tests.access.patterns import Row


def gathered() -> dict[str, Row]:
    """The rows of every module. A name that two modules have is a mistake, and raises ValueError."""
    found: dict[str, Row] = {}
    for module in sorted(each.name for each in pkgutil.iter_modules(tests.access.__path__)):
        if not module.startswith("rows_"):
            continue
        rows: dict[str, Row] = import_module(f"tests.access.{module}").ROWS
        if twice := rows.keys() & found.keys():
            raise ValueError(f"{module} has rows of another module: {', '.join(sorted(twice))}")
        found |= rows
    return found


TABLE = gathered()
