"""The answer to an invitation by SMS: "JA" or "NEJ" and the six words of the code."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from medskapa.core import throttle
from medskapa.core.errors import Conflict
from medskapa.integrations.sms import incoming
from medskapa.meetings import codes
from medskapa.meetings.actions import replying
from medskapa.meetings.models import Invitation, RepliedBy
from medskapa.meetings.words import facts_of


def answer_yes(sender: str, words: list[str]) -> str:
    """See `_answer`."""
    return _answer(sender, words, coming=True)


def answer_no(sender: str, words: list[str]) -> str:
    """See `_answer`."""
    return _answer(sender, words, coming=False)


def register() -> None:
    """Take the two words. Called once, when the application starts."""
    incoming.handles("JA", answer_yes)
    incoming.handles("NEJ", answer_no)


def _answer(sender: str, words: list[str], *, coming: bool) -> str:
    """Keep the answer of whoever knows the code; the number proves nothing. The reply names nobody and no code.

    Needs that were given before are left as they are.
    """
    invitation = _opened(sender, words[1:])
    if invitation is None:
        return _(
            "Vi hittar ingen inbjudan med den koden. Skriv JA eller NEJ och sedan de sex orden i din kod. "
            "Eller ring oss på %(phone)s."
        ) % {"phone": settings.MUNICIPALITY["phone"]}
    try:
        replying.reply(actor=None, invitation=invitation, answer=replying.Reply(coming=coming), by=RepliedBy.SMS)
    except ValidationError as error:
        raise Conflict(error.messages[0]) from error
    ours = facts_of(invitation.meeting)
    if coming:
        return (
            _(
                "Tack! Välkommen %(time)s till %(where)s. Behöver du tolk, mat som du tål, eller hjälp med resan "
                "eller barnen? Ring %(phone)s eller säg det på %(page)s."
            )
            % ours
        )
    return _("Tack för ditt svar. Du kommer inte, och det är helt i sin ordning. Ångrar du dig? Ring %(phone)s.") % ours


def _opened(sender: str, words: list[str]) -> Invitation | None:
    tries = (words, words[-codes.CODE_WORDS :], words[: codes.CODE_WORDS])  # people add a greeting
    code = next((code for each in tries if (code := codes.parse(" ".join(each)))), None)
    if code is None:
        return None
    try:
        return codes.open_with(code, source=sender)
    except throttle.TooMany as too_many:
        raise Conflict(
            _("Det har provats för många koder. Försök igen om en timme, eller ring %(phone)s.")
            % {"phone": settings.MUNICIPALITY["phone"]}
        ) from too_many
