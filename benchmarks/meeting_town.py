"""A large meeting in a large town, for `benchmarks.meetings`: straight into the tables, as the actions would leave it.

`fill` makes, in a town of `make_town`: a meeting that has begun, with 1,000 invited, 5,000 notes, 100 items, 1,000
ballots on 30 statements and 1,000 who answered beforehand; the meeting after it, with 1,000 invitations to be sent; and
1,000 proposals in all states, one with 1,000 comments, from 100 working groups. Every known person behind a theme is
reached by SMS, so that there is somebody to tell.
"""

import random
from datetime import date, datetime, timedelta
from typing import Any

from medskapa.change.models import (
    Body,
    Comment,
    CommentBy,
    Decision,
    DevelopmentGroup,
    Effect,
    EffectPoint,
    ImprovementArea,
    JudgedBy,
    Judgement,
    JudgeRound,
    Member,
    Process,
    Proposal,
    ProposalState,
    Source,
    Step,
    Verdict,
    Version,
    WorkingGroup,
)
from medskapa.core import clock
from medskapa.demo.crowd import FIRST, LAST
from medskapa.meetings import passes
from medskapa.meetings.models import (
    AgendaItem,
    Ballot,
    Gender,
    Invitation,
    InvitationState,
    InviteVia,
    ItemKind,
    ItemVoice,
    Meeting,
    MeetingState,
    Message,
    MessageKind,
    MessageState,
    NoteTaker,
    Outcome,
    PoolMember,
    RefusalReason,
    RepliedBy,
    Statement,
    Table,
    TableNote,
    Vote,
    VotingCard,
)
from medskapa.people.models import Person, Unit
from medskapa.voice import search
from medskapa.voice.actions.threads import begin_following, recount
from medskapa.voice.models import AnswerVia, Channel, Event, EventKind, Theme, Thread, Viewpoint

INVITED = 1_000
NOTES = 5_000
ITEMS = 100
TABLES = 20
STATEMENTS = 30
BALLOTS = 1_000
BEFOREHAND = 1_000
PROPOSALS = 1_000
GROUPS = 100
COMMENTS = 1_000
AT_ONCE = 500

BEGUN, TO_COME = "stor-traff", "stor-traff-sedan"
PLANNER, DECIDER = "lovisa_ekdahl", "lars_tornberg"
PROPOSAL = 1
"""The number of the proposal that has been decided on, carried out, measured, judged and commented on."""


def fill() -> None:
    """Make it all, in one transaction of the caller's. The same on every run of the same day."""
    town = _Town()
    town.meetings()
    town.invite(town.begun, begun=True)
    town.invite(town.to_come, begun=False)
    town.write_notes()
    town.speak_beforehand()
    town.vote()
    town.propose()
    town.decide()
    town.judge()
    Viewpoint.objects.filter(theme__isnull=False, author__isnull=False).update(answer_via=AnswerVia.SMS)
    for theme in town.themes:
        begin_following(theme.thread, Viewpoint.objects.filter(theme=theme))
    recount(*town.themes)


class _Town:
    def __init__(self) -> None:
        self.random = random.Random(1)
        self.planner = Person.objects.get(login=PLANNER)
        self.decider = Person.objects.get(login=DECIDER)
        self.colleagues = list(Person.objects.filter(login__startswith="anstalld-").order_by("pk"))
        self.unit: Unit = self.planner.unit
        self.themes = list(Theme.objects.filter(merged_into__isnull=True).select_related("unit", "thread"))
        self.today, self.now = clock.today(), clock.now()

    # --- the meetings, their tables and their agenda

    def meetings(self) -> None:
        began = self.now - timedelta(hours=2)
        self.begun = self._meeting(1, BEGUN, began, began + timedelta(hours=3), None)
        starts = clock.midnight(self.today + timedelta(days=30)) + timedelta(hours=12)
        self.to_come = self._meeting(2, TO_COME, starts, starts + timedelta(hours=3), self.begun)
        self.tables = Table.objects.bulk_create(
            Table(meeting=self.begun, number=number, name=f"Hur vi bemöts {number}", host=self._colleague())
            for number in range(1, TABLES + 1)
        )
        NoteTaker.objects.bulk_create(
            NoteTaker(table=table, person=person)
            for table in self.tables
            for person in (self.planner, self.colleagues[table.number])
        )
        self.items = self._agenda()

    def _meeting(self, number: int, slug: str, starts: datetime, ends: datetime, previous: Meeting | None) -> Meeting:
        return Meeting.objects.create(
            slug=slug,
            number=number,
            title=f"Stor träff {number}",
            purpose="Vi vill höra vad som behöver bli bättre.",
            unit=self.unit,
            previous=previous,
            starts_at=starts,
            ends_at=ends,
            place_name="Yrkeshögskolan",
            address="Rönnowsgatan 8",
            seats=INVITED,
            reply_by=starts.date() - timedelta(days=5),
            state=MeetingState.ANNOUNCED,
            announced_at=self.now - timedelta(days=60),
        )

    def _agenda(self) -> list[AgendaItem]:
        """Every fifth item is a theme's, and the rest are questions with threads of their own; all have an outcome."""
        items = []
        for number in range(1, ITEMS + 1):
            theme = self.themes[number // 5 % len(self.themes)] if number % 5 == 0 else None
            thread = theme.thread if theme else self._thread(EventKind.ON_AGENDA)
            outcome = [Outcome.ANSWERED, Outcome.CARRIED_OVER, Outcome.DROPPED, Outcome.PROPOSAL][number % 4]
            is_proposal = outcome == Outcome.PROPOSAL
            items.append(
                AgendaItem(
                    meeting=self.begun,
                    number=number,
                    kind=ItemKind.THEME if theme else ItemKind.QUESTION,
                    title=f"Hur blir breven lättare att förstå? ({number})",
                    text="Många har sagt att breven är svåra.",
                    theme=theme,
                    thread=thread,
                    table=self.tables[number % TABLES],
                    asked=theme is None,
                    announced=True,
                    outcome=outcome,
                    outcome_text="Vi skriver om breven med korta meningar.",
                    outcome_by=self.planner,
                    outcome_at=self.now,
                    group_name=_group_name(number % GROUPS) if is_proposal else "",
                    group_by=self.today + timedelta(days=60) if is_proposal else None,
                )
            )
        return AgendaItem.objects.bulk_create(items)

    # --- whom it is for

    def invite(self, meeting: Meeting, *, begun: bool) -> None:
        members = PoolMember.objects.bulk_create((self._member(number) for number in range(INVITED)), AT_ONCE)
        invitations = [self._invitation(meeting, member, lot, begun) for lot, member in enumerate(members, 1)]
        Invitation.objects.bulk_create(invitations, AT_ONCE)
        if begun:
            messages = (
                Message(
                    invitation=each,
                    kind=MessageKind.INVITATION,
                    via=each.member.via,
                    state=MessageState.FAILED if number % 50 == 0 else MessageState.SENT,
                    failure="Numret finns inte." if number % 50 == 0 else "",
                    made_on=self.today - timedelta(days=40),
                    done_at=self.now - timedelta(days=40),
                )
                for number, each in enumerate(invitations)
            )
            Message.objects.bulk_create(messages, AT_ONCE)

    def _member(self, number: int) -> PoolMember:
        via = list(InviteVia)[number % 4]
        return PoolMember(
            name=f"{self.random.choice(FIRST)} {self.random.choice(LAST)}",
            via=via,
            address=f"Storgatan {number}\n252 00 Helsingborg",
            phone=f"070-17406{10 + number % 80}",
            email=f"invanare{number}@example.se",
            contact=self._colleague() if via == InviteVia.CONTACT else None,
            birth_year=1940 + number % 65,
            gender=[Gender.WOMAN, Gender.MAN][number % 2],
            agreed_on=self.today - timedelta(days=100),
        )

    def _invitation(self, meeting: Meeting, member: PoolMember, lot: int, begun: bool) -> Invitation:
        invitation = Invitation(
            meeting=meeting,
            member=member,
            lot=lot,
            lookup=f"{meeting.number} {lot}",
            secret_hash="nobody has this code",
            state=InvitationState.TO_SEND,
            made_on=self.today - timedelta(days=40),
        )
        if begun:
            invitation.state = [InvitationState.YES] * 7 + [InvitationState.NO] * 2 + [InvitationState.ASKED]
            invitation.state = invitation.state[lot % 10]
        if invitation.state in (InvitationState.YES, InvitationState.NO):
            invitation.replied_at, invitation.replied_by = self.now - timedelta(days=20), RepliedBy.WEB
        if invitation.state == InvitationState.NO:
            invitation.refusal_reason = list(RefusalReason)[lot % len(RefusalReason)]
        if invitation.state == InvitationState.YES:
            invitation.arrived_at, invitation.table = self.now, self.tables[lot % TABLES]
            invitation.food = "Ingen fisk." if lot % 7 == 0 else ""
        return invitation

    # --- what is said

    def write_notes(self) -> None:
        """One note in ten is tied to no item yet; all others are viewpoints."""
        items = [None if number % 10 == 0 else self.items[number % ITEMS] for number in range(NOTES)]
        texts = [f"Breven är svåra att förstå, och telefonen är stängd ({number})." for number in range(NOTES)]
        spoken = [(text, item) for text, item in zip(texts, items, strict=True) if item]
        said = iter(self._viewpoints(spoken, channel=Channel.MEETING, answer_via=AnswerVia.NONE))
        TableNote.objects.bulk_create(
            (
                TableNote(
                    key=f"note-{number}",
                    meeting=self.begun,
                    table=self.tables[number % TABLES],
                    item=item,
                    viewpoint=next(said) if item else None,
                    text=texts[number],
                    written_by=self.planner,
                    written_on=self.today,
                )
                for number, item in enumerate(items)
            ),
            AT_ONCE,
        )

    def speak_beforehand(self) -> None:
        asked = [item for item in self.items if item.asked]
        spoken = [(f"Skriv kortare brev, tack ({n}).", asked[n % len(asked)]) for n in range(BEFOREHAND)]
        said = self._viewpoints(spoken, channel=Channel.WEB, answer_via=AnswerVia.WEB)
        pairs = zip(said, spoken, strict=True)
        ItemVoice.objects.bulk_create((ItemVoice(item=item, viewpoint=each) for each, (_, item) in pairs), AT_ONCE)

    def _viewpoints(self, spoken: list[tuple[str, AgendaItem]], **how: Any) -> list[Viewpoint]:
        threads = Thread.objects.bulk_create((Thread(length=1) for _each in spoken), AT_ONCE)
        now = clock.midnight(self.today)
        Event.objects.bulk_create(
            (Event(thread=thread, number=1, kind=EventKind.RECEIVED, at=now) for thread in threads), AT_ONCE
        )
        made = [
            Viewpoint(
                thread=thread,
                text=text,
                unit=item.theme.unit if item.theme else self.unit,
                theme=item.theme,
                received_on=self.today,
                promised_on=self.today + timedelta(days=14),
                search_text="brev svår förstå telefon stäng",
                **how,
            )
            for thread, (text, item) in zip(threads, spoken, strict=True)
        ]
        Viewpoint.objects.bulk_create(made, AT_ONCE)
        search.index(made)
        return made

    # --- what is voted

    def vote(self) -> None:
        """Three camps that agree on a third of the statements."""
        statements = Statement.objects.bulk_create(
            Statement(meeting=self.begun, number=number, text=f"Breven är lätta att förstå ({number}).")
            for number in range(1, STATEMENTS + 1)
        )
        cards = [VotingCard(meeting=self.begun, number=number) for number in range(1, BALLOTS + 1)]
        passes.issue(*cards)
        VotingCard.objects.bulk_create(cards, AT_ONCE)
        ballots = Ballot.objects.bulk_create((Ballot(meeting=self.begun, card=card) for card in cards), AT_ONCE)
        votes = (
            Vote(ballot=ballot, statement=statement, value=self._value(person, statement.number))
            for person, ballot in enumerate(ballots)
            for statement in statements
            if self.random.random() < 0.9
        )
        Vote.objects.bulk_create(votes, AT_ONCE)

    def _value(self, person: int, statement: int) -> int:
        if self.random.random() < 0.15:
            return self.random.choice([-1, 0, 1])
        return 1 if statement % 3 == 0 or (person + statement) % 3 == 0 else -1

    # --- what becomes of it

    def propose(self) -> None:
        areas = ImprovementArea.objects.bulk_create(
            ImprovementArea(
                slug=f"omrade-{number}",
                name=f"Begripliga brev {number}",
                process=list(Process)[number % 3],
                about="Breven är svåra att förstå.",
                source="Utvärderingen av breven 2015",
            )
            for number in range(10)
        )
        development = [self._development_group(process) for process in Process]
        self.groups = WorkingGroup.objects.bulk_create(
            WorkingGroup(
                slug=f"stor-grupp-{number}",
                name=_group_name(number),
                task="Gör breven lättare att förstå.",
                area=areas[number % 10],
                development_group=development[number % 3],
                unit=self.unit,
                started_on=self.today - timedelta(days=200),
                due_on=self.today + timedelta(days=number),
            )
            for number in range(GROUPS)
        )
        Member.objects.bulk_create(
            Member(person=person, working_group=group, starts_on=group.started_on)
            for number, group in enumerate(self.groups)
            for person in {self.colleagues[(number + step) % len(self.colleagues)] for step in range(5)}
        )
        Member.objects.bulk_create(
            Member(person=person, working_group=self.groups[number % GROUPS], starts_on=self.today)
            for number, person in enumerate(Person.objects.filter(login__startswith="invanare-").order_by("pk")[:200])
        )
        threads = Thread.objects.bulk_create(
            (Thread(public=True, state=EventKind.PROPOSED, length=1) for _each in range(PROPOSALS)), AT_ONCE
        )
        events = (
            Event(thread=thread, number=1, kind=EventKind.PROPOSED, at=self.now, text="Ett förslag.")
            for thread in threads
        )
        Event.objects.bulk_create(events, AT_ONCE)
        proposals = [self._proposal(number, thread) for number, thread in enumerate(threads, PROPOSAL)]
        self.proposals = Proposal.objects.bulk_create(proposals, AT_ONCE)
        Version.objects.bulk_create((self._version(each) for each in self.proposals), AT_ONCE)
        Source.objects.bulk_create((self._source(each) for each in self.proposals), AT_ONCE)
        for item in self.items[:20]:
            Source.objects.create(proposal=self.proposals[0], item=item)

    def _development_group(self, process: Process) -> DevelopmentGroup:
        made, _is_new = DevelopmentGroup.objects.get_or_create(
            process=process,
            defaults={
                "slug": f"stor-{process}",
                "name": f"Utvecklingsgruppen {process}",
                "purpose": "Invånarna ska ha inflytande.",
                "mandate": "Gruppen får pröva nytt.",
                "hours_a_month": 8,
            },
        )
        return made

    def _proposal(self, number: int, thread: Thread) -> Proposal:
        group = self.groups[number % GROUPS]
        states = [state for state in ProposalState if state not in (ProposalState.MERGED, ProposalState.WITHDRAWN)]
        state = ProposalState.CARRIED_OUT if number == PROPOSAL else states[number % len(states)]
        return Proposal(
            number=number,
            title=f"Alla brev på enkel svenska ({number})",
            area=group.area,
            working_group=group,
            development_group=group.development_group,
            thread=thread,
            state=state,
            began_on=self.today - timedelta(days=number % 300 + 40),
            due_on=self.today + timedelta(days=number % 60),
            ready_on=None if state == ProposalState.WORKING else self.today - timedelta(days=20),
            words=1,
        )

    def _version(self, proposal: Proposal) -> Version:
        return Version(
            proposal=proposal,
            number=1,
            title=proposal.title,
            text="Vi skriver om breven med korta meningar.",
            touches="Alla som får brev.",
            costs="40 timmar.",
            effect_wanted="Fler förstår sitt beslut.",
            measured_by="Andel som ringer för att fråga.",
            by=self._colleague(),
            at=self.now,
        )

    def _source(self, proposal: Proposal) -> Source:
        match proposal.number % 3:
            case 0:
                return Source(proposal=proposal, item=self.items[proposal.number % ITEMS])
            case 1:
                return Source(proposal=proposal, theme=self.themes[proposal.number % len(self.themes)])
        return Source(proposal=proposal, working_group=proposal.working_group)

    def decide(self) -> None:
        words = {state: str(state) for state in (ProposalState.YES, ProposalState.NO, ProposalState.LATER)}
        words[ProposalState.CARRIED_OUT] = "yes"
        versions = dict(Version.objects.values_list("proposal", "pk"))
        decided = [each for each in self.proposals if each.state in words]
        Decision.objects.bulk_create(
            (
                Decision(
                    proposal=each,
                    on_version_id=versions[each.pk],
                    number=1,
                    word=words[ProposalState(each.state)],
                    body=list(Body)[each.number % 2],
                    reasons="Breven ska gå att förstå.",
                    decided_on=self._day(each.number % 200 + 1),
                    back_on=self.today + timedelta(days=90) if each.state == ProposalState.LATER else None,
                    by=self.decider,
                    entered_at=self.now,
                )
                for each in decided
            ),
            AT_ONCE,
        )
        doing = [each for each in decided if each.state in (ProposalState.YES, ProposalState.CARRIED_OUT)]
        Step.objects.bulk_create(
            Step(
                proposal=each,
                number=number,
                text="Skriv om brevet.",
                owner=self.planner if each.number % 10 == 0 else self._colleague(),
                due_on=self.today + timedelta(days=number),
                done_on=self.today if each.state == ProposalState.CARRIED_OUT else None,
            )
            for each in doing
            for number in (1, 2, 3)
        )
        effects = Effect.objects.bulk_create(
            Effect(
                proposal=each,
                what="Hur många som ringer om brevet",
                measured_in="procent",
                source="Kontaktcenter",
                more_is_better=False,
                baseline=30,
                baseline_on=self._day(200),
                target=10,
                agreed_on=self._day(100),
            )
            for each in doing
        )
        EffectPoint.objects.bulk_create(
            EffectPoint(
                effect=effect,
                value=30 - number * 4,
                measured_on=self._day(40 - number * 10),
                text="Färre ringer.",
                by=self.decider,
                entered_at=self.now,
            )
            for effect in effects
            for number in (1, 2, 3)
        )

    def judge(self) -> None:
        first = self.proposals[0]
        asked = JudgeRound.objects.create(
            proposal=first,
            number=1,
            question="Blev breven bättre?",
            word="BREV",
            opens_on=self._day(10),
            closes_on=self.today + timedelta(days=10),
        )
        Judgement.objects.bulk_create(
            (
                Judgement(
                    round=asked,
                    verdict=list(Verdict)[number % 4],
                    words="Nu förstår jag." if number % 3 == 0 else "",
                    judged_by=JudgedBy.SMS,
                    once=f"{number}",
                    on=self.today,
                )
                for number in range(1_000)
            ),
            AT_ONCE,
        )
        Comment.objects.bulk_create(
            (
                Comment(
                    proposal=first,
                    spoken_by=CommentBy.PARTICIPANT,
                    text=f"Det här är bra, men skriv också på arabiska ({number}).",
                    on=self._day(number % 30),
                    once=f"comment-{number}",
                    answer="Tack, det gör vi." if number % 5 == 0 else "",
                )
                for number in range(COMMENTS)
            ),
            AT_ONCE,
        )

    # --- small things

    def _day(self, days_ago: int) -> date:
        return self.today - timedelta(days=days_ago)

    def _colleague(self) -> Person:
        return self.random.choice(self.colleagues)

    @staticmethod
    def _thread(state: EventKind) -> Thread:
        return Thread.objects.create(public=True, state=state)


def _group_name(number: int) -> str:
    return f"Stora gruppen för brev {number}"
