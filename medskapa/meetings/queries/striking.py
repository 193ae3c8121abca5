"""What whoever strikes words from published minutes needs to see: where the words stand, and who has them already."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from medskapa.meetings import policy
from medskapa.meetings.models import InviteVia, Meeting, Message, MessageState, Minutes
from medskapa.meetings.models.minutes import TEXTS, TEXTS_OF_A_SECTION
from medskapa.meetings.outbox import AFTERWARDS
from medskapa.meetings.struck import around
from medskapa.people.models import Person


@dataclass(frozen=True)
class Place:
    """A place in the minutes: the heading it stands under ("" for the beginning), and the words amid the others."""

    heading: str
    before: str
    words: str
    after: str


def places_of(minutes: Minutes, words: str) -> Sequence[Place]:
    """Each place in `minutes` where `words` stand. The minutes are the viewer's to change already. Queries: 1."""
    texts: list[tuple[str, str]] = [("", getattr(minutes, name)) for name in TEXTS]
    for section in minutes.sections.select_related("item").order_by("number"):
        texts += [(section.item.title, getattr(section, name)) for name in TEXTS_OF_A_SECTION]
    return [Place(heading, *place) for heading, text in texts for place in around(text, words)]


def out_of_reach(meeting: Meeting) -> int:
    """How many have been told in a letter or by word of mouth, where the words may have stood. Queries: 1."""
    told = Q(via__in=[InviteVia.LETTER, InviteVia.CONTACT], state=MessageState.SENT)
    return Message.objects.filter(told, invitation__meeting=meeting, kind__in=AFTERWARDS).count()


def minutes_with_words_of(viewer: Person, meeting: Meeting) -> Minutes | None:
    """The minutes of `meeting`, where there are any; for whoever plans it. Queries: 1."""
    rows = Minutes.objects.filter(policy.plannable_by(viewer, meeting="meeting"), meeting=meeting)
    return rows.first()
