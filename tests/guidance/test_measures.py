"""The catalogue: what anybody reads, compares and finds, what it led to, and who keeps it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from medskapa.core import clock, idempotency
from medskapa.core.errors import Conflict
from medskapa.entrance.models import Fact, Source, Wall
from medskapa.guidance import actions
from medskapa.guidance.models import EndedAs, Measure, MeasureStart, Notice, Placement, PlacementState
from medskapa.guidance.queries import measures as queries
from medskapa.guidance.queries.guides import LANGUAGE_FACT, NEEDS_FACT
from medskapa.people.models import Role
from tests.factories import UnitFactory, staff
from tests.guidance_factories import new_guide, new_measure, new_placement, new_resident
from tests.scenes.guidance_measures import TEXTS

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(client, unit):
    person = staff(Role.UNIT_MANAGER, unit)
    client.force_login(person)
    return person


def press(**fields) -> dict:
    return {"form_key": idempotency.new_key()} | fields


def ended(measure, guide, *kinds: EndedAs) -> None:
    """That placements ended with what they led to."""
    for kind in kinds:
        new_placement(new_resident(guide), measure, state=PlacementState.ENDED, ended_on=clock.today(), ended_as=kind)


# --- for everybody


def test_anybody_reads_what_there_is_and_one_of_them(client):
    measure = new_measure(needs=["work"], languages=["sv", "ar"], plain="Du lagar mat.")
    MeasureStart.objects.create(measure=measure, starts_on=clock.today() + timedelta(days=20))
    assert measure.name in client.get(reverse("guidance:measures")).text
    page = client.get(reverse("guidance:measure", args=[measure.slug])).text
    for words in (measure.purpose, measure.for_whom, measure.content, "12 veckor", "20 timmar i veckan", "العربية"):
        assert words in page
    assert "8 lediga platser" in page
    assert "Du lagar mat." in page


def test_the_catalogue_can_be_narrowed_to_one_need(client):
    new_measure(name="Kökskurs", needs=["work"])
    new_measure(name="Mobilkurs", needs=["digital"])
    page = client.get(reverse("guidance:measures"), {"behov": "digital"}).text
    assert "Mobilkurs" in page
    assert "Kökskurs" not in page


def test_what_is_closed_is_not_in_the_list_but_can_still_be_read(client):
    measure = new_measure(is_open=False)
    assert measure.name not in client.get(reverse("guidance:measures")).text
    assert "Tar inte emot just nu" in client.get(reverse("guidance:measure", args=[measure.slug])).text


def test_two_or_three_stand_side_by_side_and_never_a_fourth(client):
    four = [new_measure() for _each in range(4)]
    page = client.get(reverse("guidance:compare_measures"), {"insats": [each.slug for each in four]}).text
    assert [each.name in page for each in four] == [True, True, True, False]


def test_with_one_alone_there_is_a_choice_of_others(client):
    one, other = new_measure(), new_measure()
    page = client.get(reverse("guidance:compare_measures"), {"insats": one.slug}).text
    assert "Vilka vill du jämföra?" in page
    assert other.name in page


@pytest.mark.parametrize("asked", ["", "finns-inte", "' OR 1=1", "\x00" * 3])
def test_odd_wishes_to_compare_are_passed_by(client, asked):
    new_measure()
    assert client.get(reverse("guidance:compare_measures"), {"insats": asked}).status_code in {200, 400}


# --- what it led to


def test_what_a_measure_led_to_is_told_when_they_are_many_enough(client):
    measure, guide = new_measure(), new_guide()
    ended(measure, guide, *[EndedAs.WORK] * 12, *[EndedAs.STUDIES] * 10, *[EndedAs.ONWARD] * 10)
    page = client.get(reverse("guidance:measure", args=[measure.slug])).text
    assert "12 personer fick arbete" in page
    assert "10 personer började läsa" in page


def test_small_numbers_are_not_told(client):
    measure, guide = new_measure(), new_guide()
    ended(measure, guide, *[EndedAs.WORK] * 12, EndedAs.STUDIES)
    page = client.get(reverse("guidance:measure", args=[measure.slug])).text
    assert "De är för få att räkna" in page
    assert "fick arbete" not in page


def test_what_ended_long_ago_is_not_counted(client):
    measure, guide = new_measure(), new_guide()
    ended(measure, guide, *[EndedAs.WORK] * 12)
    Placement.objects.update(
        ended_on=clock.today() - timedelta(days=800), starts_on=clock.today() - timedelta(days=900)
    )
    assert "Ingen har gått klart än" in client.get(reverse("guidance:measure", args=[measure.slug])).text


@given(
    counts=st.fixed_dictionaries(
        {kind: st.integers(0, 40) for kind in (EndedAs.WORK, EndedAs.STUDIES, EndedAs.ONWARD, EndedAs.STOPPED)}
    )
)
def test_no_number_that_is_shown_lets_a_small_one_be_worked_out(counts):
    shown = queries.shown(counts)
    rest = sum(counts.values()) - counts[EndedAs.WORK] - counts[EndedAs.STUDIES] - counts[EndedAs.ONWARD]
    everything = [counts[EndedAs.WORK], counts[EndedAs.STUDIES], counts[EndedAs.ONWARD], rest]
    if shown.is_told:
        assert not any(0 < number < queries.LEAST for number in everything)
        assert (shown.work, shown.studies, shown.onward) == tuple(everything[:3])
    else:
        assert shown.ended == 0 or not isinstance(shown.studies, int)


# --- what fits


def test_a_resident_sees_what_fits_what_they_have_told_with_the_reasons(client):
    resident = new_resident(new_guide())
    for key, value in ((NEEDS_FACT, ["digital"]), (LANGUAGE_FACT, "ar")):
        Fact.objects.create(
            person=resident,
            key=key,
            value=value,
            source=Source.ENTRY,
            wall=Wall.GUIDANCE,
            valid_from=clock.today(),
        )
    new_measure(name="Mobilkurs", needs=["digital"], languages=["ar"])
    new_measure(name="Kökskurs", needs=["work"])
    client.force_login(resident)
    page = client.get(reverse("guidance:my_measures")).text
    assert "Mobilkurs" in page
    assert "Hjälp att klara dator och mobil" in page
    assert "Finns på språket som du helst talar" in page
    assert "Kökskurs" not in page


def test_the_guide_sees_the_same_with_the_same_reasons_in_the_file(client):
    guide = new_guide()
    resident = new_resident(guide)
    new_measure(name="Mobilkurs", needs=["digital"])
    client.force_login(guide)
    page = client.get(reverse("guidance:placements", args=[resident.pk])).text
    assert "Mobilkurs" in page
    assert "Det finns lediga platser" in page


# --- kept


def test_a_manager_puts_a_measure_into_the_catalogue(client, manager, unit):
    days = [clock.today() + timedelta(days=number) for number in (30, 60)]
    starts = "\n".join(f"{day:%Y-%m-%d}" for day in days)
    response = client.post(reverse("guidance:add_measure"), press(unit=unit.pk, starts=starts, **TEXTS))
    measure = Measure.objects.get()
    assert response.url == reverse("guidance:measure_desk", args=[measure.slug])
    assert measure.slug == "digital-vard"
    assert list(measure.starts.values_list("starts_on", flat=True)) == days


def test_a_start_that_is_no_date_is_told_and_everything_typed_is_kept(client, manager, unit):
    response = client.post(reverse("guidance:add_measure"), press(unit=unit.pk, starts="i vår", **TEXTS))
    assert response.status_code == 422
    assert "Skriv varje datum så här: 2026-04-13." in response.text
    assert "i vår" in response.text


def test_two_measures_do_not_share_a_name(manager, unit):
    other = UnitFactory()
    editor = staff(Role.EDITOR)
    actions.add_measure(actor=editor, unit=other, **TEXTS)
    with pytest.raises(Conflict, match="Det finns redan en insats som heter så"):
        actions.add_measure(actor=manager, unit=unit, **TEXTS)


def test_of_two_who_edit_the_second_is_told(manager, unit):
    measure = new_measure(unit)
    actions.edit_measure(actor=manager, measure=measure, version=1, seats=9)
    with pytest.raises(Conflict, match="Någon annan har ändrat"):
        actions.edit_measure(actor=manager, measure=measure, version=1, seats=7)


def test_there_are_never_fewer_seats_than_are_taken(client, manager, unit):
    measure = new_measure(unit, seats=3)
    guide = new_guide()
    for _each in range(2):
        new_placement(new_resident(guide), measure)
    url = reverse("guidance:edit_measure", args=[measure.slug])
    response = client.post(url, press(**TEXTS | {"version": 1, "seats": 1}))
    assert "2 platser är redan tagna." in response.text


def test_more_seats_are_offered_to_those_who_wait(manager, unit):
    measure, guide = new_measure(unit, seats=0), new_guide()
    waiting = actions.want_measure(actor=guide, resident=new_resident(guide), measure=measure)
    actions.edit_measure(actor=manager, measure=measure, version=1, seats=1)
    waiting.refresh_from_db()
    assert waiting.offered_on == clock.today()


def test_closing_tells_those_who_wait_and_leaves_those_who_have_a_seat(client, manager, unit):
    measure, guide = new_measure(unit, seats=1), new_guide()
    going = new_placement(new_resident(guide), measure)
    waiting = actions.want_measure(actor=guide, resident=new_resident(guide), measure=measure)
    client.post(reverse("guidance:close_measure", args=[measure.slug]), press(words="Lokalen är stängd."))
    going.refresh_from_db()
    waiting.refresh_from_db()
    assert (going.state, waiting.state) == (PlacementState.ONGOING, PlacementState.CANCELLED)
    assert Notice.objects.filter(resident=waiting.resident).count() == 1
    client.force_login(waiting.resident)
    assert "Lokalen är stängd." in client.get(reverse("guidance:my_placement", args=[waiting.pk])).text


def test_who_works_there_is_let_in_and_taken_away_again(client, manager, unit):
    measure, provider = new_measure(unit), staff(Role.PROVIDER)
    client.post(reverse("guidance:add_measure_staff", args=[measure.slug]), press(person=provider.pk))
    assert provider.name in client.get(reverse("guidance:measure_desk", args=[measure.slug])).text
    for _click in range(2):
        client.post(reverse("guidance:remove_measure_staff", args=[measure.slug, provider.pk]), press())
    assert provider.name not in client.get(reverse("guidance:measure_desk", args=[measure.slug])).text


def test_only_who_holds_in_measures_is_let_in(manager, unit):
    with pytest.raises(Exception, match="Välj någon som håller i insatser"):
        actions.add_measure_staff(actor=manager, measure=new_measure(unit), person=new_guide())


def test_the_catalogue_costs_the_same_at_10_and_1000_measures(client, manager, unit, queries_of):
    urls = [reverse("guidance:measures"), reverse("guidance:measures_desk")]

    def cost(more: int) -> list[int]:
        first = new_measure(unit)
        rows = []
        for number in range(more):
            row = Measure.objects.get(pk=first.pk)
            row.pk, row.slug, row.name = None, f"m-{more}-{number}", f"Insats {more}-{number}"
            rows.append(row)
        Measure.objects.bulk_create(rows)
        return [queries_of(url) for url in urls]

    few, many = cost(9), cost(990)
    assert few == many
    assert max(few) <= 12


def test_the_pages_of_the_catalogue_hold_all_of_them(client):
    for number in range(60):
        new_measure(name=f"Insats {number:02}")
    first = client.get(reverse("guidance:measures")).text
    second = client.get(reverse("guidance:measures"), {"after": "Insats 49"}).text
    assert "Insats 49" in first
    assert "Insats 50" not in first
    assert "Insats 59" in second
