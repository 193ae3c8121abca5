"""Decisions on proposals: entered with reasons, told to all behind them, never edited, promised again."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction

from medskapa.change import actions
from medskapa.change.models import Body, Decision, Proposal, ProposalState, Version, Word
from medskapa.core import clock
from medskapa.core.errors import Conflict
from medskapa.core.idempotency import new_key
from medskapa.people.models import Role
from medskapa.voice.models import EventKind, Thread
from tests.change.pages import url
from tests.change_factories import new_decision, new_group, new_proposal
from tests.factories import StaffFactory, UnitFactory, staff

pytestmark = pytest.mark.django_db

REASONS = "Breven ska gå att förstå."


@pytest.fixture
def unit(db):
    return UnitFactory(slug="utveckling")


@pytest.fixture
def decider(db):
    return staff(Role.DECIDER)


@pytest.fixture
def ready(unit, theme):
    return new_proposal(group=new_group(unit=unit), source={"theme": theme}, state="ready", title="Korta brev")


@pytest.fixture
def deciding(client, decider):
    client.force_login(decider)
    return client


def form(proposal, **fields):
    return {
        "form_key": new_key(),
        "version": proposal.version,
        "word": "yes",
        "body": "management",
        "reasons": REASONS,
        "plain_reasons": "Alla ska förstå breven.",
        "decided_on": clock.today().isoformat(),
    } | fields


def decided(actor, proposal, **fields):
    chosen = {"word": Word.YES, "body": Body.BOARD, "reasons": REASONS, "decided_on": clock.today()} | fields
    return actions.decide(actor=actor, proposal=proposal, **chosen)


class TestDeciding:
    def test_a_decision_is_entered_once_and_told_to_all_behind_it(self, deciding, ready, theme):
        page = deciding.get(url("decide", ready.number))
        assert "Vi skriver om breven" in page.text  # the words it is about stand beside the form
        sent = form(ready, record="AN 2016/12")
        assert [deciding.post(url("decide", ready.number), sent).status_code for _click in range(2)] == [302, 302]
        decision = Decision.objects.get()
        ready.refresh_from_db()
        assert (ready.state, decision.word, decision.record) == (ProposalState.YES, Word.YES, "AN 2016/12")
        for thread in (theme.thread, ready.thread):
            last = thread.events.last()
            assert last.kind == EventKind.DECIDED
            assert last.text == "Beslut av förvaltningens ledning: ja till ”Korta brev”. Därför: " + REASONS
            assert "Alla ska förstå breven." in last.plain_text

    def test_one_that_differs_only_in_where_it_stands_follows_the_first(self, decider, ready):
        """Whoever mends the paragraph must not be told that it is saved, while the old one stays."""
        first = decided(decider, ready, record="AN 2016/12")
        assert decided(decider, ready, record="AN 2016/12") == first
        assert decided(decider, ready, record="AN 2016/21").number == 2

    @pytest.mark.parametrize(("word", "state"), [("no", ProposalState.NO), ("later", ProposalState.LATER)])
    def test_no_and_not_now_have_their_reasons_too(self, deciding, ready, word, state):
        back_on = (clock.today() + timedelta(days=90)).isoformat() if word == "later" else ""
        deciding.post(url("decide", ready.number), form(ready, word=word, back_on=back_on))
        ready.refresh_from_db()
        assert ready.state == state
        assert REASONS in ready.thread.events.last().text

    def test_not_now_promises_a_day(self, deciding, ready):
        response = deciding.post(url("decide", ready.number), form(ready, word="later"))
        assert response.status_code == 422
        assert "Skriv vilken dag ni tar upp det igen" in response.text
        assert REASONS in response.text
        assert not Decision.objects.exists()

    def test_it_is_not_decided_ahead_or_without_reasons(self, decider, ready):
        with pytest.raises(ValidationError, match="framåt i tiden"):
            decided(decider, ready, decided_on=clock.today() + timedelta(days=1))
        with pytest.raises(ValidationError):
            decided(decider, ready, reasons="  ")

    @pytest.mark.parametrize("state", ["working", "carried_out"])
    def test_only_what_waits_is_decided(self, decider, ready, state):
        Proposal.objects.filter(pk=ready.pk).update(state=state)
        with pytest.raises(Conflict, match="väntar inte på beslut"):
            decided(decider, ready)

    def test_whoever_saw_older_words_decides_nothing(self, deciding, ready):
        sent = form(ready)
        Proposal.objects.filter(pk=ready.pk).update(version=ready.version + 1)
        response = deciding.post(url("decide", ready.number), sent)
        assert response.status_code == 422
        assert "Någon annan har ändrat förslaget" in response.text
        assert not Decision.objects.exists()

    def test_a_wrong_decision_is_followed_by_a_new_one(self, decider, ready, client):
        decided(decider, ready)
        decided(decider, ready, word=Word.NO, reasons="Pengarna räcker inte.")
        ready.refresh_from_db()
        assert ready.state == ProposalState.NO
        assert list(ready.decisions.order_by("number").values_list("word", flat=True)) == ["yes", "no"]
        page = client.get(url("proposal", ready.number)).text
        assert page.index("Pengarna räcker inte.") < page.index("Breven ska gå att förstå.")

    def test_a_decision_is_never_edited(self, decider, ready):
        decision = decided(decider, ready)
        with pytest.raises(DatabaseError), transaction.atomic():
            Decision.objects.filter(pk=decision.pk).update(reasons="Något annat.")

    def test_a_decider_of_another_unit_decides_nothing_here(self, ready):
        with pytest.raises(PermissionDenied):
            decided(staff(Role.DECIDER, UnitFactory()), ready)

    def test_the_plain_page_has_the_plain_reasons(self, deciding, ready, settings):
        deciding.post(url("decide", ready.number), form(ready))
        deciding.cookies[settings.LANGUAGE_COOKIE_NAME] = "sv-plain"
        assert "Alla ska förstå breven." in deciding.get(url("proposal", ready.number)).text

    def test_the_public_page_names_nobody_who_decided(self, client, decider, ready):
        decided(decider, ready)
        assert decider.name not in client.get(url("proposal", ready.number)).text


class TestWhatWaits:
    def test_shows_what_waits_what_is_promised_again_and_what_was_decided(self, deciding, ready, unit):
        later = new_proposal(group=new_group(unit=unit), title="Ring först")
        long_ago = clock.today() - timedelta(days=100)
        new_decision(later, word="later", decided_on=long_ago, back_on=clock.today() - timedelta(days=1))
        page = deciding.get(url("decisions_desk"))
        assert [each.pk for each in page.context["waiting"]] == [ready.pk]
        assert [(each.proposal, is_late) for each, is_late in page.context["to_take_up"]] == [(later, True)]
        assert "Försenat" in page.text

    def test_what_was_taken_up_again_is_not_promised_any_more(self, deciding, decider, ready):
        decided(decider, ready, word=Word.LATER, back_on=clock.today() + timedelta(days=30))
        assert len(deciding.get(url("decisions_desk")).context["to_take_up"]) == 1
        ready.refresh_from_db()
        decided(decider, ready)
        assert deciding.get(url("decisions_desk")).context["to_take_up"] == []

    def test_a_decider_sees_what_they_decide_on(self, client, ready):
        client.force_login(staff(Role.DECIDER, UnitFactory()))
        assert client.get(url("decisions_desk")).context["waiting"] == []

    def test_a_thousand_cost_the_same_as_ten(self, deciding, queries_of, unit):
        group, by = new_group(unit=unit), StaffFactory()
        many(10, group, by)
        before = queries_of(url("decisions_desk"))
        many(990, group, by)
        assert queries_of(url("decisions_desk")) == before <= 12

    def test_every_one_is_shown_on_some_page(self, deciding, unit):
        made = [each for each in many(120, new_group(unit=unit), StaffFactory()) if each.state == "ready"]
        seen, after = [], ""
        while True:
            page = deciding.get(url("decisions_desk"), {"after": after} if after else {})
            seen += [each.pk for each in page.context["waiting"]]
            if not (after := page.context["next"]):
                break
        assert sorted(seen) == sorted(each.pk for each in made)


def many(number, group, by):
    """Proposals of `group`: half wait for a decision, half are promised to be taken up again."""
    first = Proposal.objects.count() + 1_000
    threads = Thread.objects.bulk_create(Thread(public=True) for _each in range(number))
    made = Proposal.objects.bulk_create(
        Proposal(
            number=first + place,
            title=f"Förslag {place}",
            thread=thread,
            working_group=group,
            state="later" if place % 2 else "ready",
            began_on=clock.today(),
            words=1,
        )
        for place, thread in enumerate(threads)
    )
    versions = Version.objects.bulk_create(
        Version(proposal=each, number=1, title=each.title, text="Text.", by=by, at=clock.now()) for each in made
    )
    back_on = clock.today() + timedelta(days=30)
    Decision.objects.bulk_create(
        Decision(
            proposal=version.proposal,
            on_version=version,
            number=1,
            word="later",
            body="board",
            reasons=REASONS,
            decided_on=clock.today(),
            back_on=back_on,
            by=by,
            entered_at=clock.now(),
        )
        for version in versions
        if version.proposal.state == "later"
    )
    return made
