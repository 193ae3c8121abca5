"""The ways through meetings."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from medskapa.commons.navigation import takes_part
from medskapa.core.ui import navigation
from medskapa.meetings import policy
from medskapa.people.models import Role
from medskapa.people.requests import has_task, is_resident, know_task, roles_held

HELPS, CONVENES = "helps_at_meetings", "convenes_a_group"
_FOUND_THERE_AT_WORK = ("/arbete/att-fraga/", "/arbete/inbjudan/", "/arbete/inbjudningar/", "/arbete/punkt/")


def add_ways() -> None:
    """Fill the site's navigation. Called once, when the application starts."""
    know_task(HELPS, policy.helps)
    know_task(CONVENES, policy.plans_groups)
    navigation.add("meetings:meetings", _("Träffar"), also=("/inbjudan/", "/rosta/"))
    navigation.add(
        "meetings:planning", _("Träffar"), section="staff", shown=has_to_do_with_meetings, also=_FOUND_THERE_AT_WORK
    )
    navigation.add("meetings:be_asked", _("Bli tillfrågad när vi ska träffas"), section="mine", shown=is_resident)
    navigation.add("meetings:my_invitations", _("Dina inbjudningar"), section="mine", shown=is_resident)
    navigation.add("meetings:to_tell", _("Berätta om träffar"), section="telling")


def plans_meetings(request: HttpRequest) -> bool:
    """Whoever plans residents' meetings, or those of a group."""
    return Role.PLANNER in roles_held(request) or has_task(request, CONVENES)


def comes_to_meetings(request: HttpRequest) -> bool:
    """Whoever has a page of a meeting to come to at work: `has_to_do_with_meetings`, and those who are in a group."""
    return has_to_do_with_meetings(request) or plans_meetings(request) or takes_part(request)


def has_to_do_with_meetings(request: HttpRequest) -> bool:
    """Whoever plans meetings, hosts a table or writes at one."""
    return Role.PLANNER in roles_held(request) or has_task(request, HELPS)
