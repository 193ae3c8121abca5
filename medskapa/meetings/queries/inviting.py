"""The invited of a meeting, as its planners see them: who, how many, and what those who come need."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, Count, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, Lower
from django.http import Http404

from medskapa.core import clock
from medskapa.meetings import draws, policy
from medskapa.meetings.models import Invitation, InvitationState, Meeting, Origin
from medskapa.people.models import Person

PAGE = 50
LAST_LOT = 100_000
NEEDS = ("interpreter", "child_care", "travel", "food", "access")


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What the list is narrowed to. Empty: no narrowing."""

    text: str = ""
    state: str = ""
    origin: str = ""
    need: str = ""


@dataclass(frozen=True)
class Page:
    """Some invitations, each with ``shown_name``, and where the next page begins (empty on the last one)."""

    rows: list[Any]
    next: str


def meeting_of(viewer: Person, slug: str) -> Meeting:
    """A meeting that `viewer` plans. Raises Http404, the same for a foreign one and for none at all. Queries: 1."""
    found = Meeting.objects.filter(policy.plannable_by(viewer), slug=slug).select_related("unit").first()
    if found is None:
        raise Http404
    return found


def invitations_of(viewer: Person) -> QuerySet[Invitation]:
    """The invitations of the meetings that `viewer` plans, each with ``shown_name`` (empty: not to be known)."""
    known = policy.knows_of(viewer, member="member")
    name = Case(When(known, then=F("member__name")), default=Value(""), output_field=CharField())
    rows: QuerySet[Invitation] = Invitation.objects.filter(policy.invitable_by(viewer)).annotate(shown_name=name)
    return rows


def invitation_of(viewer: Person, pk: int) -> Any:
    """An invitation to a meeting that `viewer` plans. Raises Http404. Queries: 1."""
    found = invitations_of(viewer).select_related("meeting__unit", "member", "picked_by").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def invitations(*, viewer: Person, meeting: Meeting, wanted: Wanted, after: str = "") -> Page:
    """One page of the invited, in the order of the lot; those picked by hand come last. Queries: 1."""
    place = Coalesce(F("lot"), Value(LAST_LOT), output_field=IntegerField())
    rows = invitations_of(viewer).filter(meeting=meeting).annotate(place_in_list=place).filter(_narrowed(wanted))
    rows = rows.select_related("member__area", "picked_by", "meeting").filter(_beyond(after))
    found: list[Any] = list(rows.order_by("place_in_list", "pk")[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    return Page(found[:PAGE], f"{last.place_in_list}.{last.pk}" if last else "")


def _narrowed(wanted: Wanted) -> Q:
    condition = Q()
    for word in wanted.text[:100].split():
        condition &= Q(shown_name__icontains=word)
    if wanted.state:
        condition &= Q(state=wanted.state)
    if wanted.origin:
        condition &= Q(origin=wanted.origin)
    if wanted.need in NEEDS:
        condition &= ~Q(**{wanted.need: ""}) & Q(state=InvitationState.YES)
    return condition


def _beyond(after: str) -> Q:
    """The condition that a row comes after the one that `after` names; nothing for what is no such name."""
    place, _, pk = after.partition(".")
    if not (place.isdecimal() and pk.isdecimal() and len(place) < 7 and len(pk) < 20):
        return Q()
    return Q(place_in_list__gt=int(place)) | Q(place_in_list=int(place), pk__gt=int(pk))


@dataclass(frozen=True)
class Counts:
    """How many invitations there are in each state, drawn and picked, and how many answers are late."""

    to_send: int
    asked: int
    yes: int
    no: int
    withdrawn: int
    drawn: int
    picked: int
    late: int

    @property
    def all(self) -> int:
        return self.to_send + self.asked + self.yes + self.no + self.withdrawn


def counts(meeting: Meeting) -> Counts:
    """Queries: 1."""
    by_state = {state: Count("pk", filter=Q(state=state)) for state in InvitationState.values}
    still = ~Q(state=InvitationState.WITHDRAWN)
    return Counts(
        **Invitation.objects.filter(meeting=meeting).aggregate(
            **by_state,
            drawn=Count("pk", filter=still & Q(origin=Origin.DRAWN)),
            picked=Count("pk", filter=still & Q(origin=Origin.PICKED)),
            late=Count("pk", filter=draws.late(clock.today())),
        )
    )


@dataclass(frozen=True)
class Needs:
    """What those who come need: how many of each kind, and interpreters by language, the most asked for first."""

    interpreters: list[tuple[str, int]]
    child_care: int
    travel: int
    food: int
    access: int


def needs(meeting: Meeting) -> Needs:
    """Queries: 2."""
    coming = Invitation.objects.filter(meeting=meeting, state=InvitationState.YES)
    numbers = coming.aggregate(**{need: Count("pk", filter=~Q(**{need: ""})) for need in NEEDS[1:]})
    spoken = coming.exclude(interpreter="").order_by().values(tongue=Lower("interpreter")).annotate(number=Count("pk"))
    interpreters = [(each["tongue"], each["number"]) for each in spoken.order_by("-number", "tongue")[:50]]
    return Needs(interpreters=interpreters, **numbers)
