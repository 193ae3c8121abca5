"""Proposals put together, taken apart again, and split in two. Nothing is lost: sources are passed on as copies."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from medskapa.change import policy
from medskapa.change.actions.proposals import WORDS, WRITABLE, name_of, written
from medskapa.change.actions.threads import keep, lock, numbered, take, tell_all, threads_behind
from medskapa.change.models import Merge, Proposal, ProposalState, Source
from medskapa.change.texts import told
from medskapa.core import audit, clock
from medskapa.core.errors import Conflict
from medskapa.people.models import Person
from medskapa.voice.actions.news import tell
from medskapa.voice.actions.threads import lock_threads
from medskapa.voice.models import EventKind

ORIGINS = ["item_id", "theme_id", "working_group_id", "viewpoint_id"]


@transaction.atomic
def merge_proposals(*, actor: Person, proposal: Proposal, into: Proposal, reason: str, plain_reason: str = "") -> Merge:
    """Put `proposal` into another one, which gets its sources too. Words, comments and sources of both stay.

    Raises:
        PermissionDenied: `actor` does not plan both.
        ValidationError: no reason, or one that is too long; keyed by field.
        Conflict: one of them is closed already, or they are the same.
    """
    lock(proposal, into)
    if not (policy.may_plan_proposal(actor, proposal) and policy.may_plan_proposal(actor, into)):
        raise PermissionDenied
    if not reason.strip():
        raise ValidationError({"reason": _("Skriv varför. Alla kan läsa det.")})
    if proposal.pk == into.pk or proposal.state not in policy.OPEN or into.state not in WRITABLE:
        raise Conflict(_("Ett av förslagen går inte att lägga ihop längre. Ladda om sidan och välj på nytt."))
    merge = Merge(
        proposal=proposal,
        into=into,
        reason=reason.strip(),
        plain_reason=plain_reason.strip(),
        state_before=proposal.state,
        by=actor,
        at=clock.now(),
    )
    merge.clean_fields(exclude=["proposal", "into", "by", "moved"])
    merge.moved = _pass_on(proposal, into)
    merge.save()
    proposal.state, proposal.merged_into = ProposalState.MERGED, into
    keep(proposal, "state", "merged_into")
    keep(into)
    behind = threads_behind(proposal)
    words = told(lambda plain: _merged_words(merge, plain))
    for thread in sorted({t.pk: t for t in (proposal.thread, into.thread)}.values(), key=lambda each: each.pk):
        tell(thread, EventKind.MERGED, actor=actor, **words)
    for thread in behind:
        tell(thread, EventKind.PROPOSED, actor=actor, **words)
    audit.record(actor=actor, verb="proposal.merged", on=proposal, into=into.number, moved=len(merge.moved))
    return merge


def _merged_words(merge: Merge, plain: bool) -> str:
    reason = merge.plain_reason if plain and merge.plain_reason else merge.reason
    words = _("Förslaget ”%(title)s” är nu en del av förslaget ”%(other)s”. Därför: %(reason)s")
    return words % {"title": name_of(merge.proposal, plain), "other": name_of(merge.into, plain), "reason": reason}


def _pass_on(proposal: Proposal, into: Proposal) -> list[int]:
    """Give `into` the sources of `proposal` that it does not have; return the keys of the new rows."""
    has = {origin_of(source) for source in Source.objects.filter(proposal=into)}
    new = []
    for source in Source.objects.filter(proposal=proposal).order_by("pk"):
        origin = origin_of(source)
        if origin not in has:
            has.add(origin)
            new.append(Source(proposal=into, through=proposal, **{origin[0]: origin[1]}))
    return [source.pk for source in Source.objects.bulk_create(new)]


def origin_of(source: Source) -> tuple[str, int]:
    """What a source is: the one column that is filled, and its key."""
    return next((name, value) for name in ORIGINS if (value := getattr(source, name)) is not None)


@transaction.atomic
def undo_merge(*, actor: Person, merge: Merge, reason: str) -> Merge:
    """Take two proposals apart again. What the merge passed on goes away, unless another one in it has it too.

    Raises:
        PermissionDenied: `actor` does not plan both.
        ValidationError: no reason, or one that is too long; keyed by field.
        Conflict: it is undone already, or the proposal that took the other in is itself closed or decided.
    """
    lock(merge.proposal, merge.into)
    merge.refresh_from_db(from_queryset=Merge.objects.select_for_update(of=("self",)))
    proposal, into = merge.proposal, merge.into
    if not (policy.may_plan_proposal(actor, proposal) and policy.may_plan_proposal(actor, into)):
        raise PermissionDenied
    if merge.undone_at:
        raise Conflict(_("Sammanläggningen är redan ångrad."))
    if into.state not in policy.OPEN:
        raise Conflict(_("Förslaget är redan avgjort, eller ligger i ett annat. Sammanläggningen går inte att ångra."))
    if not reason.strip():
        raise ValidationError({"reason": _("Skriv varför. Alla kan läsa det.")})
    merge.undone_at, merge.undone_by, merge.undo_reason = clock.now(), actor, reason.strip()
    try:
        merge.clean_fields(exclude=["proposal", "into", "by", "undone_by", "moved"])
    except ValidationError as error:
        raise ValidationError({"reason": error.error_dict["undo_reason"]}) from error
    merge.save(update_fields=["undone_at", "undone_by", "undo_reason"])
    Source.objects.filter(pk__in=merge.moved, proposal=into).delete()
    for other in Merge.objects.filter(into=into, undone_at__isnull=True).select_related("proposal").order_by("pk"):
        if added := _pass_on(other.proposal, into):  # what this merge had brought along for the other one too
            other.moved = [*other.moved, *added]
            other.save(update_fields=["moved"])
    proposal.state, proposal.merged_into = ProposalState(merge.state_before), None
    keep(proposal, "state", "merged_into")
    keep(into)
    words = told(lambda plain: _undone_words(merge, plain))
    for thread in sorted((proposal.thread, into.thread), key=lambda each: each.pk):
        tell(thread, EventKind.MERGE_UNDONE, actor=actor, **words)
    for thread in threads_behind(proposal):
        tell(thread, EventKind.PROPOSED, actor=actor, **words)
    audit.record(actor=actor, verb="proposal.merge_undone", on=proposal, into=into.number)
    return merge


def _undone_words(merge: Merge, plain: bool) -> str:
    words = _("Förslaget ”%(title)s” är ett eget förslag igen. Därför: %(reason)s")
    return words % {"title": name_of(merge.proposal, plain), "reason": merge.undo_reason}


@transaction.atomic
def split_proposal(
    *,
    actor: Person,
    proposal: Proposal,
    title: str,
    text: str,
    reason: str,
    plain_title: str = "",
    plain_text: str = "",
) -> Proposal:
    """Make a part of a proposal a proposal of its own, with all its sources and its group. The first keeps its words.

    The same title again (a double click) returns the first part of that name.

    Raises:
        PermissionDenied: `actor` does not plan it.
        ValidationError: a text is missing or too long; keyed by field.
        Conflict: it is not worked on.
    """
    take(proposal, actor=actor, allowed=policy.may_plan_proposal)
    if proposal.state not in WRITABLE:
        raise Conflict(_("Förslaget går inte att dela nu. Det väntar på beslut, eller är avslutat."))
    if earlier := proposal.parts.filter(title=title.strip(), state=ProposalState.WORKING).first():
        return earlier
    if not reason.strip():
        raise ValidationError({"reason": _("Skriv varför. Alla kan läsa det.")})
    own = {"title": title, "text": text, "plain_title": plain_title, "plain_text": plain_text}
    part = Proposal(
        title=title.strip(),
        plain_title=plain_title.strip(),
        area=proposal.area,
        working_group=proposal.working_group,
        development_group=proposal.development_group,
        due_on=proposal.due_on,
        split_from=proposal,
        words=1,
    )
    version = written(part, 1, dict.fromkeys(WORDS, "") | own, actor, reason)
    lock_threads(thread.pk for thread in threads_behind(proposal))  # as `lock_threads_of`, before the part's number
    numbered(part)
    version.proposal = part
    version.save(force_insert=True)
    _pass_on(proposal, part)
    words = told(lambda plain: _split_words(part, proposal, reason.strip(), plain))
    tell(proposal.thread, EventKind.PROPOSED, actor=actor, **words)
    tell_all(part, EventKind.PROPOSED, actor=actor, **words)
    audit.record(actor=actor, verb="proposal.split", on=proposal, part=part.number)
    return part


def _split_words(part: Proposal, proposal: Proposal, reason: str, plain: bool) -> str:
    words = _("En del av förslaget ”%(title)s” är nu ett eget förslag: %(part)s. Därför: %(reason)s")
    return words % {"title": name_of(proposal, plain), "part": name_of(part, plain), "reason": reason}
