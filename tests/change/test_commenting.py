"""What is said of a proposal: by anyone without a name, by those who were there, by members; answered or hidden."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied, ValidationError

from medskapa.change import actions
from medskapa.change.models import Comment, CommentBy, Proposal
from medskapa.core import clock
from medskapa.core.errors import Conflict
from medskapa.core.idempotency import new_key
from medskapa.core.models import AuditRecord, AuditWaiting
from medskapa.meetings import codes
from medskapa.meetings.models import Invitation
from tests.change.pages import form, url
from tests.change_factories import new_group, new_proposal
from tests.factories import PersonFactory, StaffFactory, new_viewpoint
from tests.meeting_factories import new_invitation, new_item, new_meeting

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal(member):
    return new_proposal(group=new_group(member))


def said(proposal, text="Bra. Breven är svåra."):
    return actions.comment(actor=None, proposal=proposal, text=text, form_key=new_key())


class TestByAnybody:
    def test_one_question_and_everybody_can_read_it_without_a_name(self, client, proposal):
        sent = form(text="Bra. Breven är svåra.")
        pages = [client.post(url("speak", proposal.number), sent) for _click in range(2)]
        assert [page.status_code for page in pages] == [200, 200]
        assert "Tack" in pages[1].text
        made = Comment.objects.get()
        assert (made.spoken_by, made.member, made.on) == (CommentBy.RESIDENT, None, clock.today())
        assert "Bra. Breven är svåra." in client.get(url("proposal", proposal.number)).text

    def test_nothing_is_known_of_who_it_was_not_even_of_one_who_is_signed_in(self, client, proposal):
        client.force_login(PersonFactory())
        Session.objects.all().delete()
        client.cookies.clear()
        client.post(url("speak", proposal.number), form(text="Bra."))
        assert not Session.objects.exists()
        assert not AuditRecord.objects.filter(verb="proposal.commented").exists()
        assert AuditWaiting.objects.filter(verb="proposal.commented").count() == 1

    def test_what_points_out_somebody_is_shown_before_it_is_sent(self, client, proposal):
        page = client.post(url("speak", proposal.number), form(text="Ring mig på 070-123 45 67."))
        assert "Din text pekar ut någon" in page.text
        assert not Comment.objects.exists()
        key = re.search(r'name="form_key" value="([^"]+)"', page.text)[1]
        sent = {"form_key": key, "text": "Ring mig på 070-123 45 67.", "hide": "all"}
        client.post(url("speak", proposal.number), sent)
        assert "070" not in Comment.objects.get().text

    def test_it_may_be_sent_as_it_is_or_changed(self, client, proposal):
        text = "Ring mig på 070-123 45 67."
        changing = client.post(url("speak", proposal.number), form(text=text, change="1"))
        assert f"{text}</textarea>" in changing.text
        client.post(url("speak", proposal.number), form(text=text, send="1"))
        assert Comment.objects.get().text == text

    @pytest.mark.parametrize("text", ["", "  ", "å" * 4_001])
    def test_nothing_or_too_much_is_asked_for_again_with_every_word_kept(self, client, proposal, text):
        response = client.post(url("speak", proposal.number), form(text=text))
        assert response.status_code == 422
        assert text.strip() in response.text
        assert not Comment.objects.exists()

    def test_a_receipt_code_does_not_get_out(self, client, proposal, fallback_unit):
        _viewpoint, code = new_viewpoint(unit=fallback_unit)
        response = client.post(url("speak", proposal.number), form(text=f"Min kod är {code}"))
        assert response.status_code == 422
        assert not Comment.objects.exists()

    def test_a_decided_proposal_is_not_spoken_of(self, client, proposal):
        Proposal.objects.filter(pk=proposal.pk).update(state="yes")
        assert client.get(url("speak", proposal.number)).status_code == 410
        with pytest.raises(Conflict):
            said(proposal)

    def test_too_many_from_one_place_wait_and_lose_no_words(self, client, proposal, settings):
        settings.THROTTLE = settings.THROTTLE | {"submit_source": (0, 3600)}
        page = client.post(url("speak", proposal.number), form(text="Bra. Breven är svåra."))
        assert page.status_code == 429
        assert "Bra. Breven är svåra." in page.text


class TestByThoseWhoWereThere:
    @pytest.fixture
    def meeting(self, proposal):
        meeting = new_meeting()
        proposal.sources.create(item=new_item(meeting))
        return meeting

    @pytest.fixture
    def invitation(self, meeting):
        found = new_invitation(meeting, state="yes", arrived_at=clock.now())
        codes.issue(found)
        found.save()
        return Invitation.objects.get(pk=found.pk)

    def speak_with(self, client, proposal, invitation):
        return client.post(
            url("speak_with_code", proposal.number), form(code=" ".join(codes.code_for(invitation).words))
        )

    def test_the_code_says_that_one_was_there_and_nothing_more(self, client, proposal, invitation):
        page = self.speak_with(client, proposal, invitation)
        passed = re.search(r'name="pass" value="([^"]+)"', page.text)[1]
        thanks = client.post(url("speak", proposal.number), {**form(text="Så sa vi inte."), "pass": passed})
        assert "var med på träffen" in thanks.text
        made = Comment.objects.get()
        assert made.spoken_by == CommentBy.PARTICIPANT
        held = {str(getattr(made, field.attname)) for field in Comment._meta.concrete_fields}
        assert not held & {str(invitation.pk), str(invitation.member_id), invitation.lookup}

    def test_what_was_written_when_the_pass_ran_out_is_there_once_the_code_is_shown_again(
        self, client, proposal, invitation
    ):
        sent = {**form(text="Så sa vi inte."), "pass": "gammalt"}
        page = client.post(url("speak", proposal.number), sent)
        assert page.status_code == 403
        assert not Comment.objects.exists()
        kept = re.search(r'name="text" value="([^"]+)"', page.text)[1]
        shown = form(code=" ".join(codes.code_for(invitation).words), text=kept)
        assert "Så sa vi inte." in client.post(url("speak_with_code", proposal.number), shown).text
        without = client.post(url("speak", proposal.number), form(text=kept, change="1"))
        assert "Så sa vi inte." in without.text

    def test_one_who_did_not_come_is_told_and_may_speak_without(self, client, proposal, invitation):
        Invitation.objects.update(arrived_at=None)
        page = self.speak_with(client, proposal, invitation)
        assert page.status_code == 422
        assert url("speak", proposal.number) in page.text

    def test_another_meetings_code_does_not_count(self, client, member, invitation):
        page = self.speak_with(client, new_proposal(group=new_group(member)), invitation)
        assert "hör inte till det här förslaget" in page.text

    def test_the_action_asks_again(self, proposal, invitation):
        Invitation.objects.update(arrived_at=None)
        gone = Invitation.objects.get()
        with pytest.raises(PermissionDenied):
            actions.comment(actor=None, proposal=proposal, text="Bra.", form_key=new_key(), invitation=gone)

    def test_a_wrong_code_is_asked_for_again(self, client, proposal, meeting):
        response = client.post(url("speak_with_code", proposal.number), form(code="ett två tre fyra fem sex"))
        assert response.status_code == 422
        assert "Koden stämmer inte" in response.text

    def test_guessing_is_slowed_down(self, client, proposal, invitation, settings):
        settings.THROTTLE = settings.THROTTLE | {"invitation_source": (0, 3600)}
        assert self.speak_with(client, proposal, invitation).status_code == 429


class TestByMembers:
    def test_the_name_is_seen_at_work_only(self, client, proposal, member):
        client.force_login(member)
        sent = form(text="Vi läser breven först.")
        for _click in range(2):
            assert client.post(url("comment_as_member", proposal.number), sent).status_code == 302
        assert Comment.objects.get().member == member
        assert "Moa Medlem" in client.get(url("proposal_desk", proposal.number)).text
        client.logout()
        page = client.get(url("proposal", proposal.number)).text
        assert "Vi läser breven först." in page
        assert "Moa Medlem" not in page


class TestAnswersAndHiding:
    def test_the_group_answers_for_everybody_to_read(self, client, proposal, member):
        comment = said(proposal)
        client.force_login(member)
        sent = form(version=1, answer="Tack. Vi börjar med besluten.")
        for _click in range(2):
            assert client.post(url("answer_comment", comment.pk), sent).status_code == 302
        client.logout()
        assert "Tack. Vi börjar med besluten." in client.get(url("proposal", proposal.number)).text

    def test_a_hidden_one_is_not_shown_but_why_is_and_it_can_be_shown_again(self, client, proposal, member):
        comment = said(proposal, "Det är Kalles fel.")
        client.force_login(member)
        client.post(url("hide_comment", comment.pk), form(reason="Den pekar ut någon."))
        client.logout()
        page = client.get(url("proposal", proposal.number)).text
        assert "Det är Kalles fel." not in page
        assert "Den pekar ut någon." in page
        client.force_login(member)
        client.post(url("show_comment", comment.pk), form())
        client.logout()
        assert "Det är Kalles fel." in client.get(url("proposal", proposal.number)).text

    def test_a_hidden_one_is_not_answered(self, proposal, member):
        comment = actions.hide_comment(actor=member, comment=said(proposal), reason="Skäl.")
        with pytest.raises(Conflict):
            actions.answer_comment(actor=member, comment=comment, text="Tack.")

    @pytest.mark.parametrize("reason", ["", "x" * 301])
    def test_hiding_needs_a_reason_that_fits(self, proposal, member, reason):
        with pytest.raises(ValidationError):
            actions.hide_comment(actor=member, comment=said(proposal), reason=reason)

    def test_nobody_else_answers_or_hides(self, proposal):
        comment, other = said(proposal), StaffFactory()
        with pytest.raises(PermissionDenied):
            actions.answer_comment(actor=other, comment=comment, text="Tack.")
        with pytest.raises(PermissionDenied):
            actions.hide_comment(actor=other, comment=comment, reason="Skäl.")
        with pytest.raises(PermissionDenied):
            actions.comment_as_member(actor=other, proposal=proposal, text="Jag.", form_key=new_key())
