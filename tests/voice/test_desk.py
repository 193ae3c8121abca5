"""The desk over HTTP: who gets in, the inbox, what is done with one viewpoint and with many, the audit log."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from medskapa.core import clock
from medskapa.core.models import AuditRecord, ReadRecord
from medskapa.people.models import Kind, Role
from medskapa.voice import actions, daily
from medskapa.voice.models import BulkChange, DayFigure, Viewpoint, ViewpointState
from medskapa.voice.queries import desk as queries
from tests.conftest import HTMX
from tests.factories import PersonFactory, UnitFactory, many_viewpoints, new_theme, new_viewpoint, staff

pytestmark = pytest.mark.django_db

KEY = "k" * 24


@pytest.fixture
def answerer(client, unit):
    """An answerer of the unit, signed in."""
    person = staff(Role.ANSWERER, unit, name="Camilla Nyqvist")
    client.force_login(person)
    return person


@pytest.fixture
def viewpoint(unit):
    return new_viewpoint(unit=unit)[0]


@pytest.fixture
def theme(unit):
    return new_theme(unit=unit, name="Telefontider")


def page_of(viewpoint):
    return reverse("voice:viewpoint", args=[viewpoint.pk])


def send(client, name, viewpoint, **data):
    sent = {"form_key": KEY, "version": viewpoint.version} | data
    return client.post(reverse(f"voice:{name}", args=[viewpoint.pk]), sent)


PEOPLE = {
    "answerer of the unit": lambda v: staff(Role.ANSWERER, v.unit),
    "manager of the unit": lambda v: staff(Role.UNIT_MANAGER, v.unit),
    "editor of all": lambda v: staff(Role.EDITOR),
    "answerer elsewhere": lambda v: staff(Role.ANSWERER, UnitFactory()),
    "answerer who wrote it": lambda v: staff_who(v.author, v.unit),
    "registrar of the unit": lambda v: staff(Role.REGISTRAR, v.unit),
    "auditor": lambda v: staff(Role.AUDITOR),
    "author": lambda v: v.author,
    "another resident": lambda v: PersonFactory(),
    "nobody signed in": lambda v: None,
}


def staff_who(author, unit):
    from tests.factories import GrantFactory

    author.kind = Kind.STAFF
    author.save(update_fields=["kind"])
    GrantFactory(person=author, unit=unit, role=Role.ANSWERER)
    return author


@pytest.mark.parametrize(
    ("who", "page", "assigns", "closes"),
    [
        ("answerer of the unit", 200, 302, 302),
        ("manager of the unit", 200, 302, 302),
        ("editor of all", 200, 302, 403),
        ("answerer elsewhere", 404, 404, 404),
        ("answerer who wrote it", 404, 404, 404),
        ("registrar of the unit", 403, 403, 403),
        ("auditor", 403, 403, 403),
        ("author", 403, 403, 403),
        ("another resident", 403, 403, 403),
        ("nobody signed in", 302, 302, 302),
    ],
)
def test_only_the_desk_of_the_unit_sees_and_changes_a_viewpoint(client, unit, who, page, assigns, closes):
    viewpoint, _code = new_viewpoint(unit=unit, author=PersonFactory())
    if person := PEOPLE[who](viewpoint):
        client.force_login(person)
    assert client.get(page_of(viewpoint)).status_code == page
    assert send(client, "assign", viewpoint, to="").status_code == assigns
    assert send(client, "close", viewpoint, reason="Redan löst.").status_code == closes
    viewpoint.refresh_from_db()
    assert (viewpoint.state == ViewpointState.CLOSED) is (closes == 302 and person is not None)


@pytest.mark.parametrize("who", ["registrar of the unit", "auditor", "another resident"])
def test_the_inbox_is_closed_to_those_without_a_desk(client, viewpoint, who):
    client.force_login(PEOPLE[who](viewpoint))
    assert client.get(reverse("voice:inbox")).status_code == 403


def test_the_inbox_shows_the_oldest_promise_first_and_says_how_late_it_is(client, answerer, unit):
    today = clock.today()
    soon, late = many_viewpoints(2, unit=unit)
    Viewpoint.objects.filter(pk=late.pk).update(
        promised_on=today - timedelta(days=3), received_on=today - timedelta(days=9)
    )
    shown = client.get(reverse("voice:inbox")).text
    assert shown.index(page_of(late)) < shown.index(page_of(soon))
    assert "3 dagar försenat" in shown
    assert "14 dagar kvar" in shown


def test_the_inbox_holds_nothing_of_other_units(client, answerer):
    elsewhere, _code = new_viewpoint(unit=UnitFactory(), text="Hissen på biblioteket är trasig igen.")
    shown = client.get(reverse("voice:inbox"), {"text": "hissen"}).text
    assert page_of(elsewhere) not in shown
    assert "Hissen" not in shown


def test_the_feedback_debt_counts_promises_and_not_those_who_want_no_answer(client, answerer, unit):
    _waiting, quiet, late = many_viewpoints(3, unit=unit)
    Viewpoint.objects.filter(pk=quiet.pk).update(answer_via="none")
    Viewpoint.objects.filter(pk=late.pk).update(promised_on=date(2020, 1, 1), received_on=date(2020, 1, 1))
    many_viewpoints(4, unit=UnitFactory())
    debt = queries.debt(viewer=answerer)
    assert (debt.waiting, debt.late, debt.oldest) == (2, 1, date(2020, 1, 1))
    shown = client.get(reverse("voice:inbox")).text
    assert "2</strong>" in shown
    assert "1 svar är försenat" in shown


def test_the_debt_is_kept_every_day_and_drawn_with_the_same_in_a_table(client, answerer, unit):
    other = UnitFactory()
    many_viewpoints(3, unit=unit)
    many_viewpoints(5, unit=other)
    daily.figures()
    daily.figures()
    yesterday = clock.today() - timedelta(days=1)
    assert list(DayFigure.objects.filter(day=yesterday, unit__in=[unit, other]).values_list("waiting", "late")) == [
        (3, 0),
        (5, 0),
    ]
    assert queries.debt_by_day(viewer=answerer) == [queries.DayDebt(yesterday, 3, 0)]
    shown = client.get(reverse("voice:inbox")).text
    assert "<polyline" in shown
    assert shown.count("<td>3</td>") == 2


@pytest.mark.parametrize(
    "wanted",
    ["unit", "area", "place", "channel", "theme", "no_theme", "mine", "late", "text", "state"],
)
def test_each_filter_keeps_what_fits_and_leaves_out_the_rest(client, unit, wanted):
    from tests.factories import PlaceFactory

    viewer = staff(Role.EDITOR)
    client.force_login(viewer)
    place = PlaceFactory()
    theme = new_theme(unit=unit)
    fits, _code = new_viewpoint(unit=unit, place=place, text="Bussen går aldrig i tid till kursen.", theme=theme)
    other, _code = new_viewpoint(unit=UnitFactory(), text="Tack för kaffet på mötet.")
    Viewpoint.objects.filter(pk=fits.pk).update(
        assigned_to=viewer, channel="desk", promised_on=date(2020, 1, 2), received_on=date(2020, 1, 1)
    )
    query = {
        "unit": {"unit": unit.pk},
        "area": {"area": place.area.pk},
        "place": {"place": place.pk},
        "channel": {"channel": "desk"},
        "theme": {"theme": theme.pk},
        "no_theme": {"theme": "none"},
        "mine": {"mine": "on"},
        "late": {"age": "late"},
        "text": {"text": "bussar kurs"},
        "state": {"state": "closed"},
    }[wanted]
    if wanted == "no_theme":
        fits, other = other, fits
    if wanted == "state":
        actions.close(actor=staff(Role.ANSWERER, unit), viewpoint=fits, reason="Redan löst.")
    shown = client.get(reverse("voice:inbox"), query).text
    assert page_of(fits) in shown
    assert page_of(other) not in shown


@pytest.mark.parametrize(
    "query",
    [
        {"unit": "9" * 30},
        {"theme": "'; DROP TABLE"},
        {"after": "igår.12"},
        {"after": "2026-01-01." + "9" * 40},
        {"changed": "²"},
        {"changed": "9" * 40},
        {"text": '"* OR NEAR('},
        {"age": "never", "state": "x"},
        {"text": "\x00"},
    ],
)
def test_what_nobody_can_choose_is_left_out_and_breaks_nothing(client, answerer, viewpoint, query):
    assert client.get(reverse("voice:inbox"), query).status_code == 200


def test_paging_shows_every_row_once_and_keeps_the_filters(client, answerer, unit):
    made = {viewpoint.pk for viewpoint in many_viewpoints(queries.PAGE + 7, unit=unit)}
    first = client.get(reverse("voice:inbox"), {"text": "telefontiden"}).text
    (link,) = re.findall(r'href="([^"]*after=[^"]*)"', first)
    assert "text=telefontiden" in link
    second = client.get(link.replace("&amp;", "&")).text
    seen = [int(pk) for page in (first, second) for pk in re.findall(r'name="viewpoint" value="(\d+)"', page)]
    assert len(seen) == len(made)
    assert set(seen) == made


def test_what_is_open_is_said_so_that_the_small_index_of_it_is_used(answerer):
    with CaptureQueriesContext(connection) as captured:
        queries.inbox(viewer=answerer, wanted=queries.Wanted())
    assert "IN ('received', 'asked')" in captured.captured_queries[0]["sql"]


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "part"])
def test_the_inbox_costs_the_same_at_10_and_1000_rows(answerer, unit, queries_of, headers):
    many_viewpoints(10, unit=unit)
    few = queries_of(reverse("voice:inbox"), **headers)
    many_viewpoints(990, unit=unit)
    # session, person, role, choices, keys, rows; on a whole page also debt, its history, needs
    assert queries_of(reverse("voice:inbox"), **headers) == few <= 12


def test_the_part_that_is_swapped_in_is_what_the_page_shows(client, answerer, viewpoint):
    part = client.get(reverse("voice:inbox"), headers=HTMX).text
    without_keys = re.compile(r'name="(form_key|csrfmiddlewaretoken)" value="[^"]*"')
    page = client.get(reverse("voice:inbox")).text
    assert without_keys.sub("", part).strip() in without_keys.sub("", page)


def test_opening_what_a_known_person_wrote_is_written_down_and_what_nobody_signed_is_not(client, answerer, unit):
    author = PersonFactory()
    known, _code = new_viewpoint(unit=unit, author=author)
    anonymous, _code = new_viewpoint(unit=unit)
    for each in (known, anonymous):
        assert client.get(page_of(each)).status_code == 200
    assert list(ReadRecord.objects.values_list("reader", "person", "what")) == [(answerer.pk, author.pk, "viewpoint")]


def test_a_viewpoint_is_taken_grouped_closed_and_opened_again(client, answerer, viewpoint, theme):
    steps = [
        ("assign", {"to": answerer.pk}, "assigned_to", answerer),
        ("group", {"theme": "telefontider"}, "theme", theme),
        ("close", {"reason": "Redan löst."}, "state", "closed"),
        ("reopen", {}, "state", "received"),
        ("group", {"theme": "", "take_out": "on"}, "theme", None),
        ("group", {"theme": theme.slug}, "theme", theme),
        ("assign", {"to": ""}, "assigned_to", None),
    ]
    for name, data, field, value in steps:
        assert send(client, name, viewpoint, **data).status_code == 302, name
        viewpoint.refresh_from_db()
        assert getattr(viewpoint, field) == value
    assert client.get(page_of(viewpoint)).status_code == 200


def test_the_one_who_takes_care_of_it_stands_chosen_so_that_saving_again_changes_nothing(client, answerer, viewpoint):
    send(client, "assign", viewpoint, to=answerer.pk)
    assert f'<option value="{answerer.pk}" selected>' in client.get(page_of(viewpoint)).text


def test_a_double_click_is_one_act_and_no_conflict(client, answerer, viewpoint, theme):
    answers = [send(client, "group", viewpoint, theme=theme.slug).status_code for _click in range(2)]
    assert answers == [302, 302]
    assert AuditRecord.objects.filter(verb="viewpoint.grouped").count() == 1


def test_the_second_person_is_told_who_was_first_and_their_words_are_kept(client, answerer, viewpoint, unit):
    first = staff(Role.ANSWERER, unit, name="Mats Lindgren")
    actions.assign(actor=first, viewpoint=Viewpoint.objects.get(pk=viewpoint.pk), to=first)
    response = send(client, "close", viewpoint, reason="Mina egna ord om varför.")
    assert response.status_code == 422
    assert "Mats Lindgren ändrade synpunkten" in response.text
    assert "Mina egna ord om varför." in response.text
    viewpoint.refresh_from_db()
    assert viewpoint.state == ViewpointState.RECEIVED
    assert viewpoint.assigned_to == first
    assert f'name="version" value="{viewpoint.version}"' in response.text
    assert send(client, "close", viewpoint, reason="Mina egna ord om varför.").status_code == 302


def test_a_theme_that_is_not_in_the_list_is_refused_and_what_was_typed_is_kept(client, answerer, viewpoint):
    response = send(client, "group", viewpoint, theme="Något helt annat")
    assert response.status_code == 422
    assert "Något helt annat" in response.text
    assert "Välj ett tema i listan" in response.text


def test_a_withdrawn_viewpoint_can_be_opened_and_shows_no_words(client, answerer, unit):
    viewpoint, _code = new_viewpoint(unit=unit, text="Ord som ska bort helt och hållet.")
    actions.withdraw(actor=None, viewpoint=viewpoint)
    shown = client.get(page_of(viewpoint)).text
    assert "Ord som ska bort" not in shown
    assert "tagit tillbaka" in shown
    assert send(client, "close", viewpoint, reason="Redan löst.").status_code == 422


def bulk(client, viewpoints, query="", **data):
    sent = {"form_key": KEY, "viewpoint": [each.pk for each in viewpoints]} | data
    return client.post(reverse("voice:bulk") + query, sent)


def test_many_are_put_in_a_theme_at_once_and_it_can_be_undone(client, answerer, unit, theme):
    viewpoints = many_viewpoints(3, unit=unit)
    response = bulk(client, viewpoints, "?text=telefontiden", verb="group", theme=theme.pk)
    assert response.status_code == 302
    assert "text=telefontiden" in response.url
    shown = client.get(response.url).text
    assert "3 synpunkter lades i temat Telefontider." in shown
    change = BulkChange.objects.get()
    assert client.post(reverse("voice:undo_bulk", args=[change.pk]), {"form_key": KEY}).status_code == 302
    assert not Viewpoint.objects.filter(theme=theme).exists()
    assert "Allt är som det var." in client.get(reverse("voice:inbox")).text


@pytest.mark.parametrize(
    ("verb", "data", "words"),
    [
        ("assign", {}, "2 synpunkter har ingen hand om nu."),
        ("close", {"reason": "Dubbletter."}, "2 synpunkter avslutades."),
    ],
)
def test_many_are_given_away_or_closed_at_once(client, answerer, unit, verb, data, words):
    response = bulk(client, many_viewpoints(2, unit=unit), verb=verb, **data)
    assert words in client.get(response.url).text


def test_many_are_given_to_one_person(client, answerer, unit):
    response = bulk(client, many_viewpoints(2, unit=unit), verb="assign", to=answerer.pk)
    assert "Camilla Nyqvist tar hand om 2 synpunkter." in client.get(response.url).text


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"verb": "group"}, "Välj vilket tema"),
        ({"verb": "close"}, "Skriv varför ni avslutar."),
        ({"verb": "fly"}, "Välj"),
        ({"verb": "assign", "viewpoint": []}, "Kryssa först i minst en synpunkt"),
        ({"verb": "assign", "viewpoint": ["9" * 40]}, "Välj synpunkterna på nytt."),
    ],
)
def test_a_bulk_change_that_lacks_something_says_what_and_keeps_the_ticks(client, answerer, viewpoint, data, words):
    response = client.post(
        reverse("voice:bulk"), {"form_key": KEY, "viewpoint": [viewpoint.pk], "reason": "", "theme": ""} | data
    )
    assert response.status_code == 422
    assert words in response.text
    if "viewpoint" not in data:
        assert re.search(rf'value="{viewpoint.pk}"[^>]* checked', response.text)


def test_a_foreign_row_among_the_ticked_stops_them_all(client, answerer, viewpoint, theme):
    foreign, _code = new_viewpoint(unit=UnitFactory())
    assert bulk(client, [viewpoint, foreign], verb="group", theme=theme.pk).status_code == 404
    assert not Viewpoint.objects.filter(theme=theme).exists()


def test_a_bulk_change_is_undone_only_by_the_one_who_made_it(client, answerer, unit, theme):
    bulk(client, many_viewpoints(2, unit=unit), verb="group", theme=theme.pk)
    url = reverse("voice:undo_bulk", args=[BulkChange.objects.get().pk])
    client.force_login(staff(Role.ANSWERER, unit))
    assert client.post(url, {"form_key": KEY}).status_code == 404
    client.force_login(answerer)
    assert client.post(url, {"form_key": KEY}).status_code == 302
    assert "redan ångrad" in client.get(client.post(url, {"form_key": KEY}).url).text


def test_needs_are_counted_within_what_one_may_see(client, answerer, unit, viewpoint):
    actions.assign(actor=answerer, viewpoint=viewpoint, to=answerer)
    unit.second_reader = True
    unit.save()
    letter, _code = new_viewpoint(
        unit=unit, author_name="Ali", answer_via="letter", answer_to="Storgatan 1, 252 20 Helsingborg"
    )
    colleague = staff(Role.ANSWERER, unit)
    answer = actions.send_answer(actor=colleague, viewpoints=[letter], text="Tack. Vi ringer i morgon.")
    needs = queries.needs_of(viewer=answerer)
    assert (needs.mine, needs.to_approve, needs.letters, needs.failures) == (1, 1, 0, 0)
    actions.approve(actor=answerer, answer=answer)
    needs = queries.needs_of(viewer=answerer)
    assert (needs.to_approve, needs.letters) == (0, 1)
    assert queries.needs_of(viewer=staff(Role.ANSWERER, UnitFactory())) == queries.Needs()


@pytest.mark.parametrize("role", [Role.ANSWERER, Role.EDITOR, Role.REGISTRAR])
def test_the_audit_log_is_for_auditors(client, role):
    client.force_login(staff(role))
    assert client.get(reverse("voice:audit_log")).status_code == 403


def test_an_auditor_sees_what_was_done_but_no_words_and_can_have_the_chain_verified(client, unit):
    viewpoint, _code = new_viewpoint(unit=unit, author=PersonFactory(), text="Mycket personliga ord.")
    answerer = staff(Role.ANSWERER, unit, name="Camilla Nyqvist")
    actions.close(actor=answerer, viewpoint=viewpoint, reason="Hemligt skäl.")
    client.force_login(staff(Role.AUDITOR))
    shown = client.post(reverse("voice:audit_log")).text
    assert "viewpoint.closed" in shown
    assert "Camilla Nyqvist" in shown
    assert "Kedjan är hel" in shown
    assert "personliga ord" not in shown
    assert "Hemligt" not in shown


def test_the_audit_log_is_read_back_page_by_page_at_a_constant_cost(client, unit, queries_of):
    answerer = staff(Role.ANSWERER, unit)
    viewpoint, _code = new_viewpoint(unit=unit)
    client.force_login(staff(Role.AUDITOR))
    actions.assign(actor=answerer, viewpoint=viewpoint, to=answerer)
    few = queries_of(reverse("voice:audit_log"))
    for turn in range(queries.PAGE + 2):
        actions.assign(actor=answerer, viewpoint=viewpoint, to=None if turn % 2 == 0 else answerer)
    first = client.get(reverse("voice:audit_log")).text
    assert queries_of(reverse("voice:audit_log")) == few <= 12
    (before,) = re.findall(r"before=(\d+)", first)
    older = client.get(reverse("voice:audit_log"), {"before": before}).text
    assert f'<th scope="row">{before}</th>' in first
    assert f'<th scope="row">{before}</th>' not in older
    assert client.get(reverse("voice:audit_log"), {"before": "9" * 50}).status_code == 200


def test_a_viewpoint_with_answers_and_replies_costs_the_same_however_many(client, answerer, unit):
    theme = new_theme(unit=unit)
    author = PersonFactory()
    viewpoint, _code = new_viewpoint(unit=unit, theme=theme, author=author, text="Breven är svåra att läsa.")
    new_viewpoint(unit=unit, theme=theme, text="Breven är svåra att läsa.")
    client.force_login(answerer)
    page = reverse("voice:viewpoint", args=[viewpoint.pk])

    def cost():
        viewpoint.refresh_from_db()
        actions.send_answer(actor=answerer, viewpoints=[viewpoint], text="Vi skriver om.", plain_text="Vi skriver om.")
        viewpoint.refresh_from_db()
        actions.reply(actor=author, viewpoint=viewpoint, text="Tack, men nej.")
        with CaptureQueriesContext(connection) as captured:
            assert client.get(page).status_code == 200
        return [each["sql"] for each in captured if "SAVEPOINT" not in each["sql"]]  # the test's own transaction

    cost()
    few = cost()
    for _each in range(4):
        many = cost()
    assert len(few) == len(many) <= 12
    shown = client.get(page)
    kinds = [turn.kind for turn in shown.context["turns"]]
    assert kinds == ["answer", "reply"] * 6
