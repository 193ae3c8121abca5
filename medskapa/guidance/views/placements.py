"""The measures of one resident at work: what fits, the queue, a seat with a way onward, and how it ended."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from medskapa.change.views.acting import carried_out, form_page, shown
from medskapa.change.views.acting import opened as form_of
from medskapa.core import clock
from medskapa.core.acting import pressed
from medskapa.core.dates import long_date
from medskapa.core.forms import Form
from medskapa.guidance import actions, certificates, file_tabs
from medskapa.guidance.forms.measures import EndForm, ExtensionForm, PlacementForm, WordsForm
from medskapa.guidance.models import Placement
from medskapa.guidance.queries import measures as catalogue
from medskapa.guidance.queries import placements as queries
from medskapa.guidance.queries.file import viewer_guides
from medskapa.guidance.queries.placements import PlacementShown
from medskapa.guidance.views.caseload import opened
from medskapa.guidance.views.mine_placements import certified
from medskapa.people.models import Person
from medskapa.people.requests import PersonRequest

WHAT = "placements"


def one(request: PersonRequest, pk: int, placement: int) -> tuple[Person, PlacementShown]:
    """The resident and one placement of theirs, written into the read log. Http404 where there is none."""
    resident = opened(request, pk, WHAT)
    return resident, queries.one_in_file(viewer=request.user, resident=resident, pk=placement)


def must_guide(request: PersonRequest, resident: Person) -> None:
    """Raises PermissionDenied for the manager, who reads the file and does not plan."""
    if not viewer_guides(resident):
        raise PermissionDenied


def _at(resident: Person, placement: Placement | None = None) -> str:
    if placement is None:
        return reverse("guidance:placements", args=[resident.pk])
    return reverse("guidance:placement", args=[resident.pk, placement.pk])


@require_safe
def in_file(request: PersonRequest, pk: int) -> HttpResponse:
    """The placements of a resident, and what fits them, each with the reasons."""
    resident = opened(request, pk, WHAT)
    found = queries.in_file(viewer=request.user, resident=resident)
    fits = catalogue.fits(resident, found)
    context = {
        "placements": found,
        "fits": fits.rows[:20],
        "occupations": fits.occupations[:20],
        "needs": fits.needs,
        "may_guide": viewer_guides(resident),
        "plain_form": Form(auto_id=False),
    }
    return render(
        request, "guidance/placements/in_file.html", file_tabs.context(resident, "guidance:placements") | context
    )


@require_safe
def placement(request: PersonRequest, pk: int, placement: int) -> HttpResponse:
    """One placement: purpose, days, way onward, extensions, attendance, and what can be done with it."""
    resident, found = one(request, pk, placement)
    days = queries.days_of(found.placement)
    context = {
        "shown": found,
        "days": days[:30],
        "counted": queries.counted(days),
        "may_guide": viewer_guides(resident),
        "plain_form": Form(auto_id=False),
    }
    return render(
        request, "guidance/placements/placement.html", file_tabs.context(resident, "guidance:placements") | context
    )


@require_safe
def certificate(request: PersonRequest, pk: int, placement: int) -> HttpResponse:
    """The certificate of what the resident did, to print and to hand over."""
    resident, found = one(request, pk, placement)
    context = {"placement": certified(found), "name": resident.name}
    where = file_tabs.context(resident, "guidance:placements")
    return render(request, "guidance/placements/certificate.html", where | context)


@require_safe
def certificate_pdf(request: PersonRequest, pk: int, placement: int) -> HttpResponse:
    """The same as a tagged PDF."""
    resident, found = one(request, pk, placement)
    return certificates.as_pdf(certified(found), resident.name)


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: PersonRequest, pk: int, slug: str) -> HttpResponse:
    """Give the resident a seat: with a purpose, an end, and a next step after it."""
    resident = opened(request, pk, WHAT)
    must_guide(request, resident)
    card = catalogue.one(slug)
    kept = queries.kept_seat(resident=resident, measure=card.measure)
    free = kept.offered_from if kept else card.next_free_start
    begun = {"starts_on": max(free or card.next_start or clock.today(), clock.today())}
    form = form_of(request, PlacementForm, begun, steps=queries.steps_after(resident=resident, day=clock.today()))
    if is_occupation := card.measure.occupation is not None:
        form.fields.pop("longer_because")  # it is never longer, whatever the reason

    def act(chosen: dict[str, Any]) -> int:
        names = ["purpose", "starts_on", "ends_on", "longer_because"]
        given = {name: chosen[name] for name in names if name in chosen}
        made = actions.plan_placement(
            actor=request.user, resident=resident, measure=card.measure, onward=form.onward(), **given
        )
        return made.pk

    made = carried_out(request, form, act, done=_("Platsen är planerad. Invånaren får veta det."))
    if made:
        return redirect("guidance:placement", pk, int(made))
    rule = _("En plats börjar inte utan syfte, slut och ett nästa steg efter slutet.")
    if is_occupation:
        rule += " " + _("Uppdraget är högst %(weeks)s veckor.") % {"weeks": card.measure.weeks}
    context = {
        "title": _("Planera plats: %(measure)s") % {"measure": card.measure.name},
        "lead": " ".join(filter(None, [f"{resident.name}.", rule, _kept(kept) if kept else _room(card)])),
        "send": _("Planera platsen"),
        "back": _at(resident),
        "back_text": resident.name,
    }
    return shown(request, form, **context)


def _kept(seat: Placement) -> str:
    """That a seat is kept for this resident, and from when."""
    if seat.offered_from is None:
        return _("Det finns en plats till personen.")
    return _("Det finns en plats till personen från %(day)s.") % {"day": long_date(seat.offered_from)}


def _room(card: catalogue.MeasureCard) -> str:
    """From when there is a seat, where there is none today."""
    if card.free_from is None:
        return _("Det är fullt just nu, men det finns en kö.")
    if card.free_from > clock.today():
        return _("Det är fullt just nu. Från %(day)s finns det en plats.") % {"day": long_date(card.free_from)}
    return ""


@require_POST
def queue(request: PersonRequest, pk: int, slug: str) -> HttpResponse:
    """Put the resident into the queue of a measure."""
    resident = opened(request, pk, WHAT)
    card = catalogue.one(slug)
    return pressed(
        request,
        lambda: actions.want_measure(actor=request.user, resident=resident, measure=card.measure).pk,
        done=_("Invånaren står i kön. När det finns en plats får hen veta det."),
        to=_at(resident),
    )


@require_POST
def confirm(request: PersonRequest, pk: int, placement: int) -> HttpResponse:
    """Agree to what the resident wants."""
    resident, found = one(request, pk, placement)
    return pressed(
        request,
        lambda: actions.confirm_want(actor=request.user, placement=found.placement).pk,
        done=_("Invånaren står i kön från den dag önskemålet kom."),
        to=_at(resident, found.placement),
    )


@require_POST
def start(request: PersonRequest, pk: int, placement: int) -> HttpResponse:
    """Say that it has begun."""
    resident, found = one(request, pk, placement)
    return pressed(
        request,
        lambda: actions.start_placement(actor=request.user, placement=found.placement).pk,
        done=_("Insatsen pågår."),
        to=_at(resident, found.placement),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def extend(request: PersonRequest, pk: int, placement: int) -> HttpResponse:
    """Ask for a later end: with a reason and a new way onward."""
    resident, found = one(request, pk, placement)
    must_guide(request, resident)
    steps = queries.steps_after(resident=resident, day=found.placement.ends_on)
    form = form_of(request, ExtensionForm, {"version": found.placement.version}, steps=steps)

    def act(chosen: dict[str, Any]) -> int:
        given = {name: chosen[name] for name in ["to_day", "reason", "version"]}
        made = actions.ask_extension(actor=request.user, placement=found.placement, onward=form.onward(), **given)
        return made.pk

    first = not found.agreed_extensions
    done = _("Insatsen är förlängd.") if first else _("Din enhetschef får frågan, och invånaren läser svaret.")
    lead = _("Förlängningen behöver ett skäl och en ny väg vidare.")
    if not first:
        lead = _("Det är inte första gången. Därför svarar enhetschefen på frågan.")
    lead = f"{_whose(resident, found)}. {lead}"
    context = {"title": _("Förläng insatsen"), "lead": lead, "send": _("Förläng"), **_back(resident, found)}
    return form_page(request, form, act, done=done, to=_at(resident, found.placement), **context)


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: PersonRequest, pk: int, placement: int) -> HttpResponse:
    """End it, with what it led to."""
    resident, found = one(request, pk, placement)
    must_guide(request, resident)
    begun = {"version": found.placement.version, "ended_on": clock.today()}
    form = form_of(request, EndForm, begun)
    return form_page(
        request,
        form,
        lambda chosen: actions.end_placement(actor=request.user, placement=found.placement, **chosen).pk,
        done=_("Insatsen är avslutad. Nästa steg i planeringen följer."),
        to=_at(resident, found.placement),
        title=_("Avsluta insatsen"),
        lead=_whose(resident, found),
        send=_("Avsluta"),
        **_back(resident, found),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: PersonRequest, pk: int, placement: int) -> HttpResponse:
    """Let it not come about, or stop waiting: the seat goes to the next."""
    resident, found = one(request, pk, placement)
    must_guide(request, resident)
    form = form_of(request, WordsForm)
    act = actions.cancel_placement if found.placement.state == "planned" else actions.leave_queue
    return form_page(
        request,
        form,
        lambda chosen: act(actor=request.user, placement=found.placement, **chosen).pk,
        done=_("Det blir inte av. Invånaren får veta det, och platsen går till nästa."),
        to=_at(resident),
        title=_("Det blir inte av"),
        lead=_whose(resident, found),
        send=_("Det blir inte av"),
        danger=True,
        **_back(resident, found),
    )


def _whose(resident: Person, found: PlacementShown) -> str:
    """Whose placement, and in what: several can be open at once, and a form must say which it is about."""
    return f"{resident.name}, {found.placement.measure.name}"


def _back(resident: Person, found: PlacementShown) -> dict[str, Any]:
    return {"back": _at(resident, found.placement), "back_text": found.placement.measure.name}
