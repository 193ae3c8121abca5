"""Protected identity: nobody who may not open the file learns that there is such a person, from anything that shows.

Every page of the path without arguments is read by every kind of viewer before and after somebody with protected
identity comes to be: not a name, a number, a count or a place in an order may differ.
"""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse

from medskapa.core import clock
from medskapa.entrance.queries import entries
from medskapa.guidance import actions, notices, policy
from medskapa.guidance.models import (
    Measure,
    MeasureStaff,
    Note,
    Notice,
    NoticeKind,
    NoticeVia,
    PathKind,
    Talk,
)
from medskapa.people.models import Person, ReachVia, Role
from tests.factories import PersonFactory, UnitFactory, staff
from tests.guidance_factories import new_guide, new_measure, new_placement, new_plan, new_resident, new_step

pytestmark = pytest.mark.django_db

NAME, PHONE, STREET = "Aadela Skyddsson", "070-1740699", "Gömda gatan 1"
CHANGES = re.compile(r'(name="(?:csrfmiddlewaretoken|form_key)" value=")[^"]*|data-seen="[^"]*"')
VIEWERS = [None, "resident", Role.RECEPTION, Role.GUIDE, Role.OFFICER, Role.PROVIDER, Role.EDITOR, Role.UNIT_MANAGER]


def pages() -> list[str]:
    """The addresses of the two rooms that need no arguments."""
    found = []
    for space in ("entrance", "guidance"):
        resolver = next(each for each in get_resolver().url_patterns if getattr(each, "namespace", "") == space)
        for pattern in resolver.url_patterns:
            try:
                found.append(reverse(f"{space}:{pattern.name}"))
            except NoReverseMatch:
                continue
    return sorted(found)


def the_viewer(who: Role | str | None) -> Person | None:
    """Somebody of another unit, who has residents or tasks of their own where the role has any."""
    if who is None:
        return None
    if who == "resident":
        person = PersonFactory()
        new_resident(new_guide(), name="Beda Annan")
        return person
    if who == Role.GUIDE:
        guide = new_guide()
        new_plan(new_resident(guide, name="Beda Annan"))
        return guide
    unit = UnitFactory()
    if who == Role.UNIT_MANAGER:
        new_resident(new_guide(unit), name="Beda Annan")
    return staff(who, unit)


def somebody_protected(guide: Person | None = None, **fields) -> Person:
    """A resident with protected identity, of whom there is something everywhere."""
    guide = guide or new_guide()
    resident = new_resident(
        guide,
        name=NAME,
        phone=PHONE,
        street=STREET,
        postcode="252 00",
        town="Helsingborg",
        protected_identity=True,
        **fields,
    )
    new_step(new_plan(resident), due_on=clock.today() - timedelta(days=3))
    now = clock.now()
    Talk.objects.create(
        resident=resident, guide=guide, starts_at=now, ends_at=now + timedelta(hours=1), booked_by=guide
    )
    Note.objects.create(resident=resident, author=guide, text="Vi har setts.", written_at=now)
    actions.ask_for_another(actor=resident, assignment=resident.guide_assignments.get())
    notices.tell(resident, NoticeKind.MESSAGE, resident.guide_assignments.get())
    return resident


def read_all(client: Client) -> dict[str, tuple[int, str]]:
    """Every page as it is shown, without what differs each time."""
    found = {}
    for url in pages():
        response = client.get(url)
        shown = "" if response.streaming else response.content.decode(errors="replace")
        found[url] = (response.status_code, CHANGES.sub("", shown))
    return found


@pytest.mark.parametrize("who", VIEWERS)
def test_no_page_changes_when_somebody_protected_comes_to_be(client, who):
    viewer = the_viewer(who)
    if viewer is not None:
        client.force_login(viewer)
    guide = new_guide()
    staff(Role.UNIT_MANAGER, guide.guide_profile.unit)  # otherwise the viewer would have to stand in
    before = read_all(client)
    resident = somebody_protected(guide)
    assert viewer is None or not policy.may_open_file(viewer, resident)
    after = read_all(client)
    for url, shown in after.items():
        for secret in (NAME, "Aadela", PHONE, STREET, f"/invanare/{resident.pk}/"):
            assert secret not in shown[1], (url, secret)
    assert {url for url in before if before[url] != after[url]} == set()


@pytest.mark.parametrize("search", [NAME, "Aadela", "a", PHONE])
@pytest.mark.parametrize("who", [Role.GUIDE, Role.UNIT_MANAGER])
def test_a_search_finds_nobody_protected_for_those_who_may_not_open_the_file(client, who, search):
    viewer = the_viewer(who)
    resident = somebody_protected()
    client.force_login(viewer)
    page = client.post(reverse("guidance:residents"), {"search": search})
    shown = page.content.decode()
    assert f"/invanare/{resident.pk}/" not in shown
    assert PHONE not in shown.replace(f'value="{search}"', "")
    assert "Skyddsson" not in shown.replace(f'value="{search}"', "")


def test_the_desk_finds_nobody_protected_by_name():
    somebody_protected()
    desk = staff(Role.RECEPTION)
    assert entries.people_like(viewer=desk, text="Aadela", besides=desk) == []


def test_those_who_may_open_the_file_find_the_person_with_a_mark(client):
    resident = somebody_protected()
    client.force_login(resident.guide_assignments.get().guide)
    assert NAME in client.get(reverse("guidance:residents")).content.decode()
    page = client.get(reverse("guidance:file", args=[resident.pk])).content.decode()
    assert "Skyddade personuppgifter" in page


def test_the_provider_marks_attendance_without_a_whole_name_or_a_number(client):
    resident = somebody_protected()
    provider, measure = staff(Role.PROVIDER), new_measure()
    MeasureStaff.objects.create(measure=measure, person=provider)
    new_placement(resident, measure)
    assert Measure.objects.filter(policy.works_at(provider, measure="pk")).exists()
    client.force_login(provider)
    for url in [*pages(), reverse("guidance:attendance_day", args=[measure.slug])]:
        response = client.get(url, follow=True)
        shown = "" if response.streaming else response.content.decode(errors="replace")
        for secret in (NAME, "Skyddsson", PHONE, STREET):
            assert secret not in shown, (url, secret)


@pytest.mark.parametrize("via", [ReachVia.SMS, ReachVia.EMAIL, ReachVia.LETTER])
def test_no_message_says_more_than_that_there_is_one_and_no_letter_is_printed(via):
    resident = somebody_protected(reach_via=via, email="skyddad@example.se")
    assert notices.address_for(resident, NoticeVia.LETTER) == ""
    for notice in Notice.objects.filter(resident=resident):
        assert notice.via != NoticeVia.LETTER
        for text in notices.words_of(notice):
            assert not any(secret in text for secret in (NAME, "Aadela", PHONE, STREET))


def test_afterwards_only_those_who_knew_the_person_are_to_ring(client):
    resident = somebody_protected()
    assignment = resident.guide_assignments.get()
    end = actions.end_path(actor=assignment.guide, assignment=assignment, kind=PathKind.MOVED)
    end.follow_ups.update(due_on=clock.today())
    url = reverse("guidance:follow_ups")
    for viewer, sees in [
        (assignment.guide, True),
        (new_guide(), False),
        (staff(Role.UNIT_MANAGER, UnitFactory()), False),
    ]:
        client.force_login(viewer)
        assert (NAME in client.get(url).content.decode()) is sees


def test_whoever_stands_in_for_a_manager_answers_without_learning_who_it_is(client):
    resident = somebody_protected()
    asked = resident.guide_requests.get()
    stand_in = staff(Role.UNIT_MANAGER, new_guide().guide_profile.unit)
    client.force_login(stand_in)
    for url in (
        reverse("guidance:today"),
        reverse("guidance:guides"),
        reverse("guidance:guide_request", args=[asked.pk]),
        reverse("guidance:refuse_guide_request", args=[asked.pk]),
    ):
        page = client.get(url).text
        assert "Skyddade personuppgifter" in page, url
        assert not any(secret in page for secret in (NAME, "Aadela", PHONE, STREET)), url
    Person.objects.filter(pk=resident.pk).update(reach_via=ReachVia.SMS, phone="")
    asked.resident.refresh_from_db()
    actions.refuse_request(actor=stand_in, request=asked, answer="Det går inte nu.")
    assert "Aadela" not in client.get(reverse("guidance:notices")).text
    assert "Aadela" not in client.get(reverse("guidance:guides")).text
