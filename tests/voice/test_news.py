"""Everyone behind a theme hears what becomes of it: once, through their own channel, in one message a day at most."""

import secrets
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from analysis.readability import lix
from medskapa.core import clock
from medskapa.core.models import AuditRecord
from medskapa.people.models import Role
from medskapa.voice import actions, jobs, news
from medskapa.voice.letters import letter_for
from medskapa.voice.models import (
    Answer,
    AnswerKind,
    AnswerVia,
    Channel,
    Delivery,
    DeliveryState,
    EventKind,
    Following,
    Viewpoint,
)
from tests.factories import PersonFactory, StaffFactory, UnitFactory, many_viewpoints, new_theme, new_viewpoint, staff

pytestmark = pytest.mark.django_db
ADDRESS = "Ada Andersson\nStorgatan 1\n252 25 Helsingborg"


@pytest.fixture
def unit():
    return UnitFactory(name="Mottagningen")


@pytest.fixture
def theme(unit):
    return new_theme(unit=unit, name="Telefontider")


@pytest.fixture
def desk(unit):
    return staff(Role.ANSWERER, unit)


@pytest.fixture
def happens(desk):
    def happens(theme, kind=EventKind.DECIDED, text="Telefonen är öppen till klockan 17.", plain_text=""):
        return actions.add_event(actor=desk, theme=theme, kind=kind, text=text, plain_text=plain_text)

    return happens


@pytest.fixture
def told(django_capture_on_commit_callbacks):
    """Run the job of the day; returns what was set off by it."""

    def run():
        before = set(Delivery.objects.values_list("pk", flat=True))
        with django_capture_on_commit_callbacks(execute=True):
            jobs.tell_news.call()
        return list(Delivery.objects.exclude(pk__in=before).select_related("answer", "viewpoint"))

    return run


def behind(theme, via, **words):
    return new_viewpoint(unit=theme.unit, theme=theme, answer_via=via, **words)[0]


def tomorrow():
    return clock.fixed(clock.now() + timedelta(days=1))


def test_a_decision_reaches_everyone_through_the_way_they_chose(theme, happens, told):
    contact = StaffFactory()
    by_letter = behind(theme, AnswerVia.LETTER, answer_to=ADDRESS)
    by_mail = behind(theme, AnswerVia.EMAIL, answer_to="ada@example.se")
    by_mouth = behind(theme, AnswerVia.CONTACT, contact=contact)
    behind(theme, AnswerVia.WEB)
    happens(theme)
    sent = {delivery.viewpoint: delivery for delivery in told()}
    assert {each: sent[each].state for each in sent} == {
        by_letter: DeliveryState.READY,
        by_mail: DeliveryState.SENT,
        by_mouth: DeliveryState.READY,
    }
    assert {delivery.answer.kind for delivery in sent.values()} == {AnswerKind.NEWS}
    assert Answer.objects.count() == 1
    assert AuditRecord.objects.filter(verb="news.told").count() == 1


def test_the_words_are_the_published_ones_with_the_way_to_the_page(theme, happens, told):
    behind(theme, AnswerVia.LETTER, answer_to=ADDRESS)
    happens(theme, plain_text="Du kan ringa till klockan 17.")
    (delivery,) = told()
    assert "Telefontider" in delivery.answer.text
    assert "Det är beslutat. Telefonen är öppen till klockan 17." in delivery.answer.text
    assert reverse("voice:theme", args=[theme.slug]) in delivery.answer.text
    assert "Du kan ringa till klockan 17." in delivery.answer.plain_text
    assert lix(delivery.answer.text) < 40


def test_a_message_says_only_that_there_is_news_and_where(theme, happens, told):
    behind(theme, AnswerVia.EMAIL, answer_to="ada@example.se")
    happens(theme)
    told()
    (message,) = mail.outbox
    assert "/kvitto/" in message.body
    assert "telefon" not in message.body.lower().replace(" ring ", "")
    assert message.subject == "Det har hänt något nytt"


def test_the_job_run_again_tells_nothing_again(theme, happens, told):
    behind(theme, AnswerVia.LETTER, answer_to=ADDRESS)
    happens(theme)
    assert len(told()) == 1
    assert told() == []
    with tomorrow():
        assert told() == []


def test_more_news_on_the_same_day_waits_for_the_next(theme, happens, told):
    behind(theme, AnswerVia.LETTER, answer_to=ADDRESS)
    happens(theme)
    told()
    happens(theme, EventKind.CARRIED_OUT, "Nu är det gjort.")
    assert told() == []
    with tomorrow():
        (delivery,) = told()
    assert "Nu är det gjort." in delivery.answer.text
    assert "klockan 17" not in delivery.answer.text


def test_one_person_in_many_themes_gets_one_message_about_them_all(theme, unit, happens, told):
    other, person = new_theme(unit=unit, name="Blanketter"), PersonFactory(phone="070-1740605")
    for each in (theme, other, other):
        behind(each, AnswerVia.SMS, author=person)
        behind(each, AnswerVia.EMAIL, answer_to="Ada@example.se")
    happens(theme)
    happens(other, text="Blanketten är kortare.")
    deliveries = told()
    assert sorted(delivery.via for delivery in deliveries) == ["email", "sms"]
    for delivery in deliveries:
        assert "Telefontider" in delivery.answer.text
        assert "Blanketten är kortare." in delivery.answer.text
    assert len(mail.outbox) == 1


def test_whoever_comes_later_is_not_told_old_news(theme, happens, told):
    happens(theme)
    behind(theme, AnswerVia.LETTER, answer_to=ADDRESS)
    assert told() == []


def test_who_wants_no_answer_took_it_back_or_left_the_theme_is_not_told(theme, happens, told, desk):
    behind(theme, AnswerVia.NONE)
    taken_back = behind(theme, AnswerVia.EMAIL, answer_to="ada@example.se")
    actions.withdraw(actor=None, viewpoint=taken_back)
    left = behind(theme, AnswerVia.LETTER, answer_to=ADDRESS)
    actions.ungroup(actor=desk, viewpoint=left)
    happens(theme)
    assert told() == []


@pytest.mark.parametrize("via", [AnswerVia.EMAIL, AnswerVia.SMS])
def test_news_that_waits_is_not_sent_once_the_words_are_taken_back(theme, happens, via, monkeypatch):
    sent = []
    monkeypatch.setattr(jobs, "_send", lambda delivery, to: sent.append(to))
    to = "ada@example.se" if via == AnswerVia.EMAIL else "070-1740605"
    viewpoint, other = behind(theme, via, answer_to=to), behind(theme, AnswerVia.EMAIL, answer_to="bo@example.se")
    happens(theme)
    actions.tell_news(actor=None)
    assert set(Delivery.objects.values_list("viewpoint", flat=True)) == {viewpoint.pk, other.pk}
    actions.withdraw(actor=None, viewpoint=viewpoint)
    jobs.deliver_news.call()
    jobs.deliver.call(Delivery.objects.get(viewpoint=viewpoint).pk)
    assert sent == ["bo@example.se"]


def test_news_on_paper_or_to_tell_is_nowhere_to_be_found_once_the_words_are_taken_back(client, theme, happens, told):
    contact = staff(Role.ANSWERER, theme.unit)
    by_letter, by_mouth = behind(theme, AnswerVia.LETTER, answer_to=ADDRESS), behind(theme, "contact", contact=contact)
    happens(theme)
    pages = {each.viewpoint: reverse("voice:told", args=[each.pk]) for each in told()}
    client.force_login(contact)
    assert len(client.get(reverse("voice:letters")).context["queue"].to_print) == 1
    assert client.get(pages[by_mouth]).status_code == 200
    for each in (by_letter, by_mouth):
        actions.withdraw(actor=None, viewpoint=each)
    assert client.get(reverse("voice:letters")).context["queue"].total == 0
    assert client.get(pages[by_mouth]).status_code == 404


def test_what_is_no_news_is_not_told(theme, told, desk):
    viewpoint = behind(theme, AnswerVia.LETTER, answer_to=ADDRESS)
    actions.reopen(actor=desk, viewpoint=viewpoint)
    assert told() == []


def test_a_merge_is_told_once_and_nothing_untold_is_lost(theme, unit, happens, told):
    other, editor = new_theme(unit=unit, name="Att ringa"), staff(Role.EDITOR)
    moved = behind(theme, AnswerVia.LETTER, answer_to=ADDRESS)
    behind(other, AnswerVia.EMAIL, answer_to="ada@example.se")
    happens(theme)
    actions.merge_themes(actor=editor, theme=theme, into=other, reason="Samma sak.")
    texts = {delivery.viewpoint: delivery.answer.text for delivery in told()}
    assert len(texts) == 2
    assert "klockan 17" in texts[moved]
    assert texts[moved].count("Samma sak.") == 1
    happens(other, text="Nu hörs vi.")
    with tomorrow():
        assert len(told()) == 2


def test_after_an_undone_merge_each_hears_of_their_own_theme_only(theme, unit, happens, told):
    other, editor = new_theme(unit=unit, name="Att ringa"), staff(Role.EDITOR)
    behind(theme, AnswerVia.LETTER, answer_to=ADDRESS)
    merge = actions.merge_themes(actor=editor, theme=theme, into=other, reason="Samma sak.")
    actions.undo_merge(actor=editor, merge=merge, reason="Olika saker.")
    told()
    happens(other)
    with tomorrow():
        assert told() == []
        happens(theme)
        assert len(told()) == 1


def test_what_is_told_in_the_thread_of_one_viewpoint_reaches_its_author(unit, desk, told):
    viewpoint, _code = new_viewpoint(unit=unit, answer_via=AnswerVia.LETTER, answer_to=ADDRESS)
    actions.tell(viewpoint.thread, EventKind.ON_AGENDA, actor=desk, text="Träffen 13 april.")
    (delivery,) = told()
    assert "Träffen 13 april." in delivery.answer.text
    assert "/kvitto/" in delivery.answer.text


def test_a_thread_of_another_room_is_followed_without_a_theme(unit, desk, told, monkeypatch):
    from medskapa.voice.models import Thread

    monkeypatch.setattr(news, "_finders", [*news._finders])
    thread = Thread.objects.create(public=True)
    viewpoint, _code = new_viewpoint(unit=unit, answer_via=AnswerVia.LETTER, answer_to=ADDRESS)
    for _again in range(2):
        actions.follow(thread, [viewpoint])
    actions.tell(thread, EventKind.PROPOSED, actor=desk, text="Enklare brev.")
    assert told() == []  # nobody has said what the thread is about, and it is not lost
    news.subjects(lambda threads: {thread.pk: news.Subject("Enklare brev", "/forslag/1/", unit)})
    assert len(told()) == 1
    actions.unfollow(thread, [viewpoint])
    actions.tell(thread, EventKind.DECIDED, actor=desk, text="Ja.")
    with tomorrow():
        assert told() == []


def test_a_letter_of_news_is_signed_by_the_unit_and_says_what_it_is(theme, happens, told):
    behind(theme, AnswerVia.LETTER, answer_to=ADDRESS)
    happens(theme)
    letter = letter_for(told()[0])
    assert letter.title == "Det har hänt något med det du sa till oss"
    assert letter.signed_by == "Mottagningen"


def test_news_to_tell_stands_with_what_is_to_be_told(client, theme, happens, told):
    contact = StaffFactory()
    behind(theme, AnswerVia.CONTACT, contact=contact, author_name="Alma")
    happens(theme)
    (delivery,) = told()
    client.force_login(contact)
    assert "Alma" in client.get(reverse("voice:to_tell")).content.decode()
    page = client.get(reverse("voice:told", args=[delivery.pk])).content.decode()
    assert "Det som har hänt" in page
    assert "Skrevs av" not in page


def test_the_desk_sees_that_news_was_told_but_not_what_else_the_person_spoke_about(client, theme, happens, told):
    other = new_theme(unit=UnitFactory())
    for each in (theme, other):
        behind(each, AnswerVia.EMAIL, answer_to="ada@example.se")
    happens(theme)
    editor = staff(Role.EDITOR)
    actions.add_event(actor=editor, theme=other, kind=EventKind.DECIDED, text="Korridoren målas.")
    (delivery,) = told()
    client.force_login(editor)
    page = client.get(reverse("voice:viewpoint", args=[delivery.viewpoint_id])).content.decode()
    assert "Vi berättade vad som har hänt" in page
    assert "Läs mer på" not in page


def test_very_much_news_fits_in_one_message(theme, happens, told):
    behind(theme, AnswerVia.LETTER, answer_to=ADDRESS)
    for number in range(30):
        happens(theme, text=f"{number} " + "Vi gör mer. " * 160)
    (delivery,) = told()
    assert len(delivery.answer.text) <= 4_000
    assert "29 " in delivery.answer.text


def test_a_job_that_was_killed_half_way_goes_on_where_it_was(theme, happens, told, monkeypatch):
    monkeypatch.setattr("medskapa.voice.actions.telling.NEWS_BATCH", 2)
    everyone = [behind(theme, AnswerVia.EMAIL, answer_to=f"ada{n}@example.se") for n in range(5)]
    happens(theme)
    actions.tell_news(actor=None)
    assert Delivery.objects.count() == 2
    told()
    assert Delivery.objects.count() == len(everyone)
    assert set(Delivery.objects.values_list("viewpoint", flat=True)) == {each.pk for each in everyone}


def test_telling_many_costs_no_more_than_its_batches(theme, happens):
    def cost(number):
        made = many_viewpoints(
            number, unit=theme.unit, theme=theme, anonymous=False, answer_via=AnswerVia.LETTER, answer_to=ADDRESS
        )
        for n, viewpoint in enumerate(made):
            viewpoint.answer_to = f"Ada {secrets.token_hex(4)}{n}\nStorgatan 1\n252 25 Helsingborg"
        Viewpoint.objects.bulk_update(made, ["answer_to"])
        theme.thread.refresh_from_db()
        Following.objects.bulk_create(
            Following(viewpoint=each, thread=theme.thread, told=theme.thread.length) for each in made
        )
        happens(theme, text=f"Nyhet {number}")
        with CaptureQueriesContext(connection) as captured:
            after = 0
            while after is not None:
                after = actions.tell_news(actor=None, after=after)
        return len(captured)

    few = cost(10)
    with tomorrow():
        many = cost(190)
    assert Delivery.objects.count() == 10 + 200
    assert many <= few * 2 + 2  # one batch more, for those who were told yesterday
    assert few <= 24


def test_the_anonymous_are_followed_by_nothing_and_read_it_with_their_receipt(client, theme, happens, told):
    _viewpoint, code = new_viewpoint(unit=theme.unit, theme=theme)
    happens(theme)
    assert told() == []
    assert not Following.objects.exists()
    page = client.post(reverse("voice:receipt"), {"code": str(code)}).content.decode()
    assert "Telefonen är öppen till klockan 17." in page


def test_my_page_says_what_is_new(client, theme, happens):
    person = PersonFactory()
    behind(theme, AnswerVia.WEB, author=person)
    client.force_login(person)
    assert "Det är beslutat." not in client.get(reverse("voice:my_page")).content.decode()
    happens(theme)
    assert "Det är beslutat." in client.get(reverse("voice:my_page")).content.decode()


def test_words_from_a_meeting_follow_nothing(theme, desk, told, happens):
    actions.write_down(actor=desk, text="Hej", unit=theme.unit, theme=theme, form_key=secrets.token_urlsafe(24))
    happens(theme)
    assert told() == []
    assert Viewpoint.objects.get().channel == Channel.MEETING
