"""Telling everyone what has happened since with what they spoke about: once, through their channel, in one message."""

import logging
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import F, Max, Min, Q, QuerySet

from medskapa.core import audit, clock
from medskapa.integrations import outgoing
from medskapa.voice import jobs, news
from medskapa.voice.actions.threads import lock_all
from medskapa.voice.models import (
    Answer,
    AnswerKind,
    AnswerState,
    Delivery,
    DeliveryState,
    Event,
    Following,
    Viewpoint,
    ViewpointState,
)

NEWS_BATCH = 200
Recipient = tuple[str, object]
logger = logging.getLogger(__name__)


@dataclass
class _Bundle:
    """All that one person is to be told today, and the viewpoint through which they are told it: their newest."""

    viewpoint: Viewpoint
    events: dict[int, Event] = field(default_factory=dict)

    def take_in(self, viewpoint: Viewpoint, events: Iterable[Event]) -> None:
        self.events |= {event.pk: event for event in events}
        if (viewpoint.received_on, viewpoint.pk) > (self.viewpoint.received_on, self.viewpoint.pk):
            self.viewpoint = viewpoint


@transaction.atomic
def tell_news(*, actor: None, after: int = 0) -> int | None:
    """Set off the news for some `NEWS_BATCH` who are to hear any. Only the daily job calls this, so there is no actor.

    What a follower is told is marked in the same transaction as the message is made, so that a job that is killed, or
    run twice, tells nobody anything twice. Whoever has had news today hears the rest tomorrow. No second person reads
    it first: its words have been published already.

    Args:
        after: where the batch before ended.

    Returns:
        Where this one ended, or None when nobody is left.

    Queries: the same for each batch, but for an insert and an audit record for each different set of news.
    """
    some = list(_due().filter(pk__gt=after).order_by("pk").values_list("pk", "viewpoint_id")[:NEWS_BATCH])
    if not some:
        return None
    people = _everything_of([viewpoint for _pk, viewpoint in some])
    lock_all(people)  # before their rows are read: another worker may be telling them the same
    rows = _due().filter(viewpoint__in=people).select_related("viewpoint__author", "thread").order_by("pk")
    following = list(rows)
    events = _news_of(following)
    about = news.subjects_of({thread for thread, those in events.items() if those})
    had_news = _told_today(following)
    bundles: dict[Recipient, _Bundle] = {}
    for row in following:
        whom = recipient_of(row.viewpoint)
        if whom in had_news:
            continue
        new = [event for event in events[row.thread_id] if row.told < event.number <= row.thread.length]
        if new and row.thread_id not in about:
            logger.error("nobody knows what thread %s is about: its news was not told", row.thread_id)
            continue
        row.told = row.thread.length
        if new and row.viewpoint.state != ViewpointState.WITHDRAWN:
            bundles.setdefault(whom, _Bundle(row.viewpoint)).take_in(row.viewpoint, new)
    Following.objects.bulk_update(following, ["told"], batch_size=NEWS_BATCH)
    _set_off(list(bundles.values()), about, actor)
    return some[-1][0]


def recipient_of(viewpoint: Viewpoint) -> Recipient:
    """Who is behind a viewpoint as far as can be known: a person, a number or an address; otherwise nobody else."""
    if viewpoint.author_id:
        return ("person", viewpoint.author_id)
    if viewpoint.answer_to:
        return (str(viewpoint.answer_via), " ".join(viewpoint.answer_to.lower().split()))
    return ("viewpoint", viewpoint.pk)


def _due() -> QuerySet[Following]:
    """Where something has happened since. What is no news is passed by when it is read."""
    return Following.objects.filter(told__lt=F("thread__length"))


def _everything_of(viewpoints: list[int]) -> list[Viewpoint]:
    """The viewpoints with something to tell of the same people: what one person hears comes in one message."""
    few = Viewpoint.objects.filter(pk__in=viewpoints).order_by()
    authors = few.filter(author__isnull=False).values("author")
    addresses = few.filter(author__isnull=True).exclude(answer_to="").values("answer_to")
    same = Q(author__in=authors) | Q(author__isnull=True, answer_to__in=addresses)
    due = _due().order_by().values("viewpoint")
    return list(Viewpoint.objects.filter(Q(pk__in=viewpoints) | same & Q(pk__in=due)).order_by("pk"))


def _news_of(following: list[Following]) -> dict[int, list[Event]]:
    """The news of each thread that anybody here has not been told, the oldest first."""
    found: dict[int, list[Event]] = defaultdict(list)
    if not following:
        return found
    oldest = Following.objects.filter(pk__in=[row.pk for row in following]).order_by()
    since = dict(oldest.values_list("thread").annotate(least=Min("told")))
    longest = oldest.aggregate(most=Max("thread__length"))["most"]
    rows = Event.objects.filter(
        thread__in=since, kind__in=news.KINDS, number__gt=min(since.values()), number__lte=longest
    )
    for event in rows.order_by("at", "number", "pk"):
        if event.number > since[event.thread_id]:
            found[event.thread_id].append(event)
    return found


def _told_today(following: list[Following]) -> set[Recipient]:
    """Who of these has had news today already."""
    authors = {row.viewpoint.author_id for row in following} - {None}
    addresses = {row.viewpoint.answer_to for row in following} - {""}
    same = Q(author__in=authors) | Q(answer_to__in=addresses) | Q(pk__in=[row.viewpoint_id for row in following])
    midnight = clock.midnight(clock.today())
    told = Delivery.objects.filter(answer__kind=AnswerKind.NEWS, answer__sent_at__gte=midnight)
    return {recipient_of(each) for each in Viewpoint.objects.filter(same, pk__in=told.order_by().values("viewpoint"))}


def _set_off(bundles: list[_Bundle], about: dict[int, news.Subject], actor: None) -> None:
    """One text for all who are to hear the same, and a delivery to each."""
    now = clock.now()
    same: dict[tuple[int, ...], list[_Bundle]] = defaultdict(list)
    for bundle in bundles:
        same[tuple(sorted(bundle.events))].append(bundle)
    deliveries = []
    for some in same.values():
        events = sorted(some[0].events.values(), key=lambda event: (event.at, event.number, event.pk))
        text, plain = news.written(events, about), news.written(events, about, plain=True)
        answer = Answer.objects.create(
            kind=AnswerKind.NEWS,
            unit=about[events[-1].thread_id].unit,
            text=text,
            plain_text="" if plain == text else plain,
            written_at=now,
            state=AnswerState.SENT,
            sent_at=now,
        )
        deliveries += [
            Delivery(answer=answer, viewpoint=each.viewpoint, via=each.viewpoint.answer_via, state=DeliveryState.READY)
            for each in some
        ]
        audit.record(actor=actor, verb="news.told", on=answer, count=len(some), events=len(events))
    Delivery.objects.bulk_create(deliveries, NEWS_BATCH)
    if any(delivery.via in outgoing.BY_MACHINE for delivery in deliveries):
        transaction.on_commit(jobs.enqueue_news)
