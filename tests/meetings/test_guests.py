"""Guests are invited by e-mail or by hand, hear when the meeting is moved or cancelled, and the planner sees how."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from medskapa.core import clock
from medskapa.core.errors import Conflict
from medskapa.core.idempotency import new_key
from medskapa.core.models import AuditRecord
from medskapa.integrations.mail import client as mail_client
from medskapa.meetings import actions, jobs
from medskapa.meetings.models import Guest, GuestMessage, MeetingState, MessageKind
from medskapa.people.models import Role
from tests.factories import UnitFactory, staff
from tests.meeting_factories import closed, new_meeting
from tests.meetings.pages import url

pytestmark = pytest.mark.django_db
ENTER, REPLY = reverse("meetings:guest_answer"), reverse("meetings:guest_reply")


@pytest.fixture
def planner(unit):
    return staff(Role.PLANNER, unit, name="Lovisa Ekdahl")


@pytest.fixture
def meeting(unit):
    return new_meeting(unit=unit, title="Invånarträff 7")


@pytest.fixture
def work(client, planner):
    client.force_login(planner)
    return client


def new_guest(meeting, name="Eva Alm", email="eva@example.se", **fields):
    return Guest.objects.create(meeting=meeting, name=name, kind="politician", email=email, **fields)


def press(client, name, guest, /, **data):
    return client.post(url(name, guest.pk), {"form_key": new_key(), **data}, follow=True)


def told(guest):
    return list(guest.messages.order_by("pk").values_list("kind", "by_hand", "state"))


def move(planner, meeting):
    later = {"starts_at": meeting.starts_at + timedelta(days=1), "ends_at": meeting.ends_at + timedelta(days=1)}
    actions.edit_meeting(actor=planner, meeting=meeting, version=meeting.version, **later)


@pytest.mark.django_db(transaction=True)
class TestByEmail:
    def test_a_guest_gets_one_with_when_where_and_the_calendar_and_no_name(self, work, meeting, committed):
        guest = new_guest(meeting)
        sent = {"form_key": new_key(), "how": "email"}
        for _click in range(2):
            assert work.post(url("invite_guest", guest.pk), sent).status_code == 302
        press(work, "invite_guest", guest, how="email")  # and again, from a page that was open
        (letter,) = mail.outbox
        assert letter.to == ["eva@example.se"]
        assert url("calendar_file", meeting.slug) in letter.body
        assert meeting.where in letter.body
        assert "Säg till om du kommer" in letter.body
        assert "Eva" not in letter.body + letter.subject
        assert told(guest) == [("invitation", False, "sent")]
        assert "med e-post" in work.get(url("guests", meeting.slug)).text

    def test_who_was_invited_hears_that_it_is_moved_and_that_it_is_cancelled(self, work, planner, meeting, committed):
        guest, busy, later = (new_guest(meeting, f"Gäst {n}", f"g{n}@example.se") for n in range(3))
        for each in (guest, busy):
            actions.invite_guest(actor=planner, guest=each)
        busy.coming = False
        busy.save()
        mail.outbox.clear()
        move(planner, meeting)
        meeting.refresh_from_db()
        actions.cancel(actor=planner, meeting=meeting, reason="Salen är stängd.", version=meeting.version)
        moved, cancelled = mail.outbox
        assert moved.to == cancelled.to == ["g0@example.se"]
        assert "ändrat tid eller plats" in moved.body
        assert "Salen är stängd." in cancelled.body
        assert not later.messages.exists()

    def test_what_does_not_get_through_comes_back_and_can_be_told_by_hand(
        self, work, planner, meeting, committed, monkeypatch
    ):
        def refuse(**_letter):
            raise mail_client.MailFailed("Adressen finns inte.", retryable=False)

        monkeypatch.setattr(jobs.mail, "send", refuse)
        guest = new_guest(meeting)
        press(work, "invite_guest", guest, how="email")
        page = work.get(url("guest", guest.pk)).text
        assert "Adressen finns inte." in page
        press(work, "tell_guest", guest)
        assert told(guest) == [("invitation", True, "sent")]

    def test_a_server_that_is_away_for_a_while_is_tried_again(self, planner, meeting, committed, monkeypatch):
        tries = []

        def away(**letter):
            tries.append(letter)
            raise mail_client.MailFailed("Servern svarar inte.", retryable=True)

        monkeypatch.setattr(jobs.mail, "send", away)
        guest = new_guest(meeting)
        actions.invite_guest(actor=planner, guest=guest)
        assert len(tries) == 3
        assert told(guest) == [("invitation", False, "failed")]
        monkeypatch.undo()
        actions.invite_guest(actor=planner, guest=guest)
        assert told(guest) == [("invitation", False, "sent")]


@pytest.mark.django_db(transaction=True)
class TestTheirOwnAnswer:
    """The e-mail holds a code. It opens one page, with a yes and a no, until the meeting begins."""

    @pytest.fixture
    def guest(self, meeting):
        return new_guest(meeting)

    @pytest.fixture
    def code(self, planner, guest, committed):
        actions.invite_guest(actor=planner, guest=guest)
        return code_in(mail.outbox[-1])

    def test_is_one_yes_without_signing_in_and_the_planner_sees_it(self, client, planner, meeting, guest, code):
        page = client.post(ENTER, {"code": code, "form_key": new_key()})
        assert meeting.where in page.text
        assert guest.name not in page.text
        for _click in range(2):
            done = client.post(REPLY, {"pass": page.context["pass"], "coming": "yes", "form_key": new_key()})
            assert "Vi har skrivit upp att du kommer" in done.text
        assert AuditRecord.objects.filter(verb="guest.answered").count() == 1
        client.force_login(planner)
        assert "Gästen svarade själv" in client.get(url("guest", guest.pk)).text
        assert "svarade" in client.get(url("guests", meeting.slug)).text

    def test_can_be_changed_and_a_no_stops_what_else_would_be_sent(self, client, planner, meeting, guest, code):
        for coming in ("yes", "no"):
            answer(client, code, coming)
        guest.refresh_from_db()
        assert guest.coming is False
        mail.outbox.clear()
        move(planner, meeting)
        assert mail.outbox == []

    def test_the_link_alone_answers_nothing(self, client, guest, code):
        letter = mail.outbox[-1].body
        link = next(word for word in letter.split() if "#" in word)
        assert link.partition("#")[2].split("-") == code.split()
        assert client.get(urlsplit(link).path).status_code == 200
        guest.refresh_from_db()
        assert guest.coming is None

    def test_neither_the_address_nor_the_database_holds_the_code(self, guest, code):
        kept = guest.messages.get()
        assert len(kept.code_digest) == 64
        assert not any(word in str(vars(kept)) for word in code.split())

    def test_a_code_that_is_wrong_is_asked_for_again_with_what_was_typed(self, client, code):
        wrong = " ".join(reversed(code.split()))
        page = client.post(ENTER, {"code": wrong, "form_key": new_key()})
        assert page.status_code == 422
        assert wrong in page.text

    @pytest.mark.parametrize("coming", ["", "kanske", "\x00"])
    def test_without_yes_or_no_it_is_asked_for_beside_the_field(self, client, guest, code, coming):
        assert answer(client, code, coming).status_code == 422
        guest.refresh_from_db()
        assert guest.coming is None

    def test_a_pass_that_is_false_or_old_asks_for_the_code(self, client, code):
        assert client.post(REPLY, {"pass": "påhittat", "coming": "yes"}).status_code == 403
        assert client.get(REPLY).status_code == 302

    def test_every_letter_has_a_code_of_its_own_and_the_earlier_ones_still_open(self, client, planner, meeting, code):
        move(planner, meeting)
        later = code_in(mail.outbox[-1])
        assert later != code
        assert [answer(client, each, "yes").status_code for each in (code, later)] == [200, 200]

    def test_another_address_makes_the_code_of_the_one_before_useless(self, client, planner, guest, code):
        actions.edit_guest(actor=planner, guest=guest, email="ny@example.se")
        assert client.post(ENTER, {"code": code}).status_code == 422

    def test_is_not_undone_by_a_planner_whose_page_was_open(self, work, meeting, guest, code):
        opened = work.get(url("guest", guest.pk)).context["form"].initial
        answer(work, code, "yes")
        press(work, "guest", guest, **opened | {"title": "ledamot"})
        guest.refresh_from_db()
        assert (guest.title, guest.coming) == ("ledamot", True)
        assert guest.answered_at is not None

    def test_what_staff_write_down_afterwards_is_no_longer_their_own_word(self, client, planner, guest, code):
        answer(client, code, "yes")
        actions.edit_guest(actor=planner, guest=guest, coming=None)
        guest.refresh_from_db()
        assert (guest.coming, guest.answered_at) == (None, None)

    @pytest.mark.parametrize("what", ["begun", "cancelled"])
    def test_ends_when_the_meeting_begins_or_is_cancelled(self, client, planner, meeting, guest, code, what):
        shown = client.post(ENTER, {"code": code}).context["pass"]
        if what == "begun":
            meeting.starts_at = clock.now() - timedelta(minutes=1)
            meeting.save()
        else:
            actions.cancel(actor=planner, meeting=meeting, reason="Salen är stängd.", version=meeting.version)
        assert client.post(ENTER, {"code": code}).status_code == 409
        assert client.post(REPLY, {"pass": shown, "coming": "yes"}).status_code == 409
        guest.refresh_from_db()
        assert guest.coming is None

    def test_guessing_is_slowed_down(self, client, code, settings):
        settings.THROTTLE = settings.THROTTLE | {"invitation_source": (1, 3600)}
        wrong = " ".join(reversed(code.split()))
        assert [client.post(ENTER, {"code": each}).status_code for each in (wrong, code)] == [422, 429]


def code_in(letter) -> str:
    return letter.body.partition("#")[2].split()[0].replace("-", " ")


def answer(client, code, coming):
    shown = client.post(ENTER, {"code": code})
    return client.post(REPLY, {"pass": shown.context["pass"], "coming": coming, "form_key": new_key()})


def test_one_that_waits_when_the_meeting_is_cancelled_is_not_sent(planner, meeting, monkeypatch):
    monkeypatch.setattr(jobs, "enqueue_guest_mail", lambda pk, **_pause: None)
    guest = new_guest(meeting)
    message = actions.invite_guest(actor=planner, guest=guest)
    meeting.refresh_from_db()
    actions.cancel(actor=planner, meeting=meeting, reason="Salen är stängd.", version=meeting.version)
    jobs.mail_guest.call(message.pk)
    assert mail.outbox == []


class TestByHand:
    def test_a_tick_says_who_asked_and_when(self, work, meeting):
        guest = new_guest(meeting, email="")
        page = press(work, "invite_guest", guest, how="hand").text
        assert told(guest) == [("invitation", True, "sent")]
        assert "för hand" in page
        assert "Lovisa Ekdahl" in page

    def test_before_the_meeting_is_announced_it_can_be_done_by_hand_alone(self, planner, unit):
        guest = new_guest(new_meeting(unit=unit, state=MeetingState.DRAFT))
        with pytest.raises(Conflict):
            actions.invite_guest(actor=planner, guest=guest)
        actions.invite_guest(actor=planner, guest=guest, by_hand=True)
        assert told(guest) == [("invitation", True, "sent")]

    def test_one_without_an_address_is_to_be_told_of_a_change_and_the_list_says_so(self, work, planner, meeting):
        guest = new_guest(meeting, email="")
        actions.invite_guest(actor=planner, guest=guest, by_hand=True)
        move(planner, meeting)
        assert "ska berättas för hand" in work.get(url("guests", meeting.slug)).text
        for _click in range(2):
            press(work, "tell_guest", guest)
        assert told(guest) == [("invitation", True, "sent"), ("moved", True, "sent")]

    def test_also_when_it_is_cancelled(self, work, planner, meeting):
        guest = new_guest(meeting, email="")
        actions.invite_guest(actor=planner, guest=guest, by_hand=True)
        actions.cancel(actor=planner, meeting=meeting, reason="Salen är stängd.", version=meeting.version)
        assert "Jag har berättat för gästen" in work.get(url("guest", guest.pk)).text
        press(work, "tell_guest", guest)
        assert told(guest)[-1] == ("cancelled", True, "sent")


def test_whether_they_come_is_entered_by_the_planner(work, meeting):
    guest = new_guest(meeting)
    sent = {"name": "Eva Alm", "title": "", "kind": "politician", "email": "eva@example.se", "coming": "yes"}
    press(work, "guest", guest, **sent)
    guest.refresh_from_db()
    assert guest.coming is True


def test_without_an_address_no_email_is_sent(planner, meeting):
    with pytest.raises(ValidationError) as refused:
        actions.invite_guest(actor=planner, guest=new_guest(meeting, email=""))
    assert "email" in refused.value.error_dict


def test_a_stranger_invites_nobody(meeting):
    guest = new_guest(meeting)
    for act in (actions.invite_guest, actions.tell_guest):
        with pytest.raises(PermissionDenied):
            act(actor=staff(Role.PLANNER, UnitFactory()), guest=guest)


def test_nobody_is_invited_once_it_has_begun_or_is_over(planner, meeting, unit):
    begun = new_guest(new_meeting(unit=unit, days=-1))
    over = new_guest(closed(new_meeting(unit=unit, days=-1), planner))
    for guest in (begun, over):
        for by_hand in (False, True):
            with pytest.raises(Conflict):
                actions.invite_guest(actor=planner, guest=guest, by_hand=by_hand)


def test_the_list_costs_the_same_with_many_guests(work, planner, meeting, queries_of):
    def invite(*numbers):
        guests = Guest.objects.bulk_create(
            Guest(meeting=meeting, name=f"Gäst {n}", kind="official") for n in range(*numbers)
        )
        GuestMessage.objects.bulk_create(
            GuestMessage(
                guest=guest,
                kind=kind,
                by_hand=True,
                state="sent",
                done_at=clock.now(),
                done_by=planner,
                made_on=clock.today(),
            )
            for guest in guests
            for kind in (MessageKind.INVITATION, MessageKind.MOVED)
        )

    invite(10)
    first = queries_of(url("guests", meeting.slug))
    invite(10, 1_000)
    assert queries_of(url("guests", meeting.slug)) == first <= 12
