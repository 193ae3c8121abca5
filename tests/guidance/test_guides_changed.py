"""From one guide to another: with a note that the resident reads, one by one or all of a guide at once."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from medskapa.core import clock
from medskapa.core.errors import Conflict
from medskapa.core.idempotency import new_key
from medskapa.guidance import actions
from medskapa.guidance.models import (
    End,
    GuideAssignment,
    GuideProfile,
    Notice,
    NoticeKind,
    RequestState,
    Talk,
    TalkState,
)
from medskapa.guidance.queries import assignment_of
from tests.guidance_factories import new_guide, new_resident

pytestmark = pytest.mark.django_db

NOTE = "Vi har sökt tre jobb. Sara vill helst arbeta i kök."


@pytest.fixture
def resident(guide):
    return new_resident(guide, name="Sara Söker", weight=4)


@pytest.fixture
def managing(client, manager):
    client.force_login(manager)
    return client


def sent(**fields):
    return {"form_key": new_key()} | fields


class TestTheNote:
    def test_the_guide_writes_it_and_the_resident_reads_it_first(self, client, guide, resident):
        client.force_login(guide)
        assert client.post(reverse("guidance:handover", args=[resident.pk]), sent(text=NOTE)).status_code == 302
        client.force_login(resident)
        assert NOTE in client.get(reverse("guidance:my_guide")).text

    def test_it_stays_for_the_resident_to_read_afterwards(self, client, manager, resident, next_guide):
        actions.hand_over(actor=manager, assignment=assignment_of(resident), to=next_guide, text=NOTE)
        client.force_login(resident)
        page = client.get(reverse("guidance:my_guide")).text
        assert NOTE in page
        assert "Gun Guide" in page

    def test_the_same_words_again_change_nothing(self, guide, resident):
        assignment = actions.write_handover(actor=guide, assignment=assignment_of(resident), text=NOTE)
        assert actions.write_handover(actor=guide, assignment=assignment, text=NOTE).version == 2

    def test_a_note_that_is_too_long_is_refused(self, guide, resident):
        with pytest.raises(ValidationError):
            actions.write_handover(actor=guide, assignment=assignment_of(resident), text="x" * 4_001)

    def test_the_guide_of_before_writes_no_more(self, manager, guide, resident, next_guide):
        old = assignment_of(resident)
        actions.hand_over(actor=manager, assignment=old, to=next_guide, text=NOTE)
        with pytest.raises(PermissionDenied):
            actions.write_handover(actor=guide, assignment=old, text="Mer.")
        with pytest.raises(Conflict):
            actions.write_handover(actor=next_guide, assignment=old, text="Mer.")


class TestHandingOver:
    def test_the_manager_hands_over_once_and_the_resident_is_told(self, managing, resident, next_guide):
        address = reverse("guidance:hand_over", args=[resident.pk])
        form = sent(guide=next_guide.pk, text=NOTE)
        assert [managing.post(address, form).status_code for _click in range(2)] == [302, 302]
        now = assignment_of(resident)
        assert (now.guide, now.weight) == (next_guide, 4)
        assert ["chosen", ""] in now.reasons
        before = GuideAssignment.objects.get(resident=resident, ended_on__isnull=False)
        assert (before.ended_as, before.handover) == (End.HANDED_OVER, NOTE)
        assert Notice.objects.filter(resident=resident, kind=NoticeKind.NEW_GUIDE).count() == 1

    def test_what_was_booked_with_the_guide_of_before_is_cancelled_and_told(self, manager, guide, resident, next_guide):
        starts_at = clock.now() + timedelta(days=3)
        talk = Talk.objects.create(
            resident=resident,
            guide=guide,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=1),
            booked_by=resident,
        )
        actions.hand_over(actor=manager, assignment=assignment_of(resident), to=next_guide, text=NOTE)
        talk.refresh_from_db()
        assert (talk.state, talk.calendar_number) == (TalkState.CANCELLED, 1)
        assert Notice.objects.filter(resident=resident, kind=NoticeKind.TALK_CANCELLED).count() == 1

    def test_it_needs_a_note(self, managing, resident, next_guide):
        response = managing.post(reverse("guidance:hand_over", args=[resident.pk]), sent(guide=next_guide.pk, text=""))
        assert response.status_code == 422
        assert assignment_of(resident).guide.name == "Gun Guide"

    def test_not_to_the_same_guide(self, manager, guide, resident):
        with pytest.raises(ValidationError):
            actions.hand_over(actor=manager, assignment=assignment_of(resident), to=guide, text=NOTE)

    def test_not_to_a_guide_whom_the_manager_does_not_lead(self, manager, resident):
        with pytest.raises(PermissionDenied):
            actions.hand_over(actor=manager, assignment=assignment_of(resident), to=new_guide(), text=NOTE)

    def test_of_two_managers_the_second_is_told(self, manager, resident, next_guide, unit):
        old = assignment_of(resident)
        actions.hand_over(actor=manager, assignment=old, to=next_guide, text=NOTE)
        with pytest.raises(Conflict, match="en annan guide nu"):
            actions.hand_over(actor=manager, assignment=old, to=new_guide(unit), text=NOTE)
        assert actions.hand_over(actor=manager, assignment=old, to=next_guide, text=NOTE).guide == next_guide

    def test_the_guide_of_before_no_longer_opens_the_file_and_the_new_one_does(
        self, client, manager, guide, resident, next_guide
    ):
        actions.hand_over(actor=manager, assignment=assignment_of(resident), to=next_guide, text=NOTE)
        for who, status in ((guide, 404), (next_guide, 200)):
            client.force_login(who)
            assert client.get(reverse("guidance:file", args=[resident.pk])).status_code == status

    def test_whoever_asked_for_another_guide_is_not_left_waiting(self, manager, resident, next_guide):
        asked = actions.ask_for_another(actor=resident, assignment=assignment_of(resident))
        actions.hand_over(actor=manager, assignment=assignment_of(resident), to=next_guide, text=NOTE)
        asked.refresh_from_db()
        assert (asked.state, asked.answered_by) == (RequestState.GRANTED, manager)


class TestAGuideWhoLeaves:
    @pytest.fixture
    def residents(self, guide):
        return [new_resident(guide, name=f"Invånare {n}") for n in range(4)]

    def form(self, page, **fields):
        chosen = {bound.html_name: bound.initial for bound in page.context["form"].rows}
        return sent(text="Jag slutar. Tack för allt.") | chosen | fields

    def test_every_resident_gets_another_in_one_step_with_a_proposal_each(
        self, managing, guide, residents, next_guide, unit
    ):
        third = new_guide(unit, name="Tina Tredje")
        address = reverse("guidance:hand_over_all", args=[guide.pk])
        form = self.form(managing.get(address))
        assert [managing.post(address, form).status_code for _click in range(2)] == [302, 302]
        assert not GuideAssignment.objects.filter(guide=guide, ended_on__isnull=True).exists()
        loads = [GuideAssignment.objects.filter(guide=each, ended_on=None).count() for each in (next_guide, third)]
        assert loads == [2, 2]
        ended = GuideAssignment.objects.filter(guide=guide)
        assert {each.ended_as for each in ended} == {End.GUIDE_LEFT}
        assert {each.handover for each in ended} == {"Jag slutar. Tack för allt."}
        assert not GuideProfile.objects.get(person=guide).takes_new
        assert Notice.objects.filter(kind=NoticeKind.NEW_GUIDE).count() == 4

    def test_the_guides_own_note_stands(self, manager, guide, residents, next_guide):
        own = assignment_of(residents[0])
        actions.write_handover(actor=guide, assignment=own, text=NOTE)
        to = {each.pk: next_guide for each in GuideAssignment.objects.filter(guide=guide)}
        actions.hand_over_all(actor=manager, guide=guide, to=to, text="Hej då.")
        own.refresh_from_db()
        assert own.handover == NOTE

    def test_one_left_without_a_choice_stops_it_all(self, managing, guide, residents, next_guide):
        address = reverse("guidance:hand_over_all", args=[guide.pk])
        form = self.form(managing.get(address))
        form[f"to_{assignment_of(residents[0]).pk}"] = ""
        response = managing.post(address, form)
        assert response.status_code == 422
        assert "Jag slutar. Tack för allt." in response.text
        assert GuideAssignment.objects.filter(guide=guide, ended_on__isnull=True).count() == 4

    def test_a_resident_who_came_meanwhile_is_not_forgotten(self, manager, guide, residents, next_guide):
        to = {each.pk: next_guide for each in GuideAssignment.objects.filter(guide=guide)}
        new_resident(guide)
        with pytest.raises(Conflict, match="Listan har ändrats"):
            actions.hand_over_all(actor=manager, guide=guide, to=to, text="Hej då.")

    def test_it_needs_words_where_none_are_written(self, manager, guide, residents, next_guide):
        to = {each.pk: next_guide for each in GuideAssignment.objects.filter(guide=guide)}
        with pytest.raises(ValidationError):
            actions.hand_over_all(actor=manager, guide=guide, to=to)

    def test_nobody_goes_back_to_the_one_who_leaves(self, manager, guide, residents):
        to = {each.pk: guide for each in GuideAssignment.objects.filter(guide=guide)}
        with pytest.raises(Conflict):
            actions.hand_over_all(actor=manager, guide=guide, to=to, text="Hej då.")

    def test_where_nobody_is_left_nothing_happens(self, manager, guide):
        assert actions.hand_over_all(actor=manager, guide=guide, to={}) == []

    def test_where_nobody_has_room_the_manager_chooses(self, managing, guide, residents, next_guide):
        GuideProfile.objects.filter(person=next_guide).update(most_weight=5)
        page = managing.get(reverse("guidance:hand_over_all", args=[guide.pk]))
        proposed = [bound.initial for bound in page.context["form"].rows]
        assert proposed == [str(next_guide.pk), str(next_guide.pk), "", ""]


class TestWhatTheGuideOfBeforeSees:
    def test_only_that_there_is_another_guide(self, client, manager, guide, resident, next_guide):
        actions.hand_over(actor=manager, assignment=assignment_of(resident), to=next_guide, text=NOTE)
        client.force_login(guide)
        page = client.get(reverse("guidance:today")).text
        assert "Har nu en annan guide" in page
        assert "Sara Söker" in page

    def test_not_for_ever(self, client, manager, guide, resident, next_guide):
        actions.hand_over(actor=manager, assignment=assignment_of(resident), to=next_guide, text=NOTE)
        long_ago = clock.today() - timedelta(days=15)
        GuideAssignment.objects.filter(guide=guide).update(began_on=long_ago, ended_on=long_ago)
        client.force_login(guide)
        assert "Sara Söker" not in client.get(reverse("guidance:today")).text
