"""What happens around every request: the health check, the language, the headers that protect privacy."""

from collections.abc import Callable

from django.db import Error, connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.utils import translation
from django.utils.cache import patch_vary_headers

from medskapa.core.languages import chosen_language, html_lang

GetResponse = Callable[[HttpRequest], HttpResponseBase]
PERMISSIONS_POLICY = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"


def healthz(get_response: GetResponse) -> GetResponse:
    """Answer ``/healthz``: 200 when the database answers, otherwise 503.

    Comes first, before hosts and TLS are checked: the one who asks is a machine beside us that knows neither.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.path != "/healthz":
            return get_response(request)
        if request.method not in {"GET", "HEAD"}:
            return HttpResponseNotAllowed(["GET", "HEAD"])
        works = _database_answers()
        return HttpResponse(
            "ok" if works else "the database does not answer",
            status=200 if works else 503,
            content_type="text/plain; charset=utf-8",
            headers={"Cache-Control": "no-store"},
        )

    return middleware


def without_nul(get_response: GetResponse) -> GetResponse:
    """Leave every NUL out of what is asked for in the address: PostgreSQL takes none, and nobody searches for one.

    An address with one in its path leads nowhere. In what is sent with POST the fields of forms refuse it.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if "\x00" in request.path_info:
            raise Http404
        while "%00" in (asked := request.META.get("QUERY_STRING", "")):  # what is left may make another
            request.META["QUERY_STRING"] = asked.replace("%00", "")
        return get_response(request)

    return middleware


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return bool(cursor.fetchone() == (1,))
    except Error:
        return False


class LanguageMiddleware:
    """Show the page in the language that the visitor chose."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        code = chosen_language(request)
        translation.activate(code)
        request.LANGUAGE_CODE = code
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", html_lang(code))
        patch_vary_headers(response, ["Cookie"])
        return response


class PrivacyHeadersMiddleware:
    """Keep pages out of every cache, unless the view is marked `public_page` and the page is the same for everyone."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if _same_for_everyone(request, response):
            response.headers.setdefault("Cache-Control", "public, max-age=60")
        else:
            response.headers["Cache-Control"] = "no-store, private"
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


def _same_for_everyone(request: HttpRequest, response: HttpResponseBase) -> bool:
    holds_form_token = request.META.get("CSRF_COOKIE_NEEDS_UPDATE", False)
    return getattr(response, "is_public_page", False) and not holds_form_token and not request.user.is_authenticated
