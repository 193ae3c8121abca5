"""The pieces that measures bring to the shared pages, and the ways to their own."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from medskapa.core import clock
from medskapa.core.forms import Form
from medskapa.core.ui import navigation
from medskapa.guidance import notices, panels
from medskapa.guidance.models import Notice, NoticeKind
from medskapa.guidance.queries import placements, placements_needing
from medskapa.people.models import Person, Role
from medskapa.people.requests import roles_held

SHOWN = 8
_READERS = {Role.GUIDE, Role.UNIT_MANAGER, Role.EDITOR}


def add_pieces() -> None:
    """Fill the shared pages and the navigation. Called once, when the application starts."""
    panels.add("mine", "measures", "guidance/mine/measures/_panel.html", of_mine, order=40)
    panels.add("monday", "placements", "guidance/placements/_monday.html", of_monday, order=30)
    panels.add("unit", "extensions", "guidance/placements/_asked.html", of_unit, order=30)
    panels.add("file", "placements", "guidance/placements/_panel.html", of_file, order=40)
    navigation.add("guidance:measures", _("Insatser"))
    navigation.add(
        "guidance:measures_desk", _("Insatser"), section="staff", shown=_reads, also=("/arbete/forlangningar/",)
    )
    navigation.add("guidance:attendance_places", _("Närvaro"), section="staff", shown=_is_provider)
    notices.leads_to(NoticeKind.PLACEMENT_CHANGED, page_of)
    notices.leads_to(NoticeKind.PLACEMENT_ENDS, page_of)


def of_mine(*, viewer: Person, resident: Person) -> dict[str, Any] | None:
    """What goes on, is planned or is waited for. Two queries."""
    return {"mine": [each for each in placements.mine(viewer) if each.placement.state not in placements.OVER]}


def of_monday(*, viewer: Person) -> dict[str, Any] | None:
    """Placements past or near their end, without a way onward, to begin, to plan and to answer, and the answers that
    the guide has not read. One query."""
    needing = placements_needing.needing(viewer)
    return None if needing.is_empty else {"needing": needing, "form": Form(auto_id=False)}


def of_unit(*, viewer: Person) -> dict[str, Any] | None:
    """The extensions that wait for the manager's answer, the oldest first. One query."""
    rows = [(each, (clock.today() - each.asked_on).days) for each in placements.asked_extensions(viewer)]
    return {"rows": rows[:SHOWN], "total": len(rows)} if rows else None


def of_file(*, viewer: Person, resident: Person) -> dict[str, Any] | None:
    """The placements of a resident that are not over. Two queries."""
    rows = placements.in_file(viewer=viewer, resident=resident)
    return {"placements": [each for each in rows if each.placement.state not in placements.OVER]}


def page_of(notice: Notice) -> str:
    """The page of the placement that a notice is about."""
    return reverse("guidance:my_placement", args=[notice.about_key])


def _reads(request: HttpRequest) -> bool:
    return bool(_READERS & roles_held(request))


def _is_provider(request: HttpRequest) -> bool:
    return Role.PROVIDER in roles_held(request)
