"""Themes: made, described, told about in public, merged and taken apart again."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from analysis import redaction
from medskapa.core import audit, clock, slugs
from medskapa.core.errors import Conflict
from medskapa.people.models import Person, Unit
from medskapa.voice import policy
from medskapa.voice.actions.desk import group
from medskapa.voice.actions.threads import begin_following, happened, lock_all, recount, stop_following
from medskapa.voice.models import (
    Event,
    EventKind,
    Extract,
    MergedViewpoint,
    Theme,
    ThemeMerge,
    Thread,
    Viewpoint,
    ViewpointState,
)

TOLD_BY_HAND = [
    EventKind.ON_AGENDA,
    EventKind.DISCUSSED,
    EventKind.PROPOSED,
    EventKind.TAKEN_BY_GROUP,
    EventKind.DECIDED,
    EventKind.CARRIED_OUT,
    EventKind.EFFECT_SEEN,
    EventKind.CORRECTED,
]
RESERVED = {"nytt", "rss"}  # other pages, at the desk and in public, have these addresses
EDITABLE = ["name", "about", "plain_about", "doing", "plain_doing", "outcome", "plain_outcome"]


@transaction.atomic
def create_theme(
    *,
    actor: Person,
    name: str,
    about: str,
    unit: Unit,
    plain_about: str = "",
    beginning: str = "",
    first: Viewpoint | None = None,
) -> Theme:
    """Make a theme. A theme of the same name and unit (a double click) is returned as it is.

    `beginning` tells in public how it came to be; a plain sentence stands there otherwise. `first` is the viewpoint
    that it was made for, and is put in it at once.

    Raises:
        PermissionDenied: `actor` does not work at the desk of `unit`, or may not group `first`.
        ValidationError: a text is missing or too long; keyed by field.
        Conflict: `first` has been taken back.
    """
    if first is not None:  # locked before the audit chain, which the making of the theme locks
        lock_all([first], [first.theme])
    theme = _made(actor, name=name, about=about, unit=unit, plain_about=plain_about, beginning=beginning)
    if first is not None:
        group(actor=actor, viewpoint=first, theme=theme)
    return theme


def _made(actor: Person, *, name: str, about: str, unit: Unit, plain_about: str, beginning: str) -> Theme:
    theme = Theme(name=name.strip(), about=about.strip(), plain_about=plain_about.strip(), unit=unit)
    if not policy.may_work_at_the_desk_of(actor, unit):
        raise PermissionDenied
    if earlier := Theme.objects.filter(name=theme.name, unit=unit, merged_into__isnull=True).first():
        return earlier
    theme.clean_fields(exclude=["slug", "unit", "thread", "created_on"])
    theme.created_on = clock.today()
    try:
        _save_new(theme)
    except IntegrityError:  # somebody makes a theme of that name at the same moment, and was first
        if earlier := Theme.objects.filter(name=theme.name, unit=unit, merged_into__isnull=True).first():
            return earlier
        _save_new(theme)
    text = beginning.strip() or _("Synpunkter om samma sak samlades här.")
    happened(theme.thread, EventKind.GROUPED, actor=actor, theme=theme, text=text)
    audit.record(actor=actor, verb="theme.created", on=theme)
    return theme


@transaction.atomic
def _save_new(theme: Theme) -> None:
    theme.slug = slugs.free(Theme, theme.name, otherwise="tema", reserved=RESERVED)
    theme.thread = Thread.objects.create(public=True, state=EventKind.GROUPED)
    theme.save(force_insert=True)


@transaction.atomic
def edit_theme(*, actor: Person, theme: Theme, version: int, **texts: str) -> Theme:
    """Change the texts of a theme (those in `EDITABLE`), which are public. The slug stays, so that links live on.

    Raises:
        PermissionDenied: `actor` does not work at the desk of its unit.
        ValidationError: a text is missing or too long; keyed by field.
        Conflict: somebody else changed it since `version`.
    """
    _lock(theme)
    if not policy.may_edit_theme(actor, theme):
        raise PermissionDenied
    if theme.version != version:
        raise Conflict(_("Någon annan har ändrat temat. Det du skrev finns kvar. Läs det nya och försök igen."))
    changed = [field for field in EDITABLE if field in texts and getattr(theme, field) != texts[field].strip()]
    if not changed:
        return theme
    for field in changed:
        setattr(theme, field, texts[field].strip())
    theme.clean_fields(exclude=["unit", "thread"])
    theme.version += 1
    theme.save(update_fields=[*changed, "version"])
    audit.record(actor=actor, verb="theme.edited", on=theme, version=theme.version)
    return theme


@transaction.atomic
def add_event(*, actor: Person, theme: Theme, kind: EventKind, text: str, plain_text: str = "") -> Event:
    """Tell in public what has happened with a theme. It cannot be changed afterwards; a correction is a new event.

    The same event told twice on one day (a double click) is told once.

    Raises:
        PermissionDenied: `actor` does not work at the desk of its unit.
        ValidationError: no text, or a kind that is not told by hand.
    """
    _lock(theme)
    if not policy.may_edit_theme(actor, theme):
        raise PermissionDenied
    if kind not in TOLD_BY_HAND:
        raise ValidationError({"kind": _("Välj vad som har hänt.")})
    if not text.strip():
        raise ValidationError({"text": _("Berätta med några ord vad som har hänt.")})
    last = theme.thread.events.order_by("-number").first()
    told_today = last is not None and last.at >= clock.midnight(clock.today())
    if last and told_today and (last.kind, last.text, last.actor_id) == (kind, text.strip(), actor.pk):
        return last
    event = happened(theme.thread, kind, actor=actor, text=text.strip(), plain_text=plain_text.strip())
    audit.record(actor=actor, verb="theme.event_added", on=theme, kind=str(kind))
    return event


@transaction.atomic
def merge_themes(*, actor: Person, theme: Theme, into: Theme, reason: str, plain_reason: str = "") -> ThemeMerge:
    """Put `theme` into another theme. Every viewpoint keeps its words; which ones moved is remembered for an undo.

    Raises:
        PermissionDenied: `actor` is neither editor nor manager of both units.
        ValidationError: no reason.
        Conflict: one of them is merged already, or they are the same.
    """
    _lock_both(theme, into, moving=Viewpoint.objects.filter(theme=theme))
    if not (policy.may_merge(actor, theme) and policy.may_merge(actor, into)):
        raise PermissionDenied
    if not reason.strip():
        raise ValidationError({"reason": _("Skriv varför. Alla kan läsa det.")})
    if theme.pk == into.pk or theme.merged_into_id or into.merged_into_id:
        raise Conflict(_("Ett av temana är redan hoplagt. Ladda om sidan och välj på nytt."))
    if theme.absorbed.exists():
        raise Conflict(_("Ett annat tema ligger i det här. Ångra den sammanläggningen först."))
    merge = ThemeMerge(
        theme=theme, into=into, by=actor, at=clock.now(), reason=reason.strip(), plain_reason=plain_reason.strip()
    )
    merge.clean_fields(exclude=["theme", "into", "by"])
    merge.save()
    moved = list(Viewpoint.objects.filter(theme=theme).values_list("pk", flat=True))
    MergedViewpoint.objects.bulk_create((MergedViewpoint(merge=merge, viewpoint_id=pk) for pk in moved), 500)
    Viewpoint.objects.filter(theme=theme).update(theme=into)
    Extract.objects.filter(theme=theme).update(theme=into)
    theme.merged_into = into
    theme.save(update_fields=["merged_into"])
    for each, other in ((theme, into), (into, theme)):
        happened(
            each.thread, EventKind.MERGED, actor=actor, theme=other, text=merge.reason, plain_text=merge.plain_reason
        )
    # After the event: whom it moved is told of it by their own theme's thread, and need not hear it twice.
    begin_following(into.thread, Viewpoint.objects.filter(theme=into, moved_by__merge=merge))
    recount(theme, into)
    audit.record(actor=actor, verb="theme.merged", on=merge, moved=len(moved))
    return merge


@transaction.atomic
def undo_merge(*, actor: Person, merge: ThemeMerge, reason: str, plain_reason: str = "") -> ThemeMerge:
    """Take two themes apart again. The viewpoints that the merge moved go back, but for those that somebody has put
    in a third theme since; what came to the other theme later stays there.

    Raises:
        PermissionDenied: `actor` is neither editor nor manager of both units.
        ValidationError: no reason.
        Conflict: it is undone already.
    """
    merge.refresh_from_db(from_queryset=ThemeMerge.objects.select_for_update(of=("self",)))
    theme, into = merge.theme, merge.into
    _lock_both(theme, into, moving=Viewpoint.objects.filter(theme=into, moved_by__merge=merge))
    if not (policy.may_merge(actor, theme) and policy.may_merge(actor, into)):
        raise PermissionDenied
    if merge.undone_at:
        raise Conflict(_("Sammanläggningen är redan ångrad."))
    if not reason.strip():
        raise ValidationError({"reason": _("Skriv varför. Alla kan läsa det.")})
    merge.undone_at, merge.undone_by = clock.now(), actor
    merge.undo_reason, merge.plain_undo_reason = reason.strip(), plain_reason.strip()
    merge.clean_fields(exclude=["theme", "into", "by", "undone_by"])
    merge.save(update_fields=["undone_at", "undone_by", "undo_reason", "plain_undo_reason"])
    back = Viewpoint.objects.filter(theme=into, moved_by__merge=merge)
    Extract.objects.filter(theme=into, viewpoint__in=back).update(theme=theme)
    stop_following(into.thread, back)
    Viewpoint.objects.filter(pk__in=list(back.values_list("pk", flat=True))).update(theme=theme)
    theme.merged_into = None
    theme.save(update_fields=["merged_into"])
    for each, other in ((theme, into), (into, theme)):
        happened(
            each.thread,
            EventKind.MERGE_UNDONE,
            actor=actor,
            theme=other,
            text=merge.undo_reason,
            plain_text=merge.plain_undo_reason,
        )
    recount(theme, into)
    audit.record(actor=actor, verb="theme.merge_undone", on=merge)
    return merge


@transaction.atomic
def choose_extract(*, actor: Person, viewpoint: Viewpoint, text: str) -> Extract:
    """Publish words of a viewpoint in its theme. What points out a person is always masked; how much is noted.

    `text` must be the person's own words: a part of the viewpoint, in which the editor may have put "..." for what
    was left out. Choosing again replaces the earlier words.

    Raises:
        PermissionDenied: `actor` is no editor of the viewpoint's unit, or wrote it.
        ValidationError: empty, too long, or words that the person did not write.
        Conflict: the viewpoint has no theme, or has been taken back.
    """
    viewpoint.refresh_from_db(from_queryset=Viewpoint.objects.select_for_update(of=("self",)))
    if not policy.may_publish_from(actor, viewpoint):
        raise PermissionDenied
    if viewpoint.theme is None or viewpoint.state == ViewpointState.WITHDRAWN:
        raise Conflict(_("Synpunkten måste ligga i ett tema, och får inte vara tillbakatagen."))
    if not text.strip() or not _are_own_words(text, viewpoint.text):
        raise ValidationError({"text": _("Utdraget ska vara personens egna ord. Det du utelämnar skriver du som ...")})
    spans = redaction.find(text.strip())
    extract, _new = Extract.objects.get_or_create(
        viewpoint=viewpoint,
        defaults={"theme": viewpoint.theme, "chosen_by": actor, "chosen_on": clock.today(), "text": "-"},
    )
    extract.theme, extract.chosen_by, extract.chosen_on = viewpoint.theme, actor, clock.today()
    extract.text, extract.masked = redaction.mask(text.strip(), spans), len(spans)
    extract.clean_fields(exclude=["theme", "viewpoint", "chosen_by"])
    extract.save()
    audit.record(actor=actor, verb="extract.chosen", on=extract, masked=len(spans))
    return extract


def _are_own_words(text: str, whole: str) -> bool:
    squeezed = " ".join(whole.split())
    parts = [" ".join(part.split()) for part in text.replace("…", "...").split("...")]
    return any(parts) and all(part in squeezed for part in parts)


@transaction.atomic
def drop_extract(*, actor: Person, extract: Extract) -> None:
    """Take published words away again. Raises PermissionDenied as `choose_extract`."""
    if not policy.may_publish_from(actor, extract.viewpoint):
        raise PermissionDenied
    audit.record(actor=actor, verb="extract.dropped", on=extract)
    extract.delete()


def _lock(theme: Theme) -> None:
    theme.refresh_from_db(from_queryset=Theme.objects.select_for_update(of=("self",)))


def _lock_both(one: Theme, other: Theme, *, moving: QuerySet[Viewpoint]) -> None:
    """Lock two themes, and before them the viewpoints that will move: the order of `threads.lock_all`."""
    list(moving.order_by("pk").select_for_update(of=("self",)).values_list("pk"))
    for theme in sorted((one, other), key=lambda each: each.pk):
        _lock(theme)
