"""Extensions that wait for the unit manager, and the answers that the guide has not read."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from medskapa.change.views.acting import form_page, opened
from medskapa.core.acting import pressed
from medskapa.guidance import actions
from medskapa.guidance.forms.measures import DecideForm
from medskapa.guidance.queries import placements as queries
from medskapa.guidance.queries import placements_needing
from medskapa.people.models import Role
from medskapa.people.requests import PersonRequest, only_holding

managers_only = only_holding(Role.UNIT_MANAGER)
guides_only = only_holding(Role.GUIDE)


@require_safe
@managers_only
def asked(request: PersonRequest) -> HttpResponse:
    """Everything that guides ask for, the oldest first."""
    return render(request, "guidance/placements/asked.html", {"rows": queries.asked_extensions(request.user)})


@require_http_methods(["GET", "HEAD", "POST"])
@managers_only
def decide(request: PersonRequest, pk: int) -> HttpResponse:
    """Yes or no, in words that the resident reads."""
    extension = queries.asked_extension(viewer=request.user, pk=pk)
    form = opened(request, DecideForm)
    asked_at = reverse("guidance:asked_extensions")
    return form_page(
        request,
        form,
        lambda chosen: actions.decide_extension(actor=request.user, extension=extension, **chosen).pk,
        done=_("Tack. Invånaren och guiden får veta svaret."),
        to=asked_at,
        page="guidance/placements/decide.html",
        extension=extension,
        title=_("Förläng en gång till?"),
        send=_("Svara"),
        back=asked_at,
        back_text=_("Frågor om att förlänga"),
    )


@require_POST
@guides_only
def read(request: PersonRequest, pk: int) -> HttpResponse:
    """The guide has read the answer."""
    extension = placements_needing.answered_extension(viewer=request.user, pk=pk)
    return pressed(
        request,
        lambda: actions.read_extension_answer(actor=request.user, extension=extension).pk,
        done=_("Svaret står kvar i akten."),
        to=reverse("guidance:today"),
    )
