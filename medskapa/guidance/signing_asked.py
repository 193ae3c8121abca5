"""Asking the e-ID service on behalf of a resident who signs: the order, and how it goes.

The service is asked outside every transaction: it may take seconds, and no row is locked meanwhile. What came of it is
then written down by an action of its own, once: see `actions.plan_signing`.
"""

from medskapa.guidance import signing
from medskapa.guidance.actions import plan_signing as actions
from medskapa.guidance.models import PlanSigning, PlanVersion
from medskapa.integrations.bankid import attempts
from medskapa.people.models import Person


def begin(*, actor: Person, version: PlanVersion, address: str) -> PlanSigning:
    """Let the resident begin to sign `version`. Where an attempt goes on already, that one is returned.

    Args:
        address: the IP address of the device that asks: the service wants to know it.

    Raises:
        PermissionDenied: `actor` is not the resident.
        Conflict: it cannot be signed (`actions.refuse_unsignable`), or the service did not begin.
    """
    if (going_on := actions.refuse_unsignable(actor=actor, version=version)) is not None:
        return going_on
    text = signing.text_of(version, version.plan.resident)
    statement = signing.statement_of(text)
    return attempts.begin(
        lambda order: actions.begin_signing(actor=actor, version=version, text=text, statement=statement, order=order),
        address=address,
        statement=statement,
    )


def ask(*, actor: Person, attempt: PlanSigning) -> PlanSigning:
    """Ask the service how it goes, unless somebody asks just now or did so a moment ago; returns the attempt as it is.

    The result is given once, so one at a time asks; whoever comes meanwhile is told how it was.
    """
    found = attempts.ask(PlanSigning.objects.all(), attempt)
    if found is None:
        return attempt
    return actions.finish_signing(actor=actor, attempt=attempt, found=found)
