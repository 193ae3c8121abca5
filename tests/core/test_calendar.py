"""Calendar files, read back as a calendar reads them."""

from datetime import UTC, datetime, timedelta

import icalendar
import pytest

from medskapa.core import calendar

STARTS = datetime(2016, 4, 13, 15, 30, tzinfo=UTC)  # 17.30 in Helsingborg, summer time
SAID = {
    "uid": "k3jd92@medskapa.example.se",
    "title": "Samtal: får vi plats på SFI?",
    "starts": STARTS,
    "ends": STARTS + timedelta(hours=2),
    "place": "Biblioteket, Stortorget 1; ingång från gården",
    "description": "Vi bjuder på mat.\nDu kan ta med någon.",
    "url": "https://medskapa.example.se/moten/k3jd92/",
    "changed": datetime(2016, 4, 1, 8, 0, tzinfo=UTC),
    "number": 2,
}


def read(content):
    whole = icalendar.Calendar.from_ical(content)
    return whole, whole.walk("VEVENT")


def test_an_event_says_when_where_and_what():
    whole, [found] = read(calendar.event(**SAID))
    assert (whole["method"], whole["version"]) == ("PUBLISH", "2.0")
    assert found["uid"] == SAID["uid"]
    assert found["summary"] == SAID["title"]
    assert found["location"] == SAID["place"]
    assert found["description"] == SAID["description"]
    assert found["url"] == SAID["url"]
    assert found["status"] == "CONFIRMED"
    assert found["sequence"] == 2
    assert found["dtstamp"].dt == SAID["changed"]
    assert (found["dtstart"].dt, found["dtend"].dt) == (STARTS, STARTS + timedelta(hours=2))


def test_the_time_is_the_towns_own_and_the_file_explains_its_zone():
    content = calendar.event(**SAID).decode()
    assert "DTSTART;TZID=Europe/Stockholm:20160413T173000" in content
    [zone] = icalendar.Calendar.from_ical(content).walk("VTIMEZONE")
    assert zone["tzid"] == "Europe/Stockholm"
    assert zone.walk("DAYLIGHT")
    assert zone.walk("STANDARD")


def test_a_cancelled_event_stays_and_says_so():
    _whole, [found] = read(calendar.event(**SAID, cancelled=True))
    assert found["status"] == "CANCELLED"
    assert found["uid"] == SAID["uid"]


def test_lines_end_as_the_standard_wants_and_are_at_most_75_bytes():
    content = calendar.event(**SAID | {"description": "å" * 400})
    assert content.endswith(b"\r\n")
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    assert read(content)[1][0]["description"] == "å" * 400


def test_a_written_line_break_makes_no_line_of_the_file():
    content = calendar.event(**SAID | {"title": "Möte\r\nATTENDEE:mailto:kim@example.se"})
    assert b"\r\nATTENDEE" not in content


def test_nothing_unknown_stands_in_the_file():
    content = calendar.event(**SAID | {"place": "", "description": "", "url": ""})
    for absent in (b"LOCATION", b"DESCRIPTION", b"URL", b"ORGANIZER", b"ATTENDEE", b"None"):
        assert absent not in content


def test_the_same_event_gives_the_same_file():
    assert calendar.event(**SAID) == calendar.event(**SAID)


def test_a_feed_holds_all_its_events_and_its_name():
    events = [
        calendar.Event(**SAID),
        calendar.Event(**SAID | {"uid": "b@medskapa.example.se"}, cancelled=True),
        calendar.Event(
            **SAID
            | {
                "uid": "c@medskapa.example.se",
                "starts": STARTS + timedelta(days=200),
                "ends": STARTS + timedelta(days=200, hours=1),
            }
        ),
    ]
    whole, found = read(calendar.feed(events, name="Samtal i Helsingborg"))
    assert [each["status"] for each in found] == ["CONFIRMED", "CANCELLED", "CONFIRMED"]
    assert len({each["uid"] for each in found}) == 3
    assert whole["x-wr-calname"] == "Samtal i Helsingborg"
    assert len(whole.walk("VTIMEZONE")) == 1
    assert found[2]["dtstart"].dt == events[2].starts


def test_an_empty_feed_is_still_a_calendar():
    whole, found = read(calendar.feed([]))
    assert whole["version"] == "2.0"
    assert found == []


@pytest.mark.parametrize(
    "wrong",
    [{"starts": datetime(2016, 4, 13, 17, 30)}, {"ends": STARTS - timedelta(minutes=1)}],
    ids=["no zone", "ends first"],
)
def test_times_that_mean_nothing_are_refused(wrong):
    with pytest.raises(ValueError, match=r"time zone|end before"):
        calendar.event(**SAID | wrong)
