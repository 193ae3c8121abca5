"""What people say of a proposal: residents without a name, members with theirs; the group's answers; hiding."""

import hashlib
import hmac

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from medskapa.change import policy
from medskapa.change.actions.threads import refuse_if_changed
from medskapa.change.models import Comment, CommentBy, Proposal
from medskapa.core import audit, clock, idempotency
from medskapa.core.errors import Conflict, refuse_longer
from medskapa.meetings.models import Invitation
from medskapa.people.models import Person
from medskapa.voice.actions.receiving import refuse_codes


@transaction.atomic
def comment(
    *, actor: None, proposal: Proposal, text: str, form_key: str, invitation: Invitation | None = None
) -> Comment:
    """Say something of a proposal without saying who one is. Neither a person nor the time of day is kept.

    The same `form_key` (a double click) returns the first.

    Args:
        actor: always None, for whoever is signed in too: the audit chain must not know either.
        invitation: of somebody who was at a meeting that the proposal comes from, proved by its code. Only that
            somebody who was there says it is kept, never who.

    Raises:
        PermissionDenied: whoever holds the invitation was not there, or the proposal does not come from that meeting.
        ValidationError: no words, too many, or a receipt code in them.
        Conflict: the proposal is decided or closed.
    """
    if invitation is not None and not policy.may_comment_with(invitation, proposal):
        raise PermissionDenied
    spoken_by = CommentBy.RESIDENT if invitation is None else CommentBy.PARTICIPANT
    made, is_new = _store(proposal, text, form_key, spoken_by=spoken_by, member=None)
    if is_new:
        audit.record(actor=None, verb="proposal.commented", on=made, anonymous=True, by=str(spoken_by))
    return made


@transaction.atomic
def comment_as_member(*, actor: Person, proposal: Proposal, text: str, form_key: str) -> Comment:
    """Say something of a proposal as one who works on it; the name is seen by those who work with it only.

    Raises:
        PermissionDenied: `actor` does not work on it.
        ValidationError, Conflict: as `comment`.
    """
    if not policy.may_work(actor, proposal):
        raise PermissionDenied
    made, is_new = _store(proposal, text, form_key, spoken_by=CommentBy.MEMBER, member=actor)
    if is_new:
        audit.record(actor=actor, verb="proposal.commented", on=made)
    return made


def _store(
    proposal: Proposal, text: str, form_key: str, *, spoken_by: CommentBy, member: Person | None
) -> tuple[Comment, bool]:
    """The comment, and whether it is new. No row ties it to the form: the key is hashed under the site's secret."""
    if not idempotency.is_key(form_key):
        raise ValidationError(_("Formuläret är för gammalt. Ladda om sidan och skicka igen."))
    once = hmac.digest(settings.SECRET_KEY.encode(), b"change.comment:" + form_key.encode(), hashlib.sha256).hex()
    if earlier := Comment.objects.filter(once=once).first():
        return earlier, False
    refuse_codes(text)
    proposal.refresh_from_db()
    if proposal.state not in policy.OPEN:
        raise Conflict(_("Förslaget är redan avgjort. Säg gärna din mening om hur det blev i stället."))
    made = Comment(
        proposal=proposal, spoken_by=spoken_by, text=text.strip(), on=clock.today(), member=member, once=once
    )
    made.clean_fields(exclude=["proposal", "member"])
    values = {"proposal": proposal, "spoken_by": spoken_by, "text": made.text, "on": made.on, "member": member}
    return Comment.objects.get_or_create(once=once, defaults=values)


@transaction.atomic
def answer_comment(*, actor: Person, comment: Comment, text: str, version: int | None = None) -> Comment:
    """Let the group say something back, for everybody to read. Another answer takes the place of the first.

    Raises:
        PermissionDenied: `actor` does not work on the proposal.
        ValidationError: no words, or too many; keyed ``answer``.
        Conflict: the comment is hidden, or somebody else answered it since `version`.
    """
    _take(comment, actor)
    if comment.hidden:
        raise Conflict(_("Kommentaren är dold. Visa den först om ni vill svara."))
    if comment.answer == text.strip():
        return comment
    refuse_if_changed(comment, version)
    if not text.strip():
        raise ValidationError({"answer": _("Skriv vad ni vill svara.")})
    comment.answer = text.strip()
    comment.clean_fields(exclude=["proposal", "member"])
    comment.version += 1
    comment.save(update_fields=["answer", "version"])
    audit.record(actor=actor, verb="comment.answered", on=comment)
    return comment


@transaction.atomic
def hide_comment(*, actor: Person, comment: Comment, reason: str) -> Comment:
    """Hide a comment that points out or hurts somebody. That one is hidden, and why, is shown. Again: nothing changes.

    Raises:
        PermissionDenied: `actor` does not work on the proposal.
        ValidationError: no reason, or one that is too long; keyed ``reason``.
    """
    _take(comment, actor)
    if comment.hidden:
        return comment
    if not reason.strip():
        raise ValidationError({"reason": _("Skriv varför. Alla kan läsa det.")})
    refuse_longer("reason", reason.strip(), 300)
    comment.hidden, comment.hidden_why = True, reason.strip()
    comment.save(update_fields=["hidden", "hidden_why"])
    audit.record(actor=actor, verb="comment.hidden", on=comment)
    return comment


@transaction.atomic
def show_comment(*, actor: Person, comment: Comment) -> Comment:
    """Show a hidden comment again. Raises PermissionDenied as `hide_comment`. Shown already: nothing changes."""
    _take(comment, actor)
    if not comment.hidden:
        return comment
    comment.hidden, comment.hidden_why = False, ""
    comment.save(update_fields=["hidden", "hidden_why"])
    audit.record(actor=actor, verb="comment.shown", on=comment)
    return comment


def _take(comment: Comment, actor: Person) -> None:
    comment.refresh_from_db(from_queryset=Comment.objects.select_for_update(of=("self",)))
    if not policy.may_moderate(actor, comment):
        raise PermissionDenied
