"""A person is sent on to somebody who helps, or asks for it themselves. Nothing of their case goes along."""

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from analysis.receipt import Code
from medskapa.commons import policy, referral_codes, referral_mail, referred
from medskapa.commons.models import (
    OPEN_REFERRALS,
    Consent,
    Reach,
    Referral,
    ReferralKind,
    ReferralState,
    Service,
    ServiceState,
    Side,
)
from medskapa.core import audit, clock, walls, working_days
from medskapa.core.errors import Conflict, refuse_longer, refuse_personal_number
from medskapa.core.languages import SPOKEN
from medskapa.integrations.sms.client import number as mobile_number
from medskapa.people.models import Person, Unit
from medskapa.people.queries import current_grants

ANSWER_DAYS = 5
"""Whoever is asked has so many working days."""
LONGEST_WHAT, LONGEST_NAME, LONGEST_ADDRESS = 300, 40, 200


@transaction.atomic
def send_referral(
    *,
    actor: Person,
    service: Service,
    what: str,
    reach_via: str,
    consent: bool,
    reach_to: str = "",
    first_name: str = "",
    language: str = "sv",
    need: str = "",
    person: Person | None = None,
) -> Referral:
    """Ask whoever offers `service` whether they can take somebody, who has said yes to that.

    Args:
        what: the words that were agreed with the person.
        consent: the person said yes to this question going to this receiver.
        person: who it is about, where they have an account and `actor` meets them.

    Raises:
        PermissionDenied: `actor` sends nobody on, or does not meet this person.
        ValidationError: something is missing or wrong; keyed by field.
        Conflict: the service takes nobody now, or has been asked about this person already.
    """
    if not policy.may_send(actor) or (person is not None and not referred.may_refer(actor, person)):
        raise PermissionDenied
    if not consent:
        raise ValidationError({"consent": _("Fråga personen först. Utan ett ja skickar vi ingenting.")})
    referral = Referral(
        service=service,
        person=person,
        sent_by=actor,
        unit=_unit_of(actor),
        side=policy.side_of(actor),
        consent=Consent.SAID,
    )
    if person is not None:
        first_name = person.first_name
    _fill(referral, what=what, reach_via=reach_via, reach_to=reach_to, first_name=first_name)
    _send(referral, language=language, need=need)
    audit.record(actor=actor, verb="referral.sent", on=referral, service=service.pk, by_hand=referral.by_hand)
    return referral


@walls.beyond()
@transaction.atomic
def ask_oneself(
    *,
    actor: Person | None,
    service: Service,
    what: str,
    reach_via: str,
    reach_to: str = "",
    first_name: str = "",
    language: str = "sv",
    need: str = "",
) -> Referral:
    """Ask whoever offers `service` to get in touch with oneself: signed in, or without an account.

    Raises:
        PermissionDenied: `actor` is signed in, but no resident.
        ValidationError: something is missing or wrong; keyed by field.
        Conflict: the service takes nobody now, or has been asked already, or one has to be helped by hand.
    """
    if actor is not None and not actor.is_resident:
        raise PermissionDenied
    if actor is not None and actor.protected_identity:
        raise Conflict(_("Du har skyddade personuppgifter. Ring oss, så ordnar vi det utan att något skickas."))
    referral = Referral(service=service, person=actor, side=Side.OWN, consent=Consent.SELF)
    if actor is not None:
        first_name = actor.first_name
    _fill(referral, what=what, reach_via=reach_via, reach_to=reach_to, first_name=first_name)
    if reach_via == Reach.SELF:
        raise ValidationError({"reach_via": _("Välj hur de kan nå dig.")})
    _send(referral, language=language, need=need)
    audit.record(actor=actor, verb="referral.asked", on=referral, service=service.pk, by_hand=referral.by_hand)
    return referral


@transaction.atomic
def withdraw_referral(*, actor: Person | None, referral: Referral, code: Code | None = None) -> Referral:
    """Take a question back: the person, signed in or with their code, or whoever sees to it. Again: nothing changes.

    Raises:
        PermissionDenied: it is neither theirs nor for them to see to.
        Conflict: it is over.
    """
    with walls.beyond():
        take_referral(referral)
        allow_person_or_staff(actor, referral, code)
        if referral.state == ReferralState.WITHDRAWN:
            return referral
        if referral.state not in OPEN_REFERRALS:
            raise Conflict(_("Det är redan avslutat. Ladda om sidan."))
        referral.state, referral.ask_on = ReferralState.WITHDRAWN, None
        referral.save(update_fields=["state", "ask_on"])
        referral_mail.tell(referral, ReferralKind.NEWS)
        audit.record(actor=actor, verb="referral.withdrawn", on=referral)
    return referral


@transaction.atomic
def share_referral(*, actor: Person, referral: Referral, shared: bool) -> Referral:
    """Let those on the other side of the wall who meet one see it, or not any more. Only the person says so.

    Raises:
        PermissionDenied: it is not about `actor`.
    """
    take_referral(referral)
    if referral.person_id != actor.pk:
        raise PermissionDenied
    if referral.shared is not shared:
        referral.shared = shared
        referral.save(update_fields=["shared"])
        audit.record(actor=actor, verb="referral.shared", on=referral, shared=shared)
    return referral


def _unit_of(actor: Person) -> Unit | None:
    if actor.unit_id:
        return actor.unit
    grant = current_grants(actor, *policy.SENDS).filter(unit__isnull=False).select_related("unit").first()
    return grant.unit if grant else None


def take_referral(referral: Referral) -> None:
    """Lock a referral; the service and the people it has with it stay."""
    fresh = Referral.objects.select_for_update(of=("self",)).get(pk=referral.pk)
    for field in Referral._meta.concrete_fields:
        if not field.is_relation:
            setattr(referral, field.attname, getattr(fresh, field.attname))


def allow_person_or_staff(actor: Person | None, referral: Referral, code: Code | None) -> None:
    """Raises PermissionDenied for one who is neither the person, nor has their code, nor sees to it at work."""
    is_theirs = actor is not None and referral.person_id == actor.pk
    if is_theirs or (actor is None and referral_codes.is_own_code(code, referral)):
        return
    if actor is None or not policy.may_handle_referral(actor, referral):
        raise PermissionDenied


def _fill(referral: Referral, *, what: str, reach_via: str, reach_to: str, first_name: str) -> None:
    what, first_name = what.strip(), first_name.strip()
    if not what:
        raise ValidationError({"what": _("Skriv vad det gäller.")})
    refuse_longer("what", what, LONGEST_WHAT)
    refuse_longer("first_name", first_name, LONGEST_NAME)
    for field, text in [("what", what), ("first_name", first_name)]:
        refuse_personal_number(field, text)
    if reach_via not in Reach.values:
        raise ValidationError({"reach_via": _("Välj hur de kan nå personen.")})
    referral.what, referral.first_name, referral.reach_via = what, first_name, Reach(reach_via)
    referral.reach_to = address(reach_via, reach_to)


def address(via: str, typed: str) -> str:
    """A number or an address as it is kept. Raises ValidationError, keyed ``reach_to``, for one that leads nowhere."""
    typed = typed.strip()
    if via == Reach.SELF:
        return ""
    if not typed:
        raise ValidationError({"reach_to": _("Skriv numret eller adressen.")})
    refuse_longer("reach_to", typed, LONGEST_ADDRESS)
    if via == Reach.SMS:
        try:
            return mobile_number(typed)
        except ValueError as error:
            raise ValidationError({"reach_to": str(error)}) from error
    if via == Reach.EMAIL:
        try:
            validate_email(typed)
        except ValidationError as error:
            raise ValidationError({"reach_to": _("Skriv e-postadressen så här: namn@exempel.se.")}) from error
    if via == Reach.PHONE and sum(sign.isdigit() for sign in typed) < 6:
        raise ValidationError({"reach_to": _("Skriv telefonnumret med siffror.")})
    return typed


def _send(referral: Referral, *, language: str, need: str) -> None:
    """Save a new referral to a service that is locked, and let the question go out."""
    service = referral.service
    service.refresh_from_db(from_queryset=Service.objects.select_for_update(of=("self",)))
    if not service.listed or service.state != ServiceState.ACTIVE or not service.takes_referrals:
        raise Conflict(_("De tar inte emot någon nu. Välj någon annan i listan."))
    person = referral.person
    referral.language = language if language in dict(SPOKEN) else "und"
    referral.need = need if need in service.needs else next(iter(service.needs), "")
    referral.by_hand = not service.email
    if person is not None and person.protected_identity:
        referral.by_hand, referral.first_name, referral.reach_to = True, "", ""
        referral.reach_via = Reach.SELF
    today = clock.today()
    referral.sent_on, referral.answer_by = today, working_days.after(today, ANSWER_DAYS)
    referral.remind_on = _halfway(today)
    referral_codes.issue(referral)
    try:
        with transaction.atomic():
            referral.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(_("De är redan tillfrågade. Vänta på deras svar.")) from error
    referral_mail.tell(referral, ReferralKind.ASK)


def _halfway(today: date) -> date:
    return working_days.after(today, (ANSWER_DAYS + 1) // 2)
