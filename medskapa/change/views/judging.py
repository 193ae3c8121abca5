"""Did it get better? The question at work, and what a resident answers. Nobody needs a session, and nobody is named."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from medskapa.change import actions, voters
from medskapa.change.actions.judging import WORDS_AND_DAYS
from medskapa.change.forms import deciding as desk_forms
from medskapa.change.forms.judging import WORDS_LIMIT, JudgeForm, VoiceForm
from medskapa.change.models import JudgeRound
from medskapa.change.queries import deciding as queries
from medskapa.change.views.acting import carried_out, form_for_two, form_page, opened, shown, working_here_only
from medskapa.change.views.deciding import back_to, carriable, page_of
from medskapa.core import throttle
from medskapa.core.forms import refuse
from medskapa.core.headers import public_page
from medskapa.integrations.sms import incoming
from medskapa.meetings import codes
from medskapa.meetings.models import Invitation
from medskapa.people.requests import PersonRequest
from medskapa.voice import receipts
from medskapa.voice.models import Viewpoint

Holder = Viewpoint | Invitation

# --- at work


@require_http_methods(["GET", "HEAD", "POST"])
@working_here_only
def open_round(request: PersonRequest, number: int) -> HttpResponse:
    """Ask residents whether it got better."""
    found = carriable(request, number)
    return form_page(
        request,
        opened(request, desk_forms.RoundForm),
        lambda chosen: actions.open_round(actor=request.user, proposal=found, **chosen).pk,
        done=_("Frågan är sparad. Alla som har talat om det får veta när den öppnar."),
        to=page_of(found),
        title=_("Fråga invånarna: blev det bättre?"),
        lead=_("De svarar på webben med sin kod, med sms, eller på papper som ni skriver in."),
        send=_("Spara frågan"),
        **back_to(found),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@working_here_only
def edit_round(request: PersonRequest, number: int, round_number: int) -> HttpResponse:
    """Change a question that has not opened yet."""
    found = carriable(request, number)
    round_ = queries.round_at_work(found, round_number)
    here = reverse("change:round_desk", args=[number, round_number])

    def now() -> dict[str, Any]:
        return {name: getattr(round_, name) for name in [*WORDS_AND_DAYS, "version"]}

    return form_for_two(
        request,
        opened(request, desk_forms.EditRoundForm, now()),
        lambda chosen: actions.edit_round(actor=request.user, round_=round_, **chosen).pk,
        now=now,
        done=_("Frågan är ändrad."),
        to=here,
        title=_("Ändra frågan"),
        lead=_("Det går fram till dagen då den öppnar."),
        send=_("Spara frågan"),
        back=here,
        back_text=_("Frågan"),
    )


@require_safe
@working_here_only
def round_page(request: PersonRequest, number: int, round_number: int) -> HttpResponse:
    """How residents have answered so far, and in which words, for those who carry it out."""
    found = carriable(request, number)
    round_ = queries.round_at_work(found, round_number)
    results = {each.round.pk: each for each in queries.rounds_of(found, exactly=True)}
    context = {
        "proposal": found,
        "result": results[round_.pk],
        "words": queries.words_in(round_),
        "is_editable": queries.is_editable(round_),
        "sms_number": incoming.number_to_write_to(),
    }
    return render(request, "change/deciding/round.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@working_here_only
def sheet(request: PersonRequest, number: int, round_number: int) -> HttpResponse:
    """Type in what stands on paper sheets, one after the other."""
    found = carriable(request, number)
    round_ = queries.round_at_work(found, round_number)
    form = opened(request, desk_forms.SheetForm)
    done = _("Bladet är inskrivet. Ta nästa.")
    if carried_out(request, form, lambda c: actions.enter_sheet(actor=request.user, round_=round_, **c).pk, done=done):
        return redirect("change:enter_sheet", number, round_number)
    return shown(
        request,
        form,
        title=_("Skriv in ett blad"),
        lead=round_.question,
        send=_("Spara bladet"),
        back=reverse("change:round_desk", args=[number, round_number]),
        back_text=_("Frågan"),
    )


# --- what a resident does


@login_not_required
@require_safe
@public_page
def open_rounds(request: HttpRequest) -> HttpResponse:
    """The questions that residents can answer now."""
    page = queries.open_rounds(request.GET.get("after", "")[:40])
    return render(request, "change/public/rounds.html", {"rounds": page.rows, "next": page.next})


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def judge(request: HttpRequest, number: int) -> HttpResponse:
    """Ask for a code, then whether it got better; keep the answer, without who."""
    round_ = queries.round_to_judge(number)
    if not queries.is_open(round_):
        return _page(request, round_, "judge_closed", status=410)
    if request.method != "POST":
        return _page(request, round_, "judge_code", form=VoiceForm())
    if "pass" not in request.POST:
        return _with_code(request, round_)
    holder = _behind(request.POST["pass"])
    if holder is None:
        return _page(request, round_, "judge_code", form=VoiceForm(), again=True, kept=_kept(request), status=403)
    form = JudgeForm(request.POST)
    if form.is_valid():
        return _judged(request, round_, holder, form)
    return _question(request, round_, holder, form)


def _with_code(request: HttpRequest, round_: JudgeRound) -> HttpResponse:
    form = VoiceForm(request.POST)
    if form.is_valid():
        try:
            holder = _opened(form, throttle.source_of(request))
        except throttle.TooMany:
            context = {"proposal": round_.proposal, "text": ""}
            return render(request, "change/resident/slow_down.html", context, status=429)
        if holder and _has_a_voice(round_, holder):
            return _question(request, round_, holder, JudgeForm(initial=_kept(request)))
        if holder:
            return _page(request, round_, "judge_code", form=form, not_there=True, status=422)
        form.add_error("code", _("Koden stämmer inte. Titta efter och skriv den en gång till."))
    return _page(request, round_, "judge_code", form=form, kept=_kept(request), status=422)


def _kept(request: HttpRequest) -> dict[str, str]:
    """What had been answered when the pass ran out, to be carried past the question of the code."""
    return {name: request.POST[name][: 2 * WORDS_LIMIT] for name in ("verdict", "words") if name in request.POST}


def _opened(form: VoiceForm, source: str) -> Holder | None:
    """What the code opens. Raises throttle.TooMany."""
    if code := form.receipt_code:
        return receipts.open_with(code, source=source)
    if code := form.invitation_code:
        return codes.open_with(code, source=source)
    return None


def _behind(pass_: str) -> Holder | None:
    return receipts.behind(pass_) or codes.behind(pass_)


def _pass_for(holder: Holder) -> str:
    return codes.pass_for(holder) if isinstance(holder, Invitation) else receipts.pass_for(holder)


def _has_a_voice(round_: JudgeRound, holder: Holder) -> bool:
    return voters.was_there(round_, holder) if isinstance(holder, Invitation) else voters.spoke_of_it(round_, holder)


def _judged(request: HttpRequest, round_: JudgeRound, holder: Holder, form: JudgeForm) -> HttpResponse:
    try:
        actions.judge(
            actor=None,
            round_=round_,
            verdict=form.cleaned_data["verdict"],
            words=form.cleaned_data["words"],
            viewpoint=None if isinstance(holder, Invitation) else holder,
            invitation=holder if isinstance(holder, Invitation) else None,
        )
    except ValidationError as error:
        refuse(form, error)
        return _question(request, round_, holder, form)
    except PermissionDenied:
        return _page(request, round_, "judge_code", form=VoiceForm(), not_there=True, status=422)
    return _page(request, round_, "judged")


def _question(request: HttpRequest, round_: JudgeRound, holder: Holder, form: JudgeForm) -> HttpResponse:
    status = 422 if form.errors else 200
    return _page(request, round_, "judge", form=form, status=status, **{"pass": _pass_for(holder)})


def _page(request: HttpRequest, round_: JudgeRound, name: str, *, status: int = 200, **context: object) -> HttpResponse:
    shown = {"round": round_, "proposal": round_.proposal, "sms_number": incoming.number_to_write_to()}
    return render(request, f"change/resident/{name}.html", shown | context, status=status)
