"""What is stored about a person, for the file that they fetch of it: each room adds its part, and knows no other.

The rooms register when the application starts: ``own_data.add("path", _("Din väg"), part)``. The file is fetched where
`voice` shows a person their own page.
"""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from medskapa.people.models import Person

Part = Callable[[Person], dict[str, Any] | None]

_parts: dict[str, tuple[Any, Part]] = {}


def add(name: str, heading: Any, part: Part) -> None:
    """Add a part to the file. The same name twice replaces the first.

    Args:
        name: what the part is called in the file.
        heading: what it is, in words; may be lazy.
        part: gives what the person may read of what the room stores about them, as JSON can hold it (days and times
            too); None where there is nothing. Its queries are as many however many rows there are.
    """
    _parts[name] = heading, part


def of(person: Person) -> dict[str, Any]:
    """The parts of the file about `person`, for `person` alone, in the order in which they were added."""
    found = {name: (heading, part(person)) for name, (heading, part) in _parts.items()}
    return {name: {"heading": heading, **told} for name, (heading, told) in found.items() if told is not None}


def name_of(person: Person | None) -> str:
    """The name of somebody else in the file; nothing for nobody, and for those whose own name is protected."""
    return "" if person is None or person.protected_identity else person.name


def called(person: Person) -> str:
    """What a resident reads on a page that one of the staff is called; where the name is protected, no name."""
    return name_of(person) or _("Någon som arbetar hos oss")
