"""Placements: never without a purpose, an end and a way onward; warned of, extended with a new way, and ended."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from medskapa.core import clock, idempotency
from medskapa.core.errors import Conflict
from medskapa.guidance import actions
from medskapa.guidance.models import (
    EndedAs,
    Notice,
    Placement,
    PlacementState,
    Step,
    StepState,
)
from medskapa.guidance.queries import measures as catalogue
from medskapa.guidance.queries import placements as queries
from medskapa.people.models import Person
from tests.guidance_factories import new_measure, new_placement, new_plan, new_resident, new_step

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_work(client, guide):
    client.force_login(guide)
    return client


def in_days(number: int) -> str:
    return f"{clock.today() + timedelta(days=number):%Y-%m-%d}"


def form(**fields) -> dict:
    whole = {
        "form_key": idempotency.new_key(),
        "purpose": "Pröva arbete i kök",
        "starts_on": in_days(0),
        "ends_on": in_days(60),
        "way_onward": "Söka arbete i tre kök",
        "onward_on": in_days(70),
    }
    return whole | fields


def planning(resident, measure) -> str:
    return reverse("guidance:plan_placement", args=[resident.pk, measure.slug])


# --- planned


def test_a_guide_plans_a_seat_and_the_way_onward_becomes_the_next_step(at_work, resident):
    new_plan(resident)
    measure = new_measure()
    response = at_work.post(planning(resident, measure), form())
    placement = Placement.objects.get()
    assert response.url == reverse("guidance:placement", args=[resident.pk, placement.pk])
    assert (placement.state, placement.purpose) == (PlacementState.PLANNED, "Pröva arbete i kök")
    assert placement.onward_step.text == "Söka arbete i tre kök"
    assert placement.onward_step.due_on == clock.today() + timedelta(days=70)
    assert placement.first_end == placement.ends_on
    assert Notice.objects.filter(resident=resident).count() == 1


@pytest.mark.parametrize(
    ("gone", "said"),
    [
        ({"purpose": ""}, "Skriv vad just den här personen ska få ut av insatsen."),
        ({"ends_on": ""}, "Välj vilken dag det slutar."),
        ({"way_onward": ""}, "Skriv vägen vidare: vad händer efter insatsen?"),
        ({"onward_on": ""}, "Välj ett steg i planeringen, eller en dag för ett nytt steg."),
        ({"onward_on": None}, "Nästa steg ska komma efter att insatsen är slut."),
    ],
    ids=["purpose", "end", "way onward", "day of the next step", "next step before the end"],
)
def test_without_purpose_end_or_next_step_nothing_is_planned_and_the_page_says_which(at_work, resident, gone, said):
    new_plan(resident)
    fields = {name: in_days(60) if value is None else value for name, value in gone.items()}
    response = at_work.post(planning(resident, new_measure()), form(**fields))
    assert response.status_code == 422
    assert said in response.text
    assert "Pröva arbete i kök" in response.text or "purpose" in gone
    assert not Placement.objects.exists()
    assert not Step.objects.exists()


def test_a_step_of_the_plan_that_comes_after_the_end_can_be_the_way_onward(at_work, resident):
    step = new_step(new_plan(resident), due_on=clock.today() + timedelta(days=90))
    at_work.post(planning(resident, new_measure()), form(onward_step=step.pk, onward_on=""))
    assert Placement.objects.get().onward_step == step
    assert Step.objects.count() == 1


def test_a_step_before_the_end_is_no_way_onward(at_work, resident):
    step = new_step(new_plan(resident), due_on=clock.today() + timedelta(days=30))
    response = at_work.post(planning(resident, new_measure()), form(onward_step=step.pk, onward_on=""))
    assert "Steget ska göras efter att insatsen är slut." in response.text
    assert not Placement.objects.exists()


def test_longer_than_the_measure_needs_a_reason(at_work, resident):
    new_plan(resident)
    measure = new_measure(weeks=4)
    response = at_work.post(planning(resident, measure), form())
    assert "Det blir längre än insatsen, som är 4 veckor." in response.text
    at_work.post(planning(resident, measure), form(longer_because="Halvtid på grund av hälsan."))
    assert Placement.objects.get().longer_because == "Halvtid på grund av hälsan."


def test_without_a_plan_there_is_nothing_to_place_in(at_work, resident):
    response = at_work.post(planning(resident, new_measure()), form())
    assert "Det finns ingen planering att bygga på." in response.text


def test_a_double_click_plans_one_seat(at_work, resident):
    new_plan(resident)
    data = form()
    assert [at_work.post(planning(resident, new_measure(slug="kok")), data).status_code for _n in range(1)] == [302]
    assert at_work.post(reverse("guidance:plan_placement", args=[resident.pk, "kok"]), data).status_code == 302
    assert Placement.objects.count() == 1


def test_the_database_refuses_a_placement_without_a_way_onward(resident):
    with pytest.raises(IntegrityError), transaction.atomic():
        new_placement(resident, way_onward="")


# --- begun


def test_a_planned_placement_begins(at_work, resident):
    placement = new_placement(resident, state=PlacementState.PLANNED)
    at_work.post(reverse("guidance:start_placement", args=[resident.pk, placement.pk]), form())
    placement.refresh_from_db()
    assert placement.state == PlacementState.ONGOING


def test_it_does_not_begin_when_the_next_step_is_struck_meanwhile(at_work, resident):
    placement = new_placement(resident, state=PlacementState.PLANNED)
    Step.objects.filter(pk=placement.onward_step_id).update(state=StepState.DROPPED, dropped_why="Kom av sig.")
    url = reverse("guidance:start_placement", args=[resident.pk, placement.pk])
    assert "Det finns inget steg kvar efter slutet." in at_work.post(url, form(), follow=True).text
    placement.refresh_from_db()
    assert placement.state == PlacementState.PLANNED


def test_what_waits_for_a_seat_cannot_begin(guide, resident):
    placement = new_placement(resident, state=PlacementState.WAITING)
    with pytest.raises(Conflict):
        actions.start_placement(actor=guide, placement=placement)


def test_a_planned_placement_can_be_called_off_with_a_reason_that_the_resident_reads(at_work, client, resident):
    placement = new_placement(resident, state=PlacementState.PLANNED)
    url = reverse("guidance:cancel_placement", args=[resident.pk, placement.pk])
    assert at_work.post(url, form(words="")).status_code == 422
    at_work.post(url, form(words="Kursen blev inställd."))
    client.force_login(resident)
    assert "Kursen blev inställd." in client.get(reverse("guidance:my_placement", args=[placement.pk])).text


def test_what_goes_on_cannot_be_called_off(guide, resident):
    with pytest.raises(Conflict):
        actions.cancel_placement(actor=guide, placement=new_placement(resident), words="Nej")


# --- warned of


def ending_in(resident, days: int, **fields) -> Placement:
    today = clock.today()
    placement = new_placement(resident, **fields)
    Placement.objects.filter(pk=placement.pk).update(ends_on=today + timedelta(days=days))
    placement.refresh_from_db()
    return placement


def ends_told(resident) -> int:
    return Notice.objects.filter(resident=resident, kind="placement_ends").count()


@pytest.mark.parametrize(("days", "told"), [(31, 0), (30, 1), (14, 1), (0, 1), (-1, 0)])
def test_whoever_has_thirty_days_left_is_told_once(resident, days, told):
    ending_in(resident, days)
    assert [actions.warn_of_ends(actor=None) for _day in range(2)] == [told, 0]
    assert ends_told(resident) == told


def test_the_warning_comes_again_at_fourteen_days_and_not_a_third_time(resident):
    placement = ending_in(resident, 30)
    for days in (30, 20, 14, 3):
        Placement.objects.filter(pk=placement.pk).update(ends_on=clock.today() + timedelta(days=days))
        actions.warn_of_ends(actor=None)
    assert ends_told(resident) == 2


def test_the_days_past_the_end_are_counted_from_the_end(at_work, resident):
    """Those without a way onward may be many more, and stand elsewhere."""
    placement = ending_in(resident, -4)
    placement.plan.steps.update(state="done", done_on=clock.today() - timedelta(days=39))
    assert "4 dagar över" in at_work.get(reverse("guidance:today")).text


@pytest.mark.parametrize(
    ("runs", "told"),
    [
        ([33, 30, 29, 15, 14, 13, 0], [0, 1, 0, 0, 1, 0, 0]),  # each day, as it should be
        ([33, 27, 26, 11, 10], [0, 1, 0, 1, 0]),  # both days were missed: told on the next on which it ran
        ([9, 8], [1, 0]),  # nothing ran for weeks: once, and not twice on the same day
        ([-1], [0]),  # too late to warn: it stands on the guide's day
    ],
)
def test_each_warning_comes_once_also_when_the_job_missed_its_day(resident, runs, told):
    placement = ending_in(resident, 40)
    found = []
    for left in runs:
        with clock.fixed(clock.midnight(placement.ends_on - timedelta(days=left)) + timedelta(hours=7)):
            found.append(actions.warn_of_ends(actor=None))
            assert actions.warn_of_ends(actor=None) == 0  # the job runs again on the same day
    assert found == told
    assert ends_told(resident) == sum(told)


def test_what_is_near_or_past_its_end_stands_on_the_guides_day(at_work, resident):
    past, near = ending_in(resident, -4, starts_on=clock.today() - timedelta(days=60)), ending_in(resident, 12)
    ending_in(resident, 40)
    page = at_work.get(reverse("guidance:today")).text
    assert "Slutet har passerat" in page
    assert "4 dagar över" in page
    assert "12 dagar kvar" in page
    assert page.count(past.measure.name) == page.count(near.measure.name) == 1
    assert "40 dagar kvar" not in page


def test_a_placement_whose_next_step_is_done_stands_on_the_guides_day(at_work, resident):
    placement = new_placement(resident)
    Step.objects.filter(pk=placement.onward_step_id).update(state=StepState.DONE, done_on=clock.today())
    assert "Ingen väg vidare" in at_work.get(reverse("guidance:today")).text


# --- ended


def ending(resident, placement) -> str:
    return reverse("guidance:end_placement", args=[resident.pk, placement.pk])


def test_a_placement_ends_with_what_it_led_to_and_its_lock_in_is_kept(at_work, resident):
    placement = ending_in(resident, -6)
    data = form(version=placement.version, ended_as="work", ended_on=in_days(0), words="Du är anställd.")
    assert at_work.post(ending(resident, placement), data).status_code == 302
    placement.refresh_from_db()
    assert (placement.state, placement.ended_as) == (PlacementState.ENDED, EndedAs.WORK)
    assert placement.lock_in_days == 6
    assert placement.words == "Du är anställd."


def test_it_cannot_end_before_it_began_or_in_the_future(at_work, resident):
    placement = new_placement(resident)
    for day in (in_days(1), in_days(-400)):
        response = at_work.post(
            ending(resident, placement), form(version=placement.version, ended_as="work", ended_on=day)
        )
        assert "Välj en dag från det att insatsen började till och med i dag." in response.text


def test_what_is_only_planned_cannot_end(guide, resident):
    placement = new_placement(resident, state=PlacementState.PLANNED)
    with pytest.raises(Conflict):
        actions.end_placement(actor=guide, placement=placement, ended_as=EndedAs.WORK, ended_on=clock.today())


def test_lock_in_is_counted_for_each_placement_and_each_measure(resident):
    measure = new_measure()
    past = ending_in(resident, -5, measure=measure)
    new_placement(
        new_resident(resident.guide_assignments.get().guide),
        measure,
        state=PlacementState.ENDED,
        ended_on=clock.today(),
        ended_as=EndedAs.WORK,
        lock_in_days=9,
    )
    assert queries.my_own(viewer=resident, pk=past.pk).lock_in_days == 5
    assert catalogue.lock_in_of([measure])[measure.pk] == catalogue.LockIn(days=14, placements=1)


# --- cost


def test_the_file_and_the_guides_day_cost_the_same_at_10_and_1000_placements(at_work, guide, resident, queries_of):
    urls = [reverse("guidance:placements", args=[resident.pk]), reverse("guidance:today")]

    def cost(more: int) -> list[int]:
        first = new_placement(resident)
        rows = []
        for _each in range(more):
            row = Placement.objects.get(pk=first.pk)
            row.pk = Placement._meta.pk.get_default()
            row.state, row.ended_on, row.ended_as = PlacementState.ENDED, clock.today(), EndedAs.WORK
            rows.append(row)
        Placement.objects.bulk_create(rows)
        ongoing = [new_measure(slug=f"m-{more}-{number}") for number in range(min(more, 30))]
        for measure in ongoing:
            ending_in(resident, 5, measure=measure)
        return [queries_of(url) for url in urls]

    few, many = cost(9), cost(990)
    assert few == many
    said = 4 if connection.vendor == "postgresql" else 0  # behind which walls the request stands
    assert few[0] <= 12 + said


# --- what the database itself refuses


def test_the_database_refuses_a_next_step_before_the_end(resident):
    plan = new_plan(resident)
    with pytest.raises(IntegrityError), transaction.atomic():
        new_placement(resident, plan=plan, onward_step=new_step(plan, due_on=clock.today()))


def test_the_database_refuses_a_later_end_without_an_extension(resident):
    placement = new_placement(resident)
    with pytest.raises(IntegrityError), transaction.atomic():
        Placement.objects.filter(pk=placement.pk).update(ends_on=placement.ends_on + timedelta(days=1))


def test_the_database_refuses_to_let_what_has_ended_go_on_again(guide, resident):
    placement = new_placement(resident)
    actions.end_placement(actor=guide, placement=placement, ended_as=EndedAs.ILL, ended_on=clock.today())
    with pytest.raises(IntegrityError), transaction.atomic():
        Placement.objects.filter(pk=placement.pk).update(state="ongoing", ended_as="", ended_on=None)


def test_a_step_whose_day_is_moved_does_not_hinder_what_else_is_written(guide, resident):
    placement = new_placement(resident)
    Step.objects.filter(pk=placement.onward_step_id).update(due_on=clock.today())
    actions.end_placement(actor=guide, placement=placement, ended_as=EndedAs.ILL, ended_on=clock.today())


def test_it_cannot_have_led_to_a_next_step_that_there_is_not(at_work, resident):
    placement = new_placement(resident)
    Step.objects.update(state=StepState.DROPPED, dropped_why="Kom av sig.")
    data = form(version=placement.version, ended_as="onward", ended_on=in_days(0))
    response = at_work.post(ending(resident, placement), data)
    assert "Det finns inget nästa steg i planeringen." in response.text
    placement.refresh_from_db()
    assert placement.state == PlacementState.ONGOING


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2026-02-31", "i vår"])
def test_odd_days_are_told_of_and_break_nothing(at_work, resident, day):
    new_plan(resident)
    measure = new_measure()
    for field in ("starts_on", "ends_on", "onward_on"):
        assert at_work.post(planning(resident, measure), form(**{field: day})).status_code in {302, 422}


def test_the_guide_is_told_once_by_an_e_mail_that_names_nobody(
    guide, resident, mailoutbox, django_capture_on_commit_callbacks
):
    Person.objects.filter(pk=guide.pk).update(email="guide@example.se")
    for _each in range(2):
        ending_in(resident, 12)
    for _day in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            actions.warn_of_ends(actor=None)
    (sent,) = mailoutbox
    assert sent.to == ["guide@example.se"]
    assert reverse("guidance:today") in sent.body
    assert resident.name not in sent.body


@pytest.mark.parametrize("name", ["ask_extension", "end_placement", "cancel_placement"])
def test_a_form_about_a_placement_says_whose_it_is(client, guide, resident, name):
    state = PlacementState.PLANNED if name == "cancel_placement" else PlacementState.ONGOING
    placement = new_placement(resident, state=state)
    client.force_login(guide)
    page = client.get(reverse(f"guidance:{name}", args=[resident.pk, placement.pk]))
    assert page.context["lead"].startswith(f"{resident.name}, {placement.measure.name}")
