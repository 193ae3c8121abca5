"""What is offered comes into the directory, is changed, checked, paused and closed. Nothing is deleted."""

from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from medskapa.commons import holds, keeping_mail, needs, policy
from medskapa.commons.models import KeepingKind, Organisation, Service, ServiceState, WrongReport
from medskapa.commons.queries import keeping as queries
from medskapa.core import audit, clock, slugs
from medskapa.core.errors import Conflict, refuse_longer
from medskapa.core.languages import SPOKEN
from medskapa.people.models import Person, Unit

SERVICE_TEXTS = ["name", "summary", "plain", "text", "for_whom", "how", "cost", "accessibility"]
SERVICE_CONTACTS = ["phone", "email", "website"]
SERVICE_CHOICES = ["by_phone", "drop_in", "takes_referrals", "languages", "needs", "words", "check_every"]
SERVICE_FIELDS = [*SERVICE_TEXTS, *SERVICE_CONTACTS, *SERVICE_CHOICES]
MOST_WORDS, LONGEST_WORD, LONGEST_REASON = 40, 40, 300


@transaction.atomic
def add_service(
    *,
    actor: Person,
    unit: Unit | None = None,
    organisation: Organisation | None = None,
    owner: Person | None = None,
    **fields: Any,
) -> Service:
    """Put something that is offered into the directory. Whoever does it keeps it true from then on, and has checked it.

    What an organisation offers waits for an editor, until the organisation is trusted.

    Args:
        fields: see `SERVICE_FIELDS`.

    Raises:
        PermissionDenied: `actor` may not offer anything for these.
        ValidationError: something is missing or wrong; keyed by field.
    """
    if not policy.may_offer(actor, unit=unit, organisation=organisation):
        raise PermissionDenied
    if unit is None and organisation is None:
        raise ValidationError({"organisation": _("Välj vem som erbjuder det.")})
    service = Service(unit=unit, organisation=organisation, listed=True, owner=owner or actor, proposed_by=actor)
    _fill(service, fields)
    _vouch(service, actor)
    service.changed_on = clock.today()
    service.state = ServiceState.WAITING  # until it is known whether it need not
    slugs.save_new(service, field="name")
    if owner is not None and not queries.may_own(service, owner):
        raise ValidationError({"owner": _("Välj någon i listan.")})
    if policy.may_publish(actor, service):
        service.state = ServiceState.ACTIVE
        service.save(update_fields=["state"])
    else:
        keeping_mail.tell_editors()
    audit.record(actor=actor, verb="service.added", on=service, state=str(service.state))
    return service


@transaction.atomic
def edit_service(
    *, actor: Person, service: Service, version: int, owner: Person | None = None, **fields: Any
) -> Service:
    """Change what the directory says. Its address stays. Another rhythm counts from the last check.

    Args:
        owner: who is to keep it true; None leaves it as it is.

    Raises:
        PermissionDenied: `actor` does not keep it.
        ValidationError: something is missing or wrong; keyed by field.
        Conflict: somebody else changed it since `version`, or it is closed.
    """
    take(service, actor)
    _refuse_closed(service)
    if version != service.version:
        raise Conflict(_("Någon annan har ändrat det. Det du skrev finns kvar. Läs det nya och försök igen."))
    if owner is not None and owner.pk != service.owner_id:
        if not queries.may_own(service, owner):
            raise ValidationError({"owner": _("Välj någon i listan.")})
        service.owner = owner
        service.reminders = 0
    _fill(service, fields)
    if service.checked_on:
        service.check_by = service.checked_on + timedelta(days=service.check_every)
    touched(service)
    service.save()
    audit.record(actor=actor, verb="service.edited", on=service, version=service.version)
    return service


@transaction.atomic
def list_service(*, actor: Person, service: Service) -> Service:
    """Let what a unit or organisation offers stand in the directory. There already: nothing changes.

    Raises:
        PermissionDenied: `actor` does not keep it.
        Conflict: it says nothing yet of what one gets help with, or it is closed.
    """
    take(service, actor)
    _refuse_closed(service)
    if service.listed:
        return service
    if not service.summary or not service.needs:
        raise Conflict(_("Skriv först vad man får hjälp med, och välj vilka behov det möter."))
    service.listed = True
    _vouch(service, actor)
    if not policy.may_publish(actor, service):
        service.state = ServiceState.WAITING
        service.proposed_by = actor
        keeping_mail.tell_editors()
    touched(service)
    service.save()
    audit.record(actor=actor, verb="service.listed", on=service, state=str(service.state))
    return service


@transaction.atomic
def check_service(*, actor: Person, service: Service) -> Service:
    """Say that all that the directory says of a service is true today. The reminders begin anew.

    Raises:
        PermissionDenied: `actor` does not keep it.
        Conflict: it is closed.
    """
    take(service, actor)
    _refuse_closed(service)
    _vouch(service, actor)
    service.save(
        update_fields=["checked_on", "checked_by", "check_by", "reminders", "reminded_on", "escalated_on"],
    )
    audit.record(actor=actor, verb="service.checked", on=service)
    return service


@transaction.atomic
def pause_service(*, actor: Person, service: Service, why: str) -> Service:
    """Say that it is not offered for a while, and why. Paused already: nothing changes.

    Raises:
        PermissionDenied: `actor` does not keep it.
        ValidationError: no reason, or one that is too long; keyed ``why``.
        Conflict: it waits for an editor, or is closed.
    """
    take(service, actor)
    if service.state == ServiceState.PAUSED:
        return service
    if service.state != ServiceState.ACTIVE:
        raise Conflict(_("Bara det som finns i katalogen kan få uppehåll. Ladda om sidan."))
    service.paused_because = _reason(why)
    service.state = ServiceState.PAUSED
    touched(service)
    service.save(update_fields=["paused_because", "state", "version", "changed_on"])
    audit.record(actor=actor, verb="service.paused", on=service)
    return service


@transaction.atomic
def open_service(*, actor: Person, service: Service) -> Service:
    """Offer again what was paused or closed. What was closed waits for an editor where a new one would.

    Raises:
        PermissionDenied: `actor` does not keep it.
        Conflict: it has become part of another.
    """
    take(service, actor)
    if service.state not in {ServiceState.PAUSED, ServiceState.CLOSED}:
        return service
    if service.merged_into_id:
        raise Conflict(_("Den är sammanslagen med en annan. Ångra det först."))
    closed = service.state == ServiceState.CLOSED
    waits = closed and not policy.may_publish(actor, service)
    service.state = ServiceState.WAITING if waits else ServiceState.ACTIVE
    service.closed_on, service.closed_because, service.paused_because = None, "", ""
    if waits:
        service.proposed_by = actor
        keeping_mail.tell_editors()
    touched(service)
    service.save()
    audit.record(actor=actor, verb="service.opened", on=service, state=str(service.state))
    return service


@transaction.atomic
def close_service(*, actor: Person, service: Service, why: str) -> Service:
    """Say that it is offered no more, and why. Its page stays. Closed already: nothing changes.

    Raises:
        PermissionDenied: `actor` does not keep it.
        ValidationError: no reason, or one that is too long; keyed ``why``.
        Conflict: something still hangs on it, such as a person who waits for an answer.
    """
    take(service, actor)
    if service.state == ServiceState.CLOSED:
        return service
    reason = _reason(why)
    refuse_held(service)
    shut(service, reason)
    audit.record(actor=actor, verb="service.closed", on=service)
    return service


@transaction.atomic
def approve_service(*, actor: Person, service: Service, trust: bool = False) -> Service:
    """Let what an organisation wants to publish into the directory. Approved already: nothing changes.

    Args:
        trust: from now on the organisation publishes itself.

    Raises:
        PermissionDenied: `actor` does not keep the directory.
        Conflict: it does not wait.
    """
    organisation = service.organisation if trust else None
    if organisation:  # organisations are locked before services
        organisation.refresh_from_db(from_queryset=Organisation.objects.select_for_update(of=("self",)))
    _take_to_decide(service, actor)
    if service.state == ServiceState.ACTIVE:
        return service
    if service.state != ServiceState.WAITING:
        raise Conflict(_("Den väntar inte längre. Ladda om sidan."))
    service.state = ServiceState.ACTIVE
    touched(service)
    service.save(update_fields=["state", "version", "changed_on"])
    if service.proposed_by:
        keeping_mail.tell(service.proposed_by, KeepingKind.APPROVED, service)
    if organisation and not organisation.trusted:
        organisation.trusted = True
        organisation.save(update_fields=["trusted"])
        audit.record(actor=actor, verb="organisation.trusted", on=organisation)
    audit.record(actor=actor, verb="service.approved", on=service, trust=trust)
    return service


@transaction.atomic
def refuse_service(*, actor: Person, service: Service, why: str) -> Service:
    """Say no to what somebody wants to publish, and why. It is closed, and can be changed and sent again.

    Raises:
        PermissionDenied: `actor` does not keep the directory.
        ValidationError: no reason, or one that is too long; keyed ``why``.
        Conflict: it does not wait.
    """
    _take_to_decide(service, actor)
    if service.state != ServiceState.WAITING:
        raise Conflict(_("Den väntar inte längre. Ladda om sidan."))
    shut(service, _reason(why))
    if service.proposed_by:
        keeping_mail.tell(service.proposed_by, KeepingKind.REFUSED, service)
    audit.record(actor=actor, verb="service.refused", on=service)
    return service


@transaction.atomic
def answer_wrong(*, actor: Person, report: WrongReport, was_right: bool) -> WrongReport:
    """Note that what somebody said is wrong has been looked into. Answered already: the first answer stands.

    Raises:
        PermissionDenied: `actor` does not keep the service.
    """
    take(report.service, actor)
    report.refresh_from_db(from_queryset=WrongReport.objects.select_for_update(of=("self",)))
    if report.seen_on is None:
        report.seen_on, report.seen_by, report.was_right = clock.today(), actor, was_right
        report.save(update_fields=["seen_on", "seen_by", "was_right"])
        audit.record(actor=actor, verb="service.wrong_answered", on=report, was_right=was_right)
    return report


def take(service: Service, actor: Person) -> None:
    """Lock `service` for a change by `actor`. Raises PermissionDenied for one who does not keep it."""
    service.refresh_from_db(from_queryset=Service.objects.select_for_update(of=("self",)))
    if not policy.may_keep(actor, service):
        raise PermissionDenied


def touched(service: Service) -> None:
    """Note that the facts of a locked `service` change today."""
    service.version += 1
    service.changed_on = clock.today()


def refuse_held(service: Service) -> None:
    """Raises Conflict where something that is open hangs on a locked `service`."""
    if reasons := holds.reasons(service):
        raise Conflict(" ".join(reasons))


def shut(service: Service, why: str) -> None:
    """Close a locked `service`."""
    service.state = ServiceState.CLOSED
    service.closed_on, service.closed_because = clock.today(), why
    touched(service)
    service.save(update_fields=["state", "closed_on", "closed_because", "version", "changed_on", "merged_into"])


def _take_to_decide(service: Service, actor: Person) -> None:
    service.refresh_from_db(from_queryset=Service.objects.select_for_update(of=("self",)))
    if not policy.may_keep_directory(actor):
        raise PermissionDenied


def _refuse_closed(service: Service) -> None:
    if service.state == ServiceState.CLOSED:
        raise Conflict(_("Den finns inte längre i katalogen. Öppna den först."))


def _vouch(service: Service, actor: Person) -> None:
    service.checked_on, service.checked_by = clock.today(), actor
    service.check_by = service.checked_on + timedelta(days=service.check_every)
    service.reminders, service.reminded_on, service.escalated_on = 0, None, None


def _reason(why: str) -> str:
    if not why.strip():
        raise ValidationError({"why": _("Skriv varför. Alla kan läsa det.")})
    refuse_longer("why", why.strip(), LONGEST_REASON)
    return why.strip()


def _fill(service: Service, fields: dict[str, Any]) -> None:
    for name, value in fields.items():
        if name in SERVICE_FIELDS:
            setattr(service, name, value.strip() if isinstance(value, str) else value)
    for name, words in [("name", _("Skriv vad det heter.")), ("summary", _("Skriv vad man får hjälp med."))]:
        if not getattr(service, name):
            raise ValidationError({name: words})
    service.needs = needs.known(service.needs)
    if not service.needs:
        raise ValidationError({"needs": _("Välj minst ett behov, så att den som söker hittar hit.")})
    service.languages = [code for code, _name in SPOKEN if code in service.languages]
    service.words = _words(service.words)
    service.clean_fields(exclude=["unit", "organisation", "slug", "needs", "languages", "words", "owner"])
    if not 1 <= service.check_every <= 366:
        raise ValidationError({"check_every": _("Välj mellan 1 och 366 dagar.")})


def _words(words: list[str]) -> list[str]:
    kept = list(dict.fromkeys(word.strip().casefold()[:LONGEST_WORD] for word in words if word.strip()))
    if len(kept) > MOST_WORDS:
        raise ValidationError({"words": _("Skriv högst %(n)s ord.") % {"n": MOST_WORDS}})
    return kept
