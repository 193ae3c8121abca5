"""What may be read of proposals: by anybody, by those who work on them, and by those who answer residents."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, Exists, F, Min, OuterRef, Q, QuerySet, TextField, Value, When
from django.shortcuts import get_object_or_404

from analysis.wording import Piece, changes
from medskapa.change import policy
from medskapa.change.actions.proposals import WORDS, missing_in
from medskapa.change.models import (
    Comment,
    Merge,
    Proposal,
    ProposalState,
    Source,
    Suggestion,
    SuggestionState,
    Version,
    WorkingGroup,
    WorkingGroupState,
)
from medskapa.core import clock
from medskapa.core.searching import holding
from medskapa.people.models import Person, Role
from medskapa.people.queries import in_unit_of
from medskapa.voice.models import Event, Theme, Viewpoint, ViewpointState
from medskapa.voice.queries.themes import Page

PAGE = 24
AT_WORK = 50
COMMENTS = 50
_NUMBERS = 12  # digits of a proposal's number, at most

KINDS = {
    "arbetas-fram": (ProposalState.WORKING,),
    "vantar-pa-beslut": (ProposalState.READY, ProposalState.LATER),
    "ja": (ProposalState.YES, ProposalState.CARRIED_OUT),
    "nej": (ProposalState.NO, ProposalState.WITHDRAWN),
}
"""What one may choose to see in the list, by the word in its address."""


def visible() -> QuerySet[Proposal]:
    """Every proposal is public. Those that are part of another one have a page that leads on."""
    return Proposal.objects.select_related("area", "working_group", "development_group", "merged_into", "split_from")


def public_list(*, kind: str = "", after: str = "") -> Page[Proposal]:
    """One page of the proposals, the newest first; of one of `KINDS`, or all but those that were merged. Queries: 1."""
    rows = visible().exclude(state=ProposalState.MERGED)
    if kind in KINDS:
        rows = rows.filter(state__in=KINDS[kind])
    return _paged(rows, after, PAGE)


def _paged(rows: QuerySet[Proposal], after: str, size: int) -> Page[Proposal]:
    if after.isdecimal() and len(after) < _NUMBERS:
        rows = rows.filter(number__lt=int(after))
    found = list(rows.order_by("-number")[: size + 1])
    return Page(found[:size], str(found[size - 1].number) if len(found) > size else "")


@dataclass(frozen=True)
class PublicPage:
    """Everything public about one proposal, without anybody's name."""

    proposal: Proposal
    version: Version
    sources: list[Source]
    comments: list[Comment]
    more_comments: str
    events: list[Event]
    merges: list[Merge]
    parts: list[Proposal]

    @property
    def may_be_spoken_of(self) -> bool:
        """Whether one can still say something of it."""
        return self.proposal.state in policy.OPEN


def public_page(number: int, *, after: str = "") -> PublicPage:
    """The proposal with that number. Raises Http404. Queries: 7, whatever the number of rows."""
    proposal = get_object_or_404(visible().select_related("effect"), number=number)
    comments, more = comments_of(proposal, after=after)
    return PublicPage(
        proposal=proposal,
        version=version_of(proposal),
        sources=sources_of(proposal),
        comments=comments,
        more_comments=more,
        events=events_of(proposal),
        merges=merges_of(proposal),
        parts=list(proposal.parts.order_by("number")),
    )


def public_one(number: int) -> Proposal:
    """The proposal with that number. Raises Http404."""
    return get_object_or_404(visible(), number=number)


def version_of(proposal: Proposal, number: int | None = None) -> Version:
    """The words of a proposal as they are, or as they were in version `number`. Raises Http404. Queries: 1."""
    rows = proposal.versions.select_related("by").order_by("-number")
    return get_object_or_404(rows, number=proposal.words if number is None else number)


def versions_of(proposal: Proposal) -> list[Version]:
    """Every version, the newest first; only that one with its texts, for together they can be very long. Queries: 1."""
    rows = proposal.versions.select_related("by").only("number", "at", "note", "by__name", "proposal_id")
    is_now, nothing = Q(number=proposal.words), Value("")
    now = {_now(name): Case(When(is_now, F(name)), default=nothing, output_field=TextField()) for name in WORDS}
    found = list(rows.annotate(**now).order_by("-number")[:200])
    for name in WORDS:
        setattr(found[0], name, getattr(found[0], _now(name)))
    return found


def _now(name: str) -> str:
    return f"now_{name}"


@dataclass(frozen=True)
class Changed:
    """What one field of a proposal became in a version."""

    label: str
    pieces: Sequence[Piece]

    @property
    def is_changed(self) -> bool:
        return any(piece.kind != "same" for piece in self.pieces)


def changes_of(proposal: Proposal, number: int) -> tuple[Version, list[Changed]]:
    """Version `number`, and each of its fields word by word against the version before. Raises Http404. Queries: 2."""
    new = version_of(proposal, number)
    old = proposal.versions.filter(number__lt=number).order_by("-number").first()
    label = {field.name: str(field.verbose_name) for field in Version._meta.fields}
    both = [(name, getattr(old, name, ""), getattr(new, name)) for name in WORDS]
    return new, [Changed(label[name], changes(before, after)) for name, before, after in both if before or after]


def sources_of(proposal: Proposal) -> list[Source]:
    """What the proposal comes from, its own first, then what came with another one. Queries: 1."""
    rows = proposal.sources.select_related("item__meeting", "theme", "working_group", "through")
    found = list(rows.order_by("pk"))
    return sorted(found, key=lambda each: (each.through.number if each.through else 0, _sort_key(each)))


def _sort_key(source: Source) -> tuple[int, int]:
    """By kind, and not by key, which is random."""
    kinds = [source.theme_id, source.item_id, source.working_group_id, source.viewpoint_id]
    return next((place, key or 0) for place, key in enumerate(kinds) if key is not None)


def comments_of(proposal: Proposal, *, after: str = "") -> tuple[list[Comment], str]:
    """What was said of the proposal and of those that are part of it, the latest day first. Queries: 1."""
    return _comments(proposal, after, with_names=False)


def _comments(proposal: Proposal, after: str, *, with_names: bool) -> tuple[list[Comment], str]:
    rows = Comment.objects.filter(Q(proposal=proposal) | Q(proposal__merged_into=proposal)).select_related("proposal")
    day, _, key = after.partition(".")
    if key.isdecimal() and len(key) < 20 and (on := day_of(day)):
        rows = rows.filter(Q(on__lt=on) | Q(on=on, pk__gt=int(key)))
    rows = rows.select_related("member") if with_names else rows.defer("member")
    found = list(rows.order_by("-on", "pk")[: COMMENTS + 1])
    last = found[COMMENTS - 1] if len(found) > COMMENTS else None
    return found[:COMMENTS], f"{last.on}.{last.pk}" if last else ""


def day_of(text: str) -> date | None:
    """The day written as in an address, or None."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def events_of(proposal: Proposal) -> list[Event]:
    """What has happened with the proposal, in order, without who wrote it. Queries: 1."""
    return list(Event.objects.filter(thread=proposal.thread_id).defer("actor").order_by("-number")[:200])[::-1]


def merges_of(proposal: Proposal) -> list[Merge]:
    """Every merge that the proposal was part of, undone ones too, in order. Queries: 1."""
    rows = Merge.objects.filter(Q(proposal=proposal) | Q(into=proposal)).defer("by", "undone_by")
    return list(rows.select_related("proposal", "into").order_by("at", "pk"))


@dataclass(frozen=True)
class Promises:
    """The promises of a proposal by a day: how many are open, how many are late, and for how many days the latest."""

    open: int
    late: int
    oldest_days: int


def promises() -> Promises:
    """The part of the feedback debt that proposals stand for. Queries: 1."""
    today = clock.today()
    counted = Proposal.objects.filter(state=ProposalState.WORKING, due_on__isnull=False).aggregate(
        open=Count("pk"), late=Count("pk", filter=Q(due_on__lt=today)), oldest=Min("due_on")
    )
    oldest = counted["oldest"]
    return Promises(counted["open"], counted["late"], max((today - oldest).days, 0) if oldest else 0)


def late_promises(limit: int = AT_WORK) -> list[Proposal]:
    """The proposals that were promised by a day that has passed, the oldest promise first. Queries: 1."""
    rows = visible().filter(state=ProposalState.WORKING, due_on__lt=clock.today())
    return list(rows.order_by("due_on", "number")[:limit])


# --- at work


def at_work(viewer: Person) -> QuerySet[Proposal]:
    """Every proposal, each with ``may_work`` and ``may_plan`` for `viewer`, and whether it ``is_late``."""
    late = Q(state=ProposalState.WORKING) & Q(due_on__isnull=False) & Q(due_on__lt=clock.today())
    rights = {"may_work": policy.workable_by(viewer), "may_plan": policy.plannable_by(viewer)}
    return visible().annotate(is_late=late, **rights)


def list_at_work(
    *, viewer: Person, kind: str = "", own: bool = False, late: bool = False, after: str = ""
) -> Page[Proposal]:
    """One page of the proposals, the newest first: all, `viewer`'s own, or those that are `late`. Queries: 1."""
    rows = at_work(viewer)
    rows = rows.filter(state__in=KINDS[kind]) if kind in KINDS else rows.exclude(state=ProposalState.MERGED)
    if own:
        rows = rows.filter(policy.workable_by(viewer))
    if late:
        rows = rows.filter(state=ProposalState.WORKING, due_on__lt=clock.today())
    return _paged(rows, after, AT_WORK)


def one_at_work(*, viewer: Person, number: int) -> Proposal:
    """One proposal with the rights of `viewer`. Raises Http404. Queries: 1."""
    return get_object_or_404(at_work(viewer), number=number)


def comments_at_work(proposal: Proposal, *, after: str = "") -> tuple[list[Comment], str]:
    """As `comments_of`, with the names of members. Queries: 1."""
    found, more = _comments(proposal, after, with_names=True)
    for each in found:
        each.by = each.member  # type: ignore[attr-defined]
    return found, more


def comment_for(*, viewer: Person, pk: int) -> Comment:
    """One comment of a proposal that `viewer` works on. Raises Http404, the same for another's. Queries: 1."""
    mine = Proposal.objects.filter(policy.workable_by(viewer)).values("pk")
    return get_object_or_404(Comment.objects.filter(proposal__in=mine).select_related("proposal"), pk=pk)


def missing_words(version: Version) -> list[str]:
    """The names of the texts that are needed before anybody can decide, and are not written yet."""
    fields = {field.name: str(field.verbose_name) for field in Version._meta.fields}
    return [fields[name] for name in missing_in(version)]


def mergeable_with(proposal: Proposal, *, viewer: Person, text: str = "") -> QuerySet[Proposal]:
    """The proposals that `viewer` may put this one into, those in its own area first. `text`: words of the title."""
    rows = at_work(viewer).filter(policy.plannable_by(viewer), state__in=[ProposalState.WORKING, ProposalState.LATER])
    return rows.filter(holding(text.split(), "title")).exclude(pk=proposal.pk).order_by("-number")


def merge_for(*, viewer: Person, pk: int) -> Merge:
    """One merge, for those who may plan both proposals. Raises Http404. Queries: 1."""
    mine = Proposal.objects.filter(policy.plannable_by(viewer)).values("pk")
    rows = Merge.objects.filter(proposal__in=mine, into__in=mine)
    return get_object_or_404(rows.select_related("proposal", "into"), pk=pk)


def themes_to_propose_from(viewer: Person) -> QuerySet[Theme]:
    """The themes of the units where `viewer` plans."""
    return Theme.objects.filter(in_unit_of(viewer, Role.PLANNER), merged_into__isnull=True).order_by("name", "pk")


def groups_to_propose_for(viewer: Person) -> QuerySet[WorkingGroup]:
    """The active groups that `viewer` may make a proposal for: their own; every one for a planner with a theme."""
    rows = WorkingGroup.objects.filter(state=WorkingGroupState.ACTIVE).order_by("name", "pk")
    return rows if policy.may_plan(viewer) else rows.filter(policy.worked_in_by(viewer))


# --- what residents suggest themselves


def suggestions(*, viewer: Person, over: bool = False, after: str = "") -> Page[Suggestion]:
    """One page of residents' own proposals that `viewer` may answer: those that wait, or those `over`. Queries: 1."""
    rows = _suggestions_of(viewer)
    rows = rows.exclude(state=SuggestionState.NEW) if over else rows.filter(state=SuggestionState.NEW)
    day, _, key = after.partition(".")
    if key.isdecimal() and len(key) < 20 and (on := day_of(day)):
        rows = rows.filter(Q(viewpoint__promised_on__gt=on) | Q(viewpoint__promised_on=on, pk__gt=int(key)))
    found = list(rows.order_by("viewpoint__promised_on", "pk")[: AT_WORK + 1])
    last = found[AT_WORK - 1] if len(found) > AT_WORK else None
    return Page(found[:AT_WORK], f"{last.viewpoint.promised_on}.{last.pk}" if last else "")


def suggestion_for(*, viewer: Person, pk: int) -> Suggestion:
    """One of them. Raises Http404, the same for one that `viewer` may not answer. Queries: 1."""
    return get_object_or_404(_suggestions_of(viewer), pk=pk)


def _suggestions_of(viewer: Person) -> QuerySet[Suggestion]:
    answerable = Viewpoint.objects.filter(policy.handled_by(viewer), pk=OuterRef("viewpoint"))
    rows = Suggestion.objects.filter(Exists(answerable.exclude(state=ViewpointState.WITHDRAWN)))
    return rows.select_related("viewpoint__unit", "proposal")
