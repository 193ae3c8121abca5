"""Messages to the invited as letters: whom each is for, what stands in it, and many of them as one file to print."""

from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import quote

from analysis.receipt import Code
from medskapa.core import clock
from medskapa.integrations.post import run
from medskapa.integrations.post.address import Address, recipient
from medskapa.integrations.post.run import PRINT_LIMIT, as_pdf
from medskapa.meetings import codes, reach, words
from medskapa.meetings.models import InviteVia, Message, PoolMember

if TYPE_CHECKING:
    from medskapa.integrations.post.letter import Letter

__all__ = ["PRINT_LIMIT", "as_pdf", "letter_for", "letters_for", "link_with", "recipient_of"]


def recipient_of(member: PoolMember) -> Address:
    """Whom a letter to `member` is for.

    Raises:
        ValidationError: no letter can be sent: no address, one that cannot be read, or protected identity.
    """
    return recipient(reach.address_for(member, InviteVia.LETTER), name=member.name)


def letter_for(message: Message) -> "Letter":
    """The letter that carries `message`, in the receiver's language. Raises ValidationError as `recipient_of`.

    Raises:
        codes.Lost: the site's secret was changed since the code was made (`actions.print_letters` makes a new one).
    """
    from medskapa.integrations.post.letter import Letter

    invitation = message.invitation
    text = words.text_of(message)
    code = codes.code_for(invitation) if text.with_code else None
    return Letter(
        recipient=recipient_of(invitation.member),
        sender=run.sender(words.phone_for(invitation.meeting)),
        date=clock.today(),
        title=text.title,
        paragraphs=[paragraph for paragraph in text.paragraphs if paragraph],
        link=link_with(code) if code else None,
        code=str(code) if code else None,
        signed_by=invitation.meeting.unit.name,
        lang=reach.language_of(invitation.member),
    )


def link_with(code: Code) -> str:
    """The reply page with the code after "#": a browser keeps that part to itself, so that it is in no log."""
    return f"{words.reply_address()}#{quote('-'.join(code.words))}"


def letters_for(messages: Sequence[Message]) -> "list[Letter]":
    """The letters of one print run.

    Raises:
        ValidationError: more than `PRINT_LIMIT`, none, or one that cannot be sent (`recipient_of`).
    """
    return run.made(messages, letter_for)
