"""The demo town's history, played through the real actions with the clock set to each day.

So threads, counters, audit and promises are as true as if it had happened. Days are counted back from today.
"""

import secrets
from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from medskapa.core import clock
from medskapa.demo.frame import Frame, data
from medskapa.demo.timeline import AFTERNOON, EVENING, MORNING, Timeline
from medskapa.people.models import Person, Role
from medskapa.people.queries import current_grants
from medskapa.voice import actions, policy
from medskapa.voice.actions.receiving import Heard, Words
from medskapa.voice.actions.theming import TOLD_BY_HAND
from medskapa.voice.models import (
    Answer,
    AnswerKind,
    AnswerState,
    AnswerVia,
    Channel,
    DayFigure,
    Delivery,
    DeliveryState,
    EventKind,
    Theme,
    ThemeMerge,
    Viewpoint,
)

EDITOR = "nadja_lindblom"
LETTERS_LEFT, TASKS_LEFT = 3, 2
UNDELIVERABLE = "070-1740698"


class History:
    """Plays the data files into the database. `seed` sets the hours of the day, nothing else."""

    def __init__(self, frame: Frame, *, seed: int = 1) -> None:
        self.frame = frame
        self.time = Timeline(seed=seed)
        self.random = self.time.random
        self.themes: dict[str, Theme] = {}
        self.viewpoints: dict[str, Viewpoint] = {}
        self.merges: dict[tuple[str, int], ThemeMerge] = {}

    def plan(self) -> None:
        """Plan everything that is said of themes, and all that residents say and are answered."""
        for theme in data("themes")["themes"]:
            self._plan_theme(theme)
        for said in data("viewpoints"):
            self._plan_viewpoint(said)
        self._plan_answers()

    def finish(self) -> None:
        """What is left when all has been played: the last news, some work that waits, and the figures of each day."""
        with clock.fixed(self.time.now), transaction.atomic():
            self.tell_news()
        self._leave_some_work()
        fill_figures(self.time.today, days=220)

    # --- themes

    def _plan_theme(self, theme: dict[str, Any]) -> None:
        beginning = theme["events"][0]
        self.time.at(beginning["days_ago"], lambda: self._make_theme(theme, beginning["text"]), hours=MORNING)
        for event in theme["events"][1:]:
            self.time.at(event["days_ago"], lambda event=event: self._tell(theme["key"], event), hours=AFTERNOON)
        for number, merge in enumerate(theme["merges"]):
            self.time.at(
                merge["days_ago"],
                lambda number=number, merge=merge: self._merge(theme["key"], number, merge),
                hours=AFTERNOON,
            )
            if undone := merge.get("undone"):
                self.time.at(
                    undone["days_ago"],
                    lambda number=number, undone=undone: self._undo(theme["key"], number, undone),
                    hours=MORNING,
                )
        texts = {field: theme[field] for field in ("doing", "plain_doing", "outcome", "plain_outcome") if theme[field]}
        if texts:
            last = theme.get("told", min(event["days_ago"] for event in theme["events"]))
            self.time.at(last, lambda: self._describe(theme["key"], texts), hours=AFTERNOON)

    def _make_theme(self, theme: dict[str, Any], beginning: str) -> None:
        self.themes[theme["key"]] = actions.create_theme(
            actor=self.frame.people[EDITOR],
            name=theme["name"],
            about=theme["about"],
            plain_about=theme["plain_about"],
            unit=self.frame.units[theme["unit"]],
            beginning=beginning,
        )

    def _tell(self, key: str, event: dict[str, Any]) -> None:
        kind = EventKind(event["kind"])
        if kind in TOLD_BY_HAND:
            actions.add_event(
                actor=self.frame.people[EDITOR],
                theme=self.themes[key],
                kind=kind,
                text=event["text"],
                plain_text=event.get("plain_text", ""),
            )
            self.tell_news()

    def tell_news(self) -> None:
        """What the job of the day does: everyone behind the themes hears what has happened."""
        after: int | None = 0
        while after is not None:
            after = actions.tell_news(actor=None, after=after)
        for answer in Answer.objects.filter(kind=AnswerKind.NEWS, deliveries__state=DeliveryState.READY).distinct():
            self.deliver(answer)

    def _describe(self, key: str, texts: dict[str, str]) -> None:
        theme = self.themes[key]
        theme.refresh_from_db()
        actions.edit_theme(actor=self.frame.people[EDITOR], theme=theme, version=theme.version, **texts)

    def _merge(self, key: str, number: int, merge: dict[str, Any]) -> None:
        self.merges[key, number] = actions.merge_themes(
            actor=self.frame.people[merge["by"]],
            theme=self.themes[key],
            into=self.themes[merge["into"]],
            reason=" ".join(merge["reason"].split()),
            plain_reason=merge.get("plain_reason", ""),
        )

    def _undo(self, key: str, number: int, undone: dict[str, Any]) -> None:
        actions.undo_merge(
            actor=self.frame.people[undone["by"]],
            merge=self.merges[key, number],
            reason=" ".join(undone["reason"].split()),
            plain_reason=undone.get("plain_reason", ""),
        )

    # --- viewpoints

    def _plan_viewpoint(self, said: dict[str, Any]) -> None:
        key, days_ago = said["key"], said["days_ago"]
        self.time.at(days_ago, lambda: self._receive(said))
        if said["theme"]:
            grouped = self._grouping_day(said["theme"], days_ago)
            self.time.at(grouped, lambda: self._group(key, said["theme"]), hours=AFTERNOON)
            if said.get("extract"):
                self.time.at(max(grouped - 4, 0), lambda: self._extract(key, said["extract"]), hours=AFTERNOON)
        if said.get("asked_back"):
            self.time.at(max(days_ago - 2, 0), lambda: self._ask(key, said["asked_back"]), hours=AFTERNOON)
        if said.get("closed_reason"):
            self.time.at(max(days_ago - 6, 0), lambda: self._close(key, said["closed_reason"]), hours=AFTERNOON)
        if said.get("withdrawn"):
            self.time.at(max(days_ago - 3, 0), lambda: self._withdraw(key), hours=EVENING)
        if said.get("reply") and said.get("answered_after_days") is not None:
            answered = days_ago - said["answered_after_days"]
            self.time.at(max(answered - 2, 0), lambda: self._reply(key, said["reply"]), hours=EVENING)

    def _grouping_day(self, theme_key: str, days_ago: int) -> int:
        """The day after it came in, but when the theme exists, and not while the theme was merged and later parted."""
        theme = next(each for each in data("themes")["themes"] if each["key"] == theme_key)
        day = min(days_ago - 1, theme["events"][0]["days_ago"])
        for merge in theme["merges"]:
            if (undone := merge.get("undone")) and undone["days_ago"] <= day <= merge["days_ago"]:
                day = undone["days_ago"] - 1
        return max(day, 0)

    def _receive(self, said: dict[str, Any]) -> None:
        resident = self.frame.people.get(said.get("who_person") or "")
        via = AnswerVia(said["answer_via"])
        words = Words(
            text=said["text"].strip(),
            language=said["lang"],
            service=self.frame.services.get(said["service"]),
            place=self.frame.places.get(said["place"]),
            area=self.frame.areas.get(said["area"]) or self.frame.area_of.get(said.get("who_person") or ""),
            answer_via=via,
            answer_to=said.get("answer_to") or self._address(via, resident, said.get("who_name") or ""),
            contact=self._contact(said) if via == AnswerVia.CONTACT else None,
            author_name=said.get("who_name") or "",
        )
        form_key = secrets.token_urlsafe(24)
        registrar = self.frame.people.get(said.get("registered_by") or "")
        if registrar:
            heard = Heard(
                channel=Channel(said["channel"]), own_words=bool(said["own_words"]), read_back=said.get("read_back")
            )
            made, _code = actions.register(
                actor=registrar, words=words, heard=heard, form_key=form_key, author=resident
            )
        else:
            made, _code = actions.say(actor=resident, words=words, form_key=form_key)
        self.viewpoints[said["key"]] = made

    def _address(self, via: AnswerVia, resident: Person | None, name: str) -> str:
        """Invented, or the resident's own: numbers from the series for made-up ones, addresses at example.se."""
        if resident:
            return ""
        if via == AnswerVia.SMS:
            return UNDELIVERABLE if self.random.random() < 0.08 else f"070-17406{self.random.randint(10, 96)}"
        if via == AnswerVia.EMAIL:
            return f"{name.split(' ')[0].lower() or 'invanare'}@example.se".encode("ascii", "ignore").decode()
        if via == AnswerVia.LETTER:
            return f"{name or 'Invånare'}\nProvgatan {self.random.randint(1, 60)}\n252 50 Helsingborg"
        return ""

    def _contact(self, said: dict[str, Any]) -> Person:
        registrar = self.frame.people.get(said.get("registered_by") or "")
        service = self.frame.services.get(said["service"])
        unit = service.unit.slug if service and service.unit else "utveckling"
        return registrar or next(
            person
            for person in self.frame.people.values()
            if person.unit and person.unit.slug == unit and current_grants(person, Role.ANSWERER).exists()
        )

    def _group(self, key: str, theme: str) -> None:
        actions.group(actor=self.frame.people[EDITOR], viewpoint=self.viewpoints[key], theme=self.theme(theme))

    def theme(self, key: str) -> Theme:
        theme = self.themes[key]
        theme.refresh_from_db()
        return theme

    def _extract(self, key: str, text: str) -> None:
        viewpoint = self.viewpoints[key]
        viewpoint.refresh_from_db()
        if viewpoint.theme_id and viewpoint.text:
            actions.choose_extract(actor=self.frame.people[EDITOR], viewpoint=viewpoint, text=" ".join(text.split()))

    def _ask(self, key: str, text: str) -> None:
        viewpoint = self.viewpoints[key]
        actions.ask_back(actor=self.answerer(viewpoint), viewpoint=viewpoint, text=text)

    def _close(self, key: str, reason: str) -> None:
        viewpoint = self.viewpoints[key]
        actions.close(actor=self.answerer(viewpoint), viewpoint=viewpoint, reason=reason)

    def _withdraw(self, key: str) -> None:
        actions.withdraw(actor=self.viewpoints[key].author, viewpoint=self.viewpoints[key])

    def _reply(self, key: str, text: str) -> None:
        actions.reply(actor=self.viewpoints[key].author, viewpoint=self.viewpoints[key], text=text)

    # --- answers

    def _plan_answers(self) -> None:
        """One answer for all that got the same words on the same day in the same unit."""
        together: dict[tuple[str, int, str], list[str]] = defaultdict(list)
        for said in data("viewpoints"):
            if said.get("answer"):
                service = self.frame.services.get(said["service"])
                unit = service.unit.slug if service and service.unit else "utveckling"
                day = max(said["days_ago"] - said["answered_after_days"], 0)
                together[said["answer"], day, unit].append(said["key"])
        for (key, day, _unit), keys in together.items():
            self.time.at(day, lambda key=key, keys=keys: self._answer(key, keys), hours=AFTERNOON)

    def _answer(self, key: str, keys: list[str]) -> None:
        words = next(each for each in data("answers") if each["key"] == key)
        viewpoints = [self.viewpoints[each] for each in keys]
        for viewpoint in viewpoints:
            viewpoint.refresh_from_db()
        waiting = [viewpoint for viewpoint in viewpoints if viewpoint.is_open]
        if not waiting:
            return
        by = self.answerer(waiting[0], wanted=self.frame.people[words["by"]])
        answer = actions.send_answer(
            actor=by,
            viewpoints=waiting,
            text=" ".join(words["text"].split()) if "\n\n" not in words["text"] else words["text"].strip(),
            plain_text=(words.get("plain_text") or "").strip(),
            theme=self.theme(words["theme"]) if words.get("theme") else None,
        )
        self.see_off(answer)

    def see_off(self, answer: Answer) -> None:
        """Let a second person read `answer` where the unit wants one, and let it reach people."""
        if answer.state == AnswerState.TO_APPROVE:
            actions.approve(actor=self._second_reader(answer), answer=answer)
        self.deliver(answer)

    def see_off_new(self) -> None:
        """The same for all answers of this moment: those that came with something else, as a meeting that closed."""
        for answer in Answer.objects.filter(kind=AnswerKind.ANSWER, written_at=clock.now()):
            self.see_off(answer)

    def answerer(self, viewpoint: Viewpoint, *, wanted: Person | None = None) -> Person:
        """Who is named in the data if they may, otherwise somebody of the viewpoint's unit."""
        if wanted and policy.may_answer(wanted, viewpoint):
            return wanted
        return next(person for person in self.frame.people.values() if policy.may_answer(person, viewpoint))

    def _second_reader(self, answer: Answer) -> Person:
        return next(person for person in self.frame.people.values() if policy.may_approve(person, answer))

    def deliver(self, answer: Answer) -> None:
        """What the worker, the post and people did with an answer's deliveries at the time."""
        sender = answer.by or self.frame.people[EDITOR]
        for delivery in answer.deliveries.filter(state=DeliveryState.READY).select_related("viewpoint"):
            if delivery.via == AnswerVia.LETTER:
                actions.mark_posted(actor=sender, deliveries=[delivery])
            elif delivery.via == AnswerVia.CONTACT:
                actions.mark_told(actor=delivery.viewpoint.contact or sender, delivery=delivery)
            elif delivery.viewpoint.answer_to == UNDELIVERABLE:
                actions.fail(actor=None, delivery=delivery, reason="Numret går inte att nå.")
            else:
                actions.mark_sent(actor=None, delivery=delivery)

    def _leave_some_work(self) -> None:
        """The newest letters are not printed yet, the newest answers not told, and one waits for its second reader."""
        for via, left in ((AnswerVia.LETTER, LETTERS_LEFT), (AnswerVia.CONTACT, TASKS_LEFT)):
            newest = Delivery.objects.filter(via=via, state=DeliveryState.SENT).order_by("-done_at")[:left]
            Delivery.objects.filter(pk__in=list(newest.values_list("pk", flat=True))).update(
                state=DeliveryState.READY, done_at=None, done_by=None
            )
        manager = self.frame.people["henrik_sandell"]
        waiting = Viewpoint.objects.filter(unit=self.frame.units["ekonomiskt_bistand"], state="received")
        if viewpoint := waiting.filter(language="sv").order_by("-received_on", "pk").first():
            actions.send_answer(
                actor=manager,
                viewpoints=[viewpoint],
                text="Tack för att du skrev. Vi har läst det du säger och tar upp det på enhetens möte på tisdag. "
                "Senast på fredag nästa vecka får du veta vad vi kom fram till.",
                plain_text="Tack. Vi pratar om det på tisdag. Du får veta mer på fredag nästa vecka.",
            )


def fill_figures(today: date, *, days: int) -> None:
    """The feedback debt of each unit at the end of each of the last `days` days, from what is in the database."""
    spans = list(
        Viewpoint.objects.exclude(answer_via=AnswerVia.NONE).values_list(
            "unit_id", "received_on", "promised_on", "answer_days", "state"
        )
    )
    units = {unit for unit, *_rest in spans}
    figures = []
    for back in range(days, 0, -1):
        day = today - timedelta(days=back)
        waiting: dict[int, int] = defaultdict(int)
        late: dict[int, int] = defaultdict(int)
        for unit, received, promised, took, state in spans:
            ended = received + timedelta(days=took) if took is not None else None
            if received <= day and (ended > day if ended else state in {"received", "asked"}):
                waiting[unit] += 1
                late[unit] += promised < day
        figures += [DayFigure(day=day, unit_id=unit, waiting=waiting[unit], late=late[unit]) for unit in units]
    DayFigure.objects.bulk_create(figures, 500)
