"""What every page is made with: a page or its part, the ways through the site, and choices with an explanation."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers

Section = Literal["visitor", "staff"]
Condition = Callable[[HttpRequest], bool]


def wants_part(request: HttpRequest) -> bool:
    """True when htmx asks for a piece to swap in, and not when it restores a page from history."""
    headers = request.headers
    whole_page = "HX-Boosted" in headers or "HX-History-Restore-Request" in headers
    return headers.get("HX-Request") == "true" and not whole_page


def render_part(
    request: HttpRequest, page: str, part: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Render `part` for htmx and `page`, which includes it, for everybody else.

    Args:
        page: the template of the whole page.
        part: the template of the piece; both get the same `context`.
        status: of the response. htmx swaps 422, so that a form comes back with its errors.
    """
    response = render(request, part if wants_part(request) else page, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


@dataclass(frozen=True)
class Choice:
    """The label of a choice with a hint beneath: ``choices=[("sms", Choice(_("Sms"), _("Vi skriver bara …")))]``."""

    label: Any
    hint: Any = ""

    def __str__(self) -> str:
        return str(self.label)


@dataclass(frozen=True)
class NavigationItem:
    """A way to one page. ``text`` may be lazy; ``shown`` says whether this visitor gets to see it."""

    url_name: str
    text: Any
    shown: Condition
    section: Section


@dataclass(frozen=True)
class Way:
    """A navigation item as one visitor sees it; `is_here` on the page that it leads to, or on one beneath."""

    url: str
    text: str
    is_here: bool


def everybody(request: HttpRequest) -> bool:
    """The condition of an item that every visitor sees."""
    return True


class Navigation:
    """The ways through the site. Each room adds its own in ``ready()``, so that core need not know the rooms."""

    def __init__(self) -> None:
        self._items: list[NavigationItem] = []

    def add(self, url_name: str, text: Any, *, section: Section = "visitor", shown: Condition = everybody) -> None:
        """Add an item at the end of `section`. The same `url_name` twice in a section replaces the first."""
        kept = [item for item in self._items if (item.url_name, item.section) != (url_name, section)]
        self._items = [*kept, NavigationItem(url_name, text, shown, section)]

    def ways(self, request: HttpRequest) -> tuple[Section, list[Way]]:
        """What this visitor sees: the ways of staff, or, where there are none for them, those of visitors."""
        for section in ("staff", "visitor"):
            if shown := [item for item in self._items if item.section == section and item.shown(request)]:
                return section, _ways(shown, request.path)
        return "visitor", []


def _ways(items: list[NavigationItem], path: str) -> list[Way]:
    urls = [reverse(item.url_name) for item in items]
    here = max((url for url in urls if path.startswith(url)), key=len, default=None)
    return [Way(url, str(item.text), url == here) for item, url in zip(items, urls, strict=True)]


navigation = Navigation()
