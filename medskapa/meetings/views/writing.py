"""What the pages share where one writes for everybody: read the form, carry it out once, and say how the texts read."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect

from analysis import readability as reading
from medskapa.core import idempotency
from medskapa.core.forms import Form, key_of
from medskapa.core.ui import render_part
from medskapa.people.requests import PersonRequest
from medskapa.voice.views.answering import LIX_GOAL, PLAIN_LIX_GOAL, Read

LONGEST_READ = 4_000


def once(request: PersonRequest, form: Form, act: Callable[[], Any]) -> str:
    """Carry out `form` once, however often it is sent; returns what `act` returned the first time, as text."""
    result, _is_new = idempotency.once(key_of(request, form), lambda: str(act()))
    return result


def removed(request: PersonRequest, act: Callable[[], str], onward: str, said: str) -> HttpResponse:
    """Carry out a removal once, also where what it is about is gone when the button is pressed a second time.

    `act` returns the slug of the meeting, whose page `onward` is shown.
    """
    form = Form(request.POST)
    form.full_clean()
    try:
        slug = once(request, form, act)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
        return redirect("meetings:planning")
    messages.success(request, said)
    return redirect(onward, slug)


def written(
    request: PersonRequest, page: str, form: Form, read: Iterable[str], context: dict[str, Any]
) -> HttpResponse:
    """The page of a form, or for htmx only how its texts read: those called `read`, and their plain variants."""
    context = {"form": form, "readings": _readings(form, read), **context}
    part = "voice/desk/_readability.html"
    return render_part(request, page, part, context, status=422 if form.errors else 200)


def _readings(form: Form, names: Iterable[str]) -> list[Read]:
    fields = [pair for name in names for pair in ((name, LIX_GOAL), (f"plain_{name}", PLAIN_LIX_GOAL))]
    filled = [(form[name], goal) for name, goal in fields if (form[name].value() or "").strip()]
    return [Read(str(field.label), goal, reading.report(field.value()[:LONGEST_READ])) for field, goal in filled]
