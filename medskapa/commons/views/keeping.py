"""Keeping services true: what needs somebody, and one service with everything that can be done to it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from medskapa.commons import actions, needs, policy
from medskapa.commons.actions.keeping import SERVICE_FIELDS
from medskapa.commons.forms.keeping import (
    ApproveForm,
    AtPlaceForm,
    EditServiceForm,
    HoursForm,
    NewServiceForm,
    ReasonForm,
    WrongAnswerForm,
)
from medskapa.commons.models import Service, ServiceState
from medskapa.commons.queries import keeping as queries
from medskapa.core.acting import carried_out, form_for_two, form_page, opened, pressed, shown
from medskapa.core.forms import Form
from medskapa.core.languages import names_of
from medskapa.people.requests import PersonRequest, only

keepers_only = only(policy.keeps_something)
"""For editors, managers, those who lead an organisation, and whoever keeps a service true."""

CHOICES = [
    (queries.NEEDING, gettext_lazy("Behöver någon")),
    (queries.ALL, gettext_lazy("Alla")),
    (queries.WAITING, gettext_lazy("Väntar på godkännande")),
    (queries.WRONG, gettext_lazy("Någon säger att det är fel")),
    (queries.PAUSED, gettext_lazy("Uppehåll")),
    (queries.CLOSED, gettext_lazy("Nedlagda")),
    (queries.UNLISTED, gettext_lazy("Står inte i katalogen")),
]
KINDS = {
    ServiceState.ACTIVE: "done",
    ServiceState.WAITING: "waiting",
    ServiceState.PAUSED: "information",
    ServiceState.CLOSED: "stopped",
}
"""How each state is marked."""


@require_safe
@keepers_only
def services(request: PersonRequest) -> HttpResponse:
    """What needs somebody; or, by choice, all that whoever asks keeps."""
    chosen = request.GET.get("visa", queries.NEEDING)
    chosen = chosen if chosen in dict(CHOICES) else queries.NEEDING
    page = queries.listing(viewer=request.user, show=chosen, after=request.GET.get("after", "")[:150])
    context = {
        "rows": [(row, KINDS[ServiceState(row.service.state)]) for row in page.rows],
        "next": page.next,
        "choices": [(key, text, page.numbers[key]) for key, text in CHOICES],
        "chosen": chosen,
        "is_editor": policy.may_keep_directory(request.user),
    }
    return render(request, "commons/keeping/services.html", context)


@require_safe
@keepers_only
def service(request: PersonRequest, slug: str) -> HttpResponse:
    """One service: what the directory says, how old it is, and what can be done."""
    found = queries.one_to_keep(viewer=request.user, slug=slug)
    context = {
        "service": found,
        "kind": KINDS[ServiceState(found.state)],
        "needs": needs.words_of(found.needs),
        "languages": names_of(found.languages),
        "by_phone": [hours for hours in found.shown_hours if hours.at_id is None],  # type: ignore[attr-defined]
        "places": _places(found),
        "merged": queries.merges_into(found),
        "is_editor": policy.may_keep_directory(request.user),
        "plain_form": Form(auto_id=False),
        "approve_form": ApproveForm(auto_id=False),
    }
    return render(request, "commons/keeping/service.html", context)


def _places(found: Service) -> list[tuple[Any, list[Any]]]:
    """Where it is, each with its hours."""
    return [
        (at, [hours for hours in found.shown_hours if hours.at_id == at.pk])  # type: ignore[attr-defined]
        for at in found.shown_places  # type: ignore[attr-defined] # carried by the query
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@keepers_only
def add(request: PersonRequest) -> HttpResponse:
    """Put something that is offered into the directory."""
    form = opened(
        request,
        NewServiceForm,
        {"check_every": 90, "drop_in": True, "takes_referrals": True, "languages": ["sv"]},
        organisations=queries.organisations_to_offer(request.user),
        units=queries.units_to_offer(request.user),
    )
    slug = carried_out(
        request,
        form,
        lambda chosen: actions.add_service(actor=request.user, **chosen).slug,
        done=_("Det är sparat. Lägg nu till var det är, och när det är öppet."),
    )
    if slug:
        return redirect("commons:keep", slug)
    context = {"title": _("Ny verksamhet"), "send": _("Spara"), "back": reverse("commons:keeping")}
    lead = _("Skriv så att den som aldrig har varit hos er förstår. Plats och tider kommer på nästa sida.")
    return shown(request, form, **context, lead=lead, back_text=_("Katalogen"))


@require_http_methods(["GET", "HEAD", "POST"])
@keepers_only
def edit(request: PersonRequest, slug: str) -> HttpResponse:
    """Change what the directory says of a service."""
    found = queries.one_to_keep(viewer=request.user, slug=slug)
    owners = queries.owners_to_choose(request.user, found)
    form = opened(request, EditServiceForm, _saved(found), owners=owners, rhythm=found.check_every)
    return form_for_two(
        request,
        form,
        lambda chosen: actions.edit_service(actor=request.user, service=found, **chosen).pk,
        now=lambda: _saved(queries.one_to_keep(viewer=request.user, slug=slug)),
        done=_("Det du har ändrat är sparat."),
        to=_at(found),
        title=_("Ändra"),
        send=_("Spara"),
        **_back(found),
    )


def _saved(found: Service) -> dict[str, Any]:
    return {name: getattr(found, name) for name in [*SERVICE_FIELDS, "version", "owner"]}


@require_POST
@keepers_only
def check(request: PersonRequest, slug: str) -> HttpResponse:
    """Say with one press that all is true."""
    found = queries.one_to_keep(viewer=request.user, slug=slug)
    done = _("Tack. Nu ser alla att du har kollat i dag.")
    return pressed(
        request, lambda: actions.check_service(actor=request.user, service=found).pk, done=done, to=_at(found)
    )


@require_POST
@keepers_only
def put_in_list(request: PersonRequest, slug: str) -> HttpResponse:
    """Let it stand in the directory."""
    found = queries.one_to_keep(viewer=request.user, slug=slug)
    done = _("Nu står det i katalogen.")
    return pressed(
        request, lambda: actions.list_service(actor=request.user, service=found).pk, done=done, to=_at(found)
    )


@require_http_methods(["GET", "HEAD", "POST"])
@keepers_only
def pause(request: PersonRequest, slug: str) -> HttpResponse:
    """Say that it is not offered for a while."""
    found = queries.one_to_keep(viewer=request.user, slug=slug)
    return form_page(
        request,
        opened(request, ReasonForm),
        lambda chosen: actions.pause_service(actor=request.user, service=found, **chosen).pk,
        done=_("Nu står det att det är uppehåll."),
        to=_at(found),
        title=_("Uppehåll"),
        lead=_("Den som söker ser att det är uppehåll, och varför. Skriv gärna när det börjar igen."),
        send=_("Gör uppehåll"),
        **_back(found),
    )


@require_POST
@keepers_only
def reopen(request: PersonRequest, slug: str) -> HttpResponse:
    """Offer it again."""
    found = queries.one_to_keep(viewer=request.user, slug=slug)
    done = _("Det är öppnat igen.")
    return pressed(
        request, lambda: actions.open_service(actor=request.user, service=found).pk, done=done, to=_at(found)
    )


@require_http_methods(["GET", "HEAD", "POST"])
@keepers_only
def close(request: PersonRequest, slug: str) -> HttpResponse:
    """Say that it is offered no more."""
    found = queries.one_to_keep(viewer=request.user, slug=slug)
    return form_page(
        request,
        opened(request, ReasonForm),
        lambda chosen: actions.close_service(actor=request.user, service=found, **chosen).pk,
        done=_("Nu står det att det inte finns längre."),
        to=_at(found),
        title=_("Det finns inte längre"),
        lead=_("Det försvinner ur sökningen. Sidan finns kvar och säger varför. Ingenting raderas."),
        send=_("Lägg ned"),
        danger=True,
        **_back(found),
    )


@require_POST
@keepers_only
def approve(request: PersonRequest, slug: str) -> HttpResponse:
    """Let what waits into the directory."""
    found = queries.one_to_keep(viewer=request.user, slug=slug)
    form = ApproveForm(request.POST)

    def act() -> int:
        trust = bool(form.cleaned_data.get("trust"))
        return actions.approve_service(actor=request.user, service=found, trust=trust).pk

    return pressed(request, act, done=_("Nu står det i katalogen."), to=_at(found), form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@keepers_only
def refuse(request: PersonRequest, slug: str) -> HttpResponse:
    """Say no to what waits."""
    found = queries.one_to_keep(viewer=request.user, slug=slug)
    if not policy.may_keep_directory(request.user):
        raise PermissionDenied
    return form_page(
        request,
        opened(request, ReasonForm),
        lambda chosen: actions.refuse_service(actor=request.user, service=found, **chosen).pk,
        done=_("Det blir inte publicerat. Den som skrev får veta det."),
        to=_at(found),
        title=_("Publicera inte"),
        lead=_("Skriv vad som behöver ändras. Den som skrev kan ändra och skicka igen."),
        send=_("Publicera inte"),
        danger=True,
        **_back(found),
    )


@require_POST
@keepers_only
def answer_wrong(request: PersonRequest, slug: str, pk: int) -> HttpResponse:
    """Note that what somebody said is wrong has been looked into."""
    found = queries.one_to_keep(viewer=request.user, slug=slug)
    report = queries.one_wrong(service=found, pk=pk)
    form = WrongAnswerForm(request.POST)
    form.full_clean()
    was_right = form.cleaned_data.get("was_right")
    if was_right is None:
        return redirect(_at(found))
    done = _("Tack. Ändra nu det som är fel.") if was_right else _("Tack. Det är noterat.")
    to = reverse("commons:edit_service", args=[found.slug]) if was_right else _at(found)
    return pressed(
        request,
        lambda: actions.answer_wrong(actor=request.user, report=report, was_right=was_right).pk,
        done=done,
        to=to,
        form=form,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@keepers_only
def put_at_place(request: PersonRequest, slug: str) -> HttpResponse:
    """Say where it is."""
    found = queries.one_to_keep(viewer=request.user, slug=slug)
    return form_page(
        request,
        opened(request, AtPlaceForm, places=queries.places_to_choose()),
        lambda chosen: actions.put_at_place(actor=request.user, service=found, **chosen).pk,
        done=_("Platsen är tillagd. Lägg nu till när det är öppet."),
        to=_at(found),
        title=_("Lägg till en plats"),
        send=_("Lägg till"),
        **_back(found),
    )


@require_POST
@keepers_only
def take_from_place(request: PersonRequest, slug: str, pk: int) -> HttpResponse:
    """Say that it is not there any more."""
    found = queries.one_to_keep(viewer=request.user, slug=slug)
    at = queries.one_place(service=found, pk=pk)

    def act() -> str:
        actions.take_from_place(actor=request.user, at=at)
        return "done"

    return pressed(request, act, done=_("Platsen och tiderna där är borttagna."), to=_at(found))


@require_http_methods(["GET", "HEAD", "POST"])
@keepers_only
def add_hours(request: PersonRequest, slug: str) -> HttpResponse:
    """Say when it is open."""
    found = queries.one_to_keep(viewer=request.user, slug=slug)
    places = found.at_places.select_related("place")
    first = {"at": places.first()} if request.method != "POST" else None
    return form_page(
        request,
        opened(request, HoursForm, first, places=places),
        lambda chosen: len(actions.add_hours(actor=request.user, service=found, **chosen)) or "none",
        done=_("Tiderna är sparade."),
        to=_at(found),
        title=_("Lägg till tider"),
        lead=_("Välj alla dagar som har samma tid. Lägg till en gång för varje tid."),
        send=_("Lägg till"),
        **_back(found),
    )


@require_POST
@keepers_only
def remove_hours(request: PersonRequest, slug: str, pk: int) -> HttpResponse:
    """Take a time away."""
    found = queries.one_to_keep(viewer=request.user, slug=slug)
    hours = queries.one_of_hours(service=found, pk=pk)

    def act() -> str:
        actions.remove_hours(actor=request.user, hours=hours)
        return "done"

    return pressed(request, act, done=_("Tiden är borttagen."), to=_at(found))


def _at(found: Service) -> str:
    return reverse("commons:keep", args=[found.slug])


def _back(found: Service) -> dict[str, Any]:
    return {"back": _at(found), "back_text": found.name}
