"""What has been handed in: for whoever holds its code, and for the reception."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from medskapa.core import clock, walls
from medskapa.core.searching import holding
from medskapa.entrance import policy
from medskapa.entrance.begun import KEPT_DAYS, digest
from medskapa.entrance.models import Entry, Fact, Part, PartState, Receiver, Wall
from medskapa.entrance.queries.facts import current_facts
from medskapa.people.models import Person
from medskapa.people.queries import residents

PAGE = 50
MOST_WORDS = 6  # of a name that is searched for


def behind_code(code: str) -> Entry | None:
    """The entry that was handed in under `code`, for 30 days; None where there is none. One query."""
    since = clock.now() - timedelta(days=KEPT_DAYS)
    rows = Entry.objects.filter(digest=digest(code), handed_in_at__gte=since)
    return rows.select_related("person", "questions").first()


@walls.beyond()
def told_in(entry: Entry) -> list[Fact]:
    """What was told in `entry`, in the order of its questions. One query.

    For whoever told it, whose code is their pass, and for whoever has just written it down (`desk.taken_in_by`): they
    stand behind no wall, or not behind all. That it is theirs to see, the query that found `entry` has made sure.
    """
    facts = {fact.key: fact for fact in Fact.objects.filter(entry=entry).order_by("valid_from", "pk")}
    return [facts[question["key"]] for question in entry.questions.questions if question["key"] in facts]


def parts_of(entry: Entry) -> list[Part]:
    """Where `entry` went. One query."""
    return list(Part.objects.filter(entry=entry).order_by("pk"))


@dataclass(frozen=True)
class Waiting:
    """A page of parts, and where the next begins ("" at the end)."""

    rows: list[Part]
    next: str


def waiting(*, viewer: Person, to: str = "", mine: bool = False, after: str = "") -> Waiting:
    """The parts that wait at the reception, and those that somebody there has taken, the earliest promise first.

    Args:
        to: only those to this receiver.
        mine: only those that `viewer` has taken.
        after: where the page before ended.
    """
    if not policy.may_receive(viewer):
        return Waiting([], "")
    rows = Part.objects.filter(policy.OURS).order_by("promised_on", "pk")
    if to in Receiver.values:
        rows = rows.filter(to=to)
    if mine:
        rows = rows.filter(received_by=viewer)
    if place := _place(after):
        day, key = place
        rows = rows.filter(Q(promised_on__gt=day) | Q(promised_on=day, pk__gt=key))
    found = list(rows.select_related("entry__person", "received_by")[: PAGE + 1])
    more = found[PAGE - 1] if len(found) > PAGE else None
    return Waiting(found[:PAGE], f"{more.promised_on}_{more.pk}" if more else "")


def _place(after: str) -> tuple[date, int] | None:
    day, _, key = after.partition("_")
    try:
        return (date.fromisoformat(day), int(key)) if key.isascii() and key.isdecimal() and len(key) < 19 else None
    except ValueError:
        return None


def part_at_work(*, viewer: Person, key: int) -> Part:
    """A part that the reception has or had. Raises Part.DoesNotExist: there is none, or not for `viewer`."""
    rows = Part.objects.filter(policy.OURS | Q(state=PartState.DONE, received_by__isnull=False))
    if not policy.may_receive(viewer):
        raise Part.DoesNotExist
    return rows.select_related("entry__person", "received_by").get(pk=key)


def entries_at_work(viewer: Person) -> QuerySet[Entry]:
    """The entries that `viewer` works with at the reception."""
    return Entry.objects.filter(policy.entries_open_to(viewer)).select_related(
        "person", "questions", "taken_in_by", "confirmed_by"
    )


def facts_in(*, viewer: Person, entry: Entry) -> list[Fact]:
    """What the reception reads of an entry: what stands behind no wall but its own. Log the read."""
    return list(current_facts(viewer=viewer, person=entry.person, walls=list(Wall)))


def people_like(*, viewer: Person, text: str, besides: Person, limit: int = 20) -> list[Person]:
    """Residents whose name holds each word of `text`, for a desk worker who has met the person.

    Nobody with protected identity.
    """
    words = text.split()[:MOST_WORDS]
    if len("".join(words)) < 2 or not policy.may_receive(viewer):
        return []
    return list(residents().filter(holding(words, "name")).exclude(pk=besides.pk)[:limit])


def person_to_choose(*, viewer: Person, key: str, besides: Person) -> Person | None:
    """The resident with `key`, where `viewer` may choose them; None where not."""
    if not (key.isascii() and key.isdecimal() and len(key) < 19) or not policy.may_receive(viewer):
        return None
    return residents().filter(pk=int(key)).exclude(pk=besides.pk).first()
