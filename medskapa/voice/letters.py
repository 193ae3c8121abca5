"""Answers as letters: whom each is for, what stands in it, and many of them as one file to print."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from medskapa.core import clock
from medskapa.core.dates import long_date
from medskapa.integrations.post import address as post
from medskapa.integrations.post import run
from medskapa.integrations.post.address import Address
from medskapa.integrations.post.run import PRINT_LIMIT, as_pdf
from medskapa.voice import reach
from medskapa.voice.models import AnswerKind, AnswerVia, Delivery, Viewpoint

if TYPE_CHECKING:
    from medskapa.integrations.post.letter import Letter

__all__ = ["PRINT_LIMIT", "address_from", "as_pdf", "letter_for", "letters_for", "recipient_of"]

QUOTE_LENGTH = 160


def address_from(text: str, *, name: str = "") -> Address:
    """As `integrations.post.address.address_from`; what it refuses is keyed by ``answer_to``."""
    with _of_answer_to():
        return post.address_from(text, name=name)


@contextmanager
def _of_answer_to() -> Iterator[None]:
    """Key what is refused by the field in which the person wrote where the answer is to go."""
    try:
        yield
    except ValidationError as error:
        raise ValidationError({"answer_to": error.messages}) from error


def recipient_of(viewpoint: Viewpoint) -> Address:
    """Whom the letter about `viewpoint` is for.

    Raises:
        ValidationError: no letter can be sent: no address, one that cannot be read, or protected identity.
    """
    with _of_answer_to():
        return post.recipient(reach.address_for(viewpoint, AnswerVia.LETTER), name=reach.name_of(viewpoint))


def letter_for(delivery: Delivery) -> "Letter":
    """The letter that carries an answer or a question. Raises ValidationError as `recipient_of`."""
    from medskapa.integrations.post.letter import Letter

    with translation.override("sv"):  # whatever language the one who prints has chosen
        return Letter(
            recipient=recipient_of(delivery.viewpoint),
            sender=run.sender(delivery.answer.unit.phone),
            date=clock.today(),
            title=_title(delivery),
            paragraphs=[*_greeting(delivery.viewpoint), *_words(delivery), *_way_back()],
            link=settings.PUBLIC_URL + reverse("voice:receipt"),
            signed_by=_signature(delivery),
        )


def letters_for(deliveries: Sequence[Delivery]) -> "list[Letter]":
    """The letters of one print run.

    Raises:
        ValidationError: more than `PRINT_LIMIT`, none, or one that cannot be sent (`recipient_of`).
    """
    return run.made(deliveries, letter_for)


def _title(delivery: Delivery) -> str:
    match delivery.answer.kind:
        case AnswerKind.QUESTION:
            return _("En fråga om det du sa till oss")
        case AnswerKind.NEWS:
            return _("Det har hänt något med det du sa till oss")
    return _("Svar på det du sa till oss")


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
    return unit.name if author is None or author.protected_identity else f"{author.name}, {unit.name}"
