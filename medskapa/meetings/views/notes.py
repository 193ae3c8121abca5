"""What is said at the tables, written down at work: with or without network, from paper, and read all together.

The page works as an ordinary form. Where the browser can, a script keeps each note on the phone until the server has
acknowledged it, as in the street (`voice.views.outreach`). A note's key is made by the phone, so that one that is sent
twice is one note. Several people can write at one table.
"""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from medskapa.core import offline
from medskapa.core.errors import Conflict
from medskapa.core.forms import Form, key_of, refuse
from medskapa.core.ui import render_part
from medskapa.meetings import actions
from medskapa.meetings.forms.day import EditNoteForm, FilterForm, NoteForm, SheetOfNotesForm, TieForm
from medskapa.meetings.models import Meeting, MeetingState, Table, TableNote
from medskapa.meetings.queries import notes as queries
from medskapa.meetings.queries import striking
from medskapa.meetings.views import helper_only, planner_only
from medskapa.meetings.views.striking import told_of
from medskapa.people.requests import PersonRequest

ASSETS = ("css/intake.css", "css/day.css", "js/notes.js")
FILLED_IN = ["GET", "HEAD", "POST"]


@require_http_methods(FILLED_IN)
@helper_only
def take_notes(request: PersonRequest, slug: str) -> HttpResponse:
    """Write note after note; for a phone also the bare shell (``?skal``), and a fresh token to send with (JSON)."""
    meeting = queries.meeting_for(request.user, slug)
    if offline.asks_for_shell(request):
        return offline.shell(_offline_page(meeting))
    if offline.asks_for_token(request):
        return offline.token(request)
    tables = queries.tables_for(request.user, meeting)
    if request.method != "POST":
        table = _table_of(request, list(tables))
        return _page(request, meeting, NoteForm(meeting=meeting, tables=tables, initial={"table": table}), table)
    form = NoteForm(request.POST, meeting=meeting, tables=tables)
    if not form.is_valid():
        return _page(request, meeting, form, _table_of(request, list(tables)))
    try:
        _written(request, form, key_of(request, form))
    except ValidationError as error:
        refuse(form, error)
        return _page(request, meeting, form, form.cleaned_data["table"])
    fresh = NoteForm(meeting=meeting, tables=tables, initial=form.kept())
    return _page(request, meeting, fresh, form.cleaned_data["table"], saved=True)


def _table_of(request: PersonRequest, tables: list[Table]) -> Table | None:
    """The table that the address or the form names, of those where one writes; otherwise the first of them."""
    wanted = request.POST.get("table") or request.GET.get("table", "")
    return next((table for table in tables if str(table.pk) == wanted), tables[0] if tables else None)


def _written(request: PersonRequest, form: NoteForm, key: str) -> TableNote:
    given = form.cleaned_data
    return actions.write_note(
        actor=request.user,
        table=given["table"],
        key=key,
        text=given["text"],
        item=given["item"],
        language=given["language"],
        said_by=given["said_by"],
    )


def _page(
    request: PersonRequest, meeting: Meeting, form: NoteForm, table: Table | None, *, saved: bool = False
) -> HttpResponse:
    found, number = queries.at_table(request.user, table) if table else ([], 0)
    context = {
        "meeting": meeting,
        "form": form,
        "table": table,
        "notes": found,
        "number": number,
        "saved": saved,
        "is_open": meeting.state == MeetingState.ANNOUNCED,
    }
    return render(request, "meetings/day/take_notes.html", context, status=422 if form.errors else 200)


def _offline_page(meeting: Meeting) -> offline.OfflinePage:
    def shell() -> str:
        """The page without request: no name, no token, no notes. What it offers stands on the public agenda."""
        form = NoteForm(meeting=meeting, tables=queries.tables_of(meeting), initial={"form_key": ""})
        context = {"meeting": meeting, "form": form, "municipality": settings.MUNICIPALITY, "saved": False}
        return render_to_string("meetings/day/notes_shell.html", context)

    return offline.OfflinePage(
        database=f"medskapa-notes-{meeting.pk}",
        home=reverse("meetings:take_notes", args=[meeting.slug]),
        send=reverse("meetings:send_note", args=[meeting.slug]),
        shell=shell,
        assets=ASSETS,
    )


@require_POST
@helper_only
def send_note(request: PersonRequest, slug: str) -> HttpResponse:
    """One note from the phone's queue, as JSON.

    200 with ``key``; 422 says per field what is wrong; 409: the meeting is over.
    """
    meeting = queries.meeting_for(request.user, slug)
    entry = offline.entry_in(request)
    if entry is None:
        return offline.unreadable()
    form = NoteForm(entry, meeting=meeting, tables=queries.tables_for(request.user, meeting))
    if form.is_valid():
        try:
            note = _written(request, form, form.cleaned_data["form_key"])
        except Conflict as conflict:
            return offline.problem(409, conflict.messages[0])
        except ValidationError as error:
            refuse(form, error)
        else:
            return JsonResponse({"key": note.key})
    return offline.refused(form)


@login_not_required
@require_safe
def notes_worker(request: HttpRequest, slug: str) -> HttpResponse:
    """The service worker: it rules over the page of this meeting and nothing else."""
    return offline.worker(_offline_page(queries.announced(slug)))


@require_safe
@helper_only
def at_table(request: PersonRequest, slug: str) -> HttpResponse:
    """What has been written at one table, by everybody there: the page asks for it again and again."""
    meeting = queries.meeting_for(request.user, slug)
    table = _table_of(request, list(queries.tables_for(request.user, meeting)))
    found, number = queries.at_table(request.user, table) if table else ([], 0)
    context = {"meeting": meeting, "table": table, "notes": found, "number": number}
    return render(request, "meetings/day/_at_table.html", context)


@require_http_methods(FILLED_IN)
@helper_only
def type_notes(request: PersonRequest, slug: str) -> HttpResponse:
    """A paper sheet from a table, one note a line."""
    meeting = queries.meeting_for(request.user, slug)
    tables = queries.tables_for(request.user, meeting)
    form = SheetOfNotesForm(
        request.POST if request.method == "POST" else None,
        meeting=meeting,
        tables=tables,
        initial={"table": _table_of(request, list(tables))},
    )
    if form.is_valid():
        given = form.cleaned_data
        try:
            made = actions.type_notes(
                actor=request.user,
                table=given["table"],
                key=key_of(request, form),
                lines=form.lines(),
                item=given["item"],
                language=given["language"],
            )
        except ValidationError as error:
            refuse(form, error)
        else:
            saved = ngettext("%(n)s anteckning är sparad.", "%(n)s anteckningar är sparade.", len(made))
            messages.success(request, saved % {"n": len(made)})
            return redirect(f"{reverse('meetings:type_notes', args=[slug])}?table={given['table'].pk}")
    context = {"meeting": meeting, "form": form}
    return render(request, "meetings/day/type_notes.html", context, status=422 if form.errors else 200)


@require_http_methods(FILLED_IN)
@helper_only
def note(request: PersonRequest, slug: str, pk: int) -> HttpResponse:
    """Put a note right. Whoever comes second sees what the first one wrote."""
    chosen = queries.note_for(request.user, slug, pk)
    saved = {name: getattr(chosen, name) for name in ("text", "item", "said_by", "language", "version")}
    form = EditNoteForm(request.POST if request.method == "POST" else None, meeting=chosen.meeting, initial=saved)
    saved_now = ""
    if form.is_valid():
        try:
            _edited(request, chosen, form)
        except ValidationError as error:
            refuse(form, error)
            if form.cleaned_data.get("version") != chosen.version:
                saved_now = chosen.text
                data = request.POST.copy()  # what they see now, beside their own words
                data["version"] = str(chosen.version)
                form.data = data
        else:
            messages.success(request, _("Anteckningen är sparad."))
            return redirect(_way_back(request, chosen))
    minutes = striking.minutes_with_words_of(request.user, chosen.meeting) if chosen.meeting.is_over else None
    context = {
        "minutes": minutes,
        "told": striking.out_of_reach(chosen.meeting) if minutes else 0,
        "meeting": chosen.meeting,
        "note": chosen,
        "form": form,
        "saved_now": saved_now,
        "remove": Form(auto_id=False),
        "back": _way_back(request, chosen),
        "origin": request.GET.get("from") or request.POST.get("from", ""),
    }
    return render(request, "meetings/day/note.html", context, status=422 if form.errors else 200)


def _edited(request: PersonRequest, chosen: Any, form: EditNoteForm) -> None:
    given = dict(form.cleaned_data)
    given.pop("form_key")
    actions.edit_note(actor=request.user, note=chosen, **given | {"version": given["version"] or 0})


def _way_back(request: PersonRequest, chosen: TableNote) -> str:
    """To the list of all notes for one who came from there; otherwise to the table."""
    if "all" in {request.GET.get("from"), request.POST.get("from")}:
        return reverse("meetings:notes", args=[chosen.meeting.slug])
    return f"{reverse('meetings:take_notes', args=[chosen.meeting.slug])}?table={chosen.table_id}"


@require_POST
@helper_only
def remove_note(request: PersonRequest, slug: str, pk: int) -> HttpResponse:
    """Take a note away, and its words from the minutes. Where they were rewritten there, a planner strikes by hand."""
    chosen = queries.note_for(request.user, slug, pk)
    try:
        struck = actions.remove_note(actor=request.user, note=chosen)
    except Conflict as conflict:
        messages.error(request, conflict.messages[0])
        return redirect(_way_back(request, chosen))
    messages.success(request, _("Anteckningen är borttagen."))
    minutes = striking.minutes_with_words_of(request.user, chosen.meeting) if chosen.meeting.is_over else None
    if minutes is None:
        return redirect(_way_back(request, chosen))
    if struck.places:
        messages.success(request, told_of(struck))
    messages.warning(
        request, _("Läs minnesanteckningarna. Står det något kvar som personen vill ha bort, så stryk det.")
    )
    return redirect("meetings:minutes", slug)


@require_safe
@planner_only
def all_notes(request: PersonRequest, slug: str) -> HttpResponse:
    """All notes of a meeting, table by table, to read and to tie to its agenda."""
    meeting = queries.planned_by(request.user, slug)
    filters = FilterForm(request.GET, meeting=meeting, auto_id="filter-%s", label_suffix="")
    page = queries.notes(
        viewer=request.user, meeting=meeting, wanted=filters.wanted(), after=request.GET.get("after", "")
    )
    context = {
        "meeting": meeting,
        "filters": filters,
        "rows": page.rows,
        "next": page.next,
        "counts": queries.counts(meeting),
        "tie": TieForm(meeting=meeting),
        "is_open": meeting.state == MeetingState.ANNOUNCED,
        "here": request.get_full_path(),
    }
    return render_part(request, "meetings/day/notes.html", "meetings/day/_notes.html", context)


@require_POST
@planner_only
def tie_notes(request: PersonRequest, slug: str) -> HttpResponse:
    """Tie the notes that are ticked to an item of the agenda, or to none."""
    meeting = queries.planned_by(request.user, slug)
    form = TieForm(request.POST, meeting=meeting)
    chosen = queries.chosen(viewer=request.user, meeting=meeting, keys=request.POST.getlist("note"))
    if not chosen:
        messages.error(request, _("Kryssa för de anteckningar som hör dit."))
    elif form.is_valid():
        try:
            number = actions.tie_notes(actor=request.user, meeting=meeting, notes=chosen, item=form.item())
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            tied = ngettext("%(n)s anteckning är flyttad.", "%(n)s anteckningar är flyttade.", number)
            messages.success(request, tied % {"n": number})
    else:
        messages.error(request, _("Välj en punkt på träffens egen dagordning."))
    return redirect(_where_one_was(request, slug))


def _where_one_was(request: PersonRequest, slug: str) -> str:
    """The list as it was narrowed. The address is ours: anything else leads to the whole list."""
    whole = reverse("meetings:notes", args=[slug])
    here = request.POST.get("here", "")
    return here if here == whole or here.startswith(f"{whole}?") else whole
