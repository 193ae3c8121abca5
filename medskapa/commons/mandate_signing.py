"""A mandate signed with an e-ID: what stands in the app, asking the service, and what is kept of its answer.

The text stands whole on our page; the service gets a short statement with the number that is computed from it, so that
nobody outside learns to whom somebody goes for help. The service is asked outside every transaction.
"""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from medskapa.commons.models import Mandate, MandateSigning
from medskapa.core import sealed
from medskapa.integrations.bankid import attempts, words
from medskapa.integrations.bankid.attempts import Asked
from medskapa.integrations.bankid.client import Order, Signed
from medskapa.people.models import Person

ANOTHER_PERSON, OVERTAKEN, ALREADY = "anotherPerson", "overtaken", "already"
"""Our own words for how it ended, beside those of the service."""

_ENDS = {
    ANOTHER_PERSON: gettext_lazy(
        "Någon annans BankID användes. Därför gäller inte underskriften, och vi har inte sparat den. "
        "Bara du kan skriva under din fullmakt."
    ),
    OVERTAKEN: gettext_lazy("Fullmakten ändrades, eller så gick tiden ut. Därför gäller inte underskriften."),
    ALREADY: gettext_lazy("Fullmakten var redan underskriven eller borttagen. Ladda om sidan."),
    attempts.LOST: gettext_lazy("Vi fick inget svar från BankID. Inget är underskrivet hos oss. Du kan börja om."),
}
_SALT_ORDER, _SALT_SIGNATURE = "commons.mandate_signing", "commons.mandate_signature"


def statement_of(mandate: Mandate) -> str:
    """What stands in the app, to be signed there."""
    begin = _("Jag har läst fullmakten och säger ja till den.")
    number = _("Kontrolltal: %(digest)s") % {"digest": mandate.digest}
    return f"{begin}\n\n{number}"


def begin(*, actor: Person, mandate: Mandate, address: str) -> MandateSigning:
    """Let the person begin to sign. Where an attempt goes on already, that one is returned.

    Args:
        address: the IP address of the device that asks: the service wants to know it.

    Raises:
        PermissionDenied: it is not `actor`'s.
        Conflict: it cannot be signed (`mandates_signed.refuse_unsignable`), or the service did not begin.
    """
    from medskapa.commons.actions import mandates_signed as actions

    if (going_on := actions.refuse_unsignable(actor=actor, mandate=mandate)) is not None:
        return going_on
    statement = statement_of(mandate)
    return attempts.begin(
        lambda order: actions.begin_mandate_signing(actor=actor, mandate=mandate, statement=statement, order=order),
        address=address,
        statement=statement,
    )


def ask(*, actor: Person, attempt: MandateSigning) -> MandateSigning:
    """Ask the service how it goes, when it is our turn; returns the attempt as it is."""
    from medskapa.commons.actions import mandates_signed as actions

    found = attempts.ask(MandateSigning.objects.all(), attempt)
    if found is None:
        return attempt
    return actions.finish_mandate_signing(actor=actor, attempt=attempt, found=found)


def begun(mandate: Mandate, order: Order, *, statement: str) -> dict[str, Any]:
    """The columns of an attempt to sign the text of `mandate` that begins now."""
    return attempts.begun(order, text=mandate.text, statement=statement, salt=_SALT_ORDER, of=mandate.pk)


def asked_with(attempt: MandateSigning) -> Asked:
    """What the service is asked with, of an attempt that goes on."""
    return attempts.asked_with(attempt, salt=_SALT_ORDER, of=attempt.mandate_id)


def shut_signature(signed: Signed, attempt: MandateSigning) -> bytes:
    """What the service vouches with, sealed for the mandate."""
    content = attempts.vouched(signed, attempt, statement=asked_with(attempt).statement)
    return sealed.shut(content, salt=_SALT_SIGNATURE, of=attempt.mandate_id)


def signature_of(mandate: Mandate) -> dict[str, str]:
    """What the service vouches with, of a mandate signed with an e-ID: for a court or an expert, and on no page."""
    content: dict[str, str] = sealed.opened(mandate.signature, salt=_SALT_SIGNATURE, of=mandate.pk)
    return content


def told(attempt: MandateSigning) -> Any:
    """How it goes, or how it ended, in words for whoever signs."""
    if attempt.is_pending:
        return words.while_pending(attempt.hint)
    return _ENDS.get(attempt.hint) or words.after_failure(attempt.hint)
