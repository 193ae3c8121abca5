"""Organisations at work: what they offer, what is said of them, and who acts for them."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from medskapa.commons import actions, policy
from medskapa.commons.actions.organisations import ORGANISATION_FIELDS, OWN_FIELDS
from medskapa.commons.forms.keeping import (
    EditOrganisationForm,
    EditOwnOrganisationForm,
    MemberForm,
    OrganisationForm,
)
from medskapa.commons.models import Organisation
from medskapa.commons.queries import keeping as queries
from medskapa.commons.views.keeping import keepers_only
from medskapa.core.acting import carried_out, form_for_two, form_page, opened, pressed, shown
from medskapa.core.forms import Form
from medskapa.people.queries import staff
from medskapa.people.requests import PersonRequest, only_holding

editors_only = only_holding(*policy.KEEPS_DIRECTORY)


@require_safe
@keepers_only
def organisations(request: PersonRequest) -> HttpResponse:
    """The organisations that whoever asks keeps."""
    rows, following = queries.organisations(viewer=request.user, after=request.GET.get("after", "")[:150])
    context = {"rows": rows, "next": following, "is_editor": policy.may_keep_directory(request.user)}
    return render(request, "commons/keeping/organisations.html", context)


@require_safe
@keepers_only
def organisation(request: PersonRequest, slug: str) -> HttpResponse:
    """One organisation: what it offers, and who acts for it."""
    found = queries.one_organisation(viewer=request.user, slug=slug)
    context = {
        "organisation": found,
        "members": queries.members(found),
        "is_editor": policy.may_keep_directory(request.user),
        "plain_form": Form(auto_id=False),
    }
    return render(request, "commons/keeping/organisation.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@editors_only
def add(request: PersonRequest) -> HttpResponse:
    """Put an organisation into the directory."""
    form = opened(request, OrganisationForm)
    slug = carried_out(
        request,
        form,
        lambda chosen: actions.add_organisation(actor=request.user, **chosen).slug,
        done=_("Organisationen är sparad."),
    )
    if slug:
        return redirect("commons:organisation", slug)
    context = {"title": _("Ny organisation"), "send": _("Spara"), "back": reverse("commons:organisations")}
    return shown(request, form, **context, back_text=_("Organisationer"))


@require_http_methods(["GET", "HEAD", "POST"])
@keepers_only
def edit(request: PersonRequest, slug: str) -> HttpResponse:
    """Change what is said of an organisation."""
    found = queries.one_organisation(viewer=request.user, slug=slug)
    is_editor = policy.may_keep_directory(request.user)
    form = opened(request, EditOrganisationForm if is_editor else EditOwnOrganisationForm, _saved(found))
    return form_for_two(
        request,
        form,
        lambda chosen: actions.edit_organisation(actor=request.user, organisation=found, **chosen).pk,
        now=lambda: _saved(queries.one_organisation(viewer=request.user, slug=slug)),
        done=_("Det du har ändrat är sparat."),
        to=_at(found),
        title=_("Ändra organisationen"),
        send=_("Spara"),
        **_back(found),
    )


def _saved(found: Organisation) -> dict[str, Any]:
    return {name: getattr(found, name) for name in dict.fromkeys([*ORGANISATION_FIELDS, *OWN_FIELDS, "version"])}


@require_http_methods(["GET", "HEAD", "POST"])
@editors_only
def add_member(request: PersonRequest, slug: str) -> HttpResponse:
    """Let a member of staff act for an organisation."""
    found = queries.one_organisation(viewer=request.user, slug=slug)
    return form_page(
        request,
        opened(request, MemberForm, people=staff()),
        lambda chosen: actions.add_member(actor=request.user, organisation=found, **chosen).pk,
        done=_("Personen är tillagd."),
        to=_at(found),
        title=_("Lägg till en kollega"),
        lead=_("Den som företräder organisationen kan lägga in och ändra det den erbjuder."),
        send=_("Lägg till"),
        **_back(found),
    )


@require_POST
@keepers_only
def end_membership(request: PersonRequest, slug: str, pk: int) -> HttpResponse:
    """Let somebody act for an organisation no more."""
    found = queries.one_organisation(viewer=request.user, slug=slug)
    membership = queries.one_membership(organisation=found, pk=pk)
    done = _("I dag är sista dagen.")
    return pressed(
        request,
        lambda: actions.end_membership(actor=request.user, membership=membership).pk,
        done=done,
        to=_at(found),
    )


def _at(found: Organisation) -> str:
    return reverse("commons:organisation", args=[found.slug])


def _back(found: Organisation) -> dict[str, Any]:
    return {"back": _at(found), "back_text": found.name}
