"""Proposals: begun from what people said, written in versions, promised, made ready, withdrawn, and read by anyone."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from medskapa.change import actions, outcomes
from medskapa.change.actions.proposals import NEEDED
from medskapa.change.models import Proposal, ProposalState, Version
from medskapa.change.queries import proposals as queries
from medskapa.core import clock
from medskapa.core.errors import Conflict
from medskapa.core.idempotency import new_key
from medskapa.core.models import AuditRecord
from medskapa.meetings import actions as meetings
from medskapa.meetings import outcomes as meeting_outcomes
from medskapa.meetings.models import Outcome
from medskapa.people.models import Role
from medskapa.voice import actions as voice
from medskapa.voice.models import Delivery, Event, EventKind, Thread
from tests.change.pages import form, url
from tests.change_factories import new_decision, new_group, new_proposal
from tests.factories import GrantFactory, StaffFactory, UnitFactory, new_theme, new_viewpoint, staff
from tests.meeting_factories import new_item, new_meeting
from tests.scenes.change_deciding import new_effect, new_round, new_step

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit(db):
    return UnitFactory(slug="utveckling")


@pytest.fixture
def group(unit, member):
    return new_group(member, unit=unit)


@pytest.fixture
def writing(client, member):
    client.force_login(member)
    return client


WORDS = {"title": "Korta brev", "text": "Vi skriver korta brev.", "plain_text": "Breven blir korta."}
THE_REST = {
    "touches": "Alla som får brev.",
    "costs": "40 timmar.",
    "effect_wanted": "Fler förstår.",
    "measured_by": "Färre ringer.",
}


def told_in(thread):
    return list(thread.events.order_by("number").values_list("kind", flat=True))


class TestBeginning:
    def test_from_a_theme_tells_everybody_who_spoke_of_it(self, client, planner, theme, group):
        client.force_login(planner)
        assert theme.name in client.get(url("propose"), {"tema": theme.slug}).text
        due_on = clock.today() + timedelta(days=30)
        sent = form(theme=theme.pk, group=group.pk, due_on=due_on.isoformat(), **WORDS)
        assert [client.post(url("propose"), sent).status_code for _click in range(2)] == [302, 302]
        proposal = Proposal.objects.get()
        assert (proposal.working_group, proposal.due_on, proposal.area) == (group, due_on, group.area)
        assert told_in(theme.thread)[-2:] == [EventKind.PROPOSED, EventKind.TAKEN_BY_GROUP]
        assert told_in(proposal.thread) == [EventKind.PROPOSED, EventKind.TAKEN_BY_GROUP]
        last = theme.thread.events.last()
        assert "Korta brev" in last.text
        assert last.plain_text

    def test_what_is_told_is_swedish_whatever_the_language_of_the_page(self, client, planner, theme, settings):
        client.force_login(planner)
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        client.post(url("propose"), form(theme=theme.pk, **WORDS))
        assert theme.thread.events.last().text == "Vi arbetar fram ett förslag: Korta brev"

    def test_a_member_proposes_from_the_group(self, writing, group):
        assert writing.post(url("propose"), form(group=group.pk, **WORDS)).status_code == 302
        assert Proposal.objects.get().sources.get().working_group == group

    def test_a_planner_is_led_there_from_the_theme_and_finds_it_chosen(self, client, unit, theme):
        planning = GrantFactory(person=staff(Role.EDITOR), role=Role.PLANNER, unit=unit).person
        client.force_login(planning)
        address = f"{url('propose')}?tema={theme.slug}"
        assert address in client.get(reverse("voice:theme_desk", args=[theme.slug])).text
        assert re.search(rf'value="{theme.pk}"[^>]*selected', client.get(address).text)
        client.force_login(staff(Role.EDITOR))
        assert address not in client.get(reverse("voice:theme_desk", args=[theme.slug])).text

    def test_it_comes_from_somewhere(self, client, planner):
        client.force_login(planner)
        response = client.post(url("propose"), form(**WORDS))
        assert response.status_code == 422
        assert "Välj ett tema eller en arbetsgrupp" in response.text
        assert "Vi skriver korta brev." in response.text

    def test_not_for_a_group_that_has_ended(self, planner, group):
        actions.end_group(actor=planner, group=group, early=False)
        with pytest.raises(Conflict):
            actions.propose(actor=planner, group=group, **WORDS)

    def test_a_planner_elsewhere_proposes_nothing_from_this_theme(self, theme):
        with pytest.raises(PermissionDenied):
            actions.propose(actor=staff(Role.PLANNER, UnitFactory()), theme=theme, **WORDS)

    def test_each_gets_the_next_number(self, planner, theme):
        made = [actions.propose(actor=planner, theme=theme, title=f"Förslag {n}", text="Text.") for n in range(3)]
        assert [each.number for each in made] == [1, 2, 3]


class TestFromAMeeting:
    @pytest.fixture
    def item(self, unit, theme, group):
        due_on = clock.today() + timedelta(days=40)
        return new_item(
            new_meeting(unit=unit),
            theme=theme,
            outcome=Outcome.PROPOSAL,
            outcome_text="Gruppen ska föreslå kortare brev.",
            plain_outcome_text="Breven ska bli kortare.",
            outcome_at=clock.now(),
            group_name=group.name,
            group_by=due_on,
        )

    def test_the_outcome_makes_a_proposal_of_the_named_group_by_the_day(self, item, group, planner, theme):
        meeting_outcomes.proposed(item, actor=planner)
        proposal = Proposal.objects.get()
        assert (proposal.working_group, proposal.due_on, proposal.state) == (group, item.group_by, "working")
        assert proposal.sources.get().item == item
        version = proposal.versions.get()
        assert (version.text, version.plain_text) == (item.outcome_text, item.plain_outcome_text)
        assert told_in(theme.thread)[-2:] == [EventKind.PROPOSED, EventKind.TAKEN_BY_GROUP]

    def test_what_lay_in_the_item_is_a_source_too_and_its_people_hear_of_the_decision(self, item, planner, unit):
        inside = new_item(item.meeting, theme=new_theme(unit=unit), merged_into=item)
        left = {"outcome": Outcome.CARRIED_OVER, "outcome_text": "Vi går vidare nästa gång.", "outcome_at": clock.now()}
        earlier = new_item(new_meeting(unit=unit, days=-40), **left)
        item.came_from, item.kind = earlier, "carried"
        item.save()
        inside_that = new_item(earlier.meeting, theme=new_theme(unit=unit), merged_into=earlier)
        meeting_outcomes.proposed(item, actor=planner)
        proposal = Proposal.objects.get()
        assert {source.item for source in proposal.sources.all()} == {item, inside, earlier, inside_that}
        actions.withdraw_proposal(actor=staff(Role.PLANNER), proposal=proposal, reason="Det finns redan.")
        for each in (inside, earlier, inside_that):
            assert told_in(each.thread)[-1] == EventKind.CORRECTED, each

    def test_when_the_theme_is_put_into_another_its_people_hear_it_there(self, item, planner, unit, theme):
        meeting_outcomes.proposed(item, actor=planner)
        into = new_theme(unit=unit)
        voice.merge_themes(actor=staff(Role.EDITOR), theme=theme, into=into, reason="Samma sak.")
        proposal, before = Proposal.objects.get(), told_in(theme.thread)
        actions.withdraw_proposal(actor=staff(Role.PLANNER), proposal=proposal, reason="Det finns redan.")
        assert told_in(into.thread)[-1] == EventKind.CORRECTED
        assert told_in(theme.thread) == before

    def test_recorded_again_it_is_one_proposal_which_moves_along(self, item, planner, unit):
        meeting_outcomes.proposed(item, actor=planner)
        meeting_outcomes.proposed(item, actor=planner)
        other = new_group(unit=unit)
        item.group_name, item.group_by = other.name, clock.today() + timedelta(days=90)
        meeting_outcomes.proposed(item, actor=planner)
        proposal = Proposal.objects.get()
        assert (proposal.working_group, proposal.due_on) == (other, item.group_by)

    def test_a_group_that_is_not_there_leaves_it_to_the_planners(self, item, planner):
        item.group_name = "En grupp som inte finns"
        meeting_outcomes.proposed(item, actor=planner)
        assert Proposal.objects.get().working_group is None

    def test_a_long_item_becomes_a_title_that_fits(self, item, planner):
        item.title = "ord " * 50
        meeting_outcomes.proposed(item, actor=planner)
        assert len(Proposal.objects.get().title) <= 150

    def test_the_meeting_can_choose_among_the_groups_that_work_now(self, group, planner):
        gone = new_group(unit=group.unit, name="Borta")
        actions.end_group(actor=planner, group=gone, early=False)
        assert list(outcomes.group_names()) == [group.name]
        assert group.name in meeting_outcomes.groups()


class TestWriting:
    @pytest.fixture
    def proposal(self, group):
        return new_proposal(group=group, title="Enkla brev")

    def test_every_version_stays_with_who_wrote_what(self, writing, proposal, member):
        page = url("write_proposal", proposal.number)
        sent = form(version=1, note="Kortare.", **WORDS, **THE_REST)
        assert [writing.post(page, sent).status_code for _click in range(2)] == [302, 302]
        proposal.refresh_from_db()
        assert (proposal.title, proposal.words, proposal.version) == ("Korta brev", 2, 2)
        assert proposal.versions.get(number=2).by == member
        assert proposal.versions.get(number=1).title == "Enkla brev"

    def test_two_who_write_at_once_lose_no_words(self, writing, proposal):
        page = url("write_proposal", proposal.number)
        writing.post(page, form(version=1, **(WORDS | {"text": "Den första skrev."})))
        second = writing.post(page, form(version=1, **(WORDS | {"text": "Den andra skrev."})))
        assert second.status_code == 422
        assert "Den första skrev." in second.text
        assert "Den andra skrev." in second.text
        assert 'name="version" value="2"' in second.text
        assert writing.post(page, form(version=2, **(WORDS | {"text": "Den andra skrev."}))).status_code == 302
        assert Version.objects.filter(proposal=proposal).count() == 3

    def test_the_same_words_make_no_version(self, member, proposal):
        actions.write(actor=member, proposal=proposal, version=1)
        assert proposal.versions.count() == 1

    def test_how_it_reads_is_told_while_one_writes_and_nothing_is_kept(self, writing, proposal):
        page = url("write_proposal", proposal.number)
        response = writing.post(page, form(check="on", version=1, **WORDS), headers={"HX-Request": "true"})
        assert "LIX" in response.text
        assert "<h1" not in response.text
        assert proposal.versions.count() == 1

    def test_what_is_new_and_what_is_gone_is_marked_word_by_word(self, client, member, proposal):
        actions.write(actor=member, proposal=proposal, version=1, text="Vi skriver om breven med enkla meningar.")
        client.force_login(member)
        page = client.get(url("version_desk", proposal.number, 2))
        assert "Moa Medlem" in page.text
        for found in (page.text, client.get(url("version", proposal.number, 2)).text):
            assert "<del" in found
            assert "korta</del>" in found
            assert "enkla</ins>" in found
        client.logout()
        assert "Moa Medlem" not in client.get(url("version", proposal.number, 2)).text

    def test_words_too_long_are_refused_and_stay_on_the_page(self, writing, proposal):
        long = "å" * 4_001
        response = writing.post(url("write_proposal", proposal.number), form(version=1, **(WORDS | {"text": long})))
        assert response.status_code == 422
        assert long in response.text

    def test_one_who_does_not_work_on_it_writes_nothing(self, proposal):
        with pytest.raises(PermissionDenied):
            actions.write(actor=StaffFactory(), proposal=proposal, version=1, text="Nej.")


class TestReady:
    @pytest.fixture
    def proposal(self, group):
        return new_proposal(group=group)

    @pytest.mark.parametrize("name", NEEDED)
    def test_not_before_everything_is_there(self, member, proposal, name):
        words = WORDS | THE_REST | {name: ""}
        if name in {"title", "text"}:  # a version never lacks these
            with pytest.raises(ValidationError):
                actions.write(actor=member, proposal=proposal, version=1, **words)
            return
        actions.write(actor=member, proposal=proposal, version=1, **words)
        with pytest.raises(ValidationError) as refused:
            actions.make_ready(actor=member, proposal=proposal)
        assert list(refused.value.error_dict) == [name]
        assert proposal.state == ProposalState.WORKING

    def test_the_page_says_what_is_missing(self, writing, proposal):
        assert "Vad vi föreslår, lättläst" in writing.get(url("proposal_desk", proposal.number)).text

    def test_it_waits_for_a_decision_and_everybody_is_told(self, writing, member, planner, theme, group):
        proposal = actions.propose(actor=planner, theme=theme, group=group, **WORDS)
        actions.write(actor=member, proposal=proposal, version=1, **THE_REST)
        sent = form(version=proposal.version)
        assert [writing.post(url("make_ready", proposal.number), sent).status_code for _c in range(2)] == [302, 302]
        proposal.refresh_from_db()
        assert (proposal.state, proposal.ready_on) == ("ready", clock.today())
        assert theme.thread.events.last().text.startswith("Förslaget är färdigt")
        assert told_in(theme.thread).count(EventKind.PROPOSED) == 2

    def test_while_it_waits_nobody_writes_until_it_is_taken_back(self, member, proposal):
        actions.write(actor=member, proposal=proposal, version=1, plain_text="Lätt.")
        actions.make_ready(actor=member, proposal=proposal)
        with pytest.raises(Conflict):
            actions.write(actor=member, proposal=proposal, version=proposal.version, text="Mer.")
        actions.back_to_work(actor=member, proposal=proposal)
        actions.write(actor=member, proposal=proposal, version=proposal.version, text="Mer.")
        assert proposal.ready_on is None

    @pytest.mark.parametrize("state", ["yes", "no", "withdrawn", "carried_out"])
    def test_what_is_decided_or_closed_is_not_worked_on(self, member, proposal, planner, group, state):
        Proposal.objects.filter(pk=proposal.pk).update(state=state, end_reason="Skäl.")
        for act in (actions.make_ready, actions.back_to_work):
            with pytest.raises(Conflict):
                act(actor=member, proposal=proposal)
        with pytest.raises(Conflict):
            actions.write(actor=member, proposal=proposal, version=1, text="Mer.")
        with pytest.raises(Conflict):
            actions.give_to_group(actor=planner, proposal=proposal, group=new_group(), due_on=None)
        with pytest.raises(Conflict):
            actions.split_proposal(actor=planner, proposal=proposal, title="Del", text="Del.", reason="Skäl.")


class TestPromises:
    def test_a_group_gets_it_by_a_day_and_people_are_told_once(self, client, planner, theme, group):
        proposal = actions.propose(actor=planner, theme=theme, **WORDS)
        client.force_login(planner)
        due_on = clock.today() + timedelta(days=14)
        sent = form(version=1, group=group.pk, due_on=due_on.isoformat())
        for _click in range(2):
            assert client.post(url("give_proposal", proposal.number), sent).status_code == 302
        proposal.refresh_from_db()
        assert (proposal.working_group, proposal.due_on) == (group, due_on)
        assert told_in(theme.thread).count(EventKind.TAKEN_BY_GROUP) == 1

    def test_late_ones_are_counted_with_their_age(self, group):
        today = clock.today()
        assert queries.promises() == queries.Promises(0, 0, 0)
        new_proposal(group=group, due_on=today)
        new_proposal(group=group, due_on=today - timedelta(days=1))
        oldest = new_proposal(group=group, due_on=today - timedelta(days=20))
        new_proposal(group=group, due_on=today - timedelta(days=90), state="ready")
        assert queries.promises() == queries.Promises(open=3, late=2, oldest_days=20)
        assert queries.late_promises()[0] == oldest

    def test_the_list_at_work_can_show_the_late_ones_only(self, writing, group):
        late = new_proposal(group=group, due_on=clock.today() - timedelta(days=3))
        new_proposal(group=group)
        page = writing.get(url("proposals_desk"), {"late": "on"})
        assert [each for each, _state, _kind in page.context["proposals"]] == [late]


class TestWithdrawing:
    def test_everybody_behind_it_is_told_why(self, client, planner, theme, group):
        proposal = actions.propose(actor=planner, theme=theme, group=group, **WORDS)
        client.force_login(planner)
        sent = form(reason="Det är redan gjort.", plain_reason="Det är gjort.")
        for _click in range(2):
            assert client.post(url("withdraw_proposal", proposal.number), sent).status_code == 302
        last = theme.thread.events.last()
        assert "Det är redan gjort." in last.text
        assert "Det är gjort." in last.plain_text
        client.logout()
        assert "Det är redan gjort." in client.get(url("proposal", proposal.number)).text

    def test_needs_a_reason_that_fits(self, planner, group):
        proposal = new_proposal(group=group)
        for reason in ("", "x" * 501):
            with pytest.raises(ValidationError) as refused:
                actions.withdraw_proposal(actor=planner, proposal=proposal, reason=reason)
            assert list(refused.value.error_dict) == ["reason"]

    def test_not_what_is_decided(self, planner, group):
        proposal = new_proposal(group=group, state="yes")
        with pytest.raises(Conflict):
            actions.withdraw_proposal(actor=planner, proposal=proposal, reason="Nej.")


class TestThreads:
    def test_words_in_a_theme_that_is_told_are_not_told_twice(self, planner, theme, group):
        viewpoint, _code = new_viewpoint(unit=theme.unit, theme=theme)
        proposal = actions.propose(actor=planner, theme=theme, **WORDS)
        proposal.sources.create(viewpoint=viewpoint)
        before = viewpoint.thread.events.count()
        actions.give_to_group(actor=planner, proposal=proposal, group=group, due_on=None)
        assert viewpoint.thread.events.count() == before
        assert told_in(theme.thread)[-1] == EventKind.TAKEN_BY_GROUP

    def test_an_item_in_the_themes_thread_is_told_once(self, planner, theme, group, unit):
        proposal = actions.propose(actor=planner, theme=theme, **WORDS)
        proposal.sources.create(item=new_item(new_meeting(unit=unit), theme=theme))
        actions.give_to_group(actor=planner, proposal=proposal, group=group, due_on=None)
        assert told_in(theme.thread).count(EventKind.TAKEN_BY_GROUP) == 1

    def test_no_public_page_of_a_proposal_says_who_wrote_it(self, client, planner, theme, group):
        planner.name = "Petra Planerare"
        planner.save()
        proposal = actions.propose(actor=planner, theme=theme, group=group, **WORDS)
        assert Event.objects.filter(thread=proposal.thread, actor=planner).exists()
        for page in (url("proposal", proposal.number), url("version", proposal.number, 1), url("proposals")):
            assert "Petra Planerare" not in client.get(page).text
        assert AuditRecord.objects.filter(actor=planner, verb="proposal.begun").count() == 1


class TestLists:
    def many(self, number, group, by):
        threads = Thread.objects.bulk_create(Thread(public=True) for _each in range(number))
        shared = {"working_group": group, "area": group.area, "began_on": clock.today(), "words": 1}
        first = (Proposal.objects.order_by("-number").values_list("number", flat=True).first() or 0) + 1
        made = Proposal.objects.bulk_create(
            Proposal(number=first + n, title=f"Förslag {n}", thread=thread, **shared)
            for n, thread in enumerate(threads)
        )
        Version.objects.bulk_create(
            Version(proposal=each, number=1, title=each.title, text="Text.", by=by, at=clock.now()) for each in made
        )
        return made

    def test_a_thousand_cost_the_same_as_ten(self, writing, queries_of, group, member):
        self.many(10, group, member)
        pages = [url("proposals"), url("proposals_desk"), url("group", group.slug), url("group_desk", group.slug)]
        before = [queries_of(page) for page in pages]
        self.many(990, group, member)
        assert [queries_of(page) for page in pages] == before
        assert max(before) <= 12

    def test_every_one_is_shown_on_some_page(self, client, group, member):
        made = self.many(60, group, member)
        seen, after = [], ""
        while True:
            page = client.get(url("proposals"), {"after": after} if after else {})
            seen += [each.pk for each, _state, _kind in page.context["proposals"]]
            if not (after := page.context["next"]):
                break
        assert sorted(seen) == sorted(each.pk for each in made)

    def test_one_costs_the_same_with_many_comments_sources_and_versions(self, writing, queries_of, planner, group):
        proposal = new_proposal(group=group)
        pages = [url("proposal", proposal.number), url("proposal_desk", proposal.number)]
        actions.comment(actor=None, proposal=proposal, text="Bra.", form_key=new_key())
        before = [queries_of(page) for page in pages]
        for number in range(30):
            actions.comment(actor=None, proposal=proposal, text=f"Bra {number}.", form_key=new_key())
            other = new_proposal(group=new_group(unit=group.unit))
            actions.merge_proposals(actor=planner, proposal=other, into=proposal, reason="Samma.")
        assert [queries_of(page) for page in pages] == before
        assert max(before) <= 12

    def test_one_that_has_everything_costs_no_more_than_twelve(self, writing, queries_of, member, group):
        proposal = new_proposal(group=group)
        actions.write(actor=member, proposal=proposal, version=1, title="Kortare brev")
        new_decision(proposal)
        new_effect(proposal)
        new_step(proposal, owner=member)
        new_round(proposal)
        page = url("proposal_desk", proposal.number)
        before = queries_of(page)
        for number in range(20):
            Version.objects.create(
                proposal=proposal, number=number + 3, title=f"Brev {number}", text="Ny text.", by=member, at=clock.now()
            )
        Proposal.objects.filter(pk=proposal.pk).update(words=22)
        assert queries_of(page) == before <= 12
        shown = writing.get(page)
        assert "Ny text." in shown.text
        assert len(shown.context["versions"]) == 22

    @pytest.mark.parametrize("kind", ["", "arbetas-fram", "vantar-pa-beslut", "ja", "nej", "påhittat"])
    def test_shows_those_that_have_come_so_far(self, client, group, kind):
        for state in ("working", "ready", "later", "yes", "carried_out", "no", "withdrawn"):
            new_proposal(group=group, state=state, end_reason="Skäl." if state == "withdrawn" else "")
        found = {each.state for each, _s, _k in client.get(url("proposals"), {"lage": kind}).context["proposals"]}
        assert found == set(queries.KINDS[kind]) if kind in queries.KINDS else len(found) == 7

    @pytest.mark.parametrize("after", ["x", "-1", "9" * 30, "1.1"])
    def test_a_made_up_place_in_the_list_gives_a_page(self, client, after):
        assert client.get(url("proposals"), {"after": after}).status_code == 200


class TestNews:
    def test_one_who_spoke_of_it_is_told_by_sms_that_there_is_a_proposal(self, planner, theme, group):
        new_viewpoint(unit=theme.unit, theme=theme, answer_via="sms", answer_to="070-174 06 05")
        actions.propose(actor=planner, theme=theme, group=group, **WORDS)
        voice.tell_news(actor=None)
        assert Delivery.objects.filter(via="sms").count() == 1

    def test_closing_the_meeting_makes_the_proposal(self, planner, unit, theme, group):
        item = new_item(new_meeting(unit=unit, days=-1), theme=theme)
        meetings.record_outcome(
            actor=planner,
            item=item,
            version=item.version,
            outcome=Outcome.PROPOSAL,
            text="Gruppen ska föreslå kortare brev.",
            group_name=group.name,
            group_by=clock.today() + timedelta(days=40),
        )
        assert not Proposal.objects.exists()  # what comes of an item can be changed until the meeting closes
        meetings.close(actor=planner, meeting=item.meeting)
        proposal = Proposal.objects.get()
        assert (proposal.working_group, proposal.sources.get().item) == (group, item)
        kinds = told_in(theme.thread)
        assert kinds[-3:] == [EventKind.DISCUSSED, EventKind.PROPOSED, EventKind.TAKEN_BY_GROUP]
