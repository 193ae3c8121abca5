"""The ways through change: the proposals, for anyone and at work. The rest is found from there."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from medskapa.change import policy
from medskapa.core.ui import navigation, onward
from medskapa.people.models import Person

_FOUND_THERE = ("/arbetsgrupper/", "/utvecklingsgrupper/", "/forbattringsomraden/", "/blev-det-battre/")
_FOUND_THERE_AT_WORK = (
    "/arbete/beslut/",
    "/arbete/forbattringsomraden/",
    "/arbete/grupper/",
    "/arbete/loften/",
    "/arbete/steg/",
    "/arbete/utvecklingsgrupper/",
)


def add_ways() -> None:
    """Fill the site's navigation. Called once, when the application starts."""
    navigation.add("change:proposals", _("Förslag"), also=_FOUND_THERE)
    navigation.add("change:proposals_desk", _("Förslag"), section="staff", shown=_is_staff, also=_FOUND_THERE_AT_WORK)
    onward.add("theme", "change:thread", _("Se hela vägen från det ni sa till det som är annorlunda nu"))
    onward.add("mine", "change:thread", _("Se hela vägen"))
    onward.add("theme_desk", "change:propose", _("Börja på ett förslag"), asked="tema", shown=_is_planner)
    onward.add("happened", "change:influence", _("Invånarnas inflytande i siffror"))
    onward.add("desk", "change:promises", _("Sena löften från träffar och förslag"))


def _is_staff(request: HttpRequest) -> bool:
    return request.user.is_authenticated and request.user.is_staff_member


def _is_planner(request: HttpRequest) -> bool:
    return isinstance(request.user, Person) and policy.may_plan(request.user)
