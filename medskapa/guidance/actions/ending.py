"""The end of a path, and how it went afterwards."""

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from analysis.receipt import Code
from medskapa.core import audit, clock, walls
from medskapa.core.errors import Conflict
from medskapa.guidance import asked_after, exits, lock_in, notices, policy
from medskapa.guidance.actions.guides import refuse_ended
from medskapa.guidance.actions.seats import OPEN, keep, lock_measure, offer_free, tell
from medskapa.guidance.models import (
    CountsAs,
    End,
    EndedAs,
    Extension,
    ExtensionState,
    GuideAssignment,
    GuideRequest,
    Helped,
    NoticeKind,
    PathEnd,
    PathFollowUp,
    PathKind,
    Placement,
    PlacementState,
    Plan,
    RequestState,
    Still,
    Talk,
    TalkState,
)
from medskapa.guidance.models.outcome import WEEKS
from medskapa.guidance.queries.guides import has_guide
from medskapa.guidance.queries.placements import last_step_done
from medskapa.people.models import Person

_LED_TO = {CountsAs.WORK: EndedAs.WORK, CountsAs.STUDIES: EndedAs.STUDIES}


@transaction.atomic
def end_path(
    *,
    actor: Person,
    assignment: GuideAssignment,
    kind: PathKind,
    since: date | None = None,
    until: date | None = None,
    words: str = "",
) -> PathEnd:
    """End the path of a resident today: the guide, the plan, the placements and the talks ahead, in one.

    What it counts as follows from `guidance.exits`. After 26 and 52 weeks the person is asked how it went. The same
    person ending it twice ends it once.

    Args:
        since: the first day of the job or the studies, where that is why.
        until: the last day, where it is known.

    Raises:
        PermissionDenied: `actor` is neither the guide, nor who covers, nor the manager.
        ValidationError: no first day, or days that cannot be; keyed by field.
        Conflict: the resident has another guide by now.
    """
    rows = GuideAssignment.objects.select_for_update(of=("self",)).select_related("resident", "unit")
    assignment.refresh_from_db(from_queryset=rows)
    if earlier := PathEnd.objects.filter(assignment=assignment, ended_by=actor).first():
        return earlier
    resident = assignment.resident
    if not policy.may_open_file(actor, resident):
        raise PermissionDenied
    refuse_ended(assignment)
    kind, today = PathKind(kind), clock.today()
    _refuse_days(kind, since, until)
    with audit.held():
        _end_plan(resident, today)
        _end_placements(actor, resident, exits.counts_as(kind, since=since, until=until), kind)
        _end_talks(resident)
        GuideRequest.objects.filter(assignment=assignment, state=RequestState.WAITING).update(
            state=RequestState.WITHDRAWN
        )
        assignment.ended_on, assignment.ended_as, assignment.next_talk_on = today, End.PATH_ENDED, None
        assignment.version += 1
        assignment.save(update_fields=["ended_on", "ended_as", "next_talk_on", "version"])
        ended = _written(actor, assignment, kind, since, until, words)
        audit.record(actor=actor, verb="path.ended", on=ended, kind=kind.value, counts_as=str(ended.counts_as))
    return ended


@transaction.atomic
def ask_follow_up(*, actor: None, follow_up: PathFollowUp) -> bool:
    """Ask how it went, where the person is reached by machine or on their own page; return whether they were asked.

    Only the daily job calls this. Others are rung by those who knew them (`queries.ending.to_ask`), and whoever has
    come back is asked by their guide.

    Raises:
        PermissionDenied: a person asks.
    """
    if actor is not None:
        raise PermissionDenied
    _lock(follow_up)
    resident = follow_up.path_end.resident
    if follow_up.asked_on or follow_up.answered_on or follow_up.due_on > clock.today() or has_guide(resident):
        return False
    number = WEEKS.index(follow_up.weeks) + 1
    if not notices.tell(resident, NoticeKind.PATH_ENDED, follow_up.path_end, number=number, but_not=notices.BY_HAND):
        return False
    follow_up.asked_on = clock.today()
    follow_up.save(update_fields=["asked_on"])
    audit.record(actor=None, verb="path.asked", on=follow_up, weeks=follow_up.weeks)
    return True


@transaction.atomic
@walls.beyond()
def answer_follow_up(
    *,
    actor: Person | None,
    follow_up: PathFollowUp,
    still: Still,
    helped: Helped | str = "",
    words: str = "",
    code: Code | None = None,
) -> PathFollowUp:
    """Say how it is now, and whether it helped. The same answer again changes nothing.

    Args:
        actor: the person; or the guide or manager who has rung them; None with a `code`.

    Raises:
        PermissionDenied: `actor` is none of them, and the code is not the right one.
        ValidationError: too many words; keyed ``words``.
        Conflict: its day has not come, or there is an answer already.
    """
    _lock(follow_up)
    by_code = actor is None and code is not None and asked_after.is_code_of(code, follow_up)
    if not by_code and not (actor is not None and policy.may_answer_follow_up(actor, follow_up)):
        raise PermissionDenied
    given = (Still(still).value, Helped(helped).value if helped else "", words.strip())
    if follow_up.answered_on:
        if given == (follow_up.still, follow_up.helped, follow_up.words):
            return follow_up
        raise Conflict(_("Det finns redan ett svar. Tack!"))
    if follow_up.due_on > clock.today():
        raise Conflict(_("Det är för tidigt att svara. Vi frågar längre fram."))
    if len(given[2]) > 1_000:
        raise ValidationError({"words": _("Texten är för lång. Den får ha högst 1 000 tecken.")})
    follow_up.still, follow_up.helped, follow_up.words = given
    follow_up.answered_on = clock.today()
    follow_up.save(update_fields=["still", "helped", "words", "answered_on"])
    audit.record(actor=actor, verb="path.answered", on=follow_up, weeks=follow_up.weeks, by_code=by_code)
    return follow_up


def _refuse_days(kind: PathKind, since: date | None, until: date | None) -> None:
    if kind in exits.LASTS and since is None:
        raise ValidationError({"since": _("Skriv vilken dag arbetet eller studierna började.")})
    if since is not None and since > clock.today() + timedelta(days=366):
        raise ValidationError({"since": _("Dagen ligger för långt fram.")})
    if until is not None and since is not None and until < since:
        raise ValidationError({"until": _("Sista dagen kan inte komma före den första.")})


def _end_plan(resident: Person, today: date) -> None:
    for plan in Plan.objects.select_for_update(of=("self",)).filter(resident=resident, ended_on__isnull=True):
        plan.ended_on = today
        plan.version += 1
        plan.save(update_fields=["ended_on", "version"])


def _end_placements(actor: Person, resident: Person, counts_as: CountsAs, kind: PathKind) -> None:
    """End what goes on, with what it led to, and cancel what has not begun; each seat goes to the next in the queue."""
    rows = Placement.objects.filter(resident=resident, state__in=OPEN).select_related("measure")
    for found in rows.order_by("measure", "pk"):
        lock_measure(found.measure)
        placement = (
            Placement.objects.select_for_update(of=("self",)).select_related("measure", "resident").get(pk=found.pk)
        )
        if placement.state == PlacementState.ONGOING:
            _end_ongoing(actor, placement, counts_as, kind)
        elif placement.state in OPEN:
            placement.state = PlacementState.CANCELLED
            placement.words = _("Vägen är klar.")
            keep(placement, "state", "words")
        offer_free(placement.measure)
        tell(placement)
        audit.record(actor=actor, verb="placement.ended_with_path", on=placement)


def _end_ongoing(actor: Person, placement: Placement, counts_as: CountsAs, kind: PathKind) -> None:
    Extension.objects.filter(placement=placement, state=ExtensionState.ASKED).update(
        state=ExtensionState.REFUSED, decided_by=actor, answer=_("Vägen är klar.")
    )
    stopped = EndedAs.ILL if kind == PathKind.HEALTH else EndedAs.STOPPED
    today = clock.today()
    placement.state, placement.ended_on = PlacementState.ENDED, today
    placement.ended_as = _LED_TO.get(counts_as, stopped)
    placement.lock_in_days = lock_in.days(placement, today, last_step_done(placement))
    keep(placement, "state", "ended_on", "ended_as", "lock_in_days")


def _end_talks(resident: Person) -> None:
    ahead = Talk.objects.select_for_update(of=("self",)).filter(
        resident=resident, state=TalkState.BOOKED, starts_at__gt=clock.now()
    )
    for talk in ahead.order_by("pk"):
        talk.state, talk.cancelled_why, talk.changed_at = TalkState.CANCELLED, _("Vägen är klar."), clock.now()
        talk.calendar_number += 1
        talk.version += 1
        talk.save(update_fields=["state", "cancelled_why", "changed_at", "calendar_number", "version"])
        notices.drop(talk)
        notices.tell(resident, NoticeKind.TALK_CANCELLED, talk)


def _written(
    actor: Person, assignment: GuideAssignment, kind: PathKind, since: date | None, until: date | None, words: str
) -> PathEnd:
    ended = PathEnd(
        resident=assignment.resident,
        assignment=assignment,
        ended_on=clock.today(),
        kind=kind,
        since=since,
        until=until,
        counts_as=exits.counts_as(kind, since=since, until=until),
        words=words.strip(),
        ended_by=actor,
    )
    ended.clean_fields(exclude=["resident", "assignment", "ended_by"])
    try:
        with transaction.atomic():
            ended.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("Någon annan hann före: vägen är redan avslutad. Ladda om sidan.")) from None
    asked = [
        PathFollowUp(path_end=ended, weeks=weeks, due_on=ended.ended_on + timedelta(weeks=weeks)) for weeks in WEEKS
    ]
    asked_after.issue(*asked)
    PathFollowUp.objects.bulk_create(asked)
    return ended


def _lock(follow_up: PathFollowUp) -> None:
    rows = PathFollowUp.objects.select_for_update(of=("self",)).select_related("path_end__resident")
    follow_up.refresh_from_db(from_queryset=rows)
