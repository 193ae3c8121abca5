"""The answer to an invitation: with the code, signed in, by SMS in `test_sms`, and written down by staff."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from medskapa.core import clock
from medskapa.core.errors import Conflict
from medskapa.meetings import actions, codes
from medskapa.meetings.actions.replying import Needs, Reply
from medskapa.meetings.models import Invitation, InvitationState, Meeting, MeetingState, MessageState, RepliedBy
from medskapa.people.models import Role
from tests.factories import PersonFactory, StaffFactory, staff
from tests.meeting_factories import new_invitation, new_meeting, new_member, new_message
from tests.reading import GOALS, too_hard
from tests.voice.test_at_once import at_once
from tests.voice.walk import key_on, pass_on

pytestmark = pytest.mark.django_db
NEEDS = {
    "interpreter": "arabiska",
    "child_care": "två barn, 3 och 5 år",
    "travel": "",
    "food": "inga nötter",
    "access": "",
}


def opened(client: Client, invitation: Invitation):
    """Type the code; the page with the invitation."""
    return client.post(reverse("meetings:invitation"), {"code": str(codes.code_for(invitation))})


def hidden(page) -> dict[str, str]:
    """The hidden fields of the answer's form on a page."""
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text)
    return {name: value for name, value in fields if name not in {"csrfmiddlewaretoken", "next", "language"}}


def onward(client: Client, page, **typed: str):
    """Send the page on with what was typed, as a browser does."""
    return client.post(reverse("meetings:invitation_reply"), hidden(page) | {"form_key": key_on(page)} | typed)


def said_yes(client: Client, invitation: Invitation):
    """Yes, with needs, through all the pages; what comes after the last."""
    page = onward(client, opened(client, invitation), coming="yes")
    return onward(client, onward(client, page, **NEEDS))


def fresh(invitation: Invitation) -> Invitation:
    return Invitation.objects.get(pk=invitation.pk)


def test_with_the_code_somebody_says_yes_and_what_they_need(client):
    invitation = new_invitation(new_meeting())
    page = opened(client, invitation)
    assert "Du är inbjuden" in page.text
    needs = onward(client, page, coming="yes")
    assert "Behöver du tolk?" in needs.text
    summary = onward(client, needs, **NEEDS)
    assert "inga nötter" in summary.text
    assert fresh(invitation).state == InvitationState.ASKED
    done = onward(client, summary)
    assert "Välkommen" in done.text
    assert reverse("meetings:calendar_file", args=[invitation.meeting.slug]) in done.text
    kept = fresh(invitation)
    assert (kept.state, kept.replied_by, kept.interpreter, kept.food) == ("yes", "web", "arabiska", "inga nötter")
    assert kept.replied_at is not None
    assert kept.reply_entered_by is None


def test_with_the_code_somebody_says_no_and_why(client):
    invitation = new_invitation(new_meeting())
    why = onward(client, opened(client, invitation), coming="no")
    again = onward(client, why, refusal_reason="children", refusal_text="Ingen tar barnen.")
    done = onward(client, again, ask_again="no")
    assert "Inget ändras för dig" in done.text
    kept = fresh(invitation)
    assert (kept.state, kept.refusal_reason, kept.refusal_text) == ("no", "children", "Ingen tar barnen.")
    assert not kept.ask_again


def test_nobody_has_to_say_why(client):
    invitation = new_invitation(new_meeting())
    why = onward(client, opened(client, invitation), coming="no")
    assert re.search(r'value="unsaid"[^>]*checked', why.text)
    onward(client, onward(client, why, refusal_reason="unsaid"), ask_again="yes")
    kept = fresh(invitation)
    assert (kept.state, kept.refusal_reason, kept.ask_again) == ("no", "unsaid", True)


def test_a_page_that_is_not_answered_is_shown_again_with_what_was_typed(client):
    invitation = new_invitation(new_meeting())
    page = onward(client, opened(client, invitation))
    assert page.status_code == 422
    needs = onward(client, opened(client, invitation), coming="yes")
    too_long = onward(client, needs, food="x" * 300, interpreter="arabiska")
    assert too_long.status_code == 422
    assert "arabiska" in too_long.text


def test_back_keeps_what_was_typed(client):
    invitation = new_invitation(new_meeting())
    needs = onward(client, opened(client, invitation), coming="yes")
    summary = onward(client, needs, **NEEDS)
    before = onward(client, summary, back="behov")
    assert "två barn, 3 och 5 år" in before.text
    first = onward(client, before, back="svar")
    assert re.search(r'value="yes"[^>]*checked', first.text)


def test_whoever_goes_on_after_a_long_time_types_the_code_again_and_loses_nothing(client, settings):
    invitation = new_invitation(new_meeting())
    needs = onward(client, opened(client, invitation), coming="yes")
    late = client.post(reverse("meetings:invitation_reply"), hidden(needs) | NEEDS | {"pass": "fel", "step": "behov"})
    assert late.status_code == 403
    page = client.post(
        reverse("meetings:invitation"),
        hidden(late) | {"code": str(codes.code_for(invitation)), "form_key": key_on(late)},
    )
    assert "inga nötter" in page.text
    onward(client, onward(client, page, **NEEDS))
    assert fresh(invitation).state == InvitationState.YES


def test_a_mind_can_be_changed_until_the_meeting(client):
    invitation = new_invitation(new_meeting())
    said_yes(client, invitation)
    page = opened(client, invitation)
    assert "Du har sagt att du kommer" in page.text
    why = onward(client, page, coming="no")
    onward(client, onward(client, why, refusal_reason="time"), ask_again="yes")
    kept = fresh(invitation)
    assert kept.state == InvitationState.NO
    assert kept.interpreter == kept.food == kept.child_care == ""  # nothing is kept that nobody needs
    said_yes(client, invitation)
    assert fresh(invitation).state == InvitationState.YES
    assert fresh(invitation).refusal_reason == ""


def test_a_double_click_is_one_answer(client):
    invitation = new_invitation(new_meeting())
    page = onward(client, opened(client, invitation), coming="yes")
    summary = onward(client, page, **NEEDS)
    sent = hidden(summary) | {"form_key": key_on(summary)}
    for _click in range(2):
        assert "Välkommen" in client.post(reverse("meetings:invitation_reply"), sent).text
    assert fresh(invitation).version == 2


def test_why_somebody_said_no_is_not_shown_to_who_finds_the_letter(client):
    invitation = new_invitation(new_meeting(), state=InvitationState.NO)
    Invitation.objects.filter(pk=invitation.pk).update(
        refusal_reason="afraid", refusal_text="Jag är rädd för min chef."
    )
    page = opened(client, invitation)
    assert "rädd" not in page.text
    assert "rädd för min chef" not in onward(client, page, coming="no").text


def test_the_pages_name_nobody(client):
    member = new_member(name="Alma Ekström")
    invitation = new_invitation(new_meeting(), member)
    page = opened(client, invitation)
    for each in (page, onward(client, page, coming="yes"), said_yes(client, invitation)):
        assert "Alma" not in each.text


def test_a_wrong_code_opens_nothing(client):
    invitation = new_invitation(new_meeting())
    other = new_invitation(new_meeting())
    code, wrong = codes.code_for(invitation), codes.code_for(other)
    mixed = f"{code.lookup} {wrong.secret}"
    answer = client.post(reverse("meetings:invitation"), {"code": mixed})
    assert answer.status_code == 422
    assert "stämmer inte" in answer.text


def test_too_many_codes_are_slowed_down(client, settings):
    settings.THROTTLE = settings.THROTTLE | {"invitation_source": (1, 3600)}
    invitation = new_invitation(new_meeting())
    assert opened(client, invitation).status_code == 200
    assert opened(client, invitation).status_code == 429


def test_the_code_and_the_answers_stand_in_no_address(client):
    invitation = new_invitation(new_meeting())
    page = opened(client, invitation)
    assert page.status_code == 200  # shown at once: there is no address to go to
    assert client.get(reverse("meetings:invitation_reply")).headers["Location"] == reverse("meetings:invitation")
    code = codes.code_for(invitation)
    assert not any(word in page.text for word in (code.secret, str(code)))


@pytest.mark.parametrize(
    "closing",
    [
        {"state": MeetingState.CANCELLED, "cancel_reason": "Salen är full.", "cancelled_at": clock.now()},
        {"starts_at": clock.now() - timedelta(hours=1)},
    ],
)
def test_an_invitation_to_what_is_over_can_be_read_and_not_answered(client, closing):
    invitation = new_invitation(new_meeting())
    page = opened(client, invitation)
    Meeting.objects.filter(pk=invitation.meeting_id).update(**closing)
    assert opened(client, invitation).status_code == 409
    assert onward(client, page, coming="yes").status_code == 409
    with pytest.raises(Conflict):
        actions.reply(actor=None, invitation=fresh(invitation), answer=Reply(coming=True))


def test_a_withdrawn_invitation_cannot_be_answered(client):
    invitation = new_invitation(new_meeting(), state=InvitationState.WITHDRAWN)
    page = opened(client, invitation)
    assert page.status_code == 409
    assert "gäller inte längre" in page.text


def test_a_seat_that_went_on_to_somebody_else_is_not_taken_back():
    meeting = new_meeting(seats=1)
    gone = new_invitation(meeting, state=InvitationState.NO)
    new_invitation(meeting, state=InvitationState.TO_SEND)  # the next in the draw
    with pytest.raises(Conflict, match="full"):
        actions.reply(actor=None, invitation=gone, answer=Reply(coming=True))


def test_a_late_yes_is_welcome_while_there_are_seats():
    meeting = new_meeting(seats=2, reply_by=clock.today() - timedelta(days=1))
    late, other = (new_invitation(meeting, made_on=clock.today() - timedelta(days=20)) for _each in range(2))
    new_invitation(meeting, made_on=clock.today())  # asked after the day of the reply, in somebody's place
    actions.reply(actor=None, invitation=late, answer=Reply(coming=True))
    with pytest.raises(Conflict, match="full"):
        actions.reply(actor=None, invitation=other, answer=Reply(coming=True))


def test_an_answer_stops_what_was_still_to_be_said():
    invitation = new_invitation(new_meeting())
    letter = new_message(invitation)
    actions.reply(actor=None, invitation=invitation, answer=Reply(coming=True))
    letter.refresh_from_db()
    assert letter.state == MessageState.STOPPED


def test_an_unknown_reason_is_refused():
    invitation = new_invitation(new_meeting())
    with pytest.raises(ValidationError):
        actions.reply(actor=None, invitation=invitation, answer=Reply(coming=False, reason="vet inte"))
    with pytest.raises(ValidationError):
        actions.reply(actor=None, invitation=invitation, answer=Reply(coming=True, needs=Needs(food="x" * 300)))
    assert fresh(invitation).state == InvitationState.ASKED


def test_whoever_is_signed_in_answers_without_a_code(client):
    person = PersonFactory()
    invitation = new_invitation(new_meeting(), new_member(person=person))
    client.force_login(person)
    assert invitation.meeting.title in client.get(reverse("meetings:my_invitations")).text
    page = client.post(reverse("meetings:my_invitation", args=[invitation.pk]))
    needs = onward(client, page, coming="yes")
    onward(client, onward(client, needs, **NEEDS))
    assert fresh(invitation).state == InvitationState.YES


def test_an_invitation_that_is_not_sent_is_not_shown_to_the_one_it_is_for(client):
    person = PersonFactory()
    invitation = new_invitation(new_meeting(), new_member(person=person), state=InvitationState.TO_SEND)
    client.force_login(person)
    assert "Du har ingen inbjudan just nu" in client.get(reverse("meetings:my_invitations")).text
    assert client.post(reverse("meetings:my_invitation", args=[invitation.pk])).status_code == 404


def test_my_invitations_cost_the_same_however_many(client, queries_of):
    person = PersonFactory()
    member = new_member(person=person)
    client.force_login(person)
    new_invitation(new_meeting(), member)
    url = reverse("meetings:my_invitations")
    few = queries_of(url)
    for _each in range(9):
        new_invitation(new_meeting(), member)
    assert queries_of(url) == few <= 12


def test_a_planner_writes_down_an_answer_on_the_phone(client):
    meeting = new_meeting()
    invitation = new_invitation(meeting)
    planner = staff(Role.PLANNER, meeting.unit)
    client.force_login(planner)
    url = reverse("meetings:enter_reply", args=[invitation.pk])
    page = client.get(url)
    sent = {"form_key": key_on(page), "coming": "yes", "by": "phone"} | NEEDS
    assert client.post(url, sent).status_code == 302
    kept = fresh(invitation)
    assert (kept.state, kept.replied_by, kept.reply_entered_by) == ("yes", "phone", planner)
    assert kept.food == "inga nötter"
    page = client.get(url)
    assert "inga nötter" in page.text
    no = {"form_key": key_on(page), "coming": "no", "by": "phone", "refusal_reason": "way", "not_again": "on"}
    client.post(url, no)
    kept = fresh(invitation)
    assert (kept.state, kept.refusal_reason, kept.ask_again, kept.food) == ("no", "way", False, "")


def test_a_contact_writes_down_an_answer_and_others_may_not(client):
    contact = StaffFactory()
    invitation = new_invitation(new_meeting(), new_member(contact=contact))
    actions.enter_reply(actor=contact, invitation=invitation, answer=Reply(coming=True), by=RepliedBy.CONTACT)
    assert fresh(invitation).replied_by == "contact"
    other = staff(Role.PLANNER, new_meeting().unit)
    with pytest.raises(PermissionDenied):
        actions.enter_reply(actor=other, invitation=invitation, answer=Reply(coming=False), by=RepliedBy.PHONE)
    assert fresh(invitation).state == InvitationState.YES


def test_an_answer_that_comes_too_late_is_shown_beside_the_form(client):
    meeting = new_meeting()
    invitation = new_invitation(meeting)
    client.force_login(staff(Role.PLANNER, meeting.unit))
    url = reverse("meetings:enter_reply", args=[invitation.pk])
    key = key_on(client.get(url))
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=clock.now() - timedelta(hours=1))
    answer = client.post(url, {"form_key": key, "coming": "yes", "by": "phone", "food": "inga nötter"})
    assert answer.status_code == 422
    assert "inga nötter" in answer.text


def test_reading_about_somebody_with_an_account_is_noted(client):
    from medskapa.core.models import ReadRecord

    person = PersonFactory()
    meeting = new_meeting()
    invitation = new_invitation(meeting, new_member(person=person))
    client.force_login(staff(Role.PLANNER, meeting.unit))
    client.get(reverse("meetings:enter_reply", args=[invitation.pk]))
    assert ReadRecord.objects.filter(person=person, what="invitation").exists()


@pytest.mark.parametrize("language", GOALS)
def test_the_pages_are_easy_to_read(client, language):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    invitation = new_invitation(new_meeting())
    first = opened(client, invitation)
    needs = onward(client, first, coming="yes")
    summary = onward(client, needs, **NEEDS)
    why = onward(client, first, coming="no")
    again = onward(client, why, refusal_reason="unsaid")
    pages = {
        "the code": client.get(reverse("meetings:invitation")),
        "the invitation": first,
        "needs": needs,
        "summary": summary,
        "yes": onward(client, summary),
        "why not": why,
        "again": again,
        "no": onward(client, again, ask_again="no"),
    }
    client.force_login(PersonFactory())
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    pages["mine"] = client.get(reverse("meetings:my_invitations"))
    Meeting.objects.filter(pk=invitation.meeting_id).update(starts_at=clock.now() - timedelta(hours=1))
    pages["closed"] = opened(client, invitation)
    hard = {name: why for name, page in pages.items() if (why := too_hard(page.text, language))}
    assert hard == {}


def test_the_pass_is_in_every_page(client):
    invitation = new_invitation(new_meeting())
    assert codes.behind(pass_on(opened(client, invitation))) == invitation


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("committed")
def test_the_last_seat_is_taken_once_when_two_say_yes_at_the_same_moment():
    meeting = new_meeting(seats=1, reply_by=clock.today() - timedelta(days=1))
    late = [new_invitation(meeting, made_on=clock.today() - timedelta(days=20)) for _each in range(2)]
    refused = []

    def say_yes(invitation: Invitation) -> None:
        try:
            actions.reply(actor=None, invitation=fresh(invitation), answer=Reply(coming=True))
        except Conflict as conflict:
            refused.append(conflict)

    at_once([lambda each=each: say_yes(each) for each in late])
    assert len(refused) == 1
    assert meeting.invitations.filter(state=InvitationState.YES).count() == 1
