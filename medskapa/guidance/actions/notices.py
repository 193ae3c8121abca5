"""Notices on their way: sent by the worker, printed, told by hand, or no longer needed."""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from medskapa.core import audit, clock
from medskapa.core.errors import Conflict
from medskapa.guidance import jobs, policy
from medskapa.guidance.models import Notice, NoticeState, NoticeVia
from medskapa.integrations import outgoing
from medskapa.people.models import Person


@transaction.atomic
def mark_notice_sent(*, actor: None, notice: Notice) -> Notice:
    """Note that the gateway took an SMS or e-mail. Only the job calls this."""
    _lock(notice)
    if notice.state == NoticeState.READY:
        notice.attempts += 1
        outgoing.done(notice, by=actor)
        audit.record(actor=actor, verb="notice.sent", on=notice, via=str(notice.via))
    return notice


@transaction.atomic
def fail_notice(*, actor: None, notice: Notice, reason: str, retryable: bool = False) -> Notice:
    """Note that a message was not handed over. Only the job calls this.

    Where it is `retryable` it is tried again, as `outgoing.failed` says; then the guide tells it.
    """
    _lock(notice)
    if notice.state == NoticeState.READY:
        waits = outgoing.failed(notice, reason=reason, retryable=retryable, retry=jobs.enqueue_notice)
        verb = "notice.delayed" if waits else "notice.failed"
        audit.record(actor=actor, verb=verb, on=notice, attempts=notice.attempts)
    return notice


@transaction.atomic
def stop_notice(*, actor: None, notice: Notice) -> Notice:
    """Stop a message that is no longer true. Only the job calls this."""
    _lock(notice)
    if notice.state == NoticeState.READY:
        notice.state = NoticeState.STOPPED
        notice.save(update_fields=["state"])
        audit.record(actor=actor, verb="notice.stopped", on=notice)
    return notice


@transaction.atomic
def print_notices(*, actor: Person, chosen: Sequence[Notice]) -> int:
    """Note that letters are printed. Printed again is no fault. Returns how many.

    Raises:
        PermissionDenied: one of them is not for `actor` to hand over.
        Conflict: one of them is no letter that waits.
    """
    rows = _lock_all(actor, chosen)
    if any(notice.via != NoticeVia.LETTER or notice.state != NoticeState.READY for notice in rows):
        raise Conflict(_("Ett av breven är redan lämnat. Ladda om sidan."))
    for notice in rows:
        notice.printed_on = clock.today()
        notice.save(update_fields=["printed_on"])
    if rows:
        audit.record(actor=actor, verb="notices.printed", on=rows[0], number=len(rows))
    return len(rows)


@transaction.atomic
def hand_over_notices(*, actor: Person, chosen: Sequence[Notice]) -> int:
    """Note that letters are in the post, or that somebody has been told. Those already done are passed by.

    Raises:
        PermissionDenied: one of them is not for `actor` to hand over.
        Conflict: one of them goes by machine, and has not failed.
    """
    rows = _lock_all(actor, chosen)
    waiting = [notice for notice in rows if notice.state in {NoticeState.READY, NoticeState.FAILED}]
    if any(notice.via in outgoing.BY_MACHINE and notice.state == NoticeState.READY for notice in waiting):
        raise Conflict(_("Ett av meddelandena skickas av sig självt. Ladda om sidan."))
    for notice in waiting:
        outgoing.done(notice, by=actor)
    if waiting:
        audit.record(actor=actor, verb="notices.handed_over", on=waiting[0], number=len(waiting))
    return len(waiting)


def _lock(notice: Notice) -> None:
    notice.refresh_from_db(from_queryset=Notice.objects.select_for_update(of=("self",)))


def _lock_all(actor: Person, chosen: Sequence[Notice]) -> list[Notice]:
    keys = [notice.pk for notice in chosen]
    rows = list(Notice.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk"))
    allowed = Notice.objects.filter(policy.notices_told_by(actor), pk__in=keys).count()
    if allowed != len(rows):
        raise PermissionDenied
    return rows
