"""The ways through guidance: the guide's day and residents, the manager's guides, and a resident's own way."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from medskapa.core.ui import navigation, onward
from medskapa.guidance import policy
from medskapa.guidance.queries.ending import my_follow_up
from medskapa.guidance.queries.guides import has_guide
from medskapa.guidance.queries.workload import stands_in
from medskapa.people.models import Person, Role
from medskapa.people.requests import has_task, holding, is_resident, know_task

LEADS_GUIDES = "leads_guides"
_is_guide = holding(Role.GUIDE)
_is_manager = holding(Role.UNIT_MANAGER)
_has_residents = holding(Role.GUIDE, Role.UNIT_MANAGER)


def add_ways() -> None:
    """Fill the site's navigation. Called once, when the application starts."""
    know_task(LEADS_GUIDES, policy.leads_guides)
    navigation.add("guidance:today", _("I dag"), section="staff", shown=_has_a_day, first=True)
    navigation.add("guidance:residents", _("Invånare"), section="staff", shown=_has_residents)
    navigation.add("guidance:slots", _("Mina tider"), section="staff", shown=_is_guide)
    navigation.add("guidance:guides", _("Guider"), section="staff", shown=_is_manager)
    navigation.add("guidance:follow_ups", _("Hur gick det?"), section="staff", shown=_has_residents, seldom=True)
    navigation.add("guidance:outcomes", _("Utfall"), section="staff", shown=_is_manager, seldom=True)
    navigation.add("guidance:mine", _("Min väg"), shown=has_way)
    navigation.add("guidance:mine", _("Min väg: din guide och din planering"), section="mine", shown=has_way)
    navigation.add("guidance:how_it_went", _("Hur gick det för dig? Tre korta frågor"), section="mine", shown=_is_asked)
    onward.add(
        "desk", "guidance:guides", _("En invånare vill ha en annan guide, och du behöver svara"), shown=_stands_in
    )
    onward.add("mine_way", "entrance:my_facts", _("Det vi vet om dig, och vem som kan se det"))


def _has_a_day(request: HttpRequest) -> bool:
    """Whether the day of guidance is where somebody begins: a guide, and a manager of guides."""
    return _is_guide(request) or (_is_manager(request) and has_task(request, LEADS_GUIDES))


def _stands_in(request: HttpRequest) -> bool:
    """Whether a manager who leads no guides must answer for one who is a guide. One query, for such managers only."""
    if not isinstance(request.user, Person) or _has_a_day(request) or not _is_manager(request):
        return False
    return stands_in(request.user)


def _is_asked(request: HttpRequest) -> bool:
    """Whether whoever asks is asked how it went: their way has ended, and its own page with it. One query."""
    return isinstance(request.user, Person) and is_resident(request) and my_follow_up(request.user) is not None


def know_way(request: HttpRequest) -> None:
    """Say that whoever asks has a guide: a page that has looked it up saves the menu from asking."""
    request._has_way = True  # type: ignore[attr-defined]


def has_way(request: HttpRequest) -> bool:
    """Whether whoever asks is a resident with a guide, looked up once for a request."""
    found: bool | None = getattr(request, "_has_way", None)
    if found is None:
        person = request.user
        found = isinstance(person, Person) and not person.is_staff_member and has_guide(person)
        request._has_way = found  # type: ignore[attr-defined]
    return found
