"""The residents who may be asked, as those who plan meetings see them, and as each sees their own place among them."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Case, CharField, Count, F, Q, QuerySet, Value, When
from django.http import Http404

from medskapa.core import audit
from medskapa.meetings import policy
from medskapa.meetings.models import Invitation, PoolMember
from medskapa.people.models import Person

PAGE = 50
LONGEST_SEARCH = 100
SEVERAL = 20


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What the list is narrowed to. Empty: no narrowing; ``left`` shows those who have left instead."""

    text: str = ""
    area: int | None = None
    via: str = ""
    left: bool = False


@dataclass(frozen=True)
class Page:
    """Some members, each with ``shown_name`` (empty: not to be known), and where the next page begins."""

    rows: list[Any]
    next: str


def members_known(viewer: Person) -> QuerySet[Any]:
    """The members, each with ``shown_name``: empty where `viewer` may not know who it is."""
    name = Case(When(policy.knows_of(viewer), then=F("name")), default=Value(""), output_field=CharField())
    return PoolMember.objects.annotate(shown_name=name)


def members(*, viewer: Person, wanted: Wanted, after: str = "") -> Page:
    """One page of the pool, by name; those with protected identity first, without one.

    Queries: 1, and 1 for the place. It is a key and no name: addresses are kept in histories and logs.
    """
    rows = members_known(viewer).filter(only_for__isnull=True, left_on__isnull=not wanted.left)
    rows = rows.filter(_narrowed(viewer, wanted)).select_related("area", "service", "contact")
    found = list(rows.filter(_beyond(viewer, after)).order_by("shown_name", "pk")[: PAGE + 1])
    last: Any = found[PAGE - 1] if len(found) > PAGE else None
    return Page(found[:PAGE], str(last.pk) if last else "")


def _narrowed(viewer: Person, wanted: Wanted) -> Q:
    """A narrowed list holds only those whom `viewer` may know: one by area would tell where a hidden one lives."""
    condition = policy.knows_of(viewer) if wanted != Wanted() else Q()
    for word in wanted.text[:LONGEST_SEARCH].split():
        condition &= Q(shown_name__icontains=word)
    if wanted.area is not None:
        condition &= Q(area=wanted.area)
    if wanted.via:
        condition &= Q(via=wanted.via)
    return condition


def _beyond(viewer: Person, after: str) -> Q:
    """The condition that a row comes after the one with the key `after`; nothing for what is no such key."""
    if not (after.isdecimal() and len(after) < 20 and int(after) < 2**63):
        return Q()
    last = members_known(viewer).filter(pk=int(after)).first()
    return Q(shown_name__gt=last.shown_name) | Q(shown_name=last.shown_name, pk__gt=last.pk) if last else Q()


@dataclass(frozen=True)
class Counts:
    """How many may be asked, and how many of them have been at a meeting."""

    all: int
    taken_part: int


def counts() -> Counts:
    """How great the pool is. Queries: 1."""
    inside = PoolMember.objects.filter(only_for__isnull=True, left_on__isnull=True)
    return Counts(**inside.aggregate(all=Count("pk"), taken_part=Count("pk", filter=Q(taken_part=True))))


def named(*, viewer: Person, text: str) -> list[PoolMember]:
    """Members whose name holds `text`, to choose from. Queries: 1."""
    words = text[:LONGEST_SEARCH].split()
    if not words:
        return []
    rows = members_known(viewer).filter(only_for__isnull=True, left_on__isnull=True)
    return list(
        rows.filter(_narrowed(viewer, Wanted(text=text))).select_related("area").order_by("shown_name", "pk")[:SEVERAL]
    )


def member_of(viewer: Person, pk: int) -> PoolMember:
    """A member whom `viewer` may know. Raises Http404, the same for one they may not and for none at all."""
    rows = PoolMember.objects.filter(policy.knows_of(viewer)).select_related(
        "area", "service", "contact", "person", "only_for", "added_by"
    )
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True)
class Card:
    """All that is known of a member, and which meetings they were invited to, the latest first."""

    member: PoolMember
    invitations: list[Invitation]


@transaction.atomic
def card(*, viewer: Person, pk: int) -> Card:
    """A member in full; that `viewer` read it is written down. Raises Http404. Queries: 2, and the note."""
    member = member_of(viewer, pk)
    invitations = list(member.invitations.select_related("meeting").order_by("-made_on", "pk")[:PAGE])
    if member.person is None:
        audit.record(actor=viewer, verb="member.read", on=member)
    elif member.person_id != viewer.pk:
        audit.read(reader=viewer, person=member.person, what="member")
    return Card(member, invitations)


def own(viewer: Person) -> PoolMember | None:
    """The viewer's own place in the pool, also one they have left; None if there never was one. Queries: 1."""
    return PoolMember.objects.filter(person=viewer).select_related("area", "service", "contact").first()
