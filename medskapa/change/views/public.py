"""What anyone may see of groups and proposals, without signing in."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from medskapa.change import policy
from medskapa.change.queries import deciding as deciding_queries
from medskapa.change.queries import groups as group_queries
from medskapa.change.queries import proposals as queries
from medskapa.change.texts import GROUP_STATES, STATES
from medskapa.core.headers import public_page
from medskapa.voice.models import Event, EventKind
from medskapa.voice.texts import in_language

KINDS = {
    "arbetas-fram": _("Arbetas fram"),
    "vantar-pa-beslut": _("Väntar på beslut"),
    "ja": _("Det blev ja"),
    "nej": _("Det blev nej"),
}

TITLES = {
    EventKind.PROPOSED: _("Förslaget"),
    EventKind.TAKEN_BY_GROUP: _("En arbetsgrupp"),
    EventKind.MERGED: _("Förslag lades ihop"),
    EventKind.MERGE_UNDONE: _("Förslag delades igen"),
    EventKind.CORRECTED: _("Ändring"),
}
"""What stands above an event of a proposal, where it is not what stands above one of a theme."""


@login_not_required
@require_safe
@public_page
def proposals(request: HttpRequest) -> HttpResponse:
    """The proposals, the newest first; all, or those that have come so far (``?lage=``)."""
    kind = request.GET.get("lage", "")
    page = queries.public_list(kind=kind, after=request.GET.get("after", "")[:20])
    context = {
        "proposals": [(each, *STATES[each.state]) for each in page.rows],  # type: ignore[index]
        "next": page.next,
        "kinds": list(KINDS.items()),
        "kind": kind if kind in KINDS else "",
        "open_states": policy.OPEN,
    }
    return render(request, "change/public/proposals.html", context)


@login_not_required
@require_safe
@public_page
def proposal(request: HttpRequest, number: int) -> HttpResponse:
    """One proposal: its words, where it comes from, who works on it by when, what is said of it, what has happened."""
    page = queries.public_page(number, after=request.GET.get("after", "")[:40])
    found = page.proposal
    state, kind = STATES[found.state]  # type: ignore[index]
    context = {
        "proposal": found,
        "version": page.version,
        "sources": page.sources,
        "comments": page.comments,
        "next": page.more_comments,
        "events": [happening(event) for event in page.events],
        "merges": page.merges,
        "parts": page.parts,
        "state": state,
        "kind": kind,
        "may_be_spoken_of": page.may_be_spoken_of,
        "outcome": deciding_queries.outcome(found),
    }
    return render(request, "change/public/proposal.html", context)


@login_not_required
@require_safe
@public_page
def version(request: HttpRequest, number: int, version: int) -> HttpResponse:
    """One version, word by word against the one before, without who wrote it."""
    found = queries.public_one(number)
    written, changed = queries.changes_of(found, version)
    context = {
        "proposal": found,
        "version": written,
        "changed": changed,
        "with_names": False,
        "numbers": range(1, found.words + 1),
        "back": reverse("change:proposal", args=[number]),
    }
    return render(request, "change/public/version.html", context)


def happening(event: Event) -> dict[str, Any]:
    """An event of a proposal's own thread for the timeline; it says nothing about who wrote it."""
    kind = EventKind(event.kind)
    title = str(TITLES.get(kind, kind.label))
    return {"date": event.at, "title": title, "text": in_language(event, "text"), "lang": "sv", "url": "", "icon": ""}


@login_not_required
@require_safe
@public_page
def groups(request: HttpRequest) -> HttpResponse:
    """The development groups, and the working groups that work now or are over (``?slut=1``)."""
    over = "slut" in request.GET
    page = group_queries.groups(over=over, after=request.GET.get("after", "")[:200])
    context = {
        "development": group_queries.development_groups(),
        "groups": [(group, *GROUP_STATES[group.state]) for group in page.rows],  # type: ignore[index]
        "next": page.next,
        "over": over,
    }
    return render(request, "change/public/groups.html", context)


@login_not_required
@require_safe
@public_page
def group(request: HttpRequest, slug: str) -> HttpResponse:
    """One working group: what it is to do by when, who works in it, and how far it has come."""
    page = group_queries.group_page(slug)
    state, kind = GROUP_STATES[page.group.state]  # type: ignore[index]
    context = {
        "group": page.group,
        "members": page.members,
        "progress": page.progress,
        "proposals": [(each, *STATES[each.state]) for each in page.proposals],  # type: ignore[index]
        "state": state,
        "kind": kind,
    }
    return render(request, "change/public/group.html", context)


@login_not_required
@require_safe
@public_page
def development_group(request: HttpRequest, slug: str) -> HttpResponse:
    """One development group: why it is there, what it may decide, the time it has, its working groups."""
    page = group_queries.development_page(slug)
    context = {"group": page.group, "members": page.members, "groups": page.groups, "areas": page.areas}
    return render(request, "change/public/development.html", context)


@login_not_required
@require_safe
@public_page
def areas(request: HttpRequest) -> HttpResponse:
    """The improvement areas, each with the evaluation that showed it."""
    page = group_queries.areas_after(request.GET.get("after", "")[:200])
    return render(request, "change/public/areas.html", {"areas": page.rows, "next": page.next})
