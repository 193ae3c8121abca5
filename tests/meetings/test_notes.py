"""Notes from the tables: written once, tied to the agenda, put right, taken away, typed from paper, read together."""

import json
import logging
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from medskapa.core import clock
from medskapa.core.errors import Conflict
from medskapa.core.idempotency import new_key
from medskapa.core.models import AuditRecord, AuditWaiting
from medskapa.meetings import actions
from medskapa.meetings.actions.notes import MOST_LINES
from medskapa.meetings.daily import forget_order
from medskapa.meetings.models import MeetingState, NoteTaker, TableNote
from medskapa.voice import actions as voice
from medskapa.voice.models import Channel, Viewpoint, ViewpointState
from tests.conftest import HTMX
from tests.factories import StaffFactory, new_theme, new_viewpoint
from tests.meeting_factories import closed, new_item, new_meeting, new_table
from tests.meetings.pages import url

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(unit):
    return new_meeting(unit=unit, days=0)


@pytest.fixture
def writer(db):
    return StaffFactory(name="Siv Skrivare")


@pytest.fixture
def table(meeting, writer):
    return new_table(meeting, writer, name="Breven")


@pytest.fixture
def theme(db):
    return new_theme(name="Brev som går att förstå")


@pytest.fixture
def item(meeting, theme):
    return new_item(meeting, theme=theme, title="Breven")


@pytest.fixture
def at_work(client, writer, table):
    client.force_login(writer)
    return client


def words(table, **more):
    return {"form_key": new_key(), "table": table.pk, "item": "", "text": "Jag förstår inte.", "language": "sv"} | more


def write(by, table, text="Jag förstår inte.", **more):
    return actions.write_note(actor=by, table=table, key=more.pop("key", new_key()), text=text, **more)


def send(client, meeting, **entry):
    sent = {name: str(value) for name, value in entry.items()}
    return client.post(url("send_note", meeting.slug), json.dumps(sent), content_type="application/json")


def entry(table, **more):
    return {"key": new_key(), "table": table.pk, "item": "", "text": "Jag förstår inte.", "language": "sv"} | more


class TestWriting:
    def test_a_note_that_is_tied_is_a_viewpoint_in_its_theme_at_once(self, at_work, table, item, theme):
        page = at_work.post(url("take_notes", table.meeting.slug), words(table, item=item.pk))
        assert "Anteckningen är sparad" in page.text
        note = TableNote.objects.get()
        spoken = note.viewpoint
        assert (note.text, note.item, note.table, note.said_by) == ("Jag förstår inte.", item, table, "")
        assert (spoken.text, spoken.theme, spoken.channel) == (note.text, theme, Channel.MEETING)
        assert spoken.anonymous
        assert spoken.author_name == ""
        theme.refresh_from_db()
        assert theme.viewpoint_count == 1

    def test_a_note_without_an_item_stays_a_note(self, at_work, table):
        at_work.post(url("take_notes", table.meeting.slug), words(table))
        assert TableNote.objects.get().viewpoint is None
        assert not Viewpoint.objects.exists()

    def test_a_note_on_an_item_without_a_theme_lies_with_the_meetings_unit(self, writer, table, unit):
        note = write(writer, table, item=new_item(table.meeting))
        assert (note.viewpoint.theme, note.viewpoint.unit) == (None, unit)

    def test_the_next_note_begins_with_the_same_table_and_item_and_without_the_name(self, at_work, table, item):
        page = at_work.post(url("take_notes", table.meeting.slug), words(table, item=item.pk, said_by="Alma"))
        form = page.context["form"]
        assert (form["table"].value(), form["item"].value()) == (table.pk, item.pk)
        assert not form["said_by"].value()
        assert Viewpoint.objects.get().author_name == "Alma"

    def test_the_same_form_sent_twice_is_one_note_and_another_is_another(self, at_work, table, item):
        form = words(table, item=item.pk)
        for _click in range(2):
            assert at_work.post(url("take_notes", table.meeting.slug), form).status_code == 200
        assert TableNote.objects.count() == Viewpoint.objects.count() == 1
        at_work.post(url("take_notes", table.meeting.slug), words(table, item=item.pk))
        assert TableNote.objects.count() == Viewpoint.objects.count() == 2

    @pytest.mark.parametrize("wrong", [{"text": " "}, {"text": "a" * 2_001}, {"table": "999"}, {"item": "999"}])
    def test_what_is_missing_or_foreign_is_said_and_what_was_written_stays(self, at_work, table, wrong):
        page = at_work.post(url("take_notes", table.meeting.slug), words(table) | wrong)
        assert page.status_code == 422
        assert not TableNote.objects.exists()

    def test_a_key_that_is_none_is_refused(self, writer, table):
        with pytest.raises(ValidationError):
            write(writer, table, key="kort")

    def test_a_receipt_code_is_never_written_down(self, at_work, table):
        _viewpoint, code = new_viewpoint()
        page = at_work.post(url("take_notes", table.meeting.slug), words(table, text=f"Koden är {code}"))
        assert page.status_code == 422
        assert not TableNote.objects.exists()

    def test_an_item_of_another_meeting_is_refused(self, writer, table):
        with pytest.raises(ValidationError):
            write(writer, table, item=new_item(new_meeting()))

    def test_an_item_that_was_struck_meanwhile_leaves_the_note_untied(self, at_work, table, item, meeting):
        item.dropped_at, item.drop_reason = clock.now(), "Vi hinner inte."
        item.save()
        assert send(at_work, meeting, **entry(table, item=item.pk)).status_code == 200
        assert TableNote.objects.get().item is None

    def test_an_item_that_was_put_into_another_gives_way_to_it(self, at_work, table, item, meeting):
        other = new_item(meeting)
        item.merged_into = other
        item.save()
        assert send(at_work, meeting, **entry(table, item=item.pk)).status_code == 200
        assert TableNote.objects.get().item == other

    @pytest.mark.parametrize("state", ["draft", "closed", "cancelled"])
    def test_only_while_the_meeting_is_announced(self, writer, table, meeting, state):
        if state == "closed":
            closed(meeting)
        else:
            meeting.state, meeting.cancelled_at, meeting.cancel_reason = state, clock.now(), "Snö."
            meeting.save()
        with pytest.raises(Conflict):
            write(writer, table)

    def test_only_those_who_are_named_and_planners(self, client, planner, table, meeting):
        other = StaffFactory()
        new_table(meeting, other)
        with pytest.raises(PermissionDenied):
            write(other, table)
        client.force_login(other)
        assert client.post(url("take_notes", meeting.slug), words(table)).status_code == 422
        write(planner, table)

    def test_the_page_shows_what_has_been_written_at_the_table_by_others_too(self, at_work, table, meeting, planner):
        write(planner, table, "Skrivet av den andra.")
        other_table = new_table(meeting)
        write(planner, other_table, "Vid ett annat bord.")
        page = at_work.get(url("take_notes", meeting.slug)).text
        assert "Skrivet av den andra." in page
        assert "Vid ett annat bord." not in page
        part = at_work.get(url("notes_at_table", meeting.slug), {"table": table.pk}, headers=HTMX).text
        assert "Skrivet av den andra." in part
        assert "<h1" not in part

    def test_without_a_table_the_page_says_what_to_do(self, planning, meeting):
        page = planning.get(url("take_notes", meeting.slug))
        assert page.status_code == 200
        assert "Träffen har inga bord än" in page.text


class TestWithoutNetwork:
    def test_a_note_from_the_queue_is_acknowledged_by_its_key_and_taken_once(self, at_work, table, item, meeting):
        sent = entry(table, item=item.pk, said_by="")
        for _try in range(2):
            response = send(at_work, meeting, **sent)
            assert (response.status_code, response.json()) == (200, {"key": sent["key"]})
        assert TableNote.objects.count() == Viewpoint.objects.count() == 1

    def test_the_same_key_from_somebody_else_is_not_theirs(self, writer, planner, table):
        key = new_key()
        write(writer, table, key=key)
        with pytest.raises(PermissionDenied):
            write(planner, table, key=key)

    def test_several_who_write_at_one_table_lose_nothing(self, client, meeting, table):
        for number in range(3):
            person = StaffFactory()
            NoteTaker.objects.create(table=table, person=person)
            client.force_login(person)
            for each in range(4):
                send(client, meeting, **entry(table, text=f"{number} sa {each}"))
        assert TableNote.objects.filter(table=table).count() == 12

    def test_what_is_wrong_is_said_by_field_and_a_closed_meeting_in_words(self, at_work, table, meeting):
        response = send(at_work, meeting, **entry(table, text=""))
        assert response.status_code == 422
        assert "text" in response.json()["errors"]
        assert at_work.post(url("send_note", meeting.slug), "[", content_type="application/json").status_code == 400
        closed(meeting)
        response = send(at_work, meeting, **entry(table))
        assert response.status_code == 409
        assert "avslutad" in response.json()["title"]

    def test_the_shell_holds_no_name_no_token_and_nothing_that_was_said(self, at_work, writer, table, item, meeting):
        write(writer, table, "Hemliga ord", item=item)
        shell = at_work.get(url("take_notes", meeting.slug), {"skal": ""}).text
        assert f'data-database="medskapa-notes-{meeting.pk}"' in shell
        assert "Breven" in shell
        for secret in ("Siv", "csrf", "Hemliga ord", "Skrivet av"):
            assert secret not in shell

    def test_the_queue_gets_a_fresh_token(self, at_work, meeting):
        response = at_work.get(url("take_notes", meeting.slug), headers={"Accept": "application/json"})
        assert response.json()["token"]

    def test_the_worker_rules_over_the_page_of_its_meeting_alone(self, client, meeting, table):
        response = client.get(url("notes_worker", meeting.slug))
        assert response.headers["Service-Worker-Allowed"] == url("take_notes", meeting.slug)
        other = client.get(url("notes_worker", new_meeting().slug))
        assert response.content != other.content
        assert client.get(url("notes_worker", new_meeting(state=MeetingState.DRAFT).slug)).status_code == 404

    def test_another_agenda_is_another_worker(self, client, meeting, table):
        before = client.get(url("notes_worker", meeting.slug)).content
        new_item(meeting, title="En ny punkt")
        assert client.get(url("notes_worker", meeting.slug)).content != before


class TestPuttingRight:
    def edit(self, client, note, **more):
        form = {"form_key": new_key(), "version": note.version, "text": note.text, "item": note.item_id or ""}
        form |= {"language": note.language, "said_by": note.said_by} | more
        return client.post(url("note", note.meeting.slug, note.pk), form)

    def test_the_words_of_the_viewpoint_follow(self, at_work, writer, table, item):
        note = write(writer, table, item=item)
        response = self.edit(at_work, note, text="Jag förstår inte breven.")
        assert response.headers["Location"] == f"{url('take_notes', table.meeting.slug)}?table={table.pk}"
        note.refresh_from_db()
        assert note.version == 2
        assert note.viewpoint.text == note.text == "Jag förstår inte breven."

    def test_tied_and_tied_otherwise_and_untied_the_viewpoint_follows(self, at_work, writer, table, item, meeting):
        note = write(writer, table)
        other_theme = new_theme()
        other = new_item(meeting, theme=other_theme)
        for wanted in (item, other):
            note.refresh_from_db()
            self.edit(at_work, note, item=wanted.pk)
            note.refresh_from_db()
            assert note.viewpoint.theme == wanted.theme
        first = note.viewpoint
        self.edit(at_work, note, item="")
        note.refresh_from_db()
        first.refresh_from_db()
        assert (note.item, note.viewpoint) == (None, None)
        assert (first.state, first.text) == (ViewpointState.WITHDRAWN, "")
        self.edit(at_work, note, item=item.pk)
        note.refresh_from_db()
        assert note.viewpoint.state == ViewpointState.RECEIVED
        assert note.viewpoint.pk != first.pk

    def test_a_name_that_is_taken_away_is_in_no_viewpoint_any_more(self, at_work, writer, table, item):
        note = write(writer, table, item=item, said_by="Alma Ek")
        named = note.viewpoint
        self.edit(at_work, note, said_by="")
        note.refresh_from_db()
        named.refresh_from_db()
        assert note.viewpoint.anonymous
        assert named.author_name == named.text == ""

    def test_the_same_again_changes_nothing(self, at_work, writer, table, item):
        note = write(writer, table, item=item)
        self.edit(at_work, note)
        note.refresh_from_db()
        assert note.version == 1

    def test_two_who_change_a_note_do_not_overwrite_each_other(self, planning, planner, writer, table):
        note = write(writer, table)
        actions.edit_note(actor=writer, note=TableNote.objects.get(), version=1, text="Den första.")
        page = self.edit(planning, note, text="Den andra.")
        assert page.status_code == 422
        assert "Den första." in page.text
        assert "Den andra." in page.text
        note.refresh_from_db()
        assert note.text == "Den första."

    def test_what_has_been_answered_stays(self, writer, table, item):
        note = write(writer, table, item=item)
        voice.settle(actor=writer, viewpoints=[note.viewpoint], text="Vi skriver om.", allowed=lambda person: True)
        for change in ({"text": "Andra ord."}, {"item": None}, {"said_by": "Alma"}):
            with pytest.raises(Conflict):
                actions.edit_note(actor=writer, note=note, version=1, **({"text": note.text, "item": item} | change))
            note.refresh_from_db()

    def test_a_colleagues_note_is_not_changed_but_by_a_planner(self, client, writer, planner, table):
        colleague = StaffFactory()
        NoteTaker.objects.create(table=table, person=colleague)
        note = write(writer, table)
        client.force_login(colleague)
        assert note.text in client.get(url("take_notes", table.meeting.slug)).text
        assert client.get(url("note", table.meeting.slug, note.pk)).status_code == 404
        with pytest.raises(PermissionDenied):
            actions.edit_note(actor=colleague, note=note, version=1, text="Mina ord.")
        actions.edit_note(actor=planner, note=note, version=1, text="Rättat.")

    def test_one_who_takes_notes_no_more_changes_none(self, writer, table):
        note = write(writer, table)
        NoteTaker.objects.all().delete()
        with pytest.raises(PermissionDenied):
            actions.edit_note(actor=writer, note=note, version=1, text="Andra ord.")

    def test_not_after_the_meeting_is_closed(self, writer, table, meeting):
        note = write(writer, table)
        closed(meeting)
        with pytest.raises(Conflict):
            actions.edit_note(actor=writer, note=note, version=1, text="Andra ord.")


class TestTakingAway:
    def test_the_words_are_erased_and_the_viewpoint_is_taken_back(self, at_work, writer, table, item, theme):
        note = write(writer, table, item=item, said_by="Alma")
        for _click in range(2):
            at_work.post(url("remove_note", table.meeting.slug, note.pk), {"form_key": new_key()})
        note.refresh_from_db()
        assert (note.removed, note.text, note.said_by) == (True, "", "")
        assert (note.viewpoint.state, note.viewpoint.text) == (ViewpointState.WITHDRAWN, "")
        theme.refresh_from_db()
        assert theme.viewpoint_count == 0
        with pytest.raises(Conflict):
            actions.edit_note(actor=writer, note=note, version=note.version, text="Andra ord.")

    def test_after_the_meeting_only_its_planner_can(self, writer, planner, table, meeting, item):
        note = write(writer, table, item=item)
        closed(meeting)
        with pytest.raises(Conflict):
            actions.remove_note(actor=writer, note=note)
        actions.remove_note(actor=planner, note=note)
        assert TableNote.objects.get().text == ""

    def test_a_stranger_cannot(self, writer, table):
        with pytest.raises(PermissionDenied):
            actions.remove_note(actor=StaffFactory(), note=write(writer, table))


class TestPaper:
    def test_each_line_of_a_sheet_is_a_note(self, at_work, table, item):
        form = words(table, item=item.pk, text="Breven är svåra.\n\n  Ring i stället. \r\nTack!")
        for _click in range(2):
            response = at_work.post(url("type_notes", table.meeting.slug), form)
            assert response.headers["Location"] == f"{url('type_notes', table.meeting.slug)}?table={table.pk}"
        notes = TableNote.objects.filter(on_paper=True, item=item, viewpoint__isnull=False)
        assert sorted(notes.values_list("text", flat=True)) == ["Breven är svåra.", "Ring i stället.", "Tack!"]

    @pytest.mark.parametrize("text", ["", " \n ", "a" * 2_001, "rad\n" * (MOST_LINES + 1)])
    def test_what_is_no_sheet_is_refused_in_words(self, at_work, table, text):
        assert at_work.post(url("type_notes", table.meeting.slug), words(table, text=text)).status_code == 422
        assert not TableNote.objects.exists()


class TestAllNotes:
    def test_are_shown_table_by_table_and_narrowed(self, planning, planner, writer, table, item, meeting):
        other = new_table(meeting)
        write(writer, table, "Breven är svåra.", item=item)
        write(planner, other, "Telefonen är upptagen.")

        def found(**narrowed):
            page = planning.get(url("notes", meeting.slug), narrowed).text
            return ["Breven är svåra." in page, "Telefonen är upptagen." in page]

        assert found() == [True, True]
        assert found(table=other.number) == [False, True]
        assert found(item=item.pk) == [True, False]
        assert found(item="none") == [False, True]
        assert found(text="svåra") == [True, False]
        assert "2 anteckningar. 1 saknar punkt." in planning.get(url("notes", meeting.slug)).text

    def test_the_ticked_are_tied_and_one_is_back_where_one_was(self, planning, writer, table, item, meeting):
        notes = [write(writer, table, f"Nummer {number}") for number in range(3)]
        here = f"{url('notes', meeting.slug)}?item=none"
        form = {"form_key": new_key(), "here": here, "to": item.pk, "note": [note.pk for note in notes[:2]]}
        for _click in range(2):
            assert planning.post(url("tie_notes", meeting.slug), form).headers["Location"] == here
        assert TableNote.objects.filter(item=item, viewpoint__theme=item.theme).count() == 2
        (act,) = AuditRecord.objects.filter(verb="notes.tied")
        assert act.details["number"] == 2
        planning.post(url("tie_notes", meeting.slug), form | {"to": ""})
        assert TableNote.objects.filter(item=item).count() == 2
        planning.post(url("tie_notes", meeting.slug), form | {"to": "none"})
        assert not TableNote.objects.filter(item=item).exists()
        assert Viewpoint.objects.exclude(state=ViewpointState.WITHDRAWN).count() == 0

    @pytest.mark.parametrize("here", ["https://ond.example/", "//ond.example", "/arbete/traffar/annan/anteckningar/"])
    def test_an_address_that_is_not_the_lists_is_not_gone_to(self, planning, meeting, table, here):
        response = planning.post(url("tie_notes", meeting.slug), {"here": here, "note": "x", "to": ""})
        assert response.headers["Location"] == url("notes", meeting.slug)

    def test_only_the_planner_of_the_meeting_ties(self, writer, planner, table, item, meeting):
        note = write(writer, table)
        with pytest.raises(PermissionDenied):
            actions.tie_notes(actor=writer, meeting=meeting, notes=[note], item=item)
        foreign = write(writer, new_table(new_meeting(unit=meeting.unit), writer))
        with pytest.raises(PermissionDenied):
            actions.tie_notes(actor=planner, meeting=meeting, notes=[note, foreign], item=item)
        closed(meeting)
        with pytest.raises(Conflict):
            actions.tie_notes(actor=planner, meeting=meeting, notes=[note], item=item)

    @pytest.mark.parametrize("odd", ["", "x", "1.", ".", "999999999.1", "1.99999999999999999999999", "-1", "²"])
    def test_any_place_to_go_on_from_is_taken(self, planning, meeting, odd):
        narrowed = {"after": odd, "item": odd, "table": odd, "text": odd}
        assert planning.get(url("notes", meeting.slug), narrowed).status_code == 200

    def test_five_thousand_are_read_page_by_page_with_as_many_queries_as_ten(
        self, planning, writer, table, item, meeting
    ):
        numbers = []
        for number in (10, 4_990):
            many(table, item, writer, number)
            with CaptureQueriesContext(connection) as queries:
                assert planning.get(url("notes", meeting.slug)).status_code == 200
            numbers.append(len(queries))
        assert numbers[0] == numbers[1] <= 12
        seen, after = set(), ""
        for _page in range(3):
            page = planning.get(url("notes", meeting.slug), {"after": after})
            seen |= {row.pk for row in page.context["rows"]}
            after = page.context["next"]
        assert len(seen) == 150

    def test_the_page_of_a_table_asks_no_more_for_a_thousand_than_for_ten(self, at_work, writer, table, item, meeting):
        numbers = []
        for number in (10, 990):
            many(table, item, writer, number)
            with CaptureQueriesContext(connection) as queries:
                assert at_work.get(url("take_notes", meeting.slug)).status_code == 200
            numbers.append(len(queries))
        assert numbers[0] == numbers[1] <= 12


class TestWhoSaidIt:
    def test_nothing_about_a_note_without_a_name_holds_a_time_finer_than_the_day(self, writer, table, item):
        before = AuditRecord.objects.count()
        note = write(writer, table, item=item)
        actions.edit_note(actor=writer, note=note, version=1, text="Andra ord.", item=item)
        actions.remove_note(actor=writer, note=note)
        assert AuditRecord.objects.count() == before
        assert set(AuditWaiting.objects.values_list("day", flat=True)) == {clock.today()}
        assert note.viewpoint.registered_by is None
        assert note.viewpoint.received_at is None

    def test_one_who_wanted_their_name_there_is_named(self, writer, table, item):
        note = write(writer, table, item=item, said_by="Alma Ek")
        assert note.viewpoint.author_name == "Alma Ek"
        assert AuditRecord.objects.filter(actor=writer, verb="note.written").exists()

    def test_neither_words_nor_names_come_into_the_log(self, at_work, table, item, meeting, caplog):
        caplog.set_level(logging.DEBUG)
        send(at_work, meeting, **entry(table, item=item.pk, text="Hemliga ord", said_by="Alma Ek"))
        send(at_work, meeting, **entry(table, item="x", text="Hemliga ord", said_by="Alma Ek"))
        logged = "".join(str(record.__dict__) for record in caplog.records if record.name != "django.db.backends")
        assert "Hemliga ord" not in logged
        assert "Alma" not in logged

    def test_at_night_the_order_of_the_notes_becomes_meaningless(self, writer, table, item):
        written = [write(writer, table, f"Nummer {number}", item=item).pk for number in range(40)]
        with clock.fixed(clock.now() + timedelta(days=1)):
            forget_order()
        assert TableNote.objects.count() == 40
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT id FROM meetings_tablenote ORDER BY ctid")
                assert [pk for (pk,) in cursor.fetchall()] != written
                cursor.execute("SELECT count(DISTINCT xmin::text) FROM meetings_tablenote")
                assert cursor.fetchone() == (1,)


def many(table, item, writer, number):
    """That many more notes, straight into the table."""
    TableNote.objects.bulk_create(
        TableNote(
            key=new_key(),
            meeting=table.meeting,
            table=table,
            item=item,
            text=f"Anteckning {each}",
            written_by=writer,
            written_on=clock.today(),
        )
        for each in range(number)
    )


def test_notes_number_the_items_as_everyone_reads_them(client, planner, meeting, table):
    new_item(meeting, title="Struken", dropped_at=clock.now(), drop_reason="Det tar vi sedan.")
    item = new_item(meeting, title="Telefonen")
    actions.write_note(actor=planner, table=table, key=new_key(), text="Ingen svarar.", item=item)
    client.force_login(planner)
    for name in ("notes", "take_notes"):
        page = client.get(reverse(f"meetings:{name}", args=[meeting.slug])).text
        assert "1. Telefonen" in page
        assert "2. Telefonen" not in page
        assert "Struken" not in page
