"""The proposals of the demo town: begun, worked out, talked about, merged or split, and made ready to be decided on."""

from datetime import timedelta
from typing import Any

from medskapa.change import actions
from medskapa.change.models import Proposal, Suggestion
from medskapa.core.idempotency import new_key
from medskapa.demo.frame import data
from medskapa.demo.groups import Groups
from medskapa.demo.history import History
from medskapa.demo.meetings import Meetings
from medskapa.demo.timeline import AFTERNOON, EVENING, MORNING
from medskapa.meetings.models import Invitation
from medskapa.people.models import Person
from medskapa.voice.actions.receiving import Words
from medskapa.voice.models import AnswerVia, Viewpoint

WORDS = ["title", "plain_title", "text", "plain_text", "touches", "costs", "effect_wanted", "measured_by"]


class Proposals:
    """Plays what happens to each proposal of the data until it can be decided on; `of` finds it by its key."""

    def __init__(self, history: History, groups: Groups, meetings: Meetings) -> None:
        self.history = history
        self.groups = groups
        self.meetings = meetings
        self.people = history.frame.people
        self.planner = self.people["lovisa_ekdahl"]
        self.made: dict[str, Proposal] = {}
        self.suggested: dict[str, Viewpoint] = {}
        self.spoken = 0

    def plan(self) -> None:
        for about in data("proposals"):
            self._plan_beginning(about)
            self._plan_work(about)

    def of(self, about: dict[str, Any]) -> Proposal:
        """The proposal as it is now. One that a meeting promised was begun when the meeting closed."""
        if about["key"] not in self.made:
            meeting, item = about["from"]["item"]
            item = self.meetings.items[meeting][item]
            self.made[about["key"]] = Proposal.objects.filter(sources__item=item).order_by("number")[0]
        proposal = self.made[about["key"]]
        proposal.refresh_from_db()
        return proposal

    def participants(self, about: dict[str, Any]) -> list[Invitation]:
        """Those who were at the meeting that the proposal comes from, in an order that means nothing."""
        meeting = self.meetings.meetings[about["from"]["item"][0]]
        return list(meeting.invitations.filter(arrived_at__isnull=False).select_related("meeting").order_by("pk"))

    def _plan_beginning(self, about: dict[str, Any]) -> None:
        time = self.history.time
        if begun := about.get("begun"):
            time.at(begun["days_ago"], lambda: self._begin(about), hours=MORNING)
        if said := about["from"].get("suggestion"):
            time.at(said["days_ago"], lambda: self._suggest(about, said), hours=EVENING)
        if taken := about.get("taken"):
            time.at(taken["days_ago"], lambda: self._take_up(about, taken), hours=MORNING)
        if declined := about.get("declined"):
            time.at(declined["days_ago"], lambda: self._decline(about, declined), hours=MORNING)

    def _plan_work(self, about: dict[str, Any]) -> None:
        time = self.history.time
        for words in about.get("written", []):
            time.at(words["days_ago"], lambda words=words: self._write(about, words), hours=AFTERNOON)
        for said in about.get("comments", []):
            time.at(said["days_ago"], lambda said=said: self._comment(about, said), hours=EVENING)
        if "ready" in about:
            time.at(about["ready"], lambda: self._make_ready(about), hours=AFTERNOON)
        if merged := about.get("merged"):
            time.at(merged["days_ago"], lambda: self._merge(about, merged), hours=AFTERNOON)
        if withdrawn := about.get("withdrawn"):
            time.at(withdrawn["days_ago"], lambda: self._withdraw(about, withdrawn), hours=AFTERNOON)
        if split := about.get("split"):
            time.at(split["days_ago"], lambda: self._split(about, split), hours=AFTERNOON)

    # --- how they begin

    def _begin(self, about: dict[str, Any]) -> None:
        begun, source = about["begun"], about["from"]
        self.made[about["key"]] = actions.propose(
            actor=self._by(about),
            theme=self.history.theme(source["theme"]) if "theme" in source else None,
            group=self.groups.working[source["group"]] if "group" in source else None,
            title=begun["title"],
            plain_title=begun["plain_title"],
            text=_flat(begun["text"]),
            plain_text=begun["plain_text"],
        )
        self.history.tell_news()

    def _suggest(self, about: dict[str, Any], said: dict[str, Any]) -> None:
        person = self.people.get(said.get("person", ""))
        words = Words(
            text=said["text"],
            service=self.history.frame.services[said["service"]],
            answer_via=AnswerVia(person.reach_via) if person else AnswerVia.WEB,
        )
        self.suggested[about["key"]], _code = actions.suggest(actor=person, words=words, form_key=new_key())

    def _take_up(self, about: dict[str, Any], taken: dict[str, Any]) -> None:
        viewpoint = self.suggested[about["key"]]
        due = taken.get("due_in_days")
        self.made[about["key"]] = actions.take_up(
            actor=self.history.answerer(viewpoint),
            suggestion=Suggestion.objects.select_related("viewpoint").get(viewpoint=viewpoint),
            answer=taken["answer"],
            plain_answer=taken["plain_answer"],
            group=self.groups.working[taken["group"]],
            due_on=self.history.time.today + timedelta(days=due) if due else None,
            **{name: _flat(taken[name]) for name in WORDS if name in taken},
        )
        self.history.see_off_new()

    def _decline(self, about: dict[str, Any], declined: dict[str, Any]) -> None:
        viewpoint = self.suggested[about["key"]]
        actions.decline(
            actor=self.history.answerer(viewpoint),
            suggestion=Suggestion.objects.select_related("viewpoint").get(viewpoint=viewpoint),
            reason=_flat(declined["reason"]),
            plain_reason=declined["plain_reason"],
        )
        self.history.see_off_new()

    # --- how they are worked out

    def _write(self, about: dict[str, Any], words: dict[str, Any]) -> None:
        proposal = self.of(about)
        actions.write(
            actor=self._by(about),
            proposal=proposal,
            version=proposal.version,
            note=words["note"],
            **{name: _flat(words[name]) for name in WORDS if name in words},
        )

    def _comment(self, about: dict[str, Any], said: dict[str, Any]) -> None:
        """What somebody says: a member by name, or nobody knows who; and the group's answer to it."""
        proposal = self.of(about)
        if said["by"] == "member":
            person = self.people[said["who"]]
            made = actions.comment_as_member(actor=person, proposal=proposal, text=said["text"], form_key=new_key())
        else:
            invitation = None
            if said["by"] == "participant":
                came = self.participants(about)
                self.spoken += 1
                invitation = came[self.spoken % len(came)]
            made = actions.comment(
                actor=None, proposal=proposal, text=said["text"], form_key=new_key(), invitation=invitation
            )
        if "answer" in said:
            actions.answer_comment(actor=self._by(about), comment=made, text=said["answer"])

    def _make_ready(self, about: dict[str, Any]) -> None:
        proposal = self.of(about)
        actions.make_ready(actor=self._by(about), proposal=proposal, version=proposal.version)
        self.history.tell_news()

    def _merge(self, about: dict[str, Any], merged: dict[str, Any]) -> None:
        into = next(other for other in data("proposals") if other["key"] == merged["into"])
        actions.merge_proposals(
            actor=self.planner,
            proposal=self.of(about),
            into=self.of(into),
            reason=merged["reason"],
            plain_reason=merged["plain_reason"],
        )
        self.history.tell_news()

    def _withdraw(self, about: dict[str, Any], withdrawn: dict[str, Any]) -> None:
        actions.withdraw_proposal(
            actor=self.planner,
            proposal=self.of(about),
            reason=withdrawn["reason"],
            plain_reason=withdrawn["plain_reason"],
        )

    def _split(self, about: dict[str, Any], split: dict[str, Any]) -> None:
        words = {name: split[name] for name in ("title", "plain_title", "text", "plain_text", "reason")}
        actions.split_proposal(actor=self.planner, proposal=self.of(about), **words)
        self.history.tell_news()

    def _by(self, about: dict[str, Any]) -> Person:
        return self.people[about["by"]]


def _flat(text: str) -> str:
    """A folded text on one line."""
    return " ".join(text.split())
