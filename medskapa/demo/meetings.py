"""The meetings of the demo town: planned, announced, held, closed and told of; one in draft, and one to come."""

from datetime import date, timedelta
from typing import Any

from django.db.models import F

from medskapa.core.idempotency import new_key
from medskapa.demo.day import Day
from medskapa.demo.frame import data
from medskapa.demo.history import History
from medskapa.demo.inviting import Inviting
from medskapa.demo.pool import Pool
from medskapa.demo.timeline import EVENING, moment, weekday_before
from medskapa.meetings import actions
from medskapa.meetings.models import AgendaItem, ItemKind, Meeting, Minutes, Table
from medskapa.voice.actions.receiving import Words
from medskapa.voice.models import AnswerVia

PLACES = {"first": "jobbtorget", "second": "yrkeshogskolan", "theme": "biblioteket"}
FIRST_OF_THEIR_KIND = {"first", "theme"}
"""Those that no meeting before them left a draft for."""
PRACTICAL = ["way_there", "accessibility", "interpreters", "child_care", "travel_money", "food"]
PRESS = ["media_welcome", "press_text", "press_contact"]
SINCE = "Vad har hänt sedan sist med ”%s”?"
TEXTS = ["title", "plain_title", "text", "plain_text"]


class Meetings:
    """Plays the meetings of the data, each by its key, on their days."""

    def __init__(self, history: History, pool: Pool) -> None:
        self.history = history
        self.frame = history.frame
        self.planner = pool.planner
        self.inviting = Inviting(history, pool)
        self.day = Day(history, self.planner)
        self.meetings: dict[str, Meeting] = {}
        self.tables: dict[str, dict[str, Table]] = {}
        self.items: dict[str, dict[str, AgendaItem]] = {}

    def plan(self) -> None:
        for key in ("first", "second"):
            self._plan_one(key, data("meetings")[key], data("inviting")[key])
        third = data("meetings")["third"]
        self.history.time.at(9, lambda: self._draft_third(third))
        self.history.time.at(1, lambda: actions.draft_agenda(actor=self.planner, meeting=self._now("third")))
        self._plan_coming(data("meetings")["theme"], data("inviting")["theme"])

    def _plan_coming(self, about: dict[str, Any], invited: dict[str, Any]) -> None:
        """A meeting that everybody can read of and answer questions for, and that some are invited to."""
        at, ahead = self.history.time.at, about["announced_before"]
        at(ahead + 1, lambda: self._prepare("theme", about))
        at(ahead + 1, lambda: self._put_questions("theme", about), hours=EVENING)
        at(ahead, lambda: self._announce("theme"))
        at(ahead - 1, lambda: self._invite("theme", invited))

    def _put_questions(self, key: str, about: dict[str, Any]) -> None:
        self.items[key] = {each["key"]: self._item(key, each) for each in about["items"]}

    def _invite(self, key: str, invited: dict[str, Any]) -> None:
        self.inviting.pick(self._now(key), invited)
        self.inviting.send(self._now(key))

    def held_on(self, key: str) -> date:
        about = data("meetings")[key]
        days = about["in_days"] if "in_days" in about else -about["days_ago"]
        return weekday_before(self.history.time.today + timedelta(days=days), about["weekday"])

    def _plan_one(self, key: str, about: dict[str, Any], invited: dict[str, Any]) -> None:
        held, ahead = self.held_on(key), about["announced_before"]
        acts: list[tuple[int, float, Any]] = [
            (-ahead - 2, 9.0, lambda: self._prepare(key, about)),
            (-ahead - 1, 10.0, lambda: self._set_agenda(key, about)),
            (-ahead, 9.0, lambda: self._announce(key)),
            (-ahead, 10.0, lambda: self.inviting.pick(self._now(key), invited)),
        ]
        if "seed" in invited:
            acts += [
                (-ahead, 11.0, lambda: self.inviting.fix(self._now(key), invited)),
                (-ahead + 5, 9.0, lambda: self.inviting.draw(self._now(key), invited)),
            ]
        acts += [(-ahead + 6, 10.0, lambda: self.inviting.send(self._now(key)))]
        acts += self._answering(key, held, invited)
        acts += [
            (0, about["hours"][0] - 0.4, lambda: self._come(key, about)),
            (0, about["hours"][0] + 1.5, lambda: self._talk(key, about)),
            (about["close_after"], 13.0, lambda: self._close(key, about)),
            (about["minutes_after"], 10.0, lambda: self._write_minutes(key, about)),
            (about["published_after"], 9.0, lambda: self._publish(key)),
        ]
        if key == "second":
            acts += [
                (-2, 13.0, lambda: self.day.state(self._now(key), self.items[key])),
                (0, about["hours"][1] - 0.7, lambda: self.day.vote(self._now(key))),
            ]
        for said in about.get("beforehand", []):
            acts.append((-said["days_before"], 19.0, lambda said=said: self._answer_beforehand(key, said)))
        for days, hour, act in acts:
            self.history.time.exactly(moment(held + timedelta(days=days), hour), act)

    def _answering(self, key: str, held: date, invited: dict[str, Any]) -> list[tuple[int, float, Any]]:
        """The weeks between the invitation and the meeting. Those who were picked answer once; lots go on to others."""

        def answer(all_: bool = False) -> None:
            self.inviting.answer(self._now(key), all_=all_)

        def remind() -> None:
            self.inviting.remind(self._now(key))

        acts: list[tuple[int, float, Any]] = [(-11, 11.0, remind), (-9, 18.0, answer)]
        if "seed" in invited:
            acts += [(day, 8.0, lambda: self.inviting.refill(self._now(key))) for day in (-13, -8, -6, -5)]
            acts += [(-16, 18.0, answer), (-5, 18.0, answer), (-3, 18.0, lambda: answer(all_=True))]
        else:
            acts += [(-12, 18.0, answer), (-8, 18.0, lambda: answer(all_=True))]
        return acts

    def _now(self, key: str) -> Meeting:
        meeting = self.meetings[key]
        meeting.refresh_from_db()
        return meeting

    # --- planning

    def _prepare(self, key: str, about: dict[str, Any]) -> None:
        """What follows no other begins here; the second is there already, since the first was closed."""
        texts = {"purpose": _flat(about["purpose"]), "plain_purpose": _flat(about["plain_purpose"])}
        if key in FIRST_OF_THEIR_KIND:
            unit = self.frame.units["utveckling"]
            self.meetings[key] = actions.create_meeting(actor=self.planner, unit=unit, title=about["title"], **texts)
        held = self.held_on(key)
        values = {name: _flat(about[name]) for name in (*PRACTICAL, *PRESS) if name in about}
        self._edit(
            key,
            **texts,
            **values,
            starts_at=moment(held, about["hours"][0]),
            ends_at=moment(held, about["hours"][1]),
            reply_by=held - timedelta(days=about.get("reply_before", 7)),
            place=self.frame.places[PLACES[key]],
            seats=about["seats"],
        )
        self._lay_tables(key, about)

    def _edit(self, key: str, **values: Any) -> None:
        meeting = self._now(key)
        actions.edit_meeting(actor=self.planner, meeting=meeting, version=meeting.version, **values)

    def _lay_tables(self, key: str, about: dict[str, Any]) -> None:
        people, meeting = self.frame.people, self.meetings[key]
        self.tables[key] = {
            each["key"]: actions.add_table(
                actor=self.planner,
                meeting=meeting,
                name=each["name"],
                theme=self.history.theme(each["theme"]) if "theme" in each else None,
                host=people[each["host"]],
                note_takers=[people[taker] for taker in each["note_takers"]],
            )
            for each in about["tables"]
        }
        for guest in about["guests"]:
            actions.add_guest(actor=self.planner, meeting=meeting, **guest)

    def _set_agenda(self, key: str, about: dict[str, Any]) -> None:
        """Work on the draft: add what is missing, merge what is the same, and drop the rest with a reason."""
        meeting = self._now(key)
        actions.draft_agenda(actor=self.planner, meeting=meeting)
        self.items[key] = {each["key"]: self._item(key, each) for each in about["items"]}
        kept = {item.pk for item in self.items[key].values()}
        left = meeting.items.exclude(pk__in=kept).filter(dropped_at=None, merged_into=None).order_by("number")
        for item in left:
            into = next((each for each in self.items[key].values() if each.thread_id == item.thread_id), None)
            if into:
                if item.kind == ItemKind.SINCE_LAST:
                    titles = {name: SINCE % getattr(item, name) for name in ("title", "plain_title")}
                    item = actions.edit_item(actor=self.planner, item=item, version=item.version, **titles)
                actions.merge_items(actor=self.planner, item=item, into=into)
            else:
                actions.drop_item(
                    actor=self.planner,
                    item=item,
                    reason=about["drop_reason"],
                    plain_reason=about["plain_drop_reason"],
                )
        order = {item.pk: number for number, item in enumerate(self.items[key].values(), 1)}
        actions.order_agenda(actor=self.planner, meeting=meeting, numbers=order)

    def _item(self, key: str, each: dict[str, Any]) -> AgendaItem:
        """The item of the data: what the draft made of the meeting before, or a new one."""
        meeting = self.meetings[key]
        table = self.tables[key][each["table"]] if "table" in each else None
        asked = bool(each.get("asked"))
        texts = {name: _flat(each[name]) for name in TEXTS if name in each}
        theme = self.history.theme(each["theme"]) if "theme" in each else None
        if "carries" in each or "since" in each:
            kind = ItemKind.CARRIED if "carries" in each else ItemKind.SINCE_LAST
            before = self.items["first"][each.get("carries") or each["since"]]
            found = meeting.items.filter(kind=kind, came_from=before).first()
        else:
            found = meeting.items.filter(kind=ItemKind.THEME, theme=theme).first() if theme else None
        if found is None:
            return actions.add_item(actor=self.planner, meeting=meeting, theme=theme, table=table, asked=asked, **texts)
        return actions.edit_item(
            actor=self.planner, item=found, version=found.version, table=table, asked=asked, **texts
        )

    def _announce(self, key: str) -> None:
        meeting = self._now(key)
        actions.announce(actor=self.planner, meeting=meeting, version=meeting.version)
        self.history.tell_news()

    def _answer_beforehand(self, key: str, said: dict[str, Any]) -> None:
        item = AgendaItem.objects.select_related("meeting__unit", "theme__unit").get(
            pk=self.items[key][said["item"]].pk
        )
        person = self.frame.people.get(said.get("person", ""))
        via = AnswerVia(said.get("via", "web"))
        reach = {AnswerVia.SMS: "070-1740619", AnswerVia.EMAIL: "birger@example.se"}
        words = Words(
            text=said["text"],
            answer_via=via,
            answer_to=reach.get(via, ""),
            author_name=said.get("name", ""),
        )
        actions.answer_beforehand(actor=person, item=item, words=words, form_key=new_key())

    # --- the day

    def _come(self, key: str, about: dict[str, Any]) -> None:
        self.day.come(self._now(key), list(self.tables[key].values()), walk_ins=about.get("walk_ins", 0))

    def _talk(self, key: str, about: dict[str, Any]) -> None:
        """What is said, table by table; what belongs to no item waits for the next meeting."""
        items = self.items[key]
        said = [(table, text, items[each["key"]]) for each in about["items"] for table, text in each.get("notes", [])]
        said += [(table, text, None) for table, text in about["loose"]]
        for name, table in self.tables[key].items():
            self.day.note(table, [(text, item) for at, text, item in said if at == name])

    # --- afterwards

    def _close(self, key: str, about: dict[str, Any]) -> None:
        meeting = self._now(key)
        for each in about["items"]:
            item = self.items[key][each["key"]]
            item.refresh_from_db()
            promise: dict[str, Any] = {}
            if each["outcome"] == "proposal":
                group = next(one for one in data("groups")["working"] if one["key"] == each["group"])
                promise["group_name"] = group["name"]
                promise["group_by"] = self.held_on(key) + timedelta(days=about["close_after"] + each["within"])
            actions.record_outcome(
                actor=self.planner,
                item=item,
                outcome=each["outcome"],
                text=_flat(each["outcome_text"]),
                plain_text=_flat(each["plain_outcome_text"]),
                version=item.version,
                **promise,
            )
        actions.close(actor=self.planner, meeting=meeting)
        self.meetings["second" if key == "first" else "third"] = Meeting.objects.get(previous=meeting)
        self.history.tell_news()
        self.history.see_off_new()

    def _write_minutes(self, key: str, about: dict[str, Any]) -> None:
        minutes = actions.draft_minutes(actor=self.planner, meeting=self._now(key))
        said = {self.items[key][each["key"]].pk: each for each in about["items"]}
        for section in minutes.sections.select_related("minutes__meeting").order_by("number"):
            words = said[section.item_id]
            actions.edit_section(
                actor=self.planner,
                section=section,
                version=Minutes.objects.get(pk=minutes.pk).version,
                said=_flat(words["said"]),
                plain_said=_flat(words["plain_said"]),
            )
        minutes.refresh_from_db()
        actions.hand_in_minutes(actor=self.planner, minutes=minutes, version=minutes.version)

    def _publish(self, key: str) -> None:
        """The host of the last table reads the minutes and publishes them; everybody who came is told."""
        minutes = Minutes.objects.get(meeting=self.meetings[key])
        host = next(table.host for table in reversed(self.tables[key].values()) if table.host)
        actions.approve_minutes(actor=host, minutes=minutes, version=minutes.version)
        self.inviting.deliver(self.meetings[key])

    # --- what comes

    def _draft_third(self, about: dict[str, Any]) -> None:
        """The planner has begun with the next meeting: the day is set, the agenda is as the last one left it."""
        day = self.held_on("third")
        self._edit(
            "third",
            purpose=_flat(about["purpose"]),
            plain_purpose=_flat(about["plain_purpose"]),
            starts_at=moment(day, about["hours"][0]),
            ends_at=moment(day, about["hours"][1]),
            reply_by=day - timedelta(days=about["reply_before"]),
        )
        self._lay_tables("third", about)
        meeting = self._now("third")
        table = self.tables["third"]["kvar"]
        for item in meeting.items.filter(kind=ItemKind.CARRIED).order_by(F("number")):
            actions.edit_item(actor=self.planner, item=item, version=item.version, table=table, asked=True)


def _flat(text: Any) -> Any:
    """A folded text on one line; what is no text as it is."""
    return " ".join(text.split()) if isinstance(text, str) else text
