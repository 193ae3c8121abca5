"""A resident's own measures: what fits, what they wait for, what goes on, and the days that were marked."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from medskapa.change.views.acting import carried_out
from medskapa.core.forms import Form
from medskapa.guidance import actions, certificates
from medskapa.guidance.forms.mine_measures import AnswerDayForm, AnswerOfferForm, LeaveQueueForm
from medskapa.guidance.models import Placement
from medskapa.guidance.navigation import has_way
from medskapa.guidance.queries import measures as catalogue
from medskapa.guidance.queries import placements as queries
from medskapa.guidance.queries.guides import has_guide
from medskapa.people.requests import PersonRequest


def must_have_guide(request: PersonRequest) -> None:
    """Raises Http404 for those who have no way of their own."""
    if not (has_way(request) or has_guide(request.user)):  # the menu asks for the way too, once for a request
        raise Http404


def certified(shown: queries.PlacementShown) -> Placement:
    """The placement, where there is a certificate of it. Raises Http404 where there is none."""
    if shown.placement.certificate is None:
        raise Http404
    return shown.placement


@require_safe
def mine(request: PersonRequest) -> HttpResponse:
    """My measures, and what fits me, each with the reasons."""
    must_have_guide(request)
    own = queries.mine(request.user)
    shown = catalogue.fits(request.user, own)
    context = {"mine": own, "fits": shown.rows[:10], "needs": shown.needs, "occupations": shown.occupations[:10]}
    return render(request, "guidance/mine/measures/measures.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def want(request: PersonRequest, slug: str) -> HttpResponse:
    """Say that I want this; my guide answers."""
    must_have_guide(request)
    card = catalogue.one(slug)
    form = Form(request.POST or None)
    if carried_out(
        request,
        form,
        lambda _chosen: actions.want_measure(actor=request.user, resident=request.user, measure=card.measure).pk,
        done=_("Tack. Din guide får veta att du vill det här, och hör av sig."),
    ):
        return redirect("guidance:my_measures")
    return render(request, "guidance/mine/measures/want.html", {"card": card, "form": form}, status=_status(form))


@require_safe
def want_occupation(request: PersonRequest, slug: str) -> HttpResponse:
    """To where one says that one wants what an organisation offers."""
    must_have_guide(request)
    return redirect("guidance:want_measure", catalogue.of_occupation(slug).slug)


@require_safe
def placement(request: PersonRequest, pk: int) -> HttpResponse:
    """One measure of mine: why, from when to when, and what comes after."""
    shown = queries.my_own(viewer=request.user, pk=pk)
    days = queries.days_of(shown.placement)
    context = {"shown": shown, "counted": queries.counted(days), "has_days": bool(days)}
    return render(request, "guidance/mine/measures/placement.html", context)


@require_safe
def certificate(request: PersonRequest, pk: int) -> HttpResponse:
    """The certificate of what I did, to print."""
    found = certified(queries.my_own(viewer=request.user, pk=pk))
    context = {"placement": found, "name": request.user.name}
    return render(request, "guidance/mine/measures/certificate.html", context)


@require_safe
def certificate_pdf(request: PersonRequest, pk: int) -> HttpResponse:
    """The same as a tagged PDF."""
    return certificates.as_pdf(certified(queries.my_own(viewer=request.user, pk=pk)), request.user.name)


@require_http_methods(["GET", "HEAD", "POST"])
def answer_offer(request: PersonRequest, pk: int) -> HttpResponse:
    """Yes or no to the seat that is kept for me."""
    shown = queries.my_own(viewer=request.user, pk=pk)
    form = AnswerOfferForm(request.POST or None)
    if carried_out(
        request,
        form,
        lambda chosen: actions.answer_offer(actor=request.user, placement=shown.placement, **chosen).pk,
        done=_("Tack för ditt svar. Din guide får veta det."),
    ):
        return redirect("guidance:my_placement", pk)
    context = {"shown": shown, "form": form}
    return render(request, "guidance/mine/measures/answer_offer.html", context, status=_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
def leave_queue(request: PersonRequest, pk: int) -> HttpResponse:
    """Stop waiting."""
    shown = queries.my_own(viewer=request.user, pk=pk)
    form = LeaveQueueForm(request.POST or None)
    if carried_out(
        request,
        form,
        lambda chosen: actions.leave_queue(actor=request.user, placement=shown.placement, **chosen).pk,
        done=_("Du väntar inte på den platsen längre."),
    ):
        return redirect("guidance:my_measures")
    context = {"shown": shown, "form": form}
    return render(request, "guidance/mine/measures/leave_queue.html", context, status=_status(form))


@require_safe
def attendance(request: PersonRequest, pk: int) -> HttpResponse:
    """The days that were marked, each with my answer, and what follows of them: nothing by itself."""
    shown = queries.my_own(viewer=request.user, pk=pk)
    days = queries.days_of(shown.placement)
    context = {"shown": shown, "days": days, "counted": queries.counted(days)}
    return render(request, "guidance/mine/measures/attendance.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def answer_day(request: PersonRequest, pk: int, day: int) -> HttpResponse:
    """Say how a day was."""
    found = queries.my_day(viewer=request.user, placement=pk, pk=day)
    form = AnswerDayForm(request.POST or None, initial={"says": found.resident_says})
    if carried_out(
        request,
        form,
        lambda chosen: actions.answer_attendance(actor=request.user, attendance=found, **chosen).pk,
        done=_("Tack. Ditt svar står nu bredvid."),
    ):
        return redirect(reverse("guidance:my_attendance", args=[pk]))
    context = {"day": found, "form": form}
    return render(request, "guidance/mine/measures/answer_day.html", context, status=_status(form))


def _status(form: Form) -> int:
    return 422 if form.errors else 200
