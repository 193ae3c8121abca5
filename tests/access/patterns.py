"""What a row of the access table is, and the patterns of who gets what that rows are made of."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.access.world import (
    ANSWERER,
    AUDITOR,
    AUTHOR,
    DECIDER,
    EDITOR,
    ELSEWHERE,
    GUIDE,
    GUIDED,
    INVITED,
    MANAGER,
    PARTNER,
    PLANNER,
    RECEPTION,
    REGISTRAR,
    RESIDENT,
    ROLES,
    VISITOR,
    World,
)

Expected = dict[str, int]
RESIDENTS = [RESIDENT, AUTHOR, INVITED, GUIDED]
NOT_STAFF = [*RESIDENTS, PARTNER]
NO_SUCH_NUMBER = 4_611_686_018_427_387_904


def everyone(status: int) -> Expected:
    return dict.fromkeys(ROLES, status)


def signed_in(status: int) -> Expected:
    """Whoever is signed in; a visitor is asked to sign in first."""
    return everyone(status) | {VISITOR: 302}


def only(status: int, *roles: str, otherwise: int = 403) -> Expected:
    """`roles` alone; everybody else who is signed in gets `otherwise`: 404 where they may not know that it exists."""
    return signed_in(otherwise) | dict.fromkeys(roles, status)


def owner(status: int) -> Expected:
    """The author alone. For everybody else it does not exist."""
    return only(status, AUTHOR, otherwise=404)


def invited(status: int) -> Expected:
    """The resident who was invited alone, signed in. For everybody else it does not exist."""
    return only(status, INVITED, otherwise=404)


def staff(status: int) -> Expected:
    """Every member of staff, with or without a role."""
    return signed_in(status) | dict.fromkeys(NOT_STAFF, 403)


def desk(status: int, elsewhere: int | None = None) -> Expected:
    """The desk's roles; `elsewhere` is for one who works at the desk of another unit."""
    theirs = status if elsewhere is None else elsewhere
    return signed_in(403) | {ANSWERER: status, MANAGER: status, EDITOR: status, ELSEWHERE: theirs}


def answering(status: int) -> Expected:
    """Those who answer for the unit. An editor reads along, and may not."""
    return desk(status, elsewhere=404) | {EDITOR: 403}


def taking_in(status: int) -> Expected:
    """Those who write down what they hear."""
    return desk(status) | {REGISTRAR: status}


def editors(status: int) -> Expected:
    return only(status, EDITOR)


def joining(status: int) -> Expected:
    """Editors, and the managers of the units that a merge is about."""
    return only(status, MANAGER, EDITOR)


def auditors(status: int) -> Expected:
    return only(status, AUDITOR)


def planners(status: int) -> Expected:
    """Those who plan meetings."""
    return only(status, PLANNER)


def guided(status: int) -> Expected:
    """The resident with a guide alone. For everybody else it does not exist."""
    return only(status, GUIDED, otherwise=404)


def guiding(status: int, *others: str) -> Expected:
    """The resident's guide, and the manager of the guide's unit; `others` as well. For all others it does not exist."""
    return only(status, GUIDE, MANAGER, *others, otherwise=404)


def reception(status: int) -> Expected:
    """Those who meet people at the entrance."""
    return only(status, RECEPTION)


def deciders(status: int) -> Expected:
    """Those who decide on proposals."""
    return only(status, DECIDER)


@dataclass(frozen=True)
class Row:
    """What one address gives. `to` makes its arguments, `data` what a page of it would send with POST.

    `missing` are the arguments of an object that does not exist: the answer must be the same as for a foreign one.
    `known_to` are those who may read the object elsewhere, so that a refusal (403) tells them nothing new.
    `other` are the statuses that PUT, PATCH and DELETE may give.
    """

    get: Expected
    post: Expected
    to: Callable[[World], dict[str, Any]] = lambda world: {}
    data: Callable[[World], dict[str, Any]] = lambda world: {}
    missing: dict[str, Any] = field(default_factory=dict)
    as_json: bool = False
    other: tuple[int, ...] = (302, 403, 404, 405)
    known_to: frozenset[str] = frozenset()


def who_may(row: Row) -> str:
    """Somebody who gets furthest at the address: with POST rather than with GET."""
    return max(ROLES, key=lambda role: (row.post[role] in {200, 302, 422}, row.get[role] == 200, row.post[role] == 200))


def sent(world: World, **data: Any) -> dict[str, Any]:
    """What a page that was just opened sends."""
    return {"form_key": world.form_key, **data}


READ_ONLY, READ_ONLY_SIGNED_IN = everyone(405), signed_in(405)
NUMBER = {"pk": NO_SUCH_NUMBER}
SLUG = {"slug": "finns-inte"}
OF_THE_UNIT = frozenset({ANSWERER, MANAGER, EDITOR})
AT_A_DESK = OF_THE_UNIT | {ELSEWHERE}
