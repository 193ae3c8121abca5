"""Two at the same moment: one order, one who asks the service, one signature."""

from itertools import count
from threading import Event, Lock

import pytest

from medskapa.core.models import AuditRecord
from medskapa.guidance import actions, signing_asked
from medskapa.guidance.models import AgreedBy, PlanSigning, PlanVersion
from medskapa.integrations.bankid import client as bankid
from medskapa.integrations.bankid.client import Collected, NoSuchOrder, Order, Signed, Status
from medskapa.people import actions as people
from tests.guidance_factories import new_guide, new_plan, new_resident, new_step
from tests.voice.test_at_once import at_once

pytestmark = pytest.mark.usefixtures("committed")

NUMBER = "199003212397"  # of the tax agency's published test numbers


class Service:
    """A service that gives the result once, and takes a moment over it."""

    def __init__(self):
        self.asked, self.given_up, self._numbers, self._lock = 0, [], count(1), Lock()

    def sign(self, *, address, text):
        Event().wait(0.2)
        return Order(f"order-{next(self._numbers)}", "start", "token", "secret")

    def collect(self, reference):
        with self._lock:
            self.asked += 1
            first = self.asked == 1
        Event().wait(0.3)
        if not first:
            raise NoSuchOrder("Underskriften gäller inte längre.", retryable=False)
        return Collected(Status.COMPLETE, signed=Signed(NUMBER, "signature", "ocsp"))

    def cancel(self, reference):
        self.given_up.append(reference)


@pytest.fixture
def service(monkeypatch):
    service = Service()
    monkeypatch.setattr(bankid, "client", lambda: service)
    return service


@pytest.fixture
def resident(committed):
    guide = new_guide()
    resident = new_resident(guide)
    plan = new_plan(resident)
    new_step(plan)
    people.see_number(actor=guide, person=resident, number=NUMBER, saw_identity=True)
    actions.put_plan_to_agree(actor=guide, plan=plan)
    return resident


def the_version():
    return PlanVersion.objects.select_related("plan__resident").get()


def the_attempt():
    return PlanSigning.objects.select_related("version__plan__resident").get()


def test_two_presses_at_the_same_moment_begin_one_order_and_the_other_is_given_up(service, resident):
    begin = lambda: signing_asked.begin(actor=resident, version=the_version(), address="192.0.2.7")  # noqa: E731
    found = at_once([begin, begin])
    kept = the_attempt().reference
    assert {each.reference for each in found} == {kept}
    assert service.given_up == [next(name for name in ("order-1", "order-2") if name != kept)]
    assert AuditRecord.objects.filter(verb="plan.signing_begun").count() == 1


def test_of_two_who_ask_at_the_same_moment_one_collects_and_the_signature_is_written_once(service, resident):
    signing_asked.begin(actor=resident, version=the_version(), address="192.0.2.7")
    at_once([lambda: signing_asked.ask(actor=resident, attempt=the_attempt()) for _each in range(4)])
    assert service.asked == 1
    assert the_attempt().is_done
    assert the_version().resident_agreed_by == AgreedBy.E_ID
    assert AuditRecord.objects.filter(verb="plan.signed").count() == 1


def test_a_signature_and_a_yes_at_the_same_moment_are_one_agreement(service, resident):
    signing_asked.begin(actor=resident, version=the_version(), address="192.0.2.7")
    at_once(
        [
            lambda: signing_asked.ask(actor=resident, attempt=the_attempt()),
            lambda: actions.agree_to_plan(actor=resident, version=the_version()),
        ]
    )
    version = the_version()
    assert version.resident_agreed_by in {AgreedBy.E_ID, AgreedBy.SIGNED_IN}
    assert bool(version.signature) is (version.resident_agreed_by == AgreedBy.E_ID)
    assert not the_attempt().is_pending
