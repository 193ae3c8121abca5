"""Notes: the resident reads them, unless a ground in law says otherwise, and what they say stands beside."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from medskapa.core import audit, clock
from medskapa.core.errors import Conflict
from medskapa.guidance import actions
from medskapa.guidance.models import Note
from medskapa.guidance.queries import notes as queries
from medskapa.people.models import Role
from tests.factories import PersonFactory, staff
from tests.guidance.pages import send, text, url
from tests.guidance_factories import new_resident
from tests.talk_factories import new_note

pytestmark = pytest.mark.django_db


def test_the_guide_writes_a_note_and_the_resident_reads_it(work, resident):
    response = send(work, url("notes", resident.pk), note="Vi pratade om kök.", hidden_ground="")
    assert response.url == url("notes", resident.pk)
    assert "Vi pratade om kök." in text(work.get(response.url))
    work.force_login(resident)
    assert "Vi pratade om kök." in text(work.get(url("my_notes")))


def test_the_resident_is_told_of_a_hidden_note_and_its_ground_and_how_to_ask(mine, guide, resident, settings):
    new_note(resident, guide, text="Hennes bror sa.", hidden_ground="others")
    shown = text(mine.get(url("my_notes")))
    assert "Hennes bror" not in shown
    assert "En anteckning visas inte, på grund av uppgifter om någon annan" in shown
    assert "Du kan be om att få läsa den" in shown
    assert b"bror" not in mine.get(url("my_notes_print")).content


def test_the_text_of_a_hidden_note_is_not_even_read_for_the_resident(guide, resident):
    new_note(resident, guide, text="Hennes bror sa.", hidden_ground="others")
    (row,) = queries.notes_of(viewer=resident, resident=resident).rows
    assert row.shown_text == ""
    assert "text" in row.get_deferred_fields()
    (row,) = queries.notes_of(viewer=guide, resident=resident).rows
    assert row.shown_text == "Hennes bror sa."


def test_a_hidden_note_has_no_page_where_the_resident_says_what_is_wrong(mine, guide, resident):
    note = new_note(resident, guide, hidden_ground="others")
    assert mine.get(url("my_note", note.pk)).status_code == 404
    with pytest.raises(PermissionDenied):
        actions.dispute_note(actor=resident, note=note, text="Nej")


def test_what_the_resident_says_stands_beside_the_note_for_all_who_read_it(mine, guide, resident):
    note = new_note(resident, guide)
    assert note.text in text(mine.get(url("my_note", note.pk)))
    send(mine, url("my_note", note.pk), text="Jag sa en annan sak.")
    assert "Jag sa en annan sak." in text(mine.get(url("my_notes")))
    mine.force_login(guide)
    shown = text(mine.get(url("notes", resident.pk)))
    assert note.text in shown
    assert "Jag sa en annan sak." in shown


def test_more_words_are_added_and_the_same_again_change_nothing(guide, resident):
    note = new_note(resident, guide)
    for said in ["Ett.", "Två.", "Två."]:
        actions.dispute_note(actor=resident, note=note, text=said)
    assert note.resident_says == "Ett.\n\nTvå."
    with pytest.raises(ValidationError):
        actions.dispute_note(actor=resident, note=note, text=" ")
    with pytest.raises(Conflict, match="inte plats"):
        actions.dispute_note(actor=resident, note=note, text="o" * 2_000)


@pytest.mark.parametrize(
    "change",
    [{"text": "Något annat"}, {"resident_says": ""}, {"hidden_ground": "risk"}, {"written_at": "2020-01-01T00:00Z"}],
)
def test_the_database_refuses_to_change_a_note(guide, resident, change):
    note = new_note(resident, guide, resident_says="Jag sa inte så.", said_on=clock.today())
    with pytest.raises(IntegrityError), transaction.atomic():
        Note.objects.filter(pk=note.pk).update(**change)


def test_a_hidden_note_can_be_shown_and_never_hidden_again(work, guide, resident):
    note = new_note(resident, guide, hidden_ground="risk")
    send(work, url("show_note", resident.pk, note.pk))
    send(work, url("show_note", resident.pk, note.pk))
    note.refresh_from_db()
    assert note.hidden_ground == ""
    work.force_login(resident)
    assert note.text in text(work.get(url("my_notes")))


def test_a_note_needs_words_and_a_ground_that_the_law_knows(guide, resident):
    for given in [{"text": " "}, {"text": "o" * 8_001}, {"text": "Vi pratade.", "hidden_ground": "bekvämt"}]:
        with pytest.raises(ValidationError):
            actions.write_note(actor=guide, resident=resident, **given)


def test_a_manager_reads_notes_and_writes_none_and_an_officer_finds_none(client, guide, resident, unit):
    new_note(resident, guide)
    manager = staff(Role.UNIT_MANAGER, unit)
    client.force_login(manager)
    assert "Vi pratade" in text(client.get(url("notes", resident.pk)))
    assert "Ny anteckning" not in text(client.get(url("notes", resident.pk)))
    with pytest.raises(PermissionDenied):
        actions.write_note(actor=manager, resident=resident, text="Nej")
    client.force_login(staff(Role.OFFICER, unit))
    assert client.get(url("notes", resident.pk)).status_code == 404
    assert not queries.visible_to(staff(Role.OFFICER, unit)).exists()


def test_the_notes_of_another_do_not_exist(mine, guide):
    note = new_note(new_resident(guide), guide)
    assert mine.get(url("my_note", note.pk)).status_code == 404
    assert "Vi pratade" not in text(mine.get(url("my_notes")))


def test_reading_and_printing_at_work_is_in_the_read_log(work, guide, resident):
    new_note(resident, guide)
    work.get(url("notes", resident.pk))
    printed = work.get(url("notes_print", resident.pk))
    assert printed.content.startswith(b"%PDF")
    assert resident.name not in printed["Content-Disposition"]
    log = audit.ReadRecord.objects.filter(reader=guide, person=resident)
    assert list(log.order_by("pk").values_list("what", flat=True)) == ["notes", "notes_printed"]


def test_whoever_was_never_guided_has_no_such_pages(client):
    client.force_login(PersonFactory())
    assert [client.get(url(name)).status_code for name in ("my_notes", "my_notes_print", "my_talks")] == [404] * 3


def test_notes_are_paged_and_none_is_shown_twice(guide, resident):
    now = clock.now()
    for number in range(5):
        new_note(resident, guide, written_at=now - timedelta(hours=number // 2))
    seen, after = [], ""
    while True:
        page = queries.notes_of(viewer=guide, resident=resident, after=after, limit=2)
        seen += [row.pk for row in page.rows]
        if page.next is None:
            break
        after = str(page.next)
    assert len(seen) == len(set(seen)) == 5


@pytest.mark.parametrize("page", ["my_notes", "notes"])
def test_the_pages_cost_the_same_for_ten_and_a_thousand_notes(page, client, guide, resident, queries_of):
    client.force_login(resident if page == "my_notes" else guide)
    to = url(page) if page == "my_notes" else url(page, resident.pk)

    def many(number):
        Note.objects.bulk_create(
            Note(resident=resident, author=guide, text="Vi pratade.", written_at=clock.now()) for _each in range(number)
        )

    many(10)
    few = queries_of(to)
    many(990)
    assert queries_of(to) == few <= 12
