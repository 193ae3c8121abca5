"""Opening a resident's file at work: through the access check, and never without a trace."""

from typing import cast

from django.db import transaction
from django.db.models import BooleanField, ExpressionWrapper, OuterRef, QuerySet, Subquery

from medskapa.core import audit
from medskapa.core.prepared import Prepared
from medskapa.guidance import policy
from medskapa.guidance.models import GuideAssignment
from medskapa.guidance.queries.guides import absent_now
from medskapa.people.models import Kind, Person


def files(viewer: Person) -> QuerySet[Person]:
    """The residents whose file `viewer` may open, by name."""
    rows = Person.objects.filter(policy.file_open_to(viewer, resident="pk"), kind=Kind.RESIDENT)
    guided = ExpressionWrapper(policy.guided_by(viewer, resident="pk"), BooleanField())
    return rows.annotate(viewer_guides=guided).order_by("name", "pk")


def _one_file(viewer: Person, key: int) -> QuerySet[Person]:
    return files(viewer).filter(pk=key)


_file = Prepared(_one_file, keys=1)
"""Every page of a file begins with it, and its SQL takes ten times as long to make as to run."""


def viewer_guides(resident: Person) -> bool:
    """Whether whoever opened the file (`open_file`) guides `resident` today, and does not only lead. No query."""
    return bool(getattr(resident, "viewer_guides", False))


@transaction.atomic
def open_file(*, viewer: Person, key: int, what: str) -> Person:
    """The resident with `key`, for `viewer`, who is written into the read log in the same transaction.

    Args:
        what: the part that is read, a short word: ``plan``, ``notes``.

    Raises:
        Person.DoesNotExist: there is no such resident, or not for `viewer`.
    """
    found = _file.objects(viewer, key)
    if not found:
        raise Person.DoesNotExist
    audit.read(reader=viewer, person=found[0], what=what)
    return cast(Person, found[0])


@transaction.atomic
def open_overview(*, viewer: Person, key: int) -> GuideAssignment:
    """As `open_file`, for the page that begins a file: the assignment by which it is open, with resident and guide.

    It carries what the page tells of the guide: ``is_led`` (`viewer` leads the unit), and, while the guide is away,
    ``away_until`` and ``cover_name``. Two queries, and those of a transaction.

    Raises:
        Person.DoesNotExist: there is no such resident, or not for `viewer`.
    """
    found: list[GuideAssignment] = _overview.objects(viewer, key)
    if not found:
        raise Person.DoesNotExist
    audit.read(reader=viewer, person=found[0].resident, what="overview")
    return found[0]


def _one_overview(viewer: Person, key: int) -> QuerySet[GuideAssignment]:
    away = absent_now().filter(guide=OuterRef("guide"))
    rows = GuideAssignment.objects.filter(policy.opens_now(viewer))
    rows = rows.filter(resident=key, resident__kind=Kind.RESIDENT).select_related("resident", "guide")
    return rows.annotate(
        is_led=ExpressionWrapper(policy.leads_now(viewer), BooleanField()),
        away_until=Subquery(away.values("ends_on")[:1]),
        cover_name=Subquery(away.values("cover__name")[:1]),
    )[:1]


_overview = Prepared(_one_overview, keys=1)
