"""The catalogue at work: seats, queue and lock-in of each measure; and, for those who keep it, its texts and people."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from medskapa.change.views.acting import carried_out, form_page, opened, shown
from medskapa.core.acting import pressed
from medskapa.core.forms import Form
from medskapa.guidance import actions, policy
from medskapa.guidance.actions.measures import MEASURE_FIELDS
from medskapa.guidance.forms.measures import CloseMeasureForm, EditMeasureForm, MeasureStaffForm, NewMeasureForm
from medskapa.guidance.models import Measure
from medskapa.guidance.queries import measures as queries
from medskapa.people.models import Role
from medskapa.people.requests import PersonRequest, only, only_holding

readers_only = only_holding(Role.GUIDE, Role.UNIT_MANAGER, Role.EDITOR)
keepers_only = only(policy.may_keep_catalogue)


@require_safe
@readers_only
def measures(request: PersonRequest) -> HttpResponse:
    """Every measure with its seats, its queue and its days of lock-in."""
    page = queries.desk(viewer=request.user, after=request.GET.get("after", "")[:100])
    context = {"rows": page.rows, "next": page.next, "may_add": policy.may_keep_catalogue(request.user)}
    return render(request, "guidance/measures/measures.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@keepers_only
def add(request: PersonRequest) -> HttpResponse:
    """Put a measure into the catalogue."""
    form = opened(request, NewMeasureForm, places=queries.places(), units=queries.units_to_keep(request.user))
    slug = carried_out(
        request,
        form,
        lambda chosen: actions.add_measure(actor=request.user, **chosen).slug,
        done=_("Insatsen finns nu i katalogen."),
    )
    if slug:
        return redirect("guidance:measure_desk", slug)
    context = {"title": _("Ny insats"), "send": _("Lägg in i katalogen"), "back": reverse("guidance:measures_desk")}
    return shown(request, form, **context, back_text=_("Alla insatser"))


@require_safe
@keepers_only
def measure(request: PersonRequest, slug: str) -> HttpResponse:
    """One measure for those who keep it: how it stands, and who works there."""
    found = queries.one_to_keep(viewer=request.user, slug=slug)
    context = {
        "card": queries.cards([found], queries.led_to([found]))[0],
        "lock_in": queries.lock_in_of([found])[found.pk],
        "staff": queries.staff_of(found),
        "plain_form": Form(auto_id=False),
    }
    return render(request, "guidance/measures/measure.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@keepers_only
def edit(request: PersonRequest, slug: str) -> HttpResponse:
    """Change what the catalogue says of a measure."""
    found = queries.one_to_keep(viewer=request.user, slug=slug)
    initial = {name: getattr(found, name) for name in [*MEASURE_FIELDS, "version"]}
    initial["starts"] = [start.starts_on for start in found.coming]  # type: ignore[attr-defined] # carried by the query
    form = opened(request, EditMeasureForm, initial, places=queries.places())
    return form_page(
        request,
        form,
        lambda chosen: actions.edit_measure(actor=request.user, measure=found, **chosen).pk,
        done=_("Det du har ändrat är sparat."),
        to=_at(found),
        title=_("Ändra insatsen"),
        send=_("Spara"),
        **_back(found),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@keepers_only
def close(request: PersonRequest, slug: str) -> HttpResponse:
    """Take nobody in any more, and tell those who wait."""
    found = queries.one_to_keep(viewer=request.user, slug=slug)
    form = opened(request, CloseMeasureForm)
    return form_page(
        request,
        form,
        lambda chosen: actions.close_measure(actor=request.user, measure=found, **chosen).pk,
        done=_("Insatsen tar inte emot fler. De som väntade får veta det."),
        to=_at(found),
        title=_("Ta inte emot fler"),
        lead=_("De som har plats blir kvar. De som väntar får veta det, med det du skriver här."),
        send=_("Stäng för nya"),
        danger=True,
        **_back(found),
    )


@require_POST
@keepers_only
def reopen(request: PersonRequest, slug: str) -> HttpResponse:
    """Take people in again."""
    found = queries.one_to_keep(viewer=request.user, slug=slug)
    done = _("Insatsen tar emot igen.")
    return pressed(
        request, lambda: actions.open_measure(actor=request.user, measure=found).pk, done=done, to=_at(found)
    )


@require_http_methods(["GET", "HEAD", "POST"])
@keepers_only
def add_staff(request: PersonRequest, slug: str) -> HttpResponse:
    """Let somebody see who takes part, and mark attendance."""
    found = queries.one_to_keep(viewer=request.user, slug=slug)
    form = opened(request, MeasureStaffForm, people=queries.providers())
    return form_page(
        request,
        form,
        lambda chosen: actions.add_measure_staff(actor=request.user, measure=found, **chosen).pk,
        done=_("Personen kan nu se vilka som är med, och markera närvaro."),
        to=_at(found),
        title=_("Lägg till någon som håller i insatsen"),
        lead=_("Personen ser namnen på dem som är med, och ingenting annat."),
        send=_("Lägg till"),
        **_back(found),
    )


@require_POST
@keepers_only
def remove_staff(request: PersonRequest, slug: str, pk: int) -> HttpResponse:
    """Let somebody see no more who takes part."""
    found = queries.one_to_keep(viewer=request.user, slug=slug)
    person = queries.staff_member(pk)

    def act() -> str:
        actions.remove_measure_staff(actor=request.user, measure=found, person=person)
        return "done"

    return pressed(request, act, done=_("Personen ser inte längre vilka som är med."), to=_at(found))


def _at(found: Measure) -> str:
    return reverse("guidance:measure_desk", args=[found.slug])


def _back(found: Measure) -> dict[str, Any]:
    return {"back": _at(found), "back_text": found.name}
