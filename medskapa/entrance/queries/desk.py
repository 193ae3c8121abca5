"""Opening an entry at the reception: through the access check, and never without a trace."""

from django.db import transaction

from medskapa.core import audit, clock
from medskapa.entrance.models import Entry
from medskapa.entrance.queries.entries import entries_at_work
from medskapa.people.models import Person


@transaction.atomic
def open_entry(*, viewer: Person, key: int, what: str = "entry") -> Entry:
    """The entry with `key` for `viewer`, who is written into the read log in the same transaction.

    Raises:
        Entry.DoesNotExist: there is none, or not for `viewer`.
    """
    entry = entries_at_work(viewer).get(pk=key)
    audit.read(reader=viewer, person=entry.person, what=what)
    return entry


@transaction.atomic
def taken_in_by(*, viewer: Person, key: int) -> Entry:
    """An entry that `viewer` took in today, to print what happens now; that it is read is written down.

    They see all of it, also what stands behind other walls, for they have just written it. When the day is over it is
    read as any other entry is, by those who work with it, on their side of the walls.

    Raises:
        Entry.DoesNotExist: there is none, or `viewer` did not take it in, or not today.
    """
    since = clock.midnight(clock.today())
    rows = Entry.objects.filter(taken_in_by=viewer, handed_in_at__gte=since)
    entry = rows.select_related("person", "questions").get(pk=key)
    audit.read(reader=viewer, person=entry.person, what="entry")
    return entry
