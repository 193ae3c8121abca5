"""The scenes of groups: areas, development groups, working groups, their members and meetings."""

from datetime import timedelta

from medskapa.change import actions
from medskapa.change.models import DevelopmentGroup, GroupMeeting, ImprovementArea, Member, Process, WorkingGroup
from medskapa.core import clock
from tests.access.world import MEMBER, PLANNER, World
from tests.change_factories import new_area, new_group, the_development_group
from tests.factories import StaffFactory
from tests.scenes import Scene


def an_area(world: World) -> ImprovementArea:
    return new_area()


def a_development_group(world: World) -> DevelopmentGroup:
    return the_development_group()


def a_group(world: World) -> WorkingGroup:
    """A working group of the unit "here", in which the member works."""
    return new_group(world.people[MEMBER], unit=world.here)


def a_member(world: World) -> Member:
    return world.once(a_group).members.get(person=world.people[MEMBER])


def a_group_meeting(world: World) -> GroupMeeting:
    starts_at = clock.now() + timedelta(days=7)
    return GroupMeeting.objects.create(
        working_group=world.once(a_group), starts_at=starts_at, place="Rum 3", called_by=world.people[PLANNER]
    )


SCENES = {
    "change.add_area": Scene(
        PLANNER,
        lambda w, who: actions.add_area(
            actor=who, name="Svåra brev", process=Process.INFLUENCE, about="Breven är svåra.", source="Enkäten 2015"
        ),
    ),
    "change.edit_area": Scene(
        PLANNER,
        lambda w, who: actions.edit_area(
            actor=who, area=w.once(an_area), process=Process.SMOOTH, source_on=None, about="Breven är långa."
        ),
        given=an_area,
    ),
    "change.set_up_development_group": Scene(
        PLANNER,
        lambda w, who: actions.set_up_development_group(
            actor=who,
            process=Process.SMOOTH,
            hours_a_month=8,
            name="En smidigare väg",
            purpose="Vägen ska vara rak.",
            mandate="Gruppen får pröva nytt.",
        ),
    ),
    "change.make_group": Scene(
        PLANNER,
        lambda w, who: actions.make_group(
            actor=who,
            name="Brevgruppen",
            task="Gör breven lätta.",
            area=w.once(an_area),
            development_group=w.once(a_development_group),
            unit=w.here,
            due_on=clock.today() + timedelta(days=60),
        ),
        given=lambda w: (w.once(an_area), w.once(a_development_group)),
    ),
    "change.edit_group": Scene(
        PLANNER,
        lambda w, who: actions.edit_group(
            actor=who,
            group=w.once(a_group),
            version=1,
            due_on=w.once(a_group).due_on,
            area=w.once(a_group).area,
            task="Gör breven korta.",
        ),
        stranger=MEMBER,
        given=a_group,
    ),
    "change.end_group": Scene(
        PLANNER,
        lambda w, who: actions.end_group(actor=who, group=w.once(a_group), early=False),
        stranger=MEMBER,
        given=a_group,
    ),
    "change.tell_progress": Scene(
        MEMBER,
        lambda w, who: actions.tell_progress(actor=who, group=w.once(a_group), text="Vi har läst tio brev."),
        given=a_group,
    ),
    "change.call_meeting": Scene(
        PLANNER,
        lambda w, who: actions.call_meeting(
            actor=who, group=w.once(a_group), starts_at=clock.now() + timedelta(days=9), place="Rum 2"
        ),
        stranger=MEMBER,
        given=a_group,
    ),
    "change.change_meeting": Scene(
        PLANNER,
        lambda w, who: actions.change_meeting(
            actor=who,
            meeting=w.once(a_group_meeting),
            starts_at=w.once(a_group_meeting).starts_at,
            place="Rum 4",
        ),
        stranger=MEMBER,
        given=a_group_meeting,
    ),
    "change.cancel_meeting": Scene(
        PLANNER,
        lambda w, who: actions.cancel_meeting(actor=who, meeting=w.once(a_group_meeting)),
        stranger=MEMBER,
        given=a_group_meeting,
    ),
    "change.join": Scene(
        PLANNER,
        lambda w, who: actions.join(actor=who, group=w.once(a_group), person=StaffFactory()),
        stranger=MEMBER,
        given=a_group,
    ),
    "change.leave": Scene(
        MEMBER, lambda w, who: actions.leave(actor=who, member=w.once(a_member)), given=lambda w: w.once(a_member)
    ),
    "change.show_name": Scene(
        MEMBER,
        lambda w, who: actions.show_name(actor=who, member=w.once(a_member), shown=True),
        stranger=PLANNER,
        given=lambda w: w.once(a_member),
    ),
}
