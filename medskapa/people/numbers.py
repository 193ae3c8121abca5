"""Personal numbers: read as people write them, and kept only as a hash under a key that is not in the database.

There are so few personal numbers that a plain hash of one is as good as the number. Under a key of the installation's
own (``MEDSKAPA_SECRET_KEY``) whoever has the database alone cannot find out whose it is.
"""

import re

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from personnummer.personnummer import Personnummer, PersonnummerException

_SHAPE = re.compile(r"([0-9]{8}|[0-9]{6})[-+]?[0-9]{4}", re.ASCII)


def read(written: str) -> str:
    """A personal or co-ordination number as people write it, in twelve digits.

    Raises:
        ValueError: it is none; the message is plain Swedish, and does not repeat what was written.
    """
    compact = re.sub(r"\s", "", written)
    try:
        if not _SHAPE.fullmatch(compact):
            raise PersonnummerException
        return str(Personnummer(compact).format(True))
    except (PersonnummerException, ValueError):
        raise ValueError(_("Skriv personnumret med tolv siffror, så här: ÅÅÅÅMMDD-XXXX.")) from None


def digest(number: str) -> str:
    """What is kept of `number` (as `read` gives it), to compare others with."""
    return salted_hmac("people.number", number, algorithm="sha256").hexdigest()
