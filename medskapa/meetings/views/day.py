"""The day of the meeting, at work: who has come, where they sit, and the screen at the door."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.forms.utils import flatatt
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from analysis.receipt import Code
from medskapa.core import idempotency, searching
from medskapa.core.forms import Form, key_of
from medskapa.core.ui import render_part, wants_part
from medskapa.meetings import actions
from medskapa.meetings.actions.attending import is_held
from medskapa.meetings.forms.day import StaffCodeForm, WalkInsForm, WhoForm
from medskapa.meetings.models import Invitation, Meeting, Table
from medskapa.meetings.queries import day as queries
from medskapa.meetings.views import helper_only
from medskapa.meetings.views.door import give_pass
from medskapa.people.requests import PersonRequest


@require_http_methods(["GET", "HEAD", "POST"])
@helper_only
def day(request: PersonRequest, slug: str) -> HttpResponse:
    """Everybody who is invited, by name, to tick off. POST ticks off the one whose code is typed, or searches."""
    if helped := queries.helped_on_another_day(request.user, slug):
        return render(request, "meetings/day/another_day.html", {"meeting": helped})
    meeting = queries.meeting_for(request.user, slug)
    if searching.is_search(request):
        return searching.answer(request)
    form = StaffCodeForm(request.POST if request.method == "POST" else None)
    arrived = None
    if form.is_valid():
        arrived = _with_code(request, meeting, form)
    return _page(request, meeting, form, arrived)


def _with_code(request: PersonRequest, meeting: Meeting, form: StaffCodeForm) -> Invitation | None:
    """Tick off the holder of the code; what is wrong is said beside the form."""
    found = queries.invitation_with(request.user, meeting, form.cleaned_data["code"].lookup)
    if found is None:
        form.add_error("code", _("Ingen som är inbjuden till träffen har den koden."))
        return None
    try:
        idempotency.once(key_of(request, form), lambda: str(actions.arrive(actor=request.user, invitation=found).pk))
    except ValidationError as error:
        form.add_error("code", error.messages)
        return None
    found.refresh_from_db(fields=["arrived_at"])
    return found


def _page(
    request: PersonRequest, meeting: Meeting, form: StaffCodeForm, arrived: Invitation | None = None
) -> HttpResponse:
    filters = WhoForm(searching.narrowed(request), auto_id="filter-%s", label_suffix="")
    page = queries.attendance(
        viewer=request.user, meeting=meeting, wanted=filters.wanted(), after=request.GET.get("after", "")
    )
    _offer_places(page.rows, queries.tables_of(meeting))
    context = {
        "meeting": meeting,
        "held": is_held(meeting),
        "filters": filters,
        "kept": _narrowed_by(request.GET).items(),
        "rows": page.rows,
        "next": page.next,
        "counts": queries.counts(meeting),
        "code_form": StaffCodeForm() if arrived else form,
        "walk_ins_form": WalkInsForm(initial={"number": meeting.walk_ins}),
        "form": Form(auto_id=False),
        "arrived": arrived,
    }
    status = 422 if form.errors else 200
    return render_part(request, "meetings/day/day.html", "meetings/day/_attendance.html", context, status=status)


@require_POST
@helper_only
def arrive(request: PersonRequest, slug: str, pk: int) -> HttpResponse:
    """Tick somebody off (``to`` here), or take the tick back."""

    def act(invitation: Invitation) -> None:
        if request.POST.get("to") == "away":
            actions.undo_arrival(actor=request.user, invitation=invitation)
        else:
            actions.arrive(actor=request.user, invitation=invitation)

    return _changed(request, slug, pk, act)


@require_POST
@helper_only
def seat(request: PersonRequest, slug: str, pk: int) -> HttpResponse:
    """Give somebody a place at a table, by its number; an empty number takes it back."""

    def act(invitation: Invitation) -> None:
        wanted = request.POST.get("table", "")
        table = next((each for each in queries.tables_of(invitation.meeting) if str(each.number) == wanted), None)
        if wanted and table is None:
            raise ValidationError(_("Välj ett av träffens bord."))
        actions.seat(actor=request.user, invitation=invitation, table=table)

    return _changed(request, slug, pk, act)


def _changed(request: PersonRequest, slug: str, pk: int, act: Callable[[Invitation], None]) -> HttpResponse:
    """Carry out what is done with one row, and show the row: for htmx alone, otherwise in its list."""
    meeting = queries.meeting_for(request.user, slug)
    invitation = queries.invitation_for(request.user, meeting, pk)
    problem = ""
    try:
        act(invitation)
    except ValidationError as error:
        problem = " ".join(error.messages)
    if not wants_part(request):
        if problem:
            messages.error(request, problem)
        return _back(request, slug, pk)
    row = queries.invitation_for(request.user, meeting, pk)
    _offer_places([row], queries.tables_of(meeting))
    context = {
        "meeting": meeting,
        "held": is_held(meeting),
        "each": row,
        "counts": queries.counts(meeting),
        "form": Form(auto_id=False),
        "kept": _narrowed_by(request.POST).items(),
        "problem": problem,
        "swapped": True,
    }
    return render(request, "meetings/day/_row.html", context, status=422 if problem else 200)


def _offer_places(rows: Sequence[Any], tables: Iterable[Table]) -> None:
    """Give each of `rows` its choice of tables, ``places``: the same in every row, but for the one that is chosen.

    And its key as text, ``key``: a number costs a template ten times as much, and it stands there ten times a row.
    """
    there = list(tables)
    made: dict[int | None, SafeString] = {}
    for row in rows:
        if row.table_id not in made:
            made[row.table_id] = format_html_join(
                "",
                '<option value="{}"{}>{}</option>',
                [("", "", "–"), *(_option(table, row.table_id) for table in there)],
            )
        row.places, row.key = made[row.table_id], str(row.pk)


def _option(table: Any, chosen: int | None) -> tuple[int, SafeString, str]:
    return table.number, flatatt({"selected": table.pk == chosen}), f"{table.number} ({table.sit})"


def _back(request: PersonRequest, slug: str, pk: int) -> HttpResponse:
    """To the list as it was narrowed, and in it to the row."""
    where = redirect("meetings:day", slug)
    if kept := _narrowed_by(request.POST):
        where["Location"] += f"?{urlencode(kept)}"
    where["Location"] += f"#i{pk}"
    return where


def _narrowed_by(data: QueryDict) -> dict[str, str]:
    """What the list is narrowed to, for a row to carry along, so that one is back where one was."""
    given = {name: data.get(name, "")[:100] for name in (searching.KEY, "who", "after")}
    return {name: value for name, value in given.items() if value}


@require_POST
@helper_only
def walk_ins(request: PersonRequest, slug: str) -> HttpResponse:
    """How many in all have come without an invitation."""
    meeting = queries.meeting_for(request.user, slug)
    form = WalkInsForm(request.POST)
    problem = ""
    if form.is_valid():
        try:
            actions.count_walk_ins(actor=request.user, meeting=meeting, number=form.cleaned_data["number"])
        except ValidationError as error:
            problem = " ".join(error.messages)
    else:
        problem = " ".join(str(error) for errors in form.errors.values() for error in errors)
    if problem:
        messages.error(request, problem)
    else:
        messages.success(request, _("Antalet är sparat."))
    return redirect("meetings:day", slug)


def scanned(request: HttpRequest, code: Code) -> HttpResponse | None:
    """What a member of staff gets who reads somebody's QR code with their own phone on the day: the person to tick off.

    None for everybody else, and for every other code: then it is the page of the invitation.
    """
    person = request.user
    if not (person.is_authenticated and person.is_staff_member):
        return None
    found = queries.come_with(person, code.lookup)
    if found is None:
        return None
    return render(request, "meetings/day/scanned.html", {"each": found, "meeting": found.meeting})


@require_POST
@helper_only
def open_door(request: PersonRequest, slug: str) -> HttpResponse:
    """Make this screen the one at the door: whoever is signed in on it is signed out, and it can do nothing else."""
    meeting = queries.meeting_for(request.user, slug)
    if not is_held(meeting):
        messages.error(request, _("Det är inte dags för träffen än."))
        return redirect("meetings:day", slug)
    logout(request)
    response: HttpResponseRedirect = redirect("meetings:door", slug)
    give_pass(response, meeting)
    return response
