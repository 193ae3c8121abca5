"""Who came: ticked off by staff, seated at a table, counted without a name."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from medskapa.core import clock
from medskapa.core.errors import Conflict
from medskapa.core.idempotency import new_key
from medskapa.core.models import AuditRecord
from medskapa.meetings import actions, codes, policy
from medskapa.meetings.models import Invitation, InvitationState, MeetingState, PoolMember
from medskapa.people.models import Role
from tests.conftest import HTMX
from tests.factories import StaffFactory, UnitFactory, staff
from tests.meeting_factories import closed, new_invitation, new_item, new_meeting, new_member, new_table
from tests.meetings.pages import url
from tests.searching import searched

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(unit):
    return new_meeting(unit=unit, days=0)


@pytest.fixture
def invitation(meeting):
    return new_invitation(meeting, new_member(name="Alma Ek"), state=InvitationState.YES)


@pytest.fixture
def work(client, planner):
    client.force_login(planner)
    return client


def has_come(invitation) -> bool:
    return Invitation.objects.get(pk=invitation.pk).arrived_at is not None


class TestTicking:
    def test_one_tick_is_enough_and_a_second_changes_nothing(self, work, meeting, invitation):
        for _click in range(2):
            response = work.post(url("arrive", meeting.slug, invitation.pk), {"to": "here"})
            assert response.headers["Location"] == f"{url('day', meeting.slug)}#i{invitation.pk}"
        assert has_come(invitation)
        assert AuditRecord.objects.filter(verb="invitation.arrived").count() == 1

    def test_a_tick_is_taken_back(self, work, meeting, invitation):
        work.post(url("arrive", meeting.slug, invitation.pk), {"to": "here"})
        for _click in range(2):
            work.post(url("arrive", meeting.slug, invitation.pk), {"to": "away"})
        assert not has_come(invitation)
        assert AuditRecord.objects.filter(verb="invitation.arrival_undone").count() == 1

    def test_with_htmx_only_the_row_comes_back_and_the_number_beside_it(self, work, meeting, invitation):
        response = work.post(url("arrive", meeting.slug, invitation.pk), {"to": "here"}, headers=HTMX)
        assert response.status_code == 200
        assert "<h1" not in response.text
        assert f'id="i{invitation.pk}"' in response.text
        assert 'id="came" hx-swap-oob="true"' in response.text
        assert "1 av de inbjudna har kommit" in response.text

    def test_whoever_said_no_is_welcome_all_the_same(self, planner, meeting):
        refused = new_invitation(meeting, state=InvitationState.NO)
        actions.arrive(actor=planner, invitation=refused)
        assert has_come(refused)

    def test_the_code_can_be_typed_by_its_first_two_words_or_read_by_a_scanner(self, work, meeting, invitation):
        other = new_invitation(meeting)
        lookup = invitation.lookup.replace("-", " ").upper()
        response = work.post(url("day", meeting.slug), {"form_key": new_key(), "code": lookup})
        assert response.status_code == 200
        assert "Alma Ek har kommit." in response.text
        scanned = f"https://example.se/inbjudan/#{'-'.join(codes.code_for(other).words)}"
        work.post(url("day", meeting.slug), {"form_key": new_key(), "code": scanned})
        assert has_come(invitation)
        assert has_come(other)

    def test_staff_who_read_a_qr_code_with_their_own_phone_get_the_person_to_tick_off(self, work, client, invitation):
        code = {"form_key": new_key(), "code": str(codes.code_for(invitation))}
        page = work.post(url("invitation"), code)
        assert "Alma Ek" in page.text
        assert url("arrive", invitation.meeting.slug, invitation.pk) in page.text
        assert not has_come(invitation)
        for person in (StaffFactory(), None):
            client.logout()
            if person:
                client.force_login(person)
            assert (
                url("arrive", invitation.meeting.slug, invitation.pk) not in client.post(url("invitation"), code).text
            )

    def test_before_the_day_a_code_leads_staff_to_the_invitation(self, work, unit):
        coming = new_invitation(new_meeting(unit=unit))
        page = work.post(url("invitation"), {"form_key": new_key(), "code": str(codes.code_for(coming))})
        assert "Vill du komma?" in page.text

    @pytest.mark.parametrize("typed", ["", "inte en kod", "a" * 400])
    def test_what_is_no_code_is_refused_in_words(self, work, meeting, typed):
        response = work.post(url("day", meeting.slug), {"form_key": new_key(), "code": typed})
        assert response.status_code == 422

    def test_the_code_of_another_meeting_is_nobodys_here(self, work, meeting):
        other = new_invitation(new_meeting(days=0))
        response = work.post(url("day", meeting.slug), {"form_key": new_key(), "code": other.lookup})
        assert response.status_code == 422
        assert not has_come(other)

    def test_not_before_the_day(self, planner, unit):
        coming = new_invitation(new_meeting(unit=unit, days=1))
        with pytest.raises(Conflict):
            actions.arrive(actor=planner, invitation=coming)

    def test_days_later_a_planner_can_still_put_it_right_until_the_meeting_is_closed(self, planner, unit):
        held = new_meeting(unit=unit, days=-2)
        late, other = new_invitation(held), new_invitation(held)
        actions.arrive(actor=planner, invitation=late)
        closed(held, planner)
        for act in (actions.arrive, actions.undo_arrival):
            with pytest.raises(Conflict):
                act(actor=planner, invitation=other if act is actions.arrive else late)
        with pytest.raises(Conflict):
            actions.seat(actor=planner, invitation=late, table=None)

    def test_a_withdrawn_invitation_is_neither_shown_nor_ticked(self, work, planner, meeting):
        gone = new_invitation(meeting, new_member(name="Bo Borta"), state=InvitationState.WITHDRAWN)
        assert "Bo Borta" not in work.get(url("day", meeting.slug)).text
        assert work.post(url("arrive", meeting.slug, gone.pk), {"to": "here"}).status_code == 404
        with pytest.raises(Conflict):
            actions.arrive(actor=planner, invitation=gone)

    def test_a_cancelled_meeting_takes_nobody(self, planner, meeting, invitation):
        meeting.state, meeting.cancelled_at, meeting.cancel_reason = MeetingState.CANCELLED, clock.now(), "Snö."
        meeting.save()
        with pytest.raises(Conflict):
            actions.arrive(actor=planner, invitation=invitation)

    def test_having_come_counts_as_having_taken_part_when_the_meeting_closes(self, planner, meeting, invitation):
        item = new_item(meeting)
        actions.arrive(actor=planner, invitation=invitation)
        with clock.fixed(meeting.ends_at):  # it may be earlier on the day than that
            actions.record_outcome(actor=planner, item=item, version=1, outcome="answered", text="Vi svarade.")
            actions.close(actor=planner, meeting=meeting)
        assert PoolMember.objects.get(pk=invitation.member_id).taken_part


class TestWhoTicks:
    def test_whoever_helps_has_the_names_on_the_day_and_not_before_or_after(self, helper, meeting):
        assert policy.may_welcome(helper, meeting)
        for days in (-1, 1):
            with clock.fixed(clock.now() + timedelta(days=days)):
                assert not policy.may_welcome(helper, meeting)

    def test_on_another_day_whoever_helps_is_told_when_the_list_is_there(self, client, helper, meeting, unit):
        coming = new_meeting(unit=unit, days=3)
        new_table(coming, helper)
        new_invitation(coming, new_member(name="Alma Ek"))
        client.force_login(helper)
        page = client.get(url("day", coming.slug))
        assert page.status_code == 200
        assert "Den dag träffen är" in page.text
        assert "Alma Ek" not in page.text

    def test_others_of_the_staff_do_not_tick(self, client, meeting, invitation):
        client.force_login(staff(Role.PLANNER, UnitFactory()))
        assert client.get(url("day", meeting.slug)).status_code == 404
        assert client.post(url("arrive", meeting.slug, invitation.pk), {"to": "here"}).status_code == 404
        with pytest.raises(PermissionDenied):
            actions.arrive(actor=StaffFactory(), invitation=invitation)

    def test_protected_identity_is_shown_to_the_contact_alone(self, work, meeting, planner):
        secret = new_member(name="Hemlig Person", protected_identity=True, via="contact", contact=StaffFactory())
        new_invitation(meeting, secret)
        page = work.get(url("day", meeting.slug)).text
        assert "Hemlig Person" not in page
        assert "Skyddade uppgifter" in page
        assert "Hemlig Person" not in searched(work, url("day", meeting.slug), {"text": "Hemlig"}).text


class TestSeating:
    def test_a_place_is_given_changed_and_taken_back(self, work, meeting, invitation):
        first, second = new_table(meeting), new_table(meeting)
        for number, table in (("1", first), ("2", second), ("", None)):
            work.post(url("seat", meeting.slug, invitation.pk), {"table": number})
            assert Invitation.objects.get(pk=invitation.pk).table == table

    def test_a_table_of_another_meeting_or_none_at_all_is_refused(self, work, planner, meeting, invitation):
        with pytest.raises(ValidationError):
            actions.seat(actor=planner, invitation=invitation, table=new_table(new_meeting()))
        response = work.post(url("seat", meeting.slug, invitation.pk), {"table": "77"}, headers=HTMX)
        assert response.status_code == 422
        assert "Välj ett av träffens bord." in response.text

    def test_it_can_be_done_before_the_day(self, planner, unit):
        meeting = new_meeting(unit=unit, days=5)
        table, invitation = new_table(meeting), new_invitation(meeting)
        actions.seat(actor=planner, invitation=invitation, table=table)
        assert invitation.table == table


class TestWalkIns:
    def test_are_a_number_that_is_set_and_not_added_to(self, work, meeting):
        for _click in range(2):
            work.post(url("walk_ins", meeting.slug), {"form_key": new_key(), "number": "4"})
        meeting.refresh_from_db()
        assert meeting.walk_ins == 4
        assert AuditRecord.objects.filter(verb="meeting.walk_ins_counted").count() == 1
        assert "4 kom utan inbjudan." in work.get(url("day", meeting.slug)).text

    @pytest.mark.parametrize("number", ["-1", "2001", "många", ""])
    def test_are_a_number_of_people(self, work, meeting, number):
        work.post(url("walk_ins", meeting.slug), {"form_key": new_key(), "number": number})
        meeting.refresh_from_db()
        assert meeting.walk_ins == 0

    def test_are_not_counted_before_the_day(self, planner, unit):
        with pytest.raises(Conflict):
            actions.count_walk_ins(actor=planner, meeting=new_meeting(unit=unit), number=1)
        with pytest.raises(ValidationError):
            actions.count_walk_ins(actor=planner, meeting=new_meeting(unit=unit, days=0), number=-1)


class TestTheList:
    def test_is_by_name_and_narrowed(self, work, meeting, planner):
        for name in ("Åsa Öberg", "Bo Ek", "Cia Alm"):
            new_invitation(meeting, new_member(name=name))
        here = Invitation.objects.get(member__name="Bo Ek")
        actions.arrive(actor=planner, invitation=here)
        assert "Bo Ek" not in work.get(url("day", meeting.slug), {"who": "not_here"}).text
        found = work.get(url("day", meeting.slug), {"who": "here"}).text
        assert "Bo Ek" in found
        assert "Cia Alm" not in found
        assert "Cia Alm" in searched(work, url("day", meeting.slug), {"text": "alm cia"}).text

    def test_after_a_tick_one_is_back_in_the_list_as_it_was_narrowed(self, work, meeting, invitation):
        response = work.post(url("arrive", meeting.slug, invitation.pk), {"to": "here", "sok": "k1", "who": "x"})
        assert response.headers["Location"].startswith(f"{url('day', meeting.slug)}?sok=k1&who=x#i")
        page = searched(work, url("day", meeting.slug), {"text": "Ek"})
        key = page.request["QUERY_STRING"].removeprefix("sok=")
        assert f'<input type="hidden" name="sok" value="{key}">' in page.text

    @pytest.mark.parametrize("after", ["", "x", "1.", "99999999999999999999999.a", ".", "5.åäö"])
    def test_any_place_to_go_on_from_is_taken(self, work, meeting, after):
        assert work.get(url("day", meeting.slug), {"after": after, "who": "annat"}).status_code == 200

    def test_no_address_of_a_page_holds_a_name(self, work, meeting):
        many(meeting, 60)
        assert work.get(url("day", meeting.slug)).context["next"].isdecimal()

    def test_all_are_found_page_by_page(self, work, meeting):
        many(meeting, 120)
        seen, after = [], ""
        for _page in range(3):
            page = work.get(url("day", meeting.slug), {"after": after})
            seen += [row.pk for row in page.context["rows"]]
            after = page.context["next"]
        assert len(set(seen)) == len(seen) == 120
        assert after == ""

    def test_asks_the_database_no_more_for_a_thousand_than_for_ten(self, work, meeting):
        numbers = []
        for number in (10, 990):
            many(meeting, number)
            with CaptureQueriesContext(connection) as queries:
                assert work.get(url("day", meeting.slug)).status_code == 200
            numbers.append(len(queries))
        assert numbers[0] == numbers[1] <= 12


def many(meeting, number):
    """That many more invitations, straight into the table."""
    start = Invitation.objects.count()
    members = PoolMember.objects.bulk_create(
        PoolMember(name=f"Invånare {start + each}", via="letter", address="Storgatan 1", agreed_on=clock.today())
        for each in range(number)
    )
    Invitation.objects.bulk_create(
        Invitation(meeting=meeting, member=member, lookup=f"a-{member.pk}", secret_hash="x", made_on=clock.today())
        for member in members
    )
