"""Interests as guides and their managers, those who left them, and the daily job read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.shortcuts import get_object_or_404

from medskapa.commons import interest_links, policy
from medskapa.commons.models import (
    UNANSWERED_INTERESTS,
    FreeTime,
    Interest,
    InterestMessage,
    InterestNews,
    InterestState,
)
from medskapa.core import audit, clock
from medskapa.core.languages import names_of
from medskapa.integrations import outgoing
from medskapa.people.models import Person, Role
from medskapa.people.own_data import name_of
from medskapa.people.queries import grants_today, holders

PAGE, MOST_OWN = 30, 50
CONTACT_DAYS, KEPT_DAYS, WITHDRAWN_DAYS = 30, 365, 30
"""The name and address are emptied so long after the answer; the rest is deleted so long after it. What was taken back
holds no words, and its row goes sooner."""
OPEN, MINE, ANSWERED, FAILED = "vantar", "mina", "klara", "natt-inte-fram"


@dataclass(frozen=True)
class InterestPage:
    """One page of the list, how many each choice has, and where the next page begins (empty: there is none)."""

    rows: Sequence[Interest]
    next: str
    numbers: dict[str, int]


# --- at work


def listing(*, viewer: Person, show: str = OPEN, after: str = "") -> InterestPage:
    """What waits for an answer, the oldest promise first; or what one has taken, or what is answered. Two queries."""
    visible, conditions = _seen_by(viewer), _conditions(viewer)
    numbers = visible.aggregate(**{key: Count("pk", filter=condition) for key, condition in conditions.items()})
    rows = visible.filter(conditions.get(show, conditions[OPEN]))
    first, by = ("answered_on", "-") if show in {ANSWERED, FAILED} else ("promised_on", "")
    if begun := _after(after):
        day, pk = begun
        further = "lt" if by else "gt"
        rows = rows.filter(Q(**{f"{first}__{further}": day}) | Q(**{first: day, f"pk__{further}": pk}))
    rows = rows.select_related("taken_by").defer("reach_to", "answer").order_by(f"{by}{first}", f"{by}pk")
    found = list(rows[: PAGE + 1])
    shown = found[:PAGE]
    following = f"{getattr(shown[-1], first)}.{shown[-1].pk}" if len(found) > PAGE else ""
    return InterestPage(shown, following, numbers)


def late_for(viewer: Person) -> int:
    """How many promised answers are late of those that `viewer` sees."""
    return _seen_by(viewer).filter(_late()).count()


@transaction.atomic
def one(*, viewer: Person, pk: int) -> Interest:
    """One that `viewer` sees at work. Of a person with an account the reading is logged. Http404 for any other."""
    found = get_object_or_404(_seen_by(viewer).select_related("taken_by", "unit", "person"), pk=pk)
    if found.person is not None:
        audit.read(reader=viewer, person=found.person, what="interest")
    return found


def not_arrived(found: Interest) -> InterestMessage | None:
    """The message about the answer that did not arrive, where there is one."""
    return found.messages.filter(kind=InterestNews.ANSWERED, state=outgoing.FAILED).first()


def _seen_by(viewer: Person) -> QuerySet[Interest]:
    return Interest.objects.filter(policy.sees_interest(viewer)).exclude(state=InterestState.WITHDRAWN)


def _conditions(viewer: Person) -> dict[str, Q]:
    failed = InterestMessage.objects.filter(kind=InterestNews.ANSWERED, state=outgoing.FAILED)
    return {
        OPEN: Q(state__in=UNANSWERED_INTERESTS),
        MINE: Q(state=InterestState.TAKEN, taken_by=viewer),
        ANSWERED: Q(state=InterestState.ANSWERED),
        FAILED: Q(pk__in=failed.values("interest")),
    }


def _late() -> Q:
    return Q(state__in=UNANSWERED_INTERESTS, promised_on__lt=clock.today())


def _after(text: str) -> tuple[date, int] | None:
    day, _dot, key = text.partition(".")
    if not (key.isascii() and key.isdecimal() and len(key) <= 19 and int(key) < 2**63):
        return None
    try:
        return date.fromisoformat(day), int(key)
    except ValueError:
        return None


# --- the person


def sent(pk: int) -> Interest:
    """One that has just been sent, for its receipt. Http404 where it is gone."""
    return get_object_or_404(Interest, pk=pk)


def mine(person: Person) -> list[Interest]:
    """What `person` has left, the newest first. One query."""
    return list(Interest.objects.filter(person=person).order_by("-sent_on", "-pk")[:MOST_OWN])


def my_own(person: Person, pk: int) -> Interest:
    """One of them. Http404 otherwise."""
    return get_object_or_404(Interest.objects.filter(person=person).select_related("taken_by"), pk=pk)


def told_by(viewer: Person) -> dict[str, Any] | None:
    """What is stored of the interests of `viewer`, for the file of their own. One query; with answers' links three."""
    rows = list(Interest.objects.filter(person=viewer).select_related("taken_by").order_by("sent_on", "pk"))
    if not rows:
        return None
    leads = {link.key: link.name for link in interest_links.known(key for each in rows for key in each.links)}
    return {"interests": [_told(each, leads) for each in rows]}


def _told(found: Interest, leads: dict[str, str]) -> dict[str, Any]:
    return {
        "sent": found.sent_on,
        "can": found.can,
        "wants": found.wants,
        "languages": names_of(found.languages),
        "times": [str(FreeTime(each).label) for each in found.times],
        "called": found.name,
        "answer_comes": str(found.get_via_display()),
        "to": found.reach_to,
        "state": str(found.get_state_display()),
        "promised": found.promised_on,
        "answered": found.answered_on,
        "answered_by": name_of(found.taken_by) if found.answered_on else "",
        "answer": found.answer,
        "leads_to": [leads[key] for key in found.links if key in leads],
    }


# --- the daily job


def managers_to_alarm() -> list[Person]:
    """The managers of the units in which a promised answer is late; one late one without a unit is for them all."""
    late = Interest.objects.filter(_late()).order_by()
    held = grants_today(Role.UNIT_MANAGER)
    if not late.filter(unit__isnull=True).exists():
        held = held.filter(Q(unit__in=late.values("unit")) | Q(unit__isnull=True))
    if not late.exists():
        return []
    return list(holders(held))


def to_forget_contact() -> list[Interest]:
    """Those whose name and address are to be emptied."""
    rows = Interest.objects.filter(state=InterestState.ANSWERED, contact_emptied_on__isnull=True)
    return list(rows.filter(answered_on__lt=clock.today() - timedelta(days=CONTACT_DAYS)).order_by("pk"))


def to_delete() -> list[Interest]:
    """Those that are to be deleted."""
    today = clock.today()
    answered = Q(state=InterestState.ANSWERED, answered_on__lt=today - timedelta(days=KEPT_DAYS))
    taken_back = Q(state=InterestState.WITHDRAWN, withdrawn_on__lt=today - timedelta(days=WITHDRAWN_DAYS))
    return list(Interest.objects.filter(answered | taken_back).order_by("pk"))
