"""The invited of a meeting: the list, its counts and needs, those picked by hand, and invitations taken back."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from medskapa.core import clock
from medskapa.core.errors import Conflict
from medskapa.core.models import AuditRecord
from medskapa.meetings import actions, codes, outbox, words
from medskapa.meetings.models import (
    Invitation,
    InvitationState,
    MeetingState,
    Message,
    MessageKind,
    MessageState,
    Origin,
    PoolMember,
)
from medskapa.people.models import Role
from tests.conftest import HTMX
from tests.factories import PersonFactory, UnitFactory, staff
from tests.meeting_factories import new_invitation, new_meeting, new_member, new_message
from tests.meetings.pages import form, url
from tests.searching import searched

pytestmark = pytest.mark.django_db
ADDRESS = "Storgatan 1\n252 00 Helsingborg"
WHY = "Kan mycket om breven."


@pytest.fixture
def planner(unit):
    return staff(Role.PLANNER, unit, name="Petra Planerare")


def listed(client, meeting, **wanted):
    return [row.pk for row, _by in searched(client, url("invitations", meeting.slug), wanted).context["rows"]]


# --- by hand


def test_one_of_the_pool_is_invited_by_hand_with_a_reason_and_is_seen_to_be(planning, planner, meeting):
    member = new_member(name="Ada Ek")
    assert "Ada Ek" in searched(planning, url("pick", meeting.slug), {"text": "ada"}).text
    assert planning.get(url("pick_member", meeting.slug, member.pk)).status_code == 200
    sent = planning.post(url("pick_member", meeting.slug, member.pk), form(why=WHY))
    assert sent.status_code == 302
    invitation = meeting.invitations.get()
    assert (invitation.origin, invitation.picked_by, invitation.picked_why) == (Origin.PICKED, planner, WHY)
    assert (invitation.state, invitation.lot) == (InvitationState.TO_SEND, None)
    assert codes.open_with(codes.code_for(invitation), source="a") == invitation
    page = planning.get(url("invitations", meeting.slug)).text
    assert "Vald av personal" in page
    assert f"Petra Planerare: {WHY}" in page
    member.refresh_from_db()
    assert member.asked_on == clock.today()


def test_somebody_who_is_not_in_the_pool_is_invited_and_known_for_this_meeting_only(planning, meeting):
    sent = form(name="Bo Alm", why=WHY, via="letter", address=ADDRESS, language="sv")
    assert planning.post(url("pick", meeting.slug), sent).status_code == 302
    assert planning.post(url("pick", meeting.slug), sent).status_code == 302
    member = PoolMember.objects.get()
    assert (member.only_for, member.agreed_on) == (meeting, None)
    assert meeting.invitations.get().member == member
    assert "Bo Alm" not in planning.get(url("pool")).text


@pytest.mark.parametrize("fields", [{"why": ""}, {"via": "sms"}, {"name": ""}])
def test_a_choice_without_reason_or_way_is_refused_with_everything_typed_kept(planning, meeting, fields):
    page = planning.post(
        url("pick", meeting.slug),
        form(**({"name": "Bo Alm", "why": WHY, "via": "letter", "address": ADDRESS, "language": "sv"} | fields)),
    )
    assert page.status_code == 422
    assert "Storgatan 1" in page.text
    assert not PoolMember.objects.exists()


def test_nobody_is_invited_twice_and_one_drawn_stays_drawn(planner, meeting):
    drawn = new_invitation(meeting)
    assert actions.pick_by_hand(actor=planner, meeting=meeting, member=drawn.member, why=WHY) == drawn
    drawn.refresh_from_db()
    assert drawn.origin == Origin.DRAWN


def test_one_who_has_left_or_is_known_for_another_meeting_is_not_picked(planner, meeting):
    for fields in ({"left_on": clock.today()}, {"only_for": new_meeting()}):
        with pytest.raises(Conflict):
            actions.pick_by_hand(actor=planner, meeting=meeting, member=new_member(**fields), why=WHY)


def test_only_the_planner_of_the_meeting_picks_and_only_before_it_is_over(planner, meeting):
    other = staff(Role.PLANNER, UnitFactory())
    with pytest.raises(PermissionDenied):
        actions.pick_by_hand(actor=other, meeting=meeting, member=new_member(), why=WHY)
    meeting.state, meeting.cancelled_at, meeting.cancel_reason = MeetingState.CANCELLED, clock.now(), "Snö."
    meeting.save()
    with pytest.raises(Conflict):
        actions.pick_by_hand(actor=planner, meeting=meeting, member=new_member(), why=WHY)


@pytest.mark.parametrize("why", [" ", "x" * 301])
def test_a_reason_is_said_and_short(planner, meeting, why):
    with pytest.raises(ValidationError):
        actions.pick_by_hand(actor=planner, meeting=meeting, member=new_member(), why=why)


# --- taken back


def test_an_invitation_is_taken_back_with_a_reason_and_its_message_stops(planning, meeting):
    invitation = new_invitation(meeting)
    message = invitation.messages.create(kind="invitation", via="letter", made_on=clock.today())
    page = planning.get(url("withdraw_invitation", invitation.pk))
    assert "Personen får veta att inbjudan inte gäller längre" in page.text
    assert planning.post(url("withdraw_invitation", invitation.pk), form(reason=" ")).status_code == 422
    assert planning.post(url("withdraw_invitation", invitation.pk), form(reason="Flyttat.")).status_code == 302
    invitation.refresh_from_db()
    message.refresh_from_db()
    assert (invitation.state, message.state) == (InvitationState.WITHDRAWN, MessageState.STOPPED)
    record = AuditRecord.objects.get(verb="invitation.withdrawn")
    assert record.why == "Flyttat."
    planning.post(url("withdraw_invitation", invitation.pk), form(reason="Flyttat."))
    assert AuditRecord.objects.filter(verb="invitation.withdrawn").count() == 1
    assert not invitation.messages.filter(kind="withdrawn").exists()  # nobody has heard of it, so nobody needs to


@pytest.mark.parametrize(
    ("state", "earlier", "told"),
    [
        ("yes", None, True),
        ("asked", "sent", True),
        ("asked", "ready", False),
        ("to_send", None, False),
        ("no", "sent", False),
    ],
)
def test_one_who_may_mean_to_come_is_told_that_they_are_not_invited_any_more(planner, meeting, state, earlier, told):
    member = new_member(name="Ada Andersson", via="sms", phone="070-1740605")
    invitation = new_invitation(meeting, member, state=state)
    if earlier:
        new_message(invitation, state=earlier, done_at=clock.now() if earlier == "sent" else None)
    actions.withdraw_invitation(actor=planner, invitation=invitation, reason="Sa något dumt till oss.")
    message = Message.objects.filter(kind=MessageKind.WITHDRAWN).first()
    assert (message is not None) == told
    if message:
        assert message.via == "sms"
        assert Message.objects.filter(outbox.wanted(), pk=message.pk).exists()
        notice, letter = words.notice_of(message), words.text_of(message)
        assert "gäller inte längre" in notice.text
        said = " ".join([notice.subject, notice.text, letter.title, *letter.paragraphs])
        assert "Ada" not in notice.subject + notice.text
        assert "dumt" not in said
        assert not letter.with_code


def test_that_one_is_not_invited_any_more_is_told_though_the_meeting_is_cancelled(planner, meeting):
    invitation = new_invitation(meeting, state="yes")
    actions.withdraw_invitation(actor=planner, invitation=invitation, reason="Fel person.")
    meeting.refresh_from_db()
    actions.cancel(actor=planner, meeting=meeting, reason="Lokalen är stängd.", version=meeting.version)
    message = Message.objects.get()
    assert (message.kind, message.state) == (MessageKind.WITHDRAWN, MessageState.READY)
    assert Message.objects.filter(outbox.wanted(), pk=message.pk).exists()


def test_an_invitation_is_not_taken_back_by_others_or_after_the_person_came(planner, meeting):
    invitation = new_invitation(meeting, state=InvitationState.YES)
    with pytest.raises(PermissionDenied):
        actions.withdraw_invitation(actor=staff(Role.PLANNER, UnitFactory()), invitation=invitation, reason="Flyttat.")
    Invitation.objects.update(arrived_at=clock.now())
    with pytest.raises(Conflict):
        actions.withdraw_invitation(actor=planner, invitation=invitation, reason="Flyttat.")


# --- the list


def test_the_list_counts_answers_and_sums_what_those_who_come_need(planning, meeting):
    new_invitation(meeting, state="yes", interpreter="Arabiska", child_care="ett barn, 4 år")
    new_invitation(meeting, state="yes", interpreter="arabiska", food="vegetariskt")
    new_invitation(meeting, state="yes", interpreter="somaliska", travel="färdtjänst", access="ramp")
    new_invitation(meeting, state="no", interpreter="polska", ask_again=False)
    new_invitation(meeting, state="to_send")
    page = planning.get(url("invitations", meeting.slug))
    counts, needs = page.context["counts"], page.context["needs"]
    assert (counts.yes, counts.no, counts.to_send, counts.asked, counts.all) == (3, 1, 1, 0, 5)
    assert needs.interpreters == [("arabiska", 2), ("somaliska", 1)]
    assert (needs.child_care, needs.food, needs.travel, needs.access) == (1, 1, 1, 1)
    assert "Tolk: Arabiska." in page.text
    assert "Tiden passar inte" in page.text


def test_the_list_is_narrowed(planning, planner, meeting):
    coming = new_invitation(meeting, new_member(name="Ada Ek"), state="yes", interpreter="arabiska", lot=1)
    waiting = new_invitation(meeting, new_member(name="Bo Alm"), lot=2)
    picked = new_invitation(meeting, origin="picked", picked_by=planner, picked_why=WHY)
    assert listed(planning, meeting) == [coming.pk, waiting.pk, picked.pk]
    assert listed(planning, meeting, text="ek ada") == [coming.pk]
    assert listed(planning, meeting, state="asked", origin="drawn") == [waiting.pk]
    assert listed(planning, meeting, origin="picked") == [picked.pk]
    assert listed(planning, meeting, need="interpreter") == [coming.pk]
    assert set(listed(planning, meeting, state="nonsens")) == {coming.pk, waiting.pk, picked.pk}
    assert "Ingen att visa" in searched(planning, url("invitations", meeting.slug), {"text": "finns inte"}).text


def test_one_with_protected_identity_is_named_to_their_contact_alone(client, planner, unit, meeting):
    guide = staff(Role.PLANNER, unit)
    member = new_member(name="Hemlig Person", protected_identity=True, via="contact", contact=guide, address="")
    invitation = new_invitation(meeting, member)
    client.force_login(planner)
    for address in (url("invitations", meeting.slug), url("withdraw_invitation", invitation.pk)):
        page = client.get(address).text
        assert "Hemlig Person" not in page
        assert "skyddade uppgifter" in page.lower()
    assert listed(client, meeting, text="Hemlig") == []
    assert client.get(url("pick_member", meeting.slug, member.pk)).status_code == 404
    client.force_login(guide)
    assert "Hemlig Person" in client.get(url("invitations", meeting.slug)).text


def test_a_part_swapped_in_is_that_of_the_page(planning, meeting):
    new_invitation(meeting, new_member(name="Ada Ek"))
    part = planning.get(url("invitations", meeting.slug), headers=HTMX).text
    assert part.startswith('<div id="invitations">') or '<div id="invitations">' in part[:300]
    assert "Ada Ek" in part
    assert "<h1>" not in part


def test_an_answer_by_phone_is_written_down_from_the_list(planning, meeting):
    waiting, unsent = new_invitation(meeting), new_invitation(meeting, state="to_send")
    page = planning.get(url("invitations", meeting.slug)).text
    assert url("enter_reply", waiting.pk) in page
    assert url("enter_reply", unsent.pk) not in page


def test_late_answers_are_marked(planning, unit):
    meeting = new_meeting(unit=unit, days=2)
    invitation = new_invitation(meeting)
    Invitation.objects.filter(pk=invitation.pk).update(made_on=clock.today().replace(year=clock.today().year - 1))
    page = planning.get(url("invitations", meeting.slug))
    assert "Har inte svarat i tid" in page.text
    assert page.context["counts"].late == 1


def test_a_planner_of_another_unit_sees_nothing(client, meeting):
    client.force_login(staff(Role.PLANNER, UnitFactory()))
    invitation = new_invitation(meeting)
    for address in (
        url("invitations", meeting.slug),
        url("lottery", meeting.slug),
        url("pick", meeting.slug),
        url("withdraw_invitation", invitation.pk),
    ):
        assert client.get(address).status_code == 404


def test_every_invitation_is_on_one_page_or_another(planning, meeting):
    members = PoolMember.objects.bulk_create(
        PoolMember(name=f"Person {n:03}", address=ADDRESS, agreed_on=clock.today()) for n in range(120)
    )
    made = [
        Invitation(meeting=meeting, member=member, made_on=clock.today(), lot=n or None)
        for n, member in enumerate(members)
    ]
    codes.issue(*made)
    Invitation.objects.bulk_create(made)
    seen, after = [], ""
    while True:
        page = planning.get(url("invitations", meeting.slug), {"after": after})
        seen += [row.lot for row, _by in page.context["rows"]]
        after = page.context["next"]
        if not after:
            break
    assert seen == [*range(1, 120), None]


def test_the_list_costs_the_same_with_ten_and_a_thousand(planning, meeting, queries_of):
    def more(number):
        members = PoolMember.objects.bulk_create(
            PoolMember(name=f"Person {n}", address=ADDRESS, agreed_on=clock.today()) for n in range(number)
        )
        made = [
            Invitation(
                meeting=meeting, member=member, made_on=clock.today(), lot=n, lookup=f"{number}-{n}", secret_hash="x"
            )
            for n, member in enumerate(members)
        ]
        Invitation.objects.bulk_create(made)

    more(10)
    few = queries_of(url("invitations", meeting.slug))
    more(990)
    assert queries_of(url("invitations", meeting.slug)) == few <= 12


def test_a_resident_cannot_be_found_by_a_number_in_the_address(client, meeting):
    client.force_login(PersonFactory())
    assert client.get(url("invitations", meeting.slug)).status_code == 403
