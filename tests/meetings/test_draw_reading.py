"""What a resident reads about being asked, and about the draw, is easy to read."""

import pytest
from django.conf import settings
from django.urls import reverse

from medskapa.meetings import actions
from medskapa.meetings.models import Invitation
from medskapa.people.models import Role
from tests.factories import PersonFactory, UnitFactory, staff
from tests.meeting_factories import new_meeting
from tests.meetings.drawing import drawn, fixed, many_members
from tests.reading import GOALS, too_hard

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages(client, db):
    """Every page, by what it is; each is asked for when it is its turn."""
    unit = UnitFactory()
    planner = staff(Role.PLANNER, unit)
    before, after, missed, empty = (new_meeting(unit=unit) for _each in range(4))
    many_members(60)
    fixed(planner, before)
    quotas = {"age": {"-44": (8, 8), "45-": (8, 8)}, "gender": {"man": (0, 2), "woman": (0, 2)}}
    drawn(planner, missed, quotas=quotas, rest_days=0)
    drawn(planner, after)
    drawn(planner, empty, seats=60, rest_days=0)
    Invitation.objects.filter(meeting=empty).update(state="withdrawn")
    newcomer, member = PersonFactory(), PersonFactory()
    actions.agree_to_be_asked(actor=member, via="sms", phone="070-1740605")

    def get(name, *args, as_=None):
        def asked():
            if as_:
                client.force_login(as_)
            return client.get(reverse(f"meetings:{name}", args=args))

        return asked

    return {
        "may I be asked": get("be_asked", as_=newcomer),
        "how I am asked": get("be_asked_how", as_=newcomer),
        "I am asked": get("be_asked", as_=member),
        "about me": get("be_asked_about", as_=member),
        "to stop": get("be_asked_no", as_=member),
        "the draw before": get("draw", before.slug),
        "the draw after": get("draw", after.slug),
        "the draw that missed its quotas": get("draw", missed.slug),
        "the draw with nobody left": get("draw", empty.slug),
    }


@pytest.mark.parametrize("language", GOALS)
def test_pages_about_being_asked_and_about_the_draw_are_easy_to_read(client, pages, language):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    found = {}
    for what, ask in pages.items():
        page = ask()
        assert page.status_code == 200, what
        if fault := too_hard(page.text, language):
            found[what] = fault
    assert found == {}
