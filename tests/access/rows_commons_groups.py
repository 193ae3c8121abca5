"""The rows of collaboration groups, their meetings, and accounts from outside.

A colleague without a role convenes the group; whoever leads the association takes part; an editor sees all groups.
"""

from datetime import timedelta
from typing import Any

from medskapa.commons.account_codes import code_of
from medskapa.commons.models import Membership
from medskapa.core import clock
from tests.access.patterns import (
    NUMBER,
    READ_ONLY,
    READ_ONLY_SIGNED_IN,
    SLUG,
    Expected,
    Row,
    editors,
    everyone,
    only,
    sent,
)
from tests.access.world import EDITOR, HELPER, MEMBER, PARTNER, World
from tests.factories import UnitFactory
from tests.scenes.commons_groups import (
    PASSWORD,
    a_group,
    a_group_meeting,
    a_group_member,
    a_group_question,
    a_group_seat,
    a_group_task,
    a_reset,
    an_invitation_out,
    an_outsider,
)
from tests.scenes.commons_keeping import association, person

SEEN = frozenset({PARTNER})
"""Whoever takes part sees the group, so that a refusal tells them nothing new."""


def taking_part(status: int) -> Expected:
    return only(status, EDITOR, MEMBER, PARTNER)


def keeping(status: int) -> Expected:
    return only(status, EDITOR, MEMBER)


def convening(status: int) -> Expected:
    return only(status, MEMBER)


def in_it(status: int) -> Expected:
    """Those who take part in the group's meetings; an editor is not one of them."""
    return only(status, MEMBER, PARTNER) | {EDITOR: 404}


def inviting(status: int) -> Expected:
    return only(status, EDITOR, PARTNER)


def _there(world: World) -> dict[str, Any]:
    world.once(a_group)
    return {}


def _group(world: World) -> dict[str, Any]:
    return {"slug": world.once(a_group).slug}


def _of(build: Any) -> Any:
    return lambda world: _group(world) | {"pk": world.once(build).pk}


def _meeting(world: World) -> dict[str, Any]:
    return _group(world) | {"meeting": world.once(a_group_meeting).slug}


def _fields(world: World) -> dict[str, Any]:
    return sent(world) | {
        "name": "Ny grupp",
        "about": "Vi träffas.",
        "unit": world.here.pk,
        "convenor": person(world, MEMBER).pk,
    }


def _task(world: World) -> dict[str, Any]:
    owner = person(world, PARTNER).pk
    return sent(world) | {"title": "Ring", "owner": owner, "due_on": clock.today().isoformat(), "version": 1}


def _when(world: World) -> dict[str, Any]:
    day = (clock.today() + timedelta(days=12)).isoformat()
    return sent(world) | {"day": day, "starts": "13:00", "ends": "15:00", "place_name": "Träffpunkten"}


def _association(world: World) -> dict[str, Any]:
    return {"slug": world.once(association).slug}


def _our_helper(world: World) -> dict[str, Any]:
    return {"pk": Membership.objects.get(person=person(world, HELPER)).pk}


ROWS = {
    "commons:groups": Row(everyone(200), READ_ONLY, to=_there),
    "meetings:group": Row(everyone(200), READ_ONLY, to=_group, missing=SLUG),
    "commons:groups_at_work": Row(taking_part(200), READ_ONLY_SIGNED_IN, to=_there),
    "commons:begin_group": Row(
        editors(200), editors(302), to=_there, data=lambda w: _fields(w), known_to=SEEN | {MEMBER}
    ),
    "meetings:group_at_work": Row(taking_part(200), READ_ONLY_SIGNED_IN, to=_group, missing=SLUG),
    "commons:edit_group": Row(
        keeping(200),
        keeping(302),
        to=_group,
        data=lambda w: _fields(w) | {"version": 1, "is_active": "on"},
        missing=SLUG,
        known_to=SEEN,
    ),
    "commons:group_themes": Row(
        keeping(200),
        keeping(302),
        to=lambda w: _group(w) | {"year": clock.today().year},
        data=lambda w: sent(w) | {"month_1": "Hälsa"},
        missing=SLUG | {"year": clock.today().year},
        known_to=SEEN,
    ),
    "commons:add_group_member": Row(
        keeping(200),
        keeping(302),
        to=_group,
        data=lambda w: sent(w) | {"unit": UnitFactory().pk},
        missing=SLUG,
        known_to=SEEN,
    ),
    "commons:end_group_member": Row(
        READ_ONLY_SIGNED_IN,
        keeping(302),
        to=_of(a_group_member),
        data=sent,
        missing=SLUG | NUMBER,
        known_to=SEEN,
    ),
    "commons:name_group_person": Row(
        keeping(200),
        keeping(302),
        to=_of(a_group_member),
        data=lambda w: sent(w) | {"person": person(w, HELPER).pk},
        missing=SLUG | NUMBER,
        known_to=SEEN,
    ),
    "commons:end_group_person": Row(
        READ_ONLY_SIGNED_IN, keeping(302), to=_of(a_group_seat), data=sent, missing=SLUG | NUMBER, known_to=SEEN
    ),
    "commons:add_group_task": Row(taking_part(200), taking_part(302), to=_group, data=_task, missing=SLUG),
    "commons:change_group_task": Row(
        taking_part(200), taking_part(302), to=_of(a_group_task), data=_task, missing=SLUG | NUMBER
    ),
    "commons:finish_group_task": Row(
        taking_part(200), taking_part(302), to=_of(a_group_task), data=sent, missing=SLUG | NUMBER
    ),
    "commons:ask_group": Row(
        taking_part(200), taking_part(302), to=_group, data=lambda w: sent(w) | {"title": "Vad händer?"}, missing=SLUG
    ),
    "commons:answer_group_question": Row(
        keeping(200),
        keeping(302),
        to=_of(a_group_question),
        data=lambda w: sent(w) | {"answer": "Den öppnar i maj."},
        missing=SLUG | NUMBER,
        known_to=SEEN,
    ),
    "meetings:plan_group_meeting": Row(
        convening(200), convening(302), to=_group, data=_when, missing=SLUG, known_to=SEEN | {EDITOR}
    ),
    "meetings:group_meeting": Row(
        in_it(200), READ_ONLY_SIGNED_IN, to=_meeting, missing=SLUG | {"meeting": "finns-inte"}
    ),
    "meetings:add_group_news": Row(
        in_it(200),
        in_it(302),
        to=_meeting,
        data=lambda w: sent(w) | {"title": "Öppet hus"},
        missing=SLUG | {"meeting": "finns-inte"},
    ),
    "commons:our_organisation": Row(only(200, PARTNER, HELPER), READ_ONLY_SIGNED_IN),
    "commons:end_our_membership": Row(
        READ_ONLY_SIGNED_IN,
        only(302, PARTNER) | {HELPER: 404},
        to=_our_helper,
        data=sent,
        missing=NUMBER,
    ),
    "commons:invite_to_organisation": Row(
        inviting(200),
        inviting(302),
        to=_association,
        data=lambda w: sent(w) | {"email": "ny@example.se", "task": "helps"},
        missing=SLUG,
    ),
    "commons:withdraw_invite": Row(
        READ_ONLY_SIGNED_IN,
        inviting(302),
        to=lambda w: {"pk": w.once(an_invitation_out).pk},
        data=sent,
        missing=NUMBER,
    ),
    "commons:partner_sign_in": Row(
        everyone(200),
        everyone(302),
        data=lambda w: sent(w) | {"email": w.once(an_outsider).login, "password": PASSWORD},
    ),
    "commons:forgot_password": Row(
        everyone(200), everyone(200), data=lambda w: sent(w) | {"email": "ingen@example.se"}
    ),
    "commons:new_password": Row(
        everyone(200), everyone(200), data=lambda w: sent(w) | {"code": str(code_of(w.once(a_reset)))}
    ),
    "commons:join": Row(
        everyone(200), everyone(200), data=lambda w: sent(w) | {"code": str(code_of(w.once(an_invitation_out)))}
    ),
}
