"""Guides and who has which: for the managers of units, and each guide's own profile and absence."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from medskapa.change.views.acting import carried_out, form_page, opened, shown
from medskapa.core.forms import Form
from medskapa.entrance.models import Part
from medskapa.guidance import actions, matching, needs, policy
from medskapa.guidance.forms import guides as forms
from medskapa.guidance.models import Absence, GuideProfile, GuideRequest
from medskapa.guidance.queries import guides as people
from medskapa.guidance.queries import workload as queries
from medskapa.people.models import Person, Role
from medskapa.people.requests import PersonRequest, only_holding

managers_only = only_holding(Role.UNIT_MANAGER)
of_guides = only_holding(Role.GUIDE, Role.UNIT_MANAGER)


@require_safe
@managers_only
def guides(request: PersonRequest) -> HttpResponse:
    """How much each guide carries, who waits for a guide, and who has asked for another."""
    context = {
        "workload": queries.workload(request.user),
        "requests": [(each, queries.called(each)) for each in queries.requests(request.user)],
        "waiting": queries.waiting_for_guide(request.user),
        "answered": [(each, queries.called(each)) for each in queries.answered(request.user)],
    }
    return render(request, "guidance/guides/guides.html", context)


@require_safe
@of_guides
def guide(request: PersonRequest, pk: int) -> HttpResponse:
    """One guide: what is known of them, and when they are away. For the guide, and for who leads them."""
    found = guide_or_404(request, pk)
    profile: GuideProfile | None = getattr(found, "guide_profile", None)
    weight, number = queries.carried_by(found)
    context = {
        "guide": found,
        "profile": profile,
        "languages": [matching.language_name(code) for code in profile.languages] if profile else [],
        "needs": needs.words_of(profile.needs) if profile else [],
        "areas": people.area_names_of(profile) if profile else [],
        "absences": queries.absences_of(found),
        "weight": weight,
        "number": number,
        "leads": policy.may_lead_guide(request.user, found),
        "form": Form(),
    }
    return render(request, "guidance/guides/guide.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@of_guides
def profile(request: PersonRequest, pk: int) -> HttpResponse:
    """Change what is known of a guide."""
    found = guide_or_404(request, pk)
    kept: GuideProfile | None = getattr(found, "guide_profile", None)
    leads = policy.may_lead_guide(request.user, found)
    initial = _initial(kept)
    return form_page(
        request,
        opened(request, forms.ProfileForm, initial, areas=people.areas(), leads=leads),
        lambda chosen: actions.edit_profile(actor=request.user, guide=found, **chosen).pk,
        done=_("Profilen är sparad."),
        to=reverse("guidance:guide", args=[pk]),
        page="guidance/guides/form.html",
        title=_("Ändra profilen"),
        lead=_("Av det här räknas fram vilken guide som passar en ny invånare."),
        send=_("Spara profilen"),
        **_back_to(found),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@of_guides
def absence(request: PersonRequest, pk: int) -> HttpResponse:
    """Say that a guide is away, and who covers."""
    found = guide_or_404(request, pk)
    return form_page(
        request,
        opened(request, forms.AbsenceForm, found=queries.covers_for(found)),
        lambda chosen: actions.set_absence(actor=request.user, guide=found, **chosen).pk,
        done=_("Sparat. Invånarna ser vem de kan vända sig till."),
        to=reverse("guidance:guide", args=[pk]),
        title=_("Borta några dagar"),
        lead=_("Den som tar hand om invånarna ser deras akter de här dagarna. Sedan stängs de igen."),
        send=_("Spara"),
        **_back_to(found),
    )


@require_POST
@of_guides
def end_absence(request: PersonRequest, pk: int) -> HttpResponse:
    """The guide is back, or the days were wrong."""
    try:
        found = queries.absence_for(viewer=request.user, key=pk)
    except Absence.DoesNotExist as error:
        raise Http404 from error
    guide_key = found.guide_id
    form = Form(request.POST)

    def act(_chosen: dict[str, Any]) -> str:
        actions.end_absence(actor=request.user, absence=found)
        return "ended"

    carried_out(request, form, act, done=_("Dagarna är borttagna."))
    for text in form.non_field_errors():
        messages.error(request, str(text))
    return redirect("guidance:guide", guide_key)


@require_http_methods(["GET", "HEAD", "POST"])
@managers_only
def hand_over_all(request: PersonRequest, pk: int) -> HttpResponse:
    """A guide leaves: every resident gets another one, in one step, with a proposal each."""
    found = guide_or_404(request, pk, leads=True)
    others = [each for each in queries.guides_led_by(request.user) if each.pk != found.pk]
    leaving = queries.leaving(viewer=request.user, guide=found, others=others)
    if request.method == "POST" and not leaving:  # the second of two clicks
        return redirect("guidance:guides")
    form = opened(request, forms.LeavingForm, found=leaving, people=others)

    def act(chosen: dict[str, Any]) -> int:
        return len(actions.hand_over_all(actor=request.user, guide=found, to=chosen["to"], text=chosen["text"]))

    if carried_out(request, form, act, done=_("Alla invånare har fått en ny guide.")):
        return redirect("guidance:guides")
    context = {"guide": found, "leaving": leaving, "title": "", "send": "", **_back_to(found)}
    return shown(request, form, "guidance/guides/hand_over_all.html", **context)


@require_http_methods(["GET", "HEAD", "POST"])
@managers_only
def guide_request(request: PersonRequest, pk: int) -> HttpResponse:
    """One who asked for another guide: choose whom they get, and answer."""
    found = _request_or_404(request, pk)
    chosen_from = queries.candidates_for(viewer=request.user, request=found)
    return form_page(
        request,
        opened(request, forms.GrantForm, found=chosen_from, areas=people.area_names()),
        lambda chosen: actions.grant_request(actor=request.user, request=found, **chosen).pk,
        done=_("Invånaren har fått en annan guide, och får veta det."),
        to=reverse("guidance:guides"),
        page="guidance/guides/request.html",
        title=_("En annan guide"),
        send=_("Ge invånaren den här guiden"),
        asked=found,
        name=queries.called(found),
        **_back(),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@managers_only
def refuse_request(request: PersonRequest, pk: int) -> HttpResponse:
    """Say no to one who asked for another guide, with a reason."""
    found = _request_or_404(request, pk)
    return form_page(
        request,
        opened(request, forms.RefuseForm),
        lambda chosen: actions.refuse_request(actor=request.user, request=found, **chosen).pk,
        done=_("Svaret är sparat. Invånaren får veta det."),
        to=reverse("guidance:guides"),
        title=_("Säg nej till en annan guide"),
        lead=queries.called(found),
        send=_("Skicka svaret"),
        back=reverse("guidance:guide_request", args=[pk]),
        back_text=_("En annan guide"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@managers_only
def give_guide(request: PersonRequest, pk: int) -> HttpResponse:
    """One who came through the entrance and has no guide: choose by hand."""
    try:
        part = queries.open_waiting(viewer=request.user, key=pk)
    except Part.DoesNotExist as error:
        raise Http404 from error
    resident = part.entry.person
    guarded = resident.protected_identity
    return form_page(
        request,
        opened(
            request,
            forms.ToGuideForm,
            found=queries.candidates(viewer=request.user, resident=resident),
            areas=people.area_names(),
        ),
        lambda chosen: actions.assign_guide(actor=request.user, resident=resident, guide=chosen["guide"]).pk,
        done=_("Invånaren har fått en guide, och får veta det."),
        to=reverse("guidance:guides"),
        title=_("Välj en guide"),
        lead=_("En person med skyddade personuppgifter. Bara guiden ser vem det är.") if guarded else resident.name,
        send=_("Ge invånaren den här guiden"),
        **_back(),
    )


def guide_or_404(request: PersonRequest, pk: int, *, leads: bool = False) -> Person:
    """The guide with `pk`, for the guide and for who leads them; with `leads` for the latter only."""
    try:
        found = queries.guide_for(viewer=request.user, key=pk)
    except Person.DoesNotExist as error:
        raise Http404 from error
    if leads and not policy.may_lead_guide(request.user, found):
        raise Http404
    return found


def _request_or_404(request: PersonRequest, pk: int) -> GuideRequest:
    try:
        return queries.open_request(viewer=request.user, key=pk)
    except GuideRequest.DoesNotExist as error:
        raise Http404 from error


def _initial(kept: GuideProfile | None) -> dict[str, Any]:
    if kept is None:
        return {"version": 0, "languages": ["sv"], "most_weight": 60, "takes_new": True}
    fields = {name: getattr(kept, name) for name in ("version", "languages", "needs", "about", "room")}
    return fields | {"most_weight": kept.most_weight, "takes_new": kept.takes_new, "areas": list(kept.areas.all())}


def _back_to(found: Person) -> dict[str, str]:
    return {"back": reverse("guidance:guide", args=[found.pk]), "back_text": found.name}


def _back() -> dict[str, str]:
    return {"back": reverse("guidance:guides"), "back_text": _("Guider")}
