"""Collaboration groups: the list for anyone, and for those who keep them what they are, who is in them, the year."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from medskapa.commons import actions, group_policy
from medskapa.commons.actions.groups import GROUP_FIELDS
from medskapa.commons.forms.groups import EditGroupForm, GroupForm, GroupMemberForm, GroupPersonForm, ThemesForm
from medskapa.commons.models import CollaborationGroup
from medskapa.commons.navigation import sees_groups
from medskapa.commons.queries import groups as queries
from medskapa.core import clock
from medskapa.core.acting import carried_out, form_for_two, form_page, opened, pressed, shown
from medskapa.core.headers import public_page
from medskapa.people.requests import PersonRequest, only_where

members_only = only_where(sees_groups)
"""For those who take part in a group anywhere, and editors; which groups, the query says."""


@login_not_required
@require_safe
@public_page
def groups(request: HttpRequest) -> HttpResponse:
    """The groups that work, each with its theme of this month."""
    page = queries.listing(after=request.GET.get("after", "")[:150])
    return render(request, "commons/groups/groups.html", {"rows": page.rows, "next": page.next})


@require_safe
@members_only
def at_work(request: PersonRequest) -> HttpResponse:
    """The groups of whoever asks; all of them for an editor."""
    page = queries.at_work(viewer=request.user, after=request.GET.get("after", "")[:150])
    context = {"rows": page.rows, "next": page.next, "may_begin": group_policy.may_begin_group(request.user)}
    return render(request, "commons/groups/at_work.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def begin(request: PersonRequest) -> HttpResponse:
    """Begin a group."""
    if not group_policy.may_begin_group(request.user):
        raise PermissionDenied
    form = opened(request, GroupForm)
    slug = carried_out(
        request,
        form,
        lambda chosen: actions.begin_group(actor=request.user, **chosen).slug,
        done=_("Gruppen är startad. Lägg nu till dem som är med."),
    )
    if slug:
        return redirect("meetings:group_at_work", slug)
    context = {"title": _("Ny samverkansgrupp"), "send": _("Spara"), "back": reverse("commons:groups_at_work")}
    return shown(request, form, **context, back_text=_("Samverkan"))


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def edit(request: PersonRequest, slug: str) -> HttpResponse:
    """Change what is said of a group, its goals, and who convenes it."""
    found = kept(request, slug)
    return form_for_two(
        request,
        opened(request, EditGroupForm, _saved(found)),
        lambda chosen: actions.edit_group(actor=request.user, group=found, **chosen).pk,
        now=lambda: _saved(queries.group(slug)),
        done=_("Det du har ändrat är sparat."),
        title=_("Ändra gruppen"),
        send=_("Spara"),
        **to_group(found),
    )


def _saved(found: CollaborationGroup) -> dict[str, Any]:
    return {name: getattr(found, name) for name in [*GROUP_FIELDS, "version"]}


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def themes(request: PersonRequest, slug: str, year: int) -> HttpResponse:
    """The themes of a year, month by month."""
    found = kept(request, slug)
    if abs(year - clock.today().year) > 1:
        raise Http404
    there = {f"month_{theme.month}": theme.title for theme in queries.themes_of(found, year)}
    form = opened(request, ThemesForm, there)
    return form_page(
        request,
        form,
        lambda chosen: (
            len(actions.plan_group_year(actor=request.user, group=found, year=year, titles=form.titles())) or "0"
        ),
        done=_("Temana är sparade."),
        title=_("Teman för %(year)s") % {"year": year},
        lead=_("Månadens tema hamnar på dagordningen av sig själv. Lämna tomt där inget är bestämt."),
        send=_("Spara"),
        **to_group(found),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def add_member(request: PersonRequest, slug: str) -> HttpResponse:
    """Let an organisation or a unit come into the group."""
    found = kept(request, slug)
    lists: dict[str, Any] = {"organisations": queries.organisations_to_add(found), "units": queries.units_to_add(found)}
    return form_page(
        request,
        opened(request, GroupMemberForm, **lists),
        lambda chosen: actions.add_group_member(actor=request.user, group=found, **chosen).pk,
        done=_("De är med i gruppen."),
        title=_("Ny medlem"),
        lead=_("Den som företräder en organisation är med direkt. Andra lägger du till vid namn."),
        send=_("Lägg till"),
        **to_group(found),
    )


@require_POST
@members_only
def end_member(request: PersonRequest, slug: str, pk: int) -> HttpResponse:
    """Let a member be in the group no more."""
    found = kept(request, slug)
    member = queries.one_member(found, pk)
    return pressed(
        request,
        lambda: actions.end_group_member(actor=request.user, member=member).pk,
        done=_("I dag är sista dagen."),
        to=at(found),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def name_person(request: PersonRequest, slug: str, pk: int) -> HttpResponse:
    """Say who takes part for a member."""
    found = kept(request, slug)
    member = queries.one_member(found, pk)
    lead = ""
    if member.organisation is not None:
        lead = _("Här finns de som har konto. Saknas någon? Bjud in personen till organisationen först.")
    return form_page(
        request,
        opened(request, GroupPersonForm, people=group_policy.people_to_choose(member)),
        lambda chosen: actions.name_group_person(actor=request.user, member=member, **chosen).pk,
        done=_("Personen är med i gruppen."),
        title=_("Vem är med från %(name)s?") % {"name": member.name},
        lead=lead,
        send=_("Lägg till"),
        **to_group(found),
    )


@require_POST
@members_only
def end_person(request: PersonRequest, slug: str, pk: int) -> HttpResponse:
    """Let somebody take part no more."""
    found = kept(request, slug)
    seat = queries.one_seat(found, pk)
    return pressed(
        request,
        lambda: actions.end_group_person(actor=request.user, seat=seat).pk,
        done=_("I dag är sista dagen."),
        to=at(found),
    )


def kept(request: PersonRequest, slug: str) -> CollaborationGroup:
    """The group, for one who keeps it. One who only sees it is refused; for anybody else it does not exist."""
    found = queries.one_at_work(viewer=request.user, slug=slug)
    if not found.may_keep:
        raise PermissionDenied
    group: CollaborationGroup = found
    return group


def at(found: CollaborationGroup) -> str:
    """The address of the group at work."""
    return reverse("meetings:group_at_work", args=[found.slug])


def to_group(found: CollaborationGroup) -> dict[str, Any]:
    """Where a form of the group leads, and its way back."""
    return {"to": at(found), "back": at(found), "back_text": found.name}
