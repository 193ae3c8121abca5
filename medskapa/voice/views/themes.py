"""Themes at the desk: their texts, what has happened, answering all, merging, and which words are shown in public."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from analysis import readability as reading
from analysis import redaction
from medskapa.core import idempotency
from medskapa.core.acting import renew, sent, typed
from medskapa.core.forms import Form, key_of, refuse
from medskapa.core.ui import render_part
from medskapa.people.models import Person
from medskapa.people.requests import PersonRequest
from medskapa.voice import actions, policy
from medskapa.voice.actions.theming import EDITABLE
from medskapa.voice.forms.themes import (
    EXTRACT_LIMIT,
    AnswerAllForm,
    EventForm,
    ExtractForm,
    MergeForm,
    ReasonForm,
    TextsForm,
    ThemeForm,
)
from medskapa.voice.models import Answer, AnswerState, AnswerVia, Event, Theme, Viewpoint
from medskapa.voice.queries import desk
from medskapa.voice.queries import themes as queries
from medskapa.voice.views import desk_only
from medskapa.voice.views.answering import LIX_GOAL, PLAIN_LIX_GOAL, Read, readings

PAIRS = ["about", "doing", "outcome"]
LIKELY = 20


@require_safe
@desk_only
def themes(request: PersonRequest) -> HttpResponse:
    """All themes, or those of the viewer's units, or those in which somebody waits."""
    asked = request.GET
    wanted: dict[str, Any] = {
        "text": asked.get("text", "")[:100],
        "own": "own" in asked,
        "waiting": "waiting" in asked,
    }
    page = queries.themes(viewer=request.user, after=asked.get("after", ""), **wanted)
    context = {"themes": page.rows, "next": page.next, **wanted}
    return render(request, "voice/themes/themes.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_only
def new_theme(request: PersonRequest) -> HttpResponse:
    """Make a theme; ``?synpunkt=`` names a viewpoint to put in it at once."""
    viewpoint = _first_in_it(request)
    units = queries.units_for_a_theme(request.user)
    begun = {"unit": viewpoint.unit_id} if viewpoint else {}
    form = ThemeForm(sent(request), units=units, initial=begun | typed(request))
    if form.is_valid():
        try:
            slug = _once(
                request, form, lambda chosen: actions.create_theme(actor=request.user, first=viewpoint, **chosen).slug
            )
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Temat är klart. Skriv gärna vad som händer nu."))
            return redirect("voice:theme_desk", slug)
    context = {"form": form, "viewpoint": viewpoint, "readings": _readings(form, ["about"])}
    return _form_page(request, "voice/themes/new.html", context, form)


def _first_in_it(request: PersonRequest) -> Viewpoint | None:
    key = request.GET.get("synpunkt", "")
    if not (key.isdecimal() and len(key) < 20):
        return None
    viewpoint = desk.opened(viewer=request.user, pk=int(key))
    if not viewpoint.may_group:  # type: ignore[attr-defined]
        raise PermissionDenied
    return viewpoint


@require_safe
@desk_only
def theme_desk(request: PersonRequest, slug: str) -> HttpResponse:
    """One theme: its texts, what has happened, what was said, what is shown in public."""
    viewer = request.user
    theme = _theme(request, slug)
    page = queries.viewpoints_in(theme, viewer=viewer, after=request.GET.get("after", ""))
    context = {
        "theme": theme,
        "pairs": [(str(label), getattr(theme, name), getattr(theme, f"plain_{name}")) for name, label in _PAIR_LABELS],
        "events": [_shown(event) for event in queries.story_of(theme)],
        "merges": queries.open_merges_of(theme),
        "extracts": queries.extracts_of(theme),
        "viewpoints": page.rows,
        "next": page.next,
        "to_answer": queries.waiting_in(theme, viewer=viewer).count(),
        "may_publish": policy.may_publish(viewer),
        "drop": Form(auto_id=False),
    }
    return render(request, "voice/themes/theme.html", context)


_PAIR_LABELS = [
    ("about", gettext_lazy("Vad temat handlar om")),
    ("doing", gettext_lazy("Vad som händer nu")),
    ("outcome", gettext_lazy("Vad det har lett till")),
]


def _theme(request: PersonRequest, slug: str) -> Theme:
    return get_object_or_404(queries.all_themes(request.user), slug=slug)


def _shown(event: Event) -> dict[str, Any]:
    """An event as the timeline shows it; the other theme's name where two were put together or taken apart."""
    other = event.theme.name if event.theme and event.theme.thread_id != event.thread_id else ""
    title = f"{event.get_kind_display()}: {other}" if other else event.get_kind_display()
    return {"date": event.at, "title": title, "text": event.text, "lang": "sv", "url": "", "icon": ""}


@require_http_methods(["GET", "HEAD", "POST"])
@desk_only
def edit_theme(request: PersonRequest, slug: str) -> HttpResponse:
    """Change the public texts. Whoever comes second sees what the first one wrote, beside their own words."""
    theme = _editable(request, slug)
    fields = ["name", *(field for name in PAIRS for field in (name, f"plain_{name}"))]
    saved = {field: getattr(theme, field) for field in fields} | {"version": theme.version}
    form = TextsForm(sent(request), initial=saved | typed(request))
    saved_now: dict[str, str] = {}
    if form.is_valid():
        try:
            _once(
                request, form, lambda texts: str(actions.edit_theme(actor=request.user, theme=theme, **texts).version)
            )
        except ValidationError as error:
            refuse(form, error)
            saved_now = _differences(form, theme)
            renew(form, request, version=str(theme.version))
        else:
            messages.success(request, _("Tack. De nya texterna syns för alla nu."))
            return redirect("voice:theme_desk", slug)
    context = {"form": form, "theme": theme, "readings": _readings(form, PAIRS), "saved_now": saved_now}
    return _form_page(request, "voice/themes/edit.html", context, form)


def _differences(form: TextsForm, theme: Theme) -> dict[str, str]:
    """The texts as they are saved now, by label, where they are not what `form` holds."""
    names = [name for name in form.fields if name in EDITABLE]
    return {str(form[name].label): getattr(theme, name) for name in names if getattr(theme, name) != form[name].value()}


@require_http_methods(["GET", "HEAD", "POST"])
@desk_only
def theme_event(request: PersonRequest, slug: str) -> HttpResponse:
    """Tell in public what has happened."""
    theme = _editable(request, slug)
    form = EventForm(sent(request), initial=typed(request))
    if form.is_valid():
        try:
            _once(request, form, lambda chosen: str(actions.add_event(actor=request.user, theme=theme, **chosen).pk))
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Tack. Nu kan alla läsa vad som har hänt."))
            return redirect("voice:theme_desk", slug)
    context = {"form": form, "theme": theme, "readings": _readings(form, ["text"])}
    return _form_page(request, "voice/themes/event.html", context, form)


def _editable(request: PersonRequest, slug: str) -> Theme:
    theme = _theme(request, slug)
    if not theme.may_edit:  # type: ignore[attr-defined]
        raise PermissionDenied
    return theme


@require_http_methods(["GET", "HEAD", "POST"])
@desk_only
def merge(request: PersonRequest, slug: str) -> HttpResponse:
    """Choose another theme (``?till=``), see both beside each other, and put this one into it."""
    theme = _mergeable(request, slug)
    searched = request.GET.get("text", "")[:100]
    candidates = queries.mergeable_with(theme, viewer=request.user, text=searched)
    chosen = (request.POST.get("into") or request.GET.get("till", "")).replace("\x00", "")
    into = get_object_or_404(queries.mergeable_with(theme, viewer=request.user), slug=chosen) if chosen else None
    if into is None:
        context = {"theme": theme, "candidates": candidates[:LIKELY], "text": searched}
        return render(request, "voice/themes/choose.html", context)
    form = MergeForm(sent(request), initial={"into": into.slug} | typed(request))
    if form.is_valid():
        reasons = {name: form.cleaned_data[name] for name in ("reason", "plain_reason")}
        try:
            _once(
                request,
                form,
                lambda _sent: str(actions.merge_themes(actor=request.user, theme=theme, into=into, **reasons).pk),
            )
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Temana är hoplagda. Det går att ångra på temats sida."))
            return redirect("voice:theme_desk", into.slug)
    context = {"form": form, "theme": theme, "into": into, "readings": _readings(form, ["reason"])}
    return _form_page(request, "voice/themes/merge.html", context, form)


def _mergeable(request: PersonRequest, slug: str) -> Theme:
    theme = _theme(request, slug)
    if not theme.may_merge:  # type: ignore[attr-defined]
        raise PermissionDenied
    return theme


@require_http_methods(["GET", "HEAD", "POST"])
@desk_only
def undo_merge(request: PersonRequest, pk: int) -> HttpResponse:
    """Take two themes apart again."""
    merged = get_object_or_404(queries.all_merges(), pk=pk)
    if not (policy.may_merge(request.user, merged.theme) and policy.may_merge(request.user, merged.into)):
        raise PermissionDenied
    form = ReasonForm(sent(request), initial=typed(request))
    if form.is_valid():
        try:
            _once(
                request, form, lambda reasons: str(actions.undo_merge(actor=request.user, merge=merged, **reasons).pk)
            )
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Sammanläggningen är ångrad. Temana är två igen."))
            return redirect("voice:theme_desk", merged.theme.slug)
    context = {"form": form, "merge": merged, "readings": _readings(form, ["reason"])}
    return _form_page(request, "voice/themes/undo_merge.html", context, form)


@dataclass(frozen=True)
class Going:
    """How many get the answer in one way, in words."""

    words: str
    number: int


_GOING = {
    AnswerVia.WEB: gettext_lazy("läser svaret på webben"),
    AnswerVia.SMS: gettext_lazy("får ett sms om att svaret finns"),
    AnswerVia.EMAIL: gettext_lazy("får ett mejl om att svaret finns"),
    AnswerVia.LETTER: gettext_lazy("får ett brev, som ni skriver ut"),
    AnswerVia.CONTACT: gettext_lazy("får höra det av sin kontakt"),
    AnswerVia.NONE: gettext_lazy("vill inte ha något svar, men kan läsa det"),
}


def _going(viewpoints: Iterable[Viewpoint]) -> list[Going]:
    counted = Counter(viewpoint.answer_via for viewpoint in viewpoints)
    return [Going(str(words), counted[via]) for via, words in _GOING.items() if counted[via]]


@require_http_methods(["GET", "HEAD", "POST"])
@desk_only
def answer_all(request: PersonRequest, slug: str) -> HttpResponse:
    """One answer to all that wait in a theme: write, look once more (``confirm``), send."""
    theme = _theme(request, slug)
    waiting = queries.waiting_in(theme, viewer=request.user)
    shown = list(waiting[: queries.AT_ONCE])
    fresh = {"seen": " ".join(f"{each.pk}:{each.version}" for each in shown)}
    begun = {name: value for name, value in typed(request).items() if name in {"text", "plain_text"}}
    goes_on = sent(request) and "change" not in request.POST
    form = AnswerAllForm(request.POST if goes_on else None, initial=fresh | begun)
    confirming = False
    if form.is_valid():
        if "confirm" not in request.POST:
            confirming = True
        else:
            try:
                answered = _answer_all(request, theme, form)
            except ValidationError as error:
                refuse(form, error)
                renew(form, request, seen=fresh["seen"])
            else:
                messages.success(request, _sent_words(answered, len(form.cleaned_data["seen"])))
                return redirect("voice:theme_desk", slug)
    if confirming:
        shown = queries.answered_together(viewer=request.user, keys=list(form.cleaned_data["seen"]))
    context = {
        "theme": theme,
        "form": form,
        "going": _going(shown),
        "number": len(shown),
        "left": max(0, waiting.count() - len(shown)),
        "shown": shown[:LIKELY],
        "readings": readings(form["text"].value() or "", form["plain_text"].value() or ""),
        "second_reader": any(viewpoint.unit.second_reader for viewpoint in shown),
    }
    page = "voice/themes/confirm_answer.html" if confirming else "voice/themes/answer_all.html"
    return render(request, page, context, status=422 if form.errors else 200)


def _answer_all(request: PersonRequest, theme: Theme, form: AnswerAllForm) -> Answer:
    actor = request.user
    words = {name: form.cleaned_data[name] for name in ("text", "plain_text")}
    seen = form.cleaned_data["seen"]

    def act(_chosen: dict[str, Any]) -> str:
        viewpoints = queries.answered_together(viewer=actor, keys=list(seen))
        answer = actions.send_answer(actor=actor, viewpoints=viewpoints, theme=theme, versions=seen, **words)
        return str(answer.pk)

    return desk.answers_read_by(actor).get(pk=int(_once(request, form, act)))


def _sent_words(answer: Answer, number: int) -> str:
    if answer.state == AnswerState.TO_APPROVE:
        return _("Sparat. En kollega läser svaret innan det skickas.")
    words = ngettext("Tack. Svaret är på väg till %(n)s person.", "Tack. Svaret är på väg till %(n)s personer.", number)
    return words % {"n": number}


@require_http_methods(["GET", "HEAD", "POST"])
@desk_only
def extract(request: PersonRequest, pk: int) -> HttpResponse:
    """Choose words of a viewpoint to show in its theme. What points out a person is marked, and always masked."""
    if not policy.may_publish(request.user):
        raise PermissionDenied
    viewpoint = desk.opened(viewer=request.user, pk=pk)
    form = ExtractForm(sent(request), initial={"text": viewpoint.text[:EXTRACT_LIMIT]})
    preview = None
    if form.is_valid():
        text = form.cleaned_data["text"].strip()
        try:
            if "publish" in request.POST:
                actions.choose_extract(actor=request.user, viewpoint=viewpoint, text=text)
                messages.success(request, _("Orden visas på temats sida nu."))
                return redirect("voice:theme_desk", viewpoint.theme.slug)  # type: ignore[union-attr]
            preview = _preview(text)
        except ValidationError as error:
            refuse(form, error)
    context = {"form": form, "viewpoint": viewpoint, "parts": marked(viewpoint.text), "preview": preview}
    return render(request, "voice/themes/extract.html", context, status=422 if form.errors else 200)


@dataclass(frozen=True)
class Part:
    """A piece of a text; `kind` says, in Swedish, what it points out about a person (empty where it does not)."""

    text: str
    kind: str = ""


def marked(text: str) -> list[Part]:
    """`text` in pieces, those that point out a person marked with what they are."""
    parts, done = [], 0
    for span in redaction.find(text):
        parts += [
            Part(text[done : span.start]),
            Part(text[span.start : span.end], redaction.MASKS[span.kind].strip("[]")),
        ]
        done = span.end
    return [part for part in (*parts, Part(text[done:])) if part.text]


def _preview(text: str) -> dict[str, Any]:
    return {"text": redaction.mask(text), "masked": [part for part in marked(text) if part.kind]}


@require_POST
@desk_only
def drop_extract(request: PersonRequest, pk: int) -> HttpResponse:
    """Take published words away again."""
    form = Form(request.POST)
    try:
        form.full_clean()
        slug = _once(request, form, lambda _sent: _drop(request.user, pk))
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
        return redirect("voice:themes")
    messages.success(request, _("Orden visas inte längre."))
    return redirect("voice:theme_desk", slug)


def _drop(actor: Person, pk: int) -> str:
    chosen = get_object_or_404(queries.extracts_for(actor), pk=pk)
    actions.drop_extract(actor=actor, extract=chosen)
    return chosen.theme.slug


def _once(request: PersonRequest, form: Form, act: Callable[[dict[str, Any]], str]) -> str:
    """Carry out `form` once, however often it is sent; returns what `act` returned the first time."""
    result, _is_new = idempotency.once(key_of(request, form), lambda: act(_without_key(form)))
    return result


def _without_key(form: Form) -> dict[str, Any]:
    return {name: value for name, value in form.cleaned_data.items() if name != "form_key"}


def _readings(form: Form, names: Iterable[str]) -> list[Read]:
    """How the texts of `form` called `names`, and their plain variants, read so far; unwritten ones are left out."""
    fields = [pair for name in names for pair in ((name, LIX_GOAL), (f"plain_{name}", PLAIN_LIX_GOAL))]
    written = [(form[name], goal) for name, goal in fields if (form[name].value() or "").strip()]
    return [Read(str(field.label), goal, reading.report(field.value()[:4_000])) for field, goal in written]


def _form_page(request: PersonRequest, page: str, context: dict[str, Any], form: Form) -> HttpResponse:
    """The page of a form; htmx gets only how its texts read."""
    part = "voice/desk/_readability.html"
    status = 422 if form.errors else 200
    return render_part(request, page, part, context, status=status)
