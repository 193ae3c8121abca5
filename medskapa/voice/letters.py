"""Answers as letters: whom each is for, what stands in it, and many of them as one file to print."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from medskapa.core import clock
from medskapa.core.dates import long_date
from medskapa.integrations.post.address import Address
from medskapa.voice import reach
from medskapa.voice.models import AnswerKind, AnswerVia, Delivery, Viewpoint

if TYPE_CHECKING:
    from medskapa.integrations.post.letter import Letter

PRINT_LIMIT = 50  # some 4 seconds of work: as long as one can wait for a page
QUOTE_LENGTH = 160
LONGEST_LINE = 60
_LAST_LINE = re.compile(r"(?:SE?[- ]?)?(?P<postcode>\d{3} ?\d{2})[ ,]+(?P<town>[^\W\d_].*)", re.IGNORECASE)
_CARE_OF = re.compile(r"c/o:?\s*", re.IGNORECASE)


def address_from(text: str, *, name: str = "") -> Address:
    """The postal address that somebody wrote on lines (or with commas on one): name, c/o, street, postcode and town.

    Args:
        name: whom it is for where `text` names nobody.

    Raises:
        ValidationError: a part is missing or does not fit the envelope's window; the sentence says which. Keyed by
            ``answer_to``.
    """
    lines = _lines(text)
    last = _LAST_LINE.fullmatch(lines[-1]) if lines else None
    if last is None:
        raise _refusal(_("Skriv postnummer och ort sist, på en egen rad. Till exempel: 252 25 Helsingborg."))
    care_of = [line for line in lines[:-1] if _CARE_OF.match(line)]
    upper = [line for line in lines[:-1] if line not in care_of]
    names, streets = (upper[:-1], upper[-1:]) if len(upper) > 1 or not name else ([], upper)
    if not streets:
        raise _refusal(_("Skriv gatan och numret på raden före postnumret."))
    if not (names or name):
        raise _refusal(_("Skriv namnet på den som ska ha brevet på första raden."))
    if len(names) > 1 or len(care_of) > 1:
        raise _refusal(_("Skriv adressen på högst fyra rader: namn, c/o, gata, postnummer och ort."))
    return Address(
        name=names[0] if names else name,
        care_of=_CARE_OF.sub("", care_of[0]) if care_of else "",
        street=streets[0],
        postcode=last["postcode"],
        town=last["town"],
    )


def _lines(text: str) -> list[str]:
    parts = text.splitlines() if len(text.split("\n")) > 1 else text.split(",")
    lines = [line for line in (" ".join(part.split()).rstrip(",") for part in parts) if line]
    if any(len(line) > LONGEST_LINE for line in lines):
        raise _refusal(
            _("En rad är för lång för kuvertets fönster. Skriv högst %(limit)s tecken på varje rad."), LONGEST_LINE
        )
    return lines


def _refusal(sentence: str, limit: int = 0) -> ValidationError:
    return ValidationError({"answer_to": sentence % {"limit": limit} if limit else sentence})


def recipient_of(viewpoint: Viewpoint) -> Address:
    """Whom the letter about `viewpoint` is for.

    Raises:
        ValidationError: no letter can be sent: no address, one that cannot be read, or protected identity.
    """
    written = reach.address_for(viewpoint, AnswerVia.LETTER)
    if not written:
        raise _refusal(_("Det finns ingen adress att skicka brev till."))
    return address_from(written, name=reach.name_of(viewpoint))


def letter_for(delivery: Delivery) -> "Letter":
    """The letter that carries an answer or a question. Raises ValidationError as `recipient_of`."""
    from medskapa.integrations.post.letter import Letter, Sender

    town = settings.MUNICIPALITY
    sender = Sender(
        municipality=town["name"], administration=town["administration"], phone=_phone(delivery), email=town["email"]
    )
    with translation.override("sv"):  # whatever language the one who prints has chosen
        return Letter(
            recipient=recipient_of(delivery.viewpoint),
            sender=sender,
            date=clock.today(),
            title=_title(delivery),
            paragraphs=[*_greeting(delivery.viewpoint), *_words(delivery), *_way_back()],
            qr=settings.PUBLIC_URL + reverse("voice:receipt"),
            signed_by=_signature(delivery),
        )


def letters_for(deliveries: Sequence[Delivery]) -> "list[Letter]":
    """The letters of one print run.

    Raises:
        ValidationError: more than `PRINT_LIMIT`, none, or one that cannot be sent (`recipient_of`).
    """
    if not 0 < len(deliveries) <= PRINT_LIMIT:
        raise ValidationError(_("Välj minst ett brev och högst %(limit)s åt gången.") % {"limit": PRINT_LIMIT})
    return [letter_for(delivery) for delivery in deliveries]


def as_pdf(letters: "Sequence[Letter]") -> bytes:
    """`letters` as one file to print on both sides of the paper."""
    from medskapa.integrations.post.letter import letters_pdf  # it loads what prints: half a second, for this alone

    return letters_pdf(letters)


def _title(delivery: Delivery) -> str:
    is_question = delivery.answer.kind == AnswerKind.QUESTION
    return _("En fråga om det du sa till oss") if is_question else _("Svar på det du sa till oss")


def _phone(delivery: Delivery) -> str:
    return delivery.answer.unit.phone or settings.MUNICIPALITY["phone"]


def _greeting(viewpoint: Viewpoint) -> list[str]:
    quote = Truncator(" ".join(viewpoint.text.split())).chars(QUOTE_LENGTH)
    own_words = _("Du sa så här till oss %(day)s: ”%(quote)s”")
    written_down = _("Det här skrev vi ner av det du sa %(day)s: ”%(quote)s”")
    sentence = own_words if viewpoint.own_words else written_down
    return [_("Hej!"), sentence % {"day": long_date(viewpoint.received_on), "quote": quote}]


def _words(delivery: Delivery) -> list[str]:
    answer, author = delivery.answer, delivery.viewpoint.author
    wants_plain = author is not None and author.language == "sv-plain"
    text = answer.plain_text if wants_plain and answer.plain_text else answer.text
    return [paragraph.strip() for paragraph in re.split(r"\n\s*\n", text.replace("\r\n", "\n")) if paragraph.strip()]


def _way_back() -> list[str]:
    return [
        _(
            "Vill du säga något mer? Skriv till oss på webbsidan här nedanför. "
            "Koden som du behöver har du på ditt kvitto. Du kan också ringa oss."
        )
    ]


def _signature(delivery: Delivery) -> str:
    author, unit = delivery.answer.by, delivery.answer.unit
    return unit.name if author.protected_identity else f"{author.name}, {unit.name}"
