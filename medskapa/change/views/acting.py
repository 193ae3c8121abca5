"""What the staff pages of change have in common: the forms of `core.acting`, with how their public texts read."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse

from analysis import readability as reading
from medskapa.change import policy
from medskapa.core import acting
from medskapa.core.acting import Act, carried_out, is_sent, opened, typed
from medskapa.core.forms import Form
from medskapa.core.ui import render_part
from medskapa.people.models import Role
from medskapa.people.requests import PersonRequest, only, only_holding
from medskapa.voice.views.answering import LIX_GOAL, PLAIN_LIX_GOAL, Read

__all__ = [
    "carried_out",
    "form_for_two",
    "form_page",
    "is_sent",
    "opened",
    "planners_only",
    "readings_of",
    "shown",
    "typed",
    "working_here_only",
]

working_here_only = only(policy.may_work_here)
"""For every member of staff."""

planners_only = only_holding(Role.PLANNER)
"""For planners."""

PAGE, CHANGED = "change/act.html", "change/changed.html"


def form_page(
    request: PersonRequest, form: Form, act: Act, *, done: str, to: str, page: str = PAGE, **context: Any
) -> HttpResponse:
    """`acting.form_page`, with how the texts read."""
    return acting.form_page(request, form, act, done=done, to=to, page=page, show=shown, **context)


def form_for_two(
    request: PersonRequest,
    form: Form,
    act: Act,
    *,
    now: Callable[[], dict[str, Any]],
    done: str,
    to: str,
    page: str = CHANGED,
    **context: Any,
) -> HttpResponse:
    """`acting.form_for_two`, with how the texts read."""
    return acting.form_for_two(request, form, act, now=now, done=done, to=to, page=page, show=shown, **context)


def shown(request: PersonRequest, form: Form, page: str = PAGE, **context: Any) -> HttpResponse:
    """The form on its page; htmx gets only how its texts read."""
    status = 422 if form.errors else 200
    readings = readings_of(form)
    shown_context = {"lead": "", "danger": False, "saved_now": {}, "has_readings": bool(_pairs(form)), **context}
    part = "voice/desk/_readability.html"
    return render_part(request, page, part, {"form": form, "readings": readings, **shown_context}, status=status)


def _pairs(form: Form) -> list[str]:
    """The fields that have a plain variant beside them: those that everybody reads."""
    return [name for name in form.fields if f"plain_{name}" in form.fields]


def readings_of(form: Form) -> list[Read]:
    """How the public texts of `form` and their plain variants read so far; unwritten ones are left out."""
    both = [pair for name in _pairs(form) for pair in ((name, LIX_GOAL), (f"plain_{name}", PLAIN_LIX_GOAL))]
    written = [(form[name], goal) for name, goal in both if str(form[name].value() or "").strip()]
    return [Read(str(field.label), goal, reading.report(str(field.value())[:4_000])) for field, goal in written]
