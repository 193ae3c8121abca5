"""The pages of Jag kan: the questions, the receipt, the answer by code and signed in, and the guides' list."""

import re
import secrets
from datetime import timedelta
from urllib.parse import unquote

import pytest
from django.conf import settings

from medskapa.commons import actions, interest_codes
from medskapa.commons.models import Interest, InterestDraft, InterestState
from medskapa.commons.queries import interests as queries
from medskapa.core import clock
from medskapa.people.models import Role
from tests.activity_factories import ActivityFactory, an_occasion
from tests.factories import PersonFactory, UnitFactory, staff
from tests.interest_factories import taken_by, told
from tests.reading import GOALS, too_hard

pytestmark = pytest.mark.django_db


@pytest.fixture
def guide():
    return staff(Role.GUIDE, UnitFactory())


def sent(**data):
    return {"form_key": secrets.token_urlsafe(24), **data}


def walk(client, **answers):
    """Through the questions; returns the address of the summary."""
    url = client.get("/jag-kan/borja/").url
    told_now = {
        "kan": {"can": "Jag kan laga cyklar."},
        "vill": {},
        "sprak": {"languages": ["sv"]},
        "svar": {"via": "code"},
    } | answers
    while not url.endswith("/kontrollera/"):
        step = url.rstrip("/").rpartition("/")[2]
        response = client.post(url, sent(**told_now.get(step, {})))
        assert response.status_code == 302, (step, response.text)
        url = response.url
    return url


def test_one_question_a_page_then_the_whole_then_a_receipt_that_can_be_sent_twice(client):
    url = walk(
        client,
        nar={"times": ["evening"]},
        svar={"via": "sms"},
        vart={"reach_to": "070-174 06 36"},
        namn={"name": "Ali"},
    )
    text = client.get(url).text
    for words in ("laga cyklar", "Svenska", "På kvällar", "+46701740636", "Ali"):
        assert words in text
    data = sent()
    shown = [client.post(url, data) for _twice in range(2)]
    made = Interest.objects.get()
    assert [response.status_code for response in shown] == [200, 200]
    for response in shown:
        assert str(interest_codes.code_of(made)) in response.text
    assert client.get(url).status_code == client.post(url, sent()).status_code == 410
    assert bytes(InterestDraft.objects.get().sealed) == b""


def test_with_the_code_alone_nobody_is_asked_for_a_number_or_a_name(client):
    url = walk(client, svar={"via": "code"})
    client.post(url, sent())
    assert (Interest.objects.get().reach_to, Interest.objects.get().name) == ("", "")


def test_what_was_begun_is_found_again_by_its_words(client):
    url = client.get("/jag-kan/borja/").url
    client.post(url, sent(can="Jag kan sy."))
    words = unquote(url).split("/")[2].replace("-", " ")
    assert client.post("/jag-kan/fortsatt/", sent(code=words)).url == url
    assert "Jag kan sy." in client.get(url).text
    assert client.post("/jag-kan/fortsatt/", sent(code="hej hej")).status_code == 422
    assert client.get("/jag-kan/inga-ord/kan/").status_code == client.get(url + "x/").status_code == 404
    assert client.get(client.get("/jag-kan/borja/").url.replace("/kan/", "/nar/")).status_code == 410


@pytest.mark.parametrize("odd", ["\x00", "9" * 1_100, "19900506-2386"])
def test_odd_words_are_refused_beside_the_field_and_kept(client, odd):
    url = client.get("/jag-kan/borja/").url
    response = client.post(url, sent(can=odd))
    assert response.status_code == 422
    assert odd.strip("\x00") in response.text
    assert client.post(url.replace("/kan/", "/vill/"), sent(wants="")).status_code == 422
    assert client.post("/mitt-jag-kan/", sent(code=odd)).status_code == 422
    assert client.post("/mitt-jag-kan/", sent(**{"pass": odd})).status_code == 403


def test_many_from_one_place_are_asked_to_wait_and_nothing_is_lost(client, settings):
    settings.THROTTLE = settings.THROTTLE | {"interest_source": (0, 3600)}
    url = walk(client)
    response = client.post(url, sent())
    assert response.status_code == 422
    assert "laga cyklar" in response.text
    assert not Interest.objects.exists()


def test_by_the_code_one_reads_the_answer_or_takes_it_back(client, guide):
    interest = taken_by(guide)
    code = str(interest_codes.code_of(interest))
    text = client.post("/mitt-jag-kan/", sent(code=code.upper())).text
    assert "En guide svarar dig senast" in text
    pass_ = re.search(r'name="pass" value="([^"]+)"', text).group(1)
    data = sent(**{"pass": pass_, "do": "withdraw"})
    for _twice in range(2):
        assert "Det är tillbakataget" in client.post("/mitt-jag-kan/", data).text
    answered = taken_by(guide)
    activity = an_occasion(ActivityFactory(title="Musikkväll")).activity
    actions.answer_interest(
        actor=guide, interest=answered, answer="Kom till oss.", links=[f"activity:{activity.slug}", "service:borta"]
    )
    text = client.post("/mitt-jag-kan/", sent(code=str(interest_codes.code_of(answered)))).text
    assert "Kom till oss." in text
    assert f"/aktivitet/{activity.slug}/" in text


def test_a_resident_finds_it_among_their_own_and_nobody_at_work_sees_who_it_is(client, guide):
    person = PersonFactory(name="Hulda Hemlig")
    client.force_login(person)
    client.post(walk(client), sent())
    interest = Interest.objects.get()
    assert interest.person == person
    assert "laga cyklar" in client.get("/mina-jag-kan/").text
    assert client.get(f"/mina-jag-kan/{interest.pk}/").status_code == 200
    client.force_login(PersonFactory())
    assert "laga cyklar" not in client.get("/mina-jag-kan/").text
    assert client.get(f"/mina-jag-kan/{interest.pk}/").status_code == 404
    client.force_login(guide)
    for url in ("/arbete/jag-kan/", f"/arbete/jag-kan/{interest.pk}/"):
        text = client.get(url).text
        assert "laga cyklar" in text
        assert "Hulda" not in text


def test_a_resident_with_protected_identity_is_not_asked_where_to_send(client):
    client.force_login(PersonFactory(protected_identity=True))
    url = walk(client)
    assert "Så vill jag få svar" not in client.get(url).text
    client.post(url, sent())
    assert Interest.objects.get().via == "code"


def test_a_guide_takes_searches_and_answers_and_only_then_sees_the_number(client, guide):
    interest = told(guide.grants.get().unit, via="call", reach_to="042-10 20 30")
    activity = an_occasion(ActivityFactory(title="Musikkväll")).activity
    at = f"/arbete/jag-kan/{interest.pk}/"
    client.force_login(guide)
    assert "042-10 20 30" not in client.get("/arbete/jag-kan/").text + client.get(at).text
    assert client.get(f"{at}svara/").url == at
    client.post(f"{at}ta/", sent())
    assert "042-10 20 30" in client.get(at).text
    typed = {"answer": "Kom på musik.", "q": "musik", "check": "1"}
    text = client.post(f"{at}svara/", sent(**typed)).text
    assert "Kom på musik." in text
    assert f"activity:{activity.slug}" in text
    data = {"answer": "Kom på musik.", "links": [f"activity:{activity.slug}"]}
    assert client.post(f"{at}svara/", sent(**data)).status_code == 422
    assert client.post(f"{at}svara/", sent(**data, called="spoke")).url == at
    interest.refresh_from_db()
    assert (interest.state, interest.links) == (InterestState.ANSWERED, [f"activity:{activity.slug}"])


def test_the_list_shows_the_oldest_promise_first_and_goes_on_where_it_ends(client, guide):
    unit = guide.grants.get().unit
    late, new = told(unit), told(unit)
    late.sent_on, late.promised_on = clock.today() - timedelta(days=9), clock.today() - timedelta(days=2)
    late.save()
    assert queries.listing(viewer=guide).rows == [late, new]
    client.force_login(guide)
    assert "Sent" in client.get("/arbete/jag-kan/").text
    for odd in ("\x00", "9" * 30, "2026-01-01.x", "x.1"):
        assert client.get("/arbete/jag-kan/", {"visa": odd, "after": odd}).status_code == 200


def test_the_lists_cost_the_same_at_ten_and_at_a_thousand(client, guide, queries_of):
    unit, person = guide.grants.get().unit, PersonFactory()

    def many(number):
        today = clock.today()
        Interest.objects.bulk_create(
            Interest(
                unit=unit,
                person=person,
                can=f"Jag kan {each}.",
                via="code",
                sent_on=today,
                promised_on=today + timedelta(days=7),
                code_digest=secrets.token_hex(32),
                state="taken",
                taken_by=guide,
                taken_on=today,
            )
            for each in range(number)
        )

    many(10)
    client.force_login(guide)
    few = queries_of("/arbete/jag-kan/")
    client.force_login(person)
    own = queries_of("/mina-jag-kan/")
    many(990)
    assert queries_of("/mina-jag-kan/") == own <= 12
    client.force_login(guide)
    assert queries_of("/arbete/jag-kan/") == few <= 12
    first = queries.listing(viewer=guide)
    second = queries.listing(viewer=guide, after=first.next)
    assert len({each.pk for each in [*first.rows, *second.rows]}) == 2 * queries.PAGE


def test_pages_are_easy_to_read(client, guide):
    code = str(interest_codes.code_of(told()))
    hard = {}
    for language in GOALS:
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        url = client.get("/jag-kan/borja/").url
        shown = {"about": client.get("/jag-kan/"), "own": client.post("/mitt-jag-kan/", sent(code=code))}
        client.post(url, sent(can="Jag kan sy."))
        for step in ("kan", "vill", "sprak", "nar", "svar", "kontrollera"):
            shown[step] = client.get(url.replace("/kan/", f"/{step}/"))
        shown["receipt"] = client.post(url.replace("/kan/", "/kontrollera/"), sent())
        for name, response in shown.items():
            if why := too_hard(response.text, language):
                hard[language, name] = why
    assert hard == {}
