"""Two services that look alike, side by side: an editor says what they are."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from medskapa.commons import actions, policy
from medskapa.commons.forms.keeping import PairForm
from medskapa.commons.models import Likeness
from medskapa.commons.queries import keeping_twins as queries
from medskapa.core.acting import form_page, opened, pressed
from medskapa.people.requests import PersonRequest, only_holding

editors_only = only_holding(*policy.KEEPS_DIRECTORY)


@require_safe
@editors_only
def pairs(request: PersonRequest) -> HttpResponse:
    """The pairs that may be the same service."""
    return render(request, "commons/keeping/twins.html", {"pairs": queries.suggested()})


@require_http_methods(["GET", "HEAD", "POST"])
@editors_only
def pair(request: PersonRequest, first: str, second: str) -> HttpResponse:
    """Two services side by side, with what is alike."""
    found = queries.pair(first=first, second=second)

    def act(chosen: dict[str, str]) -> int:
        word, why = chosen["word"], chosen["why"]
        if word in {"first", "second"}:
            into, source = (found.first, found.second) if word == "first" else (found.second, found.first)
            return actions.merge_services(actor=request.user, source=source, into=into, why=why).pk
        said = actions.say_of_pair(
            actor=request.user, first=found.first, second=found.second, word=Likeness(word), why=why
        )
        return said.pk

    return form_page(
        request,
        opened(request, PairForm),
        act,
        done=_("Tack. Det är sparat, och det går att ändra sig."),
        to=reverse("commons:twins"),
        page="commons/keeping/pair.html",
        title=_("Är det samma?"),
        send=_("Spara"),
        back=reverse("commons:twins"),
        back_text=_("Kanske samma"),
        pair=found,
    )


@require_POST
@editors_only
def undo(request: PersonRequest, pk: int) -> HttpResponse:
    """Take apart what was put together."""
    merge = queries.one_merge(pk)
    done = _("De är två igen, och allt är som det var.")
    to = reverse("commons:keep", args=[merge.source.slug])
    return pressed(request, lambda: actions.unmerge_services(actor=request.user, merge=merge).pk, done=done, to=to)
