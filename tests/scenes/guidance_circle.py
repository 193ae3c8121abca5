"""The scenes of who is around a resident."""

from medskapa.guidance import actions, circle_codes
from medskapa.guidance.models import CircleMember, Relation
from tests.access.world import GUIDE, GUIDED, OTHER_GUIDE, RESIDENT, World
from tests.guidance_factories import the_assignment
from tests.scenes import Scene


def a_member(world: World) -> CircleMember:
    """A friend whom the guided resident has added."""
    world.once(the_assignment)
    resident = world.people[GUIDED]
    return actions.add_member(actor=resident, resident=resident, name="Vän Vänsson", relation=Relation.RELATIVE)


def a_proposal(world: World) -> CircleMember:
    """A teacher whom the guide has proposed."""
    world.once(the_assignment)
    return actions.add_member(
        actor=world.people[GUIDE], resident=world.people[GUIDED], name="Lärare Ek", relation=Relation.TEACHER
    )


SCENES = {
    "guidance.add_member": Scene(
        GUIDE,
        lambda w, who: actions.add_member(
            actor=who, resident=w.people[GUIDED], name="Lärare Ek", relation=Relation.TEACHER
        ),
        stranger=OTHER_GUIDE,
        given=the_assignment,
    ),
    "guidance.agree_to_member": Scene(
        GUIDED,
        lambda w, who: actions.agree_to_member(actor=who, member=w.once(a_proposal)),
        stranger=GUIDE,
        given=a_proposal,
    ),
    "guidance.steer_member": Scene(
        GUIDED,
        lambda w, who: actions.steer_member(actor=who, member=w.once(a_member), sees_plan=True, sees_talks=False),
        stranger=GUIDE,
        given=a_member,
    ),
    "guidance.end_member": Scene(
        GUIDED,
        lambda w, who: actions.end_member(actor=who, member=w.once(a_member)),
        stranger=GUIDE,
        given=a_member,
    ),
    "guidance.join_circle": Scene(
        RESIDENT,
        lambda w, who: actions.join_circle(
            actor=who, member=w.once(a_member), code=circle_codes.code_of(w.once(a_member))
        ),
        stranger=None,
        given=a_member,
    ),
}
