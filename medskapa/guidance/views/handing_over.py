"""From one guide to another, at work: the note, the hand-over itself, and how much a resident weighs."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from medskapa.change.views.acting import form_page
from medskapa.change.views.acting import opened as form_of
from medskapa.guidance import actions, file_tabs, policy
from medskapa.guidance.forms import guides as forms
from medskapa.guidance.models import GuideAssignment
from medskapa.guidance.queries import guides as people
from medskapa.guidance.queries import workload as queries
from medskapa.guidance.views.caseload import opened
from medskapa.people.models import Person
from medskapa.people.requests import PersonRequest

PAGE = "guidance/file/act.html"


@require_http_methods(["GET", "HEAD", "POST"])
def weight(request: PersonRequest, pk: int) -> HttpResponse:
    """Say how much time a resident takes, and why."""
    resident = opened(request, pk, "weight")
    assignment = _open(resident)
    return form_page(
        request,
        form_of(request, forms.WeightForm, {"weight": assignment.weight}),
        lambda chosen: actions.set_weight(actor=request.user, assignment=assignment, **chosen).pk,
        done=_("Tyngden är sparad."),
        to=_file(resident),
        page=PAGE,
        title=_("Ändra tyngden"),
        send=_("Spara tyngden"),
        **file_tabs.context(resident, "guidance:file"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def handover(request: PersonRequest, pk: int) -> HttpResponse:
    """Write what the next guide should know, before anybody knows who that is."""
    resident = opened(request, pk, "handover")
    assignment = _open(resident)
    return form_page(
        request,
        form_of(request, forms.HandoverForm, {"text": assignment.handover}),
        lambda chosen: actions.write_handover(actor=request.user, assignment=assignment, **chosen).pk,
        done=_("Överlämningen är sparad. Invånaren kan läsa den."),
        to=_file(resident),
        page=PAGE,
        title=_("Skriv en överlämning"),
        send=_("Spara överlämningen"),
        **file_tabs.context(resident, "guidance:file"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: PersonRequest, pk: int) -> HttpResponse:
    """Let another guide take over from today. The manager does it; others who may open the file get 403."""
    resident = opened(request, pk, "handover")
    assignment = _open(resident)
    if not policy.may_lead_resident(request.user, resident):
        raise PermissionDenied
    but_not = [] if request.method == "POST" else [assignment.guide_id]  # a second click chooses the guide of now
    found = queries.candidates(viewer=request.user, resident=resident, but_not=but_not)
    return form_page(
        request,
        form_of(request, forms.HandOverForm, {"text": assignment.handover}, found=found, areas=people.area_names()),
        lambda chosen: (
            actions.hand_over(actor=request.user, assignment=assignment, to=chosen["guide"], text=chosen["text"]).pk
        ),
        done=_("Invånaren har en ny guide, och får veta det."),
        to=_file(resident),
        page=PAGE,
        title=_("Lämna över till en annan guide"),
        send=_("Lämna över"),
        **file_tabs.context(resident, "guidance:file"),
    )


def _open(resident: Person) -> GuideAssignment:
    if found := people.assignment_of(resident):
        return found
    raise Http404


def _file(resident: Person) -> str:
    return reverse("guidance:file", args=[resident.pk])
