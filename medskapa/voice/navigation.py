"""The ways through voice: for anyone, for residents, and for each role of staff."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from medskapa.core.ui import navigation
from medskapa.people.models import Role
from medskapa.people.requests import holding, is_resident, roles_held
from medskapa.voice import policy

_SELDOM = {"voice:outreach", "voice:to_approve", "voice:letters"}


def add_ways() -> None:
    """Fill the site's navigation. Called once, when the application starts."""
    navigation.add("voice:say", _("Säg din mening"))
    navigation.add("voice:receipt", _("Läs ditt svar"))
    navigation.add("voice:happened", _("Vad har hänt?"))
    navigation.add("voice:my_page", _("Min sida"), shown=is_resident)
    for url_name, text, shown in (
        ("voice:inbox", _("Inkorg"), holding(*policy.AT_THE_DESK)),
        ("voice:themes", _("Teman"), holding(*policy.AT_THE_DESK)),
        ("voice:register", _("Ta emot"), holding(*policy.TAKING_IN)),
        ("voice:outreach", _("Ute"), holding(*policy.TAKING_IN)),
        ("voice:to_approve", _("Läsa svar"), holding(*policy.ANSWERING)),
        ("voice:letters", _("Utskick"), holding(*policy.AT_THE_DESK)),
        ("voice:to_tell", _("Berätta"), _tells_only),
        ("voice:audit_log", _("Granskning"), holding(*policy.READING_THE_AUDIT)),
    ):
        navigation.add(url_name, text, section="staff", shown=shown, seldom=url_name in _SELDOM)


def _tells_only(request: HttpRequest) -> bool:
    """A registrar finds their tasks here; at the desk they stand beside the letters."""
    held = roles_held(request)
    return Role.REGISTRAR in held and not held & set(policy.AT_THE_DESK)
