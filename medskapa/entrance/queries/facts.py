"""What is known about a person, for the person and for staff on the right side of a wall."""

from collections.abc import Collection
from datetime import date

from django.db.models import Count, Prefetch, QuerySet

from analysis import disclosure
from analysis.disclosure import Hidden, Shown
from medskapa.entrance import policy
from medskapa.entrance.models import AskedAgain, Fact, Passing, Wall
from medskapa.people.models import Person
from medskapa.voice.texts import least


def facts_of(*, viewer: Person, person: Person, walls: Collection[Wall]) -> dict[str, Fact]:
    """What is known about `person` now and stands behind one of `walls`, or has passed there: by key.

    Staff see no further than their role goes, whatever `walls` says. That `viewer` may look at `person` at all is for
    the room that opened the file to know. Queries: 1 for the person's own facts, 2 for staff.
    """
    return {fact.key: fact for fact in current_facts(viewer=viewer, person=person, walls=walls)}


def current_facts(*, viewer: Person, person: Person, walls: Collection[Wall]) -> QuerySet[Fact]:
    """As `facts_of`, as rows in order of their keys, with the entry and who wrote each."""
    seen = set(walls) if viewer.pk == person.pk else set(walls) & policy.walls_of(viewer)
    rows = Fact.objects.filter(policy.behind(seen), person=person, valid_to__isnull=True)
    return rows.select_related("entry", "written_by").order_by("key", "pk")


def my_facts(viewer: Person) -> list[Fact]:
    """Everything that is known about `viewer` now, with what has passed a wall. Queries: 2."""
    passings = Prefetch("passings", Passing.objects.order_by("passed_at", "pk"))
    rows = Fact.objects.filter(person=viewer, valid_to__isnull=True)
    return list(rows.prefetch_related(passings).order_by("wall", "key", "pk"))


def my_fact(viewer: Person, key: int) -> Fact:
    """One thing that is known about `viewer` now. Raises Fact.DoesNotExist."""
    return Fact.objects.get(person=viewer, pk=key, valid_to__isnull=True)


def my_passings(viewer: Person, limit: int = 100) -> list[Passing]:
    """What has passed a wall about `viewer`, the latest first. One query."""
    rows = Passing.objects.filter(person=viewer).select_related("fact", "passed_by")
    return list(rows.order_by("-passed_at", "-pk")[:limit])


def known_already(person: Person | None, key: str) -> Fact | None:
    """What a question is filled in from, for a person who answers it signed in. One query, none for a visitor."""
    if person is None:
        return None
    return Fact.objects.filter(person=person, key=key, valid_to__isnull=True).first()


def asked_again_in(since: date) -> dict[str, int]:
    """How often each question was asked since that day although we had the answer, the most asked first. One query."""
    counted = AskedAgain.objects.filter(day__gte=since).order_by().values("key").annotate(times=Count("pk"))
    return dict(counted.order_by("-times", "key").values_list("key", "times"))


def asked_again_shown(since: date) -> dict[str, Shown]:
    """As `asked_again_in`, for whoever edits the questions: small numbers are hidden, and come last by key. One query.

    They stand for few people, whom a colleague at the desk might remember.
    """
    shown = {key: disclosure.number(times, least=least()) for key, times in asked_again_in(since).items()}
    known = {key: times for key, times in shown.items() if not isinstance(times, Hidden)}
    return known | {key: shown[key] for key in sorted(set(shown) - set(known))}
