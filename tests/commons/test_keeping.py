"""What is offered comes into the directory, is changed, checked, paused and closed, by those who keep it."""

from datetime import time, timedelta

import pytest
from django.core import mail as outbox
from django.core.exceptions import PermissionDenied, ValidationError

from medskapa.commons import actions, holds, keeping_daily, keeping_jobs, policy
from medskapa.commons.models import (
    KeepingKind,
    KeepingMail,
    Likeness,
    LikePair,
    Membership,
    MemberTask,
    Service,
    ServiceState,
    WrongKind,
    WrongReport,
)
from medskapa.commons.queries import keeping as queries
from medskapa.core import clock
from medskapa.core.errors import Conflict
from medskapa.core.models import AuditRecord
from medskapa.integrations.failure import NotSent
from medskapa.people.models import Kind, Role
from tests.commons_factories import ListedServiceFactory, OrganisationFactory, acting_for, at, partner
from tests.factories import PersonFactory, PlaceFactory, StaffFactory, UnitFactory, staff
from tests.scenes.commons_keeping import FIELDS

pytestmark = pytest.mark.django_db


@pytest.fixture
def association():
    return OrganisationFactory()


@pytest.fixture
def leader(association):
    return partner(association, email="ledare@example.se")


@pytest.fixture
def editor():
    return staff(Role.EDITOR, email="redaktor@example.se")


@pytest.fixture
def service(association):
    return ListedServiceFactory(organisation=association)


@pytest.fixture
def open_referral(monkeypatch):
    """Something open that hangs on the services in the list, as referrals will; what moved stands in ``moved``."""

    class Fake:
        open_at: list[int] = []
        moved: list[tuple[int, int]] = []

    fake = Fake()
    fake.open_at, fake.moved = [], []
    monkeypatch.setattr(holds, "_held", {})

    def move(source, into):
        fake.moved.append((source.pk, into.pk))
        return [source.pk]

    held = holds.Held(
        is_open=lambda service: service.pk in fake.open_at,
        why="En person väntar på svar.",
        move=move,
        back=lambda keys, source: fake.moved.append((source.pk, source.pk)),
    )
    holds.add("referrals", held)
    return fake


# Coming into the directory


def test_what_an_association_offers_waits_for_an_editor_who_is_told(leader, association, editor):
    service = actions.add_service(actor=leader, organisation=association, **FIELDS)
    assert (service.state, service.listed, service.owner) == (ServiceState.WAITING, True, leader)
    assert service.checked_by == leader
    assert service.check_by == clock.today() + timedelta(days=90)
    assert KeepingMail.objects.get().person == editor


def test_a_trusted_association_publishes_itself(leader, association):
    association.trusted = True
    association.save()
    assert actions.add_service(actor=leader, organisation=association, **FIELDS).state == ServiceState.ACTIVE


def test_a_manager_publishes_for_the_unit_and_for_no_other():
    unit = UnitFactory()
    manager = staff(Role.UNIT_MANAGER, unit)
    assert actions.add_service(actor=manager, unit=unit, **FIELDS).state == ServiceState.ACTIVE
    with pytest.raises(PermissionDenied):
        actions.add_service(actor=manager, unit=UnitFactory(), **FIELDS)


def test_a_leader_offers_nothing_in_the_name_of_a_unit(leader, association):
    with pytest.raises(PermissionDenied):
        actions.add_service(actor=leader, organisation=association, unit=UnitFactory(), **FIELDS)
    with pytest.raises(PermissionDenied):
        actions.add_service(actor=leader, organisation=OrganisationFactory(), **FIELDS)


def test_whoever_only_helps_offers_nothing(association):
    helper = partner(association, MemberTask.HELPS)
    with pytest.raises(PermissionDenied):
        actions.add_service(actor=helper, organisation=association, **FIELDS)


def test_two_of_the_same_name_get_an_address_each(editor, association):
    slugs = [actions.add_service(actor=editor, organisation=association, **FIELDS).slug for _each in range(3)]
    assert slugs == ["hjalp-med-bankid", "hjalp-med-bankid-2", "hjalp-med-bankid-3"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "!!!"}, "name"),
        ({"summary": ""}, "summary"),
        ({"summary": "x" * 301}, "summary"),
        ({"needs": []}, "needs"),
        ({"needs": ["finns-inte"]}, "needs"),
        ({"check_every": 0}, "check_every"),
        ({"check_every": 367}, "check_every"),
        ({"email": "ingen"}, "email"),
        ({"website": "ingen"}, "website"),
        ({"words": [f"ord{number}" for number in range(41)]}, "words"),
    ],
)
def test_what_is_missing_or_wrong_is_said_beside_the_field(editor, association, wrong, field):
    with pytest.raises(ValidationError) as refused:
        actions.add_service(actor=editor, organisation=association, **FIELDS | wrong)
    assert field in refused.value.message_dict
    assert not Service.objects.exists()


def test_nobody_offers_it_is_said(editor):
    with pytest.raises(ValidationError) as refused:
        actions.add_service(actor=editor, **FIELDS)
    assert "organisation" in refused.value.message_dict


def test_a_units_row_stands_in_the_directory_once_somebody_lists_it():
    unit = UnitFactory()
    manager = staff(Role.UNIT_MANAGER, unit)
    service = ListedServiceFactory(unit=unit, organisation=None, listed=False, checked_on=None, summary="")
    with pytest.raises(Conflict):
        actions.list_service(actor=manager, service=service)
    actions.edit_service(actor=manager, service=service, version=1, **FIELDS)
    assert not service.listed
    actions.list_service(actor=manager, service=service)
    actions.list_service(actor=manager, service=service)
    assert (service.listed, service.state, service.checked_by) == (True, ServiceState.ACTIVE, manager)
    with pytest.raises(PermissionDenied):
        actions.list_service(actor=staff(Role.UNIT_MANAGER, UnitFactory()), service=service)


# What an editor says


def test_an_editor_approves_and_may_trust_the_association_from_then_on(leader, association, editor):
    service = actions.add_service(actor=leader, organisation=association, **FIELDS)
    for _each in range(2):
        actions.approve_service(actor=editor, service=service, trust=True)
    association.refresh_from_db()
    assert (service.state, association.trusted) == (ServiceState.ACTIVE, True)
    assert KeepingMail.objects.filter(person=leader, kind=KeepingKind.APPROVED).count() == 1
    assert AuditRecord.objects.filter(verb="service.approved").count() == 1


def test_an_editor_refuses_with_a_reason_and_it_can_be_sent_again(leader, association, editor):
    service = actions.add_service(actor=leader, organisation=association, **FIELDS)
    with pytest.raises(ValidationError):
        actions.refuse_service(actor=editor, service=service, why=" ")
    actions.refuse_service(actor=editor, service=service, why="Skriv vad det kostar.")
    assert (service.state, service.closed_because) == (ServiceState.CLOSED, "Skriv vad det kostar.")
    actions.open_service(actor=leader, service=service)
    assert service.state == ServiceState.WAITING
    with pytest.raises(PermissionDenied):
        actions.approve_service(actor=leader, service=service)


def test_what_does_not_wait_is_neither_approved_nor_refused(editor, service):
    with pytest.raises(Conflict):
        actions.refuse_service(actor=editor, service=service, why="Nej.")
    actions.close_service(actor=editor, service=service, why="Slut.")
    with pytest.raises(Conflict):
        actions.approve_service(actor=editor, service=service)


# Changing, checking, pausing, closing


def test_whoever_comes_second_is_told_and_overwrites_nothing(editor, leader, service):
    actions.edit_service(actor=leader, service=service, version=1, **FIELDS | {"name": "Ledarens namn"})
    with pytest.raises(Conflict):
        actions.edit_service(actor=editor, service=service, version=1, **FIELDS | {"name": "Redaktörens namn"})
    service.refresh_from_db()
    assert (service.name, service.version, service.changed_on) == ("Ledarens namn", 2, clock.today())


def test_another_rhythm_counts_from_the_last_check(leader, service):
    checked = service.checked_on
    actions.edit_service(actor=leader, service=service, version=1, **FIELDS | {"check_every": 30})
    assert service.check_by == checked + timedelta(days=30)


def test_the_owner_is_one_who_acts_for_it(editor, association, service):
    colleague = partner(association, MemberTask.HELPS)
    actions.edit_service(actor=editor, service=service, version=1, owner=colleague, **FIELDS)
    assert service.owner == colleague
    assert policy.may_keep(colleague, service)
    with pytest.raises(ValidationError) as refused:
        actions.edit_service(actor=editor, service=service, version=2, owner=StaffFactory(), **FIELDS)
    assert "owner" in refused.value.message_dict


def test_nobody_else_changes_it(service):
    for stranger in (PersonFactory(), StaffFactory(), partner(), staff(Role.UNIT_MANAGER, UnitFactory())):
        with pytest.raises(PermissionDenied):
            actions.edit_service(actor=stranger, service=service, version=1, **FIELDS)


def test_one_press_says_that_all_is_true_and_the_reminders_begin_anew(leader, service):
    today = clock.today()
    service.reminders, service.reminded_on, service.escalated_on = 2, today, today
    service.save()
    actions.check_service(actor=leader, service=service)
    service.refresh_from_db()
    assert (service.checked_on, service.checked_by, service.reminders) == (today, leader, 0)
    assert (service.reminded_on, service.escalated_on) == (None, None)
    assert service.version == 1  # nothing that is shown has changed but the age


def test_what_is_paused_says_why_and_opens_again(leader, service):
    with pytest.raises(ValidationError):
        actions.pause_service(actor=leader, service=service, why="")
    for _each in range(2):
        actions.pause_service(actor=leader, service=service, why="Sommaruppehåll till 18 augusti.")
    assert service.state == ServiceState.PAUSED
    assert AuditRecord.objects.filter(verb="service.paused").count() == 1
    for _each in range(2):
        actions.open_service(actor=leader, service=service)
    assert (service.state, service.paused_because) == (ServiceState.ACTIVE, "")


def test_what_is_closed_stays_with_its_reason_and_is_neither_changed_nor_paused(leader, editor, service):
    for _each in range(2):
        actions.close_service(actor=leader, service=service, why="Lokalen är uppsagd.")
    assert (service.closed_on, service.closed_because) == (clock.today(), "Lokalen är uppsagd.")
    with pytest.raises(Conflict):
        actions.edit_service(actor=leader, service=service, version=service.version, **FIELDS)
    with pytest.raises(Conflict):
        actions.pause_service(actor=leader, service=service, why="Paus.")
    with pytest.raises(Conflict):
        actions.check_service(actor=leader, service=service)
    actions.open_service(actor=editor, service=service)
    assert (service.state, service.closed_on) == (ServiceState.ACTIVE, None)


def test_a_service_on_which_somebody_waits_is_not_closed(leader, service, open_referral):
    open_referral.open_at = [service.pk]
    with pytest.raises(Conflict) as refused:
        actions.close_service(actor=leader, service=service, why="Slut.")
    assert refused.value.messages == ["En person väntar på svar."]
    open_referral.open_at = []
    actions.close_service(actor=leader, service=service, why="Slut.")
    assert service.state == ServiceState.CLOSED


def test_a_report_is_looked_into_once(leader, service):
    report = WrongReport.objects.create(service=service, kind=WrongKind.HOURS, day=clock.today())
    with pytest.raises(PermissionDenied):
        actions.answer_wrong(actor=StaffFactory(), report=report, was_right=True)
    actions.answer_wrong(actor=leader, report=report, was_right=True)
    actions.answer_wrong(actor=leader, report=report, was_right=False)
    assert (report.seen_on, report.seen_by, report.was_right) == (clock.today(), leader, True)


# Places and hours


def test_places_and_hours_come_and_go(leader, service):
    place = PlaceFactory()
    for note in ("Plan 1", "Plan 2", "Plan 2"):
        where = actions.put_at_place(actor=leader, service=service, place=place, note=note)
    assert (service.at_places.get().note, service.version) == ("Plan 2", 3)
    times = {"opens": time(9), "closes": time(12)}
    for _each in range(2):
        actions.add_hours(actor=leader, service=service, at=where, weekdays=[1, 3], **times)
    actions.add_hours(actor=leader, service=service, at=None, weekdays=[5], **times)
    assert [(hours.weekday, hours.by_phone) for hours in service.hours.all()] == [(1, False), (3, False), (5, True)]
    gone = service.hours.first()
    key = gone.pk
    actions.remove_hours(actor=leader, hours=gone)
    gone.pk = key
    with pytest.raises(Conflict):
        actions.remove_hours(actor=leader, hours=gone)
    key = where.pk
    actions.take_from_place(actor=leader, at=where)
    assert [hours.by_phone for hours in service.hours.all()] == [True]
    where.pk = key
    with pytest.raises(Conflict):
        actions.take_from_place(actor=leader, at=where)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"weekdays": []}, "weekdays"),
        ({"weekdays": [8]}, "weekdays"),
        ({"closes": time(9)}, "closes"),
        ({"note": "x" * 101}, "note"),
        ({"from_day": clock.today(), "to_day": clock.today() - timedelta(days=1)}, "to_day"),
    ],
)
def test_hours_that_cannot_be_are_said(leader, service, wrong, field):
    given = {"at": None, "weekdays": [1], "opens": time(9), "closes": time(12)} | wrong
    with pytest.raises(ValidationError) as refused:
        actions.add_hours(actor=leader, service=service, **given)
    assert field in refused.value.message_dict


def test_hours_belong_to_a_place_of_the_service(leader, service):
    elsewhere = at(ListedServiceFactory())
    with pytest.raises(ValidationError):
        actions.add_hours(actor=leader, service=service, at=elsewhere, weekdays=[1], opens=time(9), closes=time(12))


def test_there_is_an_end_to_how_many_hours(leader, service):
    for hour in range(6, 14):
        actions.add_hours(
            actor=leader, service=service, at=None, weekdays=range(1, 8), opens=time(hour), closes=time(hour + 1)
        )
    with pytest.raises(ValidationError):
        actions.add_hours(actor=leader, service=service, at=None, weekdays=range(1, 8), opens=time(15), closes=time(16))


def test_nobody_else_moves_it(service):
    where, stranger = at(service), StaffFactory()
    with pytest.raises(PermissionDenied):
        actions.put_at_place(actor=stranger, service=service, place=PlaceFactory())
    with pytest.raises(PermissionDenied):
        actions.take_from_place(actor=stranger, at=where)
    with pytest.raises(PermissionDenied):
        actions.remove_hours(actor=stranger, hours=where.hours.get())
    with pytest.raises(PermissionDenied):
        actions.add_hours(actor=stranger, service=service, at=where, weekdays=[1], opens=time(9), closes=time(12))


# Reminders


def a_day_later(monkeypatch, days):
    day = clock.today() + timedelta(days=days)
    monkeypatch.setattr(clock, "today", lambda: day)


def test_the_owner_is_reminded_once_a_rhythm_and_after_two_silences_the_editors_are(
    monkeypatch, leader, editor, association
):
    service = ListedServiceFactory(
        organisation=association,
        owner=leader,
        checked_on=clock.today(),
        check_every=60,
        check_by=clock.today() + timedelta(days=60),
    )
    told = []
    for _day in range(60 + 60 + 20):
        a_day_later(monkeypatch, 1)
        keeping_daily.remind_owners()
        told.append(
            (KeepingMail.objects.filter(person=leader).count(), KeepingMail.objects.filter(person=editor).count())
        )
    assert told[58] == (0, 0)
    assert told[59] == (1, 0)
    assert told[118] == (1, 0)
    assert told[119] == (2, 0)
    assert told[119 + 13] == (2, 0)
    assert told[119 + 14] == (2, 1)
    assert told[-1] == (2, 1)
    service.refresh_from_db()
    assert service.escalated_on
    actions.check_service(actor=leader, service=service)
    assert queries.to_escalate() == queries.to_remind_of() == []


@pytest.mark.parametrize("owner", ["nobody", "left", "without an address"])
def test_where_no_owner_can_be_reached_the_editors_are_told_at_once(editor, association, owner):
    people = {
        "nobody": None,
        "left": partner(association, email="x@example.se", is_active=False),
        "without an address": partner(association),
    }
    service = ListedServiceFactory(organisation=association, owner=people[owner], check_by=clock.today())
    keeping_daily.remind_owners()
    keeping_daily.remind_owners()
    service.refresh_from_db()
    assert (service.escalated_on, service.reminders) == (clock.today(), 0)
    assert KeepingMail.objects.get().person == editor


def test_what_is_paused_closed_unlisted_or_checked_reminds_nobody(leader, association):
    due = {"organisation": association, "owner": leader, "check_by": clock.today()}
    ListedServiceFactory(**due, state=ServiceState.PAUSED)
    ListedServiceFactory(**due, state=ServiceState.CLOSED, closed_on=clock.today())
    ListedServiceFactory(**due, listed=False)
    ListedServiceFactory(**due | {"check_by": clock.today() + timedelta(days=1)})
    keeping_daily.remind_owners()
    assert not KeepingMail.objects.exists()
    for service in Service.objects.all():
        actions.remind_owner(actor=None, service=service)
        actions.escalate_unchecked(actor=None, service=service)
    assert not AuditRecord.objects.exists()


def test_the_mail_says_which_service_and_where_and_nothing_of_people(leader, association):
    service = ListedServiceFactory(organisation=association, owner=leader, check_by=None, name="Språkkafé")
    keeping_daily.remind_owners()
    keeping_jobs.send_keeping_mail.call()
    (sent,) = outbox.outbox
    assert sent.to == [leader.email]
    assert "Språkkafé" in sent.body
    assert service.slug in sent.body
    assert KeepingMail.objects.get().state == "sent"


def test_a_mail_that_is_no_longer_true_is_stopped(leader, association):
    service = ListedServiceFactory(organisation=association, owner=leader, check_by=None)
    keeping_daily.remind_owners()
    actions.check_service(actor=leader, service=service)
    keeping_jobs.send_keeping_mail.call()
    assert outbox.outbox == []
    assert KeepingMail.objects.get().state == "stopped"


def test_the_editors_are_told_where_an_owners_mail_comes_back(monkeypatch, leader, editor, association):
    service = ListedServiceFactory(organisation=association, owner=leader, check_by=None)
    keeping_daily.remind_owners()

    def refuse(*args, **options):
        raise NotSent("Adressen finns inte.", retryable=False)

    monkeypatch.setattr("medskapa.integrations.gateways.send", refuse)
    keeping_jobs.send_one_keeping_mail.call(KeepingMail.objects.get(person=leader).pk)
    service.refresh_from_db()
    assert service.escalated_on == clock.today()
    assert KeepingMail.objects.filter(person=editor, kind=KeepingKind.UNCHECKED).exists()


@pytest.mark.parametrize("kind", KeepingKind.values)
def test_each_kind_of_mail_has_words_on_one_line_and_an_address(leader, service, kind):
    from medskapa.commons import keeping_mail

    about = None if kind == KeepingKind.UNCHECKED else service
    mail = keeping_mail.tell(leader, KeepingKind(kind), about)
    subject, text = keeping_mail.words_of(mail)
    assert "\n" not in subject
    assert "http" in text


# Two that look alike


@pytest.fixture
def twins(association):
    into = ListedServiceFactory(organisation=association, needs=["phone"], languages=["sv"], words=["mobil"])
    source = ListedServiceFactory(organisation=association, needs=["bankid"], languages=["so"], words=["mobil", "app"])
    both, only = PlaceFactory(), PlaceFactory()
    at(into, both)
    at(source, both)
    at(source, only)
    source.at_places.get(place=both).hours.create(service=source, weekday=2, opens=time(9), closes=time(12))
    return into, source


def facts(service):
    service.refresh_from_db()
    places = sorted(service.at_places.values_list("place", flat=True))
    hours = sorted(service.hours.values_list("weekday", "at__place", "at__service"))
    return [service.state, service.needs, service.languages, service.words, places, hours]


def test_the_same_is_put_together_with_all_that_hangs_on_it_and_taken_apart_again(editor, twins, open_referral):
    into, source = twins
    WrongReport.objects.create(service=source, kind=WrongKind.HOURS, day=clock.today())
    before = facts(into), facts(source)
    merge = actions.merge_services(actor=editor, source=source, into=into, why="Samma lokal och tid.")
    again = actions.merge_services(actor=editor, source=source, into=into)
    assert again == merge
    _state, needs, languages, words, places, hours = facts(into)
    assert (needs, languages, words) == (["phone", "bankid"], ["sv", "so"], ["mobil", "app"])
    assert len(places) == 2
    assert [(weekday, service) for weekday, _place, service in hours] == [(1, into.pk), (1, into.pk), (2, into.pk)]
    assert facts(source)[0] == ServiceState.CLOSED
    assert source.merged_into == into
    assert into.wrongs.count() == 1
    assert LikePair.objects.get().word == Likeness.SAME
    with pytest.raises(Conflict):
        actions.open_service(actor=editor, service=source)

    for _each in range(2):
        actions.unmerge_services(actor=editor, merge=merge)
    assert (facts(into), facts(source)) == before
    assert source.wrongs.count() == 1
    assert open_referral.moved == [(source.pk, into.pk), (source.pk, source.pk)]
    assert LikePair.objects.get().word == Likeness.UNSURE


def test_what_somebody_waits_on_is_not_put_into_another(editor, twins, open_referral):
    into, source = twins
    open_referral.open_at = [source.pk]
    with pytest.raises(Conflict):
        actions.merge_services(actor=editor, source=source, into=into)
    assert open_referral.moved == []


def test_what_has_come_to_an_end_is_not_put_together(editor, twins):
    into, source = twins
    actions.close_service(actor=editor, service=source, why="Slut.")
    with pytest.raises(Conflict):
        actions.merge_services(actor=editor, source=source, into=into)
    with pytest.raises(Conflict):
        actions.merge_services(actor=editor, source=into, into=into)


def test_a_chain_is_taken_apart_from_its_end(editor, twins):
    into, source = twins
    last = ListedServiceFactory(organisation=into.organisation)
    first = actions.merge_services(actor=editor, source=source, into=into)
    second = actions.merge_services(actor=editor, source=into, into=last)
    with pytest.raises(Conflict):
        actions.unmerge_services(actor=editor, merge=first)
    actions.unmerge_services(actor=editor, merge=second)
    actions.unmerge_services(actor=editor, merge=first)
    assert facts(source)[0] == ServiceState.ACTIVE


def test_different_and_unsure_are_answers_and_the_last_one_counts(editor, leader, twins):
    into, source = twins
    for word in (Likeness.UNSURE, Likeness.DIFFERENT):
        actions.say_of_pair(actor=editor, first=source, second=into, word=word, why="Olika dagar.")
    assert LikePair.objects.get().word == Likeness.DIFFERENT
    with pytest.raises(ValidationError):
        actions.say_of_pair(actor=editor, first=source, second=into, word=Likeness.SAME)
    with pytest.raises(PermissionDenied):
        actions.say_of_pair(actor=leader, first=source, second=into, word=Likeness.UNSURE)


# Organisations


def test_an_editor_adds_an_organisation_once(editor):
    made = [actions.add_organisation(actor=editor, name="Läxhjälpen", kind="association") for _each in range(2)]
    assert made[0] == made[1]
    with pytest.raises(Conflict):
        actions.add_organisation(actor=editor, name="Läxhjälpen!", kind="association")
    with pytest.raises(ValidationError):
        actions.add_organisation(actor=editor, name="!", kind="association")
    with pytest.raises(ValidationError):
        actions.add_organisation(actor=editor, name="", kind="association")
    with pytest.raises(PermissionDenied):
        actions.add_organisation(actor=StaffFactory(), name="Ny", kind="association")


def test_a_leader_writes_the_organisations_own_words_and_nothing_else(leader, editor, association):
    fields = {"about": "Vi hjälps åt.", "name": "Nytt namn", "trusted": True}
    actions.edit_organisation(actor=leader, organisation=association, version=1, **fields)
    association.refresh_from_db()
    assert (association.about, association.trusted) == ("Vi hjälps åt.", False)
    assert association.name != "Nytt namn"
    with pytest.raises(Conflict):
        actions.edit_organisation(actor=editor, organisation=association, version=1, **fields)
    actions.edit_organisation(actor=editor, organisation=association, version=2, **fields)
    assert (association.name, association.trusted) == ("Nytt namn", True)
    with pytest.raises(PermissionDenied):
        actions.edit_organisation(actor=partner(), organisation=association, version=3, **fields)


def test_a_member_of_staff_acts_for_an_organisation_and_another_task_ends_the_first(editor, association):
    colleague = StaffFactory()
    for task in (MemberTask.HELPS, MemberTask.HELPS, MemberTask.LEADS):
        actions.add_member(actor=editor, organisation=association, person=colleague, task=task)
    rows = Membership.objects.filter(person=colleague).order_by("pk")
    assert [(row.task, row.ends_on is None) for row in rows] == [("helps", False), ("leads", True)]
    for stranger in (PersonFactory(), PersonFactory(kind=Kind.PARTNER), StaffFactory(is_active=False)):
        with pytest.raises(ValidationError):
            actions.add_member(actor=editor, organisation=association, person=stranger, task=MemberTask.HELPS)
    with pytest.raises(PermissionDenied):
        actions.add_member(actor=colleague, organisation=association, person=colleague, task=MemberTask.LEADS)


def test_whoever_acts_no_more_owns_nothing_there_and_an_editor_sees_it(editor, leader, association):
    helper = acting_for(association, MemberTask.HELPS, StaffFactory())
    service = ListedServiceFactory(organisation=association, owner=helper)
    membership = Membership.objects.get(person=helper)
    for _each in range(2):
        actions.end_membership(actor=leader, membership=membership)
    service.refresh_from_db()
    assert (membership.ends_on, service.owner) == (clock.today(), None)
    with pytest.raises(PermissionDenied):
        actions.end_membership(actor=helper, membership=membership)


def test_the_two_questions_of_keeping_agree(editor, leader, association, service):
    unit = UnitFactory()
    helper = partner(association, MemberTask.HELPS)
    owned = ListedServiceFactory(owner=helper)
    of_unit = ListedServiceFactory(unit=unit, organisation=None)
    people = [editor, leader, helper, staff(Role.UNIT_MANAGER, unit), StaffFactory(), PersonFactory()]
    services = [service, owned, of_unit]
    kept = [[policy.may_keep(person, each) for each in services] for person in people]
    assert kept == [
        [True, True, True],
        [True, False, False],
        [False, True, False],
        [False, False, True],
        [False, False, False],
        [False, False, False],
    ]
    assert [policy.keeps_something(person) for person in people] == [True, True, True, True, False, False]
    assert [policy.may_keep_organisation(person, association) for person in people] == [True, True] + [False] * 4
