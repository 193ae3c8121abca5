"""A resident's own proposal: said with a receipt like everything else, then taken up or declined with an answer."""

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from analysis.receipt import Code
from medskapa.change import policy
from medskapa.change.actions.proposals import begin
from medskapa.change.models import Proposal, Suggestion, SuggestionState, WorkingGroup
from medskapa.core import audit
from medskapa.core.errors import Conflict
from medskapa.people.models import Person
from medskapa.voice import actions as voice
from medskapa.voice.actions.news import heard
from medskapa.voice.actions.receiving import Words
from medskapa.voice.models import Viewpoint, ViewpointState
from medskapa.voice.models.viewpoint import OPEN


@transaction.atomic
def suggest(*, actor: Person | None, words: Words, form_key: str) -> tuple[Viewpoint, Code]:
    """Take in a resident's own proposal. It is a viewpoint with a receipt and a promised answer, and says "do this".

    The same `form_key` (a double click) gives the same viewpoint and the same code.

    Raises:
        ValidationError: as `voice.actions.say`.
    """
    viewpoint, code = voice.say(actor=actor, words=words, form_key=form_key)
    suggestion, is_new = Suggestion.objects.get_or_create(viewpoint=viewpoint)
    if is_new:
        by = None if viewpoint.anonymous else actor
        audit.record(actor=by, verb="proposal.suggested", on=suggestion, anonymous=viewpoint.anonymous)
    return viewpoint, code


@transaction.atomic
def take_up(
    *,
    actor: Person,
    suggestion: Suggestion,
    title: str,
    text: str,
    answer: str,
    plain_title: str = "",
    plain_text: str = "",
    plain_answer: str = "",
    group: WorkingGroup | None = None,
    due_on: date | None = None,
) -> Proposal:
    """Make a proposal of what a resident suggested, and answer them. A second click returns the proposal.

    Raises:
        PermissionDenied: `actor` may not answer the resident.
        ValidationError: a text is missing or too long; keyed by field.
        Conflict: it has been declined or taken back, or the group has ended.
    """
    viewpoint = _take(suggestion, actor)
    if suggestion.state == SuggestionState.TAKEN and suggestion.proposal:
        return suggestion.proposal
    _refuse_unless_new(suggestion)
    if not answer.strip():
        raise ValidationError({"answer": _("Skriv ett svar till den som har föreslagit det.")})
    words = {"title": title, "text": text, "plain_title": plain_title, "plain_text": plain_text}
    proposal = begin(actor=actor, sources=[{"viewpoint": viewpoint}], words=words, group=group, due_on=due_on)
    suggestion.state, suggestion.proposal = SuggestionState.TAKEN, proposal
    suggestion.save(update_fields=["state", "proposal"])
    if _answer(viewpoint, actor, answer, plain_answer):
        heard(viewpoint.thread, viewpoint)  # the answer says it; the news of the same day would say it again
    audit.record(actor=actor, verb="proposal.suggestion_taken", on=suggestion, number=proposal.number)
    return proposal


@transaction.atomic
def decline(*, actor: Person, suggestion: Suggestion, reason: str, plain_reason: str = "") -> Suggestion:
    """Say no to what a resident suggested. The reason reaches them as their answer. A second click changes nothing.

    Raises:
        PermissionDenied: `actor` may not answer the resident.
        ValidationError: no reason, or one that is too long; keyed by field.
        Conflict: it has become a proposal, or was taken back.
    """
    viewpoint = _take(suggestion, actor)
    if suggestion.state == SuggestionState.DECLINED and suggestion.reason == reason.strip():
        return suggestion
    _refuse_unless_new(suggestion)
    if not reason.strip():
        raise ValidationError({"reason": _("Skriv varför. Det blir svaret till den som har föreslagit det.")})
    suggestion.state, suggestion.reason = SuggestionState.DECLINED, reason.strip()
    suggestion.clean_fields(exclude=["viewpoint", "proposal"])
    suggestion.save(update_fields=["state", "reason"])
    _answer(viewpoint, actor, reason, plain_reason)
    audit.record(actor=actor, verb="proposal.suggestion_declined", on=suggestion)
    return suggestion


def _take(suggestion: Suggestion, actor: Person) -> Viewpoint:
    suggestion.refresh_from_db(from_queryset=Suggestion.objects.select_for_update(of=("self",)))
    viewpoint = suggestion.viewpoint
    if not policy.may_handle(actor, viewpoint):
        raise PermissionDenied
    return viewpoint


def _refuse_unless_new(suggestion: Suggestion) -> None:
    if suggestion.state != SuggestionState.NEW:
        raise Conflict(_("Någon har redan svarat på det här. Ladda om sidan."))
    if suggestion.viewpoint.state == ViewpointState.WITHDRAWN:
        raise Conflict(_("Den som föreslog det har tagit tillbaka sina ord."))


def _answer(viewpoint: Viewpoint, actor: Person, text: str, plain_text: str) -> bool:
    """Answer it, unless somebody has answered it at the desk in the meantime: then the thread tells what happened."""
    viewpoint.refresh_from_db()
    if is_open := viewpoint.state in OPEN:
        voice.send_answer(actor=actor, viewpoints=[viewpoint], text=text, plain_text=plain_text)
    return is_open
