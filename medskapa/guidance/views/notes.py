"""Notes at work, in the file of one resident."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from medskapa.change.views.acting import carried_out
from medskapa.core import clock
from medskapa.core.forms import Form
from medskapa.guidance import actions, file_tabs, note_pages
from medskapa.guidance.forms.talks import NoteForm
from medskapa.guidance.queries import notes as queries
from medskapa.guidance.queries.file import viewer_guides
from medskapa.guidance.views.caseload import opened
from medskapa.people.requests import PersonRequest


@require_http_methods(["GET", "HEAD", "POST"])
def notes(request: PersonRequest, pk: int) -> HttpResponse:
    """The notes, and a new one."""
    resident = opened(request, pk, "notes")
    form = NoteForm(request.POST or None)

    def act(given: dict[str, Any]) -> int:
        ground = given["hidden_ground"]
        return actions.write_note(actor=request.user, resident=resident, text=given["note"], hidden_ground=ground).pk

    if carried_out(request, form, act, done=_("Anteckningen är skriven.")):
        return redirect("guidance:notes", pk)
    after = request.GET.get("after", "")
    context = file_tabs.context(resident, "guidance:notes") | {
        "page_of_notes": queries.notes_of(viewer=request.user, resident=resident, after=after),
        "form": form,
        "show": Form(auto_id=False),
        "may_guide": viewer_guides(resident),
    }
    return render(request, "guidance/talks/notes.html", context, status=422 if form.errors else 200)


@require_safe
def notes_print(request: PersonRequest, pk: int) -> HttpResponse:
    """All notes, to print; the printing is in the read log under a name of its own."""
    resident = opened(request, pk, "notes_printed")
    rows = queries.all_notes(viewer=request.user, resident=resident)
    return note_pages.download(note_pages.as_pdf(rows, resident=resident), clock.today())


@require_POST
def show_note(request: PersonRequest, pk: int, note: int) -> HttpResponse:
    """Let the resident read a note that was kept from them."""
    resident = opened(request, pk, "notes")
    found = get_object_or_404(queries.visible_to(request.user).filter(resident=resident), pk=note)
    actions.show_note(actor=request.user, note=found)
    messages.success(request, _("Invånaren kan läsa anteckningen nu."))
    return redirect("guidance:notes", pk)
