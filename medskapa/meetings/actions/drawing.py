"""The draw of whom to invite: fixed and published, drawn with a seed that nobody could choose, and refilled."""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analysis import draw as lots
from analysis.quotas import Field
from medskapa.core import audit, clock
from medskapa.core.errors import Conflict
from medskapa.meetings import codes, draws, policy
from medskapa.meetings.models import (
    Draw,
    DrawnMember,
    Invitation,
    InvitationState,
    Meeting,
    MeetingState,
    Origin,
    PoolMember,
)
from medskapa.meetings.pool import Plan
from medskapa.people.models import Person

MOST_SEATS = 1_000
LONGEST_REST = 3_650


@transaction.atomic
def fix_draw(
    *,
    actor: Person,
    meeting: Meeting,
    seats: int,
    rest_days: int,
    seed_rule: str,
    plan: Plan,
    quotas: Mapping[str, Mapping[str, Sequence[int]]],
) -> Draw:
    """Decide whom the lots are drawn from, and how: from now on anybody can read it, and nobody can change it.

    The pool is nameless; each member gets an id that means nothing. A draw that is fixed in just this way already (a
    double click) is returned as it is.

    Raises:
        PermissionDenied: `actor` does not plan the meeting.
        ValidationError: a number is out of bounds, a quota is none, or no rule for the seed; keyed by field.
        Conflict: nobody can read of the meeting yet, or it is over; there is a draw already; somebody in the pool would
            stand out.
    """
    _lock(meeting)
    if not policy.may_invite_to(actor, meeting):
        raise PermissionDenied
    if earlier := Draw.objects.filter(meeting=meeting).first():
        if earlier.drawn_at is None and (earlier.seats, earlier.seed_rule) == (seats, seed_rule.strip()):
            return earlier
        raise Conflict(_("Lottningen är redan fastställd. Ladda om sidan."))
    if meeting.state != MeetingState.ANNOUNCED:
        raise Conflict(_("Berätta om träffen först. Lottningen visas för alla på träffens sida innan ni lottar."))
    _refuse_wrong_numbers(seats, rest_days, seed_rule)
    today = clock.today()
    described = draws.described(meeting, plan, rest_days, today)
    if not described.members:
        raise Conflict(_("Det finns ingen att lotta bland. Skriv först upp invånare som vill bli tillfrågade."))
    if described.rare:
        raise Conflict(
            ngettext(
                "%(n)s person skulle gå att känna igen i listan. Välj en grövre indelning.",
                "%(n)s personer skulle gå att känna igen i listan. Välj en grövre indelning.",
                described.rare,
            )
            % {"n": described.rare}
        )
    ids = _new_ids(len(described.members))
    pool = [{"id": key, **row} for key, row in zip(ids, described.rows, strict=True)]
    draw = Draw(
        meeting=meeting,
        seats=seats,
        quotas=_plain(quotas, pool),
        rest_days=rest_days,
        seed_rule=seed_rule.strip(),
        pool=sorted(pool, key=lambda row: str(row["id"])),
        digest=lots.digest(pool),
        method=lots.METHOD,
        fixed_on=today,
        fixed_by=actor,
        result={"resting": draws.resting(meeting, rest_days, today)},
    )
    draw.clean_fields(exclude=["meeting", "fixed_by", "quotas", "pool", "result"])
    draw.save(force_insert=True)
    DrawnMember.objects.bulk_create(
        [
            DrawnMember(draw=draw, pool_id=key, member_id=member.pk)
            for key, member in zip(ids, described.members, strict=True)
        ]
    )
    audit.record(actor=actor, verb="draw.fixed", on=draw, members=len(ids), seats=seats)
    return draw


@transaction.atomic
def discard_draw(*, actor: Person, meeting: Meeting, reason: str) -> None:
    """Take back a draw on the day it was fixed, when something in it is wrong. After that day it stands.

    Raises:
        PermissionDenied: `actor` does not plan the meeting.
        ValidationError: no reason.
        Conflict: the lots are drawn, or the draw was fixed on another day.
    """
    _lock(meeting)
    if not policy.may_invite_to(actor, meeting):
        raise PermissionDenied
    draw = Draw.objects.select_for_update().filter(meeting=meeting).first()
    if draw is None:
        return
    if draw.drawn_at is not None:
        raise Conflict(_("Lotterna är dragna. Det går inte att göra om."))
    if draw.fixed_on != clock.today():
        raise Conflict(_("Lottningen går bara att ta tillbaka samma dag som den fastställs. Sedan gäller den."))
    if not reason.strip():
        raise ValidationError({"reason": _("Skriv varför.")})
    audit.record(actor=actor, verb="draw.discarded", on=draw, why=reason.strip()[:500])
    draw.delete()


@transaction.atomic
def draw_lots(*, actor: Person, meeting: Meeting, seed: str) -> Draw:
    """Draw with `seed`, the result of what the rule names, and make an invitation for each who is chosen.

    The same seed again (a double click) changes nothing.

    Raises:
        PermissionDenied: `actor` does not plan the meeting.
        ValidationError: no seed, or too long a one; keyed by field.
        Conflict: there is no draw, the lots are drawn already, or the meeting is over.
    """
    _lock(meeting)
    if not policy.may_invite_to(actor, meeting):
        raise PermissionDenied
    tidy = " ".join(seed.split())
    draw = Draw.objects.select_for_update(of=("self",)).filter(meeting=meeting).first()
    if draw is None:
        raise Conflict(_("Fastställ lottningen först."))
    if draw.drawn_at is not None:
        if draw.seed == tidy:
            return draw
        raise Conflict(_("Lotterna är dragna. Det går inte att göra om."))
    if meeting.state != MeetingState.ANNOUNCED:
        raise Conflict(_("Träffen är avslutad eller inställd."))
    if not tidy:
        raise ValidationError({"seed": _("Skriv fröet.")})
    draw.seed = tidy
    draw.clean_fields(exclude=["meeting", "fixed_by", "drawn_by", "quotas", "pool", "result"])
    drawn = draws.first_of(draw, tidy)
    gone = _gone(draw, drawn.chosen + drawn.reserves)
    rounds: list[dict[str, Any]] = []
    if gone & set(drawn.chosen):
        drawn = draws.refilled(draw, drawn, sorted(gone))
        rounds = [{"on": clock.today().isoformat(), "gone": sorted(gone)}]
    draw.method, draw.drawn_at, draw.drawn_by = drawn.method, clock.now(), actor
    draw.result = draws.kept(drawn, rounds, draw.result.get("resting", 0))
    draw.save()
    invited = _invite(draw, drawn.chosen)
    audit.record(actor=actor, verb="draw.drawn", on=draw, invited=invited)
    return draw


@transaction.atomic
def refill_seats(*, actor: Person | None, meeting: Meeting) -> int:
    """Give the seats of those who have said no, or not answered in time, to the next in the draw; return how many.

    Nobody who has said no is asked again to this meeting, and nobody who in the meantime was asked elsewhere, has left
    the pool or was picked by hand. `actor` is None for the daily job.

    Raises:
        PermissionDenied: `actor` does not plan the meeting.
        Conflict: the lots are not drawn, the meeting is over, or it begins too soon.
    """
    _lock(meeting)
    if actor is not None and not policy.may_invite_to(actor, meeting):
        raise PermissionDenied
    draw = Draw.objects.select_for_update(of=("self",)).filter(meeting=meeting).first()
    if draw is None or draw.drawn_at is None:
        raise Conflict(_("Dra lotterna först."))
    if meeting.state != MeetingState.ANNOUNCED or not draws.may_still_ask(meeting):
        raise Conflict(_("Det är för sent att bjuda in fler till den här träffen."))
    drawn = draws.drawn_of(draw)
    empty = _given_up(draw) & set(drawn.chosen)
    if not empty and not (drawn.empty_seats and drawn.reserves):
        return 0
    gone = empty | (_gone(draw, drawn.reserves) & set(drawn.reserves))
    before = set(drawn.chosen)
    drawn = draws.refilled(draw, drawn, sorted(gone))
    new = [key for key in drawn.chosen if key not in before]
    if not new and not empty:
        return 0
    rounds = [*draw.result["rounds"], {"on": clock.today().isoformat(), "gone": sorted(gone)}]
    draw.result = draws.kept(drawn, rounds, draw.result["resting"])
    draw.save(update_fields=["result"])
    invited = _invite(draw, new)
    audit.record(actor=actor, verb="draw.refilled", on=draw, gone=len(empty), invited=invited)
    return invited


def _lock(meeting: Meeting) -> None:
    meeting.refresh_from_db(from_queryset=Meeting.objects.select_for_update(of=("self",)))


def _refuse_wrong_numbers(seats: int, rest_days: int, seed_rule: str) -> None:
    if not 1 <= seats <= MOST_SEATS:
        raise ValidationError({"seats": _("Välj mellan 1 och %(most)s platser.") % {"most": MOST_SEATS}})
    if not 0 <= rest_days <= LONGEST_REST:
        raise ValidationError({"rest_days": _("Välj mellan 0 och %(most)s dagar.") % {"most": LONGEST_REST}})
    if not seed_rule.strip():
        raise ValidationError({"seed_rule": _("Skriv varifrån fröet kommer.")})


def _plain(quotas: Mapping[str, Mapping[str, Sequence[int]]], pool: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The quotas as they are published. Refuses what is none, or names a category that the pool has not."""
    known = set(pool[0]) - {"id"}
    plain = {
        str(category): {str(value): [int(least), int(most)] for value, (least, most) in values.items()}
        for category, values in quotas.items()
    }
    try:
        Field(pool, plain)
    except ValueError:
        raise ValidationError({"quotas": _("Det minsta antalet måste vara lägst 0 och högst det största.")}) from None
    if plain.keys() - known:
        raise ValidationError({"quotas": _("Indelningen är ändrad. Gå tillbaka och välj på nytt.")})
    return plain


def _new_ids(number: int) -> list[str]:
    """Ids that mean nothing and come in no order."""
    found: set[str] = set()
    while len(found) < number:
        found.add(secrets.token_hex(6))
    return list(found)


def _given_up(draw: Draw) -> set[str]:
    """The ids of those whose seat is free: they said no, did not answer in time, or the invitation was taken back."""
    theirs = Invitation.objects.filter(meeting=draw.meeting, origin=Origin.DRAWN)
    free = theirs.filter(draws.GAVE_UP | draws.late(clock.today()))
    return set(draw.members.filter(member__in=free.values("member")).values_list("pool_id", flat=True))


def _gone(draw: Draw, keys: Sequence[str]) -> set[str]:
    """Those behind `keys` who cannot be asked now: they left, rest after another meeting, or are invited by hand."""
    askable = draws.to_draw_from(draw.meeting, draw.rest_days, clock.today())
    here = draw.members.filter(pool_id__in=keys)
    return set(keys) - set(here.filter(member__in=askable).values_list("pool_id", flat=True))


def _invite(draw: Draw, keys: Sequence[str]) -> int:
    """An invitation for each of `keys`, in the order of the lot; note on what day they were asked."""
    members = dict(draw.members.filter(pool_id__in=keys).values_list("pool_id", "member_id"))
    drawn_before = Invitation.objects.filter(meeting=draw.meeting, origin=Origin.DRAWN).count()
    today = clock.today()
    invitations = [
        Invitation(
            meeting=draw.meeting,
            member_id=members[key],
            origin=Origin.DRAWN,
            lot=drawn_before + number,
            state=InvitationState.TO_SEND,
            made_on=today,
        )
        for number, key in enumerate(keys, 1)
    ]
    codes.issue(*invitations)
    Invitation.objects.bulk_create(invitations)
    PoolMember.objects.filter(pk__in=list(members.values())).update(asked_on=today)
    return len(invitations)
