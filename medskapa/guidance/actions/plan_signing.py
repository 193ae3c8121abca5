"""Signing a version of a plan with an e-ID: an attempt begins, and what the service says of it is written down once."""

from functools import partial

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from medskapa.core import audit, clock
from medskapa.core.errors import Conflict
from medskapa.guidance import policy, signing
from medskapa.guidance.actions.plan_agreeing import refuse_overtaken, take_version
from medskapa.guidance.models import AgreedBy, PlanSigning, PlanVersion
from medskapa.integrations.bankid import attempts
from medskapa.integrations.bankid.attempts import AttemptState
from medskapa.integrations.bankid.client import Collected, Order, Signed
from medskapa.people.models import Person
from medskapa.people.queries import has_known_number, is_number_of


def refuse_unsignable(*, actor: Person, version: PlanVersion) -> PlanSigning | None:
    """Refuse what cannot be signed, before the service is asked; returns the attempt that goes on already, if any.

    Raises:
        PermissionDenied: `actor` is not the resident.
        Conflict: the plan has ended or has changed, the resident has agreed, or their personal number is not known.
    """
    with transaction.atomic():
        _signable(version, actor)
        return _going_on(version)


@transaction.atomic
def begin_signing(*, actor: Person, version: PlanVersion, text: str, statement: str, order: Order) -> PlanSigning:
    """Write down that the resident has begun to sign. Where an attempt goes on already, that one is returned.

    Args:
        text: what they say yes to, as it is shown to them (`signing.text_of`).
        statement: what stands in the app (`signing.statement_of`).
        order: what the service was asked with.

    Raises:
        PermissionDenied: `actor` is not the resident.
        Conflict: as `refuse_unsignable` says.
    """
    _signable(version, actor)
    if (going_on := _going_on(version)) is not None:
        return going_on
    begun = signing.begun(order, text=text, statement=statement, version=version.pk)
    made, _new = PlanSigning.objects.update_or_create(version=version, defaults=begun)
    audit.record(actor=actor, verb="plan.signing_begun", on=version, number=version.number)
    return made


@transaction.atomic
def finish_signing(*, actor: Person, attempt: PlanSigning, found: Collected) -> PlanSigning:
    """Write down what the service says that the attempt came to. What has ended already stays as it ended.

    A signature counts when it is the resident's own, over a version that still says what the plan does. One that does
    not count is not kept, and why is told.

    Raises:
        PermissionDenied: `actor` is not the resident.
    """
    reference, version = attempt.reference, attempt.version
    plan = version.plan
    ended = False
    try:
        take_version(version, actor)
    except Conflict:
        ended = True  # only a plan that has ended is in conflict here
    _only_the_resident(actor, version)
    attempt.refresh_from_db(from_queryset=PlanSigning.objects.select_for_update(of=("self",)))
    attempt.version = version
    if not attempt.is_pending or attempt.reference != reference:
        return attempt
    hint = found.hint
    if found.signed is not None:
        hint = _why_it_does_not_count(version, plan.resident, found.signed, ended=ended)
    if found.signed is not None and not hint:
        _sign(actor, attempt, version, found.signed)
    else:
        attempts.end(attempt, AttemptState.FAILED, hint)
        audit.record(
            actor=actor, verb="plan.signing_failed", on=version, number=version.number, hint=attempts.slug(hint)
        )
    return attempt


@transaction.atomic
def stop_signing(*, actor: Person, version: PlanVersion) -> PlanVersion:
    """Give the attempt up that goes on, if any: the resident presses cancel on the page.

    Raises:
        PermissionDenied: `actor` is not the resident.
        Conflict: the plan has ended.
    """
    take_version(version, actor)
    _only_the_resident(actor, version)
    going_on = _going_on(version)
    if going_on is not None:
        reference = going_on.reference
        attempts.end(going_on, AttemptState.FAILED, "userCancel")
        audit.record(actor=actor, verb="plan.signing_failed", on=version, number=version.number, hint="user-cancel")
        transaction.on_commit(partial(attempts.give_up, reference))
    return version


def end_old_attempts() -> int:
    """End the attempts that nobody came back to, so that nothing of them is left; return how many. A daily job."""
    return attempts.end_old(PlanSigning.objects.all())


def _signable(version: PlanVersion, actor: Person) -> None:
    plan = take_version(version, actor)
    _only_the_resident(actor, version)
    if version.resident_agreed_at:
        raise Conflict(_("Du har redan sagt ja till den här versionen."))
    refuse_overtaken(version, plan)
    if not has_known_number(plan.resident):
        raise Conflict(_("Vi vet inte säkert vem du är än. Visa en id-handling för din guide. Det räcker en gång."))


def _only_the_resident(actor: Person, version: PlanVersion) -> None:
    if not policy.may_sign(actor, version.plan.resident):
        raise PermissionDenied


def _going_on(version: PlanVersion) -> PlanSigning | None:
    rows = PlanSigning.objects.select_for_update(of=("self",))
    latest = rows.filter(attempts.is_to_go_on(), version=version).first()
    if latest is not None:
        latest.version = version
    return latest


def _why_it_does_not_count(version: PlanVersion, resident: Person, signed: Signed, *, ended: bool) -> str:
    """One of the words of `signing`; empty where the signature counts."""
    if not is_number_of(resident, signed.personal_number):
        return signing.ANOTHER_PERSON
    if ended:
        return signing.ENDED
    if version.resident_agreed_at:
        return signing.ALREADY
    try:
        refuse_overtaken(version, version.plan)
    except Conflict:
        return signing.OVERTAKEN
    return ""


def _sign(actor: Person, attempt: PlanSigning, version: PlanVersion, signed: Signed) -> None:
    version.resident_agreed_at, version.resident_agreed_by = clock.now(), AgreedBy.E_ID
    version.signed_text, version.signed_digest = attempt.text, attempts.digest_of(attempt.text)
    version.signature = signing.shut_signature(signed, attempt)
    names = ["resident_agreed_at", "resident_agreed_by", "signed_text", "signed_digest", "signature"]
    version.save(update_fields=names)
    attempts.end(attempt, AttemptState.DONE)
    audit.record(actor=actor, verb="plan.signed", on=version, number=version.number)
