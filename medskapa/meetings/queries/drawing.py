"""The draw of a meeting: for its planner, and for anybody who wants to check it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.http import Http404

from analysis.disclosure import Shown, number
from medskapa.commons import queries as commons
from medskapa.meetings import policy
from medskapa.meetings.models import Draw, Invitation, InvitationState, Meeting, Origin
from medskapa.meetings.pool import Category
from medskapa.voice.texts import least


@dataclass(frozen=True)
class HowChosen:
    """How many are invited by lot and by staff's choice, as anybody may see it: a small number is not told."""

    drawn: Shown
    picked: Shown


def how_chosen(meeting: Meeting) -> HowChosen:
    """The invitations that stand. How many they are in all is told nowhere. Queries: 1."""
    stands = Invitation.objects.filter(meeting=meeting).exclude(
        state__in=[InvitationState.WITHDRAWN, InvitationState.NO]
    )
    counted = stands.aggregate(
        drawn=Count("pk", filter=Q(origin=Origin.DRAWN)), picked=Count("pk", filter=Q(origin=Origin.PICKED))
    )
    return HowChosen(**{name: number(value, least=least()) for name, value in counted.items()})


def draw_of(meeting: Meeting) -> Draw | None:
    """The draw of a meeting, if it is fixed. Queries: 1."""
    return Draw.objects.filter(meeting=meeting).select_related("fixed_by", "drawn_by").first()


def public_draw(slug: str) -> Draw:
    """The draw of a meeting in public. Raises Http404. Queries: 1."""
    rows = Draw.objects.filter(meeting__in=Meeting.objects.filter(policy.PUBLIC)).select_related("meeting__unit")
    found = rows.filter(meeting__slug=slug).first()
    if found is None:
        raise Http404
    return found


def names_of_values(categories: list[str]) -> dict[str, dict[str, Any]]:
    """The names of areas and services, where a draw uses them, by their slugs. Queries: one for each of the two."""
    names: dict[str, dict[str, Any]] = {}
    if Category.AREA in categories:
        names["area"] = {area.slug: area.name for area in commons.areas()}
    if Category.SERVICE in categories:
        names["service"] = {service.slug: service.name for service in commons.services()}
    return names
