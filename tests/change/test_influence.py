"""How much of what was decided began with residents, how long it took, whose voices are missing, what is late."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from medskapa.change.models import Decision, Proposal, Step, TownFigure, Version
from medskapa.core import clock
from medskapa.meetings.models import Invitation, PoolMember
from medskapa.voice.models import EventKind, Thread
from tests.change_factories import new_decision, new_group, new_proposal
from tests.factories import PersonFactory, StaffFactory, new_theme, new_viewpoint
from tests.meeting_factories import closed, new_invitation, new_item, new_meeting, new_member

pytestmark = pytest.mark.django_db

URL = "/inflytande/"


def data(client, **query):
    return client.get(reverse("change:influence_data"), query).json()


def town(**numbers):
    TownFigure.objects.bulk_create(
        TownFigure(
            trait="gender", value=value, number=number, source="Kommunens statistik", counted_on=date(2025, 1, 1)
        )
        for value, number in numbers.items()
    )


def came(meeting, women, men):
    for number in range(women + men):
        member = new_member(gender="woman" if number < women else "man")
        new_invitation(meeting, member, state="yes", arrived_at=clock.now())


def test_a_decision_counts_as_residents_where_its_proposal_comes_from_what_they_said(client):
    group = new_group()
    new_decision(new_proposal(group=group))
    new_decision(new_proposal(group=group, source={"theme": new_theme()}))
    new_decision(new_proposal(group=group, source={"viewpoint": new_viewpoint()[0]}), word="no")
    found = data(client)["decisions"]
    assert (found["all"], found["from_residents"], found["yes"], found["no"]) == (3, 2, 2, 1)
    assert "2 av 3 beslut började hos invånare." in client.get(URL).content.decode()


def test_an_item_that_nobody_spoke_of_does_not_make_a_decision_the_residents(client):
    meeting = new_meeting(days=-9)
    item, silent = new_item(meeting, theme=new_theme()), new_item(meeting)
    closed(meeting)
    new_decision(new_proposal(source={"item": item}))
    new_decision(new_proposal(source={"item": silent}))
    assert data(client)["decisions"]["from_residents"] == 1


def test_the_time_from_a_voice_to_a_decision_is_told_when_there_are_enough_of_them(client):
    for number in range(5):
        theme = new_theme(name=f"Tema {number}")
        viewpoint, _code = new_viewpoint(theme=theme)
        type(viewpoint).objects.filter(pk=viewpoint.pk).update(received_on=clock.today() - timedelta(days=30))
        new_decision(new_proposal(source={"theme": theme}))
        known = data(client)["decisions"]["median_days_from_voice_to_decision"]
        assert known == (30 if number == 4 else "withheld")


def test_eight_of_nine_are_89_percent_and_never_all(client):
    group = new_group()
    for number in range(9):
        new_decision(new_proposal(group=group, **({"source": {"theme": new_theme()}} if number else {})))
    page = client.get(URL).text
    assert "8 av 9 beslut började hos invånare." in page
    assert "89&nbsp;%" in page


def test_one_can_choose_a_year(client):
    new_decision(new_proposal(), decided_on=date(2024, 5, 1))
    new_decision(new_proposal(), decided_on=date(2025, 5, 1))
    assert data(client, ar="2024")["decisions"]["all"] == 1
    assert "Besluten 2024" in client.get(URL, {"ar": "2024"}).content.decode()
    assert data(client, ar="1999")["decisions"]["all"] == 2


def test_those_whose_voices_are_missing_are_named_with_how_sure_we_are(client):
    town(woman=500, man=500)
    meeting = new_meeting(days=-9)
    came(meeting, women=36, men=8)
    closed(meeting)
    rows = {row["value"]: row for row in data(client)["participants"]["gender"]["rows"]}
    assert rows["man"]["compared"] == "fewer"
    assert rows["woman"]["compared"] == "more"
    assert rows["man"]["low"] <= 18 <= rows["man"]["high"] < 50
    assert "Färre än i staden" in client.get(URL).content.decode()


def test_few_who_came_are_not_counted_in_the_open_and_cannot_be_worked_out(client):
    town(woman=500, man=500)
    meeting = new_meeting(days=-9)
    came(meeting, women=32, men=3)
    closed(meeting)
    rows = {row["value"]: row for row in data(client)["participants"]["gender"]["rows"]}
    assert rows["man"]["number"] == "few"
    assert rows["man"]["percent"] is None
    known = data(client)["participants"]["gender"]["known"]
    assert known - rows["woman"]["number"] != 3


def test_who_came_is_not_told_until_the_meeting_is_closed(client):
    town(woman=500, man=500)
    came(new_meeting(days=0), women=30, men=30)
    assert data(client)["participants"]["gender"]["rows"] == []


def test_those_who_may_be_asked_are_compared_with_the_town_as_those_who_came(client):
    town(woman=500, man=500)
    for number in range(60):
        new_member(gender="woman" if number < 50 else "man")
    new_member(gender="man", left_on=clock.today())
    asked = data(client)["may_be_asked"]["gender"]
    assert asked["known"] == 60
    assert [(row["value"], row["number"], row["compared"]) for row in asked["rows"]] == [
        ("woman", 50, "more"),
        ("man", 10, "fewer"),
    ]
    assert data(client)["participants"]["gender"]["rows"] == []
    text = client.get(URL).content.decode()
    assert "Får tillfrågas: omkring 60 personer." in text
    assert "83&nbsp;%" in text


def test_few_who_may_be_asked_are_not_counted_in_the_open(client):
    town(woman=500, man=500)
    for number in range(35):
        new_member(gender="woman" if number < 32 else "man")
    asked = data(client)["may_be_asked"]["gender"]
    woman, man = asked["rows"]
    assert (man["number"], man["percent"]) == ("few", None)
    assert asked["known"] - woman["number"] != 3


def test_what_is_late_is_counted_for_everybody_and_listed_at_work(client):
    group = new_group()
    yesterday = clock.today() - timedelta(days=1)
    new_proposal(group=group, due_on=yesterday, title="Ett sent förslag")
    later = new_proposal(group=group, title="Ett glömt beslut")
    new_decision(later, word="later", decided_on=yesterday - timedelta(days=9), back_on=yesterday)
    meeting = new_meeting(days=-60)
    dropped = new_item(
        meeting, outcome="carried_over", outcome_text="Nästa gång.", outcome_at=clock.now(), title="En glömd punkt"
    )
    promised = new_item(
        meeting,
        outcome="proposal",
        outcome_text="Gruppen skriver.",
        outcome_at=clock.now(),
        group_name="Brevgruppen",
        group_by=yesterday,
        title="Ett förslag som ingen började på",
    )
    closed(meeting)
    type(meeting).objects.filter(pk=meeting.pk).update(closed_at=clock.now() - timedelta(days=60))
    closed(new_meeting(days=-5, unit=meeting.unit))
    assert data(client)["late_promises"] == {
        "carried": 1,
        "group": 1,
        "proposal": 1,
        "back": 1,
        "step": 0,
        "minutes": 1,
    }
    client.force_login(StaffFactory())
    text = client.get(reverse("change:promises")).content.decode()
    for name in (dropped.title, promised.title, "Ett sent förslag", "Ett glömt beslut", meeting.title):
        assert name in text


def test_what_was_taken_up_again_or_is_done_is_not_late(client):
    meeting = new_meeting(days=-60)
    item = new_item(meeting, outcome="carried_over", outcome_text="Nästa gång.", outcome_at=clock.now())
    closed(meeting)
    new_item(following := new_meeting(days=-5, unit=meeting.unit), came_from=item)
    closed(following)
    proposal = new_proposal()
    new_decision(proposal)
    owner, late = StaffFactory(), clock.today() - timedelta(days=3)
    Step.objects.create(proposal=proposal, number=1, text="Klart", owner=owner, due_on=late, done_on=late)
    assert set(data(client)["late_promises"].values()) == {0}
    assert "Inget löfte från träffar eller förslag är sent i dag." in client.get(URL).content.decode()


@pytest.mark.parametrize("kind", ["proposal", "minutes"])
def test_all_that_is_late_can_be_read_a_hundred_at_a_time(client, kind):
    if kind == "proposal":
        many_decisions(205)
        Proposal.objects.update(state="working")
    else:
        meetings = [new_meeting(days=-60, title=f"Träff {number}") for number in range(102)]
        type(meetings[0]).objects.update(
            state="closed", closed_at=clock.now() - timedelta(days=50), closed_by=StaffFactory()
        )
    client.force_login(StaffFactory())
    url, seen = f"{reverse('change:promises')}?slag={kind}", []
    while url:
        text = client.get(url).content.decode()
        seen += re.findall(r'<th scope="row"><a href="([^"]*)"', text)
        onward = re.search(r'rel="next" href="([^"]*)"', text)
        url = reverse("change:promises") + onward[1].replace("&amp;", "&") if onward else ""
    assert len(seen) == len(set(seen)) == (205 if kind == "proposal" else 102)


def test_a_place_in_the_late_promises_that_nobody_gave_begins_at_the_beginning(client):
    new_proposal(due_on=clock.today() - timedelta(days=1), title="Ett sent förslag")
    client.force_login(StaffFactory())
    for after in ("x", "2026-01-01_", "2026-01-01T10:00:00+00:00_1", f"2026-01-01_{'9' * 30}"):
        page = client.get(reverse("change:promises"), {"slag": "proposal", "after": after})
        assert "Ett sent förslag" in page.content.decode(), after


def test_the_late_promises_are_for_those_who_work_here(client):
    client.force_login(PersonFactory())
    assert client.get(reverse("change:promises")).status_code == 403


def many_decisions(number):
    """Late proposals and decisions, as many as `number`, and as many who came to a meeting."""
    group, staff = new_group(), StaffFactory()
    first = Proposal.objects.count() + 1_000
    threads = Thread.objects.bulk_create(Thread(public=True, state=EventKind.PROPOSED) for _each in range(number))
    proposals = Proposal.objects.bulk_create(
        Proposal(
            number=first + place,
            title=f"Förslag {place}",
            working_group=group,
            thread=thread,
            words=1,
            began_on=clock.today(),
            due_on=clock.today() - timedelta(days=1),
        )
        for place, thread in enumerate(threads)
    )
    versions = Version.objects.bulk_create(
        Version(proposal=each, number=1, title="Brev", text="Brev.", by=staff, at=clock.now()) for each in proposals
    )
    Decision.objects.bulk_create(
        Decision(
            proposal=version.proposal,
            on_version=version,
            number=1,
            word="yes",
            body="board",
            reasons="Bra.",
            decided_on=clock.today(),
            by=staff,
            entered_at=clock.now(),
        )
        for version in versions
    )
    meeting = new_meeting(days=-9)
    members = PoolMember.objects.bulk_create(
        PoolMember(name="Påhittad", address="Storgatan 1", birth_year=1960, gender="man", agreed_on=clock.today())
        for _each in range(number)
    )
    Invitation.objects.bulk_create(
        Invitation(
            meeting=meeting,
            member=member,
            lookup=f"{meeting.pk}-{member.pk}",
            secret_hash="-",
            state="yes",
            made_on=clock.today(),
            replied_at=clock.now(),
            replied_by="web",
            arrived_at=clock.now(),
        )
        for member in members
    )
    closed(meeting)


@pytest.mark.parametrize(("name", "most"), [("influence", 12), ("influence_data", 12), ("promises", 12)])
def test_the_number_of_queries_is_the_same_for_ten_and_a_thousand(client, name, most):
    town(woman=500, man=500)
    if name == "promises":
        client.force_login(StaffFactory())
    url = reverse(f"change:{name}")
    many_decisions(10)
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    many_decisions(1_000)
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(many) == len(few)
    assert len(many) <= most
