"""The pages that belong to no room: language, promises about privacy and access, errors, and the style guide."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from medskapa.core.headers import public_page
from medskapa.core.style_guide import examples

YEAR = 60 * 60 * 24 * 365
# Fields that hold a key, a code or a choice, and not a person's words: worth nothing on paper, and some are secret.
NOT_WORDS = {"csrfmiddlewaretoken", "form_key", "receipt_key", "pass", "next", "language", "login", "code", "password"}


@csrf_exempt  # nothing to forge: it changes how the page is shown to the one who asks, and needs no cookie before
@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Remember the chosen language in a cookie, and go back to the page where it was chosen."""
    onward = request.POST.get("next", "")
    host = {request.get_host()}
    if not url_has_allowed_host_and_scheme(onward, allowed_hosts=host, require_https=request.is_secure()):
        onward = "/"
    response = HttpResponseRedirect(onward)  # `redirect` would take a bare word for the name of a page
    if (code := request.POST.get("language", "")) in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            code,
            max_age=YEAR,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response


@login_not_required
@require_safe
@public_page
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement: what works, what does not yet, and where to complain."""
    return render(request, "core/accessibility.html")


@login_not_required
@require_safe
@public_page
def privacy(request: HttpRequest) -> HttpResponse:
    """What is stored about whom, and for how long, in plain words."""
    return render(request, "core/privacy.html")


@login_not_required
@require_safe
def style_guide(request: HttpRequest) -> HttpResponse:
    """Every component in every state; only in the demo and while developing."""
    if not (settings.DEMO_SIGN_IN or settings.DEBUG):
        raise Http404
    return render(request, "core/style_guide.html", examples())


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's safety key was missing or too old. Shows what was typed, so that not a word is lost."""
    return render(request, "core/csrf_failure.html", {"words": list(_words(request.POST))}, status=403)


def _words(posted: QueryDict) -> Iterator[str]:
    for name, values in posted.lists():
        if name not in NOT_WORDS and not name.endswith("password"):
            yield from (value for value in values if isinstance(value, str) and value.strip())


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _frameless("400.html", 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    return _frameless("500.html", 500)


def _frameless(template: str, status: int) -> HttpResponse:
    """Without request and database: either of them may be what is wrong."""
    context: dict[str, Any] = {"municipality": settings.MUNICIPALITY}
    return HttpResponse(render_to_string(template, context), status=status)
