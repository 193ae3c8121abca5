"""The frame and the components, rendered without a browser: what is wired to what, and that no word is lost."""

import re
from datetime import UTC, date, datetime

import pytest
from django import forms
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.urls import include, path
from django.utils import translation

from medskapa.core import clock
from medskapa.core.forms import Form
from medskapa.core.style_guide import examples
from medskapa.core.ui import Choice, Navigation, Onward, Way, on_one_line, render_part, wants_part

HTMX = {"HX-Request": "true"}


class Question(Form):
    text = forms.CharField(
        label="Vad vill du säga?", help_text="Några ord räcker.", max_length=20, widget=forms.Textarea
    )
    email = forms.EmailField(label="E-postadress", required=False)
    via = forms.ChoiceField(
        label="Hur vill du ha svar?",
        choices=[("web", Choice("Här", "Du får en kod.")), ("sms", "Sms")],
        widget=forms.RadioSelect,
    )


@login_not_required
def place(request):
    return render_part(
        request, "404.html", "components/icon.html", {"name": "check"}, status=int(request.GET["status"])
    )


@login_not_required
def broken(request):
    raise RuntimeError("the database is gone")


@login_not_required
def closed(request):
    raise PermissionDenied


@login_not_required
def takes_words(request):
    return HttpResponse("tagit emot")


urlpatterns = [
    path("", include("medskapa.core.urls")),
    path("", include("medskapa.people.urls")),
    path("plats/", place, name="place"),
    path("plats/under/", place, name="beneath"),
    path("om/<slug:slug>/", place, name="about"),
    path("trasig/", broken),
    path("stangd/", closed),
    path("skicka/", takes_words),
]
handler400 = "medskapa.core.views.bad_request"
handler403 = "medskapa.core.views.forbidden"
handler404 = "medskapa.core.views.not_found"
handler500 = "medskapa.core.views.server_error"

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pytest.fixture(autouse=True)
def site(monkeypatch):
    """An empty navigation: the rooms' pages are not part of this site."""
    ours = Navigation()
    monkeypatch.setattr("medskapa.core.context.navigation", ours)
    return ours


def show(source: str, **context: object) -> str:
    return Template(source).render(Context(context))


def attribute(html: str, start: str, name: str) -> str:
    tag = re.search(rf"<{start}[^>]*>", html)
    assert tag, f"no <{start} in {html}"
    value = re.search(rf'\b{name}="([^"]*)"', tag[0])
    return value[1] if value else ""


# --- fields


def test_a_field_points_to_its_hint_its_error_and_its_limit():
    html = show("{% field form.text %}", form=Question({"text": ""}))
    described = attribute(html, "textarea", "aria-describedby").split()
    assert described == ["id_text_helptext", "id_text_error", "id_text_limit"]
    assert all(f'id="{each}"' in html for each in described)
    assert attribute(html, "textarea", "aria-invalid") == "true"
    assert 'for="id_text"' in html
    assert 'id="id_text"' in html


def test_a_field_without_error_is_not_called_wrong():
    html = show("{% field form.email %}", form=Question())
    assert "aria-invalid" not in html
    assert "aria-describedby" not in html
    assert "(frivilligt)" in html


def test_choices_are_joined_to_their_question_and_show_their_hints():
    html = show("{% field form.via %}", form=Question({}))
    assert attribute(html, "fieldset", "aria-describedby") == "id_via_error"
    assert "<legend>Hur vill du ha svar?</legend>" in html
    assert "Du får en kod." in html


def test_the_label_can_be_the_heading_of_the_page():
    text = show("{% field form.text heading=True %}", form=Question())
    choice = show("{% field form.via heading=True %}", form=Question())
    assert '<h1><label for="id_text">Vad vill du säga?</label></h1>' in text
    assert "<legend><h1>Hur vill du ha svar?</h1></legend>" in choice


def test_the_error_summary_leads_to_each_field_and_to_the_first_choice():
    html = show("{{ form }}", form=Question({"email": "lena@"}))
    targets = re.findall(r'<li><a href="#([^"]+)"', html)
    assert targets == ["id_text", "id_email", "id_via_0"]
    assert all(f'id="{target}"' in html for target in targets)


def test_a_form_that_is_right_has_no_error_summary():
    form = Question({"text": "Hej", "via": "web"})
    assert form.is_valid()
    assert "error-summary" not in show("{{ form }}", form=form)


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({}, "Fyll i ”Vad vill du säga?”."),
        ({}, "Välj ett svar på ”Hur vill du ha svar?”."),
        ({"via": "duva"}, "Välj ett av svaren på ”Hur vill du ha svar?”."),
        ({"email": "lena@"}, "Skriv e-postadressen så här: namn@exempel.se."),
        ({"text": "x" * 21}, "Texten är för lång. Den får ha högst 20 tecken, och nu har den 21."),
    ],
)
def test_errors_are_said_plainly(typed, error):
    assert error in [each for errors in Question(typed).errors.values() for each in errors]


def test_an_error_text_that_the_author_wrote_stays():
    class Own(Form):
        text = forms.CharField(error_messages={"required": "Skriv det du vill säga."})

    assert Own({}).errors["text"] == ["Skriv det du vill säga."]


def test_what_is_pasted_is_not_cut_off_and_what_was_typed_comes_back():
    html = show("{{ form }}", form=Question({"text": "Jag skrev <för> mycket, men allt är kvar"}))
    assert "maxlength" not in re.search(r"<textarea[^>]*>", html)[0]
    assert "Jag skrev &lt;för&gt; mycket, men allt är kvar" in html


def test_each_showing_of_a_form_has_its_own_key_and_a_form_that_comes_back_keeps_it():
    def key(form: Form) -> str:
        return attribute(str(form["form_key"]), "input", "value")

    assert len({key(Question()), key(Question())}) == 2
    assert key(Question({"form_key": "nyckeln"})) == "nyckeln"
    assert ' id="' not in str(Question()["form_key"])


# --- page and part


@pytest.mark.parametrize(
    ("headers", "part"),
    [
        ({}, False),
        (HTMX, True),
        (HTMX | {"HX-Boosted": "true"}, False),
        (HTMX | {"HX-History-Restore-Request": "true"}, False),
    ],
)
def test_only_a_swap_gets_the_part(rf, headers, part):
    assert wants_part(rf.get("/", headers=headers)) is part


@pytest.mark.parametrize(("headers", "is_page"), [({}, True), (HTMX, False)])
def test_page_and_part_come_from_one_address_and_no_cache_mixes_them(client, headers, is_page):
    response = client.get("/plats/?status=422", headers=headers)
    assert ("<html" in response.text) is is_page
    assert response.status_code == 422
    assert "HX-Request" in response["Vary"]


def test_a_swapped_part_pays_for_no_navigation(client, site):
    asked = []
    site.add("place", "Plats", shown=lambda request: bool(asked.append(request)) or True)
    client.get("/plats/?status=200", headers=HTMX)
    assert asked == []
    client.get("/plats/?status=200")
    assert len(asked) == 1


# --- navigation


def asked_for(rf, path: str):
    request = rf.get(path)
    request.user = AnonymousUser()
    return request


def test_staff_see_the_ways_of_staff_and_others_those_of_visitors(rf, site):
    site.add("place", "Säg din mening")
    site.add("core:style", "Inkorg", section="staff", shown=lambda request: "staff" in request.GET)
    visitor, staff = (site.ways(asked_for(rf, path)) for path in ("/", "/?staff"))
    assert (visitor[0], [way.text for way in visitor[1]]) == ("visitor", ["Säg din mening"])
    assert (staff[0], [way.text for way in staff[1]]) == ("staff", ["Inkorg"])


def test_one_way_is_marked_as_here_the_nearest_above_the_page(rf, site):
    site.add("place", "Plats")
    site.add("beneath", "Under")

    def here(path):
        return [way.text for way in site.ways(asked_for(rf, path))[1] if way.is_here]

    assert here("/plats/under/djupt/") == ["Under"]
    assert here("/plats/annat/") == ["Plats"]
    assert here("/annat/") == []


def test_a_way_is_marked_on_the_pages_that_one_finds_by_it_too(rf, site):
    site.add("place", "Plats", also=("/hus/", "/plats/under/grannens/"))
    site.add("beneath", "Under")

    def here(path):
        return [way.text for way in site.ways(asked_for(rf, path))[1] if way.is_here]

    assert here("/hus/1/") == ["Plats"]
    assert here("/plats/under/grannens/") == ["Plats"]
    assert here("/plats/under/djupt/") == ["Under"]


def many_ways(number: int, here: str = "") -> list[Way]:
    """So many ways, of which each third is seldom gone."""
    names = [f"Väg {place}" for place in range(number)]
    return [Way(f"/{name}/", name, name == here, "", place % 3 == 0) for place, name in enumerate(names)]


def test_ways_that_have_room_all_stand_in_the_menu():
    assert on_one_line(many_ways(10)) == (many_ways(10), [])


def test_of_too_many_ways_those_that_are_seldom_gone_are_folded_away():
    shown, folded = on_one_line(many_ways(12))
    assert [way.text for way in folded] == ["Väg 0", "Väg 3", "Väg 6", "Väg 9"]
    assert len(shown) == 8


def test_the_way_to_where_one_is_now_is_never_folded_away():
    shown, folded = on_one_line(many_ways(12, here="Väg 3"))
    assert "Väg 3" in [way.text for way in shown]
    assert len(folded) == 3


@pytest.mark.parametrize(("number", "more"), [(10, False), (11, True)])
def test_the_folded_ways_can_be_opened_without_javascript(client, site, monkeypatch, number, more):
    monkeypatch.setattr(site, "ways", lambda request: ("staff", many_ways(number)))
    page = client.get("/plats/?status=200").text
    assert ("<summary>Mer</summary>" in page) is more
    assert all(page.count(f">Väg {name}</a>") == 1 for name in range(number))


# --- language


@pytest.mark.parametrize(("code", "lang"), [("sv", "sv"), ("sv-plain", "sv"), ("en", "en")])
def test_the_language_is_remembered_and_the_page_kept(client, code, lang):
    response = client.post("/sprak/", {"language": code, "next": "/tillganglighet/?a=1"})
    assert (response.status_code, response["Location"]) == (302, "/tillganglighet/?a=1")
    page = client.get("/tillganglighet/").text
    assert f'<html lang="{lang}"' in page
    assert re.search(r'value="([^"]+)"[^>]*aria-current="true"', page)[1] == code


def test_one_who_came_without_any_cookie_may_change_the_language():
    response = Client(enforce_csrf_checks=True).post("/sprak/", {"language": "en", "next": "/"})
    assert (response.status_code, response.cookies["medskapa_language"].value) == (302, "en")


@pytest.mark.parametrize("onward", ["https://example.com/", "//example.com/", "javascript:alert(1)", ""])
def test_the_language_switch_leads_nowhere_else(client, onward):
    assert client.post("/sprak/", {"language": "en", "next": onward})["Location"] == "/"


def test_an_unknown_language_is_not_remembered(client):
    assert client.post("/sprak/", {"language": "xx", "next": "/"}).cookies == {}


def test_after_a_form_the_language_switch_leads_back_to_where_the_form_stood(client):
    page = client.post("/plats/?status=422", headers={"Referer": "http://testserver/formular/?del=2"})
    assert 'name="next" value="/formular/?del=2"' in page.text
    page = client.post("/plats/?status=422", headers={"Referer": "https://example.com/ond/"})
    assert 'name="next" value="/"' in page.text


def test_a_page_that_is_the_same_for_everyone_sets_no_cookie_and_may_be_cached(client):
    response = client.get("/integritet/")
    assert response.cookies == {}
    assert "public" in response["Cache-Control"]


# --- when something is wrong


def test_a_form_without_its_safety_key_is_refused_but_no_word_is_lost():
    strict = Client(enforce_csrf_checks=True)
    typed = {"text": "Mina <egna>\nord", "name": "Lena", "form_key": "nyckel-1", "code": "sol lampa", "empty": " "}
    response = strict.post("/skicka/", typed)
    assert response.status_code == 403
    assert "Mina &lt;egna&gt;\nord</textarea>" in response.text
    assert "Lena</textarea>" in response.text
    assert response.text.count("<textarea") == 2
    assert "nyckel-1" not in response.text
    assert "sol lampa" not in response.text


@pytest.mark.parametrize(
    ("path", "status", "heading"),
    [
        ("/finns-inte/", 404, "Vi hittar inte sidan"),
        ("/stangd/", 403, "Du kommer inte åt den här sidan"),
        ("/trasig/", 500, "Något gick fel hos oss"),
    ],
)
def test_an_error_says_how_to_go_on_and_whom_to_call(client, settings, path, status, heading):
    client.raise_request_exception = False
    response = client.get(path)
    assert response.status_code == status
    assert f"<h1>{heading}</h1>" in response.text
    assert f"tel:{settings.MUNICIPALITY['phone']}" in response.text


def test_a_request_from_an_unknown_host_gets_a_page_and_not_a_second_error(client):
    response = client.get("/", headers={"Host": "annan.example"})
    assert response.status_code == 400
    assert "<h1>Vi förstod inte</h1>" in response.text


def test_the_page_for_our_own_faults_needs_no_database(client, django_assert_num_queries):
    client.raise_request_exception = False
    with django_assert_num_queries(0):
        assert client.get("/trasig/").status_code == 500


# --- the style guide


@pytest.mark.parametrize(("demo", "debug", "status"), [(True, False, 200), (False, True, 200), (False, False, 404)])
def test_the_style_guide_is_for_the_demo_and_for_developers(client, settings, demo, debug, status):
    settings.DEMO_SIGN_IN, settings.DEBUG = demo, debug
    assert client.get("/stil/").status_code == status


def test_the_style_guide_has_one_heading_and_no_id_twice(client):
    page = client.get("/stil/").text
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert page.count("<h1") == 1
    assert len(ids) == len(set(ids))


def test_pages_hold_nothing_that_the_security_policy_would_stop(client):
    page = client.get("/stil/").text
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", page)


# --- components


def test_every_status_is_told_in_words_and_with_an_icon():
    for text, kind in examples()["statuses"]:
        html = show("{% status text kind %}", text=text, kind=kind)
        assert text in html
        assert "<svg" in html


def test_a_timeline_says_when_what_and_in_which_language():
    events = [
        {"date": date(2026, 4, 13), "title": "<b>", "text": "Hello", "lang": "en"},
        {"date": date(2026, 4, 1), "title": "Kom in"},
    ]
    with clock.fixed(datetime(2026, 5, 1, tzinfo=UTC)):
        html = show("{% timeline events %}", events=events)
    assert "Måndag 13 april</time>" in html
    assert "&lt;b&gt;" in html
    assert '<div class="timeline-text" lang="en">' in html


def test_the_next_page_keeps_the_filters(rf):
    html = show("{% next_page after=7 %}", request=rf.get("/?omrade=adolfsberg&after=3"))
    assert 'href="?omrade=adolfsberg&amp;after=7"' in html
    assert show("{% next_page after=None %}", request=rf.get("/")).strip() == ""


def test_what_stands_in_a_block_is_escaped_once():
    html = show("{% notice 'warning' title %}<p>{{ words }}</p>{% endnotice %}", title="A & B", words="<i>")
    assert "A &amp; B" in html
    assert "<p>&lt;i&gt;</p>" in html


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("sv", "måndag 13 april | måndag 13 april kl. 12.30 | 12\xa0000"),
        ("sv-plain", "måndag 13 april | måndag 13 april kl. 12.30 | 12\xa0000"),
        ("en", "Monday 13 April | Monday 13 April at 12:30 | 12,000"),
    ],
)
def test_dates_and_numbers_are_written_in_the_language_of_the_page(language, expected):
    moment = datetime(2026, 4, 13, 10, 30, tzinfo=UTC)
    with clock.fixed(datetime(2026, 5, 1, tzinfo=UTC)), translation.override(language):
        assert show("{{ m|long_date }} | {{ m|when }} | {{ 12000|number }}", m=moment) == expected


def test_ways_on_from_a_page_are_those_that_other_rooms_added_with_what_the_page_names():
    ways, request = Onward(), RequestFactory().get("/")
    assert ways.of(request, "theme", "brev") == []
    ways.add("theme", "about", "Till temat")
    ways.add("theme", "about", "Se temat")
    assert [(way.url, way.text) for way in ways.of(request, "theme", "brev")] == [("/om/brev/", "Se temat")]
