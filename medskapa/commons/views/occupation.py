"""What one can do at a place for a time, for anyone: the list, one of them, and where those went who were there.

What is looked for stands in the address: a neighbourhood, a kind, a language. Nothing in it is about a person.
"""

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from medskapa.commons import occupied
from medskapa.commons.models import Area, OccupationKind, OccupationState
from medskapa.commons.queries import areas
from medskapa.commons.queries import occupation as queries
from medskapa.commons.queries.occupation import Wanted
from medskapa.core.headers import public_page
from medskapa.core.languages import SPOKEN

WHERE, KIND, LANGUAGE = "var", "typ", "sprak"
LANGUAGES = [(code, name) for code, name in SPOKEN if code != "und"]


@login_not_required
@require_safe
@public_page
def occupations(request: HttpRequest) -> HttpResponse:
    """What takes people in now."""
    known = areas()
    asked = _asked(request, known)
    wanted = Wanted(area=asked.get(WHERE, ""), kind=asked.get(KIND, ""), language=asked.get(LANGUAGE, ""))
    page = queries.open_now(wanted, after=request.GET.get("after", "")[:130])
    free = occupied.free(page.rows)
    context = _choices(asked, known) | {
        "rows": [(row, free[row.pk]) for row in page.rows],
        "next": page.next,
        "narrowed": bool(asked),
    }
    return render(request, "commons/occupation/occupations.html", context)


@login_not_required
@require_safe
@public_page
def occupation(request: HttpRequest, slug: str) -> HttpResponse:
    """One of them: what it is for, what one does and learns, how long, what comes after, and where others went."""
    found = queries.occupation(slug)
    names = dict(LANGUAGES)
    context = {
        "occupation": found,
        "plain_first": get_language() == "sv-plain" and bool(found.plain),
        "is_open": found.state == OccupationState.PUBLISHED,
        "free": occupied.free([found])[found.pk],
        "moved_on": occupied.moved_on(found.place),
        "languages": [(code, names[code]) for code in found.languages if code in names],
        "phone": found.phone or found.organisation.phone or found.place.phone,
    }
    return render(request, "commons/occupation/occupation.html", context)


def _asked(request: HttpRequest, known: Iterable[Area]) -> dict[str, str]:
    """What the address asks for and we know: anything else in it is left out, and so never carried on."""
    checks: dict[str, Callable[[str], bool]] = {
        WHERE: {area.slug for area in known}.__contains__,
        KIND: OccupationKind.values.__contains__,
        LANGUAGE: dict(LANGUAGES).__contains__,
    }
    return {name: value for name, fits in checks.items() if (value := request.GET.get(name, "")) and fits(value)}


def _choices(asked: dict[str, str], known: Iterable[Area]) -> dict[str, Any]:
    """The filters as links that set them, or take them away again."""

    def link(name: str, value: str) -> str:
        query = urlencode({key: kept for key, kept in (asked | {name: value}).items() if kept})
        return f"{reverse('commons:occupations')}?{query}" if query else reverse("commons:occupations")

    kinds = [(str(text), link(KIND, value), asked.get(KIND) == value) for value, text in OccupationKind.choices]
    places = [(area.name, link(WHERE, area.slug), asked.get(WHERE) == area.slug) for area in known]
    spoken = [(text, link(LANGUAGE, code), asked.get(LANGUAGE) == code, code) for code, text in LANGUAGES]
    return {
        "toggles": [],
        "kinds": kinds,
        "areas": places,
        "languages": spoken,
        "chosen": [
            *[(text, link(WHERE, "")) for text, _url, is_on in places if is_on],
            *[(text, link(KIND, "")) for text, _url, is_on in kinds if is_on],
            *[(text, link(LANGUAGE, "")) for text, _url, is_on, _code in spoken if is_on],
        ],
        "all_url": reverse("commons:occupations"),
    }
