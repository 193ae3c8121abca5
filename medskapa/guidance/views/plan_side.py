"""The two sides from which a plan is met: the resident on their own page, and staff in the resident's file.

Both have the same pages, at the same addresses below their own (`Side.at`), made of the same parts.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from medskapa.core.forms import Form
from medskapa.guidance import file_tabs, policy
from medskapa.guidance.models import Plan
from medskapa.guidance.queries import plan as queries
from medskapa.guidance.queries.guides import has_guide
from medskapa.guidance.views.caseload import opened
from medskapa.people.models import Person
from medskapa.people.requests import PersonRequest

Page = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Side:
    """Whose plan it is, who looks at it, and from where. `plan` is None where none has been begun."""

    viewer: Person
    resident: Person
    plan: Plan | None
    at_work: bool
    may_plan: bool

    @property
    def at(self) -> str:
        """The address of the plan itself, which all others of this side begin with."""
        return reverse("guidance:plan", args=[self.resident.pk]) if self.at_work else reverse("guidance:my_plan")

    @property
    def may_change(self) -> bool:
        """Whether the viewer may change the plan as it is today; one that has ended is only read."""
        return self.may_plan and self.plan is not None and self.plan.ended_on is None

    @property
    def the_plan(self) -> Plan:
        """The plan. Http404 where there is none."""
        if self.plan is None:
            raise Http404
        return self.plan

    def context(self) -> dict[str, Any]:
        """What the frame and the parts need on this side."""
        own: dict[str, Any] = {
            "frame": "guidance/plan/frame.html" if self.at_work else "guidance/mine/plan/frame.html",
            "plan": self.plan,
            "plan_at": self.at,
            "at_work": self.at_work,
            "may_change": self.may_change,
            "resident": self.resident,
            "back": self.at,
            "back_text": _("Planering") if self.at_work else _("Min planering"),
            "plain_form": Form(auto_id=False),
            "of_another": False,
            "step": None,
            "saved": [],
            "known": [],
        }
        return own | (file_tabs.context(self.resident, "guidance:plan") if self.at_work else {})


def side_of(request: PersonRequest, pk: int | None) -> Side:
    """The side from which `request` comes: of the resident with `pk` at work, else one's own.

    Http404 for whoever has no path of their own, or may not open the file. A file that is opened is written down.
    """
    viewer = request.user
    if pk is None:
        plan = queries.plan_of(viewer=viewer, resident=viewer)
        if plan is None and not has_guide(viewer):
            raise Http404
        return Side(viewer, viewer, plan, at_work=False, may_plan=True)
    resident = opened(request, pk, "plan")
    plan = queries.plan_of(viewer=viewer, resident=resident)
    may_plan = queries.viewer_plans(plan) if plan else policy.may_plan_with(viewer, resident)
    return Side(viewer, resident, plan, at_work=True, may_plan=may_plan)


def reading(view: Page) -> Page:
    """For a page of a plan that there is. The view gets the `Side` after the request."""

    @wraps(view)
    def opened_view(request: PersonRequest, pk: int | None = None, **kwargs: Any) -> HttpResponse:
        side = side_of(request, pk)
        if side.plan is None:
            raise Http404
        return view(request, side, **kwargs)

    return opened_view


def writing(view: Page) -> Page:
    """As `reading`, for those who may change the plan: the manager, who reads, gets 403, and an ended plan its page."""

    @wraps(view)
    def opened_view(request: PersonRequest, pk: int | None = None, **kwargs: Any) -> HttpResponse:
        side = side_of(request, pk)
        if not side.may_plan:
            raise PermissionDenied
        if side.the_plan.ended_on:
            messages.warning(request, _("Planeringen är avslutad. Den går att läsa, men inte att ändra."))
            return redirect(side.at)
        return view(request, side, **kwargs)

    return opened_view


def page(request: PersonRequest, side: Side, template: str, **context: Any) -> HttpResponse:
    """A page of the plan on this side; 422 where its form has errors."""
    form = context.get("form")
    status = 422 if form is not None and form.errors else 200
    return render(request, template, side.context() | context, status=status)


def renewed(
    request: PersonRequest,
    side: Side,
    form: Any,
    fields: dict[str, str] | list[str],
    *,
    of: Any = None,
    seen: str = "",
) -> list[tuple[str, str]]:
    """What is saved now where it is not what was typed, by label, after somebody else has changed it.

    The form then says what its writer sees now, so that to send it once more is a choice.
    """
    if not form.errors:
        return []
    of = of or side.the_plan
    of.refresh_from_db()
    data = request.POST.copy()
    if seen:
        data[seen] = of.text
    else:
        data["version"] = str(of.version)
    form.data = data
    pairs = fields.items() if isinstance(fields, dict) else [(name, name) for name in fields]
    held = [(str(form[name].label), str(getattr(of, field) or ""), form[name].value() or "") for name, field in pairs]
    return [(label, saved or _("(tomt)")) for label, saved, typed in held if saved != typed]
