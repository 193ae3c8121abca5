"""SMS that people send to us. A room says which first words it takes: ``incoming.handles("JA", answer_yes)``.

A message is taken once, however often the gateway hands it over; the reply goes out by the same way as every SMS. What
a message says, and from whom, is neither stored here nor logged.
"""

import hashlib
import logging
import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import Protocol

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from medskapa.core import idempotency, throttle
from medskapa.core.errors import Conflict
from medskapa.integrations.sms import client as sms

MOST_WORDS = 40
_logger = logging.getLogger(__name__)
_APART = re.compile(r"[^A-Z0-9]+")
_SWEDISH_NUMBER = re.compile(r"\+46(7[0-9])([0-9]{3})([0-9]{2})([0-9]{2})")


class Handler(Protocol):
    """What a room does with a message that begins with its word. Runs in Swedish, within one transaction.

    The number is a claim, not a proof: the network lets a sender be forged. So a handler goes by the code in the
    message, and tells nothing that the one who sends it does not know already.
    """

    def __call__(self, sender: str, words: list[str]) -> str | None:
        """Take a message.

        Args:
            sender: the number in E.164.
            words: all words as `words_of` gives them, the first one included.

        Returns:
            what to answer, or None for no answer.

        Raises:
            Conflict: the state does not allow it; nothing is changed, and its sentence is the answer.
        """
        ...


Resolver = Callable[[str], Handler | None]
"""Gives the handler of a word that is made while we run (the word of a question to residents), or None."""

_handlers: dict[str, Handler] = {}
_resolvers: list[Resolver] = []


def handles(word: str, handler: Handler) -> None:
    """Let `handler` have every message whose first word is `word`, in any case and with or without its dots.

    Raises:
        ValueError: `word` is not one word, or another handler has it.
    """
    normal = words_of(word)
    if len(normal) != 1:
        raise ValueError(f"{word!r} is not one word.")
    if _handlers.setdefault(normal[0], handler) is not handler:
        raise ValueError(f"{word!r} has a handler already.")


def resolves(resolver: Resolver) -> None:
    """Let `resolver` be asked for words that no handler has taken with `handles`, after those asked before it."""
    if resolver not in _resolvers:
        _resolvers.append(resolver)


def handled() -> Iterable[str]:
    """The words that rooms have taken for good."""
    return sorted(_handlers)


def words_of(text: str) -> list[str]:
    """The words of a message as handlers compare them: ``" ja,  4821 Får!"`` becomes ``["JA", "4821", "FAR"]``.

    A phone writes Å, Ä and Ö in two ways, or not at all, and people put signs between; none of it means anything here.
    """
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return [word for word in _APART.split(plain.upper()) if word][:MOST_WORDS]


def number_to_write_to() -> str:
    """Our number as people write it ("070-174 06 90"), for letters and pages; empty where nobody can answer an SMS."""
    if settings.SMS_CLIENT == "off":
        return ""
    try:
        ours = sms.number(settings.SMS_FROM)
    except ValueError:
        return ""
    if ours != settings.SMS_FROM:
        return ""  # the gateway takes E.164 only
    return _SWEDISH_NUMBER.sub(r"0\1-\2 \3 \4", ours)


def take(*, message_id: str, sender: str, text: str) -> str | None:
    """Take one message and send the reply, if there is one; the same message again does and sends nothing.

    A sender that is no mobile number (a shop's name, a short code) cannot be answered and is left alone, and so is one
    that writes more often than a person does: two machines that answer each other must come to an end.

    Args:
        message_id: the gateway's own name for the message.

    Returns:
        the reply that was sent, or None.
    """
    try:
        number = sms.number(sender)
    except ValueError:
        return None
    if not throttle.allow("sms_in", number) or not throttle.allow("sms_in", None):
        return None
    if not is_understood(text) and not throttle.allow("sms_help", number):
        return None
    reply = _once(message_id, number, text)
    if reply:
        _send(number, reply)
    return reply


def is_understood(text: str) -> bool:
    """Whether the first word of `text` is one that a room takes."""
    return _handler_of(words_of(text)) is not None


def _handler_of(words: list[str]) -> Handler | None:
    if not words:
        return None
    made = (resolver(words[0]) for resolver in _resolvers)
    return _handlers.get(words[0]) or next((handler for handler in made if handler), None)


def _once(message_id: str, number: str, text: str) -> str | None:
    reply: str | None = None

    def act() -> str:
        nonlocal reply
        reply = _reply(number, words_of(text))
        return "taken"

    with translation.override("sv"):
        idempotency.once(hashlib.sha256(f"sms in\n{message_id}".encode()).hexdigest(), act)
    return reply


def _reply(number: str, words: list[str]) -> str | None:
    handler = _handler_of(words)
    if handler is None:
        return _(
            "Hej! Vi förstod inte ditt sms. Svara så som det står i brevet eller smset från oss. "
            "Eller ring oss på %(phone)s, så hjälper vi dig."
        ) % {"phone": settings.MUNICIPALITY["phone"]}
    try:
        with transaction.atomic():
            return handler(number, words)
    except Conflict as conflict:
        return " ".join(conflict.messages)


def _send(number: str, reply: str) -> None:
    """Send what the message led to. It is done already, so a reply that does not get through undoes nothing."""
    try:
        sms.client().send(to=number, text=reply)
    except sms.SmsFailed as failure:
        _logger.warning("The reply to an SMS was not sent: %s", failure.reason)
