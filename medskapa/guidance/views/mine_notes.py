"""What is written down about me: to read, to print, and to say what is not right."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from medskapa.change.views.acting import carried_out
from medskapa.core import clock
from medskapa.guidance import actions, note_pages
from medskapa.guidance.forms.mine_talks import SaysForm
from medskapa.guidance.queries import notes as queries
from medskapa.people.requests import PersonRequest


@require_safe
def my_notes(request: PersonRequest) -> HttpResponse:
    """Every note about me, and of a hidden one why it is hidden, and how to ask for it."""
    if not queries.was_guided(request.user):
        raise Http404
    after = request.GET.get("after", "")
    page = queries.notes_of(viewer=request.user, resident=request.user, after=after)
    return render(request, "guidance/mine/notes.html", {"page_of_notes": page, "later": bool(after)})


@require_safe
def my_notes_print(request: PersonRequest) -> HttpResponse:
    """The same, to print."""
    if not queries.was_guided(request.user):
        raise Http404
    rows = queries.all_notes(viewer=request.user, resident=request.user)
    return note_pages.download(note_pages.as_pdf(rows, resident=request.user), clock.today())


@require_http_methods(["GET", "HEAD", "POST"])
def dispute(request: PersonRequest, pk: int) -> HttpResponse:
    """Say that something in a note is not right: it stands beside the note."""
    note = get_object_or_404(queries.visible_to(request.user).filter(resident=request.user.pk), pk=pk)
    form = SaysForm(request.POST or None)

    def act(given: dict[str, Any]) -> int:
        return actions.dispute_note(actor=request.user, note=note, text=given["text"]).pk

    if carried_out(request, form, act, done=_("Tack. Dina ord står nu bredvid anteckningen.")):
        return redirect("guidance:my_notes")
    return render(request, "guidance/mine/note.html", {"form": form, "note": note}, status=422 if form.errors else 200)
