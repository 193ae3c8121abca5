"""What each participant is told when the minutes are published: what was said at their table, and what happens now.

Who said what is not known: a table's notes are nobody's. Names are masked, for a letter lies open on a kitchen table.
"""

from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from medskapa.meetings import words
from medskapa.meetings.models import (
    AgendaItem,
    Invitation,
    Meeting,
    Message,
    MessageKind,
    Minutes,
    MinutesSection,
    MinutesState,
    TableNote,
)
from medskapa.meetings.promises import what_happens
from medskapa.meetings.said import Said, together
from medskapa.voice.texts import in_language

NOTES, LONGEST_NOTE, LONGEST_SAID = 3, 200, 400


def register() -> None:
    """Give the words of follow-ups. Called once, when the actions are loaded."""
    words.says(MessageKind.FOLLOW_UP, letter=_letter, notice=_notice)
    words.says(MessageKind.CORRECTED, letter=_corrected, notice=_corrected_notice)


def minutes_address(meeting: Meeting) -> str:
    """The page where anyone may read the minutes."""
    return settings.PUBLIC_URL + reverse("meetings:public_minutes", args=[meeting.slug])


def _letter(message: Message) -> words.Text:
    meeting = message.invitation.meeting
    facts = words.facts_of(meeting) | {"page": minutes_address(meeting)}
    return words.Text(
        title=_("Det här sa ni, och det här händer nu"),
        paragraphs=[
            _("Hej!"),
            _("Tack för att du var med på %(title)s. Här står vad ni sa och vad vi gör nu.") % facts,
            *_items(message.invitation),
            *([_("Vi har rättat det här: %(words)s") % {"words": text}] if (text := _correction(meeting)) else []),
            _("Vi har inte skrivit vem som sa vad."),
            _("Har vi fattat fel? Har du mer att säga? Ring %(phone)s.") % facts,
            _("Allt från träffen kan du läsa på %(page)s") % facts,
        ],
    )


def _notice(message: Message) -> words.Notice:
    meeting = message.invitation.meeting
    facts = words.facts_of(meeting) | {"page": minutes_address(meeting)}
    text = (
        _("Hej! Nu kan du läsa vad som sades på träffen och vad som händer nu: %(page)s Eller ring %(phone)s.") % facts
    )
    return words.Notice(subject=_("Det här händer efter träffen"), text=text)


def _corrected(message: Message) -> words.Text:
    meeting = message.invitation.meeting
    facts = words.facts_of(meeting) | {"page": minutes_address(meeting)}
    return words.Text(
        title=_("Vi skrev fel"),
        paragraphs=[
            _("Hej!"),
            _("Du var med på %(title)s. Vi skrev till dig efteråt. Något blev fel. Så här ska det vara:") % facts,
            _correction(meeting),
            _("Har vi fattat fel? Har du mer att säga? Ring %(phone)s.") % facts,
            _("Allt från träffen kan du läsa på %(page)s") % facts,
        ],
    )


def _corrected_notice(message: Message) -> words.Notice:
    meeting = message.invitation.meeting
    facts = words.facts_of(meeting) | {"page": minutes_address(meeting)}
    text = (
        _("Hej! Vi skrev fel om träffen som du var med på. Läs vad som är rätt: %(page)s Eller ring %(phone)s.") % facts
    )
    return words.Notice(subject=_("Vi skrev fel om träffen"), text=text)


def _correction(meeting: Meeting) -> str:
    """What has been corrected in the minutes, with the days; empty where nothing is."""
    found = Minutes.objects.filter(meeting=meeting, state=MinutesState.PUBLISHED).first()
    return in_language(found, "correction") if found else ""


def _items(invitation: Invitation) -> Iterable[str]:
    """Each item with what was said and what happens now. Queries: 3."""
    rows = AgendaItem.objects.filter(meeting=invitation.meeting, dropped_at__isnull=True).order_by("number", "pk")
    under = {item.pk: item.merged_into_id or item.pk for item in rows}
    at_the_table = _said_at_the_table(invitation, under)
    at_the_meeting = _said_at_the_meeting(invitation.meeting)
    for place, item in enumerate((item for item in rows if item.stands), 1):
        lines = [f"{place}. {in_language(item, 'title')}"]
        if notes := at_the_table.get(item.pk):
            lines.append(_("Vid ert bord sa ni bland annat:"))
            lines += [f"– {Truncator(text).chars(LONGEST_NOTE)}" for text in notes[:NOTES]]
        elif text := at_the_meeting.get(item.pk):
            lines += [_("Så här sa ni på träffen:"), Truncator(text).chars(LONGEST_SAID)]
        lines.append(_("Det här händer nu: %(what)s") % {"what": what_happens(item)})
        yield "\n".join(lines)


def _said_at_the_table(invitation: Invitation, under: dict[int, int]) -> dict[int, list[str]]:
    if invitation.table_id is None:
        return {}
    rows = TableNote.objects.filter(table=invitation.table_id, removed=False, item__in=under).order_by("pk")
    said: dict[int, list[Said]] = {}
    for note in rows:
        said.setdefault(under[note.item_id], []).append(Said("", note.text))  # type: ignore[index]
    return {pk: [text for text, _times in together(notes)] for pk, notes in said.items()}


def _said_at_the_meeting(meeting: Meeting) -> dict[int, str]:
    rows = MinutesSection.objects.filter(minutes__meeting=meeting, minutes__state=MinutesState.PUBLISHED)
    return {row.item_id: in_language(row, "said") for row in rows}
