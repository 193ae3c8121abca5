"""The residents who may be asked: the list that planners keep, and each resident's own yes or no."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from medskapa.core import idempotency, searching
from medskapa.core.forms import Form, key_of, refuse
from medskapa.core.ui import render_part
from medskapa.meetings import actions, policy
from medskapa.meetings.actions.pool import REACH, TRAITS
from medskapa.meetings.forms.pool import EditMemberForm, FilterForm, MemberForm, OwnTraitsForm, OwnWayForm
from medskapa.meetings.models import InviteVia
from medskapa.meetings.queries import pool as queries
from medskapa.meetings.views import planner_only
from medskapa.people.models import Person
from medskapa.people.requests import PersonRequest, only

FILLED_IN = ["GET", "HEAD", "POST"]
resident_only = only(policy.may_be_asked)
"""For residents: members of staff are asked as part of their work."""


@require_http_methods(FILLED_IN)
@planner_only
def members(request: PersonRequest) -> HttpResponse:
    """Those who may be asked, by name."""
    if searching.is_search(request):
        return searching.answer(request)
    filters = FilterForm(searching.narrowed(request))
    page = queries.members(viewer=request.user, wanted=filters.wanted(), after=request.GET.get("after", "")[:150])
    context = {"filters": filters, "rows": page.rows, "next": page.next, "counts": queries.counts()}
    return render_part(request, "meetings/pool/members.html", "meetings/pool/_members.html", context)


@require_http_methods(FILLED_IN)
@planner_only
def new_member(request: PersonRequest) -> HttpResponse:
    """Write up somebody who said yes."""
    form = MemberForm(_sent(request))
    if form.is_valid():
        made = _carried_out(request, form, lambda: actions.take_into_pool(actor=request.user, **_values(form)))
        if made:
            messages.success(request, _("Tack. Personen kan bli tillfrågad från och med nu."))
            return redirect("meetings:pool")
    return _page(request, "meetings/pool/new.html", {"form": form}, form)


@require_safe
@planner_only
def member(request: PersonRequest, pk: int) -> HttpResponse:
    """All that is known of one of them. That somebody read it is written down."""
    found = queries.card(viewer=request.user, pk=pk)
    return render(request, "meetings/pool/member.html", {"card": found, "member": found.member})


@require_http_methods(FILLED_IN)
@planner_only
def edit_member(request: PersonRequest, pk: int) -> HttpResponse:
    """Change what stands of one of them."""
    found = queries.card(viewer=request.user, pk=pk).member
    form = EditMemberForm(_sent(request), initial=EditMemberForm.values_of(found))
    if form.is_valid():
        values = _values(form)
        version = values.pop("version")
        done = _carried_out(
            request,
            form,
            lambda: actions.edit_member(actor=request.user, member=found, version=version, **values),
        )
        if done:
            messages.success(request, _("Sparat."))
            return redirect("meetings:member", pk)
    return _page(request, "meetings/pool/edit.html", {"form": form, "member": found}, form)


@require_http_methods(FILLED_IN)
@planner_only
def leave(request: PersonRequest, pk: int) -> HttpResponse:
    """GET says what will happen; POST notes that the person does not want to be asked any more."""
    found = queries.member_of(request.user, pk)
    if request.method == "POST":
        actions.leave_pool(actor=request.user, member=found)
        messages.success(request, _("Noterat. Personen blir inte tillfrågad längre."))
        return redirect("meetings:pool")
    return render(request, "meetings/pool/leave.html", {"member": found, "form": Form()})


@require_safe
@resident_only
def be_asked(request: PersonRequest) -> HttpResponse:
    """What it means to be asked, and whether I am."""
    own = queries.own(request.user)
    inside = own is not None and own.left_on is None and own.agreed_on is not None
    return render(request, "meetings/invited/be_asked.html", {"member": own, "inside": inside})


@require_http_methods(FILLED_IN)
@resident_only
def be_asked_how(request: PersonRequest) -> HttpResponse:
    """How I want to be asked. Sending it is my yes."""
    person = request.user
    form = OwnWayForm(_sent(request), protected=person.protected_identity, initial=_way_of(person))
    if form.is_valid():
        values = {name: form.cleaned_data.get(name) or "" for name in REACH if name != "contact"}
        contact = form.cleaned_data.get("contact")
        try:
            actions.agree_to_be_asked(actor=person, contact=contact, **values)
        except ValidationError as error:
            refuse(form, error)
        else:
            return redirect("meetings:be_asked_about")
    return _page(request, "meetings/invited/be_asked_how.html", {"form": form}, form)


def _way_of(person: Person) -> dict[str, Any]:
    """What is known: from the pool, or of the account."""
    own = queries.own(person)
    if own is not None and own.left_on is None:
        return {name: getattr(own, name) for name in REACH}
    address = person.address
    via = InviteVia.LETTER if address and not person.protected_identity else InviteVia.CONTACT
    via = InviteVia.SMS if person.phone else via
    return {"via": via, "address": address, "phone": person.phone, "email": person.email}


@require_http_methods(FILLED_IN)
@resident_only
def be_asked_about(request: PersonRequest) -> HttpResponse:
    """What the draw may know of me. All of it may be left out."""
    own = queries.own(request.user)
    if own is None or own.left_on is not None:
        return redirect("meetings:be_asked")
    form = OwnTraitsForm(_sent(request), initial={name: getattr(own, name) for name in TRAITS})
    if form.is_valid():
        try:
            actions.describe_oneself(actor=request.user, **{name: form.cleaned_data[name] for name in TRAITS})
        except ValidationError as error:
            refuse(form, error)
        else:
            return redirect("meetings:be_asked")
    return _page(request, "meetings/invited/be_asked_about.html", {"form": form}, form)


@require_http_methods(FILLED_IN)
@resident_only
def be_asked_no(request: PersonRequest) -> HttpResponse:
    """GET says what will happen; POST takes my yes back."""
    own = queries.own(request.user)
    if own is None or own.left_on is not None:
        return redirect("meetings:be_asked")
    if request.method == "POST":
        actions.leave_pool(actor=request.user, member=own)
        return redirect("meetings:be_asked")
    return render(request, "meetings/invited/be_asked_no.html", {"form": Form()})


def _sent(request: PersonRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _values(form: Form) -> dict[str, Any]:
    return {name: value for name, value in form.cleaned_data.items() if name != "form_key"}


def _carried_out(request: PersonRequest, form: Form, act: Callable[[], Any]) -> bool:
    """Carry `act` out once; what it refuses stands beside the form afterwards."""
    try:
        idempotency.once(key_of(request, form), lambda: str(act().pk))
    except ValidationError as error:
        refuse(form, error)
        return False
    return True


def _page(request: PersonRequest, template: str, context: dict[str, Any], form: Form) -> HttpResponse:
    return render(request, template, context, status=422 if form.errors else 200)
