"""The rows of proposals: in public, what residents say, and at work."""

from typing import Any

from medskapa.change.models import Proposal
from medskapa.core import clock
from tests.access.patterns import (
    NOT_STAFF,
    NUMBER,
    READ_ONLY,
    READ_ONLY_SIGNED_IN,
    Row,
    everyone,
    only,
    sent,
    signed_in,
    staff,
)
from tests.access.rows_change_groups import A_MEMBER_OF_STAFF
from tests.access.world import (
    ANSWERER,
    ELSEWHERE,
    MANAGER,
    MEMBER,
    PLANNER,
    World,
    draft_of,
)
from tests.scenes.change_groups import a_group
from tests.scenes.change_proposals import (
    a_comment,
    a_hidden_comment,
    a_merge,
    a_proposal,
    a_ready_proposal,
    a_suggestion,
    another_proposal,
)

NO_SUCH_PROPOSAL = {"number": 2_000_000_000}


def _proposal(world: World) -> dict[str, Any]:
    return {"number": world.once(a_proposal).number}


def _ready(world: World) -> dict[str, Any]:
    return {"number": world.once(a_ready_proposal).number}


def _version(proposal: Proposal) -> int:
    return Proposal.objects.values_list("version", flat=True).get(pk=proposal.pk)


def _comment(world: World) -> dict[str, Any]:
    return {"pk": world.once(a_comment).pk}


def _hidden(world: World) -> dict[str, Any]:
    return {"pk": world.once(a_hidden_comment).pk}


def _suggestion(world: World) -> dict[str, Any]:
    return {"pk": world.once(a_suggestion).pk}


def _own_draft(_world: World) -> str:
    return draft_of("change:suggest_step")


def working(status: int) -> dict[str, int]:
    """Those who work on the proposal. Everybody else at work may read it, and may not do this."""
    return only(status, PLANNER, MEMBER)


def planning(status: int) -> dict[str, int]:
    """Those who plan the proposal."""
    return only(status, PLANNER)


def moderating(status: int) -> dict[str, int]:
    """Those who work on the comment's proposal. For others at work the comment is not there to act on."""
    return only(status, PLANNER, MEMBER, otherwise=404) | dict.fromkeys(NOT_STAFF, 403)


def answering(status: int) -> dict[str, int]:
    """Those who answer for the unit; an answerer elsewhere does not know that it exists."""
    return signed_in(403) | {ANSWERER: status, MANAGER: status, ELSEWHERE: 404}


WORDS = {"title": "Korta brev", "text": "Vi skriver korta brev."}

ROWS = {
    "change:proposals": Row(everyone(200), READ_ONLY),
    "change:proposal": Row(everyone(200), READ_ONLY, to=_proposal, missing=NO_SUCH_PROPOSAL),
    "change:version": Row(
        everyone(200),
        READ_ONLY,
        to=lambda w: {**_proposal(w), "version": 1},
        missing={**NO_SUCH_PROPOSAL, "version": 1},
    ),
    "change:speak": Row(
        everyone(200),
        everyone(200),
        to=_proposal,
        data=lambda w: sent(w, text="Bra. Breven är svåra."),
        missing=NO_SUCH_PROPOSAL,
    ),
    "change:speak_with_code": Row(
        everyone(200),
        everyone(422),
        to=_proposal,
        data=lambda w: sent(w, code="ett två tre fyra fem sex"),
        missing=NO_SUCH_PROPOSAL,
    ),
    "change:suggest": Row(everyone(302), READ_ONLY),
    "change:suggest_resume": Row(everyone(200), everyone(302), data=lambda w: {"code": w.draft}),
    "change:suggest_step": Row(
        everyone(200),
        everyone(302),
        to=lambda w: {"draft": w.once(_own_draft), "step": "text"},
        data=lambda w: {"text": "Skriv kortare brev.", "language": "sv"},
        missing={"draft": "inte-ett-utkast", "step": "text"},
    ),
    "change:proposals_desk": Row(staff(200), READ_ONLY_SIGNED_IN),
    "change:propose": Row(
        staff(200),
        staff(422) | {PLANNER: 302},
        data=lambda w: sent(w, theme=w.theme.pk, **WORDS),
    ),
    "change:proposal_desk": Row(staff(200), READ_ONLY_SIGNED_IN, to=_proposal, missing=NO_SUCH_PROPOSAL),
    "change:version_desk": Row(
        staff(200),
        READ_ONLY_SIGNED_IN,
        to=lambda w: {**_proposal(w), "version": 1},
        missing={**NO_SUCH_PROPOSAL, "version": 1},
    ),
    "change:write_proposal": Row(
        working(200),
        working(302),
        to=_proposal,
        data=lambda w: sent(w, version=_version(w.once(a_proposal)), **WORDS),
        missing=NO_SUCH_PROPOSAL,
        known_to=A_MEMBER_OF_STAFF,
    ),
    "change:give_proposal": Row(
        planning(200),
        planning(302),
        to=_proposal,
        data=lambda w: sent(
            w,
            version=_version(w.once(a_proposal)),
            group=w.once(a_group).pk,
            due_on=clock.today().isoformat(),
        ),
        missing=NO_SUCH_PROPOSAL,
        known_to=A_MEMBER_OF_STAFF,
    ),
    "change:make_ready": Row(
        READ_ONLY_SIGNED_IN,
        working(302),
        to=_proposal,
        data=lambda w: sent(w, version=_version(w.once(a_proposal))),
        missing=NO_SUCH_PROPOSAL,
        known_to=A_MEMBER_OF_STAFF,
    ),
    "change:back_to_work": Row(
        READ_ONLY_SIGNED_IN,
        working(302),
        to=_ready,
        data=lambda w: sent(w, version=_version(w.once(a_ready_proposal))),
        missing=NO_SUCH_PROPOSAL,
        known_to=A_MEMBER_OF_STAFF,
    ),
    "change:withdraw_proposal": Row(
        planning(200),
        planning(302),
        to=_proposal,
        data=lambda w: sent(w, reason="Det är redan gjort."),
        missing=NO_SUCH_PROPOSAL,
        known_to=A_MEMBER_OF_STAFF,
    ),
    "change:merge_proposals": Row(
        planning(200),
        planning(302),
        to=_proposal,
        data=lambda w: sent(w, into=w.once(another_proposal).number, reason="Samma sak."),
        missing=NO_SUCH_PROPOSAL,
        known_to=A_MEMBER_OF_STAFF,
    ),
    "change:undo_proposal_merge": Row(
        only(200, PLANNER, otherwise=404) | dict.fromkeys(NOT_STAFF, 403),
        only(302, PLANNER, otherwise=404) | dict.fromkeys(NOT_STAFF, 403),
        to=lambda w: {"pk": w.once(a_merge).pk},
        data=lambda w: sent(w, reason="De är olika."),
        missing=NUMBER,
    ),
    "change:split_proposal": Row(
        planning(200),
        planning(302),
        to=_proposal,
        data=lambda w: sent(w, reason="Det är två saker.", **WORDS),
        missing=NO_SUCH_PROPOSAL,
        known_to=A_MEMBER_OF_STAFF,
    ),
    "change:comment_as_member": Row(
        working(200),
        working(302),
        to=_proposal,
        data=lambda w: sent(w, text="Vi läser breven först."),
        missing=NO_SUCH_PROPOSAL,
        known_to=A_MEMBER_OF_STAFF,
    ),
    "change:answer_comment": Row(
        moderating(200),
        moderating(302),
        to=_comment,
        data=lambda w: sent(w, version=1, answer="Tack."),
        missing=NUMBER,
    ),
    "change:hide_comment": Row(
        moderating(200),
        moderating(302),
        to=_comment,
        data=lambda w: sent(w, reason="Den pekar ut någon."),
        missing=NUMBER,
    ),
    "change:show_comment": Row(READ_ONLY_SIGNED_IN, moderating(302), to=_hidden, data=sent, missing=NUMBER),
    "change:suggestions": Row(answering(200) | {ELSEWHERE: 200}, READ_ONLY_SIGNED_IN),
    "change:take_up": Row(
        answering(200),
        answering(302),
        to=_suggestion,
        data=lambda w: sent(w, answer="Tack. Vi arbetar med det.", **WORDS),
        missing=NUMBER,
    ),
    "change:decline": Row(
        answering(200),
        answering(302),
        to=_suggestion,
        data=lambda w: sent(w, reason="Det är redan gjort."),
        missing=NUMBER,
    ),
}
