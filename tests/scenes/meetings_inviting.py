"""The scenes of invitations by hand, and of those taken back."""

from medskapa.meetings import actions
from medskapa.meetings.models import Invitation
from tests.access.world import ELSEWHERE, PLANNER, World
from tests.meeting_factories import new_invitation, new_member
from tests.scenes import Scene
from tests.scenes.meetings_planning import a_meeting


def one_invited(world: World) -> Invitation:
    return new_invitation(world.once(a_meeting))


SCENES = {
    "meetings.pick_by_hand": Scene(
        PLANNER,
        lambda w, who: actions.pick_by_hand(
            actor=who, meeting=w.once(a_meeting), member=new_member(), why="Kan mycket om breven."
        ),
        stranger=ELSEWHERE,
        given=a_meeting,
    ),
    "meetings.withdraw_invitation": Scene(
        PLANNER,
        lambda w, who: actions.withdraw_invitation(
            actor=who, invitation=Invitation.objects.get(pk=w.once(one_invited).pk), reason="Bjöds in två gånger."
        ),
        stranger=ELSEWHERE,
        given=one_invited,
    ),
}
