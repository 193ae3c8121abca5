"""Attendance: a day for all in one form, valid reasons, the resident's answer, and nothing that follows of itself."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from medskapa.core import clock, idempotency
from medskapa.core.errors import Conflict
from medskapa.guidance import actions
from medskapa.guidance.actions.attendance import Mark
from medskapa.guidance.models import Attendance, MeasureStaff, Placement, PlacementState, Presence
from medskapa.people.models import Role
from tests.factories import staff
from tests.guidance_factories import new_guide, new_measure, new_placement, new_resident

pytestmark = pytest.mark.django_db


@pytest.fixture
def measure():
    return new_measure()


@pytest.fixture
def provider(client, measure):
    person = staff(Role.PROVIDER)
    MeasureStaff.objects.create(measure=measure, person=person)
    client.force_login(person)
    return person


@pytest.fixture
def url(measure):
    return reverse("guidance:attendance_day", args=[measure.slug])


def press(**fields) -> dict:
    return {"form_key": idempotency.new_key()} | fields


def test_the_provider_marks_a_day_for_all_in_one_form(client, provider, guide, measure, url):
    here, ill, unmarked = (new_placement(new_resident(guide), measure) for _each in range(3))
    data = {f"day-{here.pk}": "here", f"day-{ill.pk}": "reason", f"reason-{ill.pk}": "ill"}
    assert client.post(url, press(**data)).status_code == 302
    marked = dict(Attendance.objects.values_list("placement", "presence"))
    assert marked == {here.pk: Presence.HERE, ill.pk: Presence.REASON}
    assert unmarked.pk not in marked


def test_a_valid_reason_needs_to_be_said(client, provider, guide, measure, url):
    ill = new_placement(new_resident(guide), measure)
    response = client.post(url, press(**{f"day-{ill.pk}": "reason"}))
    assert response.status_code == 422
    assert "Välj vilket skäl det är." in response.text
    assert not Attendance.objects.exists()


def test_a_mark_can_be_put_right_and_the_answer_of_the_resident_stays(client, provider, guide, measure, url):
    placement = new_placement(new_resident(guide), measure)
    client.post(url, press(**{f"day-{placement.pk}": "away"}))
    day = Attendance.objects.get()
    actions.answer_attendance(actor=placement.resident, attendance=day, says="Bussen stod still.")
    assert "Bussen stod still." in client.get(url).text
    client.post(url, press(**{f"day-{placement.pk}": "reason", f"reason-{placement.pk}": "other"}))
    day.refresh_from_db()
    assert (day.presence, day.resident_says) == (Presence.REASON, "Bussen stod still.")


def test_the_provider_sees_names_and_nothing_else(client, provider, guide, measure, url):
    resident = new_resident(guide, name="Sara Ek", phone="070-1740605", street="Storgatan 1")
    new_placement(resident, measure, purpose="Hitta tillbaka efter sjukdom", way_onward="Söka som kock")
    page = client.get(url).text
    assert "Sara Ek" in page
    for words in ("070-1740605", "Storgatan", "sjukdom", "Söka som kock", guide.name):
        assert words not in page


def test_somebody_with_protected_identity_is_shown_by_initials_and_does_not_stand_where_the_name_would(
    client, provider, guide, measure, url
):
    new_placement(new_resident(guide, name="Anna Ahl", protected_identity=True), measure)
    new_placement(new_resident(guide, name="Aaron Berg"), measure)
    new_placement(new_resident(guide, name="Åsa Öman"), measure)
    page = client.get(url).text
    assert "Anna" not in page
    assert "Ahl" not in page
    assert "AA" in page


def test_one_who_works_at_another_measure_sees_nothing(client, guide, measure, url):
    new_placement(new_resident(guide), measure)
    elsewhere = staff(Role.PROVIDER)
    MeasureStaff.objects.create(measure=new_measure(), person=elsewhere)
    client.force_login(elsewhere)
    assert client.get(url).status_code == 404


def test_a_guide_marks_for_their_own_residents_alone(client, guide, measure, url):
    mine = new_placement(new_resident(guide), measure)
    other = new_placement(new_resident(new_guide(), name="Någon Annan"), measure)
    client.force_login(guide)
    assert "Någon Annan" not in client.get(url).text
    marks = [Mark(each.pk, Presence.HERE) for each in (mine, other)]
    with pytest.raises(PermissionDenied):
        actions.mark_attendance(actor=guide, measure=measure, day=clock.today(), marks=marks)


def test_a_day_to_come_and_a_day_before_the_start_cannot_be_marked(provider, guide, measure):
    placement = new_placement(new_resident(guide), measure)
    with pytest.raises(Exception, match="Den dagen har inte varit än"):
        mark(provider, placement, clock.today() + timedelta(days=1))
    with pytest.raises(Conflict):
        mark(provider, placement, placement.starts_on - timedelta(days=1))
    Placement.objects.filter(pk=placement.pk).update(state=PlacementState.PLANNED)
    with pytest.raises(Conflict):
        mark(provider, placement, clock.today())


def mark(actor, placement, day):
    marks = [Mark(placement.pk, Presence.HERE)]
    return actions.mark_attendance(actor=actor, measure=placement.measure, day=day, marks=marks)


def test_the_same_marks_again_change_nothing(provider, guide, measure):
    placement = new_placement(new_resident(guide), measure)
    assert [mark(provider, placement, clock.today()) for _click in range(2)] == [1, 0]


def test_the_resident_sees_the_days_answers_and_reads_that_nothing_follows_of_itself(client, provider, guide, measure):
    resident = new_resident(guide)
    placement = new_placement(resident, measure)
    day = Attendance.objects.create(placement=placement, day=clock.today(), presence=Presence.AWAY, marked_by=provider)
    client.force_login(resident)
    page = client.get(reverse("guidance:my_attendance", args=[placement.pk])).text
    assert "Ingenting händer av sig självt" in page
    assert "1 dag är du skriven som borta." in page
    answering = reverse("guidance:answer_attendance", args=[placement.pk, day.pk])
    assert client.post(answering, press(says="")).status_code == 422
    client.post(answering, press(says="Bussen stod still."))
    assert "Bussen stod still." in client.get(reverse("guidance:my_attendance", args=[placement.pk])).text


def test_days_away_change_nothing_in_the_placement(provider, guide, measure):
    placement = new_placement(new_resident(guide), measure)
    before = Placement.objects.values().get(pk=placement.pk)
    for number in range(20):
        day = clock.today() - timedelta(days=number)
        actions.mark_attendance(actor=provider, measure=measure, day=day, marks=[Mark(placement.pk, Presence.AWAY)])
    assert Placement.objects.values().get(pk=placement.pk) == before


@pytest.mark.parametrize("asked", ["i går", "2026-02-31", "9999-12-31", ""])
def test_an_odd_day_shows_today(client, provider, url, asked):
    response = client.get(url, {"dag": asked})
    assert response.status_code == 200
    assert response.context["day"] == clock.today()


def test_a_day_costs_the_same_for_ten_and_for_a_thousand(client, provider, guide, measure, url, queries_of):
    def cost(more: int) -> int:
        first = new_placement(new_resident(guide), measure)
        rows = []
        for _each in range(more):
            row = Placement.objects.get(pk=first.pk)
            row.pk, row.resident = Placement._meta.pk.get_default(), new_resident(guide)
            rows.append(row)
        Placement.objects.bulk_create(rows)
        return queries_of(url)

    assert cost(4) == cost(60) <= 12
