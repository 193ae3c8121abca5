"""The collaboration group of the demo town: one meeting that was, with its minutes, and one to come."""

from datetime import timedelta
from typing import Any

from medskapa.commons import actions
from medskapa.commons.models import CollaborationGroup
from medskapa.core import clock
from medskapa.demo.commons_activities import Activities
from medskapa.demo.frame import data
from medskapa.demo.timeline import moment, weekday_before
from medskapa.meetings import actions as meetings
from medskapa.meetings.models import ItemKind, Meeting
from medskapa.people.models import Person, Unit

HELD_AT, HELD_HOURS = 13, 2
THURSDAY = 4


class Collaboration:
    """Plans what the group does. It comes after the activities, whose leader takes part for an association."""

    def __init__(self, activities: Activities) -> None:
        self.activities, self.directory = activities, activities.directory
        self.frame, self.time = activities.frame, activities.time
        self.about = data("commons_groups")
        self.editor, self.convenor = (self.frame.people[self.about[who]] for who in ("editor", "convenor"))
        self.group: CollaborationGroup

    def plan(self) -> None:
        """The group first, then its meeting with what came of it, then the work between, and the meeting to come."""
        held, coming = self.about["meeting"], self.about["next"]
        self.time.on_day(self.about["begun_days_ago"], 10, self._begin)
        self.time.on_day(held["planned_days_ago"], 10, lambda: self._meet(-held["days_ago"], held["place"]))
        self.time.on_day(held["planned_days_ago"] - 1, 10, self._announce)
        self.time.on_day(held["days_ago"], HELD_AT + HELD_HOURS + 1, self._close)
        self.time.on_day(held["days_ago"] - 2, 10, self._write_minutes)
        self.time.on_day(held["days_ago"] - 4, 10, self._publish)
        self.time.on_day(held["days_ago"] - 5, 10, self._give_tasks)
        self.time.on_day(coming["announced_days_ago"] + 1, 10, lambda: self._meet(coming["in_days"], coming["place"]))
        self.time.on_day(coming["announced_days_ago"], 10, self._announce)
        self.time.on_day(1, 16, self._tell_news)

    def _begin(self) -> None:
        unit = Unit.objects.filter(slug=self.about["unit"]).first() or self.convenor.unit
        fields: dict[str, Any] = self.about["group"] | {"unit": unit, "convenor": self.convenor}
        self.group = group = actions.begin_group(actor=self.editor, **fields)
        social = actions.add_organisation(actor=self.editor, **self.about["social"])
        for organisation in [social, *(self.directory.organisations[key] for key in self.about["members"])]:
            actions.add_group_member(actor=self.convenor, group=group, organisation=organisation)
        actions.add_group_member(actor=self.convenor, group=group, unit=unit)
        for year in {clock.today().year, self.time.today.year}:
            titles = dict(enumerate(self.about["themes"], 1))
            actions.plan_group_year(actor=self.convenor, group=group, year=year, titles=titles)
        for each in self.about["questions"]:
            actions.ask_group(actor=self.convenor, group=group, **each)

    def _meet(self, in_days: int, place: str) -> None:
        starts = moment(weekday_before(self.time.today + timedelta(days=in_days), THURSDAY), HELD_AT)
        meetings.plan_group_meeting(
            actor=self.convenor,
            group=self.group,
            starts_at=starts,
            ends_at=starts + timedelta(hours=HELD_HOURS),
            place=self.frame.places[place],
        )

    def _last(self) -> Meeting:
        return Meeting.objects.filter(group=self.group).order_by("-number")[0]

    def _announce(self) -> None:
        meetings.announce(actor=self.convenor, meeting=self._last())

    def _close(self) -> None:
        meeting, about = self._last(), self.about
        for item in meeting.items.exclude(kind__in=[ItemKind.NEWS, ItemKind.TASKS]).order_by("number"):
            if item.title == about["answered"]["title"]:
                outcome, words = "answered", about["answered"]
            elif item.kind == ItemKind.OPEN:
                outcome, words = "carried_over", about["left"]
            else:
                outcome, words = "answered", about["theme_came"]
            meetings.record_outcome(
                actor=self.convenor,
                item=item,
                outcome=outcome,
                text=words["text"],
                plain_text=words["plain"],
                version=item.version,
            )
        meetings.close(actor=self.convenor, meeting=meeting)

    def _held(self) -> Meeting:
        return Meeting.objects.get(group=self.group, number=1)

    def _write_minutes(self) -> None:
        about, who = self.about["minutes"], self.convenor
        minutes = meetings.draft_minutes(actor=who, meeting=self._held())
        intro = f"{minutes.intro} {about['intro']}", f"{minutes.plain_intro} {about['plain_intro']}"
        meetings.edit_minutes(actor=who, minutes=minutes, version=minutes.version, intro=intro[0], plain_intro=intro[1])
        said = {"said": about["said"], "plain_said": about["plain_said"]}
        for section in minutes.sections.order_by("number"):
            section.minutes = minutes
            meetings.edit_section(actor=who, section=section, version=minutes.version, **said)
        meetings.hand_in_minutes(actor=who, minutes=minutes, version=minutes.version)

    def _publish(self) -> None:
        minutes = self._held().minutes
        meetings.approve_minutes(actor=self.activities.leader, minutes=minutes, version=minutes.version)

    def _give_tasks(self) -> None:
        who: dict[str, Person] = {"convenor": self.convenor, "leader": self.activities.leader}
        for each in self.about["tasks"]:
            due = self.time.today + timedelta(days=each["due_in"])
            actions.add_group_task(
                actor=self.convenor, group=self.group, title=each["title"], owner=who[each["owner"]], due_on=due
            )

    def _tell_news(self) -> None:
        meetings.add_group_news(
            actor=self.activities.leader,
            meeting=self._last(),
            organisation=self.directory.organisations["vorta_drom"],
            **self.about["news"],
        )
