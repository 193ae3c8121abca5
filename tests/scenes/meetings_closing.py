"""The scenes of outcomes, of closing a meeting, and of its minutes."""

from typing import Any

from medskapa.core import clock
from medskapa.meetings import actions
from medskapa.meetings.models import AgendaItem, Meeting, Minutes, MinutesSection, MinutesState
from medskapa.people.models import Person, Role
from tests.access.world import PLANNER, World
from tests.factories import staff
from tests.meeting_factories import closed, new_item, new_meeting
from tests.scenes import NOBODY, Scene


def a_held_meeting(world: World) -> Meeting:
    """A meeting of yesterday in the unit "here", with one item on which nothing is decided."""
    meeting = new_meeting(unit=world.here, days=-1)
    new_item(meeting)
    return meeting


def an_open_item(world: World) -> AgendaItem:
    return world.once(a_held_meeting).items.get()


def a_settled_item(world: World) -> AgendaItem:
    return settled(world, new_item(new_meeting(unit=world.here, days=-1)))


def a_settled_meeting(world: World) -> Meeting:
    """A meeting that can be closed."""
    meeting = new_meeting(unit=world.here, days=-1)
    settled(world, new_item(meeting))
    return meeting


def settled(world: World, item: AgendaItem) -> AgendaItem:
    return actions.record_outcome(
        actor=_planner(world), item=item, outcome="answered", text="Vi skriver om breven.", version=item.version
    )


def a_closed_meeting(world: World) -> Meeting:
    meeting = new_meeting(unit=world.here, days=-1)
    new_item(meeting, title="Hur blir breven bra?")
    return closed(meeting)


def a_colleague(world: World) -> Person:
    """Another planner, who wrote the minutes."""
    return staff(Role.PLANNER, world.here, name="Kollega Planerare")


def _written(world: World, state: MinutesState = MinutesState.DRAFT) -> Minutes:
    meeting, writer = a_closed_meeting(world), world.once(a_colleague)
    minutes = Minutes.objects.create(
        meeting=meeting, intro="Vi träffades.", plain_intro="Vi träffades.", edited_by=writer
    )
    MinutesSection.objects.create(
        minutes=minutes,
        item=meeting.items.get(),
        number=1,
        said="Breven är för långa.",
        plain_said="Breven är för långa.",
    )
    if state != MinutesState.DRAFT:
        minutes.state = state
    if state == MinutesState.PUBLISHED:
        minutes.approved_by, minutes.published_at = _planner(world), clock.now()
    minutes.save()
    return minutes


def a_draft(world: World) -> Minutes:
    return _written(world)


def minutes_to_read(world: World) -> Minutes:
    return _written(world, MinutesState.TO_APPROVE)


def published_minutes(world: World) -> Minutes:
    return _written(world, MinutesState.PUBLISHED)


def corrected_minutes(world: World) -> Minutes:
    return actions.correct_minutes(actor=_planner(world), minutes=published_minutes(world), text="Dagen var fel.")


def _planner(world: World) -> Any:
    return world.people[PLANNER]


SCENES = {
    "meetings.record_outcome": Scene(
        PLANNER,
        lambda w, who: actions.record_outcome(
            actor=who, item=w.once(an_open_item), outcome="dropped", text="Det är löst.", version=1
        ),
        given=an_open_item,
    ),
    "meetings.take_back_outcome": Scene(
        PLANNER,
        lambda w, who: actions.take_back_outcome(actor=who, item=w.once(a_settled_item)),
        given=a_settled_item,
    ),
    "meetings.close": Scene(
        PLANNER,
        lambda w, who: actions.close(actor=who, meeting=w.once(a_settled_meeting)),
        given=a_settled_meeting,
    ),
    "meetings.draft_minutes": Scene(
        PLANNER,
        lambda w, who: actions.draft_minutes(actor=who, meeting=w.once(a_closed_meeting)),
        given=a_closed_meeting,
    ),
    "meetings.edit_minutes": Scene(
        PLANNER,
        lambda w, who: actions.edit_minutes(actor=who, minutes=w.once(a_draft), version=1, intro="Vi var många."),
        given=a_draft,
    ),
    "meetings.edit_section": Scene(
        PLANNER,
        lambda w, who: actions.edit_section(
            actor=who, section=w.once(a_draft).sections.get(), version=1, said="Breven är långa."
        ),
        given=a_draft,
    ),
    "meetings.hand_in_minutes": Scene(
        PLANNER,
        lambda w, who: actions.hand_in_minutes(actor=who, minutes=w.once(a_draft), version=1),
        given=a_draft,
    ),
    "meetings.approve_minutes": Scene(
        PLANNER,
        lambda w, who: actions.approve_minutes(actor=who, minutes=w.once(minutes_to_read), version=1),
        given=minutes_to_read,
    ),
    "meetings.send_back_minutes": Scene(
        PLANNER,
        lambda w, who: actions.send_back_minutes(actor=who, minutes=w.once(minutes_to_read), comment="Kortare."),
        given=minutes_to_read,
    ),
    "meetings.correct_minutes": Scene(
        PLANNER,
        lambda w, who: actions.correct_minutes(actor=who, minutes=w.once(published_minutes), text="Dagen var fel."),
        given=published_minutes,
    ),
    "meetings.strike_words": Scene(
        PLANNER,
        lambda w, who: actions.strike_words(actor=who, minutes=w.once(published_minutes), words="för långa"),
        given=published_minutes,
    ),
    "meetings.tell_of_corrections": Scene(
        NOBODY,
        lambda w, who: actions.tell_of_corrections(actor=who, minutes=w.once(corrected_minutes)),
        stranger=None,
        given=corrected_minutes,
    ),
}
