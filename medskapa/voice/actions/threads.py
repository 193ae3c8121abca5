"""What every verb of voice does with threads, versions and counters."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _

from medskapa.core import clock
from medskapa.core.dates import when
from medskapa.core.errors import Conflict
from medskapa.people.models import Person
from medskapa.voice.models import (
    AnswerVia,
    Event,
    EventKind,
    Following,
    Theme,
    Thread,
    Viewpoint,
    ViewpointState,
)

BATCH = 500
TOLD_THROUGH = [AnswerVia.SMS, AnswerVia.EMAIL, AnswerVia.LETTER, AnswerVia.CONTACT]
"""How news is brought to somebody. Whoever chose the web finds them there; whoever wants no answer is left alone."""


SIGNED = ["version", "changed_by", "changed_at"]


def happened(
    thread: Thread,
    kind: EventKind,
    *,
    actor: Person | None = None,
    text: str = "",
    plain_text: str = "",
    theme: Theme | None = None,
    at: datetime | None = None,
) -> Event:
    """Append an event to a thread, whose state follows it. Must run inside the action's transaction."""
    Thread.objects.filter(pk=thread.pk).update(length=F("length") + 1, state=kind)
    thread.refresh_from_db()
    return Event.objects.create(
        thread=thread,
        number=thread.length,
        kind=kind,
        at=at or clock.now(),
        text=text,
        plain_text=plain_text,
        actor=actor,
        theme=theme,
    )


def all_happened(threads: Sequence[int], kind: EventKind, *, actor: Person, text: str = "") -> None:
    """As `happened`, in many threads at once, given by their keys. Queries: 3 for each `BATCH` of them."""
    now = clock.now()
    for start in range(0, len(threads), BATCH):
        some = threads[start : start + BATCH]
        Thread.objects.filter(pk__in=some).update(length=F("length") + 1, state=kind)
        lengths = Thread.objects.filter(pk__in=some).order_by("pk").values_list("pk", "length")
        Event.objects.bulk_create(
            Event(thread_id=pk, number=length, kind=kind, at=now, text=text, actor=actor) for pk, length in lengths
        )


def time_of_own_act(viewpoint: Viewpoint) -> datetime:
    """Now, or only the day where the act is an anonymous person's own."""
    return clock.midnight(clock.today()) if viewpoint.anonymous else clock.now()


def take(
    viewpoint: Viewpoint,
    *,
    actor: Person,
    allowed: Callable[[Person, Viewpoint], bool],
    version: int | None,
) -> None:
    """Lock `viewpoint` and read it again; then the policy, then whether somebody else was here first.

    Raises:
        PermissionDenied: `allowed` says no.
        Conflict: `version` is not the present one; the sentence says who changed it and when.
    """
    viewpoint.refresh_from_db(from_queryset=Viewpoint.objects.select_for_update(of=("self",)))
    if not allowed(actor, viewpoint):
        raise PermissionDenied
    refuse_if_changed(viewpoint, version)


def read_again(viewpoints: Sequence[Viewpoint]) -> None:
    """Lock `viewpoints` in the order of their keys, and bring each up to date. Queries: 1 for each `BATCH`.

    Raises:
        Viewpoint.DoesNotExist: one of them is gone.
    """
    ordered = sorted(viewpoints, key=lambda each: each.pk)
    for start in range(0, len(ordered), BATCH):
        some = ordered[start : start + BATCH]
        rows = Viewpoint.objects.select_for_update(of=("self",)).filter(pk__in=[each.pk for each in some])
        now = {row.pk: row for row in rows.order_by("pk")}
        for viewpoint in some:
            if viewpoint.pk not in now:
                raise Viewpoint.DoesNotExist
            for field in Viewpoint._meta.concrete_fields:
                setattr(viewpoint, field.attname, getattr(now[viewpoint.pk], field.attname))


def refuse_if_changed(viewpoint: Viewpoint, version: int | None) -> None:
    """Raise Conflict, which says who changed it and when, where `version` is not the present one."""
    if version is not None and version != viewpoint.version:
        raise Conflict(_changed_by_somebody(viewpoint))


def _changed_by_somebody(viewpoint: Viewpoint) -> str:
    if viewpoint.changed_by is None or viewpoint.changed_at is None:
        return _("Något nytt har hänt med synpunkten. Det du skrev finns kvar. Läs det nya och försök igen.")
    return _("%(name)s ändrade synpunkten %(when)s. Det du skrev finns kvar. Läs det nya och försök igen.") % {
        "name": viewpoint.changed_by.name,
        "when": when(viewpoint.changed_at),
    }


def keep(viewpoint: Viewpoint, *, actor: Person | None, fields: Iterable[str]) -> None:
    """Save `fields` of `viewpoint`, and who changed it when; its version goes up by one."""
    sign(viewpoint, actor=actor)
    viewpoint.save(update_fields=[*fields, *SIGNED])


def sign(viewpoint: Viewpoint, *, actor: Person | None) -> None:
    """Put into `viewpoint` who changed it when, without saving it: the fields `SIGNED`."""
    viewpoint.version += 1
    viewpoint.changed_by = actor
    viewpoint.changed_at = clock.now() if actor else time_of_own_act(viewpoint)


def lock_all(viewpoints: Iterable[Viewpoint], themes: Iterable[Theme | None] = ()) -> None:
    """Lock what a change of many will touch, always in the same order: viewpoints, themes, and last the audit chain.

    Without it two changes of many could wait for each other for ever on PostgreSQL. SQLite writes one at a time anyway.
    """
    for model, rows in ((Viewpoint, viewpoints), (Theme, themes)):
        wanted = {row.pk for row in rows if row is not None}
        list(model.objects.filter(pk__in=wanted).select_for_update().order_by("pk").values_list("pk"))


def lock_threads(keys: Iterable[int]) -> None:
    """Lock the threads with `keys`, in that order: after the themes (`lock_all`), and last before the audit chain."""
    list(Thread.objects.select_for_update().filter(pk__in=set(keys)).order_by("pk").values_list("pk"))


def as_it_is_now(theme: Theme | None) -> Theme | None:
    """`theme`, locked; or the theme that it has been merged into, which is locked by `recount`."""
    if theme is None:
        return None
    lock_all((), [theme])
    theme.refresh_from_db()
    return theme.merged_into or theme


def recount(*themes: Theme | None) -> None:
    """Bring the counters of `themes` up to date. Two queries a theme, and one that locks them.

    Each is locked before it is counted: otherwise one who counts at the same time on PostgreSQL, and does not see this
    change yet, writes their older number last.
    """
    lock_all((), themes)
    waiting = Q(state__in=[ViewpointState.RECEIVED, ViewpointState.ASKED]) & ~Q(answer_via=AnswerVia.NONE)
    for theme in sorted({theme for theme in themes if theme is not None}, key=lambda each: each.pk):
        counted = Viewpoint.objects.filter(theme=theme).aggregate(
            viewpoint_count=Count("pk", filter=~Q(state=ViewpointState.WITHDRAWN)),
            waiting_count=Count("pk", filter=waiting),
            answered_count=Count("pk", filter=Q(state=ViewpointState.ANSWERED)),
        )
        Theme.objects.filter(pk=theme.pk).update(**counted)


def begin_following(thread: Thread, viewpoints: QuerySet[Viewpoint]) -> None:
    """Let the people behind `viewpoints` be told what happens in `thread` from now on; what happened is old news.

    Whoever follows it already goes on where they were. The theme of the thread is locked by the caller.
    """
    reached = viewpoints.filter(answer_via__in=TOLD_THROUGH).exclude(state=ViewpointState.WITHDRAWN)
    keys = list(reached.order_by("pk").values_list("pk", flat=True))
    if not keys:
        return
    told = Thread.objects.values_list("length", flat=True).get(pk=thread.pk)
    rows = (Following(viewpoint_id=pk, thread=thread, told=told) for pk in keys)
    Following.objects.bulk_create(rows, BATCH, ignore_conflicts=True)


def stop_following(thread: Thread, viewpoints: QuerySet[Viewpoint]) -> None:
    """Take `begin_following` back."""
    Following.objects.filter(thread=thread, viewpoint__in=viewpoints).delete()


def follow_theme(viewpoint: Viewpoint) -> None:
    """Let `viewpoint` follow the theme it is in, if any, and no other."""
    if viewpoint.answer_via not in TOLD_THROUGH:
        return
    left = Following.objects.filter(viewpoint=viewpoint, thread__own_theme__isnull=False)
    if viewpoint.theme is None:
        left.delete()
        return
    left.exclude(thread=viewpoint.theme.thread_id).delete()
    begin_following(viewpoint.theme.thread, Viewpoint.objects.filter(pk=viewpoint.pk))
