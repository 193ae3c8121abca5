"""Talks: the times that a guide keeps free, and booking, moving and cancelling a talk at one of them."""

from collections.abc import Collection, Sequence
from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from medskapa.core import audit, clock, walls
from medskapa.core.errors import Conflict
from medskapa.guidance import notices, policy, slots
from medskapa.guidance.models import GuideAssignment, GuideProfile, NoticeKind, Slot, Talk, TalkHow, TalkState
from medskapa.guidance.queries.talks import free_for
from medskapa.people.models import Person

MOST_TIMES = 600  # half a year of eight times a day, three days a week
FURTHEST = timedelta(days=366)
MOST_AHEAD = 3  # talks that a resident books ahead, so that there are times left for others


@transaction.atomic
def add_slots(
    *, actor: Person, times: Collection[slots.Time], how: TalkHow = TalkHow.PLACE, where: str = ""
) -> list[Slot]:
    """Keep `times` free for talks with `actor`. Those that are kept free already are passed by. Returns the new ones.

    Raises:
        PermissionDenied: `actor` is no guide today.
        ValidationError: no times, too many, or some in the past or more than a year ahead.
        Conflict: two of them overlap, or one overlaps a time or a talk that is there already.
    """
    _lock_profile(actor)
    if not policy.may_guide(actor):
        raise PermissionDenied
    _refuse_times(times)
    first, last = min(time[0] for time in times), max(time[1] for time in times)
    there = {
        (slot.starts_at, slot.ends_at) for slot in actor.slots.filter(starts_at__lt=last, ends_at__gt=first).order_by()
    }
    booked = set(
        actor.guides_talks.filter(state=TalkState.BOOKED, starts_at__lt=last, ends_at__gt=first)
        .order_by()
        .values_list("starts_at", "ends_at")
    )
    new = sorted(set(times) - there)
    if slots.clash([*new, *there]) or slots.clash([*new, *(booked - there)]):
        raise Conflict(_("En av tiderna krockar med en tid eller ett samtal som redan finns. Ändra klockslagen."))
    made = [Slot(guide=actor, starts_at=starts, ends_at=ends, how=how, where=where.strip()) for starts, ends in new]
    for slot in made:
        slot.clean_fields(exclude=["guide"])
    Slot.objects.bulk_create(made)
    if made:
        audit.record(actor=actor, verb="slots.added", on=actor, number=len(made), how=str(how))
    return made


def _refuse_times(times: Collection[slots.Time]) -> None:
    now = clock.now()
    if not times:
        raise ValidationError(_("Det blev inga tider. Titta på veckodagarna, klockslagen och hur långt ett samtal är."))
    if len(times) > MOST_TIMES:
        raise ValidationError(
            _("Det blev fler än %(most)s tider. Lägg in en kortare period i taget.") % {"most": MOST_TIMES}
        )
    if any(starts <= now or starts > now + FURTHEST for starts, _ends in times):
        raise ValidationError(_("Tiderna ska ligga framåt, och högst ett år bort."))


@transaction.atomic
def remove_slots(*, actor: Person, chosen: Sequence[Slot]) -> int:
    """Take away free times. Returns how many; those already gone are passed by.

    Raises:
        PermissionDenied: one of them is not `actor`'s own.
        Conflict: somebody has booked one of them.
    """
    # The times alone are locked: whoever waits for one that is being booked must hold nothing that the booking needs.
    keys = [slot.pk for slot in chosen]
    there = list(Slot.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
    if not policy.may_guide(actor) or any(slot.guide_id != actor.pk for slot in chosen):
        raise PermissionDenied
    if Slot.objects.filter(slots.taken(), pk__in=keys).exists():
        raise Conflict(_("En av tiderna är bokad. Flytta eller avboka samtalet först."))
    Slot.objects.filter(pk__in=[slot.pk for slot in there]).delete()
    if there:
        audit.record(actor=actor, verb="slots.removed", on=actor, number=len(there))
    return len(there)


@transaction.atomic
def book_talk(
    *,
    actor: Person | None,
    resident: Person,
    slot: Slot,
    about: str = "",
    how: TalkHow | None = None,
    interpreter: str = "",
) -> Talk:
    """Book a talk between `resident` and the guide whose free time `slot` is. Booked twice is booked once.

    The resident is told, unless it is they who book.

    Args:
        actor: None where an entry that somebody handed in without signing in leads to a talk, and none is booked.
        how: at the place, on the phone or by video; None as the time says.
        interpreter: the language that is to be interpreted, empty for none.

    Raises:
        PermissionDenied: `actor` is neither the resident, nor their guide, nor at the reception.
        ValidationError: the words are too long, or the talk cannot be in that way at that time.
        Conflict: the time is not free any more, or the resident has a talk then.
    """
    assignment = lock_assignment(resident)
    slot = _lock_slot(slot)
    if not (policy.may_book(actor, resident) if actor else not _ahead(resident)):
        raise PermissionDenied
    same = Talk.objects.filter(resident=resident, guide=slot.guide_id, starts_at=slot.starts_at, state=TalkState.BOOKED)
    if earlier := same.first():
        return earlier
    _refuse_slot(slot, assignment)
    own = actor is not None and actor.pk == resident.pk
    if own and _ahead(resident) >= MOST_AHEAD:
        raise Conflict(
            _("Du har redan %(number)s bokade samtal. Flytta ett av dem, eller be din guide om fler.")
            % {"number": MOST_AHEAD}
        )
    talk = Talk(resident=resident, booked_by=actor or resident, about=about.strip(), interpreter=interpreter)
    _put(talk, slot, how)
    _save(talk)
    keep_next(assignment)
    if not own:
        notices.tell(resident, NoticeKind.TALK_BOOKED, talk, before=talk.starts_at)
    audit.record(actor=actor, verb="talk.booked", on=talk, resident=resident.pk, guide=slot.guide_id)
    return talk


@transaction.atomic
def move_talk(*, actor: Person, talk: Talk, slot: Slot, how: TalkHow | None = None, version: int | None = None) -> Talk:
    """Move a booked talk to another free time. Moved there twice is moved once. The resident is told of another's move.

    Args:
        version: of the talk as `actor` saw it; None where nobody looked.

    Raises:
        PermissionDenied: as `book_talk`.
        ValidationError: the talk cannot be in that way at that time.
        Conflict: the talk has begun, is cancelled or was changed meanwhile; or the time is not free any more.
    """
    assignment = lock_assignment(talk.resident)
    slot = _lock_slot(slot)
    lock_talk(talk)
    if not policy.may_book(actor, talk.resident):
        raise PermissionDenied
    _refuse_unless_ahead(talk)
    if (talk.guide_id, talk.starts_at) == (slot.guide_id, slot.starts_at) and how in (None, talk.how):
        return talk
    refuse_stale(talk, version)
    _refuse_slot(slot, assignment, but=talk)
    was_at = talk.starts_at
    _put(talk, slot, how)
    talk.calendar_number += 1
    _save(talk)
    keep_next(assignment)
    notices.drop(talk)
    if actor.pk != talk.resident_id:
        before = min(was_at, talk.starts_at)
        notices.tell(talk.resident, NoticeKind.TALK_MOVED, talk, number=talk.calendar_number, before=before)
    audit.record(actor=actor, verb="talk.moved", on=talk, number=talk.calendar_number)
    return talk


@transaction.atomic
def cancel_talk(*, actor: Person, talk: Talk, why: str = "", version: int | None = None) -> Talk:
    """Cancel a booked talk. Cancelled twice is cancelled once. A resident need not say why; others do, and it is read.

    Raises:
        PermissionDenied: as `book_talk`.
        ValidationError: no reason; the key is ``why``.
        Conflict: the talk has begun, or was changed meanwhile.
    """
    assignment = lock_assignment(talk.resident)
    lock_talk(talk)
    if not policy.may_book(actor, talk.resident):
        raise PermissionDenied
    if talk.state == TalkState.CANCELLED:
        return talk
    _refuse_unless_ahead(talk)
    refuse_stale(talk, version)
    own = actor.pk == talk.resident_id
    if not own and not why.strip():
        raise ValidationError({"why": _("Skriv varför. Invånaren läser det.")})
    talk.state, talk.cancelled_why = TalkState.CANCELLED, why.strip()
    talk.calendar_number += 1
    _save(talk)
    keep_next(assignment)
    notices.drop(talk)
    if not own:
        notices.tell(talk.resident, NoticeKind.TALK_CANCELLED, talk, before=talk.starts_at)
    audit.record(actor=actor, verb="talk.cancelled", on=talk, own=own)
    return talk


@transaction.atomic
def ask_to_choose(*, actor: Person, resident: Person) -> int:
    """Ask `resident` to choose among the free times: once a day. Returns how many times there are to choose among.

    Raises:
        PermissionDenied: `actor` does not guide the resident.
        Conflict: there is no free time to choose.
    """
    assignment = lock_assignment(resident)
    if not policy.may_guide_resident(actor, resident):
        raise PermissionDenied
    number = len(free_for(resident=resident))
    if assignment is None or not number:
        raise Conflict(_("Det finns inga lediga tider att välja på. Lägg in tider först, och fråga sedan."))
    days = (clock.today() - assignment.began_on).days
    notices.tell(resident, NoticeKind.CHOOSE_TIME, assignment, number=max(days, 0))
    audit.record(actor=actor, verb="talk.asked_to_choose", on=assignment, number=number)
    return number


def lock_talk(talk: Talk) -> None:
    """Lock `talk` and read it again. In the caller's transaction."""
    talk.refresh_from_db(from_queryset=Talk.objects.select_for_update(of=("self",)))


def refuse_stale(talk: Talk, version: int | None) -> None:
    """Refuse a page that shows `talk` as it no longer is."""
    if version is not None and version != talk.version:
        raise Conflict(_("Samtalet har ändrats medan du hade sidan öppen. Titta på den nya tiden och välj igen."))


def _lock_profile(guide: Person) -> None:
    """A guide's times are changed by one at a time: what overlaps is no question for a constraint."""
    list(GuideProfile.objects.select_for_update().filter(person=guide).values_list("pk"))


def lock_assignment(resident: Person) -> GuideAssignment | None:
    """A resident books one talk at a time, or two could overlap."""
    opens = GuideAssignment.objects.select_for_update(of=("self",)).filter(resident=resident, ended_on=None)
    return opens.first()


def _lock_slot(slot: Slot) -> Slot:
    """The slot as it is now: the one who locks it first gets it. One that was taken away is not free."""
    found = Slot.objects.select_for_update(of=("self",)).select_related("guide").filter(pk=slot.pk).first()
    return found or slot


@walls.beyond()
def _refuse_slot(slot: Slot, assignment: GuideAssignment | None, but: Talk | None = None) -> None:
    """Refuse a time that is not free, is not with the resident's guide, or at which the resident has another talk."""
    at_once = Talk.objects.filter(state=TalkState.BOOKED, starts_at__lt=slot.ends_at, ends_at__gt=slot.starts_at)
    if but is not None:
        at_once = at_once.exclude(pk=but.pk)
    own = but is not None and (but.guide_id, but.starts_at) == (slot.guide_id, slot.starts_at)
    mine = slots.rows().filter(pk=slot.pk) if own else slots.rows().filter(slots.free(), pk=slot.pk)
    if assignment is None or not mine.filter(slots.of_guide(assignment.guide_id)).exists():
        raise _not_free()
    if at_once.filter(resident=assignment.resident_id).exists():
        raise Conflict(_("Det finns redan ett bokat samtal vid den tiden. Välj en annan tid, eller flytta det."))


def _not_free() -> Conflict:
    return Conflict(_("Den tiden är inte ledig längre. Här är de tider som är lediga nu."))


def _refuse_unless_ahead(talk: Talk) -> None:
    if talk.state != TalkState.BOOKED or talk.starts_at <= clock.now():
        raise Conflict(_("Det samtalet går inte att ändra längre. Det är avbokat, eller så har det börjat."))


def _ahead(resident: Person) -> int:
    return Talk.objects.filter(resident=resident, state=TalkState.BOOKED, starts_at__gt=clock.now()).count()


def _put(talk: Talk, slot: Slot, how: TalkHow | None) -> None:
    """Give `talk` the time, the guide and the place of `slot`."""
    chosen = TalkHow(how or slot.how)
    if chosen not in slots.ways_of(slot):
        raise ValidationError({"how": _("Vid den tiden går det inte att ses på det sättet. Välj ett annat.")})
    talk.guide, talk.starts_at, talk.ends_at, talk.how = slot.guide, slot.starts_at, slot.ends_at, chosen
    talk.where = (slot.where or _room_of(slot.guide)) if chosen == TalkHow.PLACE else ""


def _room_of(guide: Person) -> str:
    return GuideProfile.objects.filter(person=guide).values_list("room", flat=True).first() or ""


def _save(talk: Talk) -> None:
    talk.changed_at = clock.now()
    talk.version = talk.version + 1 if talk.pk and not talk._state.adding else 1
    talk.clean_fields(exclude=["resident", "guide", "booked_by", "help_kinds"])
    try:
        with transaction.atomic():
            talk.save()
    except IntegrityError as error:
        raise _not_free() from error


def keep_next(assignment: GuideAssignment | None) -> None:
    """Keep the day of the next talk with the assignment, where lists read it."""
    if assignment is None:
        return
    ahead = Talk.objects.filter(resident=assignment.resident_id, state=TalkState.BOOKED, starts_at__gt=clock.now())
    soonest = ahead.order_by("starts_at", "pk").values_list("starts_at", flat=True).first()
    assignment.next_talk_on = clock.day_of(soonest) if soonest else None
    assignment.save(update_fields=["next_talk_on"])
