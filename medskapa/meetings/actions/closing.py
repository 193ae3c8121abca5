"""What came of each item, and a meeting closed: then nothing that was said there is left without an answer.

Until the meeting closes an outcome can be changed or taken back, and nobody is told of it. Closing tells: each thread
hears what came of it, proposals are begun, those who spoke are answered, and the next meeting's draft carries on.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from medskapa.commons.actions.groups import lock_group
from medskapa.core import audit, clock
from medskapa.core.errors import Conflict
from medskapa.meetings import drafting, group_agenda, outcomes, policy
from medskapa.meetings.actions.agenda import in_both, put_on_agenda, take_agenda, tell_both
from medskapa.meetings.actions.announcing import keep, take
from medskapa.meetings.actions.planning import create_meeting
from medskapa.meetings.behind import stood_behind_each, theme_now, thread_now
from medskapa.meetings.models import AgendaItem, Meeting, MeetingState, Outcome, PoolMember
from medskapa.meetings.promises import what_happens
from medskapa.people.models import Person
from medskapa.voice import actions as voice
from medskapa.voice.actions.threads import lock_all, lock_threads
from medskapa.voice.models import AnswerVia, EventKind, Theme, Thread, Viewpoint
from medskapa.voice.models.viewpoint import OPEN
from medskapa.voice.policy import WITH_ITS_READER
from medskapa.voice.queries.public import open_themes
from medskapa.voice.texts import in_language

LONGEST = 2_000
_OUTCOME = ["outcome", "outcome_text", "plain_outcome_text", "group_name", "group_by"]
_KEPT = [*_OUTCOME, "outcome_by", "outcome_at", "version"]
_NOT_WRITTEN = ["meeting", "theme", "thread", "table", "came_from", "merged_into", "outcome_by"]


@transaction.atomic
def record_outcome(
    *,
    actor: Person,
    item: AgendaItem,
    outcome: str,
    text: str,
    version: int,
    plain_text: str = "",
    group_name: str = "",
    group_by: date | None = None,
) -> AgendaItem:
    """Write down what came of `item`. It can be changed until the meeting closes; the same again changes nothing.

    Args:
        outcome: one of `Outcome`.
        text: what happens now, for everybody; of an item that is dropped, why.
        version: the item's version that `actor` saw.
        group_name: for a proposal, which working group makes it; one of `outcomes.groups`.
        group_by: for a proposal, the day by which the group is to be done.

    Raises:
        PermissionDenied: `actor` does not plan this meeting.
        ValidationError: a text, group or day is missing or cannot be; keyed by field.
        Conflict: the meeting has not begun or is over, the item is not taken up any more, or somebody else changed it.
    """
    item = _taken(item, actor)
    before = [getattr(item, name) for name in _OUTCOME]
    _write(item, outcome, text, plain_text, group_name, group_by)
    if [getattr(item, name) for name in _OUTCOME] == before:
        return item
    if item.version != version:
        raise Conflict(_("Någon annan har ändrat punkten. Det du skrev finns kvar. Läs det nya och försök igen."))
    item.outcome_by, item.outcome_at = actor, clock.now()
    item.version += 1
    item.save(update_fields=_KEPT)
    audit.record(actor=actor, verb="item.outcome", on=item, outcome=item.outcome)
    return item


@transaction.atomic
def take_back_outcome(*, actor: Person, item: AgendaItem) -> AgendaItem:
    """Leave open again what comes of `item`. Again changes nothing.

    Raises:
        PermissionDenied: `actor` does not plan this meeting.
        Conflict: the meeting has not begun or is over, or the item is not taken up any more.
    """
    item = _taken(item, actor)
    if not item.outcome:
        return item
    item.outcome = item.outcome_text = item.plain_outcome_text = item.group_name = ""
    item.group_by = item.outcome_by = item.outcome_at = None
    item.version += 1
    item.save(update_fields=_KEPT)
    audit.record(actor=actor, verb="item.outcome_undone", on=item)
    return item


def _taken(item: AgendaItem, actor: Person) -> AgendaItem:
    """Lock the agenda that `item` stands on and give the item as it is now, where something can come of it."""
    found = next(each for each in take_agenda(item.meeting, actor=actor) if each.pk == item.pk)
    _refuse_unless_begun(found.meeting)
    if not found.stands:
        raise Conflict(_("Punkten är struken eller ligger i en annan punkt. Ladda om sidan."))
    return found


def _refuse_unless_begun(meeting: Meeting) -> None:
    begun = meeting.starts_at is not None and meeting.starts_at <= clock.now()
    if meeting.state != MeetingState.ANNOUNCED or not begun:
        raise Conflict(_("Träffen har inte börjat än. Kom tillbaka hit när den har börjat."))


def _write(item: AgendaItem, outcome: str, text: str, plain_text: str, group_name: str, group_by: date | None) -> None:
    """Put an outcome into `item`, checked, without saving it. A group and a day belong to a proposal alone."""
    wrong: dict[str, str] = {}
    if outcome not in Outcome.values:
        wrong["outcome"] = _("Välj vad det blev av punkten.")
    if not text.strip():
        wrong["text"] = _("Skriv vad som händer nu. Alla kan läsa det.")
    if max(len(text.strip()), len(plain_text.strip())) > LONGEST:
        wrong["text"] = _("Skriv kortare. Texten får ha högst 2 000 tecken.")
    is_proposal = outcome == Outcome.PROPOSAL
    if is_proposal and group_name not in {*outcomes.groups(), item.group_name} - {""}:
        wrong["group_name"] = _("Välj vilken arbetsgrupp som ska göra förslaget.")
    if is_proposal and (group_by is None or (group_by < clock.today() and group_by != item.group_by)):
        wrong["group_by"] = _("Välj vilken dag förslaget ska vara klart. Den kan inte ha varit.")
    if wrong:
        raise ValidationError(wrong)
    item.outcome, item.outcome_text, item.plain_outcome_text = outcome, text.strip(), plain_text.strip()
    item.group_name, item.group_by = (group_name, group_by) if is_proposal else ("", None)
    item.clean_fields(exclude=_NOT_WRITTEN)


class StillOpen(Conflict):
    """The meeting cannot close, for nobody has said what comes of `items`."""

    def __init__(self, items: Sequence[AgendaItem]) -> None:
        titles = ", ".join(f"”{item.title}”" for item in items)
        super().__init__(_("Skriv först vad det blev av de här punkterna: %(titles)s.") % {"titles": titles})
        self.items = items


@transaction.atomic
def close(*, actor: Person, meeting: Meeting) -> Meeting:
    """Close `meeting`: every item has an outcome, everybody concerned is told, and the next meeting is begun.

    In one transaction: each thread of the agenda hears what came of it (`DISCUSSED`); what is to be a proposal becomes
    one (`outcomes.proposed`); the words of the tables are settled, and those who answered beforehand get an answer; who
    came has taken part; and the meeting after this one exists as a draft, with an agenda of what was left. What is
    carried over stays open and is settled by the meeting that finishes it. It cannot be undone.

    Raises:
        PermissionDenied: `actor` does not plan this meeting.
        StillOpen: an item has no outcome.
        Conflict: it is closed or cancelled, has not begun, or the one before it is not closed; or a group that was to
            make a proposal works no longer.
    """
    if meeting.group is not None:
        lock_group(meeting.group)  # first of all, as whatever the group does between its meetings
    take(meeting, actor)
    _refuse_unless_begun(meeting)
    following = Meeting.objects.select_for_update(of=("self",)).filter(previous=meeting).first()
    items = take_agenda(meeting, actor=actor)
    standing = [item for item in items if item.stands]
    if meeting.group is not None:
        group_agenda.settle(actor, meeting.group, standing)
    _refuse_unless_ready(meeting, standing)
    _note_who_came(meeting)
    behind = stood_behind_each(standing)
    lines = [*items, *(earlier for those in behind.values() for earlier in those)]
    said = _lock_what_was_said(lines, more=_threads_told_by_the_next(following))
    _tell_threads(actor, meeting, standing, behind)
    for item in standing:
        if item.outcome == Outcome.PROPOSAL:
            outcomes.proposed(item, actor=actor)
    for item in standing:
        if item.outcome != Outcome.CARRIED_OVER:
            words = _keys_of_what_was_said([item, *behind[item.pk]])
            _answer(actor, item, [said[pk] for pk in words if pk in said])
    meeting.state, meeting.closed_at, meeting.closed_by = MeetingState.CLOSED, clock.now(), actor
    keep(meeting, actor, "state", "closed_at", "closed_by")
    if meeting.group is not None:
        group_agenda.carry(actor, meeting.group, standing)
    after = _carry_on(actor, meeting, following)
    audit.record(actor=actor, verb="meeting.closed", on=meeting, items=len(standing), next=after.pk)
    return meeting


def _refuse_unless_ready(meeting: Meeting, standing: Sequence[AgendaItem]) -> None:
    if meeting.previous is not None and meeting.previous.state == MeetingState.ANNOUNCED:
        raise Conflict(_("Avsluta först %(title)s, som kom före.") % {"title": meeting.previous.title})
    if left := [item for item in standing if not item.outcome]:
        raise StillOpen(left)
    working = outcomes.groups()
    for item in standing:
        if item.outcome == Outcome.PROPOSAL and item.group_name not in working:
            facts = {"title": item.title, "group": item.group_name}
            raise Conflict(_("%(group)s arbetar inte längre. Välj en annan grupp för ”%(title)s”.") % facts)


def _note_who_came(meeting: Meeting) -> None:
    came = meeting.invitations.select_for_update().filter(arrived_at__isnull=False).order_by("pk")
    members = list(came.values_list("member", flat=True))
    PoolMember.objects.filter(pk__in=members, taken_part=False).update(taken_part=True)


# --- what was said, and by whom it is told


def _keys_of_what_was_said(lines: Iterable[AgendaItem]) -> list[int]:
    """The keys of all words on `lines`, said at the tables and beforehand."""
    keys = [line.pk for line in lines]
    rows = Viewpoint.objects.filter(
        Q(table_note__item__in=keys, table_note__removed=False) | Q(beforehand__item__in=keys)
    )
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _lock_what_was_said(lines: Sequence[AgendaItem], more: Iterable[int]) -> dict[int, Viewpoint]:
    """Lock all that closing will touch, in the order of the house: viewpoints, themes, threads. Gives the first."""
    keys = _keys_of_what_was_said(lines)
    locked = Viewpoint.objects.select_for_update().filter(pk__in=keys).order_by("pk")
    said = {row.pk: row for row in locked.only("theme", "answer_via")}
    themes = [Theme(pk=row.theme_id) for row in said.values() if row.theme_id]
    lock_all((), [*themes, *map(theme_now, lines)])
    lock_threads([*(thread_now(line).pk for line in lines), *more])
    return said


def _threads_told_by_the_next(following: Meeting | None) -> Iterable[int]:
    """The threads that a meeting which is announced already may tell of what closing this one puts on its agenda.

    They are told last, when the audit chain is held: whoever had one of them then would wait for us, and we for them.
    """
    if following is None or following.state != MeetingState.ANNOUNCED:
        return ()
    return open_themes().values_list("thread", flat=True)


def _tell_threads(
    actor: Person, meeting: Meeting, standing: Sequence[AgendaItem], behind: Mapping[int, Sequence[AgendaItem]]
) -> None:
    """Tell each thread once what came of all that it stood behind on this agenda, or that was carried over to it."""
    told: dict[int, tuple[Thread, list[AgendaItem]]] = {}
    for item in standing:
        for line in (item, *behind[item.pk]):
            thread = thread_now(line)
            about = told.setdefault(thread.pk, (thread, []))[1]
            if item not in about:
                about.append(item)
    for _pk, (thread, about) in sorted(told.items()):
        words = in_both(lambda about=about: "\n\n".join(_spoken_of(meeting, item) for item in about))  # type: ignore[misc]
        tell_both(thread, EventKind.DISCUSSED, actor=actor, words=words)


def _spoken_of(meeting: Meeting, item: AgendaItem) -> str:
    facts = {"title": in_language(item, "title"), "meeting": meeting.title}
    return " ".join([_("Vi pratade om ”%(title)s” på %(meeting)s.") % facts, what_happens(item)])


def _answer(actor: Person, item: AgendaItem, said: Sequence[Viewpoint]) -> None:
    """Settle the words of the tables, and answer those who answered beforehand through the way each chose.

    An answer that a second person has not read yet goes on its way as it is.
    """
    words = in_both(lambda: what_happens(item))
    plans = policy.may_plan_meeting(actor, item.meeting)  # asked once, and not for each of a thousand

    def may(person: Person) -> bool:
        return plans and person == actor

    of_tables = [viewpoint for viewpoint in said if viewpoint.answer_via == AnswerVia.NONE]
    if of_tables:
        voice.settle(actor=actor, viewpoints=of_tables, text=words["sv"], allowed=may)
    waiting = Viewpoint.objects.filter(pk__in=[viewpoint.pk for viewpoint in said], state__in=OPEN)
    to_answer = list(waiting.exclude(answer_via=AnswerVia.NONE).exclude(WITH_ITS_READER).order_by("pk"))
    if to_answer:
        voice.send_answer(
            actor=actor, viewpoints=to_answer, text=words["sv"], plain_text=words["sv-plain"], allowed=may
        )


# --- the next meeting


def _carry_on(actor: Person, meeting: Meeting, following: Meeting | None) -> Meeting:
    """The meeting after this one with what was left on its agenda: the one that is planned, or a new draft."""
    if following is None:
        following = create_meeting(
            actor=actor,
            unit=meeting.unit,
            title=_title_after(meeting),
            purpose=meeting.purpose,
            plain_purpose=meeting.plain_purpose,
            previous=meeting,
            group=meeting.group,
        )
    drafting.draft(following)
    if following.state == MeetingState.ANNOUNCED:
        put_on_agenda(actor, following)
    return following


def _title_after(meeting: Meeting) -> str:
    """ "Invånarträff 3" after "Invånarträff 2"; a plain name after one that does not end with a number."""
    if numbered := re.fullmatch(r"(.*\D)?(\d{1,4})", meeting.title):
        return f"{numbered[1] or ''}{int(numbered[2]) + 1}"
    with translation.override("sv"):
        return _("Invånarträff %(number)s") % {"number": meeting.number + 1}
