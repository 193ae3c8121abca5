"""Occupations: an organisation offers one that has an end and leads onward, an editor reads it, anyone finds it."""

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from medskapa.commons import actions, policy
from medskapa.commons.models import MemberTask, Occupation, OccupationState, Organisation
from medskapa.commons.queries import occupation as queries
from medskapa.core.errors import Conflict
from medskapa.core.idempotency import new_key
from medskapa.people.models import Role
from tests.commons_factories import OrganisationFactory, partner
from tests.factories import AreaFactory, PlaceFactory, staff
from tests.occupation_factories import FIELDS, OccupationFactory, published
from tests.reading import GOALS, too_hard

pytestmark = pytest.mark.django_db
LIST = "/uppdrag/"


@pytest.fixture
def association():
    return OrganisationFactory(name="Vorta Drom", phone="040-10 20 30")


@pytest.fixture
def leader(association):
    return partner(association)


@pytest.fixture
def editor():
    return staff(Role.EDITOR)


@pytest.fixture
def draft(leader, association):
    return actions.write_occupation(actor=leader, organisation=association, place=PlaceFactory(), **FIELDS)


@pytest.fixture
def waiting(draft, leader):
    return actions.send_occupation(actor=leader, occupation=draft)


def page(client, url, status=200):
    response = client.get(url)
    assert response.status_code == status
    return response.text


def form(**fields):
    return {"form_key": new_key()} | FIELDS | fields


# Writing


def test_a_leader_writes_a_draft_that_only_its_own_and_editors_see(client, draft, leader, editor):
    assert (draft.state, draft.slug) == (OccupationState.DRAFT, "digital-vard")
    assert policy.may_keep_occupation(leader, draft)
    assert policy.may_keep_occupation(editor, draft)
    assert not policy.may_keep_occupation(partner(OrganisationFactory()), draft)
    assert not queries.open_now(queries.Wanted()).rows
    page(client, f"{LIST}{draft.slug}/", 404)


def test_whoever_only_helps_or_leads_another_writes_nothing(association):
    for stranger in (partner(association, MemberTask.HELPS), partner(OrganisationFactory()), staff(Role.GUIDE)):
        with pytest.raises(PermissionDenied):
            actions.write_occupation(actor=stranger, organisation=association, place=PlaceFactory(), **FIELDS)


def test_without_an_end_a_next_step_or_a_job_in_sight_nothing_is_saved_and_what_was_typed_stays(
    client, association, leader
):
    client.force_login(leader)
    gone = {"weeks": "27", "hours_a_week": "0", "seats": "", "next_step": "", "leads_to": " ", "learns": ""}
    sent = form(**gone, organisation=association.pk, place=PlaceFactory().pk)
    response = client.post(reverse("commons:write_occupation"), sent)
    assert response.status_code == 422
    assert set(response.context["form"].errors) == set(gone)
    assert "Du sitter med den som frågar." in response.text
    with pytest.raises(ValidationError) as refused:
        actions.write_occupation(
            actor=leader, organisation=association, place=PlaceFactory(), **FIELDS | gone | {"weeks": 27}
        )
    assert set(refused.value.message_dict) == set(gone)
    assert not Occupation.objects.exists()


@pytest.mark.parametrize("gone", [{"weeks": 27}, {"next_step": ""}, {"leads_to": ""}, {"purpose": ""}])
def test_the_database_itself_keeps_no_occupation_that_leads_nowhere(gone):
    with pytest.raises(IntegrityError), transaction.atomic():
        OccupationFactory(**gone)


def test_whoever_comes_second_does_not_write_over_the_first(draft, leader):
    stale = Occupation.objects.get(pk=draft.pk)
    actions.edit_occupation(actor=leader, occupation=draft, version=1, place=draft.place, **FIELDS)
    with pytest.raises(Conflict):
        actions.edit_occupation(actor=leader, occupation=stale, version=1, place=draft.place, **FIELDS)


# Publishing


def test_an_editor_reads_it_before_anyone_sees_it(client, waiting, leader, editor):
    assert waiting.state == OccupationState.WAITING
    with pytest.raises(PermissionDenied):
        actions.approve_occupation(actor=leader, occupation=waiting)
    assert queries.numbers(editor)[queries.WAITING] == 1
    for _twice in range(2):
        actions.approve_occupation(actor=editor, occupation=waiting)
    assert waiting.state == OccupationState.PUBLISHED
    assert "Digital värd" in page(client, LIST)
    assert "Kundvärd eller it-stöd" in page(client, f"{LIST}{waiting.slug}/")


def test_an_editor_asks_for_a_change_or_refuses_and_the_writer_reads_why(client, waiting, leader, editor):
    with pytest.raises(ValidationError):
        actions.return_occupation(actor=editor, occupation=waiting, words=" ")
    actions.return_occupation(actor=editor, occupation=waiting, words="Skriv vad man lär sig.")
    client.force_login(leader)
    assert "Skriv vad man lär sig." in page(client, reverse("commons:offered_one", args=[waiting.pk]))
    actions.send_occupation(actor=leader, occupation=waiting)
    actions.return_occupation(actor=editor, occupation=waiting, words="Det är ett arbete.", refuse=True)
    with pytest.raises(Conflict):
        actions.send_occupation(actor=leader, occupation=waiting)


def test_a_trusted_organisation_publishes_at_once_and_another_is_read_again_after_a_change(editor, leader, waiting):
    actions.approve_occupation(actor=editor, occupation=waiting)
    actions.edit_occupation(actor=leader, occupation=waiting, version=1, place=waiting.place, **FIELDS)
    assert queries.numbers(editor)[queries.WAITING] == 1
    trusted = OrganisationFactory(trusted=True)
    theirs = partner(trusted)
    made = actions.write_occupation(actor=theirs, organisation=trusted, place=PlaceFactory(), **FIELDS)
    assert actions.send_occupation(actor=theirs, occupation=made).state == OccupationState.PUBLISHED


def test_one_that_is_closed_says_why_and_can_take_people_in_again(client, leader, association):
    Organisation.objects.filter(pk=association.pk).update(trusted=True)
    found = published(association)
    client.force_login(leader)
    close = reverse("commons:close_occupation", args=[found.pk])
    assert client.post(close, {"form_key": new_key(), "why": ""}).status_code == 422
    for _twice in range(2):
        assert client.post(close, {"form_key": new_key(), "why": "Huset byggs om."}).status_code == 302
    assert "Huset byggs om." in page(client, f"{LIST}{found.slug}/")
    assert found.title not in page(client, LIST)
    send = reverse("commons:send_occupation", args=[found.pk])
    assert client.post(send, {"form_key": new_key()}).status_code == 302
    assert found.title in page(client, LIST)


def test_a_leader_writes_and_sends_it_through_the_pages_and_an_editor_lets_it_out(client, association, leader, editor):
    client.force_login(leader)
    sent = form(organisation=association.pk, place=PlaceFactory().pk, languages=["sv", "rom"])
    response = client.post(reverse("commons:write_occupation"), sent)
    found = Occupation.objects.get()
    assert response.url == reverse("commons:offered_one", args=[found.pk])
    client.post(reverse("commons:send_occupation", args=[found.pk]), {"form_key": new_key()})
    client.force_login(editor)
    assert "Vorta Drom" in page(client, reverse("commons:offered"))
    assert "borde få lön för" in page(client, reverse("commons:offered_one", args=[found.pk]))
    client.post(reverse("commons:approve_occupation", args=[found.pk]), {"form_key": new_key()})
    changed = form(version=1, place=found.place_id, weeks=8)
    assert client.post(reverse("commons:edit_occupation", args=[found.pk]), changed).status_code == 302
    found.refresh_from_db()
    assert (found.state, found.weeks, found.approved_version) == (OccupationState.PUBLISHED, 8, 2)


# Finding


def test_the_filters_narrow_it_and_unknown_ones_are_left_out(client):
    here = AreaFactory(slug="adolfsberg", name="Adolfsberg")
    OccupationFactory(title="Kafévärd", place=PlaceFactory(area=here), languages=["rom"])
    OccupationFactory(title="Läxhjälpare", kind="trainee")
    for query, shown in [
        ("?var=adolfsberg", {"Kafévärd"}),
        ("?typ=trainee", {"Läxhjälpare"}),
        ("?sprak=rom", {"Kafévärd"}),
        ("?var=finns-inte&typ=x", {"Kafévärd", "Läxhjälpare"}),
        ("?var=adolfsberg&typ=trainee", set()),
    ]:
        text = page(client, LIST + query)
        assert {title for title in ("Kafévärd", "Läxhjälpare") if title in text} == shown, query


def test_one_can_be_asked_about_without_an_account_and_the_place_shows_it(client, association):
    found = published(association, phone="", contact="samordnaren")
    text = page(client, f"{LIST}{found.slug}/")
    assert 'href="tel:040-10 20 30"' in text
    assert "samordnaren" in text
    assert "Du behöver inget konto." in text
    assert f'href="{LIST}{found.slug}/"' in page(client, reverse("commons:place", args=[found.place.slug]))
    assert f'href="{LIST}"' in page(client, "/")


@pytest.mark.parametrize("name", ["commons:occupations", "commons:offered"])
def test_the_lists_cost_the_same_at_ten_and_a_thousand(client, association, leader, name):
    client.force_login(leader)
    place = PlaceFactory()

    def cost(more):
        rows = OccupationFactory.build_batch(more, organisation=association, place=place, written_by=leader)
        Occupation.objects.bulk_create(rows)
        with CaptureQueriesContext(connection) as captured:
            page(client, reverse(name))
        return len(captured)

    page(client, reverse(name))
    assert cost(10) == cost(990) <= 12


def test_every_page_of_the_list_is_reached_once(client):
    made = [OccupationFactory(title=f"Värd {number:02}") for number in range(queries.PAGE + 1)]
    first = queries.open_now(queries.Wanted())
    second = queries.open_now(queries.Wanted(), after=first.next)
    assert [*first.rows, *second.rows] == made
    assert not second.next
    page(client, f"{LIST}?after=x")


def test_the_pages_are_easy_to_read(client, association):
    found = published(association, plain="Du hjälper andra med telefonen.", contact="samordnaren")
    hard = {}
    for language in GOALS:
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        for url in (LIST, f"{LIST}{found.slug}/"):
            if why := too_hard(client.get(url).text, language):
                hard[language, url] = why
    assert hard == {}
