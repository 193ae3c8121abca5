"""Corrections reach those who took part, once a day; minutes that wait for a reader are seen by who may read them."""

import pytest
from django.urls import reverse

from analysis.readability import lix
from medskapa.core import clock
from medskapa.core.idempotency import new_key
from medskapa.meetings import actions, daily, words
from medskapa.meetings.models import InvitationState, Message, MessageKind, Minutes, MinutesState
from medskapa.people.models import Role
from tests.factories import StaffFactory, UnitFactory, staff
from tests.meeting_factories import closed, new_invitation, new_item, new_meeting, new_member, new_table
from tests.reading import GOALS

pytestmark = pytest.mark.django_db
WRONG = "Bussen går klockan 12, inte klockan 13."


@pytest.fixture
def planner(unit):
    return staff(Role.PLANNER, unit, name="Lovisa Ekdahl")


def new_minutes(unit, writer, state=MinutesState.PUBLISHED, **fields):
    meeting = new_meeting(days=-1, unit=unit)
    new_item(meeting)
    published = {"approved_by": StaffFactory(), "published_at": clock.now()} if state == "published" else {}
    return Minutes.objects.create(
        meeting=closed(meeting), state=state, intro="Hej.", plain_intro="Hej.", edited_by=writer, **published | fields
    )


def took_part(minutes, *, reached=True, **fields):
    """Somebody who was there, and who has had their follow-up where `reached`."""
    member = new_member(language=fields.pop("language", "sv"))
    invitation = new_invitation(minutes.meeting, member, **{"state": "yes", "arrived_at": clock.now()} | fields)
    done = {"state": "sent", "done_at": clock.now()} if reached else {}
    Message.objects.create(
        invitation=invitation, kind=MessageKind.FOLLOW_UP, via=member.via, made_on=clock.today(), **done
    )
    return invitation


def correct(planner, minutes, text=WRONG):
    actions.correct_minutes(actor=planner, minutes=minutes, text=text)


def told():
    return list(Message.objects.filter(kind=MessageKind.CORRECTED).values_list("invitation", flat=True))


class TestCorrections:
    def test_all_of_a_day_are_told_at_once_to_those_who_were_there(self, planner, unit):
        minutes = new_minutes(unit, planner)
        there = took_part(minutes)
        took_part(minutes, arrived_at=None)
        took_part(minutes, state=InvitationState.WITHDRAWN)
        correct(planner, minutes)
        correct(planner, minutes, "Rummet var B.")
        assert told() == []
        for _night in range(2):
            daily.tell_of_corrections()
        assert told() == [there.pk]
        message = Message.objects.select_related("invitation__meeting__unit", "invitation__member").get(
            kind=MessageKind.CORRECTED
        )
        letter = "\n".join(words.text_of(message).paragraphs)
        assert WRONG in letter
        assert "Rummet var B." in letter
        notice = words.notice_of(message)
        assert reverse("meetings:public_minutes", args=[minutes.meeting.slug]) in notice.text
        assert WRONG not in notice.text

    def test_one_of_another_day_is_told_too(self, planner, unit):
        minutes = new_minutes(unit, planner)
        there = took_part(minutes)
        for text in (WRONG, "Rummet var B."):
            correct(planner, minutes, text)
            daily.tell_of_corrections()
        assert told() == [there.pk, there.pk]

    def test_whoever_has_had_no_follow_up_yet_reads_it_in_that(self, planner, unit):
        minutes = new_minutes(unit, planner)
        invitation = took_part(minutes, reached=False)
        correct(planner, minutes)
        daily.tell_of_corrections()
        assert told() == []
        message = invitation.messages.select_related("invitation__meeting__unit", "invitation__member").get()
        assert WRONG in "\n".join(words.text_of(message).paragraphs)

    @pytest.mark.parametrize("language", GOALS)
    def test_the_letter_is_easy_to_read(self, planner, unit, language):
        minutes = new_minutes(unit, planner)
        took_part(minutes, language=language)
        correct(planner, minutes)
        daily.tell_of_corrections()
        message = Message.objects.select_related("invitation__meeting__unit", "invitation__member").get(
            kind=MessageKind.CORRECTED
        )
        assert lix("\n\n".join(words.text_of(message).paragraphs)) < GOALS[language]

    def test_the_page_says_when_they_are_told(self, client, planner, unit):
        minutes = new_minutes(unit, planner)
        client.force_login(planner)
        address = reverse("meetings:correct_minutes", args=[minutes.meeting.slug])
        assert "får veta det i natt" in client.get(address).text
        sent = {"form_key": new_key(), "text": WRONG, "plain_text": ""}
        assert "får veta det i natt" in client.post(address, sent, follow=True).text


class TestWhoIsToRead:
    WAITS = "väntar på att du läser"

    def page(self, client, person):
        client.force_login(person)
        return client.get(reverse("meetings:planning")).text

    def test_the_other_planners_of_the_unit_and_who_was_there_see_how_many_wait(self, client, planner, unit):
        waiting = [new_minutes(unit, planner, MinutesState.TO_APPROVE) for _each in range(2)]
        colleague, writer = staff(Role.PLANNER, unit), StaffFactory()
        new_table(waiting[0].meeting, writer)
        page = self.page(client, colleague)
        assert f"2 träffars minnesanteckningar {self.WAITS} dem" in page
        assert reverse("meetings:minutes", args=[waiting[0].meeting.slug]) in page
        assert "Lovisa Ekdahl" in page
        assert f"1 träffs minnesanteckningar {self.WAITS} dem" in self.page(client, writer)

    def test_the_writer_and_other_units_see_nothing(self, client, planner, unit):
        new_minutes(unit, planner, MinutesState.TO_APPROVE)
        for person in (planner, staff(Role.PLANNER, UnitFactory())):
            assert self.WAITS not in self.page(client, person)

    def test_nor_does_anyone_when_they_are_published_or_sent_back(self, client, planner, unit):
        for state in (MinutesState.DRAFT, MinutesState.PUBLISHED):
            new_minutes(unit, planner, state)
        assert self.WAITS not in self.page(client, staff(Role.PLANNER, unit))

    def test_the_page_costs_the_same_with_many(self, client, planner, unit, queries_of):
        client.force_login(staff(Role.PLANNER, unit))
        new_minutes(unit, planner, MinutesState.TO_APPROVE)
        first = queries_of(reverse("meetings:planning"))
        for _each in range(30):
            new_minutes(unit, planner, MinutesState.TO_APPROVE)
        assert queries_of(reverse("meetings:planning")) == first <= 12


@pytest.mark.parametrize(
    ("came", "walked_in", "says"),
    [
        (12, 0, "12 invånare var med."),
        (12, 7, "12 invånare var med, och 7 som kom utan anmälan."),
        (12, 2, "12 invånare var med, och några som kom utan anmälan."),
        (3, 9, "12 invånare var med."),
        (2, 1, ""),
    ],
)
def test_those_who_came_without_an_invitation_are_counted_and_no_small_number_is_told(
    planner, unit, came, walked_in, says
):
    meeting = new_meeting(days=-1, unit=unit, walk_ins=walked_in)
    for _each in range(came):
        new_invitation(meeting, arrived_at=clock.now())
    intro = actions.draft_minutes(actor=planner, meeting=closed(meeting)).intro
    assert intro.endswith(says)
    assert ("var med" in intro) == bool(says)
