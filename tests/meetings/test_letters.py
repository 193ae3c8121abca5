"""What messages to the invited say: letters with code and QR, SMS with a code, e-mails with none."""

import io
from datetime import timedelta
from urllib.parse import unquote

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from pypdf import PdfReader

from analysis import receipt
from analysis.readability import lix
from medskapa.core import clock
from medskapa.meetings import codes, letters, words
from medskapa.meetings.models import Invitation, InvitationState, InviteVia, Meeting, Message, MessageKind
from tests.factories import PersonFactory
from tests.meeting_factories import new_invitation, new_meeting, new_member, new_message
from tests.reading import GOALS

pytestmark = pytest.mark.django_db
KINDS = [MessageKind.INVITATION, MessageKind.REMINDER, MessageKind.MOVED, MessageKind.CANCELLED]
PRACTICAL = {
    "way_there": "Buss 1 stannar utanför.",
    "accessibility": "Det finns hiss.",
    "interpreters": "Tolk finns på arabiska.",
    "child_care": "Vi passar barnen i rummet bredvid.",
    "travel_money": "Vi betalar din bussbiljett.",
    "food": "Vi bjuder på kaffe och smörgås.",
}


@pytest.fixture(autouse=True)
def number(settings):
    settings.SMS_CLIENT, settings.SMS_FROM = "simulator", "+46701740690"


def a_message(kind=MessageKind.INVITATION, via=InviteVia.LETTER, meeting=None, **member) -> Message:
    meeting = meeting or new_meeting(**PRACTICAL)
    fields = {"name": "Alma Ekström", "phone": "070-1740605", "email": "alma@example.se", "via": via} | member
    state = InvitationState.YES if kind == MessageKind.MOVED else InvitationState.ASKED
    return new_message(new_invitation(meeting, new_member(**fields), state=state), kind=kind)


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def test_the_letter_says_why_when_where_what_help_there_is_and_that_it_is_voluntary():
    message = a_message()
    pdf = letters.as_pdf(letters.letters_for([message]))
    said = text_of(pdf)
    for part in (
        "Alma Ekström",
        "Varför just du?",
        "Du väljer själv",
        "ändras ingenting för dig",
        "kl. 12.30",
        "Rönnowsgatan 8",
        "Vi betalar din bussbiljett.",
        "Tolk finns på arabiska.",
        "070-174 06 90",
        message.invitation.meeting.unit.phone,
        str(codes.code_for(message.invitation)),
    ):
        assert part in said, part
    assert PdfReader(io.BytesIO(pdf)).trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert "kallelse" not in said.lower()


def test_the_letter_to_somebody_whom_staff_picked_says_so():
    meeting = new_meeting()
    drawn = new_message(new_invitation(meeting))
    picked = new_message(
        new_invitation(meeting, origin="picked", picked_by=PersonFactory(kind="staff"), picked_why="Har sagt till.")
    )
    assert "drog vi lott" in " ".join(words.text_of(drawn).paragraphs)
    said = " ".join(words.text_of(picked).paragraphs)
    assert "inte lottad" in said
    assert "Har sagt till" not in said


def test_the_qr_code_leads_to_the_reply_with_the_code_where_no_server_sees_it():
    message = a_message()
    letter = letters.letter_for(message)
    address, _, behind = letter.link.partition("#")
    assert address == words.reply_address() == letter.written_link
    assert receipt.parse(unquote(behind).replace("-", " "), codes.CODE_WORDS) == codes.code_for(message.invitation)


def test_nobody_with_protected_identity_gets_a_letter():
    for member in (
        {"via": InviteVia.SMS, "protected_identity": True},
        {"person": PersonFactory(protected_identity=True)},
    ):
        message = a_message(**member)
        Message.objects.filter(pk=message.pk).update(via=InviteVia.LETTER)
        with pytest.raises(ValidationError):
            letters.letter_for(message)


def test_a_letter_without_an_address_that_can_be_read_is_refused():
    with pytest.raises(ValidationError):
        letters.letter_for(a_message(address="Storgatan"))


def test_a_letter_is_in_the_language_of_the_one_it_is_for():
    with translation.override("en"):
        swedish = letters.letter_for(a_message())
    assert (swedish.lang, swedish.title) == ("sv", "Vill du komma och prata med oss?")
    plain = letters.letter_for(a_message(language="sv-plain"))
    assert plain.lang == "sv-plain"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", GOALS)
def test_letters_and_notices_are_easy_to_read(kind, language):
    meeting = new_meeting(
        plain_purpose="Vi vill höra vad du tycker.",
        cancel_reason="Lokalen är full.",
        plain_cancel_reason="Rummet är fullt.",
        **PRACTICAL,
    )
    message = a_message(kind, meeting=meeting, language=language)
    letter = words.text_of(message)
    assert lix(f"{letter.title}. " + "\n\n".join(letter.paragraphs)) < GOALS[language]
    for via in (InviteVia.SMS, InviteVia.EMAIL):
        message.via = via
        assert lix(words.notice_of(message).text) < 40


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("account", [True, False])
def test_an_email_names_nobody_and_holds_no_code(kind, account):
    message = a_message(kind, InviteVia.EMAIL, person=PersonFactory(name="Alma Ekström") if account else None)
    notice = words.notice_of(message)
    code = codes.code_for(message.invitation)
    for said in (notice.subject, notice.text):
        assert "Alma" not in said
        assert not any(code.secret in form for form in (said, said.replace(" ", "-")))
        assert "#" not in said
    assert message.invitation.meeting.unit.phone in notice.text
    assert ("logga in" in notice.text.lower()) == (account and kind != MessageKind.CANCELLED)


@pytest.mark.parametrize("kind", KINDS)
def test_an_sms_names_nobody_and_holds_the_code_only_where_there_is_something_to_answer(kind):
    message = a_message(kind, InviteVia.SMS)
    notice = words.notice_of(message)
    assert "Alma" not in notice.text
    assert message.invitation.meeting.title not in notice.text
    code = codes.code_for(message.invitation)
    assert (str(code) in notice.text) == (kind != MessageKind.CANCELLED)
    assert code.secret.split("-")[0] not in notice.subject


def test_where_no_sms_can_be_answered_none_is_asked_for(settings):
    settings.SMS_FROM = "Medskapa"
    assert "Med sms" not in " ".join(words.text_of(a_message()).paragraphs)
    assert "sms" not in words.notice_of(a_message(via=InviteVia.SMS)).text


def test_a_letter_printed_late_says_what_is_true_then():
    message = a_message()
    later = message.invitation.meeting.starts_at + timedelta(days=7)
    Meeting.objects.filter(pk=message.invitation.meeting_id).update(
        starts_at=later,
        ends_at=later + timedelta(hours=1),
        place_name="Biblioteket",
        reply_by=clock.today() - timedelta(1),
    )
    said = " ".join(words.text_of(Message.objects.get(pk=message.pk)).paragraphs)
    assert "Biblioteket" in said
    assert "Svara gärna senast" in said  # in somebody's place, with a week to answer in
    Invitation.objects.filter(pk=message.invitation_id).update(made_on=clock.today() - timedelta(days=20))
    said = " ".join(words.text_of(Message.objects.get(pk=message.pk)).paragraphs)
    assert "Svara gärna senast" not in said  # the day has gone by


def test_no_more_letters_are_printed_at_once_than_one_can_wait_for():
    with pytest.raises(ValidationError):
        letters.letters_for([a_message()] * (letters.PRINT_LIMIT + 1))
    with pytest.raises(ValidationError):
        letters.letters_for([])


def test_a_kind_has_its_words_from_one_place():
    with pytest.raises(ValueError, match="already"):
        words.says(MessageKind.INVITATION, letter=lambda message: None, notice=lambda message: None)
