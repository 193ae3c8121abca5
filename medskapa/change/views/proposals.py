"""Proposals at work: the list, one proposal with its words and comments, and everything that is done with it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from medskapa.change import actions, policy
from medskapa.change.actions.deciding import DECIDABLE
from medskapa.change.actions.proposals import WORDS, WRITABLE
from medskapa.change.forms.proposals import (
    GiveForm,
    MergeForm,
    ProposeForm,
    ReasonForm,
    SplitForm,
    UndoForm,
    VersionForm,
    WriteForm,
)
from medskapa.change.models import Proposal, ProposalState
from medskapa.change.queries import deciding as deciding_queries
from medskapa.change.queries import groups as group_queries
from medskapa.change.queries import proposals as queries
from medskapa.change.texts import STATES
from medskapa.change.views.acting import (
    carried_out,
    form_for_two,
    form_page,
    opened,
    shown,
    working_here_only,
)
from medskapa.people.models import Role
from medskapa.people.requests import PersonRequest, roles_held
from medskapa.voice.policy import ANSWERING

LIKELY = 20


@require_safe
@working_here_only
def proposals(request: PersonRequest) -> HttpResponse:
    """All proposals, mine, or those that are late."""
    asked, roles = request.GET, roles_held(request)
    wanted: dict[str, Any] = {"kind": asked.get("kind", "")[:20], "own": "own" in asked, "late": "late" in asked}
    page = queries.list_at_work(viewer=request.user, after=asked.get("after", "")[:20], **wanted)
    context = {
        "proposals": [(each, *STATES[each.state]) for each in page.rows],  # type: ignore[index]
        "next": page.next,
        "promises": queries.promises(),
        "suggestions": bool(roles & set(ANSWERING)),
        "may_decide": Role.DECIDER in roles,
        "may_propose": Role.PLANNER in roles or policy.is_member(request.user),
        **wanted,
    }
    return render(request, "change/proposals/proposals.html", context)


@require_safe
@working_here_only
def proposal(request: PersonRequest, number: int) -> HttpResponse:
    """One proposal: its words and what is missing, where it comes from, what is said of it, and what has happened."""
    found = deciding_queries.one_with_rights(viewer=request.user, number=number)
    versions = queries.versions_of(found)
    version = versions[0]
    comments, more = queries.comments_at_work(found, after=request.GET.get("after", "")[:40])
    state, kind = STATES[found.state]  # type: ignore[index]
    context = {
        "proposal": found,
        "version": version,
        "texts": _texts(version),
        "missing": queries.missing_words(version) if found.state in WRITABLE else [],
        "sources": queries.sources_of(found),
        "comments": comments,
        "next": more,
        "merges": queries.merges_of(found),
        "versions": versions,
        "state": state,
        "kind": kind,
        "is_writable": found.state in WRITABLE,
        "is_ready": found.state == ProposalState.READY,
        "is_working": found.state == ProposalState.WORKING,
        "is_open": found.state in policy.OPEN,
        "is_decidable": found.state in DECIDABLE,
        "is_yes": found.state == ProposalState.YES,
        "is_carried_out": found.state == ProposalState.CARRIED_OUT,
        "outcome": deciding_queries.outcome(found, exactly=True),
        "plain_form": VersionForm(initial={"version": found.version}, auto_id=False),
    }
    return render(request, "change/proposals/proposal.html", context)


def _texts(version: Any) -> list[tuple[str, str]]:
    fields = {field.name: str(field.verbose_name) for field in version._meta.fields}
    return [(fields[name][:1].upper() + fields[name][1:], getattr(version, name)) for name in WORDS[2:]]


def _page(number: int) -> str:
    return reverse("change:proposal_desk", args=[number])


def _back(found: Proposal) -> dict[str, str]:
    return {"back": _page(found.number), "back_text": found.title}


@require_http_methods(["GET", "HEAD", "POST"])
@working_here_only
def propose(request: PersonRequest) -> HttpResponse:
    """Begin a proposal; ``?tema=`` and ``?grupp=`` name where it comes from."""
    themes = queries.themes_to_propose_from(request.user)
    groups = queries.groups_to_propose_for(request.user)
    begun = {
        "theme": themes.filter(slug=request.GET.get("tema", "")).values_list("pk", flat=True).first(),
        "group": groups.filter(slug=request.GET.get("grupp", "")).values_list("pk", flat=True).first(),
    }
    form = opened(request, ProposeForm, begun, themes=themes, groups=groups)
    done = _("Förslaget är påbörjat. Alla som har talat om det får veta.")
    if number := carried_out(request, form, lambda c: actions.propose(actor=request.user, **c).number, done=done):
        return redirect(_page(int(number)))
    return shown(
        request,
        form,
        title=_("Nytt förslag"),
        lead=_("Alla kan läsa förslaget och följa hur det växer fram."),
        send=_("Börja på förslaget"),
        back=reverse("change:proposals_desk"),
        back_text=_("Alla förslag"),
    )


def _workable(request: PersonRequest, number: int) -> Proposal:
    found = queries.one_at_work(viewer=request.user, number=number)
    if not found.may_work:  # type: ignore[attr-defined] # carried by the query
        raise PermissionDenied
    return found


def _plannable(request: PersonRequest, number: int) -> Proposal:
    found = queries.one_at_work(viewer=request.user, number=number)
    if not found.may_plan:  # type: ignore[attr-defined] # carried by the query
        raise PermissionDenied
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@working_here_only
def write(request: PersonRequest, number: int) -> HttpResponse:
    """Write a new version. Whoever comes second sees what the first one wrote, beside their own words."""
    found = _workable(request, number)

    def now() -> dict[str, Any]:
        version = queries.version_of(found)
        return {name: getattr(version, name) for name in WORDS} | {"version": found.version}

    return form_for_two(
        request,
        opened(request, WriteForm, now()),
        lambda chosen: actions.write(actor=request.user, proposal=found, **chosen).pk,
        now=now,
        done=_("Tack. Den nya versionen är sparad."),
        to=_page(number),
        title=_("Skriv på förslaget"),
        lead=_("Alla kan läsa varje version. Det som behövs för ett beslut går att fylla på efter hand."),
        send=_("Spara den nya versionen"),
        **_back(found),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@working_here_only
def give(request: PersonRequest, number: int) -> HttpResponse:
    """Give a proposal to a working group, and promise a day."""
    found = _plannable(request, number)
    begun = {"group": found.working_group_id, "due_on": found.due_on, "version": found.version}
    return form_page(
        request,
        opened(request, GiveForm, begun, groups=group_queries.active_groups()),
        lambda chosen: actions.give_to_group(actor=request.user, proposal=found, **chosen).pk,
        done=_("Gruppen har fått förslaget. Alla som har talat om det får veta."),
        to=_page(number),
        title=_("Vilken grupp arbetar med förslaget?"),
        send=_("Spara"),
        **_back(found),
    )


@require_POST
@working_here_only
def make_ready(request: PersonRequest, number: int) -> HttpResponse:
    """Say that a proposal can be decided on."""
    return _step(request, _workable(request, number), actions.make_ready, _("Förslaget är klart och väntar på beslut."))


@require_POST
@working_here_only
def back_to_work(request: PersonRequest, number: int) -> HttpResponse:
    """Take a proposal back to write more."""
    return _step(request, _workable(request, number), actions.back_to_work, _("Nu kan ni skriva mer på förslaget."))


def _step(request: PersonRequest, found: Proposal, action: Callable[..., Proposal], done: str) -> HttpResponse:
    """One button. What is refused is said at the top of the proposal's page."""
    form = VersionForm(request.POST)
    if not carried_out(
        request, form, lambda chosen: action(actor=request.user, proposal=found, **chosen).pk, done=done
    ):
        errors = [str(error) for errors in form.errors.values() for error in errors]
        messages.warning(request, " ".join(dict.fromkeys(errors)))
    return redirect(_page(found.number))


@require_http_methods(["GET", "HEAD", "POST"])
@working_here_only
def withdraw(request: PersonRequest, number: int) -> HttpResponse:
    """End a proposal that nobody has decided on."""
    found = _plannable(request, number)
    return form_page(
        request,
        opened(request, ReasonForm),
        lambda chosen: actions.withdraw_proposal(actor=request.user, proposal=found, **chosen).pk,
        done=_("Förslaget är nedlagt. Alla som har talat om det får veta varför."),
        to=_page(number),
        title=_("Lägg ner förslaget"),
        lead=_("Förslaget finns kvar att läsa. Det går inte att ångra."),
        send=_("Lägg ner förslaget"),
        danger=True,
        **_back(found),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@working_here_only
def merge(request: PersonRequest, number: int) -> HttpResponse:
    """Choose another proposal (``?i=``), see both beside each other, and put this one into it."""
    found = _plannable(request, number)
    searched = request.GET.get("text", "")[:100]
    chosen = request.POST.get("into") or request.GET.get("i", "")
    candidates = queries.mergeable_with(found, viewer=request.user)
    into = get_object_or_404(candidates, number=int(chosen)) if chosen.isdecimal() and len(chosen) < 10 else None
    if into is None:
        likely = queries.mergeable_with(found, viewer=request.user, text=searched)[:LIKELY]
        context = {"proposal": found, "candidates": likely, "text": searched}
        return render(request, "change/proposals/choose.html", context)
    form = opened(request, MergeForm, {"into": into.number})
    reasons = ("reason", "plain_reason")
    done = _("Förslagen är hoplagda. Det går att ångra på förslagets sida.")

    def act(sent: dict[str, Any]) -> object:
        words = {name: sent[name] for name in reasons}
        return actions.merge_proposals(actor=request.user, proposal=found, into=into, **words).pk

    if carried_out(request, form, act, done=done):
        return redirect(_page(into.number))
    context = {"title": _("Lägg ihop förslag"), "send": _("Lägg ihop förslagen"), "proposal": found, "into": into}
    return shown(request, form, "change/proposals/merge.html", **context, **_back(found))


@require_http_methods(["GET", "HEAD", "POST"])
@working_here_only
def undo_merge(request: PersonRequest, pk: int) -> HttpResponse:
    """Take two proposals apart again."""
    merged = queries.merge_for(viewer=request.user, pk=pk)
    return form_page(
        request,
        opened(request, UndoForm),
        lambda chosen: actions.undo_merge(actor=request.user, merge=merged, **chosen).pk,
        done=_("Sammanläggningen är ångrad. Förslagen är två igen."),
        to=_page(merged.proposal.number),
        title=_("Ångra sammanläggningen"),
        lead=_("”%(title)s” blir ett eget förslag igen, med sina egna källor.") % {"title": merged.proposal.title},
        send=_("Ångra sammanläggningen"),
        **_back(merged.into),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@working_here_only
def split(request: PersonRequest, number: int) -> HttpResponse:
    """Make a part of a proposal one of its own."""
    found = _plannable(request, number)
    return form_page(
        request,
        opened(request, SplitForm),
        lambda chosen: actions.split_proposal(actor=request.user, proposal=found, **chosen).pk,
        done=_("Delen är nu ett eget förslag, med samma källor."),
        to=_page(number),
        title=_("Dela förslaget"),
        lead=_("Det nya förslaget får samma källor och samma grupp. Orden i det gamla ändrar ni själva efteråt."),
        send=_("Dela förslaget"),
        **_back(found),
    )


@require_safe
@working_here_only
def version(request: PersonRequest, number: int, version: int) -> HttpResponse:
    """One version, word by word against the one before, with who wrote it."""
    found = queries.one_at_work(viewer=request.user, number=number)
    written, changed = queries.changes_of(found, version)
    context = {"proposal": found, "version": written, "changed": changed, "with_names": True} | _back(found)
    return render(request, "change/proposals/version.html", context)
