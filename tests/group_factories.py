"""Collaboration groups, straight into the tables, with meaningful defaults; and those who take part in them."""

from datetime import timedelta
from typing import Any

import factory

from medskapa.commons import account_codes
from medskapa.commons.models import (
    AccountLink,
    CollaborationGroup,
    GroupMember,
    GroupPerson,
    GroupQuestion,
    GroupTask,
    GroupTheme,
    LinkKind,
    MemberTask,
    Organisation,
)
from medskapa.core import clock
from medskapa.people.models import Person
from tests.factories import StaffFactory, UnitFactory


class GroupFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CollaborationGroup

    slug = factory.Sequence(lambda n: f"samverkan-{n}")
    name = factory.Sequence(lambda n: f"Samverkan {n}")
    about = "Vi träffas varje månad om det vi har gemensamt."
    goals = "Fler får hjälp med sin mobil.\nIngen möter samma fråga två gånger."
    unit = factory.SubFactory(UnitFactory)
    convenor = factory.SubFactory(StaffFactory)
    begun_on = factory.LazyFunction(clock.today)


def member_of(group: CollaborationGroup, organisation: Organisation, *people: Person) -> GroupMember:
    """The organisation in the group; `people` take part for it by name."""
    member = GroupMember.objects.create(group=group, organisation=organisation, starts_on=clock.today())
    for person in people:
        GroupPerson.objects.create(member=member, person=person, starts_on=clock.today())
    return member


def task_of(group: CollaborationGroup, owner: Person, **fields: Any) -> GroupTask:
    defaults = {"title": "Fråga fritidsförvaltningen", "due_on": clock.today() + timedelta(days=20)}
    return GroupTask.objects.create(
        group=group, owner=owner, added_by=group.convenor, added_on=clock.today(), **(defaults | fields)
    )


def question_of(group: CollaborationGroup, title: str = "Fritidsbanken: vad händer?") -> GroupQuestion:
    return GroupQuestion.objects.create(group=group, title=title, asked_by=group.convenor, asked_on=clock.today())


def theme_of(group: CollaborationGroup, title: str = "Digital hjälp", months_on: int = 0) -> GroupTheme:
    """What the group takes up this month, or some months on."""
    number = clock.today().month - 1 + months_on
    return GroupTheme.objects.create(
        group=group, year=clock.today().year + number // 12, month=number % 12 + 1, title=title
    )


def invited(organisation: Organisation, by: Person, email: str = "ny@example.se", **fields: Any) -> AccountLink:
    """An invitation that waits, with a real code: `account_codes.code_of` tells it."""
    defaults: dict[str, Any] = {"kind": LinkKind.INVITE, "task": MemberTask.HELPS, "made_on": clock.today()}
    link = AccountLink(email=email, organisation=organisation, made_by=by, **(defaults | fields))
    account_codes.issue(link)
    link.save(force_insert=True)
    return link


def reset_for(person: Person) -> AccountLink:
    """A link to a new password."""
    link = AccountLink(kind=LinkKind.RESET, email=person.login, person=person, made_on=clock.today())
    account_codes.issue(link)
    link.save(force_insert=True)
    return link
