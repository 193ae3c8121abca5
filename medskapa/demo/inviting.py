"""How residents of the demo town are invited: picked or drawn, asked each in their way, and what they answer."""

from typing import Any

from medskapa.core import clock
from medskapa.demo.frame import data
from medskapa.demo.history import History
from medskapa.demo.pool import Pool
from medskapa.meetings import actions, draws
from medskapa.meetings.actions.replying import Needs, Reply
from medskapa.meetings.models import (
    Invitation,
    InvitationState,
    InviteVia,
    Meeting,
    Message,
    MessageState,
    RepliedBy,
)
from medskapa.meetings.pool import Category, Plan

BROAD = Plan({Category.AGE: "fine", Category.GENDER: "fine", Category.LANGUAGE: "coarse"}, free_rare=True)
"""What the draw knows of people: broad enough that nobody stands out in the list that is published."""

SPARED = 3
"""So many of each ten are silent until they are reminded."""


class Inviting:
    """Invites to a meeting and plays the answers. Nothing here knows beforehand who is drawn."""

    def __init__(self, history: History, pool: Pool) -> None:
        self.history = history
        self.pool = pool
        self.planner = pool.planner
        self.answers = 0
        self.other_languages = 0

    # --- whom

    def pick(self, meeting: Meeting, about: dict[str, Any]) -> None:
        """Invite by hand, with the reasons: those with an account by name, the others in turn from the pool."""
        for one in about["picked"]:
            member = self.pool.own[one["person"]]
            actions.pick_by_hand(actor=self.planner, meeting=meeting, member=member, why=one["why"])
        swedish = [member for member in self.pool.members if member.language == "sv" and member.gender]
        for number, member in enumerate(swedish[: about.get("picked_from_pool", 0)]):
            why = about["whys"][number % len(about["whys"])]
            actions.pick_by_hand(actor=self.planner, meeting=meeting, member=member, why=why)

    def fix(self, meeting: Meeting, about: dict[str, Any]) -> None:
        """Publish the nameless list and the quotas, which are in proportion to it."""
        proposed = draws.described(meeting, BROAD, about["rest_days"], clock.today()).proposed(about["seats"])
        actions.fix_draw(
            actor=self.planner,
            meeting=meeting,
            seats=about["seats"],
            rest_days=about["rest_days"],
            seed_rule=about["seed_rule"],
            plan=BROAD,
            quotas=proposed,
        )

    def draw(self, meeting: Meeting, about: dict[str, Any]) -> None:
        actions.draw_lots(actor=self.planner, meeting=meeting, seed=about["seed"])

    def refill(self, meeting: Meeting) -> None:
        """What the job of the day does, and the planner after it: free seats go on to the next, who are asked."""
        actions.refill_seats(actor=None, meeting=meeting)
        self.send(meeting)

    # --- asking

    def send(self, meeting: Meeting) -> None:
        actions.send_invitations(actor=self.planner, meeting=meeting)
        self.deliver(meeting)

    def remind(self, meeting: Meeting) -> None:
        actions.remind(actor=None, meeting=meeting)
        self.deliver(meeting)

    def deliver(self, meeting: Meeting) -> None:
        """What the worker, the post and people's contacts did with the messages that waited."""
        waiting = Message.objects.filter(invitation__meeting=meeting, state=MessageState.READY).order_by("pk")
        messages = list(waiting.select_related("invitation__member__contact"))
        letters = [message for message in messages if message.via == InviteVia.LETTER]
        if letters:
            actions.print_letters(actor=self.planner, messages=letters)
            actions.post_letters(actor=self.planner, messages=letters)
        for message in messages:
            if message.via == InviteVia.CONTACT:
                actions.tell_message(actor=message.invitation.member.contact or self.planner, message=message)
            elif message.via != InviteVia.LETTER:
                actions.mark_message_sent(actor=None, message=message)

    # --- answering

    def answer(self, meeting: Meeting, *, all_: bool = False) -> None:
        """Some of those who are asked answer: most yes, some no. With `all_`, everybody who still has time says yes."""
        asked = meeting.invitations.filter(state=InvitationState.ASKED).select_related("meeting", "member__contact")
        for invitation in asked.order_by("lot", "pk"):
            self.answers += 1
            by = draws.answer_by(invitation)
            if by is None or clock.today() > by or (not all_ and self.answers % 10 < SPARED):
                continue
            is_no = not all_ and self.answers % 10 in {4, 7} and not invitation.member.person_id
            self._say(invitation, self._no() if is_no else self._yes(invitation))

    def _say(self, invitation: Invitation, reply: Reply) -> None:
        via = invitation.member.via
        if via == InviteVia.CONTACT:
            contact = invitation.member.contact or self.planner
            actions.enter_reply(actor=contact, invitation=invitation, answer=reply, by=RepliedBy.CONTACT)
        elif via == InviteVia.LETTER and self.answers % 2:
            actions.enter_reply(actor=self.planner, invitation=invitation, answer=reply, by=RepliedBy.PHONE)
        else:
            by = RepliedBy.SMS if via == InviteVia.SMS else RepliedBy.WEB
            actions.reply(actor=None, invitation=invitation, answer=reply, by=by)

    def _yes(self, invitation: Invitation) -> Reply:
        kinds = data("inviting")["needs"]
        needs = dict(kinds[self.answers % len(kinds)])
        if (language := invitation.member.language) != "sv":
            self.other_languages += 1
            if self.other_languages % 2:  # whoever is drawn, the first of them asks for an interpreter
                needs |= {"interpreter": data("inviting")["tongues"][language]}
        return Reply(coming=True, needs=Needs(**needs))

    def _no(self) -> Reply:
        refusals = data("inviting")["refusals"]
        reason, text = refusals[self.answers // 3 % len(refusals)]
        return Reply(coming=False, reason=reason, text=text, ask_again=reason != "not_for_me")
