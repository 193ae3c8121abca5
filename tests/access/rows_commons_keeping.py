"""The rows of keeping the directory, of its organisations and of the open data."""

from typing import Any

from tests.access.patterns import (
    NO_SUCH_NUMBER,
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
from tests.access.world import EDITOR, MANAGER, MEMBER, PARTNER, World
from tests.scenes.commons_keeping import (
    FIELDS,
    a_member,
    a_merge,
    a_pair,
    a_paused,
    a_service,
    a_waiting,
    a_wrong,
    an_unlisted,
    association,
)

REASON = {"why": "Lokalen är uppsagd."}


def keeping(status: int) -> Expected:
    """Those who keep a service of the unit and the association together."""
    return only(status, EDITOR, MANAGER, PARTNER)


def of_association(status: int) -> Expected:
    """Those who keep what the association offers alone; for the manager of a unit it does not exist."""
    return only(status, EDITOR, PARTNER) | {MANAGER: 404}


def of_unit(status: int) -> Expected:
    """Those who keep what the unit offers alone; for the leader of an association it does not exist."""
    return only(status, EDITOR, MANAGER) | {PARTNER: 404}


def deciding(status: int) -> Expected:
    """An editor decides on what waits; the association sees it wait, and may not."""
    return of_association(403) | {EDITOR: status}


def _slug(build: Any) -> Any:
    return lambda world: {"slug": world.once(build).slug}


def _service(world: World) -> dict[str, Any]:
    return {"slug": world.once(a_service).slug}


def _wrong(world: World) -> dict[str, Any]:
    return _service(world) | {"pk": world.once(a_wrong).pk}


def _place(world: World) -> dict[str, Any]:
    return _service(world) | {"pk": world.once(a_service).at_places.get().pk}


def _hours(world: World) -> dict[str, Any]:
    return _service(world) | {"pk": world.once(a_service).hours.get().pk}


def _two(world: World) -> dict[str, Any]:
    first, second = world.once(a_pair)
    return {"first": first.slug, "second": second.slug}


def _membership(world: World) -> dict[str, Any]:
    return {"slug": world.once(association).slug, "pk": world.once(a_member).pk}


def _form(world: World) -> dict[str, Any]:
    return sent(world) | FIELDS


MISSING = SLUG | {"pk": NO_SUCH_NUMBER}
BY_PHONE = {"weekdays": ["2"], "opens": "09:00", "closes": "11:00"}

ROWS = {
    "commons:keeping": Row(keeping(200), READ_ONLY_SIGNED_IN),
    "commons:keep": Row(keeping(200), READ_ONLY_SIGNED_IN, to=_service, missing=SLUG),
    "commons:add_service": Row(
        keeping(200),
        only(302, EDITOR, PARTNER) | {MANAGER: 422},
        data=lambda w: _form(w) | {"organisation": w.once(association).pk},
    ),
    "commons:edit_service": Row(
        keeping(200), keeping(302), to=_service, data=lambda w: _form(w) | {"version": 1}, missing=SLUG
    ),
    "commons:check_service": Row(READ_ONLY_SIGNED_IN, keeping(302), to=_service, data=sent, missing=SLUG),
    "commons:list_service": Row(READ_ONLY_SIGNED_IN, of_unit(302), to=_slug(an_unlisted), data=sent, missing=SLUG),
    "commons:pause_service": Row(
        keeping(200), keeping(302), to=_service, data=lambda w: sent(w) | REASON, missing=SLUG
    ),
    "commons:open_service": Row(READ_ONLY_SIGNED_IN, of_association(302), to=_slug(a_paused), data=sent, missing=SLUG),
    "commons:close_service": Row(
        keeping(200), keeping(302), to=_service, data=lambda w: sent(w) | REASON, missing=SLUG
    ),
    "commons:approve_service": Row(
        READ_ONLY_SIGNED_IN,
        deciding(302),
        to=_slug(a_waiting),
        data=sent,
        missing=SLUG,
        known_to=frozenset({PARTNER}),
    ),
    "commons:refuse_service": Row(
        deciding(200),
        deciding(302),
        to=_slug(a_waiting),
        data=lambda w: sent(w) | REASON,
        missing=SLUG,
        known_to=frozenset({PARTNER}),
    ),
    "commons:answer_wrong": Row(
        READ_ONLY_SIGNED_IN,
        keeping(302),
        to=_wrong,
        data=lambda w: sent(w) | {"was_right": "no"},
        missing=MISSING,
    ),
    "commons:put_at_place": Row(
        keeping(200),
        keeping(302),
        to=_service,
        data=lambda w: sent(w) | {"place": w.once(a_service).at_places.get().place_id},
        missing=SLUG,
    ),
    "commons:take_from_place": Row(READ_ONLY_SIGNED_IN, keeping(302), to=_place, data=sent, missing=MISSING),
    "commons:add_hours": Row(keeping(200), keeping(302), to=_service, data=lambda w: sent(w) | BY_PHONE, missing=SLUG),
    "commons:remove_hours": Row(READ_ONLY_SIGNED_IN, keeping(302), to=_hours, data=sent, missing=MISSING),
    "commons:twins": Row(editors(200), READ_ONLY_SIGNED_IN),
    "commons:twin_pair": Row(
        editors(200),
        editors(302),
        to=_two,
        data=lambda w: sent(w) | {"word": "unsure"},
        missing={"first": "finns-inte", "second": "finns-inte-heller"},
    ),
    "commons:unmerge_services": Row(
        READ_ONLY_SIGNED_IN,
        editors(302),
        to=lambda w: {"pk": w.once(a_merge).pk},
        data=sent,
        missing={"pk": NO_SUCH_NUMBER},
    ),
    "commons:organisations": Row(keeping(200), READ_ONLY_SIGNED_IN),
    "commons:organisation": Row(of_association(200), READ_ONLY_SIGNED_IN, to=_slug(association), missing=SLUG),
    "commons:edit_organisation": Row(
        of_association(200),
        of_association(302),
        to=_slug(association),
        data=lambda w: sent(w, name="Föreningen Här", kind="association", is_active="on", version=1),
        missing=SLUG,
    ),
    "commons:add_organisation_member": Row(
        editors(200),
        editors(302),
        to=_slug(association),
        data=lambda w: sent(w) | {"person": w.people[MEMBER].pk, "task": "helps"},
        missing=SLUG,
    ),
    "commons:end_membership": Row(READ_ONLY_SIGNED_IN, of_association(302), to=_membership, data=sent, missing=MISSING),
    "commons:add_organisation": Row(
        editors(200), editors(302), data=lambda w: sent(w, name="Läxhjälpen", kind="association")
    ),
    "commons:open_data": Row(everyone(200), READ_ONLY),
    "commons:hsds_json": Row(everyone(200), READ_ONLY),
    "commons:hsds_zip": Row(everyone(200), READ_ONLY),
    "api-1:services": Row(everyone(200), READ_ONLY),
    "api-1:service": Row(everyone(200), READ_ONLY, to=_service, missing=SLUG),
    "api-1:needs": Row(everyone(200), READ_ONLY),
}
