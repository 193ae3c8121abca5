"""What every template knows about the page around it."""

from functools import cached_property
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation

from medskapa.core.languages import html_lang
from medskapa.core.ui import Section, Way, navigation, on_one_line


class Page:
    """The frame of a page. Worked out only when a template asks, so that a swapped part pays for none of it."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def _navigation(self) -> tuple[Section, list[Way]]:
        if not hasattr(self._request, "user"):  # the request was refused before anybody was recognised
            return "visitor", []
        return navigation.ways(self._request)

    @cached_property
    def _lines(self) -> tuple[list[Way], list[Way]]:
        return on_one_line(self._navigation[1])

    @property
    def ways(self) -> list[Way]:
        """The ways that stand in the menu."""
        return self._lines[0]

    @property
    def more_ways(self) -> list[Way]:
        """Those that are folded away under "more"."""
        return self._lines[1]

    @property
    def is_for_staff(self) -> bool:
        return self._navigation[0] == "staff"

    @property
    def is_signed_in(self) -> bool:
        user = getattr(self._request, "user", None)
        return user is not None and user.is_authenticated

    @property
    def language(self) -> str:
        return translation.get_language() or settings.LANGUAGE_CODE

    @property
    def lang(self) -> str:
        """For the ``lang`` attribute: plain Swedish is Swedish to a screen reader."""
        return html_lang(self.language)

    @property
    def languages(self) -> list[dict[str, Any]]:
        return [
            {"code": code, "lang": html_lang(code), "name": name, "is_chosen": code == self.language}
            for code, name in settings.LANGUAGES
        ]

    @property
    def url(self) -> str:
        """Where to come back to after the language is changed: here, or where the form stood that was sent here."""
        request = self._request
        if request.method in {"GET", "HEAD"}:
            return request.get_full_path()
        try:
            form = urlsplit(request.headers.get("Referer", ""))
        except ValueError:  # no address at all
            return "/"
        return urlunsplit(("", "", form.path, form.query, "")) if form.netloc == request.get_host() else "/"


def page(request: HttpRequest) -> dict[str, Any]:
    """``page`` and ``municipality``, for every template that is rendered with a request."""
    return {"page": Page(request), "municipality": settings.MUNICIPALITY}
