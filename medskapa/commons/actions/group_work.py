"""What a collaboration group works with between its meetings: tasks until they are done, questions until answered."""

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from medskapa.commons import group_changes, group_policy
from medskapa.commons.actions.groups import lock_group
from medskapa.commons.models import CollaborationGroup, GroupQuestion, GroupTask
from medskapa.commons.queries import groups as queries
from medskapa.core import audit, clock
from medskapa.core.errors import Conflict, refuse_longer
from medskapa.people.models import Person

LONGEST_TITLE, LONGEST_CAME, LONGEST_TEXT = 200, 500, 2_000


@transaction.atomic
def add_group_task(*, actor: Person, group: CollaborationGroup, title: str, owner: Person, due_on: date) -> GroupTask:
    """Write down what somebody in the group does by a day. The same once more (a double click) returns the first.

    Raises:
        PermissionDenied: `actor` neither takes part in the group nor keeps it.
        ValidationError: something is missing, or the owner does not take part; keyed by field.
        Conflict: the group works no longer.
    """
    _take(group, actor)
    task = GroupTask(group=group, added_by=actor, added_on=clock.today())
    _write(task, title, owner, due_on)
    same = group.tasks.filter(title=task.title, owner=owner, due_on=due_on, done_on__isnull=True).first()
    if same:
        return same
    task.save()
    group_changes.changed(group, actor=actor)
    audit.record(actor=actor, verb="group_task.added", on=task, group=group.pk)
    return task


@transaction.atomic
def change_group_task(
    *, actor: Person, task: GroupTask, version: int, title: str, owner: Person, due_on: date
) -> GroupTask:
    """Give a task to somebody else, or another day.

    Raises:
        PermissionDenied: `actor` neither owns it nor keeps the group.
        ValidationError: something is missing, or the owner does not take part; keyed by field.
        Conflict: it is done, or somebody else changed it since `version`.
    """
    _take_task(task, actor)
    if task.done_on is not None:
        raise Conflict(_("Uppgiften är redan klar. Skriv en ny i stället."))
    if task.version != version:
        raise Conflict(_("Någon annan har ändrat det. Det du skrev finns kvar. Läs det nya och försök igen."))
    _write(task, title, owner, due_on)
    task.version += 1
    task.save(update_fields=["title", "owner", "due_on", "version"])
    group_changes.changed(task.group, actor=actor)
    audit.record(actor=actor, verb="group_task.changed", on=task, version=task.version)
    return task


@transaction.atomic
def finish_group_task(*, actor: Person, task: GroupTask, came: str = "") -> GroupTask:
    """Say that a task is done, and perhaps what came of it. Done already: nothing changes.

    Raises:
        PermissionDenied: `actor` neither owns it nor keeps the group.
        ValidationError: the words are too long; keyed ``came``.
    """
    _take_task(task, actor)
    if task.done_on is not None:
        return task
    refuse_longer("came", came.strip(), LONGEST_CAME)
    task.done_on, task.came = clock.today(), came.strip()
    task.version += 1
    task.save(update_fields=["done_on", "came", "version"])
    group_changes.changed(task.group, actor=actor)
    audit.record(actor=actor, verb="group_task.done", on=task)
    return task


@transaction.atomic
def carry_group_tasks(*, actor: Person, group: CollaborationGroup) -> int:
    """Carry what is not done over to the next meeting. Closing a meeting of the group calls this. Returns how many.

    Raises:
        PermissionDenied: `actor` does not convene the group.
    """
    lock_group(group)
    if not group_policy.may_convene(actor, group):
        raise PermissionDenied
    carried = group.tasks.filter(done_on__isnull=True).update(times_carried=F("times_carried") + 1)
    audit.record(actor=actor, verb="group_task.carried", on=group, number=carried)
    return carried


@transaction.atomic
def ask_group(*, actor: Person, group: CollaborationGroup, title: str, text: str = "") -> GroupQuestion:
    """Ask what the group then takes up at each meeting until it is answered. Everybody can read it.

    An open one with the same title (a double click) is returned as it is.

    Raises:
        PermissionDenied: `actor` neither takes part in the group nor keeps it.
        ValidationError: the question is missing or too long; keyed by field.
        Conflict: the group works no longer.
    """
    _take(group, actor)
    title, text = title.strip(), text.strip()
    if not title:
        raise ValidationError({"title": _("Skriv frågan i en mening.")})
    refuse_longer("title", title, LONGEST_TITLE)
    refuse_longer("text", text, LONGEST_TEXT)
    if same := group.questions.filter(title=title, answered_on__isnull=True).first():
        return same
    question = GroupQuestion.objects.create(group=group, title=title, text=text, asked_by=actor, asked_on=clock.today())
    group_changes.changed(group, actor=actor)
    audit.record(actor=actor, verb="group_question.asked", on=question, group=group.pk)
    return question


@transaction.atomic
def answer_group_question(*, actor: Person, question: GroupQuestion, answer: str) -> GroupQuestion:
    """Answer a question, so that it is not taken up any more. Answered already: nothing changes.

    Raises:
        PermissionDenied: `actor` neither convenes the group nor is an editor.
        ValidationError: the answer is missing or too long; keyed ``answer``.
    """
    lock_group(question.group)
    question.refresh_from_db(from_queryset=GroupQuestion.objects.select_for_update(of=("self",)))
    if not group_policy.may_keep_group(actor, question.group):
        raise PermissionDenied
    if question.answered_on is not None:
        return question
    if not answer.strip():
        raise ValidationError({"answer": _("Skriv svaret. Alla kan läsa det.")})
    refuse_longer("answer", answer.strip(), LONGEST_TEXT)
    question.answer, question.answered_by, question.answered_on = answer.strip(), actor, clock.today()
    question.save(update_fields=["answer", "answered_by", "answered_on"])
    group_changes.changed(question.group, actor=actor)
    audit.record(actor=actor, verb="group_question.answered", on=question)
    return question


def _take(group: CollaborationGroup, actor: Person) -> None:
    lock_group(group)
    if not (group_policy.is_in_group(actor, group) or group_policy.may_keep_group(actor, group)):
        raise PermissionDenied
    if not group.is_active:
        raise Conflict(_("Gruppen arbetar inte längre."))


def _take_task(task: GroupTask, actor: Person) -> None:
    lock_group(task.group)
    task.refresh_from_db(from_queryset=GroupTask.objects.select_for_update(of=("self",)))
    if not group_policy.may_change_task(actor, task):
        raise PermissionDenied


def _write(task: GroupTask, title: str, owner: Person, due_on: date) -> None:
    if not title.strip():
        raise ValidationError({"title": _("Skriv vad som ska göras.")})
    refuse_longer("title", title.strip(), LONGEST_TITLE)
    if not queries.taking_part(task.group).filter(pk=owner.pk).exists():
        raise ValidationError({"owner": _("Välj någon som är med i gruppen.")})
    if due_on < clock.today() and due_on != task.due_on:
        raise ValidationError({"due_on": _("Välj en dag som inte har varit.")})
    task.title, task.owner, task.due_on = title.strip(), owner, due_on
