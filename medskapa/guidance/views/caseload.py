"""The guide's day, the residents of a guide, and the file of one."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from medskapa.core import clock
from medskapa.core.ui import Way, render_part
from medskapa.guidance import file_tabs, matching, panels
from medskapa.guidance.queries import caseload as queries
from medskapa.guidance.queries.file import open_file, open_overview
from medskapa.guidance.queries.guides import area_names
from medskapa.people.models import Person, Role
from medskapa.people.requests import PersonRequest, only_holding, roles_held

guides_only = only_holding(Role.GUIDE)
managers_only = only_holding(Role.UNIT_MANAGER)
with_residents_only = only_holding(Role.GUIDE, Role.UNIT_MANAGER)


def opened(request: PersonRequest, pk: int, what: str) -> Person:
    """The resident with `pk`, written into the read log. Http404 where there is none, or not for whoever asks."""
    try:
        return open_file(viewer=request.user, key=pk, what=what)
    except Person.DoesNotExist as error:
        raise Http404 from error


@require_safe
@with_residents_only
def today(request: PersonRequest) -> HttpResponse:
    """What needs the guide today: one piece for each kind of thing, those of it first that matter most.

    For whoever leads and does not guide it is what needs the manager.
    """
    if Role.GUIDE not in roles_held(request):
        return _unit_today(request)
    context = {"panels": panels.of("monday", viewer=request.user), "today": clock.today(), "tabs": _tabs(request, 0)}
    return render(request, "guidance/caseload/today.html", context)


@require_safe
@managers_only
def unit_today(request: PersonRequest) -> HttpResponse:
    """What needs the manager of a unit today."""
    return _unit_today(request)


def _unit_today(request: PersonRequest) -> HttpResponse:
    context = {"panels": panels.of("unit", viewer=request.user), "today": clock.today(), "tabs": _tabs(request, 1)}
    return render(request, "guidance/caseload/unit_today.html", context)


def _tabs(request: PersonRequest, here: int) -> list[Way]:
    """The two days of somebody who guides and leads."""
    if not {Role.GUIDE, Role.UNIT_MANAGER} <= roles_held(request):
        return []
    names = [("guidance:today", _("Som guide")), ("guidance:unit_today", _("Som enhetschef"))]
    return [Way(reverse(name), text, place == here) for place, (name, text) in enumerate(names)]


@require_http_methods(["GET", "HEAD", "POST"])
@with_residents_only
def residents(request: PersonRequest) -> HttpResponse:
    """The residents of the guide or the manager. A name that is searched for is sent, and stands in no address."""
    narrow = request.GET.get("visa", "")
    narrow = narrow if narrow in queries.FILTERS else "alla"
    search = request.POST.get("search", "").replace("\x00", "").strip()[:100]
    after = request.GET.get("after", "")
    last = int(after) if after.isascii() and after.isdecimal() and len(after) < 20 and not search else None
    page = queries.residents(viewer=request.user, narrow=narrow, search=search, after=last)
    context = {
        "rows": page.rows,
        "next": page.next,
        "filters": [(value, text, value == narrow) for value, text in queries.FILTERS.items()],
        "narrow": narrow,
        "search": search,
    }
    return render_part(request, "guidance/caseload/residents.html", "guidance/caseload/_residents.html", context)


@require_safe
def file(request: PersonRequest, pk: int) -> HttpResponse:
    """One resident at work: a piece of each part of the file."""
    roles_held(request)  # the navigation asks for them, and so does what is told at the entrance: look them up once
    try:
        assignment = open_overview(viewer=request.user, key=pk)
    except Person.DoesNotExist as error:
        raise Http404 from error
    resident, reasons = assignment.resident, assignment.reasons
    context = {
        "panels": panels.of("file", viewer=request.user, resident=resident),
        "assignment": assignment,
        "reasons": matching.say(reasons, areas=area_names() if reasons else {}, at_work=True),
    }
    return render(request, "guidance/file/overview.html", file_tabs.context(resident, "guidance:file") | context)
