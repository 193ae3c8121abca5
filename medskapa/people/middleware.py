"""Staff need a second factor before they see anything of theirs, and the database knows where each request stands."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from medskapa.core import walls
from medskapa.people.models import Role
from medskapa.people.requests import roles_held

_SHARED = "shared"
_WALLS = {
    Role.GUIDE: "guidance",
    Role.UNIT_MANAGER: "guidance",
    Role.PROVIDER: "guidance",
    Role.OFFICER: "authority",
}
"""Behind which wall each role stands. Whoever holds two stands behind both; the rooms' policies decide for each row."""
_EXEMPT = ("/konto/", "/static/", "/healthz", "/sprak/")


class SecondFactorMiddleware:
    """Sends a signed-in member of staff without a second factor to the page where one is set up.

    A demo sets ``STAFF_NEED_SECOND_FACTOR`` to False; production cannot (`people.checks`).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.STAFF_NEED_SECOND_FACTOR and self._lacks_it(request):
            return redirect(reverse("mfa_index"))
        return self.get_response(request)

    @staticmethod
    def _lacks_it(request: HttpRequest) -> bool:
        person = request.user
        if not person.is_authenticated or not person.is_staff_member or request.path.startswith(_EXEMPT):
            return False
        return request.path != reverse("people:sign_out") and not is_mfa_enabled(person)


class WallMiddleware:
    """Says to PostgreSQL where the request stands, for the walls that it keeps itself (`core.walls`).

    One statement before and one after each page; pages that ask for nothing of anybody (static files, the health of
    the service) are answered before they come here.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if connection.vendor != "postgresql":
            return self.get_response(request)
        person = request.user.pk if request.user.is_authenticated else None
        walls.stand(standing(request), person)
        try:
            return self.get_response(request)
        finally:
            try:
                walls.stand(walls.SYSTEM)
            except DatabaseError:  # a connection in this state is not used again for anybody else
                connection.close()


def standing(request: HttpRequest) -> frozenset[str]:
    """The walls that whoever asks stands behind, by what they are."""
    if not request.user.is_authenticated:
        return frozenset({walls.NOBODY})
    if not request.user.is_staff_member:
        return frozenset({walls.OWN})
    return frozenset({_SHARED} | {_WALLS[role] for role in roles_held(request) if role in _WALLS})
