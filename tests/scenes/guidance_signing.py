"""The scenes of signing a plan with an e-ID."""

from medskapa.guidance import actions
from medskapa.guidance.models import PlanSigning, PlanVersion
from medskapa.integrations.bankid.client import Collected, Order, Signed, Status
from medskapa.people import actions as people
from medskapa.people import numbers
from medskapa.people.models import Person
from tests.access.world import GUIDE, GUIDED, MANAGER, World
from tests.scenes import Scene
from tests.scenes.guidance_plan import a_version
from tests.scenes.people import TEST_NUMBER

ORDER = Order("131daac9-16c6-4618-beb0-365768f37288", "a-start-token", "a-picture-token", "a-picture-secret")


def a_version_to_sign(world: World) -> PlanVersion:
    """A version that waits for the guided resident, whose personal number the guide has seen."""
    guide, resident = world.people[GUIDE], world.people[GUIDED]
    version = world.once(a_version)
    people.see_number(actor=guide, person=resident, number=TEST_NUMBER, saw_identity=True)
    return version


def a_signing(world: World) -> PlanSigning:
    """The guided resident has begun to sign."""
    return _begun(world, world.people[GUIDED])


def _begun(world: World, who: Person | None) -> PlanSigning:
    version = world.once(a_version_to_sign)
    return actions.begin_signing(actor=who, version=version, text="Planering", statement="Ja", order=ORDER)


def signed_by(number: str) -> Collected:
    """What the service says when whoever has `number` has signed."""
    signed = Signed(numbers.read(number), signature="c2lnbmF0dXI=", ocsp_response="b2NzcA==")
    return Collected(Status.COMPLETE, signed=signed)


SCENES = {
    "guidance.begin_signing": Scene(GUIDED, _begun, stranger=GUIDE, given=a_version_to_sign),
    "guidance.finish_signing": Scene(
        GUIDED,
        lambda w, who: actions.finish_signing(actor=who, attempt=w.once(a_signing), found=signed_by(TEST_NUMBER)),
        stranger=GUIDE,
        given=a_signing,
    ),
    "guidance.stop_signing": Scene(
        GUIDED,
        lambda w, who: actions.stop_signing(actor=who, version=w.once(a_signing).version),
        stranger=MANAGER,
        given=a_signing,
    ),
}
