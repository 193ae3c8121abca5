"""What came of each item, and a meeting closed: nothing is left without an answer, and nothing closes too early."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from medskapa.change.models import Proposal
from medskapa.core import clock
from medskapa.core.errors import Conflict
from medskapa.core.idempotency import new_key
from medskapa.core.models import AuditRecord, random_id
from medskapa.meetings import actions
from medskapa.meetings.actions.closing import StillOpen
from medskapa.meetings.models import AgendaItem, ItemKind, ItemVoice, Meeting, MeetingState, Outcome, TableNote
from medskapa.meetings.queries.planning import next_number
from medskapa.people.models import Person, Role
from medskapa.voice.actions.news import write_down
from medskapa.voice.models import AnswerVia, Event, EventKind, Viewpoint
from tests.change_factories import new_group
from tests.factories import StaffFactory, UnitFactory, many_viewpoints, new_theme, new_viewpoint, staff
from tests.meeting_factories import new_invitation, new_item, new_meeting, new_table

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting() -> Meeting:
    """A meeting that was held yesterday."""
    return new_meeting(days=-1, title="Invånarträff 2")


@pytest.fixture
def planner(meeting) -> Person:
    return staff(Role.PLANNER, meeting.unit)


@pytest.fixture
def signed_in(client, planner):
    client.force_login(planner)
    return client


def say(meeting: Meeting, item: AgendaItem | None, text: str, **fields: Any) -> TableNote:
    """A note from a table; one that is tied to an item is a viewpoint."""
    writer = StaffFactory()
    viewpoint = None
    if item is not None:
        viewpoint = write_down(
            actor=writer,
            text=text,
            unit=meeting.unit,
            theme=item.theme,
            form_key=new_key(),
            allowed=lambda person: True,
        )
    return TableNote.objects.create(
        key=str(random_id()),
        meeting=meeting,
        table=fields.pop("table", None) or meeting.tables.first() or new_table(meeting),
        item=item,
        viewpoint=viewpoint,
        text=text,
        written_by=writer,
        written_on=clock.today(),
        **fields,
    )


def settle(planner: Person, item: AgendaItem, outcome: str = Outcome.ANSWERED, **values: Any) -> AgendaItem:
    words = {"text": "Vi skriver om breven.", "plain_text": "Vi gör breven lättare."} | values
    return actions.record_outcome(actor=planner, item=item, outcome=outcome, version=item.version, **words)


def propose(planner: Person, item: AgendaItem) -> AgendaItem:
    group = new_group(unit=item.meeting.unit)
    day = clock.today() + timedelta(days=60)
    return settle(planner, item, Outcome.PROPOSAL, group_name=group.name, group_by=day)


def sent(client, url_name: str, *args: Any, **data: Any):
    return client.post(reverse(url_name, args=args), {"form_key": new_key(), **data})


# --- outcomes


def test_a_planner_writes_what_came_of_an_item_in_both_variants(signed_in, meeting):
    item = new_item(meeting)
    say(meeting, item, "Breven är för långa.")
    page = signed_in.get(reverse("meetings:outcome", args=[meeting.slug, item.pk]))
    assert "Breven är för långa." in page.content.decode()
    data = {
        "outcome": "answered",
        "text": "Vi skriver om dem.",
        "plain_text": "Breven blir lätta.",
        "version": item.version,
    }
    answer = sent(signed_in, "meetings:outcome", meeting.slug, item.pk, **data)
    assert answer.url == reverse("meetings:closing", args=[meeting.slug])
    item.refresh_from_db()
    assert (item.outcome, item.outcome_text, item.plain_outcome_text) == (
        "answered",
        "Vi skriver om dem.",
        "Breven blir lätta.",
    )
    assert "Vi skriver om dem." in signed_in.get(answer.url).content.decode()


def test_a_proposal_needs_a_group_that_works_and_a_day_that_comes(planner, meeting):
    item = new_item(meeting)
    with pytest.raises(ValidationError) as refused:
        settle(planner, item, Outcome.PROPOSAL)
    assert set(refused.value.message_dict) == {"group_name", "group_by"}
    group = new_group(unit=meeting.unit)
    with pytest.raises(ValidationError) as refused:
        settle(planner, item, Outcome.PROPOSAL, group_name=group.name, group_by=clock.today() - timedelta(days=1))
    assert set(refused.value.message_dict) == {"group_by"}


@pytest.mark.parametrize("wrong", [{"text": " "}, {"outcome": "kanske"}, {"text": "x" * 2_001}])
def test_an_outcome_needs_words_of_a_length_that_is_known(planner, meeting, wrong):
    with pytest.raises(ValidationError):
        settle(planner, new_item(meeting), **wrong)


def test_an_outcome_is_changed_and_taken_back_until_the_meeting_closes_and_nobody_is_told(planner, meeting):
    theme = new_theme(unit=meeting.unit)
    item = new_item(meeting, theme=theme)
    before = Event.objects.filter(thread=item.thread).count()
    item = propose(planner, item)
    item = settle(planner, item, Outcome.DROPPED, text="Det är redan gjort.")
    assert (item.outcome, item.group_name, item.group_by) == ("dropped", "", None)
    item = actions.take_back_outcome(actor=planner, item=item)
    assert (item.outcome, item.outcome_text, item.outcome_by) == ("", "", None)
    assert not Proposal.objects.exists()
    assert Event.objects.filter(thread=item.thread).count() == before


def test_the_same_outcome_again_changes_nothing(planner, meeting):
    item = settle(planner, new_item(meeting))
    records = AuditRecord.objects.count()
    actions.record_outcome(
        actor=planner,
        item=item,
        outcome="answered",
        version=1,
        text="Vi skriver om breven.",
        plain_text="Vi gör breven lättare.",
    )
    assert AuditRecord.objects.count() == records


def test_whoever_comes_second_sees_what_the_first_one_wrote_and_loses_no_word(signed_in, planner, meeting):
    item = new_item(meeting)
    seen = item.version
    settle(planner, item)
    data = {"outcome": "dropped", "text": "Mina egna ord.", "version": seen}
    page = sent(signed_in, "meetings:outcome", meeting.slug, item.pk, **data)
    assert page.status_code == 422
    text = page.content.decode()
    assert "Vi skriver om breven." in text
    assert "Mina egna ord." in text


@pytest.mark.parametrize("fields", [{"days": 3}, {"state": MeetingState.DRAFT}])
def test_nothing_comes_of_a_meeting_that_has_not_begun(fields):
    meeting = new_meeting(**fields)
    planner, item = staff(Role.PLANNER, meeting.unit), new_item(meeting)
    with pytest.raises(Conflict):
        settle(planner, item)
    with pytest.raises(Conflict):
        actions.close(actor=planner, meeting=meeting)


def test_a_dropped_item_takes_no_outcome(planner, meeting):
    item = new_item(meeting, dropped_at=clock.now(), drop_reason="Det är löst.")
    with pytest.raises(Conflict):
        settle(planner, item)


def test_one_who_does_not_plan_the_meeting_writes_no_outcome_and_closes_nothing(meeting):
    stranger, item = staff(Role.PLANNER, UnitFactory()), new_item(meeting)
    with pytest.raises(PermissionDenied):
        settle(stranger, item)
    with pytest.raises(PermissionDenied):
        actions.take_back_outcome(actor=stranger, item=item)
    with pytest.raises(PermissionDenied):
        actions.close(actor=stranger, meeting=meeting)


# --- closing


def test_a_meeting_with_an_open_item_does_not_close_and_says_which_are_left(signed_in, planner, meeting):
    settle(planner, new_item(meeting))
    new_item(meeting, title="Får jag byta handläggare?")
    page = sent(signed_in, "meetings:closing", meeting.slug)
    assert page.status_code == 422
    assert "Får jag byta handläggare?" in page.content.decode()
    with pytest.raises(StillOpen) as refused:
        actions.close(actor=planner, meeting=meeting)
    assert [item.title for item in refused.value.items] == ["Får jag byta handläggare?"]
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.ANNOUNCED


def test_a_meeting_is_closed_once(signed_in, planner, meeting):
    settle(planner, new_item(meeting))
    answer = sent(signed_in, "meetings:closing", meeting.slug)
    assert answer.url == reverse("meetings:minutes", args=[meeting.slug])
    meeting.refresh_from_db()
    assert (meeting.state, meeting.closed_by) == (MeetingState.CLOSED, planner)
    for again in (
        lambda: actions.close(actor=planner, meeting=meeting),
        lambda: settle(planner, meeting.items.get(), Outcome.DROPPED),
        lambda: actions.take_back_outcome(actor=planner, item=meeting.items.get()),
    ):
        with pytest.raises(Conflict):
            again()
    assert Meeting.objects.filter(previous=meeting).count() == 1


def test_a_double_click_closes_once_and_leads_onward_both_times(signed_in, planner, meeting):
    settle(planner, new_item(meeting))
    key = new_key()
    urls = {
        signed_in.post(reverse("meetings:closing", args=[meeting.slug]), {"form_key": key}).url for _each in range(2)
    }
    assert urls == {reverse("meetings:minutes", args=[meeting.slug])}
    assert AuditRecord.objects.filter(verb="meeting.closed").count() == 1


def test_the_theme_and_everyone_behind_it_hears_what_came_of_it(planner, meeting):
    theme = new_theme(unit=meeting.unit)
    settle(planner, new_item(meeting, theme=theme, title="Breven"))
    actions.close(actor=planner, meeting=meeting)
    event = Event.objects.filter(thread=theme.thread).order_by("-number")[0]
    assert event.kind == EventKind.DISCUSSED
    assert "Breven" in event.text
    assert "Vi skriver om breven." in event.text
    assert "Vi gör breven lättare." in event.plain_text


def test_two_items_of_one_theme_are_told_of_in_one_event(planner, meeting):
    theme = new_theme(unit=meeting.unit)
    settle(planner, new_item(meeting, theme=theme, title="Vad har hänt?"), text="Vi har öppnat.")
    settle(planner, new_item(meeting, theme=theme, title="Vad är kvar?"), text="Vi ringer upp.")
    actions.close(actor=planner, meeting=meeting)
    event = Event.objects.get(thread=theme.thread, kind=EventKind.DISCUSSED)
    assert "Vi har öppnat." in event.text
    assert "Vi ringer upp." in event.text


def test_what_lies_in_another_item_hears_of_that_ones_outcome_and_what_was_dropped_hears_nothing(planner, meeting):
    into = settle(planner, new_item(meeting, title="Breven"))
    inside = new_item(meeting, theme=new_theme(unit=meeting.unit), merged_into=into)
    dropped = new_item(meeting, theme=new_theme(unit=meeting.unit), dropped_at=clock.now(), drop_reason="Löst.")
    note = say(meeting, inside, "Orden är svåra.")
    actions.close(actor=planner, meeting=meeting)
    assert "Breven" in Event.objects.get(thread=inside.thread, kind=EventKind.DISCUSSED).text
    assert not Event.objects.filter(thread=dropped.thread, kind=EventKind.DISCUSSED).exists()
    note.viewpoint.refresh_from_db()
    assert note.viewpoint.state == "answered"


def test_a_promised_proposal_is_begun_with_its_group_and_its_day(planner, meeting):
    item = propose(planner, new_item(meeting, title="Byta handläggare"))
    actions.close(actor=planner, meeting=meeting)
    proposal = Proposal.objects.get()
    assert (proposal.title, proposal.working_group.name, proposal.due_on) == (
        "Byta handläggare",
        item.group_name,
        item.group_by,
    )
    kinds = list(Event.objects.filter(thread=item.thread).order_by("number").values_list("kind", flat=True))
    assert kinds[-3:] == [EventKind.DISCUSSED, EventKind.PROPOSED, EventKind.TAKEN_BY_GROUP]


def test_a_group_that_has_stopped_keeps_the_meeting_open_until_another_is_chosen(planner, meeting):
    from medskapa.change.models import WorkingGroup

    item = propose(planner, new_item(meeting))
    WorkingGroup.objects.filter(name=item.group_name).update(name="En annan grupp")
    with pytest.raises(Conflict, match=item.group_name):
        actions.close(actor=planner, meeting=meeting)


def test_the_words_of_the_tables_are_settled_and_what_is_carried_over_stays_open_until_it_is_finished(planner, meeting):
    done, later = settle(planner, new_item(meeting)), settle(planner, new_item(meeting), Outcome.CARRIED_OVER)
    settled, waits, untied = say(meeting, done, "Brev."), say(meeting, later, "Telefon."), say(meeting, None, "Kaffe.")
    actions.close(actor=planner, meeting=meeting)
    settled.viewpoint.refresh_from_db()
    waits.viewpoint.refresh_from_db()
    assert (settled.viewpoint.state, waits.viewpoint.state, untied.viewpoint) == ("answered", "received", None)
    assert "Vi skriver om breven." in settled.viewpoint.thread.events.order_by("-number")[0].text
    following = held(Meeting.objects.get(previous=meeting))
    for item in following.items.all():
        settle(planner, item, text="Nu är det klart.")
    actions.close(actor=planner, meeting=following)
    waits.viewpoint.refresh_from_db()
    assert waits.viewpoint.state == "answered"


def held(meeting: Meeting) -> Meeting:
    """A draft, announced and begun."""
    now = clock.now()
    Meeting.objects.filter(pk=meeting.pk).update(
        state=MeetingState.ANNOUNCED, starts_at=now - timedelta(hours=4), ends_at=now
    )
    return Meeting.objects.get(pk=meeting.pk)


def test_to_tell_the_latest_of_what_is_carried_over_is_not_to_answer_it(planner, meeting):
    waits = say(meeting, settle(planner, new_item(meeting), Outcome.CARRIED_OVER), "Telefon.")
    actions.close(actor=planner, meeting=meeting)
    following = held(Meeting.objects.get(previous=meeting))
    for item in following.items.all():
        settle(planner, item, Outcome.CARRIED_OVER if item.kind == ItemKind.CARRIED else Outcome.ANSWERED)
    actions.close(actor=planner, meeting=following)
    waits.viewpoint.refresh_from_db()
    assert waits.viewpoint.state == "received"
    last = held(Meeting.objects.get(previous=following))
    for item in last.items.all():
        settle(planner, item)
    actions.close(actor=planner, meeting=last)
    waits.viewpoint.refresh_from_db()
    assert waits.viewpoint.state == "answered"


def test_an_answer_that_a_second_person_is_to_read_goes_on_its_way(planner, meeting):
    from medskapa.voice import actions as voice

    item = settle(planner, new_item(meeting))
    viewpoint, _code = new_viewpoint(unit=meeting.unit)
    ItemVoice.objects.create(item=item, viewpoint=viewpoint)
    meeting.unit.second_reader = True
    meeting.unit.save()
    written = voice.send_answer(actor=staff(Role.ANSWERER, meeting.unit), viewpoints=[viewpoint], text="Vårt svar.")
    actions.close(actor=planner, meeting=meeting)
    assert [delivery.answer for delivery in viewpoint.deliveries.all()] == [written]


def test_those_who_answered_beforehand_get_an_answer_in_their_own_way(planner, meeting):
    item = settle(planner, new_item(meeting))
    anonymous, _code = new_viewpoint(unit=meeting.unit)
    by_letter, _code = new_viewpoint(
        unit=meeting.unit, answer_via=AnswerVia.LETTER, answer_to="Ada Ek\nStorgatan 1\n252 25 Helsingborg"
    )
    for viewpoint in (anonymous, by_letter):
        ItemVoice.objects.create(item=item, viewpoint=viewpoint)
    actions.close(actor=planner, meeting=meeting)
    for viewpoint in (anonymous, by_letter):
        viewpoint.refresh_from_db()
        assert viewpoint.state == "answered"
        assert "Vi skriver om breven." in viewpoint.deliveries.get().answer.text
        assert viewpoint.deliveries.get().via == viewpoint.answer_via


def test_an_answer_beforehand_that_was_withdrawn_or_answered_is_left_alone(planner, meeting):
    item = settle(planner, new_item(meeting))
    withdrawn, _code = new_viewpoint(unit=meeting.unit)
    ItemVoice.objects.create(item=item, viewpoint=withdrawn)
    Viewpoint.objects.filter(pk=withdrawn.pk).update(state="withdrawn", text="", search_text="")
    actions.close(actor=planner, meeting=meeting)
    assert not withdrawn.deliveries.exists()


def test_whoever_came_has_taken_part(planner, meeting):
    came, absent = new_invitation(meeting, arrived_at=clock.now()), new_invitation(meeting)
    actions.close(actor=planner, meeting=meeting)
    came.member.refresh_from_db()
    absent.member.refresh_from_db()
    assert (came.member.taken_part, absent.member.taken_part) == (True, False)


def test_the_next_meeting_is_begun_as_a_draft_with_what_was_left(planner, meeting):
    settle(planner, new_item(meeting, title="Breven"))
    settle(planner, new_item(meeting, title="Telefonen"), Outcome.CARRIED_OVER)
    actions.close(actor=planner, meeting=meeting)
    following = Meeting.objects.get(previous=meeting)
    assert (following.title, following.state, following.unit) == ("Invånarträff 3", MeetingState.DRAFT, meeting.unit)
    assert set(following.items.values_list("kind", "title")) >= {
        (ItemKind.SINCE_LAST, "Breven"),
        (ItemKind.CARRIED, "Telefonen"),
    }
    assert following.items.filter(title="Telefonen").count() == 1


def test_a_next_meeting_that_is_planned_or_announced_already_gets_what_was_left(planner, meeting):
    settle(planner, new_item(meeting, title="Telefonen"), Outcome.CARRIED_OVER)
    following = new_meeting(previous=meeting, unit=meeting.unit)
    actions.close(actor=planner, meeting=meeting)
    assert Meeting.objects.get(previous=meeting) == following
    item = following.items.get(kind=ItemKind.CARRIED)
    assert item.announced
    assert item.thread.events.filter(kind=EventKind.ON_AGENDA).count() == 1


def test_a_meeting_is_not_closed_before_the_one_it_carries_on_with(planner, meeting):
    following = new_meeting(days=-1, previous=meeting, unit=meeting.unit)
    with pytest.raises(Conflict, match=meeting.title):
        actions.close(actor=planner, meeting=following)


def test_what_lay_in_an_item_that_was_carried_over_hears_what_came_of_it_at_last(planner, meeting):
    left = {"outcome": Outcome.CARRIED_OVER, "outcome_text": "Vi går vidare nästa gång.", "outcome_at": clock.now()}
    earlier = new_item(new_meeting(unit=meeting.unit, days=-60), **left)
    inside = new_item(earlier.meeting, theme=new_theme(unit=meeting.unit), merged_into=earlier)
    settle(planner, new_item(meeting, kind=ItemKind.CARRIED, came_from=earlier))
    actions.close(actor=planner, meeting=meeting)
    assert "Vi skriver om breven." in inside.thread.events.get(kind=EventKind.DISCUSSED).text


def test_a_meeting_about_a_theme_that_was_merged_tells_where_its_people_are_now(planner, meeting):
    theme, into = new_theme(unit=meeting.unit), new_theme(unit=meeting.unit)
    settle(planner, new_item(meeting, theme=theme))
    from medskapa.voice import actions as voice

    voice.merge_themes(actor=staff(Role.EDITOR), theme=theme, into=into, reason="Samma sak.")
    actions.close(actor=planner, meeting=meeting)
    assert Event.objects.filter(thread=into.thread, kind=EventKind.DISCUSSED).exists()


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(fates=st.lists(st.sampled_from(["", "struck", "inside", *Outcome.values]), min_size=1, max_size=6))
def test_whatever_comes_of_its_items_a_meeting_never_closes_with_an_open_one(planner, fates):
    unit = planner.grants.get().unit
    meeting = new_meeting(days=-1, unit=unit, number=next_number())
    first = new_item(meeting)
    settle(planner, first)
    for fate in fates:
        item = new_item(meeting)
        if fate == "struck":
            AgendaItem.objects.filter(pk=item.pk).update(dropped_at=clock.now(), drop_reason="Löst.")
        elif fate == "inside":
            AgendaItem.objects.filter(pk=item.pk).update(merged_into=first)
        elif fate == Outcome.PROPOSAL:
            propose(planner, item)
        elif fate:
            settle(planner, item, fate)
    if "" in fates:
        with pytest.raises(StillOpen) as refused:
            actions.close(actor=planner, meeting=meeting)
        assert len(refused.value.items) == fates.count("")
    else:
        actions.close(actor=planner, meeting=meeting)
    meeting.refresh_from_db()
    left = meeting.items.filter(outcome="", dropped_at__isnull=True, merged_into__isnull=True)
    assert (meeting.state == MeetingState.CLOSED) == (not left.exists())
    if meeting.state == MeetingState.CLOSED:
        carried = set(meeting.next.items.filter(kind=ItemKind.CARRIED).values_list("came_from", flat=True))
        assert carried == set(meeting.items.filter(outcome=Outcome.CARRIED_OVER).values_list("pk", flat=True))


def test_a_page_of_many_items_and_notes_costs_no_more_than_one_of_few(signed_in, queries_of, meeting):
    def fill(number: int) -> None:
        thread = new_item(meeting).thread
        made = AgendaItem.objects.bulk_create(
            AgendaItem(meeting=meeting, thread=thread, number=n, title=f"Punkt {n}") for n in range(number)
        )
        table, writer = meeting.tables.first() or new_table(meeting), StaffFactory()
        TableNote.objects.bulk_create(
            TableNote(
                key=str(random_id()),
                meeting=meeting,
                table=table,
                item=made[0],
                text=f"Det drar {n}.",
                written_by=writer,
                written_on=clock.today(),
            )
            for n in range(number)
        )

    fill(10)
    urls = [
        reverse("meetings:closing", args=[meeting.slug]),
        reverse("meetings:outcome", args=[meeting.slug, meeting.items.order_by("pk")[1].pk]),
    ]
    few = [queries_of(url) for url in urls]
    fill(1_000)
    assert [queries_of(url) for url in urls] == few
    assert max(few) <= 12


def test_closing_after_a_thousand_notes_costs_no_more_than_after_ten(planner):
    costs = []
    for number in (10, 1_000):
        meeting = new_meeting(days=-1, unit=planner.grants.get().unit, number=next_number())
        item, table, writer = new_item(meeting), new_table(meeting), StaffFactory()
        words = many_viewpoints(number, unit=meeting.unit, channel="meeting", answer_via=AnswerVia.NONE)
        TableNote.objects.bulk_create(
            TableNote(
                key=str(random_id()),
                meeting=meeting,
                table=table,
                item=item,
                viewpoint=viewpoint,
                text=viewpoint.text,
                written_by=writer,
                written_on=clock.today(),
            )
            for viewpoint in words
        )
        settle(planner, item)
        with CaptureQueriesContext(connection) as captured:
            actions.close(actor=planner, meeting=meeting)
        costs.append(len(captured))
        assert Viewpoint.objects.filter(table_note__meeting=meeting, state="answered").count() == number
    assert costs[1] <= costs[0] + 20  # voice writes events in batches


@pytest.mark.parametrize("second_reader", [False, True], ids=["one reader", "two readers"])
def test_closing_after_a_thousand_answers_beforehand_costs_no_more_than_after_ten(planner, second_reader):
    unit = planner.grants.get().unit
    unit.second_reader = second_reader
    unit.save()
    costs = []
    for number in (10, 100, 1_000):
        meeting = new_meeting(days=-1, unit=unit, number=next_number())
        item = settle(planner, new_item(meeting))
        ItemVoice.objects.bulk_create(
            ItemVoice(item=item, viewpoint=viewpoint) for viewpoint in many_viewpoints(number, unit=unit)
        )
        with CaptureQueriesContext(connection) as captured:
            actions.close(actor=planner, meeting=meeting)
        costs.append(len(captured))
        answered = Viewpoint.objects.filter(beforehand__item=item, deliveries__isnull=False)
        assert answered.count() == number
    assert costs[1] == costs[0]
    assert costs[2] <= costs[0] + 40  # voice saves and writes events in batches
