"""A large town, made in bulk straight into the tables: for tests and benchmarks, never for show.

Its states, counters and threads are as the actions would leave them; its receipts are hashed cheaply, for nobody's
secret is in them, and its audit chain is empty.
"""

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import islice

from argon2 import PasswordHasher
from django.db import connection

from analysis.receipt import LOOKUP_WORDS, encode
from analysis.stems import stems
from medskapa.core import clock
from medskapa.demo.frame import Frame, data
from medskapa.demo.history import fill_figures
from medskapa.people.models import Kind, Person, ReachVia
from medskapa.voice import search
from medskapa.voice.actions.threads import recount
from medskapa.voice.models import (
    Answer,
    AnswerVia,
    Channel,
    Delivery,
    DeliveryState,
    Event,
    EventKind,
    Receipt,
    Theme,
    Thread,
    Viewpoint,
    ViewpointState,
)

BATCH = 2_000
DAYS = 700
PROMISE = timedelta(days=14)
FIRST = ["Alva", "Omar", "Irina", "Nils", "Fatuma", "Greta", "Jasmin", "Oskar", "Layla", "Sven-Erik", "Mirjana", "Tove"]
LAST = ["Provberg", "Testlund", "Mönsterås", "Exempelius", "Påhitt", "Sagström", "Fiktén", "Demoson", "Fabelin"]
SHARES = {  # of the viewpoints that are older than the promise
    ViewpointState.ANSWERED: 0.86,
    ViewpointState.CLOSED: 0.05,
    ViewpointState.ASKED: 0.01,
    ViewpointState.RECEIVED: 0.08,
}

LAST_EVENT = {
    ViewpointState.ANSWERED: EventKind.ANSWERED,
    ViewpointState.CLOSED: EventKind.CLOSED,
    ViewpointState.ASKED: EventKind.ASKED,
}


class Crowd:
    """Fills a frame with people and what they say. The same `seed` on the same day gives the same town."""

    def __init__(self, frame: Frame, *, seed: int) -> None:
        self.frame = frame
        self.random = random.Random(seed)
        self.today = clock.today()
        self.now = clock.midnight(self.today) - timedelta(hours=8)
        self.hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        self.secret_hash = self.hasher.hash("a made town has no secrets", salt=b"medskapa")
        self.residents: list[int] = []
        self.officers = [person for person in frame.people.values() if person.kind == Kind.STAFF]
        self.themes: list[Theme] = []
        self.answers: dict[int, list[Answer]] = {}
        self.sentences = _sentences()

    def people(self, number: int) -> None:
        """`number` invented residents."""
        made = (self._resident(n) for n in range(number))
        while batch := list(islice(made, BATCH)):
            self.residents += [person.pk for person in Person.objects.bulk_create(batch, BATCH)]

    def _resident(self, n: int) -> Person:
        name = f"{self.random.choice(FIRST)} {self.random.choice(LAST)}"
        return Person(
            login=f"invanare-{n}",
            name=name,
            kind=Kind.RESIDENT,
            password="!",  # noqa: S106  (no usable password)
            email=f"invanare{n}@example.se",
            phone=f"070-17406{self.random.randint(10, 96)}",
            reach_via=self.random.choice([ReachVia.WEB, ReachVia.SMS, ReachVia.EMAIL]),
        )

    def speak(self, number: int) -> None:
        """`number` viewpoints with their threads, receipts, answers and deliveries; then the counters and figures."""
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA cache_size = -400000")  # 400 MB: random keys touch every page of the tables
        self._make_themes()
        lookups = self._lookups(number)
        done = 0
        while done < number:
            batch = min(BATCH, number - done)
            self._speak([next(lookups) for _each in range(batch)])
            done += batch
        recount(*self.themes)
        fill_figures(self.today, days=90)

    def _make_themes(self) -> None:
        for about in data("themes")["themes"]:
            thread = Thread.objects.create(id=self._id(), public=True, state=EventKind.GROUPED)
            theme = Theme.objects.create(
                slug=about["key"].replace("_", "-"),
                name=about["name"],
                about=about["about"],
                plain_about=about["plain_about"],
                doing=about["doing"] or "",
                outcome=about["outcome"] or "",
                unit=self.frame.units[about["unit"]],
                thread=thread,
                created_on=self.today - timedelta(days=DAYS),
            )
            events = [
                Event(
                    id=self._id(),
                    thread=thread,
                    number=number,
                    kind=event["kind"],
                    at=self.now - timedelta(days=event["days_ago"]),
                    text=event["text"],
                )
                for number, event in enumerate(about["events"], 1)
            ]
            Event.objects.bulk_create(events)
            Thread.objects.filter(pk=thread.pk).update(length=len(events), state=events[-1].kind)
            self.themes.append(theme)
        for unit in self.frame.units.values():
            by = next(person for person in self.officers if person.unit_id == unit.pk)
            self.answers[unit.pk] = [self._answer(unit.pk, by, words["text"]) for words in data("answers")[:6]]

    def _answer(self, unit: int, by: Person, text: str) -> Answer:
        return Answer.objects.create(
            id=self._id(), unit_id=unit, text=text, by=by, written_at=self.now, state="sent", sent_at=self.now
        )

    def _speak(self, lookups: list[str]) -> None:
        said = [self._viewpoint() for _lookup in lookups]
        Thread.objects.bulk_create([viewpoint.thread for viewpoint in said])
        Viewpoint.objects.bulk_create(said)
        search.index(said)
        Event.objects.bulk_create([event for viewpoint in said for event in self._events(viewpoint)])
        Receipt.objects.bulk_create(
            Receipt(id=self._id(), viewpoint=viewpoint, lookup=lookup, secret_hash=self.secret_hash)
            for viewpoint, lookup in zip(said, lookups, strict=True)
        )
        Delivery.objects.bulk_create(
            self._delivery(viewpoint) for viewpoint in said if viewpoint.state == ViewpointState.ANSWERED
        )

    def _viewpoint(self) -> Viewpoint:
        draw = self.random
        text, stemmed = self._text()
        service = draw.choice(list(self.frame.services.values()))
        area = draw.choice(list(self.frame.areas.values()))
        received_on = self.today - timedelta(days=int(draw.triangular(0, DAYS, 0)))
        author = draw.choice(self.residents) if self.residents and draw.random() < 0.3 else None
        state, answered_at, days = self._fate(received_on)
        theme = draw.choice(self.themes) if draw.random() < 0.85 else None
        viewpoint = Viewpoint(
            id=self._id(),
            thread=Thread(id=self._id(), length=1 + (theme is not None) + (state in LAST_EVENT)),
            text=text,
            search_text=stemmed,
            channel=draw.choice([Channel.WEB, Channel.WEB, Channel.PHONE, Channel.DESK, Channel.OUTREACH]),
            unit_id=service.unit_id,
            service=service,
            area=area,
            theme=theme,
            anonymous=author is None,
            author_id=author,
            received_on=received_on,
            received_at=None if author is None else clock.midnight(received_on) + timedelta(hours=10),
            promised_on=received_on + PROMISE,
            answer_via=AnswerVia.NONE if draw.random() < 0.1 else AnswerVia.WEB,
            state=state,
            answered_at=answered_at,
            answer_days=days,
            close_reason="Frågan är redan löst." if state == ViewpointState.CLOSED else "",
        )
        viewpoint.thread.state = LAST_EVENT.get(state, EventKind.GROUPED if theme else EventKind.RECEIVED)
        return viewpoint

    def _fate(self, received_on: date) -> tuple[ViewpointState, datetime | None, int | None]:
        age = (self.today - received_on).days
        kinds, weights = list(SHARES), list(SHARES.values())
        state = self.random.choices(kinds, weights)[0] if age > PROMISE.days else ViewpointState.RECEIVED
        if state != ViewpointState.ANSWERED:
            return state, None, None
        days = min(age, int(self.random.lognormvariate(2.2, 0.6)))
        return state, clock.midnight(received_on) + timedelta(days=days, hours=14), days

    def _text(self) -> tuple[str, str]:
        chosen = self.random.sample(self.sentences, k=self.random.randint(1, 4))
        return " ".join(text for text, _stems in chosen), " ".join(stemmed for _text, stemmed in chosen)

    def _events(self, viewpoint: Viewpoint) -> Iterator[Event]:
        at = clock.midnight(viewpoint.received_on)
        kinds = [EventKind.RECEIVED]
        kinds += [EventKind.GROUPED] if viewpoint.theme_id else []
        state = ViewpointState(viewpoint.state)
        kinds += [LAST_EVENT[state]] if state in LAST_EVENT else []
        for number, kind in enumerate(kinds, 1):
            yield Event(
                id=self._id(),
                thread=viewpoint.thread,
                number=number,
                kind=kind,
                at=viewpoint.answered_at or at if kind == EventKind.ANSWERED else at,
                theme_id=viewpoint.theme_id if kind == EventKind.GROUPED else None,
            )

    def _delivery(self, viewpoint: Viewpoint) -> Delivery:
        return Delivery(
            id=self._id(),
            answer=self.random.choice(self.answers[viewpoint.unit_id]),
            viewpoint=viewpoint,
            via=viewpoint.answer_via,
            state=DeliveryState.SENT,
            done_at=viewpoint.answered_at,
        )

    def _lookups(self, number: int) -> Iterator[str]:
        """Look-up parts, each once. The secret part is the same for all, and nobody's."""
        space = 2048**LOOKUP_WORDS
        for drawn in self.random.sample(range(space), k=number):
            yield "-".join(encode(drawn, LOOKUP_WORDS))

    def _id(self) -> int:
        return self.random.getrandbits(63) or 1


def _sentences() -> list[tuple[str, str]]:
    """What the demo's residents say, sentence by sentence, with the stems of each."""
    texts = [said["text"] for said in data("viewpoints") if said["lang"] == "sv"]
    parts = [part.strip() for text in texts for part in text.replace("!", ".").split(".") if len(part.split()) > 3]
    return [(f"{part}.", " ".join(stems(part))) for part in dict.fromkeys(parts)]
