"""Answering and asking back: one viewpoint or all in a theme, read by a second person where the unit wants it."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from medskapa.core import audit, clock
from medskapa.core.errors import Conflict
from medskapa.integrations import outgoing
from medskapa.people.models import Person, Unit
from medskapa.voice import jobs, policy
from medskapa.voice.actions.threads import SIGNED, all_happened, read_again, recount, refuse_if_changed, sign
from medskapa.voice.models import (
    Answer,
    AnswerKind,
    AnswerState,
    AnswerVia,
    Delivery,
    DeliveryState,
    EventKind,
    Theme,
    Viewpoint,
    ViewpointState,
)
from medskapa.voice.models.viewpoint import OPEN

Rule = Callable[[Person], bool]

BY_HAND = [AnswerVia.LETTER, AnswerVia.CONTACT]
AT_ONCE = 100
"""So many rows are saved with one query: each is looked for among all the others of it."""


def send_answer(
    *,
    actor: Person,
    viewpoints: Sequence[Viewpoint],
    text: str,
    plain_text: str = "",
    theme: Theme | None = None,
    versions: Mapping[int, int] | None = None,
    allowed: Rule | None = None,
) -> Answer:
    """Answer one viewpoint, or many with the same words, each through the channel its author chose.

    Where a unit of the viewpoints has a second reader, the answer waits for `approve`. The same words again
    by the same person to the same people (a double click) return the first answer. Queries: some 30, and some 10 more
    for each further `AT_ONCE`.

    Args:
        versions: viewpoint id -> the version that `actor` saw, for those that must not have changed.
        allowed: the other room's rule by which `actor` may answer all of them, as what came of a meeting; without one,
            each must be theirs to answer (`policy.answerable_by`).

    Raises:
        PermissionDenied: `actor` may not.
        ValidationError: no words, more than 4,000 characters, or no viewpoint.
        Conflict: one of them is not open, or was changed by somebody else.
    """
    return _write(actor, AnswerKind.ANSWER, viewpoints, text, plain_text, theme, versions or {}, allowed)


def ask_back(
    *, actor: Person, viewpoint: Viewpoint, text: str, plain_text: str = "", version: int | None = None
) -> Answer:
    """Ask the author something before answering. The promise stands until they reply. Raises as `send_answer`."""
    versions = {} if version is None else {viewpoint.pk: version}
    return _write(actor, AnswerKind.QUESTION, [viewpoint], text, plain_text, None, versions, None)


@transaction.atomic
def _write(
    actor: Person,
    kind: AnswerKind,
    viewpoints: Sequence[Viewpoint],
    text: str,
    plain_text: str,
    theme: Theme | None,
    versions: Mapping[int, int],
    allowed: Rule | None,
) -> Answer:
    if not viewpoints:
        raise ValidationError(_("Välj minst en synpunkt att svara på."))
    ordered = sorted(viewpoints, key=lambda each: each.pk)
    read_again(ordered)
    if not (_may_answer_all(actor, ordered) if allowed is None else allowed(actor)):
        raise PermissionDenied
    if earlier := _same_before(actor, kind, ordered, text.strip()):
        return earlier
    for viewpoint in ordered:
        refuse_if_changed(viewpoint, versions.get(viewpoint.pk))
        _refuse_unless_open(viewpoint, kind)
    if kind == AnswerKind.ANSWER:
        _refuse_beside_another(ordered)
    unit = _most_careful_unit(ordered)
    answer = Answer(
        kind=kind,
        unit=unit,
        theme=theme,
        text=text.strip(),
        plain_text=plain_text.strip(),
        by=actor,
        written_at=clock.now(),
    )
    answer.clean_fields(exclude=["unit", "theme", "by"])
    answer.save()
    Delivery.objects.bulk_create(
        Delivery(answer=answer, viewpoint=viewpoint, via=viewpoint.answer_via) for viewpoint in ordered
    )
    if kind == AnswerKind.QUESTION or not unit.second_reader:
        _send(answer, actor=actor)
    audit.record(actor=actor, verb=f"{kind}.written", on=answer, count=len(ordered))
    return answer


def _may_answer_all(actor: Person, viewpoints: Sequence[Viewpoint]) -> bool:
    keys = {viewpoint.pk for viewpoint in viewpoints}
    return Viewpoint.objects.filter(policy.answerable_by(actor), pk__in=keys).count() == len(keys)


def _most_careful_unit(viewpoints: Sequence[Viewpoint]) -> Unit:
    """The unit that the answer belongs to: one with a second reader, where any of the viewpoints' units has one."""
    careful = Unit.objects.filter(second_reader=True, pk__in={viewpoint.unit_id for viewpoint in viewpoints})
    return careful.order_by("pk").first() or viewpoints[0].unit


def _same_before(actor: Person, kind: AnswerKind, viewpoints: Sequence[Viewpoint], text: str) -> Answer | None:
    """The answer with these words from `actor` to just `viewpoints`, unless one of them has been opened again since."""
    answers = Answer.objects.filter(by=actor, kind=kind, text=text, deliveries__viewpoint=viewpoints[0])
    earlier = answers.exclude(state=AnswerState.RETURNED).order_by("-written_at").first()
    if earlier is None or set(earlier.deliveries.values_list("viewpoint_id", flat=True)) != {v.pk for v in viewpoints}:
        return None
    left_in = ViewpointState.ASKED if kind == AnswerKind.QUESTION else ViewpointState.ANSWERED
    still_so = earlier.state == AnswerState.TO_APPROVE or all(v.state == left_in for v in viewpoints)
    return earlier if still_so else None


def _refuse_unless_open(viewpoint: Viewpoint, kind: AnswerKind) -> None:
    viewpoint.refuse_unless(OPEN)
    if kind == AnswerKind.QUESTION and viewpoint.answer_via == AnswerVia.NONE:
        raise Conflict(_("Personen har sagt att hen inte vill ha något svar. Då kan ni inte ställa en fråga."))


def _refuse_beside_another(viewpoints: Sequence[Viewpoint]) -> None:
    """One answer at a time: what a second person has not read yet may be sent any moment."""
    if Viewpoint.objects.filter(policy.WITH_ITS_READER, pk__in=[viewpoint.pk for viewpoint in viewpoints]).exists():
        raise Conflict(_("Det finns redan ett svar, som en kollega ska läsa först. Det du skrev finns kvar."))


@transaction.atomic
def approve(*, actor: Person, answer: Answer) -> Answer:
    """Read an answer as the second person and send it to all who are still waiting for it.

    Raises:
        PermissionDenied: `actor` wrote it, is one of its receivers, or may not answer in the unit.
        Conflict: it is sent or returned already.
    """
    _lock_to_approve(answer, actor)
    answer.approved_by = actor
    answer.save(update_fields=["approved_by"])
    _send(answer, actor=actor)
    audit.record(actor=actor, verb="answer.approved", on=answer)
    return answer


@transaction.atomic
def send_back(*, actor: Person, answer: Answer, comment: str) -> Answer:
    """Give an answer back to its writer, with a comment. Raises as `approve`; ValidationError for no comment."""
    _lock_to_approve(answer, actor)
    if not comment.strip():
        raise ValidationError({"comment": _("Skriv vad som behöver ändras.")})
    answer.comment = comment.strip()
    answer.state = AnswerState.RETURNED
    answer.clean_fields(exclude=["unit", "theme", "by", "approved_by"])
    answer.save(update_fields=["comment", "state"])
    audit.record(actor=actor, verb="answer.returned", on=answer)
    return answer


def _lock_to_approve(answer: Answer, actor: Person) -> None:
    answer.refresh_from_db(from_queryset=Answer.objects.select_for_update(of=("self",)))
    if not policy.may_approve(actor, answer):
        raise PermissionDenied
    if answer.state != AnswerState.TO_APPROVE:
        raise Conflict(_("Svaret är redan läst av någon annan."))


def _send(answer: Answer, *, actor: Person) -> None:
    """Let the answer go: what is still open is answered; what was taken back or closed is passed by.

    Queries: some 10, and as many for each further `AT_ONCE`.
    """
    now = clock.now()
    answer.state = AnswerState.SENT
    answer.sent_at = now
    answer.save(update_fields=["state", "sent_at"])
    rows = answer.deliveries.select_related("viewpoint__theme").order_by("viewpoint_id")
    deliveries = list(rows.select_for_update(of=("self", "viewpoint")))
    answered = [delivery.viewpoint for delivery in deliveries if delivery.viewpoint.is_open]
    for delivery in deliveries:
        if delivery.viewpoint.is_open:
            _mark(delivery.viewpoint, answer, actor)
            _set_off(delivery)
        else:
            delivery.state = DeliveryState.FAILED
            delivery.failure = _("Synpunkten är inte längre öppen.")
    Viewpoint.objects.bulk_update(answered, ["state", "answered_at", "answer_days", *SIGNED], AT_ONCE)
    kind = EventKind.ASKED if answer.kind == AnswerKind.QUESTION else EventKind.ANSWERED
    all_happened([viewpoint.thread_id for viewpoint in answered], kind, actor=actor)
    Delivery.objects.bulk_update(deliveries, ["state", "done_at", "failure"], AT_ONCE)
    recount(*{delivery.viewpoint.theme for delivery in deliveries})


def _mark(viewpoint: Viewpoint, answer: Answer, actor: Person) -> None:
    """Put into `viewpoint` that it is answered or asked back, without saving it."""
    if answer.kind == AnswerKind.QUESTION:
        viewpoint.mark_asked()
    else:
        viewpoint.mark_answered(at=clock.now(), days=(clock.today() - viewpoint.received_on).days)
    sign(viewpoint, actor=actor)


def _set_off(delivery: Delivery) -> None:
    """Web answers are there at once; SMS and e-mail go by a job; letters and word of mouth wait for a person."""
    if delivery.via in outgoing.BY_MACHINE:
        delivery.state = DeliveryState.READY
        transaction.on_commit(partial(jobs.enqueue_delivery, delivery.pk))
    elif delivery.via in BY_HAND:
        delivery.state = DeliveryState.READY
    else:
        delivery.state = DeliveryState.SENT
        delivery.done_at = clock.now()
