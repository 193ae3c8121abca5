"""The rows of decisions, of carrying out, and of what residents think of it."""

from typing import Any

from medskapa.core import clock
from tests.access.patterns import (
    NOT_STAFF,
    NUMBER,
    READ_ONLY,
    READ_ONLY_SIGNED_IN,
    Row,
    deciders,
    everyone,
    only,
    sent,
    staff,
)
from tests.access.rows_change_groups import A_MEMBER_OF_STAFF
from tests.access.rows_change_proposals import NO_SUCH_PROPOSAL
from tests.access.world import DECIDER, MEMBER, PLANNER, World
from tests.scenes.change_deciding import (
    a_carried_out_proposal,
    a_coming_round,
    a_decided_proposal,
    a_done_step,
    a_measure,
    a_measured_proposal,
    a_measured_step,
    a_round,
    a_round_on_paper,
    a_step,
)
from tests.scenes.change_proposals import a_ready_proposal


def carrying(status: int) -> dict[str, int]:
    """Those who carry the proposal out. Everybody else at work may read it, and may not do this."""
    return only(status, PLANNER, MEMBER)


def doing(status: int) -> dict[str, int]:
    """Who owns the step, and those who carry the proposal out. For others at work the step is not there to act on."""
    return only(status, PLANNER, MEMBER, otherwise=404) | dict.fromkeys(NOT_STAFF, 403)


def _today() -> str:
    return clock.today().isoformat()


def _round(world: World) -> dict[str, Any]:
    return {"number": world.once(a_round).proposal.number, "round_number": 1}


_NO_ROUND = {**NO_SUCH_PROPOSAL, "round_number": 1}

ROWS = {
    "change:decisions_desk": Row(deciders(200), READ_ONLY_SIGNED_IN),
    "change:decide": Row(
        only(200, DECIDER),
        only(302, DECIDER),
        to=lambda w: {"number": w.once(a_ready_proposal).number},
        data=lambda w: sent(
            w,
            version=w.once(a_ready_proposal).version,
            word="yes",
            body="management",
            reasons="Breven ska gå att förstå.",
            decided_on=_today(),
        ),
        missing=NO_SUCH_PROPOSAL,
        known_to=A_MEMBER_OF_STAFF,
    ),
    "change:agree_on_measure": Row(
        carrying(200),
        carrying(302),
        to=lambda w: {"number": w.once(a_decided_proposal).number},
        data=lambda w: sent(w, version=0, **a_measure(baseline="40", baseline_on=_today())),
        missing=NO_SUCH_PROPOSAL,
        known_to=A_MEMBER_OF_STAFF,
    ),
    "change:add_step": Row(
        carrying(200),
        carrying(302),
        to=lambda w: {"number": w.once(a_decided_proposal).number},
        data=lambda w: sent(w, text="Skriv om breven.", owner=w.people[MEMBER].name, due_on=_today()),
        missing=NO_SUCH_PROPOSAL,
        known_to=A_MEMBER_OF_STAFF,
    ),
    "change:my_steps": Row(staff(200), READ_ONLY_SIGNED_IN),
    "change:finish_step": Row(
        doing(200), doing(302), to=lambda w: {"pk": w.once(a_measured_step).pk}, data=sent, missing=NUMBER
    ),
    "change:edit_step": Row(
        only(200, PLANNER, MEMBER, otherwise=404) | dict.fromkeys(NOT_STAFF, 403),
        doing(302),
        to=lambda w: {"pk": w.once(a_step).pk},
        data=lambda w: sent(w, version=1, text="Skriv om allt.", owner=w.people[MEMBER].name, due_on=_today()),
        missing=NUMBER,
    ),
    "change:reopen_step": Row(
        READ_ONLY_SIGNED_IN, doing(302), to=lambda w: {"pk": w.once(a_done_step).pk}, data=sent, missing=NUMBER
    ),
    "change:remove_step": Row(
        READ_ONLY_SIGNED_IN, doing(302), to=lambda w: {"pk": w.once(a_step).pk}, data=sent, missing=NUMBER
    ),
    "change:carry_out": Row(
        carrying(200),
        carrying(302),
        to=lambda w: {"number": w.once(a_done_step).proposal.number},
        data=lambda w: sent(w, text="Breven är korta nu."),
        missing=NO_SUCH_PROPOSAL,
        known_to=A_MEMBER_OF_STAFF,
    ),
    "change:measure_effect": Row(
        carrying(200),
        carrying(302),
        to=lambda w: {"number": w.once(a_measured_proposal).number},
        data=lambda w: sent(w, value="30", measured_on=_today(), text="Färre ringer."),
        missing=NO_SUCH_PROPOSAL,
        known_to=A_MEMBER_OF_STAFF,
    ),
    "change:open_round": Row(
        carrying(200),
        carrying(302),
        to=lambda w: {"number": w.once(a_carried_out_proposal).number},
        data=lambda w: sent(w, question="Blev det bättre?", word="BREV", opens_on=_today(), closes_on=_today()),
        missing=NO_SUCH_PROPOSAL,
        known_to=A_MEMBER_OF_STAFF,
    ),
    "change:round_desk": Row(
        carrying(200), READ_ONLY_SIGNED_IN, to=_round, missing=_NO_ROUND, known_to=A_MEMBER_OF_STAFF
    ),
    "change:edit_round": Row(
        carrying(200),
        carrying(302),
        to=lambda w: {"number": w.once(a_coming_round).proposal.number, "round_number": 1},
        data=lambda w: sent(
            w, version=1, question="Blev breven lättare?", word="BREV", opens_on=_today(), closes_on=_today()
        ),
        missing=_NO_ROUND,
        known_to=A_MEMBER_OF_STAFF,
    ),
    "change:make_sheets": Row(
        carrying(200),
        carrying(302),
        to=_round,
        data=lambda w: sent(w, number="2"),
        missing=_NO_ROUND,
        known_to=A_MEMBER_OF_STAFF,
    ),
    "change:sheets_to_print": Row(
        carrying(200),
        READ_ONLY_SIGNED_IN,
        to=lambda w: {"number": w.once(a_round_on_paper).proposal.number, "round_number": 1, "first": 1, "last": 1},
        missing={**_NO_ROUND, "first": 1, "last": 1},
        known_to=A_MEMBER_OF_STAFF,
    ),
    "change:open_rounds": Row(everyone(200), READ_ONLY),
    "change:enter_sheet": Row(
        carrying(200),
        carrying(302),
        to=_round,
        data=lambda w: sent(w, sheet="1", verdict="better"),
        missing=_NO_ROUND,
        known_to=A_MEMBER_OF_STAFF,
    ),
    "change:judge": Row(
        everyone(200),
        everyone(422),
        to=lambda w: {"number": w.once(a_round).proposal.number},
        data=lambda w: sent(w, code="ett två tre fyra fem sex"),
        missing=NO_SUCH_PROPOSAL,
    ),
}
