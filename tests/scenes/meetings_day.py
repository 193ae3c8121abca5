"""The scenes of the day: who comes, and what is written down at the tables. What is written down has a name."""

import secrets

from medskapa.meetings import actions
from medskapa.meetings.models import AgendaItem, Invitation, Meeting, Table, TableNote
from medskapa.people.models import Person
from tests.access.world import ELSEWHERE, MEMBER, PLANNER, World
from tests.meeting_factories import new_invitation, new_item, new_meeting, new_table
from tests.scenes import NOBODY, Scene


def a_day(world: World) -> Meeting:
    """Today's meeting of the unit "here"."""
    return new_meeting(unit=world.here, days=0)


def a_noted_table(world: World) -> Table:
    """A table at which the member of staff without a role takes notes."""
    return new_table(world.once(a_day), world.people[MEMBER])


def a_noted_item(world: World) -> AgendaItem:
    return new_item(world.once(a_day), theme=world.theme)


def one_to_come(world: World) -> Invitation:
    return new_invitation(world.once(a_day), state="yes")


def one_who_came(world: World) -> Invitation:
    return actions.arrive(actor=world.people[PLANNER], invitation=new_invitation(world.once(a_day), state="yes"))


def written(world: World, who: Person | None) -> TableNote:
    return actions.write_note(
        actor=who,
        table=world.once(a_noted_table),
        key=secrets.token_urlsafe(24),
        text="Breven är för svåra.",
        said_by="Alma",
    )


def a_note(world: World) -> TableNote:
    return written(world, world.people[MEMBER])


SCENES = {
    "meetings.arrive": Scene(
        PLANNER,
        lambda w, who: actions.arrive(actor=who, invitation=w.once(one_to_come)),
        stranger=ELSEWHERE,
        given=one_to_come,
    ),
    "meetings.check_in": Scene(
        NOBODY,
        lambda w, who: actions.check_in(actor=who, invitation=w.once(one_to_come)),
        stranger=None,
        given=one_to_come,
    ),
    "meetings.undo_arrival": Scene(
        PLANNER,
        lambda w, who: actions.undo_arrival(actor=who, invitation=w.once(one_who_came)),
        stranger=ELSEWHERE,
        given=one_who_came,
    ),
    "meetings.seat": Scene(
        MEMBER,
        lambda w, who: actions.seat(actor=who, invitation=w.once(one_to_come), table=w.once(a_noted_table)),
        stranger=ELSEWHERE,
        given=lambda w: (w.once(a_noted_table), w.once(one_to_come)),
    ),
    "meetings.count_walk_ins": Scene(
        PLANNER,
        lambda w, who: actions.count_walk_ins(actor=who, meeting=w.once(a_day), number=3),
        stranger=ELSEWHERE,
        given=a_day,
    ),
    "meetings.write_note": Scene(MEMBER, written, stranger=ELSEWHERE, given=a_noted_table),
    "meetings.type_notes": Scene(
        PLANNER,
        lambda w, who: actions.tie_notes(
            actor=who,
            meeting=w.once(a_day),
            item=w.once(a_noted_item),
            notes=actions.type_notes(
                actor=who, table=w.once(a_noted_table), key=secrets.token_urlsafe(24), lines=["Det drar."]
            ),
        ),
        stranger=ELSEWHERE,
        given=lambda w: (w.once(a_noted_table), w.once(a_noted_item)),
    ),
    "meetings.edit_note": Scene(
        MEMBER,
        lambda w, who: actions.edit_note(
            actor=who, note=w.once(a_note), version=1, text="Breven är svåra.", said_by="Alma"
        ),
        stranger=ELSEWHERE,
        given=a_note,
    ),
    "meetings.tie_notes": Scene(
        PLANNER,
        lambda w, who: actions.tie_notes(
            actor=who, meeting=w.once(a_day), notes=[w.once(a_note)], item=w.once(a_noted_item)
        ),
        stranger=ELSEWHERE,
        given=lambda w: (w.once(a_note), w.once(a_noted_item)),
    ),
    "meetings.remove_note": Scene(
        MEMBER,
        lambda w, who: actions.remove_note(actor=who, note=w.once(a_note)),
        stranger=ELSEWHERE,
        given=a_note,
    ),
}
