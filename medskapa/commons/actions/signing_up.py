"""Anyone signs up without an account, waits in a line where it is full, and takes it back by a code.

A seat that comes free goes to the first in the line that it is enough for: they have it at once, are told, and are
asked to say no within a day if they cannot come. What is moved or cancelled is told to all who have signed up.
"""

import re
from datetime import date, time, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from analysis import redaction
from medskapa.commons import activity_codes, activity_jobs, policy
from medskapa.commons.actions.activities import MOST_SEATS, check_day, lock_occasion, reason, span, take_occasion
from medskapa.commons.models import (
    Activity,
    ActivityState,
    Occasion,
    OccasionState,
    SignUp,
    SignUpMessage,
    SignUpNews,
    SignUpState,
    TellVia,
)
from medskapa.core import audit, clock
from medskapa.core.errors import Conflict, refuse_longer
from medskapa.core.languages import spoken
from medskapa.integrations import outgoing
from medskapa.integrations.sms import client as sms
from medskapa.people.models import Person

MOST_AT_ONCE, LONGEST_NAME = 10, 60
KEPT_DAYS = 30
"""Names and addresses are forgotten so long after the day."""
TIME_TO_SAY_NO = timedelta(days=1)
_IN = (SignUpState.SEATED, SignUpState.WAITING)
_NUMBER = re.compile(r"[0-9]{6,}")


@transaction.atomic
def sign_up(
    *,
    actor: None,
    occasion: Occasion,
    name: str,
    how_many: int = 1,
    via: str = TellVia.NONE,
    address: str = "",
    language: str = "",
) -> SignUp:
    """Take a seat for oneself and those one brings; where it is full, a place in the line.

    Anyone may, so there is no `actor`. Whoever waits must be reachable, or a seat could not be given to them.

    Args:
        via: how to tell of what changes; one of `TellVia`.
        address: a mobile number or an e-mail address, as `via` says.

    Raises:
        ValidationError: something is missing or wrong; keyed by field.
        Conflict: it is not to be signed up for any more.
    """
    name, address = _name(name), _address(via, address)
    if not 1 <= how_many <= MOST_AT_ONCE:
        raise ValidationError({"how_many": _("Skriv hur många ni är, mellan 1 och %(n)s.") % {"n": MOST_AT_ONCE}})
    lock_occasion(occasion)
    refuse_closed(occasion)
    if occasion.seats is not None and how_many > occasion.seats:
        raise ValidationError({"how_many": _("Det finns bara %(n)s platser.") % {"n": occasion.seats}})
    made = SignUp(
        occasion=occasion,
        name=name,
        how_many=how_many,
        via=via,
        address=address,
        language=spoken(language),
        day=clock.today(),
        state=SignUpState.SEATED,
    )
    made.code_digest = activity_codes.digest(activity_codes.code_of(made))
    line = occasion.sign_ups.filter(state=SignUpState.WAITING)
    if not _has_room(occasion, how_many) or line.exists():
        if via == TellVia.NONE:
            raise ValidationError(
                {"via": _("Det är fullt. Välj sms eller e-post, så kan vi säga till om en plats blir ledig.")}
            )
        occasion.queued += 1
        made.state, made.queue = SignUpState.WAITING, occasion.queued
        occasion.save(update_fields=["queued"])
    else:
        occasion.taken += how_many
        occasion.save(update_fields=["taken"])
    made.save(force_insert=True)
    _tell(made, SignUpNews.RECEIVED)
    audit.record(actor=actor, verb="occasion.signed_up", on=occasion, anonymous=True, seated=made.state == "seated")
    return made


@transaction.atomic
def withdraw_sign_up(*, actor: Person | None, sign_up: SignUp) -> SignUp:
    """Take a sign-up back: whoever holds its code, or the organiser who was told so (`actor`). Done: nothing changes.

    The seats go to those who wait.

    Raises:
        PermissionDenied: `actor` does not organise the activity.
        Conflict: it has begun.
    """
    occasion = Occasion.objects.get(pk=sign_up.occasion_id)
    lock_occasion(occasion)
    if actor is not None and not policy.may_see_signed_up(actor, occasion.activity):
        raise PermissionDenied
    sign_up.refresh_from_db(from_queryset=SignUp.objects.select_for_update(of=("self",)))
    if sign_up.state == SignUpState.WITHDRAWN:
        return sign_up
    if occasion.starts_at <= clock.now():
        raise Conflict(_("Det har redan börjat, så det går inte att avboka."))
    was_seated = sign_up.state == SignUpState.SEATED
    sign_up.state, sign_up.say_no_by = SignUpState.WITHDRAWN, None
    sign_up.save(update_fields=["state", "say_no_by"])
    outgoing.stop(sign_up.messages.all())
    if was_seated:
        occasion.taken -= sign_up.how_many
        _give_on(occasion)
        occasion.save(update_fields=["taken"])
    audit.record(actor=actor, verb="occasion.withdrawn", on=occasion, anonymous=actor is None, seated=was_seated)
    return sign_up


@transaction.atomic
def change_occasion(
    *, actor: Person, occasion: Occasion, day: date, starts: time, ends: time, seats: int | None
) -> Occasion:
    """Move an occasion, or give it more or fewer seats. Another time is told to all who have signed up.

    Raises:
        PermissionDenied: `actor` does not keep the activity.
        ValidationError: the day has been, or more seats are taken already; keyed by field.
        Conflict: it is cancelled, has begun, or the activity is then already.
    """
    take_occasion(occasion, actor)
    _refuse_over(occasion)
    if seats is not None and not 1 <= seats <= MOST_SEATS:
        raise ValidationError({"seats": _("Skriv ett antal platser mellan 1 och %(n)s.") % {"n": MOST_SEATS}})
    if seats is not None and seats < occasion.taken:
        raise ValidationError({"seats": _("%(n)s platser är redan tagna.") % {"n": occasion.taken}})
    starts_at, ends_at = span(day, starts, ends)
    moved = (starts_at, ends_at) != (occasion.starts_at, occasion.ends_at)
    if moved:
        check_day(day)
        others = Occasion.objects.filter(activity=occasion.activity_id, starts_at=starts_at).exclude(pk=occasion.pk)
        if others.exists():
            raise Conflict(_("Aktiviteten har redan en tid då."))
        occasion.starts_at, occasion.ends_at, occasion.reminded_on = starts_at, ends_at, None
        _changed(occasion)
    occasion.seats = seats
    _give_on(occasion)
    occasion.save()
    if moved:
        _tell_all(occasion, SignUpNews.MOVED)
    audit.record(actor=actor, verb="occasion.changed", on=occasion, moved=moved, seats=seats)
    return occasion


@transaction.atomic
def cancel_occasion(*, actor: Person, occasion: Occasion, why: str) -> Occasion:
    """Say that it will not be this time, and why; all who have signed up are told. Cancelled already: nothing changes.

    Raises:
        PermissionDenied: `actor` does not keep the activity.
        ValidationError: no reason; keyed ``why``.
        Conflict: it is over.
    """
    take_occasion(occasion, actor)
    if occasion.state == OccasionState.CANCELLED:
        return occasion
    why = reason(why)
    _refuse_over(occasion)
    _cancel(occasion, why)
    audit.record(actor=actor, verb="occasion.cancelled", on=occasion)
    return occasion


@transaction.atomic
def cancel_activity(*, actor: Person, activity: Activity, why: str) -> Activity:
    """Say that an activity will not be any more, and why: all that lies ahead is cancelled, and told.

    Cancelled already: nothing changes.

    Raises:
        PermissionDenied: `actor` does not keep it.
        ValidationError: no reason; keyed ``why``.
        Conflict: it is not published; a draft can be left as it is.
    """
    activity.refresh_from_db(from_queryset=Activity.objects.select_for_update(of=("self",)))
    if not policy.may_keep_activity(actor, activity):
        raise PermissionDenied
    if activity.state == ActivityState.CANCELLED:
        return activity
    why = reason(why)
    if activity.state != ActivityState.PUBLISHED:
        raise Conflict(_("Bara det som alla kan se behöver ställas in."))
    activity.state, activity.cancelled_on, activity.cancelled_because = ActivityState.CANCELLED, clock.today(), why
    activity.save(update_fields=["state", "cancelled_on", "cancelled_because"])
    ahead = activity.occasions.filter(state=OccasionState.PLANNED, starts_at__gt=clock.now()).order_by("pk")
    for occasion in ahead.select_for_update(of=("self",)):
        _cancel(occasion, why)
    audit.record(actor=actor, verb="activity.cancelled", on=activity)
    return activity


@transaction.atomic
def remind_signed_up(*, actor: None, occasion: Occasion) -> Occasion:
    """Remind those who have a seat, the day before. Only the daily job calls this. Done already: nothing changes."""
    lock_occasion(occasion)
    if occasion.reminded_on is None and occasion.state == OccasionState.PLANNED:
        occasion.reminded_on = clock.today()
        occasion.save(update_fields=["reminded_on"])
        for each in _reachable(occasion).filter(state=SignUpState.SEATED):
            _tell(each, SignUpNews.TOMORROW, occasion.changes)
        audit.record(actor=actor, verb="occasion.reminded", on=occasion)
    return occasion


@transaction.atomic
def forget_signed_up(*, actor: None, occasion: Occasion) -> Occasion:
    """Delete who signed up, some weeks after the day; how many they were remains. Only the daily job calls this."""
    lock_occasion(occasion)
    if occasion.forgotten_on is None and occasion.ends_at < clock.now() - timedelta(days=KEPT_DAYS):
        number, _rows = SignUp.objects.filter(occasion=occasion).delete()
        occasion.forgotten_on = clock.today()
        occasion.save(update_fields=["forgotten_on"])
        audit.record(actor=actor, verb="occasion.sign_ups_forgotten", on=occasion, number=number)
    return occasion


@transaction.atomic
def mark_sign_up_message_sent(*, actor: None, message: SignUpMessage) -> SignUpMessage:
    """Note that a message was taken. Only the job calls this."""
    _lock_message(message)
    if message.state == outgoing.READY:
        message.attempts += 1
        outgoing.done(message, by=actor)
        audit.record(actor=actor, verb="sign_up_message.sent", on=message)
    return message


@transaction.atomic
def fail_sign_up_message(*, actor: None, message: SignUpMessage, reason: str, retryable: bool = False) -> SignUpMessage:
    """Note that a message was not handed over. Only the job calls this. Where it is `retryable` it is tried again."""
    _lock_message(message)
    if message.state == outgoing.READY:
        waits = outgoing.failed(message, reason=reason, retryable=retryable, retry=activity_jobs.enqueue_message)
        audit.record(actor=actor, verb=f"sign_up_message.{'delayed' if waits else 'failed'}", on=message)
    return message


@transaction.atomic
def stop_sign_up_message(*, actor: None, message: SignUpMessage) -> SignUpMessage:
    """Do not send what is not true any more. Only the job calls this."""
    _lock_message(message)
    if message.state == outgoing.READY:
        message.state = outgoing.STOPPED
        message.save(update_fields=["state"])
        audit.record(actor=actor, verb="sign_up_message.stopped", on=message)
    return message


def refuse_closed(occasion: Occasion) -> None:
    """Raises Conflict where one cannot sign up for `occasion` (any more)."""
    if not occasion.activity.signs_up:
        raise Conflict(_("Du behöver inte anmäla dig. Bara kom."))
    if occasion.state == OccasionState.CANCELLED or occasion.activity.state != ActivityState.PUBLISHED:
        raise Conflict(_("Det är tyvärr inställt, så det går inte att anmäla sig."))
    if occasion.starts_at <= clock.now():
        raise Conflict(_("Det har redan börjat, så det går inte att anmäla sig."))


def _has_room(occasion: Occasion, how_many: int) -> bool:
    return occasion.seats is None or occasion.taken + how_many <= occasion.seats


def _give_on(occasion: Occasion) -> None:
    """Give the free seats of a locked occasion to those first in the line that they are enough for. It is not saved."""
    if occasion.state == OccasionState.CANCELLED or occasion.starts_at <= clock.now():
        return
    line = occasion.sign_ups.filter(state=SignUpState.WAITING).select_for_update(of=("self",)).order_by("queue")
    for each in line:
        if occasion.seats is not None and occasion.taken >= occasion.seats:
            return
        if _has_room(occasion, each.how_many):
            occasion.taken += each.how_many
            each.state = SignUpState.SEATED
            each.say_no_by = min(clock.now() + TIME_TO_SAY_NO, occasion.starts_at)
            each.save(update_fields=["state", "say_no_by"])
            _tell(each, SignUpNews.GIVEN)


def _cancel(occasion: Occasion, why: str) -> None:
    occasion.state, occasion.cancelled_because = OccasionState.CANCELLED, why
    _changed(occasion)
    occasion.save()
    _tell_all(occasion, SignUpNews.CANCELLED)


def _changed(occasion: Occasion) -> None:
    occasion.changes += 1
    occasion.changed_at = clock.now()


def _refuse_over(occasion: Occasion) -> None:
    if occasion.state == OccasionState.CANCELLED:
        raise Conflict(_("Det är redan inställt."))
    if occasion.starts_at <= clock.now():
        raise Conflict(_("Det har redan börjat."))


def _reachable(occasion: Occasion) -> QuerySet[SignUp]:
    return occasion.sign_ups.filter(state__in=_IN).exclude(via=TellVia.NONE).order_by("pk")


def _tell_all(occasion: Occasion, kind: SignUpNews) -> None:
    outgoing.stop(  # what was true of the earlier time is not said any more
        SignUpMessage.objects.filter(sign_up__occasion=occasion, kind__in=[SignUpNews.MOVED, SignUpNews.TOMORROW])
    )
    for each in _reachable(occasion):
        _tell(each, kind, occasion.changes)


def _tell(sign_up: SignUp, kind: SignUpNews, change: int = 0) -> None:
    if sign_up.via == TellVia.NONE:
        return
    SignUpMessage.objects.get_or_create(
        sign_up=sign_up, kind=kind, change=change, defaults={"via": sign_up.via, "day": clock.today()}
    )
    transaction.on_commit(activity_jobs.enqueue_waiting)


def _lock_message(message: SignUpMessage) -> None:
    message.refresh_from_db(from_queryset=SignUpMessage.objects.select_for_update(of=("self",)))


def _name(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise ValidationError({"name": _("Skriv ditt förnamn, eller något annat vi kan kalla dig.")})
    refuse_longer("name", name, LONGEST_NAME)
    if _NUMBER.search(name) or any(span.kind == "personal_number" for span in redaction.find(name)):
        raise ValidationError({"name": _("Skriv bara namnet, inga nummer.")})
    return name


def _address(via: str, address: str) -> str:
    if via not in TellVia.values:
        raise ValidationError({"via": _("Välj hur vi kan nå dig.")})
    address = address.strip()
    if via == TellVia.NONE:
        return ""
    if via == TellVia.SMS:
        try:
            return sms.number(address)
        except ValueError as error:
            raise ValidationError({"address": str(error)}) from error
    refuse_longer("address", address, 254)
    try:
        validate_email(address)
    except ValidationError as error:
        raise ValidationError({"address": _("Skriv e-postadressen så här: namn@exempel.se.")}) from error
    return address
