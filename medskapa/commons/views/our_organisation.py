"""The home of those who act for an organisation: what waits for them, who they are, and whom they invite."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from medskapa.commons import actions, group_policy, policy
from medskapa.commons.forms.accounts import InviteForm
from medskapa.commons.models import MemberTask, Organisation
from medskapa.commons.queries import accounts as queries
from medskapa.core.acting import form_page, opened, pressed
from medskapa.core.forms import Form
from medskapa.people.models import Kind
from medskapa.people.requests import PersonRequest, only

acting_only = only(group_policy.may_see_own_organisation)
"""For those from outside, and colleagues who act for an organisation."""
inviting_only = only(group_policy.may_invite)
"""For editors, those who lead an organisation, and those who convene a group that one is in."""


@require_safe
@acting_only
def home(request: PersonRequest) -> HttpResponse:
    """The organisations that whoever asks acts for, and what waits for them."""
    found = queries.home(request.user)
    context = {
        "found": found,
        "waits": bool(found.to_check or found.sent_back or found.tasks),
        "is_partner": request.user.kind == Kind.PARTNER,
        "plain_form": Form(auto_id=False),
    }
    return render(request, "commons/accounts/home.html", context)


@require_POST
@acting_only
def end_membership(request: PersonRequest, pk: int) -> HttpResponse:
    """Let somebody act for our organisation no more."""
    membership = queries.membership_to_end(viewer=request.user, pk=pk)
    return pressed(
        request,
        lambda: actions.end_membership(actor=request.user, membership=membership).pk,
        done=_("I dag är sista dagen."),
        to=reverse("commons:our_organisation"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@inviting_only
def invite(request: PersonRequest, slug: str) -> HttpResponse:
    """Invite somebody from outside to act for an organisation."""
    found = queries.organisation_to_invite_to(viewer=request.user, slug=slug)
    to = _from_where(request, found)
    return form_page(
        request,
        opened(request, InviteForm, {"task": MemberTask.HELPS}),
        lambda chosen: actions.invite_to_organisation(actor=request.user, organisation=found, **chosen).pk,
        done=_("Inbjudan är skickad. Länken i mejlet gäller i 14 dagar."),
        title=_("Bjud in till %(name)s") % {"name": found.name},
        lead=_("Personen får ett mejl med en länk, och väljer själv namn och lösenord."),
        send=_("Skicka inbjudan"),
        **to,
    )


@require_POST
@inviting_only
def withdraw(request: PersonRequest, pk: int) -> HttpResponse:
    """Take an invitation back."""
    link = queries.one_link(viewer=request.user, pk=pk)
    return pressed(
        request,
        lambda: actions.withdraw_account_invitation(actor=request.user, link=link).pk,
        done=_("Inbjudan är tillbakatagen. Länken fungerar inte längre."),
        to=_from_where(request, link.organisation)["to"],
    )


def _from_where(request: PersonRequest, organisation: Organisation | None) -> dict[str, Any]:
    """Where whoever invites comes from: their own home, the organisation's page, or the groups."""
    at, words = reverse("commons:groups_at_work"), _("Samverkan")
    if request.user.kind == Kind.PARTNER:
        at, words = reverse("commons:our_organisation"), _("Vår organisation")
    elif organisation is not None and policy.may_keep_organisation(request.user, organisation):
        at, words = reverse("commons:organisation", args=[organisation.slug]), organisation.name
    return {"to": at, "back": at, "back_text": words}
