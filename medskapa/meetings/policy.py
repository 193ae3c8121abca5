"""Who may do what with residents' meetings. Each rule is written once, as a condition the database can answer."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q

from medskapa.commons import group_policy
from medskapa.commons.models import CollaborationGroup
from medskapa.core import clock
from medskapa.meetings.models import (
    AgendaItem,
    Invitation,
    InviteVia,
    Meeting,
    MeetingState,
    Message,
    Minutes,
    NoteTaker,
    PoolMember,
    Table,
    TableNote,
)
from medskapa.people.models import Person, Role, Unit
from medskapa.people.queries import current_grants, holds, in_unit_of
from medskapa.voice import policy as voice

PUBLIC = Q(state__in=[MeetingState.ANNOUNCED, MeetingState.CLOSED]) | Q(announced_at__isnull=False)
"""The meetings that anyone may read of: announced, held, or cancelled after it was announced (`Meeting.is_public`)."""


RESIDENTS = Q(group__isnull=True)
"""The residents' meetings; the others are those of collaboration groups."""


def plannable_by(person: Person, *, meeting: str = "") -> Q:
    """A planner of the meeting's unit today; of a group's meeting, whoever convenes the group.

    For rows that belong to a meeting, `meeting` is the way there.
    """
    way = f"{meeting}__" if meeting else ""
    of_residents = Q(**{f"{way}group__isnull": True}) & Q(in_unit_of(person, Role.PLANNER, field=f"{way}unit"))
    return of_residents | group_policy.convenes(person, f"{way}group")


def plans_groups(person: Person) -> Q:
    """That `person` convenes a group, and so plans its meetings; the same whatever row it is asked of."""
    return group_policy.convenes_any(person)


def may_plan_for(person: Person, group: CollaborationGroup) -> bool:
    """Whether `person` plans the meetings of `group`."""
    return group_policy.may_convene(person, group)


def shared_with(person: Person, *, meeting: str = "") -> Q:
    """The meetings of the groups that `person` takes part in, drafts too."""
    return group_policy.in_group(person, group=f"{meeting}__group" if meeting else "group")


def may_add_news(person: Person, meeting: Meeting) -> bool:
    """Whether `person` may put their news on the agenda of `meeting`: those who take part in its group."""
    return meeting.group_id is not None and Meeting.objects.filter(shared_with(person), pk=meeting.pk).exists()


def may_plan(person: Person) -> bool:
    """Whether `person` plans meetings anywhere."""
    return holds(person, Role.PLANNER)


def may_plan_in(person: Person, unit: Unit) -> bool:
    return current_grants(person, Role.PLANNER).filter(Q(unit=unit) | Q(unit__isnull=True)).exists()


def may_plan_meeting(person: Person, meeting: Meeting) -> bool:
    return Meeting.objects.filter(plannable_by(person), pk=meeting.pk).exists()


def visible_to(person: Person) -> Q:
    """What somebody may read of at work: what is public, what they plan, where they have a task, and what their
    groups do.
    """
    return PUBLIC | concerns(person)


def concerns(person: Person) -> Q:
    """The meetings that `person` plans, has a task at, or is in the group of: they read what is not published yet."""
    return plannable_by(person) | helped_by(person) | shared_with(person)


def helped_by(person: Person) -> Q:
    """The meetings where `person` hosts a table or writes down what is said at one."""
    tables = Table.objects.filter(meeting=OuterRef("pk"))
    return Q(Exists(tables.filter(host=person))) | Q(Exists(tables.filter(note_takers__person=person)))


def notable_by(person: Person) -> Q:
    """The tables where `person` may write down what is said: named as note-taker there, or a planner of the meeting."""
    named = NoteTaker.objects.filter(table=OuterRef("pk"), person=person)
    return Q(Exists(named)) | plannable_by(person, meeting="meeting")


def may_take_notes(person: Person, table: Table) -> bool:
    return Table.objects.filter(notable_by(person), pk=table.pk).exists()


def helps(person: Person) -> Q:
    """That `person` has a task at any meeting, a table to host or to write at; the same whatever row it is asked of."""
    return Q(Exists(Table.objects.filter(host=person))) | Q(Exists(NoteTaker.objects.filter(person=person)))


def may_help(person: Person) -> bool:
    """Whether `person` has a task at any meeting."""
    return Person.objects.filter(helps(person), pk=person.pk).exists()


def may_come_to_work(person: Person) -> bool:
    """Whether `person` has anything to do with meetings at work: plans them, or has a task at one."""
    return may_plan(person) or may_help(person)


def hosted_by(person: Person) -> Q:
    """The tables that `person` hosts, and all of them for a planner of the meeting."""
    return Q(host=person) | plannable_by(person, meeting="meeting")


def may_host(person: Person, table: Table) -> bool:
    return Table.objects.filter(hosted_by(person), pk=table.pk).exists()


def deliverable_by(person: Person) -> Q:
    """The messages to the invited of the meetings that `person` plans: to send, print, post and try again."""
    return plannable_by(person, meeting="invitation__meeting")


def may_deliver(person: Person, message: Message) -> bool:
    return Message.objects.filter(deliverable_by(person), pk=message.pk).exists()


def tellable_by(person: Person) -> Q:
    """The messages that `person` tells by word of mouth: as somebody's contact, or as the meeting's planner."""
    return Q(via=InviteVia.CONTACT) & (Q(invitation__member__contact=person) | deliverable_by(person))


def may_tell(person: Person, message: Message) -> bool:
    return Message.objects.filter(tellable_by(person), pk=message.pk).exists()


def answerable_by(person: Person) -> Q:
    """The invitations whose answer `person` may write down: as the invited one's contact, or as the planner."""
    return Q(member__contact=person) | plannable_by(person, meeting="meeting")


def may_enter_reply(person: Person, invitation: Invitation) -> bool:
    return Invitation.objects.filter(answerable_by(person), pk=invitation.pk).exists()


def may_keep_pool(person: Person) -> bool:
    """Whether `person` keeps the list of residents who may be asked: whoever plans meetings anywhere."""
    return may_plan(person)


def knows_of(person: Person, *, member: str = "") -> Q:
    """The members of the pool whom `person` may know by name: those with protected identity only as their contact.

    For rows that belong to a member, `member` is the way there.
    """
    way = f"{member}__" if member else ""
    protected = Q(**{f"{way}protected_identity": True}) | Q(**{f"{way}person__protected_identity": True})
    return ~protected | Q(**{f"{way}contact": person})


def may_edit_member(person: Person, member: PoolMember) -> bool:
    return may_keep_pool(person) and PoolMember.objects.filter(knows_of(person), pk=member.pk).exists()


def may_be_asked(person: Person) -> bool:
    """Residents say for themselves that they may be asked."""
    return person.is_resident


def may_leave(person: Person, member: PoolMember) -> bool:
    """Everybody leaves by themselves; who plans meetings notes it for those who say so."""
    return member.person_id == person.pk or may_keep_pool(person)


def invitable_by(person: Person) -> Q:
    """The invitations of the meetings that `person` plans."""
    return plannable_by(person, meeting="meeting")


def may_invite_to(person: Person, meeting: Meeting) -> bool:
    return may_plan_meeting(person, meeting)


def may_withdraw(person: Person, invitation: Invitation) -> bool:
    return Invitation.objects.filter(invitable_by(person), pk=invitation.pk).exists()


def may_enter_answers(person: Person, item: AgendaItem) -> bool:
    """Whether `person` may write down what somebody answers beforehand: whoever takes in viewpoints, or plans it."""
    return voice.may_take_in(person) or may_plan_meeting(person, item.meeting)


def votes_enterable_by(person: Person) -> Q:
    """The meetings where `person` types in sheets and counts raised cards: planners, hosts and note-takers."""
    return plannable_by(person) | helped_by(person)


def may_enter_votes(person: Person, meeting: Meeting) -> bool:
    return Meeting.objects.filter(votes_enterable_by(person), pk=meeting.pk).exists()


def welcomed_by(person: Person) -> Q:
    """The meetings where `person` ticks off who has come: its planners, and on the day itself those with a task there.

    The list has names, so whoever helps at a table has it for one day.
    """
    midnight = clock.midnight(clock.today())
    is_today = Q(starts_at__gte=midnight, starts_at__lt=clock.midnight(clock.today() + timedelta(days=1)))
    return plannable_by(person) | (helped_by(person) & is_today)


def may_welcome(person: Person, meeting: Meeting) -> bool:
    return Meeting.objects.filter(welcomed_by(person), pk=meeting.pk).exists()


def notes_changeable_by(person: Person) -> Q:
    """The notes that `person` may change: their own, where they still take notes, and all where they plan."""
    named = NoteTaker.objects.filter(table=OuterRef("table"), person=person)
    return (Q(written_by=person) & Q(Exists(named))) | plannable_by(person, meeting="meeting")


def may_change_note(person: Person, note: TableNote) -> bool:
    return TableNote.objects.filter(notes_changeable_by(person), pk=note.pk).exists()


def may_read_agendas(person: Person) -> bool:
    """Whether `person` reads agendas at work: has to do with meetings, convenes a group, or takes in answers."""
    convenes = Person.objects.filter(plans_groups(person), pk=person.pk)
    return may_come_to_work(person) or voice.may_take_in(person) or convenes.exists()


def minutes_approvable_by(person: Person) -> Q:
    """The second reader of minutes: plans the meeting, had a task there or is in its group, and did not write last."""
    was_there = Meeting.objects.filter(concerns(person), pk=OuterRef("meeting"))
    return Q(Exists(was_there)) & ~Q(edited_by=person)


def may_approve_minutes(person: Person, minutes: Minutes) -> bool:
    return Minutes.objects.filter(minutes_approvable_by(person), pk=minutes.pk).exists()
