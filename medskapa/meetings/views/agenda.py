"""The agenda at work: the list with what has happened behind each item, its draft, and its order."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from medskapa.core import clock
from medskapa.core.forms import Form
from medskapa.meetings import actions, policy
from medskapa.meetings.forms.agenda import NumbersForm
from medskapa.meetings.models import Meeting, MeetingState
from medskapa.meetings.queries import agenda as queries
from medskapa.meetings.queries.planning import meeting_for
from medskapa.meetings.views import planner_only
from medskapa.meetings.views.writing import once
from medskapa.people.requests import PersonRequest, only
from medskapa.voice.models import Event
from medskapa.voice.texts import in_language
from medskapa.voice.views.public import ICONS

agenda_only = only(policy.may_read_agendas)
"""For those who have anything to do with meetings, and those who take in what residents answer."""


@require_safe
@agenda_only
def agenda(request: PersonRequest, slug: str) -> HttpResponse:
    """The agenda in order, and what is struck or lies in another item."""
    found = queries.agenda(viewer=request.user, slug=slug, after=request.GET.get("after", ""))
    meeting: Any = found.meeting
    context = {
        "meeting": meeting,
        "rows": [(row, [happening(event) for event in row.latest]) for row in found.rows],
        "dropped": found.dropped,
        "next": found.next,
        "standing": found.standing,
        "may_plan": meeting.may_plan and not meeting.is_over,
        "may_draft": meeting.may_plan and meeting.state == MeetingState.DRAFT,
        "takes_answers": {row.item.pk for row in found.rows if _open(meeting, row.item)},
        "form": Form(auto_id=False),
        "after": request.GET.get("after", ""),
    }
    return render(request, "meetings/agenda/agenda.html", context)


def _open(meeting: Meeting, item: Any) -> bool:
    item.meeting = meeting
    return bool(item.takes_answers(clock.now()))


def happening(event: Event) -> dict[str, Any]:
    """An event for the timeline. It says nothing about who wrote it."""
    other = event.theme.name if event.theme and event.theme.thread_id != event.thread_id else ""
    title = f"{event.get_kind_display()}: {other}" if other else str(event.get_kind_display())
    text = in_language(event, "text")
    return {"date": event.at, "title": title, "text": text, "lang": "sv", "icon": ICONS.get(event.kind, "")}  # type: ignore[call-overload]


def planned(request: PersonRequest, slug: str) -> Meeting:
    """The meeting, for one who plans it. A foreign draft is as good as none; a public one may only be read of."""
    meeting = meeting_for(request.user, slug)
    if not meeting.may_plan:  # type: ignore[attr-defined]  # carried by the query
        raise PermissionDenied
    return meeting


@require_POST
@planner_only
def draft(request: PersonRequest, slug: str) -> HttpResponse:
    """Fetch what the meeting before left, and the themes that many speak about."""
    meeting, form = planned(request, slug), _bare(request)
    try:
        made = int(once(request, form, lambda: len(actions.draft_agenda(actor=request.user, meeting=meeting))))
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        words = ngettext("%(n)s ny punkt på dagordningen.", "%(n)s nya punkter på dagordningen.", made)
        messages.success(request, words % {"n": made} if made else _("Allt finns redan på dagordningen."))
    return redirect("meetings:agenda", slug)


@require_POST
@planner_only
def order(request: PersonRequest, slug: str) -> HttpResponse:
    """Move one item up or down, or all of them by the numbers that were written."""
    meeting = planned(request, slug)
    way = next((name for name in ("up", "down") if name in request.POST), "")
    try:
        if way:
            moved = queries.item_for(request.user, _key(request.POST[way]))
            once(request, _bare(request), lambda: _moved(request, meeting, moved, way))
            return redirect(f"{_address(request, slug)}#item-{moved.pk}")
        keys = [_key(name.removeprefix("n-")) for name in request.POST if name.startswith("n-")]
        form = NumbersForm(request.POST, keys=keys[: queries.PAGE])
        if not form.is_valid():
            messages.warning(request, _("Skriv numren med siffror, som 1, 2 och 3."))
            return redirect(_address(request, slug))
        once(
            request,
            form,
            lambda: actions.order_agenda(actor=request.user, meeting=meeting, numbers=form.numbers()),
        )
        messages.success(request, _("Ordningen är sparad."))
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    return redirect(_address(request, slug))


def _moved(request: PersonRequest, meeting: Meeting, item: Any, way: str) -> None:
    if item.meeting_id != meeting.pk:
        raise PermissionDenied
    actions.move_item(actor=request.user, item=item, down=way == "down")


def _key(text: str) -> int:
    """The key that a button or a field names; 0, which nothing has, for what is no key."""
    return int(text) if text.isdecimal() and len(text) < 19 else 0


def _bare(request: PersonRequest) -> Form:
    form = Form(request.POST)
    form.full_clean()
    return form


def _address(request: PersonRequest, slug: str) -> str:
    """The page of the list that one came from."""
    after = request.POST.get("after", "")
    address: str = redirect("meetings:agenda", slug).url
    return f"{address}?after={after}" if after.isdecimal() and len(after) < 6 else address
