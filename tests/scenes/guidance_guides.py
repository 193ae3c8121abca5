"""The scenes of guides: who gets which, hand-over, absence, and another guide."""

from datetime import timedelta

from medskapa.core import clock
from medskapa.guidance import actions
from medskapa.guidance.models import Absence, GuideAssignment, GuideRequest
from medskapa.people.models import Person, Role
from tests.access.world import GUIDE, GUIDED, MANAGER, OTHER_GUIDE, RECEPTION, RESIDENT, World
from tests.factories import PersonFactory, staff
from tests.guidance_factories import profile_of, the_assignment
from tests.scenes import Scene


def another_guide(world: World) -> Person:
    """A colleague of the guide, in the same unit."""
    colleague = staff(Role.GUIDE, world.here, name="Andra Guiden")
    profile_of(colleague, world.here)
    return colleague


def somebody_new(world: World) -> Person:
    """A resident who has no guide."""
    return PersonFactory(name="Ny Invånare")


def a_request(world: World) -> GuideRequest:
    """The guided resident has asked for another guide."""
    return actions.ask_for_another(actor=world.people[GUIDED], assignment=world.once(the_assignment))


def an_absence(world: World) -> Absence:
    """The guide is away from tomorrow, and the colleague covers."""
    world.once(the_assignment)
    day = clock.today() + timedelta(days=1)
    return Absence.objects.create(
        guide=world.people[GUIDE], cover=world.once(another_guide), starts_on=day, ends_on=day + timedelta(days=3)
    )


def _both(world: World) -> tuple[GuideAssignment, Person]:
    return world.once(the_assignment), world.once(another_guide)


SCENES = {
    "guidance.assign_guide": Scene(
        MANAGER,
        lambda w, who: actions.assign_guide(actor=who, resident=w.once(somebody_new), guide=w.once(another_guide)),
        given=lambda w: (w.once(somebody_new), w.once(another_guide)),
    ),
    "guidance.set_weight": Scene(
        GUIDE,
        lambda w, who: actions.set_weight(
            actor=who, assignment=w.once(the_assignment), weight=4, reason="Ses varje vecka."
        ),
        stranger=OTHER_GUIDE,
        given=the_assignment,
    ),
    "guidance.edit_profile": Scene(
        GUIDE,
        lambda w, who: actions.edit_profile(
            actor=who, guide=w.people[GUIDE], version=1, about="Jag tycker om att promenera."
        ),
        stranger=OTHER_GUIDE,
        given=the_assignment,
    ),
    "guidance.write_handover": Scene(
        GUIDE,
        lambda w, who: actions.write_handover(
            actor=who, assignment=w.once(the_assignment), text="Vi har sökt tre jobb ihop."
        ),
        stranger=OTHER_GUIDE,
        given=the_assignment,
    ),
    "guidance.hand_over": Scene(
        MANAGER,
        lambda w, who: actions.hand_over(
            actor=who, assignment=w.once(the_assignment), to=w.once(another_guide), text="Vi har sökt tre jobb ihop."
        ),
        stranger=GUIDE,
        given=_both,
    ),
    "guidance.hand_over_all": Scene(
        MANAGER,
        lambda w, who: actions.hand_over_all(
            actor=who,
            guide=w.people[GUIDE],
            to={w.once(the_assignment).pk: w.once(another_guide)},
            text="Alla vet om att jag slutar.",
        ),
        stranger=GUIDE,
        given=_both,
    ),
    "guidance.set_absence": Scene(
        GUIDE,
        lambda w, who: actions.set_absence(
            actor=who,
            guide=w.people[GUIDE],
            cover=w.once(another_guide),
            starts_on=clock.today(),
            ends_on=clock.today() + timedelta(days=2),
        ),
        stranger=OTHER_GUIDE,
        given=_both,
    ),
    "guidance.end_absence": Scene(
        GUIDE,
        lambda w, who: actions.end_absence(actor=who, absence=w.once(an_absence)),
        stranger=OTHER_GUIDE,
        given=an_absence,
    ),
    "guidance.ask_for_another": Scene(
        GUIDED,
        lambda w, who: actions.ask_for_another(
            actor=who, assignment=w.once(the_assignment), reason="Vi kommer inte överens."
        ),
        stranger=RESIDENT,
        given=the_assignment,
    ),
    "guidance.withdraw_request": Scene(
        GUIDED,
        lambda w, who: actions.withdraw_request(actor=who, request=w.once(a_request)),
        given=a_request,
    ),
    "guidance.grant_request": Scene(
        MANAGER,
        lambda w, who: actions.grant_request(
            actor=who, request=w.once(a_request), guide=w.once(another_guide), answer="Andra Guiden ringer dig."
        ),
        stranger=GUIDE,
        given=lambda w: (w.once(a_request), w.once(another_guide)),
    ),
    "guidance.join_resident": Scene(
        RECEPTION,
        lambda w, who: actions.join_resident(actor=who, new=w.once(somebody_new), kept=w.people[GUIDED]),
        stranger=GUIDE,
        given=lambda w: (w.once(the_assignment), w.once(somebody_new)),
    ),
    "guidance.refuse_request": Scene(
        MANAGER,
        lambda w, who: actions.refuse_request(actor=who, request=w.once(a_request), answer="Alla är fullt upptagna."),
        stranger=GUIDE,
        given=a_request,
    ),
}
