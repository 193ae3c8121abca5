"""How people voted: the groups, what is typical of each, what all agree on. At work and in public the same figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from analysis.opinion import TooFew
from analysis.opinion_told import Answers, Share
from medskapa.core.headers import public_page
from medskapa.meetings import picture
from medskapa.meetings.models import Meeting, Statement
from medskapa.meetings.queries import opinions as queries
from medskapa.meetings.queries import voting
from medskapa.meetings.views import helper_only
from medskapa.people.requests import PersonRequest

LETTERS = "ABCDE"


@login_not_required
@require_safe
@public_page
def public_opinions(request: HttpRequest, slug: str) -> HttpResponse:
    """For anyone, once the meeting is closed."""
    meeting = queries.public_meeting(slug)
    return render(request, "meetings/public/opinions.html", _shown(meeting, queries.opinions_of(meeting)))


@require_safe
@helper_only
def opinions(request: PersonRequest, slug: str) -> HttpResponse:
    """At work, as soon as nobody can vote any more: before, each vote could be told from how it moves the figures."""
    meeting = voting.meeting_for(request.user, slug)
    try:
        context = _shown(meeting, queries.opinions_of(meeting))
    except Http404:
        context = {"meeting": meeting, "still_open": True}
    return render(request, "meetings/voting/opinions.html", context)


@dataclass(frozen=True)
class Row:
    """A statement with what is told of it: by everybody, and as the cells of the table (what it counts, the share)."""

    statement: Statement
    everyone: Answers | None
    cells: Sequence[tuple[str, Share | None]] = ()


Told = Sequence[tuple[Row, Share | None]]


@dataclass(frozen=True)
class Sides:
    """Statements that people say yes to, and those that they say no to, each with the share who do."""

    yes: Told
    no: Told


@dataclass(frozen=True)
class Named:
    """A group as the page shows it: its name, its circle in the picture, and what is typical of it."""

    name: str
    size: int
    circle: picture.Circle
    typical: Sides


def _shown(meeting: Meeting, opinions: queries.Opinions) -> dict[str, Any]:
    found = opinions.found
    context: dict[str, Any] = {
        "meeting": meeting,
        "still_open": False,
        "found": found,
        "too_few_people": False,
        "groups": [],
        "rows": [],
        "raised": [Row(statement, answers) for statement, answers in opinions.raised],
    }
    if found is None:
        return context
    if found.too_few == TooFew.PEOPLE:
        return context | {"too_few_people": True}
    names = [_("Grupp %(letter)s") % {"letter": letter} for letter in LETTERS[: len(found.groups)]]
    columns = [_("Alla, håller med"), _("Alla, håller inte med"), _("Alla, hoppar över")]
    columns += [_("%(group)s, håller med") % {"group": name} for name in names]
    rows = [_row(statement, found, place, columns) for place, statement in enumerate(opinions.statements)]
    drawn = picture.drawn([(group.size, group.middle) for group in found.groups])
    return context | {
        "groups": [
            Named(name, group.size, circle, _sides(group.typical, rows, group.answers))
            for name, group, circle in zip(names, found.groups, drawn.circles, strict=True)
        ],
        "picture": drawn,
        "agreed": _sides(found.agreed, rows, found.everyone),
        "rows": sorted(rows, key=_most_agreed_first),
        "columns": columns,
    }


def _row(statement: Statement, found: queries.Found, place: int, columns: Sequence[str]) -> Row:
    everyone = found.everyone[place]
    shares = [everyone.agree, everyone.disagree, everyone.passes] if everyone else [None, None, None]
    of_groups = [answers.agree if (answers := group.answers[place]) else None for group in found.groups]
    return Row(statement, everyone, list(zip(columns, [*shares, *of_groups], strict=True)))


def _sides(typical: Sequence[queries.Typical], rows: Sequence[Row], answers: Sequence[Answers | None]) -> Sides:
    """`typical` by what people say, with the share of those whose `answers` they are."""

    def of(*, agrees: bool) -> Told:
        chosen = [each for each in typical if each.agrees is agrees]
        return [(rows[each.statement], _share(answers[each.statement], agrees=agrees)) for each in chosen]

    return Sides(yes=of(agrees=True), no=of(agrees=False))


def _share(answers: Answers | None, *, agrees: bool) -> Share | None:
    if answers is None:
        return None
    return answers.agree if agrees else answers.disagree


def _most_agreed_first(row: Row) -> tuple[int, int]:
    return (-row.everyone.agree.value if row.everyone else 1, row.statement.number)
