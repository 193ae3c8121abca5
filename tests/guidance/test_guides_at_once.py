"""Two who give one resident a guide, or answer one question, at the same moment: one wins, the other is told."""

import pytest

from medskapa.core import clock
from medskapa.guidance import actions
from medskapa.guidance.models import Absence, GuideAssignment, GuideRequest, RequestState
from medskapa.guidance.queries import assignment_of
from medskapa.people.models import Person, Role
from tests.factories import PersonFactory, UnitFactory, staff
from tests.guidance_factories import new_guide, new_resident
from tests.meetings.test_planning_at_once import refusals

pytestmark = pytest.mark.usefixtures("committed")


def test_of_two_managers_who_give_one_resident_a_guide_one_wins_and_the_other_is_told():
    unit, resident = UnitFactory(), PersonFactory()
    managers = [staff(Role.UNIT_MANAGER, unit) for _each in range(3)]
    guides = [new_guide(unit) for _each in range(3)]
    acts = [
        lambda who=who, guide=guide: actions.assign_guide(
            actor=who, resident=Person.objects.get(pk=resident.pk), guide=guide
        )
        for who, guide in zip(managers, guides, strict=True)
    ]
    assert refusals(acts) == 2
    assert GuideAssignment.objects.filter(resident=resident, ended_on=None).count() == 1


def test_of_two_managers_who_hand_over_one_resident_one_wins():
    unit = UnitFactory()
    resident = new_resident(new_guide(unit))
    old = assignment_of(resident)
    acts = [
        lambda who=who, guide=guide: actions.hand_over(
            actor=who, assignment=GuideAssignment.objects.get(pk=old.pk), to=guide, text="Hej."
        )
        for who, guide in [(staff(Role.UNIT_MANAGER, unit), new_guide(unit)) for _each in range(3)]
    ]
    assert refusals(acts) == 2
    assert GuideAssignment.objects.filter(resident=resident).count() == 2


def test_a_question_asked_twice_at_once_waits_once():
    resident = new_resident(new_guide())
    assignment = assignment_of(resident)
    acts = [
        lambda: actions.ask_for_another(actor=resident, assignment=GuideAssignment.objects.get(pk=assignment.pk))
        for _each in range(3)
    ]
    assert refusals(acts) == 0
    assert GuideRequest.objects.filter(state=RequestState.WAITING).count() == 1


def test_a_question_is_answered_once_with_yes_or_with_no():
    unit = UnitFactory()
    resident = new_resident(new_guide(unit))
    asked = actions.ask_for_another(actor=resident, assignment=assignment_of(resident))
    guide = new_guide(unit)
    yes, no = (staff(Role.UNIT_MANAGER, unit) for _each in range(2))
    acts = [
        lambda: actions.grant_request(
            actor=yes, request=GuideRequest.objects.get(pk=asked.pk), guide=guide, answer="Ja."
        ),
        lambda: actions.refuse_request(actor=no, request=GuideRequest.objects.get(pk=asked.pk), answer="Nej."),
    ]
    assert refusals(acts) == 1


def test_overlapping_days_written_at_once_are_written_once():
    unit = UnitFactory()
    guide, covers, today = new_guide(unit), [new_guide(unit) for _each in range(3)], clock.today()
    acts = [
        lambda cover=cover: actions.set_absence(actor=guide, guide=guide, cover=cover, starts_on=today, ends_on=today)
        for cover in covers
    ]
    assert refusals(acts) == 2
    assert Absence.objects.count() == 1
