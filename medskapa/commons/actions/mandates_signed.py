"""Signing a mandate with an e-ID: an attempt begins, and what the service says of it is written down once.

The e-ID is the person's own, on their own phone. Whoever helps neither holds it nor sees a code.
"""

from functools import partial

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from medskapa.commons import mandate_mail, mandate_signing
from medskapa.commons.actions.mandates import refuse_over, refuse_signed, sign_now, take_mandate
from medskapa.commons.models import MadeBy, Mandate, MandateNews, MandateSigning, MandateState
from medskapa.core import audit, clock
from medskapa.core.errors import Conflict
from medskapa.integrations.bankid import attempts
from medskapa.integrations.bankid.attempts import AttemptState
from medskapa.integrations.bankid.client import Collected, Order, Signed
from medskapa.people.models import Person
from medskapa.people.queries import has_known_number, is_number_of


def refuse_unsignable(*, actor: Person, mandate: Mandate) -> MandateSigning | None:
    """Refuse what cannot be signed, before the service is asked; returns the attempt that goes on already, if any.

    Raises:
        PermissionDenied: it is not `actor`'s.
        Conflict: it is no draft, its time is over, or the personal number of `actor` is not known.
    """
    with transaction.atomic():
        _signable(mandate, actor)
        return _going_on(mandate)


@transaction.atomic
def begin_mandate_signing(*, actor: Person, mandate: Mandate, statement: str, order: Order) -> MandateSigning:
    """Write down that the person has begun to sign. Where an attempt goes on already, that one is returned.

    Args:
        statement: what stands in the app (`mandate_signing.statement_of`).
        order: what the service was asked with.

    Raises:
        PermissionDenied: it is not `actor`'s.
        Conflict: as `refuse_unsignable` says.
    """
    _signable(mandate, actor)
    if (going_on := _going_on(mandate)) is not None:
        return going_on
    begun = mandate_signing.begun(mandate, order, statement=statement)
    made, _new = MandateSigning.objects.update_or_create(mandate=mandate, defaults=begun)
    audit.record(actor=actor, verb="mandate.signing_begun", on=mandate)
    return made


@transaction.atomic
def finish_mandate_signing(*, actor: Person, attempt: MandateSigning, found: Collected) -> MandateSigning:
    """Write down what the service says that the attempt came to. What has ended already stays as it ended.

    A signature counts when it is the person's own, over the text as it stands. One that does not is not kept.

    Raises:
        PermissionDenied: it is not `actor`'s.
    """
    reference, mandate = attempt.reference, attempt.mandate
    take_mandate(mandate)
    _only_theirs(actor, mandate)
    attempt.refresh_from_db(from_queryset=MandateSigning.objects.select_for_update(of=("self",)))
    attempt.mandate = mandate
    if not attempt.is_pending or attempt.reference != reference:
        return attempt
    hint = found.hint
    if found.signed is not None:
        hint = _why_it_does_not_count(attempt, actor, found.signed)
    if found.signed is not None and not hint:
        _sign(actor, attempt, found.signed)
    else:
        attempts.end(attempt, AttemptState.FAILED, hint)
        audit.record(actor=actor, verb="mandate.signing_failed", on=mandate, hint=attempts.slug(hint))
    return attempt


@transaction.atomic
def stop_mandate_signing(*, actor: Person, mandate: Mandate) -> Mandate:
    """Give the attempt up that goes on, if any: the person presses cancel on the page.

    Raises:
        PermissionDenied: it is not `actor`'s.
    """
    take_mandate(mandate)
    _only_theirs(actor, mandate)
    going_on = _going_on(mandate)
    if going_on is not None:
        reference = going_on.reference
        attempts.end(going_on, AttemptState.FAILED, "userCancel")
        audit.record(actor=actor, verb="mandate.signing_failed", on=mandate, hint="user-cancel")
        transaction.on_commit(partial(attempts.give_up, reference))
    return mandate


def _signable(mandate: Mandate, actor: Person) -> None:
    take_mandate(mandate)
    _only_theirs(actor, mandate)
    refuse_signed(mandate)
    refuse_over(mandate)
    if not has_known_number(actor):
        raise Conflict(_("Vi vet inte säkert vem du är än. Visa en id-handling för din guide. Det räcker en gång."))


def _only_theirs(actor: Person, mandate: Mandate) -> None:
    if mandate.person_id != actor.pk or not actor.is_resident:
        raise PermissionDenied


def _going_on(mandate: Mandate) -> MandateSigning | None:
    rows = MandateSigning.objects.select_for_update(of=("self",))
    latest = rows.filter(attempts.is_to_go_on(), mandate=mandate).first()
    if latest is not None:
        latest.mandate = mandate
    return latest


def _why_it_does_not_count(attempt: MandateSigning, person: Person, signed: Signed) -> str:
    """One of the words of `mandate_signing`; empty where the signature counts."""
    mandate = attempt.mandate
    if not is_number_of(person, signed.personal_number):
        return mandate_signing.ANOTHER_PERSON
    if mandate.state != MandateState.DRAFT:
        return mandate_signing.ALREADY
    if mandate.ends_on < clock.today() or attempt.text != mandate.text:
        return mandate_signing.OVERTAKEN
    return ""


def _sign(actor: Person, attempt: MandateSigning, signed: Signed) -> None:
    mandate = attempt.mandate
    mandate.signature = mandate_signing.shut_signature(signed, attempt)
    sign_now(mandate, MadeBy.E_ID)
    mandate.save(update_fields=["state", "made_by", "signed_on", "signature"])
    attempts.end(attempt, AttemptState.DONE)
    mandate_mail.tell(mandate, MandateNews.SIGNED)
    audit.record(actor=actor, verb="mandate.signed", on=mandate, made_by="e-id")
