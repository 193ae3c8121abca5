"""Jag kan: anyone says what they can and want, a guide takes it and answers, and what is personal goes in time."""

from collections.abc import Iterable
from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from analysis.receipt import Code
from medskapa.commons import interest_codes, interest_jobs, interest_links, interest_mail, keeping_mail, policy
from medskapa.commons.actions.referrals import address
from medskapa.commons.models import (
    UNANSWERED_INTERESTS,
    Called,
    FreeTime,
    Interest,
    InterestMessage,
    InterestNews,
    InterestState,
    KeepingKind,
    Reach,
    ReplyVia,
)
from medskapa.commons.queries.interests import CONTACT_DAYS, KEPT_DAYS, WITHDRAWN_DAYS
from medskapa.core import audit, clock, working_days
from medskapa.core.errors import Conflict, refuse_longer, refuse_personal_number
from medskapa.core.languages import SPOKEN, spoken
from medskapa.integrations import outgoing
from medskapa.people.models import Person, Unit

ANSWER_DAYS = 5
"""An answer is promised within so many working days."""
ANSWERING_UNIT = "arbetsmarknadsinsatser"
"""The unit whose guides answer. Where no unit is called so, the guides of all units do."""
LONGEST_WORDS, LONGEST_NAME, LONGEST_ANSWER = 1_000, 60, 3_000
_REACH = {ReplyVia.SMS: Reach.SMS, ReplyVia.EMAIL: Reach.EMAIL, ReplyVia.CALL: Reach.PHONE}


@transaction.atomic
def register_interest(
    *,
    actor: Person | None,
    can: str,
    wants: str,
    languages: Iterable[str] = (),
    times: Iterable[str] = (),
    name: str = "",
    via: str = ReplyVia.CODE,
    reach_to: str = "",
    language: str = "",
) -> Interest:
    """Say what one can and wants. A resident who is signed in finds it among their own; anybody else by the code.

    Args:
        actor: whoever is signed in. Somebody at work writes for somebody without an account.
        times: when one has time; of `FreeTime`.
        via: how the answer is to come; one of `ReplyVia`.
        reach_to: the number or address that `via` needs.
        language: of the pages that it was written on.

    Raises:
        ValidationError: something is missing or wrong; keyed by field.
    """
    person = actor if actor is not None and actor.is_resident else None
    can, wants, name = check_words("can", can), check_words("wants", wants), check_words("name", name, LONGEST_NAME)
    if not (can or wants):
        raise ValidationError({"wants": _("Skriv något som du kan eller vill. Några ord räcker.")})
    if via not in ReplyVia.values:
        raise ValidationError({"via": _("Välj hur vi kan svara dig.")})
    if person is not None and person.protected_identity and via != ReplyVia.CODE:
        raise ValidationError({"via": _("Du har skyddade personuppgifter. Läs svaret här, så skickar vi ingenting.")})
    today = clock.today()
    made = Interest(
        person=person,
        unit=Unit.objects.filter(slug=ANSWERING_UNIT).first(),
        can=can,
        wants=wants,
        languages=[code for code, _name in SPOKEN if code in set(languages)],
        times=[each for each in FreeTime.values if each in set(times)],
        name="" if person is not None and person.protected_identity else name,
        via=via,
        reach_to=check_reach(via, reach_to),
        language=spoken(language),
        sent_on=today,
        promised_on=working_days.after(today, ANSWER_DAYS),
    )
    made.code_digest = interest_codes.digest(interest_codes.code_of(made))
    made.save(force_insert=True)
    interest_mail.tell(made, InterestNews.RECEIVED)
    audit.record(actor=person, verb="interest.registered", on=made, anonymous=person is None)
    return made


@transaction.atomic
def withdraw_interest(*, actor: Person | None, interest: Interest, code: Code | None = None) -> Interest:
    """Take it back: the person, signed in or with the code. What they wrote is erased. Again: nothing changes.

    Raises:
        PermissionDenied: it is not theirs.
        Conflict: it has been answered.
    """
    _lock(interest)
    theirs = actor is not None and interest.person_id == actor.pk
    if not theirs and not (actor is None and interest_codes.is_code(code, interest)):
        raise PermissionDenied
    if interest.state == InterestState.WITHDRAWN:
        return interest
    if interest.state not in UNANSWERED_INTERESTS:
        raise Conflict(_("Du har redan fått svar. Det går inte att ta tillbaka nu."))
    interest.state, interest.withdrawn_on = InterestState.WITHDRAWN, clock.today()
    interest.can = interest.wants = ""
    interest.languages, interest.times = [], []
    interest.taken_by, interest.taken_on = None, None
    _empty_contact(interest)
    interest.save()
    audit.record(actor=actor, verb="interest.withdrawn", on=interest, anonymous=actor is None)
    return interest


@transaction.atomic
def take_interest(*, actor: Person, interest: Interest) -> Interest:
    """Say that one answers it: the first guide who does has it. Theirs already: nothing changes.

    Raises:
        PermissionDenied: `actor` is no guide of its unit.
        Conflict: another guide was first, or it waits for nobody any more.
    """
    _lock(interest)
    if not policy.may_take_interest(actor, interest):
        raise PermissionDenied
    if interest.state == InterestState.TAKEN and interest.taken_by_id == actor.pk:
        return interest
    if interest.state != InterestState.WAITING:
        raise Conflict(_("Någon annan hann före, eller så är det klart. Ladda om sidan."))
    interest.state, interest.taken_by, interest.taken_on = InterestState.TAKEN, actor, clock.today()
    interest.save(update_fields=["state", "taken_by", "taken_on"])
    audit.record(actor=actor, verb="interest.taken", on=interest)
    return interest


@transaction.atomic
def give_back_interest(*, actor: Person, interest: Interest) -> Interest:
    """Let another guide take it: whoever has it, or their manager where they are away. Given back: nothing changes.

    Raises:
        PermissionDenied: `actor` is neither.
        Conflict: it has been answered, or taken back.
    """
    _lock(interest)
    if not policy.may_give_back_interest(actor, interest):
        raise PermissionDenied
    if interest.state == InterestState.WAITING:
        return interest
    if interest.state != InterestState.TAKEN:
        raise Conflict(_("Det är redan klart. Ladda om sidan."))
    interest.state, interest.taken_by, interest.taken_on = InterestState.WAITING, None, None
    interest.save(update_fields=["state", "taken_by", "taken_on"])
    audit.record(actor=actor, verb="interest.given_back", on=interest)
    return interest


@transaction.atomic
def answer_interest(
    *, actor: Person, interest: Interest, answer: str, links: Iterable[str] = (), called: str = ""
) -> Interest:
    """Answer it, and let the person know the way they chose. The same answer again: nothing changes.

    Args:
        links: keys of `interest_links`; what is not there any more is left out.
        called: how the call went, where the person is to be called; one of `Called`.

    Raises:
        PermissionDenied: `actor` has not taken it.
        ValidationError: no answer, a too long one, or nothing of the call; keyed by field.
        Conflict: it has been answered otherwise, or taken back.
    """
    _lock(interest)
    answer = answer.strip()
    if interest.taken_by_id != actor.pk or not policy.may_take_interest(actor, interest):
        raise PermissionDenied
    if interest.state == InterestState.ANSWERED and interest.answer == answer:
        return interest
    if interest.state != InterestState.TAKEN:
        raise Conflict(_("Det är redan klart. Ladda om sidan."))
    if not answer:
        raise ValidationError({"answer": _("Skriv ett svar.")})
    refuse_longer("answer", answer, LONGEST_ANSWER)
    if interest.via == ReplyVia.CALL and called not in Called.values:
        raise ValidationError({"called": _("Ring först. Säg sedan hur det gick.")})
    leads_to = interest_links.known(links)[: interest_links.MOST_CHOSEN]
    interest.answer, interest.links = answer, [link.key for link in leads_to]
    interest.called = called if interest.via == ReplyVia.CALL else ""
    interest.state, interest.answered_on = InterestState.ANSWERED, clock.today()
    interest.save(update_fields=["answer", "links", "called", "state", "answered_on"])
    outgoing.stop(interest.messages.filter(kind=InterestNews.RECEIVED))
    interest_mail.tell(interest, InterestNews.ANSWERED)
    audit.record(actor=actor, verb="interest.answered", on=interest, late=interest.answered_on > interest.promised_on)
    return interest


@transaction.atomic
def alarm_of_late_interests(*, actor: None, manager: Person) -> Person:
    """Mail a manager, once a day, that promised answers are late. Only the daily job calls this."""
    if keeping_mail.tell(manager, KeepingKind.INTEREST, None):
        audit.record(actor=actor, verb="interest.manager_alarmed", on=manager)
    return manager


@transaction.atomic
def forget_interest_contact(*, actor: None, interest: Interest) -> Interest:
    """Empty the name and address, some weeks after the answer. Only the daily job calls this. Done: nothing changes."""
    _lock(interest)
    if interest.contact_emptied_on is None and _is_answered_before(interest, CONTACT_DAYS):
        _empty_contact(interest)
        interest.save(update_fields=["name", "reach_to", "contact_emptied_on"])
        audit.record(actor=actor, verb="interest.contact_forgotten", on=interest)
    return interest


@transaction.atomic
def delete_interest(*, actor: None, interest: Interest) -> None:
    """Delete it, a year after the answer, or some weeks after it was taken back. Only the daily job calls this."""
    _lock(interest)
    taken_back = interest.withdrawn_on
    over = taken_back is not None and taken_back < clock.today() - timedelta(days=WITHDRAWN_DAYS)
    if over or _is_answered_before(interest, KEPT_DAYS):
        audit.record(actor=actor, verb="interest.deleted", on=interest)
        interest.delete()


@transaction.atomic
def mark_interest_message_sent(*, actor: None, message: InterestMessage) -> InterestMessage:
    """Note that a message was taken. Only the job calls this."""
    _lock_message(message)
    if message.state == outgoing.READY:
        message.attempts += 1
        outgoing.done(message, by=actor)
        audit.record(actor=actor, verb="interest_message.sent", on=message)
    return message


@transaction.atomic
def fail_interest_message(
    *, actor: None, message: InterestMessage, reason: str, retryable: bool = False
) -> InterestMessage:
    """Note that a message was not handed over. Only the job calls this. Where it is `retryable` it is tried again."""
    _lock_message(message)
    if message.state == outgoing.READY:
        waits = outgoing.failed(message, reason=reason, retryable=retryable, retry=interest_jobs.enqueue_message)
        audit.record(actor=actor, verb=f"interest_message.{'delayed' if waits else 'failed'}", on=message)
    return message


@transaction.atomic
def stop_interest_message(*, actor: None, message: InterestMessage) -> InterestMessage:
    """Do not send what is not true any more. Only the job calls this."""
    _lock_message(message)
    if message.state == outgoing.READY:
        message.state = outgoing.STOPPED
        message.save(update_fields=["state"])
        audit.record(actor=actor, verb="interest_message.stopped", on=message)
    return message


def check_words(field: str, text: str, longest: int = LONGEST_WORDS) -> str:
    """The words as they are kept. Raises ValidationError, keyed by `field`, for too many, and for a personal number."""
    text = text.strip() if field != "name" else " ".join(text.split())
    refuse_longer(field, text, longest)
    refuse_personal_number(field, text)
    return text


def check_reach(via: str, typed: str) -> str:
    """The number or address as it is kept. Raises ValidationError, keyed ``reach_to``, for one that leads nowhere."""
    return "" if via == ReplyVia.CODE else address(_REACH[ReplyVia(via)], typed)


def _is_answered_before(interest: Interest, days: int) -> bool:
    answered = interest.answered_on
    return answered is not None and answered < clock.today() - timedelta(days=days)


def _empty_contact(interest: Interest) -> None:
    interest.name = interest.reach_to = ""
    interest.contact_emptied_on = clock.today()
    outgoing.stop(interest.messages.all())


def _lock(interest: Interest) -> None:
    interest.refresh_from_db(from_queryset=Interest.objects.select_for_update(of=("self",)))


def _lock_message(message: InterestMessage) -> None:
    message.refresh_from_db(from_queryset=InterestMessage.objects.select_for_update(of=("self",)))
