"""What the desk does with a viewpoint: give it to somebody, put it in a theme, close it; one or many at a time."""

from collections.abc import Callable, Sequence
from typing import TypedDict

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from medskapa.core import audit, clock
from medskapa.core.errors import Conflict
from medskapa.people.models import Person
from medskapa.people.queries import answerers_in
from medskapa.voice import policy
from medskapa.voice.actions.threads import follow_theme, happened, keep, lock_all, recount, take
from medskapa.voice.models import BulkChange, EventKind, Theme, Viewpoint, ViewpointState
from medskapa.voice.models.desk import BulkVerb

BULK_LIMIT = 200


class Before(TypedDict):
    """What one viewpoint was before a change of many, and its version just after."""

    theme: int | None
    assigned_to: int | None
    state: str
    version: int


@transaction.atomic
def assign(*, actor: Person, viewpoint: Viewpoint, to: Person | None, version: int | None = None) -> Viewpoint:
    """Give `viewpoint` to somebody who may answer in its unit, or to nobody.

    Raises:
        PermissionDenied: `actor` does not work at the desk of the unit.
        ValidationError: `to` may not answer in the unit.
        Conflict: somebody else changed the viewpoint first.
    """
    take(viewpoint, actor=actor, allowed=policy.may_group, version=version)
    if to is not None and not answerers_in(viewpoint.unit).filter(pk=to.pk).exists():
        raise ValidationError({"to": _("Den personen svarar inte på synpunkter i enheten.")})
    if viewpoint.assigned_to_id == (to.pk if to else None):
        return viewpoint
    viewpoint.assigned_to = to
    keep(viewpoint, actor=actor, fields=["assigned_to"])
    audit.record(actor=actor, verb="viewpoint.assigned", on=viewpoint, to=to.pk if to else 0)
    return viewpoint


@transaction.atomic
def group(*, actor: Person, viewpoint: Viewpoint, theme: Theme, version: int | None = None) -> Viewpoint:
    """Put `viewpoint` in `theme`; in the theme that it has been merged into, where that is so.

    Raises:
        PermissionDenied: `actor` does not work at the desk of the unit, or wrote the viewpoint.
        Conflict: somebody else changed the viewpoint first, or it has been taken back.
    """
    take(viewpoint, actor=actor, allowed=policy.may_group, version=version)
    lock_all((), [viewpoint.theme, theme])  # or somebody merges the theme while this is put in it
    theme.refresh_from_db()
    theme = theme.merged_into or theme
    if viewpoint.theme_id == theme.pk:
        return viewpoint
    if viewpoint.state == ViewpointState.WITHDRAWN:
        raise Conflict(_("Den som skrev har tagit tillbaka synpunkten. Den kan inte läggas i ett tema."))
    left, viewpoint.theme = viewpoint.theme, theme
    keep(viewpoint, actor=actor, fields=["theme"])
    follow_theme(viewpoint)
    viewpoint.extracts.all().delete()
    happened(viewpoint.thread, EventKind.GROUPED, actor=actor, theme=theme, text=theme.name)
    recount(left, theme)
    audit.record(actor=actor, verb="viewpoint.grouped", on=viewpoint, theme=theme.pk)
    return viewpoint


@transaction.atomic
def ungroup(*, actor: Person, viewpoint: Viewpoint, version: int | None = None) -> Viewpoint:
    """Take `viewpoint` out of its theme. Raises as `group` does."""
    take(viewpoint, actor=actor, allowed=policy.may_group, version=version)
    if viewpoint.theme is None:
        return viewpoint
    left, viewpoint.theme = viewpoint.theme, None
    keep(viewpoint, actor=actor, fields=["theme"])
    follow_theme(viewpoint)
    viewpoint.extracts.all().delete()
    happened(viewpoint.thread, EventKind.UNGROUPED, actor=actor, theme=left)
    recount(left)
    audit.record(actor=actor, verb="viewpoint.ungrouped", on=viewpoint, theme=left.pk)
    return viewpoint


@transaction.atomic
def close(*, actor: Person, viewpoint: Viewpoint, reason: str, version: int | None = None) -> Viewpoint:
    """Close `viewpoint` without an answer. Its author can read the reason.

    Raises:
        PermissionDenied: `actor` may not answer for the unit.
        ValidationError: no reason, or one longer than 500 characters.
        Conflict: it is not open, or somebody else changed it first.
    """
    take(viewpoint, actor=actor, allowed=policy.may_answer, version=version)
    reason = reason.strip()
    if not reason:
        raise ValidationError({"reason": _("Skriv varför ni avslutar. Den som skrev kan läsa det.")})
    viewpoint.mark_closed(reason=reason)
    viewpoint.clean_fields(exclude=["thread", "unit", "text"])
    keep(viewpoint, actor=actor, fields=["state", "close_reason"])
    happened(viewpoint.thread, EventKind.CLOSED, actor=actor, text=reason)
    recount(viewpoint.theme)
    audit.record(actor=actor, verb="viewpoint.closed", on=viewpoint)
    return viewpoint


@transaction.atomic
def reopen(*, actor: Person, viewpoint: Viewpoint, version: int | None = None) -> Viewpoint:
    """Open a closed or answered viewpoint again. Raises PermissionDenied and Conflict as `close` does."""
    take(viewpoint, actor=actor, allowed=policy.may_answer, version=version)
    viewpoint.mark_open_again()
    viewpoint.close_reason = ""
    keep(viewpoint, actor=actor, fields=["state", "close_reason"])
    happened(viewpoint.thread, EventKind.REOPENED, actor=actor)
    recount(viewpoint.theme)
    audit.record(actor=actor, verb="viewpoint.reopened", on=viewpoint)
    return viewpoint


def bulk_group(*, actor: Person, viewpoints: Sequence[Viewpoint], theme: Theme) -> BulkChange:
    """Put many viewpoints in `theme`; all or none. Raises as `group`, and ValidationError for none or too many."""

    def change(each: Viewpoint) -> Viewpoint:
        return group(actor=actor, viewpoint=each, theme=theme)

    return _bulk(actor, BulkVerb.GROUP, viewpoints, change, theme)


def bulk_assign(*, actor: Person, viewpoints: Sequence[Viewpoint], to: Person | None) -> BulkChange:
    """Give many viewpoints to `to`; all or none. Raises as `assign`, and ValidationError for none or too many."""
    return _bulk(actor, BulkVerb.ASSIGN, viewpoints, lambda each: assign(actor=actor, viewpoint=each, to=to))


def bulk_close(*, actor: Person, viewpoints: Sequence[Viewpoint], reason: str) -> BulkChange:
    """Close many viewpoints for one reason; all or none. Raises as `close`; ValidationError for none or too many."""
    return _bulk(actor, BulkVerb.CLOSE, viewpoints, lambda each: close(actor=actor, viewpoint=each, reason=reason))


@transaction.atomic
def _bulk(
    actor: Person,
    verb: BulkVerb,
    viewpoints: Sequence[Viewpoint],
    change: Callable[[Viewpoint], Viewpoint],
    theme: Theme | None = None,
) -> BulkChange:
    if not viewpoints:
        raise ValidationError(_("Välj minst en synpunkt."))
    if len(viewpoints) > BULK_LIMIT:
        raise ValidationError(_("Välj högst %(limit)s synpunkter åt gången.") % {"limit": BULK_LIMIT})
    lock_all(viewpoints, [theme, *Theme.objects.filter(viewpoints__in=viewpoints).distinct()])
    before: dict[str, Before] = {}
    locked = Viewpoint.objects.filter(pk__in=[each.pk for each in viewpoints]).order_by("pk")
    for viewpoint in locked.select_related("unit"):  # as they are now, which may not be as `actor` fetched them
        was = Before(theme=viewpoint.theme_id, assigned_to=viewpoint.assigned_to_id, state=viewpoint.state, version=0)
        before[str(viewpoint.pk)] = was | {"version": change(viewpoint).version}
    made = BulkChange.objects.create(by=actor, at=clock.now(), verb=verb, before=before)
    audit.record(actor=actor, verb=f"viewpoint.bulk_{verb}", on=made, count=len(before))
    return made


@transaction.atomic
def undo_bulk(*, actor: Person, change: BulkChange) -> list[Viewpoint]:
    """Take back what `change` did, for every viewpoint that nobody has touched since. Returns those it left alone.

    Raises:
        PermissionDenied: somebody else made the change.
        Conflict: it is undone already.
    """
    change.refresh_from_db(from_queryset=BulkChange.objects.select_for_update())
    if change.by_id != actor.pk:
        raise PermissionDenied
    if change.undone_at:
        raise Conflict(_("Ändringen är redan ångrad."))
    changed = Viewpoint.objects.filter(pk__in=change.before).select_related("theme").order_by("pk")
    lock_all(changed, [*(each.theme for each in changed), *Theme.objects.filter(pk__in=_themes_before(change))])
    left_alone = []
    for viewpoint in changed.all():  # read once more, now that nobody else can change them
        was = change.before[str(viewpoint.pk)]
        if viewpoint.version != was["version"]:
            left_alone.append(viewpoint)
        else:
            _put_back(actor, BulkVerb(change.verb), viewpoint, was)
    change.undone_at = clock.now()
    change.save(update_fields=["undone_at"])
    audit.record(actor=actor, verb="viewpoint.bulk_undone", on=change, left_alone=len(left_alone))
    return left_alone


def _themes_before(change: BulkChange) -> set[int]:
    return {was["theme"] for was in change.before.values() if was["theme"]}


def _put_back(actor: Person, verb: BulkVerb, viewpoint: Viewpoint, was: Before) -> None:
    if verb == BulkVerb.ASSIGN:
        to = Person.objects.filter(pk=was["assigned_to"] or 0).first()
        assign(actor=actor, viewpoint=viewpoint, to=to)
    elif verb == BulkVerb.CLOSE:
        if was["state"] != ViewpointState.CLOSED:
            reopen(actor=actor, viewpoint=viewpoint)
    elif theme := Theme.objects.filter(pk=was["theme"] or 0).first():
        group(actor=actor, viewpoint=viewpoint, theme=theme)
    else:
        ungroup(actor=actor, viewpoint=viewpoint)
