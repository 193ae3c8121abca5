"""Messages about referrals: to whoever is asked, to whoever sent, and to the person. Nothing of anybody's case.

An action calls `tell` inside its own transaction; the worker sends after commit. What goes by letter or telephone
waits for a person's hand. For a protected person nothing goes out by itself.
"""

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from medskapa.commons import reaching, referral_codes
from medskapa.commons.models import OPEN_REFERRALS, Referral, ReferralKind, ReferralMessage, ReferralState
from medskapa.core import clock
from medskapa.core.dates import long_date, when
from medskapa.core.languages import spoken
from medskapa.integrations import outgoing
from medskapa.integrations.outgoing import EMAIL

TO_RECEIVER = {ReferralKind.ASK, ReferralKind.REMIND, ReferralKind.NEWS}
TO_SENDER = {ReferralKind.ANSWERED, ReferralKind.LATE}


def tell(referral: Referral, kind: ReferralKind) -> ReferralMessage | None:
    """Let a message of `kind` go out about `referral` as it stands now, once. None where there is no way for it.

    What waits to be said of how it stood before is stopped.
    """
    drop_untrue(referral)
    via = _way(referral, kind)
    if via is None:
        return None
    message, is_new = ReferralMessage.objects.get_or_create(
        referral=referral, kind=kind, about=referral.state, defaults={"via": via, "day": clock.today()}
    )
    if is_new and via in outgoing.BY_MACHINE:
        from medskapa.commons import referral_jobs

        transaction.on_commit(referral_jobs.enqueue_waiting)
    return message


def drop_untrue(referral: Referral) -> int:
    """Stop what waits to be said of how `referral` stood before. Returns how many messages."""
    return outgoing.stop(referral.messages.exclude(kind=ReferralKind.HELPED).exclude(about=referral.state))


def _way(referral: Referral, kind: ReferralKind) -> str | None:
    if kind in TO_RECEIVER:
        return EMAIL if referral.service.email and not referral.by_hand else None
    if kind in TO_SENDER:
        sender = referral.sent_by
        return EMAIL if sender is not None and sender.is_active and sender.email else None
    if referral.person is None and referral.by_hand and not referral.reach_to:
        return None
    return reaching.way_to(referral.person, referral.reach_via)


def address_of(message: ReferralMessage) -> str:
    """Where a message goes: a number, an e-mail address or a postal address, as it is now."""
    referral = message.referral
    if message.kind in TO_RECEIVER:
        return referral.service.email
    if message.kind in TO_SENDER:
        return referral.sent_by.email if referral.sent_by else ""
    return reaching.address_of(referral.person, referral.reach_to, via=message.via)


def still_true(message: ReferralMessage) -> bool:
    """Whether a message that waits still says something to the one who gets it."""
    referral = message.referral
    if message.kind == ReferralKind.HELPED:
        return not referral.helped
    return referral.state == message.about


def words_of(message: ReferralMessage) -> tuple[str, str]:
    """The subject and the text, in the receiver's language."""
    referral = message.referral
    with translation.override(_language(message)):
        facts = {
            "name": referral.service.name,
            "day": long_date(referral.answer_by),
            "phone": settings.MUNICIPALITY["phone"],
            "administration": settings.MUNICIPALITY["administration"],
        }
        if message.kind in TO_RECEIVER:
            return _to_receiver(message, facts)
        if message.kind in TO_SENDER:
            facts["url"] = settings.PUBLIC_URL + reverse("commons:referral", args=[referral.pk])
            return _to_sender(message, facts)
        return _to_person(message, facts)


def _language(message: ReferralMessage) -> str:
    if message.kind in TO_RECEIVER:
        return "sv"
    person = message.referral.sent_by if message.kind in TO_SENDER else message.referral.person
    return spoken(person.language if person else message.referral.language)


def _to_receiver(message: ReferralMessage, facts: dict[str, str]) -> tuple[str, str]:
    referral = message.referral
    facts |= {
        "link": referral_codes.receiver_link(referral),
        "page": settings.PUBLIC_URL + reverse("commons:referral_answer"),
        "code": str(referral_codes.answer_code_of(referral)),
    }
    way = _(
        "Öppna sidan: %(link)s\n"
        "Är koden inte ifylld? Skriv den på %(page)s: %(code)s\n\n"
        "Du behöver inget konto. Frågor? Ring %(phone)s."
    )
    if message.kind == ReferralKind.NEWS:
        if referral.state == ReferralState.WITHDRAWN:
            return _("Frågan är tillbakatagen"), _(
                "Hej! En person behöver inte längre hjälp av ”%(name)s”. Ni behöver inte göra något."
            ) % facts
        return _("Personen tackar ja till tiden"), (_("Hej! Personen kommer på den tid ni föreslog.") % facts) + (
            "\n\n" + way % facts
        )
    if message.kind == ReferralKind.REMIND:
        lead = _("Hej! Vi frågade om ni kan hjälpa en person. Svara senast %(day)s, annars frågar vi någon annan.")
        return _("Påminnelse: kan ni hjälpa en person?"), f"{lead % facts}\n\n{way % facts}"
    lead = _("Hej! Kan ni på ”%(name)s” hjälpa en person? Svara senast %(day)s. %(administration)s frågar.")
    return _("Kan ni hjälpa en person?"), f"{lead % facts}\n\n{way % facts}"


def _to_sender(message: ReferralMessage, facts: dict[str, str]) -> tuple[str, str]:
    if message.kind == ReferralKind.LATE:
        return _("Ingen har svarat"), _(
            "Hej! ”%(name)s” har inte svarat i tid på en hänvisning. Se vilka andra som kan hjälpa: %(url)s"
        ) % facts
    return _("Du har fått svar"), _("Hej! ”%(name)s” har svarat på en hänvisning. Läs svaret: %(url)s") % facts


def _to_person(message: ReferralMessage, facts: dict[str, str]) -> tuple[str, str]:
    referral = message.referral
    if referral.person is None:
        facts["page"] = referral_codes.own_link(referral)
        facts["code"] = str(referral_codes.own_code_of(referral))
        way = _("Se mer och svara: %(page)s Din kod: %(code)s") % facts
    else:
        way = _("Logga in och se mer: %(page)s") % {"page": settings.PUBLIC_URL + reverse("commons:my_referrals")}
    if message.kind == ReferralKind.HELPED:
        return _("Blev det bättre?"), _("Hej! Du fick hjälp av ”%(name)s”. Hjälpte det?") % facts + f" {way}"
    if referral.state == ReferralState.ACCEPTED:
        text = _("Hej! Du är välkommen till ”%(name)s”.")
    elif referral.state == ReferralState.PROPOSED and referral.proposed_at:
        facts["time"] = when(referral.proposed_at)
        text = _("Hej! ”%(name)s” föreslår en tid: %(time)s.")
    elif referral.state in OPEN_REFERRALS:
        text = _("Hej! Vi har frågat ”%(name)s” om de kan hjälpa dig. Du får svar senast %(day)s.")
    else:
        text = _("Hej! ”%(name)s” kan inte hjälpa dig nu. Ring %(phone)s, så letar vi vidare tillsammans.")
    return _("Svar på din fråga om hjälp"), text % facts + f" {way}"
