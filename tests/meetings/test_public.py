"""What anyone may read of meetings: neutral, easy to read, in calendars, for the press; never who is invited."""

from datetime import timedelta

import icalendar
import pytest
from django.conf import settings

from medskapa.core import clock
from medskapa.meetings import actions
from medskapa.meetings.models import Meeting, MeetingState
from medskapa.people.models import Role
from tests.factories import PlaceFactory, StaffFactory, UnitFactory, new_theme, staff
from tests.meeting_factories import new_invitation, new_item, new_meeting, new_table
from tests.meetings.pages import url
from tests.reading import GOALS, too_hard

pytestmark = pytest.mark.django_db

HELP = {
    "plain_purpose": "Vi vill höra vad som ska bli bättre.",
    "way_there": "Buss 1 stannar utanför. Gå in genom den gröna dörren.",
    "accessibility": "Det finns hiss och ett tyst rum.",
    "interpreters": "Säg till om du vill ha tolk.",
    "child_care": "Barn är välkomna.",
    "travel_money": "Du får pengar för bussen.",
    "food": "Vi äter soppa.",
}


@pytest.fixture
def unit(db):
    return UnitFactory(name="Invånardialogen", phone="040-111 22 33")


@pytest.fixture
def meeting(unit):
    return new_meeting(unit=unit, **HELP)


def text(response):
    assert response.status_code == 200
    return response.content.decode()


def test_the_page_says_why_when_where_and_what_help_there_is(client, meeting):
    page = text(client.get(url("meeting", meeting.slug)))
    for words in (
        meeting.purpose,
        "kl. 12.30–16.00",
        "Yrkeshögskolan, Rönnowsgatan 8",
        "040-111 22 33",
        *list(HELP.values())[1:],
    ):
        assert words in page


def test_plain_swedish_has_its_own_words_and_english_marks_what_is_swedish(client, meeting):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "sv-plain"
    assert meeting.plain_purpose in text(client.get(url("meeting", meeting.slug)))
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = text(client.get(url("meeting", meeting.slug)))
    assert f'lang="sv"><p>{meeting.purpose}' in page


def test_a_draft_is_as_good_as_none(client, unit):
    draft = new_meeting(state=MeetingState.DRAFT, unit=unit)
    for name in ("meeting", "press", "calendar_file"):
        assert client.get(url(name, draft.slug)).status_code == 404
    assert draft.title not in text(client.get(url("meetings")))
    assert draft.title not in text(client.get(url("calendar_of_all")))


def test_a_draft_that_was_laid_aside_is_not_shown_either(client, unit):
    draft = new_meeting(state=MeetingState.DRAFT, unit=unit)
    actions.cancel(actor=staff(Role.PLANNER, unit), meeting=draft, reason="Vi väntar.", version=1)
    assert client.get(url("meeting", draft.slug)).status_code == 404


def test_who_comes_is_named_but_no_interpreter_no_resident_and_no_host(client, meeting):
    meeting.guests.create(name="Eva Alm", title="ordförande", kind="politician", coming=True)
    meeting.guests.create(name="Bo Ek", kind="official", coming=None)
    meeting.guests.create(name="Ida Tolk", kind="interpreter", coming=True)
    new_table(meeting, host=StaffFactory(name="Värd Vid Bordet"))
    invited = new_invitation(meeting, state="yes")
    page = text(client.get(url("meeting", meeting.slug))) + text(client.get(url("press", meeting.slug)))
    assert "Eva Alm, ordförande" in page
    for hidden in ("Bo Ek", "Ida Tolk", "Värd Vid Bordet", invited.member.name):
        assert hidden not in page


def test_what_comes_stands_before_what_has_been(client, meeting, unit):
    held = new_meeting(unit=unit, days=-30)
    page = text(client.get(url("meetings")))
    assert (
        page.index("Det här kommer")
        < page.index(meeting.title)
        < page.index("Det här har varit")
        < page.index(held.title)
    )


def test_a_cancelled_meeting_is_struck_out_in_the_list_and_in_calendars(client, meeting, unit):
    actions.cancel(actor=staff(Role.PLANNER, unit), meeting=meeting, reason="Salen är full.", version=1)
    assert "Inställd" in text(client.get(url("meetings")))
    event = _events(client.get(url("calendar_file", meeting.slug)))[0]
    assert event["STATUS"] == "CANCELLED"
    assert event["SEQUENCE"] == 1


def _events(response):
    assert response["Content-Type"].startswith("text/calendar")
    return icalendar.Calendar.from_ical(response.content).walk("VEVENT")


def test_a_calendar_knows_a_moved_meeting_again(client, meeting, unit):
    before = _events(client.get(url("calendar_file", meeting.slug)))[0]
    later = meeting.starts_at + timedelta(days=7)
    actions.edit_meeting(
        actor=staff(Role.PLANNER, unit), meeting=meeting, version=1, starts_at=later, ends_at=later + timedelta(hours=3)
    )
    after = _events(client.get(url("calendar_file", meeting.slug)))[0]
    assert before["UID"] == after["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after.decoded("DTSTART") == later
    assert str(after["URL"]).endswith(url("meeting", meeting.slug))


def test_all_meetings_are_one_calendar_to_subscribe_to(client, meeting, unit):
    new_meeting(unit=unit, days=-30)
    new_meeting(unit=unit, days=-400)
    assert len(_events(client.get(url("calendar_of_all")))) == 2


def test_the_press_is_not_welcomed_to_a_meeting_that_has_been(client, unit):
    past = new_meeting(unit=unit, days=-20, media_welcome=True, press_text="Politiker lyssnade.")
    page = text(client.get(url("press", past.slug)))
    assert "Politiker lyssnade." in page
    assert "Du är välkommen till träffen" not in page


def test_the_press_is_told_the_rules_and_whether_they_are_welcome(client, meeting):
    assert "inte öppen för media" in text(client.get(url("press", meeting.slug)))
    Meeting.objects.update(media_welcome=True, press_text="Politiker lyssnar.", press_contact="Press, 040-1")
    page = text(client.get(url("press", meeting.slug)))
    for words in (
        "Du är välkommen till träffen",
        "Politiker lyssnar.",
        "Press, 040-1",
        "Fråga alltid innan du tar bild",
    ):
        assert words in page


@pytest.mark.parametrize("language", GOALS)
def test_the_pages_are_easy_to_read(client, meeting, unit, language):
    meeting.guests.create(name="Eva Alm", title="ordförande", kind="politician", coming=True)
    new_table(meeting)
    new_item(meeting, theme=new_theme())
    past = new_meeting(unit=unit, days=-30)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    pages = [url("meetings"), url("meeting", meeting.slug), url("meeting", past.slug), url("press", meeting.slug)]
    hard = {page: why for page in pages if (why := too_hard(text(client.get(page)), language))}
    assert hard == {}


def test_the_lists_cost_the_same_for_ten_and_a_thousand(client, unit, queries_of):
    place = PlaceFactory()

    def make(count, first):
        now = clock.now()
        Meeting.objects.bulk_create(
            Meeting(
                slug=f"m-{n}",
                number=n,
                title=f"Träff {n}",
                purpose="Varför.",
                unit=unit,
                place=place,
                state=MeetingState.ANNOUNCED,
                announced_at=now,
                starts_at=now + timedelta(days=n % 2 * 20 - 10),
                ends_at=now + timedelta(days=n % 2 * 20 - 9),
            )
            for n in range(first, first + count)
        )

    make(10, 10_000)
    few = queries_of(url("meetings")), queries_of(url("calendar_of_all"))
    make(990, 20_000)
    assert (queries_of(url("meetings")), queries_of(url("calendar_of_all"))) == few
    assert max(few) <= 12


def test_a_meeting_page_costs_the_same_with_many_tables_and_guests(client, meeting, queries_of):
    new_item(meeting, theme=new_theme())
    new_table(meeting, theme=new_theme())
    meeting.guests.create(name="Eva Alm", kind="politician", coming=True)
    few = queries_of(url("meeting", meeting.slug))
    for number in range(20):
        new_table(meeting, theme=new_theme())
        new_item(meeting, theme=new_theme())
        meeting.guests.create(name=f"Gäst {number}", kind="politician", coming=True)
    assert queries_of(url("meeting", meeting.slug)) == few <= 12


@pytest.mark.parametrize("after", ["", "x", "2016-04-13T10:00:00_1", "2016-04-13T10:00:00+00:00_99999999", "0_0"])
def test_an_odd_place_in_the_list_is_no_error(client, meeting, after):
    text(client.get(url("meetings") + f"?after={after}"))
