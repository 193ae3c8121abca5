"""Who may do what in the commons. Each rule is written once, as a condition the database can answer."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from medskapa.commons import referred
from medskapa.commons.models import (
    Activity,
    Interest,
    Membership,
    MemberTask,
    Occupation,
    Organisation,
    Referral,
    ReferralState,
    Service,
    Side,
)
from medskapa.core import clock
from medskapa.people.models import Person, Role, Unit
from medskapa.people.queries import current_grants, holds, in_unit_of

KEEPS_DIRECTORY = (Role.EDITOR,)
"""Those who keep the directory of the whole town, and approve what others put there."""
SENDS = (Role.GUIDE, Role.RECEPTION, Role.ANSWERER, Role.REGISTRAR, Role.OFFICER)
"""Those who meet residents, and may send them on to somebody who helps."""


def open_today(*, way: str = "") -> Q:
    """What has begun and not ended: a membership, a member of a group, somebody in it. `way` leads there."""
    today = clock.today()
    not_ended = Q(**{f"{way}ends_on__isnull": True}) | Q(**{f"{way}ends_on__gte": today})
    return not_ended & Q(**{f"{way}starts_on__lte": today})


def acting_now(person: Person, *tasks: MemberTask) -> QuerySet[Membership]:
    """The memberships by which `person` acts for an organisation today, with one of `tasks` or any."""
    found = Membership.objects.filter(open_today(), person=person, organisation__is_active=True)
    return found.filter(task__in=tasks) if tasks else found


def acts_for(person: Person, *tasks: MemberTask, organisation: str = "organisation") -> Exists:
    """A condition: `person` acts today for the row's organisation (the column `organisation`; ``pk`` of itself)."""
    return Exists(acting_now(person, *tasks).filter(organisation=OuterRef(organisation)))


def may_act_for(person: Person, organisation: Organisation, *tasks: MemberTask) -> bool:
    return acting_now(person, *tasks).filter(organisation=organisation).exists()


def acts_for_any(person: Person) -> bool:
    """Whether `person` acts for any organisation today."""
    return acting_now(person).exists()


def may_keep_directory(person: Person) -> bool:
    return holds(person, *KEEPS_DIRECTORY)


def keeps(person: Person) -> Q:
    """The services whose facts `person` may change.

    Editors: all. Managers: those of their unit. Whoever leads the organisation, and the owner: their own.
    """
    return (
        Q(Exists(current_grants(person, *KEEPS_DIRECTORY)))
        | Q(in_unit_of(person, Role.UNIT_MANAGER), unit__isnull=False)
        | Q(acts_for(person, MemberTask.LEADS))
        | Q(owner=person)
    )


def may_keep(person: Person, service: Service) -> bool:
    return Service.objects.filter(keeps(person), pk=service.pk).exists()


def publishes(person: Person) -> Q:
    """The services that `person` puts into the directory without waiting for an editor.

    Editors: all. Managers: those of their unit. Whoever leads an organisation that is trusted: its own.
    """
    return (
        Q(Exists(current_grants(person, *KEEPS_DIRECTORY)))
        | Q(in_unit_of(person, Role.UNIT_MANAGER), unit__isnull=False)
        | Q(acts_for(person, MemberTask.LEADS), organisation__trusted=True)
    )


def may_publish(person: Person, service: Service) -> bool:
    return Service.objects.filter(publishes(person), pk=service.pk).exists()


def may_offer(person: Person, *, unit: Unit | None, organisation: Organisation | None) -> bool:
    """Whether `person` may put something into the directory that these offer.

    Editors: for anybody. Managers: where their unit offers it. Leaders: what their organisation offers, in its own
    name only, for they cannot promise anything for a unit.
    """
    if may_keep_directory(person):
        return True
    if unit is not None:
        return Unit.objects.filter(in_unit_of(person, Role.UNIT_MANAGER, field="pk"), pk=unit.pk).exists()
    return organisation is not None and may_act_for(person, organisation, MemberTask.LEADS)


def leads_or_owns(person: Person) -> Q:
    """A condition of no row: `person` leads an organisation today, or keeps a service true."""
    return Q(Exists(acting_now(person, MemberTask.LEADS))) | Q(Exists(Service.objects.filter(owner=person)))


def keeps_something(person: Person) -> bool:
    """Whether `person` keeps anything in the directory, or may put something there."""
    roles = Q(Exists(current_grants(person, *KEEPS_DIRECTORY, Role.UNIT_MANAGER)))
    return Person.objects.filter(roles | leads_or_owns(person), pk=person.pk).exists()


def keeps_organisation(person: Person) -> Q:
    """The organisations whose page and people `person` may see and change: editors all, leaders their own."""
    leads = acts_for(person, MemberTask.LEADS, organisation="pk")
    return Q(Exists(current_grants(person, *KEEPS_DIRECTORY))) | Q(leads)


def may_keep_organisation(person: Person, organisation: Organisation) -> bool:
    return Organisation.objects.filter(keeps_organisation(person), pk=organisation.pk).exists()


def may_send(person: Person) -> bool:
    """Whether `person` meets residents and may send them on."""
    return holds(person, *SENDS)


def side_of(person: Person) -> Side:
    """From which side of the wall `person` sends somebody on. An officer never sends as a guide."""
    if holds(person, Role.OFFICER):
        return Side.AUTHORITY
    return Side.GUIDANCE if holds(person, Role.GUIDE) else Side.SHARED


def handles_referral(person: Person) -> Q:
    """The referrals that `person` sees and sees to at work.

    Whoever sent it, and colleagues of the same unit on the same side of the wall; where the person lets the other side
    see it, those who meet them; and at the reception what people asked themselves and nobody answers by mail.
    """
    colleagues = Q(side=Side.GUIDANCE) & Q(in_unit_of(person, Role.GUIDE))
    colleagues |= Q(side=Side.AUTHORITY) & Q(in_unit_of(person, Role.OFFICER))
    colleagues |= Q(side=Side.SHARED) & Q(in_unit_of(person, Role.RECEPTION, Role.ANSWERER, Role.REGISTRAR))
    at_reception = Q(side=Side.OWN) & (Q(by_hand=True) | Q(state=ReferralState.EXPIRED))
    return (
        (Q(sent_by=person) & Q(Exists(current_grants(person, *SENDS))))
        | colleagues
        | (Q(shared=True, person__isnull=False) & referred.met_by(person, resident="person"))
        | (at_reception & Q(Exists(current_grants(person, Role.RECEPTION))))
    )


def may_handle_referral(person: Person, referral: Referral) -> bool:
    return Referral.objects.filter(handles_referral(person), pk=referral.pk).exists()


def organises(person: Person) -> Q:
    """The activities that `person` organises, and the occupations: those of an organisation that they lead."""
    return Q(acts_for(person, MemberTask.LEADS))


def keeps_activity(person: Person) -> Q:
    """The activities that `person` may see before others do, and change: editors all, leaders their own."""
    return Q(Exists(current_grants(person, *KEEPS_DIRECTORY))) | organises(person)


def may_keep_activity(person: Person, activity: Activity) -> bool:
    return Activity.objects.filter(keeps_activity(person), pk=activity.pk).exists()


def may_write_activity_for(person: Person, organisation: Organisation) -> bool:
    return organisation.is_active and may_keep_organisation(person, organisation)


def _publishes(person: Person) -> Q:
    """What `person` publishes without waiting: editors all, leaders where their organisation is trusted."""
    trusted = organises(person) & Q(organisation__trusted=True)
    return Q(Exists(current_grants(person, *KEEPS_DIRECTORY))) | trusted


def may_publish_activity(person: Person, activity: Activity) -> bool:
    return Activity.objects.filter(_publishes(person), pk=activity.pk).exists()


def sees_signed_up(person: Person) -> Q:
    """The sign-ups whose names `person` sees: those to activities that they organise. An editor sees none."""
    return Q(acts_for(person, MemberTask.LEADS, organisation="occasion__activity__organisation"))


def may_see_signed_up(person: Person, activity: Activity) -> bool:
    return Activity.objects.filter(organises(person), pk=activity.pk).exists()


def keeps_activities(person: Person) -> bool:
    """Whether `person` keeps any activities, or may write one."""
    return holds(person, *KEEPS_DIRECTORY) or acting_now(person, MemberTask.LEADS).exists()


def keeps_occupation(person: Person) -> Q:
    """The occupations that `person` may see before others do, and change: as with activities."""
    return keeps_activity(person)


def may_keep_occupation(person: Person, occupation: Occupation) -> bool:
    return Occupation.objects.filter(keeps_occupation(person), pk=occupation.pk).exists()


def may_publish_occupation(person: Person, occupation: Occupation) -> bool:
    return Occupation.objects.filter(_publishes(person), pk=occupation.pk).exists()


def _of_unit(person: Person, *roles: Role) -> Q:
    """The interests of a unit where `person` holds one of `roles`; those of no unit are for all who do."""
    anywhere = Q(unit__isnull=True) & Q(Exists(current_grants(person, *roles)))
    return Q(in_unit_of(person, *roles)) | anywhere


def sees_interest(person: Person) -> Q:
    """The interests that `person` sees at work: guides those that they may answer, managers those of their unit."""
    return _of_unit(person, Role.GUIDE, Role.UNIT_MANAGER)


def may_take_interest(person: Person, interest: Interest) -> bool:
    """Whether `person` is one of the guides who may answer it."""
    return Interest.objects.filter(_of_unit(person, Role.GUIDE), pk=interest.pk).exists()


def may_give_back_interest(person: Person, interest: Interest) -> bool:
    """Whoever has taken it, and the manager of its unit."""
    theirs = Q(taken_by=person) & _of_unit(person, Role.GUIDE)
    return Interest.objects.filter(theirs | _of_unit(person, Role.UNIT_MANAGER), pk=interest.pk).exists()
