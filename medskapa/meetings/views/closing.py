"""What came of each item of the agenda, and the meeting closed."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from analysis import readability as reading
from medskapa.core import clock, idempotency
from medskapa.core.acting import sent, typed
from medskapa.core.dates import from_to
from medskapa.core.forms import Form, key_of, refuse
from medskapa.core.ui import render_part
from medskapa.meetings import actions, outcomes
from medskapa.meetings.forms.closing import OutcomeForm
from medskapa.meetings.models import AgendaItem, Meeting, MeetingState
from medskapa.meetings.promises import promise
from medskapa.meetings.queries import closing as queries
from medskapa.meetings.views import planner_only
from medskapa.people.requests import PersonRequest
from medskapa.voice.views.answering import LIX_GOAL, PLAIN_LIX_GOAL, Read


@require_http_methods(["GET", "HEAD", "POST"])
@planner_only
def closing(request: PersonRequest, slug: str) -> HttpResponse:
    """What came of each item, and what happens when the meeting is closed; sent, it closes."""
    found = queries.closing(viewer=request.user, slug=slug)
    form = Form(request.POST if request.method == "POST" else None, auto_id=False)
    if form.is_valid():
        try:
            idempotency.once(
                key_of(request, form), lambda: actions.close(actor=request.user, meeting=found.meeting).slug
            )
        except ValidationError as error:
            refuse(form, error)
            found = queries.closing(viewer=request.user, slug=slug)
        else:
            messages.success(request, _("Träffen är avslutad. Nu kan du göra minnesanteckningarna."))
            return redirect("meetings:minutes", slug)
    context = {
        "found": found,
        "meeting": found.meeting,
        "time": from_to(found.meeting.starts_at, found.meeting.ends_at),
        "rows": [(row, promise(row.item)) for row in found.rows],
        "is_open": is_open(found.meeting),
        "form": form,
    }
    return render(request, "meetings/closing/closing.html", context, status=422 if form.errors else 200)


def is_open(meeting: Meeting) -> bool:
    """Whether outcomes can be written: the meeting has begun, and is neither closed nor cancelled."""
    return meeting.state == MeetingState.ANNOUNCED and bool(meeting.starts_at and meeting.starts_at <= clock.now())


@require_http_methods(["GET", "HEAD", "POST"])
@planner_only
def outcome(request: PersonRequest, slug: str, pk: int) -> HttpResponse:
    """Write down what came of one item. Whoever comes second sees what the first one wrote, beside their own words."""
    item = queries.item_to_settle(viewer=request.user, slug=slug, pk=pk)
    groups = list(dict.fromkeys([*outcomes.groups(), *([item.group_name] if item.group_name else [])]))
    form = OutcomeForm(sent(request), groups=groups, initial=OutcomeForm.values_of(item) | typed(request))
    saved_now: AgendaItem | None = None
    if form.is_valid():
        try:
            idempotency.once(key_of(request, form), lambda: _recorded(request, item, form))
        except ValidationError as error:
            refuse(form, error)
            saved_now = queries.item_to_settle(viewer=request.user, slug=slug, pk=pk)
            saved_now = saved_now if saved_now.version != form.cleaned_data["version"] else None
            see_version(form, request, (saved_now or item).version)
        else:
            messages.success(request, _("Sparat. Ingen får veta det förrän ni avslutar träffen."))
            return redirect("meetings:closing", slug)
    context = {
        "item": item,
        "meeting": item.meeting,
        "is_open": is_open(item.meeting),
        "said": queries.said_on(item, viewer=request.user),
        "form": form,
        "has_groups": bool(groups),
        "saved_now": saved_now,
        "undo": Form(auto_id=False),
        "readings": readings_of(form, {"text": LIX_GOAL, "plain_text": PLAIN_LIX_GOAL}),
    }
    part = "voice/desk/_readability.html"
    return render_part(request, "meetings/closing/outcome.html", part, context, status=422 if form.errors else 200)


def _recorded(request: PersonRequest, item: AgendaItem, form: OutcomeForm) -> str:
    given = {name: value for name, value in form.cleaned_data.items() if name != "form_key"}
    return str(actions.record_outcome(actor=request.user, item=item, **given).pk)


def see_version(form: Form, request: PersonRequest, version: int) -> None:
    """Let `form` say what its writer sees now, beside their own words, so that sending it again is a choice."""
    form.data = request.POST.copy()
    form.data["version"] = str(version)


def readings_of(form: Form, goals: dict[str, int]) -> list[Read]:
    """How the texts of `form` read so far, each beside the bar it should be below; unwritten ones are left out."""
    texts: dict[str, Any] = {name: form[name].value() or "" for name in goals}
    return [
        Read(str(form[name].label), goals[name], reading.report(text[:4_000]))
        for name, text in texts.items()
        if text.strip()
    ]


@require_POST
@planner_only
def take_back(request: PersonRequest, slug: str, pk: int) -> HttpResponse:
    """Leave open again what comes of an item."""
    item = queries.item_to_settle(viewer=request.user, slug=slug, pk=pk)
    form = Form(request.POST)
    form.full_clean()
    try:
        idempotency.once(
            key_of(request, form), lambda: str(actions.take_back_outcome(actor=request.user, item=item).pk)
        )
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(request, _("Punkten är öppen igen."))
    return redirect("meetings:closing", slug)
