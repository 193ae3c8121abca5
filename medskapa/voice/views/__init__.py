"""The pages of voice. Thin: read what was sent, call one action or query, show what came of it.

Sign-in is required by middleware on every page that is not marked `login_not_required`; the decorators here are for
the pages that need a role as well. A page without a role refuses before it looks for the object.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from medskapa.people.models import Person
from medskapa.voice import policy

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def desk_only(view: View[P]) -> View[P]:
    """Let in those who work at a desk (answerer, unit manager, editor); everybody else gets 403."""
    return _only(policy.may_work_at_the_desk, view)


def taking_in_only(view: View[P]) -> View[P]:
    """Let in those who may register what they hear (the desk's roles and registrars); everybody else gets 403."""
    return _only(policy.may_take_in, view)


def auditor_only(view: View[P]) -> View[P]:
    """Let in auditors; everybody else gets 403."""
    return _only(policy.may_read_audit, view)


def _only(allowed: Callable[[Person], bool], view: View[P]) -> View[P]:
    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not allowed(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded
