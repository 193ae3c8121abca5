"""What every page is made with: a page or its part, the ways through the site, and choices with an explanation."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers

Section = Literal["visitor", "staff", "mine", "telling"]
ON_ONE_LINE = 10
"""So many ways have room on one line of a screen that is 1280 pixels wide."""

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
    """A way to one page. ``text`` may be lazy; ``shown`` says whether this visitor gets to see it.

    `also`: how the addresses begin of other pages that one finds by this way. `seldom`: it may be folded away for
    those who have many ways.
    """

    url_name: str
    text: Any
    shown: Condition
    section: Section
    also: tuple[str, ...] = ()
    seldom: bool = False
    last: bool = False

    @property
    def url(self) -> str:
        return reverse(self.url_name)

    def leads_to(self, path: str) -> int:
        """How much of `path` says that the page lies beneath this way: the more, the nearer. 0: it does not."""
        return max((len(begins) for begins in (self.url, *self.also) if path.startswith(begins)), default=0)


@dataclass(frozen=True)
class Way:
    """A navigation item as one visitor sees it; `is_here` on the page that it leads to, or on one found that way."""

    url: str
    text: str
    is_here: bool
    hint: str = ""
    seldom: bool = False


def everybody(request: HttpRequest) -> bool:
    """The condition of an item that every visitor sees."""
    return True


class Navigation:
    """The ways through the site. Each room adds its own in ``ready()``, so that core need not know the rooms."""

    def __init__(self) -> None:
        self._items: list[NavigationItem] = []

    def add(
        self,
        url_name: str,
        text: Any,
        *,
        section: Section = "visitor",
        shown: Condition = everybody,
        also: tuple[str, ...] = (),
        first: bool = False,
        seldom: bool = False,
        last: bool = False,
    ) -> None:
        """Add an item at the end of `section`. The same `url_name` twice in a section replaces the first.

        Args:
            first: put it before all others, for it is where those who see it begin their day.
            seldom: whoever has so many ways that they would not stand on one line finds it under "more".
            last: put it after all others, though its room is one of the first to add its ways.
        """
        kept = [item for item in self._items if (item.url_name, item.section) != (url_name, section)]
        item = NavigationItem(url_name, text, shown, section, also, seldom, last)
        self._items = sorted([item, *kept] if first else [*kept, item], key=lambda each: each.last)

    def ways(self, request: HttpRequest) -> tuple[Section, list[Way]]:
        """What this visitor sees: the ways of staff, or, where there are none for them, those of visitors."""
        for section in ("staff", "visitor"):
            if shown := [item for item in self._items if item.section == section and item.shown(request)]:
                return section, _ways(shown, request.path)
        return "visitor", []

    def of(self, section: Section, request: HttpRequest) -> list[Way]:
        """The ways of one section that this visitor sees, such as ``mine``: those on a resident's own page."""
        return _ways([item for item in self._items if item.section == section and item.shown(request)], request.path)


class Onward:
    """Ways on from a page to rooms that its own room does not know: what has come of a theme, say."""

    def __init__(self) -> None:
        self._ways: dict[str, dict[str, tuple[Any, str, Condition]]] = {}

    def add(self, place: str, url_name: str, text: Any, *, asked: str = "", shown: Condition = everybody) -> None:
        """Add a way at `place`. The address takes what the page names there; twice the same replaces the first.

        Args:
            text: where it leads, with a line beneath where it is a `Choice`.
            asked: the name under which what the page names stands after the question mark, and not in the path.
            shown: whether this visitor gets to see it.
        """
        self._ways.setdefault(place, {})[url_name] = text, asked, shown

    def of(self, request: HttpRequest, place: str, *args: Any) -> list[Way]:
        """The ways on from `place`, in the order in which they were added."""
        ways = self._ways.get(place, {}).items()
        return [
            Way(_address(name, asked, args), str(text), False, str(getattr(text, "hint", "")))
            for name, (text, asked, shown) in ways
            if shown(request)
        ]


def _address(url_name: str, asked: str, args: tuple[Any, ...]) -> str:
    if asked:
        return f"{reverse(url_name)}?{urlencode({asked: args[0]})}"
    return reverse(url_name, args=args)


def _ways(items: list[NavigationItem], path: str) -> list[Way]:
    nearest = max((item.leads_to(path) for item in items), default=0)
    return [Way(item.url, str(item.text), 0 < item.leads_to(path) == nearest, "", item.seldom) for item in items]


def on_one_line(ways: list[Way]) -> tuple[list[Way], list[Way]]:
    """The ways that stand in the menu, and those that are folded away: none where all have room.

    The way to where one is now always stands in the menu.
    """
    if len(ways) <= ON_ONE_LINE:
        return ways, []
    folded = [way for way in ways if way.seldom and not way.is_here]
    return [way for way in ways if way not in folded], folded


navigation = Navigation()
onward = Onward()
