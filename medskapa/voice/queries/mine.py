"""What a person may read of what they have said themselves: signed in, or with the receipt in hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from medskapa.core import clock
from medskapa.core.models import AuditRecord, ReadRecord
from medskapa.people import own_data
from medskapa.people.models import Person
from medskapa.voice.models import (
    Answer,
    AnswerKind,
    AnswerState,
    Delivery,
    Event,
    EventKind,
    Reply,
    Theme,
    Viewpoint,
)
from medskapa.voice.news import KINDS, Subject, beside_theme_of

PAGE = 20
THEME_EVENTS = 3


def mine(viewer: Person) -> QuerySet[Viewpoint]:
    """What `viewer` has said, with the theme and unit of each."""
    return Viewpoint.objects.filter(author=viewer).select_related("thread", "theme", "unit", "service", "place", "area")


def my_page(*, viewer: Person, after: Viewpoint | None = None) -> list[Viewpoint]:
    """One page of what `viewer` has said, the latest first. Page on with `after`, the last row shown. One query."""
    rows = mine(viewer)
    if after:
        rows = rows.filter(Q(received_on__lt=after.received_on) | Q(received_on=after.received_on, pk__gt=after.pk))
    return list(rows.order_by("-received_on", "pk")[:PAGE])


def newest_of(viewpoints: Sequence[Viewpoint]) -> dict[int, Event]:
    """For the key of each of `viewpoints` that has any, the newest news of its theme since it was said. One query."""
    threads = {each.theme.thread_id for each in viewpoints if each.theme}
    rows = Event.objects.filter(thread__in=threads, kind__in=KINDS).order_by("thread", "-number")
    newest: dict[int, Event] = {}
    for event in rows.only("thread", "number", "kind", "at"):
        newest.setdefault(event.thread_id, event)
    return {
        each.pk: newest[each.theme.thread_id]
        for each in viewpoints
        if each.theme
        and each.theme.thread_id in newest
        and newest[each.theme.thread_id].at >= clock.midnight(each.received_on)
    }


@dataclass(frozen=True)
class Happening:
    """One line of a conversation: what happened and, where somebody said something, their words.

    ``whose`` is "own", "theirs" (the administration's) or "" where nobody spoke.
    """

    kind: EventKind
    label: str
    at: datetime
    whose: str = ""
    text: str = ""
    plain_text: str = ""
    unit: str = ""


@dataclass(frozen=True)
class Conversation:
    """Everything between one person and the administration about one viewpoint, the oldest first."""

    viewpoint: Viewpoint
    happenings: list[Happening]
    theme: Theme | None
    theme_events: list[Event]
    beside_theme: list[tuple[Subject, list[Event]]]


def conversation(viewpoint: Viewpoint) -> Conversation:
    """What has been said and done about `viewpoint`, for the one who said it: the caller has proved that.

    Only answers that were sent are in it. Queries: 6, 2 more where there is a theme, and 1 more for each other thing
    that the viewpoint belongs to.
    """
    events = list(viewpoint.thread.events.select_related("theme").order_by("number"))
    answers = list(
        Answer.objects.filter(deliveries__viewpoint=viewpoint, state=AnswerState.SENT)
        .select_related("unit")
        .order_by("sent_at", "pk")
    )
    replies = list(viewpoint.replies.order_by("number"))
    theme = viewpoint.theme
    told = _latest(theme.thread_id) if theme else []
    beside = [(subject, _latest(thread)) for thread, subject in beside_theme_of(viewpoint).items()]
    return Conversation(viewpoint, _happenings(viewpoint, events, answers, replies), theme, told, beside)


def _latest(thread: int) -> list[Event]:
    """The latest of what was told in a public thread, the newest first. Queries: 1."""
    rows = Event.objects.filter(thread=thread, thread__public=True).exclude(text="")
    return list(rows.order_by("-number")[:THEME_EVENTS])


def _happenings(
    viewpoint: Viewpoint, events: list[Event], answers: list[Answer], replies: list[Reply]
) -> list[Happening]:
    """Each event with the words that belong to it; withdrawn words are gone, and then only the event is left."""
    waiting = iter(replies)
    lines = []
    for event in events:
        kind = EventKind(event.kind)
        label = str(kind.label)
        if kind == EventKind.RECEIVED and viewpoint.text:
            lines.append(Happening(kind, label, event.at, "own", viewpoint.text))
        elif kind == EventKind.REPLIED and (reply := next(waiting, None)):
            lines.append(Happening(kind, label, event.at, "own", reply.text))
        elif kind in _SPOKEN and (answer := _said_at(event, answers)):
            spoken = (answer.text, answer.plain_text, answer.unit.name)
            lines.append(Happening(kind, label, event.at, "theirs", *spoken))
        else:
            lines.append(Happening(kind, label, event.at, "", event.text, event.plain_text))
    return lines


_SPOKEN = {EventKind.ANSWERED: AnswerKind.ANSWER, EventKind.ASKED: AnswerKind.QUESTION}


def _said_at(event: Event, answers: list[Answer]) -> Answer | None:
    """The answer that an event is about: the last one of its kind that had been sent when it was written down."""
    of_its_kind = (answer for answer in answers if answer.kind == _SPOKEN[EventKind(event.kind)])
    return max(
        (answer for answer in of_its_kind if answer.sent_at and answer.sent_at <= event.at),
        key=lambda answer: answer.sent_at or event.at,
        default=None,
    )


def my_data(viewer: Person) -> dict[str, Any]:
    """Everything that is stored about `viewer`, for a file of their own, with the parts of the other rooms.

    Queries: 8, and those of the other rooms; no more for many rows than for one.
    """
    sent = Answer.objects.filter(state=AnswerState.SENT).select_related("unit")
    deliveries = (
        Delivery.objects.filter(answer__in=sent).select_related("answer__unit").order_by("answer__sent_at", "pk")
    )
    said = (
        mine(viewer)
        .prefetch_related("replies", Prefetch("deliveries", queryset=deliveries), "thread__events")
        .order_by("-received_on", "pk")
    )
    reads = ReadRecord.objects.filter(person=viewer).select_related("reader__unit").order_by("-at", "-pk")
    grants = viewer.grants.select_related("unit").order_by("starts_on", "pk")
    acts = AuditRecord.objects.filter(actor_id=viewer.pk).order_by("-number").values("at", "verb")
    return {
        "person": _person(viewer),
        "roles": [
            {"role": g.role, "unit": g.unit and g.unit.name, "from": g.starts_on, "to": g.ends_on} for g in grants
        ],
        "acts": list(acts),
        "viewpoints": [_viewpoint(each) for each in said],
        "read_by": [_read(each) for each in reads],
        **own_data.of(viewer),
    }


def _person(person: Person) -> dict[str, Any]:
    fields = ["login", "name", "kind", "title", "email", "phone", "street", "postcode", "town", "language", "reach_via"]
    told = {field: getattr(person, field) for field in fields}
    return told | {"protected_identity": person.protected_identity, "last_sign_in": person.last_login}


def _viewpoint(said: Viewpoint) -> dict[str, Any]:
    return {
        "text": said.text,
        "language": said.language,
        "channel": said.channel,
        "about": [each.name for each in (said.service, said.place, said.area, said.theme) if each],
        "unit": said.unit.name,
        "name_given": said.author_name,
        "received_at": said.received_at,
        "received_on": said.received_on,
        "answer_via": said.answer_via,
        "answer_to": said.answer_to,
        "promised_on": said.promised_on,
        "state": said.state,
        "close_reason": said.close_reason,
        "replies": [{"text": reply.text, "on": reply.on, "at": reply.at} for reply in said.replies.all()],
        "answers": [_delivery(each) for each in said.deliveries.all()],
        "events": [{"kind": event.kind, "at": event.at} for event in said.thread.events.all()],
    }


def _delivery(delivery: Delivery) -> dict[str, Any]:
    answer = delivery.answer
    return {
        "kind": answer.kind,
        "text": answer.text,
        "plain_text": answer.plain_text,
        "unit": answer.unit.name,
        "sent_at": answer.sent_at,
        "via": delivery.via,
        "state": delivery.state,
        "done_at": delivery.done_at,
    }


def _read(record: ReadRecord) -> dict[str, Any]:
    """Who read, by name, but for those whose own name is protected."""
    reader = record.reader
    unit = reader.unit.name if reader.unit else ""
    return {"what": record.what, "at": record.at, "by": own_data.name_of(reader), "unit": unit}
