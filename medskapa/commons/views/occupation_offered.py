"""Those who offer occupations, and the editors who read the first ones."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from medskapa.commons import actions, occupied, policy
from medskapa.commons.actions.occupation import OCCUPATION_FIELDS
from medskapa.commons.forms.activities import CancelForm, ReturnForm
from medskapa.commons.forms.occupation import EditOccupationForm, NewOccupationForm
from medskapa.commons.models import Occupation, OccupationState
from medskapa.commons.queries import activities as shared
from medskapa.commons.queries import occupation as queries
from medskapa.commons.views.organising import organisers_only
from medskapa.core.acting import carried_out, form_for_two, form_page, opened, pressed, shown
from medskapa.core.forms import Form
from medskapa.core.languages import names_of
from medskapa.people.requests import PersonRequest

CHOICES = [
    (queries.WAITING, gettext_lazy("Väntar på en redaktör")),
    (queries.ALL, gettext_lazy("Alla")),
    (queries.DRAFTS, gettext_lazy("Utkast")),
    (queries.OVER, gettext_lazy("Stängda och nekade")),
]
KINDS = {
    OccupationState.DRAFT: "information",
    OccupationState.WAITING: "waiting",
    OccupationState.PUBLISHED: "done",
    OccupationState.REFUSED: "stopped",
    OccupationState.CLOSED: "stopped",
}
"""How each state is marked."""


@require_safe
@organisers_only
def occupations(request: PersonRequest) -> HttpResponse:
    """The occupations of whoever asks; for an editor what waits first."""
    numbers = queries.numbers(request.user)
    default = queries.WAITING if policy.may_keep_directory(request.user) else queries.ALL
    chosen = request.GET.get("visa", default)
    chosen = chosen if chosen in dict(CHOICES) else default
    page = queries.listing(viewer=request.user, show=chosen, after=request.GET.get("after", ""))
    context = {
        "rows": [(row, KINDS[OccupationState(row.state)]) for row in page.rows],
        "next": page.next,
        "choices": [(key, text, numbers[key]) for key, text in CHOICES],
        "chosen": chosen,
    }
    return render(request, "commons/occupation/offered.html", context)


@require_safe
@organisers_only
def occupation(request: PersonRequest, pk: int) -> HttpResponse:
    """One of them: how far it has come, and what can be done."""
    found = queries.one_to_keep(viewer=request.user, pk=pk)
    is_editor = policy.may_keep_directory(request.user)
    changed = (
        found.state == OccupationState.PUBLISHED
        and not found.organisation.trusted
        and (found.approved_version or found.version) < found.version
    )
    context = {
        "occupation": found,
        "kind": KINDS[OccupationState(found.state)],
        "languages": names_of(found.languages),
        "free": occupied.free([found])[found.pk],
        "is_editor": is_editor,
        "publishes": is_editor or found.organisation.trusted,
        "waits": found.state == OccupationState.WAITING,
        "changed": changed,
        "to_send": found.state in {OccupationState.DRAFT, OccupationState.CLOSED},
        "is_open": found.state == OccupationState.PUBLISHED,
        "is_refused": found.state == OccupationState.REFUSED,
        "plain_form": Form(auto_id=False),
    }
    return render(request, "commons/occupation/offered_one.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@organisers_only
def write(request: PersonRequest) -> HttpResponse:
    """Begin one."""
    organisations = shared.organisations_to_write_for(request.user)
    form = opened(
        request,
        NewOccupationForm,
        {"languages": ["sv"], "organisation": organisations.first(), "certificate": True},
        organisations=organisations,
        places=shared.places_to_be_at(),
    )
    made = carried_out(
        request,
        form,
        lambda chosen: actions.write_occupation(actor=request.user, **chosen).pk,
        done=_("Det är sparat. Läs igenom, och skicka det sedan."),
    )
    if made:
        return redirect("commons:offered_one", int(made))
    lead = _("Ett uppdrag har ett syfte, ett slut och ett nästa steg. Målet är ett arbete med lön.")
    context = {"title": _("Nytt uppdrag"), "lead": lead, "send": _("Spara"), "back": reverse("commons:offered")}
    return shown(request, form, **context, back_text=_("Uppdrag"))


@require_http_methods(["GET", "HEAD", "POST"])
@organisers_only
def edit(request: PersonRequest, pk: int) -> HttpResponse:
    """Change what is said."""
    found = queries.one_to_keep(viewer=request.user, pk=pk)
    form = opened(request, EditOccupationForm, _saved(found), places=shared.places_to_be_at())
    return form_for_two(
        request,
        form,
        lambda chosen: actions.edit_occupation(actor=request.user, occupation=found, **chosen).pk,
        now=lambda: _saved(queries.one_to_keep(viewer=request.user, pk=pk)),
        done=_("Det du har ändrat är sparat."),
        to=_at(found),
        title=_("Ändra"),
        send=_("Spara"),
        **_back(found),
    )


def _saved(found: Occupation) -> dict[str, Any]:
    return {name: getattr(found, name) for name in [*OCCUPATION_FIELDS, "version", "place"]}


@require_POST
@organisers_only
def send(request: PersonRequest, pk: int) -> HttpResponse:
    """Ask for it to be published."""
    found = queries.one_to_keep(viewer=request.user, pk=pk)
    done = _("Det är skickat.")
    return pressed(
        request, lambda: actions.send_occupation(actor=request.user, occupation=found).pk, done=done, to=_at(found)
    )


@require_POST
@organisers_only
def approve(request: PersonRequest, pk: int) -> HttpResponse:
    """Let it be published."""
    found = queries.one_to_keep(viewer=request.user, pk=pk)
    done = _("Nu kan alla se det.")
    return pressed(
        request, lambda: actions.approve_occupation(actor=request.user, occupation=found).pk, done=done, to=_at(found)
    )


@require_http_methods(["GET", "HEAD", "POST"])
@organisers_only
def give_back(request: PersonRequest, pk: int) -> HttpResponse:
    """Ask for a change, or refuse it."""
    found = queries.one_to_keep(viewer=request.user, pk=pk)
    if not policy.may_keep_directory(request.user):
        raise PermissionDenied
    return form_page(
        request,
        opened(request, ReturnForm),
        lambda chosen: actions.return_occupation(actor=request.user, occupation=found, **chosen).pk,
        done=_("Den som skrev ser nu vad du svarade."),
        to=_at(found),
        title=_("Svara den som skrev"),
        lead=_("Skriv vad som behöver ändras. Den som skrev kan ändra och skicka igen."),
        send=_("Skicka svaret"),
        **_back(found),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@organisers_only
def close(request: PersonRequest, pk: int) -> HttpResponse:
    """Take nobody in any more."""
    found = queries.one_to_keep(viewer=request.user, pk=pk)
    return form_page(
        request,
        opened(request, CancelForm),
        lambda chosen: actions.close_occupation(actor=request.user, occupation=found, **chosen).pk,
        done=_("Uppdraget tar inte emot fler. De som väntade får veta det."),
        to=_at(found),
        title=_("Ta inte emot fler"),
        lead=_("De som är med blir kvar till sitt slut. De som väntar får veta det, med det du skriver här."),
        send=_("Stäng för nya"),
        danger=True,
        **_back(found),
    )


def _at(found: Occupation) -> str:
    return reverse("commons:offered_one", args=[found.pk])


def _back(found: Occupation) -> dict[str, Any]:
    return {"back": _at(found), "back_text": found.title}
