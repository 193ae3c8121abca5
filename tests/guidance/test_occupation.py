"""A time in an occupation: the rules of measures, never too long, certified, and where people went afterwards."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from analysis.disclosure import Hidden
from medskapa.commons import actions as commons
from medskapa.commons import occupied
from medskapa.core import clock
from medskapa.core.errors import Conflict
from medskapa.core.idempotency import new_key
from medskapa.guidance import actions, moved_on
from medskapa.guidance.actions.placements import Onward
from medskapa.guidance.models import CountsAs, EndedAs, Measure, PathEnd, PathKind, Placement, PlacementState
from medskapa.people.models import Role
from tests.factories import PlaceFactory, staff
from tests.guidance_factories import new_guide, new_placement, new_plan, new_resident, new_step
from tests.occupation_factories import FIELDS, measure_of, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return staff(Role.EDITOR)


@pytest.fixture
def occupation(editor):
    return published(editor=editor, title="Digital värd i Adolfsberg", plain="Du hjälper andra.")


@pytest.fixture
def measure(occupation):
    return measure_of(occupation)


@pytest.fixture
def at_work(client, guide):
    client.force_login(guide)
    return client


def in_days(number):
    return clock.today() + timedelta(days=number)


def form(**fields):
    whole = {
        "form_key": new_key(),
        "purpose": "Få vana att hjälpa andra",
        "starts_on": in_days(0),
        "ends_on": in_days(84),
        "way_onward": "Söka jobb som kundvärd",
        "onward_on": in_days(90),
    }
    return whole | fields


def edit(editor, occupation, **changed):
    return commons.edit_occupation(
        actor=editor, occupation=occupation, version=occupation.version, place=occupation.place, **FIELDS | changed
    )


def ended(resident, measure, days_ago=20, ended_as=EndedAs.ONWARD, **fields):
    """A time in `measure` that ended."""
    spans = {"starts_on": in_days(-days_ago - 30), "ended_on": in_days(-days_ago), "ends_on": in_days(-days_ago)}
    spans["first_end"] = spans["ends_on"]
    return new_placement(resident, measure, state=PlacementState.ENDED, ended_as=ended_as, **spans | fields)


# --- what is offered becomes something to be placed in


def test_what_is_published_can_be_placed_in_and_follows_every_change(editor, occupation, measure):
    assert (measure.name, measure.weeks, measure.unit, measure.is_open) == (occupation.title, 12, None, True)
    edit(editor, occupation, title="Kafévärd", weeks=8, seats=5)
    measure.refresh_from_db()
    assert (measure.name, measure.weeks, measure.seats) == ("Kafévärd", 8, 5)
    assert Measure.objects.count() == 1


def test_a_draft_can_not_be_placed_in(editor):
    commons.write_occupation(
        actor=editor, organisation=published().organisation, place=PlaceFactory(), **FIELDS | {"title": "Utkast"}
    )
    assert not Measure.objects.filter(name="Utkast").exists()


def test_there_are_never_fewer_seats_than_are_taken(editor, occupation, measure, guide, resident):
    new_placement(resident, measure)
    new_placement(new_resident(guide), measure)
    with pytest.raises(ValidationError) as refused:
        edit(editor, occupation, seats=1)
    assert "seats" in refused.value.message_dict
    assert occupied.free([occupation]) == {occupation.pk: 1}


def test_closing_tells_whoever_waits_and_leaves_whoever_is_there(editor, occupation, measure, guide, resident):
    there = new_placement(new_resident(guide), measure)
    waits = actions.want_measure(actor=resident, resident=resident, measure=measure)
    commons.close_occupation(actor=editor, occupation=occupation, why="Huset byggs om.")
    waits.refresh_from_db()
    there.refresh_from_db()
    assert (waits.state, waits.words, there.state) == ("cancelled", "Huset byggs om.", "ongoing")
    with pytest.raises(Conflict):
        actions.want_measure(actor=resident, resident=resident, measure=measure)


def test_nobody_changes_it_in_the_catalogue_and_it_stands_under_its_own_heading(client, editor, measure, guide):
    client.force_login(editor)
    for name in ("measure_desk", "edit_measure", "close_measure"):
        assert client.get(reverse(f"guidance:{name}", args=[measure.slug])).status_code == 404
    assert measure.name in client.get(reverse("guidance:measures_desk")).text
    assert measure.name not in client.get(reverse("guidance:measures")).text
    public = client.get(reverse("guidance:measure", args=[measure.slug]))
    assert public.url == reverse("commons:occupation", args=[measure.occupation.slug])


# --- planned, begun, extended


def test_a_guide_picks_it_in_the_file_and_plans_a_time(at_work, resident, measure):
    new_plan(resident)
    listed = at_work.get(reverse("guidance:placements", args=[resident.pk])).text
    assert "Uppdrag och praktik" in listed
    assert measure.name in listed
    to = reverse("guidance:plan_placement", args=[resident.pk, measure.slug])
    page = at_work.get(to)
    assert "Uppdraget är högst 12 veckor." in page.text
    assert "longer_because" not in page.text
    assert at_work.post(to, form()).status_code == 302
    assert Placement.objects.get().state == PlacementState.PLANNED


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"purpose": ""}, "Skriv vad just den här personen ska få ut av insatsen."),
        ({"ends_on": ""}, "Välj vilken dag det slutar."),
        ({"onward_on": ""}, "Välj ett steg i planeringen, eller en dag för ett nytt steg."),
        ({"ends_on": 85, "longer_because": "Det går bra."}, "Uppdraget är högst 12 veckor för en person."),
    ],
    ids=["purpose", "end", "next step", "too long"],
)
def test_without_purpose_end_or_next_step_or_for_too_long_nothing_is_planned(at_work, resident, measure, wrong, said):
    new_plan(resident)
    fields = {name: in_days(value) if isinstance(value, int) else value for name, value in wrong.items()}
    response = at_work.post(reverse("guidance:plan_placement", args=[resident.pk, measure.slug]), form(**fields))
    assert response.status_code == 422
    assert said in response.text
    assert not Placement.objects.exists()


def test_two_short_times_make_no_long_one(guide, resident, measure):
    new_plan(resident)
    ended(resident, measure, days_ago=5)  # it was thirty days
    planned = {
        "actor": guide,
        "resident": resident,
        "measure": measure,
        "purpose": "Få vana",
        "starts_on": in_days(0),
        "onward": Onward("Söka jobb", due_on=in_days(90)),
    }
    with pytest.raises(ValidationError, match="redan varit med i 30 dagar"):
        actions.plan_placement(ends_on=in_days(55), **planned)
    assert actions.plan_placement(ends_on=in_days(54), **planned).pk


def test_an_extension_never_goes_beyond_the_longest_time(guide, resident, measure):
    placement = new_placement(resident, measure, ends_on=in_days(10), first_end=in_days(10))  # began 40 days ago
    asked = {
        "actor": guide,
        "placement": placement,
        "reason": "Det behövs.",
        "onward": Onward("Nytt", None, in_days(90)),
    }
    with pytest.raises(ValidationError) as refused:
        actions.ask_extension(to_day=in_days(45), **asked)
    assert "to_day" in refused.value.message_dict
    assert actions.ask_extension(to_day=in_days(44), **asked).state == "agreed"


def test_the_database_itself_keeps_no_time_that_is_too_long(resident, measure):
    with pytest.raises(IntegrityError), transaction.atomic():
        new_placement(
            resident,
            measure,
            ends_on=in_days(60),
            first_end=in_days(60),
            plan=(plan := new_plan(resident)),
            onward_step=new_step(plan, due_on=in_days(70)),
        )
    placement = new_placement(resident, measure)
    Measure.objects.filter(pk=measure.pk).update(weeks=2)
    Placement.objects.filter(pk=placement.pk).update(words="Det går bra.")  # shorter later changes nobody's end
    with pytest.raises(IntegrityError), transaction.atomic():
        Placement.objects.filter(pk=placement.pk).update(starts_on=in_days(-41))


def test_days_past_the_end_are_days_of_lock_in(guide, resident, measure):
    placement = new_placement(resident, measure, starts_on=in_days(-60), ends_on=in_days(-9), first_end=in_days(-9))
    actions.end_placement(actor=guide, placement=placement, ended_as=EndedAs.WORK, ended_on=clock.today())
    assert placement.lock_in_days == 9


def test_a_resident_says_that_they_want_it(client, resident, measure):
    client.force_login(resident)
    assert measure.name in client.get(reverse("guidance:my_measures")).text
    way = reverse("guidance:want_occupation", args=[measure.occupation.slug])
    assert f'href="{way}"' in client.get(reverse("commons:occupation", args=[measure.occupation.slug])).text
    to = client.get(way).url
    assert client.post(to, {"form_key": new_key()}).status_code == 302
    assert Placement.objects.get().measure == measure


# --- certified


def test_the_certificate_says_what_was_done_as_it_was_at_the_end_and_nothing_of_the_plan(
    client, editor, guide, resident, occupation, measure
):
    placement = new_placement(resident, measure, purpose="Komma ut efter sjukdom")
    client.force_login(resident)
    mine = reverse("guidance:my_certificate", args=[placement.pk])
    assert client.get(mine).status_code == 404
    actions.end_placement(actor=guide, placement=placement, ended_as=EndedAs.WORK, ended_on=clock.today())
    edit(editor, occupation, tasks="Något annat.")
    text = client.get(mine).text
    assert "Sara Söker" in text
    assert "Du sitter med den som frågar." in text
    assert "Något annat." not in text
    assert "Komma ut efter sjukdom" not in text
    assert mine in client.get(reverse("guidance:my_placement", args=[placement.pk])).text
    assert client.get(f"{mine[:-1]}.pdf").content.startswith(b"%PDF")
    client.force_login(guide)
    assert (
        "Du sitter med den som frågar."
        in client.get(reverse("guidance:certificate", args=[resident.pk, placement.pk])).text
    )


def test_where_no_certificate_is_promised_there_is_none(editor, guide, resident):
    placement = new_placement(resident, measure_of(published(editor=editor, certificate=False)))
    actions.end_placement(actor=guide, placement=placement, ended_as=EndedAs.WORK, ended_on=clock.today())
    assert placement.certificate is None


# --- where they went


def test_where_they_went_is_counted_once_for_each_by_their_last_time_and_by_how_the_path_ended(
    client, unit, occupation, measure
):
    guide = new_guide(unit)
    for number in range(20):
        person = new_resident(guide, unit)
        ended(person, measure, ended_as=[EndedAs.WORK, EndedAs.STUDIES, EndedAs.ONWARD, EndedAs.STOPPED][number // 5])
        if number == 0:
            ended(person, measure, days_ago=60, ended_as=EndedAs.STOPPED)  # an earlier one
    found = occupied.moved_on(occupation.place)
    assert (found.ended, found.parts) == (20, (5, 5, 5, 5))
    page = client.get(reverse("commons:occupation", args=[occupation.slug])).text
    assert "Vart gick de sedan?" in page
    assert "Fick arbete" in page
    for person_of in Placement.objects.filter(ended_as=EndedAs.STOPPED, ended_on=in_days(-20)):
        assignment = person_of.resident.guide_assignments.get()
        PathEnd.objects.create(
            resident=person_of.resident,
            assignment=assignment,
            ended_on=in_days(-3),
            kind=PathKind.JOB,
            counts_as=CountsAs.WORK,
            ended_by=guide,
        )
    assert occupied.moved_on(occupation.place).parts == (10, 5, 5, 0)
    new_placement(Placement.objects.filter(ended_as=EndedAs.STUDIES)[0].resident, measure)  # came back: four are left
    assert occupied.moved_on(occupation.place).parts is None
    assert "Fick arbete" not in client.get(reverse("commons:place", args=[occupation.place.slug])).text


@pytest.mark.parametrize(
    ("counts", "ended_shown", "told"),
    [
        ((0, 0, 0, 0), 0, False),
        ((4, 0, 0, 0), Hidden.FEW, False),
        ((5, 0, 0, 0), 5, True),
        ((9, 4, 0, 0), 13, False),
        ((9, 5, 0, 6), 20, True),
    ],
)
def test_small_numbers_are_never_shown(counts, ended_shown, told):
    found = moved_on.shown(counts)
    assert (found.ended, found.parts is not None) == (ended_shown, told)


def test_another_place_tells_nothing_of_this_one(guide, resident, measure):
    ended(resident, measure)
    assert occupied.moved_on(published().place).ended == 0
