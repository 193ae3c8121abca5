"""Proposals: begun from what people said, worked out in versions, given to a group, made ready, withdrawn."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from medskapa.change import policy
from medskapa.change.actions.threads import keep, lock_threads_of, numbered, take, tell_all
from medskapa.change.models import (
    ImprovementArea,
    Proposal,
    ProposalState,
    Source,
    Version,
    WorkingGroup,
    WorkingGroupState,
)
from medskapa.change.texts import told
from medskapa.core import audit, clock
from medskapa.core.dates import long_date
from medskapa.core.errors import Conflict
from medskapa.meetings.behind import stood_behind
from medskapa.meetings.models import AgendaItem
from medskapa.people.models import Person
from medskapa.voice.models import EventKind, Theme

WORDS = ["title", "plain_title", "text", "plain_text", "touches", "costs", "effect_wanted", "measured_by"]
NEEDED = ["title", "text", "plain_text", "touches", "costs", "effect_wanted", "measured_by"]
"""What must be there before anybody is asked to decide."""
WRITABLE = (ProposalState.WORKING, ProposalState.LATER)
_TITLE = 150


@transaction.atomic
def propose(
    *,
    actor: Person,
    title: str,
    text: str,
    plain_title: str = "",
    plain_text: str = "",
    theme: Theme | None = None,
    group: WorkingGroup | None = None,
    area: ImprovementArea | None = None,
    due_on: date | None = None,
) -> Proposal:
    """Begin a proposal, from a theme or (without one) from a working group. Everyone behind it is told.

    The same title from the same source (a double click) returns the first, while it is worked on.

    Raises:
        PermissionDenied: `actor` neither plans in the theme's unit nor works in the group.
        ValidationError: a text is missing or too long; keyed by field. Or neither theme nor group is given.
        Conflict: the theme is part of another one, or the group has ended.
    """
    if group is not None:
        group.refresh_from_db(from_queryset=WorkingGroup.objects.select_for_update(of=("self",)))
    may = (group is not None and policy.may_work_in(actor, group)) or (
        theme is not None and policy.may_propose_from_theme(actor, theme)
    )
    if not may:
        raise PermissionDenied
    if theme is not None and theme.merged_into_id:
        raise Conflict(_("Temat ligger i ett annat tema. Börja från det i stället."))
    source = {"theme": theme} if theme is not None else {"working_group": group}
    same = Proposal.objects.filter(title=title.strip(), state=ProposalState.WORKING)
    if earlier := same.filter(**{f"sources__{name}": value for name, value in source.items()}).first():
        return earlier
    words = {"title": title, "text": text, "plain_title": plain_title, "plain_text": plain_text}
    proposal = begin(actor=actor, sources=[source], words=words, group=group, area=area, due_on=due_on)
    audit.record(actor=actor, verb="proposal.begun", on=proposal, number=proposal.number)
    return proposal


def begin(
    *,
    actor: Person,
    sources: Sequence[Mapping[str, Any]],
    words: Mapping[str, str],
    group: WorkingGroup | None,
    area: ImprovementArea | None = None,
    due_on: date | None = None,
) -> Proposal:
    """Make a proposal with its first version and its sources, and tell of it. A part of another action, which audits.

    Raises:
        ValidationError: a text is missing or too long; keyed by field.
        Conflict: the group has ended.
    """
    _refuse_ended(group)
    proposal = Proposal(
        title=words["title"].strip(),
        plain_title=words.get("plain_title", "").strip(),
        area=area or (group.area if group else None),
        working_group=group,
        development_group=group.development_group if group else None,
        due_on=due_on,
    )
    version = written(proposal, 1, {name: words.get(name, "") for name in WORDS}, actor, "")
    lock_threads_of([Source(**source) for source in sources])
    numbered(proposal)
    version.proposal = proposal
    version.save(force_insert=True)
    Proposal.objects.filter(pk=proposal.pk).update(words=1)
    proposal.words = 1
    Source.objects.bulk_create(Source(proposal=proposal, **source) for source in sources)
    tell_all(proposal, EventKind.PROPOSED, actor=actor, **told(lambda plain: _begun_words(proposal, plain)))
    if group:
        tell_all(proposal, EventKind.TAKEN_BY_GROUP, actor=actor, **told(lambda plain: _taken_words(proposal, plain)))
    return proposal


def _refuse_ended(group: WorkingGroup | None) -> None:
    if group is not None and group.state != WorkingGroupState.ACTIVE:
        raise Conflict(_("Arbetsgruppen har slutat. Välj en grupp som arbetar nu."))


def written(proposal: Proposal, number: int, words: dict[str, str], actor: Person, note: str) -> Version:
    """A version with these words, checked."""
    version = Version(
        proposal=proposal if proposal.pk else None,
        number=number,
        by=actor,
        at=clock.now(),
        note=note.strip(),
        **{name: value.strip() for name, value in words.items()},
    )
    version.clean_fields(exclude=["proposal", "by"])
    return version


def name_of(proposal: Proposal, plain: bool) -> str:
    """The title, or its plain variant where it is wanted and there is one."""
    return proposal.plain_title if plain and proposal.plain_title else proposal.title


def _begun_words(proposal: Proposal, plain: bool) -> str:
    return _("Vi arbetar fram ett förslag: %(title)s") % {"title": name_of(proposal, plain)}


def _taken_words(proposal: Proposal, plain: bool) -> str:
    names = {"group": str(proposal.working_group), "title": name_of(proposal, plain)}
    if proposal.due_on is None:
        return _("Arbetsgruppen ”%(group)s” arbetar med förslaget ”%(title)s”.") % names
    words = _("Arbetsgruppen ”%(group)s” arbetar med förslaget ”%(title)s”. Det ska vara klart senast %(day)s.")
    return words % (names | {"day": long_date(proposal.due_on)})


def begin_from_item(item: AgendaItem, actor: Person) -> Proposal:
    """Make the proposal that a meeting promised (its outcome is "proposal"). Registered with `meetings.outcomes`.

    Runs inside the meeting's transaction, which has locked the item and asked its policy. An item gives one proposal,
    however often it is called; a new group or day of the item moves with it, while it is worked on. What lay in the
    item is a source too, here and at the meetings that it was carried over from: its people heard the promise.
    """
    group = WorkingGroup.objects.filter(name=item.group_name, state=WorkingGroupState.ACTIVE).first()
    earlier = Proposal.objects.filter(sources__item=item, sources__through__isnull=True).order_by("number").first()
    if earlier:
        return _follow_item(earlier, item, group, actor)
    title = Truncator(item.title).chars(_TITLE)
    words = {
        "title": title,
        "plain_title": Truncator(item.plain_title).chars(_TITLE),
        "text": item.outcome_text or item.text or item.title,
        "plain_text": item.plain_outcome_text or item.plain_text,
    }
    sources = [{"item": each} for each in [item, *stood_behind(item)]]
    proposal = begin(actor=actor, sources=sources, words=words, group=group, due_on=item.group_by)
    audit.record(actor=actor, verb="proposal.begun", on=proposal, number=proposal.number, item=item.pk)
    return proposal


def _follow_item(proposal: Proposal, item: AgendaItem, group: WorkingGroup | None, actor: Person) -> Proposal:
    take(proposal, actor=actor, allowed=lambda _actor, _proposal: True)
    changed = proposal.working_group != group or proposal.due_on != item.group_by
    if not changed or proposal.state != ProposalState.WORKING:
        return proposal
    _give(proposal, group, item.group_by, actor)
    audit.record(actor=actor, verb="proposal.given", on=proposal)
    return proposal


@transaction.atomic
def write(*, actor: Person, proposal: Proposal, version: int, note: str = "", **words: str) -> Version:
    """Write the proposal anew, in the words of `WORDS` that are given; the others stay. Old versions stay readable.

    Unchanged words make no version.

    Raises:
        PermissionDenied: `actor` does not work on it.
        ValidationError: a text is missing or too long; keyed by field.
        Conflict: somebody else wrote since `version`, or it is not worked on.
    """
    take(proposal, actor=actor, allowed=policy.may_work, version=version)
    if proposal.state not in WRITABLE:
        raise Conflict(_("Förslaget går inte att skriva i nu. Det väntar på beslut, eller är avslutat."))
    last = proposal.versions.order_by("-number")[0]
    wanted = {name: words.get(name, getattr(last, name)).strip() for name in WORDS}
    if all(getattr(last, name) == value for name, value in wanted.items()):
        return last
    made = written(proposal, proposal.words + 1, wanted, actor, note)
    made.save(force_insert=True)
    proposal.title, proposal.plain_title, proposal.words = made.title, made.plain_title, made.number
    keep(proposal, "title", "plain_title", "words")
    audit.record(actor=actor, verb="proposal.written", on=proposal, number=made.number)
    return made


@transaction.atomic
def give_to_group(
    *, actor: Person, proposal: Proposal, group: WorkingGroup, due_on: date | None, version: int | None = None
) -> Proposal:
    """Let a working group work it out by a day, which is a promise. Everyone behind it is told.

    The same group and day again change nothing.

    Raises:
        PermissionDenied: `actor` does not plan it.
        Conflict: it is not worked on, the group has ended, or somebody else changed it since `version`.
    """
    take(proposal, actor=actor, allowed=policy.may_plan_proposal, version=version)
    if proposal.working_group_id == group.pk and proposal.due_on == due_on:
        return proposal
    if proposal.state != ProposalState.WORKING:
        raise Conflict(_("Förslaget arbetas inte fram nu. Det väntar på beslut, eller är avslutat."))
    group.refresh_from_db()
    _refuse_ended(group)
    _give(proposal, group, due_on, actor)
    audit.record(actor=actor, verb="proposal.given", on=proposal, group=group.pk)
    return proposal


def _give(proposal: Proposal, group: WorkingGroup | None, due_on: date | None, actor: Person) -> None:
    proposal.working_group, proposal.due_on = group, due_on
    proposal.development_group = group.development_group if group else None
    proposal.area = proposal.area or (group.area if group else None)
    keep(proposal, "working_group", "development_group", "area", "due_on")
    if group:
        tell_all(proposal, EventKind.TAKEN_BY_GROUP, actor=actor, **told(lambda plain: _taken_words(proposal, plain)))


@transaction.atomic
def make_ready(*, actor: Person, proposal: Proposal, version: int | None = None) -> Proposal:
    """Say that it can be decided on. Everyone behind it is told. Ready already: nothing changes.

    Raises:
        PermissionDenied: `actor` does not work on it.
        ValidationError: a text of `NEEDED` is missing; keyed by field.
        Conflict: it is decided or closed, or somebody else changed it since `version`.
    """
    take(proposal, actor=actor, allowed=policy.may_work, version=version)
    if proposal.state == ProposalState.READY:
        return proposal
    if proposal.state not in WRITABLE:
        raise Conflict(_("Förslaget är redan avgjort, eller är avslutat."))
    if missing := missing_in(proposal.versions.order_by("-number")[0]):
        raise ValidationError({name: _("Det här behövs innan någon kan besluta.") for name in missing})
    proposal.state, proposal.ready_on = ProposalState.READY, clock.today()
    keep(proposal, "state", "ready_on")
    tell_all(proposal, EventKind.PROPOSED, actor=actor, **told(lambda plain: _ready_words(proposal, plain)))
    audit.record(actor=actor, verb="proposal.made_ready", on=proposal, words=proposal.words)
    return proposal


def missing_in(version: Version) -> list[str]:
    """The fields of `NEEDED` that nobody has written yet."""
    return [name for name in NEEDED if not getattr(version, name)]


def _ready_words(proposal: Proposal, plain: bool) -> str:
    return _("Förslaget är färdigt och väntar på beslut: %(title)s") % {"title": name_of(proposal, plain)}


@transaction.atomic
def back_to_work(*, actor: Person, proposal: Proposal, version: int | None = None) -> Proposal:
    """Take a proposal that waits for its decision back, to write more. Worked on already: nothing changes.

    Raises:
        PermissionDenied: `actor` does not work on it.
        Conflict: it does not wait for a decision, or somebody else changed it since `version`.
    """
    take(proposal, actor=actor, allowed=policy.may_work, version=version)
    if proposal.state == ProposalState.WORKING:
        return proposal
    if proposal.state != ProposalState.READY:
        raise Conflict(_("Förslaget är redan avgjort, eller är avslutat."))
    proposal.state, proposal.ready_on = ProposalState.WORKING, None
    keep(proposal, "state", "ready_on")
    tell_all(proposal, EventKind.PROPOSED, actor=actor, **told(lambda plain: _again_words(proposal, plain)))
    audit.record(actor=actor, verb="proposal.taken_back", on=proposal)
    return proposal


def _again_words(proposal: Proposal, plain: bool) -> str:
    return _("Vi arbetar mer med förslaget innan det kan beslutas: %(title)s") % {"title": name_of(proposal, plain)}


@transaction.atomic
def withdraw_proposal(*, actor: Person, proposal: Proposal, reason: str, plain_reason: str = "") -> Proposal:
    """End a proposal that nobody has decided on, with a reason that everyone behind it is told. Again: nothing changes.

    Raises:
        PermissionDenied: `actor` does not plan it.
        ValidationError: no reason, or one that is too long; keyed by field.
        Conflict: it is decided, merged, or has other proposals in it.
    """
    take(proposal, actor=actor, allowed=policy.may_plan_proposal)
    if proposal.state == ProposalState.WITHDRAWN:
        return proposal
    if proposal.state not in policy.OPEN:
        raise Conflict(_("Förslaget är redan avgjort, eller är avslutat."))
    if proposal.absorbed.exists():
        raise Conflict(_("Ett annat förslag ligger i det här. Ångra den sammanläggningen först."))
    if not reason.strip():
        raise ValidationError({"reason": _("Skriv varför. Alla kan läsa det.")})
    proposal.state = ProposalState.WITHDRAWN
    proposal.end_reason, proposal.plain_end_reason = reason.strip(), plain_reason.strip()
    _refuse_long(proposal, reason="end_reason", plain_reason="plain_end_reason")
    keep(proposal, "state", "end_reason", "plain_end_reason")
    tell_all(proposal, EventKind.CORRECTED, actor=actor, **told(lambda plain: _withdrawn_words(proposal, plain)))
    audit.record(actor=actor, verb="proposal.withdrawn", on=proposal)
    return proposal


def _refuse_long(proposal: Proposal, **fields: str) -> None:
    """Check the fields that a form knows by another name."""
    try:
        proposal.clean_fields(exclude=[f.name for f in proposal._meta.fields if f.name not in fields.values()])
    except ValidationError as error:
        by_field = error.error_dict
        raise ValidationError({given: by_field[own] for given, own in fields.items() if own in by_field}) from error


def _withdrawn_words(proposal: Proposal, plain: bool) -> str:
    reason = proposal.plain_end_reason if plain and proposal.plain_end_reason else proposal.end_reason
    words = _("Vi lägger ner förslaget ”%(title)s”. Därför: %(reason)s")
    return words % {"title": name_of(proposal, plain), "reason": reason}
