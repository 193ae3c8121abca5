"""Telling a resident: in the way they chose, once, with nothing more than that there is something."""

import json
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from medskapa.core import clock
from medskapa.core.errors import Conflict
from medskapa.core.idempotency import new_key
from medskapa.guidance import actions, jobs, notices
from medskapa.guidance.models import Notice, NoticeKind, NoticeState, NoticeVia
from medskapa.guidance.queries import notices as queries
from medskapa.people.models import Role
from tests.factories import UnitFactory, staff
from tests.guidance.pages import url
from tests.guidance_factories import new_guide, new_resident
from tests.talk_factories import at, new_slot, new_talk

pytestmark = pytest.mark.django_db

ADDRESS = {"street": "Storgatan 1", "postcode": "252 25", "town": "Helsingborg"}


def told(resident, kind=NoticeKind.TALK_BOOKED, **talk):
    with transaction.atomic():
        return notices.tell(resident, kind, new_talk(resident, **talk))


@pytest.mark.parametrize(
    ("person", "via"),
    [
        ({"reach_via": "web"}, NoticeVia.WEB),
        ({"reach_via": "sms", "phone": "070-1740609"}, NoticeVia.SMS),
        ({"reach_via": "sms"}, NoticeVia.HAND),
        ({"reach_via": "email", "email": "alma@example.se"}, NoticeVia.EMAIL),
        ({"reach_via": "letter", **ADDRESS}, NoticeVia.LETTER),
        ({"reach_via": "letter", "protected_identity": True, **ADDRESS}, NoticeVia.HAND),
    ],
)
def test_a_notice_goes_the_way_that_the_person_chose_where_it_leads_there(guide, person, via):
    assert told(new_resident(guide, **person)).via == via


def test_the_same_thing_is_told_once_and_with_another_number_again(guide):
    resident = new_resident(guide)
    talk = new_talk(resident)
    with transaction.atomic():
        for number in [1, 1, 2]:
            notices.tell(resident, NoticeKind.TALK_MOVED, talk, number=number)
    assert Notice.objects.count() == 2


def test_what_is_on_the_web_is_there_at_once_and_leads_to_its_page(client, guide):
    resident = new_resident(guide)
    notice = told(resident)
    assert notice.state == NoticeState.SENT
    client.force_login(resident)
    page = client.get(url("mine")).content.decode()
    assert "Du har fått en tid för ett samtal." in page
    assert url("my_talk", notice.about_key) in page


def sent_sms(settings):
    box = settings.DATA_DIR / "sms" / "outbox.jsonl"
    return [json.loads(line) for line in box.read_text().splitlines()] if box.exists() else []


def test_an_sms_holds_the_time_and_neither_name_nor_reason(guide):
    resident = new_resident(guide, reach_via="sms", phone="070-1740609")
    _subject, text = notices.words_of(told(resident, starts=at(3, 10), about="Skulder"))
    assert "10.00" in text
    assert resident.name not in text
    assert guide.name not in text
    assert "Skulder" not in text


def test_somebody_with_protected_identity_is_told_only_that_there_is_a_message(guide, settings):
    resident = new_resident(guide, reach_via="sms", phone="070-1740609", protected_identity=True)
    _subject, text = notices.words_of(told(resident, starts=at(3, 10)))
    assert "Du har ett meddelande" in text
    assert "10.00" not in text
    assert settings.MUNICIPALITY["administration"] not in text


@pytest.mark.parametrize("kind", NoticeKind)
def test_every_kind_has_its_words_in_each_language(guide, kind):
    for day, language in enumerate(["sv", "sv-plain", "en"], 3):
        resident = new_resident(guide, language=language, reach_via="email", email="alma@example.se")
        notice = told(resident, kind, starts=at(day))
        assert all(notices.words_of(notice))
        assert all(notices.letter_of(notice)[1])
        assert notices.page_of(notice).startswith("/")


def test_the_worker_sends_what_waits_and_stops_what_is_no_longer_true(guide, settings):
    before = len(sent_sms(settings))
    resident = new_resident(guide, reach_via="sms", phone="070-1740609")
    good, gone = told(resident), told(resident, starts=at(4), state="cancelled")
    jobs.send_waiting.func()
    good.refresh_from_db()
    gone.refresh_from_db()
    assert (good.state, gone.state) == (NoticeState.SENT, NoticeState.STOPPED)
    assert len(sent_sms(settings)) in {before + 1, before}  # the test settings may keep no box


def test_a_number_that_is_none_comes_to_the_guide(client, guide):
    resident = new_resident(guide, reach_via="sms", phone="12")
    notice = told(resident)
    jobs.send_one.func(notice.pk)
    notice.refresh_from_db()
    assert notice.state == NoticeState.FAILED
    client.force_login(guide)
    assert "Kom" not in notice.failure
    assert resident.name in client.get(url("notices")).content.decode()
    assert "väntar på att du skickar" in client.get(url("today")).content.decode()


def test_a_gateway_with_trouble_is_tried_three_times(guide):
    notice = told(new_resident(guide, reach_via="sms", phone="070-1740609"))
    for _each in range(3):
        assert notice.state == NoticeState.READY
        actions.fail_notice(actor=None, notice=notice, reason="Tillfälligt problem.", retryable=True)
    assert notice.state == NoticeState.FAILED


def test_a_letter_that_would_come_too_late_is_told_by_hand(guide):
    resident = new_resident(guide, reach_via="letter", **ADDRESS)
    for day, via in [(2, NoticeVia.HAND), (9, NoticeVia.LETTER)]:
        talk = actions.book_talk(actor=guide, resident=resident, slot=new_slot(guide, at(day)))
        assert Notice.objects.get(about_key=talk.pk).via == via


# --- by hand


@pytest.fixture
def letter(guide):
    return told(new_resident(guide, name="Alma Ek", reach_via="letter", **ADDRESS))


def test_a_letter_is_printed_and_posted(client, guide, letter):
    client.force_login(guide)
    pdf = client.post(url("print_notices"), {"form_key": new_key(), "chosen": [letter.pk]})
    assert pdf["Content-Type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF")
    assert "2. Posta" in client.get(url("notices")).content.decode()
    client.post(url("notices_done"), {"form_key": new_key(), "chosen": [letter.pk]})
    letter.refresh_from_db()
    assert (letter.state, letter.done_by) == (NoticeState.SENT, guide)


def test_a_guide_of_others_sees_and_posts_nothing(client, letter):
    other = new_guide()
    client.force_login(other)
    assert "Alma Ek" not in client.get(url("notices")).content.decode()
    client.post(url("notices_done"), {"form_key": new_key(), "chosen": [letter.pk]})
    letter.refresh_from_db()
    assert letter.state == NoticeState.READY
    with pytest.raises(PermissionDenied):
        actions.hand_over_notices(actor=other, chosen=[letter])


def test_a_letter_to_somebody_whose_path_has_ended_still_waits_for_the_last_guide_and_the_manager(guide, unit, letter):
    today = clock.today()
    letter.resident.guide_assignments.update(ended_on=today, ended_as="path_ended")
    manager = staff(Role.UNIT_MANAGER, unit)
    assert queries.waiting(viewer=guide) == queries.waiting(viewer=manager) == 1
    assert (
        queries.waiting(viewer=new_guide(unit)) == queries.waiting(viewer=staff(Role.UNIT_MANAGER, UnitFactory())) == 0
    )
    letter.resident.guide_assignments.update(began_on=today - timedelta(days=90), ended_on=today - timedelta(days=61))
    assert queries.waiting(viewer=guide) == 0


def test_what_goes_by_machine_is_not_told_by_hand_before_it_has_failed(guide):
    notice = told(new_resident(guide, reach_via="sms", phone="070-1740609"))
    with pytest.raises(Conflict):
        actions.hand_over_notices(actor=guide, chosen=[notice])
    actions.fail_notice(actor=None, notice=notice, reason="Numret finns inte.")
    assert actions.hand_over_notices(actor=guide, chosen=[notice]) == 1
    assert actions.hand_over_notices(actor=guide, chosen=[notice]) == 0


def test_a_letter_that_is_posted_is_not_printed(guide, letter):
    actions.hand_over_notices(actor=guide, chosen=[letter])
    with pytest.raises(Conflict):
        actions.print_notices(actor=guide, chosen=[letter])


def test_what_is_done_is_neither_sent_nor_stopped_nor_failed_again(guide, letter):
    actions.hand_over_notices(actor=guide, chosen=[letter])
    for act in [actions.mark_notice_sent, actions.stop_notice]:
        assert act(actor=None, notice=letter).state == NoticeState.SENT
    assert actions.fail_notice(actor=None, notice=letter, reason="Nej").state == NoticeState.SENT


def test_the_page_costs_the_same_for_ten_and_a_thousand_notices(client, guide, queries_of):
    client.force_login(guide)
    resident = new_resident(guide)

    def many(start, number):
        Notice.objects.bulk_create(
            Notice(
                resident=resident,
                kind=NoticeKind.MESSAGE,
                about_model="guidance.talk",
                about_key=n,
                via=["letter", "hand"][n % 2],
                made_on=clock.today(),
            )
            for n in range(start, start + number)
        )

    many(0, 10)
    few = queries_of(url("notices"))
    many(10, 990)
    assert queries_of(url("notices")) == few <= 12
