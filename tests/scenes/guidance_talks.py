"""The scenes of talks, contacts, notes and notices."""

from medskapa.core import clock
from medskapa.guidance import actions
from medskapa.guidance.models import Notice, NoticeKind, NoticeVia
from tests.access.world import GUIDE, GUIDED, MANAGER, OTHER_GUIDE, World
from tests.guidance_factories import the_assignment
from tests.scenes import NOBODY, Scene
from tests.talk_factories import (
    another_slot,
    at,
    the_hidden_note,
    the_missed_talk,
    the_note,
    the_past_talk,
    the_slot,
    the_talk,
)


def a_notice(world: World, via: NoticeVia = NoticeVia.SMS, **fields) -> Notice:
    talk = world.once(the_talk)
    about = {"about_model": "guidance.talk", "about_key": talk.pk}
    kind = {"kind": NoticeKind.TALK_BOOKED, "via": via, "made_on": clock.today()}
    return Notice.objects.create(resident=world.people[GUIDED], **about | kind | fields)


def a_letter(world: World) -> Notice:
    return a_notice(world, NoticeVia.LETTER)


def _to_move(world: World) -> None:
    world.once(the_talk)
    world.once(another_slot)


SCENES = {
    "guidance.add_slots": Scene(
        GUIDE, lambda w, who: actions.add_slots(actor=who, times=[(at(9), at(9, 10))]), stranger=MANAGER
    ),
    "guidance.remove_slots": Scene(
        GUIDE,
        lambda w, who: actions.remove_slots(actor=who, chosen=[w.once(the_slot)]),
        stranger=OTHER_GUIDE,
        given=the_slot,
    ),
    "guidance.book_talk": Scene(
        GUIDED,
        lambda w, who: actions.book_talk(actor=who, resident=w.people[GUIDED], slot=w.once(the_slot)),
        stranger=OTHER_GUIDE,
        given=the_slot,
    ),
    "guidance.move_talk": Scene(
        GUIDED,
        lambda w, who: actions.move_talk(actor=who, talk=w.once(the_talk), slot=w.once(another_slot)),
        given=_to_move,
    ),
    "guidance.cancel_talk": Scene(
        GUIDE,
        lambda w, who: actions.cancel_talk(actor=who, talk=w.once(the_talk), why="Jag är sjuk."),
        stranger=MANAGER,
        given=the_talk,
    ),
    "guidance.ask_to_choose": Scene(
        GUIDE,
        lambda w, who: actions.ask_to_choose(actor=who, resident=w.people[GUIDED]),
        stranger=OTHER_GUIDE,
        given=the_slot,
    ),
    "guidance.hold_talk": Scene(
        GUIDE,
        lambda w, who: actions.hold_talk(actor=who, talk=w.once(the_past_talk), note="Vi pratade."),
        stranger=MANAGER,
        given=the_past_talk,
    ),
    "guidance.miss_talk": Scene(
        GUIDE,
        lambda w, who: actions.miss_talk(actor=who, talk=w.once(the_past_talk)),
        stranger=OTHER_GUIDE,
        given=the_past_talk,
    ),
    "guidance.answer_missed": Scene(
        GUIDED,
        lambda w, who: actions.answer_missed(actor=who, talk=w.once(the_missed_talk), why="Bussen kom inte."),
        given=the_missed_talk,
    ),
    "guidance.remind_of_talk": Scene(
        NOBODY,
        lambda w, who: actions.remind_of_talk(actor=who, talk=w.once(the_talk)),
        stranger=None,
        given=the_talk,
    ),
    "guidance.log_contact": Scene(
        GUIDE,
        lambda w, who: actions.log_contact(actor=who, resident=w.people[GUIDED], kind="phone", day=clock.today()),
        stranger=OTHER_GUIDE,
        given=the_assignment,
    ),
    "guidance.write_note": Scene(
        GUIDE,
        lambda w, who: actions.write_note(actor=who, resident=w.people[GUIDED], text="Vi pratade."),
        stranger=MANAGER,
        given=the_assignment,
    ),
    "guidance.show_note": Scene(
        GUIDE,
        lambda w, who: actions.show_note(actor=who, note=w.once(the_hidden_note)),
        stranger=GUIDED,
        given=the_hidden_note,
    ),
    "guidance.dispute_note": Scene(
        GUIDED,
        lambda w, who: actions.dispute_note(actor=who, note=w.once(the_note), text="Jag sa inte så."),
        given=the_note,
    ),
    "guidance.mark_notice_sent": Scene(
        NOBODY,
        lambda w, who: actions.mark_notice_sent(actor=who, notice=w.once(a_notice)),
        stranger=None,
        given=a_notice,
    ),
    "guidance.fail_notice": Scene(
        NOBODY,
        lambda w, who: actions.fail_notice(actor=who, notice=w.once(a_notice), reason="Numret finns inte."),
        stranger=None,
        given=a_notice,
    ),
    "guidance.stop_notice": Scene(
        NOBODY,
        lambda w, who: actions.stop_notice(actor=who, notice=w.once(a_notice)),
        stranger=None,
        given=a_notice,
    ),
    "guidance.print_notices": Scene(
        GUIDE,
        lambda w, who: actions.print_notices(actor=who, chosen=[w.once(a_letter)]),
        stranger=OTHER_GUIDE,
        given=a_letter,
    ),
    "guidance.hand_over_notices": Scene(
        GUIDE,
        lambda w, who: actions.hand_over_notices(actor=who, chosen=[w.once(a_letter)]),
        stranger=OTHER_GUIDE,
        given=a_letter,
    ),
}
