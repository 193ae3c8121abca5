"""Agreeing on a plan: putting it, saying yes, the versions and how they differ, and the plan on paper."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from medskapa.change.views.acting import carried_out
from medskapa.core.acting import pressed
from medskapa.guidance import actions, agreed, policy
from medskapa.guidance.forms.mine_plan import DeskForm
from medskapa.guidance.queries import plan as queries
from medskapa.guidance.queries import plan_versions
from medskapa.guidance.views.plan_side import Side, page, reading, writing
from medskapa.integrations.bankid import client as bankid
from medskapa.people.queries import has_known_number
from medskapa.people.requests import PersonRequest

PRINTED_IN = "sv-plain"
"""What is printed is in plain Swedish, or in the language of the page where that is another one."""


@require_http_methods(["GET", "HEAD", "POST"])
@writing
def put(request: PersonRequest, side: Side) -> HttpResponse:
    """Put the plan as it stands, for both to agree on."""
    may_sign = not side.at_work and bankid.is_on()
    if request.method == "POST" and may_sign and "sign" in request.POST:
        return _put_to_sign(request, side)
    if request.method == "POST":
        return pressed(
            request,
            lambda: actions.put_plan_to_agree(actor=request.user, plan=side.the_plan).pk,
            done=_("Tack! Du har sagt ja till planeringen."),
            to=side.at,
        )
    content = plan_versions.content_now(side.the_plan)
    return page(request, side, "guidance/mine/plan/put.html", may_sign=may_sign, **_told(content))


def _put_to_sign(request: PersonRequest, side: Side) -> HttpResponse:
    """Put the plan without saying yes, and go on to where it is signed."""
    answer = pressed(
        request,
        lambda: actions.put_plan_to_agree(actor=request.user, plan=side.the_plan, says_yes=False).pk,
        done=_("Planeringen är sparad så här. Nu kan du skriva under den."),
        to=side.at,
    )
    last = plan_versions.last_to_sign(side.the_plan)
    return redirect(f"{side.at}versioner/{last}/bankid/") if last else answer


@require_safe
@reading
def versions(request: PersonRequest, side: Side) -> HttpResponse:
    """The versions that were put to be agreed on, the last first."""
    rows, after = plan_versions.versions_after(side.the_plan, request.GET.get("after", ""))
    return page(request, side, "guidance/mine/plan/versions.html", rows=rows, after=after)


@require_safe
@reading
def version(request: PersonRequest, side: Side, number: int) -> HttpResponse:
    """One version as it was put, and what it changed."""
    found = plan_versions.version_in(side.the_plan, number)
    before = plan_versions.before(found)
    context = {
        "version": found,
        "before": before,
        "changes": agreed.differences(before.content, found.content) if before else [],
        "may_say_yes": side.may_change and plan_versions.waits_for(found, side.viewer, side.resident),
        "may_see_identity": (sees_identity := side.at_work and side.may_change and not found.resident_agreed_at),
        "may_see_number": sees_identity and bankid.is_on() and not has_known_number(side.resident),
        "is_last": plan_versions.is_last(found),
        "is_overtaken": side.the_plan.changed_since,
        "may_sign": not side.at_work and bankid.is_on(),
    }
    return page(request, side, "guidance/mine/plan/version.html", **context | _told(found.content))


@require_POST
@writing
def agree(request: PersonRequest, side: Side, number: int) -> HttpResponse:
    """Say yes to a version, signed in."""
    found = plan_versions.version_in(side.the_plan, number)
    return pressed(
        request,
        lambda: actions.agree_to_plan(actor=request.user, version=found).pk,
        done=_("Tack! Du har sagt ja till planeringen."),
        to=side.at,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@writing
def agree_at_desk(request: PersonRequest, side: Side, number: int) -> HttpResponse:
    """The resident says yes on the spot, and shows an identity document."""
    if not policy.may_agree_to_steps(request.user, side.resident):
        raise PermissionDenied
    found = plan_versions.version_in(side.the_plan, number)
    form = DeskForm(request.POST or None)
    if carried_out(
        request,
        form,
        lambda chosen: actions.agree_at_desk(actor=request.user, version=found, **chosen).pk,
        done=_("Det är antecknat att personen har sagt ja på plats."),
    ):
        return redirect(side.at)
    return page(request, side, "guidance/plan/agree_at_desk.html", form=form, version=found, **_told(found.content))


@require_safe
@reading
def printable(request: PersonRequest, side: Side) -> HttpResponse:
    """The plan as a page to print."""
    return page(request, side, "guidance/mine/plan/printable.html", **_paper(side))


@require_safe
@reading
def as_pdf(request: PersonRequest, side: Side) -> HttpResponse:
    """The plan as a tagged PDF."""
    from medskapa.integrations.post import document  # it loads what prints: half a second, for this alone

    language = translation.get_language() or PRINTED_IN
    with translation.override(PRINTED_IN if language.startswith("sv") else language):
        title = _("Min planering")
        body = render_to_string("guidance/mine/plan/paper.html", _paper(side) | {"title": title, "plan": side.plan})
        pdf = document.render(body, title=title, lang=translation.get_language() or PRINTED_IN)
    headers = {"Content-Disposition": 'inline; filename="planering.pdf"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


def _told(content: agreed.Content) -> dict[str, object]:
    return {"texts": agreed.texts_in(content), "goals": agreed.goals_in(content)}


def _paper(side: Side) -> dict[str, object]:
    return {"shown": queries.page_of(side.the_plan), "resident": side.resident}
