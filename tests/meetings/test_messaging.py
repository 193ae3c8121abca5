"""Messages to the invited: sent, printed, posted, told, what failed, and when a meeting is moved or cancelled."""

import io
import json
from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from pypdf import PdfReader

from medskapa.core import clock
from medskapa.core.errors import Conflict
from medskapa.core.idempotency import new_key
from medskapa.meetings import actions, codes, jobs, reach
from medskapa.meetings.actions.replying import Reply
from medskapa.meetings.models import (
    Invitation,
    InvitationState,
    InviteVia,
    Meeting,
    MeetingState,
    Message,
    MessageKind,
    MessageState,
    PoolMember,
)
from medskapa.people.models import Person, Role
from tests.factories import PersonFactory, StaffFactory, staff
from tests.meeting_factories import new_invitation, new_meeting, new_member, new_message
from tests.voice.test_at_once import at_once

pytestmark = pytest.mark.django_db
SMS, EMAIL, LETTER, CONTACT = InviteVia.SMS, InviteVia.EMAIL, InviteVia.LETTER, InviteVia.CONTACT
PHONE = "070-1740605"


@pytest.fixture(autouse=True)
def gateway(settings, tmp_path):
    settings.SMS_CLIENT, settings.SMS_FROM, settings.DATA_DIR = "simulator", "+46701740690", tmp_path


@pytest.fixture
def outbox(tmp_path):
    def sent():
        path = tmp_path / "sms" / "outbox.jsonl"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    return sent


@pytest.fixture
def meeting(db) -> Meeting:
    return new_meeting()


@pytest.fixture
def planner(meeting) -> Person:
    return staff(Role.PLANNER, meeting.unit)


@pytest.fixture
def desk(client, planner):
    client.force_login(planner)
    return client


@pytest.fixture
def run(django_capture_on_commit_callbacks):
    """Do something and let the worker do what follows."""

    def ran(act):
        with django_capture_on_commit_callbacks(execute=True):
            return act()

    return ran


def waiting(meeting: Meeting, via: InviteVia = LETTER, **fields) -> Invitation:
    """Somebody who is to be asked in the way `via`."""
    given = {"phone": PHONE, "email": "alma@example.se", "contact": StaffFactory() if via == CONTACT else None}
    return new_invitation(meeting, new_member(via=via, **(given | fields)), state=InvitationState.TO_SEND)


def message_of(invitation: Invitation, kind=MessageKind.INVITATION) -> Message:
    return Message.objects.get(invitation=invitation, kind=kind)


def url(name: str, meeting: Meeting, *more: int) -> str:
    return reverse(f"meetings:{name}", args=[meeting.slug, *more])


def test_everybody_who_waits_is_asked_in_the_way_they_chose(desk, meeting, run, outbox):
    invitations = {via: waiting(meeting, via) for via in InviteVia}
    assert "4 personer är inte tillfrågade än" in desk.get(url("messages", meeting)).text
    run(lambda: desk.post(url("send_invitations", meeting)))
    states = {via: message_of(each).state for via, each in invitations.items()}
    assert states == {LETTER: "ready", SMS: "sent", EMAIL: "sent", CONTACT: "ready"}
    assert {each.via for each in Message.objects.all()} == set(InviteVia)
    assert len(outbox()) == len(mail.outbox) == 1
    for invitation in invitations.values():
        invitation.refresh_from_db()
        assert invitation.state == InvitationState.ASKED
        assert PoolMember.objects.get(pk=invitation.member_id).asked_on == clock.today()
    page = desk.get(url("messages", meeting)).text
    assert "2 av 4" in page
    assert "Skriv ut 1 brev" in page
    assert "Berätta för 1 person" in page


def test_sending_twice_asks_nobody_twice(desk, meeting, run, outbox):
    waiting(meeting, SMS)
    for _click in range(2):
        run(lambda: desk.post(url("send_invitations", meeting)))
    assert len(outbox()) == 1
    assert Message.objects.count() == 1


@pytest.mark.parametrize("state", [MeetingState.DRAFT, MeetingState.CANCELLED])
def test_nobody_is_asked_to_a_meeting_that_is_not_announced(planner, meeting, state):
    waiting(meeting)
    changes = {"cancelled_at": clock.now(), "cancel_reason": "Salen är full."} if state == "cancelled" else {}
    Meeting.objects.filter(pk=meeting.pk).update(state=state, **changes)
    with pytest.raises(Conflict):
        actions.send_invitations(actor=planner, meeting=meeting)
    assert not Message.objects.exists()


def test_nobody_is_asked_once_the_meeting_has_begun(desk, meeting):
    waiting(meeting)
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=clock.now())
    desk.post(url("send_invitations", meeting))
    assert not Message.objects.exists()


def test_a_planner_elsewhere_asks_nobody(meeting):
    waiting(meeting)
    with pytest.raises(PermissionDenied):
        actions.send_invitations(actor=staff(Role.PLANNER, new_meeting().unit), meeting=meeting)


def test_nobody_with_protected_identity_is_written_to_at_home(meeting, planner, desk):
    person = PersonFactory(protected_identity=True)
    invitation = waiting(meeting, LETTER, person=person)
    actions.send_invitations(actor=planner, meeting=meeting)
    assert message_of(invitation).via == CONTACT
    assert "Storgatan" not in desk.get(reverse("meetings:to_tell")).text


def test_only_the_contact_knows_who_somebody_with_protected_identity_is(client, meeting, planner):
    contact = StaffFactory()
    member = new_member(
        name="Hemlig Person", via=CONTACT, contact=contact, protected_identity=True, phone="070-1740611", address=""
    )
    invitation = new_invitation(meeting, member)
    message = new_message(invitation)
    pages = [
        reverse("meetings:to_tell"),
        reverse("meetings:tell", args=[message.pk]),
        reverse("meetings:enter_reply", args=[invitation.pk]),
    ]
    client.force_login(contact)
    assert ["Hemlig Person" in client.get(page).text for page in pages] == [True] * 3
    client.force_login(planner)
    for page in [*pages, url("message", meeting, message.pk), url("letters", meeting)]:
        assert "Hemlig" not in client.get(page).text
        assert "1740611" not in client.get(page).text
    Message.objects.filter(pk=message.pk).update(via=SMS, state=MessageState.FAILED, failure="Numret går inte att nå.")
    for page in [url("message", meeting, message.pk), url("message_failures", meeting)]:
        assert "Hemlig" not in client.get(page).text
        assert "1740611" not in client.get(page).text


def test_letters_are_printed_then_posted_and_a_mistake_is_taken_back(desk, meeting, planner):
    invitation = waiting(meeting, name="Alma Ekström")
    actions.send_invitations(actor=planner, meeting=meeting)
    letter = message_of(invitation)
    assert "Alma Ekström" in desk.get(url("letters", meeting)).text
    chosen = {"letter": letter.pk, "form_key": new_key()}
    pdf = desk.post(url("print_letters", meeting), chosen)
    assert pdf.headers["Content-Type"] == "application/pdf"
    text = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf.content)).pages).split())
    assert str(codes.code_for(invitation)) in text
    letter.refresh_from_db()
    assert letter.printed_at
    assert letter.state == MessageState.READY
    assert desk.post(url("print_letters", meeting), chosen | {"form_key": new_key()}).status_code == 422
    again = desk.post(url("print_letters", meeting), chosen | {"form_key": new_key(), "again": "1"})
    assert again.status_code == 200
    desk.post(url("post_letters", meeting), chosen)
    letter.refresh_from_db()
    assert (letter.state, letter.done_by) == ("sent", planner)
    assert "Postade i dag" in desk.get(url("letters", meeting)).text
    desk.post(url("undo_posting", meeting), chosen)
    letter.refresh_from_db()
    assert (letter.state, letter.done_at) == ("ready", None)


def test_many_letters_are_one_file(desk, meeting, planner):
    for _each in range(3):
        waiting(meeting)
    actions.send_invitations(actor=planner, meeting=meeting)
    keys = list(Message.objects.values_list("pk", flat=True))
    pdf = desk.post(url("print_letters", meeting), {"letter": keys, "form_key": new_key()}).content
    assert len(PdfReader(io.BytesIO(pdf)).pages) >= 3
    assert Message.objects.filter(printed_at__isnull=False).count() == 3


def test_a_letter_that_was_not_printed_is_not_posted(meeting, planner):
    letter = new_message(new_invitation(meeting))
    assert actions.post_letters(actor=planner, messages=[letter]) == 0


def test_posting_is_not_undone_the_day_after(meeting, planner):
    yesterday = clock.midnight(clock.today()) - timedelta(hours=1)
    letter = new_message(new_invitation(meeting), state=MessageState.SENT, done_at=yesterday, printed_at=yesterday)
    with pytest.raises(Conflict):
        actions.undo_posting(actor=planner, messages=[letter])


def test_a_code_made_under_another_secret_is_made_anew_when_it_is_printed(settings, meeting, planner):
    letter = new_message(new_invitation(meeting))
    settings.SECRET_KEY = "another-secret-" + "y" * 50
    actions.print_letters(actor=planner, messages=[letter])
    invitation = Invitation.objects.get(pk=letter.invitation_id)
    assert codes.holder_of(codes.code_for(invitation)) == invitation


def test_a_letter_whose_address_cannot_be_read_goes_another_way(desk, meeting, planner):
    invitation = waiting(meeting, address="Okänd")
    actions.send_invitations(actor=planner, meeting=meeting)
    page = desk.get(url("letters", meeting)).text
    assert "Adressen går inte att läsa" in page
    letter = message_of(invitation)
    with pytest.raises(ValidationError):
        actions.print_letters(actor=planner, messages=[letter])
    desk.post(url("message", meeting, letter.pk), {"via": "contact", "form_key": new_key()})
    letter.refresh_from_db()
    assert (letter.via, letter.state) == ("contact", "ready")


def test_an_sms_that_does_not_get_through_comes_back_with_what_to_do(desk, meeting, run, outbox):
    invitation = waiting(meeting, SMS, phone="070-1740698")
    run(lambda: desk.post(url("send_invitations", meeting)))
    failed = message_of(invitation)
    assert failed.state == MessageState.FAILED
    assert failed.failure in desk.get(url("message_failures", meeting)).text
    PoolMember.objects.filter(pk=invitation.member_id).update(phone=PHONE)
    sent = {"via": "sms", "form_key": new_key()}
    for _click in range(2):
        run(lambda: desk.post(url("message", meeting, failed.pk), sent))
    failed.refresh_from_db()
    assert failed.state == MessageState.SENT
    assert len(outbox()) == 1


def test_a_gateway_that_is_down_is_asked_three_times(desk, meeting, run):
    invitation = waiting(meeting, SMS, phone="070-1740699")
    run(lambda: desk.post(url("send_invitations", meeting)))
    message = message_of(invitation)
    assert message.attempts >= 1
    for _attempt in range(3):
        run(lambda: jobs.send_one.call(message.pk))
    message.refresh_from_db()
    assert (message.state, message.attempts) == ("failed", 3)


def test_a_way_without_a_number_is_refused(meeting, planner):
    message = new_message(new_invitation(meeting))
    with pytest.raises(ValidationError):
        actions.retry_message(actor=planner, message=message, via=SMS)


def test_what_arrived_is_not_sent_again(meeting, planner):
    message = new_message(new_invitation(meeting), state=MessageState.SENT, done_at=clock.now())
    with pytest.raises(Conflict):
        actions.retry_message(actor=planner, message=message, via=CONTACT)


def test_a_letter_that_came_back_can_go_another_way(desk, meeting):
    letter = new_message(new_invitation(meeting), state=MessageState.SENT, done_at=clock.now(), printed_at=clock.now())
    desk.post(url("return_letter", meeting, letter.pk), {"reason": "Personen har flyttat.", "form_key": new_key()})
    letter.refresh_from_db()
    assert (letter.state, letter.failure) == ("failed", "Personen har flyttat.")
    assert "Personen har flyttat." in desk.get(url("message", meeting, letter.pk)).text


def test_an_sms_does_not_come_back_as_a_letter_does(meeting, planner):
    message = new_message(new_invitation(meeting), via=SMS)
    with pytest.raises(Conflict):
        actions.return_letter(actor=planner, message=message, reason="Fel.")
    with pytest.raises(ValidationError):
        actions.return_letter(actor=planner, message=message, reason=" ")


def test_a_contact_tells_and_writes_down_the_answer_at_once(client, meeting, planner):
    invitation = waiting(meeting, CONTACT, name="Alma Ekström")
    actions.send_invitations(actor=planner, meeting=meeting)
    contact = invitation.member.contact
    client.force_login(contact)
    message = message_of(invitation)
    assert "Alma Ekström" in client.get(reverse("meetings:to_tell")).text
    page = client.get(reverse("meetings:tell", args=[message.pk])).text
    assert "Varför just du?" in page
    assert str(codes.code_for(invitation)) not in page
    client.post(reverse("meetings:tell", args=[message.pk]))
    message.refresh_from_db()
    assert (message.state, message.done_by) == ("sent", contact)
    client.post(
        reverse("meetings:enter_reply", args=[invitation.pk]), {"coming": "yes", "by": "contact", "form_key": new_key()}
    )
    invitation.refresh_from_db()
    assert (invitation.state, invitation.replied_by) == ("yes", "contact")
    assert "Alma Ekström" not in client.get(reverse("meetings:to_tell")).text


def test_what_need_not_be_told_is_not_noted_as_told(meeting, planner):
    message = new_message(new_invitation(meeting), via=CONTACT, state=MessageState.STOPPED)
    with pytest.raises(Conflict):
        actions.tell_message(actor=planner, message=message)


def test_somebody_who_answers_before_the_sms_goes_is_not_written_to(meeting, outbox):
    invitation = new_invitation(meeting, new_member(via=SMS, phone=PHONE))
    message = new_message(invitation)
    Invitation.objects.filter(pk=invitation.pk).update(
        state="no", refusal_reason="time", replied_at=clock.now(), replied_by="phone"
    )
    jobs.send_waiting.call()
    assert outbox() == []
    actions.stop_unwanted(actor=None, meeting=meeting)
    message.refresh_from_db()
    assert message.state == MessageState.STOPPED


def moved(planner: Person, meeting: Meeting) -> None:
    meeting.refresh_from_db()
    actions.edit_meeting(
        actor=planner,
        meeting=meeting,
        version=meeting.version,
        starts_at=meeting.starts_at + timedelta(days=1),
        ends_at=meeting.ends_at + timedelta(days=1),
    )


def test_everybody_who_may_come_is_told_when_a_meeting_is_moved(meeting, planner, run, outbox):
    asked, coming, not_coming = (
        new_invitation(meeting, new_member(via=SMS, phone=PHONE), state=state) for state in ("asked", "yes", "no")
    )
    for invitation in (asked, coming, not_coming):
        new_message(invitation, state=MessageState.SENT, done_at=clock.now())
    new_message(new_invitation(meeting))  # not printed: it will say the new time
    new_message(new_invitation(meeting), state=MessageState.FAILED, failure="Brevet kom tillbaka.")
    run(lambda: moved(planner, meeting))
    told = Message.objects.filter(kind=MessageKind.MOVED)
    assert {each.invitation_id for each in told} == {asked.pk, coming.pk}
    assert all("är ändrad" in each["message"] for each in outbox())
    assert len(outbox()) == 2
    run(lambda: moved(planner, meeting))
    assert told.all().count() == 4  # each move is told once


def test_everybody_who_may_come_is_told_when_a_meeting_is_cancelled(meeting, planner, run, outbox):
    asked, coming, not_coming = (
        new_invitation(meeting, new_member(via=SMS, phone=PHONE), state=state) for state in ("asked", "yes", "no")
    )
    for invitation in (asked, coming, not_coming):
        new_message(invitation, state=MessageState.SENT, done_at=clock.now())
    letter = new_message(new_invitation(meeting))
    meeting.refresh_from_db()
    run(lambda: actions.cancel(actor=planner, meeting=meeting, reason="Salen är full.", version=meeting.version))
    assert {each.invitation_id for each in Message.objects.filter(kind="cancelled")} == {asked.pk, coming.pk}
    assert ["blir inte av" in each["message"] for each in outbox()] == [True, True]
    letter.refresh_from_db()
    assert letter.state == MessageState.STOPPED
    assert letter.invitation.messages.count() == 1  # who has heard of nothing is told of nothing


def test_whoever_says_no_hears_nothing_more_of_the_meeting(meeting, planner):
    invitation = new_invitation(meeting, state="yes")
    new_message(invitation, state=MessageState.SENT, done_at=clock.now())
    moved(planner, meeting)
    actions.reply(actor=None, invitation=invitation, answer=Reply(coming=False))
    assert message_of(invitation, MessageKind.MOVED).state == MessageState.STOPPED


def test_a_foreign_letter_is_not_printed(desk, meeting):
    foreign = new_message(new_invitation(new_meeting()))
    assert desk.post(url("print_letters", meeting), {"letter": foreign.pk, "form_key": new_key()}).status_code == 404
    foreign.refresh_from_db()
    assert foreign.printed_at is None


def many(meeting: Meeting, number: int, contact: Person) -> None:
    """`number` invited people with a letter, something to tell, or a failure each, straight into the tables."""
    members = PoolMember.objects.bulk_create(
        PoolMember(
            name=f"Person {n}",
            via=LETTER,
            address="Storgatan 1\n252 00 Helsingborg",
            contact=contact,
            agreed_on=clock.today(),
        )
        for n in range(number)
    )
    invitations = Invitation.objects.bulk_create(
        Invitation(
            meeting=meeting,
            member=member,
            lookup=f"x{member.pk}",
            secret_hash="-",
            state=InvitationState.ASKED,
            made_on=clock.today(),
        )
        for member in members
    )
    kinds = [
        {"via": LETTER},
        {"via": LETTER, "printed_at": clock.now()},
        {"via": LETTER, "state": MessageState.SENT, "done_at": clock.now(), "printed_at": clock.now()},
        {"via": CONTACT},
        {"via": SMS, "state": MessageState.FAILED, "failure": "Numret går inte att nå."},
    ]
    Message.objects.bulk_create(
        Message(invitation=invitation, kind=MessageKind.INVITATION, made_on=clock.today(), **kinds[n % len(kinds)])
        for n, invitation in enumerate(invitations)
    )


@pytest.mark.parametrize("page", ["messages", "messages_progress", "letters", "message_failures", "to_tell"])
def test_a_list_costs_the_same_at_ten_and_at_a_thousand_rows(desk, meeting, planner, queries_of, page):
    address = reverse("meetings:to_tell") if page == "to_tell" else url(page, meeting)
    many(meeting, 10, planner)
    few = queries_of(address)
    many(meeting, 990, planner)
    assert queries_of(address) == few <= 12


def test_a_thousand_are_asked_with_a_handful_of_queries(meeting, planner, django_assert_max_num_queries):
    many(meeting, 1000, planner)
    Message.objects.all().delete()
    Invitation.objects.update(state=InvitationState.TO_SEND)
    with django_assert_max_num_queries(25):
        assert actions.send_invitations(actor=planner, meeting=meeting) == 1000


def test_the_lists_are_paged(desk, meeting, planner):
    many(meeting, 300, planner)
    first = desk.get(url("message_failures", meeting)).text
    assert "Visa fler" in first
    after = first.split("?after=")[1].split('"')[0]
    second = desk.get(url("message_failures", meeting) + f"?after={after}").text
    assert "Person" in second
    assert "Visa fler" not in second
    assert desk.get(url("message_failures", meeting) + "?after=hej_99999999999999999999").status_code == 200


def test_each_way_is_one_that_reaches(meeting):
    member = new_member(via=SMS, phone=PHONE, address="")
    assert list(reach.ways_to(member)) == [SMS, CONTACT]
    account = PersonFactory(email="alma@example.se", street="Storgatan 1", postcode="252 00", town="Helsingborg")
    assert set(reach.ways_to(new_member(via=SMS, phone=PHONE, address="", person=account))) == set(InviteVia)


def test_what_comes_later_goes_the_way_that_reached_the_person(meeting, planner):
    invitation = new_invitation(meeting, new_member(via=SMS, phone=PHONE), state="yes")
    new_message(invitation, via=LETTER, state=MessageState.SENT, done_at=clock.now())  # the number led nowhere
    moved(planner, meeting)
    assert message_of(invitation, MessageKind.MOVED).via == LETTER


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("committed")
def test_two_planners_who_send_at_the_same_moment_ask_everybody_once():
    meeting = new_meeting()
    for _each in range(5):
        waiting(meeting)
    planners = [staff(Role.PLANNER, meeting.unit) for _each in range(2)]
    at_once(
        [
            lambda who=who: actions.send_invitations(actor=who, meeting=Meeting.objects.get(pk=meeting.pk))
            for who in planners
        ]
    )
    assert Message.objects.count() == 5
