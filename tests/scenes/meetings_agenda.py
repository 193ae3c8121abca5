"""The scenes of the agenda, and of the questions that are put to everybody beforehand."""

import secrets
from typing import Any

from medskapa.meetings import actions
from medskapa.meetings.models import AgendaItem, Meeting, MeetingState
from medskapa.voice.actions.receiving import Heard, Words
from medskapa.voice.models import Channel
from tests.access.world import AUTHOR, PLANNER, REGISTRAR, World
from tests.meeting_factories import new_item, new_meeting
from tests.scenes import Scene


def the_meeting(world: World) -> Meeting:
    """A meeting that is announced, in the unit "here"."""
    return new_meeting(unit=world.here)


def the_draft(world: World) -> Meeting:
    """The next one, which nobody but its planners knows of."""
    return new_meeting(unit=world.here, state=MeetingState.DRAFT)


def an_item(world: World) -> AgendaItem:
    """An item with a theme behind it, which anyone may answer beforehand."""
    return new_item(world.once(the_meeting), theme=world.theme, asked=True)


def another_item(world: World) -> AgendaItem:
    return new_item(world.once(the_meeting))


def a_struck_item(world: World) -> AgendaItem:
    return actions.drop_item(actor=_planner(world), item=new_item(world.once(the_meeting)), reason="Vi hinner inte.")


def a_merged_item(world: World) -> AgendaItem:
    item = new_item(world.once(the_meeting))
    return actions.merge_items(actor=_planner(world), item=item, into=world.once(another_item))


def _planner(world: World) -> Any:
    return world.people[PLANNER]


def _words() -> Words:
    return Words(text="Skriv kortare brev.", author_name="Alma")


def _heard() -> Heard:
    return Heard(channel=Channel.PHONE, own_words=True, read_back=True)


def _key() -> str:
    return secrets.token_urlsafe(24)


SCENES = {
    "meetings.draft_agenda": Scene(
        PLANNER, lambda w, who: actions.draft_agenda(actor=who, meeting=w.once(the_draft)), given=the_draft
    ),
    "meetings.order_agenda": Scene(
        PLANNER,
        lambda w, who: actions.order_agenda(
            actor=who, meeting=w.once(the_meeting), numbers={w.once(another_item).pk: 1}
        ),
        given=lambda w: (w.once(an_item), w.once(another_item)),
    ),
    "meetings.move_item": Scene(
        PLANNER,
        lambda w, who: actions.move_item(actor=who, item=w.once(an_item), down=True),
        given=lambda w: (w.once(an_item), w.once(another_item)),
    ),
    "meetings.add_item": Scene(
        PLANNER,
        lambda w, who: actions.add_item(actor=who, meeting=w.once(the_meeting), title="Hur blir breven kortare?"),
        given=the_meeting,
    ),
    "meetings.edit_item": Scene(
        PLANNER,
        lambda w, who: actions.edit_item(actor=who, item=w.once(an_item), version=1, title="Hur blir breven bra?"),
        given=an_item,
    ),
    "meetings.drop_item": Scene(
        PLANNER,
        lambda w, who: actions.drop_item(actor=who, item=w.once(an_item), reason="Vi hinner inte."),
        given=an_item,
    ),
    "meetings.restore_item": Scene(
        PLANNER, lambda w, who: actions.restore_item(actor=who, item=w.once(a_struck_item)), given=a_struck_item
    ),
    "meetings.merge_items": Scene(
        PLANNER,
        lambda w, who: actions.merge_items(actor=who, item=w.once(an_item), into=w.once(another_item)),
        given=lambda w: (w.once(an_item), w.once(another_item)),
    ),
    "meetings.undo_item_merge": Scene(
        PLANNER, lambda w, who: actions.undo_item_merge(actor=who, item=w.once(a_merged_item)), given=a_merged_item
    ),
    "meetings.answer_beforehand": Scene(
        AUTHOR,
        lambda w, who: actions.answer_beforehand(actor=who, item=w.once(an_item), words=_words(), form_key=_key()),
        stranger=None,
        given=an_item,
    ),
    "meetings.enter_answer": Scene(
        REGISTRAR,
        lambda w, who: actions.enter_answer(
            actor=who, item=w.once(an_item), words=_words(), heard=_heard(), form_key=_key()
        ),
        given=an_item,
    ),
}
