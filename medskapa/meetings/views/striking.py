"""Words are struck from published minutes: first it is shown where they stand, and then they go for good."""

from collections.abc import Sequence

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from medskapa.core.forms import refuse
from medskapa.meetings import actions
from medskapa.meetings.actions.striking import NOT_THERE, Struck
from medskapa.meetings.forms.closing import StrikeForm
from medskapa.meetings.models import MinutesState
from medskapa.meetings.queries import minutes as queries
from medskapa.meetings.queries import striking
from medskapa.meetings.views import planner_only
from medskapa.meetings.views.writing import once
from medskapa.people.requests import PersonRequest


@require_http_methods(["GET", "HEAD", "POST"])
@planner_only
def strike(request: PersonRequest, slug: str) -> HttpResponse:
    """Ask for the words, show where they stand, and strike them once that is confirmed."""
    found = queries.to_edit(viewer=request.user, slug=slug)
    form = StrikeForm(request.POST if request.method == "POST" else None)
    places: Sequence[striking.Place] = ()
    if form.is_valid():
        words = form.cleaned_data["words"]
        try:
            if form.cleaned_data["sure"]:
                told = once(
                    request,
                    form,
                    lambda: told_of(actions.strike_words(actor=request.user, minutes=found, words=words)),
                )
                messages.success(request, told)
                return redirect("meetings:minutes", slug)
            places = striking.places_of(found, words)
            if not places:
                form.add_error("words", NOT_THERE)
        except ValidationError as error:
            refuse(form, error)
    context = {
        "meeting": found.meeting,
        "form": form,
        "places": places,
        "told": striking.out_of_reach(found.meeting),
        "is_published": found.state == MinutesState.PUBLISHED,
    }
    return render(request, "meetings/closing/strike.html", context, status=422 if form.errors else 200)


def told_of(struck: Struck) -> str:
    """What is said once words are struck."""
    told = ngettext(
        "Orden är borta på %(n)s ställe i minnesanteckningarna.",
        "Orden är borta på %(n)s ställen i minnesanteckningarna.",
        struck.places,
    ) % {"n": struck.places}
    if not struck.to_print_again:
        return told
    again = ngettext(
        "%(n)s utskrivet brev ska skrivas ut på nytt. Kasta det gamla.",
        "%(n)s utskrivna brev ska skrivas ut på nytt. Kasta de gamla.",
        struck.to_print_again,
    ) % {"n": struck.to_print_again}
    return f"{told} {again}"
