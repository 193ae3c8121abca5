"""Did it get better? Residents answer with a code, by SMS or on paper: one voice each, and nobody is named."""

import re
from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.conf import settings as site
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from pypdf import PdfReader

from analysis.disclosure import Hidden
from analysis.readability import lix
from medskapa.change import actions, sms, voters
from medskapa.change.models import JudgedBy, Judgement, JudgeRound, Verdict
from medskapa.core import clock
from medskapa.core.daily import run_due
from medskapa.core.errors import Conflict
from medskapa.core.idempotency import new_key
from medskapa.core.models import AuditRecord, AuditWaiting
from medskapa.integrations.sms import incoming
from medskapa.meetings import codes
from medskapa.people.models import Role
from medskapa.voice import actions as voice
from medskapa.voice.models import AnswerVia, EventKind
from tests.change.pages import form, url
from tests.change_factories import new_decision, new_group, new_proposal
from tests.factories import new_theme, new_viewpoint, staff
from tests.meeting_factories import new_invitation, new_item, new_meeting
from tests.reading import GOALS, too_hard
from tests.scenes.change_deciding import new_effect, new_round, new_step

pytestmark = pytest.mark.django_db
PHONE = "+46701740605"


@pytest.fixture(autouse=True)
def gateway(settings, tmp_path):
    settings.SMS_CLIENT, settings.SMS_FROM, settings.DATA_DIR = "simulator", "+46701740690", tmp_path


@pytest.fixture
def unit(fallback_unit):
    return fallback_unit


@pytest.fixture
def proposal(unit, member, theme):
    group = new_group(member, unit=unit)
    made = new_proposal(group=group, source={"theme": theme}, title="Korta brev")
    new_decision(made)
    new_effect(made, source="Växeln", what="Så många ringer")
    new_step(made, owner=member, done_on=clock.today(), done_note="Klart.")
    actions.measure_effect(
        actor=member, proposal=made, value=Decimal(30), measured_on=clock.today(), text="Färre ringer."
    )
    made.state = "carried_out"
    made.save()
    return made


@pytest.fixture
def asked(proposal):
    return new_round(proposal, word="BREV")


@pytest.fixture
def working(client, member):
    client.force_login(member)
    return client


def today(days=0):
    return (clock.today() + timedelta(days=days)).isoformat()


def pass_on(page):
    return re.search(r'name="pass" value="([^"]+)"', page.text)[1]


def answered(client, asked, code, **fields):
    """What a resident gets who shows `code` and answers."""
    question = client.post(url("judge", asked.proposal.number), form(code=str(code)))
    assert question.status_code == 200, question.text
    chosen = form(**{"pass": pass_on(question), "verdict": "better"} | fields)
    return client.post(url("judge", asked.proposal.number), chosen)


def many(asked, **numbers):
    """So many answers of each kind."""
    Judgement.objects.bulk_create(
        Judgement(round=asked, verdict=verdict, judged_by="sms", once=f"{verdict}{place}", on=clock.today())
        for verdict, number in numbers.items()
        for place in range(number)
    )


def over(asked):
    JudgeRound.objects.filter(pk=asked.pk).update(
        opens_on=clock.today() - timedelta(days=20), closes_on=clock.today() - timedelta(days=1)
    )


class TestAsking:
    def test_a_question_is_asked_once_and_stands_on_the_public_page(self, working, proposal):
        sent = form(question="Blev breven lättare?", word="brev", opens_on=today(), closes_on=today(9))
        assert [working.post(url("open_round", proposal.number), sent).status_code for _click in range(2)] == [302, 302]
        assert JudgeRound.objects.get().word == "BREV"
        page = working.get(url("proposal", proposal.number)).text
        assert "Blev breven lättare?" in page
        assert url("judge", proposal.number) in page

    @pytest.mark.parametrize(
        ("field", "changed"),
        [
            ("word", {"word": "två ord"}),
            ("word", {"word": "Ja"}),  # answers an invitation
            ("word", {"word": "upptaget"}),
            ("closes_on", {"closes_on": clock.today() - timedelta(days=1)}),
        ],
    )
    def test_with_a_word_of_its_own_and_days_in_order(self, member, proposal, field, changed):
        new_round(new_proposal(state="carried_out"), word="UPPTAGET")
        chosen = {"question": "Bättre?", "word": "BREV", "opens_on": clock.today(), "closes_on": clock.today()}
        with pytest.raises(ValidationError) as refused:
            actions.open_round(actor=member, proposal=proposal, **chosen | changed)
        assert list(refused.value.error_dict) == [field]

    def test_one_at_a_time(self, working, proposal, asked):
        sent = form(question="Igen?", word="BREV2", opens_on=today(3), closes_on=today(30))
        response = working.post(url("open_round", proposal.number), sent)
        assert response.status_code == 422
        assert "är öppen då" in response.text

    def test_not_before_anything_is_done(self, member, proposal):
        proposal.state = "yes"
        proposal.save()
        with pytest.raises(Conflict, match="när det är genomfört"):
            actions.open_round(
                actor=member,
                proposal=proposal,
                question="Bättre?",
                word="BREV",
                opens_on=clock.today(),
                closes_on=clock.today(),
            )


class TestWithACode:
    def test_whoever_spoke_of_it_has_one_voice_that_can_be_changed(self, client, unit, theme, asked):
        _viewpoint, code = new_viewpoint(unit=unit, theme=theme)
        assert "Tack för ditt svar!" in answered(client, asked, code, words="Kortare nu.").text
        answered(client, asked, code, verdict="worse", words="")
        judgement = Judgement.objects.get()
        assert (judgement.verdict, judgement.words, judgement.judged_by) == ("worse", "", JudgedBy.CODE)

    def test_whoever_was_at_the_meeting_has_a_voice(self, client, unit, proposal, asked):
        meeting = new_meeting(unit=unit, days=0)
        proposal.sources.create(item=new_item(meeting))
        invitation = new_invitation(meeting, state="yes", arrived_at=clock.now())
        answered(client, asked, codes.code_for(invitation))
        assert Judgement.objects.get().verdict == Verdict.BETTER

    def test_whoever_has_taken_their_words_back_has_none(self, client, unit, theme, asked):
        viewpoint, code = new_viewpoint(unit=unit, theme=theme)
        question = client.post(url("judge", asked.proposal.number), form(code=str(code)))
        voice.withdraw(actor=None, viewpoint=viewpoint)
        assert client.post(url("judge", asked.proposal.number), form(code=str(code))).status_code == 422
        sent = form(**{"pass": pass_on(question), "verdict": "better"})
        assert client.post(url("judge", asked.proposal.number), sent).status_code in (403, 422)
        assert not Judgement.objects.exists()

    def test_whoever_was_invited_and_did_not_come_has_none(self, client, unit, proposal, asked):
        meeting = new_meeting(unit=unit, days=0)
        proposal.sources.create(item=new_item(meeting))
        code = codes.code_for(new_invitation(meeting, state="yes"))
        page = client.post(url("judge", proposal.number), form(code=str(code)))
        assert page.status_code == 422
        assert "Koden hör inte till det här" in page.text

    def test_whoever_spoke_of_something_else_has_none(self, client, unit, asked):
        viewpoint, code = new_viewpoint(unit=unit)
        page = client.post(url("judge", asked.proposal.number), form(code=str(code)))
        assert "Koden hör inte till det här" in page.text
        with pytest.raises(PermissionDenied):
            actions.judge(actor=None, round_=asked, verdict=Verdict.BETTER, viewpoint=viewpoint)

    def test_a_false_pass_asks_for_the_code(self, client, asked):
        sent = form(**{"pass": "påhittat", "verdict": "better"})
        assert client.post(url("judge", asked.proposal.number), sent).status_code == 403
        assert not Judgement.objects.exists()

    def test_what_was_answered_when_the_pass_ran_out_is_there_once_the_code_is_shown_again(
        self, client, unit, theme, asked
    ):
        _viewpoint, code = new_viewpoint(unit=unit, theme=theme)
        page = client.post(
            url("judge", asked.proposal.number), form(**{"pass": "gammalt", "verdict": "worse", "words": "Kortare nu."})
        )
        kept = dict(re.findall(r'name="(verdict|words)" value="([^"]*)"', page.text))
        wrong = client.post(url("judge", asked.proposal.number), form(code="inte rätt alls", **kept))
        assert 'name="words" value="Kortare nu."' in wrong.text
        question = client.post(url("judge", asked.proposal.number), form(code=str(code), **kept))
        assert "Kortare nu." in question.text
        assert re.search(r'value="worse"[^>]*checked', question.text)

    def test_whoever_spoke_of_a_theme_that_was_put_into_another_has_a_voice(self, client, unit, theme, asked):
        _viewpoint, code = new_viewpoint(unit=unit, theme=theme)
        into = new_theme(unit=unit)
        voice.merge_themes(actor=staff(Role.EDITOR), theme=theme, into=into, reason="Samma sak.")
        assert answered(client, asked, code).status_code == 200
        assert Judgement.objects.count() == 1

    def test_a_pass_for_one_question_gives_no_voice_in_another(self, client, unit, theme, asked):
        _viewpoint, code = new_viewpoint(unit=unit, theme=theme)
        pass_ = pass_on(client.post(url("judge", asked.proposal.number), form(code=str(code))))
        other = new_round(new_proposal(state="carried_out"))
        sent = form(**{"pass": pass_, "verdict": "better"})
        assert client.post(url("judge", other.proposal.number), sent).status_code == 422
        assert not Judgement.objects.exists()

    def test_nothing_chosen_keeps_the_words(self, client, unit, theme, asked):
        _viewpoint, code = new_viewpoint(unit=unit, theme=theme)
        page = answered(client, asked, code, verdict="", words="Kortare nu.")
        assert page.status_code == 422
        assert "Kortare nu." in page.text

    def test_a_receipt_code_is_not_stored_among_the_words(self, client, unit, theme, asked):
        _viewpoint, code = new_viewpoint(unit=unit, theme=theme)
        assert answered(client, asked, code, words=f"Min kod är {code}").status_code == 422
        assert not Judgement.objects.exists()

    def test_guessing_is_slowed_down(self, client, settings, asked):
        settings.THROTTLE = settings.THROTTLE | {"invitation_source": (1, 3600)}
        code = codes.code_for(new_invitation(new_meeting()))
        pages = [client.post(url("judge", asked.proposal.number), form(code=str(code))) for _try in range(2)]
        assert [page.status_code for page in pages] == [422, 429]

    def test_the_question_closes(self, client, unit, theme, asked):
        viewpoint, _code = new_viewpoint(unit=unit, theme=theme)
        over(asked)
        assert client.get(url("judge", asked.proposal.number)).status_code == 410
        asked.refresh_from_db()
        with pytest.raises(Conflict, match="inte öppen"):
            actions.judge(actor=None, round_=asked, verdict=Verdict.SAME, viewpoint=viewpoint)

    def test_nothing_leads_back_to_who_answered(self, client, unit, theme, asked):
        viewpoint, code = new_viewpoint(unit=unit, theme=theme)
        answered(client, asked, code)
        judgement = Judgement.objects.get()
        assert str(viewpoint.pk) not in judgement.once
        assert judgement.once == voters.key(asked, "receipt", str(viewpoint.pk))
        assert judgement.once != voters.key(new_round(new_proposal()), "receipt", str(viewpoint.pk))
        assert not AuditRecord.objects.filter(verb="proposal.judged").exclude(actor=None).exists()
        assert AuditWaiting.objects.exists()


class TestBySms:
    def write(self, text, sender=PHONE):
        return incoming.take(message_id=new_key(), sender=sender, text=text) or ""

    @pytest.mark.parametrize(
        ("text", "verdict"),
        [
            ("BREV BÄTTRE", "better"),
            ("brev ja!", "better"),
            ("Brev samma", "same"),
            ("Brev, som förut", "same"),
            ("brev samre", "worse"),
            ("BREV vet inte om det blev bättre", "unsure"),
        ],
    )
    def test_the_word_and_what_one_thinks_is_an_answer(self, asked, text, verdict):
        assert "Tack" in self.write(text)
        judgement = Judgement.objects.get()
        assert (judgement.verdict, judgement.judged_by, judgement.words) == (verdict, JudgedBy.SMS, "")
        assert PHONE not in judgement.once

    @pytest.mark.parametrize("text", ["BREV", "BREV nej", "BREV inte bättre", "BREV bättre eller sämre", "BREV hej"])
    def test_what_could_mean_several_things_is_asked_again(self, asked, text):
        assert "Skriv BREV BÄTTRE" in self.write(text)
        assert not Judgement.objects.exists()

    def test_a_number_has_one_voice(self, asked):
        self.write("BREV BÄTTRE")
        self.write("BREV SÄMRE")
        self.write("BREV SÄMRE", sender="+46701740606")
        assert sorted(Judgement.objects.values_list("verdict", flat=True)) == ["worse", "worse"]

    def test_too_late_is_answered_with_a_sentence(self, asked):
        over(asked)
        assert "inte öppen" in self.write("BREV BÄTTRE")

    def test_a_word_that_no_question_has_is_not_understood(self, asked):
        assert "förstod inte" in self.write("BRAV BÄTTRE")
        assert sms.handler_of("BRAV") is None


class TestOnPaper:
    def test_a_sheet_is_typed_in_once_and_can_be_corrected(self, working, member, asked):
        page = url("enter_sheet", asked.proposal.number, 1)
        assert working.post(page, form(sheet=7, verdict="same", words="Lika långa.")).status_code == 302
        working.post(page, form(sheet=7, verdict="worse", words="Lika långa."))
        judgement = Judgement.objects.get()
        assert (judgement.verdict, judgement.entered_by) == ("worse", member)

    def test_also_after_the_last_day(self, member, asked):
        over(asked)
        asked.refresh_from_db()
        assert actions.enter_sheet(actor=member, round_=asked, sheet=1, verdict=Verdict.SAME).pk

    def test_words_are_for_those_who_work_with_it_and_masked(self, working, client, asked, member):
        actions.enter_sheet(
            actor=member, round_=asked, sheet=1, verdict=Verdict.BETTER, words="Ring mig på 070-174 06 05."
        )
        page = working.get(url("round_desk", asked.proposal.number, 1)).text
        assert "Ring mig på" in page
        assert "070-174 06 05" not in page
        over(asked)
        client.logout()
        assert "Ring mig på" not in client.get(url("proposal", asked.proposal.number)).text

    def test_sheets_are_printed_with_numbers_of_their_own(self, working, asked):
        for first, last in ((1, 3), (4, 6)):
            made = working.post(url("make_sheets", asked.proposal.number, 1), form(number=3))
            assert made.url == url("sheets_to_print", asked.proposal.number, 1, first, last)
        response = working.get(made.url)
        assert response["Content-Type"] == "application/pdf"
        pdf = PdfReader(BytesIO(response.content))
        pages = [text for page in pdf.pages if "Blad" in (text := page.extract_text())]
        assert [re.search(r"Blad (\d+)", text)[1] for text in pages] == ["4", "5", "6"]
        assert len(pdf.pages) == 5  # each on a paper of its own, printed on both sides or not
        assert all(str(verdict.label) in pages[0] for verdict in Verdict)
        assert asked.question in pages[0]
        assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]

    def test_a_double_click_makes_them_once(self, working, asked):
        sent = form(number=5)
        pages = [working.post(url("make_sheets", asked.proposal.number, 1), sent).url for _click in range(2)]
        assert pages[0] == pages[1]
        asked.refresh_from_db()
        assert asked.sheets == 5

    def test_only_sheets_that_exist_are_printed_and_typed_in(self, working, member, asked):
        actions.make_sheets(actor=member, round_=asked, number=2)
        assert working.get(url("sheets_to_print", asked.proposal.number, 1, 2, 3)).status_code == 404
        page = url("enter_sheet", asked.proposal.number, 1)
        assert "inget blad med det numret" in working.post(page, form(sheet=3, verdict="same")).text
        assert working.post(page, form(sheet=2, verdict="same")).status_code == 302

    @pytest.mark.parametrize("number", [0, 101])
    def test_as_many_as_one_can_carry(self, member, asked, number):
        with pytest.raises(ValidationError, match="antal"):
            actions.make_sheets(actor=member, round_=asked, number=number)

    def test_none_is_made_when_the_question_is_over(self, member, asked):
        over(asked)
        with pytest.raises(Conflict, match="har stängt"):
            actions.make_sheets(actor=member, round_=asked, number=1)


class TestBeingTold:
    def opened(self, member, proposal, **changed):
        chosen = {"question": "Blev breven lättare?", "word": "BREV", "opens_on": clock.today()}
        chosen |= {"closes_on": clock.today() + timedelta(days=30), "plain_question": "Förstår du breven nu?"}
        return actions.open_round(actor=member, proposal=proposal, **chosen | changed)

    def told(self, theme):
        return list(theme.thread.events.filter(kind=EventKind.JUDGE_ASKED))

    def test_everyone_behind_it_hears_once_how_to_answer(self, member, unit, theme, proposal):
        address = "Ada Andersson\nStorgatan 1\n252 25 Helsingborg"
        viewpoint, _code = new_viewpoint(unit=unit, theme=theme, answer_via=AnswerVia.LETTER, answer_to=address)
        self.opened(member, proposal)
        actions.tell_of_rounds(actor=None)
        for _run in range(2):
            voice.tell_news(actor=None)
        [delivery] = viewpoint.deliveries.all()
        words = delivery.answer.text
        assert words.count("Vi frågar: blev det bättre?") == 1
        assert "Blev breven lättare?" in words
        assert f"{site.PUBLIC_URL}{url('judge', proposal.number)}" in words
        assert "Skriv BREV BÄTTRE, BREV SAMMA eller BREV SÄMRE till 070-174 06 90" in words

    def test_in_plain_swedish_too_and_only_by_the_ways_that_are_open(self, settings, member, theme, proposal):
        settings.SMS_CLIENT = "off"
        self.opened(member, proposal)
        [event] = self.told(theme)
        assert "Förstår du breven nu?" in event.plain_text
        assert "sms" not in event.text

    def test_on_the_first_day_where_it_opens_later(self, member, theme, proposal):
        day = clock.today()
        round_ = self.opened(member, proposal, opens_on=day + timedelta(days=2))
        actions.tell_of_rounds(actor=None)
        assert self.told(theme) == []
        with clock.fixed(clock.now() + timedelta(days=3)):  # the worker stood still for a day
            assert [actions.tell_of_rounds(actor=None) for _run in range(2)] == [1, 0]
        assert len(self.told(theme)) == 1
        round_.refresh_from_db()
        assert round_.told_on == day + timedelta(days=3)

    def test_the_worker_does_it_each_day(self, theme, asked):
        assert "medskapa.change.daily.tell_of_rounds" in run_due()
        assert len(self.told(theme)) == 1

    def test_not_when_it_is_over(self, theme, asked):
        over(asked)
        assert actions.tell_of_rounds(actor=None) == 0

    def test_whoever_is_anonymous_reads_it_with_the_receipt_and_is_led_there(
        self, client, member, unit, theme, proposal
    ):
        _viewpoint, code = new_viewpoint(unit=unit, theme=theme, answer_via=AnswerVia.WEB)
        self.opened(member, proposal)
        page = client.post(reverse("voice:receipt"), {"code": str(code)}).text
        assert "Blev breven lättare?" in page
        assert f'href="{site.PUBLIC_URL}{url("judge", proposal.number)}"' in page

    @pytest.mark.parametrize("page", ["theme", "thread"])
    def test_the_way_of_the_theme_shows_it(self, client, member, theme, proposal, page):
        self.opened(member, proposal)
        there = reverse("voice:theme" if page == "theme" else "change:thread", args=[theme.slug])
        assert "Vi frågar: blev det bättre?" in client.get(there).text

    @pytest.mark.parametrize("language", GOALS)
    def test_in_words_that_are_easy_to_read(self, member, theme, proposal, language):
        self.opened(member, proposal)
        [event] = self.told(theme)
        text = event.plain_text if language == "sv-plain" else event.text
        assert lix(re.sub(r"https?://\S+", "sidan", text)) < GOALS[language]


class TestBeforeItOpens:
    @pytest.fixture
    def coming(self, proposal):
        return new_round(proposal, word="BREV", opens_on=clock.today() + timedelta(days=3))

    def test_it_can_be_changed(self, working, coming):
        here = url("edit_round", coming.proposal.number, 1)
        assert here in working.get(url("round_desk", coming.proposal.number, 1)).text
        assert coming.question in working.get(here).text
        sent = form(version=1, question="Är breven bra nu?", word="brevet", opens_on=today(5), closes_on=today(9))
        assert [working.post(here, sent).status_code for _click in range(2)] == [302, 302]
        coming.refresh_from_db()
        assert (coming.question, coming.word, coming.opens_on.isoformat()) == ("Är breven bra nu?", "BREVET", today(5))

    def test_moved_to_today_everyone_is_told(self, working, theme, coming):
        sent = form(version=1, question="Är breven bra nu?", word="BREV", opens_on=today(), closes_on=today(9))
        working.post(url("edit_round", coming.proposal.number, 1), sent)
        assert theme.thread.events.filter(kind=EventKind.JUDGE_ASKED).count() == 1

    def test_not_once_it_has_opened(self, working, asked):
        here = url("edit_round", asked.proposal.number, 1)
        assert here not in working.get(url("round_desk", asked.proposal.number, 1)).text
        sent = form(version=1, question="En annan?", word="BREV", opens_on=today(), closes_on=today(9))
        response = working.post(here, sent)
        assert response.status_code == 422
        assert "har redan öppnat" in response.text

    def test_with_a_word_that_nobody_has(self, working, coming):
        new_round(new_proposal(state="carried_out"), word="UPPTAGET")
        sent = form(version=1, question="Är breven bra nu?", word="upptaget", opens_on=today(5), closes_on=today(9))
        assert "Ordet används redan" in working.post(url("edit_round", coming.proposal.number, 1), sent).text


class TestOpenQuestions:
    def test_stand_on_a_page_of_their_own_what_closes_first_on_top(self, client, asked):
        soon = new_round(new_proposal(state="carried_out"), question="Är det öppet?", closes_on=clock.today())
        new_round(new_proposal(state="carried_out"), question="Kommer sedan?", opens_on=clock.today() + timedelta(1))
        page = client.get(url("open_rounds"))
        assert page.context["rounds"] == [soon, asked]
        assert url("judge", asked.proposal.number) in page.text

    @pytest.mark.parametrize("page", ["proposals", "proposal"])
    def test_are_found_from_the_proposals(self, client, asked, page):
        there = url(page, asked.proposal.number) if page == "proposal" else url(page)
        assert f'href="{url("open_rounds")}"' in client.get(there).text

    def test_none_leads_on_to_the_proposals(self, client, db):
        assert "Ingen fråga är öppen nu" in client.get(url("open_rounds")).text

    def test_a_thousand_are_paged_at_the_same_cost(self, client, queries_of, asked):
        group = new_group()
        made = [new_proposal(group=group, state="carried_out") for _each in range(5)]

        def more(numbers):
            JudgeRound.objects.bulk_create(
                JudgeRound(
                    proposal=made[number % 5],
                    number=number,
                    question=f"Fråga {number}?",
                    word=f"ORD{number}",
                    opens_on=clock.today(),
                    closes_on=clock.today() + timedelta(days=number % 7),
                )
                for number in numbers
            )

        more(range(1, 10))
        before = queries_of(url("open_rounds"))
        more(range(10, 1000))
        assert queries_of(url("open_rounds")) == before <= 12
        seen, after = [], ""
        while True:
            page = client.get(url("open_rounds"), {"after": after}).context
            seen += [each.pk for each in page["rounds"]]
            if not (after := page["next"]):
                break
        assert len(seen) == len(set(seen)) == 1000


class TestTheResult:
    def result(self, client, asked):
        [found] = client.get(url("proposal", asked.proposal.number)).context["outcome"].rounds
        return found

    def test_is_not_told_while_the_question_is_open(self, client, asked):
        many(asked, better=23, worse=7)
        found = self.result(client, asked)
        assert (found.all, found.answers, found.exactly) == (30, [], [])

    def test_is_told_afterwards_with_small_numbers_hidden(self, client, asked):
        many(asked, better=23, same=7, worse=2)
        over(asked)
        numbers = [each.number for each in self.result(client, asked).answers]
        assert numbers == [25, 5, Hidden.FEW, 0]
        page = client.get(url("proposal", asked.proposal.number)).text
        assert "färre än 5" in page
        assert "23" not in re.sub(r"<[^>]+>", "", page.split('id="judged"')[1].split("</section>")[0])

    def test_few_answers_are_told_as_few_only(self, client, asked):
        many(asked, better=3)
        over(asked)
        found = self.result(client, asked)
        assert found.all is Hidden.FEW
        assert {each.number for each in found.answers} == {Hidden.WITHHELD}

    def test_those_who_work_with_it_see_the_numbers_as_they_are(self, working, asked):
        many(asked, better=3)
        exactly = working.get(url("round_desk", asked.proposal.number, 1)).context["result"].exactly
        assert [number for _label, number in exactly] == [3, 0, 0, 0]

    def test_a_thousand_answers_cost_the_same_as_ten(self, working, asked, queries_of):
        many(asked, better=10)
        pages = [url("proposal", asked.proposal.number), url("round_desk", asked.proposal.number, 1)]
        before = [queries_of(page) for page in pages]
        many(asked, same=990)
        assert [queries_of(page) for page in pages] == before

    def test_the_public_page_asks_for_little(self, client, queries_of, asked):
        new_decision(asked.proposal)
        many(asked, better=10)
        assert queries_of(url("proposal", asked.proposal.number)) <= 12


@pytest.mark.parametrize("language", GOALS)
def test_every_page_to_residents_is_easy_to_read(client, unit, theme, asked, language):
    client.cookies[site.LANGUAGE_COOKIE_NAME] = language
    _viewpoint, code = new_viewpoint(unit=unit, theme=theme)
    here = url("judge", asked.proposal.number)
    pages = {
        "code": client.get(here),
        "wrong code": client.post(here, form(code="ett")),
        "question": client.post(here, form(code=str(code))),
        "thanks": answered(client, asked, code),
        "open": client.get(url("proposal", asked.proposal.number)),
        "all": client.get(url("open_rounds")),
    }
    many(asked, better=20)
    over(asked)
    pages |= {"closed": client.get(here), "over": client.get(url("proposal", asked.proposal.number))}
    pages["none"] = client.get(url("open_rounds"))
    assert {name: why for name, page in pages.items() if (why := too_hard(page.text, language))} == {}
