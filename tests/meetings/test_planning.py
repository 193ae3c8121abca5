"""Planning a meeting at work: begun, filled in part by part, tables and guests, and who is told what is left."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from medskapa.core import clock
from medskapa.core.errors import Conflict
from medskapa.core.idempotency import new_key
from medskapa.meetings import actions, policy
from medskapa.meetings.models import Meeting, MeetingState, Table, TableNote
from medskapa.people.models import Role
from tests.conftest import HTMX
from tests.factories import PersonFactory, PlaceFactory, StaffFactory, UnitFactory, new_theme, staff
from tests.meeting_factories import new_invitation, new_item, new_meeting, new_table
from tests.meetings.pages import url

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit(db):
    return UnitFactory(name="Invånardialogen")


@pytest.fixture
def work(client, planner):
    client.force_login(planner)
    return client


@pytest.fixture
def draft(unit):
    return new_meeting(state=MeetingState.DRAFT, unit=unit)


def send(client, to, **data):
    return client.post(to, {"form_key": new_key()} | data)


def text(response):
    return response.content.decode()


# --- beginning


def test_a_meeting_is_begun_with_its_name_and_why(work, unit):
    response = send(work, url("new_meeting"), title="Invånarträff 2", purpose="Vi vill höra er.", unit=unit.pk)
    meeting = Meeting.objects.get()
    assert response["Location"] == url("overview", meeting.slug)
    assert (meeting.slug, meeting.state) == ("invanartraff-2", "draft")
    assert "uppgifter saknas" in text(work.get(response["Location"]))


def test_a_double_click_begins_one_meeting(work, unit):
    sent = {"form_key": new_key(), "title": "Träff", "purpose": "Vi vill höra er.", "unit": unit.pk}
    first, again = (work.post(url("new_meeting"), sent) for _click in range(2))
    assert first["Location"] == again["Location"]
    assert Meeting.objects.count() == 1


def test_what_is_missing_is_said_and_what_was_typed_is_kept(work, unit):
    response = send(work, url("new_meeting"), title="En träff med ett namn", purpose="", unit=unit.pk)
    assert response.status_code == 422
    assert "En träff med ett namn" in text(response)
    assert not Meeting.objects.exists()


def test_the_next_meeting_takes_over_what_is_practical(work, planner, unit):
    before = new_meeting(unit=unit, state=MeetingState.CLOSED, closed_at=clock.now(), closed_by=planner, food="Soppa.")
    assert f'<option value="{before.pk}" selected>' in text(work.get(url("new_meeting")))
    send(work, url("new_meeting"), title="Nästa", purpose="Vi går vidare.", unit=unit.pk, previous=before.pk)
    meeting = Meeting.objects.get(title="Nästa")
    assert (meeting.number, meeting.previous, meeting.food) == (before.number + 1, before, "Soppa.")
    assert meeting.starts_at is None


def test_only_one_meeting_carries_on_with_another(planner, unit):
    before = new_meeting(unit=unit)
    ask = {"actor": planner, "unit": unit, "purpose": "Vi går vidare.", "previous": before}
    first, again = (actions.create_meeting(title="Nästa", **ask) for _click in range(2))
    assert first == again
    with pytest.raises(Conflict):
        actions.create_meeting(title="En annan", **ask)


def test_a_cancelled_meeting_leaves_the_one_before_to_another(planner, unit):
    before = new_meeting(unit=unit)
    ask = {"actor": planner, "unit": unit, "purpose": "Vi går vidare.", "previous": before}
    first = actions.create_meeting(title="Nästa", **ask)
    actions.cancel(actor=planner, meeting=first, reason="Salen är full.", version=1)
    assert actions.create_meeting(title="Nästa", **ask).previous == before


def test_two_meetings_of_one_name_have_addresses_of_their_own(planner, unit):
    made = [actions.create_meeting(actor=planner, unit=unit, title="Ny", purpose="Varför.") for _each in "ab"]
    assert [meeting.slug for meeting in made] == ["ny-2", "ny-3"]  # "ny" is another page


# --- its parts


def test_the_day_and_the_hours_are_those_of_the_town(work, draft):
    sent = {"title": "Träff", "purpose": "Varför.", "seats": 30, "version": 1}
    day = clock.today() + timedelta(days=40)
    response = send(
        work, url("edit_meeting", draft.slug, "nar"), day=day, starts="12.30", ends="16:00", reply_by="", **sent
    )
    assert response.status_code == 302
    draft.refresh_from_db()
    assert draft.starts_at == clock.midnight(day) + timedelta(hours=12, minutes=30)
    assert "kl. 12.30–16.00" in text(work.get(url("overview", draft.slug)))


def test_a_day_without_hours_is_asked_for_them(work, draft):
    sent = {"title": "Träff", "purpose": "Varför.", "seats": 30, "version": 1}
    response = send(work, url("edit_meeting", draft.slug, "nar"), day=clock.today(), starts="", ends="16.00", **sent)
    assert response.status_code == 422
    assert 'id="id_starts_error"' in text(response)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        (lambda m: {"ends_at": m.starts_at}, "ends_at"),
        (lambda m: {"starts_at": clock.now() - timedelta(days=1)}, "starts_at"),
        (lambda m: {"starts_at": None}, "starts_at"),
        (lambda m: {"reply_by": clock.day_of(m.starts_at)}, "reply_by"),
        (lambda m: {"reply_by": clock.today() - timedelta(days=1)}, "reply_by"),
        (lambda m: {"seats": 0}, "seats"),
        (lambda m: {"title": " "}, "title"),
        (lambda m: {"food": "x" * 2_001}, "food"),
    ],
)
def test_what_does_not_fit_is_refused_at_its_field(planner, draft, values, field):
    with pytest.raises(ValidationError) as refused:
        actions.edit_meeting(actor=planner, meeting=draft, version=1, **values(draft))
    assert field in refused.value.message_dict
    assert Meeting.objects.get(pk=draft.pk).version == 1


def test_the_place_is_chosen_or_written(work, draft):
    place = PlaceFactory(name="Olsgården", address="Olsgatan 1")
    send(work, url("edit_meeting", draft.slug, "plats"), version=1, place=place.pk, place_name="", address="")
    draft.refresh_from_db()
    assert draft.where == "Olsgården, Olsgatan 1"


def test_the_second_writer_sees_what_the_first_one_wrote_beside_their_own(work, planner, draft):
    actions.edit_meeting(actor=planner, meeting=draft, version=1, food="Soppa och bröd.")
    response = send(work, url("edit_meeting", draft.slug, "hjalp"), version=1, food="Pizza.")
    page = text(response)
    assert response.status_code == 422
    assert "Soppa och bröd." in page
    assert "Pizza." in page
    draft.refresh_from_db()
    assert draft.food == "Soppa och bröd."
    version = f'name="version" value="{draft.version}"'
    assert version in page


def test_the_same_words_again_change_nothing(planner, draft):
    actions.edit_meeting(actor=planner, meeting=draft, version=1, food=draft.food, seats=draft.seats)
    assert Meeting.objects.get(pk=draft.pk).version == 1


def test_the_readability_comes_while_one_writes_and_nothing_is_saved(work, draft):
    long = "Förvaltningens handläggningsrutiner förutsätter ansökningshandlingarnas fullständighetsgranskning."
    address = url("edit_meeting", draft.slug, "hjalp")
    response = work.post(address, {"food": long, "check": "on"}, headers=HTMX)
    assert "LIX" in text(response)
    assert "<html" not in text(response)
    draft.refresh_from_db()
    assert draft.food == ""


ODD = [
    "",
    "0",
    "-1",
    "9" * 40,
    "1e999",
    "\x00",
    "'; DROP TABLE meetings_meeting; --",
    "<script>alert(1)</script>",
    "å" * 9_000,
]


@pytest.mark.parametrize("odd", ODD)
def test_whatever_is_typed_is_taken_or_refused_in_words(work, draft, odd):
    table, guest = new_table(draft), draft.guests.create(name="Eva Alm", kind="politician")
    fields = [
        *("title", "purpose", "plain_purpose", "previous", "unit", "day", "starts", "ends", "reply_by", "seats"),
        *("place", "place_name", "address", "food", "press_text", "press_contact", "name", "theme", "host"),
        *("note_takers", "another", "one_more", "kind", "coming", "reason", "plain_reason", "version"),
    ]
    addresses = [url("new_meeting"), url("cancel", draft.slug), url("tables", draft.slug), url("guests", draft.slug)]
    addresses += [url("edit_meeting", draft.slug, section) for section in ("nar", "plats", "hjalp", "press")]
    addresses += [url("table", table.pk), url("guest", guest.pk)]
    for address in addresses:
        response = send(work, address, **dict.fromkeys(fields, odd))
        assert response.status_code in {302, 422}, address
        assert b"<script>alert" not in response.content
    assert work.get(url("planning"), {"after": odd}).status_code == 200


def test_a_part_that_there_is_not_is_not_found(work, draft):
    assert work.get(url("edit_meeting", draft.slug, "annat")).status_code == 404


# --- tables and guests


def test_a_table_has_a_theme_a_host_and_those_who_write(work, draft):
    theme, host, writer, other = new_theme(), StaffFactory(), StaffFactory(name="Ida Ek"), StaffFactory(name="Bo Ek")
    sent = {"name": "Hur vi bemöts", "theme": theme.pk, "host": host.pk, "another": writer.pk, "one_more": other.pk}
    send(work, url("tables", draft.slug), **sent)
    table = Table.objects.get()
    assert (table.number, table.theme, table.host) == (1, theme, host)
    assert "Bo Ek, Ida Ek" in text(work.get(url("tables", draft.slug))).replace("Ida Ek, Bo Ek", "Bo Ek, Ida Ek")
    assert policy.may_take_notes(writer, table)
    assert policy.may_host(host, table)
    assert not policy.may_host(writer, table)


def test_one_who_writes_is_unticked(work, draft):
    stays, goes = StaffFactory(), StaffFactory()
    table = new_table(draft, stays, goes)
    send(work, url("table", table.pk), name=table.name, note_takers=[stays.pk], version=draft.version)
    assert [taker.person for taker in table.note_takers.all()] == [stays]
    assert not policy.may_take_notes(goes, table)


def test_two_who_change_a_table_do_not_overwrite_each_other(work, planner, draft):
    table = new_table(draft)
    actions.edit_table(actor=planner, table=table, name="Hur vi bemöts på telefon")
    response = send(work, url("table", table.pk), name="Breven", version=1)
    assert response.status_code == 422
    assert "Breven" in text(response)
    table.refresh_from_db()
    assert table.name == "Hur vi bemöts på telefon"


def test_a_resident_cannot_be_made_to_write_at_a_table(planner, draft):
    with pytest.raises(ValidationError):
        actions.add_table(actor=planner, meeting=draft, name="Brev", note_takers=[PersonFactory()])
    with pytest.raises(ValidationError):
        actions.add_table(actor=planner, meeting=draft, name="Brev", host=PersonFactory())


def test_a_table_is_taken_away_once(work, draft):
    table = new_table(draft)
    sent = {"form_key": new_key()}
    first, again = (work.post(url("remove_table", table.pk), sent) for _click in range(2))
    assert first["Location"] == again["Location"] == url("tables", draft.slug)
    assert not Table.objects.exists()


def test_a_table_with_notes_stays(work, planner, draft):
    table = new_table(draft)
    TableNote.objects.create(
        key="n", meeting=draft, table=table, text="Det drar.", written_by=planner, written_on=clock.today()
    )
    send(work, url("remove_table", table.pk))
    assert Table.objects.filter(pk=table.pk).exists()


def test_a_guest_is_asked_and_says_yes(work, draft):
    send(work, url("guests", draft.slug), name="Eva Alm", title="ordförande", kind="politician", coming="")
    guest = draft.guests.get()
    assert guest.coming is None
    send(work, url("guest", guest.pk), name="Eva Alm", title="ordförande", kind="politician", coming="yes")
    guest.refresh_from_db()
    assert guest.coming is True
    assert "varav 1 kommer" in text(work.get(url("overview", draft.slug)))
    send(work, url("remove_guest", guest.pk))
    assert not draft.guests.exists()


def test_the_same_guest_is_not_listed_twice(work, draft):
    for name in ("Eva Alm", "Bo Ek", "Eva Alm"):
        send(work, url("guests", draft.slug), name=name, kind="official", coming="")
    assert draft.guests.count() == 2
    response = send(work, url("guest", draft.guests.get(name="Bo Ek").pk), name="Eva Alm", kind="official", coming="")
    assert response.status_code == 422


# --- who may


def test_a_draft_of_another_unit_is_as_good_as_none(work):
    foreign = new_meeting(state=MeetingState.DRAFT)
    assert work.get(url("overview", foreign.slug)).status_code == 404
    assert work.get(url("edit_meeting", foreign.slug, "nar")).status_code == 404
    assert foreign.title not in text(work.get(url("planning")))


def test_a_public_meeting_of_another_unit_is_read_and_not_changed(work):
    foreign = new_meeting()
    assert "inte ändra den" in text(work.get(url("overview", foreign.slug)))
    assert work.get(url("edit_meeting", foreign.slug, "nar")).status_code == 403
    assert send(work, url("cancel", foreign.slug), version=1, reason="Nej.").status_code == 403


def test_who_hosts_a_table_finds_the_meeting_and_changes_nothing(client, draft):
    host = StaffFactory()
    new_table(draft, host=host)
    client.force_login(host)
    assert draft.title in text(client.get(url("planning")))
    assert "Ändra:" not in text(client.get(url("overview", draft.slug)))
    assert client.get(url("edit_meeting", draft.slug, "nar")).status_code == 403


def test_staff_without_a_task_have_nothing_to_do_here(client, draft):
    client.force_login(StaffFactory())
    assert client.get(url("planning")).status_code == 403


def test_the_list_and_the_object_follow_one_rule(planner, draft):
    host, stranger = StaffFactory(), StaffFactory()
    new_table(draft, host=host)
    foreign = new_meeting(state=MeetingState.DRAFT)
    for person in (planner, host, stranger):
        seen = set(Meeting.objects.filter(policy.visible_to(person)))
        assert (draft in seen) == (policy.may_plan_meeting(person, draft) or person == host)
        assert foreign not in seen


@pytest.mark.parametrize("state", [MeetingState.CANCELLED, MeetingState.CLOSED])
def test_nothing_changes_of_a_meeting_that_is_over(planner, unit, state):
    over = {"cancelled_at": clock.now(), "cancel_reason": "Salen."} if state == MeetingState.CANCELLED else {}
    closed = {"closed_at": clock.now(), "closed_by": planner} if state == MeetingState.CLOSED else {}
    meeting = new_meeting(unit=unit, state=state, **over, **closed)
    table, guest = new_table(meeting), meeting.guests.create(name="Eva Alm", kind="politician")
    for attempt in (
        lambda: actions.edit_meeting(actor=planner, meeting=meeting, version=1, food="Soppa."),
        lambda: actions.announce(actor=planner, meeting=meeting),
        lambda: actions.cancel(actor=planner, meeting=meeting, reason="Nej.", version=1),
        lambda: actions.add_table(actor=planner, meeting=meeting, name="Brev"),
        lambda: actions.edit_table(actor=planner, table=table, name="Brev"),
        lambda: actions.remove_table(actor=planner, table=table),
        lambda: actions.add_guest(actor=planner, meeting=meeting, name="Bo", kind="official"),
        lambda: actions.edit_guest(actor=planner, guest=guest, coming=True),
        lambda: actions.remove_guest(actor=planner, guest=guest),
    ):
        with pytest.raises(Conflict):
            attempt()


def test_who_plans_elsewhere_changes_nothing_here(draft):
    elsewhere = staff(Role.PLANNER, UnitFactory())
    with pytest.raises(PermissionDenied):
        actions.edit_meeting(actor=elsewhere, meeting=draft, version=1, food="Soppa.")


def test_a_planner_of_the_whole_administration_plans_everywhere(draft):
    anywhere = staff(Role.PLANNER)
    assert actions.edit_meeting(actor=anywhere, meeting=draft, version=1, food="Soppa.").food == "Soppa."


# --- what is to be done, and what it costs


def test_the_list_says_what_is_to_be_done_first(work, unit, planner):
    soon, over = new_meeting(unit=unit), new_meeting(unit=unit, days=-1)
    new_invitation(soon, state="to_send")
    new_item(over)
    page = text(work.get(url("planning")))
    assert "1 inbjudan ska skickas" in page
    assert "Skriv vad det blev av 1 punkt" in page


def test_the_list_costs_the_same_for_ten_and_a_thousand(work, unit, queries_of):
    def make(count, first):
        Meeting.objects.bulk_create(
            Meeting(slug=f"m-{n}", number=n, title=f"Träff {n}", purpose="Varför.", unit=unit)
            for n in range(first, first + count)
        )

    make(10, 10_000)
    few = queries_of(url("planning"))
    make(990, 20_000)
    assert queries_of(url("planning")) == few <= 12


def test_the_pages_of_the_list_follow_each_other(work, unit):
    Meeting.objects.bulk_create(
        Meeting(slug=f"m-{n}", number=n, title=f"Träff {n}", purpose="Varför.", unit=unit) for n in range(101, 141)
    )
    first = text(work.get(url("planning")))
    second = text(work.get(url("planning") + "?after=111"))
    assert "Träff 140" in first
    assert "Träff 111" in first
    assert "Träff 110" not in first
    assert "Träff 110" in second
    assert "Träff 111" not in second
