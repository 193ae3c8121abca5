"""Who may do what with groups and proposals. Each rule is written once, as a condition the database can answer."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from medskapa.change.models import Comment, DevelopmentGroup, Member, Proposal, ProposalState, Step, WorkingGroup
from medskapa.core import clock
from medskapa.meetings.models import Invitation
from medskapa.people.models import Person, Role, Unit
from medskapa.people.queries import current_grants, holds, in_unit_of
from medskapa.voice import policy as voice
from medskapa.voice.models import Theme, Viewpoint

OPEN = (ProposalState.WORKING, ProposalState.READY, ProposalState.LATER)
"""The states of a proposal that somebody still works on, or comes back to."""


def members_today(person: Person) -> QuerySet[Member]:
    """The memberships that `person` has today, in working groups and development groups."""
    today = clock.today()
    return Member.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today), person=person, starts_on__lte=today)


def is_member(person: Person) -> bool:
    """Whether `person` works in any group today."""
    return members_today(person).exists()


def may_plan(person: Person) -> bool:
    """A planner makes groups and improvement areas."""
    return holds(person, Role.PLANNER)


def may_plan_in(person: Person, unit: Unit) -> bool:
    """A planner of `unit`, or of the whole administration."""
    return current_grants(person, Role.PLANNER).filter(Q(unit=unit) | Q(unit__isnull=True)).exists()


def may_work_here(person: Person) -> bool:
    """Every member of staff reads groups and proposals at work: there is little there that is not public."""
    return person.is_staff_member


def led_by(person: Person) -> Q:
    """The working groups whose members, meetings and end `person` sees to: a planner of the unit, or who leads it."""
    leads = members_today(person).filter(working_group=OuterRef("pk"), role="leads", person__kind="staff")
    return Q(in_unit_of(person, Role.PLANNER)) | Q(Exists(leads))


def may_lead(person: Person, group: WorkingGroup) -> bool:
    return WorkingGroup.objects.filter(led_by(person), pk=group.pk).exists()


def worked_in_by(person: Person) -> Q:
    """The working groups in which `person` works today, and those that they see to."""
    works = members_today(person).filter(working_group=OuterRef("pk"))
    return Q(Exists(works)) | Q(in_unit_of(person, Role.PLANNER))


def may_work_in(person: Person, group: WorkingGroup) -> bool:
    return WorkingGroup.objects.filter(worked_in_by(person), pk=group.pk).exists()


def development_led_by(person: Person) -> Q:
    """The development groups that `person` sees to: they belong to no unit, so any planner, and who leads it."""
    leads = members_today(person).filter(development_group=OuterRef("pk"), role="leads", person__kind="staff")
    return Q(Exists(leads)) | Q(Exists(current_grants(person, Role.PLANNER)))


def may_lead_development(person: Person, group: DevelopmentGroup) -> bool:
    return DevelopmentGroup.objects.filter(development_led_by(person), pk=group.pk).exists()


def may_lead_any(person: Person, group: WorkingGroup | DevelopmentGroup) -> bool:
    """The same question of either kind of group."""
    return may_lead(person, group) if isinstance(group, WorkingGroup) else may_lead_development(person, group)


def workable_by(person: Person) -> Q:
    """The proposals whose words `person` may write: members of its groups today, and the planners of its group's unit.

    A proposal that no working group has is every planner's. Whoever merely decides does not write what is decided.
    """
    mine = members_today(person)
    works = mine.filter(working_group=OuterRef("working_group"))
    develops = mine.filter(development_group=OuterRef("development_group"))
    homeless = Q(working_group__isnull=True) & Q(Exists(current_grants(person, Role.PLANNER)))
    planned = Q(working_group__isnull=False) & Q(in_unit_of(person, Role.PLANNER, field="working_group__unit"))
    return Q(Exists(works)) | Q(Exists(develops)) | planned | homeless


def may_work(person: Person, proposal: Proposal) -> bool:
    return Proposal.objects.filter(workable_by(person), pk=proposal.pk).exists()


def plannable_by(person: Person) -> Q:
    """The proposals that `person` may give to a group, merge, split and withdraw: planners, and who leads its group."""
    mine = members_today(person).filter(role="leads", person__kind="staff")
    leads = Exists(mine.filter(working_group=OuterRef("working_group")))
    develops = Exists(mine.filter(development_group=OuterRef("development_group")))
    homeless = Q(working_group__isnull=True) & Q(Exists(current_grants(person, Role.PLANNER)))
    planned = Q(working_group__isnull=False) & Q(in_unit_of(person, Role.PLANNER, field="working_group__unit"))
    return Q(leads) | Q(develops) | planned | homeless


def may_plan_proposal(person: Person, proposal: Proposal) -> bool:
    return Proposal.objects.filter(plannable_by(person), pk=proposal.pk).exists()


def may_propose_from_theme(person: Person, theme: Theme) -> bool:
    """A planner of the theme's unit."""
    return may_plan_in(person, theme.unit)


def may_moderate(person: Person, comment: Comment) -> bool:
    """Who may work on a proposal answers what is said of it, and hides what points out somebody."""
    return may_work(person, comment.proposal)


def handled_by(person: Person) -> Q:
    """The viewpoints with a resident's suggestion that `person` may take up or decline: it answers the resident."""
    return voice.answerable_by(person)


def may_handle(person: Person, viewpoint: Viewpoint) -> bool:
    return Viewpoint.objects.filter(handled_by(person), pk=viewpoint.pk).exists()


def may_answer_anybody(person: Person) -> bool:
    """Whether the list of residents' own proposals is for `person`: somebody who answers residents."""
    return holds(person, *voice.ANSWERING)


def commentable_with(invitation: Invitation) -> Q:
    """The proposals that whoever was there may speak of as a participant: those with a source in that meeting."""
    return Q(sources__item__meeting=invitation.meeting_id)


def may_comment_with(invitation: Invitation, proposal: Proposal) -> bool:
    """Whether the holder of the invitation was at the meeting (not only invited), and `proposal` comes from there."""
    was_there = invitation.arrived_at is not None
    return was_there and Proposal.objects.filter(commentable_with(invitation), pk=proposal.pk).exists()


def decidable_by(person: Person) -> Q:
    """The proposals that `person` may enter a decision on: a decider of its group's unit, or of the whole."""
    everywhere = Exists(current_grants(person, Role.DECIDER).filter(unit__isnull=True))
    return Q(everywhere) | Q(in_unit_of(person, Role.DECIDER, field="working_group__unit"))


def may_decide(person: Person, proposal: Proposal) -> bool:
    return Proposal.objects.filter(decidable_by(person), pk=proposal.pk).exists()


def may_decide_any(person: Person) -> bool:
    """Whether the list of what waits for a decision is for `person`."""
    return holds(person, Role.DECIDER)


def carried_out_by(person: Person) -> Q:
    """The proposals whose steps and measures `person` may keep: staff who may work on it."""
    return workable_by(person) & Q(Exists(Person.objects.filter(pk=person.pk, kind="staff")))


def carries_out(person: Person, *, may_work: bool) -> bool:
    """The same of a proposal for which it is known already whether `person` may work on it."""
    return may_work and person.is_staff_member


def may_carry_out(person: Person, proposal: Proposal) -> bool:
    return Proposal.objects.filter(carried_out_by(person), pk=proposal.pk).exists()


def may_finish(person: Person, step: Step) -> bool:
    """Whoever owns the step, or carries the proposal out."""
    return step.owner_id == person.pk or may_carry_out(person, step.proposal)
