"""Whoever stands behind a proposal is told what is decided on it, also where no theme gathers what was said."""

import json
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from medskapa.change import actions
from medskapa.core import clock
from medskapa.core.idempotency import new_key
from medskapa.meetings.models import ItemVoice
from medskapa.people.models import Role
from medskapa.voice.actions.news import follow
from medskapa.voice.models import AnswerVia
from tests.change_factories import new_group, new_proposal
from tests.factories import UnitFactory, new_theme, new_viewpoint, staff
from tests.meeting_factories import closed, new_item, new_meeting
from tests.scenes.change_proposals import complete
from tests.voice.test_news import told  # noqa: F401  (a fixture)
from tests.voice.walk import open_with

pytestmark = pytest.mark.django_db

REACHED = {"answer_via": AnswerVia.SMS, "answer_to": "070-1740605"}


def decided(proposal):
    proposal = complete(proposal)
    type(proposal).objects.filter(pk=proposal.pk).update(state="ready")
    proposal.refresh_from_db()
    actions.decide(
        actor=staff(Role.DECIDER, proposal.working_group.unit),
        proposal=proposal,
        word="yes",
        body="board",
        reasons="Breven ska gå att förstå.",
        decided_on=clock.today(),
    )


def test_who_answered_on_an_item_without_a_theme_hears_of_the_decision(told):  # noqa: F811
    unit = UnitFactory()
    item = new_item(new_meeting(days=-9, unit=unit))
    viewpoint, _code = new_viewpoint(unit=unit, **REACHED)
    follow(item.thread, [viewpoint])
    closed(item.meeting)
    decided(new_proposal(group=new_group(unit=unit), source={"item": item}))
    (delivery,) = told()
    assert delivery.viewpoint == viewpoint
    assert f"/punkt/{item.pk}/" in delivery.answer.text
    assert "Breven ska gå att förstå." in delivery.answer.text


def test_whose_own_proposal_it_was_hears_of_the_decision(told):  # noqa: F811
    unit = UnitFactory()
    viewpoint, _code = new_viewpoint(unit=unit, **REACHED)
    decided(new_proposal(group=new_group(unit=unit), source={"viewpoint": viewpoint}))
    assert [delivery.viewpoint for delivery in told()] == [viewpoint]


def test_the_anonymous_read_with_their_receipt_what_came_of_the_item_they_answered_on(client):
    unit = UnitFactory()
    item = new_item(new_meeting(days=-9, unit=unit), title="Hur blir breven lättare?")
    viewpoint, code = new_viewpoint(unit=unit)
    ItemVoice.objects.create(item=item, viewpoint=viewpoint)
    closed(item.meeting)
    decided(new_proposal(group=new_group(unit=unit), source={"item": item}))
    page = open_with(client, code).text
    assert "Hur blir breven lättare?" in page
    assert "Breven ska gå att förstå." in page
    assert reverse("meetings:item", args=[item.meeting.slug, item.pk]) in page


def test_the_anonymous_read_with_their_receipt_what_came_of_their_own_proposal(client):
    unit = UnitFactory()
    viewpoint, code = new_viewpoint(unit=unit)
    decided(new_proposal(group=new_group(unit=unit), source={"viewpoint": viewpoint}))
    assert "Breven ska gå att förstå." in open_with(client, code).text


def test_an_item_of_a_meeting_that_is_not_public_shows_nothing_with_the_receipt(client):
    item = new_item(new_meeting(state="draft"), title="Hur blir breven lättare?")
    viewpoint, code = new_viewpoint()
    ItemVoice.objects.create(item=item, viewpoint=viewpoint)
    assert "Hur blir breven lättare?" not in open_with(client, code).text


@pytest.fixture
def sms(settings, tmp_path):
    """What the simulated SMS gateway has taken."""
    settings.DATA_DIR, settings.SMS_CLIENT = tmp_path, "simulator"
    file = tmp_path / "sms" / "outbox.jsonl"
    return lambda: [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


def test_a_decision_goes_by_sms_and_by_mail_once_each_with_the_way_to_the_page(client, told, sms, settings):  # noqa: F811
    unit = UnitFactory()
    theme = new_theme(unit=unit, name="Svåra brev")
    new_viewpoint(unit=unit, theme=theme, **REACHED)
    _viewpoint, code = new_viewpoint(unit=unit, theme=theme, answer_via=AnswerVia.EMAIL, answer_to="ada@example.se")
    proposal = complete(new_proposal(group=new_group(unit=unit), source={"theme": theme}))
    type(proposal).objects.filter(pk=proposal.pk).update(state="ready")
    client.force_login(staff(Role.DECIDER, unit))
    page = reverse("change:decide", args=[proposal.number])
    version = client.get(page).context["form"]["version"].value()
    sent = {"form_key": new_key(), "version": version, "word": "yes", "body": "board"}
    sent |= {"reasons": "Breven ska gå att förstå.", "decided_on": clock.today().isoformat()}
    assert [client.post(page, sent).status_code for _click in range(2)] == [302, 302]
    client.logout()

    assert len(told()) == 2
    address = f"{settings.PUBLIC_URL}{reverse('voice:receipt')}"
    assert [(each["to"], address in each["message"]) for each in sms()] == [("+46701740605", True)]
    assert [(each.to, address in each.body) for each in mail.outbox] == [(["ada@example.se"], True)]
    assert "Breven ska gå att förstå." not in sms()[0]["message"] + mail.outbox[0].body
    assert told() == []
    with clock.fixed(clock.now() + timedelta(days=1)):
        assert told() == []
    assert (len(sms()), len(mail.outbox)) == (1, 1)
    assert "Breven ska gå att förstå." in open_with(client, code).text
