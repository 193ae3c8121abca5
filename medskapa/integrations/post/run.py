"""A print run: what the letters of every room have in common, apart from what stands in them."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from medskapa.integrations.post.letter import Letter, Sender

PRINT_LIMIT = 50  # some 4 seconds of work: as long as one can wait for a page
Row = TypeVar("Row")


def sender(phone: str = "") -> "Sender":
    """The town as the sender, with `phone` of whoever answers for the letter, or else the town's own."""
    from medskapa.integrations.post.letter import Sender

    town = settings.MUNICIPALITY
    return Sender(
        municipality=town["name"],
        administration=town["administration"],
        phone=phone or town["phone"],
        email=town["email"],
    )


def made(rows: Sequence[Row], letter_for: "Callable[[Row], Letter]") -> "list[Letter]":
    """The letters of one run, each made by `letter_for`.

    Raises:
        ValidationError: more than `PRINT_LIMIT`, none, or what `letter_for` refuses.
    """
    if not 0 < len(rows) <= PRINT_LIMIT:
        raise ValidationError(_("Välj minst ett brev och högst %(limit)s åt gången.") % {"limit": PRINT_LIMIT})
    return [letter_for(row) for row in rows]


def as_pdf(letters: "Sequence[Letter]") -> bytes:
    """`letters` as one file to print on both sides of the paper."""
    from medskapa.integrations.post.letter import letters_pdf  # it loads what prints: half a second, for this alone

    return letters_pdf(letters)
