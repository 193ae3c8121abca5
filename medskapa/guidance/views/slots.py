"""The free times of a guide: a series of them put in, and some taken away."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from medskapa.core import clock, idempotency
from medskapa.core.forms import key_of, refuse
from medskapa.guidance import actions
from medskapa.guidance.forms.talks import KeysForm, SeriesForm
from medskapa.guidance.queries import talks as queries
from medskapa.guidance.views.caseload import guides_only
from medskapa.people.requests import PersonRequest


@require_http_methods(["GET", "HEAD", "POST"])
@guides_only
def slots(request: PersonRequest) -> HttpResponse:
    """My times from now on, and a series of new ones."""
    form = SeriesForm(request.POST or None, initial={"first": clock.today()})
    if form.is_valid():
        times, how, where = form.times(), form.cleaned_data["how"], form.cleaned_data["where"]

        def act() -> str:
            return str(len(actions.add_slots(actor=request.user, times=times, how=how, where=where)))

        try:
            number, _is_new = idempotency.once(key_of(request, form), act)
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _added(int(number)))
            return redirect("guidance:slots")
    return _slots(request, form, KeysForm(auto_id=False))


def _added(number: int) -> str:
    said = ngettext("%(n)s ny tid är inlagd.", "%(n)s nya tider är inlagda.", number)
    return said % {"n": number} if number else _("De tiderna fanns redan.")


def _slots(request: PersonRequest, form: SeriesForm, keys: KeysForm) -> HttpResponse:
    page = queries.own_slots(guide=request.user, after=request.GET.get("after", ""))
    context = {"form": form, "keys": keys, "rows": page.rows, "next": page.next}
    return render(request, "guidance/talks/slots.html", context, status=422 if form.errors else 200)


@require_POST
@guides_only
def remove_slots(request: PersonRequest) -> HttpResponse:
    """Take away the ticked times."""
    form = KeysForm(request.POST)
    chosen = list(queries.own_slots_chosen(guide=request.user, keys=form.keys))
    try:
        number = actions.remove_slots(actor=request.user, chosen=chosen)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        said = ngettext("%(n)s tid är borttagen.", "%(n)s tider är borttagna.", number)
        messages.success(request, said % {"n": number})
    return redirect("guidance:slots")
