"""The screen at the door: opened by staff who are signed out by it, where people type their code and nothing else."""

import logging
from datetime import timedelta

import pytest
from django.conf import settings as site
from django.contrib.sessions.models import Session
from django.urls import reverse

from medskapa.core import clock
from medskapa.core.idempotency import new_key
from medskapa.core.models import AuditRecord
from medskapa.meetings import codes
from medskapa.meetings.models import Invitation, InvitationState
from medskapa.meetings.views.door import COOKIE
from tests.meeting_factories import closed, new_invitation, new_meeting, new_member, new_table
from tests.meetings.pages import url
from tests.reading import GOALS, too_hard

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(unit):
    return new_meeting(unit=unit, days=0)


@pytest.fixture
def invitation(meeting):
    table = new_table(meeting, name="Breven")
    return new_invitation(meeting, new_member(name="Alma Ek"), state=InvitationState.YES, table=table)


@pytest.fixture
def screen(client, planner, meeting):
    """A browser that a planner has made the screen at the door."""
    client.force_login(planner)
    response = client.post(url("open_door", meeting.slug), {"form_key": new_key()})
    assert response.headers["Location"] == url("door", meeting.slug)
    return client


def typed(client, meeting, code):
    return client.post(url("door", meeting.slug), {"form_key": new_key(), "code": str(code)})


def test_whoever_opens_the_door_is_signed_out_and_the_screen_can_do_nothing_else(screen, meeting):
    assert not Session.objects.exists()
    for name in ("day", "take_notes", "notes", "overview"):
        assert screen.get(url(name, meeting.slug)).status_code == 302
    page = screen.get(url("door", meeting.slug))
    assert page.status_code == 200
    assert "/arbete/" not in page.text
    assert 'class="site-nav"' not in page.text
    assert screen.cookies[COOKIE]["httponly"]
    assert screen.cookies[COOKIE]["path"] == url("door", meeting.slug)


def test_with_the_right_code_one_has_come_and_is_told_where_to_sit_without_ones_name(screen, meeting, invitation):
    for _again in range(2):
        page = typed(screen, meeting, codes.code_for(invitation))
        assert page.status_code == 200
        assert "Du sitter vid bord 1. Där pratar vi om: Breven." in page.text
        assert "Alma" not in page.text
    assert Invitation.objects.get(pk=invitation.pk).arrived_at
    (act,) = AuditRecord.objects.filter(verb="invitation.arrived")
    assert act.actor is None


def test_a_hand_scanner_types_the_whole_address_of_the_letter(screen, meeting, invitation):
    words = "-".join(codes.code_for(invitation).words)
    assert typed(screen, meeting, f"{site.PUBLIC_URL}/inbjudan/#{words}").status_code == 200
    assert Invitation.objects.get(pk=invitation.pk).arrived_at


def test_a_wrong_code_tells_nothing_and_says_whom_to_ask(screen, meeting, invitation):
    other = new_invitation(new_meeting(days=0))
    words = codes.code_for(invitation).words
    half = f"{' '.join(words[:2])} {' '.join(reversed(words[2:]))}"
    for wrong in (codes.code_for(other), half, "", "inte en kod", "a" * 500, "#"):
        page = typed(screen, meeting, wrong)
        assert page.status_code == 422
        assert "personalen" in page.text
    assert not Invitation.objects.filter(arrived_at__isnull=False).exists()


def test_a_withdrawn_invitation_is_sent_to_the_staff(screen, meeting):
    gone = new_invitation(meeting, state=InvitationState.WITHDRAWN)
    page = typed(screen, meeting, codes.code_for(gone))
    assert page.status_code == 422
    assert "gäller inte längre. Säg ditt namn till personalen." in page.text


def test_a_closed_meeting_has_no_door(screen, meeting, invitation, planner):
    closed(meeting, planner)
    assert typed(screen, meeting, codes.code_for(invitation)).status_code == 422


def test_without_a_pass_there_is_no_door_not_even_for_staff(client, planner, meeting, invitation):
    for _who in range(2):
        assert client.get(url("door", meeting.slug)).status_code == 403
        assert typed(client, meeting, codes.code_for(invitation)).status_code == 403
        client.force_login(planner)
    assert not Invitation.objects.get(pk=invitation.pk).arrived_at


def test_a_pass_is_good_for_one_meeting_and_one_day(screen, meeting, unit):
    other = new_meeting(unit=unit, days=0)
    screen.cookies[COOKIE]["path"] = "/"
    assert screen.get(url("door", other.slug)).status_code == 403
    with clock.fixed(clock.now() + timedelta(hours=1)):
        assert screen.get(url("door", meeting.slug)).status_code == 200
    screen.cookies[COOKIE] = f"{meeting.pk}:falsk:falsk"
    assert screen.get(url("door", meeting.slug)).status_code == 403


def test_the_door_is_opened_on_the_day_by_those_who_receive_people(client, planner, unit):
    coming = new_meeting(unit=unit, days=1)
    client.force_login(planner)
    assert client.post(url("open_door", coming.slug), {"form_key": new_key()}).headers["Location"] == url(
        "day", coming.slug
    )
    foreign = new_meeting(days=0)
    for slug in (foreign.slug, "finns-inte"):
        assert client.post(url("open_door", slug), {"form_key": new_key()}).status_code == 404
    assert Session.objects.exists()


def test_the_screen_is_closed_by_a_button(screen, meeting):
    response = screen.post(url("door", meeting.slug), {"close": "on"})
    assert response.headers["Location"] == reverse("people:sign_in")
    assert screen.get(url("door", meeting.slug)).status_code == 403


def test_a_screen_that_tries_hundreds_of_codes_is_slowed_down(screen, meeting, invitation, settings):
    settings.THROTTLE = settings.THROTTLE | {"door_source": (2, 3600)}
    statuses = [typed(screen, meeting, codes.code_for(invitation)).status_code for _try in range(3)]
    assert statuses == [200, 200, 429]


def test_no_code_and_no_name_comes_into_the_log(screen, meeting, invitation, caplog):
    caplog.set_level(logging.DEBUG)
    code = codes.code_for(invitation)
    typed(screen, meeting, code)
    typed(screen, meeting, f"{code} fel")
    logged = "".join(str(record.__dict__) for record in caplog.records if record.name != "django.db.backends")
    assert code.secret not in logged
    assert " ".join(code.words) not in logged
    assert "Alma" not in logged


@pytest.mark.parametrize("language", GOALS)
def test_what_stands_at_the_door_is_easy_to_read(screen, meeting, invitation, language):
    screen.cookies[site.LANGUAGE_COOKIE_NAME] = language
    pages = [screen.get(url("door", meeting.slug)), typed(screen, meeting, codes.code_for(invitation))]
    screen.post(url("door", meeting.slug), {"close": "on"})
    pages.append(screen.get(url("door", meeting.slug)))
    assert [why for page in pages if (why := too_hard(page.text, language))] == []
