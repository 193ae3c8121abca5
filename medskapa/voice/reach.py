"""Where an answer can reach the person who spoke: what they gave for it, otherwise what is known of them."""

from medskapa.voice.models import AnswerVia, Viewpoint

_KNOWN_OF_A_PERSON = {AnswerVia.SMS: "phone", AnswerVia.EMAIL: "email", AnswerVia.LETTER: "address"}


def address_for(viewpoint: Viewpoint, via: str) -> str:
    """The number or address for `via`; empty where there is none.

    Nobody with protected identity gets a letter: an address in a window, or in a print queue, is an address given away.
    """
    if via not in _KNOWN_OF_A_PERSON:
        return ""
    author = viewpoint.author
    if via == AnswerVia.LETTER and author is not None and author.protected_identity:
        return ""
    if via == viewpoint.answer_via and viewpoint.answer_to:
        return viewpoint.answer_to
    return getattr(author, _KNOWN_OF_A_PERSON[AnswerVia(via)]) if author is not None else ""


def ways_to(viewpoint: Viewpoint) -> dict[AnswerVia, str]:
    """Every way in which an answer can reach the author now, with its number or address.

    Word of mouth and the web are always there: somebody at the desk can tell it, and everyone has a receipt.
    """
    addressed = {via: address_for(viewpoint, via) for via in _KNOWN_OF_A_PERSON}
    return {via: to for via, to in addressed.items() if to} | {AnswerVia.CONTACT: "", AnswerVia.WEB: ""}


def name_of(viewpoint: Viewpoint) -> str:
    """The name the person gave, or that of the one who was signed in; empty for somebody who gave none."""
    return viewpoint.author_name or (viewpoint.author.name if viewpoint.author is not None else "")


def phone_of(viewpoint: Viewpoint) -> str:
    """A phone number for whoever is to tell the answer; empty where none is known."""
    return address_for(viewpoint, AnswerVia.SMS)
