"""Talks for a viewer: which times are free, what is booked, what was missed, and how many staff a resident has met."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet

from medskapa.core import clock, walls
from medskapa.guidance import policy, slots
from medskapa.guidance.models import Absence, Contact, GuideAssignment, Slot, Talk, TalkState
from medskapa.people.models import Person

MOST_SHOWN = 40  # free times on a page: some days' worth
SLOTS_SHOWN = 60
YEAR = timedelta(days=365)


@walls.beyond()
def free_slots(*, guide: Person, after: datetime | None = None, limit: int = MOST_SHOWN) -> list[Slot]:
    """The free times of `guide` after `after` (now), the next first. One query."""
    rows = slots.rows().filter(slots.free(), guide=guide, starts_at__gt=after or clock.now())
    return list(rows.select_related("guide").order_by("starts_at", "pk")[:limit])


@walls.beyond()
def free_for(*, resident: Person, after: datetime | None = None, limit: int = MOST_SHOWN) -> list[Slot]:
    """The free times with the guide of `resident`, or with who covers on the days when the guide is away."""
    return list(_free_for(resident, after).select_related("guide")[:limit])


@walls.beyond()
def free_slot(*, resident: Person, key: int) -> Slot | None:
    """One of the times in `free_for`; None where it is not free any more, or never was for `resident`."""
    return _free_for(resident, None).select_related("guide").filter(pk=key).first()


def _free_for(resident: Person, after: datetime | None) -> QuerySet[Slot]:
    guide = GuideAssignment.objects.filter(resident=resident, ended_on=None).values_list("guide", flat=True).first()
    if guide is None:
        return Slot.objects.none()
    rows = slots.rows().filter(slots.free(), slots.of_guide(guide), starts_at__gt=after or clock.now())
    return rows.order_by("starts_at", "pk")


def booked_at(*, viewer: Person, slot: int) -> Talk | None:
    """The talk that `viewer` has booked at the time of the slot with the key `slot`."""
    times = Slot.objects.filter(pk=slot, guide=OuterRef("guide"), starts_at=OuterRef("starts_at"))
    return mine(viewer).filter(Exists(times), state=TalkState.BOOKED).first()


@dataclass(frozen=True)
class SlotPage:
    """Some times of a guide, each with ``is_taken``, and the key to page on with."""

    rows: Sequence[Slot]
    next: int | None


def own_slots(*, guide: Person, after: str = "", limit: int = SLOTS_SHOWN) -> SlotPage:
    """The times of `guide` from now on. At most two queries."""
    rows = Slot.objects.filter(guide=guide, starts_at__gt=clock.now()).annotate(is_taken=slots.taken())
    if after.isdecimal() and len(after) < 20 and (last := Slot.objects.filter(guide=guide, pk=after).first()):
        rows = rows.filter(starts_at__gt=last.starts_at)
    found = list(rows.order_by("starts_at", "pk")[: limit + 1])
    return SlotPage(found[:limit], found[limit - 1].pk if len(found) > limit else None)


def own_slots_chosen(*, guide: Person, keys: Sequence[int]) -> QuerySet[Slot]:
    """Those of `guide`'s times that have `keys`."""
    return Slot.objects.filter(guide=guide, pk__in=keys[:1_000]).order_by("starts_at", "pk")


def visible_to(viewer: Person) -> QuerySet[Talk]:
    """The talks that `viewer` may read of: their own, and at work those of residents whose file they may open."""
    return Talk.objects.filter(policy.talks_shown_to(viewer)).select_related("guide").order_by("starts_at", "pk")


def _of(viewer: Person, resident: Person) -> QuerySet[Talk]:
    """The talks of `resident` that `viewer` may read of: one's own need no asking who else may."""
    rows = mine(viewer) if viewer.pk == resident.pk else visible_to(viewer)
    return rows.filter(resident=resident)


def mine(viewer: Person) -> QuerySet[Talk]:
    """The talks of the resident `viewer`, with their guide."""
    return Talk.objects.filter(resident=viewer).select_related("guide").order_by("starts_at", "pk")


@dataclass(frozen=True)
class Talks:
    """The talks of one resident: ahead, the soonest first; been, the latest first."""

    ahead: Sequence[Talk]
    been: Sequence[Talk]


def talks_of(*, viewer: Person, resident: Person, been: int = 10) -> Talks:
    """The talks of `resident`, as far as `viewer` may read of them. One query."""
    rows = _of(viewer, resident).order_by("-starts_at", "-pk")
    latest, now = list(rows[: MOST_SHOWN + been]), clock.now()
    ahead = [talk for talk in latest if talk.state == TalkState.BOOKED and talk.ends_at > now]
    past = [talk for talk in latest if talk not in ahead]
    return Talks(ahead[::-1], past[:been])


def next_talk(*, viewer: Person, resident: Person) -> Talk | None:
    """The next talk that `resident` has booked. One query."""
    return _of(viewer, resident).filter(state=TalkState.BOOKED, ends_at__gt=clock.now()).first()


def unanswered(*, viewer: Person, resident: Person) -> Talk | None:
    """The latest missed talk that `resident` has not yet told about, of the last two months. One query."""
    since = clock.now() - timedelta(days=60)
    rows = _of(viewer, resident).filter(state=TalkState.MISSED, answered_on=None, starts_at__gt=since)
    return rows.order_by("-starts_at", "-pk").first()


@dataclass(frozen=True)
class Day:
    """The talks of a guide's day, and those that wait for a hand."""

    today: Sequence[Talk]
    waits: Sequence[Talk]


def day_of(*, guide: Person) -> Day:
    """The talks of today that `guide` has, or whose guide `guide` covers for; and what waits for a hand. One query.

    What waits is past talks with nothing written, missed ones, and those with the guide before. New answers come first.
    """
    now, midnight = clock.now(), clock.midnight(clock.today())
    tomorrow = clock.midnight(clock.today() + timedelta(days=1))
    mine = _with(guide)
    of_day = Q(starts_at__gte=midnight, starts_at__lt=tomorrow) & ~Q(state=TalkState.CANCELLED)
    lately = Q(starts_at__gt=now - timedelta(days=30), starts_at__lt=midnight)
    waits = lately & Q(state__in=[TalkState.BOOKED, TalkState.MISSED])
    own = GuideAssignment.objects.filter(resident=OuterRef("resident"), guide=guide, ended_on=None)
    stray = Q(Exists(own), state=TalkState.BOOKED, starts_at__gt=now) & ~mine & ~Q(guide__in=_covers(guide))
    rows = Talk.objects.filter(policy.guided_by(guide), (mine & (of_day | waits)) | stray).select_related("guide")
    rows = rows.annotate(is_today=ExpressionWrapper(mine & of_day, BooleanField()))
    answers_first = F("answered_on").desc(nulls_last=True)
    found = rows.select_related("resident").order_by("-is_today", answers_first, "starts_at", "pk")[: 2 * MOST_SHOWN]
    of_today = sorted((talk for talk in found if talk.is_today), key=lambda talk: (talk.starts_at, talk.pk))
    return Day(of_today[:MOST_SHOWN], [talk for talk in found if not talk.is_today][:MOST_SHOWN])


def _with(guide: Person) -> Q:
    """The talks with `guide`, or with one whom `guide` covers for today."""
    today = clock.today()
    away = Absence.objects.filter(cover=guide, starts_on__lte=today, ends_on__gte=today)
    return Q(guide=guide) | Q(guide__in=away.order_by().values("guide"))


def _covers(guide: Person) -> QuerySet[Any, Any]:
    """Those who cover for `guide` now or later: a talk with one of them is no stray."""
    return Absence.objects.filter(guide=guide, ends_on__gte=clock.today()).order_by().values("cover")


def to_remind() -> list[Talk]:
    """The talks of tomorrow, for the daily job."""
    tomorrow = clock.today() + timedelta(days=1)
    rows = Talk.objects.filter(state=TalkState.BOOKED, starts_at__gte=clock.midnight(tomorrow))
    rows = rows.filter(starts_at__lt=clock.midnight(tomorrow + timedelta(days=1))).select_related("resident")
    return list(rows.order_by("starts_at", "pk"))


def contacts_of(*, viewer: Person, resident: Person) -> QuerySet[Contact]:
    """The contacts with `resident`, the latest first, for the resident and for those who may open the file."""
    rows = Contact.objects.filter(policy.talks_shown_to(viewer), resident=resident).select_related("staff")
    return rows.order_by("-day", "-pk")


def staff_met(resident: Person, since: date | None = None) -> int:
    """How many different members of staff `resident` has met since a day (a year ago). One query."""
    since = since or clock.today() - YEAR
    return Contact.objects.filter(resident=resident, day__gte=since).values("staff").distinct().count()
