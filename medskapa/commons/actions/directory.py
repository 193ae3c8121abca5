"""Whoever looks in the directory says, without an account, that what it shows is wrong."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from analysis import redaction
from medskapa.commons.models import Service, ServiceState, WrongKind, WrongReport
from medskapa.core import audit, clock
from medskapa.core.errors import Conflict, refuse_longer

WORDS_LIMIT = 300


@transaction.atomic
def report_wrong(*, actor: None, service: Service, kind: str, words: str = "") -> WrongReport:
    """Tell whoever keeps `service` that something which is shown of it is wrong. Nobody's name is kept.

    Anyone may; so there is no `actor`, and the day is all that is kept of the time.

    Raises:
        ValidationError: the kind is unknown, or the words are too long or hold a personal number; keyed by field.
        Conflict: the service stands no longer in the directory.
    """
    if kind not in WrongKind.values:
        raise ValidationError({"kind": _("Välj vad det är som inte stämmer.")})
    words = words.strip()
    refuse_longer("words", words, WORDS_LIMIT)
    if any(span.kind == "personal_number" for span in redaction.find(words)):
        raise ValidationError({"words": _("Ta bort personnumret. Vi behöver inte veta vem du är.")})
    service = Service.objects.select_for_update(of=("self",)).get(pk=service.pk)
    if not service.listed or service.state not in (ServiceState.ACTIVE, ServiceState.PAUSED):
        raise Conflict(_("Det här finns inte i listan längre. Tack för att du ville säga till."))
    report = WrongReport.objects.create(service=service, kind=kind, words=words, day=clock.today())
    audit.record(actor=actor, verb="service.reported_wrong", on=report, anonymous=True, kind=kind)
    return report
