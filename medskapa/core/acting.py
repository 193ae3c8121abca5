"""What the staff pages of the rooms have in common: a form that does one thing, once, and says what came of it."""

from collections.abc import Callable
from datetime import date, time
from decimal import Decimal
from typing import Any, Protocol, TypeVar

from babel.numbers import format_decimal
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms import BaseForm, ChoiceField, Field
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from medskapa.core import idempotency
from medskapa.core.dates import long_date
from medskapa.core.forms import Form, key_of, refuse
from medskapa.core.languages import html_lang

Act = Callable[[dict[str, Any]], object]
F = TypeVar("F", bound=Form)

PAGE, CHANGED = "core/act.html", "core/changed.html"


class Show(Protocol):
    """How a form is shown on its page."""

    def __call__(self, request: Any, form: Form, page: str, **context: Any) -> HttpResponse: ...


def shown(request: HttpRequest, form: Form, page: str = PAGE, **context: Any) -> HttpResponse:
    """The form on its page; 422 where something in it is wrong.

    Args:
        context: of the template: ``title``, ``send``, ``back`` and ``back_text``, perhaps ``lead`` and ``danger``.
    """
    context = {"form": form, "lead": "", "danger": False, "saved_now": {}, **context}
    return render(request, page, context, status=422 if form.errors else 200)


def is_sent(request: HttpRequest) -> bool:
    """Whether a form is sent to be carried out, and not only to see how its texts read."""
    return request.method == "POST" and "check" not in request.POST


def sent(request: HttpRequest) -> Any:
    """What was sent to be carried out, or None: the page is opened, or only asks how its texts read (``check``)."""
    return request.POST if is_sent(request) else None


def typed(request: HttpRequest) -> dict[str, str]:
    """What was typed so far, where only the readability was asked for: nothing is missing yet."""
    return request.POST.dict() if request.method == "POST" else {}


def opened(request: HttpRequest, kind: type[F], initial: dict[str, Any] | None = None, **options: Any) -> F:
    """The form `kind`, bound where it was sent, otherwise with `initial` and what was typed so far."""
    begun = (initial or {}) | typed(request)
    return kind(sent(request), initial=begun, **options)


def carried_out(request: HttpRequest, form: Form, act: Act, *, done: str) -> str | None:
    """Carry out a valid `form` once, however often it is sent, and say `done`. What is refused stands beside it.

    Returns:
        What `act` returned the first time, as text; None where nothing was done.
    """
    if not form.is_valid():
        return None
    chosen = {name: value for name, value in form.cleaned_data.items() if name != "form_key"}
    try:
        result, _is_new = idempotency.once(key_of(request, form), lambda: str(act(chosen)))
    except ValidationError as error:
        refuse(form, error)
        return None
    messages.success(request, done)
    return result


def acted(request: HttpRequest, act: Callable[[], object], *, done: str, form: BaseForm | None = None) -> bool:
    """Carry out once what a button asks (`form`, or one with nothing to fill in), and say how it went.

    Returns:
        Whether it was carried out. What was refused is said as a warning.
    """
    form = form or Form(request.POST)
    form.full_clean()
    try:
        idempotency.once(key_of(request, form), lambda: str(act()))
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
        return False
    messages.success(request, done)
    return True


def pressed(
    request: HttpRequest, act: Callable[[], object], *, done: str, to: str, form: BaseForm | None = None
) -> HttpResponse:
    """As `acted`, and go on `to`, however it went."""
    acted(request, act, done=done, form=form)
    return redirect(to)


def form_page(
    request: HttpRequest,
    form: Form,
    act: Act,
    *,
    done: str,
    to: str,
    page: str = PAGE,
    show: Show = shown,
    **context: Any,
) -> HttpResponse:
    """The page of one form: carried out, it leads to the address `to`; otherwise it is shown with what is wrong.

    Args:
        act: gets what was filled in; what it returns is not used here.
        context: of the template: ``title``, ``lead``, ``send``, ``back`` and ``back_text``, and what `page` needs.
    """
    if carried_out(request, form, act, done=done):
        return redirect(to)
    return show(request, form, page, **context)


def form_for_two(
    request: HttpRequest,
    form: Form,
    act: Act,
    *,
    now: Callable[[], dict[str, Any]],
    done: str,
    to: str,
    page: str = CHANGED,
    show: Show = shown,
    **context: Any,
) -> HttpResponse:
    """As `form_page`, over words that two may write at once. Whoever comes second sees what the first one wrote, beside
    their own words, and sending it again is a choice.

    Args:
        now: what is saved, by the names of the form's fields, with its ``version``; asked only of whoever was second.
    """
    if carried_out(request, form, act, done=done):
        return redirect(to)
    if form.non_field_errors() and (saved := now())["version"] != form.cleaned_data.get("version"):
        context["saved_now"] = differences(form, saved)
        renew(form, request, version=saved["version"])
    return show(request, form, page, **context)


def differences(form: Form, saved: dict[str, Any]) -> dict[str, str]:
    """What is `saved`, by label, where it is not what `form` holds."""
    held = [(name, value) for name, value in saved.items() if name in form.fields and name != "version"]
    return {
        str(form[name].label): _in_words(form.fields[name], value)
        for name, value in held
        if value != form.cleaned_data.get(name)
    }


def _in_words(field: Field, value: Any) -> str:
    if value in (None, "", []):
        return _("(tomt)")
    if isinstance(value, list):
        return ", ".join(_in_words(field, each) for each in value)
    if isinstance(value, bool):
        return _("ja") if value else _("nej")
    if isinstance(value, date):
        return long_date(value)
    if isinstance(value, time):
        return f"{value:%H.%M}"
    if isinstance(value, Decimal):
        return format_decimal(value, format="#,##0.##", locale=html_lang(get_language() or "sv"))
    if isinstance(field, ChoiceField) and not isinstance(value, Model):
        return str(dict(field.choices).get(str(value), value))  # type: ignore[arg-type]
    return str(value)


def renew(form: Form, request: HttpRequest, **seen: object) -> None:
    """Let `form` say what its writer sees now, beside their own words, so that sending it again is a choice."""
    data = request.POST.copy()
    for name, value in seen.items():
        data[name] = str(value)
    form.data = data
