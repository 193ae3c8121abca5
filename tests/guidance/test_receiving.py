"""What becomes of the part of an entry that is for a guide: a guide at once, and the first free time."""

from datetime import timedelta

import pytest

from medskapa.core import clock
from medskapa.core.errors import Conflict
from medskapa.core.models import AuditRecord
from medskapa.entrance import handing
from medskapa.entrance.models import PartState
from medskapa.guidance import actions, queries
from medskapa.guidance.models import Begin, End, Slot, Talk, TalkState
from medskapa.guidance.queries import assignment_of
from medskapa.people.models import Role
from tests.factories import PersonFactory, staff
from tests.guidance_factories import assign, new_guide, new_plan, new_resident, waiting_part

pytestmark = pytest.mark.django_db


def hand(person, **entry):
    part = waiting_part(person, **entry)
    return handing.hand(part.entry, part), part


def free(guide, days):
    starts_at = clock.now() + timedelta(days=days)
    return Slot.objects.create(
        guide=guide, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=45), where="Rum 2"
    )


def test_the_person_is_told_who_the_guide_is_and_when_the_first_talk_is(guide):
    slot, resident = free(guide, 2), PersonFactory()
    told, part = hand(resident, signed_in=True)
    assert (told.name, told.initials, told.phone) == ("Gun Guide", "GG", "042-10 50 00")
    assert (told.talk_at, told.where) == (slot.starts_at, "Rum 2")
    assert Talk.objects.get(resident=resident).starts_at == slot.starts_at
    assert part.state == PartState.RECEIVED
    assert assignment_of(resident).began_as == Begin.ENTRY


def test_without_a_free_time_a_day_is_promised(guide):
    free(guide, 40)
    told, _part = hand(PersonFactory(), signed_in=True)
    assert told.talk_at is None
    assert told.promised_on > clock.today()


def test_one_who_did_not_sign_in_did_nothing_in_the_audit(guide):
    free(guide, 2)
    resident = PersonFactory()
    told, _part = hand(resident)
    assert told.talk_at
    assert {record.actor for record in AuditRecord.objects.all()} == {None}


def test_whoever_has_a_guide_keeps_them_and_the_talk_that_is_booked(guide, unit):
    resident = new_resident(guide)
    new_guide(unit)
    free(guide, 2)
    first, _part = hand(resident, signed_in=True)
    again, _part = hand(resident, signed_in=True)
    assert (again.name, again.talk_at) == (first.name, first.talk_at) == ("Gun Guide", first.talk_at)
    assert Talk.objects.count() == 1


def test_whoever_comes_back_is_counted_as_such(guide):
    resident = PersonFactory()
    assign(resident, guide, ended_on=clock.today(), ended_as=End.PATH_ENDED)
    hand(resident, signed_in=True)
    assert assignment_of(resident).began_as == Begin.RETURNED


def test_at_the_desk_the_one_who_writes_it_down_is_the_one_who_did_it(guide):
    desk, resident = staff(Role.RECEPTION), PersonFactory()
    hand(resident, how="desk", taken_in_by=desk)
    assert assignment_of(resident).assigned_by == desk


class TestTwoWhoAreOne:
    def test_the_guide_and_the_talk_of_the_newer_row_move_along(self, guide):
        free(guide, 2)
        new, kept = PersonFactory(), PersonFactory()
        hand(new)
        handing.join_all(actor=staff(Role.RECEPTION), new=new, kept=kept)
        assert assignment_of(kept).guide == guide
        assert assignment_of(new) is None
        assert Talk.objects.get().resident == kept

    def test_whoever_has_a_guide_keeps_them_and_the_other_time_is_free_again(self, guide, unit):
        other = new_guide(unit)
        kept, new = new_resident(other, weight=5), PersonFactory()
        slot = free(guide, 2)
        hand(new)
        reception = staff(Role.RECEPTION)
        actions.join_resident(actor=reception, new=new, kept=kept)
        assert assignment_of(kept).guide == other
        assert Talk.objects.get().state == TalkState.CANCELLED
        assert slot in queries.free_slots(guide=guide)
        assert actions.join_resident(actor=reception, new=new, kept=kept) == 0

    def test_two_plans_are_not_made_one_by_a_machine(self, guide):
        new, kept = new_resident(guide), new_resident(guide)
        new_plan(new)
        new_plan(kept)
        with pytest.raises(Conflict, match="Be guiden"):
            actions.join_resident(actor=staff(Role.RECEPTION), new=new, kept=kept)


def test_a_protected_identity_waits_for_a_manager(guide):
    resident = PersonFactory(protected_identity=True)
    told, part = hand(resident, signed_in=True)
    assert (told.name, part.state) == ("", PartState.WAITING)
    assert assignment_of(resident) is None


def test_where_nobody_has_room_the_part_waits(unit):
    new_guide(unit, takes_new=False)
    told, part = hand(PersonFactory(), signed_in=True)
    assert (told.name, part.state) == ("", PartState.WAITING)
    assert told.promised_on > clock.today()
