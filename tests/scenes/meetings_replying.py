"""The scenes of the answer to an invitation."""

from medskapa.meetings import actions
from medskapa.meetings.actions.replying import Reply
from medskapa.meetings.models import Invitation, RepliedBy
from tests.access.world import ELSEWHERE, REGISTRAR, World
from tests.scenes import NOBODY, Scene
from tests.scenes.meetings_messaging import an_asked


def _asked(world: World) -> Invitation:
    return Invitation.objects.get(pk=world.once(an_asked).pk)


SCENES = {
    "meetings.reply": Scene(
        NOBODY,
        lambda w, who: actions.reply(actor=who, invitation=_asked(w), answer=Reply(coming=True)),
        stranger=None,
        given=an_asked,
    ),
    "meetings.enter_reply": Scene(
        REGISTRAR,
        lambda w, who: actions.enter_reply(
            actor=who, invitation=_asked(w), answer=Reply(coming=False), by=RepliedBy.CONTACT
        ),
        stranger=ELSEWHERE,
        given=an_asked,
    ),
}
