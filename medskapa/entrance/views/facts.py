"""Det vi vet om dig: everything, with where it comes from and who can see it; and what has passed a wall."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from medskapa.core.forms import refuse
from medskapa.entrance import actions
from medskapa.entrance.conversation import question_of
from medskapa.entrance.forms.facts import CorrectionForm, DisputeForm
from medskapa.entrance.models import Fact, Source, Wall
from medskapa.entrance.queries import facts as queries
from medskapa.entrance.queries import questions as question_queries
from medskapa.entrance.texts import FROM
from medskapa.entrance.views import sent
from medskapa.entrance.words import Speaker
from medskapa.people.own_data import called
from medskapa.people.requests import PersonRequest


@require_safe
def my_facts(request: PersonRequest) -> HttpResponse:
    """Everything that is known about me, wall by wall."""
    speaker = Speaker(question_queries.asked_now())
    known = [_shown(speaker, fact) for fact in queries.my_facts(request.user)]
    walls = [(wall.label, [each for each in known if each["wall"] == wall]) for wall in Wall]
    passings = [
        {"label": speaker.label(each.fact.key), "by": called(each.passed_by), "passing": each}
        for each in queries.my_passings(request.user)
    ]
    context = {"walls": [(label, rows) for label, rows in walls if rows], "passings": passings}
    return render(request, "entrance/mine/facts.html", context)


def _shown(speaker: Speaker, fact: Fact) -> dict[str, Any]:
    return {
        "fact": fact,
        "wall": fact.wall,
        "label": speaker.label(fact.key),
        "value": speaker.says(fact.key, fact.value),
        "from": FROM[fact.source],  # type: ignore[index]
        "passed_to": [Wall(each.to_wall).label for each in fact.passings.all()],
        "is_mine_to_change": fact.source != Source.REGISTER,
    }


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: PersonRequest, pk: int) -> HttpResponse:
    """Put another answer in the place of one of mine."""
    fact = _mine_or_404(request, pk)
    questions = question_queries.asked_now()
    speaker = Speaker(questions)
    form = CorrectionForm(
        sent(request),
        question=question_of(questions, fact.key),
        value=fact.value,
        label=speaker.label(fact.key),
    )
    if form.is_valid():
        try:
            actions.correct_fact(actor=request.user, fact=fact, value=form.value())
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Sparat. Det gäller från och med nu."))
            return redirect("entrance:my_facts")
    context = {"form": form, "fact": fact}
    return render(request, "entrance/mine/correct.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def dispute(request: PersonRequest, pk: int) -> HttpResponse:
    """Say what is wrong with something that is known about me."""
    fact = _mine_or_404(request, pk)
    form = DisputeForm(sent(request), initial={"text": fact.dispute})
    if form.is_valid():
        try:
            actions.dispute_fact(actor=request.user, fact=fact, text=form.cleaned_data["text"])
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Tack. Nu ser alla som läser uppgiften vad du har sagt."))
            return redirect("entrance:my_facts")
    context = {"form": form, **_shown(Speaker(question_queries.asked_now()), fact)}
    return render(request, "entrance/mine/dispute.html", context, status=422 if form.errors else 200)


def _mine_or_404(request: PersonRequest, pk: int) -> Fact:
    try:
        return queries.my_fact(request.user, pk)
    except Fact.DoesNotExist:
        raise Http404 from None
