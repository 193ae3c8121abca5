"""The sets of questions. They are about nobody, so there is no viewer."""

from typing import Any

from django.core.cache import cache
from django.db.models import Subquery

from medskapa.entrance import shipped
from medskapa.entrance.models import QuestionSet, QuestionSetState

KEPT_SECONDS = 3_600


def current() -> QuestionSet:
    """The set that is asked now: the published one, or the shipped one, which is no row yet. One query."""
    published = QuestionSet.objects.filter(state=QuestionSetState.PUBLISHED).first()
    return published or QuestionSet(number=1, **shipped.as_published())


def numbered(number: int) -> QuestionSet:
    """The set that a conversation began with; the one asked now where it has gone. One or two queries."""
    found = QuestionSet.objects.filter(number=number).exclude(state=QuestionSetState.DRAFT).first()
    return found or current()


def sets() -> list[QuestionSet]:
    """Every set, the newest first; the shipped one where there is no other. One or two queries."""
    rows = list(QuestionSet.objects.select_related("made_by").defer("questions").order_by("-number")[:100])
    return rows or [current()]


def set_numbered(number: int) -> QuestionSet:
    """The set with that number, drafts too. Raises QuestionSet.DoesNotExist."""
    found = QuestionSet.objects.filter(number=number).first()
    if found is None and number == 1 and not QuestionSet.objects.exists():
        return current()
    if found is None:
        raise QuestionSet.DoesNotExist
    return found


def asked_now() -> list[dict[str, Any]]:
    """The questions of the set that is asked now."""
    questions: list[dict[str, Any]] = current().questions
    return questions


def number_now() -> Subquery:
    """For a query of something else: the number of the set that is asked now, None for the shipped one."""
    rows = QuestionSet.objects.filter(state=QuestionSetState.PUBLISHED).order_by("-number")
    return Subquery(rows.values("number")[:1])


def asked_in(number: int | None) -> list[dict[str, Any]]:
    """The questions of the set with that number (`number_now`), which never change while it is in use.

    One query the first time, none while the set is kept.
    """
    if number is None:
        return shipped.questions()
    key = f"entrance.questions.{number}"
    found: list[dict[str, Any]] | None = cache.get(key)
    if found is None:
        found = numbered(number).questions
        cache.set(key, found, KEPT_SECONDS)
    return found
