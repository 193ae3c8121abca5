"""The invited of a meeting: the draw, those picked by hand, the list with its answers, invitations taken back."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from medskapa.core import clock, idempotency, searching
from medskapa.core.forms import Form, key_of, refuse
from medskapa.core.headers import public_page
from medskapa.core.ui import render_part
from medskapa.meetings import actions, draw_words, draws
from medskapa.meetings.forms.inviting import (
    FilterForm,
    FixForm,
    PickNewForm,
    PlanForm,
    ReasonForm,
    SeedForm,
    WhyForm,
)
from medskapa.meetings.models import Draw, Meeting, MeetingState
from medskapa.meetings.pool import LEVELS, Category, Coarser, Described
from medskapa.meetings.queries import drawing as lots
from medskapa.meetings.queries import inviting as queries
from medskapa.meetings.queries import pool
from medskapa.meetings.views import planner_only
from medskapa.people.requests import PersonRequest
from medskapa.voice.texts import least

FILLED_IN = ["GET", "HEAD", "POST"]
USUAL_REST = 180
USUAL = {str(Category.AGE): "fine", str(Category.GENDER): "fine"}
"""What a draw is proposed to be made by: what nearly everybody has told of themselves."""


@require_http_methods(FILLED_IN)
@planner_only
def invitations(request: PersonRequest, slug: str) -> HttpResponse:
    """Everybody who is invited, in the order of the lot, with what they answered and need."""
    meeting = queries.meeting_of(request.user, slug)
    if searching.is_search(request):
        return searching.answer(request)
    filters = FilterForm(searching.narrowed(request))
    after = request.GET.get("after", "")
    page = queries.invitations(viewer=request.user, meeting=meeting, wanted=filters.wanted(), after=after)
    draw = lots.draw_of(meeting)
    context = {
        "meeting": meeting,
        "filters": filters,
        "rows": [(each, draws.answer_by(each)) for each in page.rows],
        "next": page.next,
        "counts": queries.counts(meeting),
        "needs": queries.needs(meeting),
        "draw": draw,
        "may_refill": draw is not None and draw.drawn_at is not None and _is_open(meeting),
        "is_open": meeting.state in {MeetingState.DRAFT, MeetingState.ANNOUNCED},
        "today": clock.today(),
        "form": Form(auto_id=False),
    }
    return render_part(request, "meetings/inviting/invitations.html", "meetings/inviting/_invitations.html", context)


def _is_open(meeting: Meeting) -> bool:
    return meeting.state == MeetingState.ANNOUNCED and draws.may_still_ask(meeting)


@require_http_methods(FILLED_IN)
@planner_only
def lottery(request: PersonRequest, slug: str) -> HttpResponse:
    """The draw step by step: what it is made by, its quotas, fixed, drawn. POST fixes it."""
    meeting = queries.meeting_of(request.user, slug)
    draw = lots.draw_of(meeting)
    if draw is not None:
        if request.method == "POST":  # a double click, or somebody else was first
            messages.info(request, _("Lottningen är redan fastställd."))
            return redirect("meetings:lottery", slug)
        return _fixed_page(request, meeting, draw, SeedForm())
    return _plan_page(request, meeting)


def _plan_page(request: PersonRequest, meeting: Meeting) -> HttpResponse:
    seats_left = max(meeting.seats - queries.counts(meeting).picked, 1)
    plan_form = PlanForm(request.GET, initial={"seats": seats_left, "rest_days": USUAL_REST, **USUAL})
    context: dict[str, Any] = {"meeting": meeting, "plan_form": plan_form, "counts": pool.counts()}
    status = 200
    if plan_form.is_valid():
        plan, seats = plan_form.plan(), plan_form.cleaned_data["seats"]
        rest_days = plan_form.cleaned_data["rest_days"]
        described = draws.described(meeting, plan, rest_days, clock.today())
        names = lots.names_of_values(list(described.counts))
        form = FixForm(
            request.POST if request.method == "POST" else None, described=described, seats=seats, names=names
        )
        if form.is_valid():
            fixed = _once(
                request,
                form,
                lambda: actions.fix_draw(
                    actor=request.user,
                    meeting=meeting,
                    seats=seats,
                    rest_days=rest_days,
                    seed_rule=form.cleaned_data["seed_rule"],
                    plan=plan,
                    quotas=form.quotas(),
                ),
            )
            if fixed:
                messages.success(request, _("Lottningen är fastställd. Nu kan alla se den på träffens sida."))
                return redirect("meetings:lottery", meeting.slug)
        status = 422 if form.errors else 200
        context |= {"form": form, "described": described, "ways": _ways(plan_form, described)}
        context["resting"] = draws.resting(meeting, rest_days, clock.today())
    return render(request, "meetings/inviting/plan.html", context, status=status)


def _ways(plan_form: PlanForm, described: Described) -> list[tuple[str, str, str]]:
    """How to let nobody stand out: what to do, what it leaves, and the address that does it."""
    if not described.rare:
        return []
    return [
        (draw_words.coarser(way, LEVELS), draw_words.left(way), _address_of(plan_form, way))
        for way in described.ways_to_hide()
    ]


def _address_of(plan_form: PlanForm, way: Coarser) -> str:
    query = QueryDict(mutable=True)
    for name in ("seats", "rest_days"):
        query[name] = str(plan_form.cleaned_data[name])
    for category, level in way.plan.levels.items():
        query[str(category)] = level
    if way.plan.free_rare:
        query["free_rare"] = "on"
    return f"?{query.urlencode()}"


def _fixed_page(
    request: PersonRequest, meeting: Meeting, draw: Draw, form: SeedForm, reason: ReasonForm | None = None
) -> HttpResponse:
    context = _told(draw) | {
        "meeting": meeting,
        "form": form,
        "reason_form": reason or ReasonForm(auto_id="reason-%s"),
        "may_discard": draw.drawn_at is None and draw.fixed_on == clock.today(),
        "address": reverse("meetings:draw", args=[meeting.slug]),
    }
    wrong = form.errors or (reason and reason.errors)
    return render(request, "meetings/inviting/fixed.html", context, status=422 if wrong else 200)


def _told(draw: Draw) -> dict[str, Any]:
    """A draw in words, for planners and for everybody."""
    categories = list(draw.quotas)
    names = lots.names_of_values(categories)
    wanted = [
        (Category(category).label, draw_words.value_name(category, value, names), draw_words.between(*bounds))
        for category in (each.value for each in Category)
        for value, bounds in sorted(draw.quotas.get(category, {}).items())
    ]
    told: dict[str, Any] = {"draw": draw, "wanted": wanted, "members": len(draw.pool)}
    told["resting"] = draw.result.get("resting", 0)
    if draw.drawn_at is not None:
        drawn = draws.drawn_of(draw)
        told |= {
            "outcomes": draw_words.told(drawn.outcomes, names),
            "all_met": drawn.meets_quotas,
            "empty": drawn.empty_seats,
            "lowest": draw_words.chance(drawn.lowest_chance),
            "highest": draw_words.chance(drawn.highest_chance),
            "without_chance": drawn.without_chance,
            "reserves": len(drawn.reserves),
        }
    return told


@require_POST
@planner_only
def draw_lots(request: PersonRequest, slug: str) -> HttpResponse:
    """Draw, with the seed."""
    meeting = queries.meeting_of(request.user, slug)
    form = SeedForm(request.POST)
    if form.is_valid() and _once(
        request,
        form,
        lambda: actions.draw_lots(actor=request.user, meeting=meeting, seed=form.cleaned_data["seed"]),
    ):
        messages.success(request, _("Lotterna är dragna. Nu kan du skicka inbjudningarna."))
        return redirect("meetings:invitations", slug)
    return _again(request, meeting, form)


@require_POST
@planner_only
def discard_draw(request: PersonRequest, slug: str) -> HttpResponse:
    """Take back a draw on the day it was fixed."""
    meeting = queries.meeting_of(request.user, slug)
    form = ReasonForm(request.POST, auto_id="reason-%s")
    if form.is_valid():
        try:
            actions.discard_draw(actor=request.user, meeting=meeting, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Lottningen är tillbakatagen. Du kan göra en ny."))
            return redirect("meetings:lottery", slug)
    return _again(request, meeting, SeedForm(), form)


def _again(request: PersonRequest, meeting: Meeting, form: SeedForm, reason: ReasonForm | None = None) -> HttpResponse:
    """The page with what was refused; where there is no draw any more, the one to make a new."""
    draw = lots.draw_of(meeting)
    if draw is None:
        return redirect("meetings:lottery", meeting.slug)
    return _fixed_page(request, meeting, draw, form, reason)


@require_POST
@planner_only
def refill(request: PersonRequest, slug: str) -> HttpResponse:
    """Give free seats to the next in the draw now, and not only tonight."""
    meeting = queries.meeting_of(request.user, slug)
    try:
        number = actions.refill_seats(actor=request.user, meeting=meeting)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        words = ngettext("%(n)s till är lottad.", "%(n)s till är lottade.", number) % {"n": number}
        messages.success(request, words if number else _("Det finns inga lediga platser att fylla nu."))
    return redirect("meetings:invitations", slug)


@require_http_methods(FILLED_IN)
@planner_only
def pick(request: PersonRequest, slug: str) -> HttpResponse:
    """Invite somebody by hand: one of the pool, found by name, or somebody new."""
    meeting = queries.meeting_of(request.user, slug)
    if searching.is_search(request):
        return searching.answer(request)
    text = str(searching.narrowed(request)[searching.WORDS])
    form = PickNewForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        values = {name: value for name, value in form.cleaned_data.items() if name != "form_key"}
        if _once(request, form, lambda: actions.pick_by_hand(actor=request.user, meeting=meeting, **values)):
            messages.success(request, _("Personen står nu bland de inbjudna, som vald av personal."))
            return redirect("meetings:invitations", slug)
    found = pool.named(viewer=request.user, text=text)
    context = {"meeting": meeting, "form": form, "text": text, "found": found}
    return render(request, "meetings/inviting/pick.html", context, status=422 if form.errors else 200)


@require_http_methods(FILLED_IN)
@planner_only
def pick_member(request: PersonRequest, slug: str, pk: int) -> HttpResponse:
    """Invite one of the pool by hand."""
    meeting = queries.meeting_of(request.user, slug)
    member = pool.member_of(request.user, pk)
    form = WhyForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        why = form.cleaned_data["why"]
        if _once(
            request, form, lambda: actions.pick_by_hand(actor=request.user, meeting=meeting, member=member, why=why)
        ):
            messages.success(request, _("Personen står nu bland de inbjudna, som vald av personal."))
            return redirect("meetings:invitations", slug)
    context = {"meeting": meeting, "form": form, "member": member}
    return render(request, "meetings/inviting/pick_member.html", context, status=422 if form.errors else 200)


@require_http_methods(FILLED_IN)
@planner_only
def withdraw(request: PersonRequest, pk: int) -> HttpResponse:
    """GET says what will happen; POST takes the invitation back."""
    invitation = queries.invitation_of(request.user, pk)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.withdraw_invitation(actor=request.user, invitation=invitation, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Inbjudan är tillbakatagen."))
            return redirect("meetings:invitations", invitation.meeting.slug)
    context = {"invitation": invitation, "meeting": invitation.meeting, "form": form}
    return render(request, "meetings/inviting/withdraw.html", context, status=422 if form.errors else 200)


@login_not_required
@require_safe
@public_page
def draw(request: HttpRequest, slug: str) -> HttpResponse:
    """The draw, for anybody who wants to know or to check."""
    found = lots.public_draw(slug)
    chosen = lots.how_chosen(found.meeting)
    context = _told(found) | {"meeting": found.meeting, "chosen": chosen, "least": least()}
    return render(request, "meetings/public/draw.html", context)


@login_not_required
@require_safe
@public_page
def draw_data(request: HttpRequest, slug: str) -> HttpResponse:
    """All that it takes to do the draw again: the nameless pool, the quotas, the seats and, when drawn, the seed."""
    found = lots.public_draw(slug)
    response = JsonResponse(draws.published(found), json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = f'attachment; filename="lottning-{slug}.json"'
    return response


def _once(request: PersonRequest, form: Form, act: Callable[[], Any]) -> bool:
    """Carry `act` out once for the form; what it refuses stands beside the form afterwards."""
    try:
        idempotency.once(key_of(request, form), lambda: str(act().pk))
    except ValidationError as error:
        refuse(form, error)
        return False
    return True
