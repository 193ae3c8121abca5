"""Whoever helps at a place logs visits, with or without network, counts openings, and sees what is asked.

The page works as an ordinary form. Where the browser can, a script keeps each visit on the phone until the server has
acknowledged it, as in the street (`voice.views.outreach`). A visit's key is made by the phone, so that one that is sent
twice is one visit.
"""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from medskapa.commons import actions
from medskapa.commons import helping_words as words
from medskapa.commons.actions.helping import part_of_day
from medskapa.commons.forms.helping import SessionForm, VisitForm
from medskapa.commons.models import Place, Visit
from medskapa.commons.navigation import helps_here
from medskapa.commons.queries import helping as queries
from medskapa.core import clock, offline
from medskapa.core.acting import form_page, opened, pressed
from medskapa.core.forms import Form, key_of, refuse
from medskapa.people.models import Person
from medskapa.people.requests import PersonRequest, only_where

ASSETS = ("css/intake.css", "css/helping.css", "js/notes.js", "js/visits.js")
helpers_only = only_where(helps_here)
"""For those who help at a place."""


@require_http_methods(["GET", "HEAD", "POST"])
@helpers_only
def visits(request: PersonRequest) -> HttpResponse:
    """Log visit after visit; for a phone also the bare shell (``?skal``), and a fresh token to send with (JSON)."""
    if offline.asks_for_shell(request):
        return offline.shell(_offline_page())
    if offline.asks_for_token(request):
        return offline.token(request)
    places = queries.places_of(request.user)
    if request.method != "POST":
        return _page(request, VisitForm(places=places, initial={"place": _begin_at(request, places)}))
    form = VisitForm(request.POST, places=places)
    if form.is_valid():
        try:
            _log(request, form, key_of(request, form))
        except ValidationError as error:
            refuse(form, error)
        else:
            return _page(request, VisitForm(places=places, initial=form.kept()), saved=True)
    return _page(request, form)


def _begin_at(request: PersonRequest, places: list[Place]) -> int | None:
    """Where one logged last; whoever helps at one place has nothing to choose."""
    return places[0].pk if len(places) == 1 else queries.last_place(request.user)


def _log(request: PersonRequest, form: VisitForm, key: str) -> Visit:
    return actions.log_visit(actor=request.user, key=key, **form.visit())


def _page(request: PersonRequest, form: VisitForm, *, saved: bool = False) -> HttpResponse:
    context = {"form": form, "saved": saved, "visits": _today(request.user)}
    return render(request, "commons/helping/visits.html", context, status=422 if form.errors else 200)


def _today(viewer: Person) -> list[dict[str, Any]]:
    now = clock.now()
    return [
        {
            "visit": each,
            "need": words.need_called(each.need),
            "language": words.language_called(each.language),
            "undo": Form(auto_id=False) if each.undo_until and each.undo_until > now else None,
        }
        for each in queries.today(viewer)
    ]


@require_safe
@helpers_only
def visits_today(request: PersonRequest) -> HttpResponse:
    """What whoever asks has logged today: the page asks for it when something has arrived."""
    return render(request, "commons/helping/_today.html", {"visits": _today(request.user)})


@require_POST
@helpers_only
def send_visit(request: PersonRequest) -> HttpResponse:
    """One visit from the phone's queue, as JSON: 200 with ``key``; 422 says per field what is wrong."""
    entry = offline.entry_in(request)
    if entry is None:
        return offline.unreadable()
    form = VisitForm(entry, places=queries.places_of(request.user))
    if form.is_valid():
        try:
            visit = _log(request, form, form.cleaned_data["form_key"])
        except ValidationError as error:
            refuse(form, error)
        else:
            return JsonResponse({"key": visit.client_key})
    return offline.refused(form)


@login_not_required
@require_safe
def visits_worker(request: HttpRequest) -> HttpResponse:
    """The service worker: it rules over the page and nothing else."""
    return offline.worker(_offline_page())


def _offline_page() -> offline.OfflinePage:
    return offline.OfflinePage(
        database="medskapa-visits",
        home=reverse("commons:visits"),
        send=reverse("commons:send_visit"),
        shell=_shell_page,
        assets=ASSETS,
    )


def _shell_page() -> str:
    """The page without request: no name, no token, nothing of whose phone it is. It offers every place there is."""
    form = VisitForm(places=queries.all_places(), initial={"form_key": ""})
    context = {"form": form, "saved": False, "municipality": settings.MUNICIPALITY}
    return render_to_string("commons/helping/visits_shell.html", context)


@require_POST
@helpers_only
def undo_visit(request: PersonRequest, pk: int) -> HttpResponse:
    """Take back what was logged by mistake."""
    found = queries.visit(request.user, pk)
    undone = _("Besöket är borttaget.")
    to = reverse("commons:visits")
    return pressed(request, lambda: actions.undo_visit(actor=request.user, visit=found).pk, done=undone, to=to)


@require_http_methods(["GET", "HEAD", "POST"])
@helpers_only
def count_session(request: PersonRequest) -> HttpResponse:
    """Write down how many came to an opening, and how many there was no time for."""
    places = queries.places_of(request.user)
    begun = {
        "place": _begin_at(request, places),
        "day": clock.today(),
        "part": part_of_day(clock.here(clock.now()).hour),
    }
    return form_page(
        request,
        opened(request, SessionForm, begun, places=places),
        lambda chosen: actions.count_session(actor=request.user, **chosen).pk,
        done=_("Tack, det är sparat."),
        to=reverse("commons:visits"),
        title=_("Hur många kom?"),
        lead=_("Räkna alla som kom, också de som bara ville prata. Skriv inga namn någonstans."),
        send=_("Spara"),
        back=reverse("commons:visits"),
        back_text=_("Besök"),
    )


def _sees_need(request: HttpRequest) -> bool:
    """All staff, and those from outside who help. The figures are public; the page is for those who work with them."""
    return getattr(request.user, "is_staff_member", False) or helps_here(request)


@require_safe
@only_where(_sees_need)
def needs_at_work(request: PersonRequest) -> HttpResponse:
    """What is asked where and when, and what nobody could help with: the same figures as everyone sees, in full."""
    return render(request, "commons/helping/needs_at_work.html", words.in_words(queries.figures()))
