"""What a message to somebody invited says, by its kind: in a letter, in an SMS or e-mail, and by word of mouth.

A room or an area gives the words of a kind with ``words.says(kind, letter=..., notice=...)``; everything else about a
message (whom it reaches, how, whether it got through) is the same for all. The words are made when the message is
printed, sent or told, so that they are true then.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from medskapa.core import clock
from medskapa.core.dates import from_to, long_date
from medskapa.integrations.sms import incoming
from medskapa.meetings import codes, draws, reach
from medskapa.meetings.models import Invitation, InvitationState, InviteVia, Meeting, Message, MessageKind, Origin
from medskapa.meetings.texts import in_language


@dataclass(frozen=True, kw_only=True)
class Text:
    """What stands in a letter, and what somebody says in its place.

    `with_code`: the letter carries the personal code, as a QR code and in words. It is never said aloud.
    """

    title: str
    paragraphs: Sequence[str]
    with_code: bool = False


@dataclass(frozen=True, kw_only=True)
class Notice:
    """An SMS or an e-mail. It says that there is something, and where; never what it says, and never a name."""

    subject: str
    text: str


ASKING = (MessageKind.INVITATION, MessageKind.REMINDER, MessageKind.MOVED)
"""The kinds of messages that want an answer."""

_letters: dict[str, Callable[[Message], Text]] = {}
_notices: dict[str, Callable[[Message], Notice]] = {}


def says(kind: str, *, letter: Callable[[Message], Text], notice: Callable[[Message], Notice]) -> None:
    """Give the words of the messages of `kind`. Both are called in the language of the receiver.

    Raises:
        ValueError: somebody else gives them already.
    """
    if _letters.setdefault(kind, letter) is not letter or _notices.setdefault(kind, notice) is not notice:
        raise ValueError(f"{kind} has its words already.")


def text_of(message: Message) -> Text:
    """The words of a letter, in the receiver's language. Needs the invitation with meeting and member."""
    with translation.override(reach.language_of(message.invitation.member)):
        return _letters[message.kind](message)


def notice_of(message: Message) -> Notice:
    """The words of an SMS or e-mail, in the receiver's language."""
    with translation.override(reach.language_of(message.invitation.member)):
        return _notices[message.kind](message)


def phone_for(meeting: Meeting) -> str:
    """The number to ring about a meeting: its unit's, or the municipality's."""
    return meeting.unit.phone or settings.MUNICIPALITY["phone"]


def reply_address() -> str:
    """The page where the code is typed."""
    return settings.PUBLIC_URL + reverse("meetings:invitation")


def facts_of(meeting: Meeting) -> dict[str, str]:
    """What every text about a meeting may name."""
    return {
        "administration": settings.MUNICIPALITY["administration"],
        "title": meeting.title,
        "time": from_to(meeting.starts_at, meeting.ends_at),
        "where": meeting.where,
        "phone": phone_for(meeting),
        "reply_by": long_date(meeting.reply_by) if meeting.reply_by else "",
        "page": reply_address(),
    }


def practical(meeting: Meeting) -> list[tuple[str, str]]:
    """What the meeting offers and how to get there, with a heading each; what the planner left empty is left out."""
    told = [
        (_("Så kommer du dit"), meeting.way_there),
        (pgettext("på träffen", "Tillgänglighet"), meeting.accessibility),
        (_("Tolk"), meeting.interpreters),
        (_("Barn"), meeting.child_care),
        (_("Resan"), meeting.travel_money),
        (_("Mat"), meeting.food),
    ]
    return [(heading, text.strip()) for heading, text in told if text.strip()]


def why_you(invitation: Invitation) -> str:
    """Why this person was asked: drawn by lot, or picked by staff."""
    if invitation.origin == Origin.PICKED:
        return _(
            "Varför just du? Vi som arbetar här tror att du har något viktigt att säga. "
            "Du är vald av oss och inte lottad."
        )
    return _("Varför just du? Du har sagt ja till att bli tillfrågad, och så drog vi lott. Ditt namn kom fram.")


def voluntary() -> str:
    """That it is free to say no, and that no case knows of it."""
    return _(
        "Du väljer själv. Säger du nej, eller inget alls, ändras ingenting för dig. "
        "Det rör inte dina pengar, din kurs eller ditt ärende."
    )


def _when_and_where(meeting: Meeting) -> str:
    return _("När: %(time)s\nVar: %(where)s") % facts_of(meeting)


def _answer_by(message: Message) -> str:
    """The day when this person's answer is due, in words; empty where none is left before the meeting."""
    day, starts = draws.answer_by(message.invitation), message.invitation.meeting.starts_at
    in_time = day is not None and day >= clock.today() and (starts is None or day < clock.day_of(starts))
    return long_date(day) if day is not None and in_time else ""


def _ways_to_answer(message: Message) -> str:
    meeting = message.invitation.meeting
    if message.via == InviteVia.CONTACT:
        return _("Du kan svara mig nu. Du kan också ringa %(phone)s.") % facts_of(meeting)
    ours = facts_of(meeting) | {"number": incoming.number_to_write_to()}
    lines = [
        _("Så här kan du svara:"),
        _("– På webben. Rikta mobilen mot rutan här nedanför, eller gå till sidan och skriv din kod."),
        _("– Med sms. Skriv JA eller NEJ och sedan din kod. Skicka till %(number)s.") % ours if ours["number"] else "",
        _("– På telefon. Ring %(phone)s, så hjälper vi dig.") % ours,
    ]
    return "\n".join(line for line in lines if line)


def _invitation(message: Message) -> Text:
    meeting = message.invitation.meeting
    ours = facts_of(meeting) | {"reply_by": _answer_by(message)}
    return Text(
        title=_("Vill du komma och prata med oss?"),
        paragraphs=[
            _("Hej!"),
            _("Vi vill veta vad du tycker. Därför bjuder vi in dig till %(title)s.") % ours,
            _when_and_where(meeting),
            in_language(meeting, "purpose"),
            why_you(message.invitation),
            voluntary(),
            *(f"{heading}: {text}" for heading, text in practical(meeting)),
            _("Säg till om du behöver tolk, mat som du tål, eller hjälp med resan eller barnen."),
            _("Svara gärna senast %(reply_by)s.") % ours if ours["reply_by"] else "",
            _ways_to_answer(message),
        ],
        with_code=True,
    )


def _reminder(message: Message) -> Text:
    meeting = message.invitation.meeting
    ours = facts_of(meeting) | {"reply_by": _answer_by(message)}
    return Text(
        title=_("Vill du komma? Du kan svara än"),
        paragraphs=[
            _("Hej!"),
            _("Vi har bjudit in dig till %(title)s. Vi har inte hört av dig än.") % ours,
            _when_and_where(meeting),
            voluntary(),
            _("Vill du svara? Gör det senast %(reply_by)s.") % ours if ours["reply_by"] else "",
            _("Det här är den enda gången vi påminner dig."),
            _ways_to_answer(message),
        ],
        with_code=True,
    )


def _moved(message: Message) -> Text:
    meeting = message.invitation.meeting
    ours = facts_of(meeting)
    said_yes = message.invitation.state == InvitationState.YES
    question = _("Du har sagt att du kommer. Går det bra nu också? Då behöver du inte göra något.")
    return Text(
        title=_("Träffen är ändrad"),
        paragraphs=[
            _("Hej!"),
            _("Vi har ändrat tid eller plats för %(title)s. Så här är det nu:") % ours,
            _when_and_where(meeting),
            *([question] if said_yes else []),
            *([_("Passar det inte längre? Ändra ditt svar på ett av sätten här.")] if said_yes else []),
            _ways_to_answer(message),
        ],
        with_code=True,
    )


def _cancelled(message: Message) -> Text:
    meeting = message.invitation.meeting
    ours = facts_of(meeting)
    return Text(
        title=_("Träffen blir inte av"),
        paragraphs=[
            _("Hej!"),
            _("Vi ställer in %(title)s. Det var den här tiden och platsen:") % ours,
            _when_and_where(meeting),
            _("Varför: %(reason)s") % {"reason": in_language(meeting, "cancel_reason")},
            _("Du behöver inte göra något. Vi är ledsna att det blev så här."),
            _("Vill du fråga något? Ring %(phone)s.") % ours,
        ],
    )


def _withdrawn(message: Message) -> Text:
    meeting = message.invitation.meeting
    ours = facts_of(meeting) | {"say": settings.PUBLIC_URL + reverse("voice:say")}
    return Text(
        title=_("Din inbjudan gäller inte längre"),
        paragraphs=[
            _("Hej!"),
            _("Vi har bjudit in dig till %(title)s. Nu måste vi ta tillbaka inbjudan. Vi är ledsna att det blev så.")
            % ours,
            _when_and_where(meeting),
            _("Du behöver inte göra något. Det rör inte dina pengar, din kurs eller ditt ärende."),
            _("Vi vill ändå veta vad du tycker. Säg det på %(say)s eller ring %(phone)s.") % ours,
            _("Vill du fråga varför? Ring %(phone)s.") % ours,
        ],
    )


def _how_to_read(message: Message) -> str:
    """Where to go and with what. An SMS holds the code; an e-mail never does (decision 0005)."""
    meeting = message.invitation.meeting
    ours = facts_of(meeting) | {"mine": settings.PUBLIC_URL + reverse("meetings:my_invitations")}
    if message.via == InviteVia.SMS:
        ours["code"] = str(codes.code_for(message.invitation))
        if incoming.number_to_write_to():
            return (
                _(
                    "Läs och svara på %(page)s. Din kod: %(code)s. "
                    "Eller svara med sms: JA eller NEJ och sedan koden. Eller ring %(phone)s."
                )
                % ours
            )
        return _("Läs och svara på %(page)s. Din kod: %(code)s. Eller ring %(phone)s.") % ours
    if message.invitation.member.person_id is not None:
        return _("Logga in på %(mine)s och läs och svara där. Eller ring %(phone)s.") % ours
    return _("Ring %(phone)s, så berättar vi mer och tar emot ditt svar.") % ours


def _invitation_notice(message: Message) -> Notice:
    ours = facts_of(message.invitation.meeting)
    hello = _("Hej! %(administration)s har en inbjudan till dig.") % ours
    return Notice(subject=_("Du har en inbjudan"), text=f"{hello} {_how_to_read(message)}")


def _reminder_notice(message: Message) -> Notice:
    meeting = message.invitation.meeting
    ours = facts_of(meeting) | {"reply_by": _answer_by(message) or facts_of(meeting)["reply_by"]}
    hello = _("Hej! Du har en inbjudan från %(administration)s. Du kan svara till och med %(reply_by)s.") % ours
    return Notice(subject=_("Du har en inbjudan kvar"), text=f"{hello} {_how_to_read(message)}")


def _moved_notice(message: Message) -> Notice:
    ours = facts_of(message.invitation.meeting)
    hello = _("Hej! Träffen med %(administration)s är ändrad. Nu är den %(time)s på %(where)s.") % ours
    return Notice(subject=_("En träff är ändrad"), text=f"{hello} {_how_to_read(message)}")


def _cancelled_notice(message: Message) -> Notice:
    ours = facts_of(message.invitation.meeting)
    text = _("Hej! Träffen med %(administration)s %(time)s blir inte av. Vill du fråga något? Ring %(phone)s.") % ours
    return Notice(subject=_("En träff blir inte av"), text=text)


def _withdrawn_notice(message: Message) -> Notice:
    ours = facts_of(message.invitation.meeting)
    hello = _("Hej! Din inbjudan från %(administration)s till en träff %(time)s gäller inte längre.") % ours
    ask = _("Du behöver inte göra något. Vill du fråga varför? Ring %(phone)s.") % ours
    return Notice(subject=_("En inbjudan gäller inte längre"), text=f"{hello} {ask}")


says(MessageKind.INVITATION, letter=_invitation, notice=_invitation_notice)
says(MessageKind.REMINDER, letter=_reminder, notice=_reminder_notice)
says(MessageKind.MOVED, letter=_moved, notice=_moved_notice)
says(MessageKind.CANCELLED, letter=_cancelled, notice=_cancelled_notice)
says(MessageKind.WITHDRAWN, letter=_withdrawn, notice=_withdrawn_notice)
