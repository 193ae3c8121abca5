"""The scenes of collaboration groups, their meetings, and accounts from outside."""

from datetime import timedelta
from typing import Any

from medskapa.commons import actions
from medskapa.commons.models import (
    AccountLink,
    CollaborationGroup,
    GroupMember,
    GroupPerson,
    GroupQuestion,
    GroupTask,
)
from medskapa.core import clock
from medskapa.meetings import actions as meetings
from medskapa.meetings.models import Meeting
from medskapa.people.models import Kind, Person
from tests.access.world import EDITOR, HELPER, MEMBER, PARTNER, World
from tests.factories import PersonFactory, UnitFactory
from tests.group_factories import GroupFactory, invited, member_of, question_of, reset_for, task_of
from tests.scenes import NOBODY, Scene
from tests.scenes.commons_keeping import association, person

PASSWORD = "fyra lugna ord tillsammans"


def a_group(world: World) -> CollaborationGroup:
    """A colleague without a role convenes it; the association is in it, and so whoever leads that."""
    group = GroupFactory(slug="samverkan-har", name="Samverkan här", unit=world.here, convenor=person(world, MEMBER))
    member_of(group, world.once(association))
    return group


def a_group_member(world: World) -> GroupMember:
    return world.once(a_group).members.get()


def a_group_seat(world: World) -> GroupPerson:
    return GroupPerson.objects.create(
        member=world.once(a_group_member), person=person(world, PARTNER), starts_on=clock.today()
    )


def a_group_task(world: World) -> GroupTask:
    return task_of(world.once(a_group), person(world, PARTNER))


def a_group_question(world: World) -> GroupQuestion:
    return question_of(world.once(a_group))


def times(days: int = 12) -> dict[str, Any]:
    starts = clock.midnight(clock.today() + timedelta(days=days)) + timedelta(hours=13)
    return {"starts_at": starts, "ends_at": starts + timedelta(hours=2), "place_name": "Träffpunkten"}


def a_group_meeting(world: World) -> Meeting:
    """A draft that those who take part see."""
    group = world.once(a_group)
    return meetings.plan_group_meeting(actor=group.convenor, group=group, **times())


def an_invitation_out(world: World) -> AccountLink:
    return invited(world.once(association), person(world, PARTNER))


def an_outsider(world: World) -> Person:
    """Somebody with an account who acts for nobody."""
    someone = PersonFactory(kind=Kind.PARTNER, login="utifran@example.se")
    someone.set_password(PASSWORD)
    someone.save()
    return someone


def a_reset(world: World) -> AccountLink:
    return reset_for(world.once(an_outsider))


def an_old_link(world: World) -> AccountLink:
    link = invited(world.once(association), person(world, PARTNER))
    AccountLink.objects.filter(pk=link.pk).update(expires_at=clock.now() - timedelta(days=40))
    return link


def _fields(world: World) -> dict[str, Any]:
    return {"name": "Ny grupp", "about": "Vi träffas.", "unit": world.here, "convenor": person(world, MEMBER)}


SCENES = {
    "commons.begin_group": Scene(EDITOR, lambda w, who: actions.begin_group(actor=who, **_fields(w)), stranger=MEMBER),
    "commons.edit_group": Scene(
        MEMBER,
        lambda w, who: actions.edit_group(actor=who, group=w.once(a_group), version=1, about="Vi träffas ofta."),
        given=a_group,
        stranger=PARTNER,
    ),
    "commons.plan_group_year": Scene(
        MEMBER,
        lambda w, who: actions.plan_group_year(actor=who, group=w.once(a_group), year=2026, titles={1: "Hälsa"}),
        given=a_group,
        stranger=PARTNER,
    ),
    "commons.add_group_member": Scene(
        MEMBER,
        lambda w, who: actions.add_group_member(actor=who, group=w.once(a_group), unit=UnitFactory()),
        given=a_group,
        stranger=PARTNER,
    ),
    "commons.end_group_member": Scene(
        MEMBER,
        lambda w, who: actions.end_group_member(actor=who, member=w.once(a_group_member)),
        given=a_group_member,
        stranger=PARTNER,
    ),
    "commons.name_group_person": Scene(
        MEMBER,
        lambda w, who: actions.name_group_person(actor=who, member=w.once(a_group_member), person=person(w, HELPER)),
        given=a_group_member,
        stranger=PARTNER,
    ),
    "commons.end_group_person": Scene(
        MEMBER,
        lambda w, who: actions.end_group_person(actor=who, seat=w.once(a_group_seat)),
        given=a_group_seat,
        stranger=PARTNER,
    ),
    "commons.add_group_task": Scene(
        PARTNER,
        lambda w, who: actions.add_group_task(
            actor=who, group=w.once(a_group), title="Ring", owner=person(w, PARTNER), due_on=clock.today()
        ),
        given=a_group,
        stranger=HELPER,
    ),
    "commons.change_group_task": Scene(
        PARTNER,
        lambda w, who: actions.change_group_task(
            actor=who,
            task=w.once(a_group_task),
            version=1,
            title="Ring igen",
            owner=person(w, MEMBER),
            due_on=clock.today(),
        ),
        given=a_group_task,
        stranger=HELPER,
    ),
    "commons.finish_group_task": Scene(
        PARTNER,
        lambda w, who: actions.finish_group_task(actor=who, task=w.once(a_group_task)),
        given=a_group_task,
        stranger=HELPER,
    ),
    "commons.carry_group_tasks": Scene(
        MEMBER,
        lambda w, who: actions.carry_group_tasks(actor=who, group=w.once(a_group)),
        given=a_group_task,
        stranger=PARTNER,
    ),
    "commons.ask_group": Scene(
        PARTNER,
        lambda w, who: actions.ask_group(actor=who, group=w.once(a_group), title="Var kan vi vara i sommar?"),
        given=a_group,
        stranger=HELPER,
    ),
    "commons.answer_group_question": Scene(
        MEMBER,
        lambda w, who: actions.answer_group_question(
            actor=who, question=w.once(a_group_question), answer="Den öppnar i maj."
        ),
        given=a_group_question,
        stranger=PARTNER,
    ),
    "meetings.plan_group_meeting": Scene(
        MEMBER,
        lambda w, who: meetings.plan_group_meeting(actor=who, group=w.once(a_group), **times()),
        given=a_group,
        stranger=PARTNER,
    ),
    "meetings.add_group_news": Scene(
        PARTNER,
        lambda w, who: meetings.add_group_news(
            actor=who, meeting=w.once(a_group_meeting), title="Öppet hus 5 maj", organisation=w.once(association)
        ),
        given=a_group_meeting,
        stranger=HELPER,
    ),
    "commons.invite_to_organisation": Scene(
        PARTNER,
        lambda w, who: actions.invite_to_organisation(
            actor=who, organisation=w.once(association), email="ny@example.se"
        ),
        given=association,
        stranger=HELPER,
    ),
    "commons.withdraw_account_invitation": Scene(
        PARTNER,
        lambda w, who: actions.withdraw_account_invitation(actor=who, link=w.once(an_invitation_out)),
        given=an_invitation_out,
        stranger=HELPER,
    ),
    "commons.join_organisation": Scene(
        NOBODY,
        lambda w, who: actions.join_organisation(
            actor=None, link=w.once(an_invitation_out), name="Nora Ek", password=PASSWORD
        ),
        given=an_invitation_out,
        stranger=None,
    ),
    "commons.ask_for_new_password": Scene(
        NOBODY,
        lambda w, who: actions.ask_for_new_password(actor=None, email=w.once(an_outsider).login),
        given=an_outsider,
        stranger=None,
    ),
    "commons.choose_new_password": Scene(
        NOBODY,
        lambda w, who: actions.choose_new_password(actor=None, link=w.once(a_reset), password="helt andra lugna ord"),
        given=a_reset,
        stranger=None,
    ),
    "commons.mark_account_mail_sent": Scene(
        NOBODY,
        lambda w, who: actions.mark_account_mail_sent(actor=None, link=w.once(an_invitation_out)),
        given=an_invitation_out,
        stranger=None,
    ),
    "commons.fail_account_mail": Scene(
        NOBODY,
        lambda w, who: actions.fail_account_mail(actor=None, link=w.once(an_invitation_out), reason="Fel adress."),
        given=an_invitation_out,
        stranger=None,
    ),
    "commons.forget_account_links": Scene(
        NOBODY, lambda w, who: actions.forget_account_links(actor=None), given=an_old_link, stranger=None
    ),
    "commons.close_account": Scene(
        NOBODY,
        lambda w, who: actions.close_account(actor=None, person=w.once(an_outsider)),
        given=an_outsider,
        stranger=None,
    ),
}
