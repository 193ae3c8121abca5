"""The answer to an invitation by SMS, as the gateway hands it over."""

import json
from datetime import timedelta

import pytest

from analysis.readability import lix
from medskapa.core import clock
from medskapa.integrations.sms import incoming
from medskapa.meetings import codes
from medskapa.meetings.models import Invitation, InvitationState, Meeting
from tests.meeting_factories import new_invitation, new_meeting, new_member

pytestmark = pytest.mark.django_db
PHONE = "+46701740605"


@pytest.fixture(autouse=True)
def gateway(settings, tmp_path):
    settings.SMS_CLIENT, settings.SMS_FROM, settings.DATA_DIR = "simulator", "+46701740690", tmp_path


@pytest.fixture
def outbox(tmp_path):
    def sent():
        path = tmp_path / "sms" / "outbox.jsonl"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    return sent


@pytest.fixture
def invitation(db):
    return new_invitation(new_meeting(), new_member(name="Alma Ekström", via="sms", phone=PHONE))


def write(text: str, sender: str = PHONE) -> str:
    write.number += 1  # type: ignore[attr-defined]
    return incoming.take(message_id=f"m{write.number}", sender=sender, text=text) or ""  # type: ignore[attr-defined]


write.number = 0  # type: ignore[attr-defined]


def state(invitation: Invitation) -> str:
    return Invitation.objects.values_list("state", flat=True).get(pk=invitation.pk)


@pytest.mark.parametrize("text", ["JA {code}", "ja, {code}!", "Ja tack jag kommer gärna {code}", "JA {code} mvh Alma"])
def test_yes_and_the_code_is_an_answer(invitation, outbox, text):
    answer = write(text.format(code=codes.code_for(invitation)))
    assert state(invitation) == InvitationState.YES
    assert "Välkommen" in answer
    assert invitation.meeting.where in answer
    assert outbox()[-1]["to"] == PHONE


def test_the_code_may_be_written_without_dots_and_in_capitals(invitation):
    plain = " ".join(incoming.words_of(str(codes.code_for(invitation))))
    write(f"JA {plain}")
    assert state(invitation) == InvitationState.YES


def test_no_and_the_code_is_an_answer_without_a_reason(invitation):
    answer = write(f"NEJ {codes.code_for(invitation)}")
    invitation.refresh_from_db()
    assert (invitation.state, invitation.refusal_reason, invitation.replied_by) == ("no", "unsaid", "sms")
    assert "helt i sin ordning" in answer


def test_a_mind_can_be_changed_by_sms(invitation):
    code = codes.code_for(invitation)
    write(f"JA {code}")
    Invitation.objects.filter(pk=invitation.pk).update(food="inga nötter")
    write(f"JA {code}")
    invitation.refresh_from_db()
    assert invitation.food == "inga nötter"  # what was said before stays said
    write(f"NEJ {code}")
    assert state(invitation) == InvitationState.NO


@pytest.mark.parametrize("text", ["JA", "JA jag kommer", "NEJ ord som inte finns i någon lista alls"])
def test_an_answer_without_a_code_is_told_how(invitation, text):
    assert "sex orden" in write(text)
    assert state(invitation) == InvitationState.ASKED


def test_the_number_proves_nothing_without_the_code(invitation):
    other = codes.code_for(new_invitation(new_meeting()))
    wrong = f"{codes.code_for(invitation).lookup} {other.secret}"
    assert "Vi hittar ingen inbjudan" in write(f"JA {wrong}")
    assert state(invitation) == InvitationState.ASKED


def test_the_code_is_enough_from_any_phone(invitation):
    write(f"JA {codes.code_for(invitation)}", sender="+46701740606")
    assert state(invitation) == InvitationState.YES


def test_what_is_over_is_answered_with_a_sentence(invitation):
    Meeting.objects.filter(pk=invitation.meeting_id).update(starts_at=clock.now() - timedelta(hours=1))
    assert "redan börjat" in write(f"JA {codes.code_for(invitation)}")
    assert state(invitation) == InvitationState.ASKED


def test_guessing_is_slowed_down(invitation, settings):
    settings.THROTTLE = settings.THROTTLE | {"invitation_source": (1, 3600)}
    wrong = f"{codes.code_for(invitation).lookup} {codes.code_for(new_invitation(new_meeting())).secret}"
    write(f"JA {wrong}")
    assert "för många koder" in write(f"JA {codes.code_for(invitation)}")
    assert state(invitation) == InvitationState.ASKED


def test_no_answer_holds_a_name_or_a_code(invitation, outbox):
    code = codes.code_for(invitation)
    for text in (f"JA {code}", f"NEJ {code}", "JA", f"JA {code.lookup} fel fel fel fel"):
        write(text)
    assert len(outbox()) == 4
    for each in outbox():
        assert "Alma" not in each["message"]
        assert code.secret not in each["message"].replace(" ", "-")


def test_the_answers_are_easy_to_read(invitation):
    code = codes.code_for(invitation)
    for text in (f"JA {code}", f"NEJ {code}"):
        assert lix(write(text)) < 30


def test_the_same_message_twice_is_one_answer(invitation):
    text = f"JA {codes.code_for(invitation)}"
    assert incoming.take(message_id="en", sender=PHONE, text=text)
    assert incoming.take(message_id="en", sender=PHONE, text=text) is None
    invitation.refresh_from_db()
    assert invitation.version == 2
