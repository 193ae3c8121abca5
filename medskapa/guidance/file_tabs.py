"""The parts of a resident's file at work, in the order of its tabs. Each area adds its own line."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from medskapa.core.ui import Way
from medskapa.people.models import Person

TABS = [
    ("guidance:file", _("Översikt")),
    ("guidance:plan", _("Planering")),
    ("guidance:placements", _("Insatser")),
    ("guidance:talks", _("Samtal")),
    ("guidance:notes", _("Anteckningar")),
    ("guidance:circle", _("Krets")),
]
"""The name of an address that takes the key of the resident (``pk``), and what it is called."""


def context(resident: Person, here: str) -> dict[str, Any]:
    """What `guidance/file/_base.html` needs: ``resident`` and ``tabs``.

    Args:
        here: the name of the address of the tab that is open, such as ``guidance:file``.
    """
    tabs = [Way(reverse(name, args=[resident.pk]), str(text), name == here) for name, text in TABS]
    return {"resident": resident, "tabs": tabs}
