"""What each participant is told afterwards: what was said at their table, and what happens now, in their own way."""

from datetime import timedelta

import pytest
from django.urls import reverse

from analysis.readability import lix
from medskapa.core import clock
from medskapa.core.idempotency import new_key
from medskapa.core.models import random_id
from medskapa.integrations.sms import client as sms
from medskapa.meetings import actions, words
from medskapa.meetings.models import InviteVia, Meeting, Message, MessageKind, MessageState, Outcome, TableNote
from medskapa.people.models import Role
from tests.factories import StaffFactory, new_theme, staff
from tests.meeting_factories import closed, new_invitation, new_item, new_meeting, new_member, new_table
from tests.reading import GOALS

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting() -> Meeting:
    """A closed meeting at whose tables something was said; minutes wait to be read."""
    meeting = new_meeting(days=-1)
    letters = new_item(meeting, title="Hur blir breven bra?", plain_title="Bra brev")
    new_item(
        meeting,
        title="Byta handläggare",
        outcome=Outcome.PROPOSAL,
        outcome_text="Gruppen lyssnar på er först.",
        plain_outcome_text="Vi frågar er.",
        outcome_at=clock.now(),
        group_name="Gruppen för val",
        group_by=clock.today() + timedelta(days=60),
    )
    first, second = new_table(meeting), new_table(meeting)
    for table, text in [(first, "Breven är för långa. Ring Anna Andersson."), (second, "Jag får inga brev.")]:
        TableNote.objects.create(
            key=str(random_id()),
            meeting=meeting,
            table=table,
            item=letters,
            text=text,
            said_by="Alma Ek",
            written_by=StaffFactory(),
            written_on=clock.today(),
        )
    return closed(meeting)


@pytest.fixture
def publish(meeting):
    """Publish the minutes; returns the message to one who was there."""

    def act(via: InviteVia = InviteVia.LETTER, **member) -> Message:
        ways = {"phone": "070-1740605", "email": "ada@example.se", "contact": StaffFactory()}
        invitation = new_invitation(
            meeting,
            new_member(via=via, **(ways | member)),
            state="yes",
            arrived_at=clock.now(),
            table=meeting.tables.first(),
        )
        planner, reader = staff(Role.PLANNER, meeting.unit), staff(Role.PLANNER, meeting.unit)
        minutes = actions.draft_minutes(actor=planner, meeting=meeting)
        actions.edit_minutes(actor=planner, minutes=minutes, version=1, intro="Hej.", plain_intro="Hej.")
        for section in minutes.sections.all():
            minutes.refresh_from_db()
            said = {"said": section.said or "Många ville byta.", "plain_said": "Många vill byta."}
            actions.edit_section(actor=planner, section=section, version=minutes.version, **said)
        minutes.refresh_from_db()
        actions.hand_in_minutes(actor=planner, minutes=minutes, version=minutes.version)
        actions.approve_minutes(actor=reader, minutes=minutes, version=minutes.version)
        return Message.objects.select_related("invitation__meeting__unit", "invitation__member").get(
            invitation=invitation, kind=MessageKind.FOLLOW_UP
        )

    return act


def test_a_letter_says_what_was_said_at_the_own_table_and_what_happens_now(publish):
    text = "\n".join(words.text_of(publish()).paragraphs)
    assert "Breven är för långa." in text
    assert "Jag får inga brev." not in text
    assert "Vi svarade på träffen." in text
    assert "Gruppen för val ska göra ett förslag." in text
    assert "Många ville byta." in text


def test_nobody_is_named_in_it(publish):
    message = publish()
    text = "\n".join(words.text_of(message).paragraphs)
    for name in ("Anna", "Andersson", "Alma", message.invitation.member.name):
        assert name not in text
    assert not words.text_of(message).with_code


@pytest.mark.parametrize("language", GOALS)
def test_it_is_easy_to_read(publish, language):
    text = "\n\n".join(words.text_of(publish(language=language)).paragraphs)
    assert lix(text) < GOALS[language]


def test_in_plain_swedish_the_plain_words_are_told(publish):
    text = "\n".join(words.text_of(publish(language="sv-plain")).paragraphs)
    assert "1. Bra brev" in text
    assert "Vi frågar er." in text


@pytest.mark.parametrize("via", [InviteVia.SMS, InviteVia.EMAIL])
def test_an_sms_or_email_says_only_that_there_is_something_and_where(publish, meeting, via):
    notice = words.notice_of(publish(via))
    assert reverse("meetings:public_minutes", args=[meeting.slug]) in notice.text
    for told in ("brev", "Gruppen", "Påhittad", meeting.title):
        assert told not in notice.text + notice.subject
    assert len(notice.text) <= 300


@pytest.mark.parametrize("via", [InviteVia.LETTER, InviteVia.SMS, InviteVia.EMAIL, InviteVia.CONTACT])
def test_each_is_told_in_the_way_they_chose(publish, via):
    message = publish(via)
    assert message.via == via
    assert message.state == MessageState.READY


@pytest.mark.django_db(transaction=True)
def test_an_sms_goes_out_by_the_worker(publish, committed, monkeypatch):
    told = []
    monkeypatch.setattr(sms, "client", lambda: type("Gateway", (), {"send": lambda self, **to: told.append(to)})())
    message = publish(InviteVia.SMS)
    message.refresh_from_db()
    assert message.state == MessageState.SENT
    assert len(told) == 1


def test_a_letter_can_be_printed(client, publish, meeting):
    from medskapa.meetings import letters

    assert letters.as_pdf(letters.letters_for([publish()])).startswith(b"%PDF")


def test_from_a_word_at_the_table_to_the_letter_home():
    """The whole way, through the verbs alone: a note, an outcome, the closing, the minutes, the letter."""
    meeting = new_meeting(days=-1)
    planner, colleague, writer = staff(Role.PLANNER, meeting.unit), staff(Role.PLANNER, meeting.unit), StaffFactory()
    table, theme = new_table(meeting, writer), new_theme(unit=meeting.unit)
    item = new_item(meeting, theme=theme, title="Hur når vi er?")
    invitation = new_invitation(meeting, state="yes", arrived_at=clock.now(), table=table)
    note = actions.write_note(actor=writer, table=table, key=new_key(), text="Telefontiden är för kort.", item=item)
    outcome = {"outcome": "answered", "text": "Vi har öppet till fem.", "plain_text": "Nu kan du ringa till kl. 5."}
    actions.record_outcome(actor=planner, item=item, version=item.version, **outcome)
    actions.close(actor=planner, meeting=meeting)
    note.viewpoint.refresh_from_db()
    assert note.viewpoint.state == "answered"

    minutes = actions.draft_minutes(actor=planner, meeting=meeting)
    section = minutes.sections.get()
    assert "Telefontiden är för kort." in section.said
    actions.edit_section(
        actor=planner, section=section, version=minutes.version, said=section.said, plain_said="Det är svårt att ringa."
    )
    minutes.refresh_from_db()
    actions.hand_in_minutes(actor=planner, minutes=minutes, version=minutes.version)
    actions.approve_minutes(actor=colleague, minutes=minutes, version=minutes.version)
    letter = "\n".join(words.text_of(invitation.messages.get(kind=MessageKind.FOLLOW_UP)).paragraphs)
    assert "Telefontiden är för kort." in letter
    assert "Vi har öppet till fem." in letter
