"""Notes for a viewer: those who may open the file read all, the resident all but those that a ground in law hides."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Case, Q, QuerySet, TextField, Value, When

from medskapa.guidance import policy
from medskapa.guidance.models import GuideAssignment, Note
from medskapa.people.models import Person

PAGE = 30


def visible_to(viewer: Person) -> QuerySet[Note]:
    """The notes that `viewer` may read, the latest first."""
    rows = Note.objects.filter(policy.notes_read_by(viewer)).select_related("author")
    return rows.order_by("-written_at", "-pk")


@dataclass(frozen=True)
class Page:
    """Some notes, and the key to page on with."""

    rows: Sequence[Note]
    next: int | None


def notes_of(*, viewer: Person, resident: Person, after: str = "", limit: int = PAGE) -> Page:
    """The notes about `resident` that `viewer` may read. To the resident, of a hidden one only that there is one.

    A hidden note has no text then: it is not read from the database at all. At most two queries.
    """
    rows = Note.objects.filter(resident=resident).filter(policy.notes_known_to(viewer)).select_related("author")
    rows = rows.order_by("-written_at", "-pk").defer("text")
    shown = Case(When(policy.notes_read_by(viewer), then="text"), default=Value(""), output_field=TextField())
    rows = rows.annotate(shown_text=shown)
    if after.isdecimal() and len(after) < 20 and (last := Note.objects.filter(resident=resident, pk=after).first()):
        rows = rows.filter(Q(written_at__lt=last.written_at) | Q(written_at=last.written_at, pk__lt=last.pk))
    found = list(rows[: limit + 1])
    return Page(found[:limit], found[limit - 1].pk if len(found) > limit else None)


def all_notes(*, viewer: Person, resident: Person) -> Sequence[Note]:
    """Every note about `resident` as `notes_of` shows them, for paper: the oldest first. One query."""
    return list(reversed(notes_of(viewer=viewer, resident=resident, limit=5_000).rows))


def was_guided(person: Person) -> bool:
    """Whether `person` has, or has had, a guide."""
    return GuideAssignment.objects.filter(resident=person).exists()
