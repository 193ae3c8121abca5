"""The ways through the commons: for anyone, for organisations, and for those who keep the directory at work."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from medskapa.commons import group_policy, mandate_policy
from medskapa.commons.helping_policy import helps
from medskapa.commons.initiative_policy import leads_any_initiative
from medskapa.commons.policy import KEEPS_DIRECTORY, leads_or_owns
from medskapa.core.ui import Choice, navigation, onward
from medskapa.people.models import Kind, Role
from medskapa.people.requests import has_task, holding, is_resident, know_task

_edits = holding(*KEEPS_DIRECTORY)
_has_role = holding(*KEEPS_DIRECTORY, Role.UNIT_MANAGER)
KEEPS = "keeps_directory"
LEADS_INITIATIVE = "leads_initiative"
_edits_or_decides = holding(*KEEPS_DIRECTORY, Role.DECIDER)
IN_GROUP = "in_a_group"
_ACTS = "acts_for_somebody"
HELPS = "helps_at_a_place"
_KEEPING = ("/arbete/ny-verksamhet/", "/arbete/dubbletter/", "/arbete/organisationer/", "/arbete/ny-organisation/")


def _is_partner(request: HttpRequest) -> bool:
    return getattr(request.user, "kind", "") == Kind.PARTNER


def _organises(request: HttpRequest) -> bool:
    """Whether whoever asks is an editor, or comes from an organisation outside."""
    return _is_partner(request) or _edits(request)


def _keeps(request: HttpRequest) -> bool:
    """Whether whoever asks keeps something in the directory; somebody from outside, too."""
    return _has_role(request) or has_task(request, KEEPS)


def helps_here(request: HttpRequest) -> bool:
    """Whether whoever asks helps at a place; somebody from outside, too."""
    return has_task(request, HELPS)


def add_ways() -> None:
    """Fill the site's navigation. Called once, when the application starts. Each part of the room adds its own here."""
    know_task(KEEPS, leads_or_owns)
    know_task(_ACTS, mandate_policy.helps)
    navigation.add("commons:find", _("Hitta hjälp"), also=("/platser/",), last=True)
    near_you = _("Telefonen, BankID eller ett krångligt brev: se vem som hjälper till, var och när.")
    navigation.add("commons:keeping", _("Katalogen"), section="staff", shown=_keeps, also=_KEEPING, last=True)
    onward.add("start", "commons:find", Choice(_("Hitta hjälp nära dig"), near_you))
    _add_activities()
    _add_occupations()
    _add_initiatives()
    _add_helping()
    _add_mandates()
    _add_interests()
    _add_referrals()
    _add_groups()


def _add_activities() -> None:
    navigation.add("commons:activities", _("Aktiviteter"), also=("/aktivitet/",), last=True)
    also = ("/arbete/ny-aktivitet/", "/arbete/tider/")
    navigation.add("commons:organised", _("Aktiviteter"), section="staff", shown=_organises, also=also, last=True)
    together = _("Musik, film, fika och annat nära dig. Alla är välkomna, och det mesta är gratis.")
    onward.add("start", "commons:activities", Choice(_("Gör något tillsammans"), together))
    onward.add("area", "commons:activities", _("Aktiviteter här"), asked="var")
    onward.add("desk", "commons:organised", _("Aktiviteter som en redaktör ska läsa"), shown=_edits)


def _add_helping() -> None:
    know_task(HELPS, helps)
    navigation.add("commons:visits", _("Besök"), section="staff", shown=helps_here, seldom=True, last=True)


def _handles_mandates(request: HttpRequest) -> bool:
    """Whether whoever asks is at the reception, or acts for an organisation."""
    return _is_partner(request) or holding(Role.RECEPTION)(request) or has_task(request, _ACTS)


def _add_mandates() -> None:
    navigation.add("commons:my_mandates", _("Fullmakter"), section="mine", shown=is_resident)
    navigation.add(
        "commons:mandates", _("Fullmakter"), section="staff", shown=_handles_mandates, seldom=True, last=True
    )


def _works_with_initiatives(request: HttpRequest) -> bool:
    """Whether whoever asks begins, leads or decides about initiatives; somebody from outside may lead one, too."""
    return _edits_or_decides(request) or has_task(request, LEADS_INITIATIVE)


def _add_initiatives() -> None:
    know_task(LEADS_INITIATIVE, leads_any_initiative)
    also = ("/arbete/nytt-initiativ/", "/arbete/initiativmatt/")
    shown = _works_with_initiatives
    navigation.add(
        "commons:initiatives_desk", _("Initiativ"), section="staff", shown=shown, also=also, seldom=True, last=True
    )
    onward.add("area", "commons:initiatives", _("Det vi prövar här"), asked="var")


def _add_occupations() -> None:
    also = ("/arbete/nytt-uppdrag/",)
    navigation.add(
        "commons:offered", _("Uppdrag"), section="staff", shown=_organises, also=also, seldom=True, last=True
    )
    useful = _("Frivilliga uppdrag och praktik nära dig. Du lär dig något, och det har ett slut och ett nästa steg.")
    onward.add("start", "commons:occupations", Choice(_("Gör något som behövs"), useful))
    onward.add("area", "commons:occupations", _("Uppdrag och praktik här"), asked="var")
    onward.add("desk", "commons:offered", _("Uppdrag som en redaktör ska läsa"), shown=_edits)


def _add_interests() -> None:
    tell = _("Berätta vad du kan och vad du vill. En guide svarar inom fem arbetsdagar.")
    onward.add("start", "commons:about_interest", Choice(_("Jag kan"), tell))
    navigation.add("commons:my_interests", _("Jag kan"), section="mine", shown=is_resident)
    answers = holding(Role.GUIDE, Role.UNIT_MANAGER)
    navigation.add("commons:interests", _("Jag kan"), section="staff", shown=answers, seldom=True, last=True)
    onward.add("desk", "commons:interests", _("Jag kan: de som väntar på svar"), shown=answers)


def _add_referrals() -> None:
    navigation.add("commons:my_referrals", _("Hjälp från andra"), section="mine", shown=is_resident)


def takes_part(request: HttpRequest) -> bool:
    """Whether whoever asks takes part in a collaboration group; somebody from outside, too."""
    return has_task(request, IN_GROUP)


def sees_groups(request: HttpRequest) -> bool:
    """Whether whoever asks comes to the page of the groups at work: those who take part in one, and editors."""
    return _edits(request) or takes_part(request)


def _add_groups() -> None:
    know_task(IN_GROUP, group_policy.is_in_any_group)
    navigation.add("commons:our_organisation", _("Vår organisation"), section="staff", shown=_is_partner, first=True)
    navigation.add(
        "commons:groups_at_work",
        _("Samverkan"),
        section="staff",
        shown=sees_groups,
        also=("/arbete/ny-samverkansgrupp/",),
        last=True,
    )
    work_together = _("Förvaltningar och föreningar som träffas om det de har gemensamt. Läs vad de kommer fram till.")
    onward.add("start", "commons:groups", Choice(_("Så samarbetar vi"), work_together))
