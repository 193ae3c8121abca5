"""How change puts things into words: what stands in threads in both variants, and how far a proposal has come."""

from collections.abc import Callable
from typing import TypedDict

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from medskapa.change.models import ProposalState, WorkingGroupState

STATES = {
    ProposalState.WORKING: (_("Vi arbetar fram förslaget"), "working"),
    ProposalState.READY: (_("Förslaget väntar på beslut"), "waiting"),
    ProposalState.YES: (_("Det blev ja. Vi ska göra det."), "working"),
    ProposalState.NO: (_("Det blev nej."), "stopped"),
    ProposalState.LATER: (_("Inte nu. Vi tar upp det igen."), "waiting"),
    ProposalState.CARRIED_OUT: (_("Det är gjort."), "done"),
    ProposalState.MERGED: (_("Det är nu en del av ett annat förslag"), "information"),
    ProposalState.WITHDRAWN: (_("Vi har lagt ner förslaget"), "stopped"),
}
"""How far a proposal has come, for everybody, and the kind of status that shows it."""

GROUP_STATES = {
    WorkingGroupState.ACTIVE: (_("Arbetar nu"), "working"),
    WorkingGroupState.DONE: (_("Klar"), "done"),
    WorkingGroupState.ENDED: (_("Avslutad i förtid"), "stopped"),
}


class Told(TypedDict):
    """The words of an event."""

    text: str
    plain_text: str


def told(words: Callable[[bool], str]) -> Told:
    """The words of an event, in Swedish and in plain Swedish, whatever the language of the page.

    Args:
        words: makes the sentence of `gettext`; it is told whether the plain one is wanted.
    """
    with translation.override("sv"):
        text = words(False)
    with translation.override("sv-plain"):
        plain = words(True)
    return Told(text=text, plain_text=plain)
