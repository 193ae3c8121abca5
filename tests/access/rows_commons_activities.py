"""The rows of activities: anyone reads and signs up; leaders organise their own, editors read the first ones."""

from datetime import timedelta
from typing import Any

from medskapa.commons.activity_codes import code_of, pass_for
from medskapa.commons.models import Activity
from medskapa.core import clock
from tests.access.patterns import NUMBER, READ_ONLY, READ_ONLY_SIGNED_IN, SLUG, Expected, Row, everyone, only, sent
from tests.access.world import EDITOR, PARTNER, World
from tests.activity_factories import FIELDS
from tests.factories import PlaceFactory
from tests.scenes.commons_activities import (
    a_draft,
    a_past_time,
    a_published,
    a_sign_up,
    a_time,
    a_waiting_activity,
    one_to_trust,
)
from tests.scenes.commons_keeping import association

WHY = {"why": "Lokalen är stängd."}


def keeping(status: int) -> Expected:
    """Those who keep activities: editors all, leaders their own."""
    return only(status, EDITOR, PARTNER)


def organising(status: int) -> Expected:
    """Those who organise it, and see who comes; for an editor nobody has signed up."""
    return only(status, PARTNER) | {EDITOR: 404}


def deciding(status: int) -> Expected:
    """An editor decides; the association sees it, and may not."""
    return only(status, EDITOR)


def _pk(build: Any) -> Any:
    return lambda world: {"pk": world.once(build).pk}


def _public(world: World) -> dict[str, Any]:
    return {"slug": world.once(a_time).activity.slug}


def _time(world: World) -> dict[str, Any]:
    return _public(world) | {"pk": world.once(a_time).pk}


def _area(world: World) -> dict[str, Any]:
    return {"slug": world.once(a_published).place.area.slug}


def _to_trust(world: World) -> dict[str, Any]:
    return {"pk": Activity.objects.filter(organisation=world.once(one_to_trust)).order_by("-pk")[0].pk}


def _day(world: World) -> dict[str, Any]:
    day = (clock.today() + timedelta(days=9)).isoformat()
    return sent(world) | {"day": day, "starts": "18:00", "ends": "20:00", "seats": "12"}


def _form(world: World) -> dict[str, Any]:
    return sent(world) | FIELDS | {"place": PlaceFactory().pk}


ROWS = {
    "commons:activities": Row(everyone(200), READ_ONLY),
    "commons:activities_month": Row(everyone(200), READ_ONLY),
    "commons:activities_feed": Row(everyone(200), READ_ONLY),
    "commons:activities_rss": Row(everyone(200), READ_ONLY),
    "commons:week_sheet": Row(everyone(200), READ_ONLY, to=_area, missing=SLUG),
    "commons:week_sheet_pdf": Row(everyone(200), READ_ONLY, to=_area, missing=SLUG),
    "commons:activity": Row(everyone(200), READ_ONLY, to=_public, missing=SLUG),
    "commons:activity_calendar": Row(everyone(200), READ_ONLY, to=_public, missing=SLUG),
    "commons:sign_up": Row(
        everyone(200),
        everyone(200),
        to=_time,
        data=lambda w: sent(w) | {"name": "Alma", "how_many": "1", "via": "none"},
        missing=SLUG | NUMBER,
    ),
    "commons:my_sign_up": Row(
        everyone(200), everyone(200), data=lambda w: sent(w) | {"code": str(code_of(w.once(a_sign_up)))}
    ),
    "commons:withdraw_sign_up": Row(
        everyone(302), everyone(200), data=lambda w: sent(w) | {"pass": pass_for(w.once(a_sign_up))}
    ),
    "commons:organised": Row(keeping(200), READ_ONLY_SIGNED_IN),
    "commons:write_activity": Row(
        keeping(200), keeping(302), data=lambda w: _form(w) | {"organisation": w.once(association).pk}
    ),
    "commons:organise": Row(keeping(200), READ_ONLY_SIGNED_IN, to=_pk(a_draft), missing=NUMBER),
    "commons:edit_activity": Row(
        keeping(200), keeping(302), to=_pk(a_draft), data=lambda w: _form(w) | {"version": 1}, missing=NUMBER
    ),
    "commons:add_occasions": Row(keeping(200), keeping(302), to=_pk(a_draft), data=_day, missing=NUMBER),
    "commons:send_activity": Row(READ_ONLY_SIGNED_IN, keeping(302), to=_pk(a_draft), data=sent, missing=NUMBER),
    "commons:approve_activity": Row(
        READ_ONLY_SIGNED_IN,
        deciding(302),
        to=_pk(a_waiting_activity),
        data=sent,
        missing=NUMBER,
        known_to=frozenset({PARTNER}),
    ),
    "commons:return_activity": Row(
        deciding(200),
        deciding(302),
        to=_pk(a_waiting_activity),
        data=lambda w: sent(w) | {"words": "Skriv vem den är för."},
        missing=NUMBER,
        known_to=frozenset({PARTNER}),
    ),
    "commons:trust_organisation": Row(
        READ_ONLY_SIGNED_IN, deciding(302), to=_to_trust, data=sent, missing=NUMBER, known_to=frozenset({PARTNER})
    ),
    "commons:cancel_activity": Row(
        keeping(200), keeping(302), to=_pk(a_published), data=lambda w: sent(w) | WHY, missing=NUMBER
    ),
    "commons:occasion": Row(keeping(200), READ_ONLY_SIGNED_IN, to=_pk(a_time), missing=NUMBER),
    "commons:change_occasion": Row(keeping(200), keeping(302), to=_pk(a_time), data=_day, missing=NUMBER),
    "commons:cancel_occasion": Row(
        keeping(200), keeping(302), to=_pk(a_time), data=lambda w: sent(w) | WHY, missing=NUMBER
    ),
    "commons:count_came": Row(
        keeping(200), keeping(302), to=_pk(a_past_time), data=lambda w: sent(w) | {"came": "14"}, missing=NUMBER
    ),
    "commons:withdraw_for": Row(READ_ONLY_SIGNED_IN, organising(302), to=_pk(a_sign_up), data=sent, missing=NUMBER),
}
