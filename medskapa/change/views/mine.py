"""The groups that somebody works in, on Min sida: a resident has no page at work, but the same say over their name."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from medskapa.change import actions
from medskapa.change.models import Member
from medskapa.change.queries import groups as queries
from medskapa.change.views.meetings import calendar_of
from medskapa.core.acting import pressed
from medskapa.core.forms import Form
from medskapa.people.requests import PersonRequest


@require_safe
def my_groups(request: PersonRequest) -> HttpResponse:
    """My groups, when they meet, and whether my name is shown."""
    context = {
        "mine": queries.my_memberships(request.user),
        "meetings": queries.my_meetings(request.user),
        "form": Form(auto_id=False),
    }
    return render(request, "change/resident/my_groups.html", context)


@require_safe
def my_meetings(request: PersonRequest) -> HttpResponse:
    """The coming meetings of my groups as a file for a calendar."""
    return calendar_of(queries.my_meetings(request.user))


@require_POST
def my_name(request: PersonRequest, pk: int) -> HttpResponse:
    """Show my name on the group's public page, or no longer."""
    member, shown = queries.own_membership(viewer=request.user, pk=pk), request.POST.get("shown") == "1"
    done = _("Ditt namn visas för alla.") if shown else _("Ditt namn visas inte längre.")
    return _carried_out(request, lambda: actions.show_name(actor=request.user, member=member, shown=shown), done)


@require_POST
def leave_mine(request: PersonRequest, pk: int) -> HttpResponse:
    """Leave a group, today."""
    member = queries.own_membership(viewer=request.user, pk=pk)
    done = _("Tack för din tid. Du är inte med i gruppen längre.")
    return _carried_out(request, lambda: actions.leave(actor=request.user, member=member), done)


def _carried_out(request: PersonRequest, act: Callable[[], Member], done: str) -> HttpResponse:
    return pressed(request, lambda: act().pk, done=done, to=reverse("change:my_groups"))
