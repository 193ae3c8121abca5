"""Themes as the desk sees them: all of them, one in full, who waits in it, and what it can be merged with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.http import Http404

from medskapa.core.searching import holding
from medskapa.people.models import Person, Unit
from medskapa.people.queries import in_unit_of
from medskapa.voice import policy
from medskapa.voice.models import Event, Extract, Theme, ThemeMerge, Viewpoint, ViewpointState
from medskapa.voice.models.viewpoint import OPEN
from medskapa.voice.queries.visible import at_the_desk_of

PAGE = 50
AT_ONCE = 200
"""How many one answer goes to at a time: the action locks each of them in one transaction."""


Row = TypeVar("Row")


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows of a list, and where the next page begins (empty on the last one)."""

    rows: Sequence[Row]
    next: str


def all_themes(viewer: Person) -> QuerySet[Theme]:
    """Every theme, for themes are public; each carries ``may_edit`` and ``may_merge`` (bool) for `viewer`."""
    rights = {"may_edit": policy.theme_editable_by(viewer), "may_merge": policy.theme_joinable_by(viewer)}
    return Theme.objects.select_related("unit", "thread", "merged_into").annotate(**rights)


def themes(*, viewer: Person, text: str = "", own: bool = False, waiting: bool = False, after: str = "") -> Page[Theme]:
    """One page of themes by name, each with ``newest_at``, the time of the last event in its thread. Queries: 1.

    Args:
        own: only those of the units at whose desk `viewer` works.
        waiting: only those in which somebody waits for an answer.
        after: the ``next`` of the page before.
    """
    newest = Event.objects.filter(thread=OuterRef("thread"), number=OuterRef("thread__length")).values("at")
    rows = all_themes(viewer).annotate(newest_at=Subquery(newest[:1])).filter(_holding(text), _beyond(after))
    if own:
        rows = rows.filter(policy.theme_editable_by(viewer))
    if waiting:
        rows = rows.filter(waiting_count__gt=0)
    found = list(rows.order_by("name", "pk")[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    return Page(found[:PAGE], f"{last.pk}.{last.name}" if last else "")


def _holding(text: str) -> Q:
    """The condition that each word of `text` stands in the theme's name or sentence."""
    return holding(text.split(), "name", "about")


def _beyond(after: str) -> Q:
    pk, _, name = after.partition(".")
    if not (pk.isdecimal() and len(pk) < 20 and name):
        return Q()
    return Q(name__gt=name) | Q(name=name, pk__gt=int(pk))


def units_for_a_theme(viewer: Person) -> QuerySet[Unit]:
    """The units that `viewer` may make a theme for: those at whose desk they work, by name."""
    return Unit.objects.filter(in_unit_of(viewer, *policy.AT_THE_DESK, field="pk")).order_by("name", "pk")


def viewpoints_in(theme: Theme, *, viewer: Person, after: str = "") -> Page[Viewpoint]:
    """One page of what was said in `theme`, as far as `viewer` works with it, the newest first. Queries: 1.

    Each row carries ``is_extract`` (bool): words of it are published.
    """
    published = Exists(Extract.objects.filter(viewpoint=OuterRef("pk")))
    rows = at_the_desk_of(viewer).filter(theme=theme).exclude(state=ViewpointState.WITHDRAWN)
    rows = rows.select_related("unit").annotate(is_extract=published)
    found = list(rows.filter(_older(after)).order_by("-received_on", "pk")[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    return Page(found[:PAGE], f"{last.received_on}.{last.pk}" if last else "")


def _older(after: str) -> Q:
    day, _, pk = after.partition(".")
    try:
        received_on, number = date.fromisoformat(day), int(pk)
    except ValueError:
        return Q()
    return Q(received_on__lt=received_on) | Q(received_on=received_on, pk__gt=number)


def waiting_in(theme: Theme, *, viewer: Person) -> QuerySet[Viewpoint]:
    """What is open in `theme`, `viewer` may answer and nobody has, the oldest promise first."""
    rows = at_the_desk_of(viewer).filter(policy.answerable_by(viewer), theme=theme, state__in=OPEN)
    rows = rows.exclude(policy.WITH_ITS_READER)
    return rows.select_related("unit").order_by("promised_on", "pk")


def answered_together(*, viewer: Person, keys: Sequence[int]) -> list[Viewpoint]:
    """The viewpoints with `keys`, wherever they lie and whatever their state is now; the action tells what changed.

    Raises Http404 where one is missing or foreign.
    """
    found = list(at_the_desk_of(viewer).filter(pk__in=keys).select_related("unit").order_by("promised_on", "pk"))
    if len(found) != len(set(keys)):
        raise Http404
    return found


def story_of(theme: Theme) -> list[Event]:
    """What has happened to `theme`, the latest first. Queries: 1."""
    return list(Event.objects.filter(thread=theme.thread_id).select_related("actor", "theme").order_by("-number"))


def extracts_of(theme: Theme) -> list[Extract]:
    """What is published of `theme`, the latest choice first. Queries: 1."""
    return list(Extract.objects.filter(theme=theme).select_related("chosen_by").order_by("-chosen_on", "pk"))


def extracts_for(viewer: Person) -> QuerySet[Extract]:
    """The published words of viewpoints that `viewer` works with."""
    return Extract.objects.filter(viewpoint__in=at_the_desk_of(viewer)).select_related("theme")


def open_merges_of(theme: Theme) -> list[ThemeMerge]:
    """The merges, not undone, that put `theme` into another or another into it. Queries: 1."""
    merges = all_merges().filter(Q(theme=theme) | Q(into=theme), undone_at__isnull=True)
    return list(merges.order_by("-at", "pk"))


def all_merges() -> QuerySet[ThemeMerge]:
    """Every merge, for merges are public."""
    return ThemeMerge.objects.select_related("theme__unit", "into__unit", "by", "undone_by")


def mergeable_with(theme: Theme, *, viewer: Person, text: str = "") -> QuerySet[Theme]:
    """The themes into which `viewer` may put `theme`, by name."""
    rows = all_themes(viewer).filter(policy.theme_joinable_by(viewer), _holding(text), merged_into__isnull=True)
    return rows.exclude(pk=theme.pk).order_by("name", "pk")
