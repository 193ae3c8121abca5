"""Answers on their way: letters to print and post, answers to tell, and what did not get through."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.http import Http404

from medskapa.core import audit, clock
from medskapa.integrations.post.address import Address
from medskapa.people.models import Person
from medskapa.voice import policy
from medskapa.voice.letters import PRINT_LIMIT, recipient_of
from medskapa.voice.models import (
    AnswerKind,
    AnswerVia,
    Delivery,
    DeliveryState,
    Event,
    Following,
    ViewpointState,
)
from medskapa.voice.news import KINDS
from medskapa.voice.queries.visible import deliveries_of, to_tell_by

PAGE = 50
_WAITS = Q(state=DeliveryState.READY)
_FOR_A_LETTER = ["answer__by", "answer__unit", "viewpoint__author", "viewpoint__unit"]


@dataclass(frozen=True)
class WaitingLetter:
    """A letter that waits, with its address as it will stand in the window."""

    delivery: Delivery

    @cached_property
    def address(self) -> Address | None:
        """None where no letter can be sent: protected identity, or an address that cannot be read."""
        try:
            return recipient_of(self.delivery.viewpoint)
        except ValidationError:
            return None

    @property
    def is_protected(self) -> bool:
        author = self.delivery.viewpoint.author
        return author is not None and author.protected_identity


@dataclass(frozen=True)
class UnitLetters:
    """How many letters wait in one unit."""

    pk: int
    name: str
    to_print: int
    printed: int


@dataclass(frozen=True)
class LetterQueue:
    """The letters that wait: at most `PRINT_LIMIT` of each kind, the oldest answer first.

    Attributes:
        to_print: not printed yet.
        printed: printed, and not noted as posted.
        another_way: no letter can be sent; somebody must choose another way.
        units: how many there are in all, by unit.
    """

    to_print: list[WaitingLetter]
    printed: list[WaitingLetter]
    another_way: list[WaitingLetter]
    units: list[UnitLetters]

    @property
    def total(self) -> int:
        return sum(unit.to_print + unit.printed for unit in self.units)


def letters(*, viewer: Person, unit: int | None = None) -> LetterQueue:
    """The letters of the units where `viewer` works, perhaps of one `unit` only. Queries: 3."""
    waiting = _letters_of(viewer)
    counted = waiting.order_by().values_list("viewpoint__unit", "viewpoint__unit__name")
    units = counted.annotate(to_print=Count("pk", Q(attempts=0)), printed=Count("pk", Q(attempts__gt=0)))
    shown = waiting.filter(viewpoint__unit=unit) if unit else waiting
    fresh = _oldest(shown.filter(attempts=0))
    printed = _oldest(shown.filter(attempts__gt=0))
    return LetterQueue(
        to_print=[each for each in fresh if each.address],
        printed=[each for each in printed if each.address],
        another_way=[each for each in (*fresh, *printed) if not each.address],
        units=[UnitLetters(*row) for row in units.order_by("viewpoint__unit__name", "viewpoint__unit")],
    )


def _letters_of(viewer: Person) -> QuerySet[Delivery]:
    return deliveries_of(viewer).filter(_WAITS, via=AnswerVia.LETTER)


def _oldest(rows: QuerySet[Delivery]) -> list[WaitingLetter]:
    related = rows.select_related(*_FOR_A_LETTER).order_by("answer__sent_at", "pk")
    return [WaitingLetter(delivery) for delivery in related[:PRINT_LIMIT]]


def letters_chosen(*, viewer: Person, keys: Sequence[int]) -> list[Delivery]:
    """The letters with `keys`, posted already or not, the oldest answer first.

    Raises:
        Http404: one of them is missing or foreign, or is no letter any more.
    """
    letters_of = deliveries_of(viewer).filter(_WAITS | Q(state=DeliveryState.SENT), via=AnswerVia.LETTER, pk__in=keys)
    found = list(letters_of.select_related(*_FOR_A_LETTER).order_by("answer__sent_at", "pk"))
    if len(found) != len(set(keys)):
        raise Http404
    return found


@transaction.atomic
def letters_opened(*, viewer: Person, keys: Sequence[int]) -> list[Delivery]:
    """As `letters_chosen`, to be read and printed: that `viewer` read them is written down."""
    found = letters_chosen(viewer=viewer, keys=keys)
    for delivery in found:
        _note_reading(viewer, delivery)
    return found


@dataclass(frozen=True)
class NewsWay:
    """How far the news of today has come in one way of telling it."""

    via: AnswerVia
    all: int
    ready: int
    sent: int
    failed: int


@dataclass(frozen=True)
class NewsToday:
    """How far the news of today has come in the units of one who works at the desk.

    Attributes:
        to_hear: behind how many viewpoints there is somebody who has not been told some news yet.
        by_machine: how many messages the worker has left to send.
    """

    to_hear: int
    ways: list[NewsWay]

    @property
    def by_machine(self) -> int:
        return sum(way.ready for way in self.ways if way.via in (AnswerVia.SMS, AnswerVia.EMAIL))


def news_today(*, viewer: Person) -> NewsToday:
    """How many of `viewer`'s units are to hear news, and what has become of the news of today. Queries: 2."""
    news = Event.objects.filter(thread=OuterRef("thread"), kind__in=KINDS, number__gt=OuterRef("told"))
    due = Following.objects.filter(Exists(news), policy.deliverable_by(viewer), told__lt=F("thread__length"))
    due = due.exclude(viewpoint__state=ViewpointState.WITHDRAWN)
    today = deliveries_of(viewer).filter(
        answer__kind=AnswerKind.NEWS, answer__sent_at__gte=clock.midnight(clock.today())
    )
    states = (DeliveryState.READY, DeliveryState.SENT, DeliveryState.FAILED)
    counted = today.values_list("via").annotate(
        all=Count("pk"), **{state.value: Count("pk", Q(state=state)) for state in states}
    )
    ways = [NewsWay(AnswerVia(via), *numbers) for via, *numbers in counted.order_by("via")]
    return NewsToday(due.order_by().values("viewpoint").distinct().count(), ways)


@dataclass(frozen=True)
class Page:
    """Some deliveries of a list, and where the next page begins (empty on the last one)."""

    rows: list[Delivery]
    next: str


def to_tell(*, viewer: Person, after: str = "") -> Page:
    """One page of what `viewer` is asked to tell, and of what somebody at the desk is to tell. Queries: 1."""
    return _page(to_tell_by(viewer).filter(_WAITS), after)


def failures(*, viewer: Person, after: str = "") -> Page:
    """One page of what did not get through in the units where `viewer` works, the oldest answer first. Queries: 1."""
    return _page(deliveries_of(viewer).filter(state=DeliveryState.FAILED), after)


def _page(rows: QuerySet[Delivery], after: str) -> Page:
    related = rows.select_related("answer", "viewpoint__author", "viewpoint__unit", "viewpoint__contact")
    found = list(related.filter(_beyond(after)).order_by("answer__written_at", "pk")[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    return Page(found[:PAGE], f"{last.answer.written_at.isoformat()}_{last.pk}" if last else "")


def _beyond(after: str) -> Q:
    """The condition that a row comes after the one that `after` names; nothing for what is no such name."""
    moment, _, pk = after.partition("_")
    try:
        written_at, number = datetime.fromisoformat(moment), int(pk)
    except ValueError:
        return Q()
    if written_at.tzinfo is None:
        return Q()
    return Q(answer__written_at__gt=written_at) | Q(answer__written_at=written_at, pk__gt=number)


@transaction.atomic
def opened_to_tell(*, viewer: Person, pk: int) -> Delivery:
    """An answer to tell, or told, in full; that `viewer` read it is written down. Raises Http404."""
    return _opened(viewer, to_tell_by(viewer).filter(_WAITS | Q(state=DeliveryState.SENT)), pk)


@transaction.atomic
def opened(*, viewer: Person, pk: int) -> Delivery:
    """A delivery of the desk, in whatever state; that `viewer` read it is written down. Raises Http404."""
    return _opened(viewer, deliveries_of(viewer), pk)


def _opened(viewer: Person, rows: QuerySet[Delivery], pk: int) -> Delivery:
    related = [*_FOR_A_LETTER, "viewpoint__contact", "done_by"]
    delivery = rows.select_related(*related).filter(pk=pk).first()
    if delivery is None:
        raise Http404
    _note_reading(viewer, delivery)
    return delivery


def _note_reading(viewer: Person, delivery: Delivery) -> None:
    author = delivery.viewpoint.author
    if author is not None and author.pk != viewer.pk:
        audit.read(reader=viewer, person=author, what="answer")
