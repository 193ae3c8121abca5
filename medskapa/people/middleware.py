"""Staff need a second factor before they see anything of theirs."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

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
