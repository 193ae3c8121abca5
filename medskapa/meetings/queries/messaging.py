"""Messages to the invited: how far they have come, letters to print and post, what to tell, and what failed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Case, CharField, Count, F, Q, QuerySet, Value, When
from django.http import Http404

from medskapa.core import audit, clock
from medskapa.integrations import outgoing
from medskapa.integrations.post.address import Address
from medskapa.meetings import letters as printing
from medskapa.meetings import outbox, policy, reach
from medskapa.meetings.models import (
    Invitation,
    InvitationState,
    InviteVia,
    Meeting,
    MeetingState,
    Message,
    MessageKind,
    MessageState,
)
from medskapa.people.models import Person

PAGE = 50
_READY = Q(state=MessageState.READY)
_WHOLE = [
    "invitation__member__person",
    "invitation__member__contact",
    "invitation__meeting__unit",
    "invitation__meeting__place",
]


def visible_to(viewer: Person) -> QuerySet[Message]:
    """The messages of the meetings that `viewer` plans."""
    return Message.objects.filter(policy.deliverable_by(viewer))


def meeting_at_work(*, viewer: Person, slug: str) -> Meeting:
    """The meeting that `viewer` plans. Raises Http404."""
    found = Meeting.objects.filter(policy.plannable_by(viewer), slug=slug).select_related("unit", "place").first()
    if found is None:
        raise Http404
    return found


def _named(viewer: Person, member: str) -> Case:
    """The receiver's name; empty where `viewer` may not know it (`policy.knows_of`)."""
    known = When(policy.knows_of(viewer, member=member), then=F(f"{member}__name"))
    return Case(known, default=Value(""), output_field=CharField())


def _whole(rows: QuerySet[Message], viewer: Person) -> QuerySet[Message]:
    """`rows` with all that a page shows, each with ``shown_name``."""
    return rows.select_related(*_WHOLE).annotate(shown_name=_named(viewer, "invitation__member"))


@dataclass(frozen=True)
class Line:
    """How far the messages of one kind have come. What waits and says nothing any more is not `ready`."""

    kind: MessageKind
    every: int
    ready: int
    sent: int
    failed: int

    @property
    def total(self) -> int:
        """Of those that are to arrive: the stopped ones are not."""
        return self.ready + self.sent + self.failed

    @property
    def needless(self) -> int:
        """Stopped, or about to be: the receiver has answered, or the day has gone by."""
        return self.every - self.total


@dataclass(frozen=True)
class Overview:
    """The messages of one meeting, counted.

    Attributes:
        to_send: invitations that nobody has been asked with.
        by_machine: SMS and e-mails that the worker has not come to.
        to_print, to_post, to_tell, failed: what waits for somebody's hand.
    """

    to_send: int
    silent: int
    lines: list[Line]
    by_machine: int
    to_print: int
    to_post: int
    to_tell: int
    failed: int


def overview(*, viewer: Person, meeting: Meeting) -> Overview:
    """The messages of `meeting`, counted. Queries: 2."""
    mine = visible_to(viewer).filter(invitation__meeting=meeting)
    waits = _READY & outbox.wanted()
    counted = (
        mine.order_by()
        .values("kind")
        .annotate(
            every=Count("pk"),
            ready=Count("pk", waits),
            sent=Count("pk", Q(state=MessageState.SENT)),
            failed=Count("pk", Q(state=MessageState.FAILED)),
            by_machine=Count("pk", waits & Q(via__in=outgoing.BY_MACHINE)),
            to_print=Count("pk", waits & Q(via=InviteVia.LETTER, printed_at__isnull=True)),
            to_post=Count("pk", waits & Q(via=InviteVia.LETTER, printed_at__isnull=False)),
            to_tell=Count("pk", waits & Q(via=InviteVia.CONTACT)),
        )
    )
    rows = {row["kind"]: row for row in counted}
    states = meeting.invitations.aggregate(
        to_send=Count("pk", Q(state=InvitationState.TO_SEND)), silent=Count("pk", Q(state=InvitationState.ASKED))
    )
    lines = [
        Line(kind, *(rows[kind][name] for name in ("every", "ready", "sent", "failed")))
        for kind in MessageKind
        if kind in rows
    ]
    waiting = {
        name: sum(row[name] for row in rows.values())
        for name in ("by_machine", "to_print", "to_post", "to_tell", "failed")
    }
    return Overview(to_send=states["to_send"], silent=states["silent"], lines=lines, **waiting)


@dataclass(frozen=True)
class WaitingLetter:
    """A letter that waits, with its address as it will stand in the window."""

    message: Message

    @cached_property
    def address(self) -> Address | None:
        """None where no letter can be sent: protected identity, or an address that cannot be read."""
        try:
            return printing.recipient_of(self.message.invitation.member)
        except ValidationError:
            return None

    @property
    def is_protected(self) -> bool:
        return reach.is_protected(self.message.invitation.member)


@dataclass(frozen=True)
class LetterQueue:
    """The letters of a meeting that wait: at most `letters.PRINT_LIMIT` of each kind, the oldest first.

    Attributes:
        to_print: not printed yet.
        printed: printed, and not noted as posted.
        posted: posted today, so that a mistake can be taken back.
        another_way: no letter can be sent; somebody must choose another way.
        fresh, waiting: how many there are in all, not printed and to post.
    """

    fresh: int
    waiting: int
    to_print: list[WaitingLetter] = field(default_factory=list)
    printed: list[WaitingLetter] = field(default_factory=list)
    another_way: list[WaitingLetter] = field(default_factory=list)
    posted: list[Message] = field(default_factory=list)


def letters(*, viewer: Person, meeting: Meeting) -> LetterQueue:
    """The letters of `meeting` that wait, and those posted today. Queries: 4."""
    mine = visible_to(viewer).filter(invitation__meeting=meeting, via=InviteVia.LETTER)
    waiting = mine.filter(_READY).filter(outbox.wanted())
    counts = waiting.order_by().aggregate(
        fresh=Count("pk", Q(printed_at__isnull=True)), waiting=Count("pk", Q(printed_at__isnull=False))
    )
    fresh = _oldest(_whole(waiting.filter(printed_at__isnull=True), viewer))
    printed = _oldest(_whole(waiting.filter(printed_at__isnull=False), viewer))
    today = mine.filter(state=MessageState.SENT, done_at__gte=clock.midnight(clock.today()))
    return LetterQueue(
        **counts,
        to_print=[each for each in fresh if each.address],
        printed=[each for each in printed if each.address],
        another_way=[each for each in (*fresh, *printed) if not each.address],
        posted=list(_whole(today, viewer).order_by("-done_at", "pk")[: printing.PRINT_LIMIT]),
    )


def _oldest(rows: QuerySet[Message]) -> list[WaitingLetter]:
    return [WaitingLetter(each) for each in rows.order_by("made_on", "pk")[: printing.PRINT_LIMIT]]


def letters_chosen(*, viewer: Person, meeting: Meeting, keys: Sequence[int]) -> list[Message]:
    """The letters of `meeting` with `keys`, posted already or not, the oldest first.

    Raises:
        Http404: one of them is missing or foreign, or is no letter any more.
    """
    mine = visible_to(viewer).filter(invitation__meeting=meeting, via=InviteVia.LETTER, pk__in=keys)
    found = list(mine.select_related(*_WHOLE).order_by("made_on", "pk"))
    if len(found) != len(set(keys)):
        raise Http404
    return found


@transaction.atomic
def letters_read(*, viewer: Person, meeting: Meeting, keys: Sequence[int]) -> list[Message]:
    """As `letters_chosen`, read from the tables as they are now, to be printed: that `viewer` read them is noted."""
    found = letters_chosen(viewer=viewer, meeting=meeting, keys=keys)
    _note_reading(viewer, (message.invitation for message in found))
    return found


@dataclass(frozen=True)
class Page:
    """Some messages of a list, each with ``shown_name`` (empty: not to be known), and where the next page begins."""

    rows: list[Message]
    next: str


def to_tell(*, viewer: Person, after: str = "") -> Page:
    """One page of what `viewer` tells by word of mouth, in all meetings. Queries: 1."""
    mine = Message.objects.filter(policy.tellable_by(viewer), _READY).filter(outbox.wanted())
    return _page(_whole(mine, viewer), after)


def failures(*, viewer: Person, meeting: Meeting, after: str = "") -> Page:
    """One page of what did not get through in `meeting`. Queries: 1."""
    failed = visible_to(viewer).filter(invitation__meeting=meeting, state=MessageState.FAILED)
    return _page(_whole(failed, viewer), after)


def _page(rows: QuerySet[Message], after: str) -> Page:
    day, _, pk = after.partition("_")
    beyond = Q(made_on__gt=day) | Q(made_on=day, pk__gt=int(pk)) if _is_place(day, pk) else Q()
    found = list(rows.filter(beyond).order_by("made_on", "pk")[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    return Page(found[:PAGE], f"{last.made_on.isoformat()}_{last.pk}" if last else "")


def _is_place(day: str, pk: str) -> bool:
    """Whether `day` and `pk` name a row that a page can end with; anything else begins the list."""
    if not (pk.isascii() and pk.isdecimal() and int(pk) < 2**63):
        return False
    try:
        date.fromisoformat(day)
    except ValueError:
        return False
    return True


@transaction.atomic
def opened_to_tell(*, viewer: Person, pk: int) -> Message:
    """A message to tell, or told, with ``shown_name``; that `viewer` read of the person is noted. Raises Http404."""
    mine = Message.objects.filter(policy.tellable_by(viewer))
    return _opened(viewer, mine, pk)


@transaction.atomic
def opened(*, viewer: Person, meeting: Meeting, pk: int) -> Message:
    """A message of `meeting` in whatever state, with ``shown_name``; the reading is noted. Raises Http404."""
    return _opened(viewer, visible_to(viewer).filter(invitation__meeting=meeting), pk)


def _opened(viewer: Person, rows: QuerySet[Message], pk: int) -> Message:
    message = _whole(rows, viewer).filter(pk=pk).first()
    if message is None:
        raise Http404
    _note_reading(viewer, [message.invitation])
    return message


def _note_reading(viewer: Person, invitations: Iterable[Invitation]) -> None:
    for invitation in invitations:
        person = invitation.member.person
        if person is not None and person.pk != viewer.pk:
            audit.read(reader=viewer, person=person, what="invitation")


@transaction.atomic
def invitation_to_answer(*, viewer: Person, pk: int) -> Invitation:
    """The invitation whose answer `viewer` may write down, with ``shown_name``; that they read it is noted.

    Raises:
        Http404: it is missing or foreign.
    """
    rows = Invitation.objects.filter(policy.answerable_by(viewer)).annotate(shown_name=_named(viewer, "member"))
    found = rows.select_related("meeting__unit", "meeting__place", "member__person").filter(pk=pk).first()
    if found is None:
        raise Http404
    _note_reading(viewer, [found])
    return found


def plans(*, viewer: Person, meeting: Meeting) -> bool:
    """Whether `viewer` plans `meeting`, and so comes to its other pages at work."""
    return policy.may_plan_meeting(viewer, meeting)


def to_remind() -> list[Meeting]:
    """The meetings where somebody may have to be reminded today: for the daily job."""
    today = clock.today()
    return list(
        Meeting.objects.filter(state=MeetingState.ANNOUNCED, reminders_paused=False, reply_by__gte=today).order_by("pk")
    )


def with_unwanted() -> list[Meeting]:
    """The meetings with messages that wait and say nothing any more: for the daily job."""
    waiting = Message.objects.filter(state__in=[MessageState.READY, MessageState.FAILED])
    unwanted = waiting.exclude(pk__in=Message.objects.filter(outbox.wanted()).values("pk"))
    return list(Meeting.objects.filter(pk__in=unwanted.values("invitation__meeting")).order_by("pk"))
