"""The ways through voice: for anyone, for residents, and for each role of staff."""

from collections.abc import Callable

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from medskapa.core.ui import navigation
from medskapa.people.models import Role
from medskapa.people.queries import roles_of
from medskapa.voice import policy


def add_ways() -> None:
    """Fill the site's navigation. Called once, when the application starts."""
    navigation.add("voice:say", _("Säg din mening"))
    navigation.add("voice:receipt", _("Läs ditt svar"))
    navigation.add("voice:happened", _("Vad har hänt?"))
    navigation.add("voice:my_page", _("Min sida"), shown=_is_resident)
    for url_name, text, shown in (
        ("voice:inbox", _("Inkorg"), _holds(*policy.AT_THE_DESK)),
        ("voice:themes", _("Teman"), _holds(*policy.AT_THE_DESK)),
        ("voice:register", _("Ta emot"), _holds(*policy.TAKING_IN)),
        ("voice:outreach", _("Ute"), _holds(*policy.TAKING_IN)),
        ("voice:to_approve", _("Läsa svar"), _holds(*policy.ANSWERING)),
        ("voice:letters", _("Utskick"), _holds(*policy.AT_THE_DESK)),
        ("voice:to_tell", _("Berätta"), _tells_only),
        ("voice:audit_log", _("Granskning"), _holds(Role.AUDITOR)),
    ):
        navigation.add(url_name, text, section="staff", shown=shown)


def _is_resident(request: HttpRequest) -> bool:
    return request.user.is_authenticated and not request.user.is_staff_member


def _holds(*roles: Role) -> Callable[[HttpRequest], bool]:
    return lambda request: bool(_roles(request) & set(roles))


def _tells_only(request: HttpRequest) -> bool:
    """A registrar finds their tasks here; at the desk they stand beside the letters."""
    held = _roles(request)
    return Role.REGISTRAR in held and not held & set(policy.AT_THE_DESK)


def _roles(request: HttpRequest) -> set[Role]:
    """The roles of whoever asks, looked up once for a request."""
    held: set[Role] | None = getattr(request, "_roles_held", None)
    if held is None:
        person = request.user
        held = roles_of(person) if person.is_authenticated and person.is_staff_member else set()
        request._roles_held = held  # type: ignore[attr-defined]
    return held
