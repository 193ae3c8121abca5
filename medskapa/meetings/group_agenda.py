"""What a collaboration group's meeting takes up, and what closing it does to the group's questions and tasks.

`plan` is to a group what `drafting.plan` is to residents' meetings: the same parts, and what the group works with.
`settle` and `carry` are parts of closing a meeting, whose policy, locks and audit record are the caller's; so is
`follow`, which keeps a draft up to date, a part of what the group does in `commons`.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from medskapa.commons import actions as commons
from medskapa.commons.models import CollaborationGroup, GroupQuestion
from medskapa.commons.queries import groups as queries
from medskapa.core import clock
from medskapa.core.dates import long_date
from medskapa.meetings import drafting
from medskapa.meetings.behind import thread_now
from medskapa.meetings.drafting import OF_A_GROUP, Planned
from medskapa.meetings.models import AgendaItem, ItemKind, Meeting, MeetingState, Outcome
from medskapa.meetings.promises import what_happens
from medskapa.people.models import Person

MONTH, NEWS, TASKS, OPEN = "month", "news", "tasks", "open:"
"""The keys of what a draft holds: one item each, and one for each open question."""
_LONGEST_ANSWER = 2_000


def plan(
    meeting: Meeting,
    group: CollaborationGroup,
    previous: Meeting | None,
    left: Sequence[AgendaItem],
    news: drafting.News,
) -> list[Planned]:
    """What a draft of a group's meeting holds: what the meeting before left, the month's theme, news, questions, tasks.

    News that somebody added stand for themselves and come along where the meeting before did not finish with them.

    Args:
        left: the items that `previous`, the meeting before, left.
        news: what has happened in their threads since.
    """
    return [
        *drafting.of_meeting_before(previous, [item for item in left if item.kind not in OF_A_GROUP], news),
        *drafting.carried([item for item in left if item.kind == ItemKind.NEWS and not item.drafted_from], news),
        _month(group, _day_of(meeting, previous)),
        _news(),
        *_questions(group, previous, left, news),
        _tasks(group, previous),
    ]


def _day_of(meeting: Meeting, previous: Meeting | None) -> date:
    """The day that the month's theme goes by: the meeting's, or one a month after the meeting before."""
    if meeting.starts_at is not None:
        return clock.day_of(meeting.starts_at)
    if previous is None or previous.starts_at is None:
        return clock.today()
    before = clock.day_of(previous.starts_at)
    return date(before.year + before.month // 12, before.month % 12 + 1, 1)


def _month(group: CollaborationGroup, day: date) -> Planned:
    theme = queries.theme_of_month(group, day)
    with translation.override("sv"):
        title = _("Månadens tema: %(theme)s") % {"theme": theme.title} if theme else _("Månadens tema")
        text = "" if theme else _("Inget tema är bestämt än för den här månaden.")
    return Planned(MONTH, ItemKind.MONTH, title, text=text)


def _news() -> Planned:
    with translation.override("sv"):
        title = _("Nyheter från föreningarna")
        text = _("Varje medlem berättar kort. Ni kan skriva era nyheter här före mötet.")
    return Planned(NEWS, ItemKind.NEWS, title, text=text)


def _questions(
    group: CollaborationGroup, previous: Meeting | None, left: Iterable[AgendaItem], news: drafting.News
) -> list[Planned]:
    """The open questions, each in the thread that it has been in, with what was said of it the time before."""
    earlier = {item.drafted_from: item for item in left if item.drafted_from.startswith(OPEN)}
    planned = []
    for question in queries.open_questions(group):
        key = f"{OPEN}{question.pk}"
        before = earlier.get(key)
        text, plain = question.text, ""
        if before is not None and previous is not None and previous.state != MeetingState.CANCELLED:
            text, plain = drafting.told(before, news.get(thread_now(before).pk, ()), after_its_words=True)
        planned.append(
            Planned(
                key,
                ItemKind.OPEN,
                question.title,
                text=text,
                plain_text=plain,
                thread=thread_now(before) if before else None,
                came_from=before,
            )
        )
    return planned


def _tasks(group: CollaborationGroup, previous: Meeting | None) -> Planned:
    """All tasks that are not done, and those that were done since the meeting before. No person is named."""
    since = clock.day_of(previous.starts_at) if previous is not None and previous.starts_at is not None else None
    with translation.override("sv"):
        lines = [
            _("%(task)s: klart senast %(day)s.") % {"task": task.title, "day": long_date(task.due_on)}
            for task in queries.open_tasks(group)
        ]
        lines += [
            _("%(task)s: klart.") % {"task": task.title}
            for task in (queries.done_tasks(group, since=since) if since else [])
        ]
        text = "\n\n".join(lines) or _("Inga uppgifter väntar nu.")
        return Planned(TASKS, ItemKind.TASKS, _("Uppgifter"), text=text[:_LONGEST_ANSWER])


def settle(actor: Person, group: CollaborationGroup, standing: Sequence[AgendaItem]) -> None:
    """Write what came of the news and of the tasks, where nobody has: told of, and what is left is carried on."""
    for item in standing:
        if item.outcome or item.kind not in {ItemKind.NEWS, ItemKind.TASKS}:
            continue
        with translation.override("sv"):
            text = _what_of_tasks(group) if item.kind == ItemKind.TASKS else _("Nyheterna är berättade.")
        item.outcome, item.outcome_text = Outcome.ANSWERED, text[:_LONGEST_ANSWER]
        item.outcome_by, item.outcome_at = actor, clock.now()
        item.version += 1
        item.save(update_fields=["outcome", "outcome_text", "outcome_by", "outcome_at", "version"])


def _what_of_tasks(group: CollaborationGroup) -> str:
    left = [
        _("%(task)s (senast %(day)s)") % {"task": task.title, "day": long_date(task.due_on)}
        for task in queries.open_tasks(group)
    ]
    if not left:
        return _("Alla uppgifter är klara.")
    return _("Kvar till nästa möte: %(tasks)s.") % {"tasks": "; ".join(left)}


def carry(actor: Person, group: CollaborationGroup, standing: Sequence[AgendaItem]) -> None:
    """Answer the questions that the meeting answered, and carry over the tasks that are not done."""
    for item in standing:
        question = _question_of(group, item)
        if question is not None and item.outcome != Outcome.CARRIED_OVER:
            with translation.override("sv"):
                answer = what_happens(item)[:_LONGEST_ANSWER]
            commons.answer_group_question(actor=actor, question=question, answer=answer)
    commons.carry_group_tasks(actor=actor, group=group)


def _question_of(group: CollaborationGroup, item: AgendaItem) -> GroupQuestion | None:
    key = item.drafted_from.removeprefix(OPEN)
    if not item.drafted_from.startswith(OPEN) or not key.isdecimal():
        return None
    return group.questions.filter(pk=int(key), answered_on__isnull=True).first()


def follow(group: CollaborationGroup, actor: Person) -> None:
    """Bring the agendas of the meetings that come up to date with the group's questions, tasks and themes.

    A question that has got its answer is struck from a draft; on an announced agenda it stands, to be told of.
    """
    from medskapa.meetings.actions.agenda import put_on_agenda  # the actions are made of this module

    coming = Q(state=MeetingState.DRAFT) | Q(state=MeetingState.ANNOUNCED, starts_at__gt=clock.now())
    meetings = Meeting.objects.select_for_update(of=("self",)).filter(coming, group=group).order_by("number")
    for meeting in meetings:
        made = drafting.draft(meeting)
        if meeting.state == MeetingState.DRAFT:
            _strike_answered(group, meeting)
        elif made:
            put_on_agenda(actor, meeting)


def _strike_answered(group: CollaborationGroup, meeting: Meeting) -> None:
    open_now = {f"{OPEN}{question.pk}" for question in queries.open_questions(group)}
    standing = meeting.items.filter(drafted_from__startswith=OPEN, dropped_at__isnull=True, outcome="")
    gone = standing.exclude(drafted_from__in=open_now).order_by("pk")
    for item in gone:
        with translation.override("sv"):
            item.drop_reason = _("Frågan har fått ett svar.")
        item.dropped_at = clock.now()
        item.save(update_fields=["dropped_at", "drop_reason"])
