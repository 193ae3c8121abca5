"""The whole way from what residents said to what is different now: of a theme, a proposal, and up to a decision."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from medskapa.change import prov, way
from medskapa.change.queries import thread as queries
from medskapa.core.headers import public_page
from medskapa.voice.texts import in_language


@login_not_required
@require_safe
@public_page
def of_theme(request: HttpRequest, slug: str) -> HttpResponse:
    """The whole way of a theme. A theme that is part of another one leads on to it."""
    theme, story = queries.of_theme(slug)
    if theme.merged_into is not None:
        return redirect("change:thread", slug=theme.merged_into.slug)
    shown = {
        "name": theme.name,
        "back": (reverse("voice:theme", args=[slug]), _("Till temat")),
        "data": reverse("change:thread_prov", args=[slug]),
    }
    return _page(request, story, shown)


@login_not_required
@require_safe
@public_page
def of_proposal(request: HttpRequest, number: int) -> HttpResponse:
    """The whole way to a proposal, and from it."""
    proposal, story = queries.of_proposal(number)
    shown = {
        "name": in_language(proposal, "title"),
        "back": (reverse("change:proposal", args=[number]), _("Till förslaget")),
        "data": reverse("change:proposal_prov", args=[number]),
    }
    return _page(request, story, shown)


@login_not_required
@require_safe
@public_page
def of_decision(request: HttpRequest, pk: int) -> HttpResponse:
    """A decision with its reasons, and everything that it stands on."""
    decision, story = queries.of_decision(pk)
    proposal = decision.proposal
    shown = {
        "name": in_language(proposal, "title"),
        "decision": decision,
        "word": way.DECISIONS[decision.word],  # type: ignore[index]
        "back": (reverse("change:proposal", args=[proposal.number]), _("Till förslaget")),
        "data": reverse("change:decision_prov", args=[pk]),
        "onward": reverse("change:proposal_thread", args=[proposal.number]),
    }
    return _page(request, story, shown)


def _page(request: HttpRequest, story: queries.Story, shown: dict[str, Any]) -> HttpResponse:
    latest = story.latest
    context = {
        "story": story,
        "steps": [way.told(entry) for entry in story.entries],
        "picture": way.drawn(story.entries),
        "latest": way.told(latest) if latest else None,
        **shown,
    }
    return render(request, "change/public/thread.html", context)


@login_not_required
@require_safe
@public_page
def theme_data(request: HttpRequest, slug: str) -> HttpResponse:
    """The whole way of a theme as PROV-JSON (W3C)."""
    theme, story = queries.of_theme(slug)
    if theme.merged_into is not None:
        return redirect("change:thread_prov", slug=theme.merged_into.slug)
    return _data(story)


@login_not_required
@require_safe
@public_page
def proposal_data(request: HttpRequest, number: int) -> HttpResponse:
    """The whole way to a proposal and from it as PROV-JSON."""
    return _data(queries.of_proposal(number)[1])


@login_not_required
@require_safe
@public_page
def decision_data(request: HttpRequest, pk: int) -> HttpResponse:
    """A decision and everything that it stands on as PROV-JSON."""
    return _data(queries.of_decision(pk)[1])


def _data(story: queries.Story) -> HttpResponse:
    return JsonResponse(prov.document(story), json_dumps_params={"ensure_ascii": False, "sort_keys": True})
