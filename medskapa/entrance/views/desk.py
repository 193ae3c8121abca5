"""The reception: the parts that wait, one entry, who it was, and all the questions on one page."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from medskapa.commons.queries import referrals
from medskapa.core import clock, searching
from medskapa.core.forms import key_of, refuse
from medskapa.core.ui import render_part
from medskapa.entrance import actions, policy
from medskapa.entrance.forms.desk import ConfirmForm, PassingForm, TakingIn
from medskapa.entrance.models import Entry, Ground, How, Part, PartState, Receiver, Wall
from medskapa.entrance.queries import desk as opening
from medskapa.entrance.queries import entries as queries
from medskapa.entrance.queries import questions as question_queries
from medskapa.entrance.texts import STATES
from medskapa.entrance.views import sent
from medskapa.entrance.views.conversation import ending
from medskapa.entrance.words import Speaker
from medskapa.people.models import Person, Role
from medskapa.people.requests import PersonRequest, only_holding
from medskapa.voice.forms.say import LANGUAGES

reception_only = only_holding(Role.RECEPTION)
taking_in_only = only_holding(*policy.TAKING_IN)
LOOK = "look"


@require_safe
@reception_only
def waiting(request: PersonRequest) -> HttpResponse:
    """What waits for a person here, the earliest promise first."""
    asked = request.GET
    to, mine = asked.get("till", "")[:20], "mina" in asked
    page = queries.waiting(viewer=request.user, to=to, mine=mine, after=asked.get("after", "")[:40])
    today, languages = clock.today(), dict(LANGUAGES)
    rows = [
        {
            "part": part,
            "state": STATES[part.state],  # type: ignore[index]
            "is_late": part.promised_on is not None and part.promised_on < today,
            "is_waiting": part.state == PartState.WAITING,
            "is_mine": part.received_by_id == request.user.pk,
            "language": languages.get(part.entry.language, part.entry.language),
            "is_protected": part.entry.person.protected_identity,
        }
        for part in page.rows
    ]
    context = {"rows": rows, "next": page.next, "to": to, "mine": mine, "receivers": Receiver.choices}
    context["referrals"] = referrals.needing_me(request.user)
    return render(request, "entrance/desk/waiting.html", context)


@require_POST
@reception_only
def take_part(request: PersonRequest, pk: int) -> HttpResponse:
    """Take care of a part."""
    return _on_part(request, pk, lambda part: actions.take_part(actor=request.user, part=part), _("Du har det nu."))


@require_POST
@reception_only
def finish_part(request: PersonRequest, pk: int) -> HttpResponse:
    """The person has got what it was about."""
    return _on_part(request, pk, lambda part: actions.finish_part(actor=request.user, part=part), _("Klart."))


def _on_part(request: PersonRequest, pk: int, act: Callable[[Part], Part], said: str) -> HttpResponse:
    try:
        part = act(queries.part_at_work(viewer=request.user, key=pk))
    except Part.DoesNotExist:
        raise Http404 from None
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("entrance:waiting")
    messages.success(request, said)
    return redirect("entrance:waiting") if part.state == PartState.DONE else redirect("entrance:entry", part.entry_id)


@require_safe
@reception_only
def entry(request: PersonRequest, pk: int) -> HttpResponse:
    """One entry: how to reach the person, what they told, and where it went. Reading it is written down."""
    found = _open_or_404(request, pk)
    speaker = Speaker(found.questions.questions)
    facts = [
        {"fact": fact, "label": speaker.label(fact.key), "value": speaker.says(fact.key, fact.value)}
        for fact in queries.facts_in(viewer=request.user, entry=found)
    ]
    context = {
        "entry": found,
        "facts": facts,
        "parts": [(part, *STATES[part.state]) for part in queries.parts_of(found)],  # type: ignore[index]
        "is_sure": found.signed_in or found.confirmed_by_id is not None,
    }
    return render(request, "entrance/desk/entry.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@reception_only
def confirm(request: PersonRequest, pk: int) -> HttpResponse:
    """Who it was: somebody new, or one of those whom a search finds."""
    found = _open_or_404(request, pk)
    if searching.is_search(request):
        return searching.answer(request)
    text = str(searching.narrowed(request)[searching.WORDS])
    like = queries.people_like(viewer=request.user, text=text, besides=found.person)
    form = ConfirmForm(sent(request))
    if form.is_valid():
        try:
            person = _chosen(request, form.cleaned_data["person"], found)
            actions.confirm_person(actor=request.user, entry=found, person=person)
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Sparat. Nu vet vi vem det är."))
            return redirect("entrance:waiting")
    context = {"entry": found, "form": form, "text": text, "like": like}
    return render(request, "entrance/desk/confirm.html", context, status=422 if form.errors else 200)


def _chosen(request: PersonRequest, key: str, entry: Entry) -> Person | None:
    """The person behind a choice; None for somebody new."""
    if key == "new":
        return None
    person = queries.person_to_choose(viewer=request.user, key=key, besides=entry.person)
    if person is None:
        raise ValidationError(_("Den personen går inte att välja. Sök igen."))
    return person


@require_http_methods(["GET", "HEAD", "POST"])
@reception_only
def pass_on(request: PersonRequest, pk: int, fact: int) -> HttpResponse:
    """Let one thing pass its wall, with a yes or by law."""
    found = _open_or_404(request, pk)
    one = next((each for each in queries.facts_in(viewer=request.user, entry=found) if each.pk == fact), None)
    if one is None:
        raise Http404
    form = PassingForm(sent(request), fact=one)
    if form.is_valid():
        said = form.cleaned_data
        try:
            actions.pass_fact(
                actor=request.user,
                fact=one,
                to_wall=Wall(said["to_wall"]),
                ground=Ground(said["ground"]),
                law=said["law"],
                why=said["why"],
            )
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Uppgiften är lämnad. Personen ser det på sin sida."))
            return redirect("entrance:entry", pk)
    speaker = Speaker(found.questions.questions)
    context = {
        "entry": found,
        "form": form,
        "fact": one,
        "label": speaker.label(one.key),
        "value": speaker.says(one.key, one.value),
    }
    return render(request, "entrance/desk/pass_on.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@taking_in_only
def take_in(request: PersonRequest) -> HttpResponse:
    """The questions on one page, for somebody at the desk or on the phone: more of them as the answers lead there."""
    questions = question_queries.current()
    form = TakingIn(sent(request), questions=questions.questions)
    if LOOK in request.POST:
        return _take_in_page(request, form.as_typed(), form.shown())
    if form.is_valid():
        try:
            made = actions.take_in(
                actor=request.user,
                questions=questions,
                answers=form.answers(),
                how=How(form.cleaned_data["how"]),
                form_key=key_of(request, form),
            )
        except ValidationError as error:
            refuse(form, error)
        else:
            return redirect("entrance:taken_in", made.pk)
    return _take_in_page(request, form, set())


def _take_in_page(request: PersonRequest, form: TakingIn, shown: set[str]) -> HttpResponse:
    """The page; for htmx only the questions that come and go, so that nothing is touched where somebody is typing."""
    rows = [{"key": key, "field": field, "asked": asked} for key, field, asked in form.rows()]
    context = {
        "form": form,
        "rows": rows,
        "number": len(form.asked()),
        "moved": [row for row in rows if row["asked"] != (row["key"] in shown)],
    }
    status = 422 if form.errors else 200
    return render_part(request, "entrance/desk/take_in.html", "entrance/desk/_moved.html", context, status=status)


@require_safe
@taking_in_only
def taken_in(request: PersonRequest, pk: int) -> HttpResponse:
    """What happens now, to read out and to print, for whoever took it in."""
    try:
        found = opening.taken_in_by(viewer=request.user, key=pk)
    except Entry.DoesNotExist:
        raise Http404 from None
    return render(request, "entrance/desk/taken_in.html", ending(found))


def _open_or_404(request: PersonRequest, pk: int) -> Entry:
    try:
        return opening.open_entry(viewer=request.user, key=pk)
    except Entry.DoesNotExist:
        raise Http404 from None
