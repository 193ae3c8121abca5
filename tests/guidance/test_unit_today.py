"""The manager's day: what waits for an answer of theirs, how long it has waited, and the way there."""

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from medskapa.core import clock
from medskapa.entrance.models import Entry, Part, QuestionSet, Receiver
from medskapa.guidance import actions
from medskapa.guidance.models import (
    Extension,
    ExtensionState,
    GuideAssignment,
    GuideRequest,
    Placement,
    Plan,
    Step,
)
from medskapa.guidance.queries import assignment_of
from medskapa.people.models import Grant, Person, Role
from tests.factories import UnitFactory, staff
from tests.guidance.test_guides import many
from tests.guidance_factories import new_guide, new_measure, new_placement, new_resident, new_step, waiting_part

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def leading(client, manager, guide):
    """The browser of the manager of a unit with a guide."""
    client.force_login(manager)
    return client


def page(client, name: str = "today") -> str:
    return " ".join(client.get(reverse(f"guidance:{name}")).text.split())


def asked_extension(resident: Person, guide: Person, days_ago: int) -> Extension:
    placement = new_placement(resident)
    return Extension.objects.create(
        placement=placement,
        number=2,
        state=ExtensionState.ASKED,
        from_day=placement.ends_on,
        to_day=placement.ends_on + 60 * DAY,
        reason="Praktiken började sent.",
        way_onward="Söka arbete som kock",
        onward_step=new_step(placement.plan, due_on=placement.ends_on + 70 * DAY),
        asked_by=guide,
        asked_on=clock.today() - days_ago * DAY,
    )


def test_a_manager_of_guides_begins_the_day_there(client, manager, guide):
    response = client.post(reverse("people:sign_in"), {"login": manager.login})
    assert response.headers["Location"] == reverse("guidance:today")


def test_a_manager_without_guides_begins_in_the_inbox_as_before(client):
    response = client.post(reverse("people:sign_in"), {"login": staff(Role.UNIT_MANAGER).login})
    assert response.headers["Location"] == reverse("voice:inbox")


def test_where_nothing_waits_it_says_so(leading):
    assert "Inget väntar på dig i dag" in page(leading)


def test_an_extension_that_waits_stands_there_with_its_age_and_the_way_to_it(leading, manager, guide, resident):
    extension = asked_extension(resident, guide, 4)
    text = page(leading)
    assert reverse("guidance:decide_extension", args=[extension.pk]) in text
    assert "Sara Söker" in text
    assert "frågade för 4 dagar sedan" in text
    with clock.fixed(clock.now() + 60 * DAY):
        assert "Insats över tiden" in page(leading)
    actions.decide_extension(actor=manager, extension=extension, agreed=False, answer="Inte nu.")
    assert "Sara Söker" not in page(leading)


def test_a_request_for_another_guide_stands_there_with_its_age_and_its_promise(leading, resident):
    request = actions.ask_for_another(actor=resident, assignment=assignment_of(resident))
    text = page(leading)
    assert reverse("guidance:guide_request", args=[request.pk]) in text
    assert "frågade i dag" in text
    assert "Försenat svar" not in text
    with clock.fixed(clock.now() + 8 * DAY):
        text = page(leading)
    assert "frågade för 8 dagar sedan" in text
    assert "Försenat svar" in text


def test_whoever_has_no_guide_yet_stands_there_and_no_protected_name(leading):
    part = waiting_part(Person.objects.create(login="w1", name="Vilma Väntar"))
    waiting_part(Person.objects.create(login="w2", name="Hemlig Person", protected_identity=True))
    text = page(leading)
    assert reverse("guidance:give_guide", args=[part.pk]) in text
    assert "Vilma Väntar" in text
    assert "Hemlig" not in text


def test_another_units_manager_sees_none_of_it(client, manager, guide, resident):
    asked_extension(resident, guide, 4)
    actions.ask_for_another(actor=resident, assignment=assignment_of(resident))
    elsewhere = UnitFactory()
    new_guide(elsewhere)
    client.force_login(staff(Role.UNIT_MANAGER, elsewhere))
    assert "Sara Söker" not in page(client)


def test_whoever_guides_and_leads_goes_from_one_day_to_the_other(client, unit, guide, next_guide):
    Grant.objects.create(person=guide, role=Role.UNIT_MANAGER, unit=unit, starts_on=clock.today())
    theirs = new_resident(next_guide, name="Olle Annan")
    asked_extension(theirs, next_guide, 1)
    client.force_login(guide)
    first, second = page(client), page(client, "unit_today")
    assert reverse("guidance:unit_today") in first
    assert "Olle Annan" not in first
    assert "Olle Annan" in second
    assert "Som guide" in second


def test_the_tabs_are_for_whoever_has_both(client, guide, manager):
    for who in (guide, manager):
        client.force_login(who)
        assert "Som enhetschef" not in page(client)


def test_it_costs_the_same_for_ten_and_a_thousand(leading, guide, unit, manager, queries_of):
    questions = QuestionSet.objects.create(number=9, made_at=clock.now())
    measure = new_measure()

    def grow(number: int) -> None:
        today = clock.today()
        people = many(number, guide, unit)
        opens = {each.resident_id: each for each in GuideAssignment.objects.filter(resident__in=people)}
        GuideRequest.objects.bulk_create(
            GuideRequest(resident=each, assignment=opens[each.pk], asked_on=today, promised_on=today) for each in people
        )
        plans = Plan.objects.bulk_create(Plan(resident=each, began_on=today) for each in people)
        steps = Step.objects.bulk_create(
            Step(plan=plan, text="Sök arbete", due_on=today + 90 * DAY, proposed_by=guide) for plan in plans
        )
        placements = Placement.objects.bulk_create(
            Placement(
                resident=plan.resident,
                plan=plan,
                measure=measure,
                state="ongoing",
                purpose="Pröva",
                queued_on=today,
                starts_on=today,
                first_end=today + 30 * DAY,
                ends_on=today + 30 * DAY,
                way_onward="Sök arbete",
                onward_step=step,
                placed_by=guide,
            )
            for plan, step in zip(plans, steps, strict=True)
        )
        Extension.objects.bulk_create(
            Extension(
                placement=placement,
                number=2,
                state=ExtensionState.ASKED,
                from_day=placement.ends_on,
                to_day=today + 60 * DAY,
                reason="Längre",
                way_onward="Vidare",
                onward_step=placement.onward_step,
                asked_by=guide,
                asked_on=today,
            )
            for placement in placements
        )
        newcomers = Person.objects.bulk_create(
            Person(login=f"new-{number}-{place}", name=f"Ny {place}") for place in range(number)
        )
        entries = Entry.objects.bulk_create(
            Entry(questions=questions, person=each, handed_in_at=clock.now()) for each in newcomers
        )
        Part.objects.bulk_create(Part(entry=each, to=Receiver.GUIDE, promised_on=today) for each in entries)
        # PostgreSQL thinks that the tables are empty, and joins each row with each. Only what is filled: it would
        # remember of the others that they are empty, and take minutes where a later test fills them.
        filled = (Person, GuideAssignment, GuideRequest, Plan, Step, Placement, Extension, Entry, Part)
        with connection.cursor() as cursor:
            for model in filled:
                cursor.execute(f"ANALYZE {model._meta.db_table}")

    grow(10)
    few = queries_of(reverse("guidance:today"))
    grow(990)
    assert queries_of(reverse("guidance:today")) == few <= 12
    assert "Visa alla" in page(leading)
