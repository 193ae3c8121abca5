"""Booking a talk: only at times that are free, by the resident or the guide, and the resident is told in their way."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from medskapa.core import audit, clock
from medskapa.core.errors import Conflict
from medskapa.core.idempotency import new_key
from medskapa.core.models import AuditRecord
from medskapa.guidance import actions, slots
from medskapa.guidance.models import Absence, Notice, NoticeKind, NoticeState, NoticeVia, Slot, Talk, TalkHow, TalkState
from medskapa.guidance.queries import talks as queries
from medskapa.people.models import Role
from tests.factories import PersonFactory, staff
from tests.guidance.pages import send, text, url
from tests.guidance_factories import new_guide, new_resident
from tests.talk_factories import LENGTH, at, new_slot, new_talk

pytestmark = pytest.mark.django_db


@pytest.fixture
def guide(unit):
    return new_guide(unit, room="Rum 7, plan 2")


@pytest.fixture
def resident(guide):
    return new_resident(guide, reach_via="sms", phone="070-1740609")


# --- the times of a guide


def series(**given):
    today = clock.today()
    return {
        "weekdays": ["0", "1", "2", "3", "4", "5", "6"],
        "starts": "09.00",
        "ends": "11.00",
        "minutes": "45",
        "pause": "15",
        "first": (today + timedelta(days=1)).isoformat(),
        "last": (today + timedelta(days=3)).isoformat(),
        "how": "place",
        "where": "",
    } | given


def test_a_guide_puts_in_a_series_of_free_times(work, guide):
    response = send(work, url("slots"), **series())
    assert response.status_code == 302
    assert guide.slots.count() == 6
    assert [slot.ends_at - slot.starts_at for slot in guide.slots.all()] == [LENGTH] * 6
    assert "Ledig" in text(work.get(url("slots")))


def test_the_same_series_twice_changes_nothing(work, guide):
    send(work, url("slots"), **series())
    response = work.post(url("slots"), {"form_key": new_key()} | series(), follow=True)
    assert "De tiderna fanns redan." in text(response)
    assert guide.slots.count() == 6


def test_times_that_overlap_one_that_is_there_are_refused_and_nothing_typed_is_lost(work, guide):
    new_slot(guide, at(2, 9, 30))
    response = send(work, url("slots"), **series())
    assert response.status_code == 422
    assert "krockar" in text(response)
    assert 'value="15"' in text(response)
    assert guide.slots.count() == 1


def test_times_that_overlap_a_booked_talk_are_refused(guide, resident):
    new_talk(resident, starts=at(2, 9, 30))
    with pytest.raises(Conflict):
        actions.add_slots(actor=guide, times=[(at(2, 9), at(2, 10))])


def test_a_time_that_begins_as_another_ends_is_no_overlap(guide):
    new_slot(guide, at(2, 9), ends_at=at(2, 10))
    assert len(actions.add_slots(actor=guide, times=[(at(2, 10), at(2, 11))])) == 1


@pytest.mark.parametrize("times", [[], [(at(-1), at(-1, 10))], [(at(500), at(500, 10))]])
def test_no_times_and_times_of_another_year_are_refused(guide, times):
    with pytest.raises(ValidationError):
        actions.add_slots(actor=guide, times=times)


def test_somebody_who_is_no_guide_keeps_no_times(unit):
    with pytest.raises(PermissionDenied):
        actions.add_slots(actor=staff(Role.UNIT_MANAGER, unit), times=[(at(2), at(2, 10))])


def test_a_series_follows_the_clock_on_the_wall_when_an_hour_is_taken():
    from datetime import date, time

    days = slots.Series(
        weekdays={5, 6, 0}, starts=time(9), ends=time(10), minutes=60, first=date(2027, 3, 27), last=date(2027, 3, 29)
    )
    assert [starts.strftime("%H:%M %z") for starts, _ends in days.times()] == [
        "09:00 +0100",
        "09:00 +0200",
        "09:00 +0200",
    ]


def test_a_free_time_is_taken_away_and_a_booked_one_is_not(work, guide, resident):
    free, booked = new_slot(guide, at(2)), new_slot(guide, at(3))
    new_talk(resident, starts=at(3))
    send(work, url("remove_slots"), chosen=[free.pk])
    response = work.post(url("remove_slots"), {"form_key": new_key(), "chosen": [booked.pk]}, follow=True)
    assert "En av tiderna är bokad" in text(response)
    assert list(Slot.objects.all()) == [booked]


def test_nobody_takes_away_the_times_of_another(work, unit):
    other = new_slot(new_guide(unit))
    send(work, url("remove_slots"), chosen=[other.pk])
    assert Slot.objects.filter(pk=other.pk).exists()


def test_free_is_what_is_ahead_not_taken_and_not_on_a_day_away(guide, resident, unit):
    new_slot(guide, at(-1))
    new_slot(guide, at(2))
    new_talk(resident, starts=at(2, 9, 15))
    new_slot(guide, at(5))
    Absence.objects.create(
        guide=guide, cover=new_guide(unit), starts_on=clock.day_of(at(5)), ends_on=clock.day_of(at(6))
    )
    free = new_slot(guide, at(7))
    assert queries.free_slots(guide=guide, after=clock.now(), limit=10) == [free]


def test_while_the_guide_is_away_the_times_of_who_covers_are_offered(guide, resident, unit):
    cover = new_guide(unit)
    Absence.objects.create(guide=guide, cover=cover, starts_on=clock.day_of(at(5)), ends_on=clock.day_of(at(6)))
    on_that_day, _later = new_slot(cover, at(5)), new_slot(cover, at(8))
    assert queries.free_for(resident=resident) == [on_that_day]


# --- booking


def test_a_resident_books_a_free_time_in_two_steps(mine, guide, resident):
    slot = new_slot(guide, at(2))
    page = mine.get(url("book_my_talk"))
    assert "Vilken tid passar dig?" in text(page)
    step = send(mine, url("book_my_talk"), slot=slot.pk)
    assert step.url == url("book_my_talk_at", slot.pk)
    assert "Hur vill du prata?" in text(mine.get(step.url))
    response = send(mine, step.url, how="phone", interpreter="ar", about="Arbete i kök")
    talk = Talk.objects.get()
    assert response.url == url("my_talk", talk.pk)
    assert (talk.resident, talk.guide, talk.how, talk.interpreter) == (resident, guide, "phone", "ar")
    assert "arabiska" in text(mine.get(response.url))
    assert not Notice.objects.exists()  # whoever books needs no message of it
    assert resident.guide_assignments.get().next_talk_on == clock.day_of(talk.starts_at)


def test_a_double_click_books_once(mine, guide):
    slot = new_slot(guide)
    form = {"form_key": new_key(), "how": "place"}
    first, second = (mine.post(url("book_my_talk_at", slot.pk), form) for _each in range(2))
    assert first.url == second.url == url("my_talk", Talk.objects.get().pk)


def test_a_time_that_somebody_else_took_is_told_and_others_are_offered(mine, guide, unit):
    slot, other = new_slot(guide, at(2)), new_slot(guide, at(3))
    new_talk(new_resident(guide), starts=at(2))
    response = send(mine, url("book_my_talk_at", slot.pk), how="place")
    assert response.status_code == 422
    assert "inte ledig längre" in text(response)
    assert f'value="{other.pk}"' in text(response)
    assert Talk.objects.count() == 1


def test_where_nothing_is_free_there_is_a_number_to_ring(mine, settings):
    response = mine.get(url("book_my_talk"))
    assert "Det finns ingen ledig tid just nu" in text(response)
    assert settings.MUNICIPALITY["phone"] in text(response)


def test_a_talk_is_at_the_guides_room_where_the_time_names_no_place(guide, resident):
    talk = actions.book_talk(actor=resident, resident=resident, slot=new_slot(guide))
    assert talk.where == "Rum 7, plan 2"


def test_a_time_for_the_phone_alone_is_no_visit(guide, resident):
    slot = new_slot(guide, how=TalkHow.PHONE)
    with pytest.raises(ValidationError, match="på det sättet"):
        actions.book_talk(actor=resident, resident=resident, slot=slot, how=TalkHow.PLACE)


def test_a_time_with_another_guide_is_not_free_for_the_resident(resident, unit):
    with pytest.raises(Conflict):
        actions.book_talk(actor=resident, resident=resident, slot=new_slot(new_guide(unit)))


def test_a_resident_has_one_talk_at_a_time(guide, resident, unit):
    new_talk(resident, guide=new_guide(unit), starts=at(2, 9, 15))
    with pytest.raises(Conflict, match="redan ett bokat samtal"):
        actions.book_talk(actor=resident, resident=resident, slot=new_slot(guide, at(2)))


def test_a_resident_books_three_ahead_and_the_guide_more(guide, resident):
    free = [new_slot(guide, at(day)) for day in range(2, 6)]
    for slot in free[:3]:
        actions.book_talk(actor=resident, resident=resident, slot=slot)
    with pytest.raises(Conflict, match="redan 3"):
        actions.book_talk(actor=resident, resident=resident, slot=free[3])
    actions.book_talk(actor=guide, resident=resident, slot=free[3])


@pytest.mark.parametrize("who", ["another resident", "officer", "manager"])
def test_nobody_else_books(guide, resident, unit, who):
    actor = {
        "another resident": PersonFactory,
        "officer": lambda: staff(Role.OFFICER, unit),
        "manager": lambda: staff(Role.UNIT_MANAGER, unit),
    }[who]()
    with pytest.raises(PermissionDenied):
        actions.book_talk(actor=actor, resident=resident, slot=new_slot(guide))


def test_the_reception_and_an_entry_without_sign_in_book_a_first_talk(guide, resident):
    actions.book_talk(actor=staff(Role.RECEPTION), resident=resident, slot=new_slot(guide))
    other = new_resident(guide)
    assert actions.book_talk(actor=None, resident=other, slot=new_slot(guide)).booked_by == other
    with pytest.raises(PermissionDenied):
        actions.book_talk(actor=None, resident=other, slot=new_slot(guide))


def test_the_database_refuses_two_booked_talks_of_a_guide_at_once(guide, resident):
    new_talk(resident, starts=at(2))
    with pytest.raises(IntegrityError), transaction.atomic():
        new_talk(new_resident(guide), starts=at(2))


def test_the_guide_books_in_the_file_and_the_resident_is_told(work, guide, resident):
    slot = new_slot(guide, at(2))
    response = send(work, url("book_talk", resident.pk), slot=slot.pk, how="place", interpreter="", about="Skulder")
    assert response.url == url("talks", resident.pk)
    told = Notice.objects.get()
    assert (told.kind, told.via, told.state) == (NoticeKind.TALK_BOOKED, NoticeVia.SMS, NoticeState.READY)
    assert "Bokat" in text(work.get(response.url))


def test_asking_somebody_to_choose_needs_times_to_choose_among(work, guide, resident):
    response = work.post(url("ask_to_choose", resident.pk), {"form_key": new_key()}, follow=True)
    assert "Det finns inga lediga tider" in text(response)
    assert not Notice.objects.exists()
    new_slot(guide)
    response = work.post(url("ask_to_choose", resident.pk), {"form_key": new_key()}, follow=True)
    assert "1 ledig tid" in text(response)
    work.post(url("ask_to_choose", resident.pk), {"form_key": new_key()})
    assert Notice.objects.get().kind == NoticeKind.CHOOSE_TIME


# --- moving and cancelling


def test_a_resident_moves_a_talk_and_the_calendar_hears_of_it(mine, guide, resident):
    talk = new_talk(resident, starts=at(2))
    slot = new_slot(guide, at(4))
    before = text(mine.get(url("my_talk_calendar", talk.pk)))
    assert "SEQUENCE:0" in before
    response = send(mine, url("move_my_talk", talk.pk), slot=slot.pk, version=1)
    assert response.url == url("my_talk", talk.pk)
    after = text(mine.get(url("my_talk_calendar", talk.pk)))
    assert "SEQUENCE:1" in after
    assert "STATUS:CONFIRMED" in after
    assert [line for line in before.splitlines() if line.startswith("UID")] == [
        line for line in after.splitlines() if line.startswith("UID")
    ]


def test_a_calendar_says_nothing_of_with_whom_or_why(mine, guide, resident):
    talk = new_talk(resident, about="Skulder")
    content = text(mine.get(url("my_talk_calendar", talk.pk)))
    assert "Skulder" not in content
    assert guide.name not in content
    assert resident.name not in content


def test_a_cancelled_talk_is_struck_out_in_the_calendar_and_its_time_is_free_again(mine, guide, resident):
    slot = new_slot(guide, at(2))
    talk = new_talk(resident, starts=at(2))
    response = send(mine, url("cancel_my_talk", talk.pk), why="", version=1)
    assert response.url == url("my_talks")
    assert "STATUS:CANCELLED" in text(mine.get(url("my_talk_calendar", talk.pk)))
    assert queries.free_for(resident=resident) == [slot]
    assert resident.guide_assignments.get().next_talk_on is None


def test_the_guide_says_why_a_talk_is_cancelled_and_the_resident_reads_it(work, guide, resident):
    talk = new_talk(resident)
    assert send(work, url("cancel_talk", resident.pk, talk.pk), why=" ", version=1).status_code == 422
    send(work, url("cancel_talk", resident.pk, talk.pk), why="Jag är sjuk.", version=1)
    assert Notice.objects.get().kind == NoticeKind.TALK_CANCELLED
    work.force_login(resident)
    assert "Jag är sjuk." in text(work.get(url("my_talk", talk.pk)))


def test_the_guide_moves_a_talk_and_the_resident_is_told_each_time(work, guide, resident):
    talk = new_talk(resident, starts=at(2))
    for version, day in enumerate([4, 5], 1):
        data = {"slot": new_slot(guide, at(day)).pk, "how": "place", "version": version}
        assert send(work, url("move_talk", resident.pk, talk.pk), **data).status_code == 302
    told = Notice.objects.filter(kind=NoticeKind.TALK_MOVED).order_by("number")
    assert [notice.state for notice in told] == [NoticeState.STOPPED, NoticeState.READY]


def test_a_page_that_shows_an_old_time_moves_nothing(mine, guide, resident):
    talk = new_talk(resident, starts=at(2))
    actions.move_talk(actor=guide, talk=talk, slot=new_slot(guide, at(3)))
    response = send(mine, url("move_my_talk", talk.pk), slot=new_slot(guide, at(4)).pk, version=1)
    assert response.status_code == 422
    assert "har ändrats medan du hade sidan öppen" in text(response)


def test_moved_there_twice_is_moved_once(guide, resident):
    talk, slot = new_talk(resident, starts=at(2)), new_slot(guide, at(4))
    for _each in range(2):
        actions.move_talk(actor=resident, talk=talk, slot=slot)
    assert talk.calendar_number == 1


def test_a_talk_that_has_begun_or_is_cancelled_is_not_moved(guide, resident):
    slot = new_slot(guide)
    for talk in [new_talk(resident, starts=at(-1)), new_talk(resident, state=TalkState.CANCELLED)]:
        with pytest.raises(Conflict):
            actions.move_talk(actor=resident, talk=talk, slot=slot)
    with pytest.raises(Conflict):
        actions.cancel_talk(actor=resident, talk=Talk.objects.first())


def test_nobody_else_moves_or_cancels(guide, resident, unit):
    talk, slot, stranger = new_talk(resident), new_slot(guide), PersonFactory()
    with pytest.raises(PermissionDenied):
        actions.move_talk(actor=stranger, talk=talk, slot=slot)
    with pytest.raises(PermissionDenied):
        actions.cancel_talk(actor=new_guide(unit), talk=talk, why="Nej")


def test_a_guide_who_covers_today_may_book_and_the_read_log_says_so(client, guide, resident, unit):
    cover = new_guide(unit)
    Absence.objects.create(guide=guide, cover=cover, starts_on=clock.today(), ends_on=clock.today())
    client.force_login(cover)
    assert client.get(url("talks", resident.pk)).status_code == 200
    assert resident.pk in audit.ReadRecord.objects.filter(reader=cover, what="talks").values_list("person", flat=True)


def test_a_manager_reads_the_talks_and_books_nothing(client, resident, unit):
    client.force_login(staff(Role.UNIT_MANAGER, unit))
    assert "Boka en tid" not in text(client.get(url("talks", resident.pk)))
    assert client.get(url("book_talk", resident.pk)).status_code == 403


def test_a_guide_of_another_unit_finds_nothing(client, resident):
    client.force_login(new_guide())
    assert client.get(url("talks", resident.pk)).status_code == 404


def test_no_word_of_what_a_talk_is_about_is_in_the_audit_chain(guide, resident):
    actions.book_talk(actor=guide, resident=resident, slot=new_slot(guide), about="Skulder")
    assert "Skulder" not in str(list(AuditRecord.objects.values("why", "details", "verb")))


# --- constant cost


@pytest.mark.parametrize("page", ["my_talks", "book_my_talk", "talks", "slots", "today"])
def test_the_pages_cost_the_same_for_ten_and_a_thousand_rows(page, client, guide, resident, queries_of):
    client.force_login(resident if page.startswith(("my_", "book_my")) else guide)
    to = url(page, resident.pk) if page == "talks" else url(page)
    _many(10, guide, resident, 0)
    few = queries_of(to)
    _many(990, guide, resident, 10)
    assert queries_of(to) == few
    assert few <= 12


def _many(number, guide, resident, start):
    """Free times ahead, talks that were, are today and are to come, contacts of many staff."""
    Slot.objects.bulk_create(
        Slot(guide=guide, starts_at=at(2 + n // 6, 8 + n % 6), ends_at=at(2 + n // 6, 8 + n % 6) + LENGTH)
        for n in range(start, start + number)
    )
    others = [new_resident(guide) for _each in range(2)]
    talks = [
        Talk(
            resident=[resident, *others][n % 3],
            guide=guide,
            starts_at=at(-(1 + n // 90), 6) + timedelta(minutes=n % 90),
            ends_at=at(-(1 + n // 90), 6) + timedelta(minutes=n % 90 + 1),
            state=["held", "missed", "booked"][n % 3] if n % 2 else "held",
            booked_by=guide,
        )
        for n in range(start, start + number)
    ]
    Talk.objects.bulk_create(talks)
    from medskapa.guidance.models import Contact

    Contact.objects.bulk_create(
        Contact(resident=resident, staff=guide, kind="phone", day=clock.today()) for _each in range(number)
    )
