"""The end of a path at work, who is to be rung afterwards, and what paths led to."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from medskapa.change.views.acting import form_page, opened
from medskapa.core.errors import Conflict
from medskapa.guidance import actions, asked_after, file_tabs
from medskapa.guidance.forms import ending as forms
from medskapa.guidance.models import PathFollowUp
from medskapa.guidance.queries import ending as queries
from medskapa.guidance.queries.guides import assignment_of
from medskapa.guidance.views.caseload import opened as opened_file
from medskapa.people.models import Role
from medskapa.people.requests import PersonRequest, only_holding

managers_only = only_holding(Role.UNIT_MANAGER)
of_guides = only_holding(Role.GUIDE, Role.UNIT_MANAGER)


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: PersonRequest, pk: int) -> HttpResponse:
    """End the path of a resident: the guide, the plan, what goes on and what is booked, in one."""
    resident = opened_file(request, pk, "ending")
    assignment = assignment_of(resident)

    def act(chosen: dict[str, Any]) -> int:
        if assignment is None:
            raise Conflict(_("Invånaren har ingen guide."))
        return actions.end_path(actor=request.user, assignment=assignment, **chosen).pk

    return form_page(
        request,
        opened(request, forms.EndForm),
        act,
        done=_("Vägen är avslutad. Vi frågar hur det gick efter ett halvt år och efter ett år."),
        to=reverse("guidance:residents"),
        page="guidance/file/act.html",
        title=_("Avsluta vägen"),
        lead=_("Planeringen, det som pågår och de bokade samtalen avslutas samtidigt. Akten stängs för dig."),
        send=_("Avsluta vägen"),
        danger=True,
        **file_tabs.context(resident, "guidance:file"),
    )


@require_safe
@of_guides
def follow_ups(request: PersonRequest) -> HttpResponse:
    """Those whose path ended half a year or a year ago, and who have not said how it went."""
    return render(request, "guidance/ending/follow_ups.html", {"found": queries.to_ask(request.user)})


@require_http_methods(["GET", "HEAD", "POST"])
@of_guides
def follow_up(request: PersonRequest, pk: int) -> HttpResponse:
    """Write down what somebody said on the phone, or read them the words with which they answer themselves."""
    try:
        found = queries.one_to_ask(viewer=request.user, key=pk)
    except PathFollowUp.DoesNotExist as error:
        raise Http404 from error
    return form_page(
        request,
        opened(request, forms.FollowUpForm),
        lambda chosen: actions.answer_follow_up(actor=request.user, follow_up=found, **chosen).pk,
        done=_("Svaret är sparat."),
        to=reverse("guidance:follow_ups"),
        page="guidance/ending/follow_up.html",
        title=_("Hur gick det?"),
        lead=found.path_end.resident.name,
        send=_("Spara svaret"),
        found=found,
        code=asked_after.code_of(found),
        back=reverse("guidance:follow_ups"),
        back_text=_("Hur gick det?"),
    )


@require_safe
@managers_only
def outcomes(request: PersonRequest) -> HttpResponse:
    """What the paths of the last year led to."""
    return render(request, "guidance/ending/outcomes.html", {"outcomes": queries.outcomes(request.user)})
