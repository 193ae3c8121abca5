"""The catalogue of measures, for anybody: what there is, one of them, and two or three side by side."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from medskapa.guidance import needs
from medskapa.guidance.navigation import has_way
from medskapa.guidance.queries import measures as queries


@login_not_required
@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """What is offered now; ``behov`` shows only what meets one need."""
    need = request.GET.get("behov", "")
    need = need if needs.is_known(need) else ""
    page = queries.catalogue(need=need, after=request.GET.get("after", "")[:100])
    context = {
        "cards": page.cards,
        "next": page.next,
        "need": need,
        "need_words": needs.WORDS.get(need, ""),
        "needs": needs.choices(),
        "is_on_path": has_way(request),
    }
    return render(request, "guidance/public/measures.html", context)


@login_not_required
@require_safe
def measure(request: HttpRequest, slug: str) -> HttpResponse:
    """One measure: what it is for, for whom, what one does, when, where, and what it led to."""
    card = queries.one(slug, with_results=True)
    if card.measure.occupation is not None:
        return redirect("commons:occupation", card.measure.occupation.slug)
    context = {"card": card, "is_on_path": has_way(request)}
    return render(request, "guidance/public/measure.html", context)


@login_not_required
@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Two or three measures side by side (``insats``, several times); without them, a choice among what there is."""
    cards = queries.compared(request.GET.getlist("insats")[:10])
    chosen = {card.measure.slug for card in cards}
    others = queries.catalogue().cards if len(cards) < 2 else []
    context = {"cards": cards, "others": others, "chosen": chosen, "is_on_path": has_way(request)}
    return render(request, "guidance/public/compare.html", context)
