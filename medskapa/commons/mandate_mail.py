"""Messages about mandates: that one is in force, runs out, or has ended. No organisation is named in them.

To whom somebody goes for help can tell what they believe, how they feel or where they come from; so the message says
that there is something to read, and the page behind the code, or the sign-in, says the rest. An action calls `tell` in
its own transaction; the worker sends after commit. For a protected person nothing goes out by itself.
"""

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from medskapa.commons import mandate_codes, reaching
from medskapa.commons.models import EndedHow, Mandate, MandateMessage, MandateNews, MandateState
from medskapa.core import clock
from medskapa.core.dates import long_date
from medskapa.core.languages import spoken
from medskapa.integrations import outgoing
from medskapa.integrations.outgoing import EMAIL


def tell(mandate: Mandate, kind: MandateNews) -> MandateMessage | None:
    """Let a message of `kind` go out, once. None where there is no way for it. What waits and is untrue is stopped."""
    if mandate.state == MandateState.ENDED:
        outgoing.stop(mandate.messages.exclude(kind__in=[MandateNews.ENDED, MandateNews.STOP]))
    via = _way(mandate, kind)
    if via is None:
        return None
    message, is_new = MandateMessage.objects.get_or_create(
        mandate=mandate, kind=kind, defaults={"via": via, "day": clock.today()}
    )
    if is_new and via in outgoing.BY_MACHINE:
        from medskapa.commons import mandate_jobs

        transaction.on_commit(mandate_jobs.enqueue_waiting)
    return message


def _way(mandate: Mandate, kind: MandateNews) -> str | None:
    if kind == MandateNews.STOP:
        return EMAIL if mandate.organisation.email else None
    if mandate.person is None and not mandate.reach_to:
        return None
    return reaching.way_to(mandate.person, mandate.reach_via)


def address_of(message: MandateMessage) -> str:
    """Where a message goes: a number, an e-mail address or a postal address, as it is now."""
    mandate = message.mandate
    if message.kind == MandateNews.STOP:
        return mandate.organisation.email
    return reaching.address_of(mandate.person, mandate.reach_to, via=message.via)


def still_true(message: MandateMessage) -> bool:
    """Whether a message that waits still says something to the one who gets it, and may be sent."""
    mandate = message.mandate
    if message.kind == MandateNews.STOP:
        return mandate.state == MandateState.ENDED
    if mandate.person is not None and mandate.person.protected_identity:
        return False
    if message.kind == MandateNews.ENDED:
        return mandate.state == MandateState.ENDED
    runs = mandate.state == MandateState.SIGNED and clock.today() <= mandate.ends_on
    if message.kind == MandateNews.TOMORROW:
        return runs
    if message.kind == MandateNews.SOON:
        return runs and clock.today() < mandate.ends_on
    return mandate.state == MandateState.SIGNED


def words_of(message: MandateMessage) -> tuple[str, str]:
    """The subject and the text, in the receiver's language."""
    mandate = message.mandate
    if message.kind == MandateNews.STOP:
        return _to_organisation(mandate)
    language = mandate.person.language if mandate.person else mandate.language
    with translation.override(spoken(language)):
        facts = {"day": long_date(mandate.ends_on), "phone": settings.MUNICIPALITY["phone"]}
        subject, text = _lead(message, facts)
        return subject, f"{text} {_way_on(message)}"


def _lead(message: MandateMessage, facts: dict[str, str]) -> tuple[str, str]:
    mandate = message.mandate
    if message.kind == MandateNews.SIGNED:
        return _("Din fullmakt är klar"), _(
            "Hej! Din fullmakt är underskriven och gäller till och med %(day)s. Stämmer det inte? Ring %(phone)s."
        ) % facts
    if message.kind == MandateNews.SOON:
        return _("Din fullmakt går snart ut"), _("Hej! Din fullmakt slutar gälla efter %(day)s.") % facts
    if message.kind == MandateNews.TOMORROW:
        return _("Din fullmakt går ut"), _("Hej! Sista dagen för din fullmakt är %(day)s.") % facts
    if mandate.ended_how == EndedHow.EXPIRED:
        return _("Din fullmakt har slutat"), _("Hej! Tiden för din fullmakt har gått ut. Nu gäller den inte.")
    return _("Din fullmakt är avslutad"), _(
        "Hej! Din fullmakt är avslutad. Nu gäller den inte. Frågor? Ring %(phone)s."
    ) % facts


def _way_on(message: MandateMessage) -> str:
    mandate = message.mandate
    if mandate.person is not None:
        page = settings.PUBLIC_URL + reverse("commons:my_mandates")
        return _("Logga in och se mer: %(page)s") % {"page": page}
    page = settings.PUBLIC_URL + reverse("commons:mandate_by_code")
    if message.kind == MandateNews.ENDED or message.via in reaching.BY_HAND:
        return _("Med din kod kan du läsa vad de har gjort: %(page)s") % {"page": page}
    return _("Läs vad de gör, eller avsluta: %(link)s") % {"link": mandate_codes.link(mandate)}


def _to_organisation(mandate: Mandate) -> tuple[str, str]:
    with translation.override("sv"):
        url = settings.PUBLIC_URL + reverse("commons:mandate", args=[mandate.pk])
        return _("En fullmakt har slutat"), _(
            "Hej! En fullmakt till er har slutat gälla. Gör inget mer åt personen. Se vilken: %(url)s"
        ) % {"url": url}
