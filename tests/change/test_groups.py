"""Groups: areas with their source, development groups, working groups with members, meetings and an end."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from icalendar import Calendar

from medskapa.change import actions, policy
from medskapa.change.models import (
    DevelopmentGroup,
    GroupMeeting,
    ImprovementArea,
    Member,
    Progress,
    WorkingGroup,
    WorkingGroupState,
)
from medskapa.core import clock
from medskapa.core.errors import Conflict
from tests.change.pages import form, url
from tests.change_factories import new_area, new_group, new_proposal, the_development_group
from tests.factories import PersonFactory, StaffFactory, UnitFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def group(unit, member):
    return new_group(member, unit=unit)


@pytest.fixture
def planning(client, planner):
    client.force_login(planner)
    return client


class TestAreas:
    def test_an_area_says_which_evaluation_it_comes_from_and_anyone_reads_it(self, planning, client):
        sent = form(
            name="Svåra brev",
            process="influence",
            about="Breven är svåra att förstå.",
            plain_about="Breven är svåra.",
            source="Utvärderingen av breven 2015",
        )
        assert [planning.post(url("new_area"), sent).status_code for _click in range(2)] == [302, 302]
        client.logout()
        page = client.get(url("areas"))
        assert "Utvärderingen av breven 2015" in page.text
        assert ImprovementArea.objects.count() == 1

    def test_an_area_without_its_source_is_refused_and_keeps_what_was_typed(self, planning):
        response = planning.post(
            url("new_area"), form(name="Svåra brev", process="influence", about="Svåra.", source="")
        )
        assert response.status_code == 422
        assert 'value="Svåra brev"' in response.text
        assert not ImprovementArea.objects.exists()

    def test_its_address_stays_when_it_gets_another_name(self, planning):
        area = new_area(name="Brev", slug="brev")
        sent = form(
            version=1,
            name="Långa brev",
            process="smooth",
            about="Breven är långa.",
            source="En enkät",
            source_on="2015-05-01",
        )
        assert planning.post(url("edit_area", "brev"), sent).status_code == 302
        area.refresh_from_db()
        assert (area.slug, area.name, area.process) == ("brev", "Långa brev", "smooth")


class TestDevelopmentGroups:
    def texts(self, **changed):
        fields = {"name": "Mer inflytande", "purpose": "Invånarna bestämmer mer.", "mandate": "Gruppen får pröva nytt."}
        return form(**fields | {"hours_a_month": 8, "version": 0} | changed)

    def test_there_is_one_for_each_part_of_the_process(self, planning):
        for _click in range(2):
            planning.post(url("development_texts", "influence"), self.texts())
        made = DevelopmentGroup.objects.get()
        assert (made.process, made.hours_a_month, made.version) == ("influence", 8, 1)

    def test_whoever_comes_second_sees_what_the_first_one_wrote(self, planning):
        found = the_development_group()
        DevelopmentGroup.objects.update(purpose="Det har någon annan skrivit.", version=7)
        response = planning.post(url("development_texts", found.process), self.texts(version=1))
        assert response.status_code == 422
        assert "Det har någon annan skrivit." in response.text
        assert "Invånarna bestämmer mer." in response.text
        again = planning.post(url("development_texts", found.process), self.texts(version=7))
        assert again.status_code == 302

    def test_its_page_tells_what_it_may_decide_and_the_time_it_has(self, client):
        found = the_development_group()
        page = client.get(url("development_group", found.slug))
        assert found.mandate in page.text
        assert "8 timmar i månaden" in page.text


class TestWorkingGroups:
    def new(self, unit, **changed):
        fields = {
            "name": "Brevgruppen",
            "task": "Gör breven lätta.",
            "area": new_area().pk,
            "development_group": the_development_group().pk,
            "unit": unit.pk,
            "due_on": (clock.today() + timedelta(days=60)).isoformat(),
        }
        return form(**fields | changed)

    def test_is_started_once_with_a_task_and_a_day(self, planning, unit):
        sent = self.new(unit)
        assert [planning.post(url("new_group"), sent).status_code for _click in range(2)] == [302, 302]
        made = WorkingGroup.objects.get()
        assert (made.task, made.state, made.unit) == ("Gör breven lätta.", "active", unit)

    def test_is_not_started_in_a_unit_where_one_does_not_plan(self, planning):
        assert planning.post(url("new_group"), self.new(UnitFactory())).status_code == 422
        assert not WorkingGroup.objects.exists()

    def test_cannot_be_ready_before_it_begins(self, planning, unit):
        response = planning.post(url("new_group"), self.new(unit, due_on="2001-01-01"))
        assert response.status_code == 422
        assert "innan den har börjat" in response.text

    def test_no_two_have_the_same_name(self, planning, unit):
        new_group(name="Brevgruppen")
        response = planning.post(url("new_group"), self.new(unit))
        assert response.status_code == 422
        assert "redan en arbetsgrupp" in response.text

    def test_two_who_change_the_task_at_once_lose_no_words(self, planning, group):
        fields = {"name": group.name, "area": group.area_id, "due_on": group.due_on.isoformat(), "version": 1}
        assert planning.post(url("edit_group", group.slug), form(task="Den första.", **fields)).status_code == 302
        second = planning.post(url("edit_group", group.slug), form(task="Den andra.", **fields))
        assert second.status_code == 422
        assert "Den första." in second.text
        assert "Den andra." in second.text
        again = form(task="Den andra.", **(fields | {"version": 2}))
        assert planning.post(url("edit_group", group.slug), again).status_code == 302

    def test_tells_everybody_how_far_it_has_come(self, client, group, member):
        client.force_login(member)
        sent = form(text="Vi har läst tio brev.", plain_text="Vi läser brev.")
        for _click in range(2):
            client.post(url("tell_progress", group.slug), sent)
        client.logout()
        assert client.get(url("group", group.slug)).text.count("Vi har läst tio brev.") == 1
        assert Progress.objects.count() == 1

    def test_that_its_task_is_done_ends_it_and_its_members_leave(self, planning, group, member):
        assert planning.post(url("end_group", group.slug), form(how="done")).status_code == 302
        group.refresh_from_db()
        assert (group.state, group.ended_on) == (WorkingGroupState.DONE, clock.today())
        assert Member.objects.get(person=member).ends_on == clock.today()

    def test_ends_early_only_with_a_reason(self, planning, group, client):
        assert planning.post(url("end_group", group.slug), form(how="early")).status_code == 422
        assert (
            planning.post(url("end_group", group.slug), form(how="early", reason="Lagen ändrades.")).status_code == 302
        )
        client.logout()
        assert "Lagen ändrades." in client.get(url("group", group.slug)).text

    def test_does_not_end_with_a_proposal_that_nobody_else_has(self, planning, group):
        new_proposal(group=group)
        response = planning.post(url("end_group", group.slug), form(how="done"))
        assert response.status_code == 422
        assert "förslag som inte är färdiga" in response.text

    def test_that_has_ended_takes_in_nobody_and_tells_nothing_more(self, planner, group):
        actions.end_group(actor=planner, group=group, early=False)
        with pytest.raises(Conflict):
            actions.join(actor=planner, group=group, person=StaffFactory())
        with pytest.raises(Conflict):
            actions.tell_progress(actor=planner, group=group, text="Mer.")
        with pytest.raises(Conflict):
            actions.edit_group(actor=planner, group=group, version=group.version, due_on=group.due_on, area=group.area)
        with pytest.raises(Conflict):
            actions.end_group(actor=planner, group=group, early=True, reason="Nej.")

    def test_whoever_leads_it_sees_to_it_without_being_a_planner(self, group, member):
        assert not policy.may_lead(member, group)
        Member.objects.filter(person=member).update(role="leads")
        assert policy.may_lead(member, group)
        Member.objects.filter(person=member).update(ends_on=clock.today() - timedelta(days=1))
        assert not policy.may_lead(member, group)


class TestMeetings:
    def meeting(self, group, by):
        starts_at = clock.now().replace(microsecond=0) + timedelta(days=3)
        return actions.call_meeting(actor=by, group=group, starts_at=starts_at, place="Rum 3", about="Vi läser brev.")

    def test_is_called_and_stands_in_each_members_calendar(self, client, planning, group, member):
        day = (clock.today() + timedelta(days=9)).isoformat()
        sent = form(day=day, time="13:00", place="Rum 3", about="Vi läser brev.")
        for _click in range(2):
            assert planning.post(url("call_group_meeting", group.slug), sent).status_code == 302
        meeting = GroupMeeting.objects.get()
        client.force_login(member)
        calendar = Calendar.from_ical(client.get(url("my_group_meetings")).content)
        (event,) = calendar.walk("VEVENT")
        assert event["SUMMARY"] == group.name
        assert event.decoded("DTSTART") == meeting.starts_at

    def test_a_moved_one_is_newer_in_the_calendar_and_a_cancelled_one_is_struck_out(
        self, planner, group, client, member
    ):
        meeting = self.meeting(group, planner)
        later = meeting.starts_at + timedelta(hours=1)
        actions.change_meeting(actor=planner, meeting=meeting, starts_at=later, place="Rum 4")
        actions.cancel_meeting(actor=planner, meeting=meeting)
        actions.cancel_meeting(actor=planner, meeting=meeting)
        client.force_login(member)
        calendar = Calendar.from_ical(client.get(url("group_meeting_calendar", meeting.pk)).content)
        (event,) = calendar.walk("VEVENT")
        assert (event["SEQUENCE"], event["STATUS"]) == (2, "CANCELLED")

    def test_writing_what_it_came_to_troubles_no_calendar(self, planner, group):
        meeting = self.meeting(group, planner)
        told = {"starts_at": meeting.starts_at, "place": meeting.place, "about": meeting.about}
        actions.change_meeting(actor=planner, meeting=meeting, notes="Vi enades.", **told)
        assert (meeting.calendar_number, meeting.notes) == (0, "Vi enades.")

    def test_a_cancelled_one_cannot_be_changed(self, planner, group):
        meeting = self.meeting(group, planner)
        actions.cancel_meeting(actor=planner, meeting=meeting)
        with pytest.raises(Conflict):
            actions.change_meeting(actor=planner, meeting=meeting, starts_at=meeting.starts_at, place="Rum 4")

    def test_cannot_be_called_in_the_past(self, planner, group):
        with pytest.raises(ValidationError):
            actions.call_meeting(actor=planner, group=group, starts_at=clock.now() - timedelta(days=3), place="Rum 3")

    def test_development_groups_meet_too(self, planner):
        found = the_development_group()
        meeting = self.meeting(found, planner)
        assert (meeting.development_group, meeting.working_group) == (found, None)


class TestPages:
    def test_a_hundred_members_in_eight_groups_are_shown_at_the_same_cost(self, planning, client, queries_of, unit):
        new_group(unit=unit)
        before = {name: queries_of(url(name)) for name in ("groups", "groups_desk", "areas", "areas_desk")}
        for _each in range(8):
            new_group(*(StaffFactory() for _person in range(12)), unit=unit)
        assert {name: queries_of(url(name)) for name in before} == before
        assert max(before.values()) <= 12

    def test_one_group_costs_the_same_with_many_members(self, planning, queries_of, group):
        before = queries_of(url("group_desk", group.slug)), queries_of(url("group", group.slug))
        for _each in range(30):
            Member.objects.create(working_group=group, person=StaffFactory(), starts_on=clock.today())
        assert (queries_of(url("group_desk", group.slug)), queries_of(url("group", group.slug))) == before
        assert max(before) <= 12

    def test_a_thousand_groups_are_paged_at_the_same_cost(self, planning, queries_of, group):
        before = queries_of(url("groups")), queries_of(url("groups_desk"))
        shared = {name: getattr(group, name) for name in ("area", "development_group", "unit", "started_on", "due_on")}
        WorkingGroup.objects.bulk_create(
            WorkingGroup(slug=f"g-{n}", name=f"Grupp {n:04}", task="Skriv.", **shared) for n in range(1_000)
        )
        assert (queries_of(url("groups")), queries_of(url("groups_desk"))) == before
        seen, after = set(), ""
        for _page in range(30):
            page = planning.get(url("groups_desk"), {"after": after} if after else {})
            seen |= {each.pk for each, _state, _kind in page.context["groups"]}
            after = page.context["next"]
            if not after:
                break
        assert len(seen) == 1_001

    def test_mine_are_first_and_only_those_of_today(self, client, group, member):
        old = new_group(member, name="En gammal grupp")
        Member.objects.filter(working_group=old).update(ends_on=clock.today() - timedelta(days=1))
        client.force_login(member)
        page = client.get(url("groups_desk"))
        assert [each.working_group for each in page.context["mine"]] == [group]

    @pytest.mark.parametrize("after", ["x", "2026-01-01", "nonsense.7.x", "2026-99-01.7.x", "." * 50, "9" * 80])
    def test_a_made_up_place_in_the_list_gives_a_page(self, client, group, after):
        assert client.get(url("groups"), {"after": after}).status_code == 200
        assert client.get(url("areas"), {"after": after}).status_code == 200


def test_a_resident_reaches_no_page_at_work(client, group):
    client.force_login(PersonFactory())
    assert client.get(url("groups_desk")).status_code == 403
