"""Mail to those who keep the directory: that something is to be checked, or what an editor said. Nothing about people.

An action calls `tell` or `tell_editors` inside its own transaction; the worker sends it after commit.
"""

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from medskapa.commons.models import KeepingKind, KeepingMail, Service, ServiceState
from medskapa.commons.policy import KEEPS_DIRECTORY
from medskapa.commons.queries import activities, interests
from medskapa.core import clock
from medskapa.core.languages import spoken
from medskapa.people.models import Person
from medskapa.people.queries import grants_today, holders


def can_be_reached(person: Person | None) -> bool:
    """Whether mail to `person` leads anywhere."""
    return person is not None and person.is_active and bool(person.email)


def tell(person: Person, kind: KeepingKind, service: Service | None) -> KeepingMail | None:
    """Mail `person` once today that there is something of `kind` about `service`. None for one without an address."""
    if not can_be_reached(person):
        return None
    mail, is_new = KeepingMail.objects.get_or_create(person=person, kind=kind, service=service, day=clock.today())
    if is_new:
        from medskapa.commons import keeping_jobs

        transaction.on_commit(keeping_jobs.enqueue_waiting)
    return mail


def tell_editors() -> int:
    """Mail each editor, once a day, that something in the directory needs them. Returns how many have an address."""
    editors = holders(grants_today(*KEEPS_DIRECTORY))
    return sum(tell(editor, KeepingKind.UNCHECKED, None) is not None for editor in editors)


def still_true(mail: KeepingMail) -> bool:
    """Whether mail that waits still says something to the one who gets it."""
    if mail.kind == KeepingKind.ACTIVITY:
        return activities.to_read(mail.person) > 0
    if mail.kind == KeepingKind.INTEREST:
        return interests.late_for(mail.person) > 0
    if mail.kind != KeepingKind.CHECK:
        return True
    service = mail.service
    return (
        service is not None
        and service.state == ServiceState.ACTIVE
        and (service.check_by is None or service.check_by <= clock.today())
    )


def words_of(mail: KeepingMail) -> tuple[str, str]:
    """The subject and the text, in the receiver's language."""
    with translation.override(spoken(mail.person.language)):
        if mail.kind == KeepingKind.INTEREST:
            facts = {"url": settings.PUBLIC_URL + reverse("commons:interests")}
            return _("Svar på Jag kan är sena"), _(
                "Hej! Någon har sagt vad hen kan och vill, och har inte fått det svar som vi har lovat. "
                "Se efter här: %(url)s"
            ) % facts
        if mail.kind == KeepingKind.ACTIVITY:
            facts = {"url": settings.PUBLIC_URL + reverse("commons:organised")}
            return _("En aktivitet väntar på dig"), _(
                "Hej! Någon har skrivit en aktivitet som en redaktör ska läsa innan alla ser den. Se efter här: %(url)s"
            ) % facts
        if mail.kind == KeepingKind.UNCHECKED or mail.service is None:
            facts = {"url": settings.PUBLIC_URL + reverse("commons:keeping")}
            return _("Katalogen behöver dig"), _(
                "Hej! I katalogen finns något som väntar på en redaktör, eller som ingen har kollat. "
                "Se efter här: %(url)s"
            ) % facts
        facts = {
            "name": mail.service.name,
            "url": settings.PUBLIC_URL + reverse("commons:keep", args=[mail.service.slug]),
        }
        if mail.kind == KeepingKind.APPROVED:
            return _("Nu står det i katalogen"), _("Hej! ”%(name)s” står nu i katalogen: %(url)s") % facts
        if mail.kind == KeepingKind.REFUSED:
            return _("Det blev inte publicerat"), _(
                "Hej! ”%(name)s” blev inte publicerat i katalogen. Läs varför, ändra och skicka igen: %(url)s"
            ) % facts
        return _("Stämmer det fortfarande?"), _(
            "Hej! Stämmer det som står i katalogen om ”%(name)s”? Om allt stämmer räcker det med ett tryck: %(url)s"
        ) % facts
