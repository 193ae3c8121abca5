"""The agenda at work and in public: order, words, striking with a reason, putting together, what threads are told."""

import re

import pytest
from django.conf import settings as site
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from medskapa.core import clock
from medskapa.core.errors import Conflict
from medskapa.core.models import AuditRecord
from medskapa.meetings import actions
from medskapa.meetings.models import AgendaItem, ItemKind, Meeting, MeetingState, Outcome
from medskapa.people.models import Role
from medskapa.voice import actions as voice
from medskapa.voice.models import Event, EventKind, Thread
from tests.conftest import HTMX
from tests.factories import UnitFactory, new_theme, staff
from tests.meeting_factories import closed, new_item, new_meeting, new_table
from tests.meetings.pages import form, url

pytestmark = pytest.mark.django_db
LANGUAGE = site.LANGUAGE_COOKIE_NAME


@pytest.fixture
def unit():
    return UnitFactory(name="Utveckling")


@pytest.fixture
def meeting(unit):
    return new_meeting(unit=unit, state=MeetingState.DRAFT)


@pytest.fixture
def items(meeting):
    return [new_item(meeting, title=title) for title in ("Ett", "Två", "Tre", "Fyra")]


@pytest.fixture
def work(client, planner):
    client.force_login(planner)
    return client


def titles(meeting):
    return [item.title for item in meeting.items.order_by("number") if item.stands]


def announced(meeting, by):
    return actions.announce(actor=by, meeting=meeting)


def told(item):
    return [(event.kind, event.text) for event in Event.objects.filter(thread=item.thread_id).order_by("number")]


class TestOrder:
    def test_an_item_moves_one_step_and_the_page_shows_the_new_order(self, work, meeting, items):
        page = url("agenda", meeting.slug)
        answer = work.post(url("order_agenda", meeting.slug), form(up=items[2].pk))
        assert answer.headers["Location"] == f"{page}#item-{items[2].pk}"
        assert titles(meeting) == ["Ett", "Tre", "Två", "Fyra"]
        shown = re.findall(r'class="agenda-title"><a[^>]*>(\w+)<', work.get(page).text)
        assert shown == titles(meeting)

    def test_a_double_click_moves_it_once(self, work, meeting, items):
        sent = form(down=items[0].pk)
        for _click in range(2):
            work.post(url("order_agenda", meeting.slug), sent)
        assert titles(meeting) == ["Två", "Ett", "Tre", "Fyra"]

    @pytest.mark.parametrize(
        ("numbers", "order"),
        [
            ({3: 1}, ["Fyra", "Ett", "Två", "Tre"]),
            ({0: 3}, ["Två", "Tre", "Ett", "Fyra"]),
            ({0: 4, 3: 1}, ["Fyra", "Två", "Tre", "Ett"]),
            ({0: 99}, ["Två", "Tre", "Fyra", "Ett"]),
            ({}, ["Ett", "Två", "Tre", "Fyra"]),
        ],
    )
    def test_the_numbers_that_are_written_give_the_order(self, work, meeting, items, numbers, order):
        written = {f"n-{item.pk}": numbers.get(place, place + 1) for place, item in enumerate(items)}
        work.post(url("order_agenda", meeting.slug), form(**written))
        assert titles(meeting) == order

    def test_what_is_struck_keeps_its_place_between_the_others(self, planner, meeting, items):
        actions.drop_item(actor=planner, item=items[1], reason="Vi hinner inte.")
        actions.move_item(actor=planner, item=items[2], down=False)
        assert titles(meeting) == ["Tre", "Ett", "Fyra"]
        actions.restore_item(actor=planner, item=items[1])
        assert titles(meeting) == ["Tre", "Två", "Ett", "Fyra"]

    def test_at_the_end_nothing_happens_and_nothing_is_written(self, planner, meeting, items):
        before = AuditRecord.objects.count()
        actions.move_item(actor=planner, item=items[0], down=False)
        actions.move_item(actor=planner, item=items[-1], down=True)
        assert titles(meeting) == ["Ett", "Två", "Tre", "Fyra"]
        assert AuditRecord.objects.count() == before

    @pytest.mark.parametrize("sent", [{"up": "x"}, {"up": "9" * 30}, {"n-x": "1"}, {"n-1": "många"}])
    def test_odd_numbers_and_keys_change_nothing(self, work, meeting, items, sent):
        assert work.post(url("order_agenda", meeting.slug), form(**sent)).status_code in {302, 404}
        assert titles(meeting) == ["Ett", "Två", "Tre", "Fyra"]

    def test_an_item_of_another_meeting_is_not_moved_from_here(self, work, unit, meeting, items):
        foreign = new_item(new_meeting(unit=unit))
        assert work.post(url("order_agenda", meeting.slug), form(up=foreign.pk)).status_code == 403


class TestWords:
    def test_a_question_is_added_with_its_plain_variant_and_a_double_click_adds_it_once(self, work, meeting):
        sent = form(title="Hur blir breven kortare?", plain_title="Kortare brev?", asked="on")
        for _click in range(2):
            assert work.post(url("new_item", meeting.slug), sent).status_code == 302
        item = meeting.items.get()
        assert (item.kind, item.plain_title, item.asked) == (ItemKind.QUESTION, "Kortare brev?", True)

    def test_a_theme_is_added_in_its_own_thread(self, work, meeting):
        theme = new_theme()
        page = work.get(url("new_item", meeting.slug), {"tema": theme.slug})
        assert f'value="{theme.slug}" selected' in page.text
        work.post(url("new_item", meeting.slug), form(title="Om breven", theme=theme.slug))
        item = meeting.items.get()
        assert (item.kind, item.thread) == (ItemKind.THEME, theme.thread)

    def test_a_form_with_an_error_keeps_what_was_typed(self, work, meeting):
        answer = work.post(url("new_item", meeting.slug), form(title="", text="Mina ord står kvar."))
        assert answer.status_code == 422
        assert "Mina ord står kvar." in answer.text
        assert "Skriv punkten som en fråga eller i en mening." in answer.text

    def test_the_words_and_the_table_are_changed_and_how_they_read_is_shown_on_the_way(self, work, meeting, items):
        table = new_table(meeting)
        page = url("edit_item", items[0].pk)
        part = work.post(page, form(title="Kort.", text="En mening.", check="on"), headers=HTMX)
        assert "LIX" in part.text
        assert "<html" not in part.text
        work.post(page, form(title="Hur blir breven kortare?", table=table.pk, version=1))
        changed = AgendaItem.objects.get(pk=items[0].pk)
        assert (changed.title, changed.table, changed.version) == ("Hur blir breven kortare?", table, 2)

    def test_whoever_comes_second_sees_what_the_first_one_wrote(self, work, planner, items):
        actions.edit_item(actor=planner, item=items[0], version=1, title="Den andras ord")
        answer = work.post(url("edit_item", items[0].pk), form(title="Mina ord", version=1))
        assert answer.status_code == 422
        assert "Den andras ord" in answer.text
        assert "Mina ord" in answer.text
        assert 'name="version" value="2"' in answer.text

    def test_a_table_of_another_meeting_is_refused(self, planner, meeting):
        with pytest.raises(ValidationError):
            actions.add_item(actor=planner, meeting=meeting, title="Brev", table=new_table(new_meeting()))

    def test_a_theme_that_lies_in_another_is_refused(self, planner, meeting):
        one, other = new_theme(), new_theme()
        voice.merge_themes(actor=staff(Role.EDITOR), theme=one, into=other, reason="Samma.")
        one.refresh_from_db()
        with pytest.raises(Conflict):
            actions.add_item(actor=planner, meeting=meeting, title="Brev", theme=one)

    @pytest.mark.parametrize("state", [MeetingState.CLOSED, MeetingState.CANCELLED])
    def test_nothing_changes_once_the_meeting_is_over(self, planner, meeting, items, state):
        over = {
            MeetingState.CLOSED: {"closed_at": clock.now(), "closed_by": planner},
            MeetingState.CANCELLED: {"cancelled_at": clock.now(), "cancel_reason": "Storm."},
        }[state]
        AgendaItem.objects.update(outcome=Outcome.ANSWERED, outcome_text="Klart.", outcome_at=clock.now())
        Meeting.objects.filter(pk=meeting.pk).update(state=state, **over)
        for act in (
            lambda: actions.add_item(actor=planner, meeting=meeting, title="Brev"),
            lambda: actions.edit_item(actor=planner, item=items[0], version=1, title="Brev"),
            lambda: actions.order_agenda(actor=planner, meeting=meeting, numbers={}),
            lambda: actions.move_item(actor=planner, item=items[0], down=True),
            lambda: actions.drop_item(actor=planner, item=items[0], reason="Nej."),
            lambda: actions.restore_item(actor=planner, item=items[0]),
            lambda: actions.merge_items(actor=planner, item=items[0], into=items[1]),
            lambda: actions.undo_item_merge(actor=planner, item=items[0]),
        ):
            with pytest.raises(Conflict):
                act()


class TestStriking:
    def test_a_struck_item_is_shown_with_its_reason_and_can_be_taken_back(self, work, client, planner, meeting, items):
        announced(meeting, planner)
        work.post(url("drop_item", items[0].pk), form(reason="Vi hinner inte.", plain_reason="Det blir för mycket."))
        page = client.get(url("meeting", meeting.slug)).text
        assert "Struket, och varför" in page
        assert "Vi hinner inte." in page
        work.post(url("restore_item", items[0].pk), form())
        assert titles(meeting)[0] == "Ett"
        assert "Vi hinner inte." not in client.get(url("meeting", meeting.slug)).text

    def test_a_reason_is_needed_also_in_plain_words(self, work, planner, items):
        answer = work.post(url("drop_item", items[0].pk), form(reason="Vi hinner inte."))
        assert answer.status_code == 422
        assert "Skriv varför på lättläst också." in answer.text
        with pytest.raises(ValidationError):
            actions.drop_item(actor=planner, item=items[0], reason=" ")

    def test_an_item_with_an_outcome_is_not_struck(self, planner, items):
        AgendaItem.objects.filter(pk=items[0].pk).update(
            outcome=Outcome.ANSWERED, outcome_text="Klart.", outcome_at=clock.now()
        )
        with pytest.raises(Conflict):
            actions.drop_item(actor=planner, item=items[0], reason="Vi hinner inte.")

    def test_striking_twice_keeps_the_first_reason(self, planner, items):
        actions.drop_item(actor=planner, item=items[0], reason="Första skälet.")
        actions.drop_item(actor=planner, item=items[0], reason="Andra skälet.")
        assert AgendaItem.objects.get(pk=items[0].pk).drop_reason == "Första skälet."


class TestPuttingTogether:
    def test_one_item_is_taken_up_under_another_and_again_by_itself(self, work, client, planner, meeting, items):
        assert "Två" in work.get(url("merge_item", items[0].pk)).text
        work.post(url("merge_item", items[0].pk), form(into=items[1].pk))
        assert titles(meeting) == ["Två", "Tre", "Fyra"]
        announced(meeting, planner)
        public = client.get(url("meeting", meeting.slug)).text
        assert "Här tar vi också upp:" in public
        assert "Vi tar upp det under en annan punkt" in client.get(url("item", meeting.slug, items[0].pk)).text
        work.post(url("undo_item_merge", items[0].pk), form())
        assert titles(meeting) == ["Ett", "Två", "Tre", "Fyra"]

    def test_what_cannot_be_put_together_is_refused(self, planner, unit, meeting, items):
        one, two, three, four = items
        actions.merge_items(actor=planner, item=one, into=two)
        actions.drop_item(actor=planner, item=four, reason="Vi hinner inte.")
        for item, into in ((two, three), (one, three), (three, one), (three, three), (three, four), (four, three)):
            with pytest.raises(Conflict):
                actions.merge_items(actor=planner, item=item, into=into)
        with pytest.raises(Conflict):
            actions.merge_items(actor=planner, item=three, into=new_item(new_meeting(unit=unit)))

    def test_what_takes_another_in_is_not_struck(self, planner, items):
        actions.merge_items(actor=planner, item=items[0], into=items[1])
        with pytest.raises(Conflict):
            actions.drop_item(actor=planner, item=items[1], reason="Vi hinner inte.")

    def test_a_form_without_a_choice_says_so(self, work, items):
        answer = work.post(url("merge_item", items[0].pk), form())
        assert answer.status_code == 422
        assert "Välj en punkt." in answer.text


def told_of_agenda(item):
    return [(kind, text) for kind, text in told(item) if kind in {EventKind.ON_AGENDA, EventKind.OFF_AGENDA}]


class TestWhatThreadsAreTold:
    def test_each_thread_is_told_once_when_the_meeting_is_announced(self, planner, meeting):
        theme = new_theme()
        both = [new_item(meeting, theme=theme, kind=kind) for kind in (ItemKind.SINCE_LAST, ItemKind.CARRIED)]
        struck, inside = new_item(meeting), new_item(meeting)
        actions.drop_item(actor=planner, item=struck, reason="Vi hinner inte.")
        actions.merge_items(actor=planner, item=inside, into=both[0])
        for _each in range(2):
            announced(meeting, planner)
        kinds = [kind for kind, _text in told(both[0])]
        assert kinds.count(EventKind.ON_AGENDA) == 1
        assert told(struck) == []
        ((kind, text),) = told(inside)
        assert kind == EventKind.ON_AGENDA
        assert both[0].title in text
        assert meeting.title in text

    def test_what_lies_in_an_item_that_is_carried_over_hears_of_the_next_meeting_too(self, planner, meeting, unit):
        """Its people were told that it is taken up under another item, and wait for what comes of that."""
        before = new_meeting(unit=unit, days=-9)
        above = new_item(before, theme=new_theme(), title="Telefonen")
        inside = new_item(before, theme=new_theme(), merged_into=above)
        AgendaItem.objects.filter(pk=above.pk).update(
            outcome="carried_over", outcome_text="Vi hann inte.", outcome_at=clock.now()
        )
        closed(before, planner)
        carried = new_item(meeting, theme=above.theme, title="Telefonen", kind=ItemKind.CARRIED, came_from=above)
        for _each in range(2):
            announced(meeting, planner)
        ((_kind, text),) = told_of_agenda(inside)
        assert "”Telefonen”" in text
        assert [kind for kind, _text in told(carried)].count(EventKind.ON_AGENDA) == 1
        actions.drop_item(actor=planner, item=carried, reason="Vi hinner inte.")
        actions.restore_item(actor=planner, item=carried)
        on, off = EventKind.ON_AGENDA, EventKind.OFF_AGENDA
        assert [kind for kind, _text in told_of_agenda(inside)] == [on, off, on]
        meeting.refresh_from_db()
        actions.cancel(actor=planner, meeting=meeting, reason="Storm.", version=meeting.version)
        assert [kind for kind, _text in told_of_agenda(inside)] == [on, off, on, off]

    def test_what_changes_after_the_announcement_is_told_too(self, planner, meeting, items):
        announced(meeting, planner)
        late = actions.add_item(actor=planner, meeting=meeting, title="Sent")
        assert [kind for kind, _text in told(late)] == [EventKind.ON_AGENDA]
        actions.drop_item(actor=planner, item=late, reason="Vi hinner inte.")
        actions.restore_item(actor=planner, item=late)
        actions.merge_items(actor=planner, item=late, into=items[0])
        actions.undo_item_merge(actor=planner, item=late)
        assert [kind for kind, _text in told(late)] == [
            EventKind.ON_AGENDA,
            EventKind.OFF_AGENDA,
            EventKind.ON_AGENDA,
            EventKind.CORRECTED,
            EventKind.CORRECTED,
        ]
        assert "Vi hinner inte." in told(late)[1][1]
        assert "”Sent” tas upp under punkten ”Ett”." in told(late)[3][1]

    def test_a_thread_that_is_still_taken_up_is_not_told_that_it_is_off(self, planner, meeting):
        theme = new_theme()
        one, other = (new_item(meeting, theme=theme) for _each in range(2))
        announced(meeting, planner)
        actions.drop_item(actor=planner, item=one, reason="Det säger vi redan.")
        assert told(one)[-1][0] == EventKind.CORRECTED
        actions.restore_item(actor=planner, item=one)
        assert told(one)[-1][0] == EventKind.CORRECTED
        for item in (one, other):
            actions.drop_item(actor=planner, item=item, reason="Vi hinner inte.")
        assert told(one)[-1][0] == EventKind.OFF_AGENDA

    def test_nothing_is_told_of_a_draft(self, planner, meeting, items):
        actions.drop_item(actor=planner, item=items[0], reason="Vi hinner inte.")
        actions.restore_item(actor=planner, item=items[0])
        actions.merge_items(actor=planner, item=items[0], into=items[1])
        actions.undo_item_merge(actor=planner, item=items[0])
        assert not Event.objects.filter(thread__in=[item.thread_id for item in items]).exists()

    def test_it_is_told_in_swedish_and_in_plain_swedish_whatever_the_planner_reads(self, work, planner, meeting):
        item = new_item(meeting, title="Hur ska breven bli lättare?", plain_title="Lättare brev?")
        work.cookies[LANGUAGE] = "en"
        work.post(url("announce", meeting.slug), form(version=meeting.version))
        event = Event.objects.get(thread=item.thread_id)
        assert "Vi tar upp ”Hur ska breven bli lättare?”" in event.text
        assert "Lättare brev?" in event.plain_text


class TestPages:
    def test_the_list_shows_what_has_happened_and_where_it_comes_from(self, work, unit, planner, meeting):
        theme = new_theme(name="Svåra brev")
        voice.tell(theme.thread, EventKind.DECIDED, actor=planner, text="Mallen är ny.")
        before = new_item(new_meeting(unit=unit, title="Invånarträff 7"), theme=theme)
        new_item(meeting, theme=theme, kind=ItemKind.CARRIED, came_from=before)
        page = work.get(url("agenda", meeting.slug)).text
        for shown in ("Mallen är ny.", "Invånarträff 7", "Kvar från förra träffen", "Lättläst saknas", "Svåra brev"):
            assert shown in page

    def test_one_who_only_takes_in_reads_it_without_buttons(self, client, meeting, items, planner):
        client.force_login(staff(Role.REGISTRAR))
        assert client.get(url("agenda", meeting.slug)).status_code == 404
        announced(meeting, planner)
        page = client.get(url("agenda", meeting.slug)).text
        assert "Ett" in page
        assert 'name="up"' not in page
        assert url("edit_item", items[0].pk) not in page

    def test_a_planner_elsewhere_reads_what_is_public_and_changes_nothing(self, client, meeting, items, planner):
        announced(meeting, planner)
        client.force_login(staff(Role.PLANNER, UnitFactory()))
        assert client.get(url("item_at_work", items[0].pk)).status_code == 200
        assert client.post(url("drop_item", items[0].pk), form(reason="Nej.", plain_reason="Nej.")).status_code == 403
        assert titles(meeting)[0] == "Ett"

    def test_an_item_in_public_shows_its_thread_and_who_wrote_it_to_nobody(self, client, planner, meeting):
        theme = new_theme(name="Svåra brev")
        voice.tell(theme.thread, EventKind.DECIDED, actor=planner, text="Mallen är ny.", plain_text="Ny mall.")
        item = new_item(meeting, theme=theme, plain_title="Lätta brev?", text="Om breven.")
        address = url("item", meeting.slug, item.pk)
        assert client.get(address).status_code == 404
        announced(meeting, planner)
        page = client.get(address).text
        assert "Mallen är ny." in page
        assert reverse("voice:theme", args=[theme.slug]) in page
        assert planner.name not in page
        client.cookies[LANGUAGE] = "sv-plain"
        assert "Lätta brev?" in client.get(address).text

    def test_the_draft_is_fetched_by_a_button(self, work, unit, meeting, planner):
        before = new_meeting(unit=unit, days=-9)
        item = new_item(before)
        AgendaItem.objects.filter(pk=item.pk).update(
            outcome=Outcome.CARRIED_OVER, outcome_text="Vi fortsätter.", outcome_at=clock.now()
        )
        Meeting.objects.filter(pk=meeting.pk).update(previous=before)
        assert "Hämta från förra träffen" in work.get(url("agenda", meeting.slug)).text
        answer = work.post(url("draft_agenda", meeting.slug), form(), follow=True)
        assert "1 ny punkt på dagordningen." in answer.text
        assert meeting.items.count() == 1
        again = work.post(url("draft_agenda", meeting.slug), form(), follow=True)
        assert "Allt finns redan på dagordningen." in again.text

    def test_lists_cost_the_same_with_many_items(self, work, client, planner, meeting, queries_of):
        def fill(number):
            threads = Thread.objects.bulk_create(Thread(public=True) for _each in range(number))
            first = meeting.items.count() + 1
            AgendaItem.objects.bulk_create(
                AgendaItem(meeting=meeting, number=first + place, title=f"Punkt {first + place}", thread=thread)
                for place, thread in enumerate(threads)
            )

        fill(10)
        announced(meeting, planner)
        pages = [url("agenda", meeting.slug), url("meeting", meeting.slug)]
        few = [queries_of(page) for page in pages]
        fill(990)
        assert [queries_of(page) for page in pages] == few
        assert max(few) <= 12
        page = work.get(pages[0])
        after = re.search(r'href="\?(after=\d+)"', page.text)[1]
        rest = work.get(f"{pages[0]}?{after}")
        assert page.text.count('class="agenda-item"') == rest.text.count('class="agenda-item"') == 30
        assert "Punkt 31<" in rest.text

    def test_only_its_planners_may(self, meeting, items):
        stranger = staff(Role.PLANNER, UnitFactory())
        with pytest.raises(PermissionDenied):
            actions.add_item(actor=stranger, meeting=meeting, title="Brev")
        with pytest.raises(PermissionDenied):
            actions.merge_items(actor=stranger, item=items[0], into=items[1])


class TestUndoRestores(TestCase):
    """Whatever is struck, put together and moved: undone, every item stands with its words where it may, none lost."""

    @settings(max_examples=20, deadline=None)
    @given(
        st.integers(1, 5),
        st.lists(st.tuples(st.sampled_from("dmu"), st.integers(0, 4), st.integers(0, 4)), max_size=8),
        st.booleans(),
    )
    def test_all_undone_is_as_if_it_had_not_been(self, number, steps, public):
        unit = UnitFactory()
        planner = staff(Role.PLANNER, unit)
        meeting = new_meeting(unit=unit, state=MeetingState.DRAFT)
        items = [new_item(meeting, title=f"Punkt {place}") for place in range(number)]
        if public:
            announced(meeting, planner)
        before = list(AgendaItem.objects.filter(meeting=meeting).order_by("number").values())
        for step, one, other in steps:
            item, into = items[one % number], items[other % number]
            try:
                if step == "d":
                    actions.drop_item(actor=planner, item=item, reason="Vi hinner inte.")
                elif step == "m":
                    actions.merge_items(actor=planner, item=item, into=into)
                else:
                    actions.undo_item_merge(actor=planner, item=item)
            except Conflict:
                continue
        for item in items:
            actions.restore_item(actor=planner, item=item)
            actions.undo_item_merge(actor=planner, item=item)
        assert list(AgendaItem.objects.filter(meeting=meeting).order_by("number").values()) == before
