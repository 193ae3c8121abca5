"""The scenes of keeping the directory: services, places, hours, pairs, organisations and the mail about it."""

from datetime import time

from medskapa.commons import actions, keeping_mail
from medskapa.commons.models import (
    KeepingKind,
    KeepingMail,
    Likeness,
    LikePair,
    Membership,
    MemberTask,
    Organisation,
    Service,
    ServiceMerge,
    ServiceState,
    WrongKind,
    WrongReport,
)
from medskapa.core import clock
from medskapa.people.models import Person
from tests.access.world import EDITOR, HELPER, MANAGER, MEMBER, PARTNER, World
from tests.commons_factories import ListedServiceFactory, at
from tests.scenes import NOBODY, Scene

FIELDS = {
    "name": "Hjälp med BankID",
    "summary": "Vi gör BankID tillsammans.",
    "needs": ["bankid"],
    "check_every": 90,
}
"""What a new service says at the least."""


def association(world: World) -> Organisation:
    """The association that the partner leads."""
    return Organisation.objects.get(slug="foreningen-har")


def a_service(world: World) -> Service:
    """Offered by the unit "here" and the association together: its manager, its leader and editors keep it."""
    service = ListedServiceFactory(
        slug="hjalp-har", name="Hjälp här", unit=world.here, organisation=world.once(association), phone="040-10 20 30"
    )
    at(service)
    return service


def a_twin(world: World) -> Service:
    """Nearly the same, of the association alone."""
    service = ListedServiceFactory(
        slug="hjalp-har-igen", name="Hjälp här!", organisation=world.once(association), phone="040-10 20 30"
    )
    at(service, opens=time(13), closes=time(15))
    return service


def a_waiting(world: World) -> Service:
    """What the partner wants to publish."""
    return actions.add_service(
        actor=person(world, PARTNER), organisation=world.once(association), **FIELDS | {"name": "Språkkafé"}
    )


def a_paused(world: World) -> Service:
    return ListedServiceFactory(
        organisation=world.once(association), state=ServiceState.PAUSED, paused_because="Sommaruppehåll."
    )


def an_unlisted(world: World) -> Service:
    return ListedServiceFactory(unit=world.here, organisation=None, listed=False, checked_on=None)


def a_wrong(world: World) -> WrongReport:
    return WrongReport.objects.create(service=world.once(a_service), kind=WrongKind.HOURS, day=clock.today())


def a_pair(world: World) -> tuple[Service, Service]:
    return world.once(a_service), world.once(a_twin)


def a_merge(world: World) -> ServiceMerge:
    into, source = world.once(a_pair)
    return actions.merge_services(actor=person(world, EDITOR), source=source, into=into)


def a_member(world: World) -> Membership:
    return Membership.objects.get(person=person(world, HELPER))


def a_due(world: World) -> Service:
    owner = person(world, EDITOR)
    owner.email = "redaktor@example.se"
    owner.save()
    return ListedServiceFactory(organisation=world.once(association), owner=owner, check_by=clock.today())


def an_ownerless(world: World) -> Service:
    return ListedServiceFactory(organisation=world.once(association), owner=None, check_by=clock.today())


def a_mail(world: World) -> KeepingMail:
    due = world.once(a_due)
    mail = keeping_mail.tell(person(world, EDITOR), KeepingKind.CHECK, due)
    assert mail
    return mail


def person(world: World, role: str) -> Person:
    found = world.people[role]
    assert found
    return found


def _merge(w: World, who: Person) -> ServiceMerge:
    into, source = w.once(a_pair)
    return actions.merge_services(actor=who, source=source, into=into)


def _compare(w: World, who: Person) -> LikePair:
    first, second = w.once(a_pair)
    return actions.say_of_pair(actor=who, first=first, second=second, word=Likeness.UNSURE)


def _add_hours(w: World, who: Person) -> object:
    return actions.add_hours(
        actor=who, service=w.once(a_service), at=None, weekdays=[2], opens=time(9), closes=time(11)
    )


SCENES = {
    "commons.add_service": Scene(
        PARTNER,
        lambda w, who: actions.add_service(actor=who, organisation=w.once(association), **FIELDS),
        given=association,
        stranger=HELPER,
    ),
    "commons.edit_service": Scene(
        MANAGER,
        lambda w, who: actions.edit_service(actor=who, service=w.once(a_service), version=1, **FIELDS),
        given=a_service,
    ),
    "commons.list_service": Scene(
        MANAGER, lambda w, who: actions.list_service(actor=who, service=w.once(an_unlisted)), given=an_unlisted
    ),
    "commons.check_service": Scene(
        PARTNER,
        lambda w, who: actions.check_service(actor=who, service=w.once(a_service)),
        given=a_service,
        stranger=HELPER,
    ),
    "commons.pause_service": Scene(
        PARTNER,
        lambda w, who: actions.pause_service(actor=who, service=w.once(a_service), why="Sommaruppehåll."),
        given=a_service,
        stranger=HELPER,
    ),
    "commons.open_service": Scene(
        PARTNER,
        lambda w, who: actions.open_service(actor=who, service=w.once(a_paused)),
        given=a_paused,
        stranger=HELPER,
    ),
    "commons.close_service": Scene(
        PARTNER,
        lambda w, who: actions.close_service(actor=who, service=w.once(a_service), why="Lokalen är uppsagd."),
        given=a_service,
        stranger=HELPER,
    ),
    "commons.approve_service": Scene(
        EDITOR,
        lambda w, who: actions.approve_service(actor=who, service=w.once(a_waiting), trust=True),
        given=a_waiting,
        stranger=PARTNER,
    ),
    "commons.refuse_service": Scene(
        EDITOR,
        lambda w, who: actions.refuse_service(actor=who, service=w.once(a_waiting), why="Det kostar för mycket."),
        given=a_waiting,
        stranger=PARTNER,
    ),
    "commons.answer_wrong": Scene(
        MANAGER,
        lambda w, who: actions.answer_wrong(actor=who, report=w.once(a_wrong), was_right=True),
        given=a_wrong,
    ),
    "commons.put_at_place": Scene(
        MANAGER,
        lambda w, who: actions.put_at_place(
            actor=who, service=w.once(a_service), place=w.once(a_twin).at_places.get().place
        ),
        given=a_pair,
    ),
    "commons.take_from_place": Scene(
        MANAGER,
        lambda w, who: actions.take_from_place(actor=who, at=w.once(a_service).at_places.get()),
        given=a_service,
    ),
    "commons.add_hours": Scene(MANAGER, _add_hours, given=a_service),
    "commons.remove_hours": Scene(
        MANAGER, lambda w, who: actions.remove_hours(actor=who, hours=w.once(a_service).hours.get()), given=a_service
    ),
    "commons.say_of_pair": Scene(EDITOR, _compare, given=a_pair, stranger=PARTNER),
    "commons.merge_services": Scene(EDITOR, _merge, given=a_pair, stranger=MANAGER),
    "commons.unmerge_services": Scene(
        EDITOR,
        lambda w, who: actions.unmerge_services(actor=who, merge=w.once(a_merge)),
        given=a_merge,
        stranger=MANAGER,
    ),
    "commons.add_organisation": Scene(
        EDITOR,
        lambda w, who: actions.add_organisation(actor=who, name="Läxhjälpen", kind="association"),
        stranger=PARTNER,
    ),
    "commons.edit_organisation": Scene(
        PARTNER,
        lambda w, who: actions.edit_organisation(
            actor=who, organisation=w.once(association), version=1, about="Vi hjälps åt."
        ),
        given=association,
        stranger=HELPER,
    ),
    "commons.add_member": Scene(
        EDITOR,
        lambda w, who: actions.add_member(
            actor=who, organisation=w.once(association), person=person(w, MEMBER), task=MemberTask.HELPS
        ),
        given=association,
        stranger=PARTNER,
    ),
    "commons.end_membership": Scene(
        PARTNER,
        lambda w, who: actions.end_membership(actor=who, membership=w.once(a_member)),
        given=a_member,
        stranger=HELPER,
    ),
    "commons.remind_owner": Scene(
        NOBODY, lambda w, who: actions.remind_owner(actor=None, service=w.once(a_due)), stranger=None, given=a_due
    ),
    "commons.escalate_unchecked": Scene(
        NOBODY,
        lambda w, who: actions.escalate_unchecked(actor=None, service=w.once(an_ownerless)),
        stranger=None,
        given=an_ownerless,
    ),
    "commons.mark_keeping_mail_sent": Scene(
        NOBODY,
        lambda w, who: actions.mark_keeping_mail_sent(actor=None, mail=w.once(a_mail)),
        stranger=None,
        given=a_mail,
    ),
    "commons.fail_keeping_mail": Scene(
        NOBODY,
        lambda w, who: actions.fail_keeping_mail(actor=None, mail=w.once(a_mail), reason="Adressen finns inte."),
        stranger=None,
        given=a_mail,
    ),
    "commons.stop_keeping_mail": Scene(
        NOBODY, lambda w, who: actions.stop_keeping_mail(actor=None, mail=w.once(a_mail)), stranger=None, given=a_mail
    ),
}
