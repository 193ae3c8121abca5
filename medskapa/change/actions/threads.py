"""What every verb about proposals does: lock them, number them, and tell in all threads that stand behind them."""

from collections.abc import Callable, Sequence

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from medskapa.change.models import (
    Comment,
    DevelopmentGroup,
    Effect,
    GroupMeeting,
    ImprovementArea,
    JudgeRound,
    Proposal,
    Source,
    Step,
    WorkingGroup,
)
from medskapa.core import clock
from medskapa.core.errors import Conflict
from medskapa.meetings.behind import thread_now
from medskapa.people.models import Person
from medskapa.voice.actions.news import tell
from medskapa.voice.actions.threads import lock_threads
from medskapa.voice.models import EventKind, Thread, ViewpointState

ATTEMPTS = 50
Written = Comment | DevelopmentGroup | Effect | GroupMeeting | ImprovementArea | JudgeRound | Step | WorkingGroup
"""What several people write, beside proposals: ``version`` counts the changes of each."""


def take(
    proposal: Proposal, *, actor: Person, allowed: Callable[[Person, Proposal], bool], version: int | None = None
) -> None:
    """Lock `proposal` and read it again; then the policy, then whether somebody else was here first.

    Raises:
        PermissionDenied: `allowed` says no.
        Conflict: `version` is not the present one.
    """
    lock(proposal)
    if not allowed(actor, proposal):
        raise PermissionDenied
    if version is not None and version != proposal.version:
        raise Conflict(_("Någon annan har ändrat förslaget. Det du skrev finns kvar. Läs det nya och försök igen."))


def refuse_if_changed(row: Written, version: int | None) -> None:
    """Raise Conflict where somebody has changed the locked `row` since `version`, the one that the writer saw."""
    if version is not None and version != row.version:
        raise Conflict(_("Någon annan har ändrat det här. Det du skrev finns kvar. Läs det nya och försök igen."))


def lock(*proposals: Proposal) -> None:
    """Lock proposals in the order of their keys, and read them again."""
    for proposal in sorted(proposals, key=lambda each: each.pk):
        proposal.refresh_from_db(from_queryset=Proposal.objects.select_for_update(of=("self",)))


def lock_threads_of(sources: Sequence[Source]) -> None:
    """Lock the threads of what a new proposal comes from, before its number is taken.

    A meeting that closes has locked its threads when it makes proposals. Whoever took a number first and waited for
    one of those threads would wait for ever, for the meeting waits for the number.
    """
    lock_threads(thread.pk for source in sources if (thread := _thread_of(source)))


def _thread_of(source: Source) -> Thread | None:
    """Where the people behind a source are now. What lies in another theme has its people in that one's thread."""
    if source.theme is not None:
        return (source.theme.merged_into or source.theme).thread
    if source.item is not None:
        return thread_now(source.item)
    return source.viewpoint.thread if source.viewpoint is not None else None


def keep(proposal: Proposal, *fields: str) -> None:
    """Save `fields` of a locked proposal; its version goes up by one."""
    proposal.version += 1
    proposal.save(update_fields=[*fields, "version"])


def numbered(proposal: Proposal) -> Proposal:
    """Save a new proposal under the next number, with a thread of its own.

    Those who come at the same moment want the same number; each that was not first waits, and tries the next one.
    """
    proposal.thread = Thread.objects.create(public=True, state=EventKind.PROPOSED)
    proposal.began_on = clock.today()
    for attempt in range(ATTEMPTS):
        proposal.number = (Proposal.objects.aggregate(last=Max("number"))["last"] or 0) + 1
        try:
            with transaction.atomic():
                proposal.save(force_insert=True)
        except IntegrityError:
            if attempt == ATTEMPTS - 1:
                raise
        else:
            break
    return proposal


def threads_behind(proposal: Proposal) -> list[Thread]:
    """The threads of all that the proposal comes from, each once, in the order in which they are locked. One query.

    Words in a theme that is itself a source are left out: their people are told through the theme.
    """
    sources = list(_sources(proposal))
    themes = {source.theme.merged_into_id or source.theme.pk for source in sources if source.theme}
    found: dict[int, Thread] = {}
    for source in sources:
        said = source.viewpoint
        if said and (said.theme_id in themes or said.state == ViewpointState.WITHDRAWN):
            continue
        if thread := _thread_of(source):
            found[thread.pk] = thread
    return [found[key] for key in sorted(found)]


def _sources(proposal: Proposal) -> Sequence[Source]:
    return list(
        Source.objects.filter(proposal=proposal)
        .select_related(
            "theme__thread",
            "theme__merged_into__thread",
            "item__thread",
            "item__theme__merged_into__thread",
            "viewpoint__thread",
        )
        .order_by("pk")
    )


def tell_all(proposal: Proposal, kind: EventKind, *, actor: Person | None, text: str, plain_text: str = "") -> None:
    """Append what happened to the proposal's own thread and to each thread behind it, so that people are told.

    Inside the caller's transaction, with `proposal` locked, after its policy and before its audit record.
    """
    threads = {thread.pk: thread for thread in [proposal.thread, *threads_behind(proposal)]}
    for key in sorted(threads):
        tell(threads[key], kind, actor=actor, text=text, plain_text=plain_text)
