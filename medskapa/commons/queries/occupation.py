"""Occupations: what anyone may read of them, and what those who keep them see."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.shortcuts import get_object_or_404

from medskapa.commons import policy
from medskapa.commons.models import Occupation, OccupationState, Place
from medskapa.people.models import Person

PAGE, ROWS, HERE = 30, 50, 8
WAITING, ALL, DRAFTS, OVER = "vantar", "alla", "utkast", "slut"


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for. Everything may be empty; then it is all that takes people in."""

    area: str = ""
    kind: str = ""
    language: str = ""


@dataclass(frozen=True)
class Page:
    """A page of a list; `next` leads to the one after it, empty where there is none."""

    rows: Sequence[Occupation]
    next: str


def open_now(wanted: Wanted, *, after: str = "") -> Page:
    """What takes people in, by name. One query."""
    rows = _open()
    if wanted.area:
        rows = rows.filter(place__area__slug=wanted.area)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.language:
        rows = rows.alias(spoken=Cast("languages", TextField())).filter(spoken__contains=f'"{wanted.language}"')
    if begun := _after(after):
        title, pk = begun
        rows = rows.filter(Q(title__gt=title) | Q(title=title, pk__gt=pk))
    found = list(rows.order_by("title", "pk")[: PAGE + 1])
    shown = found[:PAGE]
    return Page(shown, f"{shown[-1].pk}-{shown[-1].title}" if len(found) > PAGE else "")


def occupation(slug: str) -> Occupation:
    """One that anyone may see: also where it takes nobody in now. Http404 for any other."""
    seen = Occupation.objects.filter(published_on__isnull=False).exclude(state=OccupationState.REFUSED)
    return get_object_or_404(seen.select_related("place__area", "organisation"), slug=slug)


def to_link_to(words: str, most: int) -> list[Occupation]:
    """Open occupations whose title or purpose holds all of `words`, by title. One query."""
    rows = _open()
    for word in words.split()[:5]:
        rows = rows.filter(Q(title__icontains=word) | Q(purpose__icontains=word))
    return list(rows.order_by("title", "pk")[:most])


def named(slugs: Sequence[str]) -> list[tuple[str, str]]:
    """The open ones of `slugs`, as (slug, title). One query."""
    return list(_open().filter(slug__in=slugs).order_by("pk").values_list("slug", "title"))


def at_place(place: Place) -> list[Occupation]:
    """What one can do at a place. One query."""
    return list(_open().filter(place=place).order_by("title", "pk")[:HERE])


def _open() -> QuerySet[Occupation]:
    return Occupation.objects.filter(state=OccupationState.PUBLISHED).select_related("place__area", "organisation")


def _after(text: str) -> tuple[str, int] | None:
    pk, _dash, title = text.partition("-")
    if not (pk.isascii() and pk.isdecimal() and len(pk) < 19):
        return None
    return title, int(pk)


# --- for those who keep them


def listing(*, viewer: Person, show: str = ALL, after: str = "") -> Page:
    """The occupations that `viewer` keeps, the newest first. One query."""
    rows = Occupation.objects.filter(policy.keeps_occupation(viewer), _choices()[show])
    if after.isascii() and after.isdecimal() and len(after) < 19:
        rows = rows.filter(pk__lt=int(after))
    found = list(rows.select_related("organisation", "place").order_by("-pk")[: ROWS + 1])
    return Page(found[:ROWS], str(found[ROWS - 1].pk) if len(found) > ROWS else "")


def numbers(viewer: Person) -> dict[str, int]:
    """How many occupations each choice of the list has. One query."""
    counts = {name: Count("pk", filter=which) for name, which in _choices().items()}
    return Occupation.objects.filter(policy.keeps_occupation(viewer)).aggregate(**counts)


def one_to_keep(*, viewer: Person, pk: int) -> Occupation:
    """An occupation that `viewer` keeps. Http404 for any other."""
    rows = Occupation.objects.filter(policy.keeps_occupation(viewer))
    return get_object_or_404(rows.select_related("organisation", "place__area", "written_by"), pk=pk)


def _choices() -> dict[str, Q]:
    """What each choice of the list shows. What an editor is to read is what waits, and what was changed since by an
    organisation that is not trusted yet."""
    changed = Q(state=OccupationState.PUBLISHED, organisation__trusted=False, version__gt=F("approved_version"))
    return {
        WAITING: Q(state=OccupationState.WAITING) | changed,
        ALL: Q(pk__isnull=False),
        DRAFTS: Q(state=OccupationState.DRAFT),
        OVER: Q(state__in=[OccupationState.REFUSED, OccupationState.CLOSED]),
    }
