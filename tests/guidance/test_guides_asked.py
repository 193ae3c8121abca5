"""A resident who asks for another guide: answered by a day, never seen by the guide, and free to change their mind."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from medskapa.core import clock
from medskapa.core.errors import Conflict
from medskapa.core.idempotency import new_key
from medskapa.guidance import actions
from medskapa.guidance.models import Begin, End, GuideAssignment, GuideRequest, Notice, NoticeKind, RequestState
from medskapa.guidance.queries import assignment_of, notices
from medskapa.people.models import Grant, Role
from tests.factories import UnitFactory, staff
from tests.guidance_factories import new_guide, new_plan, new_resident

pytestmark = pytest.mark.django_db

REASON = "Jag känner mig inte trygg."


@pytest.fixture
def resident(guide):
    return new_resident(guide, name="Sara Söker", phone="070-1740609", reach_via="sms")


@pytest.fixture
def asked(resident):
    return actions.ask_for_another(actor=resident, assignment=assignment_of(resident), reason=REASON)


def sent(**fields):
    return {"form_key": new_key()} | fields


class TestAsking:
    def test_one_button_is_enough_and_a_day_is_promised(self, client, resident):
        client.force_login(resident)
        address, form = reverse("guidance:another_guide"), sent()
        assert [client.post(address, form).status_code for _click in range(2)] == [302, 302]
        request = GuideRequest.objects.get()
        assert (request.reason, request.state) == ("", RequestState.WAITING)
        assert request.promised_on == clock.today() + timedelta(days=7)
        page = client.get(reverse("guidance:my_guide")).text
        assert "Du har bett om en annan guide" in page
        assert "Din guide vet inte om det." in page

    def test_the_promise_is_that_of_the_installation(self, client, resident, settings):
        settings.GUIDE_CHANGE_PROMISE_DAYS = 3
        client.force_login(resident)
        client.post(reverse("guidance:another_guide"), sent(reason=REASON))
        assert GuideRequest.objects.get().promised_on == clock.today() + timedelta(days=3)

    def test_one_that_waits_is_kept(self, resident, asked):
        again = actions.ask_for_another(actor=resident, assignment=assignment_of(resident), reason="Något annat.")
        assert (again, again.reason) == (asked, REASON)

    def test_whoever_has_another_guide_by_now_is_told(self, manager, resident, next_guide):
        old = assignment_of(resident)
        actions.hand_over(actor=manager, assignment=old, to=next_guide, text="Hej.")
        with pytest.raises(Conflict, match="redan en annan guide"):
            actions.ask_for_another(actor=resident, assignment=old)

    def test_too_many_words_come_back_to_the_one_who_wrote_them(self, client, resident):
        client.force_login(resident)
        response = client.post(reverse("guidance:another_guide"), sent(reason="x" * 1_001))
        assert response.status_code == 422
        assert "x" * 1_001 in response.text


class TestTheGuideNeverSeesIt:
    def test_on_no_page(self, client, guide, resident, asked):
        new_plan(resident)
        client.force_login(guide)
        for name, args in (
            ("today", []),
            ("residents", []),
            ("file", [resident.pk]),
            ("guide", [guide.pk]),
            ("weight", [resident.pk]),
            ("handover", [resident.pk]),
        ):
            page = client.get(reverse(f"guidance:{name}", args=args)).text
            assert REASON not in page, name
            assert "annan guide" not in page, name

    def test_not_by_the_manager_s_addresses(self, client, guide, asked):
        client.force_login(guide)
        assert client.get(reverse("guidance:guides")).status_code == 403
        assert client.get(reverse("guidance:guide_request", args=[asked.pk])).status_code == 403

    def test_not_even_one_who_is_both_guide_and_manager(self, client, unit, guide, asked, next_guide):
        Grant.objects.create(person=guide, role=Role.UNIT_MANAGER, unit=unit, starts_on=clock.today())
        client.force_login(guide)
        page = client.get(reverse("guidance:guides"))
        assert page.status_code == 200
        assert "annan guide" not in page.text
        for name in ("guide_request", "refuse_guide_request"):
            assert client.get(reverse(f"guidance:{name}", args=[asked.pk])).status_code == 404
        with pytest.raises(PermissionDenied):
            actions.refuse_request(actor=guide, request=asked, answer="Nej.")

    def test_afterwards_only_that_there_is_another_guide_and_not_why(
        self, client, manager, guide, resident, asked, next_guide
    ):
        other = new_resident(guide, name="Olle Annan")
        actions.grant_request(actor=manager, request=asked, guide=next_guide, answer="Nils ringer dig.")
        actions.hand_over(actor=manager, assignment=assignment_of(other), to=next_guide, text="Hej.")
        client.force_login(guide)
        page = " ".join(client.get(reverse("guidance:today")).text.split())
        for name in ("Sara Söker", "Olle Annan"):  # whatever the reason: the same words
            assert f"<li>{name} <span" in page
        assert REASON not in page

    def test_a_letter_with_the_answer_is_the_managers_to_send_and_not_in_the_guides_list(
        self, client, manager, guide, resident, asked
    ):
        type(resident).objects.filter(pk=resident.pk).update(
            reach_via="letter", street="Storgatan 1", postcode="252 00", town="Helsingborg"
        )
        asked.resident.refresh_from_db()
        actions.refuse_request(actor=manager, request=asked, answer="Det går inte nu.")
        notice = Notice.objects.get(resident=resident)
        assert notice.via == "letter"
        for who, waits in ((guide, 0), (manager, 1)):
            assert notices.waiting(viewer=who) == waits
        client.force_login(guide)
        assert "Sara" not in client.get(reverse("guidance:notices")).text
        with pytest.raises(PermissionDenied):
            actions.print_notices(actor=guide, chosen=[notice])


class TestAnswering:
    def test_the_manager_reads_why_and_that_is_logged(self, client, manager, resident, asked):
        from medskapa.core.models import ReadRecord

        client.force_login(manager)
        assert "Sara Söker" in client.get(reverse("guidance:guides")).text
        assert REASON in client.get(reverse("guidance:guide_request", args=[asked.pk])).text
        assert ReadRecord.objects.filter(reader=manager, person=resident, what="guide_request").exists()

    def test_another_guide_is_given_once_and_the_resident_is_told(
        self, client, manager, guide, resident, asked, next_guide
    ):
        client.force_login(manager)
        address = reverse("guidance:guide_request", args=[asked.pk])
        assert f'value="{guide.pk}"' not in client.get(address).text  # the same guide is no choice
        form = sent(guide=next_guide.pk, answer="Nils ringer dig på måndag.")
        assert [client.post(address, form).status_code for _click in range(2)] == [302, 302]
        now = assignment_of(resident)
        assert (now.guide, now.began_as) == (next_guide, Begin.ASKED)
        assert GuideAssignment.objects.get(guide=guide).ended_as == End.ASKED
        asked.refresh_from_db()
        assert (asked.state, asked.answered_by) == (RequestState.GRANTED, manager)
        told = Notice.objects.get(resident=resident)
        assert told.kind == NoticeKind.REQUEST_ANSWERED
        client.force_login(resident)
        assert "Nils ringer dig på måndag." in client.get(reverse("guidance:mine")).text

    def test_a_no_has_a_reason_that_the_resident_reads(self, client, manager, resident, asked):
        client.force_login(manager)
        address = reverse("guidance:refuse_guide_request", args=[asked.pk])
        assert client.post(address, sent(answer=" ")).status_code == 422
        form = sent(answer="Alla är fullt upptagna. Vi tar det igen i maj.")
        assert [client.post(address, form).status_code for _click in range(2)] == [302, 302]
        assert assignment_of(resident).guide.name == "Gun Guide"
        client.force_login(resident)
        assert "Vi tar det igen i maj." in client.get(reverse("guidance:my_guide")).text

    def test_an_answer_is_shown_for_a_month(self, client, manager, resident, asked):
        actions.refuse_request(actor=manager, request=asked, answer="Det går inte nu.")
        client.force_login(resident)
        with clock.fixed(clock.now() + timedelta(days=31)):
            assert "Det går inte nu." not in client.get(reverse("guidance:mine")).text

    def test_the_same_guide_is_no_answer(self, manager, guide, asked):
        with pytest.raises(ValidationError):
            actions.grant_request(actor=manager, request=asked, guide=guide, answer="Ni blir sams.")

    def test_of_two_managers_the_second_is_told(self, manager, asked, next_guide):
        actions.refuse_request(actor=manager, request=asked, answer="Det går inte.")
        for act in (
            lambda: actions.refuse_request(actor=manager, request=asked, answer="Nej."),
            lambda: actions.grant_request(actor=manager, request=asked, guide=next_guide, answer="Ja."),
        ):
            with pytest.raises(Conflict, match="redan svarat"):
                act()

    def test_the_manager_of_another_unit_reads_nothing(self, client, manager, asked):
        client.force_login(staff(Role.UNIT_MANAGER, UnitFactory()))
        assert "Sara Söker" not in client.get(reverse("guidance:guides")).text
        assert client.get(reverse("guidance:guide_request", args=[asked.pk])).status_code == 404

    def test_a_late_answer_stands_out(self, client, manager, asked):
        client.force_login(manager)
        with clock.fixed(clock.now() + timedelta(days=8)):
            assert "status-late" in client.get(reverse("guidance:guides")).text

    def test_the_one_they_left_is_not_proposed_again(self, manager, guide, resident, asked, next_guide):
        actions.grant_request(actor=manager, request=asked, guide=next_guide, answer="Nils ringer dig.")
        GuideAssignment.objects.filter(resident=resident, ended_on=None).update(
            ended_on=clock.today(), ended_as=End.PATH_ENDED
        )
        assert actions.assign_guide(actor=resident, resident=resident).guide == next_guide


class TestWhoStandsIn:
    """The guide is the only manager of the unit: somebody else sees what the resident asks for."""

    @pytest.fixture(autouse=True)
    def _only_manager(self, unit, guide):
        Grant.objects.create(person=guide, role=Role.UNIT_MANAGER, unit=unit, starts_on=clock.today())

    @pytest.fixture
    def stand_in(self):
        return staff(Role.UNIT_MANAGER, UnitFactory())

    def test_the_manager_of_another_unit_is_told_and_answers_with_a_guide_of_the_unit(
        self, client, stand_in, guide, resident, asked, next_guide
    ):
        client.force_login(stand_in)
        assert "du behöver svara" in client.get(reverse("voice:inbox")).text
        assert "Sara Söker" in client.get(reverse("guidance:guides")).text
        address = reverse("guidance:guide_request", args=[asked.pk])
        page = client.get(address).text
        assert REASON in page
        assert f'value="{guide.pk}"' not in page
        assert client.post(address, sent(guide=next_guide.pk, answer="Nils ringer dig.")).status_code == 302
        assert assignment_of(resident).guide == next_guide
        assert "du behöver svara" not in client.get(reverse("voice:inbox")).text

    def test_a_manager_of_guides_elsewhere_finds_it_on_their_day(self, client, asked):
        elsewhere = UnitFactory()
        other = new_guide(elsewhere, name="Gunilla Granne")
        client.force_login(staff(Role.UNIT_MANAGER, elsewhere))
        assert "Sara Söker" in client.get(reverse("guidance:today")).text
        assert f'value="{other.pk}"' in client.get(reverse("guidance:guide_request", args=[asked.pk])).text

    def test_never_the_guide(self, client, guide, asked, stand_in):
        client.force_login(guide)
        for name in ("unit_today", "guides"):
            assert "Sara Söker" not in client.get(reverse(f"guidance:{name}")).text, name
        assert client.get(reverse("guidance:guide_request", args=[asked.pk])).status_code == 404
        with pytest.raises(PermissionDenied):
            actions.refuse_request(actor=guide, request=asked, answer="Nej.")

    def test_nobody_stands_in_where_another_manager_leads_the_unit(self, unit, stand_in, asked, next_guide):
        boss = staff(Role.UNIT_MANAGER, unit)
        with pytest.raises(PermissionDenied):
            actions.refuse_request(actor=stand_in, request=asked, answer="Nej.")
        actions.grant_request(actor=boss, request=asked, guide=next_guide, answer="Nils ringer dig.")

    def test_one_who_leads_the_whole_administration_answers_and_nobody_stands_in(self, stand_in, asked, next_guide):
        head = staff(Role.UNIT_MANAGER)
        Grant.objects.filter(person=head).update(unit=None)
        with pytest.raises(PermissionDenied):
            actions.refuse_request(actor=stand_in, request=asked, answer="Nej.")
        actions.grant_request(actor=head, request=asked, guide=next_guide, answer="Nils ringer dig.")

    def test_whoever_stands_in_gives_no_guide_of_a_third_unit(self, stand_in, asked):
        with pytest.raises(PermissionDenied):
            actions.grant_request(actor=stand_in, request=asked, guide=new_guide(), answer="Hen ringer dig.")

    def test_the_letter_with_the_answer_is_theirs_to_send(self, stand_in, guide, resident, asked):
        type(resident).objects.filter(pk=resident.pk).update(
            reach_via="letter", street="Storgatan 1", postcode="252 00", town="Helsingborg"
        )
        asked.resident.refresh_from_db()
        actions.refuse_request(actor=stand_in, request=asked, answer="Det går inte nu.")
        assert [notices.waiting(viewer=who) for who in (guide, stand_in)] == [0, 1]

    def test_nobody_else_may_do_anything_with_it(self, asked):
        for role in (Role.PLANNER, Role.GUIDE, Role.OFFICER, Role.RECEPTION):
            with pytest.raises(PermissionDenied):
                actions.refuse_request(actor=staff(role), request=asked, answer="Nej.")


class TestChangingOnesMind:
    def test_it_is_taken_back_with_one_button(self, client, resident, asked):
        client.force_login(resident)
        client.post(reverse("guidance:keep_guide"), sent())
        asked.refresh_from_db()
        assert asked.state == RequestState.WITHDRAWN
        assert "annan guide" not in client.get(reverse("guidance:mine")).text.replace("Jag vill ha en annan guide", "")

    def test_what_is_taken_back_is_not_answered(self, manager, resident, asked, next_guide):
        actions.withdraw_request(actor=resident, request=asked)
        with pytest.raises(Conflict, match="ångrat sig"):
            actions.grant_request(actor=manager, request=asked, guide=next_guide, answer="Nils ringer.")
        assert actions.withdraw_request(actor=resident, request=asked).state == RequestState.WITHDRAWN

    def test_what_is_answered_is_not_taken_back(self, manager, resident, asked):
        actions.refuse_request(actor=manager, request=asked, answer="Det går inte.")
        with pytest.raises(Conflict, match="redan fått svar"):
            actions.withdraw_request(actor=resident, request=asked)
