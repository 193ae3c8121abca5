"""What one can do at a place for a time, for anyone: the list, one of them, and where those went who were there.

What is looked for stands in the address: a neighbourhood, a kind, a language. Nothing in it is about a person.
"""

from collections.abc import Iterable
from typing import Any

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
from medskapa.commons.views import filters
from medskapa.commons.views.filters import KIND, LANGUAGE, LANGUAGES, WHERE
from medskapa.core.headers import public_page


@login_not_required
@require_safe
@public_page
def occupations(request: HttpRequest) -> HttpResponse:
    """What takes people in now."""
    known = areas()
    asked = filters.asked_in(request, known, OccupationKind)
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


def _choices(asked: dict[str, str], known: Iterable[Area]) -> dict[str, Any]:
    """The filters as links that set them, or take them away again."""
    path = reverse("commons:occupations")

    def link(name: str, value: str) -> str:
        return filters.address(path, asked | {name: value})

    return filters.choices(asked, known, OccupationKind, link) | {"toggles": [], "all_url": path}
