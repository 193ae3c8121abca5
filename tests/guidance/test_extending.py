"""Extensions: the first with a reason and a new way onward, from the second on by the unit manager."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from medskapa.core import clock, idempotency
from medskapa.core.errors import Conflict
from medskapa.guidance import actions
from medskapa.guidance.actions.placements import Onward
from medskapa.guidance.models import EndedAs, Extension, ExtensionState, Placement, PlacementState, Step, StepState
from medskapa.people.models import Role
from tests.factories import staff
from tests.guidance.test_placements import ending_in, ends_told, in_days
from tests.guidance_factories import new_guide, new_measure, new_placement, new_plan, new_resident, new_step

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_work(client, guide):
    client.force_login(guide)
    return client


def extend(guide, placement, to_day: int, due: int, words="Söka arbete som kock", **fields) -> Extension:
    placement.refresh_from_db()
    today = clock.today()
    return actions.ask_extension(
        actor=guide,
        placement=placement,
        to_day=today + timedelta(days=to_day),
        reason=fields.pop("reason", "Praktiken började sent."),
        onward=Onward(words, due_on=today + timedelta(days=due)),
        **fields,
    )


def extending(resident, placement) -> str:
    return reverse("guidance:ask_extension", args=[resident.pk, placement.pk])


def extension_form(placement, **fields) -> dict:
    whole = {
        "form_key": idempotency.new_key(),
        "version": placement.version,
        "to_day": in_days(80),
        "reason": "Praktiken började sent.",
        "way_onward": "Söka arbete som kock",
        "onward_on": in_days(90),
    }
    return whole | fields


def test_the_first_extension_with_a_reason_and_a_new_way_onward_moves_the_end(at_work, resident):
    placement = new_placement(resident)
    first_end = placement.first_end
    assert at_work.post(extending(resident, placement), extension_form(placement)).status_code == 302
    placement.refresh_from_db()
    assert placement.ends_on == clock.today() + timedelta(days=80)
    assert placement.first_end == first_end
    assert (placement.way_onward, placement.onward_step.text) == ("Söka arbete som kock", "Söka arbete som kock")
    assert placement.extensions.get().state == ExtensionState.AGREED


@pytest.mark.parametrize(
    ("gone", "said"),
    [
        ({"reason": ""}, "Skriv varför det behöver bli längre."),
        ({"way_onward": ""}, "Skriv vägen vidare"),
        ({"way_onward": "Söka arbete i tre kök"}, "Det är samma väg vidare som förut."),
        ({"onward_on": "before"}, "Nästa steg ska komma efter att insatsen är slut."),
        ({"to_day": "same"}, "Det nya slutet ska komma efter det som gäller nu."),
    ],
    ids=["reason", "way onward", "the same way", "step before the end", "not later"],
)
def test_an_extension_without_a_reason_or_a_new_way_onward_is_refused(at_work, resident, gone, said):
    placement = new_placement(resident)
    days = {"before": in_days(60), "same": f"{placement.ends_on:%Y-%m-%d}"}
    fields = {name: days.get(value, value) for name, value in gone.items()}
    response = at_work.post(extending(resident, placement), extension_form(placement, **fields))
    assert response.status_code == 422
    assert said in response.text
    placement.refresh_from_db()
    assert placement.ends_on == placement.first_end
    assert not Extension.objects.exists()


def test_the_second_extension_waits_for_the_unit_manager_and_the_resident_reads_the_answer(
    client, guide, unit, resident
):
    placement = new_placement(resident)
    extend(guide, placement, 80, 90)
    asked = extend(guide, placement, 120, 130, words="Söka som kallskänka")
    assert (asked.number, asked.state) == (2, ExtensionState.ASKED)
    placement.refresh_from_db()
    assert placement.ends_on == clock.today() + timedelta(days=80)

    client.force_login(staff(Role.UNIT_MANAGER, unit))
    assert resident.name in client.get(reverse("guidance:asked_extensions")).text
    data = {"form_key": idempotency.new_key(), "agreed": "no", "answer": "Nej, börja söka arbete nu."}
    client.post(reverse("guidance:decide_extension", args=[asked.pk]), data)
    placement.refresh_from_db()
    assert placement.ends_on == clock.today() + timedelta(days=80)
    client.force_login(resident)
    assert "Nej, börja söka arbete nu." in client.get(reverse("guidance:my_placement", args=[placement.pk])).text


@pytest.mark.parametrize(("agreed", "said"), [("yes", "Förlängd till"), ("no", "Inte förlängd")])
def test_the_guide_is_told_of_the_answer_on_their_day_until_they_have_read_it(
    client, guide, unit, resident, agreed, said
):
    placement = new_placement(resident)
    extend(guide, placement, 80, 90)
    asked = extend(guide, placement, 120, 130, words="Söka som kallskänka")
    today = reverse("guidance:today")
    client.force_login(guide)
    assert "Svar på det du har frågat" not in client.get(today).text  # the first nobody had to answer
    with pytest.raises(Conflict, match="inget svar att läsa"):
        actions.read_extension_answer(actor=guide, extension=asked)

    client.force_login(staff(Role.UNIT_MANAGER, unit))
    data = {"form_key": idempotency.new_key(), "agreed": agreed, "answer": "Det här är mitt skäl."}
    client.post(reverse("guidance:decide_extension", args=[asked.pk]), data)
    client.force_login(guide)
    page = client.get(today).text
    assert said in page
    assert "Det här är mitt skäl." in page
    for _click in range(2):
        client.post(reverse("guidance:read_extension", args=[asked.pk]), {"form_key": "k" * 32})
    asked.refresh_from_db()
    assert (asked.answered_on, asked.read_on) == (clock.today(), clock.today())
    assert "Svar på det du har frågat" not in client.get(today).text
    assert "Det här är mitt skäl." in client.get(reverse("guidance:placement", args=[resident.pk, placement.pk])).text


def test_the_database_too_refuses_that_an_answer_is_read_before_it_is_given(guide, resident):
    placement = new_placement(resident)
    extend(guide, placement, 80, 90)
    asked = extend(guide, placement, 120, 130, words="Söka som kallskänka")
    with pytest.raises(IntegrityError), transaction.atomic():
        Extension.objects.filter(pk=asked.pk).update(read_on=clock.today())


def test_a_second_extension_that_the_manager_agrees_to_moves_the_end(guide, unit, resident):
    placement = new_placement(resident)
    extend(guide, placement, 80, 90)
    asked = extend(guide, placement, 120, 130, words="Söka som kallskänka")
    manager = staff(Role.UNIT_MANAGER, unit)
    for _click in range(2):
        actions.decide_extension(actor=manager, extension=asked, agreed=True, answer="Ja.")
    placement.refresh_from_db()
    assert placement.ends_on == clock.today() + timedelta(days=120)
    assert placement.onward_step.text == "Söka som kallskänka"


def test_nobody_answers_their_own_question(unit):
    both = new_guide(unit)
    both.grants.create(role=Role.UNIT_MANAGER, unit=unit, starts_on=clock.today())
    placement = new_placement(new_resident(both, unit))
    extend(both, placement, 80, 90)
    asked = extend(both, placement, 120, 130, words="Söka som kallskänka")
    with pytest.raises(Conflict, match="Du har frågat själv"):
        actions.decide_extension(actor=both, extension=asked, agreed=True, answer="Ja.")


def test_the_database_too_refuses_a_second_extension_that_nobody_else_agreed_to(guide, resident):
    placement = new_placement(resident)
    asked = extend(guide, placement, 80, 90)
    with pytest.raises(IntegrityError), transaction.atomic():
        Extension.objects.create(
            placement=placement,
            number=2,
            state=ExtensionState.AGREED,
            from_day=asked.to_day,
            to_day=asked.to_day + timedelta(days=9),
            reason="Längre",
            way_onward="Vidare",
            onward_step=asked.onward_step,
            asked_by=guide,
            asked_on=clock.today(),
        )


def test_one_extension_waits_at_a_time(guide, resident):
    placement = new_placement(resident)
    extend(guide, placement, 80, 90)
    extend(guide, placement, 120, 130, words="Söka som kallskänka")
    with pytest.raises(Conflict, match="väntar redan på svar"):
        extend(guide, placement, 150, 160, words="Söka som bagare")


def test_an_extension_is_not_agreed_to_when_its_next_step_is_gone(guide, unit, resident):
    placement = new_placement(resident)
    extend(guide, placement, 80, 90)
    asked = extend(guide, placement, 120, 130, words="Söka som kallskänka")
    Step.objects.filter(pk=asked.onward_step_id).update(state=StepState.DROPPED, dropped_why="Kom av sig.")
    with pytest.raises(Conflict, match="finns inte kvar i planeringen"):
        actions.decide_extension(actor=staff(Role.UNIT_MANAGER, unit), extension=asked, agreed=True, answer="Ja.")


def test_what_is_planned_cannot_be_extended(guide, resident):
    with pytest.raises(Conflict):
        extend(guide, new_placement(resident, state=PlacementState.PLANNED), 80, 90)


def test_an_extended_end_is_warned_of_anew(guide, resident):
    placement = ending_in(resident, 10)
    actions.warn_of_ends(actor=None)
    extend(guide, placement, 40, 50)
    Placement.objects.update(ends_on=clock.today() + timedelta(days=9))
    actions.warn_of_ends(actor=None)
    assert ends_told(resident) == 2


def test_a_manager_who_clicks_twice_answers_once(client, guide, unit, resident):
    placement = new_placement(resident)
    extend(guide, placement, 80, 90)
    asked = extend(guide, placement, 120, 130, words="Söka som kallskänka")
    client.force_login(staff(Role.UNIT_MANAGER, unit))
    data = {"form_key": idempotency.new_key(), "agreed": "yes", "answer": "Ja."}
    url = reverse("guidance:decide_extension", args=[asked.pk])
    assert [client.post(url, data).status_code for _click in range(2)] == [302, 302]
    assert Extension.objects.filter(state=ExtensionState.AGREED).count() == 2


def test_the_residents_page_and_the_managers_list_cost_the_same_at_10_and_1000(
    client, guide, unit, resident, queries_of
):
    manager = staff(Role.UNIT_MANAGER, unit)

    def cost(more: int) -> list[int]:
        plan = resident.plans.first() or new_plan(resident)
        step = new_step(plan, due_on=clock.today() + timedelta(days=400))
        first = new_placement(resident, plan=plan)
        placements, asked = [], []
        for number in range(more):
            row = Placement.objects.get(pk=first.pk)
            row.pk, row.state = Placement._meta.pk.get_default(), PlacementState.ENDED
            row.ended_on, row.ended_as = clock.today(), EndedAs.WORK
            placements.append(row)
            asked.append(
                Extension(
                    placement=new_placement(resident, new_measure(slug=f"x-{more}-{number}"), plan=plan),
                    number=2,
                    state=ExtensionState.ASKED,
                    from_day=clock.today(),
                    to_day=clock.today() + timedelta(days=90),
                    reason="Längre",
                    way_onward="Vidare",
                    onward_step=step,
                    asked_by=guide,
                    asked_on=clock.today(),
                )
            )
        Placement.objects.bulk_create(placements)
        Extension.objects.bulk_create(asked)
        client.force_login(resident)
        mine = queries_of(reverse("guidance:my_measures"))
        client.force_login(manager)
        return [mine, queries_of(reverse("guidance:asked_extensions"))]

    few, many = cost(9), cost(120)
    assert few == many
    assert max(few) <= 12 + (4 if connection.vendor == "postgresql" else 0)
