"""The questions: an editor makes a draft of the published set, changes it, and publishes it."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from medskapa.core import audit, clock
from medskapa.core.errors import Conflict
from medskapa.entrance import conversation, policy, shipped
from medskapa.entrance.models import QuestionSet, QuestionSetState
from medskapa.people.models import Person

MOST_QUESTIONS = 80


def rooted(questions: QuestionSet) -> QuestionSet:
    """`questions` as a row: the shipped set becomes one when it is first needed. Part of an action."""
    if questions.pk is not None:
        return questions
    first, is_new = QuestionSet.objects.get_or_create(number=1, defaults=shipped.as_published())
    if is_new:
        audit.record(actor=None, verb="questions.shipped", on=first)
    return first


@transaction.atomic
def draft_questions(*, actor: Person, of: QuestionSet) -> QuestionSet:
    """Begin a draft that is like `of`. Where a draft is begun already, that one is given back: two would drift apart.

    Raises:
        PermissionDenied: `actor` is no editor.
    """
    if not policy.may_edit_questions(actor):
        raise PermissionDenied
    of = rooted(of)
    if begun := QuestionSet.objects.filter(state=QuestionSetState.DRAFT).order_by("number").first():
        return begun
    number = (QuestionSet.objects.order_by("-number").values_list("number", flat=True).first() or 0) + 1
    try:
        with transaction.atomic():
            draft = QuestionSet.objects.create(
                number=number, questions=of.questions, made_by=actor, made_at=clock.now()
            )
    except IntegrityError as error:
        raise Conflict(_("Någon annan började på ett utkast samtidigt. Ladda om sidan.")) from error
    audit.record(actor=actor, verb="questions.drafted", on=draft, of=of.number)
    return draft


@transaction.atomic
def change_questions(
    *, actor: Person, questions: QuestionSet, version: int, to: Sequence[dict[str, Any]]
) -> QuestionSet:
    """Put `to` in the place of the questions of a draft. Faults are allowed until it is published.

    Args:
        version: the version that the page showed.

    Raises:
        PermissionDenied: `actor` is no editor.
        Conflict: the set is no draft any more, or somebody else has changed it.
        ValidationError: there are too many questions.
    """
    if not policy.may_edit_questions(actor):
        raise PermissionDenied
    draft = _draft(questions, version)
    if len(to) > MOST_QUESTIONS:
        raise ValidationError(_("Så många frågor orkar ingen svara på. Ta bort någon först."))
    if draft.questions == list(to):
        return draft
    draft.questions = list(to)
    draft.version += 1
    draft.save(update_fields=["questions", "version"])
    audit.record(actor=actor, verb="questions.changed", on=draft, questions=len(to))
    return draft


@transaction.atomic
def publish_questions(*, actor: Person, questions: QuestionSet, version: int, change: str) -> QuestionSet:
    """Use a draft from now on. The set before it is retired; whoever has begun with that one goes on with it.

    Args:
        change: what is new, for the list of sets.

    Raises:
        PermissionDenied: `actor` is no editor.
        Conflict: the set is no draft any more, has been changed, or has faults.
        ValidationError: nothing says what is new; keyed by ``change``.
    """
    if not policy.may_edit_questions(actor):
        raise PermissionDenied
    draft = _draft(questions, version)
    if conversation.faults(draft.questions):
        raise Conflict(_("Frågorna har fel som måste rättas först. De står i listan."))
    if not change.strip():
        raise ValidationError({"change": _("Skriv vad som är nytt, så att andra förstår.")})
    QuestionSet.objects.filter(state=QuestionSetState.PUBLISHED).update(state=QuestionSetState.RETIRED)
    draft.state, draft.published_at, draft.change = QuestionSetState.PUBLISHED, clock.now(), change.strip()
    draft.full_clean(validate_unique=False, validate_constraints=False)
    draft.save(update_fields=["state", "published_at", "change"])
    audit.record(actor=actor, verb="questions.published", on=draft, number=draft.number)
    return draft


def _draft(questions: QuestionSet, version: int) -> QuestionSet:
    """The draft as it is now, held until the transaction ends."""
    now = QuestionSet.objects.select_for_update().get(pk=questions.pk)
    if now.state != QuestionSetState.DRAFT:
        raise Conflict(_("De här frågorna används redan, och ändras inte mer. Gör ett nytt utkast."))
    if now.version != version:
        raise Conflict(_("Någon annan har ändrat frågorna sedan du öppnade sidan. Ladda om den först."))
    return now
