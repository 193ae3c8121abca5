"""The question "did it get better?" on numbered paper sheets, for those who rather answer with a pen."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from medskapa.change import actions
from medskapa.change.actions.judging import MOST_SHEETS
from medskapa.change.forms.deciding import SheetsForm
from medskapa.change.models import Verdict
from medskapa.change.queries import deciding as queries
from medskapa.change.views.acting import carried_out, opened, shown, working_here_only
from medskapa.change.views.deciding import carriable
from medskapa.people.requests import PersonRequest

LANGUAGE = "sv-plain"
"""What is printed for everybody is in plain Swedish."""


@require_http_methods(["GET", "HEAD", "POST"])
@working_here_only
def make_sheets(request: PersonRequest, number: int, round_number: int) -> HttpResponse:
    """Say how many sheets are wanted; they get numbers of their own, and come as a file to print."""
    found = carriable(request, number)
    round_ = queries.round_at_work(found, round_number)
    form = opened(request, SheetsForm, {"number": 20})

    def act(chosen: dict[str, int]) -> str:
        made = actions.make_sheets(actor=request.user, round_=round_, **chosen)
        return f"{made[0]}-{made[-1]}"

    done = _("Bladen är klara att skriva ut. Varje nummer finns bara en gång, så kopiera dem inte.")
    if made := carried_out(request, form, act, done=done):
        first, _dash, last = made.partition("-")
        return redirect("change:sheets_to_print", number, round_number, int(first), int(last))
    return shown(
        request,
        form,
        title=_("Blad att skriva ut"),
        lead=round_.question,
        send=_("Gör bladen"),
        back=reverse("change:round_desk", args=[number, round_number]),
        back_text=_("Frågan"),
    )


@require_safe
@working_here_only
def sheets_to_print(request: PersonRequest, number: int, round_number: int, first: int, last: int) -> HttpResponse:
    """Sheets that were made, as a tagged PDF: one on each paper, with its number."""
    from medskapa.integrations.post import document  # it loads what prints: half a second, for this alone

    round_ = queries.round_at_work(carriable(request, number), round_number)
    if not 1 <= first <= last <= min(round_.sheets, first + MOST_SHEETS - 1):
        raise Http404
    with translation.override(LANGUAGE):
        title = _("Blev det bättre?")
        context = {"round": round_, "numbers": range(first, last + 1), "verdicts": [v.label for v in Verdict]}
        body = render_to_string("change/deciding/sheets_print.html", context)
    pdf = document.render(body, title=title, lang=LANGUAGE)
    return HttpResponse(
        pdf, content_type="application/pdf", headers={"Content-Disposition": 'inline; filename="blad.pdf"'}
    )
