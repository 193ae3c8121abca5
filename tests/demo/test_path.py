"""The path of the demo town holds: who guides whom, how far each has come, and what waits for an answer."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models import Count, F
from django.utils import translation

from medskapa.core import audit, clock
from medskapa.demo.frame import Frame, data
from medskapa.demo.history import History
from medskapa.demo.path import Path
from medskapa.entrance.models import Entry, Fact, Part, PartState, Receiver
from medskapa.guidance.models import (
    Absence,
    Attendance,
    CircleMember,
    CountsAs,
    EndedAs,
    Extension,
    ExtensionState,
    GuideAssignment,
    GuideProfile,
    GuideRequest,
    Measure,
    Note,
    PathEnd,
    PathFollowUp,
    Placement,
    PlacementState,
    Plan,
    PlanVersion,
    RequestState,
    Step,
    StepState,
    Talk,
    TalkState,
)
from medskapa.guidance.queries import next_steps
from medskapa.people.models import Kind, Person, Role
from medskapa.people.queries import demo_faces

pytestmark = pytest.mark.django_db
RESIDENTS = 120
A_MEASURE_IS_SOON_OVER = 30


@pytest.fixture(scope="module", autouse=True)
def path(django_db_setup, django_db_blocker):
    """The path alone, played once for all tests here: none of them changes anything."""
    with django_db_blocker.unblock(), transaction.atomic(), translation.override("sv"):
        history = History(Frame())
        Path(history).plan()
        history.time.play()
        yield
        transaction.set_rollback(True)


def ongoing():
    return Placement.objects.filter(state=PlacementState.ONGOING)


def test_a_hundred_and_twenty_residents_are_on_the_path_or_at_its_door():
    on_it = Person.objects.filter(kind=Kind.RESIDENT, guide_assignments__isnull=False).distinct().count()
    waiting = Part.objects.filter(to=Receiver.GUIDE, state=PartState.WAITING).count()
    assert on_it + waiting == RESIDENTS
    assert waiting == 4


def test_eight_guides_in_two_units_carry_unevenly():
    rows = GuideAssignment.objects.filter(ended_on=None).values("guide__login").annotate(many=Count("pk"))
    many = {row["guide__login"]: row["many"] for row in rows}
    assert len(many) == 8
    assert GuideProfile.objects.values("unit").distinct().count() == 2
    assert many["marja_lehtonen"] > 4 * many["tilda_hovlund"]


def test_nobody_has_two_guides_and_everyone_reads_why_they_have_theirs():
    opens = GuideAssignment.objects.filter(ended_on=None)
    assert opens.values("resident").distinct().count() == opens.count()
    assert not opens.filter(reasons=[]).exists()


@pytest.mark.parametrize("role", [Role.GUIDE, Role.UNIT_MANAGER, Role.RECEPTION, Role.OFFICER, Role.PROVIDER])
def test_one_can_sign_in_as_each_of_those_who_work_on_the_path(role):
    assert demo_faces().filter(grants__role=role).exists()


def test_those_whom_one_cannot_be_are_no_faces_though_they_are_of_the_demo():
    residents = demo_faces().filter(kind=Kind.RESIDENT)
    assert {"mikael", "hodan", "sanela", "oleksandr", "kim"} < set(residents.values_list("login", flat=True))
    assert residents.count() < 10
    assert not Person.objects.filter(is_demo=False).exists()


def test_fifteen_measures_are_whole_and_none_is_fuller_than_it_is():
    assert Measure.objects.count() == 15
    for measure in Measure.objects.all():
        assert all([measure.purpose, measure.for_whom, measure.content, measure.plain, measure.needs])
    held = Measure.objects.filter(placements__state__in=[PlacementState.PLANNED, PlacementState.ONGOING])
    assert not held.annotate(many=Count("placements")).filter(many__gt=F("seats")).exists()


def test_placements_are_half_way_near_their_end_and_past_it():
    today = clock.today()
    soon = today + timedelta(days=A_MEASURE_IS_SOON_OVER)
    assert ongoing().filter(ends_on__lt=today).count() >= 4
    assert ongoing().filter(ends_on__range=(today, soon)).count() >= 8
    assert ongoing().filter(ends_on__gt=soon).count() >= 10
    assert Placement.objects.filter(state=PlacementState.WAITING).count() >= 4
    assert Placement.objects.filter(state=PlacementState.PLANNED).exists()
    assert {EndedAs.ONWARD, EndedAs.WORK, EndedAs.STUDIES} <= set(
        Placement.objects.filter(state=PlacementState.ENDED).values_list("ended_as", flat=True)
    )


def test_every_placement_that_goes_on_leads_onward():
    assert ongoing().exists()
    assert not ongoing().filter(onward_step__due_on__lte=F("ends_on")).exists()


def test_a_second_extension_waits_for_the_manager_and_was_asked_for_with_a_new_way():
    asked = Extension.objects.get(state=ExtensionState.ASKED)
    assert (asked.number, asked.placement.resident.login) == (2, "sanela")
    assert asked.way_onward != asked.placement.way_onward
    assert Extension.objects.filter(state=ExtensionState.AGREED).count() >= 4


def test_two_wait_for_an_answer_about_another_guide_one_without_saying_why():
    waiting = GuideRequest.objects.filter(state=RequestState.WAITING)
    assert waiting.count() == 2
    assert waiting.filter(reason="").count() == 1
    assert waiting.values("assignment__unit").distinct().count() == 2


def test_a_guide_is_away_today_and_another_covers():
    today = clock.today()
    absence = Absence.objects.get(starts_on__lte=today, ends_on__gte=today)
    assert (absence.guide.login, absence.cover.login) == ("goran_matic", "ellen_brask")


def test_somebody_with_protected_identity_has_a_guide_and_a_plan_and_no_name():
    person = Person.objects.get(protected_identity=True)
    assert Plan.objects.filter(resident=person).exists()
    assert GuideAssignment.objects.filter(resident=person, ended_on=None).exists()
    assert person.name == "Skyddad identitet"


def test_some_plans_have_no_next_step_and_some_steps_are_late():
    people = list(Person.objects.filter(plans__ended_on=None, plans__isnull=False))
    assert len(people) - len(next_steps(people)) >= 4
    late = Step.objects.filter(state=StepState.AGREED, due_on__lt=clock.today())
    assert late.count() >= 8


def test_mikaels_path_is_rich():
    mikael = Person.objects.get(login="mikael")
    assert list(mikael.guide_assignments.order_by("pk").values_list("guide__login", flat=True).distinct()) != []
    assert mikael.guide_assignments.exclude(handover="").get().guide.login == "idris_salim"
    missed = Talk.objects.get(resident=mikael, state=TalkState.MISSED)
    assert missed.missed_why
    assert missed.help_kinds == ["phone"]
    assert Note.objects.get(resident=mikael).resident_says == data("path")["note"]["dispute"]
    assert Step.objects.filter(plan__resident=mikael, state=StepState.PROPOSED).count() == 1
    assert Talk.objects.filter(resident=mikael, state=TalkState.BOOKED, starts_at__gt=clock.now()).exists()


def test_hodan_disputes_what_is_known_and_sanela_answers_about_a_day_away():
    assert Fact.objects.exclude(dispute="").get().person.login == "hodan"
    assert Attendance.objects.exclude(resident_says="").get().placement.resident.login == "sanela"


def test_hodans_circle_holds_a_neighbour_who_sees_the_plan():
    helper = CircleMember.objects.get(resident__login="hodan")
    assert (helper.person.login, helper.sees_plan, helper.sees_talks) == ("sanela", True, False)


def test_eight_paths_have_ended_and_those_of_last_year_have_been_asked_how_it_went():
    ends = PathEnd.objects.all()
    assert ends.count() == 8
    assert {CountsAs.WORK, CountsAs.STUDIES} <= set(ends.values_list("counts_as", flat=True))
    followed = PathFollowUp.objects.filter(path_end__in=ends, weeks=26)
    assert followed.filter(due_on__lte=clock.today()).count() == 4
    assert followed.exclude(helped="").count() >= 2


def test_oleksandrs_plan_waits_for_his_yes():
    waiting = [version for version in PlanVersion.objects.select_related("plan__resident") if not version.is_agreed]
    assert [version.plan.resident.login for version in waiting] == ["oleksandr"]


def test_kim_has_just_begun_with_the_guide_who_suits_and_a_first_talk():
    kim = Person.objects.get(login="kim")
    assignment = GuideAssignment.objects.get(resident=kim)
    assert assignment.guide.login == "tilda_hovlund"
    assert ["area", "soder"] in assignment.reasons
    assert Talk.objects.filter(resident=kim, state=TalkState.BOOKED, starts_at__gt=clock.now()).exists()
    assert not Plan.objects.filter(resident=kim).exists()


def test_what_was_told_at_the_entrance_are_facts_and_the_reception_has_some_left_to_do():
    assert Entry.objects.count() >= 14
    assert Fact.objects.filter(entry__isnull=False).count() > 100
    assert Part.objects.filter(state=PartState.WAITING).exclude(to=Receiver.GUIDE).exists()


def test_the_audit_chain_of_the_path_is_whole():
    assert audit.verify() > 1_000


def test_what_the_next_talk_is_stands_with_the_assignment():
    ahead = GuideAssignment.objects.filter(ended_on=None, next_talk_on__gt=clock.today())
    assert ahead.count() > 10
    for assignment in ahead:
        assert Talk.objects.filter(resident=assignment.resident_id, state=TalkState.BOOKED).exists()
