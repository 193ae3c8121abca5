"""The scenes of the pool of residents who may be asked."""

from datetime import timedelta

from medskapa.core import clock
from medskapa.meetings import actions
from medskapa.meetings.models import PoolMember
from tests.access.world import ANSWERER, INVITED, PLANNER, World
from tests.meeting_factories import new_member
from tests.scenes import NOBODY, Scene

ADDRESS = "Storgatan 1\n252 00 Helsingborg"


def a_member(world: World) -> PoolMember:
    return new_member()


def myself(world: World) -> PoolMember:
    """A resident with an account who is in the pool."""
    return new_member(person=world.people[INVITED], via="sms", phone="070-1740607")


def one_long_gone(world: World) -> PoolMember:
    return new_member(left_on=clock.today() - timedelta(days=200))


def _read(member: PoolMember) -> PoolMember:
    return PoolMember.objects.get(pk=member.pk)


SCENES = {
    "meetings.take_into_pool": Scene(
        PLANNER,
        lambda w, who: actions.take_into_pool(
            actor=who, name="Ada", via="letter", address=ADDRESS, agreed_on=clock.today(), agreed_how="spoken"
        ),
    ),
    "meetings.edit_member": Scene(
        PLANNER,
        lambda w, who: actions.edit_member(actor=who, member=_read(w.once(a_member)), version=1, name="Ada Ek"),
        given=a_member,
    ),
    "meetings.leave_pool": Scene(
        INVITED, lambda w, who: actions.leave_pool(actor=who, member=_read(w.once(myself))), given=myself
    ),
    "meetings.agree_to_be_asked": Scene(
        INVITED,
        lambda w, who: actions.agree_to_be_asked(actor=who, via="sms", phone="070-1740607"),
        stranger=ANSWERER,
    ),
    "meetings.describe_oneself": Scene(
        INVITED, lambda w, who: actions.describe_oneself(actor=who, birth_year=1991), stranger=ANSWERER, given=myself
    ),
    "meetings.forget_members": Scene(
        NOBODY, lambda w, who: actions.forget_members(actor=who), stranger=PLANNER, given=one_long_gone
    ),
}
