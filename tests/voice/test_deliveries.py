"""Answers on their way: letters printed and posted, answers told, messages that do not get through."""

import io
import re

import httpx
import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import translation
from pypdf import PdfReader

from analysis.readability import lix
from medskapa.core import clock
from medskapa.core.dates import long_date
from medskapa.core.idempotency import new_key
from medskapa.core.models import ReadRecord
from medskapa.integrations.sms import client as sms
from medskapa.integrations.sms.client import GatewayClient
from medskapa.people.models import Role
from medskapa.voice import actions, jobs, reach
from medskapa.voice.letters import PRINT_LIMIT, address_from, letter_for
from medskapa.voice.models import AnswerVia, Delivery, DeliveryState
from tests.factories import PersonFactory, StaffFactory, UnitFactory, many_viewpoints, new_viewpoint, staff

pytestmark = pytest.mark.django_db
ADDRESS = "Ada Andersson\nStorgatan 1\n252 25 Helsingborg"
ANSWER = "Nu är telefonen öppen till klockan 17.\n\nTack för att du sa till."


@pytest.fixture
def unit(db):
    return UnitFactory(name="Mottagningen")


@pytest.fixture
def answerer(unit):
    return staff(Role.ANSWERER, unit)


@pytest.fixture
def desk(client, answerer):
    client.force_login(answerer)
    return client


@pytest.fixture
def send(unit, answerer, django_capture_on_commit_callbacks):
    """Answer a new viewpoint, and let the jobs run; returns the delivery."""

    def sent(via, plain_text="", **words):
        viewpoint, _code = new_viewpoint(unit=unit, answer_via=via, **words)
        with django_capture_on_commit_callbacks(execute=True):
            answer = actions.send_answer(actor=answerer, viewpoints=[viewpoint], text=ANSWER, plain_text=plain_text)
        return answer.deliveries.get()

    return sent


@pytest.fixture
def letter(send):
    return send(AnswerVia.LETTER, answer_to=ADDRESS)


@pytest.fixture
def gateway(monkeypatch):
    """An SMS gateway that answers with the statuses given, one after another, and notes what it was sent."""

    def answering(*statuses):
        texts, left = [], list(statuses)

        def handle(request):
            texts.append(request.content.decode())
            status = left.pop(0)
            return httpx.Response(status, json={"id": "s1"} if status == 200 else None)

        client = GatewayClient(
            url="https://sms.test", user="u", password="p", sender="Medskapa", transport=httpx.MockTransport(handle)
        )
        monkeypatch.setattr(sms, "client", lambda: client)
        return texts

    return answering


def chosen(*deliveries, **more):
    return {"letter": [delivery.pk for delivery in deliveries], "form_key": new_key(), **more}


def words_of(response):
    pages = PdfReader(io.BytesIO(response.content)).pages
    return [" ".join(page.extract_text().split()) for page in pages]


class TestAddress:
    @pytest.mark.parametrize(
        ("text", "lines"),
        [
            (ADDRESS, ["Ada Andersson", "Storgatan 1", "252 25 Helsingborg"]),
            ("Ada Andersson, Storgatan 1, 25225 Helsingborg", ["Ada Andersson", "Storgatan 1", "252 25 Helsingborg"]),
            ("Ada\r\nc/o Berg\r\nStorgatan 1 lgh 1101\r\nSE-252 25  Helsingborg\r\n",
             ["Ada", "c/o Berg", "Storgatan 1 lgh 1101", "252 25 Helsingborg"]),
            ("Storgatan 1\n252 25 Helsingborg", ["Bo Berg", "Storgatan 1", "252 25 Helsingborg"]),
        ],
    )  # fmt: skip
    def test_is_read_as_people_write_it(self, text, lines):
        assert address_from(text, name="Bo Berg").lines == lines

    @pytest.mark.parametrize(
        ("text", "missing"),
        [
            ("", "postnummer"),
            ("Ada Andersson\nStorgatan 1", "postnummer"),
            ("Ada Andersson\n252 25 Helsingborg", "namn"),
            ("252 25 Helsingborg", "gatan"),
            ("A\nB\nC\nStorgatan 1\n252 25 Helsingborg", "fyra rader"),
            (f"{'Ada ' * 20}\nStorgatan 1\n252 25 Helsingborg", "60 tecken"),
        ],
    )
    def test_says_which_part_is_missing(self, text, missing):
        with pytest.raises(ValidationError) as refused:
            address_from(text)
        assert missing in refused.value.message_dict["answer_to"][0]

    @pytest.mark.parametrize("given", [True, False])
    def test_nobody_with_protected_identity_gets_a_letter(self, given):
        hidden = PersonFactory(protected_identity=True, street="Storgatan 1", postcode="252 25", town="Helsingborg")
        viewpoint, _code = new_viewpoint(author=hidden, answer_via=AnswerVia.LETTER, answer_to=ADDRESS if given else "")
        assert reach.address_for(viewpoint, AnswerVia.LETTER) == ""
        assert AnswerVia.LETTER not in reach.ways_to(viewpoint)

    def test_a_phone_number_is_no_address_for_a_letter(self):
        viewpoint, _code = new_viewpoint(answer_via=AnswerVia.SMS, answer_to="070-174 06 05")
        assert reach.ways_to(viewpoint) == {
            AnswerVia.SMS: "070-174 06 05",
            AnswerVia.CONTACT: "",
            AnswerVia.WEB: "",
        }


class TestLetters:
    def test_the_answer_is_printed_in_full_and_counts_as_printed(self, desk, letter):
        response = desk.post(reverse("voice:print_letters"), chosen(letter))
        assert response["Content-Type"] == "application/pdf"
        assert response["Content-Disposition"].startswith("attachment")
        (page,) = words_of(response)
        for words in ("Ada Andersson", "252 25 Helsingborg", "Nu är telefonen öppen", "Tack för att du sa till.",
                      letter.viewpoint.text, "/kvitto/", "på ditt kvitto", "040-628 04 10"):  # fmt: skip
            assert words in page
        letter.refresh_from_db()
        assert (letter.state, letter.attempts) == (DeliveryState.READY, 1)

    def test_a_letter_in_plain_swedish_for_one_who_reads_that(self, send):
        reader = PersonFactory(language="sv-plain")
        delivery = send(AnswerVia.LETTER, author=reader, answer_to=ADDRESS, plain_text="Ring oss till klockan 17.")
        assert "Ring oss till klockan 17." in letter_for(delivery).paragraphs
        assert "Nu är telefonen öppen till klockan 17." not in letter_for(delivery).paragraphs

    def test_the_letters_own_words_are_easy_to_read(self, letter):
        title, paragraphs = letter_for(letter).title, letter_for(letter).paragraphs
        assert lix("\n\n".join([title, *paragraphs])) < 40

    def test_a_question_is_called_a_question(self, unit, answerer):
        viewpoint, _code = new_viewpoint(unit=unit, answer_via=AnswerVia.LETTER, answer_to=ADDRESS)
        question = actions.ask_back(actor=answerer, viewpoint=viewpoint, text="Vilken dag ringde du?")
        assert letter_for(question.deliveries.get()).title == "En fråga om det du sa till oss"

    def test_a_letter_does_not_name_staff_with_protected_identity(self, letter, answerer):
        answerer.protected_identity = True
        answerer.save()
        letter.refresh_from_db()
        assert letter_for(letter).signed_by == "Mottagningen"

    def test_a_letter_is_in_swedish_whatever_language_the_printer_chose(self, letter):
        with translation.override("sv"):
            day = long_date(letter.viewpoint.received_on)
        with translation.override("en"):
            assert day in letter_for(letter).paragraphs[1]
            assert day != long_date(letter.viewpoint.received_on)

    def test_a_double_click_prints_the_same_letters_and_counts_once(self, desk, letter):
        form = chosen(letter)
        first, again = (desk.post(reverse("voice:print_letters"), form) for _click in range(2))
        assert words_of(first) == words_of(again)
        letter.refresh_from_db()
        assert letter.attempts == 1

    def test_another_choice_on_the_same_page_is_another_print(self, desk, letter, send):
        other = send(AnswerVia.LETTER, answer_to=ADDRESS)
        form = chosen(letter)
        for each in (letter, other):
            desk.post(reverse("voice:print_letters"), form | {"letter": [each.pk]})
            each.refresh_from_db()
            assert each.attempts == 1

    def test_what_somebody_else_has_printed_is_not_printed_unawares(self, desk, letter, unit):
        actions.mark_printed(actor=staff(Role.UNIT_MANAGER, unit), deliveries=[letter])
        response = desk.post(reverse("voice:print_letters"), chosen(letter))
        assert response.status_code == 422
        assert "redan skrivit ut" in response.text
        assert desk.post(reverse("voice:print_letters"), chosen(letter, again="1")).status_code == 200

    def test_reading_a_persons_letter_is_written_down(self, desk, send, answerer):
        author = PersonFactory()
        delivery = send(AnswerVia.LETTER, author=author, answer_to=ADDRESS)
        desk.post(reverse("voice:print_letters"), chosen(delivery))
        assert ReadRecord.objects.filter(reader=answerer, person=author).count() == 1

    def test_letters_are_posted_once(self, desk, letter, answerer):
        actions.mark_printed(actor=answerer, deliveries=[letter])
        for _click in range(2):
            assert desk.post(reverse("voice:posted"), chosen(letter)).status_code == 302
        letter.refresh_from_db()
        assert (letter.state, letter.done_by) == (DeliveryState.SENT, answerer)
        assert "Inga brev väntar" in desk.get(reverse("voice:letters")).text

    def test_a_posted_letter_is_not_printed_again(self, desk, letter, answerer):
        actions.mark_posted(actor=answerer, deliveries=[letter])
        response = desk.post(reverse("voice:print_letters"), chosen(letter, again="1"))
        assert (response.status_code, "redan postat" in response.text) == (422, True)

    @pytest.mark.parametrize("name", ["print_letters", "posted"])
    def test_somebody_elses_letters_are_not_there(self, client, letter, name):
        client.force_login(staff(Role.ANSWERER, UnitFactory()))
        assert client.post(reverse(f"voice:{name}"), chosen(letter)).status_code == 404
        assert client.get(reverse("voice:letters")).text.count("Ada Andersson") == 0
        letter.refresh_from_db()
        assert (letter.state, letter.attempts) == (DeliveryState.READY, 0)

    @pytest.mark.parametrize("name", ["print_letters", "posted"])
    def test_a_form_without_a_letter_says_so(self, desk, letter, name):
        response = desk.post(reverse(f"voice:{name}"), {"form_key": new_key()})
        assert response.status_code == 422
        assert "Kryssa i minst ett brev." in response.text

    def test_no_print_run_is_longer_than_its_limit(self, desk):
        response = desk.post(
            reverse("voice:print_letters"), {"letter": range(1, PRINT_LIMIT + 2), "form_key": new_key()}
        )
        assert response.status_code == 422
        assert f"högst {PRINT_LIMIT} brev" in response.text

    def test_protected_identity_and_unreadable_addresses_go_another_way(self, desk, send):
        hidden = PersonFactory(name="Hemlig Person", protected_identity=True)
        secret = send(AnswerVia.LETTER, author=hidden, answer_to=ADDRESS)
        vague = send(AnswerVia.LETTER, answer_to="Huset vid kyrkan")
        page = desk.get(reverse("voice:letters")).text
        assert "Lämnas på annat sätt" in page
        assert "Storgatan" not in page
        assert f'value="{secret.pk}"' not in page
        for delivery in (secret, vague):
            assert reverse("voice:retry", args=[delivery.pk]) in page
            response = desk.post(reverse("voice:print_letters"), chosen(delivery))
            assert response.status_code == 422

    def test_a_viewpoint_taken_back_leaves_no_letter(self, desk, letter):
        actions.withdraw(actor=None, viewpoint=letter.viewpoint)
        assert "Inga brev väntar" in desk.get(reverse("voice:letters")).text

    def test_the_queue_costs_the_same_with_many_letters(self, desk, letter, unit, answerer, queries_of):
        first = queries_of(reverse("voice:letters"))
        many = many_viewpoints(60, unit=unit, answer_via="letter", answer_to=ADDRESS, anonymous=False)
        actions.send_answer(actor=answerer, viewpoints=many, text="Ja.")
        assert queries_of(reverse("voice:letters")) == first <= 12


class TestTelling:
    @pytest.fixture
    def contact(self):
        return StaffFactory(name="Gun Guide")

    @pytest.fixture
    def task(self, send, contact):
        return send(AnswerVia.CONTACT, contact=contact, author_name="Ada Andersson", plain_text="Ring till 17.")

    @pytest.mark.parametrize("who", ["contact", "desk"])
    def test_whoever_is_to_tell_sees_the_words_and_notes_the_day(self, client, task, contact, answerer, who):
        client.force_login(contact if who == "contact" else answerer)
        assert "Ada Andersson" in client.get(reverse("voice:to_tell")).text
        page = client.get(reverse("voice:told", args=[task.pk])).text
        assert "Nu är telefonen öppen" in page
        assert "Ring till 17." in page
        for _click in range(2):
            form = {"on": clock.today().isoformat(), "form_key": new_key()}
            assert client.post(reverse("voice:told", args=[task.pk]), form).status_code == 302
        task.refresh_from_db()
        assert task.state == DeliveryState.SENT
        assert "Ada Andersson" not in client.get(reverse("voice:to_tell")).text
        assert "berättade svaret" in client.get(reverse("voice:told", args=[task.pk])).text

    @pytest.mark.parametrize("name", ["told", "retry"])
    def test_reading_what_a_known_person_is_told_is_written_down(self, desk, send, contact, answerer, name):
        author = PersonFactory()
        task = send(AnswerVia.CONTACT, contact=contact, author=author)
        assert desk.get(reverse(f"voice:{name}", args=[task.pk])).status_code == 200
        assert ReadRecord.objects.filter(reader=answerer, person=author).count() == 1

    def test_a_resident_is_refused_and_other_staff_find_nothing(self, client, task):
        client.force_login(PersonFactory())
        assert client.get(reverse("voice:to_tell")).status_code == 403
        client.force_login(StaffFactory())
        assert "Ada Andersson" not in client.get(reverse("voice:to_tell")).text
        form = {"on": clock.today().isoformat(), "form_key": new_key()}
        for response in (client.get(reverse("voice:told", args=[task.pk])),
                         client.post(reverse("voice:told", args=[task.pk]), form)):  # fmt: skip
            assert response.status_code == 404

    @pytest.mark.parametrize("day", ["2020-01-01", "2099-01-01", "i går"])
    def test_a_day_that_cannot_be_is_refused_and_kept(self, client, task, contact, day):
        client.force_login(contact)
        response = client.post(reverse("voice:told", args=[task.pk]), {"on": day, "form_key": new_key()})
        assert response.status_code == 422
        assert day in response.text
        task.refresh_from_db()
        assert task.state == DeliveryState.READY

    def test_an_answer_that_is_not_approved_is_not_told(self, client, contact):
        unit = UnitFactory(second_reader=True)
        viewpoint, _code = new_viewpoint(unit=unit, answer_via=AnswerVia.CONTACT, contact=contact)
        answer = actions.send_answer(actor=staff(Role.ANSWERER, unit), viewpoints=[viewpoint], text="Ja.")
        client.force_login(contact)
        assert client.get(reverse("voice:told", args=[answer.deliveries.get().pk])).status_code == 404


class TestMessages:
    def test_an_sms_says_only_that_there_is_an_answer(self, send, gateway):
        texts = gateway(200)
        delivery = send(AnswerVia.SMS, answer_to="070-174 06 05", author_name="Ada Andersson")
        assert delivery.state == DeliveryState.SENT
        (sent,) = texts
        for secret in ("Ada", "telefonen", delivery.viewpoint.receipt.lookup.split("-")[0]):
            assert secret not in httpx.QueryParams(sent)["message"]

    def test_the_simulator_takes_it_too(self, send):
        assert send(AnswerVia.SMS, answer_to="070-174 06 05").state == DeliveryState.SENT

    def test_an_email_says_only_that_there_is_an_answer(self, send):
        delivery = send(AnswerVia.EMAIL, answer_to="ada@example.se", author_name="Ada Andersson")
        assert delivery.state == DeliveryState.SENT
        (sent,) = mail.outbox
        assert sent.to == ["ada@example.se"]
        assert lix(sent.body) < 40
        assert "/kvitto/" in sent.body
        for secret in ("Ada", "telefonen", "Nu är"):
            assert secret not in sent.subject + sent.body

    def test_a_question_says_only_that_there_is_a_question(self, unit, answerer, django_capture_on_commit_callbacks):
        viewpoint, _code = new_viewpoint(unit=unit, answer_via=AnswerVia.EMAIL, answer_to="ada@example.se")
        with django_capture_on_commit_callbacks(execute=True):
            actions.ask_back(actor=answerer, viewpoint=viewpoint, text="Vilken dag ringde du?")
        (sent,) = mail.outbox
        assert "fråga till dig" in sent.subject
        assert "Vilken dag" not in sent.body

    def test_nobody_is_written_to_about_words_they_have_taken_back(self, unit, answerer):
        ada = PersonFactory(email="ada@example.se")
        viewpoint, _code = new_viewpoint(unit=unit, author=ada, answer_via=AnswerVia.EMAIL)
        answer = actions.send_answer(actor=answerer, viewpoints=[viewpoint], text=ANSWER)
        actions.withdraw(actor=ada, viewpoint=viewpoint)
        jobs.enqueue_delivery(answer.deliveries.get().pk)
        assert mail.outbox == []

    def test_a_gateway_that_is_down_for_a_while_is_tried_again(self, send, gateway):
        texts = gateway(503, 503, 200)
        delivery = send(AnswerVia.SMS, answer_to="070-174 06 05")
        assert (len(texts), delivery.state, delivery.failure) == (3, DeliveryState.SENT, "")

    def test_after_three_attempts_it_comes_back_to_the_desk(self, send, gateway, desk):
        texts = gateway(503, 503, 503, 503)
        delivery = send(AnswerVia.SMS, answer_to="070-174 06 05", author_name="Ada Andersson")
        assert (len(texts), delivery.state, delivery.attempts) == (3, DeliveryState.FAILED, 3)
        page = desk.get(reverse("voice:failures")).text
        assert "Ada Andersson" in page
        assert "tillfälligt problem" in page

    def test_a_lasting_failure_comes_back_at_once(self, send, gateway):
        texts = gateway(400)
        delivery = send(AnswerVia.SMS, answer_to="070-174 06 05")
        assert (len(texts), delivery.state) == (1, DeliveryState.FAILED)

    def test_the_next_attempt_waits_in_the_database(self, settings, send, gateway, answerer, unit):
        from django_tasks_db.models import DBTaskResult

        gateway(503)
        delivery = send(AnswerVia.WEB)
        Delivery.objects.filter(pk=delivery.pk).update(via="sms", state="ready", done_at=None)
        settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
        jobs.enqueue_delivery(delivery.pk, after_seconds=120)
        (waiting,) = DBTaskResult.objects.all()
        assert 60 < (waiting.run_after - clock.now()).total_seconds() <= 120


class TestTryingAgain:
    @pytest.fixture
    def failed(self, send, gateway):
        gateway(400)
        return send(AnswerVia.SMS, answer_to="070-174 06 05", author_name="Ada Andersson")

    def url(self, delivery):
        return reverse("voice:retry", args=[delivery.pk])

    def test_the_same_way_begins_a_new_count(self, desk, failed, gateway, django_capture_on_commit_callbacks):
        gateway(503, 200)
        with django_capture_on_commit_callbacks(execute=True):
            assert desk.post(self.url(failed), {"via": "sms", "form_key": new_key()}).status_code == 302
        failed.refresh_from_db()
        assert (failed.state, failed.attempts) == (DeliveryState.SENT, 2)

    def test_a_double_click_tries_once(self, desk, failed):
        form = {"via": "contact", "form_key": new_key()}
        assert [desk.post(self.url(failed), form).status_code for _click in range(2)] == [302, 302]
        failed.refresh_from_db()
        assert (failed.via, failed.state) == (AnswerVia.CONTACT, DeliveryState.READY)

    def test_on_the_web_it_is_there_at_once(self, desk, failed):
        desk.post(self.url(failed), {"via": "web", "form_key": new_key()})
        failed.refresh_from_db()
        assert (failed.via, failed.state) == (AnswerVia.WEB, DeliveryState.SENT)

    @pytest.mark.parametrize("via", ["letter", "email", "none", ""])
    def test_a_way_without_an_address_is_not_offered(self, desk, failed, via):
        response = desk.post(self.url(failed), {"via": via, "form_key": new_key()})
        assert response.status_code == 422
        failed.refresh_from_db()
        assert failed.state == DeliveryState.FAILED

    def test_what_has_arrived_is_not_sent_again(self, desk, failed, answerer):
        actions.retry(actor=answerer, delivery=failed, via=AnswerVia.WEB)
        assert "Du behöver inte göra något" in desk.get(self.url(failed)).text
        response = desk.post(self.url(failed), {"via": "contact", "form_key": new_key()})
        assert response.status_code == 422
        failed.refresh_from_db()
        assert failed.via == AnswerVia.WEB

    def test_a_letter_that_cannot_be_sent_becomes_something_to_tell(self, desk, send):
        delivery = send(AnswerVia.LETTER, author=PersonFactory(protected_identity=True), answer_to=ADDRESS)
        assert 'value="letter"' not in desk.get(self.url(delivery)).text
        desk.post(self.url(delivery), {"via": "contact", "form_key": new_key()})
        assert reverse("voice:told", args=[delivery.pk]) in desk.get(reverse("voice:to_tell")).text

    def test_somebody_elses_failure_is_not_there(self, client, failed):
        client.force_login(staff(Role.ANSWERER, UnitFactory()))
        assert client.get(self.url(failed)).status_code == 404
        assert client.post(self.url(failed), {"via": "web", "form_key": new_key()}).status_code == 404
        assert "Ada Andersson" not in client.get(reverse("voice:failures")).text


@pytest.mark.parametrize("role", [Role.REGISTRAR, Role.AUDITOR])
@pytest.mark.parametrize("name", ["letters", "failures"])
def test_only_the_desk_sees_what_is_on_its_way(client, role, name):
    client.force_login(staff(role))
    assert client.get(reverse(f"voice:{name}")).status_code == 403


@pytest.mark.parametrize(("name", "state"), [("to_tell", "ready"), ("failures", "failed")])
def test_a_list_costs_the_same_at_10_and_many_rows_and_goes_on(desk, unit, answerer, queries_of, name, state):
    def add(number):
        many = many_viewpoints(number, unit=unit)
        answer = actions.send_answer(actor=answerer, viewpoints=many, text=f"Ja, {number}.")
        answer.deliveries.update(via="contact", state=state, failure="Ingen svarade.", done_at=None)

    url = reverse(f"voice:{name}")
    add(10)
    first = queries_of(url)
    add(60)
    assert queries_of(url) == first <= 12
    target = "told" if name == "to_tell" else "retry"
    row = re.compile(reverse(f"voice:{target}", args=[1]).replace("1/", r"(\d+)/"))
    page = desk.get(url).text
    rest = desk.get(url + re.search(r'href="(\?after=[^"]+)"', page)[1].replace("&amp;", "&")).text
    assert (len(row.findall(page)), len({*row.findall(page), *row.findall(rest)})) == (50, 70)
