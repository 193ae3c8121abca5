"""The desk: the inbox, one viewpoint, and what is done with one or many."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from medskapa.core import audit, clock, idempotency
from medskapa.core.forms import Form, key_of, refuse
from medskapa.core.ui import render_part, wants_part
from medskapa.people.models import Person
from medskapa.people.requests import PersonRequest
from medskapa.voice import actions, ages, curve, policy
from medskapa.voice.forms.desk import AssignForm, BulkForm, CloseForm, FilterForm, GroupForm, ReopenForm, labels
from medskapa.voice.models import BulkChange, Event, Theme, Viewpoint
from medskapa.voice.models.desk import BulkVerb
from medskapa.voice.models.viewpoint import TEXT_LIMIT
from medskapa.voice.queries import desk as queries
from medskapa.voice.queries import similar as likeness
from medskapa.voice.queries.visible import at_the_desk_of
from medskapa.voice.views import auditor_only, desk_only, taking_in_only

SHORTEST_TEXT = 15
"""Fewer characters say too little to find anything like them."""


@require_safe
@desk_only
def inbox(request: PersonRequest) -> HttpResponse:
    """What is open, the oldest promise first, below what needs the viewer today."""
    choices = queries.choices(viewer=request.user)
    return _inbox_page(request, choices, BulkForm(choices=choices))


def _inbox_page(request: PersonRequest, choices: queries.Choices, bulk: BulkForm, status: int = 200) -> HttpResponse:
    viewer, today = request.user, clock.today()
    filters = FilterForm(request.GET, choices=choices)
    page = queries.inbox(viewer=viewer, wanted=filters.wanted(), after=request.GET.get("after", ""))
    context = {
        "filters": filters,
        "rows": [(viewpoint, ages.shown(viewpoint, today=today)) for viewpoint in page.rows],
        "next": page.next,
        "bulk": bulk,
        "ticked": set(request.POST.getlist("viewpoint")) if bulk.is_bound else set(),
        "change": _change_shown(viewer, request.GET.get("changed", "")),
    }
    if not wants_part(request):
        context |= _overview(request)
    return render_part(request, "voice/desk/inbox.html", "voice/desk/_inbox.html", context, status=status)


def _overview(request: PersonRequest) -> dict[str, object]:
    """What stands above the list on a whole page: the feedback debt and what needs the viewer."""
    viewer, today = request.user, clock.today()
    debt = queries.debt(viewer=viewer)
    days = [*queries.debt_by_day(viewer=viewer), queries.DayDebt(today, debt.waiting, debt.late)]
    return {
        "debt": debt,
        "oldest_days": (today - debt.oldest).days if debt.oldest else 0,
        "days": days[::-1],
        "curve": curve.drawn(days),
        "needs": queries.needs_of(viewer=viewer),
    }


@require_POST
@desk_only
def bulk(request: PersonRequest) -> HttpResponse:
    """One change of all that is ticked. The inbox's filters come along in the address, and are kept."""
    choices = queries.choices(viewer=request.user)
    form = BulkForm(request.POST, choices=choices)
    if not form.is_valid():
        return _inbox_page(request, choices, form, status=422)
    viewpoints = queries.chosen(viewer=request.user, keys=form.cleaned_data["viewpoint"])
    try:
        made, _is_new = idempotency.once(
            key_of(request, form), lambda: str(_change_all(request.user, viewpoints, form.cleaned_data).pk)
        )
    except ValidationError as error:
        refuse(form, error)
        return _inbox_page(request, choices, form, status=422)
    return _back_to_the_inbox(request, changed=made)


def _change_all(actor: Person, viewpoints: list[Viewpoint], chosen: dict[str, Any]) -> BulkChange:
    match chosen["verb"]:
        case BulkVerb.GROUP:
            return actions.bulk_group(actor=actor, viewpoints=viewpoints, theme=chosen["theme"])
        case BulkVerb.ASSIGN:
            return actions.bulk_assign(actor=actor, viewpoints=viewpoints, to=chosen["to"])
        case _:
            return actions.bulk_close(actor=actor, viewpoints=viewpoints, reason=chosen["reason"])


def _back_to_the_inbox(request: PersonRequest, **more: str) -> HttpResponse:
    """To the inbox as it was narrowed, at its first page."""
    query = request.GET.copy()
    for name in ("after", "changed"):
        query.pop(name, None)
    query.update(more)
    return redirect(f"{reverse('voice:inbox')}?{query.urlencode()}" if query else reverse("voice:inbox"))


def _change_shown(viewer: Person, pk: str) -> dict[str, object] | None:
    """What the toast says about the bulk change that was just made, and whether it can be undone."""
    change = queries.changes_of(viewer).filter(pk=int(pk)).first() if pk.isdecimal() and len(pk) < 19 else None
    if change is None:
        return None
    return {"pk": change.pk, "words": _change_words(change), "undone": change.undone_at, "key": Form()["form_key"]}


def _change_words(change: BulkChange) -> str:
    number = len(change.before)
    match change.verb, queries.aim_of(change):
        case BulkVerb.GROUP, aim:
            words = ngettext("%(n)s synpunkt lades i temat %(aim)s.", "%(n)s synpunkter lades i temat %(aim)s.", number)
        case BulkVerb.ASSIGN, "" as aim:
            words = ngettext("%(n)s synpunkt har ingen hand om nu.", "%(n)s synpunkter har ingen hand om nu.", number)
        case BulkVerb.ASSIGN, aim:
            words = ngettext("%(aim)s tar hand om %(n)s synpunkt.", "%(aim)s tar hand om %(n)s synpunkter.", number)
        case _, aim:
            words = ngettext("%(n)s synpunkt avslutades.", "%(n)s synpunkter avslutades.", number)
    return words % {"n": number, "aim": aim}


@require_POST
@desk_only
def undo_bulk(request: PersonRequest, pk: int) -> HttpResponse:
    """Take back one's own bulk change; what others have touched since stays as they left it."""
    change = get_object_or_404(queries.changes_of(request.user), pk=pk)
    try:
        left_alone = actions.undo_bulk(actor=request.user, change=change)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(request, _undone_words(len(change.before), len(left_alone)))
    return _back_to_the_inbox(request)


def _undone_words(number: int, left_alone: int) -> str:
    if not left_alone:
        return _("Ångrat. Allt är som det var.")
    kept = ngettext(
        "%(n)s synpunkt har någon ändrat sedan dess. Den rörde vi inte.",
        "%(n)s synpunkter har någon ändrat sedan dess. Dem rörde vi inte.",
        left_alone,
    ) % {"n": left_alone}
    return _("Ångrat. %(kept)s") % {"kept": kept}


@require_safe
@desk_only
def viewpoint(request: PersonRequest, pk: int) -> HttpResponse:
    """One viewpoint in full."""
    return _viewpoint_page(request, pk)


def _viewpoint_page(request: PersonRequest, pk: int, **sent: Form) -> HttpResponse:
    """The page of a viewpoint as it is now. `sent` is the form that could not be carried out, with what was typed."""
    viewer = request.user
    viewpoint = queries.opened(viewer=viewer, pk=pk)
    events = queries.history(viewpoint)
    known = likeness.known_themes()
    themes = [each.theme for each in known]
    may_group: bool = viewpoint.may_group  # type: ignore[attr-defined] # carried by the query
    assign = AssignForm(unit=viewpoint.unit, initial={"to": viewpoint.assigned_to_id})
    forms: dict[str, Form] = {
        "assign": assign,
        "group": GroupForm(themes=themes),
        "close": CloseForm(),
        "reopen": ReopenForm(auto_id="reopen-%s"),
    }
    context = {
        "viewpoint": viewpoint,
        "age": ages.shown(viewpoint, today=clock.today()),
        "told": [_told(event) for event in events],
        "turns": queries.conversation(viewpoint, events),
        "forms": forms | sent,
        "refused": next(iter(sent.values()), None),
        "may_take": viewer.pk in assign.people,
        "viewer_key": viewer.pk,
        "theme_labels": labels(themes),
        "proposals": likeness.themes_for(viewpoint.text, among=known) if may_group else [],
        "similar": likeness.viewpoints_like(viewpoint.text, viewer=viewer, but=viewpoint) if viewpoint.text else [],
    }
    return render(request, "voice/desk/viewpoint.html", context, status=422 if sent else 200)


def _told(event: Event) -> dict[str, object]:
    """An event as the component ``timeline`` takes it. Staff are named; the person who wrote never is."""
    who = f"{event.get_kind_display()}, {event.actor.name}" if event.actor else event.get_kind_display()
    return {"date": event.at, "title": who, "text": event.theme.name if event.theme else event.text}


def _carry_out(
    request: PersonRequest, viewpoint: Viewpoint, name: str, form: Form, act: Callable[..., Viewpoint], done: str
) -> HttpResponse:
    """Carry out a form of the viewpoint's page once, or show the page again with what was typed and why it was not."""
    if form.is_valid():
        chosen = {name: value for name, value in form.cleaned_data.items() if name != "form_key"}
        try:
            idempotency.once(
                key_of(request, form), lambda: str(act(actor=request.user, viewpoint=viewpoint, **chosen).version)
            )
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, done)
            return redirect("voice:viewpoint", viewpoint.pk)
    return _viewpoint_page(request, viewpoint.pk, **{name: form})


@require_POST
@desk_only
def assign(request: PersonRequest, pk: int) -> HttpResponse:
    """Give the viewpoint to somebody, oneself or nobody."""
    viewpoint = get_object_or_404(at_the_desk_of(request.user).select_related("unit"), pk=pk)
    form = AssignForm(request.POST, unit=viewpoint.unit)
    return _carry_out(request, viewpoint, "assign", form, actions.assign, _("Sparat: vem som tar hand om synpunkten."))


@require_POST
@desk_only
def group(request: PersonRequest, pk: int) -> HttpResponse:
    """Put the viewpoint in a theme, or take it out of the one it is in."""
    viewpoint = get_object_or_404(at_the_desk_of(request.user), pk=pk)
    form = GroupForm(request.POST, themes=list(queries.open_themes().select_related("unit")))
    return _carry_out(request, viewpoint, "group", form, _group, _("Sparat: vilket tema synpunkten ligger i."))


def _group(*, take_out: bool, theme: Theme | None, **act: Any) -> Viewpoint:
    return actions.group(theme=theme, **act) if theme else actions.ungroup(**act)


@require_POST
@desk_only
def close(request: PersonRequest, pk: int) -> HttpResponse:
    """Close the viewpoint without an answer, with a reason."""
    viewpoint = get_object_or_404(at_the_desk_of(request.user), pk=pk)
    done = _("Synpunkten är avslutad. Den som skrev kan läsa varför.")
    return _carry_out(request, viewpoint, "close", CloseForm(request.POST), actions.close, done)


@require_POST
@desk_only
def reopen(request: PersonRequest, pk: int) -> HttpResponse:
    """Open a viewpoint again."""
    viewpoint = get_object_or_404(at_the_desk_of(request.user), pk=pk)
    form = ReopenForm(request.POST, auto_id="reopen-%s")
    return _carry_out(request, viewpoint, "reopen", form, actions.reopen, _("Synpunkten är öppen igen."))


@require_POST
@taking_in_only
def similar(request: PersonRequest) -> HttpResponse:
    """What is like the words that somebody is writing: a part, for the form that registers what was heard.

    The words come with POST, so that they stand in no address and no log.
    """
    text = request.POST.get("text", "")[:TEXT_LIMIT].strip()
    enough = len(text) >= SHORTEST_TEXT
    context = {
        "proposals": likeness.themes_for(text) if enough else [],
        "similar": likeness.viewpoints_like(text, viewer=request.user) if enough else [],
        "may_open": policy.may_work_at_the_desk(request.user),
        "enough": enough,
    }
    return render(request, "voice/desk/_similar.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@auditor_only
def audit_log(request: PersonRequest) -> HttpResponse:
    """What was done, by whom and when, as the audit chain holds it; with POST also whether the chain is whole.

    That is a long computation: not what a link, or a browser that looks ahead, should set off.
    """
    before = request.GET.get("before", "")
    page = queries.audit_page(
        viewer=request.user, before=int(before) if before.isdecimal() and len(before) < 19 else None
    )
    context = {"page_of": page, "verdict": _verdict() if request.method == "POST" else None}
    return render(request, "voice/desk/audit_log.html", context)


def _verdict() -> dict[str, object]:
    try:
        return {"whole": True, "number": audit.verify(), "heads": audit.verify_heads()}
    except audit.Broken as broken:
        return {"whole": False, "number": broken.number}
