"""The request of somebody who is signed in, and the decorators for pages that only some of them reach.

Sign-in is required by middleware on every page that is not marked `login_not_required`; the decorators here are for
the pages that need a right as well. Such a page refuses before it looks for the object.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponseBase

from medskapa.core.prepared import Prepared
from medskapa.people.models import Person, Role
from medskapa.people.queries import standing_rows

P = ParamSpec("P")


class PersonRequest(HttpRequest):
    """A request after `LoginRequiredMiddleware` let it through: its user is a person."""

    user: Person


View = Callable[Concatenate[PersonRequest, P], HttpResponseBase]


class Guard(Protocol):
    """A decorator of a view."""

    def __call__(self, view: View[P], /) -> View[P]: ...


def only(allowed: Callable[[Person], bool]) -> Guard:
    """Let in those whom `allowed` says yes to (``@only(policy.may_plan)``); everybody else gets 403."""

    def guard(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: PersonRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not allowed(request.user):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return guard


def only_where(allowed: Callable[[HttpRequest], bool]) -> Guard:
    """As `only`, for what is known of a request without another query: see `roles_held` and `has_task`."""

    def guard(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: PersonRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not allowed(request):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return guard


def only_holding(*roles: Role) -> Guard:
    """Let in the members of staff who hold one of `roles` anywhere today; everybody else gets 403.

    The roles are those that the page's navigation asks for: the same look-up, once for a request.
    """
    return only_where(holding(*roles))


def holding(*roles: Role) -> Callable[[HttpRequest], bool]:
    """The condition that whoever asks holds one of `roles` anywhere today, for a page or a way to it."""
    return lambda request: bool(roles_held(request) & set(roles))


def is_resident(request: HttpRequest) -> bool:
    """Whether a resident is signed in."""
    return request.user.is_authenticated and request.user.is_resident


_tasks: dict[str, Callable[[Person], Q]] = {}


def _make_standing(person: Person) -> QuerySet[Any, Any]:
    return standing_rows(person, {name: condition(person) for name, condition in _tasks.items()})


_all_standing = Prepared(_make_standing)


def know_task(name: str, condition: Callable[[Person], Q]) -> None:
    """Let every page at work know whether whoever asks has the task `name`, which no role tells. For `ready()`.

    Args:
        condition: the condition for one person, whatever row it is asked of. It must be cheap: each page at work asks.
            It may know the person's key and the day, and nothing else that changes (`core.prepared`).
    """
    _tasks[name] = condition


def roles_held(request: HttpRequest) -> set[Role]:
    """The roles that whoever asks holds anywhere today, looked up once for a request; residents hold none."""
    return _standing(request)[0]


def has_task(request: HttpRequest, name: str) -> bool:
    """Whether whoever asks has the task `name` (`know_task`), looked up together with the roles."""
    return name in _standing(request)[1]


def _standing_of(person: Person) -> tuple[set[Role], set[str]]:
    rows = _all_standing.rows(person)
    roles = {Role(row[0]) for row in rows if row[0]}
    return roles, {name for place, name in enumerate(_tasks, 1) if rows and rows[0][place]}


def _standing(request: HttpRequest) -> tuple[set[Role], set[str]]:
    found: tuple[set[Role], set[str]] | None = getattr(request, "_standing", None)
    if found is None:
        found, person = (set(), set()), request.user
        if person.is_authenticated and not person.is_resident:
            found = _standing_of(person)
            person.known_roles = frozenset(found[0])
        request._standing = found  # type: ignore[attr-defined]
    return found
