"""A draw between the database and `analysis.draw`: what is kept of it, how it is done again, and who may be drawn."""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from analysis import draw as lots
from analysis.draw import Drawn, Outcome, Reason, Why
from medskapa.core import clock
from medskapa.meetings.models import Draw, Invitation, InvitationState, Meeting, PoolMember
from medskapa.meetings.pool import Described, Member, Plan
from medskapa.voice.texts import least

ANSWER_DAYS = 7
"""Whoever gets a free seat has this long to answer, also when the others' day has passed."""

GAVE_UP = Q(state__in=[InvitationState.NO, InvitationState.WITHDRAWN])
"""The invitations whose seat is free."""

LAST_DAYS = 3
"""Nobody is asked later than this before a meeting: there must be time to arrange for one's day."""


class Changed(Exception):
    """A draw done again gave other people than those who were invited."""


def askable(on: date) -> QuerySet[PoolMember]:
    """The members who may be asked at all: they said yes, have not left, and have not said that once was enough."""
    enough = Invitation.objects.filter(
        member=OuterRef("pk"),
        state=InvitationState.NO,
        ask_again=False,
        replied_at__date__gte=OuterRef("agreed_on"),
    )
    asked = Q(agreed_on__lte=on, left_on__isnull=True, only_for__isnull=True)
    return PoolMember.objects.filter(asked, ~Exists(enough)).order_by("pk")


def rested(members: QuerySet[PoolMember], rest_days: int, on: date) -> QuerySet[PoolMember]:
    """Those of `members` who were not asked to any meeting in the last `rest_days` days."""
    if not rest_days:
        return members
    return members.filter(Q(asked_on__isnull=True) | Q(asked_on__lte=on - timedelta(days=rest_days)))


def to_draw_from(meeting: Meeting, rest_days: int, on: date) -> QuerySet[PoolMember]:
    """Those who may be drawn to `meeting`: who may be asked, are rested, and are not invited already."""
    invited = Invitation.objects.filter(member=OuterRef("pk"), meeting=meeting)
    return rested(askable(on), rest_days, on).filter(~Exists(invited))


def resting(meeting: Meeting, rest_days: int, on: date) -> int:
    """How many are spared because they were asked recently."""
    invited = Invitation.objects.filter(member=OuterRef("pk"), meeting=meeting)
    return askable(on).filter(~Exists(invited)).count() - to_draw_from(meeting, rest_days, on).count()


def described(meeting: Meeting, plan: Plan, rest_days: int, on: date) -> Described:
    """Those who may be drawn, as the draw would know them. One query."""
    rows = to_draw_from(meeting, rest_days, on).values_list(
        "pk", "birth_year", "gender", "area__slug", "service__slug", "language", "taken_part"
    )
    return Described([Member(*row) for row in rows], plan, on, least())


def answer_by(invitation: Invitation) -> date | None:
    """The day when an answer is due: the meeting's, or a week after the invitation for who got a free seat late."""
    if invitation.meeting.reply_by is None:
        return None
    return max(invitation.meeting.reply_by, invitation.made_on + timedelta(days=ANSWER_DAYS))


def late(today: date) -> Q:
    """The invitations that nobody has answered in time, as `answer_by` counts it."""
    week_ago = today - timedelta(days=ANSWER_DAYS)
    return Q(state=InvitationState.ASKED, meeting__reply_by__lt=today, made_on__lt=week_ago)


def may_still_ask(meeting: Meeting) -> bool:
    """Whether there is time to invite somebody new."""
    last = clock.midnight(clock.today() + timedelta(days=LAST_DAYS))
    return meeting.starts_at is not None and last <= meeting.starts_at


# --- what is kept


def first_of(draw: Draw, seed: str) -> Drawn:
    """The draw itself, from what was published and `seed`."""
    return lots.draw(draw.pool, draw.quotas, draw.seats, seed)


def kept(drawn: Drawn, rounds: Sequence[dict[str, Any]], resting: int) -> dict[str, Any]:
    """What is kept of a draw and its refills, as plain data."""
    return {
        "chosen": list(drawn.chosen),
        "reserves": list(drawn.reserves),
        "declined": list(drawn.declined),
        "outcomes": [asdict(outcome) for outcome in drawn.outcomes],
        "lowest_chance": str(drawn.lowest_chance),
        "highest_chance": str(drawn.highest_chance),
        "without_chance": drawn.without_chance,
        "resting": resting,
        "rounds": list(rounds),
    }


def drawn_of(draw: Draw) -> Drawn:
    """The draw with its refills, as it was kept."""
    result = draw.result
    return Drawn(
        chosen=tuple(result["chosen"]),
        reserves=tuple(result["reserves"]),
        outcomes=outcomes_of(draw),
        seats=draw.seats,
        resting=0,
        declined=tuple(result["declined"]),
        lowest_chance=Fraction(result["lowest_chance"]),
        highest_chance=Fraction(result["highest_chance"]),
        without_chance=result["without_chance"],
        seed=draw.seed,
        digest=draw.digest,
        method=draw.method,
        rest_days=0,
        on=None,
        refills=len(result["rounds"]),
    )


def outcomes_of(draw: Draw) -> tuple[Outcome, ...]:
    """How each quota came out, as it was kept."""
    return tuple(
        Outcome(**(each | {"reason": _reason(each["reason"]) if each["reason"] else None}))
        for each in draw.result.get("outcomes", [])
    )


def _reason(kept: dict[str, Any]) -> Reason:
    others = tuple((category, value) for category, value in kept["others"])
    return Reason(Why(kept["key"]), kept["have"], kept["need"], others)


def again(draw: Draw) -> Drawn:
    """Do the draw and its refills again, from what was published, the seed, and who said no when.

    Raises:
        Changed: other people come out than those who were invited, or the pool is not the published one.
    """
    if lots.digest(draw.pool) != draw.digest:
        raise Changed(_("Listan är en annan än den som publicerades."))
    drawn = first_of(draw, draw.seed)
    for each in draw.result["rounds"]:
        drawn = refilled(draw, drawn, each["gone"])
    if list(drawn.chosen) != draw.result["chosen"] or list(drawn.reserves) != draw.result["reserves"]:
        raise Changed(_("Samma frö gav andra personer."))
    return drawn


def refilled(draw: Draw, drawn: Drawn, gone: Collection[str]) -> Drawn:
    """Go on with a draw when `gone` (ids of the nameless pool) cannot have a seat."""
    return lots.refill(drawn, gone, draw.pool, draw.quotas)


def published(draw: Draw) -> dict[str, Any]:
    """What anybody needs to check a draw and to do it again, as plain data."""
    return {
        "method": draw.method or lots.METHOD,
        "fixed_on": draw.fixed_on.isoformat(),
        "seed_rule": draw.seed_rule,
        "seed": draw.seed or None,
        "seats": draw.seats,
        "quotas": draw.quotas,
        "digest": draw.digest,
        "how_to_check": "jq -cjS '.pool | sort_by(.id)' lottning.json | sha256sum",
        "how_to_draw": "analysis.draw.draw(pool, quotas, seats, seed)",
        "pool": draw.pool,
    }
