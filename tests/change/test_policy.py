"""Who may do what with groups and proposals: each rule for everyone, before, during and after."""

from datetime import timedelta

import pytest

from medskapa.change import policy
from medskapa.change.models import Member, Proposal, WorkingGroup
from medskapa.core import clock
from medskapa.people.models import Grant, Role
from tests.change_factories import new_group, new_proposal, the_development_group
from tests.factories import PersonFactory, StaffFactory, UnitFactory, new_theme, staff

pytestmark = pytest.mark.django_db

EVERYBODY = [
    "planner here",
    "planner elsewhere",
    "planner everywhere",
    "planner no longer",
    "leader",
    "member",
    "member no longer",
    "member to come",
    "resident member",
    "resident who would lead",
    "member of the development group",
    "leader of the development group",
    "member of another group",
    "decider",
    "staff",
    "resident",
]
PLANNERS = {"planner here", "planner everywhere"}
ANY_PLANNER = PLANNERS | {"planner elsewhere"}
LEADERS = PLANNERS | {"leader"}
WORKERS = PLANNERS | {"leader", "member", "resident member", "resident who would lead"}
DEVELOPERS = {"member of the development group", "leader of the development group"}
OFFICE = set(EVERYBODY) - {"resident", "resident member", "resident who would lead"}


@pytest.fixture
def group(unit):
    return new_group(unit=unit)


@pytest.fixture
def somebody(unit, group):
    """A person in the named relation to the group of the unit."""
    today = clock.today()

    def member(person, where=group, **fields):
        field = "working_group" if isinstance(where, WorkingGroup) else "development_group"
        Member.objects.create(**{field: where, "person": person, "starts_on": today} | fields)
        return person

    def made(who: str):
        if who == "planner no longer":
            person, before = StaffFactory(), today - timedelta(days=1)
            Grant.objects.create(person=person, role=Role.PLANNER, unit=unit, starts_on=before, ends_on=before)
            return person
        units = {"planner here": unit, "planner elsewhere": UnitFactory(), "planner everywhere": None}
        if who in units:
            return staff(Role.PLANNER, units[who])
        person = PersonFactory() if who.startswith("resident") else StaffFactory()
        development = the_development_group()
        yesterday = today - timedelta(days=1)
        return {
            "leader": lambda: member(person, role="leads"),
            "member": lambda: member(person),
            "member no longer": lambda: member(person, starts_on=yesterday, ends_on=yesterday),
            "member to come": lambda: member(person, starts_on=today + timedelta(days=1)),
            "resident member": lambda: member(person),
            "resident who would lead": lambda: member(person, role="leads"),
            "member of the development group": lambda: member(person, development),
            "leader of the development group": lambda: member(person, development, role="leads"),
            "member of another group": lambda: member(person, new_group(unit=UnitFactory())),
            "decider": lambda: staff(Role.DECIDER),
        }.get(who, lambda: person)()

    return made


@pytest.mark.parametrize("who", EVERYBODY)
def test_who_may_do_what_with_a_group(who, somebody, group, unit):
    person, development = somebody(who), the_development_group()
    assert policy.may_plan(person) is (who in ANY_PLANNER)
    assert policy.may_plan_in(person, unit) is (who in PLANNERS)
    assert policy.may_work_here(person) is (who in OFFICE)
    assert policy.may_lead(person, group) is policy.may_lead_any(person, group) is (who in LEADERS)
    assert policy.may_work_in(person, group) is (who in WORKERS)
    leads_development = who in ANY_PLANNER | {"leader of the development group"}
    assert policy.may_lead_development(person, development) is leads_development
    assert policy.may_lead_any(person, development) is leads_development
    today = WORKERS - PLANNERS | DEVELOPERS | {"member of another group"}
    assert policy.is_member(person) is (who in today)


@pytest.mark.parametrize("who", EVERYBODY)
def test_who_may_do_what_with_a_proposal_of_the_group(who, somebody, group):
    person, proposal = somebody(who), new_proposal(group=group)
    assert policy.may_work(person, proposal) is (who in WORKERS | DEVELOPERS)
    may_plan = who in LEADERS | {"leader of the development group"}
    assert policy.may_plan_proposal(person, proposal) is may_plan
    assert Proposal.objects.filter(policy.workable_by(person)).exists() is (who in WORKERS | DEVELOPERS)
    carries_out = policy.carries_out(person, may_work=policy.may_work(person, proposal))
    assert policy.may_carry_out(person, proposal) is carries_out


@pytest.mark.parametrize("who", EVERYBODY)
def test_a_proposal_that_no_group_has_is_every_planners(who, somebody, group):
    person, proposal = somebody(who), new_proposal(group=group)
    Proposal.objects.filter(pk=proposal.pk).update(working_group=None, development_group=None)
    assert policy.may_work(person, proposal) is policy.may_plan_proposal(person, proposal) is (who in ANY_PLANNER)


@pytest.mark.parametrize("who", EVERYBODY)
def test_a_proposal_is_begun_from_a_theme_by_planners_of_its_unit(who, somebody, unit):
    assert policy.may_propose_from_theme(somebody(who), new_theme(unit=unit)) is (who in PLANNERS)
