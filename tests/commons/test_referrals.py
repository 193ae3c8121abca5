"""Referrals: asked, answered by a code, followed by the clock, and kept apart by the wall."""

from datetime import timedelta

import pytest
from django.core import mail as outbox
from django.core.exceptions import PermissionDenied, ValidationError

from medskapa.commons import actions, holds, policy, referral_codes, referral_daily, referral_jobs, referred
from medskapa.commons.models import (
    CameOfIt,
    Referral,
    ReferralKind,
    ReferralMessage,
    ReferralState,
    Refused,
    ServiceState,
    Side,
)
from medskapa.commons.queries import referrals as queries
from medskapa.core import clock, working_days
from medskapa.core.errors import Conflict
from medskapa.integrations import outgoing
from medskapa.people.models import Person, Role
from tests.commons_factories import ListedServiceFactory, OrganisationFactory
from tests.factories import PersonFactory, UnitFactory, staff

pytestmark = pytest.mark.django_db

WORDS = {"what": "Hjälp att komma igång med BankID.", "first_name": "Alma"}
BY_SMS = {"reach_via": "sms", "reach_to": "070-174 06 05"}


@pytest.fixture
def service():
    return ListedServiceFactory(email="hjalp@example.se", needs=["bankid"])


@pytest.fixture
def unit():
    return UnitFactory()


@pytest.fixture
def desk(unit):
    return staff(Role.RECEPTION, unit, email="disken@example.se")


@pytest.fixture
def referral(desk, service):
    return sent(desk, service)


def sent(actor, service, **other) -> Referral:
    return actions.send_referral(actor=actor, service=service, **{"consent": True, **WORDS, **BY_SMS, **other})


def code(referral):
    return referral_codes.answer_code_of(referral)


def accept(referral, **other):
    return actions.accept_referral(actor=None, referral=referral, code=code(referral), **other)


def kinds(referral) -> set[str]:
    return set(referral.messages.values_list("kind", flat=True))


def at(day, hour=9):
    """A fixed clock at that day."""
    return clock.fixed(clock.midnight(day) + timedelta(hours=hour))


# Sent


def test_a_question_goes_to_whoever_helps_with_a_day_to_answer(referral, desk):
    assert referral.state == ReferralState.SENT
    assert referral.answer_by == working_days.after(clock.today(), 5)
    assert referral.remind_on == working_days.after(clock.today(), 3)
    assert (referral.side, referral.sent_by, referral.need) == (Side.SHARED, desk, "bankid")
    assert kinds(referral) == {ReferralKind.ASK}


def test_without_a_yes_nothing_is_sent(desk, service):
    with pytest.raises(ValidationError) as error:
        sent(desk, service, consent=False)
    assert "consent" in error.value.error_dict


def test_whoever_meets_no_residents_sends_nobody(service):
    with pytest.raises(PermissionDenied):
        sent(staff(Role.EDITOR), service)


@pytest.mark.parametrize(
    ("field", "bad"),
    [
        ("what", {"what": " "}),
        ("what", {"what": "a" * 301}),
        ("what", {"what": "Hjälp 19121212-1212 med BankID."}),
        ("reach_via", {"reach_via": "brevduva"}),
        ("reach_to", {"reach_to": ""}),
        ("reach_to", {"reach_to": "hemma"}),
        ("reach_to", {"reach_via": "email", "reach_to": "inte en adress"}),
        ("reach_to", {"reach_via": "phone", "reach_to": "12"}),
    ],
)
def test_what_is_wrong_is_said_at_its_field(desk, service, field, bad):
    with pytest.raises(ValidationError) as error:
        sent(desk, service, **bad)
    assert field in error.value.error_dict
    assert not Referral.objects.exists()


@pytest.mark.parametrize("closed", [{"state": ServiceState.PAUSED}, {"takes_referrals": False}, {"listed": False}])
def test_a_service_that_takes_nobody_is_not_asked(desk, service, closed):
    for name, value in closed.items():
        setattr(service, name, value)
    service.save()
    with pytest.raises(Conflict):
        sent(desk, service)


def test_a_service_without_an_address_is_rung(desk):
    referral = sent(desk, ListedServiceFactory(email=""))
    assert referral.by_hand
    assert not referral.messages.exists()


def test_only_those_who_meet_a_resident_send_them_by_account(desk, service, monkeypatch):
    monkeypatch.setattr(referred, "_meets", {})
    resident = PersonFactory()
    with pytest.raises(PermissionDenied):
        sent(desk, service, person=resident)
    referred.add("all", lambda viewer, column: meets(viewer, column, desk, resident))
    referral = sent(desk, service, person=resident, first_name="Någon annan")
    assert (referral.person, referral.first_name) == (resident, resident.first_name)
    with pytest.raises(Conflict):
        sent(desk, service, person=resident)


def meets(viewer, column, desk, resident):
    from django.db.models import Q

    return Q(**{column: resident.pk}) if viewer == desk else Q(pk__in=[])


def test_of_a_protected_person_nothing_goes_out(desk, service, monkeypatch):
    monkeypatch.setattr(referred, "_meets", {})
    resident = PersonFactory(protected_identity=True, reach_via="sms", phone="070-1740605")
    referred.add("all", lambda viewer, column: meets(viewer, column, desk, resident))
    referral = sent(desk, service, person=resident)
    assert (referral.by_hand, referral.first_name, referral.reach_to) == (True, "", "")
    actions.accept_referral(actor=desk, referral=referral)
    assert not referral.messages.exists()
    with pytest.raises(PermissionDenied):
        accept(referral)
    with pytest.raises(Conflict):
        actions.ask_oneself(actor=resident, service=ListedServiceFactory(), **WORDS, **BY_SMS)


# Asked oneself


def test_anybody_asks_without_an_account(service):
    referral = actions.ask_oneself(actor=None, service=service, **WORDS, **BY_SMS)
    assert (referral.side, referral.person, referral.sent_by) == (Side.OWN, None, None)
    accept(referral)
    assert kinds(referral) == {ReferralKind.ASK, ReferralKind.TELL}


def test_whoever_asks_must_be_reachable(service):
    with pytest.raises(ValidationError):
        actions.ask_oneself(actor=None, service=service, reach_via="self", **WORDS)
    with pytest.raises(PermissionDenied):
        actions.ask_oneself(actor=staff(Role.GUIDE), service=service, **WORDS, **BY_SMS)


# Answered


def test_the_code_of_the_mail_says_yes_once_however_often_it_is_pressed(referral):
    accept(referral, answer="Kom på tisdag.", places_left=3)
    again = accept(referral, answer="Något annat")
    assert (again.state, again.answer, again.places_left) == (ReferralState.ACCEPTED, "Kom på tisdag.", 3)
    assert again.ask_on == clock.today() + timedelta(days=91)
    assert kinds(referral) == {ReferralKind.ASK, ReferralKind.TELL, ReferralKind.ANSWERED}


def test_of_two_who_answer_at_once_the_second_is_told(referral):
    mine, yours = (Referral.objects.get(pk=referral.pk) for _each in range(2))
    accept(mine)
    with pytest.raises(Conflict):
        actions.refuse_referral(actor=None, referral=yours, code=code(yours), because=Refused.FULL)
    assert Referral.objects.get(pk=referral.pk).state == ReferralState.ACCEPTED


def test_another_code_opens_nothing(referral, desk, service):
    other = sent(desk, service)
    for wrong in (code(other), referral_codes.own_code_of(referral), None):
        with pytest.raises(PermissionDenied):
            actions.accept_referral(actor=None, referral=referral, code=wrong)


def test_a_code_opens_its_referral(referral):
    assert referral_codes.open_as_receiver(code(referral), source="a") == referral
    assert referral_codes.open_as_person(code(referral), source="a") is None
    assert referral_codes.open_as_person(referral_codes.own_code_of(referral), source="a") == referral
    assert referral_codes.behind_receiver(referral_codes.receiver_pass(referral)) == referral
    assert referral_codes.behind_person(referral_codes.receiver_pass(referral)) is None


def test_the_receivers_code_opens_nothing_two_months_later(referral):
    with at(referral.answer_by + timedelta(days=60)):
        assert referral_codes.open_as_receiver(code(referral), source="a") == referral
    with at(referral.answer_by + timedelta(days=61)):
        assert referral_codes.open_as_receiver(code(referral), source="a") is None


def test_whoever_guesses_is_stopped(referral, settings):
    from medskapa.core import throttle

    settings.THROTTLE = settings.THROTTLE | {"invitation_source": (1, 3600)}
    referral_codes.open_as_receiver(code(referral), source="a")
    with pytest.raises(throttle.TooMany):
        referral_codes.open_as_receiver(code(referral), source="a")


def test_a_no_has_a_reason(referral):
    with pytest.raises(ValidationError):
        actions.refuse_referral(actor=None, referral=referral, code=code(referral), because="ingen lust")
    refused = actions.refuse_referral(actor=None, referral=referral, code=code(referral), because=Refused.LANGUAGE)
    assert refused.state == ReferralState.REFUSED
    with pytest.raises(Conflict):
        accept(referral)


def test_after_a_no_others_are_proposed(referral, service):
    other = ListedServiceFactory(needs=["bankid"])
    ListedServiceFactory(needs=["bankid"], takes_referrals=False)
    ListedServiceFactory(needs=["printing"])
    assert [hit.service for hit in queries.others_for(referral)] == [other]


def test_a_proposed_time_is_the_persons_to_accept(referral, desk):
    soon = clock.now() + timedelta(days=2)
    actions.propose_time(actor=None, referral=referral, code=code(referral), at=soon)
    with pytest.raises(PermissionDenied):
        actions.accept_time(actor=None, referral=referral, code=code(referral))
    own = referral_codes.own_code_of(referral)
    assert actions.accept_time(actor=None, referral=referral, code=own).state == ReferralState.ACCEPTED
    assert actions.accept_time(actor=desk, referral=referral).proposed_at == soon
    assert ReferralKind.NEWS in kinds(referral)


@pytest.mark.parametrize("days", [-1, 400])
def test_a_time_that_is_no_time_is_refused(referral, days):
    with pytest.raises(ValidationError):
        actions.propose_time(actor=None, referral=referral, code=code(referral), at=clock.now() + timedelta(days=days))


def test_whoever_helped_says_what_came_of_it(referral):
    with pytest.raises(Conflict):
        actions.say_what_came(actor=None, referral=referral, code=code(referral), came_of_it=CameOfIt.HELPED)
    accept(referral)
    ended = actions.say_what_came(actor=None, referral=referral, code=code(referral), came_of_it=CameOfIt.NOT_COME)
    assert (ended.state, ended.ask_on) == (ReferralState.ENDED, None)


# Withdrawn, and held


def test_a_question_is_taken_back_with_the_own_code(referral):
    with pytest.raises(PermissionDenied):
        actions.withdraw_referral(actor=PersonFactory(), referral=referral)
    own = referral_codes.own_code_of(referral)
    for _click in range(2):
        assert actions.withdraw_referral(actor=None, referral=referral, code=own).state == ReferralState.WITHDRAWN
    assert ReferralKind.NEWS in kinds(referral)
    with pytest.raises(Conflict):
        accept(referral)


def test_a_service_that_somebody_waits_for_is_held(referral, service):
    other = ListedServiceFactory()
    assert holds.reasons(service)
    assert not holds.reasons(other)
    actions.refuse_referral(actor=None, referral=referral, code=code(referral), because=Refused.FULL)
    assert not holds.reasons(service)
    moved = holds.move(service, other)
    assert Referral.objects.get().service == other
    holds.back(moved, service)
    assert Referral.objects.get().service == service


# By the clock


def test_half_the_time_brings_a_reminder_and_the_whole_an_alarm(referral):
    with at(referral.remind_on):
        for _run in range(2):
            referral_daily.follow_referrals()
    assert referral.messages.filter(kind=ReferralKind.REMIND).count() == 1
    with at(referral.answer_by):
        referral_daily.follow_referrals()
        assert Referral.objects.get().state == ReferralState.SENT
    with at(referral.answer_by + timedelta(days=1)):
        with pytest.raises(Conflict):
            accept(referral)
        referral_daily.follow_referrals()
        assert Referral.objects.get().state == ReferralState.EXPIRED
        assert {ReferralKind.LATE, ReferralKind.TELL} <= kinds(referral)
        with pytest.raises(Conflict):
            accept(referral)


def test_a_late_answer_on_the_phone_is_still_an_answer(referral, desk):
    with at(referral.answer_by + timedelta(days=1)):
        referral_daily.follow_referrals()
        assert actions.accept_referral(actor=desk, referral=referral).state == ReferralState.ACCEPTED


def test_a_proposed_time_that_passes_expires(referral):
    soon = clock.now() + timedelta(days=2)
    actions.propose_time(actor=None, referral=referral, code=code(referral), at=soon)
    with clock.fixed(soon + timedelta(hours=1)):
        referral_daily.follow_referrals()
    assert Referral.objects.get().state == ReferralState.EXPIRED


def test_three_months_later_the_person_says_whether_it_helped(referral):
    accept(referral)
    own = referral_codes.own_code_of(referral)
    with pytest.raises(Conflict):
        actions.say_whether_helped(actor=None, referral=referral, code=own, helped="yes")
    with at(referral.ask_on):
        for _run in range(2):
            referral_daily.follow_referrals()
        assert referral.messages.filter(kind=ReferralKind.HELPED).count() == 1
        actions.say_whether_helped(actor=None, referral=referral, code=own, helped="partly", words="Nästan.")
        actions.say_whether_helped(actor=None, referral=referral, code=own, helped="no")
    assert Referral.objects.get().helped == "partly"


def test_the_way_to_reach_somebody_is_forgotten(referral):
    actions.refuse_referral(actor=None, referral=referral, code=code(referral), because=Refused.FULL)
    with at(clock.today() + timedelta(days=10)):
        referral_daily.follow_referrals()
        assert Referral.objects.get().reach_to
    with at(clock.today() + timedelta(days=20)):
        referral_daily.follow_referrals()
        assert not Referral.objects.get().reach_to


def test_few_answers_are_not_told(service):
    for number in range(4):
        answered(service, "yes" if number else "no")
    assert not isinstance(queries.helpfulness()[0].answers, int)
    for _each in range(6):
        answered(service, "yes")
    assert queries.helpfulness()[0].answers == 10


def answered(service, helped):
    referral = actions.ask_oneself(actor=None, service=service, **WORDS, **BY_SMS)
    Referral.objects.filter(pk=referral.pk).update(helped=helped, helped_on=clock.today())


# Messages


def test_the_mail_holds_a_link_and_no_name(referral, django_capture_on_commit_callbacks):
    referral_jobs.send_referral_messages.call()
    (mail,) = outbox.outbox
    assert mail.to == ["hjalp@example.se"]
    assert "Alma" not in mail.body
    assert "070" not in mail.body.replace(referral.answer_by.isoformat(), "")
    assert f"#{'-'.join(code(referral).words)}" in mail.body
    assert ReferralMessage.objects.get().state == outgoing.SENT


def test_what_is_no_longer_true_is_not_sent(referral, desk):
    actions.withdraw_referral(actor=desk, referral=referral)
    referral_jobs.send_referral_messages.call()
    assert [mail.subject for mail in outbox.outbox] == ["Frågan är tillbakatagen"]
    assert ReferralMessage.objects.get(kind=ReferralKind.ASK).state == outgoing.STOPPED


def test_every_message_has_words(referral, desk):
    for kind in ReferralKind:
        for state in ReferralState:
            row = Referral.objects.get(pk=referral.pk)
            row.state, row.proposed_at = state, clock.now()
            subject, text = words(ReferralMessage(referral=row, kind=kind, via="email", about=state))
            assert subject
            assert text.startswith("Hej!")
            assert "Alma" not in text


def words(message):
    from medskapa.commons import referral_mail

    return referral_mail.words_of(message)


def test_a_letter_waits_for_a_hand(desk, service):
    referral = sent(desk, service, reach_via="letter", reach_to="Storgatan 1, 252 00 Helsingborg")
    accept(referral)
    (letter,) = queries.by_hand_of(referral)
    assert queries.needing_me(desk) == 1
    for _click in range(2):
        actions.hand_over_referral_message(actor=desk, message=letter)
    assert queries.needing_me(desk) == 0
    with pytest.raises(PermissionDenied):
        actions.hand_over_referral_message(actor=staff(Role.GUIDE), message=letter)


# The wall


def test_what_an_officer_sends_no_guide_sees_and_the_other_way_round(unit, service):
    officer, guide = staff(Role.OFFICER, unit), staff(Role.GUIDE, unit)
    colleague, elsewhere = staff(Role.GUIDE, unit), staff(Role.GUIDE, UnitFactory())
    decided, planned = sent(officer, service), sent(guide, service)
    assert (decided.side, planned.side) == (Side.AUTHORITY, Side.GUIDANCE)
    assert seen(officer) == {decided}
    assert seen(guide) == seen(colleague) == {planned}
    assert seen(elsewhere) == set()
    assert seen(staff(Role.RECEPTION, unit)) == set()


def test_the_person_lets_the_other_side_see(unit, service, monkeypatch):
    monkeypatch.setattr(referred, "_meets", {})
    officer, guide, resident = staff(Role.OFFICER, unit), staff(Role.GUIDE, unit), PersonFactory()
    referred.add("all", lambda viewer, column: meets(viewer, column, viewer, resident))
    referral = sent(officer, service, person=resident)
    assert seen(guide) == set()
    actions.share_referral(actor=resident, referral=referral, shared=True)
    assert seen(guide) == {referral}
    with pytest.raises(PermissionDenied):
        actions.share_referral(actor=guide, referral=referral, shared=False)
    actions.share_referral(actor=resident, referral=referral, shared=False)
    assert seen(guide) == set()


def test_what_people_ask_themselves_is_theirs_until_nobody_answers(service, desk):
    referral = actions.ask_oneself(actor=PersonFactory(), service=service, **WORDS, **BY_SMS)
    assert seen(desk) == set()
    with at(referral.answer_by + timedelta(days=1)):
        referral_daily.follow_referrals()
    assert seen(desk) == {referral}


def seen(viewer: Person) -> set[Referral]:
    return set(Referral.objects.filter(policy.handles_referral(viewer)))


def test_the_reading_of_a_referral_is_logged(desk, service, monkeypatch):
    from medskapa.core.models import ReadRecord

    monkeypatch.setattr(referred, "_meets", {})
    resident = PersonFactory()
    referred.add("all", lambda viewer, column: meets(viewer, column, desk, resident))
    referral = sent(desk, service, person=resident)
    assert queries.one(viewer=desk, pk=referral.pk) == referral
    assert ReadRecord.objects.get().person == resident


def test_the_list_takes_as_many_queries_for_many(desk, django_assert_num_queries):
    for _each in range(25):
        sent(desk, ListedServiceFactory(organisation=OrganisationFactory(), email="a@example.se"))
    with django_assert_num_queries(2):
        page = queries.listing(viewer=desk, show=queries.OPEN_NOW)
    assert len(page.rows) == queries.PAGE
    rest = queries.listing(viewer=desk, show=queries.OPEN_NOW, after=page.next)
    assert len(rest.rows) == 5
    assert not {row.pk for row in rest.rows} & {row.pk for row in page.rows}


def test_what_was_to_be_said_before_waits_for_nobody_any_more(desk, service):
    referral = sent(desk, service, reach_via="phone", reach_to="040-10 20 30")
    accept(referral)
    assert queries.needing_me(desk) == 1
    actions.say_what_came(actor=desk, referral=referral, came_of_it=CameOfIt.HELPED)
    assert queries.needing_me(desk) == 0
