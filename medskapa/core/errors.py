"""What can go wrong that a user should be told about."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from analysis import redaction


class Conflict(ValidationError):
    """The state does not allow this any more; the message is a sentence for the user, saying how to go on.

    A kind of ``ValidationError``, so that one ``except`` in a view puts it beside the form with everything typed kept.
    """


def refuse_longer(field: str, text: str, longest: int) -> None:
    """Let `text` have at most `longest` characters.

    Raises:
        ValidationError: it has more; keyed by `field`.
    """
    if len(text) > longest:
        raise ValidationError({field: _("Skriv kortare: högst %(n)s tecken.") % {"n": longest}})


def refuse_personal_number(field: str, text: str) -> None:
    """Let no personal number stand in `text`.

    Raises:
        ValidationError: one does; keyed by `field`.
    """
    if any(span.kind == "personal_number" for span in redaction.find(text)):
        raise ValidationError({field: _("Ta bort personnumret. Det behövs inte här.")})
