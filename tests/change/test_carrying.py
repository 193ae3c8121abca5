"""Carrying out: the measure that is agreed first, the steps, what is told when it is done, and the effect."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from medskapa.change import actions, effects
from medskapa.change.models import Effect, EffectPoint, ProposalState, Step, Verdict
from medskapa.core import clock
from medskapa.core.errors import Conflict
from medskapa.core.models import AuditRecord
from medskapa.voice.models import EventKind
from tests.change.pages import form, url
from tests.change_factories import new_decision, new_group, new_proposal
from tests.factories import PersonFactory, StaffFactory, UnitFactory
from tests.scenes.change_deciding import a_measure, new_effect, new_step

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit(db):
    return UnitFactory(slug="utveckling")


@pytest.fixture
def proposal(unit, member, theme):
    made = new_proposal(group=new_group(member, unit=unit), source={"theme": theme}, title="Korta brev")
    new_decision(made)
    return made


@pytest.fixture
def working(client, member):
    client.force_login(member)
    return client


def today(days=0):
    return (clock.today() + timedelta(days=days)).isoformat()


class TestTheMeasure:
    def test_is_agreed_before_anything_is_done_and_shown_to_all(self, working, proposal):
        sent = form(version=0, **a_measure(baseline="40,5", baseline_on=today(-3), target="20", follow_up_on=today(60)))
        assert working.post(url("agree_on_measure", proposal.number), sent).status_code == 302
        effect = Effect.objects.get()
        assert (effect.baseline, effect.more_is_better, effect.agreed_on) == (Decimal("40.5"), False, clock.today())
        page = working.get(url("proposal", proposal.number)).text
        assert "Andel som ringer för att fråga" in page
        assert "40,5" in page

    def test_can_be_changed_until_a_step_is_done(self, working, member, proposal):
        new_effect(proposal)
        assert "Växelns statistik" in working.get(url("agree_on_measure", proposal.number)).text
        working.post(
            url("agree_on_measure", proposal.number), form(version=1, **a_measure(baseline="35", baseline_on=today(-3)))
        )
        assert Effect.objects.get().baseline == 35
        actions.finish_step(actor=member, step=new_step(proposal, owner=member))
        sent = form(version=2, **a_measure(baseline="90", baseline_on=today(-3)))
        response = working.post(url("agree_on_measure", proposal.number), sent)
        assert response.status_code == 422
        assert "Måttet står kvar" in response.text
        assert Effect.objects.get().baseline == 35

    def test_stays_when_the_effect_is_measured(self, member, proposal):
        new_effect(proposal)
        measured(member, proposal)
        with pytest.raises(Conflict, match="Måttet står kvar"):
            actions.agree_on_measure(actor=member, proposal=proposal, **a_measure(baseline=Decimal(1)))

    def test_how_it_was_is_measured_and_not_guessed(self, member, proposal):
        with pytest.raises(ValidationError, match="framåt i tiden"):
            actions.agree_on_measure(
                actor=member, proposal=proposal, **a_measure(baseline_on=clock.today() + timedelta(days=1))
            )

    def test_only_of_what_got_a_yes(self, member, proposal):
        new_decision(proposal, word="no")
        with pytest.raises(Conflict, match="fått ja"):
            actions.agree_on_measure(actor=member, proposal=proposal, **a_measure())


class TestSteps:
    def test_one_is_added_once_with_who_and_when(self, working, member, proposal):
        sent = form(text="Skriv om breven.", owner="Moa", due_on=today(9))
        assert [working.post(url("add_step", proposal.number), sent).status_code for _click in range(2)] == [302, 302]
        step = Step.objects.get()
        assert (step.owner, step.due_on.isoformat(), step.number) == (member, today(9), 1)

    def test_who_does_it_is_found_by_a_part_of_the_name(self, working, proposal):
        other = StaffFactory(name="Mona Medberg")
        page = working.get(url("add_step", proposal.number)).text
        assert 'list="staff"' in page
        assert "Mona Medberg" in page.split('<datalist id="staff">')[1]
        sent = form(text="Skriv om breven.", owner="Med", due_on=today(9))
        assert "Menar du någon av dessa" in working.post(url("add_step", proposal.number), sent).text
        assert working.post(url("add_step", proposal.number), sent | {"owner": "medberg"}).status_code == 302
        assert Step.objects.get().owner == other

    def test_somebody_does_it(self, working, proposal):
        sent = form(text="Skriv om breven.", owner="", due_on=today(9))
        assert "Skriv vem som gör det." in working.post(url("add_step", proposal.number), sent).text
        assert not Step.objects.exists()

    def test_one_can_be_changed_until_it_is_done(self, working, member, proposal):
        other = StaffFactory(name="Olle Ansvarig")
        step = new_step(proposal, owner=other)
        page = working.get(url("edit_step", step.pk)).text
        assert (step.text in page, 'value="Olle Ansvarig' in page) == (True, True)
        sent = form(version=1, text="Skriv om alla brev.", owner="Moa", due_on=today(30))
        assert [working.post(url("edit_step", step.pk), sent).status_code for _click in range(2)] == [302, 302]
        step.refresh_from_db()
        assert (step.text, step.owner, step.due_on.isoformat()) == ("Skriv om alla brev.", member, today(30))
        assert AuditRecord.objects.filter(verb="step.edited").count() == 1
        assert url("edit_step", step.pk) in working.get(url("proposal_desk", proposal.number)).text

    def test_one_that_is_done_stays_as_it_is(self, working, member, proposal):
        step = new_step(proposal, owner=member, done_on=clock.today())
        assert url("edit_step", step.pk) not in working.get(url("proposal_desk", proposal.number)).text
        response = working.post(url("edit_step", step.pk), form(version=1, text="Annat.", owner="Moa", due_on=today()))
        assert response.status_code == 422
        assert "Det står kvar som det är" in response.text

    def test_whoever_only_owns_one_does_not_change_what_it_is(self, client, proposal):
        owner = StaffFactory(name="Olle Ansvarig")
        step = new_step(proposal, owner=owner)
        client.force_login(owner)
        assert client.get(url("edit_step", step.pk)).status_code == 403
        with pytest.raises(PermissionDenied):
            actions.edit_step(actor=owner, step=step, text="Annat.", owner=owner, due_on=clock.today())

    def test_none_is_done_before_the_measure_is_agreed(self, working, member, proposal):
        step = new_step(proposal, owner=member)
        response = working.post(url("finish_step", step.pk), form(note="Klart."))
        assert response.status_code == 422
        assert "Kom överens om vad ni mäter först" in response.text

    def test_whoever_owns_it_does_it_though_not_in_the_group(self, client, proposal):
        owner = StaffFactory(name="Olle Ansvarig")
        new_effect(proposal)
        step = new_step(proposal, owner=owner)
        client.force_login(owner)
        assert step.text in client.get(url("my_steps")).text
        assert client.post(url("finish_step", step.pk), form(note="Tolv brev.")).status_code == 302
        step.refresh_from_db()
        assert (step.done_on, step.done_note) == (clock.today(), "Tolv brev.")
        assert client.get(url("my_steps")).context["steps"] == []
        client.logout()
        page = client.get(url("proposal", proposal.number)).text
        assert "Tolv brev." in page
        assert owner.name not in page

    def test_one_that_is_done_can_be_opened_again(self, working, member, proposal):
        new_effect(proposal)
        step = new_step(proposal, owner=member, done_on=clock.today())
        assert "Inte klart" in working.get(url("proposal_desk", proposal.number)).text
        working.post(url("reopen_step", step.pk))
        step.refresh_from_db()
        assert step.done_on is None

    def test_one_is_removed_with_nothing_lost(self, working, member, proposal):
        step = new_step(proposal, owner=member)
        working.post(url("remove_step", step.pk))
        step.refresh_from_db()
        assert step.removed
        assert step.text not in working.get(url("proposal_desk", proposal.number)).text

    def test_one_that_is_done_stays(self, member, proposal):
        with pytest.raises(Conflict, match="står kvar"):
            actions.remove_step(actor=member, step=new_step(proposal, owner=member, done_on=clock.today()))

    def test_no_resident_owns_one(self, member, proposal):
        with pytest.raises(ValidationError, match="arbetar här"):
            actions.add_step(actor=member, proposal=proposal, text="Läs.", owner=PersonFactory(), due_on=clock.today())

    def test_a_colleague_elsewhere_does_nobody_elses(self, proposal, member):
        new_effect(proposal)
        with pytest.raises(PermissionDenied):
            actions.finish_step(actor=StaffFactory(), step=new_step(proposal, owner=member))

    def test_a_thousand_of_mine_cost_the_same_as_ten(self, working, member, proposal, queries_of):
        def many(number):
            first = Step.objects.count()
            Step.objects.bulk_create(
                Step(proposal=proposal, number=first + n, text=f"Steg {n}", owner=member, due_on=clock.today())
                for n in range(number)
            )

        many(10)
        before = queries_of(url("my_steps"))
        many(990)
        assert queries_of(url("my_steps")) == before <= 12
        seen, after = [], ""
        while True:
            page = working.get(url("my_steps"), {"after": after} if after else {})
            seen += [step.pk for step, _late in page.context["steps"]]
            if not (after := page.context["next"]):
                break
        assert len(seen) == len(set(seen)) == 1_000


class TestCarriedOut:
    def test_is_told_to_all_when_the_last_step_is_done(self, working, member, proposal, theme):
        new_effect(proposal)
        first, second = (new_step(proposal, owner=member) for _each in range(2))
        actions.finish_step(actor=member, step=first)
        response = working.post(url("carry_out", proposal.number), form(text="Breven är korta."))
        assert "1 steg är kvar" in response.text
        actions.finish_step(actor=member, step=second)
        sent = form(text="Alla brev är korta nu.", plain_text="Breven är korta.")
        assert [working.post(url("carry_out", proposal.number), sent).status_code for _click in range(2)] == [302, 302]
        proposal.refresh_from_db()
        assert proposal.state == ProposalState.CARRIED_OUT
        events = theme.thread.events.filter(kind=EventKind.CARRIED_OUT)
        assert [(each.text, each.plain_text) for each in events] == [
            ("Nu är det gjort: ”Korta brev”. Alla brev är korta nu.", "Nu är det gjort: ”Korta brev”. Breven är korta.")
        ]

    def test_not_without_a_step(self, member, proposal):
        new_effect(proposal)
        with pytest.raises(Conflict, match="steg för steg"):
            actions.carry_out(actor=member, proposal=proposal, text="Klart.")


def measured(member, proposal, value="30", text="Färre ringer.", **fields):
    chosen = {"measured_on": clock.today()} | fields
    return actions.measure_effect(actor=member, proposal=proposal, value=Decimal(value), text=text, **chosen)


class TestTheEffect:
    def test_is_told_in_words_with_what_the_figures_say(self, working, proposal, theme):
        new_effect(proposal)
        sent = form(value="30", measured_on=today(), text="Färre ringer.", next_on=today(90))
        answers = [working.post(url("measure_effect", proposal.number), sent).status_code for _click in range(2)]
        assert answers == [302, 302]
        assert EffectPoint.objects.get().value == 30
        [event] = theme.thread.events.filter(kind=EventKind.EFFECT_SEEN)
        assert "Färre ringer. Det har blivit bättre." in event.text
        assert "före 40, nu 30 procent" in event.text
        page = working.get(url("proposal", proposal.number)).text
        assert "<svg" in page
        assert "Bättre" in page

    def test_sent_again_with_another_next_day_moves_that_day_and_tells_nobody_twice(self, working, proposal, theme):
        effect = new_effect(proposal)
        for days in (90, 30):  # each from a page of its own
            sent = form(value="30", measured_on=today(), text="Färre ringer.", next_on=today(days))
            assert working.post(url("measure_effect", proposal.number), sent).status_code == 302
        effect.refresh_from_db()
        assert effect.follow_up_on == clock.today() + timedelta(days=30)
        assert EffectPoint.objects.count() == theme.thread.events.filter(kind=EventKind.EFFECT_SEEN).count() == 1
        assert AuditRecord.objects.filter(verb="proposal.follow_up_moved").count() == 1

    @pytest.mark.parametrize(
        ("value", "more_is_better", "says"),
        [
            ("30", False, Verdict.BETTER),
            ("50", False, Verdict.WORSE),
            ("40.00", False, Verdict.SAME),
            ("50", True, Verdict.BETTER),
            ("30", True, Verdict.WORSE),
        ],
    )
    def test_is_judged_by_the_figures_and_not_by_hope(self, proposal, value, more_is_better, says):
        effect = new_effect(proposal, more_is_better=more_is_better, target=Decimal(0))
        assert effects.direction(effect, Decimal(value)) == says

    def test_that_became_worse_says_so_whatever_staff_write(self, member, proposal, theme):
        new_effect(proposal)
        measured(member, proposal, value="55", text="Vi är nöjda.")
        assert "Det har blivit sämre." in theme.thread.events.last().text

    def test_corrected_the_same_day_shows_the_later_figure(self, member, proposal, client):
        new_effect(proposal)
        measured(member, proposal, value="30")
        measured(member, proposal, value="33", text="Vi räknade fel.")
        rows = client.get(url("proposal", proposal.number)).context["outcome"].measured.points
        assert [value for _point, value, _says in rows] == ["33"]

    @pytest.mark.parametrize("days", [1, -30])
    def test_is_measured_after_the_first_time_and_not_ahead(self, member, proposal, days):
        new_effect(proposal)
        with pytest.raises(ValidationError, match="efter det första"):
            measured(member, proposal, measured_on=clock.today() + timedelta(days=days))

    def test_needs_a_measure(self, member, proposal):
        with pytest.raises(Conflict, match="Kom överens"):
            measured(member, proposal)

    def test_is_drawn_from_nought_with_what_was_wanted(self, member, proposal):
        effect = new_effect(proposal, target=Decimal(20))
        assert effects.plot(effect, []) is None
        drawn = effects.plot(effect, [measured(member, proposal, value="10")])
        assert (drawn.top, drawn.bottom) == ("40", "0")
        assert [dot.value for dot in drawn.dots] == ["40", "10"]
        assert float(drawn.dots[0].y) < float(drawn.target) < float(drawn.dots[1].y)

    def test_a_page_costs_the_same_with_many_steps_and_figures(self, working, member, proposal, queries_of):
        new_effect(proposal)
        new_step(proposal, owner=member)
        measured(member, proposal)
        pages = [url("proposal", proposal.number), url("proposal_desk", proposal.number)]
        before = [queries_of(page) for page in pages]
        for number in range(20):
            new_step(proposal, owner=StaffFactory())
            measured(member, proposal, text=f"Färre ringer ({number}).")
        assert [queries_of(page) for page in pages] == before
        assert max(before) <= 20
