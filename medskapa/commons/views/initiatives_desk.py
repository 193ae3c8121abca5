"""The pages of those who work with initiatives: editors begin them, the leader sees to what is counted, some decide."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from medskapa.commons import actions
from medskapa.commons import initiative_policy as policy
from medskapa.commons import initiative_words as words
from medskapa.commons.actions.initiatives import INITIATIVE_FIELDS, INITIATIVE_RIGHTS
from medskapa.commons.forms.initiatives import (
    AssumptionForm,
    CountForm,
    DecisionForm,
    DropForm,
    EditInitiativeForm,
    InitiativeForm,
    MeasuresForm,
    OwnMeasureForm,
)
from medskapa.commons.models import OF_AN_AREA, Area, AssumptionKey, Initiative, InitiativeMeasure, MeasureKind
from medskapa.commons.queries import initiative_capacity as capacities
from medskapa.commons.queries import initiatives as queries
from medskapa.commons.views.initiatives import rows_of, told, worked_out
from medskapa.core import clock
from medskapa.core.acting import carried_out, form_for_two, form_page, opened, pressed, shown
from medskapa.core.forms import Form
from medskapa.people.requests import PersonRequest, only

workers_only = only(policy.works_with_initiatives)
"""For editors, deciders, and those who lead an initiative."""
beginners_only = only(policy.may_begin_initiative)


@require_safe
@workers_only
def initiatives(request: PersonRequest) -> HttpResponse:
    """The initiatives that whoever asks works with."""
    page = queries.listing(viewer=request.user, after=request.GET.get("after", "")[:40])
    context = {
        "rows": rows_of(page.rows),
        "next": page.next,
        "may_begin": policy.may_begin_initiative(request.user),
    }
    return render(request, "commons/initiatives/desk.html", context)


@require_safe
@workers_only
def initiative(request: PersonRequest, pk: int) -> HttpResponse:
    """One initiative: the mandate, what is counted, what that says, and what can be done."""
    found = queries.one_at_work(viewer=request.user, pk=pk)
    context = told(found) | {
        "counts": queries.counts_of(found),
        "may_keep": policy.may_keep_initiative(request.user, found),
        "may_edit": policy.may_begin_initiative(request.user),
        "may_decide": bool(queries.words_of(request.user, found)) and _is_open_to_decide(found),
        "is_public": found.published_on is not None,
        "rights": _rights(found),
        "plain_form": Form(auto_id=False),
    }
    return render(request, "commons/initiatives/desk_one.html", context)


def _is_open_to_decide(found: Initiative) -> bool:
    return found.published_on is not None and found.starts_on <= clock.today()


def _rights(found: Initiative) -> list[str]:
    labels = {"leader_may_stop": _("sluta"), "leader_may_go_on": _("fortsätta"), "leader_may_scale": _("utöka")}
    return [labels[name] for name in INITIATIVE_RIGHTS if getattr(found, name)]


@require_http_methods(["GET", "HEAD", "POST"])
@beginners_only
def begin(request: PersonRequest) -> HttpResponse:
    """Begin one."""
    form = opened(request, InitiativeForm, **_choices())
    made = carried_out(
        request,
        form,
        lambda chosen: actions.begin_initiative(actor=request.user, **_with_rights(chosen)).pk,
        done=_("Det är sparat. Välj nu vad ni ska mäta."),
    )
    if made:
        return redirect("commons:choose_measures", int(made))
    context = {"title": _("Nytt initiativ"), "send": _("Spara"), "back": reverse("commons:initiatives_desk")}
    lead = _("Börja med frågan. Den avgör vad ni behöver mäta.")
    return shown(request, form, **context, lead=lead, back_text=_("Initiativ"))


@require_http_methods(["GET", "HEAD", "POST"])
@beginners_only
def edit(request: PersonRequest, pk: int) -> HttpResponse:
    """Change what it is about, or the mandate."""
    found = queries.one_at_work(viewer=request.user, pk=pk)
    form = opened(request, EditInitiativeForm, _saved(found), **_choices())
    return form_for_two(
        request,
        form,
        lambda chosen: actions.edit_initiative(actor=request.user, initiative=found, **_with_rights(chosen)).pk,
        now=lambda: _saved(queries.one_at_work(viewer=request.user, pk=pk)),
        done=_("Det du har ändrat är sparat."),
        to=_at(found),
        title=_("Ändra"),
        send=_("Spara"),
        **_back(found),
    )


def _choices() -> dict[str, Any]:
    return {
        "areas": queries.all_areas(),
        "places": queries.all_places(),
        "leaders": queries.leaders(),
        "partners": queries.all_partners(),
    }


def _with_rights(chosen: dict[str, Any]) -> dict[str, Any]:
    rights = chosen.pop("rights")
    return chosen | {name: name in rights for name in INITIATIVE_RIGHTS}


def _saved(found: Initiative) -> dict[str, Any]:
    saved = {name: getattr(found, name) for name in INITIATIVE_FIELDS if name not in INITIATIVE_RIGHTS}
    rights = [name for name in INITIATIVE_RIGHTS if getattr(found, name)]
    several = {"places": list(found.places.all()), "partners": list(found.partners.all())}
    return saved | several | {"rights": rights, "version": found.version}


@require_POST
@beginners_only
def publish(request: PersonRequest, pk: int) -> HttpResponse:
    """Let everybody see it."""
    found = queries.one_at_work(viewer=request.user, pk=pk)
    done = _("Nu kan alla se initiativet.")
    return pressed(
        request, lambda: actions.publish_initiative(actor=request.user, initiative=found).pk, done=done, to=_at(found)
    )


@require_http_methods(["GET", "HEAD", "POST"])
@workers_only
def decide(request: PersonRequest, pk: int) -> HttpResponse:
    """Stop, go on, or do it in more neighbourhoods."""
    found = queries.one_at_work(viewer=request.user, pk=pk)
    may = queries.words_of(request.user, found)
    if not may:
        raise PermissionDenied
    return form_page(
        request,
        opened(request, DecisionForm, words=may, areas=queries.other_areas(found)),
        lambda chosen: actions.decide_initiative(actor=request.user, initiative=found, **chosen).pk,
        done=_("Beslutet är sparat. Alla kan läsa det."),
        to=_at(found),
        title=_("Besluta"),
        lead=_("Beslutet går inte att ändra. Blir det fel, så ta ett nytt. Det som siffrorna visar i dag sparas med."),
        send=_("Spara beslutet"),
        **_back(found),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@workers_only
def choose_measures(request: PersonRequest, pk: int) -> HttpResponse:
    """What the software counts that shall tell whether it works."""
    found = _kept(request, pk)
    there = {each.kind for each in queries.measures_of(found)}
    return form_page(
        request,
        opened(request, MeasuresForm, there=there),
        lambda chosen: str(len(actions.choose_measures(actor=request.user, initiative=found, **chosen))),
        done=_("Nu räknar vi det."),
        to=_at(found),
        title=_("Vad ska vi mäta?"),
        lead=_("Det här räknas på det som de som hjälper till skriver upp. Ni behöver inte göra något."),
        send=_("Spara"),
        **_back(found),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@workers_only
def add_measure(request: PersonRequest, pk: int) -> HttpResponse:
    """Something that somebody counts by hand."""
    found = _kept(request, pk)
    return form_page(
        request,
        opened(request, OwnMeasureForm, {"more_is_better": True}),
        lambda chosen: actions.add_measure(actor=request.user, initiative=found, **chosen).pk,
        done=_("Det är sparat. Skriv nu hur det är före, om ni vet det."),
        to=_at(found),
        title=_("Räkna något själva"),
        lead=_("Räkna helst både före och under tiden, och både där ni prövar och där ni inte gör det."),
        send=_("Spara"),
        **_back(found),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@workers_only
def count(request: PersonRequest, pk: int) -> HttpResponse:
    """Write down what somebody counted."""
    measure = _measure(request, pk)
    if measure.kind != MeasureKind.OWN:
        raise Http404
    return form_page(
        request,
        opened(request, CountForm, {"counted_on": clock.today()}),
        lambda chosen: actions.count_measure(actor=request.user, measure=measure, **chosen).pk,
        done=_("Tack, det är sparat."),
        to=_at(measure.initiative),
        title=measure.what,
        lead=_("Skriv inga namn. Skriver du fel, så skriv det rätta talet för samma dag. Det senaste gäller."),
        send=_("Spara"),
        **_back(measure.initiative),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@workers_only
def drop(request: PersonRequest, pk: int) -> HttpResponse:
    """Count something no more."""
    measure = _measure(request, pk)
    return form_page(
        request,
        opened(request, DropForm),
        lambda chosen: actions.drop_measure(actor=request.user, measure=measure, **chosen).pk,
        done=_("Det räknas inte längre. Alla kan läsa varför."),
        to=_at(measure.initiative),
        title=_("Sluta räkna"),
        lead=words.title_of(measure).capitalize(),
        send=_("Sluta räkna"),
        danger=True,
        **_back(measure.initiative),
    )


@require_safe
@workers_only
def capacity(request: PersonRequest, pk: int) -> HttpResponse:
    """What it would take in the other neighbourhoods; whoever sees to it can change each number."""
    found = queries.one_at_work(viewer=request.user, pk=pk)
    context = worked_out(found) | {
        "initiative": found,
        "may_keep": policy.may_keep_initiative(request.user, found),
    }
    return render(request, "commons/initiatives/desk_capacity.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@workers_only
def assume(request: PersonRequest, pk: int, key: str, area: str = "") -> HttpResponse:
    """Say what number to count with, and where it comes from."""
    found = _kept(request, pk)
    if key not in AssumptionKey.values or (key in OF_AN_AREA) != bool(area):
        raise Http404
    known, where = AssumptionKey(key), queries.area_of(area) if area else None
    earlier = queries.earlier_of(found, known, where)
    used = capacities.used_of(found, known, where)
    begun = {}
    if used.range:
        begun = {name: round(getattr(used.range, name), 2) for name in ("value", "low", "high")}
    return form_page(
        request,
        opened(request, AssumptionForm, begun),
        lambda chosen: actions.assume(actor=request.user, initiative=found, key=known, area=where, **chosen).pk,
        done=_("Det är sparat. Vi räknar med det nu."),
        to=reverse("commons:capacity_desk", args=[found.pk]),
        page="commons/initiatives/assume.html",
        title=_title(known, where),
        lead=_("Alla ser talet, varifrån det kommer och vem som har skrivit det."),
        unit=words.unit_of_assumption(known),
        earlier=earlier,
        send=_("Spara"),
        back=reverse("commons:capacity_desk", args=[found.pk]),
        back_text=_("Fler områden"),
    )


def _title(key: AssumptionKey, area: Area | None) -> str:
    label = str(key.label).capitalize()
    return f"{label}: {area.name}" if area else label


def _kept(request: PersonRequest, pk: int) -> Initiative:
    """An initiative that whoever asks sees to; for those who only see it 403."""
    found = queries.one_at_work(viewer=request.user, pk=pk)
    if not policy.may_keep_initiative(request.user, found):
        raise PermissionDenied
    return found


def _measure(request: PersonRequest, pk: int) -> InitiativeMeasure:
    measure = queries.one_measure(viewer=request.user, pk=pk)
    if not policy.may_keep_initiative(request.user, measure.initiative):
        raise PermissionDenied
    return measure


def _at(found: Initiative) -> str:
    return reverse("commons:initiative_desk", args=[found.pk])


def _back(found: Initiative) -> dict[str, Any]:
    return {"back": _at(found), "back_text": found.title}
