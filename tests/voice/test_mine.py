"""Min sida: only one's own, everything of one's own."""

import json

import pytest
from django.db import transaction
from django.urls import reverse

from medskapa.core import audit
from medskapa.core.models import AuditRecord
from medskapa.people import own_data
from medskapa.people.models import Role
from medskapa.voice import actions
from medskapa.voice.models import Reply
from tests.factories import PersonFactory, StaffFactory, new_theme, new_viewpoint, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def alma(client):
    """Somebody who is signed in."""
    person = PersonFactory(name="Alma Ek", phone="070-174 06 05")
    client.force_login(person)
    return person


@pytest.fixture
def mine(alma, unit):
    return new_viewpoint(unit=unit, author=alma, text="Jag vill ha kvällstider.")[0]


@pytest.fixture
def others(unit):
    return new_viewpoint(unit=unit, author=PersonFactory(), text="Någon annans ord.")[0]


NAMES = ["my_viewpoint", "my_reply", "my_withdraw"]
PAGES = ["my_page", "my_contact", "my_data"]


# --- whose it is


@pytest.mark.parametrize("name", PAGES)
def test_a_visitor_is_asked_to_sign_in(client, name):
    assert client.get(reverse(f"voice:{name}")).headers["Location"].startswith(reverse("people:sign_in"))


@pytest.mark.parametrize("name", NAMES)
def test_somebody_elses_and_a_missing_one_look_the_same(client, alma, others, unit, name):
    anonymous, _code = new_viewpoint(unit=unit)
    for pk in (others.pk, anonymous.pk, 1, 2**70):
        url = reverse(f"voice:{name}", args=[pk])
        asked = client.get(url) if name == "my_viewpoint" else client.post(url, {"text": "Mer."})
        assert asked.status_code == 404
    others.refresh_from_db()
    assert others.state == "received"


def test_only_ones_own_is_listed_also_for_staff_who_may_read_others(client, unit, others):
    answerer = staff(Role.ANSWERER, unit)
    own, _code = new_viewpoint(unit=unit, author=answerer, text="Mitt eget.")
    client.force_login(answerer)
    page = client.get(reverse("voice:my_page")).text
    assert "Mitt eget." in page
    assert "Någon annans ord." not in page
    assert client.get(reverse("voice:my_viewpoint", args=[others.pk])).status_code == 404
    assert client.get(reverse("voice:my_viewpoint", args=[own.pk])).status_code == 200


# --- what came of it


def test_the_list_says_how_each_stands(client, mine, unit):
    assert "Du får svar senast" in client.get(reverse("voice:my_page")).text
    actions.send_answer(actor=staff(Role.ANSWERER, unit), viewpoints=[mine], text="Vi öppnar på kvällen.")
    assert "Du har fått ett svar." in client.get(reverse("voice:my_page")).text
    assert "Vi öppnar på kvällen." in client.get(reverse("voice:my_viewpoint", args=[mine.pk])).text


def test_a_closed_one_tells_the_reason(client, mine, unit):
    actions.close(actor=staff(Role.ANSWERER, unit), viewpoint=mine, reason="Det hör till regionen.")
    assert "Det hör till regionen." in client.get(reverse("voice:my_page")).text


def test_one_who_has_said_nothing_is_told_what_to_do(client, alma):
    assert "Här är tomt än" in client.get(reverse("voice:my_page")).text


def test_the_list_goes_on_from_the_last_one_shown(client, alma, unit):
    said = {new_viewpoint(unit=unit, author=alma, text=f"Sak {n:02}.")[0].text for n in range(23)}
    first = client.get(reverse("voice:my_page")).text
    after = first.split("?after=")[1].split('"')[0]
    second = client.get(reverse("voice:my_page"), {"after": after}).text
    on_first, on_second = ({text for text in said if text in page} for page in (first, second))
    assert (len(on_first), len(on_second)) == (20, 3)
    assert on_first | on_second == said
    assert client.get(reverse("voice:my_page"), {"after": "9" * 30}).status_code == 200


def test_the_page_costs_the_same_for_one_and_for_many(client, alma, unit, queries_of):
    new_viewpoint(unit=unit, author=alma)
    few = queries_of(reverse("voice:my_page"))
    for _n in range(15):
        new_viewpoint(unit=unit, author=alma)
    assert few == queries_of(reverse("voice:my_page")) <= 12


def test_each_in_a_theme_leads_to_the_whole_way_of_the_theme(client, alma, unit):
    theme = new_theme(unit=unit, name="Begripliga brev")
    new_viewpoint(unit=unit, author=alma, theme=theme)
    new_viewpoint(unit=unit, author=alma)
    page = client.get(reverse("voice:my_page")).text
    assert page.count(">Se hela vägen<") == 1
    assert f'href="{reverse("change:thread", args=[theme.slug])}"' in page


# --- saying more, taking back


def test_a_reply_is_noted_once(client, alma, mine):
    url = reverse("voice:my_reply", args=[mine.pk])
    for _click in range(2):
        response = client.post(url, {"text": "Helst på tisdagar."})
        assert response.headers["Location"] == reverse("voice:my_viewpoint", args=[mine.pk])
    assert Reply.objects.get().text == "Helst på tisdagar."
    assert AuditRecord.objects.filter(verb="viewpoint.replied", actor=alma).count() == 1


def test_a_reply_that_is_refused_keeps_what_was_typed(client, mine):
    actions.withdraw(actor=None, viewpoint=mine)
    page = client.post(reverse("voice:my_reply", args=[mine.pk]), {"text": "Mina ord"})
    assert page.status_code == 422
    assert not Reply.objects.exists()


def test_taking_back_says_first_what_will_happen(client, mine):
    url = reverse("voice:my_withdraw", args=[mine.pk])
    assert "tas bort för alltid" in client.get(url).text
    mine.refresh_from_db()
    assert mine.text
    for _click in range(2):
        assert client.post(url).status_code == 302
    mine.refresh_from_db()
    assert (mine.state, mine.text) == ("withdrawn", "")
    assert "Borttagen text" in client.get(reverse("voice:my_page")).text


# --- how one is reached


def contact(**changed):
    details = {"reach_via": "web", "phone": "", "email": "", "street": "", "postcode": "", "town": "", "language": "sv"}
    return details | changed


def test_ones_own_details_are_changed(client, alma):
    page = client.post(reverse("voice:my_contact"), contact(reach_via="email", email="alma@example.se"))
    assert "Sparat." in page.text
    alma.refresh_from_db()
    assert (alma.email, alma.phone, alma.reach_via) == ("alma@example.se", "", "email")


@pytest.mark.parametrize(
    "wrong", [{"reach_via": "sms"}, {"email": "inte en adress"}, {"reach_via": "x"}, {"postcode": "9" * 9}]
)
def test_details_that_do_not_fit_come_back_as_typed(client, alma, wrong):
    page = client.post(reverse("voice:my_contact"), contact(town="Helsingborg", **wrong))
    assert page.status_code == 422
    assert "Helsingborg" in page.text
    alma.refresh_from_db()
    assert (alma.phone, alma.town) == ("070-174 06 05", "")


# --- the file of all that is stored


def test_the_file_holds_everything_and_who_has_read(client, alma, mine, unit):
    answerer = staff(Role.ANSWERER, unit, name="Bo Svarare")
    secret_reader = StaffFactory(name="Hemlig Läsare", protected_identity=True, unit=unit)
    actions.send_answer(actor=answerer, viewpoints=[mine], text="Vi öppnar på kvällen.")
    actions.reply(actor=alma, viewpoint=mine, text="Tack.")
    with transaction.atomic():
        audit.read(reader=answerer, person=alma, what="viewpoint")
        audit.read(reader=secret_reader, person=alma, what="viewpoint")
    response = client.get(reverse("voice:my_data"))
    assert response.headers["Content-Disposition"].startswith("attachment")
    told = json.loads(response.text)
    assert told["person"]["name"] == "Alma Ek"
    (said,) = told["viewpoints"]
    assert said["text"] == "Jag vill ha kvällstider."
    assert [reply["text"] for reply in said["replies"]] == ["Tack."]
    assert [answer["text"] for answer in said["answers"]] == ["Vi öppnar på kvällen."]
    assert {act["verb"] for act in told["acts"]} == {"viewpoint.received", "viewpoint.replied"}
    assert {read["by"] for read in told["read_by"]} == {"Bo Svarare", ""}
    assert "Hemlig" not in response.text


def test_the_file_holds_nothing_of_others(client, mine, others):
    assert "Någon annans ord." not in client.get(reverse("voice:my_data")).text


def test_the_file_costs_the_same_for_one_and_for_many(client, alma, unit, queries_of):
    new_viewpoint(unit=unit, author=alma)
    few = queries_of(reverse("voice:my_data"))
    for _n in range(10):
        new_viewpoint(unit=unit, author=alma)
    assert few == queries_of(reverse("voice:my_data")) <= 10 + len(own_data._parts)  # each asks once for nothing
