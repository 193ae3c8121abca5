"""Groups at work: mine and all, one group with its members and meetings, and what one does with them."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from medskapa.change import actions, policy
from medskapa.change.actions.groups import DEVELOPMENT_TEXTS, GROUP_TEXTS, Group
from medskapa.change.forms.groups import (
    AreaForm,
    DevelopmentForm,
    EditAreaForm,
    EditGroupForm,
    EndForm,
    GroupForm,
    LeaveForm,
    MemberForm,
    ProgressForm,
)
from medskapa.change.models import Member, Process, WorkingGroup
from medskapa.change.queries import groups as queries
from medskapa.change.texts import GROUP_STATES
from medskapa.change.views.acting import (
    carried_out,
    form_for_two,
    form_page,
    opened,
    planners_only,
    shown,
    working_here_only,
)
from medskapa.core.forms import Form
from medskapa.people.requests import PersonRequest

TO_GROUPS = "change:groups_desk"


@require_safe
@working_here_only
def groups(request: PersonRequest) -> HttpResponse:
    """My groups, the development groups, and every working group."""
    over = "over" in request.GET
    page = queries.groups_at_work(viewer=request.user, over=over, after=request.GET.get("after", "")[:200])
    may_plan = policy.may_plan(request.user)
    context = {
        "mine": queries.my_memberships(request.user),
        "meetings": queries.my_meetings(request.user),
        "development": queries.development_groups(),
        "missing": queries.missing_processes() if may_plan else [],
        "groups": [(group, *GROUP_STATES[group.state]) for group in page.rows],  # type: ignore[index]
        "next": page.next,
        "over": over,
        "may_plan": may_plan,
    }
    return render(request, "change/groups/groups.html", context)


@require_safe
@working_here_only
def group(request: PersonRequest, slug: str) -> HttpResponse:
    """One working group: its task, members, meetings, proposals, and how far it has come."""
    found = queries.group_at_work(viewer=request.user, slug=slug)
    state, kind = GROUP_STATES[found.state]  # type: ignore[index]
    context = _people_and_meetings(found) | {
        "group": found,
        "state": state,
        "kind": kind,
        "progress": queries.progress_of(found),
        "proposals": queries.proposals_of(found),
        "is_active": found.state == "active",
    }
    return render(request, "change/groups/group.html", context)


@require_safe
@working_here_only
def development_group(request: PersonRequest, slug: str) -> HttpResponse:
    """One development group: its mandate, members and meetings."""
    found = queries.development_at_work(viewer=request.user, slug=slug)
    context = _people_and_meetings(found) | {"group": found, "is_active": True}
    return render(request, "change/groups/development.html", context)


def _people_and_meetings(group: Group) -> dict[str, Any]:
    """Names and meetings are for those who work with the group; everybody else sees what the public sees."""
    belongs = group.may_lead or group.may_work  # type: ignore[union-attr] # carried by the query
    return {
        "members": queries.members_at_work(group) if belongs else [],
        "meetings": queries.meetings_of(group) if belongs else [],
        "belongs": belongs,
        "plain_form": Form(auto_id=False),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@planners_only
def new_group(request: PersonRequest) -> HttpResponse:
    """Start a working group."""
    form = opened(
        request,
        GroupForm,
        areas=queries.areas(),
        units=queries.units_to_plan_in(request.user),
        development=queries.development_groups(),
    )
    return form_page(
        request,
        form,
        lambda chosen: actions.make_group(actor=request.user, **chosen).slug,
        done=_("Arbetsgruppen är startad. Lägg till de som ska vara med."),
        to=reverse(TO_GROUPS),
        title=_("Starta en arbetsgrupp"),
        lead=_("Alla kan läsa om gruppen och vad den ska göra."),
        send=_("Starta gruppen"),
        **_back_to_all(),
    )


def _back_to_all() -> dict[str, str]:
    return {"back": reverse(TO_GROUPS), "back_text": _("Alla grupper")}


def _led(request: PersonRequest, slug: str) -> WorkingGroup:
    found = queries.group_at_work(viewer=request.user, slug=slug)
    if not found.may_lead:  # type: ignore[attr-defined] # carried by the query
        raise PermissionDenied
    return found


def _back_to(group: Group) -> dict[str, str]:
    return {"back": page_of(group), "back_text": group.name}


def page_of(group: Group) -> str:
    """The address of a group's page at work."""
    name = "change:group_desk" if isinstance(group, WorkingGroup) else "change:development_desk"
    return reverse(name, args=[group.slug])


def public_page_of(group: Group) -> str:
    """The address of a group's page for everybody."""
    name = "change:group" if isinstance(group, WorkingGroup) else "change:development_group"
    return reverse(name, args=[group.slug])


@require_http_methods(["GET", "HEAD", "POST"])
@working_here_only
def edit_group(request: PersonRequest, slug: str) -> HttpResponse:
    """Change the task. Whoever comes second sees what the first one wrote, beside their own words."""
    found = _led(request, slug)

    def now() -> dict[str, Any]:
        return {name: getattr(found, name) for name in [*GROUP_TEXTS, "due_on", "area", "version"]}

    return form_for_two(
        request,
        opened(request, EditGroupForm, now(), areas=queries.areas()),
        lambda chosen: actions.edit_group(actor=request.user, group=found, **chosen),
        now=now,
        done=_("Tack. Det nya syns för alla nu."),
        to=page_of(found),
        title=_("Ändra uppdraget"),
        send=_("Spara"),
        **_back_to(found),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@working_here_only
def end_group(request: PersonRequest, slug: str) -> HttpResponse:
    """End a group: its task is done, or it stops before that."""
    found = _led(request, slug)
    return form_page(
        request,
        opened(request, EndForm),
        lambda chosen: (
            actions.end_group(
                actor=request.user, group=found, early=chosen["how"] == "early", reason=chosen["reason"]
            ).pk
        ),
        done=_("Gruppen är avslutad."),
        to=page_of(found),
        title=_("Avsluta gruppen"),
        lead=_("De som är med lämnar gruppen i dag. Sidan om gruppen finns kvar för alla."),
        send=_("Avsluta gruppen"),
        danger=True,
        **_back_to(found),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@working_here_only
def tell_progress(request: PersonRequest, slug: str) -> HttpResponse:
    """Tell everybody how far the group has come."""
    found = queries.group_at_work(viewer=request.user, slug=slug)
    if not found.may_work:  # type: ignore[attr-defined] # carried by the query
        raise PermissionDenied
    return form_page(
        request,
        opened(request, ProgressForm),
        lambda chosen: actions.tell_progress(actor=request.user, group=found, **chosen).pk,
        done=_("Tack. Nu kan alla läsa hur långt ni har kommit."),
        to=page_of(found),
        title=_("Berätta hur långt ni har kommit"),
        lead=_("Alla kan läsa det. Det går inte att ändra sedan, men ni kan berätta mer."),
        send=_("Berätta"),
        **_back_to(found),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@working_here_only
def development_texts(request: PersonRequest, process: str) -> HttpResponse:
    """Describe the development group of a part of the process; it is made where there is none yet."""
    part = next((each for each in Process if each == process), None)
    if part is None:
        raise Http404
    found = queries.development_of(viewer=request.user, process=part)
    if not (found.may_lead if found else policy.may_plan(request.user)):  # type: ignore[attr-defined]
        raise PermissionDenied
    names = [*DEVELOPMENT_TEXTS, "hours_a_month", "version"]

    def now() -> dict[str, Any]:
        there = queries.development_of(viewer=request.user, process=part)
        return {name: getattr(there, name) for name in names} if there else {"version": 0, "name": part.label}

    return form_for_two(
        request,
        opened(request, DevelopmentForm, now()),
        lambda chosen: actions.set_up_development_group(actor=request.user, process=part, **chosen),
        now=now,
        done=_("Tack. Det nya syns för alla nu."),
        to=reverse(TO_GROUPS),
        title=str(part.label),
        send=_("Spara"),
        **_back_to_all(),
    )


# --- members


@require_http_methods(["GET", "HEAD", "POST"])
@working_here_only
def add_member(request: PersonRequest, slug: str) -> HttpResponse:
    """Ask somebody into a working group: search for a name (``?namn=``), then choose."""
    return _add_member(request, _led(request, slug))


@require_http_methods(["GET", "HEAD", "POST"])
@working_here_only
def add_development_member(request: PersonRequest, slug: str) -> HttpResponse:
    """Ask somebody into a development group."""
    found = queries.development_at_work(viewer=request.user, slug=slug)
    if not found.may_lead:  # type: ignore[attr-defined] # carried by the query
        raise PermissionDenied
    return _add_member(request, found)


def _add_member(request: PersonRequest, group: Group) -> HttpResponse:
    name = request.GET.get("namn", "")[:100]
    found = queries.candidates(name)
    if (chosen := queries.candidate(request.POST.get("person", ""))) and chosen not in found:
        found = [chosen, *found]
    form = opened(request, MemberForm, found=found)
    context = {"title": _("Lägg till någon i gruppen"), "send": _("Lägg till"), "name": name, "found": found}
    done = _("Personen är med i gruppen.")

    def act(chosen: dict[str, Any]) -> object:
        person = next(each for each in found if str(each.pk) == chosen["person"])
        return actions.join(actor=request.user, group=group, **(chosen | {"person": person})).pk

    if carried_out(request, form, act, done=done):
        return redirect(page_of(group))
    return shown(request, form, "change/groups/member.html", **context, **_back_to(group))


@require_http_methods(["GET", "HEAD", "POST"])
@working_here_only
def leave(request: PersonRequest, pk: int) -> HttpResponse:
    """Leave a group, or say that somebody does."""
    member = queries.member_for(viewer=request.user, pk=pk)
    group = _group_of(member)
    return form_page(
        request,
        opened(request, LeaveForm),
        lambda chosen: actions.leave(actor=request.user, member=member, **chosen).pk,
        done=_("Det är sparat."),
        to=page_of(group),
        title=_("%(name)s slutar i gruppen") % {"name": member.person.name},
        lead=_("Det som personen har skrivit finns kvar."),
        send=_("Spara"),
        **_back_to(group),
    )


def _group_of(member: Member) -> Group:
    group = member.working_group or member.development_group
    if group is None:
        raise ValueError("a member of no group: the database refuses that")
    return group


@require_POST
@working_here_only
def show_name(request: PersonRequest, pk: int) -> HttpResponse:
    """Show one's own name on the group's public page, or no longer."""
    member = queries.member_for(viewer=request.user, pk=pk)
    form = Form(request.POST)
    shown_now = request.POST.get("shown") == "1"
    done = _("Ditt namn visas för alla.") if shown_now else _("Ditt namn visas inte längre.")
    carried_out(
        request, form, lambda _c: actions.show_name(actor=request.user, member=member, shown=shown_now).pk, done=done
    )
    return redirect(page_of(_group_of(member)))


# --- improvement areas


@require_safe
@working_here_only
def areas(request: PersonRequest) -> HttpResponse:
    """The improvement areas, with where they come from."""
    page = queries.areas_after(request.GET.get("after", "")[:200])
    context = {"areas": page.rows, "next": page.next, "may_plan": policy.may_plan(request.user)}
    return render(request, "change/groups/areas.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@planners_only
def new_area(request: PersonRequest) -> HttpResponse:
    """Write down an area that an evaluation found."""
    return form_page(
        request,
        opened(request, AreaForm),
        lambda chosen: actions.add_area(actor=request.user, **chosen).slug,
        done=_("Området är tillagt och syns för alla."),
        to=reverse("change:areas_desk"),
        title=_("Nytt förbättringsområde"),
        lead=_("Alla kan läsa det, och var det kommer från."),
        send=_("Lägg till"),
        back=reverse("change:areas_desk"),
        back_text=_("Förbättringsområden"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@planners_only
def edit_area(request: PersonRequest, slug: str) -> HttpResponse:
    """Change an area."""
    area = get_object_or_404(queries.areas(), slug=slug)
    names = ["name", "process", "about", "plain_about", "source", "source_on", "version"]

    def now() -> dict[str, Any]:
        return {name: getattr(area, name) for name in names}

    return form_for_two(
        request,
        opened(request, EditAreaForm, now()),
        lambda chosen: actions.edit_area(actor=request.user, area=area, **chosen).slug,
        now=now,
        done=_("Tack. Det nya syns för alla nu."),
        to=reverse("change:areas_desk"),
        title=_("Ändra förbättringsområdet"),
        send=_("Spara"),
        back=reverse("change:areas_desk"),
        back_text=_("Förbättringsområden"),
    )
