"""Notices for a viewer: what is new to a resident, and what waits for a hand at work."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet, Value

from medskapa.core import clock
from medskapa.core.prepared import Prepared
from medskapa.guidance import notices, policy
from medskapa.guidance.models import Notice, NoticeState, NoticeVia
from medskapa.integrations.post.run import PRINT_LIMIT
from medskapa.people.models import Person

AT_ONCE = PRINT_LIMIT  # letters in one file, and rows on the page
NEW = timedelta(days=14)
_WAITS = Q(state=NoticeState.READY, via__in=notices.BY_HAND) | Q(state=NoticeState.FAILED)


def visible_to(viewer: Person) -> QuerySet[Notice]:
    """The notices that `viewer` may hand over."""
    return Notice.objects.filter(policy.notices_told_by(viewer)).select_related("resident").order_by("made_on", "pk")


def new_to(resident: Person, limit: int = 4) -> list[Notice]:
    """What has been told to `resident` in the last two weeks, the latest first. One query."""
    rows = Notice.objects.filter(resident=resident, made_on__gte=clock.today() - NEW)
    return list(rows.exclude(state=NoticeState.STOPPED).order_by("-made_on", "-pk")[:limit])


@dataclass(frozen=True)
class ByHand:
    """What waits for a hand, the oldest first: letters to print, printed ones to post, and what is to be told."""

    to_print: Sequence[Notice]
    to_post: Sequence[Notice]
    to_tell: Sequence[Notice]


def by_hand(*, viewer: Person) -> ByHand:
    """At most `AT_ONCE` of each. One query for each."""
    rows = visible_to(viewer).filter(_WAITS)
    letters = rows.filter(state=NoticeState.READY, via=NoticeVia.LETTER)
    return ByHand(
        list(letters.filter(printed_on=None)[:AT_ONCE]),
        list(letters.exclude(printed_on=None)[:AT_ONCE]),
        list(rows.exclude(state=NoticeState.READY, via=NoticeVia.LETTER)[:AT_ONCE]),
    )


def waiting(*, viewer: Person) -> int:
    """How many wait for a hand. One query."""
    return sum(number for _one, number in _waiting.rows(viewer))


def _all_waiting(viewer: Person) -> QuerySet[Any, tuple[int, int]]:
    rows = visible_to(viewer).filter(_WAITS).order_by().annotate(one=Value(1))
    return rows.values("one").annotate(number=Count("pk")).values_list("one", "number")


_waiting = Prepared(_all_waiting)


def chosen(*, viewer: Person, keys: Collection[int]) -> list[Notice]:
    """Those with `keys` that `viewer` may read of."""
    return list(visible_to(viewer).filter(pk__in=list(keys)[: 4 * AT_ONCE]))
