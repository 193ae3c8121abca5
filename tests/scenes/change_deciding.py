"""The scenes of decisions, of carrying out, and of what residents think of it."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from medskapa.change import actions
from medskapa.change.models import Body, Effect, JudgeRound, Proposal, Step, Verdict, Word
from medskapa.core import clock
from medskapa.meetings.models import Invitation
from medskapa.voice.models import Viewpoint
from tests.access.world import DECIDER, MEMBER, World
from tests.change_factories import new_decision, new_proposal
from tests.factories import new_theme, new_viewpoint
from tests.meeting_factories import new_invitation, new_item, new_meeting
from tests.scenes import NOBODY, Scene
from tests.scenes.change_groups import a_group
from tests.scenes.change_proposals import a_ready_proposal

REASONS = "Breven ska gå att förstå."


def a_measure(**changed: Any) -> dict[str, Any]:
    """What is measured, as an action takes it."""
    return {
        "what": "Andel som ringer för att fråga",
        "measured_in": "procent",
        "source": "Växelns statistik",
        "more_is_better": False,
        "baseline": Decimal(40),
        "baseline_on": clock.today() - timedelta(days=20),
    } | changed


def a_decided_proposal(world: World) -> Proposal:
    """A proposal of the member's group that got a yes."""
    proposal = new_proposal(group=world.once(a_group))
    new_decision(proposal, by=world.people[DECIDER])
    return proposal


def a_step(world: World) -> Step:
    return new_step(world.once(a_decided_proposal), owner=world.people[MEMBER])


def new_step(proposal: Proposal, **fields: Any) -> Step:
    number = proposal.steps.count() + 1
    return Step.objects.create(
        **{"proposal": proposal, "number": number, "text": f"Skriv om brev {number}.", "due_on": clock.today()} | fields
    )


def new_effect(proposal: Proposal, **fields: Any) -> Effect:
    return Effect.objects.create(**{"proposal": proposal, "agreed_on": clock.today()} | a_measure(**fields))


def a_measured_step(world: World) -> Step:
    """A step that can be done, since what is measured is agreed."""
    new_effect(world.once(a_decided_proposal))
    return world.once(a_step)


def a_done_step(world: World) -> Step:
    step = world.once(a_measured_step)
    step.done_on = clock.today()
    step.save()
    return step


def a_measured_proposal(world: World) -> Proposal:
    new_effect(world.once(a_decided_proposal))
    return world.once(a_decided_proposal)


def a_carried_out_proposal(world: World) -> Proposal:
    """Carried out; it comes from a theme, and from a meeting."""
    theme = new_theme(unit=world.here)
    proposal = new_proposal(group=world.once(a_group), source={"theme": theme}, state="carried_out")
    proposal.sources.create(item=new_item(new_meeting(unit=world.here, days=0), theme=theme))
    return proposal


def a_round(world: World) -> JudgeRound:
    return new_round(world.once(a_carried_out_proposal))


def a_coming_round(world: World) -> JudgeRound:
    """A question that opens tomorrow."""
    return new_round(world.once(a_carried_out_proposal), opens_on=clock.today() + timedelta(days=1))


def a_round_on_paper(world: World) -> JudgeRound:
    """A question with two paper sheets."""
    return new_round(world.once(a_carried_out_proposal), sheets=2)


def new_round(proposal: Proposal, **fields: Any) -> JudgeRound:
    number = proposal.rounds.count() + 1
    return JudgeRound.objects.create(
        **{
            "proposal": proposal,
            "number": number,
            "question": "Har breven blivit lättare att förstå?",
            "word": f"BREV{proposal.number}{number}",
            "opens_on": clock.today(),
            "closes_on": clock.today() + timedelta(days=14),
        }
        | fields
    )


def a_voice_behind(world: World) -> Viewpoint:
    """A viewpoint in the theme that the question is about."""
    theme = world.once(a_round).proposal.sources.get(theme__isnull=False).theme
    viewpoint, _code = new_viewpoint(unit=world.here, theme=theme)
    return viewpoint


def an_invitation_behind(world: World) -> Invitation:
    """An invitation of somebody who came to the meeting that the question is about."""
    meeting = world.once(a_round).proposal.sources.get(item__isnull=False).item.meeting
    return new_invitation(meeting, state="yes", arrived_at=clock.now())


def _wanted(proposal: Proposal) -> dict[str, Any]:
    return {"proposal": proposal, "question": "Blev det bättre?", "word": "BREV", "opens_on": clock.today()}


SCENES = {
    "change.decide": Scene(
        DECIDER,
        lambda w, who: actions.decide(
            actor=who,
            proposal=w.once(a_ready_proposal),
            word=Word.YES,
            body=Body.MANAGEMENT,
            reasons=REASONS,
            decided_on=clock.today(),
        ),
        stranger=MEMBER,
        given=a_ready_proposal,
    ),
    "change.agree_on_measure": Scene(
        MEMBER,
        lambda w, who: actions.agree_on_measure(actor=who, proposal=w.once(a_decided_proposal), **a_measure()),
        stranger=DECIDER,
        given=a_decided_proposal,
    ),
    "change.add_step": Scene(
        MEMBER,
        lambda w, who: actions.add_step(
            actor=who,
            proposal=w.once(a_decided_proposal),
            text="Skriv om breven.",
            owner=w.people[MEMBER],
            due_on=clock.today(),
        ),
        stranger=DECIDER,
        given=a_decided_proposal,
    ),
    "change.finish_step": Scene(
        MEMBER, lambda w, who: actions.finish_step(actor=who, step=w.once(a_measured_step)), given=a_measured_step
    ),
    "change.edit_step": Scene(
        MEMBER,
        lambda w, who: actions.edit_step(
            actor=who, step=w.once(a_step), text="Skriv om allt.", owner=w.people[MEMBER], due_on=clock.today()
        ),
        stranger=DECIDER,
        given=a_step,
    ),
    "change.reopen_step": Scene(
        MEMBER, lambda w, who: actions.reopen_step(actor=who, step=w.once(a_done_step)), given=a_done_step
    ),
    "change.remove_step": Scene(
        MEMBER, lambda w, who: actions.remove_step(actor=who, step=w.once(a_step)), given=a_step
    ),
    "change.carry_out": Scene(
        MEMBER,
        lambda w, who: actions.carry_out(actor=who, proposal=w.once(a_done_step).proposal, text="Breven är korta."),
        stranger=DECIDER,
        given=a_done_step,
    ),
    "change.measure_effect": Scene(
        MEMBER,
        lambda w, who: actions.measure_effect(
            actor=who,
            proposal=w.once(a_measured_proposal),
            value=Decimal(30),
            measured_on=clock.today(),
            text="Färre ringer.",
        ),
        stranger=DECIDER,
        given=a_measured_proposal,
    ),
    "change.open_round": Scene(
        MEMBER,
        lambda w, who: actions.open_round(
            actor=who, closes_on=clock.today(), **_wanted(w.once(a_carried_out_proposal))
        ),
        stranger=DECIDER,
        given=a_carried_out_proposal,
    ),
    "change.edit_round": Scene(
        MEMBER,
        lambda w, who: actions.edit_round(
            actor=who,
            round_=w.once(a_coming_round),
            question="Blev breven lättare?",
            word="BREV",
            opens_on=clock.today(),
            closes_on=clock.today(),
        ),
        stranger=DECIDER,
        given=a_coming_round,
    ),
    "change.tell_of_rounds": Scene(
        NOBODY, lambda w, who: actions.tell_of_rounds(actor=who), stranger=None, given=a_round
    ),
    "change.make_sheets": Scene(
        MEMBER,
        lambda w, who: actions.make_sheets(actor=who, round_=w.once(a_round), number=2),
        stranger=DECIDER,
        given=a_round,
    ),
    "change.judge": Scene(
        NOBODY,
        lambda w, who: actions.judge(
            actor=who, round_=w.once(a_round), verdict=Verdict.BETTER, viewpoint=w.once(a_voice_behind)
        ),
        stranger=None,
        given=a_voice_behind,
    ),
    "change.judge_by_sms": Scene(
        NOBODY,
        lambda w, who: actions.judge_by_sms(
            actor=who, round_=w.once(a_round), number="+46701740605", verdict=Verdict.SAME
        ),
        stranger=None,
        given=a_round,
    ),
    "change.enter_sheet": Scene(
        MEMBER,
        lambda w, who: actions.enter_sheet(actor=who, round_=w.once(a_round), sheet=1, verdict=Verdict.WORSE),
        stranger=DECIDER,
        given=a_round,
    ),
}
