"""The guide's day, the list of residents and the file: what matters on one screen, at a constant cost."""

from datetime import timedelta

import pytest
from django.urls import reverse

from medskapa.core import clock
from medskapa.core.models import ReadRecord
from medskapa.entrance.models import QuestionSet, Wall
from medskapa.guidance.models import (
    Absence,
    Begin,
    Contact,
    ContactKind,
    EndedAs,
    GuideAssignment,
    Placement,
    PlacementState,
    Plan,
    Step,
    Talk,
)
from medskapa.people.models import Person, Role
from tests.conftest import HTMX
from tests.factories import AreaFactory, staff
from tests.guidance.test_guides import many, told
from tests.guidance_factories import assign, new_guide, new_placement, new_plan, new_resident, new_step

pytestmark = pytest.mark.django_db

LONG_AGO = timedelta(days=60)


@pytest.fixture
def guiding(client, guide):
    client.force_login(guide)
    return client


def listed(client, **asked):
    return client.get(reverse("guidance:residents"), asked).text


def with_much(people: list[Person], guide: Person) -> None:
    """Each of `people` gets a plan with two steps, a talk and a contact: what the list and the day look for."""
    today = clock.today()
    plans = Plan.objects.bulk_create(Plan(resident=each, began_on=today) for each in people)
    Step.objects.bulk_create(
        Step(plan=plan, text="Ring", due_on=today + timedelta(days=days), proposed_by=guide)
        for plan in plans
        for days in (-1, 5)
    )
    starts_at = clock.now() + timedelta(hours=1)
    Talk.objects.bulk_create(
        Talk(
            resident=each,
            guide=guide,
            starts_at=starts_at + timedelta(minutes=place),
            ends_at=starts_at + timedelta(minutes=place + 1),
            booked_by=guide,
        )
        for place, each in enumerate(people)
    )
    Contact.objects.bulk_create(
        Contact(resident=each, staff=guide, kind=ContactKind.PHONE, day=today - LONG_AGO) for each in people
    )
    GuideAssignment.objects.filter(resident__in=people).update(began_on=today - LONG_AGO)


class TestTheList:
    def test_each_stands_with_what_comes_next(self, guiding, guide):
        resident = new_resident(guide, name="Sara Söker")
        new_step(new_plan(resident), text="Ring köket på torget")
        page = listed(guiding)
        assert "Sara Söker" in page
        assert "Ring köket på torget" in page

    def test_what_is_wrong_stands_beside_the_name(self, guiding, guide):
        stuck = new_resident(guide, name="Utan Steg")
        past = new_resident(guide, name="Över Tiden")
        placement = new_placement(past)
        type(placement).objects.update(ends_on=clock.today() - timedelta(days=1), first_end=clock.today())
        assert stuck.pk
        page = listed(guiding)
        assert "Inget nästa steg" in page
        assert "Insats över tiden" in page
        assert "Länge sedan kontakt" in page

    @pytest.mark.parametrize(
        ("narrow", "expected"),
        [
            ("alla", {"Ny Ida", "Tyst Ulf", "Slutar Bo"}),
            ("utan-steg", {"Tyst Ulf", "Ny Ida"}),
            ("utan-kontakt", {"Tyst Ulf", "Slutar Bo"}),
            ("slutar", {"Slutar Bo"}),
            ("nya", {"Ny Ida"}),
            ("vikariat", set()),
            ("finns-inte", {"Ny Ida", "Tyst Ulf", "Slutar Bo"}),
        ],
    )
    def test_it_is_narrowed_to_what_one_looks_for(self, guiding, guide, narrow, expected):
        names = {"Ny Ida": 2, "Tyst Ulf": 60, "Slutar Bo": 60}
        for name, days in names.items():
            resident = new_resident(guide, name=name)
            resident.guide_assignments.update(began_on=clock.today() - timedelta(days=days))
            if name == "Slutar Bo":
                placement = new_placement(resident)
                type(placement).objects.update(ends_on=clock.today() + timedelta(days=9))
        page = listed(guiding, visa=narrow)
        assert {name for name in names if name in page} == expected

    def test_a_name_is_searched_for_without_standing_in_an_address(self, guiding, guide):
        new_resident(guide, name="Åsa Öberg")
        new_resident(guide, name="Bo Ek")
        address = reverse("guidance:residents")
        for words in ("åsa", "öb", "Åsa öberg", "SA"):
            page = guiding.post(address, {"search": words}).text
            assert "Åsa Öberg" in page, words
            assert "Bo Ek" not in page, words
        part = guiding.post(address, {"search": "finns inte"}, headers=HTMX).text
        assert "<html" not in part
        assert "Ingen av dina invånare heter så." in part
        assert "Bo Ek" in guiding.get(address, {"search": "Åsa"}).text  # an address with a name in it finds nothing

    @pytest.mark.parametrize("odd", ["x" * 300, "\x00", "%", "'; drop table", "<script>"])
    def test_odd_words_find_nobody_and_harm_nothing(self, guiding, guide, odd):
        new_resident(guide)
        assert guiding.post(reverse("guidance:residents"), {"search": odd}).status_code == 200

    def test_nobody_elses_residents_are_there(self, guiding, guide):
        new_resident(new_guide(), name="Annans Invånare")
        assert "Annans Invånare" not in listed(guiding)
        assert "Annans Invånare" not in guiding.post(reverse("guidance:residents"), {"search": "Annans"}).text

    def test_the_manager_sees_those_of_the_unit_with_their_guides(self, client, unit, guide):
        guide.name = "Gun Guide"
        guide.save()
        new_resident(guide, name="Sara Söker")
        client.force_login(staff(Role.UNIT_MANAGER, unit))
        page = listed(client)
        assert "Sara Söker" in page
        assert "Gun Guide" in page

    def test_page_after_page_each_stands_once(self, guiding, guide, unit):
        many(120, guide, unit)
        for _each in range(3):
            assign(Person.objects.create(login=f"same-{_each}", name="Lika Namn"), guide, unit)
        seen, after = [], ""
        for _page in range(4):
            response = guiding.get(reverse("guidance:residents"), {"after": after} if after else {})
            seen += [row.person.pk for row in response.context["rows"]]
            after = response.context["next"]
            if not after:
                break
        assert len(seen) == len(set(seen)) == 123

    @pytest.mark.parametrize("after", ["x", "-1", "9" * 30, "4611686018427387904", "²"])
    def test_a_page_after_nobody_is_no_fault(self, guiding, guide, after):
        new_resident(guide)
        assert guiding.get(reverse("guidance:residents"), {"after": after}).status_code == 200

    def test_it_costs_the_same_for_ten_and_a_thousand(self, guiding, guide, unit, queries_of):
        with_much(many(10, guide, unit), guide)
        few = queries_of(reverse("guidance:residents"))
        with_much(many(990, guide, unit), guide)
        assert queries_of(reverse("guidance:residents")) == few <= 12


class TestTheDay:
    def test_where_nothing_waits_it_says_so(self, guiding):
        assert "Inget väntar på dig i dag" in guiding.get(reverse("guidance:today")).text

    def test_who_is_new_and_who_has_not_been_heard_of(self, guiding, guide, unit):
        new = new_resident(guide, name="Ny Ida")
        new.guide_assignments.update(began_on=clock.today())
        quiet, heard = new_resident(guide, name="Tyst Ulf"), new_resident(guide, name="Hörd Eva")
        for each, days in ((quiet, 31), (heard, 3)):
            Contact.objects.create(
                resident=each, staff=guide, kind=ContactKind.PHONE, day=clock.today() - timedelta(days=days)
            )
        page = guiding.get(reverse("guidance:today"))
        parts = {shown.template: shown.content for shown in page.context["panels"]}
        changed = parts["guidance/caseload/_changed.html"]["changed"]
        assert [each.resident for each in changed.new] == [new]
        assert [each.resident for each in parts["guidance/caseload/_quiet.html"]["assignments"]] == [quiet]
        assert "Tyst Ulf" in page.text

    def test_of_many_only_the_first_are_shown_and_the_rest_is_counted(self, guiding, guide, unit):
        people = many(30, guide, unit)
        GuideAssignment.objects.filter(resident__in=people).update(began_on=clock.today() - LONG_AGO)
        page = guiding.get(reverse("guidance:today"))
        quiet = next(each for each in page.context["panels"] if each.template == "guidance/caseload/_quiet.html")
        assert (len(quiet.content["assignments"]), quiet.content["total"]) == (8, 30)

    def test_a_manager_who_guides_sees_only_their_own(self, client, unit, guide):
        from medskapa.people.models import Grant

        Grant.objects.create(person=guide, role=Role.UNIT_MANAGER, unit=unit, starts_on=clock.today())
        new_resident(new_guide(unit), name="Annans Invånare")
        client.force_login(guide)
        assert "Annans Invånare" not in client.get(reverse("guidance:today")).text

    def test_it_costs_the_same_for_ten_and_a_thousand(self, guiding, guide, unit, queries_of):
        with_much(many(10, guide, unit), guide)
        few = queries_of(reverse("guidance:today"))
        with_much(many(990, guide, unit), guide)
        assert queries_of(reverse("guidance:today")) == few <= 12

    def test_of_many_who_came_and_left_the_latest_of_each_are_shown(self, guiding, guide, next_guide, unit):
        today = clock.today()
        for place, each in enumerate(many(20, guide, unit)):
            GuideAssignment.objects.filter(resident=each).update(began_on=today - timedelta(days=place % 10))
        for each in many(12, guide, unit):
            GuideAssignment.objects.filter(resident=each).update(ended_on=today, ended_as="handed_over")
            assign(each, next_guide, unit)
        page = guiding.get(reverse("guidance:today"))
        parts = {shown.template: shown.content for shown in page.context["panels"]}
        changed = parts["guidance/caseload/_changed.html"]["changed"]
        assert (len(changed.new), len(changed.left)) == (8, 8)
        assert {(today - each.began_on).days for each in changed.new} == {0, 1, 2, 3}


class TestTheFile:
    def test_whoever_opens_it_is_written_down(self, guiding, guide):
        resident = new_resident(guide)
        assert guiding.get(reverse("guidance:file", args=[resident.pk])).status_code == 200
        assert ReadRecord.objects.filter(reader=guide, person=resident, what="overview").count() == 1

    def test_whoever_may_not_open_it_leaves_no_trace_and_gets_404(self, guiding, guide, unit):
        resident = new_resident(new_guide())
        assert guiding.get(reverse("guidance:file", args=[resident.pk])).status_code == 404
        assert not ReadRecord.objects.exists()

    def test_it_says_who_the_guide_is_and_why(self, guiding, guide):
        resident = new_resident(guide)
        resident.guide_assignments.update(reasons=[["language", "ar"]], began_as=Begin.ASKED)
        page = guiding.get(reverse("guidance:file", args=[resident.pk])).text
        assert "De kan tala arabiska med varandra." in page
        assert "bad om" not in page

    def test_it_shows_what_was_told_at_the_entrance_and_nothing_from_behind_the_wall(self, guiding, guide):
        resident = new_resident(guide)
        told(resident, "job_wish", "Bagare på Söder", Wall.GUIDANCE)
        told(resident, "income", "Hemlig inkomst", Wall.AUTHORITY)
        page = guiding.get(reverse("guidance:file", args=[resident.pk])).text
        assert "Bagare på Söder" in page
        assert "Hemlig inkomst" not in page

    def test_it_says_who_covers_while_the_guide_is_away(self, client, unit, guide, next_guide, manager):
        resident, today = new_resident(guide), clock.today()
        Absence.objects.create(guide=guide, cover=next_guide, starts_on=today, ends_on=today + timedelta(days=3))
        client.force_login(manager)
        page = client.get(reverse("guidance:file", args=[resident.pk])).text
        assert "Nils Nästa tar hand om invånaren och ser akten till dess." in page

    def test_only_the_manager_is_led_to_handing_over(self, client, guide, manager):
        resident = new_resident(guide)
        to = reverse("guidance:hand_over", args=[resident.pk])
        pages = []
        for who in (guide, manager):
            client.force_login(who)
            pages.append(to in client.get(reverse("guidance:file", args=[resident.pk])).text)
        assert pages == [False, True]

    @pytest.mark.parametrize("role", ["guide", "manager"])
    def test_it_costs_the_same_for_ten_and_a_thousand(self, client, unit, guide, manager, queries_of, role):
        resident = many(1, guide, unit)[0]
        with_much([resident], guide)
        AreaFactory(slug="soder", name="Söder")
        resident.guide_assignments.update(reasons=[["area", "soder"]])
        told(resident, "area", "soder", Wall.SHARED)
        QuestionSet.objects.create(number=2, made_at=clock.now(), state="published", published_at=clock.now())
        client.force_login({"guide": guide, "manager": manager}[role])
        address = reverse("guidance:file", args=[resident.pk])
        client.get(address)  # the names of areas and the questions are kept for a while

        def grow(number):
            Contact.objects.bulk_create(
                Contact(resident=resident, staff=guide, kind=ContactKind.PHONE, day=clock.today())
                for _each in range(number)
            )
            first = new_placement(resident)
            rows = []
            for _each in range(number):
                row = Placement.objects.get(pk=first.pk)
                row.pk, row.state = Placement._meta.pk.get_default(), PlacementState.ENDED
                row.ended_on, row.ended_as = clock.today(), EndedAs.WORK
                rows.append(row)
            Placement.objects.bulk_create(rows)
            for place in range(number // 10):
                told(resident, f"fact_{place}_{number}", "Ja", Wall.GUIDANCE)

        grow(10)
        few = queries_of(address)
        grow(990)
        assert queries_of(address) == few <= 12
