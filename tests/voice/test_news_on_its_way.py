"""How far the news of the day has come: a figure that the desk can see while the worker tells and sends."""

import pytest

from medskapa.people.models import Role
from medskapa.voice import actions
from medskapa.voice.models import AnswerVia, Delivery, DeliveryState, EventKind, Following, Viewpoint
from tests.factories import UnitFactory, many_viewpoints, new_theme, new_viewpoint, staff

pytestmark = pytest.mark.django_db
URL = "/arbete/utskick/nyheter/"


@pytest.fixture
def unit(db):
    return UnitFactory(name="Mottagningen")


@pytest.fixture
def theme(unit):
    return new_theme(unit=unit, name="Telefontider")


@pytest.fixture
def desk(client, unit):
    client.force_login(staff(Role.ANSWERER, unit))
    return client


def followers(theme, number: int) -> list[Viewpoint]:
    made = many_viewpoints(number, unit=theme.unit, theme=theme, anonymous=False, answer_via=AnswerVia.EMAIL)
    for place, viewpoint in enumerate(made):
        viewpoint.answer_to = f"nummer{place}@example.se"
    Viewpoint.objects.bulk_update(made, ["answer_to"])
    Following.objects.bulk_create(Following(viewpoint=each, thread=theme.thread) for each in made)
    return made


def happens(theme, kind=EventKind.DECIDED):
    actions.add_event(actor=staff(Role.ANSWERER, theme.unit), theme=theme, kind=kind, text="Öppet till klockan 17.")


def test_the_desk_sees_how_many_are_left_to_tell_and_to_send_batch_by_batch(desk, theme, monkeypatch):
    monkeypatch.setattr("medskapa.voice.actions.telling.NEWS_BATCH", 4)
    followers(theme, 10)
    happens(theme)
    assert desk.get(URL).context["news"].to_hear == 10
    actions.tell_news(actor=None)
    news = desk.get(URL).context["news"]
    assert (news.to_hear, news.by_machine) == (6, 4)
    Delivery.objects.filter(pk=Delivery.objects.first().pk).update(state=DeliveryState.FAILED, failure="Nej.")
    page = desk.get(URL)
    (way,) = page.context["news"].ways
    assert (way.via, way.all, way.ready, way.sent, way.failed) == (AnswerVia.EMAIL, 4, 3, 0, 1)
    assert 'hx-trigger="every 3s"' in page.text


def test_htmx_gets_the_figures_alone_and_asks_no_more_when_all_is_sent(desk, theme):
    followers(theme, 1)
    happens(theme)
    actions.tell_news(actor=None)
    part = desk.get(URL, headers={"HX-Request": "true"})
    assert ("<h1" in part.text, "hx-trigger" in part.text) == (False, True)
    Delivery.objects.update(state=DeliveryState.FAILED, failure="Nej.")
    assert "hx-trigger" not in desk.get(URL, headers={"HX-Request": "true"}).text


def test_what_is_no_news_and_what_was_taken_back_is_not_counted(desk, theme):
    first, _second = followers(theme, 2)
    happens(theme)
    first.mark_withdrawn()
    first.save()
    other = new_theme(unit=theme.unit, name="Blanketter")
    new_viewpoint(unit=theme.unit, theme=other, answer_via=AnswerVia.EMAIL, answer_to="a@example.se")
    actions.tell(other.thread, EventKind.REOPENED, actor=None, text="")
    assert desk.get(URL).context["news"].to_hear == 1


def test_another_unit_sees_nothing_of_it(client, theme):
    followers(theme, 3)
    happens(theme)
    actions.tell_news(actor=None)
    client.force_login(staff(Role.ANSWERER, UnitFactory()))
    news = client.get(URL).context["news"]
    assert (news.to_hear, news.ways) == (0, [])


def test_the_page_costs_the_same_for_ten_and_a_thousand(desk, theme, queries_of):
    followers(theme, 10)
    happens(theme)
    actions.tell_news(actor=None)
    before = queries_of(URL)
    followers(theme, 990)
    happens(theme)
    assert queries_of(URL) == before <= 12
    assert desk.get(URL).context["news"].to_hear == 1_000
