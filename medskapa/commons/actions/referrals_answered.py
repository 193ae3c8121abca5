"""What comes back on a referral: yes, a time, or no; what came of it; and, in the end, whether it helped."""

from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from analysis.receipt import Code
from medskapa.commons import policy, referral_codes, referral_mail
from medskapa.commons.actions.referrals import allow_person_or_staff, take_referral
from medskapa.commons.models import (
    UNANSWERED_REFERRALS,
    CameOfIt,
    DidHelp,
    Referral,
    ReferralKind,
    ReferralState,
    Refused,
)
from medskapa.core import audit, clock, walls
from medskapa.core.errors import Conflict, refuse_longer, refuse_personal_number
from medskapa.people.models import Person

ASK_AFTER = timedelta(days=91)
"""Three months after the yes the person is asked whether it helped."""
LONGEST_ANSWER, MOST_PLACES = 300, 999
FARTHEST = timedelta(days=180)


@walls.beyond()
@transaction.atomic
def accept_referral(
    *,
    actor: Person | None,
    referral: Referral,
    code: Code | None = None,
    answer: str = "",
    places_left: int | None = None,
) -> Referral:
    """Say that the person is welcome: whoever is asked, with the code; or a colleague who was told on the phone.

    The same again changes nothing.

    Args:
        places_left: for how many more there is room, where that is known.

    Raises:
        PermissionDenied: the code is another's, or `actor` does not see to it.
        ValidationError: the words are too long or hold a personal number, or the number is none; keyed by field.
        Conflict: it is answered already, taken back, or too late.
    """
    _take_to_answer(referral, actor, code)
    if referral.state == ReferralState.ACCEPTED:
        return referral
    _refuse_answered(referral, by_code=actor is None)
    if places_left is not None and not 0 <= places_left <= MOST_PLACES:
        raise ValidationError({"places_left": _("Skriv hur många platser som är lediga, med siffror.")})
    _note(referral, answer)
    referral.places_left = places_left
    _welcome(referral)
    referral.save(update_fields=["state", "answer", "answered_on", "places_left", "ask_on", "proposed_at"])
    _spread(referral, actor)
    audit.record(actor=actor, verb="referral.accepted", on=referral)
    return referral


@walls.beyond()
@transaction.atomic
def propose_time(
    *, actor: Person | None, referral: Referral, at: datetime, code: Code | None = None, answer: str = ""
) -> Referral:
    """Propose a time at which the person can come; it is theirs to say yes. The same again changes nothing.

    Raises:
        PermissionDenied: the code is another's, or `actor` does not see to it.
        ValidationError: the time has passed or is far off, or the words are wrong; keyed by field.
        Conflict: it is answered already, taken back, or too late.
    """
    _take_to_answer(referral, actor, code)
    if referral.state == ReferralState.PROPOSED and referral.proposed_at == at:
        return referral
    _refuse_answered(referral, by_code=actor is None)
    if not clock.now() < at < clock.now() + FARTHEST:
        raise ValidationError({"day": _("Välj en tid som kommer, inom ett halvår.")})
    _note(referral, answer)
    referral.state, referral.proposed_at = ReferralState.PROPOSED, at
    referral.save(update_fields=["state", "answer", "answered_on", "proposed_at"])
    _spread(referral, actor)
    audit.record(actor=actor, verb="referral.time_proposed", on=referral)
    return referral


@walls.beyond()
@transaction.atomic
def refuse_referral(
    *, actor: Person | None, referral: Referral, because: str, code: Code | None = None, answer: str = ""
) -> Referral:
    """Say no, and why. The same again changes nothing.

    Raises:
        PermissionDenied: the code is another's, or `actor` does not see to it.
        ValidationError: no known reason, or the words are wrong; keyed by field.
        Conflict: it is answered already, taken back, or too late.
    """
    _take_to_answer(referral, actor, code)
    if referral.state == ReferralState.REFUSED and referral.refused_because == because:
        return referral
    _refuse_answered(referral, by_code=actor is None)
    if because not in Refused.values:
        raise ValidationError({"because": _("Välj varför ni inte kan.")})
    _note(referral, answer)
    referral.state, referral.refused_because = ReferralState.REFUSED, because
    referral.save(update_fields=["state", "answer", "answered_on", "refused_because"])
    _spread(referral, actor)
    audit.record(actor=actor, verb="referral.refused", on=referral, because=because)
    return referral


@walls.beyond()
@transaction.atomic
def accept_time(*, actor: Person | None, referral: Referral, code: Code | None = None) -> Referral:
    """Say yes to the proposed time: the person, or a colleague to whom they said so. Again: nothing changes.

    Raises:
        PermissionDenied: it is neither theirs nor for them to see to.
        Conflict: no time is proposed, or it has passed.
    """
    take_referral(referral)
    allow_person_or_staff(actor, referral, code)
    if referral.state == ReferralState.ACCEPTED:
        return referral
    if referral.state != ReferralState.PROPOSED or not referral.proposed_at or referral.proposed_at <= clock.now():
        raise Conflict(_("Den tiden går inte att tacka ja till längre. Ring oss, så hjälper vi dig."))
    _welcome(referral, keep_time=True)
    referral.save(update_fields=["state", "ask_on"])
    referral_mail.tell(referral, ReferralKind.NEWS)
    audit.record(actor=actor, verb="referral.time_accepted", on=referral)
    return referral


@walls.beyond()
@transaction.atomic
def say_what_came(*, actor: Person | None, referral: Referral, came_of_it: str, code: Code | None = None) -> Referral:
    """Say what came of it: whoever helped, with the code, or whoever sees to it. The same again changes nothing.

    Somebody who never came is not asked whether it helped.

    Raises:
        PermissionDenied: the code is another's, or `actor` does not see to it.
        ValidationError: no known outcome; keyed ``came_of_it``.
        Conflict: the person was never welcome there, or the outcome is told already.
    """
    _take_to_answer(referral, actor, code)
    if referral.state == ReferralState.ENDED and referral.came_of_it == came_of_it:
        return referral
    if came_of_it not in CameOfIt.values:
        raise ValidationError({"came_of_it": _("Välj hur det gick.")})
    if referral.state != ReferralState.ACCEPTED:
        raise Conflict(_("Det går inte att svara på det nu. Ladda om sidan."))
    referral.state, referral.came_of_it, referral.ended_on = ReferralState.ENDED, came_of_it, clock.today()
    if came_of_it == CameOfIt.NOT_COME:
        referral.ask_on = None
    referral.save(update_fields=["state", "came_of_it", "ended_on", "ask_on"])
    referral_mail.drop_untrue(referral)
    audit.record(actor=actor, verb="referral.ended", on=referral, came_of_it=came_of_it)
    return referral


@walls.beyond()
@transaction.atomic
def say_whether_helped(
    *, actor: Person | None, referral: Referral, helped: str, words: str = "", code: Code | None = None
) -> Referral:
    """Say whether it helped: the person, signed in or with their code, or a colleague to whom they said so.

    Answered already: the first answer stands.

    Raises:
        PermissionDenied: it is neither theirs nor for them to see to.
        ValidationError: no known answer, or the words are wrong; keyed by field.
        Conflict: nobody asks about it yet.
    """
    take_referral(referral)
    allow_person_or_staff(actor, referral, code)
    if referral.helped:
        return referral
    if referral.ask_on is None or referral.ask_on > clock.today():
        raise Conflict(_("Vi frågar om det här senare. Tack för att du ville berätta."))
    if helped not in DidHelp.values:
        raise ValidationError({"helped": _("Välj ett svar.")})
    referral.helped, referral.helped_on = helped, clock.today()
    referral.helped_words = _clean("words", words)
    referral.save(update_fields=["helped", "helped_on", "helped_words"])
    audit.record(actor=actor, verb="referral.helped_said", on=referral, helped=helped)
    return referral


def _take_to_answer(referral: Referral, actor: Person | None, code: Code | None) -> None:
    take_referral(referral)
    if actor is None:
        if referral.by_hand or not referral_codes.is_answer_code(code, referral):
            raise PermissionDenied
    elif not policy.may_handle_referral(actor, referral):
        raise PermissionDenied


def _refuse_answered(referral: Referral, *, by_code: bool) -> None:
    """Whoever sees to it may write down an answer that came late; the link is over with the day."""
    if referral.state == ReferralState.WITHDRAWN:
        raise Conflict(_("Frågan är tillbakatagen. Ni behöver inte göra något."))
    is_late = referral.state == ReferralState.EXPIRED or (
        referral.state == ReferralState.SENT and referral.answer_by < clock.today()
    )
    if is_late and by_code:
        raise Conflict(_("Tiden för att svara har gått ut. Ring oss om ni ändå kan ta emot personen."))
    if referral.state not in [*UNANSWERED_REFERRALS, ReferralState.EXPIRED]:
        raise Conflict(_("Det finns redan ett svar. Ladda om sidan, så ser ni det."))


def _welcome(referral: Referral, *, keep_time: bool = False) -> None:
    referral.state, referral.ask_on = ReferralState.ACCEPTED, clock.today() + ASK_AFTER
    if not keep_time:
        referral.proposed_at = None


def _note(referral: Referral, answer: str) -> None:
    referral.answer, referral.answered_on = _clean("answer", answer), clock.today()


def _clean(field: str, text: str) -> str:
    text = text.strip()
    refuse_longer(field, text, LONGEST_ANSWER)
    refuse_personal_number(field, text)
    return text


def _spread(referral: Referral, actor: Person | None) -> None:
    """Tell the person, and whoever sent, unless they wrote the answer down themselves."""
    referral_mail.tell(referral, ReferralKind.TELL)
    if actor is None or actor.pk != referral.sent_by_id:
        referral_mail.tell(referral, ReferralKind.ANSWERED)
