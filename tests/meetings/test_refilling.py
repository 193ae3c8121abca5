"""A seat that becomes free goes to the next in the lot: by hand, every night, until shortly before the meeting."""

from datetime import timedelta

import pytest

from medskapa.core import clock
from medskapa.core.daily import run_due
from medskapa.core.errors import Conflict
from medskapa.meetings import actions, draws
from medskapa.meetings.models import PoolMember
from tests.meeting_factories import new_meeting
from tests.meetings.drawing import NOBODY, drawn, many_members, said
from tests.meetings.pages import url

pytestmark = pytest.mark.django_db


def test_a_free_seat_goes_to_the_next_in_the_lot_and_nobody_who_said_no_is_asked_again(planner, meeting):
    many_members()
    draw = drawn(planner, meeting, plan=NOBODY)
    first, second = meeting.invitations.order_by("lot")[:2]
    said(first, "no")
    said(second, "withdrawn")
    reserves = draw.result["reserves"][:2]
    assert actions.refill_seats(actor=planner, meeting=meeting) == 2
    new = meeting.invitations.order_by("lot")[8:]
    behind = dict(draw.members.values_list("member_id", "pool_id"))
    assert [behind[each.member_id] for each in new] == reserves
    assert [each.lot for each in new] == [9, 10]
    assert actions.refill_seats(actor=planner, meeting=meeting) == 0
    assert meeting.invitations.count() == 10


def test_one_who_does_not_answer_in_time_gives_up_the_seat_and_the_new_one_has_a_week(planner, unit):
    meeting = new_meeting(unit=unit, days=40)
    many_members()
    drawn(planner, meeting)
    meeting.invitations.update(state="asked")
    reply_by = meeting.reply_by
    with clock.fixed(clock.midnight(reply_by + timedelta(days=1))):
        meeting.starts_at += timedelta(days=30)
        meeting.ends_at += timedelta(days=30)
        meeting.save()
        assert actions.refill_seats(actor=None, meeting=meeting) == 8
        new = meeting.invitations.filter(made_on=clock.today())
        assert draws.answer_by(new[0]) == clock.today() + timedelta(days=7)
        new.update(state="asked")
        assert actions.refill_seats(actor=None, meeting=meeting) == 0
    with clock.fixed(clock.midnight(reply_by + timedelta(days=9))):
        assert actions.refill_seats(actor=None, meeting=meeting) == 8


def test_a_reserve_who_was_asked_elsewhere_left_or_was_picked_is_passed_over(planner, meeting):
    many_members()
    draw = drawn(planner, meeting, plan=NOBODY)
    behind = dict(draw.members.values_list("pool_id", "member_id"))
    elsewhere, left, picked, nearest = [PoolMember.objects.get(pk=behind[key]) for key in draw.result["reserves"][:4]]
    PoolMember.objects.filter(pk=elsewhere.pk).update(asked_on=clock.today())
    actions.leave_pool(actor=planner, member=left)
    actions.pick_by_hand(actor=planner, meeting=meeting, member=picked, why="Kan mycket om breven.")
    said(meeting.invitations.get(lot=1), "no")
    assert actions.refill_seats(actor=planner, meeting=meeting) == 1
    assert meeting.invitations.get(lot=9).member == nearest
    draw.refresh_from_db()
    draws.again(draw)


def test_seats_are_filled_every_night_until_shortly_before_the_meeting(planner, unit):
    near, far = new_meeting(unit=unit, days=2), new_meeting(unit=unit)
    many_members()
    for meeting in (near, far):
        drawn(planner, meeting, seats=4, plan=NOBODY)
        said(meeting.invitations.first(), "no")
    done = run_due()
    assert "medskapa.meetings.daily.refill_seats" in done
    assert near.invitations.count() == 4
    assert far.invitations.count() == 5


def test_seats_are_not_filled_too_late_or_without_lots(planner, unit, meeting):
    many_members()
    with pytest.raises(Conflict, match="Dra lotterna först"):
        actions.refill_seats(actor=planner, meeting=meeting)
    near = new_meeting(unit=unit, days=2)
    drawn(planner, near, plan=NOBODY)
    with pytest.raises(Conflict, match="för sent"):
        actions.refill_seats(actor=planner, meeting=near)


def test_an_empty_pool_leaves_the_seat_empty_and_says_so(client, planner, meeting):
    many_members(6)
    drawn(planner, meeting, seats=6, plan=NOBODY)
    said(meeting.invitations.first(), "no")
    assert actions.refill_seats(actor=planner, meeting=meeting) == 0
    assert "1 plats är tom" in client.get(url("draw", meeting.slug)).text
