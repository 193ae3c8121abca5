"""Words that somebody takes back: gone from the published minutes, the files and the letters that are not sent."""

from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.urls import reverse
from pypdf import PdfReader

from medskapa.core import clock
from medskapa.core.errors import Conflict
from medskapa.core.idempotency import new_key
from medskapa.core.models import AuditRecord, random_id
from medskapa.meetings import actions, words
from medskapa.meetings.models import Message, MessageKind, Minutes, MinutesSection, TableNote
from medskapa.meetings.struck import MARK, one_less, strike, strike_note
from medskapa.people.models import Role
from tests.factories import StaffFactory, UnitFactory, staff
from tests.meeting_factories import closed, new_invitation, new_item, new_meeting, new_table

pytestmark = pytest.mark.django_db
TAKEN_BACK = "Min chef läser mina brev hemma."
NAMED = "Nej, säger Eva."


@pytest.fixture
def meeting():
    meeting = new_meeting(days=-1)
    item, table, other = new_item(meeting, title="Hur blir breven bra?"), new_table(meeting), new_table(meeting)
    for text in (TAKEN_BACK, "Breven är för långa.", "Ja.", "Ja.", "Ja.", "Nej.", "Nej.", NAMED):
        TableNote.objects.create(
            key=str(random_id()),
            meeting=meeting,
            table=other if text in ("Nej.", NAMED) else table,
            item=item,
            text="Nej." if text == NAMED else text,
            said_by="Eva" if text == NAMED else "",
            written_by=StaffFactory(),
            written_on=clock.today(),
        )
    new_invitation(meeting, state="yes", arrived_at=clock.now(), table=table)
    return closed(meeting)


@pytest.fixture
def planner(meeting):
    return staff(Role.PLANNER, meeting.unit)


@pytest.fixture
def draft(meeting, planner):
    return actions.draft_minutes(actor=planner, meeting=meeting)


@pytest.fixture
def published(meeting, planner, draft):
    """Minutes whose plain text says what was said in other words."""
    section = draft.sections.get()
    plain = "En chef läser brev. Breven är långa."
    actions.edit_section(actor=planner, section=section, version=1, said=section.said, plain_said=plain)
    return published_now(draft, planner)


def published_now(minutes, planner):
    minutes.refresh_from_db()
    minutes = actions.hand_in_minutes(actor=planner, minutes=minutes, version=minutes.version)
    reader = staff(Role.PLANNER, minutes.meeting.unit)
    return actions.approve_minutes(actor=reader, minutes=minutes, version=minutes.version)


def note(meeting, text=TAKEN_BACK):
    return TableNote.objects.filter(meeting=meeting, text=text).first()


def url(name, meeting, *args):
    return reverse(f"meetings:{name}", args=[meeting.slug, *args])


def take_back(client, meeting):
    return client.post(url("remove_note", meeting, note(meeting).pk), {"form_key": new_key()}, follow=True)


def letter(meeting):
    message = Message.objects.select_related("invitation__meeting__unit", "invitation__member").get(
        invitation__meeting=meeting, kind=MessageKind.FOLLOW_UP
    )
    return "\n".join(words.text_of(message).paragraphs)


class TestWhenANoteIsTakenAway:
    def test_its_words_are_gone_from_the_page_the_file_and_the_letter(self, client, meeting, planner, published):
        page = url("public_minutes", meeting)
        assert TAKEN_BACK in client.get(page).text
        assert TAKEN_BACK in letter(meeting)
        client.force_login(planner)
        told = take_back(client, meeting).text
        assert "Orden är borta på 1 ställe" in told
        assert "Läs minnesanteckningarna" in told
        client.logout()
        text = client.get(page).text
        assert TAKEN_BACK not in text
        assert MARK in text
        assert "Breven är för långa." in text
        file = PdfReader(BytesIO(client.get(url("minutes_pdf", meeting)).content))
        printed = " ".join(" ".join(sheet.extract_text() for sheet in file.pages).split())
        assert "chef" not in printed
        assert "Här har ord tagits bort på begäran" in printed
        assert "chef" not in letter(meeting)
        assert "chef" not in " ".join(MinutesSection.objects.values_list("said", flat=True))

    def test_letters_that_lie_printed_are_to_be_printed_again(self, client, meeting, planner, published):
        message = Message.objects.get(kind=MessageKind.FOLLOW_UP)
        actions.print_letters(actor=planner, messages=[message])
        client.force_login(planner)
        assert "1 utskrivet brev ska skrivas ut på nytt" in take_back(client, meeting).text
        message.refresh_from_db()
        assert message.printed_at is None

    def test_the_page_says_what_happens_and_what_cannot_be_called_back(self, client, meeting, planner, published):
        message = Message.objects.get(kind=MessageKind.FOLLOW_UP)
        actions.print_letters(actor=planner, messages=[message])
        actions.post_letters(actor=planner, messages=[message])
        client.force_login(planner)
        text = client.get(url("note", meeting, note(meeting).pk)).text
        assert "Orden stryks också ur minnesanteckningarna" in text
        assert "1 person har redan fått brev" in text

    def test_words_that_somebody_else_said_too_stay(self, meeting, planner, published):
        actions.remove_note(actor=planner, note=note(meeting, "Ja."))
        assert "Ja." in MinutesSection.objects.get().said

    def test_words_that_others_said_too_are_told_as_said_once_less(self, meeting, planner, published):
        assert "– Ja. (sagt 3 gånger)" in MinutesSection.objects.get().said
        for left in ("– Ja. (sagt 2 gånger)", "– Ja."):
            struck = actions.remove_note(actor=planner, note=note(meeting, "Ja."))
            said = MinutesSection.objects.get().said
            assert struck.places == 1
            assert left in said.splitlines()
        assert "– Nej. (sagt 2 gånger)" in said
        actions.remove_note(actor=planner, note=note(meeting, "Ja."))
        assert "Ja." not in MinutesSection.objects.get().said

    def test_the_same_words_at_another_table_are_counted_there(self, meeting, planner, draft):
        section = draft.sections.get()
        here, there = "Brev:\n– Ja. (sagt 2 gånger)", "Möten:\n– Ja. (sagt 3 gånger)"
        table = note(meeting, "Ja.").table
        section.said = f"{table.name}:\n– Ja. (sagt 3 gånger)\n\n{there}\n\n{here}"
        section.save()
        actions.remove_note(actor=planner, note=note(meeting, "Ja."))
        assert draft.sections.get().said == f"{table.name}:\n– Ja. (sagt 2 gånger)\n\n{there}\n\n{here}"

    def test_a_name_beside_words_that_others_said_too_goes_with_its_line(self, meeting, planner, published):
        assert "– Nej. (Eva)" in MinutesSection.objects.get().said
        actions.remove_note(actor=planner, note=TableNote.objects.get(said_by="Eva"))
        said = MinutesSection.objects.get().said
        assert "Eva" not in said
        assert "– Nej. (sagt 2 gånger)" in said

    def test_the_draft_that_nobody_has_read_loses_them_too(self, meeting, planner, draft):
        actions.remove_note(actor=planner, note=note(meeting))
        assert "chef" not in draft.sections.get().said

    def test_minutes_that_wait_for_their_reader_must_be_read_again(self, meeting, planner, draft):
        section = draft.sections.get()
        actions.edit_section(actor=planner, section=section, version=1, said=section.said, plain_said="Hej.")
        draft.refresh_from_db()
        waiting = actions.hand_in_minutes(actor=planner, minutes=draft, version=draft.version)
        seen = waiting.version
        actions.remove_note(actor=planner, note=note(meeting))
        with pytest.raises(Conflict):
            actions.approve_minutes(
                actor=staff(Role.PLANNER, meeting.unit), minutes=Minutes.objects.get(), version=seen
            )


class TestByHand:
    def test_words_in_the_plain_text_are_shown_and_then_struck_once(self, client, meeting, planner, published):
        client.force_login(planner)
        address, sent = url("strike_words", meeting), {"form_key": new_key(), "words": "en chef  läser brev."}
        shown = client.post(address, sent)
        assert "Orden står på 1 ställe" in shown.text
        assert "<del>En chef läser brev.</del>" in shown.text
        assert "En chef" in MinutesSection.objects.get().plain_said
        for _click in range(2):
            assert client.post(address, sent | {"sure": "on"}).status_code == 302
        assert MinutesSection.objects.get().plain_said == f"{MARK} Breven är långa."
        record = AuditRecord.objects.get(verb="minutes.struck")
        assert "chef" not in str(record.details)

    @pytest.mark.parametrize("wrong", ["", "Finns inte.", "...", "a" * 2_001])
    def test_words_that_do_not_stand_there_are_asked_for_again(self, client, meeting, planner, published, wrong):
        client.force_login(planner)
        for more in ({}, {"sure": "on"}):
            sent = {"form_key": new_key(), "words": wrong} | more
            assert client.post(url("strike_words", meeting), sent).status_code == 422

    def test_a_part_of_a_longer_word_is_not_struck(self, planner, published):
        with pytest.raises(ValidationError):
            actions.strike_words(actor=planner, minutes=published, words="brev hem")

    def test_only_the_planners_of_the_unit_may(self, published):
        with pytest.raises(PermissionDenied):
            actions.strike_words(
                actor=staff(Role.PLANNER, UnitFactory()), minutes=published, words="Breven är för långa."
            )

    def test_what_is_not_published_is_edited_instead(self, planner, draft):
        with pytest.raises(Conflict):
            actions.strike_words(actor=planner, minutes=draft, words="Breven är för långa.")

    def test_words_in_a_correction_can_be_struck_too(self, client, meeting, planner, published):
        actions.correct_minutes(actor=planner, minutes=published, text="Det var Evas brev.", plain_text="Evas brev.")
        published.refresh_from_db()
        actions.strike_words(actor=planner, minutes=published, words="Evas brev")
        assert "Evas" not in client.get(url("public_minutes", meeting)).text


@pytest.mark.parametrize(
    ("text", "table", "others_there", "left"),
    [
        ("A:\n– Ja.\n\nB:\n– Ja.", "A", False, f"A:\n– {MARK}\n\nB:\n– Ja."),
        ("A:\n– Ja. (sagt 12 gånger)", "A", True, "A:\n– Ja. (sagt 11 gånger)"),
        ("Många sa ja.\n– JA (sagt 2 gånger)", "A", True, "Många sa ja.\n– JA"),
        ("A:\n– Ja.", "A", True, "A:\n– Ja."),
        ("B:\n– Ja.", "A", False, "B:\n– Ja."),
        ("B:\n– Ja. (sagt 2 gånger)\nC:\n– Ja. (sagt 2 gånger)", "A", True, None),
        ("A:\n– Ja, men inte nu. (sagt 2 gånger)", "A", True, None),
    ],
)
def test_one_less_changes_a_line_only_where_it_is_certain_which(text, table, others_there, left):
    assert one_less(text, ["Ja."], table=table, others_there=others_there)[0] == (text if left is None else left)


@pytest.mark.parametrize(
    "new", ["Andra ord.", f"{MARK} Breven är för långa. Andra ord som är många fler än förut. Och än."]
)
def test_the_database_lets_words_be_struck_and_none_be_written(published, new):
    section = published.sections.get()
    with pytest.raises(DatabaseError), transaction.atomic():
        MinutesSection.objects.filter(pk=section.pk).update(said=new * 3)
    with pytest.raises(DatabaseError), transaction.atomic():
        Minutes.objects.filter(pk=published.pk).update(intro="Andra ord.")
    MinutesSection.objects.filter(pk=section.pk).update(said=strike(section.said, TAKEN_BACK)[0])


def test_few_words_are_struck_only_as_a_line_of_their_own():
    assert strike_note("Brev:\n– Ja. (sagt 2 gånger)\n– Ja. Det är bra.", "Ja.") == (
        f"Brev:\n– {MARK}\n– Ja. Det är bra.",
        1,
    )
    assert (
        strike_note("Vi sa: vi vill ha  LÄTTARE brev, alla.", "Vi vill ha lättare brev")[0] == f"Vi sa: {MARK}, alla."
    )
