"""Which pages may be kept in a cache. Without a mark every page is personal and is kept nowhere."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponseBase

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def public_page(view: View[P]) -> View[P]:
    """Mark a view whose page is the same for everyone, so that it may be cached for a minute.

    `PrivacyHeadersMiddleware` still keeps it out of every cache for one who is signed in, and where it holds a form.
    """

    @wraps(view)
    def marked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response.is_public_page = True  # type: ignore[attr-defined]
        return response

    return marked


def let_any_site_read(response: HttpResponseBase) -> None:
    """Mark an answer as open data, which a page of another site may fetch and use."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
