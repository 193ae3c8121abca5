"""The resident's own way: who their guide is, what comes next, and how to ask for another guide."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from medskapa.change.views.acting import carried_out
from medskapa.core import clock
from medskapa.core.forms import Form
from medskapa.guidance import actions, matching, navigation, panels
from medskapa.guidance.forms.mine import AnotherGuideForm
from medskapa.guidance.models import GuideAssignment
from medskapa.guidance.queries import ending
from medskapa.guidance.queries import guides as queries
from medskapa.guidance.queries.talks import staff_met
from medskapa.people.requests import PersonRequest


def own(request: PersonRequest) -> GuideAssignment:
    """The open assignment of whoever asks. Http404 for those who have no guide."""
    if found := queries.assignment_of(request.user):
        navigation.know_way(request)
        return found
    raise Http404


@require_safe
def mine(request: PersonRequest) -> HttpResponse:
    """Everything about my way on one page: my guide, and a piece of each part. After its end, how to come back."""
    try:
        assignment = own(request)
    except Http404:
        return _ended(request)
    context = {
        "assignment": assignment,
        "panels": panels.of("mine", viewer=request.user, resident=request.user),
        "asked": queries.last_request(request.user),
        "met": staff_met(request.user),
    }
    return render(request, "guidance/mine/mine.html", context)


def _ended(request: PersonRequest) -> HttpResponse:
    """What was, when they are asked how it goes, and the way back in: an old link must not be a dead end.

    Raises Http404 for whoever never had a way.
    """
    end = ending.my_end(request.user)
    if end is None:
        raise Http404
    ahead = [each.due_on for each in end.follow_ups.all() if each.due_on > clock.today()]
    asked = ending.my_follow_up(request.user)
    context = {"end": end, "asked": asked, "next_on": min(ahead, default=None)}
    return render(request, "guidance/mine/ended.html", context)


@require_safe
def my_guide(request: PersonRequest) -> HttpResponse:
    """Who my guide is, why, who is there when the guide is away, and the guides that I had before."""
    assignment = own(request)
    reasons = matching.say(assignment.reasons, areas=queries.area_names() if assignment.reasons else {})
    profile = assignment.profile
    context = {
        "assignment": assignment,
        "reasons": reasons,
        "languages": [matching.language_name(code) for code in profile.languages] if profile else [],
        "asked": queries.last_request(request.user),
        "earlier": queries.earlier_guides(request.user),
        "met": staff_met(request.user),
        "form": Form(),
    }
    return render(request, "guidance/mine/guide.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def another_guide(request: PersonRequest) -> HttpResponse:
    """One button; the reason is optional. Who has asked already sees by when the answer comes."""
    assignment = own(request)
    waiting = queries.waiting_request(request.user)
    form = AnotherGuideForm(request.POST if request.method == "POST" else None)

    def act(chosen: dict[str, str]) -> int:
        return actions.ask_for_another(actor=request.user, assignment=assignment, reason=chosen["reason"]).pk

    if carried_out(request, form, act, done=_("Tack. Vi har tagit emot det.")):
        return redirect("guidance:my_guide")
    context = {"assignment": assignment, "form": form, "waiting": waiting, "promised_on": queries.promised_day()}
    return render(request, "guidance/mine/another_guide.html", context, status=422 if form.errors else 200)


@require_POST
def keep_guide(request: PersonRequest) -> HttpResponse:
    """Take back that I asked for another guide."""
    own(request)
    waiting = queries.waiting_request(request.user)
    form = Form(request.POST)
    if waiting:

        def act(_chosen: dict[str, str]) -> int:
            return actions.withdraw_request(actor=request.user, request=waiting).pk

        carried_out(request, form, act, done=_("Du har kvar din guide."))
        for text in form.non_field_errors():
            messages.error(request, str(text))
    return redirect("guidance:my_guide")
