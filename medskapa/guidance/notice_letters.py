"""Notices as letters: whom each is for, what stands in it, and many of them as one file to print."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.conf import settings

from medskapa.core import clock
from medskapa.guidance import notices
from medskapa.guidance.models import Notice, NoticeVia
from medskapa.integrations.post import run
from medskapa.integrations.post.address import recipient
from medskapa.integrations.post.run import as_pdf

if TYPE_CHECKING:
    from medskapa.integrations.post.letter import Letter

__all__ = ["as_pdf", "letters_for"]


def letters_for(rows: Sequence[Notice]) -> "list[Letter]":
    """The letters of one print run, each in its receiver's language.

    Raises:
        ValidationError: none or too many (`run.PRINT_LIMIT`), or one that cannot be sent: there is no address, one that
            cannot be read, or protected identity.
    """
    return run.made(rows, _letter)


def _letter(notice: Notice) -> "Letter":
    from medskapa.integrations.post.letter import Letter

    title, paragraphs = notices.letter_of(notice)
    return Letter(
        recipient=recipient(notices.address_for(notice.resident, NoticeVia.LETTER), name=notice.resident.name),
        sender=run.sender(),
        date=clock.today(),
        title=title,
        paragraphs=paragraphs,
        link=settings.PUBLIC_URL + notices.home(),
        lang=notices.language_of(notice.resident),
    )
