"""Giving a resident a guide: exactly one, the best or the chosen one; the profile; how much a resident weighs."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from medskapa.core import clock
from medskapa.core.errors import Conflict
from medskapa.core.idempotency import new_key
from medskapa.core.models import AuditRecord, ReadRecord
from medskapa.entrance import handing
from medskapa.entrance.models import Fact, Ground, PartState, Source, Wall
from medskapa.guidance import actions
from medskapa.guidance.models import Begin, GuideAssignment, GuideProfile, Notice
from medskapa.guidance.queries import assignment_of
from medskapa.people.models import Role
from tests.factories import AreaFactory, PersonFactory, StaffFactory, UnitFactory, staff
from tests.guidance_factories import assign, new_guide, new_resident, waiting_part

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit(db):
    return UnitFactory(name="Jobbtorget", phone="042-10 50 00")


def told(person, key, value, wall=Wall.SHARED):
    return Fact.objects.create(
        person=person,
        key=key,
        value=value,
        source=Source.ENTRY,
        wall=wall,
        ground=Ground.TOLD,
        valid_from=clock.today(),
    )


def sent(**fields):
    return {"form_key": new_key()} | fields


class TestTheBestGuide:
    def test_whoever_comes_through_the_entrance_gets_the_one_who_suits_them(self, unit):
        near = AreaFactory(slug="adolfsberg", name="Adolfsberg")
        new_guide(unit, languages=["sv"])
        best = new_guide(unit, languages=["ar"])
        best.guide_profile.areas.add(near)
        resident = PersonFactory()
        told(resident, "language", "ar")
        told(resident, "area", "adolfsberg")
        made = actions.assign_guide(actor=resident, resident=resident)
        assert (made.guide, made.unit, made.began_as) == (best, unit, Begin.ENTRY)
        assert ["language", "ar"] in made.reasons
        assert ["area", "adolfsberg"] in made.reasons

    def test_what_stands_behind_the_wall_of_authority_does_not_say_who_the_guide_is(self, unit):
        first, second = new_guide(unit), new_guide(unit, languages=["ar"])
        resident = PersonFactory()
        told(resident, "language", "ar", Wall.AUTHORITY)
        assert second.pk > first.pk
        assert actions.assign_guide(actor=None, resident=resident).guide == first

    def test_the_one_who_carries_least_comes_first_where_all_else_is_equal(self, unit):
        full, free = new_guide(unit), new_guide(unit)
        for _each in range(3):
            new_resident(full, weight=5)
        assert actions.assign_guide(actor=None, resident=PersonFactory()).guide == free

    def test_nobody_gets_a_guide_who_has_no_room(self, unit):
        new_resident(new_guide(unit, most_weight=3), weight=2)
        with pytest.raises(Conflict, match="Ingen guide har plats"):
            actions.assign_guide(actor=None, resident=PersonFactory())
        assert GuideAssignment.objects.count() == 1

    def test_whoever_has_a_guide_keeps_them(self, guide):
        resident = new_resident(guide)
        before = AuditRecord.objects.count()
        assert actions.assign_guide(actor=resident, resident=resident) == assignment_of(resident)
        assert AuditRecord.objects.count() == before

    def test_one_whose_role_has_ended_is_not_proposed(self, guide):
        guide.grants.update(ends_on=clock.today().replace(year=clock.today().year - 1))
        with pytest.raises(Conflict):
            actions.assign_guide(actor=None, resident=PersonFactory())


class TestTheManagersChoice:
    def test_the_manager_chooses_and_the_resident_is_told(self, manager, guide):
        resident = PersonFactory()
        made = actions.assign_guide(actor=manager, resident=resident, guide=guide)
        assert (made.guide, made.assigned_by, made.reasons) == (guide, manager, [["chosen", ""]])
        assert Notice.objects.filter(resident=resident).count() == 1

    def test_the_manager_of_another_unit_does_not(self, guide):
        with pytest.raises(PermissionDenied):
            actions.assign_guide(actor=staff(Role.UNIT_MANAGER, UnitFactory()), resident=PersonFactory(), guide=guide)

    def test_nobody_else_chooses_whom(self, guide, unit):
        for who in (PersonFactory(), staff(Role.OFFICER, unit), staff(Role.RECEPTION), new_guide(unit), None):
            with pytest.raises(PermissionDenied):
                actions.assign_guide(actor=who, resident=PersonFactory(), guide=guide)

    def test_whoever_has_a_guide_does_not_get_a_second(self, manager, guide, unit):
        resident = new_resident(guide)
        with pytest.raises(Conflict, match="Gun Guide"):
            actions.assign_guide(actor=manager, resident=resident, guide=new_guide(unit))

    def test_the_same_guide_again_changes_nothing(self, manager, guide):
        resident = new_resident(guide)
        assert actions.assign_guide(actor=manager, resident=resident, guide=guide) == assignment_of(resident)

    def test_the_database_holds_one_open_guide_for_each(self, guide, unit):
        resident = new_resident(guide)
        with pytest.raises(IntegrityError), transaction.atomic():
            assign(resident, new_guide(unit), unit)

    def test_one_who_waits_is_given_a_guide_by_hand(self, client, manager, guide):
        resident = PersonFactory(name="Vera Väntar")
        part = waiting_part(resident)
        client.force_login(manager)
        assert "Vera Väntar" in client.get(reverse("guidance:guides")).text
        address = reverse("guidance:give_guide", args=[part.pk])
        assert "Gun Guide" in client.get(address).text
        assert ReadRecord.objects.filter(reader=manager, person=resident).exists()
        form = sent(guide=guide.pk)
        assert [client.post(address, form).status_code for _click in range(2)] == [302, 302]
        assert assignment_of(resident).guide == guide
        part.refresh_from_db()
        assert (part.state, handing.told_of(part).name) == (PartState.RECEIVED, guide.name)  # nor at the reception
        assert "Vera Väntar" not in client.get(reverse("guidance:guides")).text

    def test_a_protected_name_stands_neither_in_the_list_nor_beside_the_choice(self, client, manager, guide):
        resident = PersonFactory(name="Hemliga Hedda", protected_identity=True)
        part = waiting_part(resident)
        client.force_login(manager)
        for page in (reverse("guidance:guides"), reverse("guidance:give_guide", args=[part.pk])):
            text = client.get(page).text
            assert "Hedda" not in text
            assert "kyddade personuppgifter" in text


class TestTheProfile:
    def test_the_guide_writes_what_residents_read(self, client, guide):
        client.force_login(guide)
        address = reverse("guidance:guide_profile", args=[guide.pk])
        assert "Högsta tyngd" not in client.get(address).text
        form = sent(version=1, languages=["sv", "ar"], needs=["digital"], about="Jag cyklar.", most_weight=500)
        assert client.post(address, form).status_code == 302
        profile = GuideProfile.objects.get(person=guide)
        assert (profile.languages, profile.needs, profile.about) == (["sv", "ar"], ["digital"], "Jag cyklar.")
        assert profile.most_weight == 60  # that is for the manager to say

    def test_the_manager_says_how_much_the_guide_carries(self, client, manager, guide):
        client.force_login(manager)
        address = reverse("guidance:guide_profile", args=[guide.pk])
        client.post(address, sent(version=1, languages=["sv"], most_weight=40))
        profile = GuideProfile.objects.get(person=guide)
        assert (profile.most_weight, profile.takes_new) == (40, False)

    def test_a_guide_without_a_profile_gets_one(self, client, manager, unit):
        guide = staff(Role.GUIDE, unit)
        client.force_login(manager)
        assert "Det finns ingen profil än" in client.get(reverse("guidance:guide", args=[guide.pk])).text
        address = reverse("guidance:guide_profile", args=[guide.pk])
        client.post(address, sent(version=0, languages=["sv"], most_weight=60, takes_new="on"))
        assert GuideProfile.objects.get(person=guide).unit == unit

    def test_of_two_who_write_the_second_is_told(self, client, guide):
        client.force_login(guide)
        address = reverse("guidance:guide_profile", args=[guide.pk])
        client.post(address, sent(version=1, languages=["sv"], about="Jag cyklar."))
        response = client.post(address, sent(version=1, languages=["sv"], about="Jag går."))
        assert response.status_code == 422
        assert "Jag går." in response.text
        assert "Någon annan har ändrat" in response.text

    def test_whoever_is_no_guide_has_no_profile(self, manager):
        with pytest.raises(PermissionDenied):
            actions.edit_profile(actor=manager, guide=StaffFactory(), version=0)


class TestTheWeight:
    def test_the_guide_says_how_much_and_why(self, client, guide):
        resident = new_resident(guide)
        client.force_login(guide)
        address = reverse("guidance:weight", args=[resident.pk])
        assert client.post(address, sent(weight=4, reason="Vi ses varje vecka.")).status_code == 302
        assert assignment_of(resident).weight == 4
        assert AuditRecord.objects.last().why == "Vi ses varje vecka."

    def test_it_needs_a_reason_and_keeps_within_bounds(self, guide):
        assignment = assignment_of(new_resident(guide))
        with pytest.raises(ValidationError):
            actions.set_weight(actor=guide, assignment=assignment, weight=4, reason=" ")
        with pytest.raises(ValidationError):
            actions.set_weight(actor=guide, assignment=assignment, weight=6, reason="Mycket.")

    def test_the_same_again_changes_nothing(self, guide):
        assignment = assignment_of(new_resident(guide))
        assert actions.set_weight(actor=guide, assignment=assignment, weight=2, reason="").version == 1

    def test_what_has_ended_is_not_changed(self, manager, guide, unit):
        resident = new_resident(guide)
        old = assignment_of(resident)
        actions.hand_over(actor=manager, assignment=old, to=new_guide(unit), text="Hej.")
        with pytest.raises(Conflict):
            actions.set_weight(actor=manager, assignment=old, weight=5, reason="Mycket.")


class TestTheLoad:
    def test_the_manager_sees_what_each_carries_and_the_names_of_nobody_elses(self, client, manager, guide):
        new_resident(guide, weight=4)
        new_resident(guide, weight=1)
        other = new_guide(UnitFactory(), name="Annans Guide")
        new_resident(other)
        client.force_login(manager)
        page = client.get(reverse("guidance:guides")).text
        assert "Gun Guide" in page
        assert "Annans Guide" not in page
        assert "5 / 60" in " ".join(page.split())

    def test_it_costs_the_same_for_ten_and_a_thousand_residents(self, client, manager, guide, queries_of, unit):
        client.force_login(manager)
        many(10, guide, unit)
        few = queries_of(reverse("guidance:guides"))
        many(990, guide, unit)
        for _each in range(7):
            new_guide(unit)
        assert queries_of(reverse("guidance:guides")) == few <= 12


def many(number, guide, unit):
    from medskapa.people.models import Kind, Person

    start = Person.objects.count()
    people = Person.objects.bulk_create(
        Person(login=f"m-{start + n}", name=f"Många {start + n:05}", kind=Kind.RESIDENT) for n in range(number)
    )
    GuideAssignment.objects.bulk_create(
        GuideAssignment(resident=each, guide=guide, unit=unit, began_on=clock.today(), began_as=Begin.ENTRY)
        for each in people
    )
    return people
