"""Two who change the same at once: the second is told what the first one wrote, and nothing that was typed is lost."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from medskapa.change import actions
from medskapa.core import clock
from medskapa.core.idempotency import new_key
from medskapa.people.models import Role
from tests.change_factories import new_area, new_decision, new_group, new_proposal
from tests.factories import StaffFactory, UnitFactory, new_theme, staff
from tests.scenes.change_deciding import a_measure, new_effect, new_round, new_step

pytestmark = pytest.mark.django_db


def day(days: int = 0) -> str:
    return (clock.today() + timedelta(days=days)).isoformat()


class Town:
    """A group of the unit with a proposal that got a yes, its planner, and a member who works on it."""

    def __init__(self) -> None:
        self.unit = UnitFactory(slug="utveckling")
        self.member = StaffFactory(name="Moa Medlem")
        self.planner = staff(Role.PLANNER, self.unit)
        self.group = new_group(self.member, unit=self.unit)
        self.proposal = new_proposal(group=self.group, source={"theme": new_theme(unit=self.unit)}, title="Korta brev")
        new_decision(self.proposal)


Case = tuple[str, str, str, dict[str, Any]]


def a_step(town: Town) -> Case:
    page = reverse("change:edit_step", args=[new_step(town.proposal, owner=town.member).pk])
    return page, "text", "steg", {"owner": "Moa", "due_on": day(9)}


def a_measure_of_it(town: Town) -> Case:
    new_effect(town.proposal)
    fields = {name: str(value) for name, value in a_measure(baseline="40", baseline_on=day(-3)).items()}
    return reverse("change:agree_on_measure", args=[town.proposal.number]), "what", "mått", fields


def a_question(town: Town) -> Case:
    asked = new_round(new_proposal(group=town.group, state="carried_out"), word="BREV", opens_on=clock.today())
    asked.opens_on = clock.today() + timedelta(days=3)
    asked.save()
    page = reverse("change:edit_round", args=[asked.proposal.number, 1])
    return page, "question", "fråga", {"word": "BREV", "opens_on": day(4), "closes_on": day(9)}


def an_answer(town: Town) -> Case:
    open_one = new_proposal(group=town.group)
    said = actions.comment(actor=None, proposal=open_one, text="Breven är svåra.", form_key=new_key())
    return reverse("change:answer_comment", args=[said.pk]), "answer", "svar", {}


def an_area(town: Town) -> Case:
    page = reverse("change:edit_area", args=[new_area().slug])
    return page, "about", "text", {"name": "Brev", "process": "smooth", "source": "En enkät"}


def a_meeting(town: Town) -> Case:
    at = clock.now() + timedelta(days=9)
    made = actions.call_meeting(actor=town.planner, group=town.group, starts_at=at, place="Rum 3")
    page = reverse("change:change_group_meeting", args=[made.pk])
    return page, "notes", "anteckning", {"day": day(9), "time": "13:00", "place": "Rum 3"}


@pytest.mark.parametrize("case", [a_step, a_measure_of_it, a_question, an_answer, an_area, a_meeting])
def test_the_second_is_told_what_the_first_wrote_and_keeps_their_own_words(client, case: Callable[[Town], Case]):
    town = Town()
    page, field, word, others = case(town)
    client.force_login(town.planner if case in (an_area, a_meeting) else town.member)
    assert 'name="version" value="1"' in client.get(page).text

    def send(text: str, version: int):
        return client.post(page, others | {"form_key": new_key(), field: text, "version": version})

    assert send(f"Den förstas {word}.", 1).status_code == 302
    second = send(f"Den andras {word}.", 1)
    assert second.status_code == 422
    assert "Någon annan har ändrat det här. Det du skrev finns kvar." in second.text
    assert second.text.count(f"Den förstas {word}.") == 1
    assert f"Den andras {word}." in second.text
    assert 'name="version" value="2"' in second.text
    assert send(f"Den andras {word}.", 2).status_code == 302


def test_what_the_first_changed_is_said_in_words(client):
    town = Town()
    step = new_step(town.proposal, owner=town.member, text="Skriv om breven.")
    other = StaffFactory(name="Olle Ansvarig")
    actions.edit_step(actor=town.member, step=step, text=step.text, owner=other, due_on=clock.today() + timedelta(3))
    client.force_login(town.member)
    sent = {"form_key": new_key(), "text": step.text, "owner": "Moa", "due_on": day(9), "version": 1}
    page = client.post(reverse("change:edit_step", args=[step.pk]), sent)
    assert set(page.context["saved_now"]) == {"Ansvarig", "Senast"}
    assert page.context["saved_now"]["Ansvarig"] == "Olle Ansvarig"


def test_two_who_agree_on_the_first_measure_at_once_end_with_one_that_both_have_seen(client):
    town = Town()
    page = reverse("change:agree_on_measure", args=[town.proposal.number])
    client.force_login(town.member)
    assert 'name="version" value="0"' in client.get(page).text
    actions.agree_on_measure(actor=town.planner, proposal=town.proposal, **a_measure(baseline=Decimal(35)))
    sent = a_measure(baseline="40", baseline_on=day(-3)) | {"form_key": new_key(), "version": 0}
    second = client.post(page, sent)
    assert (second.status_code, second.context["saved_now"]["Hur det är nu, innan ni börjar"]) == (422, "35")


def test_a_refusal_of_another_kind_says_nothing_of_somebody_else(client):
    town = Town()
    new_effect(town.proposal)
    actions.finish_step(actor=town.member, step=new_step(town.proposal, owner=town.member))
    client.force_login(town.member)
    sent = a_measure(baseline="90", baseline_on=day(-3)) | {"form_key": new_key(), "version": 1}
    page = client.post(reverse("change:agree_on_measure", args=[town.proposal.number]), sent)
    assert "Måttet står kvar" in page.text
    assert "skrivet av någon annan" not in page.text
