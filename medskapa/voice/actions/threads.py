"""What every verb of voice does with threads, versions and counters."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db.models import Count, F, Q
from django.utils.translation import gettext as _

from medskapa.core import clock
from medskapa.core.dates import when
from medskapa.core.errors import Conflict
from medskapa.people.models import Person
from medskapa.voice.models import AnswerVia, Event, EventKind, Theme, Thread, Viewpoint, ViewpointState


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
    viewpoint.version += 1
    viewpoint.changed_by = actor
    viewpoint.changed_at = clock.now() if actor else time_of_own_act(viewpoint)
    viewpoint.save(update_fields=[*fields, "version", "changed_by", "changed_at"])


def lock_all(viewpoints: Iterable[Viewpoint], themes: Iterable[Theme | None] = ()) -> None:
    """Lock what a change of many will touch, always in the same order: viewpoints, themes, and last the audit chain.

    Without it two changes of many could wait for each other for ever on PostgreSQL. SQLite writes one at a time anyway.
    """
    for model, rows in ((Viewpoint, viewpoints), (Theme, themes)):
        wanted = {row.pk for row in rows if row is not None}
        list(model.objects.filter(pk__in=wanted).select_for_update().order_by("pk").values_list("pk"))


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
