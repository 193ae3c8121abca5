"""The guide sends a resident on to local help: the piece of the file, the ways, and whom a guide meets."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from medskapa.commons import referred
from medskapa.commons.policy import SENDS
from medskapa.core.ui import navigation, onward
from medskapa.guidance import panels, policy
from medskapa.people.models import Person, Role
from medskapa.people.queries import roles_of
from medskapa.people.requests import holding


def add() -> None:
    """Add them. Called once, when the application starts."""
    # Here and not in its own room: a day at work begins with the first way, and this one comes late.
    navigation.add("commons:referrals", _("Hänvisningar"), section="staff", shown=holding(*SENDS))
    onward.add("desk", "commons:referrals", _("Hänvisningar, och de som ingen har svarat på"), shown=holding(*SENDS))
    referred.add("guidance", lambda viewer, column: policy.file_open_to(viewer, resident=column))
    panels.add("file", "referrals", "guidance/file/_referrals.html", _of_resident, order=55)


def _of_resident(*, viewer: Person, resident: Person) -> dict[str, Any] | None:
    """A way to the page where they stand: the file asks the database for as much as it may already."""
    return {} if Role.GUIDE in roles_of(viewer) else None
