"""What can go wrong that a user should be told about."""

from django.core.exceptions import ValidationError


class Conflict(ValidationError):
    """The state does not allow this any more; the message is a sentence for the user, saying how to go on.

    A kind of ``ValidationError``, so that one ``except`` in a view puts it beside the form with everything typed kept.
    """
