"""Who works in a group, from which day to which, and whose name is shown."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from medskapa.change import actions, policy
from medskapa.change.models import Member, MemberRole
from medskapa.core import clock
from medskapa.core.errors import Conflict
from medskapa.people.models import Role
from tests.change.pages import form, url
from tests.change_factories import new_group, the_development_group
from tests.factories import PersonFactory, StaffFactory, UnitFactory, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def group(unit):
    return new_group(unit=unit)


class TestJoining:
    def test_somebody_is_found_by_name_and_joins_once(self, client, planner, group):
        person = StaffFactory(name="Moa Medlem")
        client.force_login(planner)
        address = url("add_member", group.slug)
        assert "Moa Medlem" in client.get(address, {"namn": "moa"}).text
        sent = form(person=person.pk, role="member", starts_on=clock.today().isoformat())
        for _click in range(2):
            assert client.post(f"{address}?namn=moa", sent).status_code == 302
        assert Member.objects.get().person == person

    def test_a_resident_is_found_by_the_whole_name_only(self, client, planner, group):
        PersonFactory(name="Ines Invånare")
        client.force_login(planner)
        assert "Ines Invånare, " not in client.get(url("add_member", group.slug), {"namn": "Ines"}).text
        assert "Ines Invånare, " in client.get(url("add_member", group.slug), {"namn": "ines invånare"}).text

    def test_nobody_with_protected_identity_is_found_or_taken_in_by_key(self, client, planner, group):
        hidden = StaffFactory(name="Sara Skyddad", protected_identity=True)
        client.force_login(planner)
        assert "Sara Skyddad, " not in client.get(url("add_member", group.slug), {"namn": "Sara"}).text
        sent = form(person=hidden.pk, role="member", starts_on=clock.today().isoformat())
        assert client.post(url("add_member", group.slug), sent).status_code == 422
        assert not Member.objects.exists()

    def test_joining_again_changes_the_task_only(self, planner, group):
        person = StaffFactory()
        first = actions.join(actor=planner, group=group, person=person)
        second = actions.join(actor=planner, group=group, person=person, role=MemberRole.WRITES)
        assert first == second
        assert Member.objects.get().role == MemberRole.WRITES

    def test_a_resident_works_in_it_but_does_not_lead(self, planner, group):
        resident = PersonFactory()
        with pytest.raises(ValidationError):
            actions.join(actor=planner, group=group, person=resident, role=MemberRole.LEADS)
        actions.join(actor=planner, group=group, person=resident)
        assert policy.may_work_in(resident, group)

    def test_somebody_is_a_member_from_the_first_day_through_the_last(self, planner, group):
        person, today = StaffFactory(), clock.today()
        tomorrow = today + timedelta(days=1)
        member = actions.join(actor=planner, group=group, person=person, starts_on=tomorrow)
        assert not policy.is_member(person)
        Member.objects.filter(pk=member.pk).update(starts_on=today)
        actions.leave(actor=planner, member=member)
        assert policy.is_member(person)
        with clock.fixed(clock.midnight(tomorrow)):
            assert not policy.is_member(person)

    def test_one_who_does_not_see_to_the_group_asks_nobody_in(self, group):
        with pytest.raises(PermissionDenied):
            actions.join(actor=staff(Role.PLANNER, UnitFactory()), group=group, person=StaffFactory())


class TestLeaving:
    def test_one_may_always_leave_oneself(self, client, planner, group):
        person = StaffFactory()
        member = actions.join(actor=planner, group=group, person=person)
        client.force_login(person)
        sent = form(last_day=clock.today().isoformat())
        assert [client.post(url("leave_group", member.pk), sent).status_code for _click in range(2)] == [302, 302]
        member.refresh_from_db()
        assert member.ends_on == clock.today()
        assert actions.join(actor=planner, group=group, person=person) != member  # and may come back

    def test_the_last_day_is_not_before_the_first(self, planner, group):
        member = actions.join(actor=planner, group=group, person=StaffFactory())
        with pytest.raises(ValidationError):
            actions.leave(actor=planner, member=member, last_day=clock.today() - timedelta(days=1))

    def test_another_member_may_not_end_somebodys_time(self, planner, group):
        member = actions.join(actor=planner, group=group, person=StaffFactory())
        other = StaffFactory()
        actions.join(actor=planner, group=group, person=other)
        with pytest.raises(PermissionDenied):
            actions.leave(actor=other, member=member)


class TestNames:
    @pytest.mark.parametrize("kind", ["working", "development"])
    def test_a_name_is_shown_only_to_whom_the_person_wants(self, client, planner, group, kind):
        found = group if kind == "working" else the_development_group()
        address = url("group" if kind == "working" else "development_group", found.slug)
        resident = PersonFactory(name="Ines Invånare")
        member = actions.join(actor=planner, group=found, person=resident)
        page = client.get(address).text
        assert "Ines Invånare" not in page
        assert "1 person är med." in page
        actions.show_name(actor=resident, member=member, shown=True)
        assert "Ines Invånare" in client.get(address).text
        resident.protected_identity = True
        resident.save()
        assert "Ines Invånare" not in client.get(address).text

    def test_nobody_says_it_for_another(self, planner, group):
        member = actions.join(actor=planner, group=group, person=StaffFactory())
        with pytest.raises(PermissionDenied):
            actions.show_name(actor=planner, member=member, shown=True)

    def test_a_protected_identity_is_never_shown(self, planner, group):
        hidden = StaffFactory(protected_identity=True)
        with pytest.raises(ValidationError):
            actions.join(actor=planner, group=group, person=hidden, show_name=True)
        member = actions.join(actor=planner, group=group, person=hidden)
        with pytest.raises(Conflict):
            actions.show_name(actor=hidden, member=member, shown=True)

    def test_a_member_switches_it_at_work(self, client, planner, group):
        person = StaffFactory(name="Moa Medlem")
        member = actions.join(actor=planner, group=group, person=person)
        client.force_login(person)
        client.post(url("show_name", member.pk), form(shown="1"))
        assert Member.objects.get().show_name
        client.post(url("show_name", member.pk), form(shown="0"))
        assert not Member.objects.get().show_name

    def test_staff_outside_the_group_see_what_the_public_sees(self, client, planner, group):
        actions.join(actor=planner, group=group, person=PersonFactory(name="Ines Invånare"))
        client.force_login(StaffFactory())
        assert "Ines Invånare" not in client.get(url("group_desk", group.slug)).text
        client.force_login(planner)
        assert "Ines Invånare" in client.get(url("group_desk", group.slug)).text


class TestMyGroups:
    @pytest.fixture
    def resident(self, planner, group):
        resident = PersonFactory(name="Ines Invånare")
        actions.join(actor=planner, group=group, person=resident)
        starts_at = clock.now() + timedelta(days=2)
        actions.call_meeting(actor=planner, group=group, starts_at=starts_at, place="Rum 3")
        return resident

    def test_a_resident_decides_on_min_sida_whether_the_name_is_shown(self, client, group, resident):
        client.force_login(resident)
        member = Member.objects.get()
        assert group.name in client.get(url("my_groups")).text
        client.post(url("my_name", member.pk), form(shown="1"))
        assert "Ines Invånare" in client.get(url("group", group.slug)).text
        client.post(url("my_name", member.pk), form(shown="0"))
        assert "Ines Invånare" not in client.get(url("group", group.slug)).text

    def test_a_resident_leaves_by_themselves_once(self, client, resident):
        client.force_login(resident)
        member, sent = Member.objects.get(), form()
        assert [client.post(url("leave_mine", member.pk), sent).status_code for _click in range(2)] == [302, 302]
        member.refresh_from_db()
        assert member.ends_on == clock.today()

    def test_the_meetings_go_into_a_residents_calendar_with_a_page_that_they_may_open(self, client, group, resident):
        client.force_login(resident)
        content = client.get(url("my_meetings")).text.replace("\r\n ", "")
        assert group.name in content
        assert f"{url('group', group.slug)}" in content
        assert "/arbete/" not in content

    def test_one_in_no_group_is_told_what_to_do(self, client):
        client.force_login(PersonFactory())
        assert "Du är inte med i någon grupp" in client.get(url("my_groups")).text
