"""How somebody goes through the common entrance over HTTP, and what a test needs of an entry."""

import secrets
from typing import Any
from urllib.parse import unquote

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from medskapa.entrance import actions, begun
from medskapa.entrance.models import Entry, Fact, How, Part, QuestionSet
from medskapa.entrance.queries import questions
from medskapa.people.models import Person, Role
from tests.access.world import EDITOR, GUIDED, RECEPTION, World
from tests.factories import staff

WORK = {
    "brings": ["work"],
    "protected": "no",
    "occupation_now": "looking",
    "out_of_work_since": "under_1_year",
    "worked_with": "Jag har arbetat i kök.",
    "job_wish": "",
    "health_limits": "",
    "area": "",
    "language": "sv",
    "needs": [],
    "name": "Alma Ek",
    "reach": "sms",
    "phone": "070-174 06 05",
}
"""What somebody answers who looks for work, as it is typed; "" and [] are passed by."""

TOLD = {
    "brings": ["work"],
    "protected": False,
    "occupation_now": "looking",
    "out_of_work_since": "under_1_year",
    "worked_with": "Jag har arbetat i kök.",
    "job_wish": None,
    "health_limits": None,
    "area": None,
    "language": "sv",
    "needs": None,
    "name": "Alma Ek",
    "reach": "sms",
    "phone": "070-174 06 05",
}
"""The same as answers."""


def begin(client: Client, how: str = "alone") -> str:
    """Press the button on the first page; return the code."""
    to = client.post(reverse("entrance:begin"), {"how": how}).headers["Location"]
    return unquote(to).split("/")[2]


def step(code: str, key: str) -> str:
    return reverse("entrance:step", args=[code, key])


def walk(client: Client, typed: dict[str, Any] = WORK, *, how: str = "alone") -> str:
    """Answer as `typed` until the summary; return the code."""
    code = begin(client, how)
    to = step(code, "brings")
    while not to.endswith("/kontrollera/"):
        key = to.split("/")[-2]
        answer = typed.get(key, "")
        sent = {"answer": answer} if answer else {"skip": "1"}
        response = client.post(to, sent)
        assert response.status_code == 302, (key, answer, response.text)
        to = unquote(response.headers["Location"])
    return code


def send(client: Client, code: str) -> HttpResponse:
    """Press the button on the summary, and follow to what happens now."""
    return client.post(reverse("entrance:summary", args=[code]), follow=True)


def new_entry(person: Person | None = None, **answers: Any) -> Entry:
    """An entry made through the action, by `person` signed in or by somebody nobody knows."""
    told = TOLD | answers
    if person is not None:
        told.pop("name", None)
    return actions.hand_in(actor=person, questions=questions.current(), answers=told, code=begun.new_code())


def taken_in(by: Person | None = None, how: How = How.DESK, **answers: Any) -> Entry:
    """An entry that a desk worker wrote down."""
    by = by or staff(Role.RECEPTION)
    key = secrets.token_urlsafe(24)
    return actions.take_in(actor=by, questions=questions.current(), answers=TOLD | answers, how=how, form_key=key)


def an_entry(world: World) -> Entry:
    """In the world of the access table: an entry of somebody nobody has met, with a part that waits."""
    return taken_in(world.people[RECEPTION], brings=["housing"], housing_now="own")


def a_part(world: World) -> Part:
    """The part that waits."""
    return world.once(an_entry).parts.get()


def a_shared_fact(world: World) -> Fact:
    """Something that was told there and stands behind no wall."""
    return Fact.objects.get(entry=world.once(an_entry), key="name")


def a_taken_part(world: World) -> Part:
    """A part that the reception has taken care of."""
    entry = taken_in(world.people[RECEPTION], brings=["digital"], digital_need=["bankid"])
    return actions.take_part(actor=world.people[RECEPTION], part=entry.parts.get())


def a_fact_of_ones_own(world: World) -> Fact:
    """Something that the resident with a guide has told."""
    return Fact.objects.get(entry=new_entry(world.people[GUIDED]), key="worked_with")


def a_draft(world: World) -> QuestionSet:
    """A draft of the questions."""
    return actions.draft_questions(actor=world.people[EDITOR], of=questions.current())
