"""What is told of a proposal reads well also where its title is a question."""

from datetime import timedelta

import pytest

from medskapa.change import actions
from medskapa.core import clock
from medskapa.people.models import Role
from medskapa.voice import news
from medskapa.voice.actions.threads import happened
from medskapa.voice.models import Event, EventKind
from tests.change_factories import new_decision, new_group
from tests.factories import StaffFactory, UnitFactory, new_theme, staff
from tests.scenes.change_deciding import new_effect, new_step

pytestmark = pytest.mark.django_db
QUESTION = "Kan breven bli enklare?"


@pytest.fixture
def unit(db):
    return UnitFactory(slug="utveckling")


@pytest.fixture
def theme(unit):
    return new_theme(unit=unit, name="Varför är breven svåra?")


@pytest.mark.parametrize("days", [None, 40])
def test_a_title_that_is_a_question_keeps_its_mark_and_gets_no_full_stop_after_it(unit, theme, days):
    member, planner = StaffFactory(), staff(Role.PLANNER, unit)
    group, due_on = new_group(member, unit=unit), clock.today() + timedelta(days=days) if days else None
    proposal = actions.propose(
        actor=planner, title=QUESTION, text="Vi skriver om dem.", theme=theme, group=group, due_on=due_on
    )
    new_decision(proposal)
    new_effect(proposal)
    actions.finish_step(actor=member, step=new_step(proposal, owner=member))
    actions.carry_out(actor=member, proposal=proposal, text="Breven är enkla nu.")
    told = [*Event.objects.filter(thread=theme.thread).order_by("number")]
    assert any(f"”{QUESTION}”" in each.text for each in told)
    assert not [each.text for each in told if "?." in each.text or "?." in each.plain_text]


def test_news_of_a_theme_that_is_a_question_reads_as_a_question(theme):
    decided = happened(theme.thread, EventKind.DECIDED, text="Det blir så.")
    text = news.written([decided], news.subjects_of([theme.thread_id]))
    assert "Det här gäller: Varför är breven svåra?\n" in text
    theme.name = "Svåra brev"
    theme.save()
    assert "Det här gäller: Svåra brev.\n" in news.written([decided], news.subjects_of([theme.thread_id]))
