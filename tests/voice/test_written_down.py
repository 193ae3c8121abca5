"""What is said at a meeting: written down, put right, moved, taken back, and answered by the meeting's outcome."""

import secrets
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from medskapa.core import clock
from medskapa.core.errors import Conflict
from medskapa.core.models import AuditRecord, AuditWaiting
from medskapa.people.models import Role
from medskapa.voice import actions
from medskapa.voice.models import AnswerVia, Channel, EventKind, Following, Viewpoint, ViewpointState
from medskapa.voice.queries import public
from tests.factories import StaffFactory, many_viewpoints, new_theme, new_viewpoint, staff

pytestmark = pytest.mark.django_db


def key():
    return secrets.token_urlsafe(24)


@pytest.fixture
def theme(unit):
    return new_theme(unit=unit)


@pytest.fixture
def writer():
    return staff(Role.REGISTRAR)


@pytest.fixture
def note(writer, unit, theme):
    return actions.write_down(actor=writer, text="Väntetiden är lång.", unit=unit, theme=theme, form_key=key())


def test_what_is_written_down_at_a_meeting_lies_in_its_theme_and_waits_for_no_answer(note, theme):
    assert [event.kind for event in note.thread.events.all()] == [EventKind.RECEIVED, EventKind.GROUPED]
    assert note.channel == Channel.MEETING
    assert note.answer_via == AnswerVia.NONE
    theme.refresh_from_db()
    assert (theme.viewpoint_count, theme.waiting_count, theme.answered_count) == (1, 0, 0)
    assert not Following.objects.exists()


def test_nothing_tells_who_wrote_a_nameless_note_or_when_in_the_day(note):
    at = clock.midnight(clock.today())
    assert note.anonymous
    assert (note.registered_by, note.received_at) == (None, None)
    assert {(event.actor, event.at) for event in note.thread.events.all()} == {(None, at)}
    assert AuditWaiting.objects.filter(verb="viewpoint.written_down").count() == 1
    assert not AuditRecord.objects.filter(object_type="voice.viewpoint").exists()


def test_a_note_with_a_name_says_who_wrote_it_down(writer, unit):
    note = actions.write_down(actor=writer, text="Hej", unit=unit, author_name="Alma", form_key=key())
    assert (note.anonymous, note.author_name, note.registered_by) == (False, "Alma", writer)
    assert AuditRecord.objects.last().actor == writer


def test_the_same_note_sent_twice_is_one_viewpoint(writer, unit, theme):
    form_key = key()
    first, again = (
        actions.write_down(actor=writer, text="Hej", unit=unit, theme=theme, form_key=form_key) for _click in range(2)
    )
    assert first == again
    assert Viewpoint.objects.count() == 1


def test_a_note_for_a_theme_that_was_merged_meanwhile_lands_where_it_is_now(writer, unit, theme):
    other = new_theme(unit=unit)
    actions.merge_themes(actor=staff(Role.EDITOR), theme=theme, into=other, reason="Samma sak.")
    assert actions.write_down(actor=writer, text="Hej", unit=unit, theme=theme, form_key=key()).theme == other


def test_staff_without_a_role_may_write_where_another_rooms_rule_lets_them(unit):
    person = StaffFactory()
    with pytest.raises(PermissionDenied):
        actions.write_down(actor=person, text="Hej", unit=unit, form_key=key())
    note = actions.write_down(actor=person, text="Hej", unit=unit, form_key=key(), allowed=lambda who: who == person)
    assert note.text == "Hej"


@pytest.mark.parametrize(
    ("text", "form_key"),
    [("", key()), (" ", key()), ("x" * 5001, key()), ("Hej", "kort")],
    ids=["empty", "blank", "too long", "bad key"],
)
def test_an_empty_or_too_long_note_or_one_without_a_key_is_refused(writer, unit, text, form_key):
    with pytest.raises(ValidationError):
        actions.write_down(actor=writer, text=text, unit=unit, form_key=form_key)
    assert not Viewpoint.objects.exists()


def test_a_note_is_put_right_and_the_old_words_are_nowhere(note, writer):
    actions.reword(actor=writer, viewpoint=note, text="Telefonkön är lång.")
    note.refresh_from_db()
    assert note.text == "Telefonkön är lång."
    assert "vänte" not in note.search_text
    assert note.changed_by is None
    assert AuditWaiting.objects.filter(verb="viewpoint.reworded").count() == 1


def test_the_same_words_again_are_no_change(note, writer):
    actions.reword(actor=writer, viewpoint=note, text=note.text)
    assert note.version == 1


def test_an_answered_note_cannot_be_put_right(note, writer):
    actions.settle(actor=writer, viewpoints=[note], text="Vi svarar i telefon hela dagen.", allowed=lambda who: True)
    with pytest.raises(Conflict):
        actions.reword(actor=writer, viewpoint=note, text="Något annat")


def test_only_what_was_written_down_at_a_meeting_is_put_right(writer):
    viewpoint, _code = new_viewpoint()
    with pytest.raises(PermissionDenied):
        actions.reword(actor=writer, viewpoint=viewpoint, text="Andra ord")
    with pytest.raises(PermissionDenied):
        actions.unwrite(actor=writer, viewpoint=viewpoint)


def test_a_note_moves_to_another_theme_and_both_counts_follow(note, writer, theme, unit):
    other = new_theme(unit=unit)
    actions.move(actor=writer, viewpoint=note, theme=other)
    theme.refresh_from_db()
    other.refresh_from_db()
    assert (theme.viewpoint_count, other.viewpoint_count) == (0, 1)
    actions.move(actor=writer, viewpoint=note, theme=None)
    note.refresh_from_db()
    assert note.theme is None
    assert note.thread.events.filter(actor__isnull=False).count() == 0


def test_a_note_that_was_a_mistake_is_gone_with_its_words(note, writer, theme):
    for _click in range(2):
        actions.unwrite(actor=writer, viewpoint=note)
    note.refresh_from_db()
    theme.refresh_from_db()
    assert (note.state, note.text, note.search_text, theme.viewpoint_count) == (ViewpointState.WITHDRAWN, "", "", 0)


def test_a_meetings_outcome_answers_its_notes_and_leaves_those_who_wait_for_an_answer(note, unit, theme):
    answerer = staff(Role.ANSWERER, unit)
    waiting, _code = new_viewpoint(unit=unit, theme=theme)
    for _click in range(2):
        actions.settle(actor=answerer, viewpoints=[note, waiting], text="Vi öppnar en timme tidigare.")
    note.refresh_from_db()
    waiting.refresh_from_db()
    assert (note.state, waiting.state) == (ViewpointState.ANSWERED, ViewpointState.RECEIVED)
    last = note.thread.events.order_by("number").last()
    assert (last.kind, last.text, last.number) == (EventKind.ANSWERED, "Vi öppnar en timme tidigare.", 3)
    note.thread.refresh_from_db()
    assert (note.thread.length, note.thread.state) == (3, EventKind.ANSWERED)
    assert AuditRecord.objects.filter(verb="viewpoint.settled").count() == 1
    theme.refresh_from_db()
    assert (theme.answered_count, theme.waiting_count) == (1, 1)


def test_a_stranger_settles_nothing_and_an_outcome_has_words(note, writer):
    with pytest.raises(PermissionDenied):
        actions.settle(actor=StaffFactory(), viewpoints=[note], text="Klart.")
    with pytest.raises(ValidationError):
        actions.settle(actor=writer, viewpoints=[note], text=" ", allowed=lambda who: True)


def test_settling_a_thousand_notes_costs_a_few_more_queries_than_ten(unit, writer, theme):
    def cost(number):
        notes = many_viewpoints(number, unit=unit, answer_via=AnswerVia.NONE, channel=Channel.MEETING, theme=theme)
        with CaptureQueriesContext(connection) as captured:
            actions.settle(actor=writer, viewpoints=notes, text="Klart.", allowed=lambda who: True)
        return len(captured)

    assert cost(1_000) - cost(10) <= 12


def test_notes_that_nobody_waits_for_are_in_no_public_figure_of_answers(unit, writer):
    notes = many_viewpoints(20, unit=unit, answer_via=AnswerVia.NONE, channel=Channel.MEETING)
    actions.settle(actor=writer, viewpoints=notes, text="Klart.", allowed=lambda who: True)
    many_viewpoints(20, unit=unit)
    assert public.figures().answered_percent == 0


def test_what_another_room_tells_stands_in_the_thread(theme, writer):
    with transaction.atomic():
        event = actions.tell(theme.thread, EventKind.ON_AGENDA, actor=writer, text=" Träffen 13 april. ")
    assert (event.number, event.text, event.actor) == (2, "Träffen 13 april.", writer)


def test_a_cancelled_meeting_takes_the_theme_off_the_agenda_in_public(client, theme, writer):
    with clock.fixed(clock.now() - timedelta(days=1)):
        actions.tell(theme.thread, EventKind.ON_AGENDA, actor=writer, text="Träffen 13 april.")
    actions.tell(theme.thread, EventKind.OFF_AGENDA, actor=writer, text="Träffen är inställd.")
    row = public.theme_page(theme.slug).row
    assert (row.stage, row.stop) == (EventKind.OFF_AGENDA, EventKind.GROUPED)
    page = client.get(reverse("voice:theme", args=[theme.slug]))
    assert "Det kom inte med på träffen. Vi har det kvar." in page.content.decode()


def test_off_one_agenda_and_on_the_next_is_on_the_agenda(theme, writer):
    for kind in (EventKind.ON_AGENDA, EventKind.OFF_AGENDA, EventKind.ON_AGENDA):
        actions.tell(theme.thread, kind, actor=writer, text="Träffen.")
    row = public.theme_page(theme.slug).row
    assert (row.stage, row.stop) == (EventKind.ON_AGENDA, EventKind.ON_AGENDA)
