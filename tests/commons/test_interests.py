"""Jag kan: anyone tells, the first guide takes it and answers the way that was chosen, and what is personal goes."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from medskapa.commons import actions, interest_codes, interest_daily, interest_drafts, interest_mail
from medskapa.commons.models import Interest, InterestDraft, InterestMessage, InterestState, KeepingMail
from medskapa.commons.queries import interests as queries
from medskapa.core import clock, working_days
from medskapa.core.errors import Conflict
from medskapa.people import own_data
from medskapa.people.models import Role
from tests.activity_factories import ActivityFactory, an_occasion
from tests.commons_factories import ListedServiceFactory
from tests.factories import PersonFactory, UnitFactory, staff
from tests.interest_factories import TOLD, taken_by, told

pytestmark = pytest.mark.django_db
BY_MAIL = {"via": "email", "reach_to": "alma@example.se", "name": "Alma"}


@pytest.fixture
def unit():
    return UnitFactory()


@pytest.fixture
def guide(unit):
    return staff(Role.GUIDE, unit)


@pytest.fixture
def manager(unit):
    return staff(Role.UNIT_MANAGER, unit, email="chef@example.se")


def aged(interest, days):
    """`interest`, as if it had been answered so long ago."""
    interest.answered_on = clock.today() - timedelta(days=days)
    interest.save(update_fields=["answered_on"])
    return interest


# Telling


def test_an_answer_is_promised_within_five_working_days_by_the_unit_of_the_guides():
    here = UnitFactory(slug="arbetsmarknadsinsatser")
    made = told(times=["evening", "okänt"], languages=["ar", "xx"])
    assert (made.state, made.unit, made.person) == (InterestState.WAITING, here, None)
    assert made.promised_on == working_days.after(clock.today(), 5)
    assert (made.times, made.languages) == (["evening"], ["ar"])


@pytest.mark.parametrize(
    ("field", "fields"),
    [
        ("wants", {"can": " ", "wants": ""}),
        ("can", {"can": "a" * 1_001}),
        ("can", {"can": "Jag heter 19900506-2386"}),
        ("name", {"name": "19900506-2386"}),
        ("via", {"via": "letter"}),
        ("reach_to", {"via": "sms", "reach_to": ""}),
        ("reach_to", {"via": "sms", "reach_to": "hej"}),
        ("reach_to", {"via": "email", "reach_to": "hej"}),
        ("reach_to", {"via": "call", "reach_to": "12"}),
    ],
)
def test_what_leads_nowhere_is_refused(field, fields):
    with pytest.raises(ValidationError) as refused:
        told(**fields)
    assert list(refused.value.error_dict) == [field]
    assert not Interest.objects.exists()


def test_to_somebody_with_protected_identity_nothing_is_sent_and_no_name_is_kept():
    person = PersonFactory(protected_identity=True)
    with pytest.raises(ValidationError):
        told(person=person, **BY_MAIL)
    assert told(person=person, name="Alma").name == ""


def test_somebody_at_work_writes_for_somebody_without_an_account(guide):
    assert told(person=guide).person is None


# Taking and answering


def test_the_first_guide_has_it_and_can_give_it_back(unit, guide, manager):
    other = staff(Role.GUIDE, unit)
    interest = told(unit)
    for _twice in range(2):
        actions.take_interest(actor=guide, interest=interest)
    with pytest.raises(Conflict):
        actions.take_interest(actor=other, interest=interest)
    with pytest.raises(PermissionDenied):
        actions.give_back_interest(actor=other, interest=interest)
    for who in (guide, manager):
        actions.give_back_interest(actor=who, interest=interest)
    assert (interest.state, interest.taken_by) == (InterestState.WAITING, None)
    actions.take_interest(actor=other, interest=interest)


def test_guides_of_another_unit_and_officers_see_nothing(unit, guide):
    interest = told(unit)
    for who in (staff(Role.GUIDE, UnitFactory()), staff(Role.OFFICER, unit), staff(Role.RECEPTION, unit)):
        assert queries.listing(viewer=who).rows == []
        with pytest.raises(PermissionDenied):
            actions.take_interest(actor=who, interest=interest)
    assert queries.listing(viewer=guide).rows == [interest]


def test_without_a_unit_any_guide_answers(guide):
    actions.take_interest(actor=guide, interest=told())


def test_the_answer_goes_the_way_that_was_chosen_and_no_code_with_it(guide, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        interest = taken_by(guide, **BY_MAIL)
    with django_capture_on_commit_callbacks(execute=True):
        for _twice in range(2):
            actions.answer_interest(actor=guide, interest=interest, answer="Kom till kaféet.")
    assert [message.subject for message in mail.outbox] == ["Det har kommit fram", "Du har fått svar"]
    for message in mail.outbox:
        assert message.to == ["alma@example.se"]
        assert "/mitt-jag-kan/" in message.body
        assert str(interest_codes.code_of(interest)) not in message.body
        assert "kaféet" not in message.body
        assert "Alma" not in message.body
    with pytest.raises(Conflict):
        actions.answer_interest(actor=guide, interest=interest, answer="Något annat.")


def test_whoever_is_to_be_called_is_called_before_it_is_answered(guide):
    interest = taken_by(guide, via="call", reach_to="042-10 20 30")
    with pytest.raises(ValidationError) as refused:
        actions.answer_interest(actor=guide, interest=interest, answer="Kom.")
    assert "called" in refused.value.error_dict
    actions.answer_interest(actor=guide, interest=interest, answer="Kom.", called="missed")
    assert not InterestMessage.objects.exists()


def test_only_whoever_has_taken_it_answers_and_says_something(unit, guide):
    interest = told(unit)
    with pytest.raises(PermissionDenied):
        actions.answer_interest(actor=guide, interest=interest, answer="Kom.")
    actions.take_interest(actor=guide, interest=interest)
    for wrong in (" ", "a" * 3_001):
        with pytest.raises(ValidationError):
            actions.answer_interest(actor=guide, interest=interest, answer=wrong)
    with pytest.raises(PermissionDenied):
        actions.answer_interest(actor=staff(Role.GUIDE, unit), interest=interest, answer="Kom.")


def test_an_answer_leads_to_what_anyone_may_see_and_to_nothing_else(guide):
    service, hidden = ListedServiceFactory(), ListedServiceFactory(listed=False)
    activity = an_occasion().activity
    draft = ActivityFactory(state="draft", published_on=None)
    keys = [f"activity:{activity.slug}", f"service:{hidden.slug}", f"activity:{draft.slug}", f"service:{service.slug}"]
    interest = taken_by(guide)
    actions.answer_interest(
        actor=guide, interest=interest, answer="Kom.", links=[*keys, "hej", "service:", "occupation:borta"]
    )
    assert interest.links == [f"activity:{activity.slug}", f"service:{service.slug}"]


def test_a_message_that_did_not_arrive_is_shown_to_the_guide(guide):
    interest = taken_by(guide, **BY_MAIL)
    actions.answer_interest(actor=guide, interest=interest, answer="Kom.")
    message = InterestMessage.objects.get(kind="answered")
    actions.fail_interest_message(actor=None, message=message, reason="Adressen finns inte.")
    assert queries.listing(viewer=guide, show=queries.FAILED).rows == [interest]
    assert queries.not_arrived(interest) == message


# Taking back, and forgetting


def test_who_told_it_takes_it_back_and_every_word_goes(guide):
    interest = taken_by(guide, times=["evening"], **BY_MAIL)
    code = interest_codes.code_of(interest)
    for stranger in ({"actor": None}, {"actor": guide}, {"actor": PersonFactory(), "code": code}):
        with pytest.raises(PermissionDenied):
            actions.withdraw_interest(interest=interest, **stranger)
    for _twice in range(2):
        actions.withdraw_interest(actor=None, interest=interest, code=code)
    kept = Interest.objects.get()
    assert (kept.can, kept.wants, kept.times, kept.name, kept.reach_to) == ("", "", [], "", "")
    assert not interest_mail.still_true(InterestMessage.objects.select_related("interest").get())
    assert queries.listing(viewer=guide).rows == []


def test_what_is_answered_is_not_taken_back(guide):
    interest = taken_by(guide)
    actions.answer_interest(actor=guide, interest=interest, answer="Kom.")
    with pytest.raises(Conflict):
        actions.withdraw_interest(actor=None, interest=interest, code=interest_codes.code_of(interest))
    with pytest.raises(Conflict):
        actions.give_back_interest(actor=guide, interest=interest)


def test_name_and_address_go_after_thirty_days_and_the_rest_after_a_year(guide):
    interest = taken_by(guide, **BY_MAIL)
    actions.answer_interest(actor=guide, interest=interest, answer="Kom.")
    aged(interest, 30)
    interest_daily.forget_interests()
    interest.refresh_from_db()
    assert interest.reach_to
    aged(interest, 31)
    interest_daily.forget_interests()
    interest.refresh_from_db()
    assert (interest.name, interest.reach_to, interest.contact_emptied_on) == ("", "", clock.today())
    assert interest.can
    aged(interest, 366)
    interest_daily.forget_interests()
    assert not Interest.objects.exists()


def test_what_was_taken_back_goes_after_thirty_days():
    interest = told()
    actions.withdraw_interest(actor=None, interest=interest, code=interest_codes.code_of(interest))
    interest.withdrawn_on -= timedelta(days=31)
    interest.save(update_fields=["withdrawn_on"])
    interest_daily.forget_interests()
    assert not Interest.objects.exists()


def test_a_draft_is_sealed_and_goes_after_a_week():
    code = interest_drafts.new_code()
    interest_drafts.keep(code, interest_drafts.Content(can="Jag kan sy."))
    row = InterestDraft.objects.get()
    assert b"Jag kan" not in bytes(row.sealed)
    row.kept_until = clock.today() - timedelta(days=1)
    row.save(update_fields=["kept_until"])
    assert interest_drafts.purge() == 1


@pytest.mark.parametrize(
    "fields", [{"state": "answered"}, {"via": "sms"}, {"withdrawn_on": clock.today()}, {"state": "taken"}]
)
def test_the_database_itself_refuses_what_cannot_be(fields):
    interest = told()
    with pytest.raises(IntegrityError), transaction.atomic():
        Interest.objects.filter(pk=interest.pk).update(**fields)


# The alarm, and the own file


def test_a_late_answer_alarms_the_manager_of_the_unit_once_a_day(
    unit, guide, manager, django_capture_on_commit_callbacks
):
    staff(Role.UNIT_MANAGER, UnitFactory(), email="annan@example.se")
    interest = taken_by(guide)
    interest_daily.alarm_managers()
    assert not KeepingMail.objects.exists()
    interest.sent_on, interest.promised_on = clock.today() - timedelta(days=9), clock.today() - timedelta(days=1)
    interest.save(update_fields=["sent_on", "promised_on"])
    with django_capture_on_commit_callbacks(execute=True):
        for _twice in range(2):
            interest_daily.alarm_managers()
    (message,) = mail.outbox
    assert (message.to, message.subject) == (["chef@example.se"], "Svar på Jag kan är sena")
    assert TOLD["can"] not in message.body


def test_an_alarm_that_is_answered_meanwhile_is_not_sent(guide, manager, django_capture_on_commit_callbacks):
    interest = taken_by(guide)
    actions.alarm_of_late_interests(actor=None, manager=manager)
    actions.answer_interest(actor=guide, interest=interest, answer="Kom.")
    from medskapa.commons import keeping_jobs

    keeping_jobs.send_keeping_mail.call()
    assert KeepingMail.objects.get().state == "stopped"
    assert mail.outbox == []


def test_a_resident_finds_it_in_the_file_of_their_own_without_the_name_of_a_protected_guide(guide):
    person = PersonFactory()
    assert "interests" not in own_data.of(person)
    interest = taken_by(guide, person=person)
    actions.answer_interest(actor=guide, interest=interest, answer="Kom till kaféet.")
    (part,) = own_data.of(person)["interests"]["interests"]
    assert (part["can"], part["answer"], part["answered_by"]) == (TOLD["can"], "Kom till kaféet.", guide.name)
    guide.protected_identity = True
    guide.save(update_fields=["protected_identity"])
    assert own_data.of(person)["interests"]["interests"][0]["answered_by"] == ""
