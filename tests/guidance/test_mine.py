"""A resident's own way: who my guide is, how I reach them, and what else there is; easy to read."""

import pytest
from django.conf import settings
from django.urls import reverse

from medskapa.core import clock
from medskapa.guidance import actions
from medskapa.guidance.models import Contact, ContactKind, PathKind, Still
from medskapa.guidance.queries import assignment_of
from medskapa.people.models import Role
from tests.factories import PersonFactory, staff
from tests.guidance_factories import new_guide, new_plan, new_step
from tests.reading import GOALS, too_hard

pytestmark = pytest.mark.django_db


@pytest.fixture
def guide(unit):
    return new_guide(
        unit, name="Gun Guide", about="Jag har arbetat i kök.", room="Jobbtorget, plan 2", languages=["sv"]
    )


def page(client, name="mine"):
    return client.get(reverse(f"guidance:{name}"))


class TestMyWay:
    def test_it_says_who_my_guide_is_and_how_i_reach_them(self, client, resident):
        client.force_login(resident)
        text = page(client).text
        assert "Din guide är Gun Guide" in text
        assert "GG" in text
        assert "tel:042-10 50 00" in text

    def test_the_guides_own_number_comes_first(self, client, guide, resident):
        guide.phone = "042-10 50 11"
        guide.save()
        client.force_login(resident)
        assert "tel:042-10 50 11" in page(client).text

    def test_it_says_how_many_i_have_met(self, client, guide, resident):
        for staff_member in (guide, guide, staff(Role.GUIDE)):
            Contact.objects.create(resident=resident, staff=staff_member, kind=ContactKind.PHONE, day=clock.today())
        client.force_login(resident)
        assert "Du har träffat 2 personer hos oss på ett år." in page(client).text

    def test_whoever_has_no_guide_has_no_way_and_sees_no_link_to_it(self, client):
        client.force_login(PersonFactory())
        assert page(client).status_code == 404
        assert reverse("guidance:mine") not in client.get(reverse("voice:my_page")).text

    def test_whoever_has_a_guide_finds_it_in_the_menu_and_on_their_page(self, client, resident):
        client.force_login(resident)
        assert client.get(reverse("voice:my_page")).text.count(f'href="{reverse("guidance:mine")}"') == 2

    def test_it_costs_the_same_whatever_there_is(self, client, guide, resident, queries_of):
        client.force_login(resident)
        plan = new_plan(resident)
        new_step(plan)
        few = queries_of(reverse("guidance:mine"))
        for _each in range(30):
            new_step(plan)
        assert queries_of(reverse("guidance:mine")) == few <= 12


class TestMyGuide:
    def test_it_says_why_the_two_of_us(self, client, resident):
        resident.guide_assignments.update(reasons=[["language", "sv"], ["room", ""]])
        client.force_login(resident)
        text = page(client, "my_guide").text
        assert "Ni kan tala svenska med varandra." in text
        assert "Jag har arbetat i kök." in text
        assert "Jobbtorget, plan 2" in text


def test_whoever_is_asked_how_it_went_finds_the_question_on_their_page_until_it_is_answered(client, guide, resident):
    def asked() -> bool:
        return f'href="{reverse("guidance:how_it_went")}"' in client.get(reverse("voice:my_page")).text

    client.force_login(resident)
    end = actions.end_path(actor=guide, assignment=assignment_of(resident), kind=PathKind.MOVED)
    assert not asked()
    follow_up = end.follow_ups.get(weeks=26)
    follow_up.due_on = clock.today()
    follow_up.save(update_fields=["due_on"])
    assert asked()
    actions.answer_follow_up(actor=resident, follow_up=follow_up, still=Still.WORK)
    assert not asked()


@pytest.mark.parametrize("language", GOALS)
def test_every_page_is_easy_to_read(client, guide, resident, unit, language):
    client.force_login(resident)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    resident.guide_assignments.update(reasons=[["language", "sv"], ["area", "Adolfsberg"], ["room", ""]])
    names = ["mine", "my_guide", "another_guide"]
    hard = {name: too_hard(page(client, name).text, language) for name in names}
    asked = actions.ask_for_another(actor=resident, assignment=assignment_of(resident))
    hard |= {f"{name}, asked": too_hard(page(client, name).text, language) for name in names}
    cover = new_guide(unit, name="Vera Vikarie")
    today = clock.today()
    actions.set_absence(actor=guide, guide=guide, cover=cover, starts_on=today, ends_on=today)
    actions.refuse_request(actor=staff(Role.UNIT_MANAGER, unit), request=asked, answer="Det går inte nu.")
    hard |= {f"{name}, answered": too_hard(page(client, name).text, language) for name in names}
    assert {name: why for name, why in hard.items() if why} == {}
