"""The voting: prepared and counted by staff, and answered by whoever holds a card, statement by statement."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from analysis.receipt import Code
from medskapa.core import throttle
from medskapa.core.acting import pressed
from medskapa.core.forms import Form, refuse
from medskapa.integrations.post import document
from medskapa.meetings import actions, passes
from medskapa.meetings.actions.voting import AGREE, DISAGREE, PASS, HasVotes
from medskapa.meetings.forms.vote import CardForm
from medskapa.meetings.forms.voting import CardsForm, RaisedForm, SheetForm, StatementForm
from medskapa.meetings.models import Meeting, Statement, VotingCard
from medskapa.meetings.queries import voting as queries
from medskapa.meetings.views import helper_only, planner_only
from medskapa.meetings.views.writing import once
from medskapa.people.requests import PersonRequest

# --- at work


@require_safe
@helper_only
def statements(request: PersonRequest, slug: str) -> HttpResponse:
    """What is voted on, the cards, and how many have voted."""
    meeting = queries.meeting_for(request.user, slug)
    found = queries.statements_of(meeting)
    turnout = queries.turnout_of(meeting)
    any_open = any(statement.open for statement in found)
    context = {
        "meeting": meeting,
        "statements": found,
        "turnout": turnout,
        "begun": bool(turnout.ballots),
        "any_open": any_open,
        "told": bool(turnout.ballots) and (meeting.is_over or not any_open),
        "can_open": any(not (statement.open or statement.has_votes) for statement in found),  # type: ignore[attr-defined]
        "form": Form(auto_id=False),
        "cards_form": CardsForm(initial={"number": meeting.seats + 10}),
    }
    return render(request, "meetings/voting/statements.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@planner_only
def new_statement(request: PersonRequest, slug: str) -> HttpResponse:
    """Write one more statement."""
    meeting = _planned(request, slug)
    form = StatementForm(request.POST or None, items=queries.items_of(meeting))
    if form.is_valid():
        words = {name: form.cleaned_data[name] for name in ("text", "plain_text", "item")}
        try:
            once(request, form, lambda: str(actions.add_statement(actor=request.user, meeting=meeting, **words).number))
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Påståendet är sparat. Skriv gärna ett till."))
            return redirect("meetings:new_statement", slug)
    context = {"meeting": meeting, "form": form, "number": len(queries.statements_of(meeting)) + 1}
    return _form_page(request, "meetings/voting/statement.html", context, form)


@require_http_methods(["GET", "HEAD", "POST"])
@planner_only
def statement(request: PersonRequest, slug: str, pk: int) -> HttpResponse:
    """Change a statement. Whoever comes second sees what the first one wrote."""
    meeting = _planned(request, slug)
    chosen = queries.statement_for(meeting, pk)
    saved = {name: getattr(chosen, name) for name in ("text", "plain_text", "item", "version")}
    form = StatementForm(request.POST or None, items=queries.items_of(meeting), initial=saved)
    saved_now = ""
    if form.is_valid():
        words = {name: form.cleaned_data[name] for name in ("text", "plain_text", "item")}
        version = form.cleaned_data["version"] or 0
        try:
            once(request, form, lambda: _edited(request, chosen, version, words))
        except ValidationError as error:
            refuse(form, error)
            if version != chosen.version:
                saved_now = chosen.text
                data = request.POST.copy()  # what they see now, beside their own words
                data["version"] = str(chosen.version)
                form.data = data
        else:
            messages.success(request, _("Påståendet är sparat."))
            return redirect("meetings:statements", slug)
    context = {
        "meeting": meeting,
        "statement": chosen,
        "number": chosen.number,
        "form": form,
        "saved_now": saved_now,
        "remove": Form(auto_id=False),
    }
    return _form_page(request, "meetings/voting/statement.html", context, form)


def _edited(request: PersonRequest, chosen: Statement, version: int, words: dict[str, Any]) -> str:
    return str(actions.edit_statement(actor=request.user, statement=chosen, version=version, **words).version)


@require_POST
@planner_only
def move_statement(request: PersonRequest, slug: str, pk: int) -> HttpResponse:
    """One place earlier or later."""
    chosen = queries.statement_for(_planned(request, slug), pk)
    up = request.POST.get("way") != "down"
    return _done(
        request,
        slug,
        lambda: str(actions.move_statement(actor=request.user, statement=chosen, up=up).number),
        _("Ordningen är ändrad."),
    )


@require_POST
@planner_only
def remove_statement(request: PersonRequest, slug: str, pk: int) -> HttpResponse:
    """Take a statement away that nobody has voted on."""
    meeting = _planned(request, slug)

    def act() -> str:
        actions.remove_statement(actor=request.user, statement=queries.statement_for(meeting, pk))
        return ""

    return _done(request, slug, act, _("Påståendet är borttaget."))


@require_POST
@planner_only
def open_voting(request: PersonRequest, slug: str) -> HttpResponse:
    """Open or close one statement, or all of them."""
    meeting = _planned(request, slug)
    wanted, to_open = request.POST.get("statement", ""), request.POST.get("to") == "open"
    chosen = [each for each in queries.statements_of(meeting) if wanted in ("", str(each.pk))]
    if not chosen:
        raise Http404
    act = actions.open_statements if to_open else actions.close_statements
    said = _("Nu går det att rösta.") if to_open else _("Nu går det inte att rösta längre.")
    return _done(request, slug, lambda: str(act(actor=request.user, meeting=meeting, statements=chosen)), said)


@require_POST
@planner_only
def make_cards(request: PersonRequest, slug: str) -> HttpResponse:
    """Make cards, to be printed afterwards."""
    meeting = _planned(request, slug)
    form = CardsForm(request.POST)
    if not form.is_valid():
        messages.warning(request, " ".join(str(text) for errors in form.errors.values() for text in errors))
        return redirect("meetings:statements", slug)
    number = form.cleaned_data["number"]
    said = ngettext("%(n)s kort är klart att skriva ut.", "%(n)s kort är klara att skriva ut.", number) % {"n": number}
    made = lambda: str(len(actions.make_cards(actor=request.user, meeting=meeting, number=number)))  # noqa: E731
    return _done(request, slug, made, said, form=form)


@dataclass(frozen=True)
class PrintedCard:
    """A card on the sheet: its number, its words, and the QR code that leads to the page with the words filled in."""

    number: int
    words: str
    qr: str


@require_safe
@planner_only
def cards_to_print(request: PersonRequest, slug: str) -> HttpResponse:
    """All cards as a PDF to cut apart, in an order that says nothing."""
    meeting = _planned(request, slug)
    cards = queries.cards_of(meeting)
    if not cards:
        raise Http404
    try:
        printed = [_printed(card) for card in cards]
    except passes.Lost:
        messages.warning(request, _("Korten kan inte skrivas ut längre, och öppnar inget. Gör nya kort."))
        return redirect("meetings:statements", slug)
    address = (settings.PUBLIC_URL + reverse("meetings:vote")).partition("://")[2]  # shorter to type
    body = render_to_string(
        "meetings/voting/cards_print.html", {"meeting": meeting, "cards": printed, "address": address}
    )
    return _pdf(body, title=_("Röstkort"), name="rostkort")


def _printed(card: VotingCard) -> PrintedCard:
    code = passes.code_of(card)
    return PrintedCard(card.number, str(code), document.qr_image(_address_of(code)))


def _address_of(code: Code) -> str:
    """The page with the words after "#": a browser keeps that part to itself, so they reach no log."""
    return f"{settings.PUBLIC_URL}{reverse('meetings:vote')}#{'-'.join(code.words)}"


@require_safe
@helper_only
def sheet_to_print(request: PersonRequest, slug: str) -> HttpResponse:
    """The statements on paper, for those who rather vote with a pen."""
    meeting = queries.meeting_for(request.user, slug)
    found = queries.statements_of(meeting)
    if not found:
        raise Http404
    body = render_to_string("meetings/voting/sheet_print.html", {"meeting": meeting, "statements": found})
    return _pdf(body, title=_("Röstblad"), name="rostblad")


def _pdf(body: str, *, title: str, name: str) -> HttpResponse:
    pdf = document.render(body, title=title, lang="sv")
    return HttpResponse(
        pdf, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}.pdf"'}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@helper_only
def type_sheet(request: PersonRequest, slug: str) -> HttpResponse:
    """Type in sheets, one after the other. A card that has votes is asked about, and Enter then changes nothing."""
    meeting = queries.meeting_for(request.user, slug)
    found = queries.statements_of(meeting)
    if "keep" in request.POST:
        messages.info(request, _("Inget är ändrat. Kortets svar är kvar som de var."))
        return redirect("meetings:type_sheet", slug)
    form = SheetForm(request.POST or None, statements=found)
    asked = ""
    if form.is_valid():
        card = queries.card_numbered(meeting, form.cleaned_data["number"])
        if card is None:
            form.add_error("number", _("Det finns inget kort med det numret."))
        else:
            try:
                said = _typed_in(request, form, card)
            except HasVotes:
                asked = queries.voted_by(card)
            except ValidationError as error:
                refuse(form, error)
            else:
                messages.success(request, said)
                return redirect("meetings:type_sheet", slug)
    context = {"meeting": meeting, "statements": found, "form": form, "asked": asked}
    return render(request, "meetings/voting/type_sheet.html", context, status=422 if form.errors or asked else 200)


def _typed_in(request: PersonRequest, form: SheetForm, card: VotingCard) -> str:
    answers = form.cleaned_data["answers"]
    replace = "replace" in request.POST
    ballot = lambda: actions.type_ballot(  # noqa: E731
        actor=request.user, card=card, answers=answers, replace=replace
    )
    once(request, form, lambda: str(len(answers)) if ballot() else "")
    given = list(answers.values())
    return _(
        "Kort %(number)s är sparat: %(agree)s håller med, %(disagree)s håller inte med, %(passes)s hoppar över."
    ) % {
        "number": card.number,
        "agree": given.count(AGREE),
        "disagree": given.count(DISAGREE),
        "passes": given.count(PASS),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@helper_only
def count_raised(request: PersonRequest, slug: str, pk: int) -> HttpResponse:
    """Write down how many raised which card."""
    meeting = queries.meeting_for(request.user, slug)
    chosen = queries.statement_for(meeting, pk)
    names = ("agree", "disagree", "passes")
    saved = {name: getattr(chosen.raised, name) for name in names} if hasattr(chosen, "raised") else {}
    form = RaisedForm(request.POST or None, initial=saved)
    if form.is_valid():
        counted = {name: form.cleaned_data[name] for name in names}
        try:
            once(
                request,
                form,
                lambda: str(actions.count_raised(actor=request.user, statement=chosen, **counted).statement_id),
            )
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Antalen är sparade."))
            return redirect("meetings:statements", slug)
    context = {"meeting": meeting, "statement": chosen, "form": form, "counted": bool(saved)}
    return _form_page(request, "meetings/voting/raised.html", context, form)


def _planned(request: PersonRequest, slug: str) -> Meeting:
    """The meeting, for one who plans it; those who only help there may not change what is voted on."""
    meeting = queries.meeting_for(request.user, slug)
    if not meeting.may_plan:  # type: ignore[attr-defined] # carried by the query
        raise PermissionDenied
    return meeting


def _done(
    request: PersonRequest, slug: str, act: Callable[[], object], said: str, *, form: Form | None = None
) -> HttpResponse:
    """Carry out a form of one button, say what came of it, and go back to the statements."""
    return pressed(request, act, done=said, to=reverse("meetings:statements", args=[slug]), form=form)


def _form_page(request: PersonRequest, template: str, context: dict[str, Any], form: Form) -> HttpResponse:
    return render(request, template, context, status=422 if form.errors else 200)


# --- whoever holds a card


@dataclass(frozen=True)
class Choice:
    """An answer as a button: what it sends, its words, and its picture."""

    value: int
    text: Any
    icon: str
    chosen: bool = False


CHOICES = (
    (AGREE, gettext_lazy("Jag håller med"), "thumb-up"),
    (DISAGREE, gettext_lazy("Jag håller inte med"), "thumb-down"),
    (PASS, gettext_lazy("Jag hoppar över"), "arrow"),
)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def vote(request: HttpRequest) -> HttpResponse:
    """Ask for the words on the card; with the right ones, show the first statement."""
    form = CardForm(request.POST or None)
    if form.is_valid():
        try:
            card = passes.open_with(form.cleaned_data["code"], source=throttle.source_of(request))
        except throttle.TooMany:
            return render(request, "meetings/public/vote_slow_down.html", status=429)
        if card:
            voting = queries.voting_with(card)
            return _next(request, card, voting, voting.first_unanswered())
        form.add_error("code", _("De orden hör inte till något kort. Titta på ditt kort och skriv dem en gång till."))
    return render(request, "meetings/public/vote.html", {"form": form}, status=422 if form.errors else 200)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest) -> HttpResponse:
    """Keep an answer at once and go on, or show one statement (``show``) or all answers, with the pass of the page."""
    card = passes.behind(request.POST.get("pass", ""))
    if card is None:
        return _ask_again(request)
    if "value" in request.POST:
        return _answered(request, card)
    voting = queries.voting_with(card)
    shown = request.POST.get("show", "")
    question = voting.at(int(shown)) if shown.isdecimal() and len(shown) < 5 else None
    return _next(request, card, voting, question)


def _answered(request: HttpRequest, card: VotingCard) -> HttpResponse:
    voting = queries.voting_with(card)
    key, value = request.POST.get("statement", ""), request.POST.get("value", "")
    question = next((each for each in voting.questions if str(each.statement.pk) == key), None)
    refused = ""
    if question is None or value not in {"1", "-1", "0"}:
        refused = _("Det går inte att rösta på det här längre. Dina andra svar finns kvar.")
    else:
        try:
            actions.vote(actor=None, card=card, statement=question.statement, value=int(value))
        except ValidationError as error:
            refused = " ".join(error.messages)
    voting = queries.voting_with(card)
    going_on = voting.first_unanswered(after=question.number if question else 0)
    return _next(request, card, voting, None if refused else going_on, refused=refused)


def _next(
    request: HttpRequest,
    card: VotingCard,
    voting: queries.Voting,
    question: queries.Question | None,
    *,
    refused: str = "",
) -> HttpResponse:
    """One statement, or all answers when there is nothing more to answer."""
    context = {"pass": passes.pass_for(card), "voting": voting, "refused": refused}
    if question is None:
        answered = [(each, _words_of(each.answer)) for each in voting.questions]
        context |= {"answers": answered, "unanswered": voting.first_unanswered()}
        return render(request, "meetings/public/vote_answers.html", context, status=409 if refused else 200)
    context |= {
        "question": question,
        "total": len(voting.questions),
        "before": question.number - 1,
        "choices": [Choice(value, text, icon, chosen=value == question.answer) for value, text, icon in CHOICES],
    }
    return render(request, "meetings/public/vote_statement.html", context)


def _words_of(answer: int | None) -> str:
    return next((str(text) for value, text, _icon in CHOICES if value == answer), "")


def _ask_again(request: HttpRequest) -> HttpResponse:
    """The pass has run out, or the page was opened by hand: ask for the words again. What was answered is kept."""
    if request.method != "POST":
        return redirect("meetings:vote")
    return render(request, "meetings/public/vote.html", {"form": CardForm(), "again": True}, status=403)
