"""Taking in in the street: many entries after another on a phone, also without network.

The page works as an ordinary form. Where the browser can, a script keeps each entry on the phone until the server has
acknowledged it, and a service worker keeps the page itself. An entry's key is made by the phone, so that an entry
that is sent twice, because an answer was lost on its way, is one viewpoint.
"""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from analysis.receipt import LOOKUP_WORDS, Code
from medskapa.core import dates, offline
from medskapa.core.forms import key_of, refuse
from medskapa.people.requests import PersonRequest
from medskapa.voice import actions, receipts
from medskapa.voice.forms.intake import OutreachForm
from medskapa.voice.models import AnswerVia, Viewpoint
from medskapa.voice.views import taking_in_only
from medskapa.voice.views.intake import may_send, too_many
from medskapa.voice.views.receipt import qr

ASSETS = ("css/intake.css", "js/outreach.js")
RETRY_SECONDS = 600
THEME_COLOUR, GROUND_COLOUR = "#0f5c57", "#faf5ec"


@require_http_methods(["GET", "POST"])
@taking_in_only
def outreach(request: PersonRequest) -> HttpResponse:
    """The page; for a phone also its bare shell (``?skal``), and a fresh token to send with (JSON)."""
    if offline.asks_for_shell(request):
        return offline.shell(_offline_page())
    if offline.asks_for_token(request):
        return offline.token(request)
    if request.method == "GET":
        return _page(request, OutreachForm())
    return _take_in(request)


def _take_in(request: PersonRequest) -> HttpResponse:
    """One entry from a browser without script: the code at once, above the form for the next."""
    form = OutreachForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    if not may_send(request.user):
        form.add_error(None, too_many())
        return _page(request, form, status=429)
    try:
        viewpoint, code = _register(request, form, key_of(request, form))
    except ValidationError as error:
        refuse(form, error)
        return _page(request, form, status=422)
    return _page(request, OutreachForm(initial=form.kept()), taken=_given(viewpoint, code))


def _register(request: PersonRequest, form: OutreachForm, key: str) -> tuple[Viewpoint, Code]:
    return actions.register(actor=request.user, words=form.words(), heard=form.heard(), form_key=key)


def _given(viewpoint: Viewpoint, code: Code) -> dict[str, Any]:
    """What the person gets: the code in two parts, its picture, the day of the answer; no code if none is wanted."""
    if viewpoint.answer_via == AnswerVia.NONE:
        return {"code": None}
    return {
        "code": {"first": code.words[:LOOKUP_WORDS], "other": code.words[LOOKUP_WORDS:]},
        "qr": qr(code),
        "promised": dates.long_date(viewpoint.promised_on),
    }


def _page(
    request: PersonRequest, form: OutreachForm, *, status: int = 200, taken: Mapping[str, Any] | None = None
) -> HttpResponse:
    return render(request, "voice/intake/outreach.html", {"form": form, "taken": taken}, status=status)


def _offline_page() -> offline.OfflinePage:
    return offline.OfflinePage(
        database="medskapa-outreach",
        home=reverse("voice:outreach"),
        send=reverse("voice:outreach_send"),
        shell=_shell_page,
        assets=ASSETS,
    )


def _shell_page() -> str:
    """The page without request: no name, no token, no menu, so that it may lie on a phone that many share."""
    context = {"form": OutreachForm(initial={"form_key": ""}), "taken": None, "municipality": settings.MUNICIPALITY}
    return render_to_string("voice/intake/outreach_shell.html", context)


@require_POST
@taking_in_only
def outreach_send(request: PersonRequest) -> HttpResponse:
    """One entry from the phone's queue, as JSON; a key alone asks for the code of an entry that has arrived.

    200 with ``key`` and ``code``; 422 says per field what is wrong; 404: no entry has that key; 429: later.
    """
    entry = offline.entry_in(request)
    if entry is None:
        return offline.unreadable()
    if not may_send(request.user):
        return offline.problem(429, too_many(), headers={"Retry-After": str(RETRY_SECONDS)})
    key = entry.get("form_key", "")
    if "text" not in entry:
        known = receipts.issued_for(key)
        return _acknowledged(key, *known) if known else offline.problem(404, _("Det finns inget med den nyckeln."))
    form = OutreachForm(entry)
    if form.is_valid():
        try:
            return _acknowledged(key, *_register(request, form, form.cleaned_data["form_key"]))
        except ValidationError as error:
            refuse(form, error)
    return offline.refused(form)


def _acknowledged(key: str, viewpoint: Viewpoint, code: Code) -> JsonResponse:
    return JsonResponse({"key": key, **_given(viewpoint, code)})


@login_not_required
@require_safe
def outreach_worker(request: PersonRequest) -> HttpResponse:
    """The service worker: it rules over the page and nothing else."""
    return offline.worker(_offline_page())


@login_not_required
@require_safe
def outreach_manifest(request: PersonRequest) -> HttpResponse:
    """What a phone needs in order to put the page on its home screen."""
    home = reverse("voice:outreach")
    manifest = {
        "name": _("Medskapa ute"),
        "short_name": _("Ute"),
        "id": home,
        "start_url": home,
        "scope": home,
        "display": "standalone",
        "lang": "sv",
        "theme_color": THEME_COLOUR,
        "background_color": GROUND_COLOUR,
        "icons": [{"src": static("icons/mark.svg"), "sizes": "any", "type": "image/svg+xml"}],
    }
    return JsonResponse(manifest, content_type="application/manifest+json")
