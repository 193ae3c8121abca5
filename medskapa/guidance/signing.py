"""A plan signed with an e-ID: the text that is signed, the order at the service, and what is kept of the answer.

What the resident says yes to is a text, shown whole on our page and kept with the version. The service does not get it:
what stands in its app is a short statement with the number that is computed from the text (SHA-256). So nothing of a
plan, which may tell of health, leaves the house, and yet the signature holds for every letter.
"""

from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from medskapa.core import dates, sealed
from medskapa.guidance import agreed
from medskapa.guidance.models import PlanSigning, PlanVersion
from medskapa.integrations.bankid import attempts, words
from medskapa.integrations.bankid.attempts import Asked, digest_of
from medskapa.integrations.bankid.client import Order, Signed
from medskapa.people.models import Person

ANOTHER_PERSON, OVERTAKEN, ALREADY, ENDED = "anotherPerson", "overtaken", "already", "ended"
"""Our own words for how it ended, beside those of the service."""

_ENDS = {
    ANOTHER_PERSON: gettext_lazy(
        "Någon annans BankID användes. Därför gäller inte underskriften, och vi har inte sparat den. "
        "Bara du kan skriva under din planering."
    ),
    OVERTAKEN: gettext_lazy(
        "Planeringen ändrades medan du skrev under. Därför gäller inte underskriften. "
        "Läs planeringen som den är nu, och säg ja till den."
    ),
    ALREADY: gettext_lazy("Du hade redan sagt ja på ett annat sätt. Det gäller, och du behöver inte göra något mer."),
    ENDED: gettext_lazy("Planeringen är avslutad. Därför gäller inte underskriften."),
    attempts.LOST: gettext_lazy("Vi fick inget svar från BankID. Inget är underskrivet hos oss. Du kan börja om."),
}
_SALT_ORDER, _SALT_SIGNATURE = "guidance.plan_signing", "guidance.plan_signature"


def text_of(version: PlanVersion, resident: Person) -> str:
    """What `resident` says yes to when they sign `version`: all of it in words, in the language of the page."""
    content = version.content
    lines = [_("Planering för %(name)s, version %(number)s") % {"name": resident.name, "number": version.number}, ""]
    for label, text in agreed.texts_in(content):
        lines += [f"{label}:", text, ""]
    for goal, steps in agreed.goals_in(content):
        lines += [_("Delmål: %(goal)s") % {"goal": goal} if goal else _("Steg:")]
        lines += [f"– {agreed.told(step, resident.name)}" for step in steps]
        lines += [""]
    lines += [_("Framlagd %(day)s.") % {"day": dates.full_date(version.made_at)}]
    return "\n".join(lines)


def statement_of(text: str) -> str:
    """What stands in the app, to be signed there: that one says yes to `text`, and the number computed from it."""
    begin = _("Jag har läst min planering och säger ja till den.")
    number = _("Kontrolltal: %(digest)s") % {"digest": digest_of(text)}
    return f"{begin}\n\n{number}"


# --- what is kept


def begun(order: Order, *, text: str, statement: str, version: int) -> dict[str, Any]:
    """The columns of an attempt to sign `version` that begins now."""
    return attempts.begun(order, text=text, statement=statement, salt=_SALT_ORDER, of=version)


def asked_with(signing: PlanSigning) -> Asked:
    """What the service is asked with, of an attempt that goes on."""
    return attempts.asked_with(signing, salt=_SALT_ORDER, of=signing.version_id)


def shut_signature(signed: Signed, attempt: PlanSigning) -> bytes:
    """What the service vouches with, sealed for the version. The number of whoever signed is not kept beside it."""
    content = attempts.vouched(signed, attempt, statement=asked_with(attempt).statement)
    return sealed.shut(content, salt=_SALT_SIGNATURE, of=attempt.version_id)


def signature_of(version: PlanVersion) -> dict[str, str]:
    """What the service vouches with: ``statement``, ``signature``, ``ocspResponse`` and ``orderRef``.

    Http404 where the version is not signed with an e-ID.

    The signature says itself who signed; it is for a court or an expert, and no page shows it.
    """
    if not version.signature:
        raise Http404
    content: dict[str, str] = sealed.opened(version.signature, salt=_SALT_SIGNATURE, of=version.pk)
    return content


# --- what is shown


def told(signing: PlanSigning) -> Any:
    """How it goes, or how it ended, in words for whoever signs."""
    if signing.is_pending:
        return words.while_pending(signing.hint)
    return _ENDS.get(signing.hint) or words.after_failure(signing.hint)
