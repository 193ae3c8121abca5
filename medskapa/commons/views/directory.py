"""Those who look for help: three taps from a need to a phone number, a map, a page for each service and each place.

What is looked for stands in the address: a need, a neighbourhood, a language. Nothing in it is about a person.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from analysis import redaction
from medskapa.commons import actions, needs, occupied, opening
from medskapa.commons.forms.directory import WrongForm
from medskapa.commons.models import Area, ServiceState, WrongKind
from medskapa.commons.queries import areas
from medskapa.commons.queries import directory as queries
from medskapa.commons.queries.directory import Hit, Wanted
from medskapa.commons.queries.occupation import at_place
from medskapa.core import clock, throttle
from medskapa.core.acting import carried_out
from medskapa.core.headers import public_page
from medskapa.core.languages import SPOKEN, html_lang

ANYWHERE, BY_PHONE = "alla", "telefon"
NEED, WHERE, OPEN, PHONE, FREE, LANGUAGE, WORDS, AFTER = (
    "behov",
    "var",
    "oppet",
    "telefon",
    "gratis",
    "sprak",
    "q",
    "after",
)
LONGEST_WORDS = 80
_WIDER, _HIGHER = 0.6, 1.25
"""The drawing is higher than wide, so that names are big enough to read and press on a phone."""

LANGUAGES = [(code, name) for code, name in SPOKEN if code != "und"]
SHEET_SECONDS = 600
"""A sheet takes long to make. It is kept so long for everybody, and shorter where something on it changes."""


@login_not_required
@require_safe
@public_page
def find(request: HttpRequest) -> HttpResponse:
    """I need help with ...: the need, then where, then the list. Each tap is a link to this page with more said."""
    known = areas() if request.GET else []
    asked = _asked(request, known)
    wanted, where = _wanted(asked), asked.get(WHERE, "")
    if not (wanted.need or wanted.words or where):
        return render(request, "commons/directory/needs.html", {"digital": _doors(True), "others": _doors(False)})
    if not where and not wanted.words:
        return render(request, "commons/directory/where.html", _where(asked, wanted, known))
    found = queries.find(wanted, after=_number(request.GET.get(AFTER, "")))
    here = next((area for area in known if area.slug == wanted.area), None)
    context = {
        "wanted": wanted,
        "need": needs.WORDS.get(wanted.need, ""),
        "here": here,
        "hits": found.hits,
        "next": found.after,
        "understood": [(needs.WORDS[each], _link(**{NEED: each, WHERE: where})) for each in found.understood],
        "filters": _filters(asked),
        "languages": [(code, name, _changed(asked, **{LANGUAGE: code})) for code, name in LANGUAGES],
        "all_languages": _changed(asked, **{LANGUAGE: ""}),
        "language_names": dict(LANGUAGES),
        "spoken": dict(LANGUAGES).get(wanted.language, ""),
        "kept": [(name, asked[name]) for name in (NEED, WHERE, OPEN, PHONE, FREE, LANGUAGE) if asked.get(name)],
        "back": _back(wanted),
        "change_where": _changed(asked, **{WHERE: "", WORDS: ""}) if wanted.need else "",
        "all_of_need": _link(**{NEED: wanted.need, WHERE: ANYWHERE}),
        "narrowed": any(asked.get(name) for name in (OPEN, PHONE, FREE, LANGUAGE)) or where == BY_PHONE,
    }
    return render(request, "commons/directory/found.html", context)


@login_not_required
@require_safe
@public_page
def town_map(request: HttpRequest) -> HttpResponse:
    """The town as a drawing, with the neighbourhoods and how much there is in each; and the same as a list."""
    known = queries.areas_with_numbers()
    drawn = [
        (area, round(2 + area.map_x * _WIDER), round(2 + area.map_y * _HIGHER))
        for area in known
        if area.map_x is not None and area.map_y is not None
    ]
    return render(request, "commons/directory/map.html", {"areas": known, "drawn": drawn})


@login_not_required
@require_safe
@public_page
def area(request: HttpRequest, slug: str) -> HttpResponse:
    """What there is in a neighbourhood: its places, and the services there."""
    found = queries.area(slug)
    wanted = Wanted(area=slug, only_here=True, rather=_own_language())
    page = queries.find(wanted, after=_number(request.GET.get(AFTER, "")))
    context = {"area": found, "places": queries.places_in(found), "hits": page.hits, "next": page.after}
    return render(request, "commons/directory/area.html", context | _names())


@login_not_required
@require_safe
@public_page
def sheet(request: HttpRequest, slug: str) -> HttpResponse:
    """The neighbourhood on a sheet of paper, to put up on a wall."""
    return render(request, "commons/directory/sheet.html", _sheet(queries.area(slug)))


@login_not_required
@require_safe
@public_page
def sheet_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """The same sheet as a tagged PDF."""
    found, language = queries.area(slug), get_language() or "sv"
    key = f"commons.sheet.{found.pk}.{language}.{clock.today()}.{'.'.join(map(str, queries.stamp()))}"
    pdf = cache.get(key)
    if pdf is None:
        from medskapa.integrations.post import document  # it loads what prints: half a second, for this alone

        context = _sheet(found)
        body = render_to_string("commons/directory/_sheet.html", context, request=request)
        pdf = document.render(body, title=context["title"], lang=language)
        cache.set(key, pdf, SHEET_SECONDS)
    headers = {"Content-Disposition": 'inline; filename="hjalp.pdf"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


@login_not_required
@require_safe
@public_page
def service(request: HttpRequest, slug: str) -> HttpResponse:
    """One service: what, where, when, how, in which languages, and how old this is."""
    hit = queries.service(slug)
    return render(request, "commons/directory/service.html", _about(hit) | {"form": WrongForm(auto_id="wrong-%s")})


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def wrong(request: HttpRequest, slug: str) -> HttpResponse:
    """Say that something is wrong, with one press and perhaps a few words."""
    found = queries.reportable(slug)
    form = WrongForm(request.POST or None, auto_id="wrong-%s")
    if form.is_valid() and not throttle.allow("wrong", throttle.source_of(request)):
        form.add_error(None, _("Det har kommit väldigt mycket härifrån. Vänta en stund, och försök sedan igen."))
    done = _("Tack! Nu får den som sköter sidan veta det. Du hjälper nästa person att hitta rätt.")
    if carried_out(
        request, form, lambda chosen: actions.report_wrong(actor=None, service=found, **chosen).pk, done=done
    ):
        return redirect("commons:service", slug)
    context = {"service": found, "form": form, "kinds": WrongKind.choices}
    return render(request, "commons/directory/wrong.html", context, status=422 if form.errors else 200)


@login_not_required
@require_safe
@public_page
def place(request: HttpRequest, slug: str) -> HttpResponse:
    """A place: how to get there, who is there, and what one gets help with."""
    found = queries.place(slug)
    page = queries.find(Wanted(place=slug, rather=_own_language()), after=_number(request.GET.get(AFTER, "")))
    occupations = at_place(found)
    context = {
        "place": found,
        "hits": page.hits,
        "next": page.after,
        "occupations": occupations,
        "moved_on": occupied.moved_on(found) if occupations else None,
    }
    return render(request, "commons/directory/place.html", context | _names())


# --- what is asked for


@dataclass(frozen=True)
class Toggle:
    """A filter as a link that sets it, or takes it away again."""

    text: str
    url: str
    is_on: bool


def _asked(request: HttpRequest, areas: Sequence[Area]) -> QueryDict:
    """What the address asks for and we know: anything else in it is left out, and so never carried on."""
    asked, known = QueryDict(mutable=True), {area.slug for area in areas}
    for name, is_known in (
        (NEED, needs.is_known),
        (WHERE, lambda value: value in {ANYWHERE, BY_PHONE} | known),
        (LANGUAGE, lambda value: value in dict(LANGUAGES)),
        *((name, lambda value: value == "1") for name in (OPEN, PHONE, FREE)),
    ):
        if is_known(value := request.GET.get(name, "")):
            asked[name] = value
    if words := _words(request.GET.get(WORDS, "")[:LONGEST_WORDS]):
        asked[WORDS] = words
    return asked


def _words(typed: str) -> str:
    """What was typed, without a personal number: nobody is found by one here, and no link is to carry it on."""
    for span in reversed(redaction.find(typed)):
        if span.kind == "personal_number":
            typed = f"{typed[: span.start]} {typed[span.end :]}"
    return " ".join(typed.split())


def _wanted(asked: QueryDict) -> Wanted:
    where = asked.get(WHERE, "")
    return Wanted(
        need=asked.get(NEED, ""),
        words=asked.get(WORDS, ""),
        area="" if where in {ANYWHERE, BY_PHONE} else where,
        open_now=OPEN in asked,
        by_phone=PHONE in asked or where == BY_PHONE,
        free=FREE in asked,
        language=asked.get(LANGUAGE, ""),
        rather=_own_language(),
    )


def _own_language() -> str:
    return html_lang(get_language() or "sv")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0


def _link(**asked: str) -> str:
    query = QueryDict(mutable=True)
    for name, value in asked.items():
        if value:
            query[name] = value
    return f"{reverse('commons:find')}?{query.urlencode()}" if query else reverse("commons:find")


def _changed(asked: QueryDict, **changes: str) -> str:
    return _link(**({name: str(value) for name, value in asked.items()} | changes))


def _back(wanted: Wanted) -> str:
    """The step before the list: where, if a need was chosen; otherwise what."""
    return _link(**{NEED: wanted.need})


def _doors(digital: bool) -> list[tuple[str, Any]]:
    chosen = [slug for slug in needs.WORDS if (slug in needs.DIGITAL) == digital]
    return [(_link(**{NEED: slug}), needs.WORDS[slug]) for slug in chosen]


def _where(asked: QueryDict, wanted: Wanted, known: Sequence[Area]) -> dict[str, Any]:
    return {
        "need": needs.WORDS[wanted.need],
        "anywhere": _changed(asked, **{WHERE: ANYWHERE}),
        "by_phone": _changed(asked, **{WHERE: BY_PHONE}),
        "areas": [(area.name, _changed(asked, **{WHERE: area.slug})) for area in known],
    }


def _filters(asked: QueryDict) -> list[Toggle]:
    texts = [(OPEN, _("Öppet nu")), (FREE, _("Gratis"))]
    if asked.get(WHERE) != BY_PHONE:
        texts.insert(1, (PHONE, _("Går per telefon")))
    return [
        Toggle(text, _changed(asked, **{name: "" if name in asked else "1"}), name in asked) for name, text in texts
    ]


# --- what is shown


def _names() -> dict[str, Any]:
    return {"language_names": dict(LANGUAGES)}


def _about(hit: Hit) -> dict[str, Any]:
    hours = list(hit.service.hours.all())
    return {
        "hit": hit,
        "service": hit.service,
        "is_gone": hit.service.state == ServiceState.CLOSED,
        "is_paused": hit.service.state == ServiceState.PAUSED,
        "needs": [(needs.WORDS[slug], _link(**{NEED: slug})) for slug in needs.known(hit.service.needs)],
        "at_places": [
            (at, opening.opening(own), opening.week(own))
            for at in hit.places
            for own in [[each for each in hours if each.at_id == at.pk]]
        ],
        "by_phone": opening.week([each for each in hours if each.at_id is None]),
        "has_hours": bool(hours),
        "kinds": WrongKind.choices,
    } | _names()


def _sheet(found: Area) -> dict[str, Any]:
    wanted = Wanted(area=found.slug, only_here=True)
    hits = queries.find(wanted, most=queries.ON_A_SHEET).hits
    called = [hit for hit in queries.find(Wanted(by_phone=True)).hits if hit.phone and hit not in hits]
    return {
        "area": found,
        "title": _("Hjälp i %(area)s") % {"area": found.name},
        "hits": [(hit, opening.week(hit.service.hours.all())) for hit in hits],
        "called": called,
        "today": clock.today(),
    } | _names()
