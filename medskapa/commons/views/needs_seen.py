"""For anyone: what people in the town need help with, as figures and as open data; and the cards, step by step."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from medskapa.commons import guides as cards
from medskapa.commons import helping_words as words
from medskapa.commons.queries import helping as queries
from medskapa.core.headers import let_any_site_read, public_page


@require_safe
@login_not_required
@public_page
def needs_seen(request: HttpRequest) -> HttpResponse:
    """What is asked, where and when, and what nobody could help with. Small numbers are not shown."""
    return render(request, "commons/helping/needs.html", words.in_words(queries.figures()))


@require_safe
@login_not_required
@public_page
def needs_json(request: HttpRequest) -> JsonResponse:
    """The same as open data: each number with ``value``, or why it is ``hidden``."""
    response = JsonResponse(words.as_data(queries.figures()), json_dumps_params={"ensure_ascii": False})
    response["Content-Disposition"] = 'inline; filename="behoven.json"'
    let_any_site_read(response)
    return response


@require_safe
@login_not_required
@public_page
def guides(request: HttpRequest) -> HttpResponse:
    """All cards."""
    return render(request, "commons/helping/guides.html", {"guides": cards.guides(get_language() or "sv")})


@require_safe
@login_not_required
@public_page
def guide(request: HttpRequest, slug: str) -> HttpResponse:
    """One card, to read together and to print on one sheet."""
    return render(request, "commons/helping/guide.html", {"guide": cards.guide(slug, get_language() or "sv")})
