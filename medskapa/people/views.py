"""Signing in and out. In the demo one chooses who to be; otherwise staff come by the municipality's own sign-in."""

from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from medskapa.core import throttle
from medskapa.core.ui import navigation
from medskapa.people import queries
from medskapa.people.models import Kind

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@login_not_required
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """GET shows the ways in; POST (only in the demo) signs in as the chosen demo person."""
    onward = _safe_next(request)
    if request.method == "POST":
        if not settings.DEMO_SIGN_IN:
            raise Http404
        if not throttle.allow("sign_in", throttle.source_of(request)):
            return render(request, "people/slow_down.html", status=429)
        person = get_object_or_404(queries.demo_people(), login=request.POST.get("login", "").replace("\x00", ""))
        login(request, person, backend=BACKEND)
        return HttpResponseRedirect(onward or _home(request))
    people = list(queries.demo_faces()) if settings.DEMO_SIGN_IN else []
    context = {
        "residents": [person for person in people if person.is_resident],
        "staff": [person for person in people if person.is_staff_member],
        "partners": [person for person in people if person.kind == Kind.PARTNER],
        "demo": settings.DEMO_SIGN_IN,
        "next": onward,
        "staff_sign_in": bool(settings.SOCIALACCOUNT_PROVIDERS),
    }
    return render(request, "people/sign_in.html", context)


@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out, and land on the start page."""
    logout(request)
    return redirect(settings.LOGOUT_REDIRECT_URL)


def _home(request: HttpRequest) -> str:
    """Where somebody begins: residents on their own page, all others on the first page that their tasks lead to."""
    if not request.user.is_authenticated or request.user.is_resident:
        return reverse("voice:my_page")
    section, ways = navigation.ways(request)
    return ways[0].url if section == "staff" else reverse(settings.LOGIN_REDIRECT_URL)


def _safe_next(request: HttpRequest) -> str:
    onward = request.POST.get("next") or request.GET.get("next") or ""
    allowed = url_has_allowed_host_and_scheme(
        onward, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return onward if allowed else ""
