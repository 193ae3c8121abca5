"""A question that anyone may answer before the meeting: on the web, or by phone and at the desk through staff."""

import re
import secrets
from datetime import timedelta
from urllib.parse import unquote

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.urls import reverse

from medskapa.core import clock
from medskapa.core.errors import Conflict
from medskapa.core.idempotency import new_key
from medskapa.core.models import AuditRecord, FormKey
from medskapa.meetings import actions, daily
from medskapa.meetings.models import ItemVoice, Meeting, MeetingState
from medskapa.meetings.queries import agenda as queries
from medskapa.people.models import Role
from medskapa.voice import news
from medskapa.voice.actions.receiving import Heard, Words
from medskapa.voice.models import AnswerVia, Channel, Draft, Following, Thread, Viewpoint
from tests.factories import PersonFactory, UnitFactory, new_theme, new_viewpoint, staff
from tests.meeting_factories import new_item, new_meeting
from tests.reading import GOALS, too_hard
from tests.voice.walk import code_on, key_on, open_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit(fallback_unit):
    return UnitFactory(name="Mottagningen")


@pytest.fixture
def theme(unit):
    return new_theme(unit=unit, name="Svåra brev")


@pytest.fixture
def item(meeting, theme):
    return new_item(meeting, theme=theme, title="Hur blir breven lättare?", asked=True)


def url(name, item, *more):
    return reverse(f"meetings:{name}", args=[item.meeting.slug, item.pk, *more])


def begin(client, item):
    return unquote(client.get(url("asked_begin", item)).headers["Location"]).split("/")[-3]


def walk(client, item, *, text="Skriv kortare.", via="web"):
    """Answer both questions; return the draft's code, ready to be sent."""
    draft = begin(client, item)
    client.post(url("asked_step", item, draft, "text"), {"text": text, "language": "sv"})
    client.post(url("asked_step", item, draft, "svar"), {"answer_via": via})
    return draft


def send(client, item, draft, key=""):
    last = url("asked_step", item, draft, "kontrollera")
    return client.post(last, {"form_key": key or key_on(client.get(last))})


def said(item):
    return Viewpoint.objects.filter(beforehand__item=item)


def entering(actor, item, **words):
    return actions.enter_answer(
        actor=actor,
        item=item,
        words=Words(**({"text": "Skriv kortare."} | words)),
        heard=Heard(channel=Channel.PHONE, own_words=True, read_back=True),
        form_key=secrets.token_urlsafe(24),
    )


class TestTheDraft:
    def test_its_words_lead_back_to_its_own_question(self, client, item, meeting):
        other, draft = new_item(meeting, asked=True), walk(client, item)
        here = url("asked_step", item, draft, "text")
        assert client.post(url("asked", other), {"code": draft, "form_key": new_key()}).url == here
        assert client.post(reverse("voice:say_resume"), {"code": draft, "form_key": new_key()}).url == here
        assert client.get(url("asked_step", other, draft, "kontrollera")).url == here

    def test_what_is_written_after_it_was_sent_begins_a_new_one_and_is_not_lost(self, client, item):
        draft = walk(client, item)
        send(client, item, draft)
        onward = client.post(url("asked_step", item, draft, "text"), {"text": "Och ring oss.", "language": "sv"})
        assert onward.status_code == 302
        assert "Och ring oss." in client.get(onward.url.replace("/svar/", "/text/")).text


class TestOnTheWeb:
    def test_an_answer_goes_to_the_theme_and_the_unit_with_a_receipt(self, client, item, theme, unit):
        draft = walk(client, item)
        page = client.get(url("asked_step", item, draft, "kontrollera")).text
        assert "Skriv kortare." in page
        assert item.title in page
        receipt = send(client, item, draft)
        assert "Ditt svar tas med till träffen" in receipt.text
        viewpoint = said(item).get()
        assert (viewpoint.theme, viewpoint.unit, viewpoint.channel) == (theme, unit, Channel.WEB)
        assert viewpoint.anonymous
        assert open_with(client, code_on(receipt)).status_code == 200
        theme.refresh_from_db()
        assert (theme.viewpoint_count, theme.waiting_count) == (1, 1)

    def test_one_who_wants_no_answer_of_their_own_is_not_owed_one(self, client, item, theme):
        send(client, item, walk(client, item, via="none"))
        assert said(item).get().answer_via == AnswerVia.NONE
        theme.refresh_from_db()
        assert (theme.viewpoint_count, theme.waiting_count) == (1, 0)

    def test_an_item_without_a_theme_is_answered_to_the_unit_of_the_meeting(self, client, meeting, unit):
        item = new_item(meeting, asked=True)
        send(client, item, walk(client, item))
        viewpoint = said(item).get()
        assert (viewpoint.theme, viewpoint.unit) == (None, unit)

    def test_a_double_click_is_one_answer_and_shows_the_same_code(self, client, item):
        draft = walk(client, item)
        key = new_key()
        first, second = (send(client, item, draft, key) for _click in range(2))
        assert code_on(first) == code_on(second)
        assert ItemVoice.objects.count() == 1

    def test_the_words_are_kept_from_page_to_page_and_found_again(self, client, item):
        draft = begin(client, item)
        client.post(url("asked_step", item, draft, "text"), {"text": "Halvskrivet", "language": "sv"})
        assert "Halvskrivet" in client.get(url("asked_step", item, draft, "text")).text
        back = client.post(url("asked", item), {"code": draft.replace("-", " ")})
        assert back.headers["Location"] == url("asked_step", item, draft, "text")
        wrong = client.post(url("asked", item), {"code": "inte rätt ord"})
        assert wrong.status_code == 422
        assert "Vi hittar inget utkast" in wrong.text

    def test_names_are_pointed_out_before_sending_and_can_be_hidden(self, client, item):
        draft = walk(client, item, text="Ring mig på 070-174 06 05.")
        last = url("asked_step", item, draft, "kontrollera")
        page = client.get(last).text
        assert "Din text pekar ut någon" in page
        assert f'action="{last}"' in page
        client.post(last, {"hide": "all"})
        assert "070-174 06 05" not in client.get(last).text

    def test_no_words_no_way_and_no_draft_are_told_kindly(self, client, item):
        draft = begin(client, item)
        assert client.post(url("asked_step", item, draft, "text"), {"text": " "}).status_code == 422
        assert client.get(url("asked_step", item, draft, "kontrollera")).status_code == 410
        client.post(url("asked_step", item, draft, "text"), {"text": "Hej", "language": "sv"})
        assert client.post(url("asked_step", item, draft, "svar"), {"answer_via": "sms"}).status_code == 422
        assert client.get(url("asked_step", item, draft, "hej")).status_code == 404

    def test_too_many_from_one_place_wait_and_nothing_is_lost(self, client, item, settings):
        settings.THROTTLE = settings.THROTTLE | {"submit_source": (0, 3600)}
        draft = walk(client, item)
        answer = send(client, item, draft)
        assert answer.status_code == 429
        assert not ItemVoice.objects.exists()
        assert "Skriv kortare." in client.get(url("asked_step", item, draft, "kontrollera")).text

    def test_what_is_sent_is_gone_from_the_draft(self, client, item):
        draft = walk(client, item)
        send(client, item, draft)
        gone = client.get(url("asked_step", item, draft, "text"))
        assert gone.status_code == 410
        assert "Det är redan skickat" in gone.text
        assert bytes(Draft.objects.get().sealed) == b""


class TestWhenItIsOpen:
    @pytest.mark.parametrize(
        "change",
        [
            {"state": MeetingState.CANCELLED, "cancelled_at": clock.now(), "cancel_reason": "Storm."},
            {"starts_at": clock.now() - timedelta(minutes=1)},
        ],
    )
    def test_after_the_meeting_has_begun_or_is_cancelled_nobody_answers_and_the_words_stay(self, client, item, change):
        draft = walk(client, item)
        key = key_on(client.get(url("asked_step", item, draft, "kontrollera")))
        Meeting.objects.filter(pk=item.meeting_id).update(**change)
        assert "Det går inte att svara på frågan nu" in client.get(url("asked", item)).text
        late = send(client, item, draft, key)
        assert late.status_code == 422
        assert "Skriv kortare." in late.text
        assert not Viewpoint.objects.exists()

    @pytest.mark.parametrize("change", [{"dropped_at": clock.now(), "drop_reason": "Nej."}, {"asked": False}])
    def test_what_is_struck_or_not_asked_is_not_answered(self, item, change):
        type(item).objects.filter(pk=item.pk).update(**change)
        with pytest.raises(Conflict):
            actions.answer_beforehand(actor=None, item=item, words=Words(text="Hej"), form_key=new_key())
        with pytest.raises(Conflict):
            entering(staff(Role.REGISTRAR), item)
        assert not Viewpoint.objects.exists()

    def test_a_question_of_a_draft_and_one_that_is_not_asked_do_not_exist(self, client, unit, meeting):
        hidden = new_item(new_meeting(unit=unit, state=MeetingState.DRAFT), asked=True)
        silent = new_item(meeting)
        for item in (hidden, silent):
            assert client.get(url("asked", item)).status_code == 404
            assert client.get(url("asked_begin", item)).status_code == 404


class TestByStaff:
    def answer(self, **more):
        return {
            "form_key": new_key(),
            "text": "Brevet kom för sent.",
            "own_words": "own",
            "read_back": "yes",
            "channel": "phone",
            "received_on": clock.today().isoformat(),
            "language": "sv",
            "answer_via": "web",
        } | more

    @pytest.mark.parametrize("role", [Role.REGISTRAR, Role.PLANNER])
    def test_one_who_takes_in_or_plans_writes_an_answer_down(self, client, item, unit, role):
        client.force_login(staff(role, unit))
        page = reverse("meetings:enter_answer", args=[item.pk])
        assert item.title in client.get(page).text
        given = client.post(page, self.answer())
        assert given.status_code == 200
        assert "Nästa svar" in given.text
        assert open_with(client, code_on(given)).status_code == 200
        viewpoint = said(item).get()
        assert (viewpoint.channel, viewpoint.registered_by) == (Channel.PHONE, None)

    def test_the_same_form_twice_is_one_answer_and_the_next_one_is_another(self, client, item):
        client.force_login(staff(Role.REGISTRAR))
        page, sent = reverse("meetings:enter_answer", args=[item.pk]), self.answer()
        assert code_on(client.post(page, sent)) == code_on(client.post(page, sent))
        client.post(page, sent | {"text": "Något helt annat."})
        assert said(item).count() == 2

    def test_what_is_missing_is_said_and_what_was_typed_stays(self, client, item):
        client.force_login(staff(Role.REGISTRAR))
        answer = client.post(reverse("meetings:enter_answer", args=[item.pk]), self.answer(channel=""))
        assert answer.status_code == 422
        assert "Brevet kom för sent." in answer.text

    def test_others_may_not(self, item):
        with pytest.raises(PermissionDenied):
            entering(staff(Role.DECIDER), item)
        with pytest.raises(PermissionDenied):
            entering(staff(Role.PLANNER, UnitFactory()), item)

    def test_one_who_gave_a_number_hears_of_an_item_without_a_theme(self, meeting):
        item = new_item(meeting, asked=True)
        viewpoint, _code = entering(staff(Role.REGISTRAR), item, answer_via=AnswerVia.SMS, answer_to="070-1740605")
        assert Following.objects.get(viewpoint=viewpoint).thread == item.thread
        subject = news.subjects_of([item.thread_id])[item.thread_id]
        assert (subject.name, subject.url, subject.unit) == (item.title, url("item", item), meeting.unit)

    def test_one_who_gave_a_number_hears_of_an_item_with_a_theme_through_the_theme(self, item, theme):
        viewpoint, _code = entering(staff(Role.REGISTRAR), item, answer_via=AnswerVia.SMS, answer_to="070-1740605")
        assert Following.objects.get(viewpoint=viewpoint).thread == theme.thread


class TestWhoReadsIt:
    def test_the_planner_reads_the_answers_and_others_see_how_many(self, client, item, unit):
        entering(staff(Role.REGISTRAR), item, text="Skriv utan krångel.")
        page = reverse("meetings:item_at_work", args=[item.pk])
        client.force_login(staff(Role.PLANNER, unit))
        assert "Skriv utan krångel." in client.get(page).text
        for other in (staff(Role.REGISTRAR), staff(Role.PLANNER, UnitFactory())):
            client.force_login(other)
            assert "Skriv utan krångel." not in client.get(page).text

    def test_answers_to_what_lies_in_an_item_are_read_with_it(self, client, item, meeting, unit):
        planner, inside = staff(Role.PLANNER, unit), new_item(meeting, asked=True)
        entering(staff(Role.REGISTRAR), inside, text="Sagt om den andra.")
        actions.merge_items(actor=planner, item=inside, into=item)
        client.force_login(planner)
        assert "Sagt om den andra." in client.get(reverse("meetings:item_at_work", args=[item.pk])).text

    def test_a_small_number_is_not_told_in_public(self, client, item):
        registrar = staff(Role.REGISTRAR)
        assert "Ingen har svarat än." in client.get(url("item", item)).text
        entering(registrar, item)
        assert "Färre än 5 har svarat." in client.get(url("item", item)).text
        for _each in range(4):
            entering(registrar, item)
        assert "5 har svarat." in client.get(url("item", item)).text

    def test_the_rest_of_the_theme_is_not_found_by_subtraction(self, client, item, unit, theme):
        registrar = staff(Role.REGISTRAR)
        for _each in range(6):
            entering(registrar, item)
        new_viewpoint(unit=unit, theme=theme)
        assert "Hur många som har svarat visar vi inte." in client.get(url("item", item)).text
        other = new_item(item.meeting, theme=theme, asked=True)
        for _each in range(6):
            entering(registrar, other)
        for each in (item, other):
            assert queries.figure_of(queries.asked_item(item.meeting.slug, each.pk)) == "withheld"

    def test_one_who_takes_in_finds_the_way_from_the_question(self, client, item):
        way = reverse("meetings:enter_answer", args=[item.pk])
        assert way not in client.get(url("asked", item)).text
        client.force_login(staff(Role.REGISTRAR))
        assert way in client.get(url("asked", item)).text

    def test_what_is_taken_back_is_not_counted(self, client, item):
        from medskapa.voice import actions as voice

        viewpoint, _code = entering(staff(Role.REGISTRAR), item)
        voice.withdraw(actor=None, viewpoint=viewpoint)
        assert queries.figure_of(item) == 0

    def test_the_answers_are_paged_at_constant_cost(self, client, item, unit, queries_of):
        def fill(number):
            threads = Thread.objects.bulk_create(Thread() for _each in range(number))
            today = clock.today()
            viewpoints = Viewpoint.objects.bulk_create(
                Viewpoint(thread=thread, text="Kort.", unit=unit, received_on=today, promised_on=today)
                for thread in threads
            )
            ItemVoice.objects.bulk_create(ItemVoice(item=item, viewpoint=viewpoint) for viewpoint in viewpoints)

        client.force_login(staff(Role.PLANNER, unit))
        page = reverse("meetings:item_at_work", args=[item.pk])
        fill(10)
        few = queries_of(page)
        fill(990)
        assert queries_of(page) == few <= 12
        first = client.get(page)
        after = re.search(r'href="\?(after=[^"]+)"', first.text)[1]
        assert first.text.count("<blockquote") == client.get(f"{page}?{after}").text.count("<blockquote") == 50


class TestHowItReads:
    @pytest.mark.parametrize("language", GOALS)
    def test_the_pages_are_easy_to_read(self, client, item, settings, language):
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        new_item(item.meeting, dropped_at=clock.now(), drop_reason="Det blir för mycket.")
        draft = walk(client, item)
        steps = [url("asked_step", item, draft, step) for step in ("text", "svar", "kontrollera")]
        pages = [reverse("meetings:meeting", args=[item.meeting.slug]), url("item", item), url("asked", item), *steps]
        hard = {page: why for page in pages if (why := too_hard(client.get(page).text, language))}
        assert hard == {}
        assert too_hard(send(client, item, draft).text, language) is None
        Meeting.objects.filter(pk=item.meeting_id).update(starts_at=clock.now())
        assert too_hard(client.get(url("asked", item)).text, language) is None


class TestNothingTellsWho:
    def test_no_session_no_key_and_no_actor_stand_with_an_answer(self, client, item):
        client.force_login(PersonFactory())
        before = AuditRecord.objects.count()
        send(client, item, walk(client, item))
        assert AuditRecord.objects.count() == before
        assert not FormKey.objects.exists()
        assert not said(item).get().thread.events.filter(actor__isnull=False).exists()

    def test_the_daily_job_forgets_the_order_and_loses_nothing(self, item):
        registrar = staff(Role.REGISTRAR)
        for _each in range(3):
            entering(registrar, item)
        before = set(ItemVoice.objects.values_list("pk", "item", "viewpoint"))
        with transaction.atomic():
            daily.forget_order()
        if connection.vendor == "postgresql":  # one transaction laid them all down anew
            with connection.cursor() as cursor:
                cursor.execute("SELECT count(DISTINCT xmin::text) FROM meetings_itemvoice")
                assert cursor.fetchone() == (1,)
        assert set(ItemVoice.objects.values_list("pk", "item", "viewpoint")) == before
